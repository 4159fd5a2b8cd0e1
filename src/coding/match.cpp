// Pass 1, match: which rule each verb, event noun and adjective of the sentence follows, and which noun
// a light verb carries.
#include "coding/sentence_coder.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::coding {

void SentenceCoder::match() {
  const Index n = tree_.size();
  noun_types_.assign(n, 0);
  node_of_word_.assign(n, -1);
  for (Index i = 0; i < n; ++i) {
    if (!may_be_event_noun(i)) continue;
    for_each_trigger(PredicateKind::kNoun, i, [&](const Trigger& trigger) {
      const Rule& rule = ontology_.rules[trigger.rule];
      if (rule.type != kNoType && noun_phrase_matches(i, trigger)) noun_types_[i] |= 1U << rule.type;
    });
  }
  for (Index i = 0; i < n; ++i) {
    const Token& token = tree_.token(i);
    if (token.upos == Upos::kPunct || token.upos == Upos::kDet || token.upos == Upos::kAdp) continue;
    Node best;
    // "proposed changes", "imposed sanctions" tell of the noun.
    const bool of_noun = token.deprel == Deprel::kAmod && token.xpos == "VBN";
    if ((token.upos == Upos::kVerb || token.upos == Upos::kAux) && !of_noun) consider(PredicateKind::kVerb, i, best);
    const bool adverb = token.upos == Upos::kAdv && token.deprel == Deprel::kAdvmod && tree_.head(i) != kNone && tree_.is_verbal(tree_.head(i));
    if (token.upos == Upos::kAdj || token.upos == Upos::kVerb || (token.upos == Upos::kAdv && !adverb)) consider(PredicateKind::kAdjective, i, best);
    // "jointly rebuilt the bridge": of a verb that no rule knows its adverb may tell.
    for (const Index c : tree_.children(i)) {
      if (token.upos == Upos::kVerb && best.rule == nullptr && tree_.deprel(c) == Deprel::kAdvmod) consider(PredicateKind::kAdjective, c, best);
    }
    if (may_be_event_noun(i) && best.rule == nullptr) consider(PredicateKind::kNoun, i, best);
    if (best.rule == nullptr) continue;
    best.word = i;
    best.carrier = is_comment(*best.rule) && best.kind == PredicateKind::kAdjective ? predicate_of(i) : i;
    best.nominal = best.kind == PredicateKind::kNoun && !is_comment(*best.rule);
    node_of_word_[i] = static_cast<int>(nodes_.size());
    nodes_.push_back(std::move(best));
  }
  resolve_light_verbs();
}

// Names count as event nouns only in headings, where every noun is capitalised, and under a light
// verb ("held the Strategic Dialogue").
bool SentenceCoder::may_be_event_noun(Index i) const {
  const Token& token = tree_.token(i);
  if (token.upos == Upos::kNoun) return true;
  if (token.upos != Upos::kPropn) return false;
  if (tree_.sentence().heading) return true;
  const Deprel relation = token.deprel;
  return (relation == Deprel::kObj || relation == Deprel::kNsubjPass) && tree_.head(i) != kNone && tree_.in_class("light", tree_.head(i));
}

template <class Visit>
void SentenceCoder::for_each_trigger(PredicateKind kind, Index i, const Visit& visit) const {
  const auto& index = ontology_.triggers[static_cast<std::size_t>(kind)];
  const auto look = [&](WordId word) {
    if (word == kUnknownWord) return;
    const auto it = index.find(word);
    if (it == index.end()) return;
    for (const Trigger& trigger : it->second) visit(trigger);
  };
  look(tree_.lemma(i));
  if (tree_.base_form(i) != tree_.lemma(i)) look(tree_.base_form(i));
  if (kind == PredicateKind::kAdjective && tree_.lower(i) != tree_.lemma(i)) look(tree_.lower(i));
}

