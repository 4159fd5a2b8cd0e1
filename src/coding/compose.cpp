// Pass 2, compose: what the predicates of a sentence make of each other: operators, content, and what
// auxiliaries and negation say.
#include "coding/sentence_coder.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::coding {

void SentenceCoder::compose() {
  // Outer predicates first: an operator must have acted on what is below before that acts further down.
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    nodes_[k].type = nodes_[k].rule->type;
    nodes_[k].mode = nodes_[k].rule->mode;
    if (!nodes_[k].dropped) find_governor(k);
  }
  std::vector<std::size_t> order(nodes_.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  const auto depth = [&](std::size_t k) {
    int d = 0;
    for (int g = nodes_[k].governor; g >= 0 && d < 64; g = nodes_[static_cast<std::size_t>(g)].governor) ++d;
    return d;
  };
  std::vector<int> depths(nodes_.size());
  for (std::size_t k = 0; k < order.size(); ++k) depths[k] = depth(k);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return depths[a] < depths[b]; });
  for (const std::size_t k : order) {
    if (!nodes_[k].dropped) apply_governor(k);
  }
  for (Node& node : nodes_) {
    if (node.reporter >= 0) continue;
    Index report = report_beside(node.carrier);
    // "I commend them, the minister said, and call upon others": both in the report.
    for (Index at = node.carrier; report == kNone && tree_.deprel(at) == Deprel::kConj && tree_.is_verbal(tree_.head(at));) {
      at = tree_.head(at);
      report = report_beside(at);
    }
    if (report == kNone) continue;
    const int told = node_of_word_[report];
    if (told >= 0 && nodes_[static_cast<std::size_t>(told)].rule->effect == Effect::kReport) node.reporter = told;
  }
}

// "Russia would pay a price, as the President has said": the verb of the report beside a clause.
Index SentenceCoder::report_beside(Index i) const {
  for (const Index c : tree_.children(i)) {
    if (!tree_.in_class("saying", c)) continue;
    if (tree_.deprel(c) == Deprel::kAdvcl && tree_.form(mark_token(c)) == "as") return c;
    // "they will be bombed, the ambassadors warned"
    if (tree_.deprel(c) == Deprel::kParataxis && c > i && tree_.child(c, Deprel::kNsubj) != kNone && tree_.child(c, Deprel::kCcomp) == kNone && tree_.child(c, Deprel::kObj) == kNone) return c;
  }
  return kNone;
}

void SentenceCoder::find_governor(std::size_t k) {
  Node& node = nodes_[k];
  // A content link is a complement, an object, a topic or a purpose; after a link that makes the
  // clause stand on its own (while, after, a relative, coordination), it is no longer content.
  bool content = true;
  Index at = node.carrier;
  for (int steps = 0; steps < 12; ++steps) {
    const Index up = tree_.head(at);
    if (up == kNone) return;
    const int above = node_of_word_[up];
    content = content && (is_content_link(at, up) || is_subject_of_aspect(at, above) || stands_behind_own_word(at, above));
    // "Israel, hit by eight missiles, was asked": done to it, beside what is told of it.
    if (tree_.deprel(at) == Deprel::kAcl && at == node.carrier && tree_.token(at).xpos == "VBN" && names_country(up) && tree_.child(at, Deprel::kOblAgent) != kNone && node.rule->type != kNoType && ontology_.types[node.rule->type].quad == 4) content = false;
    if (above >= 0 && static_cast<std::size_t>(above) != k && !nodes_[static_cast<std::size_t>(above)].dropped) {
      // A conjunct stands under what governs its first member: "agreed to meet and (to) discuss".
      if (tree_.deprel(at) == Deprel::kConj) {
        // "agreed to set up links and open a crossing", hung on "agreed": a bare form shares the "to" before it.
        const Index first = tree_.child(up, Deprel::kXcomp);
        if (up == nodes_[static_cast<std::size_t>(above)].word && tree_.token(at).xpos == "VB" && tree_.child(at, Deprel::kAux) == kNone && tree_.child(at, Deprel::kMark) == kNone && first != kNone && first < at && tree_.mark(first) == to_) {
          node.governor = above;
          node.content = true;
          return;
        }
        if (tree_.is_verbal(up) == tree_.is_verbal(at)) {
          find_shared_governor(node, static_cast<std::size_t>(above), at);
          return;
        }
      }
      node.governor = above;
      node.content = content;
      return;
    }
    at = up;
  }
}

