// Pass 4, sides: who an act is by and toward, from the slots of its rule, the speaker, and what is told around it.
#include <algorithm>
#include <array>

#include "coding/sentence_coder.h"

namespace entente::coding {
namespace {

const std::vector<Slot> kSubjectSlot = {{SlotKind::kSubj, kUnknownWord}};

}  // namespace

// Who stands in the slots of the rule; else who speaks, writes or is told. False where it is nobody's act.
bool SentenceCoder::name_parties(Act& act) {
  Node& node = act.node;
  Bound& actor = act.actor;
  Bound& recipient = act.recipient;
  const Frame& frame = node.rule->frame;
  const std::string& told_as = act.told_as->name;
  force_ = told_as == "ASSAULT" || told_as == "PROTEST" || told_as == "COERCE" || told_as == "MOBILIZE";
  others_only_ = act.own_type->name == told_as && (told_as == "AGREE" || told_as == "SUPPORT" || told_as == "COOPERATE" || told_as == "AID" || (told_as == "SANCTION" && node.mode != "convict" && !frame.own));
  if (act.noun && rule_out_talks(node, actor, recipient)) return true;
  if (act.noun && told_as == "AGREE" && word_obtained(node, actor, recipient)) return true;
  if (act.noun) {
    actor = bind(node, frame.noun_actor, {});
    if (Bound judged = judged_owner(node); !judged.parties.empty()) actor = std::move(judged);
    // "the deployment of forces": what may be anybody's needs its doer by name.
    if (!node.from_light_verb && !node.rule->of.empty() && codes(actor.parties).empty()) return false;
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
    // "We ask", of a spokesman whose country stands only beside him.
    if (const std::vector<Index> subjects = tree_.agents(node.carrier); !actor.parties.empty() && codes(actor.parties).empty() && subjects.size() == 1 && tree_.token(subjects.front()).upos == Upos::kPron) {
      if (Bound teller = reporter_of(node); !codes(teller.parties).empty()) actor = std::move(teller);
    }
    recipient = bind(node, frame.recipient, actor.parties);
    if (told_as == "ACCUSE" || told_as == "SUPPORT" || told_as == "REQUEST") judge_doer(node, actor.parties, recipient);
    node.unnamed = told_as == "REQUEST" && act.own_type->name == told_as && asks_unnamed(node);
    if (told_as == "ASSAULT" && blow_of_charge(node, actor, recipient)) return true;
    if (node.mode == "visit" && tree_.form(node.word) == "visiting") {
      Bound guest;
      const Bound host = host_of_visiting(node, guest);
      if (!guest.parties.empty()) {
        if (codes(host.parties).empty() || codes(host.parties) == codes(guest.parties)) return false;
        actor = std::move(guest);
        recipient = host;
      }
    }
  }
  if (act.noun && node.nominal && actor.parties.empty()) actor = pointed_ahead(node);
  if (act.noun && node.nominal && actor.parties.empty() && !codes(recipient.parties).empty() && (node.mode == "visit" || recipient.slot == "with")) actor = visitor_of_clause(node);
  // "Senior Administration Official Travel to Brazil", over a release: of the government that writes.
  if (act.noun && actor.parties.empty() && codes(recipient.parties).size() == 1 && tree_.sentence().heading && node.rule->type == ontology_.type_named("CONSULT") && is_subject_of_heading(node.word)) actor = author_of(node);
  if (actor.parties.empty() && !act.noun) actor = sayer_before(node);
  if (actor.parties.empty() && !node.nominal && subject_is_open(node)) actor = subject_ahead(node);
  if (actor.parties.empty() && !node.nominal && subject_is_open(node)) actor = reporter_of(node);
  // "Grateful for the help of Spain", said by who speaks.
  if (actor.parties.empty() && node.kind == PredicateKind::kAdjective && tree_.head(node.carrier) == kNone && node.type == ontology_.type_named("SUPPORT") && tree_.agents(node.carrier).empty() && subject_is_open(node)) actor = teller_of(node);
  if (actor.parties.empty() && act.item) {
    actor.parties = scene_.lead.subjects;
    actor.slot = "subject of the list";
  }
  if (actor.parties.empty() && act.bullet) actor = author_of(node);
  // "Iran must cooperate, said X": a demand of the speaker.
  if (act.told_to) {
    // "Withdraw your troops," X told Y.
    actor = {};
    if (!who_is_told(node, actor)) return false;
  }
  act.demanded = (act.modality.obligation || act.told_to) && !node.nominal;
  if (act.demanded && !demand(node, actor, recipient)) return false;
  return true;
}

// What the predicates inside know of the other side, and who stands bare before the object.
void SentenceCoder::parties_of_content(Act& act) {
  Node& node = act.node;
  Bound& actor = act.actor;
  Bound& recipient = act.recipient;
  const Frame& frame = node.rule->frame;
  // What an absorbed predicate inside knows: "agreed to visit India", "demanded the withdrawal of".
  // Two sides of talks are all there is; who stands inside is a topic.
  act.both_sides = frame.symmetric && codes(actor.parties).size() >= 2;
  const bool for_others = !act.modality.future && !node.forced_future && std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& inner) { return is_purpose_of(inner, act.index); });
  act.with_officials = node.rule->type == ontology_.type_named("CONSULT") && meets_officials(node);  // of the place
  if (recipient.parties.empty() && !act.both_sides && !for_others && !act.with_officials) recipient = content_parties(act.index, actor.parties);

  if (act.own_type->quad == 4) return_to_teller(node, actor, recipient);
  // "at the request of the Iraqi government": who asks.
  if (act.noun && node.nominal && act.told_as->name == "REQUEST" && actor.parties.empty() && recipient.slot == "of" && tree_.preposition(node.word) == at_) std::swap(actor, recipient);
  if (act.noun && node.nominal && act.told_as->name == "REQUEST" && recipient.parties.empty() && !codes(actor.parties).empty()) recipient = who_complies(node, codes(actor.parties));

  // "gave Niger the cold shoulder": to whom it is done stands bare before the object.
  if (recipient.parties.empty() && !act.both_sides && !node.nominal) {
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
  if (actor.parties.empty() && !act.noun && thanks_other_side(node)) {
    actor = teller_of(node);
    recipient = {};
    for (const std::uint32_t side : scene_.speakers.sides) if (!codes(actor.parties).contains(document_.actors[side].code)) recipient.parties.push_back({side, -1, tree_.token(node.carrier).span});
    recipient.slot = "the other side";
  }

  // "flew to Libreville for a summit with the leaders of Congo and Togo": those met stand beside the host.
  if (node.rule->type == ontology_.type_named("CONSULT") && node.mode == "visit" && !recipient.parties.empty()) {
    for (const Node& inner : nodes_) {
      if (inner.governor != static_cast<int>(act.index) || !inner.content || inner.rule->type != node.rule->type) continue;
      std::vector<Index> met;
      tree_.arguments_with(inner.word, with_, met);
      for (const Index i : met) collect(i, true, recipient.parties);
    }
  }
}

