// Pass 4, which parties make an act: who must be there, and what is told in the words of states but is
// none of their acts.
#include "coding/sentence_coder.h"

#include <algorithm>
#include <array>

namespace entente::coding {

// Talks and joint work need two sides: two countries, or two office-holders of one country.
bool SentenceCoder::parties_suffice(const EventType& type, const std::vector<Party>& actors, const std::vector<Party>& recipients) const {
  std::set<std::string> all = codes(actors);
  const std::set<std::string> others = codes(recipients);
  all.insert(others.begin(), others.end());
  if (type.name == "CONSULT") return all.size() >= 2 || is_gathering(actors, recipients) || distinct_people(actors, recipients) >= 2 || meets_region(all);
  if (type.name == "COOPERATE") return all.size() >= 2;
  return true;
}

// A title of talks "with Caribbean Leaders": of many countries, told by their region.
bool SentenceCoder::meets_region(const std::set<std::string>& all) const {
  if (!tree_.sentence().heading || all.size() != 1) return false;
  for (Index i = 1; i < tree_.size(); ++i) {
    if (!tree_.in_class("officials", i)) continue;
    for (const Index c : tree_.children(i)) if (c < i && tree_.in_class("regions", c)) return true;
  }
  return false;
}

// "G20 foreign ministers met": many under one name.
bool SentenceCoder::is_gathering(const std::vector<Party>& actors, const std::vector<Party>& recipients) const {
  if (!recipients.empty()) return false;
  return std::any_of(actors.begin(), actors.end(), [&](const Party& party) {
    static constexpr auto kBodies = std::to_array<std::string_view>({"UNO", "EUR", "NAT", "ASA", "QUAD", "G07", "G20", "AFU", "OAS", "OSC", "IGO"});
    if (party.mention < 0 || std::find(kBodies.begin(), kBodies.end(), document_.actors[party.actor].code) == kBodies.end()) return false;
    const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
    const Token& head = document_.sentences[mention.sentence].tokens[mention.head];
    // "We met", of ministers who write as their body
    return head.xpos == "NNS" || head.xpos == "NNPS" || (mention.sentence == tree_.sentence_index() && is_plural_pronoun(party));
  });
}

std::size_t SentenceCoder::distinct_people(const std::vector<Party>& actors, const std::vector<Party>& recipients) const {
  std::set<std::uint32_t> people;
  for (const std::vector<Party>* parties : {&actors, &recipients}) {
    for (const Party& party : *parties) {
      const Actor& actor = document_.actors[party.actor];
      // A minister and "members of the House": two, though the second is no one by name.
      if ((!actor.name.empty() && !actor.office.empty()) || actor.sector == "LEG" || (!actor.code.empty() && (actor.sector == "REB" || actor.sector == "OPP" || actor.sector == "UAF"))) people.insert(party.actor);
      // Its government, before rebels of the country.
      else if (actor.sector == "GOV" && !actor.code.empty()) people.insert(party.actor);
    }
  }
  return people.size();
}

// What is told in the words of an act between states and is none: of nobody, at home, spoken of and not done.
bool SentenceCoder::is_act_of_states(Act& act) {
  Node& node = act.node;
  Bound& actor = act.actor;
  Bound& recipient = act.recipient;
  const EventType* type = &ontology_.types[node.type];
  const std::string& name = type->name;
  if (!parties_suffice(*type, actor.parties, recipient.parties)) return false;
  // Companies "supporting the war machine", talks with one's physician, demands on one's own parliament.
  const Deprel standing = tree_.deprel(node.carrier);
  const bool signed_by = codes(actor.parties).size() >= 2 && document_.authors.empty() && (standing == Deprel::kAclRelcl || tree_.token(node.carrier).xpos == "VBN");
  // "the Fund, which commended the Sahel nation"
  const bool judges = document_.authors.empty() && standing == Deprel::kAclRelcl && tree_.in_class("judging_done", node.word);
  if (name == "SUPPORT" && recipient.parties.empty() && !signed_by && !judges && !node.nominal && (standing == Deprel::kAcl || standing == Deprel::kAclRelcl)) return false;
  if (name == "AGREE" && node.rule->type == ontology_.type_named("CONSULT") && !recipient.parties.empty() && codes(actor.parties) == codes(recipient.parties) && distinct_people(actor.parties, recipient.parties) < 2) return false;
  // What the press wonders at, of nobody told, is no act.
  if (scene_.press_asks && recipient.parties.empty() && name != "CONSULT" && (type->quad == 1 || type->quad == 3)) return false;
  // A government promises itself nothing, and goes to its own parliament at home.
  if (is_own_government(actor.parties) && codes(actor.parties) == codes(recipient.parties) && (name == "AGREE" || (name == "CONSULT" && node.mode == "visit"))) return false;
  // "He'll talk about the support for farmers", "I'm joined by the Secretary", "to help support clean energy".
  if (is_own_government(actor.parties) && recipient.parties.empty()) {
    if (name == "AGREE" && node.rule->type == ontology_.type_named("CONSULT") && tree_.in_class("talking", node.word) && !act.with_officials) return false;
    if (name == "CONSULT" && !node.nominal && tree_.is_passive(node.carrier)) return false;
    if (name == "SUPPORT" && !node.nominal && act.modality.infinitive) return false;
  }
  // "The Departments of State and Justice will work together": of one state.
  if (name == "AGREE" && node.rule->type == ontology_.type_named("COOPERATE") && recipient.parties.empty() && actor.parties.size() >= 2 && is_own_government(actor.parties)) {
    std::vector<Index> others;
    tree_.arguments_with(node.carrier, with_, others);
    if (others.empty()) return false;
  }
  // "vice X, resigned": who leaves an office at home.
  if (node.mode == "resign" && recipient.parties.empty() && is_own_government(actor.parties)) return false;
  // Its thanks to its own people are no praise of another.
  if (name == "SUPPORT" && recipient.parties.empty() && !node.nominal && is_own_government(actor.parties) && thanks_own_people(node)) return false;
  // What a government writes of force and demands inside its own country is no relation to another.
  if (is_own_government(actor.parties) && (codes(actor.parties) == codes(recipient.parties) ? name == "REQUEST" || type->quad >= 3 : name == "ASSAULT" && recipient.parties.empty())) return false;
  // In a long briefing also blame without a target is about things at home.
  constexpr std::size_t kLongDocument = 60;
  const bool aimless = recipient.parties.empty() && ((name == "ACCUSE" && document_.sentences.size() > kLongDocument) || ((name == "SANCTION" || name == "THREATEN" || name == "REJECT" || name == "MOBILIZE" || name == "RETREAT") && others_near(codes(actor.parties)).empty()));
  if (name == "ACCUSE" && aimless && is_own_government(actor.parties) && !scene_.press_asks) recipient = topic_before(codes(actor.parties));
  if (((type->quad <= 2 && recipient.parties.empty()) || name == "REQUEST" || aimless) && is_domestic(actor.parties) && !(name == "AGREE" && (goes_on_about_another(node, actor.parties) || gives_abroad(node)))) return false;
  if (name == "AGREE" && recipient.parties.empty() && is_own_government(actor.parties) && goes_on_about_another(node, actor.parties)) recipient = taken_up(codes(actor.parties));
  if (name == "ACCUSE" && recipient.parties.empty() && blames_nobody(node)) return false;
  if (is_comment(*node.rule) && (codes(actor.parties).empty() || codes(recipient.parties).empty() || codes(actor.parties) == codes(recipient.parties))) return false;
  if (node.rule->conditional && (codes(actor.parties).empty() || codes(recipient.parties).empty())) return false;
  // "as sanctions on Iran were lifted": news even where nobody is told who did.
  const bool eased = name == "RETREAT" && !node.nominal && tree_.is_passive(node.carrier) && act.when == When::kPast && !act.modality.obligation && document_.authors.empty() && codes(recipient.parties).size() == 1;
  if (actor.parties.empty() && (recipient.parties.empty() || !(type->quad == 4 || name == "ACCUSE" || eased))) return false;
  // "after the shootings in Buffalo", of its own.
  if (node.nominal && actor.parties.empty() && name == "ASSAULT" && is_own_government(recipient.parties) && (recipient.slot == "in" || recipient.slot == "at")) return false;
  // "U.S. persons are prohibited from", "Americans detained abroad": by nobody told, in their own government's words.
  if (actor.parties.empty() && (name == "COERCE" || name == "ACCUSE") && is_own_government(recipient.parties)) return false;
  if (act.own_notice && recipient.parties.empty()) return false;
  // "refuse to repeat that mistake", "not to be a bargaining chip": of nobody anything is refused.
  if (name == "REJECT" && recipient.parties.empty() && is_own_government(actor.parties) && (node.rule->type != node.type || node.kind == PredicateKind::kNoun || document_.sentences.size() > kLongDocument)) return false;
  // "I'm not going to speak about our work in Peru": Peru is refused nothing.
  if (name == "REJECT" && node.rule->type == ontology_.type_named("CONSULT") && (recipient.slot == "clause" || recipient.slot == "place")) return false;
  // "efforts to end the war", "ending the war": wished for.
  if (name == "RETREAT" && !node.nominal && recipient.parties.empty() && is_without_subject(node.carrier) && !(node.mode == "access" && is_free_participle(node.carrier))) return false;
  if (actor.parties.empty() && name == "ACCUSE" && std::all_of(recipient.parties.begin(), recipient.parties.end(), [&](const Party& party) { return is_stateless_sector(document_.actors[party.actor].code); })) return false;
  const std::set<std::string> actor_codes = codes(actor.parties);
  std::set<std::string> recipient_codes = codes(recipient.parties);
  // "joined statements on violence": of what a subject is said to do with a topic nothing is done to itself.
  if (act.noun && type->quad == 4 && actor.slot == "subj" && actor_codes == recipient_codes) return false;
  // "The sanctions remain in place": they were imposed before.
  if (node.nominal && name == "SANCTION" && tree_.deprel(node.word) == Deprel::kNsubj && tree_.in_class("remaining", tree_.head(node.word))) return false;
  // "eager to hear from you": nothing is promised.
  if (name == "AGREE" && node.kind == PredicateKind::kAdjective) {
    if (const Index what = tree_.child(node.carrier, Deprel::kXcomp); what != kNone && tree_.in_class("sensing", what)) return false;
  }
  // "the commitments it has made": spoken of, not made anew.
  if (name == "AGREE" && node.rule->type == node.type && !act.future && tree_.deprel(node.carrier) == Deprel::kAclRelcl && tree_.in_class("binding_words", tree_.head(node.carrier))) return false;
  // "kept its promise": what was done, no new word given.
  if (name == "AGREE" && tree_.deprel(node.word) == Deprel::kObj && tree_.head(node.word) != kNone && tree_.in_class("word_kept", tree_.head(node.word))) return false;
  // "pleas brushed aside by the envoy": asked of who answers.
  if (is_word_answered(node)) {
    const Node& answer = nodes_[static_cast<std::size_t>(node.governor)];
    recipient = bind(answer, answer.nominal ? answer.rule->frame.noun_actor : answer.rule->frame.actor, actor.parties);
    recipient_codes = codes(recipient.parties);
  }
  // "our approach to the violence in Ukraine", in a government's words: of nobody told.
  if (node.nominal && name == "ASSAULT" && actor.slot == "place" && !document_.authors.empty() && actor_codes == recipient_codes) return false;
  if (node.nominal && !nominal_counts(node, *type, actor_codes, recipient_codes)) return false;
  if (act.when != When::kPast && actor_codes.size() + recipient_codes.size() < 2 && type->quad != 4) return false;
  if (!among_states(node, *type, actor, recipient)) return false;

  if (act.when == When::kPast && name != "CONSULT" && is_background(node)) act.when = When::kHistorical;
  return true;
}

// Matches, deals of firms and quarrels of a town are told in the words of states.
bool SentenceCoder::among_states(const Node& node, const EventType& type, const Bound& actor, const Bound& recipient) const {
  if (scene_.sports) return false;
  // Also who is named only through what belongs to them: "a Korean maker of screens".
  const auto is_private = [&](const Party& party) {
    static constexpr auto kPrivate = std::to_array<std::string_view>({"BUS", "EDU", "JRN", "CVL", "MED", "LAB", "AGR", "SOC", "REL", "MNC", "NGO", "CRM"});
    const bool nationality = party.mention >= 0 && document_.mentions[static_cast<std::size_t>(party.mention)].kind == MentionKind::kNationality;
    return nationality || std::find(kPrivate.begin(), kPrivate.end(), document_.actors[party.actor].sector) != kPrivate.end();
  };
  std::vector<Party> all = actor.parties;
  all.insert(all.end(), recipient.parties.begin(), recipient.parties.end());
  const bool force = type.name == "ASSAULT" || type.name == "PROTEST" || type.name == "COERCE";
  const bool advocate = type.quad == 3 && std::any_of(actor.parties.begin(), actor.parties.end(), [&](const Party& party) { return document_.actors[party.actor].sector == "NGO"; });
  if (!force && !advocate && !scene_.has_state && std::all_of(all.begin(), all.end(), is_private)) return false;
  if (codes(all).size() <= 1 && type.name != "ASSAULT" && type.name != "PROTEST" && is_local(node)) return false;
  return true;
}

// The doer is of a town or county: "the school board", "the mayor of Leeds".
bool SentenceCoder::is_local(const Node& node) const {
  for (const Index agent : tree_.agents(node.carrier)) {
    if (tree_.in_class("local_government", agent)) return true;
    for (const Index c : tree_.children(agent)) {
      const Deprel relation = tree_.deprel(c);
      if ((relation == Deprel::kCompound || relation == Deprel::kAmod || relation == Deprel::kNmod) && tree_.in_class("local_government", c)) return true;
    }
  }
  return false;
}

bool SentenceCoder::is_own_government(const std::vector<Party>& actors) const {
  const std::set<std::string> own = codes(actors);
  return document_.authors.size() == 1 && !writes_as_body() && own.size() == 1 && document_.actors[document_.authors.front()].code == *own.begin();
}

// A body of many states writes: "we" are all of them.
bool SentenceCoder::writes_as_body() const {
  return document_.authors.size() == 1 && document_.actors[document_.authors.front()].sector == "IGO";
}

// A government that writes of itself alone ("we are committed to good jobs") tells nothing between
// states, unless the sentence speaks of the world or of a framework with others.
bool SentenceCoder::is_domestic(const std::vector<Party>& actors) const {
  const std::set<std::string> own = codes(actors);
  if (!is_own_government(actors)) return false;
  if (!codes(meeting_).empty() || !fields_.initiatives.empty()) return false;
  for (Index i = 0; i < tree_.size(); ++i) {
    if (tree_.in_class("abroad", i)) return false;
    const std::int32_t m = tree_.inner_mention_at(i);
    if (m < 0) continue;
    for (const std::uint32_t actor : document_.mentions[static_cast<std::size_t>(m)].actors) {
      const std::string& code = document_.actors[actor].code;
      if (!code.empty() && code != *own.begin()) return false;
    }
  }
  return true;
}

// Slots that look inside what is promised rather than at who it is promised to.
bool SentenceCoder::is_topic_slot(std::string_view slot) {
  return slot == "clause" || slot == "inobj" || slot == "incomp" || slot == "comp" || slot == "owner" || (slot.starts_with("content ") && !slot.ends_with(" with"));
}

// A noun that codes as ASSAULT: "attack", "shelling".
bool SentenceCoder::is_force_noun(Index i) const { return (noun_types_[i] >> ontology_.type_named("ASSAULT") & 1U) != 0; }

// "a Polish geologist": told of which country he is.
bool SentenceCoder::is_named_by_country(const Party& party) const {
  if (party.mention < 0) return false;
  const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
  const Actor& who = document_.actors[party.actor];
  return mention.sentence == tree_.sentence_index() && mention.kind != MentionKind::kPronoun && who.sector != "GOV" && who.sector != "MIL" && who.sector != "COP" && who.source.find("country of") == std::string::npos;
}

bool SentenceCoder::is_force_sector(std::string_view sector) { return sector == "MIL" || sector == "COP"; }

// "We", "our": not he alone.
bool SentenceCoder::is_plural_pronoun(const Party& party) const {
  const Index at = document_.mentions[static_cast<std::size_t>(party.mention)].head;
  const std::string word = to_lower_ascii(tree_.form(at));
  return word == "we" || word == "us" || word == "our" || word == "they" || word == "their";
}

// "I", "we": the speaker himself.
bool SentenceCoder::says_i(const std::vector<Party>& parties) const {
  return !parties.empty() && parties.front().mention >= 0 && [&] {
    const Mention& mention = document_.mentions[static_cast<std::size_t>(parties.front().mention)];
    return mention.sentence == tree_.sentence_index() && feature(tree_.token(mention.head).feats, "Person") == "1";
  }();
}

// "I look forward to working with you on those", "to our discussion": said before the press to who
// stands beside. Of a question, of those who came and of whom else it names nothing is said to him.
bool SentenceCoder::speaks_to_other_side(const Node& node, const std::vector<Party>& speakers) const {
  if (!scene_.speakers.people || scene_.speakers.sides.size() != 2 || !says_i(speakers) || tree_.in_class("assurances", node.word) || speaks_of_others(node, codes(speakers))) return false;
  const std::vector<bool> inside = clause_of(node);
  bool addressed = false;
  for (Index i = 0; i < tree_.size(); ++i) {
    if (!inside[i]) continue;
    if (tree_.in_class("courtesies", i)) return false;
    const std::string_view person = feature(tree_.token(i).feats, "Person");
    addressed = addressed || person == "2" || (tree_.in_class("shared_ties", i) && is_owned_by_us(i));
  }
  return addressed;
}

bool SentenceCoder::is_owned_by_us(Index i) const {
  const Index owner = tree_.child(i, Deprel::kNmodPoss);
  return owner != kNone && to_lower_ascii(tree_.form(owner)) == "our";
}

// Named in what is given or fought, and receiving nothing: "to mitigate the effects of Russia's war",
// "doses of the Pfizer vaccine".
void SentenceCoder::drop_bystanders(std::string_view act, Bound& recipient) const {
  if (act != "AGREE" && act != "AID" && act != "SUPPORT" && act != "COOPERATE") return;
  std::erase_if(recipient.parties, [&](const Party& party) {
    if (party.mention < 0) return false;
    const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
    if (mention.sentence != tree_.sentence_index() || mention.head >= tree_.size()) return false;
    const Index up = tree_.head(mention.head);
    if (up == kNone) return false;
    const Deprel relation = tree_.deprel(mention.head);
    const bool owner = relation == Deprel::kNmodPoss || relation == Deprel::kAmod || relation == Deprel::kCompound;
    const bool hostile = is_force_noun(up) || tree_.in_class("hostilities", up);
    // "the war in Ukraine": a promise about it is none to Ukraine; aid because of it may be.
    if (hostile && act != "AID" && (relation == Deprel::kNmod || relation == Deprel::kObl) && tree_.preposition(mention.head) == in_) return true;
    return owner && (hostile || (act == "AID" && document_.actors[party.actor].sector == "BUS"));
  });
}

// "condemn any violence", "oppose all forms of terrorism"
bool SentenceCoder::blames_nobody(const Node& node) const {
  for (const Index object : tree_.objects(node.word)) {
    const Index det = tree_.child(object, Deprel::kDet);
    if (det != kNone && (tree_.form(det) == "any" || tree_.form(det) == "all" || tree_.form(det) == "every")) return true;
  }
  return false;
}

// A noun alone counts where it names its parties: two sides of a meeting, a doer or a target of an
// act of force, or in a heading.
bool SentenceCoder::nominal_counts(const Node& node, const EventType& type, const std::set<std::string>& actors, const std::set<std::string>& recipients) const {
  if (tree_.deprel(node.word) == Deprel::kCompound || tree_.deprel(node.word) == Deprel::kNmodPoss) return false;
  std::set<std::string> all = actors;
  all.insert(recipients.begin(), recipients.end());
  if (tree_.sentence().heading && is_subject_of_heading(node.word)) return all.size() >= 2;
  if (node.refusal || is_judged_meeting(node) || is_word_answered(node) || node.answered_by >= 0 || (node.content && node.governor >= 0 && is_request_followed(node))) return true;
  if (type.name == "AGREE" && tree_.deprel(node.word) == Deprel::kObj && tree_.head(node.word) != kNone && tree_.in_class("obtaining", tree_.head(node.word))) return all.size() >= 2;
  // "following the storming of our embassy", "after the seizure of a trawler": it happened.
  if (type.quad == 4 && !all.empty() && tree_.preposition_token(node.word) != kNone && tree_.deprel(node.word) == Deprel::kObl && tree_.child(node.word, Deprel::kDet) != kNone && tree_.form(tree_.child(node.word, Deprel::kDet)) == "the" && !is_yet_to_come(node.word)) {
    const std::string_view before = tree_.form(tree_.preposition_token(node.word));
    if (before == "following" || before == "after") return true;
  }
  // "Readout of the conversation between the two presidents:", "17 May: Gorbachev's meeting with Deng".
  if (type.name == "CONSULT" && all.size() >= 2 && !is_yet_to_come(node.word)) {
    const Index up = tree_.head(node.word);
    if (up == kNone || tree_.deprel(node.word) == Deprel::kAppos || tree_.deprel(node.word) == Deprel::kDep || (tree_.deprel(node.word) == Deprel::kNmod && tree_.in_class("title_nouns", up))) return true;
  }
  // "stand with them in their demand for": in what they do.
  if (type.quad == 3 && tree_.preposition(node.word) == in_) return false;
  // "at the request of the President", "acting on the appeal by": asked of who acts.
  if (type.name == "REQUEST" && document_.authors.empty() && !actors.empty() && tree_.deprel(node.word) == Deprel::kObl && (node.governor < 0 || !node.content)) {
    const std::string slot = bind(node, node.rule->frame.noun_actor, {}).slot;
    if (slot == "by" || slot == "of" || slot == "from") return true;
  }
  if (type.quad == 1 || type.quad == 3) return all.size() >= 2 && (node.governor < 0 || !node.content) && is_fact_position(node.word);
  // "our cooperation is essential": weighed, not told.
  if (type.name == "COOPERATE" && tree_.deprel(node.word) == Deprel::kNsubj && tree_.head(node.word) != kNone && tree_.token(tree_.head(node.word)).upos == Upos::kAdj && tree_.child(tree_.head(node.word), Deprel::kCop) != kNone) return false;
  // "reviewed the progress in bilateral cooperation": a topic.
  if (type.name == "COOPERATE" && tree_.deprel(node.word) == Deprel::kNmod && tree_.preposition(node.word) == in_) return false;
  if (node.rule->frame.symmetric) return all.size() >= 2 && is_fact_position(node.word);
  const bool news = document_.authors.empty();
  // "bowed to 18 days of mass protests": of the one country spoken of. "alarmed by the detention of embassy staff".
  if (news && type.name == "PROTEST" && !actors.empty() && actors == recipients && node.rule->frame.own && !is_imagined(node.word) && tree_.deprel(node.word) != Deprel::kCompound) return true;
  if (news && type.name == "COERCE" && !recipients.empty() && node.governor >= 0 && node.content && nodes_[static_cast<std::size_t>(node.governor)].type == ontology_.type_named("ACCUSE") && tree_.in_class("incidents", node.word)) return true;
  // "after North Korea's launch of a missile", shown to nobody in particular; "condemned the arrest of
  // journalists by Belarus", of its own: where the noun says who did it.
  if (is_news_of_incident(node, type, all)) return true;
  const bool unshown = type.name == "MOBILIZE" && recipients.empty();
  if (unshown || (node.rule->frame.own && all.size() == 1 && !recipients.empty())) {
    const std::string slot = bind(node, node.rule->frame.noun_actor, {}).slot;
    if ((slot != "poss" && slot != "by") || actors.empty() || scene_.press_asks) return false;
    // "that a launch might be imminent"
    if (tree_.deprel(node.word) == Deprel::kNsubj && modality_of(tree_.head(node.word)).conditional) return false;
    const bool blamed = node.governor >= 0 && node.content && nodes_[static_cast<std::size_t>(node.governor)].type == ontology_.type_named("ACCUSE");
    return blamed || (unshown && is_fact_position(node.word));
  }
  if (is_force_judged(node, actors)) return true;
  return !actors.empty() && !recipients.empty() && (node.governor < 0 || !node.content || all.size() >= 2);
}

// "deplores the use of force by the Syrian authorities": an act of force that another judges, by a named doer.
bool SentenceCoder::is_force_judged(const Node& node, const std::set<std::string>& actors) const {
  if (node.governor < 0 || !node.content || actors.size() != 1 || node.rule->type == kNoType || ontology_.types[node.rule->type].quad != 4) return false;
  const Node& judgement = nodes_[static_cast<std::size_t>(node.governor)];
  if (judgement.type == kNoType || ontology_.types[judgement.type].name != "ACCUSE") return false;
  return bind(node, node.rule->frame.noun_actor, {}).slot == "by";
}

// "after a suicide bombing in Kabul", "a rally outside the Thai premier's office drew 20,000": in the news an
// incident may have a place and no doer by name. Governments mention such things more than they tell them.
bool SentenceCoder::is_news_of_incident(const Node& node, const EventType& type, const std::set<std::string>& all) const {
  if (!document_.authors.empty() || all.empty() || (type.name != "ASSAULT" && type.name != "PROTEST" && type.name != "COERCE") || !tree_.in_class("incidents", node.word)) return false;
  // "protested with a hunger strike": told once.
  if (type.name == "PROTEST" && std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& other) { return &other != &node && other.type == node.type && !other.dropped && !other.absorbed && (!other.nominal || other.word < node.word); })) return false;
  if (const Index up = tree_.head(node.word); up != kNone) {
    const Modality modality = modality_of(up);
    if (modality.future || modality.conditional || modality.negated || modality.question) return false;
  }
  if (node.governor >= 0 && node.content) {
    const std::uint8_t above = nodes_[static_cast<std::size_t>(node.governor)].type;
    return above != kNoType && (ontology_.types[above].name == "ACCUSE" || ontology_.types[above].name == "COERCE") && tree_.deprel(node.word) == Deprel::kObj;
  }
  return is_fact_position(node.word) || (tree_.deprel(node.word) == Deprel::kObj && tree_.in_class("staging", tree_.head(node.word)));
}

