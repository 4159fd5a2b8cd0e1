// Pass 4, emit: predicates and their parties become events; the same act told twice is one.
#include "coding/sentence_coder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace entente::coding {
namespace {

const std::vector<Slot> kSubjectSlot = {{SlotKind::kSubj, kUnknownWord}};

}  // namespace

void SentenceCoder::emit() {
  fields_ = find_fields(tree_);
  const std::size_t first = document_.events.size();
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    if (nodes_[k].dropped || nodes_[k].absorbed || nodes_[k].type == kNoType) continue;
    const std::size_t before = document_.events.size();
    emit_node(k, first);
    if (document_.events.size() > before) emitted_.emplace_back(k, before);
    else free_content(k);
  }
  share_other_side();
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
    const bool headline = tree_.sentence().heading && relation == Deprel::kParataxis;
    if (relation != Deprel::kConj && !headline && !(relation == Deprel::kAdvcl && is_free_participle(carrier))) continue;
    const Index up = tree_.head(carrier);
    for (const auto& [other, other_index] : emitted_) {
      const Event& beside = document_.events[other_index];
      if (other == k || (nodes_[other].carrier != up && nodes_[other].word != up && !headline) || (beside.quad_code != 3 && beside.quad_code != 4)) continue;
      std::vector<Party> sides;
      const std::set<std::string> own = codes(event.actor);
      for (const std::vector<Party>* parties : {&beside.recipient, &beside.actor}) {
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

void SentenceCoder::emit_node(std::size_t k, std::size_t first_event) {
  Node& node = nodes_[k];
  const Frame& frame = node.rule->frame;
  const Modality modality = whole_modality(node);
  const bool item = is_list_item(node), bullet = item || is_bullet(node);
  if (item && scene_.lead.whole) return;
  // "- welcome the report": said with the word.
  if (item && !tree_.in_class("performatives", node.word)) {
    node.forced_future = true;
    node.steps.push_back("an item of the list that the line above opens");
  }
  const bool told_to = is_quoted_order(node);
  if ((modality.imperative && !bullet && !told_to) || modality.question || is_asked(node.word)) return;
  const bool noun = node.kind == PredicateKind::kNoun;

  const std::string& act = ontology_.types[node.type].name;
  force_ = act == "ASSAULT" || act == "PROTEST" || act == "COERCE" || act == "MOBILIZE";
  const EventType& own_type = ontology_.types[node.rule->type == kNoType ? node.type : node.rule->type];
  others_only_ = own_type.name == act && (act == "AGREE" || act == "SUPPORT" || act == "COOPERATE" || act == "AID" || (act == "SANCTION" && node.mode != "convict" && !frame.own));
  Bound actor, recipient;
  if (noun) {
    actor = bind(node, frame.noun_actor, {});
    if (Bound judged = judged_owner(node); !judged.parties.empty()) actor = std::move(judged);
    // "the deployment of forces": what may be anybody's needs its doer by name.
    if (!node.from_light_verb && !node.rule->of.empty() && codes(actor.parties).empty()) return;
    if (actor.parties.empty() && tree_.sentence().heading && tree_.deprel(node.word) == Deprel::kAppos) actor.direct = collect(tree_.head(node.word), false, actor.parties);
    const Index bearer = tree_.deprel(node.word) == Deprel::kObj ? tree_.head(node.word) : kNone;
    if (bearer != kNone && ontology_.types[node.type].quad == 4 && tree_.in_class("undergo", bearer)) {
      // "The embassy suffered an attack": the subject is who it fell on.
      for (const Index i : tree_.agents(bearer)) recipient.direct = collect(i, true, recipient.parties) || recipient.direct;
      recipient.slot = "subj";
    } else if (!is_comment(*node.rule) && (!node.nominal || tree_.child(node.word, Deprel::kCop) != kNone) && (actor.parties.empty() || frame.symmetric || node.from_light_verb)) {
      // Carried by a verb: its subject acts; "held a meeting between X and Y" has both inside.
      Bound carried = bind(node, kSubjectSlot, {});
      // "The announcement demonstrates the resolve of Japan": a thing promises nothing.
      const std::string& what = ontology_.types[node.type].name;
      const bool thing = !carried.direct && carried.slot == "subj" && (what == "AGREE" || what == "SUPPORT");
      if (!carried.parties.empty() && !thing) {
        if (!actor.parties.empty() && actor.slot == "poss" && codes(actor.parties) != codes(carried.parties) && !frame.symmetric) recipient = std::move(actor);
        actor = std::move(carried);
      }
    }
    if (recipient.parties.empty()) recipient = bind(node, frame.noun_recipient, actor.parties);
    if (recipient.parties.empty() && !node.nominal) recipient = bind(node, frame.recipient, actor.parties);
  } else {
    actor = bind(node, frame.actor, {});
    recipient = bind(node, frame.recipient, actor.parties);
    if (act == "ACCUSE" || act == "SUPPORT" || act == "REQUEST") judge_doer(node, actor.parties, recipient);
    if (node.mode == "visit" && tree_.form(node.word) == "visiting") {
      Bound guest;
      const Bound host = host_of_visiting(node, guest);
      if (!guest.parties.empty()) {
        if (codes(host.parties).empty() || codes(host.parties) == codes(guest.parties)) return;
        actor = std::move(guest);
        recipient = host;
      }
    }
  }
  if (noun && node.nominal && actor.parties.empty()) actor = pointed_ahead(node);
  if (noun && node.nominal && actor.parties.empty() && !codes(recipient.parties).empty() && (node.mode == "visit" || recipient.slot == "with")) actor = visitor_of_clause(node);
  // "Senior Administration Official Travel to Brazil", over a release: of the government that writes.
  if (noun && actor.parties.empty() && codes(recipient.parties).size() == 1 && tree_.sentence().heading && node.rule->type == ontology_.type_named("CONSULT") && is_subject_of_heading(node.word)) actor = author_of(node);
  if (actor.parties.empty() && !node.nominal && subject_is_open(node)) actor = subject_ahead(node);
  if (actor.parties.empty() && !node.nominal && subject_is_open(node)) actor = reporter_of(node);
  // "Grateful for the help of Spain", said by who speaks.
  if (actor.parties.empty() && node.kind == PredicateKind::kAdjective && tree_.head(node.carrier) == kNone && node.type == ontology_.type_named("SUPPORT") && tree_.agents(node.carrier).empty() && subject_is_open(node)) actor = teller_of(node);
  if (actor.parties.empty() && item) {
    actor.parties = scene_.lead.subjects;
    actor.slot = "subject of the list";
  }
  if (actor.parties.empty() && bullet) actor = author_of(node);
  // "Iran must cooperate, said X": a demand of the speaker.
  if (told_to) {
    // "Withdraw your troops," X told Y.
    actor = {};
    if (!who_is_told(node, actor)) return;
  }
  const bool demanded = (modality.obligation || told_to) && !node.nominal;
  if (demanded && !demand(node, actor, recipient)) return;
  // What an absorbed predicate inside knows: "agreed to visit India", "demanded the withdrawal of".
  // Two sides of talks are all there is; who stands inside is a topic.
  const bool both_sides = frame.symmetric && codes(actor.parties).size() >= 2;
  const bool for_others = !modality.future && !node.forced_future && std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& inner) { return is_purpose_of(inner, k); });
  const bool with_officials = node.rule->type == ontology_.type_named("CONSULT") && meets_officials(node);  // of the place
  if (recipient.parties.empty() && !both_sides && !for_others && !with_officials) recipient = content_parties(k, actor.parties);

  if (own_type.quad == 4) return_to_teller(node, actor, recipient);
  // "at the request of the Iraqi government": who asks.
  if (noun && node.nominal && act == "REQUEST" && actor.parties.empty() && recipient.slot == "of" && tree_.preposition(node.word) == at_) std::swap(actor, recipient);
  if (noun && node.nominal && act == "REQUEST" && recipient.parties.empty() && !codes(actor.parties).empty()) recipient = who_complies(node, codes(actor.parties));

  // "gave Niger the cold shoulder": to whom it is done stands bare before the object.
  if (recipient.parties.empty() && !both_sides && !node.nominal) {
    if (const Index given = tree_.child(node.carrier, Deprel::kIobj); given != kNone) {
      for (const Index i : tree_.with_conjuncts(given)) recipient.direct = collect(i, true, recipient.parties) || recipient.direct;
      std::erase_if(recipient.parties, [&](const Party& party) { return is_taken(party, actor.parties, true); });
      // "flew workers to Israel after Israel granted it a loan": it is the subject of the clause above.
      const Index above = verb_above(node.carrier);
      if (recipient.parties.empty() && tree_.token(given).upos == Upos::kPron && above != kNone && tree_.deprel(node.carrier) == Deprel::kAdvcl) {
        for (const Index i : tree_.agents(above)) recipient.direct = collect(i, true, recipient.parties) || recipient.direct;
        std::erase_if(recipient.parties, [&](const Party& party) { return is_taken(party, actor.parties, true); });
      }
      recipient.slot = "iobj";
    }
  }
  // "Prime Minister, thank you for your hospitality": said before the press by one side to the other.
  if (actor.parties.empty() && !noun && thanks_other_side(node)) {
    actor = teller_of(node);
    recipient = {};
    for (const std::uint32_t side : scene_.speakers.sides) if (!codes(actor.parties).contains(document_.actors[side].code)) recipient.parties.push_back({side, -1, tree_.token(node.carrier).span});
    recipient.slot = "the other side";
  }

  // "flew to Libreville for a summit with the leaders of Congo and Togo": those met stand beside the host.
  if (node.rule->type == ontology_.type_named("CONSULT") && node.mode == "visit" && !recipient.parties.empty()) {
    for (const Node& inner : nodes_) {
      if (inner.governor != static_cast<int>(k) || !inner.content || inner.rule->type != node.rule->type) continue;
      std::vector<Index> met;
      tree_.arguments_with(inner.word, with_, met);
      for (const Index i : met) collect(i, true, recipient.parties);
    }
  }

  const EventType* type = &ontology_.types[node.type];
  When when = When::kPast;
  // "must not block the aid" is demanded, too.
  const bool negated = (modality.negated && !node.rule->negated && !demanded) != node.forced_negated;
  const bool reported_would = modality.conditional && node.reporter >= 0 && has_auxiliary(node.carrier, "would");
  // "Blinken to Travel to Japan": a heading's infinitive is an announcement.
  const bool announced = tree_.sentence().heading && modality.infinitive && node.governor < 0 && !node.nominal;
  // An answer announced under a condition is a threat already.
  const bool future = !node.rule->conditional && !node.rule->future && (announced || modality.future || node.forced_future || reported_would || (node.nominal && (tree_.has_child_word(node.word, Deprel::kAmod, "future_adjectives") || tree_.has_child_word(node.word, Deprel::kCompound, "future_adjectives"))));
  // "is going to Brussels next week": a journey told as under way that has a time to come.
  const bool ahead = !future && node.rule->type == ontology_.type_named("CONSULT") && node.mode == "visit" && !node.nominal && tree_.token(node.carrier).xpos == "VBG" && tree_.child(node.carrier, Deprel::kAux) != kNone && has_coming_time(node.carrier);
  const bool conditional = modality.conditional && !reported_would;
  if (negated) {
    // "is not ready to back the resolution": who is not refuses.
    const bool unready = node.kind == PredicateKind::kAdjective && node.type == node.rule->type && !node.forced_negated && !conditional;
    const TypeMode* refused = future || unready || (node.rule->future && modality.negated) ? composition(CompositionTable::kRefused, node.type) : nullptr;
    if (refused != nullptr && !actor.parties.empty()) {
      retype(node, CompositionTable::kRefused, false, "a refusal");
    } else {
      when = When::kNegated;
    }
  } else if (conditional) {
    if (composition(CompositionTable::kFuture, node.type) != nullptr && ontology_.types[composition(CompositionTable::kFuture, node.type)->type].name == "THREATEN" && has_condition(node.carrier)) {
      retype_future(node);
    } else {
      when = When::kHypothetical;
    }
  } else if (future || ahead) {
    // A promise that will be repeated is made.
    if (composition(CompositionTable::kFuture, node.type) != nullptr) retype_future(node);
    else if (ontology_.types[node.type].name != "AGREE" && own_type.name != "AGREE") when = When::kFuture;
  } else if (modality.infinitive && node.borrowed_from == kNone && !announced && (node.governor < 0 || !node.content) && !is_decided(node.carrier)) {
    when = When::kHypothetical;
  } else if (!node.nominal && !announced && is_weighed(node.carrier)) {
    when = When::kHypothetical;
  } else if (!node.nominal && tree_.deprel(node.carrier) == Deprel::kCsubj && tree_.token(node.carrier).xpos == "VBG") {
    when = When::kHypothetical;  // "removing the sanctions is out of the question"
  } else if (modality.infinitive && !announced && !node.nominal && tree_.deprel(node.carrier) == Deprel::kAcl && node.borrowed_from == kNone &&
             node_of_word_[tree_.head(node.carrier)] < 0 && !is_decided(node.carrier)) {
    // "our efforts to assist the people": what efforts are for.
    when = When::kHypothetical;
  }
  if (node.dropped) return;
  // "an Afghanistan that commits atrocities": one of several thinkable.
  if (tree_.deprel(node.carrier) == Deprel::kAclRelcl) {
    const Index country = tree_.head(node.carrier), det = country == kNone ? kNone : tree_.child(country, Deprel::kDet);
    if (det != kNone && tree_.token(country).upos == Upos::kPropn && (tree_.form(det) == "an" || tree_.form(det) == "a") && names_country(country)) node.imagined = true;
  }
  if (node.imagined || (node.nominal && when == When::kPast && is_imagined(node.word))) when = When::kHypothetical;
  // Drills of one country show force; of several they are held together.
  const std::set<std::string> drilling = codes(actor.parties), before_whom = codes(recipient.parties);
  if (noun && drilling.size() >= 2 && std::includes(drilling.begin(), drilling.end(), before_whom.begin(), before_whom.end()) && tree_.in_class("exercises", node.word) && node.type == ontology_.type_named("MOBILIZE")) {
    recipient.parties.clear();
    node.type = ontology_.type_named("COOPERATE");
    node.mode.clear();
    node.steps.push_back("an exercise of several countries is held together");
  }
  type = &ontology_.types[node.type];
  const std::string& name = type->name;

  // "Their shared commitment to": without an owner it is that of the two sides.
  if (noun && actor.parties.empty() && recipient.parties.empty() && tree_.has_child_word(node.word, Deprel::kAmod, "mutual")) {
    actor.parties = meeting_;
    actor.slot = "document";
  }
  // "We talked about trade", said where two sides stand before the press: both did.
  if (frame.symmetric && recipient.parties.empty() && codes(actor.parties).size() == 1 && scene_.speakers.sides.size() >= 2 && type->quad <= 2 &&
      actor.parties.front().mention >= 0 && document_.mentions[static_cast<std::size_t>(actor.parties.front().mention)].kind == MentionKind::kPronoun && is_plural_pronoun(actor.parties.front())) {
    const std::string own = *codes(actor.parties).begin();
    const bool among = std::any_of(scene_.speakers.sides.begin(), scene_.speakers.sides.end(), [&](std::uint32_t side) { return document_.actors[side].code == own; });
    for (const std::uint32_t side : scene_.speakers.sides) {
      if (among && document_.actors[side].code != own) actor.parties.push_back({side, -1, actor.parties.front().span});
    }
  }
  // "We'll continue to do that": what the same side was said to do for another in the sentence before.
  if (name == "AGREE" && !noun && node.rule->future && recipient.parties.empty() && tree_.in_class("taking_up", node.word)) {
    recipient = taken_up(codes(actor.parties));
    if (recipient.parties.empty()) return;
  }
  // "The dialogue focused on trade, reaffirming the ties between the United States and Austria": of both.
  if (!noun && actor.parties.empty() && (name == "AGREE" || name == "SUPPORT") && codes(recipient.parties).size() >= 2 && tree_.in_class("underscoring", node.word) && document_.authors.size() == 1 &&
      codes(recipient.parties).contains(document_.actors[document_.authors.front()].code)) {
    actor = std::move(recipient);
    recipient = {};
  }
  // Parties: who must be there for the act to be one.
  const bool conflict = type->quad == 4 || name == "ACCUSE";
  // "will not talk to Hamas": one side refuses the other.
  const bool refused = name == "REJECT" && future && node.rule->type != node.type && !noun && codes(actor.parties).size() == 1 && recipient.slot != "between";
  const bool symmetric = frame.symmetric && name != "THREATEN" && !refused;
  if (symmetric) {
    // A coming meeting is the announcing side's promise to the other (settled convention 2).
    const bool promised = name == "AGREE" && node.rule->type != node.type;
    // "Fighting between X and Y" names both sides; who is subject of the clause around it is neither.
    if (recipient.slot == "between" && codes(recipient.parties).size() >= 2) actor.parties.clear();
    const bool beside = recipient.slot == "with" || (recipient.slot == "to" && name == "CONSULT" && recipient.direct) || recipient.slot == "between" || recipient.slot == "among" || recipient.slot == "alongside" || (recipient.slot == "obj" && recipient.direct);
    if (both_sides && type->quad <= 2 && !beside) {
      recipient.parties.clear();
    } else if (!promised && (name != "AGREE" || recipient.slot == "with" || recipient.slot == "between" || recipient.slot == "obj")) {
      // "rebuilding the relationship with the Palestinian leaders", by nobody told: half a tie.
      if (!noun && actor.parties.empty() && type->quad <= 2 && codes(recipient.parties).size() == 1) return;
      actor.parties.insert(actor.parties.end(), recipient.parties.begin(), recipient.parties.end());
      recipient.parties.clear();
    }
  }
  // "The discussions were held in a friendly manner": those of the two sides.
  if (name == "CONSULT" && noun && node.from_light_verb && tree_.is_passive(node.carrier) && actor.parties.empty() && recipient.parties.empty() && tree_.child(node.word, Deprel::kDet) != kNone) {
    actor.parties = meeting_;
    actor.slot = "document";
  }
  drop_bystanders(name, recipient);
  if (symmetric) share_country(actor.parties);
  inherit_countries(node, actor, recipient, conflict || name == "THREATEN");
  const std::vector<Party> homeless = codes(actor.parties).empty() ? actor.parties : std::vector<Party>{};
  drop_countryless(actor);
  drop_countryless(recipient);
  // "Committed to the defeat of ISIS" promises the rebels nothing.
  if (name == "AGREE" && recipient.slot != "with") {
    std::erase_if(recipient.parties, [&](const Party& party) { return is_stateless_sector(document_.actors[party.actor].sector) && document_.actors[party.actor].code == document_.actors[party.actor].sector; });
  }
  if (recipient.parties.empty() && (!symmetric || (name == "SUPPORT" && codes(actor.parties).size() == 1)) && (name == "SUPPORT" || name == "REQUEST" || name == "AGREE" || name == "CONCEDE")) {
    recipient = interlocutor(node, actor.parties, first_event);
    narrow_to_fronted(node, recipient);
  }
  // What two sides do together has no topic for its other side, and is not done to themselves.
  if (type->quad <= 2 && codes(actor.parties).size() >= 2) {
    const std::set<std::string> all = codes(actor.parties), others = codes(recipient.parties);
    const bool topic = name == "AGREE" && (node.rule->type == node.type ? symmetric || is_topic_slot(recipient.slot) : false);
    if (topic || std::includes(all.begin(), all.end(), others.begin(), others.end())) recipient.parties.clear();
  }
  if (recipient.parties.empty() && name == "THREATEN") {
    // "threatened to halt talks if the United States goes ahead"
    if (const Index condition = condition_below(node); condition != kNone) {
      for (const Index i : tree_.agents(condition)) recipient.direct = collect(i, true, recipient.parties) || recipient.direct;
      std::erase_if(recipient.parties, [&](const Party& party) { return codes(actor.parties).contains(document_.actors[party.actor].code); });
      recipient.slot = "condition";
    }
  }
  if (recipient.parties.empty() && (!symmetric || (name == "AGREE" && codes(actor.parties).size() == 1))) {
    recipient = implied_recipient(node, *type, actor.parties);
    drop_bystanders(name, recipient);
  }
  // "Wang told Wong that Beijing was ready to lift the tariffs": promised to whom the promiser tells it.
  if (recipient.parties.empty() && !symmetric && (type->quad == 1 || type->quad == 3 || name == "SANCTION") && node.reporter >= 0 && codes(reporter_of(node).parties) == codes(actor.parties)) {
    if (who_is_told(node, recipient)) recipient.slot = "told";
    std::erase_if(recipient.parties, [&](const Party& party) { return codes(actor.parties).contains(document_.actors[party.actor].code); });
    drop_countryless(recipient);
  }
  if (actor.parties.empty() && node.mode == "release" && tree_.is_passive(node.carrier) && ontology_.words.find("from") != kUnknownWord) {
    // "was freed from Barad-dur": who held him.
    std::vector<Index> from;
    tree_.arguments_with(node.carrier, from_, from);
    for (const Index i : from) actor.direct = collect(i, true, actor.parties) || actor.direct;
    std::erase_if(actor.parties, [&](const Party& party) { return codes(recipient.parties).contains(document_.actors[party.actor].code); });
    actor.slot = "from";
  }
  if (actor.parties.empty()) {
    Bound teller = doer_by_report(node, recipient.parties);
    // "they will be bombed, NATO warned": by who says so.
    if (teller.parties.empty() && name == "THREATEN" && node.rule->type != node.type && !node.nominal && tree_.is_passive(node.carrier)) teller = reporter_of(node);
    if (!teller.parties.empty()) actor = std::move(teller);
  }
  if (actor.parties.empty() && name == "COERCE" && tree_.is_passive(node.carrier)) actor = holder_told(node);
  if (actor.parties.empty() && own_type.name == "AID") share_giver(node, actor, recipient);
  if (actor.parties.empty() && !noun && type->quad <= 2) actor = both_told(node);
  // "a summit of ASEAN and New Zealand will be held": theirs.
  if (actor.parties.empty() && name == "AGREE" && codes(recipient.parties).size() >= 2 && recipient.slot == "content poss") std::swap(actor, recipient);
  static constexpr auto kLegal = std::to_array<std::string_view>({"arrest", "investigate", "convict", "deport", "release"});
  const bool legal = tree_.is_passive(node.carrier) && !tree_.in_class("befalling", node.word) && std::find(kLegal.begin(), kLegal.end(), node.mode) != kLegal.end();
  if (actor.parties.empty() && (name == "ASSAULT" || legal || (name == "PROTEST" && node.nominal))) {
    // An attack that no one is named for is told of the country where it happened.
    actor = party_of_mention(place_mention(node));
    actor.slot = "place";
    if (name == "PROTEST" && node.nominal && recipient.parties.empty()) recipient = actor;
  }
  if (name == "AGREE" && recipient.parties.empty() && with_officials) {
    recipient = hosts_of_trip(actor.parties);
    narrow_to_fronted(node, recipient);
    // "In Lima, she will meet with officials": of the country the sentence begins with.
    if (recipient.parties.empty()) recipient = fronted_country(node.carrier);
    if (codes(recipient.parties).size() != 1 || codes(recipient.parties) == codes(actor.parties)) recipient = {};
  }
  if ((name == "ACCUSE" || (name == "SUPPORT" && !symmetric)) && recipient.parties.empty() && !node.nominal) {
    recipient = doer_in_topic(node, actor.parties);
    drop_countryless(recipient);
  }
  if ((name == "ACCUSE" || name == "SUPPORT" || name == "REJECT") && !symmetric && recipient.parties.empty() && !node.nominal) recipient = judged_move(node, codes(actor.parties));
  if ((type->quad == 1 || type->quad == 3 || tree_.child(node.carrier, Deprel::kIobj) != kNone) && !frame.symmetric && recipient.parties.empty()) recipient = other_side_of_first(node, codes(actor.parties));
  if (name == "AID" && recipient.parties.empty()) recipient = thanking(node, actor.parties);
  if (node.rule->type == ontology_.type_named("CONSULT") && codes(actor.parties).size() == 1 && recipient.parties.empty() && actor.slot != "between" && document_.actors[actor.parties.front().actor].sector == "GOV") recipient = host_of_place(node, actor.parties);
  if (actor.parties.empty() && writes_of_own_act(node, name, recipient.parties)) actor = author_of(node);
  // "Urged both sides", of whom one is the speaker's own: the other. "The two hosted a dialogue": together.
  if (const std::set<std::string> doers = codes(actor.parties), others = codes(recipient.parties); others.size() > 1 && !doers.empty() && std::includes(others.begin(), others.end(), doers.begin(), doers.end())) {
    if (name == "CONSULT") {
      actor.parties.insert(actor.parties.end(), recipient.parties.begin(), recipient.parties.end());
      recipient.parties.clear();
    } else {
      std::erase_if(recipient.parties, [&](const Party& party) { return doers.contains(document_.actors[party.actor].code); });
    }
  }
  // "Cuts them off from the U.S. financial system", in that government's notice: it does so.
  const bool own_notice = actor.parties.empty() && name == "SANCTION" && when == When::kPast && is_own_government(recipient.parties);
  if (own_notice) {
    actor = std::move(recipient);
    recipient = {};
  }
  if (recipient.parties.empty() && !node.nominal && (name == "ASSAULT" || name == "COERCE")) {
    recipient = fronted_country(node.carrier);
  }
  if (recipient.parties.empty() && when == When::kPast) recipient = target_told(node, *type, actor.parties);
  // "We're imposing massive costs", "they stepped up their bombardment": the one against whom, or who, the
  // document tells such acts.
  if (!node.nominal && when == When::kPast && !frame.own && (name == "SANCTION" || name == "THREATEN") && recipient.parties.empty() && is_own_government(actor.parties)) recipient = adversary(codes(actor.parties));
  if (!node.nominal && when == When::kPast && name == "ASSAULT" && actor.parties.empty() && subject_is_open(node) && !tree_.agents(node.carrier).empty()) {
    actor = adversary(codes(recipient.parties));
    if (recipient.parties.empty()) recipient = target_told(node, *type, actor.parties);
  }
  if (name == "CONSULT" && when == When::kPast) complete_talk(node, actor, recipient);
  // "There have been conversations with the Prime Minister", "this programme will provide Haiti with ...",
  // "Moscow has not lived up to its commitments": whose doing or judgement it is goes without saying.
  if (actor.parties.empty() ? is_comment(*node.rule) || gives_without_giver(node, name, recipient.parties) : name == "CONSULT" && is_told_to_exist(node)) {
    const Bound teller = teller_of(node);
    const std::set<std::string> told = codes(name == "CONSULT" ? actor.parties : recipient.parties);
    if (teller.parties.size() == 1 && !told.empty() && !told.contains(document_.actors[teller.parties.front().actor].code)) {
      actor.parties.insert(actor.parties.end(), teller.parties.begin(), teller.parties.end());
      actor.slot = teller.slot;
    }
  }
  if (actor.parties.empty() && when == When::kPast) settle_at_home(node, name, homeless, actor, recipient);
  if (!node.nominal && recipient.parties.empty() && !symmetric && when == When::kPast) recipient = only_doer_told(name, codes(actor.parties));
  if (!node.nominal && recipient.parties.empty() && !symmetric && when == When::kPast) recipient = only_other_side(node, codes(actor.parties));
  if (!node.nominal && recipient.parties.empty() && !symmetric && when == When::kPast) recipient = provoker(node, name, codes(actor.parties));
  // "following the arrest in Managua of five candidates": where it happens its own government does it.
  if (noun && node.nominal && name == "COERCE" && actor.parties.empty() && recipient.slot == "in") actor.parties = recipient.parties;
  // "as Russia destroys more bridges", said of people in Ukraine: the one other country spoken of.
  if (!node.nominal && name == "ASSAULT" && when == When::kPast && recipient.parties.empty() && codes(actor.parties).size() == 1) {
    if (const std::set<std::string> others = others_in_sentence(codes(actor.parties)); others.size() == 1) recipient = country_spoken_of(*others.begin());
  }
  if (!parties_suffice(*type, actor.parties, recipient.parties)) return;
  // Companies "supporting the war machine", talks with one's physician, demands on one's own parliament.
  const Deprel standing = tree_.deprel(node.carrier);
  if (name == "SUPPORT" && recipient.parties.empty() && !node.nominal && (standing == Deprel::kAcl || standing == Deprel::kAclRelcl)) return;
  if (name == "AGREE" && node.rule->type == ontology_.type_named("CONSULT") && !recipient.parties.empty() && codes(actor.parties) == codes(recipient.parties) && distinct_people(actor.parties, recipient.parties) < 2) return;
  // What the press wonders at, of nobody told, is no act.
  if (scene_.press_asks && recipient.parties.empty() && name != "CONSULT" && (type->quad == 1 || type->quad == 3)) return;
  // A government promises itself nothing, and goes to its own parliament at home.
  if (is_own_government(actor.parties) && codes(actor.parties) == codes(recipient.parties) && (name == "AGREE" || (name == "CONSULT" && node.mode == "visit"))) return;
  // "He'll talk about the support for farmers", "I'm joined by the Secretary", "to help support clean energy".
  if (is_own_government(actor.parties) && recipient.parties.empty()) {
    if (name == "AGREE" && node.rule->type == ontology_.type_named("CONSULT") && tree_.in_class("talking", node.word) && !with_officials) return;
    if (name == "CONSULT" && !node.nominal && tree_.is_passive(node.carrier)) return;
    if (name == "SUPPORT" && !node.nominal && modality.infinitive) return;
  }
  // "vice X, resigned": who leaves an office at home.
  if (node.mode == "resign" && recipient.parties.empty() && is_own_government(actor.parties)) return;
  // Its thanks to its own people are no praise of another.
  if (name == "SUPPORT" && recipient.parties.empty() && !node.nominal && is_own_government(actor.parties) && thanks_own_people(node)) return;
  // What a government writes of force and demands inside its own country is no relation to another.
  if (is_own_government(actor.parties) && (codes(actor.parties) == codes(recipient.parties) ? name == "REQUEST" || type->quad >= 3 : name == "ASSAULT" && recipient.parties.empty())) return;
  // In a long briefing also blame without a target is about things at home.
  constexpr std::size_t kLongDocument = 60;
  const bool aimless = recipient.parties.empty() && ((name == "ACCUSE" && document_.sentences.size() > kLongDocument) || ((name == "SANCTION" || name == "THREATEN" || name == "REJECT" || name == "MOBILIZE" || name == "RETREAT") && others_near(codes(actor.parties)).empty()));
  if (name == "ACCUSE" && aimless && is_own_government(actor.parties) && !scene_.press_asks) recipient = topic_before(codes(actor.parties));
  if (((type->quad <= 2 && recipient.parties.empty()) || name == "REQUEST" || aimless) && is_domestic(actor.parties) && !(name == "AGREE" && (goes_on_about_another(node, actor.parties) || gives_abroad(node)))) return;
  if (name == "AGREE" && recipient.parties.empty() && is_own_government(actor.parties) && goes_on_about_another(node, actor.parties)) recipient = taken_up(codes(actor.parties));
  if (name == "ACCUSE" && recipient.parties.empty() && blames_nobody(node)) return;
  if (is_comment(*node.rule) && (codes(actor.parties).empty() || codes(recipient.parties).empty() || codes(actor.parties) == codes(recipient.parties))) return;
  if (node.rule->conditional && (codes(actor.parties).empty() || codes(recipient.parties).empty())) return;
  if (actor.parties.empty() && (recipient.parties.empty() || !conflict)) return;
  // "U.S. persons are prohibited from", "Americans detained abroad": by nobody told, in their own government's words.
  if (actor.parties.empty() && (name == "COERCE" || name == "ACCUSE") && is_own_government(recipient.parties)) return;
  if (own_notice && recipient.parties.empty()) return;
  // "refuse to repeat that mistake", "not to be a bargaining chip": of nobody anything is refused.
  if (name == "REJECT" && recipient.parties.empty() && is_own_government(actor.parties) && (node.rule->type != node.type || node.kind == PredicateKind::kNoun || document_.sentences.size() > kLongDocument)) return;
  // "I'm not going to speak about our work in Peru": Peru is refused nothing.
  if (name == "REJECT" && node.rule->type == ontology_.type_named("CONSULT") && (recipient.slot == "clause" || recipient.slot == "place")) return;
  // "efforts to end the war", "ending the war": wished for.
  if (name == "RETREAT" && !node.nominal && recipient.parties.empty() && is_without_subject(node.carrier) && !(node.mode == "access" && is_free_participle(node.carrier))) return;
  if (actor.parties.empty() && name == "ACCUSE" && std::all_of(recipient.parties.begin(), recipient.parties.end(), [&](const Party& party) { return is_stateless_sector(document_.actors[party.actor].code); })) return;
  const std::set<std::string> actor_codes = codes(actor.parties);
  std::set<std::string> recipient_codes = codes(recipient.parties);
  // "joined statements on violence": of what a subject is said to do with a topic nothing is done to itself.
  if (noun && type->quad == 4 && actor.slot == "subj" && actor_codes == recipient_codes) return;
  // "The sanctions remain in place": they were imposed before.
  if (node.nominal && name == "SANCTION" && tree_.deprel(node.word) == Deprel::kNsubj && tree_.in_class("remaining", tree_.head(node.word))) return;
  // "eager to hear from you": nothing is promised.
  if (name == "AGREE" && node.kind == PredicateKind::kAdjective) {
    if (const Index what = tree_.child(node.carrier, Deprel::kXcomp); what != kNone && tree_.in_class("sensing", what)) return;
  }
  // "the commitments it has made": spoken of, not made anew.
  if (name == "AGREE" && node.rule->type == node.type && !future && tree_.deprel(node.carrier) == Deprel::kAclRelcl && tree_.in_class("binding_words", tree_.head(node.carrier))) return;
  // "kept its promise": what was done, no new word given.
  if (name == "AGREE" && tree_.deprel(node.word) == Deprel::kObj && tree_.head(node.word) != kNone && tree_.in_class("word_kept", tree_.head(node.word))) return;
  // "pleas brushed aside by the envoy": asked of who answers.
  if (is_word_answered(node)) {
    const Node& answer = nodes_[static_cast<std::size_t>(node.governor)];
    recipient = bind(answer, answer.rule->frame.actor, actor.parties);
    recipient_codes = codes(recipient.parties);
  }
  // "our approach to the violence in Ukraine", in a government's words: of nobody told.
  if (node.nominal && name == "ASSAULT" && actor.slot == "place" && !document_.authors.empty() && actor_codes == recipient_codes) return;
  if (node.nominal && !nominal_counts(node, *type, actor_codes, recipient_codes)) return;
  if (when != When::kPast && actor_codes.size() + recipient_codes.size() < 2 && type->quad != 4) return;
  if (!among_states(node, *type, actor, recipient)) return;

  if (when == When::kPast && name != "CONSULT" && is_background(node)) when = When::kHistorical;

  Event event;
  event.sentence = tree_.sentence_index();
  event.event = name;
  if (!node.mode.empty()) event.mode.push_back(node.mode);
  event.actor = std::move(actor.parties);
  event.recipient = std::move(recipient.parties);
  unique_parties(event.actor);
  unique_parties(event.recipient);
  event.when = when;
  event.trigger = trigger_span(node);
  if (name == "CONSULT") set_consult_mode(node, event);
  event.quad_code = type->quad;
  event.event_scale = ontology_.score(node.type, event.mode);
  event.cameo = node.type == node.rule->type && !node.rule->cameo.empty() ? node.rule->cameo : type->cameo;
  set_fields(node, event);
  set_date(node, event, future);
  set_place(node, event);
  event.confidence = confidence(node, actor, recipient);
  event.explanation.rule = node.rule->id;
  event.explanation.rule_file = fmt::format("{}:{}", node.rule->file, node.rule->line);
  event.explanation.steps = node.steps;
  event.explanation.steps.insert(event.explanation.steps.begin(), fmt::format("'{}' matches rule {}", tree_.form(node.word), node.rule->id));
  if (!actor.slot.empty()) event.explanation.steps.push_back(fmt::format("actor from slot {}", actor.slot));
  if (!recipient.slot.empty()) event.explanation.steps.push_back(fmt::format("recipient from slot {}", recipient.slot));
  if (when != When::kPast) event.explanation.steps.push_back(fmt::format("not counted: {}", name_in(kWhens, when)));
  merge_or_add(std::move(event), first_event, actor_codes, recipient_codes, node);
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

// "condemned the detention of a Danish vessel by Eritrea": said of who did it, not of whom it fell on.
void SentenceCoder::judge_doer(const Node& node, const std::vector<Party>& judges, Bound& recipient) const {
  for (const Index object : tree_.objects(node.word)) {
    const int inside = node_of_word_[object];
    if (inside < 0 || !is_definite_incident(nodes_[static_cast<std::size_t>(inside)])) continue;
    const Node& incident = nodes_[static_cast<std::size_t>(inside)];
    Bound doer = bind(incident, incident.rule->frame.noun_actor, judges);
    // "demanded the withdrawal of Malian troops from Niger": of whose troops.
    const bool asked = node.rule->type == ontology_.type_named("REQUEST") && !recipient.parties.empty() && recipient.slot != "on" && recipient.slot != "obj";
    if ((doer.slot == "by" || (asked && (doer.slot == "of" || doer.slot == "poss"))) && !codes(doer.parties).empty()) recipient = std::move(doer);
  }
}

// An infinitive or gerund that borrows its doer from around it.
bool SentenceCoder::is_without_subject(Index i) const {
  const std::string& form = tree_.token(i).xpos;
  if ((form != "VB" && form != "VBG") || tree_.child(i, Deprel::kNsubj) != kNone || tree_.child(i, Deprel::kAux) != kNone) return false;
  return tree_.deprel(i) != Deprel::kRoot && tree_.deprel(i) != Deprel::kXcomp && !is_decided(i);
}

// "since the United States withdrew": what has long been known.
bool SentenceCoder::is_background(const Node& node) const {
  if (tree_.deprel(node.carrier) != Deprel::kAdvcl) return false;
  const Index mark = mark_token(node.carrier);
  return mark != node.carrier && tree_.form(mark) == "since";
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

// ------------------------------------------------------------ orders and demands

// A verb in its base form, without a subject, inside the quotation that a report carries.
bool SentenceCoder::is_quoted_order(const Node& node) const {
  if (node.reporter < 0 || node.nominal || tree_.token(node.carrier).xpos != "VB") return false;
  const Modality modality = modality_of(node.carrier);
  if (modality.infinitive || modality.future || modality.conditional || tree_.child(node.carrier, Deprel::kNsubj) != kNone) return false;
  return tree_.deprel(node.carrier) == Deprel::kCcomp || tree_.deprel(node.carrier) == Deprel::kParataxis || tree_.head(node.carrier) == kNone;
}

// To whom the report above says it.
bool SentenceCoder::who_is_told(const Node& node, Bound& told_party) const {
  const Node& report = nodes_[static_cast<std::size_t>(node.reporter)];
  for (const Deprel relation : {Deprel::kIobj, Deprel::kObj}) {
    const Index told = tree_.child(report.word, relation);
    if (told == kNone || tree_.in_class("consult_audience", told)) continue;
    for (const Index i : tree_.with_conjuncts(told)) collect(i, true, told_party.parties);
    if (!told_party.parties.empty()) return true;
  }
  return false;
}

// Turns "Iraq must cooperate" under a report into a REQUEST by the reporter toward Iraq.
bool SentenceCoder::demand(Node& node, Bound& actor, Bound& recipient) {
  Bound reporter = reporter_of(node);
  // "The regime must end the violence", in a release: the government that writes demands it.
  if (reporter.parties.empty() && node.reporter < 0 && !scene_.press_asks) {
    reporter = teller_of(node);
    if (codes(reporter.parties).empty() || codes(reporter.parties) == codes(actor.parties)) reporter = author_of(node);
  }
  if (reporter.parties.empty() || actor.parties.empty()) return false;
  // Of one country only where they stand against each other: rebels and a president.
  const std::string& who = document_.actors[reporter.parties.front().actor].sector;
  if (codes(reporter.parties) == codes(actor.parties) && (who == document_.actors[actor.parties.front().actor].sector || (who != "REB" && who != "OPP" && who != "UAF"))) return false;
  const std::uint8_t request = ontology_.type_named("REQUEST");
  if (request == kNoType || ontology_.types[node.type].name == "REQUEST") return request != kNoType;
  node.steps.push_back("an obligation put on another is a demand of the speaker");
  if (const std::string asked = ontology_.content_mode(request, node.type, {}); !asked.empty()) node.mode = asked;
  node.type = request;
  recipient = std::move(actor);
  actor = reporter;
  return true;
}

// ------------------------------------------------------------ future and imagined acts

void SentenceCoder::retype_future(Node& node) {
  if (node.mode == "resign") return;  // giving up an office counts when it is said
  const std::uint8_t before = node.type;
  const std::string mode = node.mode;
  // Restrictions that will be lifted are an easing announced (settled convention 8).
  if (node.rule->type == before && node.rule->type == ontology_.type_named("RETREAT") && mode == "access" && tree_.in_class("easing", node.word)) {
    node.type = ontology_.type_named("CONCEDE");
    node.mode.clear();
    node.steps.push_back("an easing announced");
    return;
  }
  retype(node, CompositionTable::kFuture, false, "the future");
  if (node.type == before) return;
  if (node.mode.empty()) node.mode = ontology_.content_mode(node.type, before, mode);
}

bool SentenceCoder::has_coming_time(Index i) const {
  for (const Index c : tree_.children(i)) {
    if (tree_.in_class("coming_times", c)) return true;
    for (const Index d : tree_.children(c)) if (tree_.in_class("coming_times", d)) return true;
  }
  return false;
}

bool SentenceCoder::has_auxiliary(Index i, std::string_view word) const {
  for (const Index c : tree_.children(i)) {
    if (tree_.deprel(c) == Deprel::kAux && to_lower_ascii(tree_.form(c)) == word) return true;
  }
  return false;
}

// "in the event of an attack", "simulating an attack", "prepared for an attack".
bool SentenceCoder::is_imagined(Index i) const {
  // "any attack by Iran would be answered"
  if (const Index det = tree_.child(i, Deprel::kDet); det != kNone && to_lower_ascii(tree_.form(det)) == "any") return true;
  const Index up = tree_.head(i);
  if (up == kNone || !tree_.in_class("imagined", up)) return false;
  switch (tree_.deprel(i)) {
    case Deprel::kObj: return true;
    case Deprel::kNmod:  // "the risk of", "plans for an incursion"
      return tree_.preposition(i) == of_ || (tree_.preposition_token(i) != kNone && tree_.form(tree_.preposition_token(i)) == "for");
    case Deprel::kObl: return tree_.form(tree_.preposition_token(i) == kNone ? i : tree_.preposition_token(i)) == "for";
    default: return false;
  }
}

// "it is important for us to communicate": what is weighed is not done.
bool SentenceCoder::is_weighed(Index i) const {
  // "important for us to have our ambassadors return"
  while (tree_.head(i) != kNone && (tree_.deprel(i) == Deprel::kXcomp || tree_.deprel(i) == Deprel::kCcomp) && tree_.mark(tree_.head(i)) == to_) i = tree_.head(i);
  const Index up = tree_.head(i);
  return up != kNone && tree_.token(up).upos == Upos::kAdj && tree_.child(up, Deprel::kCop) != kNone && (tree_.child(up, Deprel::kExpl) != kNone || tree_.deprel(i) == Deprel::kCsubj) && tree_.in_class("weighing", up);
}

// "the decision to remove restrictions": taken, so the act counts.
bool SentenceCoder::is_decided(Index i) const {
  const Index up = tree_.head(i);
  if (up == kNone) return false;
  if (tree_.deprel(i) == Deprel::kAcl && tree_.in_class("decisions", up)) return tree_.head(up) == kNone || !modality_of(tree_.head(up)).conditional;
  // "was, became the first state to recognise": it did.
  const auto ordinal = [&](Index noun) { return tree_.has_child_word(noun, Deprel::kAmod, "ordinals"); };
  if (tree_.deprel(i) == Deprel::kAcl && (tree_.child(up, Deprel::kCop) != kNone || tree_.deprel(up) == Deprel::kXcomp || tree_.deprel(up) == Deprel::kAppos)) return ordinal(up);
  const Index beside = tree_.deprel(i) == Deprel::kXcomp ? tree_.child(up, Deprel::kXcomp) : kNone;
  return beside != kNone && beside != i && ordinal(beside);
}

}  // namespace entente::coding