// Of coordinated verbs the second shares the first one's place if it is of the same form (both
// infinitives, both finite under "that"); otherwise it stands beside it.
void SentenceCoder::find_shared_governor(Node& node, std::size_t first, Index at) {
  const Node& other = nodes_[first];
  Index carrier = other.carrier;
  const Index up = tree_.head(carrier);
  if (up == kNone) return;
  const std::string& mine = tree_.token(at).xpos;
  const std::string& theirs = tree_.token(carrier).xpos;
  // "we are troubled, and we appeal to Mali, the ministers said": told in the same report behind both.
  const int teller = node_of_word_[up];
  if (tree_.deprel(carrier) == Deprel::kCcomp && up > at && tree_.is_verbal(at) && teller >= 0 && nodes_[static_cast<std::size_t>(teller)].rule->effect == Effect::kReport) {
    node.governor = teller;
    node.content = true;
    return;
  }
  const bool same_form = mine == theirs || (mine == "VBP" && theirs == "VB" && tree_.child(at, Deprel::kNsubj) == kNone) || !tree_.is_verbal(at);
  if (!same_form) return;
  bool content = true;
  Index walk = carrier;
  for (int steps = 0; steps < 12; ++steps) {
    const Index above = tree_.head(walk);
    if (above == kNone) return;
    content = content && is_content_link(walk, above);
    const int found = node_of_word_[above];
    if (found >= 0 && found != static_cast<int>(first) && !nodes_[static_cast<std::size_t>(found)].dropped) {
      if (&nodes_[static_cast<std::size_t>(found)] == &node) return;
      node.governor = found;
      node.content = content;
      return;
    }
    walk = above;
  }
}

// "took part in strikes": the preposition is the predicate's own.
bool SentenceCoder::stands_behind_own_word(Index i, int above) const {
  if (above < 0 || tree_.deprel(i) != Deprel::kObl) return false;
  const Trigger* trigger = nodes_[static_cast<std::size_t>(above)].trigger;
  return trigger != nullptr && nodes_[static_cast<std::size_t>(above)].rule->effect != Effect::kNone && !trigger->more.empty() && trigger->more.back() == tree_.preposition(i);
}

// "Talks resumed", "the shelling stopped": what begins or ends is the subject.
bool SentenceCoder::is_subject_of_aspect(Index i, int above) const {
  if (above < 0 || tree_.deprel(i) != Deprel::kNsubj) return false;
  const Node& node = nodes_[static_cast<std::size_t>(above)];
  const Effect effect = node.rule->effect;
  return (effect == Effect::kStart || effect == Effect::kStop || effect == Effect::kFail) && tree_.child(node.word, Deprel::kObj) == kNone;
}

// "failed to take place", "failed to begin".
bool SentenceCoder::keeps_from_happening(Index verb) const {
  const Index what = tree_.child(verb, Deprel::kXcomp);
  return what != kNone && tree_.in_class("happening", what);
}

// The stretch of time that it is part of, "nine months of talks", else itself.
Index SentenceCoder::stretch_of(Index i) const {
  while (tree_.deprel(i) == Deprel::kNmod && tree_.preposition(i) == of_ && tree_.in_class("stretches", tree_.head(i))) i = tree_.head(i);
  return i;
}

// The subject, or what a stretch of time in the subject is of: "six hours of talks".
bool SentenceCoder::is_subject_of(Index i, Index verb) const {
  i = stretch_of(i);
  return tree_.deprel(i) == Deprel::kNsubj && tree_.head(i) == verb && !tree_.is_passive(verb);
}

// A word before the clause that says how it follows, though the parser may have hung it elsewhere.
bool SentenceCoder::has_mark(Index i) const {
  if (mark_token(i) != i) return true;
  Index first = i;
  while (first > 0 && tree_.dominates(i, first - 1)) --first;
  return tree_.in_class("factual_marks", first) || (first > 0 && tree_.in_class("factual_marks", first - 1));
}

