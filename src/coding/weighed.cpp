// What the rules code, weighed by examples: whether the act is told at all, and where they leave a side of it open,
// which of the sides that the sentence names has it.
// train/acts/learn_acts.cpp learns the weights from the same features; `kType = 64` keeps their keys apart from those of learnt.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "coding/learnt.h"
#include "coding/sentence_coder.h"

namespace entente::coding {

namespace {

// What a feature says; the numbers are in model files.
enum class RoleSays : std::uint32_t {
  kType = 64, kWay, kWayAnyType, kWayNow, kRelation, kDirect, kNow, kNowAnyType, kRule, kSides, kOpen, kKind, kSector, kOrder, kBeside, kOnlyOne,
  kHeldBy, kHeadWord, kVoice,
  kActType, kActRule, kActTag, kActCarrier, kActAbove, kActBelow, kActWhen, kActSlots, kActParties, kActBeside, kActNodes, kActAnywhere, kActHeading
};

std::uint32_t key(RoleSays says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) {
  return feature_key(static_cast<std::uint32_t>(says), a, b, c);
}

// Denied and imagined acts are not in any gold.
bool is_counted(const Event& event) { return event.when != When::kNegated && event.when != When::kHypothetical; }

}  // namespace

Part part_of(const std::set<std::string>& side, const std::set<std::string>& actors, const std::set<std::string>& recipients) {
  const bool does = overlap(side, actors), suffers = overlap(side, recipients);
  return does && suffers ? Part::kBoth : does ? Part::kActor : suffers ? Part::kRecipient : Part::kNone;
}

// Each state or group once, by its mention nearest to the act.
std::vector<Side> SentenceCoder::sides_around(const Node& node, const std::vector<Side>& sides) const {
  const auto steps = [&](const Side& side) {
    Index up = 0;
    for (Index at = side.at; at != kNone; at = tree_.head(at), ++up) if (tree_.dominates(at, node.carrier)) return up + tree_.distance_up(node.carrier, at);
    return tree_.size();
  };
  std::vector<Side> out;
  for (const Side& side : sides) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const Side& other) { return other.codes == side.codes; });
    if (same == out.end()) out.push_back(side);
    else if (steps(side) < steps(*same)) *same = side;
  }
  return out;
}