// "X's Call with Y", "Readout of X's Call with Y".
bool SentenceCoder::is_subject_of_heading(Index i) const {
  for (Index at = i; at != kNone; at = tree_.head(at)) {
    const Index up = tree_.head(at);
    if (up == kNone) return true;
    // "Readout of President X, Jr. Call with Y": the call hangs on the name.
    if (!tree_.in_class("title_nouns", up) && !(tree_.deprel(at) == Deprel::kAppos && tree_.inner_mention_at(up) >= 0)) {
      if (tree_.inner_mention_at(at) < 0) return false;
    }
  }
  return false;
}

// Nouns in the subject or behind "during, after, following" report an act; topics ("on", "about",
// "for") only name one.
bool SentenceCoder::is_fact_position(Index i) const {
  switch (tree_.deprel(i)) {
    case Deprel::kNsubj: case Deprel::kNsubjPass: case Deprel::kRoot: return true;
    case Deprel::kAdvcl: return tree_.preposition_token(i) == kNone && tree_.mark(i) == kUnknownWord;  // "Meeting in Ankara, the two agreed"
    case Deprel::kObj: return tree_.head(i) != kNone && tree_.in_class("following", tree_.head(i));
    case Deprel::kObl: case Deprel::kNmod: {
      // "a settlement to be reached in talks"
      const Index up = tree_.head(i);
      // "a good part of the talks with": where the part stands.
      if (up != kNone && tree_.deprel(i) == Deprel::kNmod && tree_.preposition(i) == of_ && (tree_.in_class("partitives", up) || tree_.in_class("stretches", up))) return is_fact_position(up);
      // "on the heels of the summit", "in the wake of": it was held.
      if (up != kNone && tree_.deprel(i) == Deprel::kNmod && tree_.preposition(i) == of_ && tree_.in_class("wakes", up)) return !is_yet_to_come(i);
      if (up != kNone && tree_.is_verbal(up) && tree_.mark(up) == to_ && tree_.deprel(up) == Deprel::kAcl) return false;
      const Index preposition = tree_.preposition_token(i);
      if (preposition != kNone && tree_.form(preposition) == "on") return tree_.in_class("journeys", i);  // "on a visit to"
      return preposition != kNone && tree_.in_class("factual_prepositions", preposition);
    }
    default: return false;
  }
}