// Two sides of one act: both under actor, or one toward the other; and of which country each is. False where one
// side of a tie is missing.
bool SentenceCoder::settle_sides(Act& act) {
  Node& node = act.node;
  Bound& actor = act.actor;
  Bound& recipient = act.recipient;
  const Frame& frame = node.rule->frame;
  // Drills of one country show force; of several they are held together.
  const std::set<std::string> drilling = codes(actor.parties), before_whom = codes(recipient.parties);
  if (act.noun && drilling.size() >= 2 && std::includes(drilling.begin(), drilling.end(), before_whom.begin(), before_whom.end()) && tree_.in_class("exercises", node.word) && node.type == ontology_.type_named("MOBILIZE")) {
    recipient.parties.clear();
    node.type = ontology_.type_named("COOPERATE");
    node.mode.clear();
    node.steps.push_back("an exercise of several countries is held together");
  }
  const EventType* type = &ontology_.types[node.type];
  const std::string& name = type->name;

  // "Their shared commitment to": without an owner it is that of the two sides.
  if (act.noun && actor.parties.empty() && recipient.parties.empty() && tree_.has_child_word(node.word, Deprel::kAmod, "mutual")) {
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
  if (name == "AGREE" && !act.noun && node.rule->future && recipient.parties.empty() && tree_.in_class("taking_up", node.word)) {
    recipient = taken_up(codes(actor.parties));
    if (recipient.parties.empty()) return false;
  }
  // "The dialogue focused on trade, reaffirming the ties between the United States and Austria": of both.
  if (!act.noun && actor.parties.empty() && (name == "AGREE" || name == "SUPPORT") && codes(recipient.parties).size() >= 2 && tree_.in_class("underscoring", node.word) && document_.authors.size() == 1 &&
      codes(recipient.parties).contains(document_.actors[document_.authors.front()].code)) {
    actor = std::move(recipient);
    recipient = {};
  }
  // Parties: who must be there for the act to be one.
  const bool conflict = type->quad == 4 || name == "ACCUSE";
  // "will not talk to Hamas": one side refuses the other.
  const bool refused = name == "REJECT" && act.future && node.rule->type != node.type && !act.noun && codes(actor.parties).size() == 1 && recipient.slot != "between";
  const bool symmetric = act.symmetric = frame.symmetric && name != "THREATEN" && !refused && !node.refusal;
  if (symmetric) {
    // A coming meeting is the announcing side's promise to the other (settled convention 2).
    const bool promised = name == "AGREE" && node.rule->type != node.type;
    // "Fighting between X and Y" names both sides; who is subject of the clause around it is neither.
    if (recipient.slot == "between" && codes(recipient.parties).size() >= 2) actor.parties.clear();
    const bool beside = recipient.slot == "with" || (recipient.slot == "to" && name == "CONSULT" && recipient.direct) || recipient.slot == "between" || recipient.slot == "among" || recipient.slot == "alongside" || (recipient.slot == "obj" && recipient.direct);
    if (act.both_sides && type->quad <= 2 && !beside) {
      recipient.parties.clear();
    } else if (!promised && (name != "AGREE" || recipient.slot == "with" || recipient.slot == "between" || recipient.slot == "obj")) {
      // "rebuilding the relationship with the Palestinian leaders", by nobody told: half a tie.
      if (!act.noun && actor.parties.empty() && type->quad <= 2 && codes(recipient.parties).size() == 1) return false;
      actor.parties.insert(actor.parties.end(), recipient.parties.begin(), recipient.parties.end());
      recipient.parties.clear();
    }
  }
  // "The discussions were held in a friendly manner": those of the two sides.
  if (name == "CONSULT" && act.noun && node.from_light_verb && tree_.is_passive(node.carrier) && actor.parties.empty() && recipient.parties.empty() && tree_.child(node.word, Deprel::kDet) != kNone) {
    actor.parties = meeting_;
    actor.slot = "document";
  }
  drop_bystanders(name, recipient);
  if (symmetric) share_country(actor.parties);
  if (node.refusal) {  // the rebels who are refused talks are of the same country
    std::vector<Party> all = actor.parties;
    all.insert(all.end(), recipient.parties.begin(), recipient.parties.end());
    share_country(all);
    recipient.parties.assign(all.begin() + static_cast<std::ptrdiff_t>(actor.parties.size()), all.end());
  }
  inherit_countries(node, actor, recipient, conflict || name == "THREATEN");
  act.homeless = codes(actor.parties).empty() ? actor.parties : std::vector<Party>{};
  drop_countryless(actor);
  drop_countryless(recipient);
  // "Committed to the defeat of ISIS" promises the rebels nothing.
  if (name == "AGREE" && recipient.slot != "with") {
    std::erase_if(recipient.parties, [&](const Party& party) { return is_stateless_sector(document_.actors[party.actor].sector) && document_.actors[party.actor].code == document_.actors[party.actor].sector; });
  }
  if (recipient.parties.empty() && (!symmetric || (name == "SUPPORT" && codes(actor.parties).size() == 1)) && (name == "SUPPORT" || name == "REQUEST" || name == "AGREE" || name == "CONCEDE" || (name == "ACCUSE" && is_said_in_talk(node)))) {
    recipient = interlocutor(node, actor.parties, act.first_event);
    narrow_to_fronted(node, recipient);
  }
  // What two sides do together has no topic for its other side, and is not done to themselves.
  if (type->quad <= 2 && codes(actor.parties).size() >= 2) {
    const std::set<std::string> all = codes(actor.parties), others = codes(recipient.parties);
    const bool topic = name == "AGREE" && (node.rule->type == node.type ? symmetric || is_topic_slot(recipient.slot) : false);
    if (topic || std::includes(all.begin(), all.end(), others.begin(), others.end())) recipient.parties.clear();
  }
  return true;
}

// Who is meant where neither the slots nor the sentence name a side.
void SentenceCoder::find_missing_sides(Act& act) {
  Node& node = act.node;
  Bound& actor = act.actor;
  Bound& recipient = act.recipient;
  const Frame& frame = node.rule->frame;
  const EventType* type = &ontology_.types[node.type];
  const std::string& name = type->name;
  if (node.answered_by >= 0) sides_of_answer(node, actor, recipient);
  if (recipient.parties.empty() && name == "THREATEN") {
    // "threatened to halt talks if the United States goes ahead"
    if (const Index condition = condition_below(node); condition != kNone) {
      for (const Index i : tree_.agents(condition)) recipient.direct = collect(i, true, recipient.parties) || recipient.direct;
      std::erase_if(recipient.parties, [&](const Party& party) { return codes(actor.parties).contains(document_.actors[party.actor].code); });
      recipient.slot = "condition";
    }
  }
  if (recipient.parties.empty() && (!act.symmetric || name == "AGREE") && (name != "AGREE" || codes(actor.parties).size() == 1)) {
    recipient = implied_recipient(node, *type, actor.parties);
    drop_bystanders(name, recipient);
  }
  // "Wang told Wong that Beijing was ready to lift the tariffs": promised to whom the promiser tells it.
  if (recipient.parties.empty() && !act.symmetric && (type->quad == 1 || type->quad == 3 || name == "SANCTION") && node.reporter >= 0 && codes(reporter_of(node).parties) == codes(actor.parties)) {
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
    if (teller.parties.empty() && name == "THREATEN" && node.rule->type != node.type && !act.noun && tree_.is_passive(node.carrier)) teller = reporter_of(node);
    if (!teller.parties.empty()) actor = std::move(teller);
  }
  if (actor.parties.empty() && name == "COERCE" && tree_.is_passive(node.carrier)) actor = holder_told(node);
  if (actor.parties.empty() && act.own_type->name == "AID") share_giver(node, actor, recipient);
  if (actor.parties.empty() && !act.noun && type->quad <= 2) actor = both_told(node);
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
  // "held in connection with the bombings which killed 191": told of where the rest of the sentence happens.
  if (actor.parties.empty() && recipient.parties.empty() && name == "ASSAULT" && act.when == When::kPast && act.homeless.empty() && document_.authors.empty() && (!act.noun || tree_.in_class("incidents", node.word))) {
    recipient = party_of_mention(place_around(node));
    recipient.slot = "place around";
  }
  if (name == "AGREE" && recipient.parties.empty() && act.with_officials) {
    recipient = hosts_of_trip(actor.parties);
    narrow_to_fronted(node, recipient);
    // "In Lima, she will meet with officials": of the country the sentence begins with.
    if (recipient.parties.empty()) recipient = fronted_country(node.carrier);
    if (codes(recipient.parties).size() != 1 || codes(recipient.parties) == codes(actor.parties)) recipient = {};
  }
  if ((name == "ACCUSE" || (name == "SUPPORT" && !act.symmetric)) && recipient.parties.empty() && !node.nominal) {
    recipient = doer_in_topic(node, actor.parties);
    drop_countryless(recipient);
  }
  if ((name == "ACCUSE" || name == "SUPPORT" || name == "REJECT") && !act.symmetric && recipient.parties.empty() && !node.nominal) recipient = judged_move(node, codes(actor.parties));
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
  act.own_notice = actor.parties.empty() && name == "SANCTION" && act.when == When::kPast && is_own_government(recipient.parties);
  if (act.own_notice) {
    actor = std::move(recipient);
    recipient = {};
  }
  if (recipient.parties.empty() && !node.nominal && (name == "ASSAULT" || name == "COERCE")) {
    recipient = fronted_country(node.carrier);
  }
  if (recipient.parties.empty() && act.when == When::kPast) recipient = target_told(node, *type, actor.parties);
  // "We're imposing massive costs", "they stepped up their bombardment": the one against whom, or who, the
  // document tells such acts.
  if (!node.nominal && act.when == When::kPast && !frame.own && (name == "SANCTION" || name == "THREATEN") && recipient.parties.empty() && is_own_government(actor.parties)) recipient = adversary(codes(actor.parties));
  if (!node.nominal && act.when == When::kPast && name == "ASSAULT" && actor.parties.empty() && subject_is_open(node) && !tree_.agents(node.carrier).empty()) {
    actor = adversary(codes(recipient.parties));
    if (recipient.parties.empty()) recipient = target_told(node, *type, actor.parties);
  }
  if (name == "CONSULT" && act.when == When::kPast) complete_talk(node, actor, recipient);
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
  if (actor.parties.empty() && act.when == When::kPast) settle_at_home(node, name, act.homeless, actor, recipient);
  if (!node.nominal && recipient.parties.empty() && !act.symmetric && act.when == When::kPast) {
    const std::set<std::string> doers = codes(actor.parties);
    recipient = only_doer_told(name, doers);
    if (recipient.parties.empty()) recipient = only_other_side(node, doers);
    if (recipient.parties.empty()) recipient = provoker(node, name, doers);
  }
  // "following the arrest in Managua of five candidates": where it happens its own government does it.
  if (act.noun && node.nominal && name == "COERCE" && actor.parties.empty() && recipient.slot == "in") actor.parties = recipient.parties;
  if (actor.parties.empty() && !act.noun && act.when == When::kPast && scene_.has_state) actor = only_state_left(node, recipient.parties);
  // "as Russia destroys more bridges", said of people in Ukraine: the one other country spoken of.
  if (!node.nominal && name == "ASSAULT" && act.when == When::kPast && recipient.parties.empty() && codes(actor.parties).size() == 1 && !is_own_government(actor.parties)) {
    if (const std::set<std::string> others = others_in_sentence(codes(actor.parties)); others.size() == 1) recipient = country_spoken_of(*others.begin());
  }
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

// "accused Congo of firing on its district, wounding three farmers": the accused did it to who accuses.
bool SentenceCoder::blow_of_charge(const Node& node, Bound& actor, Bound& recipient) const {
  const Index up = tree_.deprel(node.carrier) == Deprel::kAdvcl && is_free_participle(node.carrier) ? tree_.head(node.carrier) : kNone;
  const int above = up == kNone ? -1 : node_of_word_[up];
  if (above < 0 || !tree_.in_class("charging", up) || tree_.child(up, Deprel::kAdvcl) == node.carrier) return false;
  const Node& charge = nodes_[static_cast<std::size_t>(above)];
  Bound accuser = bind(charge, charge.rule->frame.actor, {});
  Bound accused = bind(charge, charge.rule->frame.recipient, accuser.parties);
  if (codes(accuser.parties).size() != 1 || codes(accused.parties).size() != 1) return false;
  actor = std::move(accused);
  recipient = std::move(accuser);
  return true;
}

// "told the rebels that there would be no talks", "There can be no talks with bandits, he said": refused by who says it.
bool SentenceCoder::rule_out_talks(Node& node, Bound& actor, Bound& recipient) {
  const Index det = tree_.child(node.word, Deprel::kDet), be = tree_.head(node.word);
  if (node.type != ontology_.type_named("CONSULT") || node.mode == "visit" || det == kNone || to_lower_ascii(tree_.form(det)) != "no" || be == kNone || tree_.child(be, Deprel::kExpl) == kNone) return false;
  const Modality modality = modality_of(be);
  if (!modality.future && !modality.conditional) return false;
  if (node.reporter < 0 && tree_.deprel(be) == Deprel::kCcomp && tells(tree_.head(be))) node.reporter = node_of_word_[tree_.head(be)];
  if (node.reporter < 0) return false;
  actor = reporter_of(node);
  if (codes(actor.parties).empty()) return false;
  recipient = bind(node, node.rule->frame.noun_recipient, actor.parties);
  if (recipient.parties.empty()) who_is_told(node, recipient);
  node.type = ontology_.type_named("REJECT");
  node.mode = "meet";
  node.refusal = true;
  node.steps.push_back("talks ruled out are refused");
  return true;
}

// "appealed to donors", "urged governments everywhere": sides that no country is told of.
bool SentenceCoder::asks_unnamed(const Node& node) const {
  std::vector<Index> asked = tree_.objects(node.word);
  if (const Index told = tree_.child(node.word, Deprel::kIobj); told != kNone) asked.push_back(told);
  for (const Index c : tree_.children(node.word)) {
    if (tree_.deprel(c) != Deprel::kObl || tree_.preposition_token(c) == kNone) continue;
    const std::string_view preposition = tree_.form(tree_.preposition_token(c));
    if (preposition == "on" || preposition == "to" || preposition == "upon") asked.push_back(c);
  }
  bool unnamed = false;
  for (const Index i : asked) {
    for (Index j = 0; j < tree_.size(); ++j) if (tree_.dominates(i, j) && tree_.inner_mention_at(j) >= 0 && !codes(party_of_mention(tree_.inner_mention_at(j)).parties).empty()) return false;
    unnamed = unnamed || (tree_.token(i).upos == Upos::kNoun && tree_.in_class("unnamed_sides", i));
  }
  return unnamed;
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

}  // namespace entente::coding