// The words before the noun, in order and adjacent but for hyphens.
bool SentenceCoder::noun_phrase_matches(Index i, const Trigger& trigger) const {
  Index at = i;
  for (std::size_t k = trigger.more.size(); k-- > 0;) {
    do {
      if (at == 0) return false;
      --at;
    } while (tree_.form(at) == "-");
    if (tree_.lemma(at) != trigger.more[k] && tree_.lower(at) != trigger.more[k]) return false;
  }
  return true;
}

// Further words stand to the right of the head, in order: particles and adverbs right beside it,
// prepositions as those of its arguments, nouns as its objects and arguments or one step below them.
bool SentenceCoder::verb_phrase_matches(Index i, const Rule& rule, const Trigger& trigger) const {
  Index at = i;
  for (const WordId wanted : trigger.more) {
    Index found = next_of_phrase(i, at, [&](Index j) { return tree_.lemma(j) == wanted || tree_.lower(j) == wanted || tree_.base_form(j) == wanted; });
    // "sexually abused", "indefinitely suspended": an adverb may stand before.
    for (const Index c : tree_.children(i)) {
      if (found == kNone && c < i && tree_.deprel(c) == Deprel::kAdvmod && tree_.lower(c) == wanted) found = at;
    }
    // The object of a passive stands before its verb: "charges were brought".
    if (found == kNone) {
      for (const Index object : tree_.objects(i)) {
        if (object < i && (tree_.lemma(object) == wanted || tree_.lower(object) == wanted)) found = at;
      }
    }
    if (found == kNone) return false;
    // "called on them to lay down their arms" is no call to arms.
    if (at != i && tree_.deprel(at) == Deprel::kMark && tree_.token(found).upos == Upos::kNoun) return false;
    at = found;
  }
  if (!rule.endings.empty()) {
    const auto ends = [&](Index j) { return meets(j, rule.endings); };
    const std::vector<Index> objects = tree_.objects(i);
    const bool before = std::any_of(objects.begin(), objects.end(), [&](Index object) { return object < i && ends(object); });
    if (!before && next_of_phrase(i, at, ends) == kNone) return false;
  }
  // "I look forward to -": broken off.
  if (at > i && at + 1 < tree_.size() && tree_.token(at).upos == Upos::kAdp && tree_.in_class("dashes", at + 1)) return false;
  return true;
}

// The next word of the phrase behind `previous` that `test` holds of.
template <class Test>
Index SentenceCoder::next_of_phrase(Index head, Index previous, const Test& test) const {
  for (Index j = previous + 1; j < tree_.size(); ++j) if (test(j) && belongs_to_phrase(head, previous, j)) return j;
  return kNone;
}

bool SentenceCoder::belongs_to_phrase(Index head, Index previous, Index j) const {
  const Upos upos = tree_.token(j).upos;
  const bool small = upos == Upos::kAdp || upos == Upos::kAdv || upos == Upos::kPart || upos == Upos::kSconj;
  const Index distance = tree_.distance_up(j, head);
  if (small) {
    if (distance == 1) return j - previous <= 4;  // particle: "call the visit off"
    if (distance != 2 && distance != 3) return false;
    // The preposition or "to" of an argument; one step lower where the parser hung it to the object.
    const Deprel relation = tree_.deprel(j);
    if (relation != Deprel::kCase && relation != Deprel::kMark) return false;
    if (tree_.in_class("calendar", tree_.head(j))) return false;  // "called it illegal on Friday" calls on nobody
    if (distance == 3) {
      const Deprel above = tree_.deprel(tree_.head(tree_.head(j)));
      return above == Deprel::kObj || above == Deprel::kIobj || above == Deprel::kObl || above == Deprel::kAdvmod || above == Deprel::kXcomp;
    }
    const Deprel argument = tree_.deprel(tree_.head(j));
    return argument == Deprel::kObl || argument == Deprel::kXcomp || argument == Deprel::kAdvcl || argument == Deprel::kObj || argument == Deprel::kCcomp ||
           argument == Deprel::kOblAgent || argument == Deprel::kNmod || argument == Deprel::kAcl || argument == Deprel::kAdvmod;
  }
  if (distance < 1 || distance > 3) return false;
  if (tree_.deprel(j) == Deprel::kAdvcl && is_free_participle(j)) return false;  // ", firing the first shots"
  for (Index up = j; up != head; up = tree_.head(up)) {
    const Deprel relation = tree_.deprel(up);
    if (relation == Deprel::kAclRelcl || relation == Deprel::kCcomp || relation == Deprel::kParataxis || relation == Deprel::kConj || relation == Deprel::kAdvcl) {
      if (up != j || relation != Deprel::kAdvcl) return false;
    }
  }
  return true;
}

