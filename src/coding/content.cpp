// Pass 2, content: what becomes of an act that stands inside another: it is taken in, or is an act of its own.
#include "coding/sentence_coder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace entente::coding {

void SentenceCoder::take_as_content(Node& node) {
  Node& above = nodes_[static_cast<std::size_t>(node.governor)];
  if (!node.content || above.type == kNoType) return;
  const Content policy = content_policy(*above.rule);
  if (policy == Content::kPass) {
    lend(node, above);
    above.dropped = true;
    return;
  }
  if (node.type == kNoType) return;
  // "called the president to thank him", "spoke with X to reiterate opposition to, and to press for": said in the talk.
  Index purpose = node.carrier;
  while (tree_.deprel(purpose) == Deprel::kConj && tree_.is_verbal(tree_.head(purpose)) && tree_.head(purpose) != above.carrier) purpose = tree_.head(purpose);
  if (ontology_.types[above.type].name == "CONSULT" && !node.nominal && (tree_.deprel(purpose) == Deprel::kAdvcl || (tree_.deprel(purpose) == Deprel::kXcomp && tree_.mark(purpose) == to_ && tree_.in_class("calling", above.word))) &&
      (tree_.in_class("performatives", node.word) || tree_.in_class("performatives", node.carrier) || tree_.in_class("said_in_talks", node.word))) {
    node.borrowed_from = above.carrier;
    return;
  }
  // "hailed Norway's decision to recognise Palestine": taken by who owns it.
  if (policy == Content::kKeep && !node.nominal && tree_.deprel(node.carrier) == Deprel::kAcl && is_decided(node.carrier) && tree_.child(tree_.head(node.carrier), Deprel::kNmodPoss) != kNone && tree_.in_class("judging_done", above.word)) {
    node.steps.push_back(fmt::format("a decision that '{}' judges", tree_.form(above.word)));
    return;
  }
  // "summoned the ambassador to demand the return of": said to him.
  if (ontology_.types[above.type].name == "ACCUSE" && tree_.in_class("summoning", above.word) && node.type == ontology_.type_named("REQUEST") && !node.nominal && (tree_.deprel(node.carrier) == Deprel::kAdvcl || tree_.deprel(node.carrier) == Deprel::kXcomp) && tree_.mark(node.carrier) == to_) {
    node.borrowed_from = above.carrier;
    return;
  }
  if (is_word_answered(node)) {
    node.steps.push_back(fmt::format("a word of its own that '{}' answers", tree_.form(above.word)));
    return;
  }
  // "welcomed Chad signing the accord and reaffirming its pledge": done by who is welcomed.
  if (policy == Content::kKeep && !node.nominal && tree_.token(node.carrier).xpos == "VBG" && tree_.in_class("judging_done", above.word) && is_done_by_object(node.carrier, above.word)) {
    node.steps.push_back(fmt::format("a deed that '{}' judges", tree_.form(above.word)));
    return;
  }
  if (const int answer = answer_to(node); answer >= 0) {
    node.answered_by = answer;
    node.steps.push_back(fmt::format("the deed that '{}' answers", tree_.form(nodes_[static_cast<std::size_t>(answer)].word)));
    return;
  }
  // "to pull back or face air strikes": what follows otherwise, threatened by who demands.
  if (node.rule->alternative && ontology_.types[above.type].name == "REQUEST") {
    node.answered_by = node.governor;
    return;
  }
  if (is_told_of_thing(node) || is_request_followed(node)) {
    node.steps.push_back(fmt::format("an act of its own beside '{}'", tree_.form(above.word)));
    return;
  }
  if (policy == Content::kKeep && (is_definite_incident(node) || is_judged_meeting(node))) {
    node.steps.push_back(fmt::format("an incident of its own inside '{}'", tree_.form(above.word)));
    return;
  }
  // "underscored the importance of the partnership and the commitment to": a word of its own beside praise.
  if (ontology_.types[above.type].name == "SUPPORT" && tree_.in_class("underscoring", above.word) && node.nominal && ontology_.types[node.type].name == "AGREE" && tree_.deprel(node.word) == Deprel::kConj) {
    lend(node, above);
    node.steps.push_back(fmt::format("stands beside what '{}' holds", tree_.form(above.word)));
    return;
  }
  node.absorbed = true;
  // A promise to do harm is a threat.
  const Index parent = tree_.head(node.carrier);
  if (ontology_.types[above.type].name == "AGREE" && (parent == above.word || parent == above.carrier)) {
    const TypeMode* future = composition(CompositionTable::kFuture, node.type);
    // "undertook not to use force"; "the pledge made before Russia's invasion": another's deed.
    const bool forsworn = node.nominal ? !codes(bind(node, node.rule->frame.noun_actor, {}).parties).empty() : modality_of(node.carrier).negated;
    if (node.type == ontology_.type_named("THREATEN") && !forsworn) {  // "is ready to consider sanctions"
      above.type = node.type;
      above.mode = node.mode;
    } else if (future != nullptr && future->type != kNoType && ontology_.types[future->type].name == "THREATEN" && !forsworn && !is_service(node)) {
      above.steps.push_back(fmt::format("content '{}' is an act of conflict", tree_.form(node.word)));
      above.type = future->type;
      above.mode.clear();
    }
  }
  if (!above.mode.empty()) return;
  above.mode = ontology_.content_mode(above.type, node.type, node.mode);
  if (!above.mode.empty()) above.steps.push_back(fmt::format("content '{}' ({}) sets the mode {}", tree_.form(node.word), ontology_.types[node.type].name, above.mode));
}