std::vector<std::uint32_t> SentenceCoder::role_features(std::size_t k, const Event& event, const Side& side, const std::vector<Side>& sides) const {
  std::vector<std::uint32_t> out;
  const auto say = [&](RoleSays says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) { out.push_back(key(says, a, b, c)); };
  const Node& node = nodes_[k];
  const std::set<std::string> actors = codes(event.actor), recipients = codes(event.recipient);
  const std::uint64_t type = hash_bytes(event.event);
  const auto now = static_cast<std::uint64_t>(part_of(side.codes, actors, recipients));
  const std::uint64_t open = (actors.empty() ? 1 : 0) + (recipients.empty() ? 2 : 0) + (actors.size() > 1 ? 4 : 0);
  // The relations from the side up to the word above both, and from the act up to it.
  std::uint64_t up = 1, down = 1;
  Index top = side.at, last = side.at;
  for (; top != kNone && !tree_.dominates(top, node.carrier); top = tree_.head(top)) {
    up = longer_way(up, tree_.deprel(top));
    last = top;
  }
  for (Index at = node.carrier; at != kNone && at != top; at = tree_.head(at)) down = longer_way(down, tree_.deprel(at));
  const std::uint64_t way = mix64(up * 3 + down);
  const auto relation = static_cast<std::uint64_t>(tree_.deprel(side.at));
  const Index preposition = tree_.preposition_token(side.at);
  const std::uint64_t with = preposition == kNone ? 0 : hash_lemma(tree_.token(preposition));
  say(RoleSays::kType, type, now, open);
  say(RoleSays::kWay, type, way);
  say(RoleSays::kWayAnyType, way);
  say(RoleSays::kWayNow, way, now);
  say(RoleSays::kRelation, type, relation, with);
  say(RoleSays::kDirect, type, top == node.carrier ? 1 : 0, static_cast<std::uint64_t>(tree_.deprel(last)));
  const auto& [actor_slot, recipient_slot] = slots_[k];
  const std::uint64_t slot = now == static_cast<std::uint64_t>(Part::kActor) ? hash_bytes(actor_slot) : now == static_cast<std::uint64_t>(Part::kRecipient) ? hash_bytes(recipient_slot) : 0;
  say(RoleSays::kNow, type, now, slot);
  say(RoleSays::kNowAnyType, now, slot);
  say(RoleSays::kRule, hash_bytes(node.rule->id), now, static_cast<std::uint64_t>(tree_.deprel(last)));
  constexpr std::size_t kMany = 5;
  say(RoleSays::kSides, std::min(kMany, sides.size()), now, open);
  say(RoleSays::kOpen, type, now, mix64(open * 64 + relation));
  for (const Party& party : side.parties) {
    say(RoleSays::kSector, type, hash_bytes(document_.actors[party.actor].sector), now);
    if (party.mention < 0) continue;
    const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
    say(RoleSays::kKind, type, static_cast<std::uint64_t>(mention.kind) * 2 + (mention.place ? 1 : 0), now);
  }
  say(RoleSays::kOrder, type, side.at < node.word ? 1 : 0, now);
  say(RoleSays::kVoice, type, tree_.is_passive(node.carrier) ? 1 : 0, mix64(relation * 4 + now));
  for (const auto& [other, index] : emitted_) {
    const Event& beside = document_.events[index];
    if (other == k) continue;
    say(RoleSays::kBeside, type, hash_bytes(beside.event), static_cast<std::uint64_t>(part_of(side.codes, codes(beside.actor), codes(beside.recipient))) * 4 + now);
  }
  const auto free = std::count_if(sides.begin(), sides.end(), [&](const Side& other) { return part_of(other.codes, actors, recipients) == Part::kNone; });
  say(RoleSays::kOnlyOne, type, free == 1 ? 1 : 0, mix64(open * 4 + now));
  if (const Index above = tree_.head(side.at); above != kNone) say(RoleSays::kHeldBy, type, hash_lemma(tree_.token(above)));
  say(RoleSays::kHeadWord, type, tree_.token(side.at).upos == Upos::kPropn ? 0 : hash_lemma(tree_.token(side.at)));
  sort_once(out);
  return out;
}

