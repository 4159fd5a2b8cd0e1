// Acts read off a whole sentence: a linear classifier over its words, its tree, what the rules made of it and where it
// stands says which types of act it tells; another says who stands on either side, among those named and those whom the
// document is about.
// train/acts/learn_acts.cpp learns the weights from the same features; `kWord = 128` keeps their keys apart from the others.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

#include "coding/act_network.h"
#include "coding/learnt.h"
#include "coding/sentence_coder.h"

namespace entente {

std::vector<std::uint32_t> keys_beside(std::span<const std::uint32_t> side, std::size_t type) {
  constexpr std::uint32_t kBeside = 192;
  std::vector<std::uint32_t> out(side.begin(), side.end());
  for (const std::uint32_t key : side) out.push_back(feature_key(kBeside, key, type));
  coding::sort_once(out);
  return out;
}

namespace coding {

namespace {

// What a feature says; the numbers are in model files.
enum class WholeSays : std::uint32_t {
  kWord = 128, kPair, kTriple, kBelow, kBelowRelation, kMood, kSubject, kRoot, kWordBefore, kLength, kScene, kPlace, kKinds, kCounts,
  kNodeType, kNodeRule, kNodeFate, kNodeWord, kEvent, kEventRule, kEventBefore,
  kSideWhere, kSideAlsoAt, kSideAmong, kSideForeign, kSideRoot, kSideSector, kSideCode, kSideSize, kSideRelation, kSideHeldBy, kSideHeldAs, kSideAbove,
  kSideAboveAs, kSideSibling, kSideSiblingAt, kSideWay, kSideWayRoot, kSideOrder, kSideOrderOwn, kSideWord, kSideKind, kSidePart, kSideSlot, kSideRule, kSideEvent
};

std::uint32_t key(WholeSays says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) {
  return feature_key(static_cast<std::uint32_t>(says), a, b, c);
}

bool within(const std::set<std::string>& small, const std::set<std::string>& big) { return std::includes(big.begin(), big.end(), small.begin(), small.end()); }

}  // namespace

Named named_among(const std::vector<WholeSide>& sides) {
  Named out;
  for (const WholeSide& side : sides) {
    if (!side.named()) continue;
    ++out.all;
    out.foreign += side.author ? 0 : 1;
    out.author = out.author || side.author;
  }
  out.all = std::min(out.all, Named::kMany);
  out.foreign = std::min(out.foreign, Named::kMany);
  return out;
}

std::set<std::string> SentenceCoder::author_codes() const {
  std::set<std::string> out;
  for (const std::uint32_t actor : document_.authors) out.insert(document_.actors[actor].code);
  return out;
}

// What a word is to the features: its lemma; of a name, what kind of party it is.
std::vector<std::uint64_t> SentenceCoder::words_by_kind() const {
  const std::set<std::string> authors = author_codes();
  std::vector<std::uint64_t> out;
  for (Index i = 0; i < tree_.size(); ++i) {
    if (tree_.token(i).upos == Upos::kNum) {
      out.push_back(hash_bytes("<number>"));
    } else if (is_masked(i)) {
      const std::set<std::string> here = codes(party_of_mention(tree_.inner_mention_at(i)).parties);
      out.push_back(hash_bytes(here.empty() ? "<nobody>" : within(here, authors) ? "<author>" : here.size() > 1 ? "<several>" : "<one>"));
    } else {
      out.push_back(hash_lemma(tree_.token(i)));
    }
  }
  return out;
}

// Those named, in the order of the text, with whom a name holds inside and each of several that stand together.
std::vector<WholeSide> SentenceCoder::whole_sides() const {
  std::vector<WholeSide> out;
  const std::set<std::string> authors = author_codes();
  const auto known = [&](const std::set<std::string>& here) { return std::any_of(out.begin(), out.end(), [&](const WholeSide& side) { return side.codes == here; }); };
  const auto add = [&](Index at, std::vector<Party> parties, std::set<std::string> here, unsigned where) {
    unique_parties(parties);
    const bool author = within(here, authors);
    out.push_back({at, std::move(parties), std::move(here), author, where});
  };
  for (Side& side : sides_named()) if (!known(side.codes)) add(side.at, std::move(side.parties), std::move(side.codes), 0);
  for (Index i = 0; i < tree_.size(); ++i) {
    if (tree_.inner_mention_at(i) < 0) continue;
    Bound inner = party_of_mention(tree_.inner_mention_at(i));
    std::set<std::string> here = codes(inner.parties);
    if (!here.empty() && !known(here)) add(i, std::move(inner.parties), std::move(here), WholeSide::kInside);
  }
  constexpr std::size_t kMostMembers = 6;
  for (std::size_t s = 0, all = out.size(); s < all; ++s) {
    if (out[s].codes.size() < 2 || out[s].codes.size() > kMostMembers) continue;
    for (const std::string& code : std::set<std::string>(out[s].codes)) {
      if (known({code})) continue;
      std::vector<Party> members;
      for (const Party& party : out[s].parties) if (document_.actors[party.actor].code == code) members.push_back(party);
      add(out[s].at, std::move(members), {code}, WholeSide::kMember);
    }
  }
  return out;
}

// Those whom the document is about.
void SentenceCoder::add_sides_around(std::vector<WholeSide>& out, std::size_t first_event) const {
  const std::set<std::string> authors = author_codes();
  // Who stands elsewhere, too, is marked; who stands there alone is added.
  const auto mark = [&](const std::vector<Party>& parties, WholeSide::Where where, bool together) {
    std::map<std::string, std::vector<Party>> groups;
    for (const Party& party : parties) {
      const std::string& code = document_.actors[party.actor].code;
      if (!code.empty() && !is_stateless_sector(code)) groups[together ? "" : code].push_back({party.actor, -1, tree_.sentence().span});
    }
    for (auto& [group, members] : groups) {
      const std::set<std::string> here = codes(members);
      bool found = false;
      for (WholeSide& side : out) {
        if (side.codes != here && (!side.named() || !overlap(side.codes, here))) continue;
        side.where |= where;
        found = true;
      }
      if (found) continue;
      unique_parties(members);
      out.push_back({kNone, std::move(members), here, within(here, authors), where});
    }
  };
  const auto parties_of = [&](const std::vector<std::uint32_t>& actors) {
    std::vector<Party> parties;
    for (const std::uint32_t actor : actors) parties.push_back({actor, -1, tree_.sentence().span});
    return parties;
  };
  mark(parties_of(document_.authors), WholeSide::kAuthors, true);
  mark(meeting_, WholeSide::kMeeting, false);
  mark(parties_of(scene_.speakers.sides), WholeSide::kSpeakers, false);
  for (const Mention& mention : document_.mentions) {
    if (mention.sentence != 0 || document_.title.empty()) break;
    mark(parties_of(mention.actors), WholeSide::kTitle, false);
  }
  mark(others_near({}), WholeSide::kBefore, false);
  for (std::size_t k = first_event; k-- > 0 && document_.events[k].sentence + 1 >= tree_.sentence_index();) {
    mark(document_.events[k].actor, WholeSide::kDidBefore, false);
    mark(document_.events[k].recipient, WholeSide::kReceivedBefore, false);
  }
}

std::vector<std::uint32_t> SentenceCoder::whole_keys(const std::vector<std::uint64_t>& words, const std::vector<WholeSide>& sides, std::size_t first_event) const {
  std::vector<std::uint32_t> out;
  const auto say = [&](WholeSays says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) { out.push_back(key(says, a, b, c)); };
  std::uint64_t before = 1, before_that = 2;  // where the sentence begins
  for (Index i = 0; i < tree_.size(); ++i) {
    const Token& token = tree_.token(i);
    if (token.upos == Upos::kPunct && tree_.form(i) != "?") continue;
    say(WholeSays::kWord, words[i]);
    say(WholeSays::kPair, before, words[i]);
    say(WholeSays::kTriple, before_that, before, words[i]);
    before_that = before;
    before = words[i];
    const Index head = tree_.head(i);
    if (head == kNone) say(WholeSays::kRoot, words[i]);
    else if (token.upos != Upos::kDet && token.upos != Upos::kAux && token.upos != Upos::kPart) {
      say(WholeSays::kBelow, words[head], words[i]);
      say(WholeSays::kBelowRelation, words[head], words[i], static_cast<std::uint64_t>(token.deprel));
    }
    if (token.upos != Upos::kVerb && head != kNone) continue;
    say(WholeSays::kMood, words[i], hash_bytes(token.xpos));
    const Index subject = tree_.child(i, Deprel::kNsubj);
    say(WholeSays::kSubject, words[i], subject == kNone ? 0 : words[subject]);
    for (const Index c : tree_.children(i)) {
      const Deprel relation = tree_.deprel(c);
      if (relation == Deprel::kAux || relation == Deprel::kAuxPass || relation == Deprel::kMark || relation == Deprel::kAdvmod) say(WholeSays::kMood, words[i], words[c], 1);
    }
  }
  // Where it stands.
  constexpr std::uint32_t kFar = 6;
  constexpr Index kStep = 8;
  say(WholeSays::kLength, std::min<Index>(tree_.size() / kStep, kFar));
  say(WholeSays::kPlace, std::min<std::uint32_t>(tree_.sentence_index(), kFar));
  say(WholeSays::kScene, tree_.sentence().heading ? 1 : 0, scene_.press_asks ? 1 : 0);
  say(WholeSays::kScene, 2, document_.sentences.size() > kShortDocument ? 1 : 0, meeting_.empty() ? 0 : 1);
  say(WholeSays::kScene, 3, scene_.speakers.sides.size(), document_.authors.size());
  if (tree_.sentence_index() > 1) {
    for (const Token& token : document_.sentences[tree_.sentence_index() - 1].tokens) {
      if (token.upos == Upos::kNoun || token.upos == Upos::kVerb) say(WholeSays::kWordBefore, hash_lemma(token));
    }
  }
  for (const WholeSide& side : sides) {
    if (!side.named()) continue;
    for (const Party& party : side.parties) {
      if (party.mention < 0) continue;
      say(WholeSays::kKinds, static_cast<std::uint64_t>(document_.mentions[static_cast<std::size_t>(party.mention)].kind), hash_bytes(document_.actors[party.actor].sector), side.author ? 1 : 0);
    }
  }
  const Named among = named_among(sides);
  say(WholeSays::kCounts, among.all, among.foreign);
  say(WholeSays::kCounts, Named::kMany + 1, among.foreign);
  // What the rules made of it.
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    const Node& node = nodes_[k];
    const std::uint64_t fate = is_emitted(k) ? 3 : node.dropped ? 2 : node.absorbed ? 1 : 0;
    const std::uint64_t type = node.type == kNoType ? 0 : hash_bytes(ontology_.types[node.type].name);
    say(WholeSays::kNodeType, type, fate);
    say(WholeSays::kNodeRule, hash_bytes(node.rule->id));
    say(WholeSays::kNodeFate, hash_bytes(node.rule->id), fate);
    say(WholeSays::kNodeWord, type, words[node.word]);
  }
  for (std::size_t k = first_event; k < document_.events.size(); ++k) {
    const Event& event = document_.events[k];
    say(WholeSays::kEvent, hash_bytes(event.event), static_cast<std::uint64_t>(event.when));
    say(WholeSays::kEventRule, hash_bytes(event.event), hash_bytes(event.explanation.rule));
  }
  for (std::size_t k = first_event; k-- > 0 && document_.events[k].sentence + 1 >= tree_.sentence_index();) say(WholeSays::kEventBefore, hash_bytes(document_.events[k].event));
  sort_once(out);
  return out;
}

std::vector<std::uint32_t> SentenceCoder::side_keys(std::size_t s, const std::vector<WholeSide>& sides, const std::vector<std::uint64_t>& words, std::size_t first_event) const {
  std::vector<std::uint32_t> out;
  const auto say = [&](WholeSays says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) { out.push_back(key(says, a, b, c)); };
  const WholeSide& side = sides[s];
  const std::uint64_t author = side.author ? 1 : 0, named = side.named() ? 1 : 0;
  const Named among = named_among(sides);
  const std::uint64_t where = side.where * 2 + author;
  say(WholeSays::kSideWhere, where, named);
  say(WholeSays::kSideWhere, where, named, among.all + 1);
  for (unsigned bit = 1; bit <= WholeSide::kInside; bit *= 2) if ((side.where & bit) != 0) say(WholeSays::kSideAlsoAt, bit, named);
  say(WholeSays::kSideAmong, among.all, named, author);
  say(WholeSays::kSideForeign, among.foreign * 2 + (among.author ? 1 : 0), named, author);
  std::uint64_t root = 0;
  for (Index i = 0; i < tree_.size(); ++i) if (tree_.head(i) == kNone) root = words[i];
  say(WholeSays::kSideRoot, root, author, named);
  for (const Party& party : side.parties) say(WholeSays::kSideSector, hash_bytes(document_.actors[party.actor].sector), author, named);
  for (const std::string& code : side.codes) say(WholeSays::kSideCode, hash_bytes(code));
  say(WholeSays::kSideSize, std::min(Named::kMany, static_cast<std::uint64_t>(side.codes.size())));
  const auto branch_of = [&](Index i) {
    const Index preposition = tree_.preposition_token(i);
    return static_cast<std::uint64_t>(tree_.deprel(i)) * 1000003 + (preposition == kNone ? 0 : hash_lemma(tree_.token(preposition)));
  };
  if (side.named()) {
    const Index above = tree_.head(side.at);
    const auto relation = static_cast<std::uint64_t>(tree_.deprel(side.at));
    const std::uint64_t branch = branch_of(side.at);
    say(WholeSays::kSideRelation, branch);
    say(WholeSays::kSideRelation, branch, author + 1);
    say(WholeSays::kSideHeldBy, above == kNone ? 0 : words[above]);
    say(WholeSays::kSideHeldAs, above == kNone ? 0 : words[above], branch);
    // The words above, and what hangs on them beside the side.
    constexpr int kReach = 4, kReachOfSiblings = 3;
    int steps = 0;
    for (Index below = side.at, up = above; up != kNone && steps < kReach; below = up, up = tree_.head(up), ++steps) {
      const std::uint64_t by = branch_of(below);
      say(WholeSays::kSideAbove, words[up], by);
      say(WholeSays::kSideAboveAs, words[up], by, relation);
      if (steps >= kReachOfSiblings) continue;
      for (const Index c : tree_.children(up)) {
        const Upos upos = tree_.token(c).upos;
        if (c == below || upos == Upos::kPunct || upos == Upos::kDet || upos == Upos::kCconj) continue;
        say(WholeSays::kSideSiblingAt, words[c], by + static_cast<std::uint64_t>(steps), static_cast<std::uint64_t>(tree_.deprel(c)));
        if (steps == 0) say(WholeSays::kSideSibling, words[c], static_cast<std::uint64_t>(tree_.deprel(c)));
      }
    }
    std::uint64_t way = 1;
    for (Index i = side.at; i != kNone && tree_.head(i) != kNone; i = tree_.head(i)) way = longer_way(way, tree_.deprel(i));
    say(WholeSays::kSideWay, way);
    say(WholeSays::kSideWayRoot, way, root);
    say(WholeSays::kSideOrder, s, among.all);
    say(WholeSays::kSideOrderOwn, s, author);
    say(WholeSays::kSideWord, words[side.at]);
    for (const Party& party : side.parties) {
      if (party.mention < 0) continue;
      const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
      say(WholeSays::kSideKind, static_cast<std::uint64_t>(mention.kind) * 2 + (mention.place ? 1 : 0), relation);
    }
  }
  // What the rules have it do here.
  const auto part_in = [&](const Event& event) { return static_cast<std::uint64_t>(part_of(side.codes, codes(event.actor), codes(event.recipient))); };
  for (const auto& [k, index] : emitted_) {
    const Event& event = document_.events[index];
    const std::uint64_t part = part_in(event), type = hash_bytes(event.event);
    say(WholeSays::kSideSlot, part, type, mix64(hash_bytes(slots_[k].first) * 3 + hash_bytes(slots_[k].second)));
    say(WholeSays::kSideRule, part, type, hash_bytes(nodes_[k].rule->id));
  }
  for (std::size_t k = first_event; k < document_.events.size(); ++k) {
    const Event& event = document_.events[k];
    const std::uint64_t part = part_in(event);
    say(WholeSays::kSidePart, part);
    say(WholeSays::kSideEvent, part, hash_bytes(event.event));
  }
  sort_once(out);
  return out;
}

WholeCandidate SentenceCoder::whole_candidate(std::size_t first_event) const {
  WholeCandidate out;
  out.sentence = tree_.sentence_index();
  const std::vector<std::uint64_t> words = words_by_kind();
  std::vector<WholeSide> sides = whole_sides();
  out.keys = whole_keys(words, sides, first_event);
  add_sides_around(sides, first_event);
  out.reading = reading(sides, first_event);
  for (std::size_t s = 0; s < sides.size(); ++s) out.sides.push_back({sides[s].codes, side_keys(s, sides, words, first_event)});
  return out;
}

// ---------------------------------------------------------------- what the examples say

namespace {

// Who most likely does an act and whom it is meant for; `does` and `receives` are probabilities by side.
WholeParts parts_of(const std::vector<WholeSide>& sides, std::vector<double> does, std::vector<double> receives) {
  constexpr double kDoes = 0.5, kDoesAtLeast = 0.25, kReceives = 0.4;
  WholeParts out;
  std::vector<std::size_t> order(sides.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::set<std::string> acting;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return does[a] > does[b]; });
  for (const std::size_t s : order) {
    if (does[s] < kDoes && (!acting.empty() || does[s] < kDoesAtLeast)) break;
    // Who is likelier meant by it is not one more who does it.
    if (!acting.empty() && !overlap(sides[s].codes, acting) && receives[s] > does[s]) continue;
    acting.insert(sides[s].codes.begin(), sides[s].codes.end());
    out.actor.insert(out.actor.end(), sides[s].parties.begin(), sides[s].parties.end());
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return receives[a] > receives[b]; });
  for (const std::size_t s : order) {
    if (receives[s] < kReceives) break;
    // One alone may do it to itself; none of several that do it together is meant, too.
    if (overlap(sides[s].codes, acting) && (receives[s] <= does[s] || acting.size() > 1)) continue;
    out.recipient.insert(out.recipient.end(), sides[s].parties.begin(), sides[s].parties.end());
  }
  for (std::size_t s = 0; s < sides.size(); ++s) out.sure *= std::max(does[s], 1 - does[s]) * std::max(receives[s], 1 - receives[s]);
  out.does = std::move(does);
  out.receives = std::move(receives);
  return out;
}