void SentenceCoder::consider(PredicateKind kind, Index i, Node& best) const {
  if (kind == PredicateKind::kVerb && says_future(i)) return;
  for_each_trigger(kind, i, [&](const Trigger& trigger) {
    const Rule& rule = ontology_.rules[trigger.rule];
    const std::optional<int> conditions = match_rule(kind, i, rule, trigger);
    if (!conditions) return;
    if (best.rule == nullptr || *conditions > best.conditions) {
      best.rule = &rule;
      best.trigger = &trigger;
      best.kind = kind;
      best.conditions = *conditions;
    }
  });
}

// Nothing where it does not match; else priority first, then the number of conditions that were met.
std::optional<int> SentenceCoder::match_rule(PredicateKind kind, Index i, const Rule& rule, const Trigger& trigger) const {
  const bool phrase = kind == PredicateKind::kNoun ? noun_phrase_matches(i, trigger) : verb_phrase_matches(i, rule, trigger);
  if (!phrase) return std::nullopt;
  const bool ended = kind != PredicateKind::kNoun && !rule.endings.empty();
  int met = 2 * (static_cast<int>(trigger.more.size()) + (ended ? 1 : 0));
  if (kind != PredicateKind::kNoun) {
    if (rule.passive) {
      if (tree_.is_passive(i) != *rule.passive) return std::nullopt;
      ++met;
    }
    if (rule.transitive && *rule.transitive == tree_.objects(i).empty()) return std::nullopt;
    if (!rule.object.empty() || !rule.not_object.empty()) {
      const std::vector<Index> objects = condition_objects(i, rule, trigger);
      if (!rule.object.empty()) {
        if (std::none_of(objects.begin(), objects.end(), [&](Index o) { return meets(o, rule.object) || (rule.object.other && names_other_state(i, o)); })) return std::nullopt;
        met += 3;
      }
      if (std::any_of(objects.begin(), objects.end(), [&](Index o) { return meets(o, rule.not_object); })) return std::nullopt;
    }
    if (!rule.subject.empty()) {
      const std::vector<Index> subjects = tree_.agents(i);
      if (std::none_of(subjects.begin(), subjects.end(), [&](Index s) { return meets(s, rule.subject); })) return std::nullopt;
      met += 2;
    }
    if (!rule.not_subject.empty()) {
      const std::vector<Index> subjects = tree_.agents(i);
      if (std::any_of(subjects.begin(), subjects.end(), [&](Index s) { return meets(s, rule.not_subject); })) return std::nullopt;
    }
  }
  // "the launch of a missile": what the noun is of.
  if (kind == PredicateKind::kNoun && !rule.of.empty()) {
    std::vector<Index> made_of;
    tree_.arguments_with(i, of_, made_of);
    if (std::none_of(made_of.begin(), made_of.end(), [&](Index o) { return meets(o, rule.of); })) return std::nullopt;
    met += 3;
  }
  // "at the end of the talks" tells when.
  if (kind == PredicateKind::kNoun && rule.effect == Effect::kStop) {
    if (const Index preposition = tree_.preposition_token(i); preposition != kNone && tree_.in_class("moment_prepositions", preposition)) return std::nullopt;
  }
  if (is_comment(rule) && kind == PredicateKind::kAdjective && predicate_of(i) == kNone) return std::nullopt;
  if (is_comment(rule) && kind == PredicateKind::kNoun && tree_.child(i, Deprel::kCop) == kNone) return std::nullopt;
  // Said of another state in a clause of its own, not in "those who undermine".
  if (is_comment(rule) && !rule.future && kind == PredicateKind::kVerb && !is_asserted(i)) return std::nullopt;
  if (rule.negated) {
    if (!modality_of(kind == PredicateKind::kAdjective && predicate_of(i) != kNone ? predicate_of(i) : i).negated) return std::nullopt;
    ++met;
  }
  // "said it would", "would pay, as the minister has said": the future of a report.
  const bool reported_would = rule.future && (tree_.deprel(i) == Deprel::kCcomp || report_beside(i) != kNone) && has_auxiliary(i, "would");
  if (rule.future && !reported_would && !modality_of(i).future && !(tree_.deprel(i) == Deprel::kXcomp && modality_of(tree_.head(i)).future)) return std::nullopt;
  if (rule.obligation) {
    if (!is_obliged(i)) return std::nullopt;
    ++met;
  }
  if (rule.conditional) {
    if (!has_condition(i)) return std::nullopt;
    ++met;
  }
  if (rule.complement) {
    if (has_complement(i) != *rule.complement) return std::nullopt;
    ++met;
  }
  if (rule.alternative) {
    const Index cc = tree_.child(i, Deprel::kCc);
    if (cc == kNone || tree_.form(cc) != "or") return std::nullopt;
    ++met;
  }
  if (!rule.within.empty()) {
    bool found = false;
    for (Index j = 0; j < tree_.size() && !found; ++j) found = j != i && meets(j, rule.within) && tree_.dominates(i, j);
    if (!found) return std::nullopt;
    ++met;
  }
  if (rule.mutual && kind != PredicateKind::kNoun) {
    if (codes_of_subject(i).size() < 2) return std::nullopt;
    ++met;
  }
  for (const WordId preposition : rule.not_prepositions.words) {
    std::vector<Index> arguments;
    tree_.arguments_with(i, preposition, arguments);
    if (std::any_of(arguments.begin(), arguments.end(), [&](Index a) { return !tree_.in_class("calendar", a); })) return std::nullopt;
  }
  if (!rule.prepositions.empty()) {
    std::vector<Index> arguments;
    for (const WordId preposition : rule.prepositions.words) {
      tree_.arguments_with(i, preposition, arguments);
      for (const Index object : tree_.objects(i)) tree_.arguments_with(object, preposition, arguments);
      // Also where the parser hung it one step lower: "working with Mexico on security".
      for (const Index c : tree_.children(i)) {
        if (arguments.empty() && tree_.deprel(c) == Deprel::kObl) tree_.arguments_with(c, preposition, arguments);
      }
      // "a package of weapons for Ukraine"
      for (const Index object : tree_.objects(i)) {
        for (const Index c : tree_.children(object)) {
          if (arguments.empty() && tree_.deprel(c) == Deprel::kNmod) tree_.arguments_with(c, preposition, arguments);
        }
      }
    }
    // "speaking on Saturday" is no talk on anything.
    std::erase_if(arguments, [&](Index a) { return tree_.in_class("calendar", a); });
    if (arguments.empty()) return std::nullopt;
    ++met;
  }
  return rule.priority * 100 + met;
}