// Police, crowds and authorities without a country of their own, and protests of nobody told, are of the one
// country that the sentence speaks of, or of that of a relative clause: "Belarus, where police beat".
void SentenceCoder::settle_at_home(const Node& node, std::string_view act, const std::vector<Party>& homeless, Bound& actor, Bound& recipient) {
  const bool protest = act == "PROTEST" && node.nominal && recipient.parties.empty() && tree_.in_class("incidents", node.word);
  if (!protest && (homeless.empty() || (act != "ASSAULT" && act != "COERCE" && act != "PROTEST" && act != "MOBILIZE"))) return;
  std::string country = only_country();
  if (const std::set<std::string> there = codes(party_of_mention(place_of_relative(node.carrier)).parties); there.size() == 1) country = *there.begin();
  if (country.empty() || (!recipient.parties.empty() && codes(recipient.parties) != std::set<std::string>{country} && !node.rule->frame.own)) return;
  Actor who;
  if (!homeless.empty()) who = document_.actors[homeless.front().actor];
  if (is_stateless_sector(who.sector) && act != "ASSAULT") return;
  who.code = country;
  who.source += who.source.empty() ? "the country spoken of" : "; the country spoken of";
  const Span span = homeless.empty() ? tree_.token(node.word).span : homeless.front().span;
  actor.parties = {{add_actor(who), homeless.empty() ? -1 : homeless.front().mention, span}};
  actor.slot = "at home";
  if (recipient.parties.empty() && (node.rule->frame.own || protest)) recipient = actor;
}

