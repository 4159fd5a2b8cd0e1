// A sentence as the network of ActModel reads it: its words, and beside each the signs that stand there, which kind of
// party a name is, its relation in the tree, what the rules made of it; before the first word one that says where the
// sentence stands; and those who may have a part in what it tells.
// The numbers of signs are in model files.
#include <algorithm>

#include "coding/learnt.h"
#include "coding/sentence_coder.h"

namespace entente::coding {

namespace {

constexpr std::size_t kParties = 12, kFates = 4, kMostTypes = 16, kFar = 6, kSteps = 8, kMany = Named::kMany, kParts = 4;
// Where the numbers of each kind of sign begin.
constexpr std::size_t kOfParty = 0, kOfUpos = kOfParty + kParties, kOfRelation = kOfUpos + kUpos.size(), kOfRule = kOfRelation + kDeprels.size(),
                      kOfLength = kOfRule + (kMostTypes + 1) * kFates, kOfPlace = kOfLength + kFar + 1, kOfScene = kOfPlace + kFar + 1, kSceneSigns = 12,
                      kOfAll = kOfScene + kSceneSigns, kOfForeign = kOfAll + kMany + 1, kOfBefore = kOfForeign + kMany + 1, kOfTold = kOfBefore + kMostTypes, kEnd = kOfTold + kMostTypes;
static_assert(kEnd <= kReadingSigns);
// The same for those who may have a part.
constexpr std::size_t kWhere = 0, kWhereSigns = 9, kAuthor = kWhere + kWhereSigns, kNamed = kAuthor + 1, kSeveral = kNamed + 1, kAnyPart = kSeveral + 1, kSideAll = kAnyPart + kParts,
                      kSideForeign = kSideAll + kMany + 1, kSideEnd = kSideForeign + kMany + 1;
static_assert(kSideEnd <= kPartSigns);

std::uint16_t number(std::size_t sign) { return static_cast<std::uint16_t>(sign); }

}  // namespace

// Names are not read: which state it is says little about what it does, and much about the years that were learnt from.
bool SentenceCoder::is_masked(Index i) const {
  const std::int32_t m = tree_.inner_mention_at(i);
  return m >= 0 && tree_.token(i).upos == Upos::kPropn && document_.mentions[static_cast<std::size_t>(m)].kind != MentionKind::kPronoun;
}

Reading SentenceCoder::reading(const std::vector<WholeSide>& sides, std::size_t first_event) const {
  Reading out;
  const std::set<std::string> authors = author_codes();
  // Where it stands.
  Reading::Word& scene = out.words.emplace_back();
  const auto about = [&](std::size_t sign) { scene.signs.push_back(number(sign)); };
  about(kOfLength + std::min<std::size_t>(tree_.size() / kSteps, kFar));
  about(kOfPlace + std::min<std::size_t>(tree_.sentence_index(), kFar));
  if (tree_.sentence().heading) about(kOfScene);
  if (scene_.press_asks) about(kOfScene + 1);
  if (document_.sentences.size() > kShortDocument) about(kOfScene + 2);
  if (document_.sentences.size() == 1) about(kOfScene + 3);
  if (!meeting_.empty()) about(kOfScene + 4);
  if (!scene_.speakers.sides.empty()) about(kOfScene + 5);
  if (document_.authors.empty()) about(kOfScene + 6);
  if (document_.authors.size() > 1) about(kOfScene + 7);
  const Named among = named_among(sides);
  about(kOfAll + among.all);
  about(kOfForeign + among.foreign);
  for (std::size_t k = first_event; k-- > 0 && document_.events[k].sentence + 1 >= tree_.sentence_index();) about(kOfBefore + ontology_.type_named(document_.events[k].event));
  for (std::size_t k = first_event; k < document_.events.size(); ++k) about(kOfTold + ontology_.type_named(document_.events[k].event));
  std::sort(scene.signs.begin(), scene.signs.end());
  scene.signs.erase(std::unique(scene.signs.begin(), scene.signs.end()), scene.signs.end());
  // Its words, and who is named by each.
  std::vector<std::set<std::string>> names(tree_.size());
  for (Index i = 0; i < tree_.size(); ++i) {
    Reading::Word& word = out.words.emplace_back();
    word.form = tree_.form(i);
    word.masked = is_masked(i);
    word.signs.push_back(number(kOfUpos + static_cast<std::size_t>(tree_.token(i).upos)));
    word.signs.push_back(number(kOfRelation + static_cast<std::size_t>(tree_.deprel(i))));
    const std::int32_t m = tree_.inner_mention_at(i);
    if (m < 0) continue;
    const MentionKind kind = document_.mentions[static_cast<std::size_t>(m)].kind;
    const std::size_t manner = kind == MentionKind::kPronoun || kind == MentionKind::kAnaphor ? 2 : kind == MentionKind::kRole || kind == MentionKind::kGroup ? 1 : 0;
    const std::set<std::string>& here = names[i] = codes(party_of_mention(m).parties);
    const std::size_t who = here.empty() ? 0 : std::includes(authors.begin(), authors.end(), here.begin(), here.end()) ? 1 : here.size() > 1 ? 2 : 3;
    word.signs.push_back(number(kOfParty + who * 3 + manner));
  }
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    const Node& node = nodes_[k];
    const std::size_t fate = is_emitted(k) ? 3 : node.dropped ? 2 : node.absorbed ? 1 : 0;
    out.words[node.word + 1].signs.push_back(number(kOfRule + (node.type == kNoType ? kMostTypes : node.type) * kFates + fate));
  }
  // Those who may have a part.
  for (const WholeSide& side : sides) {
    Reading::Side& one = out.sides.emplace_back();
    constexpr std::size_t kMostMentions = 8;
    if (side.named()) {
      for (Index i = 0; i < tree_.size() && one.words.size() < kMostMentions; ++i) {
        if (i == side.at || (tree_.inner_mention_at(i) >= 0 && names[i] == side.codes)) one.words.push_back(i + 1);
      }
    }
    const auto say = [&](std::size_t sign) { one.signs.push_back(number(sign)); };
    for (std::size_t bit = 0; bit < kWhereSigns; ++bit) if ((side.where & (1U << bit)) != 0) say(kWhere + bit);
    if (side.author) say(kAuthor);
    if (side.named()) say(kNamed);
    if (side.codes.size() > 1) say(kSeveral);
    std::size_t any = 0;
    for (std::size_t k = first_event; k < document_.events.size(); ++k) {
      const Event& event = document_.events[k];
      const auto part = static_cast<std::size_t>(part_of(side.codes, codes(event.actor), codes(event.recipient)));
      any |= part;
      one.own[ontology_.type_named(event.event)] |= static_cast<std::uint8_t>(part);
    }
    say(kAnyPart + any);
    say(kSideAll + among.all);
    say(kSideForeign + among.foreign);
  }
  return out;
}

}  // namespace entente::coding
