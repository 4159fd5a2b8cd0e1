// The model of what examples teach, and the way an act goes between two sides of a sentence: for every two sides a
// linear classifier over the words between and around them, and over what the rules found there.
// train/acts/learn_acts.cpp learns its weights from the same features.
#include "coding/learnt.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "coding/act_network.h"
#include "coding/sentence_coder.h"

namespace entente {

double probability(double odds) { return 1 / (1 + std::exp(-odds)); }

namespace {

constexpr std::string_view kNetwork = "network";
constexpr std::string_view kSection = "acts";
constexpr std::size_t kRoles = static_cast<std::size_t>(RoleClass::kCount);

// The sums of the weights of any number of keys.
std::vector<std::int32_t> scores(const LinearModel& weights, std::span<const std::uint32_t> keys) {
  std::vector<std::int32_t> part(weights.stride()), sum(weights.stride());
  for (std::size_t from = 0; from < keys.size(); from += FeatureList::kCapacity) {
    weights.score(keys.subspan(from, std::min(FeatureList::kCapacity, keys.size() - from)), part.data());
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += part[c];
  }
  return sum;
}

ActModel::Weighed weighed(const std::vector<std::int32_t>& sums, double scale) {
  const auto of = [&](RoleClass label) { return sums[static_cast<std::size_t>(label)] / scale; };
  return {of(RoleClass::kDoes), of(RoleClass::kReceives), of(RoleClass::kTold)};
}

}  // namespace

// ---------------------------------------------------------------- the model

ActModel ActModel::load(const std::filesystem::path& path, const Ontology& ontology) {
  // Without the file the program can still do what the rules do.
  if (!std::filesystem::exists(path)) throw Error(ErrorKind::kFatal, fmt::format("{}: no such file; scripts/train-acts makes it, --no-learnt does without", path.string()));
  const ModelFile file = ModelFile::load(path);
  ByteReader reader(file.section(kSection), kSection);
  ActModel model;
  model.digest_ = digest_hex(file.section(kSection));
  model.scale_ = static_cast<double>(reader.varint());
  if (model.scale_ < 1) reader.fail("its scale is out of range");
  const std::size_t types = reader.count();
  if (types != ontology.types.size()) reader.fail("it knows other event types than the ontology; learn it again with scripts/train-acts");
  for (std::size_t t = 0; t < types; ++t) {
    if (reader.string() != ontology.types[t].name) reader.fail("it knows other event types than the ontology; learn it again with scripts/train-acts");
    Rule& rule = model.rules_.emplace_back();
    rule.id = "learnt";
    rule.file = path.filename().string();
    rule.type = static_cast<std::uint8_t>(t);
    rule.firm = false;
  }
  const auto starts = [&](std::size_t classes, std::vector<std::int32_t>& out) {
    for (std::size_t c = 0; c < classes; ++c) out.push_back(static_cast<std::int32_t>(reader.signed_varint()));
  };
  const auto weights = [&](std::size_t classes, LinearModel& out) {
    out = LinearModel::read(reader);
    if (out.classes() != classes) reader.fail("it has another number of classes");
  };
  starts(types, model.type_start_);
  weights(types, model.types_);
  weights(kRoles, model.parts_);
  starts(types * kWays, model.pair_start_);
  weights(types * kWays, model.pairs_);
  weights(kRoles, model.roles_);
  if (!reader.at_end()) reader.fail("bytes are left over");
  if (file.has(kNetwork)) {
    model.network_ = std::make_shared<const ActNetwork>(file.section(kNetwork), network::choose_kernels(), types);
    model.digest_ = digest_hex(model.digest_ + digest_hex(file.section(kNetwork)));
  }
  return model;
}

void ActModel::write(const std::filesystem::path& path, const Ontology& ontology, const ActWeights& weights, std::string network) {
  ByteWriter writer;
  writer.varint(weights.scale);
  writer.varint(ontology.types.size());
  for (const EventType& type : ontology.types) writer.string(type.name);
  for (const std::int32_t value : weights.type_start) writer.signed_varint(value);
  LinearModel::write(writer, ontology.types.size(), weights.types);
  LinearModel::write(writer, kRoles, weights.parts);
  for (const std::int32_t value : weights.pair_start) writer.signed_varint(value);
  LinearModel::write(writer, ontology.types.size() * kWays, weights.pairs);
  LinearModel::write(writer, kRoles, weights.roles);
  ModelFile file;
  file.set(std::string(kSection), writer.take());
  if (!network.empty()) file.set(std::string(kNetwork), std::move(network));
  file.save(path);
}

std::vector<double> ActModel::types(std::span<const std::uint32_t> keys) const {
  const std::vector<std::int32_t> sums = scores(types_, keys);
  std::vector<double> out(type_start_.size());
  for (std::size_t t = 0; t < out.size(); ++t) out[t] = (type_start_[t] + sums[t]) / scale_;
  return out;
}

double ActModel::says(std::uint32_t key, std::size_t type) const { return scores(types_, std::span(&key, 1))[type] / scale_; }

std::array<double, kWays> ActModel::ways(std::span<const std::uint32_t> keys, std::size_t type) const {
  const std::vector<std::int32_t> sums = scores(pairs_, keys);
  std::array<double, kWays> out{};
  for (std::size_t w = 0; w < kWays; ++w) out[w] = probability((pair_start_[type * kWays + w] + sums[type * kWays + w]) / scale_);
  return out;
}

ActModel::Weighed ActModel::part(std::span<const std::uint32_t> keys) const { return weighed(scores(parts_, keys), scale_); }

ActModel::Weighed ActModel::role(std::span<const std::uint32_t> keys) const { return weighed(scores(roles_, keys), scale_); }

namespace coding {

void sort_once(std::vector<std::uint32_t>& keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

std::uint64_t hash_lemma(const Token& token) { return hash_bytes(to_lower_ascii(token.lemma)); }

bool overlap(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& code) { return b.contains(code); });
}

namespace {

// What a feature says; the numbers are in model files.
enum class Says : std::uint32_t {
  kShape, kDistance, kSides, kQuestion, kKindFirst, kKindSecond, kSectorFirst, kSectorSecond,
  kRelationFirst, kRelationSecond, kWayFirst, kWaySecond, kPrepositionFirst, kPrepositionSecond,
  kTop, kTopTag, kTopPreposition, kOnWay, kBelow, kBelowRelation, kGrammar, kBetween, kAnywhere,
  kNodeType, kNodeFate, kNodeRule, kNodeOwnType, kEvent
};

// Where a word stands to a pair.
enum class Place : std::uint8_t { kTop, kOnWay, kBelow, kElsewhere };

std::uint32_t key(Says says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) {
  return feature_key(static_cast<std::uint32_t>(says), a, b, c);
}

bool is_content(const Token& token) {
  return token.upos == Upos::kVerb || token.upos == Upos::kNoun || token.upos == Upos::kAdj || token.upos == Upos::kPropn || token.upos == Upos::kAdv;
}

bool tells_more(Deprel relation) {
  static constexpr auto kRelations = std::to_array<Deprel>({Deprel::kObj, Deprel::kXcomp, Deprel::kObl, Deprel::kNmod, Deprel::kCcomp, Deprel::kAdvcl, Deprel::kCompound,
    Deprel::kAmod, Deprel::kNsubj, Deprel::kNsubjPass, Deprel::kCompoundPrt, Deprel::kConj, Deprel::kAdvmod, Deprel::kAcl});
  return std::find(kRelations.begin(), kRelations.end(), relation) != kRelations.end();
}

bool is_grammar(Deprel relation) {
  return relation == Deprel::kAux || relation == Deprel::kAuxPass || relation == Deprel::kMark || relation == Deprel::kAdvmod || relation == Deprel::kCc;
}

// The words around a pair, by where they stand.
struct Surroundings {
  std::vector<Index> on_way;   // the top and the words between it and either side
  std::vector<Index> below;    // what hangs on those and names no party
};

Surroundings surroundings(const Tree& tree, const std::vector<bool>& in_mention, const SidePair& pair) {
  Surroundings out;
  out.on_way.push_back(pair.top);
  for (const std::vector<Index>* way : {&pair.up, &pair.down}) {
    for (std::size_t k = 1; k < way->size(); ++k) out.on_way.push_back((*way)[k]);
  }
  for (const Index i : out.on_way) {
    for (const Index c : tree.children(i)) if (!in_mention[c] && is_content(tree.token(c)) && tells_more(tree.deprel(c))) out.below.push_back(c);
  }
  return out;
}

bool contains(const std::vector<Index>& words, Index i) { return std::find(words.begin(), words.end(), i) != words.end(); }

}  // namespace

// ---------------------------------------------------------------- pairs

std::vector<Side> SentenceCoder::sides_named() const {
  std::map<Index, Side> found;
  for (Index i = 0; i < tree_.size(); ++i) {
    const std::int32_t m = tree_.mention_at(i);
    if (m < 0) continue;
    Index at = i;
    while ((tree_.deprel(at) == Deprel::kConj || tree_.deprel(at) == Deprel::kAppos || tree_.deprel(at) == Deprel::kFlat) && tree_.head(at) != kNone) at = tree_.head(at);
    Bound named = party_of_mention(m);
    // "told reporters in New York": the press is no side.
    std::erase_if(named.parties, [&](const Party& party) { return document_.actors[party.actor].sector == "JRN"; });
    const std::set<std::string> here = codes(named.parties);
    if (here.empty()) continue;
    Side& side = found[at];
    side.at = at;
    for (const Party& party : named.parties) if (!document_.actors[party.actor].code.empty()) side.parties.push_back(party);
    side.codes.insert(here.begin(), here.end());
  }
  std::vector<Side> out;
  for (auto& [at, side] : found) {
    unique_parties(side.parties);
    out.push_back(std::move(side));
  }
  return out;
}

WordsOfPairs SentenceCoder::words_of_pairs() const {
  WordsOfPairs out;
  out.in_mention.assign(tree_.size(), false);
  for (Index i = 0; i < tree_.size(); ++i) {
    out.lemmas.push_back(hash_lemma(tree_.token(i)));
    if (tree_.inner_mention_at(i) < 0) continue;
    const Mention& mention = document_.mentions[static_cast<std::size_t>(tree_.inner_mention_at(i))];
    for (Index j = mention.first; j < mention.last && j < tree_.size(); ++j) out.in_mention[j] = true;
  }
  out.sides = sides_named();
  return out;
}

// Of several mentions of the same two sides those that stand nearest in the tree.
std::vector<SidePair> SentenceCoder::pairs_of_sides(const std::vector<Side>& sides) const {
  const auto way_up = [&](Index i) {
    std::vector<Index> way;
    for (Index at = i; at != kNone && way.size() <= tree_.size(); at = tree_.head(at)) way.push_back(at);
    return way;
  };
  const auto steps = [](const SidePair& pair) { return pair.up.size() + pair.down.size(); };
  std::vector<SidePair> out;
  for (std::size_t a = 0; a < sides.size(); ++a) {
    const std::vector<Index> up = way_up(sides[a].at);
    for (std::size_t b = a + 1; b < sides.size(); ++b) {
      // A group and one of its members are no two sides.
      if (overlap(sides[a].codes, sides[b].codes)) continue;
      const std::vector<Index> down = way_up(sides[b].at);
      const auto meet = std::find_if(up.begin(), up.end(), [&](Index i) { return contains(down, i); });
      if (meet == up.end()) continue;
      SidePair pair{sides[a], sides[b], *meet, {up.begin(), meet}, {down.begin(), std::find(down.begin(), down.end(), *meet)}};
      const auto same = std::find_if(out.begin(), out.end(), [&](const SidePair& other) {
        return (other.first.codes == pair.first.codes && other.second.codes == pair.second.codes) || (other.first.codes == pair.second.codes && other.second.codes == pair.first.codes);
      });
      if (same == out.end()) out.push_back(std::move(pair));
      else if (steps(pair) < steps(*same)) *same = std::move(pair);
    }
    if (sides[a].codes.size() > 1) out.push_back({sides[a], {}, up.size() > 1 ? up[1] : up[0], {sides[a].at}, {}});
  }
  return out;
}

// ---------------------------------------------------------------- features

PairFeatures SentenceCoder::features_of(const SidePair& pair, const WordsOfPairs& words, std::size_t first_event) const {
  PairFeatures out;
  const auto say = [&](Says says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) { out.words.push_back(key(says, a, b, c)); };
  const Surroundings around = surroundings(tree_, words.in_mention, pair);
  constexpr std::size_t kFar = 8, kMany = 6;
  say(Says::kShape, pair.alone() ? 1 : 0);
  say(Says::kDistance, std::min(kFar, pair.up.size() + pair.down.size()));
  say(Says::kSides, std::min(kMany, words.sides.size()));
  if (tree_.size() > 0 && tree_.form(tree_.size() - 1) == "?") say(Says::kQuestion);
  for (const auto& [side, kind, sector] : {std::tuple{&pair.first, Says::kKindFirst, Says::kSectorFirst}, std::tuple{&pair.second, Says::kKindSecond, Says::kSectorSecond}}) {
    for (const Party& party : side->parties) {
      say(sector, hash_bytes(document_.actors[party.actor].sector));
      if (party.mention < 0) continue;
      const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
      say(kind, static_cast<std::uint64_t>(mention.kind), mention.place ? 1 : 0);
    }
  }
  for (const auto& [way, relation, whole] : {std::tuple{&pair.up, Says::kRelationFirst, Says::kWayFirst}, std::tuple{&pair.down, Says::kRelationSecond, Says::kWaySecond}}) {
    std::uint64_t all = 0;
    for (const Index i : *way) {
      say(relation, static_cast<std::uint64_t>(tree_.deprel(i)));
      all = longer_way(all, tree_.deprel(i));
    }
    say(whole, all);
  }
  const Token& top = tree_.token(pair.top);
  say(Says::kTop, words.lemmas[pair.top]);
  say(Says::kTopTag, hash_bytes(top.xpos));
  for (const auto& [way, says] : {std::pair{&pair.up, Says::kPrepositionFirst}, std::pair{&pair.down, Says::kPrepositionSecond}}) {
    if (way->empty()) continue;
    for (const Index c : tree_.children(way->front())) {
      if (tree_.deprel(c) != Deprel::kCase) continue;
      say(says, words.lemmas[c]);
      if (way == &pair.down) say(Says::kTopPreposition, words.lemmas[pair.top], words.lemmas[c]);
    }
  }
  for (const Index i : around.on_way) {
    say(Says::kOnWay, words.lemmas[i]);
    for (const Index c : tree_.children(i)) if (!words.in_mention[c] && is_grammar(tree_.deprel(c)) && !contains(around.below, c)) say(Says::kGrammar, words.lemmas[c]);
  }
  for (const Index i : around.below) {
    say(Says::kBelow, words.lemmas[i]);
    say(Says::kBelowRelation, words.lemmas[i], static_cast<std::uint64_t>(tree_.deprel(i)));
  }
  const Index last = pair.alone() ? pair.first.at : pair.second.at;
  for (Index i = 0; i < tree_.size(); ++i) {
    if (words.in_mention[i] || !is_content(tree_.token(i))) continue;
    say(Says::kAnywhere, words.lemmas[i]);
    if (i >= std::min(pair.first.at, last) && i <= std::max(pair.first.at, last)) say(Says::kBetween, words.lemmas[i]);
  }

  const auto ruled = [&](Says says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) { out.rules.push_back(key(says, a, b, c)); };
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    const Node& node = nodes_[k];
    const bool told = is_emitted(k);
    const Place place = node.word == pair.top || node.carrier == pair.top                            ? Place::kTop
                        : contains(around.on_way, node.word) || contains(around.on_way, node.carrier) ? Place::kOnWay
                        : contains(around.below, node.word)                                           ? Place::kBelow
                                                                                                      : Place::kElsewhere;
    const auto where = static_cast<std::uint64_t>(place);
    const std::uint64_t fate = told ? 3 : node.dropped ? 2 : node.absorbed ? 1 : 0;
    const std::uint64_t type = node.type == kNoType ? hash_bytes(node.rule->id) : hash_bytes(ontology_.types[node.type].name);
    ruled(Says::kNodeType, where, type);
    ruled(Says::kNodeFate, where, type, fate);
    if (place == Place::kElsewhere) continue;
    ruled(Says::kNodeRule, hash_bytes(node.rule->id));
    if (node.rule->type != kNoType) ruled(Says::kNodeOwnType, where, hash_bytes(ontology_.types[node.rule->type].name));
  }
  for (std::size_t k = first_event; k < document_.events.size(); ++k) {
    const Event& event = document_.events[k];
    std::uint64_t shared = 0;
    const std::set<std::string> actors = codes(event.actor), recipients = codes(event.recipient);
    for (const std::set<std::string>* side : {&pair.first.codes, &pair.second.codes}) {
      shared += overlap(*side, actors) || overlap(*side, recipients) ? 1 : 0;
    }
    ruled(Says::kEvent, hash_bytes(event.event), shared, static_cast<std::uint64_t>(event.when));
  }
  sort_once(out.words);
  sort_once(out.rules);
  return out;
}