bool SentenceCoder::holds(std::span<const WordId> words, WordId word) { return std::find(words.begin(), words.end(), word) != words.end(); }

// Heads that stand for the object where a condition looks at it: the object, what a partitive or a
// container is made of ("a package of sanctions", "an aid programme").
std::vector<Index> SentenceCoder::condition_objects(Index predicate, const Rule& rule, const Trigger& trigger) const {
  std::vector<Index> out = tree_.objects(predicate);
  const auto add_prepositional = [&](WordId word) {
    tree_.arguments_with(predicate, word, out);
    for (const Index c : tree_.children(predicate)) {
      if (out.empty() && tree_.deprel(c) == Deprel::kAdvmod) tree_.arguments_with(c, word, out);  // "nearer to accord"
    }
  };
  for (const WordId word : trigger.more) add_prepositional(word);
  // Any of the rule's prepositions may hold it: "gave in to Hungary over the pipeline".
  const bool none = out.empty();
  for (const WordId word : rule.prepositions.words) {
    if (none) add_prepositional(word);
  }
  // "give access to inspectors": the phrase may hang on the noun that the trigger ends with.
  for (const Index object : tree_.objects(predicate)) {
    if (trigger.more.size() < 2 || !holds(trigger.more, tree_.lemma(object))) continue;
    tree_.arguments_with(object, trigger.more.back(), out);
  }
  const std::size_t direct = out.size();
  for (std::size_t k = 0; k < direct; ++k) {
    for (const Index c : tree_.children(out[k])) {
      const Deprel relation = tree_.deprel(c);
      if (relation == Deprel::kNmodDesc) out.push_back(c);  // "Niger's ambassador Brah Mohamane"
      if (relation == Deprel::kNmod && c > out[k] && is_one_name(out[k], c)) out.push_back(c);  // "a Security of Supply Arrangement"
      if (relation == Deprel::kNmod && tree_.in_class("partitives", out[k]) && tree_.preposition(c) == of_) out.push_back(c);
      if (relation == Deprel::kCompound && tree_.in_class("containers", out[k])) out.push_back(c);
      if (relation == Deprel::kNmod && tree_.in_class("containers", out[k]) && tree_.preposition(c) == of_) out.push_back(c);
    }
  }
  return out;
}

