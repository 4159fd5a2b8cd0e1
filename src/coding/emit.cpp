// Pass 4, emit: predicates and their parties become events; the same act told twice is one.
#include "coding/sentence_coder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace entente::coding {

void SentenceCoder::emit(const ActModel& acts, ActMaterial* seen) {
  fields_ = find_fields(tree_);
  const std::size_t first = document_.events.size();
  slots_.assign(nodes_.size(), {});
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    if (nodes_[k].dropped || nodes_[k].absorbed || nodes_[k].type == kNoType) continue;
    const std::size_t before = document_.events.size();
    emit_node(k, first);
    if (document_.events.size() > before) emitted_.emplace_back(k, before);
    else free_content(k);
  }
  share_other_side();
  turn_to_other_state();
  // What is learnt from is what the rules by themselves say.
  if (seen != nullptr) add_material(*seen, first);
  if (!acts.empty()) {
    const WholeReading whole = read_whole(acts, first);
    weigh(acts, whole);
    add_whole(acts, whole, first);
  }
  // Text order by trigger, so that a reader follows the sentence.
  std::stable_sort(document_.events.begin() + static_cast<std::ptrdiff_t>(first), document_.events.end(),
                   [](const Event& a, const Event& b) { return a.trigger < b.trigger; });
}

// "working with our partners to send arms to Ukraine": where nobody is named with whom, what the work is for
// is done.
void SentenceCoder::free_content(std::size_t k) {
  for (std::size_t j = k + 1; j < nodes_.size(); ++j) {
    Node& inner = nodes_[j];
    if (!is_purpose_of(inner, k)) continue;
    inner.absorbed = false;
    inner.borrowed_from = nodes_[k].carrier;
    inner.steps.push_back(fmt::format("what '{}' is for", tree_.form(nodes_[k].word)));
  }
}

// Help or a sanction as what joint work is for.
bool SentenceCoder::is_purpose_of(const Node& inner, std::size_t k) const {
  if (inner.governor != static_cast<int>(k) || !inner.content || !inner.absorbed || inner.nominal || inner.rule->type == kNoType) return false;
  if (ontology_.types[inner.type].name != "AID" && ontology_.types[inner.type].name != "SANCTION") return false;
  const Node& work = nodes_[k];
  return !work.nominal && work.rule->type == ontology_.type_named("COOPERATE") && work.type == work.rule->type && !tree_.agents(work.carrier).empty();
}

// "is sending a team and offering money to help survivors in the Philippines": one side, one other side.
void SentenceCoder::share_gift(Index carrier, Event& gift) {
  for (const auto& [k, index] : emitted_) {
    const Event& beside = document_.events[index];
    const Index other = nodes_[k].carrier;
    const bool joined = (tree_.deprel(other) == Deprel::kConj && tree_.head(other) == carrier) || (tree_.deprel(carrier) == Deprel::kConj && tree_.head(carrier) == other);
    if (!joined || beside.recipient.empty() || (beside.event != "AID" && beside.event != "AGREE") || codes(beside.recipient) == codes(gift.actor)) continue;
    gift.recipient = beside.recipient;
    gift.explanation.steps.push_back("recipient from the act beside it");
    return;
  }
}

// "severed relations with Qatar, accusing the emirate of ...", "India carried out a strike, and Pakistan
// vowed to respond": a hostile act beside another is aimed at who is on its other side.
void SentenceCoder::share_other_side() {
  for (const auto& [k, index] : emitted_) {
    Event& event = document_.events[index];
    if (event.recipient.empty() && (event.event == "AID" || (event.event == "AGREE" && nodes_[k].rule->type == ontology_.type_named("AID")))) share_gift(nodes_[k].carrier, event);
    if (!event.recipient.empty() || event.actor.empty() || (event.event != "ACCUSE" && event.event != "THREATEN" && event.event != "ASSAULT" && event.event != "SANCTION" && event.event != "REJECT")) continue;
    const Index carrier = nodes_[k].carrier;
    const Deprel relation = tree_.deprel(carrier);
    // "Bolivia breaks off relations with Israel; Chile recalls envoy"
    const bool beside_it = relation == Deprel::kParataxis;
    if (relation != Deprel::kConj && !beside_it && !(relation == Deprel::kAdvcl && is_free_participle(carrier))) continue;
    const Index up = tree_.head(carrier);
    for (const auto& [other, other_index] : emitted_) {
      const Event& beside = document_.events[other_index];
      if (other == k || (nodes_[other].carrier != up && nodes_[other].word != up) || (beside.quad_code != 3 && beside.quad_code != 4)) continue;
      std::vector<Party> sides;
      const std::set<std::string> own = codes(event.actor);
      for (const std::vector<Party>* parties : {&beside.recipient, &beside.actor}) {
        // "Bolivia breaks off relations with Israel; Chile recalls envoy": the same step against the same.
        if (parties == &beside.actor && beside.event == event.event && codes(sides).size() == 1) continue;
        for (const Party& party : *parties) if (!document_.actors[party.actor].code.empty() && !own.contains(document_.actors[party.actor].code)) sides.push_back(party);
      }
      if (codes(sides).size() != 1) continue;
      event.recipient = std::move(sides);
      unique_parties(event.recipient);
      event.explanation.steps.push_back("recipient from the act beside it");
      break;
    }
  }
}