// Forces sent to a country that asked for them, or called home, are promised and not threatened:
// "pledged to send police officers to Kosovo", "agreed to withdraw its peacekeepers".
bool SentenceCoder::is_service(const Node& node) const {
  const std::string& name = ontology_.types[node.type].name;
  const std::vector<Index> objects = tree_.objects(node.word);
  if (name == "MOBILIZE") {
    // "prepared to send a thousand officers to train the police", "agreed to hold drills every year", said by several.
    for (const Index c : tree_.children(node.word)) if (tree_.mark(c) == to_ && tree_.in_class("serving", c)) return true;
    std::vector<Party> doers;
    for (const Index i : tree_.agents(node.carrier)) collect(i, true, doers);
    if (codes(doers).size() >= 2 && std::any_of(objects.begin(), objects.end(), [&](Index i) { return tree_.in_class("exercises", i); })) return true;
    std::vector<Index> where;
    tree_.arguments_with(node.word, to_, where);
    for (const Index object : objects) tree_.arguments_with(object, to_, where);
    // "agreed to rush troops to its southern border": its own.
    return std::any_of(where.begin(), where.end(), [&](Index i) { return names_country(i) || (tree_.child(i, Deprel::kNmodPoss) != kNone && tree_.token(tree_.child(i, Deprel::kNmodPoss)).upos == Upos::kPron); });
  }
  return name == "SANCTION" && std::any_of(objects.begin(), objects.end(), [&](Index i) { return tree_.in_class("peacekeepers", i); });
}

// A gerund beside the object of the verb, or coordinated with one: the object does it.
bool SentenceCoder::is_done_by_object(Index i, Index verb) const {
  while (tree_.deprel(i) == Deprel::kConj && tree_.head(i) != kNone && tree_.head(i) != verb) i = tree_.head(i);
  return tree_.head(i) == verb && tree_.deprel(i) == Deprel::kXcomp && tree_.child(verb, Deprel::kObj) != kNone;
}

// By default judgements (ACCUSE, SUPPORT, SANCTION) keep the incident they are about; promises,
// demands, refusals, threats and talks only name theirs.
Content SentenceCoder::content_policy(const Rule& rule) const {
  if (rule.content != Content::kDefault) return rule.content;
  const std::string& name = ontology_.types[rule.type].name;
  return name == "ACCUSE" || name == "SUPPORT" || name == "SANCTION" ? Content::kKeep : Content::kAbsorb;
}