// Words of a name that runs on over a preposition: capitals at both ends, no article between.
bool SentenceCoder::is_one_name(Index first, Index last) const {
  const auto capital = [&](Index i) { return is_ascii_upper(tree_.form(i).front()); };
  if (first == 0 || !capital(first) || !capital(last)) return false;
  for (Index i = first + 1; i < last; ++i) {
    if (!capital(i) && tree_.token(i).upos != Upos::kAdp && tree_.token(i).upos != Upos::kCconj) return false;
  }
  return true;
}

bool SentenceCoder::meets(Index i, const WordSet& set) const {
  if (i > 0 && to_lower_ascii(tree_.form(i)) == "force" && to_lower_ascii(tree_.form(i - 1)) == "task") return false;  // a task force is no force
  return set.has(tree_.lemma(i)) || set.has(tree_.lower(i)) || set.has(tree_.base_form(i)) || (noun_types_[i] & set.types) != 0 ||
         (set.actor && names_country(i)) || (set.person && names_office_holder(i));
}

// Whether the mention that the word heads is of an actor that `test` holds of.
template <class Test>
bool SentenceCoder::any_actor_at(Index i, const Test& test) const {
  const std::int32_t m = tree_.inner_mention_at(i);
  if (m < 0) return false;
  const std::vector<std::uint32_t>& actors = document_.mentions[static_cast<std::size_t>(m)].actors;
  return std::any_of(actors.begin(), actors.end(), [&](std::uint32_t actor) { return test(document_.actors[actor]); });
}

// %ACTOR: the word heads a mention of a country, body or somebody of one.
bool SentenceCoder::names_country(Index i) const {
  return any_actor_at(i, [](const Actor& who) { return !who.code.empty(); });
}

std::set<std::string> SentenceCoder::codes_of_subject(Index predicate) const {
  std::vector<Party> subjects;
  for (const Index agent : tree_.agents(predicate)) collect(agent, true, subjects);
  return codes(subjects);
}

// %OTHER: a mention of another country or body than the subject's, or of somebody of one.
bool SentenceCoder::names_other_state(Index predicate, Index i) const {
  if (!names_country(i)) return false;
  std::vector<Party> others;
  collect(i, false, others);
  const std::set<std::string> own = codes_of_subject(predicate), theirs = codes(others);
  return !own.empty() && !theirs.empty() && std::none_of(theirs.begin(), theirs.end(), [&](const std::string& code) { return own.contains(code); });
}