std::vector<std::uint32_t> SentenceCoder::act_features(std::size_t k, const Event& event, std::size_t sides) const {
  std::vector<std::uint32_t> out;
  const auto say = [&](RoleSays says, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) { out.push_back(key(says, a, b, c)); };
  const auto lemma = [&](Index i) { return i == kNone ? std::uint64_t{0} : hash_lemma(tree_.token(i)); };
  const Node& node = nodes_[k];
  const std::uint64_t type = hash_bytes(event.event), rule = hash_bytes(node.rule->id);
  const std::set<std::string> actors = codes(event.actor), recipients = codes(event.recipient);
  const std::uint64_t shape = std::min<std::size_t>(actors.size(), 2) * 6 + std::min<std::size_t>(recipients.size(), 2) * 2 + (overlap(actors, recipients) ? 1 : 0);
  say(RoleSays::kActType, type);
  say(RoleSays::kActRule, rule);
  // `| 1`: with a word is another key than without.
  say(RoleSays::kActRule, rule, lemma(node.word) | 1);
  say(RoleSays::kActTag, type, hash_bytes(tree_.token(node.word).xpos), node.nominal ? 1 : 0);
  say(RoleSays::kActCarrier, type, static_cast<std::uint64_t>(tree_.deprel(node.carrier)), hash_bytes(tree_.token(node.carrier).xpos));
  say(RoleSays::kActAbove, lemma(tree_.head(node.carrier)));
  say(RoleSays::kActAbove, type, lemma(tree_.head(node.carrier)) | 1);
  if (node.governor >= 0) say(RoleSays::kActAbove, type, hash_bytes(nodes_[static_cast<std::size_t>(node.governor)].rule->id), 1);
  say(RoleSays::kActWhen, type, static_cast<std::uint64_t>(event.when));
  say(RoleSays::kActSlots, type, hash_bytes(slots_[k].first), hash_bytes(slots_[k].second));
  say(RoleSays::kActSlots, hash_bytes(slots_[k].first), 1);
  say(RoleSays::kActSlots, hash_bytes(slots_[k].second), 2);
  say(RoleSays::kActParties, type, shape);
  say(RoleSays::kActParties, type, std::min<std::size_t>(sides, 4), 1);
  for (const auto& [parties, part] : {std::pair{&event.actor, 2U}, std::pair{&event.recipient, 3U}}) {
    for (const Party& party : *parties) {
      say(RoleSays::kActParties, type, hash_bytes(document_.actors[party.actor].sector), part);
      if (party.mention < 0) continue;
      const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
      say(RoleSays::kActParties, type, static_cast<std::uint64_t>(mention.kind) * 2 + (mention.place ? 1 : 0), part + 2);
    }
  }
  for (const Index at : {node.word, node.carrier}) {
    for (const Index c : tree_.children(at)) {
      if (tree_.token(c).upos == Upos::kPunct || tree_.token(c).upos == Upos::kDet) continue;
      say(RoleSays::kActBelow, lemma(c), static_cast<std::uint64_t>(tree_.deprel(c)));
      say(RoleSays::kActBelow, type, lemma(c) | 1, 1);
    }
  }
  for (const auto& [other, index] : emitted_) if (other != k) say(RoleSays::kActBeside, type, hash_bytes(document_.events[index].event));
  for (const Node& other : nodes_) if (&other != &node && other.type != kNoType) say(RoleSays::kActNodes, type, hash_bytes(ontology_.types[other.type].name), other.dropped ? 1 : 0);
  for (Index i = 0; i < tree_.size(); ++i) {
    const Upos upos = tree_.token(i).upos;
    if (upos == Upos::kVerb || upos == Upos::kNoun || upos == Upos::kAdj || upos == Upos::kAux || upos == Upos::kSconj) say(RoleSays::kActAnywhere, lemma(i));
  }
  say(RoleSays::kActHeading, document_.sentences[event.sentence].heading ? 1 : 0);
  sort_once(out);
  return out;
}

// Not the rules of a user, which no example knows, nor an event that a fuller telling by another rule took the place of.
bool SentenceCoder::is_weighed_by_examples(std::size_t k, const Event& event) const {
  return !nodes_[k].rule->of_user && nodes_[k].rule->id == event.explanation.rule;
}

void SentenceCoder::add_material(ActMaterial& out, std::size_t first_event) const {
  out.whole.push_back(whole_candidate(first_event));
  for (const auto& [pair, features] : pairs_seen(words_of_pairs(), first_event)) out.pairs.push_back({tree_.sentence_index(), pair.first.codes, pair.second.codes, features.words, features.rules});
  const std::vector<Side> all = sides_named();
  for (const auto& [k, index] : emitted_) {
    const Event& event = document_.events[index];
    if (!is_weighed_by_examples(k, event)) continue;
    if (is_counted(event)) out.told.push_back({tree_.sentence_index(), event.event, act_features(k, event, all.size())});
    const std::vector<Side> sides = sides_around(nodes_[k], all);
    for (const Side& side : sides) out.roles.push_back({tree_.sentence_index(), event.event, codes(event.actor), codes(event.recipient), side.codes, role_features(k, event, side, sides)});
  }
}

namespace {

constexpr double kLikely = 0.4;  // from this probability on a side is given a part

// The likeliest side of none of these codes; none where none is likely.
template <class Any>
std::optional<std::size_t> likeliest_besides(const std::set<std::string>& taken, const std::vector<Any>& sides, const std::vector<double>& likely) {
  std::optional<std::size_t> best;
  for (std::size_t s = 0; s < sides.size(); ++s) if (!overlap(sides[s].codes, taken) && (!best || likely[s] > likely[*best])) best = s;
  return best && likely[*best] >= kLikely ? best : std::nullopt;
}

}  // namespace