bool SentenceCoder::is_content_link(Index i, Index up) const {
  switch (tree_.deprel(i)) {
    case Deprel::kXcomp: case Deprel::kCcomp: case Deprel::kObj: case Deprel::kCsubj: case Deprel::kCsubjPass:
    case Deprel::kNsubjPass: case Deprel::kAcl: case Deprel::kCompound: case Deprel::kAmod: case Deprel::kNmodPoss: case Deprel::kIobj: case Deprel::kAppos:
      return true;
    case Deprel::kNsubj:
      return false;
    case Deprel::kAdvcl:
      if (tree_.form(mark_token(i)) == "before" && is_told_as_done(i)) return false;  // "the day before he spoke with"
      // "shook hands before sitting down to talks"; "whereupon Bogota requested talks"; "with the chairman hailing it".
      if (tree_.token(i).xpos == "VBG" && tree_.in_class("turns", mark_token(i))) {
        // "demanded a truce before allowing convoys": set as a condition.
        const int above = node_of_word_[up];
        const std::uint8_t type = above < 0 ? kNoType : nodes_[static_cast<std::size_t>(above)].rule->type;
        return type != kNoType && tree_.form(mark_token(i)) == "before" && (ontology_.types[type].quad == 3 || type == ontology_.type_named("AGREE"));
      }
      if ((tree_.child(i, Deprel::kNsubj) != kNone || tree_.child(i, Deprel::kNsubjPass) != kNone) && (is_told_as_done(i) ? has_mark(i) && !tree_.in_class("conditional_marks", mark_token(i)) : tree_.token(i).xpos == "VBG" && tree_.mark(i) == with_)) return false;
      return tree_.mark(i) == to_ || !tree_.in_class("factual_marks", mark_token(i)) ? !is_free_participle(i) : false;
    case Deprel::kObl: case Deprel::kNmod: case Deprel::kOblAgent: case Deprel::kOblUnmarked: {
      const Index preposition = tree_.preposition_token(i);
      if (preposition != kNone && tree_.form(preposition) == "on" && tree_.in_class("journeys", i)) return false;  // "said on a visit to"
      if (preposition != kNone && tree_.preposition(i) == of_ && tree_.in_class("wakes", up)) return false;  // "on the heels of talks"
      return preposition == kNone || !tree_.in_class("factual_prepositions", preposition);
    }
    case Deprel::kConj:
      return !tree_.is_verbal(i) || !tree_.is_verbal(up) || tree_.token(i).xpos == tree_.token(up).xpos;
    default:
      return false;
  }
}

Index SentenceCoder::mark_token(Index i) const {
  for (const Index c : tree_.children(i)) {
    if (tree_.deprel(c) == Deprel::kMark || (tree_.deprel(c) == Deprel::kAdvmod && c < i)) return c;
  }
  return i;
}

// ", killing 20 people", ", calling on Iran to": an act of its own told in a participle.
bool SentenceCoder::is_free_participle(Index i) const {
  if (tree_.token(i).xpos != "VBG") return false;
  for (const Index c : tree_.children(i)) {
    if (tree_.deprel(c) == Deprel::kMark || tree_.deprel(c) == Deprel::kCase) return false;
  }
  return true;
}

// The tokens of the node's clause: what is below its carrier and not below another event.
std::vector<bool> SentenceCoder::clause_of(const Node& node) const {
  std::vector<bool> inside(tree_.size(), false);
  std::vector<Index> stack{node.carrier};
  if (node.word != node.carrier) stack.push_back(node.word);
  while (!stack.empty()) {
    const Index at = stack.back();
    stack.pop_back();
    if (inside[at]) continue;
    inside[at] = true;
    for (const Index c : tree_.children(at)) {
      const int other = node_of_word_[c];
      if (other >= 0 && &nodes_[static_cast<std::size_t>(other)] != &node) {
        const Node& o = nodes_[static_cast<std::size_t>(other)];
        if (!o.absorbed && !o.dropped && o.type != kNoType && (tree_.deprel(c) == Deprel::kConj || tree_.deprel(c) == Deprel::kParataxis || tree_.deprel(c) == Deprel::kAdvcl)) continue;
      }
      stack.push_back(c);
    }
  }
  return inside;
}