// ---------------------------------------------------------------- acts

bool SentenceCoder::is_emitted(std::size_t k) const {
  return std::any_of(emitted_.begin(), emitted_.end(), [&](const auto& emitted) { return emitted.first == k; });
}

std::vector<PairSeen> SentenceCoder::pairs_seen(const WordsOfPairs& words, std::size_t first_event) const {
  std::vector<PairSeen> out;
  for (const SidePair& pair : pairs_of_sides(words.sides)) out.push_back({pair, features_of(pair, words, first_event)});
  return out;
}

// The types that the rules make of the sentence, also of what it denies or imagines.
std::set<std::string> SentenceCoder::types_told(std::size_t first_event) const {
  std::set<std::string> out;
  for (std::size_t k = first_event; k < document_.events.size(); ++k) out.insert(document_.events[k].event);
  return out;
}

// The sides of the likeliest pair and way of an act of the type; none where none is likely at all.
std::optional<std::pair<std::vector<Party>, std::vector<Party>>> SentenceCoder::likeliest_pair(const ActModel& acts, const std::vector<PairSeen>& pairs, std::size_t type) const {
  double most = 0.1;  // below, the sides one by one are the better guess
  std::optional<std::pair<std::vector<Party>, std::vector<Party>>> out;
  for (const auto& [pair, features] : pairs) {
    std::vector<std::uint32_t> keys = features.words;
    keys.insert(keys.end(), features.rules.begin(), features.rules.end());
    const std::array<double, kWays> ways = acts.ways(keys, type);
    for (std::size_t w = pair.alone() ? static_cast<std::size_t>(Way::kTogether) : 0; w < kWays; ++w) {
      if (ways[w] < most) continue;
      most = ways[w];
      const auto way = static_cast<Way>(w);
      out.emplace();
      auto& [actor, recipient] = *out;
      actor = way == Way::kBack ? pair.second.parties : pair.first.parties;
      if (way == Way::kTogether) actor.insert(actor.end(), pair.second.parties.begin(), pair.second.parties.end());
      else recipient = way == Way::kOnward ? pair.second.parties : pair.first.parties;
    }
  }
  return out;
}

}  // namespace coding
}  // namespace entente