// The network's share in the log of the odds; the rest is the linear classifiers'. Chosen on every fifth release and every
// fifth text of our own, which nothing was learnt from, and on the sets that have been read.
constexpr double kShareInTypes = 0.85, kShareInParts = 0.5;

double mixed(double linear, double network, double share) { return (1 - share) * linear + share * network; }

}  // namespace

// Where neither a rule nor the linear classifiers see anything, the network does not look.
std::optional<NetworkReading> SentenceCoder::read_by_network(const ActModel& acts, bool ruled, std::vector<double>& odds, std::vector<WholeSide>& sides, std::size_t first_event) const {
  constexpr double kGlance = 0.02;
  if (acts.network() == nullptr || (!ruled && probability(*std::max_element(odds.begin(), odds.end())) < kGlance)) return std::nullopt;
  add_sides_around(sides, first_event);
  NetworkReading out;
  out.reading = reading(sides, first_event);
  out.read = acts.network()->read(out.reading);
  for (std::size_t t = 0; t < odds.size(); ++t) odds[t] = mixed(odds[t], out.read.types[t], kShareInTypes);
  return out;
}

// Asked before anything is changed, as it is learnt.
WholeReading SentenceCoder::read_whole(const ActModel& acts, std::size_t first_event) const {
  // Chosen on the same texts, so that precision and whole triples are no worse off than recall.
  constexpr double kToldInRelease = 0.75, kToldElsewhere = 0.7, kToldOfItself = 0.8, kToldOfNobody = 0.9;
  WholeReading out;
  const bool authored = !document_.authors.empty();
  const double told_from = authored ? kToldInRelease : kToldElsewhere;
  if (scene_.sports || (authored && nodes_.empty() && names_only_authors())) return out;
  const std::vector<std::uint64_t> words = words_by_kind();
  out.sides = whole_sides();
  std::vector<double> odds = acts.types(whole_keys(words, out.sides, first_event));
  const std::set<std::string> told = types_told(first_event);
  const bool ruled_here = authored && !told.empty();
  const std::optional<NetworkReading> network = read_by_network(acts, ruled_here, odds, out.sides, first_event);
  for (const double one : odds) out.likely.push_back(probability(one));
  if (!ruled_here && *std::max_element(out.likely.begin(), out.likely.end()) < told_from) return out;
  if (!network) add_sides_around(out.sides, first_event);
  // Where nobody but those who write is in sight, they mostly speak of what they do at home.
  const bool others = std::any_of(out.sides.begin(), out.sides.end(), [](const WholeSide& side) { return !side.author; });
  const double enough = !authored || others ? told_from : kToldOfItself;
  std::vector<std::vector<std::uint32_t>> of_sides;
  std::optional<std::vector<PairSeen>> pairs;
  for (std::size_t t = 0; t < out.likely.size(); ++t) {
    const bool ruled = told.contains(ontology_.types[t].name);
    // What the examples teach of a type holds beside its built-in rules, and no journalist tells an act by asking.
    // An act that likely is told though a rule made another one of the word, and though the one it is shared with is not
    // named: on every fifth release 0.98 of those are right.
    const bool certain = authored && out.likely[t] >= (others ? kToldOfItself : kToldOfNobody);
    const bool added = !ruled && !scene_.press_asks && out.likely[t] >= enough && (certain || !is_retold(t)) && (ontology_.overruled & (1U << t)) == 0;
    if (!added && !(ruled && authored)) continue;
    if (of_sides.empty()) for (std::size_t s = 0; s < out.sides.size(); ++s) of_sides.push_back(side_keys(s, out.sides, words, first_event));
    std::vector<double> does, receives;
    std::vector<ActNetwork::Part> seen;
    if (network) seen = acts.network()->parts(network->read, network->reading, t);
    for (std::size_t s = 0; s < of_sides.size(); ++s) {
      ActModel::Weighed weighed = acts.part(keys_beside(of_sides[s], t));
      if (network) {
        weighed.does = mixed(weighed.does, seen[s].does, kShareInParts);
        weighed.receives = mixed(weighed.receives, seen[s].receives, kShareInParts);
      }
      does.push_back(probability(weighed.does));
      receives.push_back(probability(weighed.receives));
    }
    WholeParts parts = parts_of(out.sides, std::move(does), std::move(receives));
    const auto states = [&] {
      std::set<std::string> all = codes(parts.actor);
      all.merge(codes(parts.recipient));
      return all.size();
    };
    // Of other texts two sides are asked for: what one state does alone is as often no act of states.
    if (added && !authored && states() < 2) {
      if (!pairs) pairs = pairs_seen(words_of_pairs(), first_event);
      if (auto pair = likeliest_pair(acts, *pairs, t)) std::tie(parts.actor, parts.recipient) = std::move(*pair);
    }
    if (added && states() > (authored ? 0 : 1) && (certain || parties_suffice(ontology_.types[t], parts.actor, parts.recipient))) out.added.push_back({t, word_that_tells(acts, network, t, words)});
    out.parts.emplace(t, std::move(parts));
  }
  return out;
}