// %PERSON: the word heads a mention of somebody by name who holds an office of a country or body.
bool SentenceCoder::names_office_holder(Index i) const {
  return any_actor_at(i, [](const Actor& who) { return !who.code.empty() && !who.name.empty() && !who.office.empty(); });
}

bool SentenceCoder::has_complement(Index i) const {
  for (const Index c : tree_.children(i)) {
    switch (tree_.deprel(c)) {
      case Deprel::kXcomp: case Deprel::kCcomp:
        return true;
      case Deprel::kAdvcl: case Deprel::kAcl:
        if (tree_.mark(c) == to_ || (tree_.deprel(c) == Deprel::kAcl && tree_.is_verbal(c))) return true;
        break;
      default: break;
    }
  }
  return false;
}

// The predicate an adjective makes: itself, or the noun it stands before ("is no pleasant place").
Index SentenceCoder::predicate_of(Index i) const {
  if (tree_.child(i, Deprel::kCop) != kNone) return i;
  if (tree_.deprel(i) != Deprel::kAmod || tree_.head(i) == kNone) return kNone;
  return tree_.child(tree_.head(i), Deprel::kCop) != kNone ? tree_.head(i) : kNone;
}

// The verb of a sentence, of what is said, or beside such a one.
bool SentenceCoder::is_asserted(Index i) const {
  for (Index at = i; ; at = tree_.head(at)) {
    const Modality modality = modality_of(at);
    if (modality.infinitive || modality.future || modality.conditional) return false;
    switch (tree_.deprel(at)) {
      case Deprel::kRoot: case Deprel::kCcomp: case Deprel::kParataxis: return true;
      case Deprel::kConj: break;
      default: return false;
    }
    if (tree_.head(at) == kNone) return true;
  }
}

// "He is going to speak": the future of another verb, no journey.
bool SentenceCoder::says_future(Index i) const {
  if (tree_.form(i) != "going") return false;
  const std::span<const Index> children = tree_.children(i);
  return std::any_of(children.begin(), children.end(), [&](Index c) { return is_going_to(c); });
}

// "is going to help".
bool SentenceCoder::is_going_to(Index i) const {
  return tree_.deprel(i) == Deprel::kXcomp && tree_.mark(i) == to_ && tree_.head(i) != kNone && tree_.form(tree_.head(i)) == "going";
}

// "must withdraw", "needs to withdraw", also as a second verb: "must stop and withdraw".
bool SentenceCoder::is_obliged(Index i) const { return modality_of(i).obligation || is_needed(i) || is_subjunctive(i); }

// "insisted that Juba pull back its troops": the bare form of what is demanded.
bool SentenceCoder::is_subjunctive(Index i) const {
  const Index up = tree_.head(i), subject = tree_.child(i, Deprel::kNsubj);
  if (up == kNone || subject == kNone || tree_.deprel(i) != Deprel::kCcomp || tree_.child(i, Deprel::kAux) != kNone || !tree_.in_class("insisting", up)) return false;
  const std::string& form = tree_.token(i).xpos;
  const std::string& number = tree_.token(subject).xpos;
  return (form == "VB" || form == "VBP") && (number == "NN" || number == "NNP");
}

// "Russia needs to withdraw", "has to start by ending the war".
bool SentenceCoder::is_needed(Index i) const {
  for (Index at = i, up = tree_.head(at); up != kNone && (tree_.deprel(at) == Deprel::kXcomp || tree_.deprel(at) == Deprel::kConj || (tree_.deprel(at) == Deprel::kAdvcl && tree_.mark(at) == by_)); at = up, up = tree_.head(at)) {
    if (tree_.token(at).xpos == "VBD") return false;
    // "has yet to grant" is under no need.
    const Index adverb = tree_.child(up, Deprel::kAdvmod);
    if (adverb != kNone && tree_.form(adverb) == "yet") return false;
    if (tree_.deprel(at) == Deprel::kXcomp && tree_.mark(at) == to_ && tree_.in_class("need", up)) return true;
  }
  return false;
}