const TypeMode* SentenceCoder::composition(CompositionTable table, std::uint8_t type) const {
  const auto& rows = ontology_.composition[static_cast<std::size_t>(table)];
  const auto it = rows.find(type);
  return it == rows.end() ? nullptr : &it->second;
}

// Replaces the type by the table's; a type the table does not name stays or is dropped.
void SentenceCoder::retype(Node& node, CompositionTable table, bool drop_if_absent, std::string_view why) {
  const TypeMode* to = composition(table, node.type);
  if (to == nullptr) {
    if (drop_if_absent) node.dropped = true;
    return;
  }
  if (to->type == kNoType) {
    node.dropped = true;
    return;
  }
  node.steps.push_back(fmt::format("{} makes {} {}", why, ontology_.types[node.type].name, ontology_.types[to->type].name));
  if (to->type != node.type || !to->mode.empty()) node.mode = to->mode;
  node.type = to->type;
}

// Operators on the way up act one after the other ("agreed to continue talks": continue, then agree),
// until an event takes the node as its content or the clause stands on its own.
void SentenceCoder::apply_governor(std::size_t k) {
  Node& node = nodes_[k];
  for (int steps = 0; steps < 8 && node.governor >= 0 && !node.dropped; ++steps) {
    const Node& above = nodes_[static_cast<std::size_t>(node.governor)];
    const bool is_operator = above.rule->effect != Effect::kNone && above.rule->type == kNoType;
    if (!is_operator) {
      take_as_content(node);
      return;
    }
    if (!node.content) return;
    apply_effect(node, static_cast<std::size_t>(node.governor));
    if (node.type == kNoType || above.rule->effect == Effect::kReport) return;
    node.content = above.content;
    node.governor = above.governor;
  }
}

// The operator's verb becomes the carrier of what it governs: tense, polarity and subject are its.
void SentenceCoder::lend(Node& node, const Node& above) {
  const Deprel relation = tree_.deprel(node.carrier);
  if (node.nominal || relation == Deprel::kXcomp || relation == Deprel::kAcl || relation == Deprel::kAdvcl) {
    node.borrowed_from = above.carrier;
  }
  if (node.nominal) {
    node.nominal = false;
    node.carrier = above.carrier;
  }
  node.forced_future = node.forced_future || above.forced_future;
  node.forced_negated = node.forced_negated || above.forced_negated;
}

// "attacked", "have cut off".
bool SentenceCoder::is_told_as_done(Index i) const {
  const std::string& form = tree_.token(i).xpos;
  if (form == "VBD") return true;
  const Index auxiliary = tree_.child(i, Deprel::kAux), passive = tree_.child(i, Deprel::kAuxPass);
  // "after 24 of its soldiers were killed"
  if (form == "VBN" && auxiliary == kNone && passive != kNone && (tree_.form(passive) == "was" || tree_.form(passive) == "were")) return true;
  return form == "VBN" && auxiliary != kNone && (tree_.form(auxiliary) == "have" || tree_.form(auxiliary) == "has");
}