bool SentenceCoder::names_only_authors() const {
  for (Index i = 0; i < tree_.size(); ++i) {
    const std::int32_t m = tree_.inner_mention_at(i);
    if (m < 0) continue;
    for (const std::uint32_t actor : document_.mentions[static_cast<std::size_t>(m)].actors) {
      const std::string& code = document_.actors[actor].code;
      if (!code.empty() && std::none_of(document_.authors.begin(), document_.authors.end(), [&](std::uint32_t author) { return document_.actors[author].code == code; })) return false;
    }
  }
  return true;
}

// "threatened to break off relations": of a word that tells such an act by itself, a sanction, the rules have made another
// act, or the content of one.
bool SentenceCoder::is_retold(std::size_t type) const {
  return std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& own) {
    if (own.rule->type != type) return false;
    auto k = static_cast<int>(&own - nodes_.data());
    for (std::size_t steps = 0; k >= 0 && steps <= nodes_.size(); ++steps, k = nodes_[static_cast<std::size_t>(k)].governor) {
      if (is_emitted(static_cast<std::size_t>(k))) return true;
      if (!nodes_[static_cast<std::size_t>(k)].absorbed) return false;
    }
    return false;
  });
}

// A word that a rule knows for such an act; else the one that speaks most for it.
Index SentenceCoder::word_that_tells(const ActModel& acts, const std::optional<NetworkReading>& network, std::size_t type, const std::vector<std::uint64_t>& words) const {
  for (const Node& node : nodes_) if (node.type == type || node.rule->type == type) return node.word;
  const auto tells_something = [&](Index i) { return tree_.token(i).upos == Upos::kVerb || tree_.token(i).upos == Upos::kNoun; };
  if (network && network->read.teller[type] > 0 && tells_something(network->read.teller[type] - 1)) return network->read.teller[type] - 1;
  Index best = kNone;
  double most = 0;
  for (Index i = 0; i < tree_.size(); ++i) {
    const Upos upos = tree_.token(i).upos;
    if (upos != Upos::kVerb && upos != Upos::kNoun && (upos != Upos::kAdj || best != kNone)) continue;
    const double weight = acts.says(key(WholeSays::kWord, words[i]), type);
    if (best != kNone && weight <= most) continue;
    most = weight;
    best = i;
  }
  return best == kNone ? 0 : best;
}

void SentenceCoder::add_whole(const ActModel& acts, const WholeReading& reading, std::size_t first_event) {
  for (const auto& [t, word] : reading.added) {
    const WholeParts& parts = reading.parts.at(t);
    Node node;
    node.word = word;
    node.carrier = tree_.is_verbal(word) ? word : clause_verb(word);
    if (node.carrier == kNone) node.carrier = word;
    node.rule = &acts.rule(t);
    node.type = static_cast<std::uint8_t>(t);
    node.kind = tree_.token(word).upos == Upos::kVerb ? PredicateKind::kVerb : PredicateKind::kNoun;
    node.steps.push_back(fmt::format("no rule tells it; learnt from examples, probability {:.2f}", reading.likely[t]));
    Act act{node, 0, first_event, {}};
    act.probability = reading.likely[t];
    act.actor = {parts.actor, "", true};
    act.recipient = {parts.recipient, "", true};
    record(act);
  }
}

}  // namespace coding
}  // namespace entente