// "Gazprom cut supplies to Ukraine after Kiev refused to sign": where an act has no address and the sentence names
// one other state or body, it goes there.
void SentenceCoder::turn_to_other_state() {
  static constexpr auto kAddressed = std::to_array<std::string_view>({"ACCUSE", "REQUEST", "AGREE", "AID", "CONCEDE", "REJECT", "SANCTION", "SUPPORT", "THREATEN"});
  if (!document_.authors.empty()) return;
  for (const auto& [k, index] : emitted_) {
    Event& event = document_.events[index];
    const std::set<std::string> own = codes(event.actor);
    // "Finland expelled diplomats of the Russian mission in Helsinki": to its own it does nothing of the kind, but for
    // those whom the text calls its own, "urged Colombian guerrillas".
    static constexpr auto kOwnPeople = std::to_array<std::string_view>({"CVL", "OPP", "REB", "UAF"});
    const bool named = std::any_of(event.recipient.begin(), event.recipient.end(), [&](const Party& party) {
      return std::find(kOwnPeople.begin(), kOwnPeople.end(), document_.actors[party.actor].sector) != kOwnPeople.end() && is_named_by_country(party);
    });
    const bool to_itself = !named && codes(event.recipient) == own && event.event != "AGREE" && event.event != "AID" && event.event != "CONCEDE" && nodes_[k].mode != "convict" && !nodes_[k].rule->frame.own;
    if ((!event.recipient.empty() && !to_itself) || own.size() != 1 || std::find(kAddressed.begin(), kAddressed.end(), event.event) == kAddressed.end() || nodes_[k].rule->frame.symmetric || nodes_[k].nominal) continue;
    std::set<std::string> others;
    Bound other;
    for (Index i = 0; i < tree_.size(); ++i) {
      const std::int32_t m = tree_.inner_mention_at(i);
      if (m < 0 || is_source(i)) continue;
      if (is_venue(i)) continue;  // where it is said
      for (const Party& party : party_of_mention(m).parties) {
        const Actor& who = document_.actors[party.actor];
        if (who.code.empty() || is_stateless_sector(who.code) || who.sector == "JRN" || own.contains(who.code)) continue;
        if (others.insert(who.code).second) other.parties.push_back(party);
      }
    }
    if (others.size() != 1) continue;
    // Blamed is who did something, not on whom it fell; asked is whom the same side speaks to beside.
    bool did = false, spoken_to = false;
    for (const auto& beside : emitted_) {
      const Event& told = document_.events[beside.second];
      if (&told == &event) continue;
      did = did || codes(told.actor) == others;
      spoken_to = spoken_to || (codes(told.actor) == own && codes(told.recipient) == others);
    }
    if (event.event == "ACCUSE" && !did) continue;
    if (event.event == "REQUEST" && (nodes_[k].unnamed || (!to_itself && !spoken_to))) continue;
    event.recipient = other.parties;
    constexpr double kLess = 0.2, kLeast = 0.05;  // less sure than what a slot holds
    event.confidence = std::max(kLeast, event.confidence - kLess);
    event.explanation.steps.push_back("recipient the one other state spoken of");
  }
}

void SentenceCoder::emit_node(std::size_t k, std::size_t first_event) {
  Node& node = nodes_[k];
  Act act{node, k, first_event, whole_modality(node), &ontology_.types[node.type], &ontology_.types[node.rule->type == kNoType ? node.type : node.rule->type]};
  act.noun = node.kind == PredicateKind::kNoun;
  act.item = is_list_item(node);
  act.bullet = act.item || is_bullet(node);
  if (act.item && scene_.lead.whole) return;
  // "- welcome the report": said with the word.
  if (act.item && !tree_.in_class("performatives", node.word)) {
    node.forced_future = true;
    node.steps.push_back("an item of the list that the line above opens");
  }
  act.told_to = is_quoted_order(node);
  if ((act.modality.imperative && !act.bullet && !act.told_to) || act.modality.question || is_asked(node.word)) return;
  if (!name_parties(act)) return;
  parties_of_content(act);
  if (!place_in_time(act) || !settle_sides(act)) return;
  find_missing_sides(act);
  if (node.unnamed) act.recipient = {};
  if (is_act_of_states(act)) record(act);
}