void SentenceCoder::apply_effect(Node& node, std::size_t operator_index) {
  const Node& above = nodes_[operator_index];
  const std::string_view word = tree_.form(above.word);
  const Modality modality = modality_of(above.carrier);
  if (node.type == kNoType) {
    // Operators stack: "said it plans to halt aid".
    node.forced_future = node.forced_future || above.forced_future;
    node.forced_negated = node.forced_negated || above.forced_negated;
    if (above.rule->effect == Effect::kReport) node.reporter = static_cast<int>(operator_index);
    else node.reporter = above.reporter;
    return;
  }
  const auto table_named = [&](CompositionTable table, bool drop) {
    lend(node, above);
    retype(node, table, drop, fmt::format("'{}'", word));
  };
  // "Six hours of talks ended with no sign of movement", "talks failed to produce a formula": they were held.
  if ((above.rule->effect == Effect::kStop || above.rule->effect == Effect::kFail) && node.nominal && ontology_.types[node.type].name == "CONSULT" && tree_.in_class("concluding", above.word) && is_subject_of(node.word, above.word) && !keeps_from_happening(above.word)) {
    node.steps.push_back(fmt::format("held before '{}'", word));
    return;
  }
  switch (above.rule->effect) {
    case Effect::kReport:
      node.reporter = static_cast<int>(operator_index);
      if (modality.negated) node.forced_negated = true;
      // "suggested terminating the accord": that others do it.
      if (tree_.in_class("insisting", above.word) && tree_.token(node.carrier).xpos == "VBG" && tree_.head(node.carrier) == above.word) node.imagined = true;
      return;
    case Effect::kStart: case Effect::kFactive: case Effect::kTry: case Effect::kOrder:
      // "condemned it as an attempt to wreck the talks": a charge, no act.
      if (above.rule->effect == Effect::kTry && tree_.preposition_token(above.word) != kNone && tree_.form(tree_.preposition_token(above.word)) == "as") {
        node.dropped = true;
        return;
      }
      // "Russia's efforts to destabilise its neighbour": what efforts are for.
      if (above.rule->effect == Effect::kTry && above.nominal && tree_.deprel(node.carrier) == Deprel::kAcl) node.imagined = true;
      // "will enable our soldiers to protect": no promise of theirs.
      if (node.rule->future && above.rule->effect == Effect::kFactive && tree_.child(above.word, Deprel::kObj) != kNone) {
        node.dropped = true;
        return;
      }
      lend(node, above);
      break;
    case Effect::kStop:
      table_named(CompositionTable::kStop, true);
      break;
    case Effect::kFail:
      lend(node, above);
      if (composition(CompositionTable::kFail, node.type) != nullptr) retype(node, CompositionTable::kFail, true, fmt::format("'{}'", word));
      else node.forced_negated = true;
      break;
    case Effect::kPlan:
      // "that means we have cut off aid": told as done.
      if (tree_.deprel(node.carrier) == Deprel::kCcomp && tree_.child(node.carrier, Deprel::kNsubj) != kNone && is_told_as_done(node.carrier)) return;
      lend(node, above);
      // "a resolution that aims to tighten sanctions": what a paper is for.
      if (const std::vector<Index> planners = tree_.agents(above.word); !planners.empty() && std::none_of(planners.begin(), planners.end(), [&](Index i) { return tree_.inner_mention_at(i) >= 0 || tree_.token(i).upos == Upos::kPron; })) {
        node.imagined = true;
      }
      // "we hope that China will work with us": hoped of another.
      for (Index at = node.word; tree_.in_class("wishes", above.word) && at != kNone && at != above.word; at = tree_.head(at)) {
        if (tree_.deprel(at) == Deprel::kCcomp && tree_.child(at, Deprel::kNsubj) != kNone) node.imagined = true;
        if (tree_.deprel(at) == Deprel::kXcomp && tree_.child(above.word, Deprel::kObj) != kNone) node.imagined = true;
      }
      // "don't have plans to share"
      if (above.kind == PredicateKind::kNoun && tree_.deprel(above.word) == Deprel::kObj && tree_.head(above.word) != kNone && modality_of(tree_.head(above.word)).negated && !modality.negated) node.forced_negated = true;
      node.forced_future = true;
      node.steps.push_back(fmt::format("'{}' puts it in the future", word));
      break;
    case Effect::kDeny:
      node.forced_negated = true;
      node.steps.push_back(fmt::format("'{}' denies it", word));
      break;
    case Effect::kAllow:
      table_named(CompositionTable::kAllow, false);
      break;
    case Effect::kAnnounce:
      if (node.nominal) table_named(CompositionTable::kAnnounce, false);
      else node.reporter = static_cast<int>(operator_index);
      break;
    case Effect::kNone: case Effect::kCount:
      break;
  }
  if (above.forced_future) node.forced_future = true;
  if (above.forced_negated) node.forced_negated = !node.forced_negated;
  if (node.reporter < 0) node.reporter = above.reporter;
}

// ------------------------------------------------------------ modality