// "Nepal's government and the Maoist rebels signed": the rebels are of the same country.
void SentenceCoder::share_country(std::vector<Party>& parties) {
  const std::set<std::string> all = codes(parties);
  std::set<std::string> states;
  for (const std::string& code : all) if (!is_stateless_sector(code)) states.insert(code);
  if (states.size() != 1) return;
  for (Party& party : parties) {
    Actor who = document_.actors[party.actor];
    if ((!who.code.empty() && !is_stateless_sector(who.code)) || (who.sector != "REB" && who.sector != "OPP" && who.sector != "UAF")) continue;
    who.code = *states.begin();
    who.source += who.source.empty() ? "country of the other side" : "; country of the other side";
    party.actor = add_actor(who);
  }
}

void SentenceCoder::unique_parties(std::vector<Party>& parties) const {
  std::vector<Party> out;
  for (const Party& party : parties) {
    const bool seen = std::any_of(out.begin(), out.end(), [&](const Party& other) { return other.actor == party.actor; });
    if (!seen) out.push_back(party);
  }
  // A bare country beside a person of it adds nothing.
  std::vector<Party> kept;
  for (const Party& party : out) {
    const Actor& a = document_.actors[party.actor];
    const bool covered = a.name.empty() && a.sector.empty() && std::any_of(out.begin(), out.end(), [&](const Party& other) {
      const Actor& b = document_.actors[other.actor];
      return &b != &a && b.code == a.code && (!b.name.empty() || !b.sector.empty());
    });
    if (!covered) kept.push_back(party);
  }
  parties = std::move(kept);
}

}  // namespace entente::coding