// Gives an open part to the likeliest side that has not the other.
template <class Any>
void SentenceCoder::fill_part(std::vector<Party>& part, const std::vector<Party>& other, const std::vector<Any>& sides, const std::vector<double>& likely, std::string_view name, Event& event) const {
  constexpr double kLess = 0.1, kLeast = 0.05;  // less sure than what a slot holds
  if (!codes(part).empty()) return;
  const std::optional<std::size_t> best = likeliest_besides(codes(other), sides, likely);
  if (!best) return;
  part = sides[*best].parties;
  event.confidence = std::max(kLeast, event.confidence - kLess);
  event.explanation.steps.push_back(fmt::format("{} by examples, probability {:.2f}", name, likely[*best]));
}

// Drops acts that the examples hold for wrong, and fills open sides: of what a government writes by the whole sentence, of
// other texts by the words around each act.
void SentenceCoder::weigh(const ActModel& acts, const WholeReading& whole) {
  if (!document_.authors.empty()) weigh_by_whole(whole);
  else weigh_alone(acts);
}

void SentenceCoder::drop_emitted(std::size_t e) {
  const std::size_t index = emitted_[e].second;
  document_.events.erase(document_.events.begin() + static_cast<std::ptrdiff_t>(index));
  emitted_.erase(emitted_.begin() + static_cast<std::ptrdiff_t>(e));
  for (auto& [node, at] : emitted_) if (at > index) --at;
}

void SentenceCoder::weigh_by_whole(const WholeReading& whole) {
  constexpr double kKept = 0.45;  // chosen on every fifth release and on the sets that have been read
  constexpr double kCounted = 0.65;  // chosen on every fifth release
  if (whole.likely.empty()) return;
  for (std::size_t e = emitted_.size(); e-- > 0;) {
    const auto [k, index] = emitted_[e];
    Event& event = document_.events[index];
    if (!is_weighed_by_examples(k, event)) continue;
    const std::size_t type = ontology_.type_named(event.event);
    // "an opportunity to thank", "could not be more grateful": the one act of its type, which the rules took for thought of or denied.
    if (!is_counted(event) && whole.likely[type] >= kCounted && is_only_of_its_type(event)) {
      event.when = When::kPast;
      event.explanation.steps.push_back(fmt::format("told as one that counts by examples, probability {:.2f}", whole.likely[type]));
    }
    if (is_counted(event) && whole.likely[type] < kKept) drop_emitted(e);
    else if (const auto parts = whole.parts.find(type); parts != whole.parts.end()) settle_parts(k, event, whole.sides, parts->second);
  }
}

// The examples of other texts are single sentences: of an act whose parties stand in another they do not know whether it
// is told.
bool SentenceCoder::is_told_across(const Event& event) const {
  const auto elsewhere = [&](const Party& party) { return !document_.sentences[event.sentence].span.contains(party.span); };
  return std::any_of(event.actor.begin(), event.actor.end(), elsewhere) || std::any_of(event.recipient.begin(), event.recipient.end(), elsewhere);
}

bool SentenceCoder::is_only_of_its_type(const Event& event) const {
  return std::count_if(emitted_.begin(), emitted_.end(), [&](const auto& other) { return document_.events[other.second].event == event.event; }) == 1;
}

// Of what a government writes: both sides anew where the examples are sure of them, and leave none open that the rules
// fill; else what is open.
void SentenceCoder::settle_parts(std::size_t k, Event& event, const std::vector<WholeSide>& sides, const WholeParts& parts) const {
  constexpr double kSure = 0.5;
  const std::set<std::string> actor = codes(parts.actor), recipient = codes(parts.recipient);
  const bool both = actor.size() > 1 && recipient.empty();  // an act of two sides
  const bool full = !actor.empty() && (both || !recipient.empty() || codes(event.recipient).empty());
  if (is_only_of_its_type(event) && full && parts.sure >= kSure) {
    if (actor == codes(event.actor) && recipient == codes(event.recipient)) return;
    event.actor = parts.actor;
    event.recipient = parts.recipient;
    event.explanation.steps.push_back(fmt::format("parties by examples, probability {:.2f}", parts.sure));
    return;
  }
  if (!nodes_[k].unnamed) fill_part(event.recipient, event.actor, sides, parts.receives, "recipient", event);
  fill_part(event.actor, event.recipient, sides, parts.does, "actor", event);
}