// In the main clause of a sentence that ends in a question mark, or in what that clause says: not in a
// relative or adverbial clause, which takes its act for granted.
bool SentenceCoder::is_asked(Index i) const {
  if (tree_.size() == 0 || tree_.form(tree_.size() - 1) != "?") return false;
  for (Index at = i; tree_.head(at) != kNone; at = tree_.head(at)) {
    switch (tree_.deprel(at)) {
      case Deprel::kAclRelcl: case Deprel::kAdvcl: return false;
      default: break;
    }
  }
  return true;
}

Modality SentenceCoder::modality_of(Index i) const {
  Modality out;
  const Token& token = tree_.token(i);
  bool auxiliary = false;
  const auto scan = [&](Index at) {
    for (const Index c : tree_.children(at)) {
      const Deprel relation = tree_.deprel(c);
      if (relation == Deprel::kAux || relation == Deprel::kCop || relation == Deprel::kAuxPass) {
        auxiliary = true;
        const std::string lower = to_lower_ascii(tree_.form(c));
        const WordId id = tree_.lower(c);
        if (ontology_.in_class("future_auxiliaries", id)) out.future = true;
        if (ontology_.in_class("conditional_auxiliaries", id) && !(lower == "'d" && token.xpos == "VBN")) out.conditional = true;
        if (ontology_.in_class("obligation", id)) out.obligation = true;
        if (lower == "to") out.infinitive = true;
      }
      if ((relation == Deprel::kAdvmod || relation == Deprel::kDet || relation == Deprel::kCc || relation == Deprel::kCcPreconj) && ontology_.in_class("negators", tree_.lower(c)) && !is_not_only(c)) out.negated = true;
      if (relation == Deprel::kMark) {
        if (tree_.lower(c) == to_) out.infinitive = true;
        else if (c > 0 && tree_.form(c) == "from" && to_lower_ascii(tree_.form(c - 1)) == "far") out.negated = true;  // "far from being arrested"
        else if (ontology_.in_class("conditional_marks", tree_.lower(c))) out.conditional = true;
        else if (ontology_.in_class("negators", tree_.lower(c))) out.negated = true;
      }
      if (relation == Deprel::kCase && tree_.form(c) == "without") out.negated = true;
      // "no agreement was reached", "neither side attended"
      if ((relation == Deprel::kNsubj || relation == Deprel::kObj || relation == Deprel::kNsubjPass)) {
        // "neither Chad nor Mali seeks"
        for (const Index d : tree_.children(c)) if ((tree_.deprel(d) == Deprel::kCcPreconj || tree_.deprel(d) == Deprel::kCc) && to_lower_ascii(tree_.form(d)) == "neither") out.negated = true;
        if (const Index det = tree_.child(c, Deprel::kDet); det != kNone && (to_lower_ascii(tree_.form(det)) == "no" || to_lower_ascii(tree_.form(det)) == "neither")) out.negated = true;
      }
      if (relation == Deprel::kMark && tree_.form(c) == "whether") out.question = true;
    }
  };
  scan(i);
  // "is going to meet": said of the verb behind, with what is said of "going".
  if (is_going_to(i)) {
    scan(tree_.head(i));
    out.future = true;
    out.infinitive = false;
  }
  // A bare conjunct shares the auxiliaries of the first verb: "will meet and discuss".
  if (!auxiliary && tree_.deprel(i) == Deprel::kConj && tree_.head(i) != kNone && tree_.token(tree_.head(i)).xpos == token.xpos &&
      (token.xpos == "VB" || token.xpos == "VBN" || token.xpos == "VBG")) {
    scan(tree_.head(i));
  }
  // "India is to host the summit": announced. "The aim is to help" has no state for its subject.
  if (out.infinitive && token.xpos == "VB") {
    const Index be = tree_.child(i, Deprel::kCop) != kNone ? tree_.child(i, Deprel::kCop) : tree_.child(i, Deprel::kAux);
    Index subject = kNone;
    for (const Deprel relation : {Deprel::kNsubj, Deprel::kNsubjOuter, Deprel::kNsubjPass}) if (subject == kNone) subject = tree_.child(i, relation);
    if (be != kNone && subject != kNone && tree_.lemma(be) == be_ && names_country(subject)) {
      out.future = true;
      out.infinitive = false;
    }
  }
  // "in the event that they conclude an agreement": if they do.
  if (const Index up = tree_.head(i); up != kNone && (tree_.deprel(i) == Deprel::kAcl || tree_.deprel(i) == Deprel::kAclRelcl) && tree_.in_class("conditions", up) && tree_.preposition(up) == in_) out.conditional = true;
  if (feature(token.feats, "Mood") == "Imp" && tree_.child(i, Deprel::kNsubj) == kNone) out.imperative = true;
  out.question = out.question || is_asked(i) || is_inverted(i);
  return out;
}

