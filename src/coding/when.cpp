// Pass 4, when: whether an act has happened, is promised, threatened or refused by being told, or is only thought of.
#include <string>

#include "coding/sentence_coder.h"

namespace entente::coding {

// Whether it has happened, is promised, threatened or refused by being told, or is only thought of. False where
// composition leaves nothing of it.
bool SentenceCoder::place_in_time(Act& act) {
  Node& node = act.node;
  if (node.refusal) return true;
  const Modality& modality = act.modality;
  // "must not block the aid" is act.demanded, too.
  const bool negated = (modality.negated && !node.rule->negated && !act.demanded) != node.forced_negated;
  const bool reported_would = modality.conditional && node.reporter >= 0 && has_auxiliary(node.carrier, "would");
  // "Blinken to Travel to Japan": an infinitive over all is an announcement, in a heading or set like one.
  const bool headline = tree_.sentence().heading || (tree_.deprel(node.carrier) == Deprel::kRoot && tree_.child(node.carrier, Deprel::kNsubj) != kNone && tree_.form(mark_token(node.carrier)) == "to");
  const bool announced = headline && modality.infinitive && node.governor < 0 && !node.nominal;
  // An answer announced under a condition is a threat already.
  act.future = !node.rule->conditional && !node.rule->future && (announced || modality.future || node.forced_future || reported_would || (node.nominal && (tree_.has_child_word(node.word, Deprel::kAmod, "future_adjectives") || tree_.has_child_word(node.word, Deprel::kCompound, "future_adjectives"))));
  // "is going to Brussels next week": a journey told as under way that has a time to come.
  const bool ahead = !act.future && node.rule->type == ontology_.type_named("CONSULT") && node.mode == "visit" && !node.nominal && tree_.token(node.carrier).xpos == "VBG" && tree_.child(node.carrier, Deprel::kAux) != kNone && has_coming_time(node.carrier);
  const bool conditional = modality.conditional && !reported_would;
  if (negated) {
    // "is not ready to back the resolution": who is not refuses.
    const bool unready = node.kind == PredicateKind::kAdjective && node.type == node.rule->type && !node.forced_negated && !conditional;
    const TypeMode* refused = act.future || unready || (node.rule->future && modality.negated) ? composition(CompositionTable::kRefused, node.type) : nullptr;
    if (refused != nullptr && !act.actor.parties.empty()) {
      retype(node, CompositionTable::kRefused, false, "a refusal");
    } else {
      act.when = When::kNegated;
    }
  } else if (conditional) {
    if (composition(CompositionTable::kFuture, node.type) != nullptr && ontology_.types[composition(CompositionTable::kFuture, node.type)->type].name == "THREATEN" && has_condition(node.carrier)) {
      retype_future(node);
    } else {
      act.when = When::kHypothetical;
    }
  } else if (act.future || ahead) {
    // A promise that will be repeated is made.
    if (composition(CompositionTable::kFuture, node.type) != nullptr) retype_future(node);
    else if (ontology_.types[node.type].name != "AGREE" && act.own_type->name != "AGREE") act.when = When::kFuture;
  } else if (modality.infinitive && node.borrowed_from == kNone && !announced && (node.governor < 0 || !node.content) && !is_decided(node.carrier)) {
    act.when = When::kHypothetical;
  } else if (!node.nominal && !announced && is_weighed(node.carrier)) {
    act.when = When::kHypothetical;
  } else if (!node.nominal && tree_.deprel(node.carrier) == Deprel::kCsubj && tree_.token(node.carrier).xpos == "VBG") {
    act.when = When::kHypothetical;  // "removing the sanctions is out of the question"
  } else if (modality.infinitive && !announced && !node.nominal && tree_.deprel(node.carrier) == Deprel::kAcl && node.borrowed_from == kNone &&
             node_of_word_[tree_.head(node.carrier)] < 0 && !is_decided(node.carrier)) {
    // "our efforts to assist the people": what efforts are for.
    act.when = When::kHypothetical;
  }
  if (node.dropped) return false;
  // "an Afghanistan that commits atrocities": one of several thinkable.
  if (tree_.deprel(node.carrier) == Deprel::kAclRelcl) {
    const Index country = tree_.head(node.carrier), det = country == kNone ? kNone : tree_.child(country, Deprel::kDet);
    if (det != kNone && tree_.token(country).upos == Upos::kPropn && (tree_.form(det) == "an" || tree_.form(det) == "a") && names_country(country)) node.imagined = true;
  }
  if (node.imagined || (node.nominal && act.when == When::kPast && is_imagined(node.word))) act.when = When::kHypothetical;
  return true;
}

// "since the United States withdrew": what has long been known.
bool SentenceCoder::is_background(const Node& node) const {
  if (tree_.deprel(node.carrier) != Deprel::kAdvcl) return false;
  const Index mark = mark_token(node.carrier);
  return mark != node.carrier && tree_.form(mark) == "since";
}

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
  const Index beside = tree_.deprel(i) == Deprel::kXcomp || tree_.deprel(i) == Deprel::kAdvcl ? tree_.child(up, Deprel::kXcomp) : kNone;
  // "was in Madrid on Wednesday to talk with his colleague": went there for it.
  const Index copula = tree_.child(up, Deprel::kCop);
  if (tree_.deprel(i) == Deprel::kAdvcl && copula != kNone && (tree_.form(copula) == "was" || tree_.form(copula) == "were") && tree_.preposition(up) == in_ && tree_.inner_mention_at(up) >= 0 && document_.mentions[static_cast<std::size_t>(tree_.inner_mention_at(up))].place) return true;
  return beside != kNone && beside != i && ordinal(beside);
}

}  // namespace entente::coding