// The clause under "if" or "unless" beside a verb.
Index SentenceCoder::condition_clause(Index i) const {
  for (const Index c : tree_.children(i)) {
    if (tree_.deprel(c) != Deprel::kAdvcl) continue;
    for (const Index m : tree_.children(c)) {
      if (tree_.deprel(m) == Deprel::kMark && ontology_.in_class("conditional_marks", tree_.lower(m))) return c;
      // "Should Iran cross that line", "were Chad to leave": the auxiliary before the subject.
      const Index subject = tree_.child(c, Deprel::kNsubj);
      const std::string word = to_lower_ascii(tree_.form(m));
      if (tree_.deprel(m) == Deprel::kAux && subject != kNone && m < subject && (word == "should" || word == "were" || word == "had")) return c;
    }
  }
  return kNone;
}

// The same, of the predicate itself or of what it threatens.
Index SentenceCoder::condition_below(const Node& node) const {
  if (const Index own = condition_clause(node.carrier); own != kNone) return own;
  for (const Index c : tree_.children(node.carrier)) {
    if (tree_.deprel(c) != Deprel::kXcomp && tree_.deprel(c) != Deprel::kCcomp) continue;
    if (const Index inner = condition_clause(c); inner != kNone) return inner;
  }
  return kNone;
}

// A light verb gives tense and subject to the event noun it carries. A rule of the verb itself that
// asked for this object keeps it; one that did not gives way.
void SentenceCoder::resolve_light_verbs() {
  for (Node& node : nodes_) {
    if (node.kind != PredicateKind::kNoun || node.rule->type == kNoType) continue;
    const Index verb = carrier_of(node.word);
    if (verb == kNone) continue;
    const int verb_node = node_of_word_[verb];
    if (verb_node >= 0) {
      Node& above = nodes_[static_cast<std::size_t>(verb_node)];
      // "held a meeting with X and a call with Y": the verb carries both.
      if (above.from_light_verb && above.carrier == verb && tree_.deprel(node.word) == Deprel::kConj) {
        node.carrier = verb;
        node.nominal = false;
        node.from_light_verb = true;
        continue;
      }
      // An operator acts on the noun in composition; but "declared a curfew" is no report.
      if (above.rule->effect != Effect::kNone && (above.rule->effect != Effect::kReport || !tree_.in_class("light", verb))) continue;
      if (above.conditions > node.conditions || !tree_.in_class("light", verb)) continue;
      above.dropped = true;
    } else if (!tree_.in_class("light", verb)) {
      continue;
    }
    node.carrier = verb;
    node.nominal = false;
    node.from_light_verb = true;
    node.steps.push_back(fmt::format("'{}' carries '{}'", tree_.form(verb), tree_.form(node.word)));
    node_of_word_[verb] = static_cast<int>(&node - nodes_.data());
  }
}

// The verb whose object (or passive subject) the noun is, also as a conjunct or inside "a round of".
Index SentenceCoder::carrier_of(Index noun) const {
  Index at = noun;
  for (int steps = 0; steps < 3; ++steps) {
    const Index up = tree_.head(at);
    if (up == kNone) return kNone;
    switch (tree_.deprel(at)) {
      case Deprel::kObj: case Deprel::kNsubjPass: return up;
      case Deprel::kConj: at = up; break;
      case Deprel::kNmod:
        if (tree_.preposition(at) != of_ || !(tree_.in_class("partitives", up) || tree_.in_class("containers", up))) return kNone;
        at = up;
        break;
      case Deprel::kAclRelcl: return kNone;
      default: return kNone;
    }
  }
  return kNone;
}

}  // namespace entente::coding