// "And have we talked with Iran": the auxiliary before its subject asks.
bool SentenceCoder::is_inverted(Index i) const {
  const Deprel relation = tree_.deprel(i);
  if (relation != Deprel::kRoot && relation != Deprel::kConj && relation != Deprel::kParataxis && relation != Deprel::kCcomp) return false;
  const Index auxiliary = tree_.child(i, Deprel::kAux), subject = tree_.child(i, Deprel::kNsubj);
  if (auxiliary == kNone || subject == kNone || auxiliary > subject || tree_.token(subject).upos == Upos::kAux) return false;
  for (const Index c : tree_.children(i)) {
    const Deprel kind = tree_.deprel(c);
    if (c < auxiliary && kind != Deprel::kCc && kind != Deprel::kPunct && kind != Deprel::kDiscourse && kind != Deprel::kVocative) return false;  // "never have we", "only then did it"
  }
  return true;
}

// The carrier's, and that of the operator it hangs from: "will continue to support". What a speaker
// would like to or wants to say is said: "I would like to thank".
Modality SentenceCoder::whole_modality(const Node& node) const {
  Modality out = modality_of(node.carrier);
  out.obligation = out.obligation || is_needed(node.carrier) || is_subjunctive(node.carrier);
  // "will write more pages to deepen the cooperation": what it is for has not happened either.
  Index outermost = node.borrowed_from == kNone ? node.carrier : node.borrowed_from;
  // "to reaffirm its commitment to strengthening ties and underscore cooperation": a bare form shares the "to" above.
  if (tree_.token(outermost).xpos == "VB" && tree_.deprel(outermost) == Deprel::kConj && tree_.mark(outermost) == kUnknownWord) {
    for (Index at = tree_.head(outermost), steps = 0; at != kNone && steps < 4; at = tree_.head(at), ++steps) {
      if (tree_.mark(at) != to_ || tree_.token(at).xpos != "VB") continue;
      outermost = at;
      break;
    }
  }
  if (const Index up = tree_.head(outermost); up != kNone && tree_.mark(outermost) == to_ && (tree_.deprel(outermost) == Deprel::kAdvcl || tree_.deprel(outermost) == Deprel::kXcomp)) {
    const Modality purpose_of = modality_of(up);
    out.future = out.future || purpose_of.future;
    out.conditional = out.conditional || purpose_of.conditional;
  }
  const Index above = tree_.head(node.carrier);
  if (out.infinitive && above != kNone && tree_.in_class("performatives", node.word) && tree_.in_class("performing", above)) {
    const std::vector<Index> speakers = tree_.agents(above);
    if (!speakers.empty() && feature(tree_.token(speakers.front()).feats, "Person") == "1") {
      out.infinitive = out.conditional = false;
      return out;
    }
  }
  if (node.borrowed_from == kNone || node.borrowed_from == node.carrier) return out;
  const Modality lent = modality_of(node.borrowed_from);
  out.future = out.future || lent.future;
  // "You can expect the leaders to talk": announced.
  out.conditional = out.conditional || (lent.conditional && !tree_.in_class("expecting", node.borrowed_from));
  out.obligation = out.obligation || lent.obligation;
  out.question = out.question || lent.question;
  out.negated = out.negated != lent.negated;
  return out;
}

bool SentenceCoder::is_not_only(Index i) const {
  return i + 1 < tree_.size() && (tree_.form(i + 1) == "only" || tree_.form(i + 1) == "just" || tree_.form(i + 1) == "merely");
}

}  // namespace entente::coding