bool SentenceCoder::is_definite_incident(const Node& node) const {
  if (!node.nominal || node.rule->type == kNoType) return false;
  const EventType& type = ontology_.types[node.rule->type];
  if (type.quad != 2 && type.quad != 4) return false;
  const Bound actor = bind(node, node.rule->frame.noun_actor, {});
  return !actor.parties.empty();
}

// "apologised for the shooting down of a jet", "expelled diplomats over the poisoning", "thanked China for giving
// vaccines": what is given as the reason of an answer has happened. What is only charged ("accused it of") need
// not have. The node of the answer, -1 where it is none.
int SentenceCoder::answer_to(const Node& node) const {
  if (node.governor < 0 || node.rule->type == kNoType || node.type != node.rule->type) return -1;
  int at = node.governor;
  // "expressed outrage over the slaughter": the feeling is what is expressed.
  for (int steps = 0; steps < 4 && nodes_[static_cast<std::size_t>(at)].absorbed && nodes_[static_cast<std::size_t>(at)].nominal && nodes_[static_cast<std::size_t>(at)].governor >= 0; ++steps) at = nodes_[static_cast<std::size_t>(at)].governor;
  const Node& answer = nodes_[static_cast<std::size_t>(at)];
  if (answer.type == kNoType || answer.dropped || answer.nominal || tree_.in_class("charging", answer.word)) return -1;
  static constexpr auto kAnswers = std::to_array<std::string_view>({"ACCUSE", "COERCE", "CONCEDE", "SANCTION", "REQUEST", "THREATEN"});
  const std::string& deed = ontology_.types[node.type].name;
  const std::string& by = ontology_.types[answer.type].name;
  const bool harm = (deed == "ASSAULT" || deed == "COERCE") && std::find(kAnswers.begin(), kAnswers.end(), by) != kAnswers.end();
  const bool help = deed == "AID" && by == "SUPPORT" && tree_.in_class("judging_done", answer.word);
  if (!harm && !help) return -1;
  const Deprel relation = tree_.deprel(node.carrier);
  if (!node.nominal) {
    // "for holding four reporters"
    const bool gerund = tree_.token(node.carrier).xpos == "VBG" && (relation == Deprel::kAdvcl || relation == Deprel::kAcl || relation == Deprel::kObl || relation == Deprel::kNmod);
    return gerund && (tree_.form(mark_token(node.carrier)) == "for" || (tree_.preposition_token(node.carrier) != kNone && tree_.form(tree_.preposition_token(node.carrier)) == "for")) ? at : -1;
  }
  const Index preposition = tree_.preposition_token(node.word);
  if (!harm || (relation != Deprel::kObl && relation != Deprel::kNmod) || preposition == kNone || !tree_.in_class("reason_prepositions", preposition)) return -1;
  const Index det = tree_.child(node.word, Deprel::kDet);
  const Index owner = tree_.child(node.word, Deprel::kNmodPoss);
  const bool definite = (det != kNone && tree_.in_class("pointing", det)) || (owner != kNone && tree_.token(owner).upos != Upos::kPron);
  return definite ? at : -1;
}

// "welcomed the ceasefire reached by Israel and Hamas", "under a truce signed by the two": done by who is named
// beside the verb.
bool SentenceCoder::is_told_of_thing(const Node& node) const {
  if (node.nominal || node.rule->type == kNoType || tree_.deprel(node.carrier) != Deprel::kAcl || tree_.token(node.carrier).xpos != "VBN") return false;
  const Index by = tree_.child(node.carrier, Deprel::kOblAgent);
  if (node.rule->type == ontology_.type_named("PROTEST")) return false;  // "the heroism demonstrated by the two"
  // "being announced"; "talks hosted by China", of others; "the help provided by", in a government's words a topic.
  if (by == kNone || tree_.child(node.carrier, Deprel::kAux) != kNone || tree_.in_class("hosting", node.word) || (node.rule->type == ontology_.type_named("AID") && !document_.authors.empty())) return false;
  std::vector<Party> doers;
  collect(by, true, doers);
  return !codes(doers).empty();
}