void SentenceCoder::record(Act& act) {
  constexpr double kLearntShare = 0.6;  // the surest act without a rule is as sure as one by a rule without direct parties
  Node& node = act.node;
  Bound& actor = act.actor;
  Bound& recipient = act.recipient;
  const EventType* type = &ontology_.types[node.type];
  const std::string& name = type->name;
  Event event;
  event.sentence = tree_.sentence_index();
  event.event = name;
  if (!node.mode.empty()) event.mode.push_back(node.mode);
  event.actor = std::move(actor.parties);
  event.recipient = std::move(recipient.parties);
  unique_parties(event.actor);
  unique_parties(event.recipient);
  event.when = act.when;
  event.trigger = trigger_span(node);
  if (name == "CONSULT") set_consult_mode(node, event);
  event.quad_code = type->quad;
  event.event_scale = ontology_.score(node.type, event.mode);
  event.cameo = node.type == node.rule->type && !node.rule->cameo.empty() ? node.rule->cameo : type->cameo;
  set_fields(node, event);
  set_date(node, event, act.future);
  set_place(node, event);
  event.confidence = act.probability > 0 ? act.probability * kLearntShare : confidence(node, actor, recipient);
  event.explanation.rule = node.rule->id;
  event.explanation.rule_file = act.probability > 0 ? node.rule->file : fmt::format("{}:{}", node.rule->file, node.rule->line);
  event.explanation.steps = node.steps;
  event.explanation.steps.insert(event.explanation.steps.begin(), act.probability > 0 ? fmt::format("'{}' speaks most for it", tree_.form(node.word)) : fmt::format("'{}' matches rule {}", tree_.form(node.word), node.rule->id));
  if (!actor.slot.empty()) event.explanation.steps.push_back(fmt::format("actor from slot {}", actor.slot));
  if (!recipient.slot.empty()) event.explanation.steps.push_back(fmt::format("recipient from slot {}", recipient.slot));
  if (act.when != When::kPast) event.explanation.steps.push_back(fmt::format("not counted: {}", name_in(kWhens, act.when)));
  if (act.probability == 0) slots_[act.index] = {actor.slot, recipient.slot};
  const std::set<std::string> actors = codes(event.actor), recipients = codes(event.recipient);
  merge_or_add(std::move(event), act.first_event, actors, recipients, node);
}

// Of a line that ends in a colon: who promises in it, "agreed to:", or is said to act, "will:".
LeadIn SentenceCoder::lead_in() const {
  LeadIn out;
  const Index size = tree_.size();
  if (size < 3 || tree_.form(size - 1) != ":") return out;
  if (ontology_.in_class("future_auxiliaries", tree_.lower(size - 2))) {
    for (Index i = 0; i + 2 < size; ++i) {
      if (tree_.token(i).upos == Upos::kVerb) return {};
      if (tree_.inner_mention_at(i) < 0) continue;
      const Bound named = party_of_mention(tree_.inner_mention_at(i));
      out.subjects.insert(out.subjects.end(), named.parties.begin(), named.parties.end());
    }
  } else if (!document_.events.empty() && document_.events.back().sentence == tree_.sentence_index() && document_.events.back().when == When::kPast) {
    const Event& told = document_.events.back();
    if (told.event == "AGREE") out.subjects = told.actor;
    out.whole = told.event == "REQUEST";
  }
  for (Party& party : out.subjects) party.mention = -1;
  return out;
}

// An infinitive or gerund that borrows its doer from around it.
bool SentenceCoder::is_without_subject(Index i) const {
  const std::string& form = tree_.token(i).xpos;
  if ((form != "VB" && form != "VBG") || tree_.child(i, Deprel::kNsubj) != kNone || tree_.child(i, Deprel::kAux) != kNone) return false;
  return tree_.deprel(i) != Deprel::kRoot && tree_.deprel(i) != Deprel::kXcomp && !is_decided(i);
}

// The same act told twice in a sentence is one event: same type and polarity, and the same parties
// or fewer of them.
void SentenceCoder::merge_or_add(Event event, std::size_t first_event, const std::set<std::string>& actors, const std::set<std::string>& recipients, const Node& node) {
  const auto includes = [](const std::set<std::string>& big, const std::set<std::string>& small) {
    return std::includes(big.begin(), big.end(), small.begin(), small.end());
  };
  for (std::size_t k = first_event; k < document_.events.size(); ++k) {
    Event& other = document_.events[k];
    if (other.event != event.event || other.when != event.when) continue;
    const std::set<std::string> other_actors = codes(other.actor);
    const std::set<std::string> other_recipients = codes(other.recipient);
    const bool wider = includes(other_actors, actors) && includes(other_recipients, recipients);
    const bool narrower = includes(actors, other_actors) && includes(recipients, other_recipients);
    if (!wider && !narrower) continue;
    Event& kept = other;
    if (!wider) std::swap(kept, event);  // the fuller telling stays
    for (const auto& [from, to] : {std::pair{&event.mode, &kept.mode}, std::pair{&event.pillars, &kept.pillars},
                                   std::pair{&event.initiatives, &kept.initiatives}, std::pair{&event.context, &kept.context}}) {
      for (const std::string& value : *from) if (std::find(to->begin(), to->end(), value) == to->end()) to->push_back(value);
    }
    kept.event_scale = ontology_.score(ontology_.type_named(kept.event), kept.mode);
    kept.explanation.steps.push_back(fmt::format("'{}' tells the same act", slice(document_.text, event.trigger)));
    return;
  }
  add_commitment_source(event, node);
  document_.events.push_back(std::move(event));
}

}  // namespace entente::coding