void SentenceCoder::weigh_alone(const ActModel& acts) {
  constexpr double kDoubtful = 0.5;
  struct Found {
    bool doubtful = false;
    std::vector<Side> sides;
    std::vector<double> does, receives;  // by side
  };
  // All are weighed before any is changed, as they are when they are learnt from.
  const std::vector<Side> all = sides_named();
  std::vector<Found> found;
  for (const auto& [k, index] : emitted_) {
    const Event& event = document_.events[index];
    Found& one = found.emplace_back();
    if (!is_weighed_by_examples(k, event)) continue;
    one.doubtful = is_counted(event) && !is_told_across(event) && probability(acts.role(act_features(k, event, all.size())).told) < kDoubtful;
    const bool open = codes(event.actor).empty() || codes(event.recipient).empty() || codes(event.actor) == codes(event.recipient);
    if (one.doubtful || !open) continue;
    one.sides = sides_around(nodes_[k], all);
    for (const Side& side : one.sides) {
      const ActModel::Weighed weighed = acts.role(role_features(k, event, side, one.sides));
      const bool outside = is_only_venue(side) || is_told_of_third(side, event);
      one.does.push_back(outside ? 0 : probability(weighed.does));
      one.receives.push_back(outside ? 0 : probability(weighed.receives));
    }
  }
  for (std::size_t e = emitted_.size(); e-- > 0;) {
    if (found[e].doubtful) {
      drop_emitted(e);
      continue;
    }
    if (found[e].sides.empty()) continue;
    const auto [k, index] = emitted_[e];
    Event& event = document_.events[index];
    turn_from_itself(event, found[e].sides, found[e].receives);
    if (!nodes_[k].unnamed) fill_part(event.recipient, event.actor, found[e].sides, found[e].receives, "recipient", event);
    fill_part(event.actor, event.recipient, found[e].sides, found[e].does, "actor", event);
  }
}

// "met in Vientiane": where it was, and nothing else.
bool SentenceCoder::is_only_venue(const Side& side) const {
  return is_venue(side.at) && std::all_of(side.parties.begin(), side.parties.end(), [&](const Party& party) { return party.mention >= 0 && document_.mentions[static_cast<std::size_t>(party.mention)].place; });
}

// "Norway told its Danish counterpart that Sweden would lift its tariffs": who speaks and who hears have no part in what
// a third one does.
bool SentenceCoder::is_told_of_third(const Side& side, const Event& event) const {
  for (Index up = 0; up < tree_.size(); ++up) {
    if (!tells(up)) continue;
    const std::vector<Index> tellers = tree_.agents(up);
    const auto is_side = [&](Index i) { return i == side.at; };
    const bool heard = std::any_of(tree_.children(up).begin(), tree_.children(up).end(), [&](Index c) { return (tree_.deprel(c) == Deprel::kObj || tree_.deprel(c) == Deprel::kIobj) && (is_side(c) || std::any_of(tellers.begin(), tellers.end(), is_side)); });
    if (!heard) continue;
    std::vector<Party> speakers;
    for (const Index teller : tellers) collect(teller, true, speakers);
    if (!overlap(codes(speakers), codes(event.actor))) return true;
  }
  return false;
}

// "A mob in Tehran ransacked the Saudi embassy": against itself only where no other side is likelier.
void SentenceCoder::turn_from_itself(Event& event, const std::vector<Side>& sides, const std::vector<double>& receives) const {
  constexpr double kOwn = 0.5;
  const std::set<std::string> own = codes(event.actor);
  if (own.empty() || codes(event.recipient) != own) return;
  for (std::size_t s = 0; s < sides.size(); ++s) if (overlap(sides[s].codes, own) && receives[s] >= kOwn) return;
  const std::optional<std::size_t> best = likeliest_besides(own, sides, receives);
  if (!best) return;
  event.recipient = sides[*best].parties;
  event.explanation.steps.push_back(fmt::format("recipient by examples instead of the other side, probability {:.2f}", receives[*best]));
}

}  // namespace entente::coding