// "was held on an extradition request from Lima", "following an appeal by the premier to Chad".
bool SentenceCoder::is_request_followed(const Node& node) const {
  if (!node.nominal || node.governor < 0 || tree_.deprel(node.word) != Deprel::kObl || node.type != ontology_.type_named("REQUEST") || tree_.preposition_token(node.word) == kNone || nodes_[static_cast<std::size_t>(node.governor)].nominal) return false;
  const std::string_view preposition = tree_.form(tree_.preposition_token(node.word));
  if (preposition != "following" && preposition != "after" && preposition != "on") return false;
  const Bound asker = bind(node, node.rule->frame.noun_actor, {});
  return codes(asker.parties).size() == 1 && (asker.slot == "by" || asker.slot == "from" || asker.slot == "poss");
}

// "brushed aside pleas from Sri Lanka", "bowed to a NATO ultimatum", "turned down an offer from ASEAN", "its
// rejection of a Kazakh request": who is answered has asked, threatened or offered.
bool SentenceCoder::is_word_answered(const Node& node) const {
  if (!node.nominal || node.governor < 0 || !node.content || node.rule->type == kNoType) return false;
  const std::string& name = ontology_.types[node.rule->type].name;
  const Node& answer = nodes_[static_cast<std::size_t>(node.governor)];
  if (answer.type == kNoType) return false;
  const std::string& by = ontology_.types[answer.type].name;
  if (by != "REJECT" && by != "CONCEDE" && by != "ACCUSE") return false;
  if (name != "REQUEST" && name != "THREATEN" && !(name == "AGREE" && by == "REJECT" && tree_.in_class("offers", node.word))) return false;
  if (answer.nominal && (by != "REJECT" || tree_.deprel(node.word) != Deprel::kNmod || tree_.preposition(node.word) != of_)) return false;
  const Bound asker = bind(node, node.rule->frame.noun_actor, {});
  if (codes(asker.parties).size() != 1 || (asker.slot != "poss" && asker.slot != "by" && asker.slot != "from")) return false;
  const Bound answerer = bind(answer, answer.nominal ? answer.rule->frame.noun_actor : answer.rule->frame.actor, {});
  return !codes(answerer.parties).empty() && codes(answerer.parties) != codes(asker.parties);
}

// "welcomed the visit of the Omani minister to Kenya", "condemned the talks between Chad and Libya": held,
// where both sides are named.
bool SentenceCoder::is_judged_meeting(const Node& node) const {
  if (!node.nominal || node.governor < 0 || node.rule->type != ontology_.type_named("CONSULT") || !tree_.in_class("judging_done", nodes_[static_cast<std::size_t>(node.governor)].word)) return false;
  const Deprel relation = tree_.deprel(node.word);
  if ((relation != Deprel::kObj && relation != Deprel::kConj && relation != Deprel::kNsubjPass && !(relation == Deprel::kObl && tree_.preposition_token(node.word) != kNone && tree_.in_class("against", tree_.preposition_token(node.word)))) || tree_.has_child_word(node.word, Deprel::kAmod, "future_adjectives")) return false;
  const Bound actor = bind(node, node.rule->frame.noun_actor, {});
  const Bound other = bind(node, node.rule->frame.noun_recipient, actor.parties);
  std::set<std::string> all = codes(actor.parties);
  if (all.empty()) return false;
  for (const std::string& code : codes(other.parties)) all.insert(code);
  return all.size() >= 2;
}

// "telephoned him to convey alarm": said in the talk that the verb above tells.
bool SentenceCoder::is_said_in_talk(const Node& node) const {
  const int talk = node.borrowed_from == kNone ? -1 : node_of_word_[node.borrowed_from];
  return talk >= 0 && nodes_[static_cast<std::size_t>(talk)].type == ontology_.type_named("CONSULT");
}

}  // namespace entente::coding
