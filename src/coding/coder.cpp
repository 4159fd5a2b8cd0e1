// The coder works sentence by sentence in four passes over the tree:
//   1. match:   every verb, event noun and adjective looks up its rules; the most specific one wins.
//               A light verb hands its meaning to the noun it carries ("hold talks").
//   2. compose: each predicate finds the predicate above it. Operators (said, plans to, halted) change
//               what stands below them; events take events inside them as content ("agreed to meet").
//   3. bind:    the rule's frame names the slots that hold the parties; when and polarity come from
//               the carrier verb.
//   4. emit:    parties become events; the same act told twice in a sentence is one.
// Outside interface: code_events().
#include "coding/coding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "coding/commitments.h"
#include "coding/dates.h"
#include "coding/fields.h"
#include "coding/occurrences.h"
#include "coding/tree.h"

namespace entente {
namespace coding {
namespace {

// ---------------------------------------------------------------- predicates

// What auxiliaries, negation and subordination say about one predicate.
struct Modality {
  bool negated = false;
  bool future = false;
  bool conditional = false;  // would, could, may, if
  bool obligation = false;   // must, should
  bool infinitive = false;
  bool imperative = false;
  bool question = false;
};

struct Node {
  Index word = kNone;     // the token whose lemma the rule names
  Index carrier = kNone;  // the verb that carries tense and subject; the word itself for verbs and free nouns
  const Rule* rule = nullptr;
  const Trigger* trigger = nullptr;
  PredicateKind kind = PredicateKind::kVerb;
  int conditions = 0;      // how specific the match was
  int governor = -1;       // node above
  bool content = false;    // stands inside the governor as its content, not beside it
  bool nominal = false;    // an event noun without carrier verb
  bool absorbed = false;
  bool from_light_verb = false;
  // Result of composition.
  std::uint8_t type = kNoType;
  std::string mode;
  bool dropped = false;
  bool forced_future = false, forced_negated = false, imagined = false;
  std::vector<Index> borrowed_agents;  // of the operator above, where the word has none of its own
  Index borrowed_from = kNone;
  int reporter = -1;                   // node of the reporting predicate above
  std::vector<std::string> steps;
};

struct Bound {
  std::vector<Party> parties;
  std::string slot;
  bool direct = false;
};

// What the surroundings of a sentence are about.
struct Scene {
  bool sports = false;     // the paragraph tells a match
  bool has_state = false;  // the document names a government, forces or an international body
  std::vector<std::uint32_t> pair;  // actors of the two sides that speak to the press together, by the title
};

class SentenceCoder {
 public:
  SentenceCoder(Document& document, Index sentence, const Ontology& ontology, const std::vector<Party>& meeting, Scene scene)
      : document_(document), ontology_(ontology), meeting_(meeting), scene_(scene), tree_(document, sentence, ontology),
        to_(ontology.words.find("to")), of_(ontology.words.find("of")), in_(ontology.words.find("in")),
        from_(ontology.words.find("from")), among_(ontology.words.find("among")), at_(ontology.words.find("at")),
        by_(ontology.words.find("by")) {}

  void run() {
    match();
    if (nodes_.empty()) return;
    compose();
    emit();
  }

 private:
  // ------------------------------------------------------------ pass 1: match

  void match() {
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
      if (token.upos == Upos::kAdj || token.upos == Upos::kVerb || token.upos == Upos::kAdv) consider(PredicateKind::kAdjective, i, best);
      if (may_be_event_noun(i) && best.rule == nullptr) consider(PredicateKind::kNoun, i, best);
      if (best.rule == nullptr) continue;
      best.word = i;
      best.carrier = is_comment(*best.rule) && best.kind == PredicateKind::kAdjective ? predicate_of(i) : i;
      best.nominal = best.kind == PredicateKind::kNoun;
      node_of_word_[i] = static_cast<int>(nodes_.size());
      nodes_.push_back(std::move(best));
    }
    resolve_light_verbs();
  }

  // Names count as event nouns only in headings, where every noun is capitalised, and under a light
  // verb ("held the Strategic Dialogue").
  [[nodiscard]] bool may_be_event_noun(Index i) const {
    const Token& token = tree_.token(i);
    if (token.upos == Upos::kNoun) return true;
    if (token.upos != Upos::kPropn) return false;
    if (tree_.sentence().heading) return true;
    const Deprel relation = token.deprel;
    return (relation == Deprel::kObj || relation == Deprel::kNsubjPass) && tree_.head(i) != kNone && tree_.in_class("light", tree_.head(i));
  }

  template <class Visit>
  void for_each_trigger(PredicateKind kind, Index i, const Visit& visit) const {
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
  [[nodiscard]] bool noun_phrase_matches(Index i, const Trigger& trigger) const {
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
  [[nodiscard]] bool verb_phrase_matches(Index i, const Trigger& trigger) const {
    Index at = i;
    for (const WordId wanted : trigger.more) {
      Index found = kNone;
      for (Index j = at + 1; j < tree_.size() && found == kNone; ++j) {
        if ((tree_.lemma(j) == wanted || tree_.lower(j) == wanted || tree_.base_form(j) == wanted) && belongs_to_phrase(i, at, j)) found = j;
      }
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
      at = found;
    }
    return true;
  }

  [[nodiscard]] bool belongs_to_phrase(Index head, Index previous, Index j) const {
    const Upos upos = tree_.token(j).upos;
    const bool small = upos == Upos::kAdp || upos == Upos::kAdv || upos == Upos::kPart || upos == Upos::kSconj;
    const Index distance = tree_.distance_up(j, head);
    if (small) {
      if (distance == 1) return j - previous <= 4;  // particle: "call the visit off"
      if (distance != 2 && distance != 3) return false;
      // The preposition or "to" of an argument; one step lower where the parser hung it to the object.
      const Deprel relation = tree_.deprel(j);
      if (relation != Deprel::kCase && relation != Deprel::kMark) return false;
      if (distance == 3) {
        const Deprel above = tree_.deprel(tree_.head(tree_.head(j)));
        return above == Deprel::kObj || above == Deprel::kIobj || above == Deprel::kObl || above == Deprel::kAdvmod;
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

  static bool holds(std::span<const WordId> words, WordId word) { return std::find(words.begin(), words.end(), word) != words.end(); }

  // Heads that stand for the object where a condition looks at it: the object, what a partitive or a
  // container is made of ("a package of sanctions", "an aid programme").
  [[nodiscard]] std::vector<Index> condition_objects(Index predicate, const Rule& rule, const Trigger& trigger) const {
    std::vector<Index> out = tree_.objects(predicate);
    const auto add_prepositional = [&](WordId word) {
      tree_.arguments_with(predicate, word, out);
      for (const Index c : tree_.children(predicate)) {
        if (out.empty() && tree_.deprel(c) == Deprel::kAdvmod) tree_.arguments_with(c, word, out);  // "nearer to accord"
      }
    };
    for (const WordId word : trigger.more) add_prepositional(word);
    for (const WordId word : rule.prepositions.words) {
      if (out.empty()) add_prepositional(word);
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
        if (relation == Deprel::kNmod && tree_.in_class("partitives", out[k]) && tree_.preposition(c) == of_) out.push_back(c);
        if (relation == Deprel::kCompound && tree_.in_class("containers", out[k])) out.push_back(c);
        if (relation == Deprel::kNmod && tree_.in_class("containers", out[k]) && tree_.preposition(c) == of_) out.push_back(c);
      }
    }
    return out;
  }

  [[nodiscard]] bool meets(Index i, const WordSet& set) const {
    return set.has(tree_.lemma(i)) || set.has(tree_.lower(i)) || set.has(tree_.base_form(i)) || (noun_types_[i] & set.types) != 0 ||
           (set.actor && names_country(i));
  }

  // %ACTOR: the word heads a mention of a country, body or somebody of one.
  [[nodiscard]] bool names_country(Index i) const {
    const std::int32_t m = tree_.inner_mention_at(i);
    if (m < 0) return false;
    const std::vector<std::uint32_t>& actors = document_.mentions[static_cast<std::size_t>(m)].actors;
    return std::any_of(actors.begin(), actors.end(), [&](std::uint32_t actor) { return !document_.actors[actor].code.empty(); });
  }

  [[nodiscard]] bool has_complement(Index i) const {
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

  void consider(PredicateKind kind, Index i, Node& best) const {
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
  [[nodiscard]] std::optional<int> match_rule(PredicateKind kind, Index i, const Rule& rule, const Trigger& trigger) const {
    const bool phrase = kind == PredicateKind::kNoun ? noun_phrase_matches(i, trigger) : verb_phrase_matches(i, trigger);
    if (!phrase) return std::nullopt;
    int met = 2 * static_cast<int>(trigger.more.size());
    if (kind != PredicateKind::kNoun) {
      if (rule.passive) {
        if (tree_.is_passive(i) != *rule.passive) return std::nullopt;
        ++met;
      }
      if (rule.transitive && *rule.transitive == tree_.objects(i).empty()) return std::nullopt;
      if (!rule.object.empty() || !rule.not_object.empty()) {
        const std::vector<Index> objects = condition_objects(i, rule, trigger);
        if (!rule.object.empty()) {
          if (std::none_of(objects.begin(), objects.end(), [&](Index o) { return meets(o, rule.object); })) return std::nullopt;
          met += 3;
        }
        if (std::any_of(objects.begin(), objects.end(), [&](Index o) { return meets(o, rule.not_object); })) return std::nullopt;
      }
      if (!rule.subject.empty()) {
        const std::vector<Index> subjects = tree_.is_passive(i) ? std::vector<Index>{} : tree_.agents(i);
        if (std::none_of(subjects.begin(), subjects.end(), [&](Index s) { return meets(s, rule.subject); })) return std::nullopt;
        met += 2;
      }
    }
    if (is_comment(rule) && kind == PredicateKind::kAdjective && predicate_of(i) == kNone) return std::nullopt;
    if (rule.negated) {
      if (!modality_of(kind == PredicateKind::kAdjective && predicate_of(i) != kNone ? predicate_of(i) : i).negated) return std::nullopt;
      ++met;
    }
    if (rule.future && !modality_of(i).future && !is_going_to(i) && !(tree_.deprel(i) == Deprel::kXcomp && modality_of(tree_.head(i)).future)) return std::nullopt;
    if (rule.conditional) {
      if (!has_condition(i)) return std::nullopt;
      ++met;
    }
    if (rule.complement) {
      if (has_complement(i) != *rule.complement) return std::nullopt;
      ++met;
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
      }
      // "speaking on Saturday" is no talk on anything.
      std::erase_if(arguments, [&](Index a) { return tree_.in_class("calendar", a); });
      if (arguments.empty()) return std::nullopt;
      ++met;
    }
    return rule.priority * 100 + met;
  }

  // What one party says of another ("said that Iran is not serious"): the actor is who says it.
  [[nodiscard]] static bool is_comment(const Rule& rule) { return !rule.frame.actor.empty() && rule.frame.actor.front().kind == SlotKind::kReporter; }

  // The predicate an adjective makes: itself, or the noun it stands before ("is no pleasant place").
  [[nodiscard]] Index predicate_of(Index i) const {
    if (tree_.child(i, Deprel::kCop) != kNone) return i;
    if (tree_.deprel(i) != Deprel::kAmod || tree_.head(i) == kNone) return kNone;
    return tree_.child(tree_.head(i), Deprel::kCop) != kNone ? tree_.head(i) : kNone;
  }

  // A light verb gives tense and subject to the event noun it carries. A rule of the verb itself that
  // asked for this object keeps it; one that did not gives way.
  void resolve_light_verbs() {
    for (Node& node : nodes_) {
      if (node.kind != PredicateKind::kNoun || node.rule->type == kNoType) continue;
      const Index verb = carrier_of(node.word);
      if (verb == kNone) continue;
      const int verb_node = node_of_word_[verb];
      if (verb_node >= 0) {
        Node& above = nodes_[static_cast<std::size_t>(verb_node)];
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
  [[nodiscard]] Index carrier_of(Index noun) const {
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

  // ------------------------------------------------------------ pass 2: compose

  void compose() {
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
  }

  void find_governor(std::size_t k) {
    Node& node = nodes_[k];
    // A content link is a complement, an object, a topic or a purpose; after a link that makes the
    // clause stand on its own (while, after, a relative, coordination), it is no longer content.
    bool content = true;
    Index at = node.carrier;
    for (int steps = 0; steps < 12; ++steps) {
      const Index up = tree_.head(at);
      if (up == kNone) return;
      const int above = node_of_word_[up];
      content = content && (is_content_link(at, up) || is_subject_of_aspect(at, above));
      if (above >= 0 && static_cast<std::size_t>(above) != k && !nodes_[static_cast<std::size_t>(above)].dropped) {
        // A conjunct stands under what governs its first member: "agreed to meet and (to) discuss".
        if (tree_.deprel(at) == Deprel::kConj) {
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
  void find_shared_governor(Node& node, std::size_t first, Index at) {
    const Node& other = nodes_[first];
    Index carrier = other.carrier;
    const Index up = tree_.head(carrier);
    if (up == kNone) return;
    const std::string& mine = tree_.token(at).xpos;
    const std::string& theirs = tree_.token(carrier).xpos;
    const bool same_form = mine == theirs || (mine == "VB" && theirs == "VB") || !tree_.is_verbal(at);
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

  // "Talks resumed", "the shelling stopped": what begins or ends is the subject.
  [[nodiscard]] bool is_subject_of_aspect(Index i, int above) const {
    if (above < 0 || tree_.deprel(i) != Deprel::kNsubj) return false;
    const Node& node = nodes_[static_cast<std::size_t>(above)];
    const Effect effect = node.rule->effect;
    return (effect == Effect::kStart || effect == Effect::kStop || effect == Effect::kFail) && tree_.child(node.word, Deprel::kObj) == kNone;
  }

  [[nodiscard]] bool is_content_link(Index i, Index up) const {
    switch (tree_.deprel(i)) {
      case Deprel::kXcomp: case Deprel::kCcomp: case Deprel::kObj: case Deprel::kCsubj: case Deprel::kCsubjPass:
      case Deprel::kNsubjPass: case Deprel::kAcl: case Deprel::kCompound: case Deprel::kAmod: case Deprel::kNmodPoss: case Deprel::kIobj: case Deprel::kAppos:
        return true;
      case Deprel::kNsubj:
        return false;
      case Deprel::kAdvcl:
        return tree_.mark(i) == to_ || !tree_.in_class("factual_marks", mark_token(i)) ? !is_free_participle(i) : false;
      case Deprel::kObl: case Deprel::kNmod: case Deprel::kOblAgent: case Deprel::kOblUnmarked: {
        const Index preposition = tree_.preposition_token(i);
        return preposition == kNone || !tree_.in_class("factual_prepositions", preposition);
      }
      case Deprel::kConj:
        return !tree_.is_verbal(i) || !tree_.is_verbal(up) || tree_.token(i).xpos == tree_.token(up).xpos;
      default:
        return false;
    }
  }

  [[nodiscard]] Index mark_token(Index i) const {
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) == Deprel::kMark || (tree_.deprel(c) == Deprel::kAdvmod && c < i)) return c;
    }
    return i;
  }

  // ", killing 20 people", ", calling on Iran to": an act of its own told in a participle.
  [[nodiscard]] bool is_free_participle(Index i) const {
    if (tree_.token(i).xpos != "VBG") return false;
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) == Deprel::kMark || tree_.deprel(c) == Deprel::kCase) return false;
    }
    return true;
  }

  const TypeMode* composition(CompositionTable table, std::uint8_t type) const {
    const auto& rows = ontology_.composition[static_cast<std::size_t>(table)];
    const auto it = rows.find(type);
    return it == rows.end() ? nullptr : &it->second;
  }

  // Replaces the type by the table's; a type the table does not name stays or is dropped.
  void retype(Node& node, CompositionTable table, bool drop_if_absent, std::string_view why) {
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
  void apply_governor(std::size_t k) {
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

  void take_as_content(Node& node) {
    Node& above = nodes_[static_cast<std::size_t>(node.governor)];
    if (!node.content || above.type == kNoType) return;
    const Content policy = content_policy(*above.rule);
    if (policy == Content::kPass) {
      lend(node, above);
      above.dropped = true;
      return;
    }
    if (node.type == kNoType) return;
    // "called the president to thank him", "spoke with X to reiterate opposition to": said in the talk.
    if (ontology_.types[above.type].name == "CONSULT" && !node.nominal && tree_.deprel(node.carrier) == Deprel::kAdvcl &&
        (tree_.in_class("performatives", node.word) || tree_.in_class("performatives", node.carrier))) {
      node.borrowed_from = above.carrier;
      return;
    }
    if (policy == Content::kKeep && is_definite_incident(node)) {
      node.steps.push_back(fmt::format("an incident of its own inside '{}'", tree_.form(above.word)));
      return;
    }
    node.absorbed = true;
    // A promise to do harm is a threat.
    const Index parent = tree_.head(node.carrier);
    if (ontology_.types[above.type].name == "AGREE" && (parent == above.word || parent == above.carrier)) {
      const TypeMode* future = composition(CompositionTable::kFuture, node.type);
      if (future != nullptr && future->type != kNoType && ontology_.types[future->type].name == "THREATEN") {
        above.steps.push_back(fmt::format("content '{}' is an act of conflict", tree_.form(node.word)));
        above.type = future->type;
        above.mode.clear();
      }
    }
    const auto modes = ontology_.mode_by_content.find(above.type);
    if (modes != ontology_.mode_by_content.end() && above.mode.empty()) {
      const std::string& name = ontology_.types[node.type].name;
      auto mode = modes->second.find(name + "." + node.mode);
      if (mode == modes->second.end()) mode = modes->second.find(name);
      if (mode == modes->second.end()) mode = modes->second.find("default");
      if (mode != modes->second.end()) {
        above.mode = mode->second;
        above.steps.push_back(fmt::format("content '{}' ({}) sets the mode {}", tree_.form(node.word), name, above.mode));
      }
    }
  }

  // By default judgements (ACCUSE, SUPPORT, SANCTION) keep the incident they are about; promises,
  // demands, refusals, threats and talks only name theirs.
  [[nodiscard]] Content content_policy(const Rule& rule) const {
    if (rule.content != Content::kDefault) return rule.content;
    const std::string& name = ontology_.types[rule.type].name;
    return name == "ACCUSE" || name == "SUPPORT" || name == "SANCTION" ? Content::kKeep : Content::kAbsorb;
  }

  [[nodiscard]] bool is_definite_incident(const Node& node) const {
    if (!node.nominal || node.rule->type == kNoType) return false;
    const EventType& type = ontology_.types[node.rule->type];
    if (type.quad != 2 && type.quad != 4) return false;
    const Bound actor = bind(node, node.rule->frame.noun_actor, {});
    return !actor.parties.empty();
  }

  // The operator's verb becomes the carrier of what it governs: tense, polarity and subject are its.
  void lend(Node& node, const Node& above) {
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

  void apply_effect(Node& node, std::size_t operator_index) {
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
    switch (above.rule->effect) {
      case Effect::kReport:
        node.reporter = static_cast<int>(operator_index);
        if (modality.negated) node.forced_negated = true;
        return;
      case Effect::kStart: case Effect::kFactive: case Effect::kTry: case Effect::kOrder:
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
        lend(node, above);
        // "a resolution that aims to tighten sanctions": what a paper is for.
        if (const std::vector<Index> planners = tree_.agents(above.word); !planners.empty() && std::none_of(planners.begin(), planners.end(), [&](Index i) { return tree_.inner_mention_at(i) >= 0 || tree_.token(i).upos == Upos::kPron; })) {
          node.imagined = true;
        }
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

  // ------------------------------------------------------------ pass 3: bind

  [[nodiscard]] Modality modality_of(Index i) const {
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
          else if (ontology_.in_class("conditional_marks", tree_.lower(c))) out.conditional = true;
          else if (ontology_.in_class("negators", tree_.lower(c))) out.negated = true;
        }
        if (relation == Deprel::kCase && tree_.form(c) == "without") out.negated = true;
        // "no agreement was reached", "neither side attended"
        if ((relation == Deprel::kNsubj || relation == Deprel::kObj || relation == Deprel::kNsubjPass)) {
          if (const Index det = tree_.child(c, Deprel::kDet); det != kNone && (to_lower_ascii(tree_.form(det)) == "no" || to_lower_ascii(tree_.form(det)) == "neither")) out.negated = true;
        }
        if (tree_.form(c) == "?" && at == i && tree_.head(i) == kNone) out.question = true;
      }
    };
    scan(i);
    // A bare conjunct shares the auxiliaries of the first verb: "will meet and discuss".
    if (!auxiliary && tree_.deprel(i) == Deprel::kConj && tree_.head(i) != kNone && tree_.token(tree_.head(i)).xpos == token.xpos &&
        (token.xpos == "VB" || token.xpos == "VBN" || token.xpos == "VBG")) {
      scan(tree_.head(i));
    }
    if (feature(token.feats, "Mood") == "Imp" && tree_.child(i, Deprel::kNsubj) == kNone) out.imperative = true;
    return out;
  }

  // The carrier's, and that of the operator it hangs from: "will continue to support". What a speaker
  // would like to or wants to say is said: "I would like to thank".
  [[nodiscard]] Modality whole_modality(const Node& node) const {
    Modality out = modality_of(node.carrier);
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
    out.conditional = out.conditional || lent.conditional;
    out.obligation = out.obligation || lent.obligation;
    out.negated = out.negated != lent.negated;
    return out;
  }

  [[nodiscard]] bool is_not_only(Index i) const {
    return i + 1 < tree_.size() && (tree_.form(i + 1) == "only" || tree_.form(i + 1) == "just" || tree_.form(i + 1) == "merely");
  }

  // Actors of the noun phrase headed by i. `owner`: also what possesses or qualifies it.
  // Returns whether the mention itself was found, not only its owner.
  bool collect(Index i, bool owner, std::vector<Party>& out, int depth = 0) const {
    if (depth > 4) return false;
    if (const std::int32_t m = tree_.mention_at(i); m >= 0) {
      const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
      // "the G7 foreign ministers of Canada, France ...": those listed, not the group.
      if (mention.actors.size() == 1 && document_.actors[mention.actors.front()].sector == "IGO") {
        for (const Index c : tree_.children(i)) {
          if (tree_.deprel(c) != Deprel::kNmod || tree_.preposition(c) != of_) continue;
          const std::vector<Index> listed = tree_.with_conjuncts(c);
          if (listed.size() < 3) continue;
          for (const Index member : listed) collect(member, true, out, depth + 1);
          return true;
        }
      }
      // "China's southern neighbour, Vietnam": the name says who it is.
      if (const Index name = tree_.child(i, Deprel::kAppos); name != kNone && tree_.in_class("relational", i) && names_country(name)) {
        return collect(name, false, out, depth + 1);
      }
      const bool codeless = std::all_of(mention.actors.begin(), mention.actors.end(), [&](std::uint32_t actor) { return document_.actors[actor].code.empty(); });
      if (codeless && owner) {
        // "the U.N. war crimes court": whose it is says more.
        const std::size_t before = out.size();
        collect_compound_owner(i, out);
        if (out.size() > before) return true;
      }
      for (const std::uint32_t actor : mention.actors) out.push_back({actor, m, mention.span});
      // "Brazil's and Turkey's foreign ministers"
      const bool plural = tree_.token(i).xpos == "NNS" || tree_.token(i).xpos == "NNPS";
      for (const Index c : tree_.children(i)) {
        if (plural && tree_.deprel(c) == Deprel::kNmodPoss && c < mention.first && names_country(c) && tree_.child(c, Deprel::kConj) != kNone) collect(c, false, out, depth + 1);
      }
      return true;
    }
    const Upos upos = tree_.token(i).upos;
    if (tree_.in_class("partitives", i) || upos == Upos::kNum || upos == Upos::kPron || upos == Upos::kDet || upos == Upos::kSym) {
      for (const Index c : tree_.children(i)) {
        if (tree_.deprel(c) != Deprel::kNmod) continue;
        const WordId preposition = tree_.preposition(c);
        if (preposition != of_ && preposition != from_ && preposition != in_ && preposition != among_) continue;
        bool found = false;
        for (const Index member : tree_.with_conjuncts(c)) found = collect(member, owner, out, depth + 1) || found;
        if (found) return true;
      }
    }
    // "acted with respect to Libya"
    if (tree_.in_class("regards", i)) {
      for (const Index c : tree_.children(i)) {
        if (tree_.deprel(c) != Deprel::kNmod) continue;
        for (const Index member : tree_.with_conjuncts(c)) collect(member, owner, out, depth + 1);
        if (!out.empty()) return true;
      }
    }
    // "entities, including Russia's largest bank": those named stand for all.
    const std::size_t before = out.size();
    if (owner) collect_owner(i, out, depth);
    for (const Index c : tree_.children(i)) {
      if (out.size() > before || tree_.deprel(c) != Deprel::kNmod || tree_.preposition_token(c) == kNone) continue;
      const std::string_view preposition = tree_.form(tree_.preposition_token(c));
      if (preposition != "including" && preposition != "like" && preposition != "such") continue;
      for (const Index member : tree_.with_conjuncts(c)) collect(member, true, out, depth + 1);
    }
    return false;
  }

  void collect_compound_owner(Index i, std::vector<Party>& out) const {
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) != Deprel::kCompound && tree_.deprel(c) != Deprel::kAmod && tree_.deprel(c) != Deprel::kNmodPoss) continue;
      const std::int32_t m = tree_.inner_mention_at(c);
      if (m < 0) continue;
      const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
      for (const std::uint32_t actor : mention.actors) {
        if (!document_.actors[actor].code.empty()) out.push_back({actor, m, mention.span});
      }
    }
  }

  // Who a thing belongs to: "Russia's invasion", "Israeli changes", "demands from rebels", "the
  // government of Angola".
  void collect_owner(Index i, std::vector<Party>& out, int depth) const {
    const std::size_t before = out.size();
    for (const Index c : tree_.children(i)) {
      const Deprel relation = tree_.deprel(c);
      if (relation != Deprel::kNmodPoss && relation != Deprel::kAmod && relation != Deprel::kCompound && relation != Deprel::kNmodDesc) continue;
      const std::int32_t m = tree_.inner_mention_at(c);
      if (m < 0) {
        // "the Indian-led force", "senior Iranian and Syrian officials": one step further down.
        if (relation == Deprel::kNmodPoss) collect(c, true, out, depth + 1);
        continue;
      }
      const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
      for (const std::uint32_t actor : mention.actors) out.push_back({actor, m, mention.span});
      for (const Index d : tree_.children(c)) {
        if (tree_.deprel(d) == Deprel::kConj && tree_.inner_mention_at(d) >= 0) collect(d, false, out, depth + 1);
      }
    }
    if (out.size() > before) return;
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) != Deprel::kNmod) continue;
      const WordId preposition = tree_.preposition(c);
      // "demonstrators in Cairo" are of Egypt; "cooks in Athens" do nothing for Greece.
      if (preposition == of_ || preposition == from_ || preposition == by_ || (preposition == in_ && force_)) {
        for (const Index member : tree_.with_conjuncts(c)) collect(member, depth < 2, out, depth + 1);
        if (out.size() > before) return;
      }
    }
  }

  // Every actor mentioned below i, outside relative clauses, nearest to i first.
  void collect_inside(Index i, std::vector<Party>& out) const {
    std::vector<Index> queue{i};
    for (std::size_t k = 0; k < queue.size() && out.empty(); ++k) {
      for (const Index c : tree_.children(queue[k])) {
        if (tree_.deprel(c) == Deprel::kAclRelcl || tree_.deprel(c) == Deprel::kParataxis) continue;
        if (tree_.inner_mention_at(c) >= 0 && !is_temporal_or_place(c)) {
          for (const Index member : tree_.with_conjuncts(c)) collect(member, false, out);
        }
        queue.push_back(c);
      }
    }
  }

  [[nodiscard]] bool is_temporal_or_place(Index i) const {
    const std::int32_t m = tree_.inner_mention_at(i);
    if (m < 0) return false;
    const WordId preposition = tree_.preposition(i);
    return document_.mentions[static_cast<std::size_t>(m)].place && (preposition == in_ || preposition == at_);
  }

  // `deep`: prepositions also further down than at the predicate and its object.
  [[nodiscard]] std::vector<Index> slot_tokens(const Node& node, const Slot& slot, bool deep) const {
    std::vector<Index> out;
    const Index verb = node.carrier;
    switch (slot.kind) {
      case SlotKind::kSubj: {
        if (node.kind == PredicateKind::kAdjective) {
          // "is committed to": the subject of the passive is who is committed.
          for (const Index c : tree_.children(verb)) {
            if (tree_.deprel(c) == Deprel::kNsubj || tree_.deprel(c) == Deprel::kNsubjPass) return tree_.with_conjuncts(c);
          }
          if (tree_.deprel(verb) == Deprel::kConj && tree_.head(verb) != kNone) {
            for (const Index c : tree_.children(tree_.head(verb))) {
              if (tree_.deprel(c) == Deprel::kNsubj || tree_.deprel(c) == Deprel::kNsubjPass) return tree_.with_conjuncts(c);
            }
          }
        }
        out = tree_.agents(verb);
        if (out.empty() && node.borrowed_from != kNone) out = tree_.agents(node.borrowed_from);
        if (out.empty()) {
          if (const Index poss = tree_.child(verb, Deprel::kNmodPoss); poss != kNone) out = tree_.with_conjuncts(poss);
        }
        break;
      }
      case SlotKind::kObj:
        // The object of a light verb is the event noun itself.
        if (!node.from_light_verb && node.kind != PredicateKind::kNoun) out = tree_.objects(node.word);
        if (out.empty()) out = particle_objects(node);
        break;
      case SlotKind::kIobj:
        if (const Index iobj = tree_.child(verb, Deprel::kIobj); iobj != kNone) out = tree_.with_conjuncts(iobj);
        break;
      case SlotKind::kPoss:
        for (const Index c : tree_.children(node.word)) {
          if (tree_.deprel(c) == Deprel::kNmodPoss) {
            const std::vector<Index> all = tree_.with_conjuncts(c);
            out.insert(out.end(), all.begin(), all.end());
          }
        }
        if (out.empty()) {
          for (const Index c : tree_.children(node.word)) {
            if ((tree_.deprel(c) == Deprel::kAmod || tree_.deprel(c) == Deprel::kCompound || tree_.deprel(c) == Deprel::kNmodDesc) && tree_.inner_mention_at(c) >= 0) {
              const std::vector<Index> all = tree_.with_conjuncts(c);
              out.insert(out.end(), all.begin(), all.end());
            }
          }
        }
        break;
      case SlotKind::kPreposition: {
        tree_.arguments_with(node.word, slot.preposition, out);
        if (node.carrier != node.word) tree_.arguments_with(node.carrier, slot.preposition, out);
        if (out.empty() && node.kind != PredicateKind::kNoun) {
          for (const Index object : tree_.objects(node.word)) tree_.arguments_with(object, slot.preposition, out);
        }
        // Further down, nearest first: "took part in talks with Paraguay", "the bombing of the embassy by Iran",
        // "suspended its participation in the programme with Pakistan".
        std::vector<Index> level{node.word};
        for (int depth = 0; deep && depth < 3 && out.empty() && !level.empty(); ++depth) {
          std::vector<Index> below;
          for (const Index above : level) {
            for (const Index c : tree_.children(above)) {
              const Deprel relation = tree_.deprel(c);
              if (relation == Deprel::kObl || relation == Deprel::kNmod || (depth == 0 && (relation == Deprel::kObj || relation == Deprel::kAdvmod))) below.push_back(c);
            }
          }
          for (const Index c : below) tree_.arguments_with(c, slot.preposition, out);
          level = std::move(below);
        }
        break;
      }
      case SlotKind::kComp: case SlotKind::kIncomp:
        for (const Index c : tree_.children(node.word)) {
          const Deprel relation = tree_.deprel(c);
          if (relation != Deprel::kCcomp && relation != Deprel::kXcomp && !(relation == Deprel::kAdvcl && tree_.mark(c) == to_) && relation != Deprel::kAcl) continue;
          if (slot.kind == SlotKind::kComp) {
            for (const Index s : tree_.children(c)) {
              if (tree_.deprel(s) == Deprel::kNsubj || tree_.deprel(s) == Deprel::kNsubjPass) {
                const std::vector<Index> all = tree_.with_conjuncts(s);
                out.insert(out.end(), all.begin(), all.end());
              }
            }
          } else {
            out.push_back(c);
          }
        }
        break;
      case SlotKind::kOwner: case SlotKind::kInobj:
        out = tree_.objects(node.word);
        if (out.empty()) out = particle_objects(node);
        break;
      case SlotKind::kCondition:
        if (const Index condition = condition_clause(verb); condition != kNone) out = tree_.agents(condition);
        break;
      case SlotKind::kPlace: case SlotKind::kReporter: case SlotKind::kCount:
        break;
    }
    return out;
  }

  // Objects behind a preposition that belongs to the predicate: "complied with Kuwait's demands",
  // "calls in the US envoy".
  [[nodiscard]] std::vector<Index> particle_objects(const Node& node) const {
    std::vector<Index> out;
    if (node.kind == PredicateKind::kNoun || node.trigger == nullptr) return out;
    for (const WordId word : node.trigger->more) tree_.arguments_with(node.word, word, out);
    for (const WordId word : node.rule->prepositions.words) {
      if (out.empty()) tree_.arguments_with(node.word, word, out);
    }
    return out;
  }

  // The first slot that holds an actor. Parties of `taken` do not count as the other side unless they
  // stand there by name (domestic acts).
  [[nodiscard]] Bound bind(const Node& node, const std::vector<Slot>& slots, const std::vector<Party>& taken) const {
    Bound without_country;  // "protesters", where no slot names a country
    // What stands at the predicate before what is buried: "appreciation for Spain's help in response to
    // Russia's war".
    for (const bool deep : {false, true}) {
      Bound bound = bind(node, slots, taken, deep, without_country);
      if (!bound.parties.empty()) return bound;
    }
    return without_country;
  }

  [[nodiscard]] Bound bind(const Node& node, const std::vector<Slot>& slots, const std::vector<Party>& taken, bool deep, Bound& without_country) const {
    for (const Slot& slot : slots) {
      if (deep && slot.kind != SlotKind::kPreposition) continue;
      Bound bound;
      if (slot.kind == SlotKind::kReporter) bound = reporter_of(node);
      for (const Index i : slot_tokens(node, slot, deep)) {
        switch (slot.kind) {
          case SlotKind::kOwner: collect_owner(i, bound.parties, 0); break;
          case SlotKind::kInobj: collect_inside(i, bound.parties); break;
          case SlotKind::kIncomp: collect_inside(i, bound.parties); break;
          default: bound.direct = collect(i, true, bound.parties) || bound.direct; break;
        }
      }
      const bool indirect = slot.kind == SlotKind::kOwner || slot.kind == SlotKind::kInobj || slot.kind == SlotKind::kIncomp || slot.kind == SlotKind::kComp || !bound.direct;
      std::erase_if(bound.parties, [&](const Party& party) { return is_taken(party, taken, indirect); });
      if (bound.parties.empty()) continue;
      bound.slot = slot.kind == SlotKind::kPreposition ? std::string(ontology_.words.text(slot.preposition)) : std::string(name_in(kSlotKinds, slot.kind));
      if (!codes(bound.parties).empty()) return bound;
      if (without_country.parties.empty()) without_country = std::move(bound);
    }
    return {};
  }

  [[nodiscard]] bool is_taken(const Party& party, const std::vector<Party>& taken, bool indirect) const {
    const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
    for (const Party& other : taken) {
      if (other.mention == party.mention) return true;
      const Actor& a = document_.actors[other.actor];
      const Actor& b = document_.actors[party.actor];
      if (other.actor == party.actor && (a.code == b.code) && mention.kind == MentionKind::kPronoun) return true;
      if (a.code == b.code && !a.code.empty() && (others_only_ || indirect || mention.kind == MentionKind::kPronoun)) return true;
    }
    return false;
  }

  // ------------------------------------------------------------ pass 4: emit

  void emit() {
    fields_ = find_fields(tree_);
    const std::size_t first = document_.events.size();
    for (std::size_t k = 0; k < nodes_.size(); ++k) {
      if (nodes_[k].dropped || nodes_[k].absorbed || nodes_[k].type == kNoType) continue;
      const std::size_t before = document_.events.size();
      emit_node(k, first);
      if (document_.events.size() > before) emitted_.emplace_back(k, before);
    }
    share_other_side();
    // Text order by trigger, so that a reader follows the sentence.
    std::stable_sort(document_.events.begin() + static_cast<std::ptrdiff_t>(first), document_.events.end(),
                     [](const Event& a, const Event& b) { return a.trigger < b.trigger; });
  }

  // "severed relations with Qatar, accusing the emirate of ...", "India carried out a strike, and Pakistan
  // vowed to respond": a hostile act beside another is aimed at who is on its other side.
  void share_other_side() {
    for (const auto& [k, index] : emitted_) {
      Event& event = document_.events[index];
      if (!event.recipient.empty() || event.actor.empty() || (event.event != "ACCUSE" && event.event != "THREATEN" && event.event != "ASSAULT" && event.event != "SANCTION" && event.event != "REJECT")) continue;
      const Index carrier = nodes_[k].carrier;
      const Deprel relation = tree_.deprel(carrier);
      if (relation != Deprel::kConj && !(relation == Deprel::kAdvcl && is_free_participle(carrier))) continue;
      const Index up = tree_.head(carrier);
      for (const auto& [other, other_index] : emitted_) {
        const Event& beside = document_.events[other_index];
        if (other == k || (nodes_[other].carrier != up && nodes_[other].word != up) || (beside.quad_code != 3 && beside.quad_code != 4)) continue;
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

  [[nodiscard]] std::set<std::string> codes(const std::vector<Party>& parties) const {
    std::set<std::string> out;
    for (const Party& party : parties) {
      if (const std::string& code = document_.actors[party.actor].code; !code.empty()) out.insert(code);
    }
    return out;
  }

  // Actors of the reporting verb above, for a subject the text leaves out or a pronoun no one resolved.
  [[nodiscard]] Bound reporter_of(const Node& node) const {
    if (node.reporter < 0) return {};
    const Node& report = nodes_[static_cast<std::size_t>(node.reporter)];
    return bind(report, report.rule->frame.actor, {});
  }

  void emit_node(std::size_t k, std::size_t first_event) {
    Node& node = nodes_[k];
    const Frame& frame = node.rule->frame;
    const Modality modality = whole_modality(node);
    const bool bullet = is_bullet(node);
    const bool told_to = is_quoted_order(node);
    if ((modality.imperative && !bullet && !told_to) || modality.question) return;
    const bool noun = node.kind == PredicateKind::kNoun;

    const std::string& act = ontology_.types[node.type].name;
    force_ = act == "ASSAULT" || act == "PROTEST" || act == "COERCE" || act == "MOBILIZE";
    const std::string own_type = node.rule->type == kNoType ? act : ontology_.types[node.rule->type].name;
    others_only_ = own_type == act && (act == "AGREE" || act == "SUPPORT" || act == "COOPERATE" || act == "AID");
    Bound actor, recipient;
    if (noun) {
      actor = bind(node, frame.noun_actor, {});
      if (actor.parties.empty() && tree_.sentence().heading && tree_.deprel(node.word) == Deprel::kAppos) actor.direct = collect(tree_.head(node.word), false, actor.parties);
      const Index bearer = tree_.deprel(node.word) == Deprel::kObj ? tree_.head(node.word) : kNone;
      if (bearer != kNone && ontology_.types[node.type].quad == 4 && tree_.in_class("undergo", bearer)) {
        // "The embassy suffered an attack": the subject is who it fell on.
        for (const Index i : tree_.agents(bearer)) recipient.direct = collect(i, true, recipient.parties) || recipient.direct;
        recipient.slot = "subj";
      } else if ((!node.nominal || tree_.child(node.word, Deprel::kCop) != kNone) && (actor.parties.empty() || frame.symmetric || node.from_light_verb)) {
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
    }
    if (actor.parties.empty() && !node.nominal && subject_is_open(node)) actor = reporter_of(node);
    if (actor.parties.empty() && bullet) actor = author_of(node);
    // "Iran must cooperate, said X": a demand of the speaker.
    if (told_to) {
      // "Withdraw your troops," X told Y.
      actor = {};
      if (!order_to(node, actor)) return;
    }
    if ((modality.obligation || told_to) && !node.nominal) {
      if (!demand(node, actor, recipient)) return;
    }
    // What an absorbed predicate inside knows: "agreed to visit India", "demanded the withdrawal of".
    // Two sides of talks are all there is; who stands inside is a topic.
    const bool both_sides = frame.symmetric && codes(actor.parties).size() >= 2;
    if (recipient.parties.empty() && !both_sides) recipient = content_parties(k, actor.parties);

    const EventType* type = &ontology_.types[node.type];
    When when = When::kPast;
    const bool negated = (modality.negated && !node.rule->negated) != node.forced_negated;
    const bool reported_would = modality.conditional && node.reporter >= 0 && has_auxiliary(node.carrier, "would");
    // "Blinken to Travel to Japan": a heading's infinitive is an announcement.
    const bool announced = tree_.sentence().heading && modality.infinitive && node.governor < 0 && !node.nominal;
    // An answer announced under a condition is a threat already.
    const bool future = !node.rule->conditional && !node.rule->future && (announced || modality.future || node.forced_future || reported_would || (node.nominal && is_future_noun(node.word)));
    const bool conditional = modality.conditional && !reported_would;
    if (negated) {
      const TypeMode* refused = future ? composition(CompositionTable::kRefused, node.type) : nullptr;
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
    } else if (future) {
      // A promise that will be repeated is made.
      if (composition(CompositionTable::kFuture, node.type) != nullptr) retype_future(node);
      else if (ontology_.types[node.type].name != "AGREE") when = When::kFuture;
    } else if (modality.infinitive && node.borrowed_from == kNone && !announced && (node.governor < 0 || !node.content) && !is_decided(node.carrier)) {
      when = When::kHypothetical;
    } else if (!node.nominal && tree_.deprel(node.carrier) == Deprel::kCsubj && tree_.token(node.carrier).xpos == "VBG") {
      when = When::kHypothetical;  // "removing the sanctions is out of the question"
    } else if (modality.infinitive && !announced && !node.nominal && tree_.deprel(node.carrier) == Deprel::kAcl && node.borrowed_from == kNone &&
               node_of_word_[tree_.head(node.carrier)] < 0 && !is_decided(node.carrier)) {
      // "our efforts to assist the people": what efforts are for.
      when = When::kHypothetical;
    }
    if (node.dropped) return;
    if (node.imagined || (node.nominal && when == When::kPast && is_imagined(node.word))) when = When::kHypothetical;
    type = &ontology_.types[node.type];
    const std::string& name = type->name;

    // "Their shared commitment to": without an owner it is that of the two sides.
    if (noun && actor.parties.empty() && recipient.parties.empty() && is_mutual(node.word)) {
      actor.parties = meeting_;
      actor.slot = "document";
    }
    // "We talked about trade", said where two sides stand before the press: both did.
    if (frame.symmetric && recipient.parties.empty() && codes(actor.parties).size() == 1 && scene_.pair.size() == 2 && type->quad <= 2 &&
        actor.parties.front().mention >= 0 && document_.mentions[static_cast<std::size_t>(actor.parties.front().mention)].kind == MentionKind::kPronoun) {
      const std::string own = *codes(actor.parties).begin();
      const bool among = own == document_.actors[scene_.pair[0]].code || own == document_.actors[scene_.pair[1]].code;
      for (const std::uint32_t side : scene_.pair) {
        if (among && document_.actors[side].code != own) actor.parties.push_back({side, -1, actor.parties.front().span});
      }
    }
    // Parties: who must be there for the act to be one.
    const bool conflict = type->quad == 4 || name == "ACCUSE";
    const bool symmetric = frame.symmetric && name != "THREATEN";
    if (symmetric) {
      // A coming meeting is the announcing side's promise to the other (settled convention 2).
      const bool promised = name == "AGREE" && node.rule->type != node.type;
      // "Fighting between X and Y" names both sides; who is subject of the clause around it is neither.
      if (recipient.slot == "between" && codes(recipient.parties).size() >= 2) actor.parties.clear();
      const bool beside = recipient.slot == "with" || (recipient.slot == "to" && name == "CONSULT" && recipient.direct) || recipient.slot == "between" || recipient.slot == "among" || recipient.slot == "alongside" || (recipient.slot == "obj" && recipient.direct);
      if (both_sides && type->quad <= 2 && !beside) {
        recipient.parties.clear();
      } else if (!promised && (name != "AGREE" || recipient.slot == "with" || recipient.slot == "between" || recipient.slot == "obj")) {
        actor.parties.insert(actor.parties.end(), recipient.parties.begin(), recipient.parties.end());
        recipient.parties.clear();
      }
    }
    // "The discussions were held in a friendly manner": those of the two sides.
    if (name == "CONSULT" && noun && node.from_light_verb && tree_.is_passive(node.carrier) && actor.parties.empty() && recipient.parties.empty() && tree_.child(node.word, Deprel::kDet) != kNone) {
      actor.parties = meeting_;
      actor.slot = "document";
    }
    inherit_countries(node, actor, recipient, conflict);
    drop_countryless(actor);
    drop_countryless(recipient);
    // "Committed to the defeat of ISIS" promises the rebels nothing.
    if (name == "AGREE" && recipient.slot != "with") {
      std::erase_if(recipient.parties, [&](const Party& party) { return is_stateless_sector(document_.actors[party.actor].sector) && document_.actors[party.actor].code == document_.actors[party.actor].sector; });
    }
    if (recipient.parties.empty() && !symmetric && (name == "SUPPORT" || name == "REQUEST" || name == "AGREE" || name == "CONCEDE")) {
      recipient = interlocutor(node, actor.parties, first_event);
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
    if (recipient.parties.empty() && (!symmetric || (name == "AGREE" && codes(actor.parties).size() == 1))) recipient = implied_recipient(node, *type, actor.parties);
    if (actor.parties.empty() && node.mode == "release" && tree_.is_passive(node.carrier) && ontology_.words.find("from") != kUnknownWord) {
      // "was freed from Barad-dur": who held him.
      std::vector<Index> from;
      tree_.arguments_with(node.carrier, from_, from);
      for (const Index i : from) actor.direct = collect(i, true, actor.parties) || actor.direct;
      std::erase_if(actor.parties, [&](const Party& party) { return codes(recipient.parties).contains(document_.actors[party.actor].code); });
      actor.slot = "from";
    }
    static constexpr auto kLegal = std::to_array<std::string_view>({"arrest", "investigate", "convict", "deport"});
    const bool legal = tree_.is_passive(node.carrier) && std::find(kLegal.begin(), kLegal.end(), node.mode) != kLegal.end();
    if (actor.parties.empty() && (name == "ASSAULT" || legal)) {
      // An attack that no one is named for is told of the country where it happened.
      actor = party_of_mention(place_mention(node));
      actor.slot = "place";
    }
    if (name == "AID" && recipient.parties.empty()) recipient = thanking(node, actor.parties);
    if (node.rule->type == ontology_.type_named("CONSULT") && codes(actor.parties).size() == 1 && recipient.parties.empty() && document_.actors[actor.parties.front().actor].sector == "GOV") recipient = host_of_place(node, actor.parties);
    if (actor.parties.empty() && writes_of_own_act(node, name, recipient.parties)) actor = author_of(node);
    if (!parties_suffice(*type, actor.parties, recipient.parties)) return;
    // Companies "supporting the war machine", talks with one's physician, demands on one's own parliament.
    const Deprel standing = tree_.deprel(node.carrier);
    if (name == "SUPPORT" && recipient.parties.empty() && !node.nominal && (standing == Deprel::kAcl || standing == Deprel::kAclRelcl)) return;
    if (name == "AGREE" && node.rule->type == ontology_.type_named("CONSULT") && !recipient.parties.empty() && codes(actor.parties) == codes(recipient.parties) && distinct_people(actor.parties, recipient.parties) < 2) return;
    if (name == "REQUEST" && codes(actor.parties) == codes(recipient.parties) && is_own_government(actor.parties)) return;
    if (((type->quad <= 2 && recipient.parties.empty()) || name == "REQUEST") && is_domestic(actor.parties)) return;
    if (name == "ACCUSE" && recipient.parties.empty() && blames_nobody(node)) return;
    if (is_comment(*node.rule) && (codes(actor.parties).empty() || codes(recipient.parties).empty() || codes(actor.parties) == codes(recipient.parties))) return;
    if (node.rule->conditional && (codes(actor.parties).empty() || codes(recipient.parties).empty())) return;
    if (actor.parties.empty() && (recipient.parties.empty() || !conflict)) return;
    if (actor.parties.empty() && name == "ACCUSE" && std::all_of(recipient.parties.begin(), recipient.parties.end(), [&](const Party& party) { return is_stateless_sector(document_.actors[party.actor].code); })) return;
    const std::set<std::string> actor_codes = codes(actor.parties);
    const std::set<std::string> recipient_codes = codes(recipient.parties);
    if (node.nominal && !nominal_counts(node, *type, actor_codes, recipient_codes)) return;
    if (when != When::kPast && actor_codes.size() + recipient_codes.size() < 2 && type->quad != 4) return;
    if (!among_states(node, *type, actor, recipient)) return;

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

  // "thanked the President for all the help that the United States is giving": help to who thanks.
  [[nodiscard]] Bound thanking(const Node& node, const std::vector<Party>& givers) const {
    Index at = node.carrier;
    for (int steps = 0; steps < 8; ++steps) {
      at = tree_.head(at);
      if (at == kNone) return {};
      const int above = node_of_word_[at];
      if (above < 0 || nodes_[static_cast<std::size_t>(above)].type != ontology_.type_named("SUPPORT")) continue;
      const Node& thanks = nodes_[static_cast<std::size_t>(above)];
      if (&thanks == &node) continue;
      Bound out = bind(thanks, thanks.rule->frame.actor, givers);
      std::erase_if(out.parties, [&](const Party& party) { return codes(givers).contains(document_.actors[party.actor].code); });
      out.slot = "who thanks";
      return out;
    }
    return {};
  }

  // "While in Saudi Arabia, the President will discuss ...": with the hosts.
  [[nodiscard]] Bound host_of_place(const Node& node, const std::vector<Party>& visitors) const {
    Bound out = party_of_mention(place_mention(node));
    std::erase_if(out.parties, [&](const Party& party) { return codes(visitors).contains(document_.actors[party.actor].code); });
    out.slot = "place";
    return out;
  }

  // A line of a list whose subject is left out: "Launched a partnership with Denmark". What only one
  // government writes in the infinitive is a plan of its own; of two it is what they undertake.
  [[nodiscard]] bool is_bullet(const Node& node) const {
    if (node.nominal || document_.authors.empty()) return false;
    Index first = node.carrier;
    while (tree_.deprel(first) == Deprel::kConj && tree_.head(first) != kNone && tree_.is_verbal(tree_.head(first))) first = tree_.head(first);
    if (tree_.head(first) != kNone || !tree_.agents(node.carrier).empty() || tree_.is_passive(node.carrier)) return false;
    for (Index i = 0; i < first; ++i) {
      if (tree_.token(i).upos != Upos::kPunct && tree_.token(i).upos != Upos::kAdv && tree_.token(i).upos != Upos::kSym) return false;
    }
    const std::string& form = tree_.token(node.carrier).xpos;
    return form == "VBD" || form == "VBN" || (document_.authors.size() >= 2 && (form == "VB" || form == "VBP"));
  }

  // A government's own notice leaves out who sanctions, a joint statement who condemns.
  [[nodiscard]] bool writes_of_own_act(const Node& node, std::string_view name, const std::vector<Party>& recipients) const {
    const std::set<std::string> others = codes(recipients);
    if (document_.authors.empty() || others.empty() || node.forced_negated) return false;
    if (std::any_of(document_.authors.begin(), document_.authors.end(), [&](std::uint32_t a) { return others.contains(document_.actors[a].code); })) return false;
    if (name == "SANCTION") return document_.authors.size() == 1;
    return document_.authors.size() >= 2 && !node.nominal && !tree_.is_passive(node.carrier) && (name == "ACCUSE" || name == "SUPPORT" || name == "REQUEST" || name == "AGREE");
  }

  [[nodiscard]] Bound author_of(const Node& node) const {
    Bound out;
    for (const std::uint32_t actor : document_.authors) out.parties.push_back({actor, -1, tree_.token(node.carrier).span});
    out.slot = "author";
    return out;
  }

  [[nodiscard]] bool is_own_government(const std::vector<Party>& actors) const {
    const std::set<std::string> own = codes(actors);
    return document_.authors.size() == 1 && own.size() == 1 && document_.actors[document_.authors.front()].code == *own.begin();
  }

  // A government that writes of itself alone ("we are committed to good jobs") tells nothing between
  // states, unless the sentence speaks of the world or of a framework with others.
  [[nodiscard]] bool is_domestic(const std::vector<Party>& actors) const {
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
  static bool is_topic_slot(std::string_view slot) {
    return slot == "inobj" || slot == "incomp" || slot == "comp" || slot == "owner" || (slot.starts_with("content ") && !slot.ends_with(" with"));
  }

  // "condemn any violence", "oppose all forms of terrorism"
  [[nodiscard]] bool blames_nobody(const Node& node) const {
    for (const Index object : tree_.objects(node.word)) {
      const Index det = tree_.child(object, Deprel::kDet);
      if (det != kNone && (tree_.form(det) == "any" || tree_.form(det) == "all" || tree_.form(det) == "every")) return true;
    }
    return false;
  }

  [[nodiscard]] bool is_mutual(Index i) const {
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) == Deprel::kAmod && tree_.in_class("mutual", c)) return true;
    }
    return false;
  }

  // Settled convention 4: what one side says in a meeting goes to the other side, unless the sentence
  // names another object. The meeting is one told in this sentence, else the document's.
  [[nodiscard]] Bound interlocutor(const Node& node, const std::vector<Party>& actors, std::size_t first_event) const {
    Bound out;
    const std::set<std::string> said = codes(actors);
    if (said.size() != 1) return out;
    std::vector<Party> sides = meeting_;
    for (std::size_t k = first_event; k < document_.events.size(); ++k) {
      const Event& told = document_.events[k];
      if (told.event != "CONSULT" || told.when != When::kPast) continue;
      std::vector<Party> both = told.actor;
      both.insert(both.end(), told.recipient.begin(), told.recipient.end());
      if (codes(both).contains(*said.begin())) sides = std::move(both);
    }
    if (sides.empty() && document_.authors.size() == 2) sides = author_of(node).parties;
    const std::set<std::string> all = codes(sides);
    if (!all.contains(*said.begin())) return out;
    // A demand is made of whom it speaks of; thanks and promises are said to who listens.
    if (ontology_.types[node.type].name == "REQUEST" && speaks_of_others(node, all)) return out;
    for (const Party& party : sides) {
      if (document_.actors[party.actor].code != *said.begin()) out.parties.push_back(party);
    }
    out.slot = "interlocutor";
    return out;
  }

  [[nodiscard]] bool speaks_of_others(const Node& node, const std::set<std::string>& sides) const {
    const std::vector<bool> inside = clause_of(node);
    for (Index i = 0; i < tree_.size(); ++i) {
      const std::int32_t m = inside[i] ? tree_.inner_mention_at(i) : -1;
      if (m < 0) continue;
      for (const std::uint32_t actor : document_.mentions[static_cast<std::size_t>(m)].actors) {
        const std::string& code = document_.actors[actor].code;
        if (!code.empty() && !sides.contains(code)) return true;
      }
    }
    return false;
  }

  [[nodiscard]] Bound party_of_mention(std::int32_t m) const {
    Bound out;
    if (m < 0) return out;
    const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
    for (const std::uint32_t actor : mention.actors) {
      if (!document_.actors[actor].code.empty()) out.parties.push_back({actor, m, mention.span});
    }
    return out;
  }

  // Where the text names no other side: the country named in the rest of the clause ("aid to refugees
  // fleeing the war in Liberia", "settlements in Gaza"); for rules of acts inside a country (protest,
  // curfew, reform) the country itself, as the PLOVER manual's records do.
  [[nodiscard]] Bound implied_recipient(const Node& node, const EventType& type, const std::vector<Party>& actors) const {
    static constexpr auto kReachOut = std::to_array<std::string_view>({"AID", "AGREE", "ASSAULT", "COERCE", "SANCTION", "THREATEN", "REJECT", "REQUEST", "MOBILIZE", "RETREAT", "CONCEDE", "PROTEST"});
    Bound out;
    if (node.nominal || node.mode == "resign") return out;
    const auto among = [&](const auto& names) { return std::find(names.begin(), names.end(), type.name) != names.end(); };
    // "criticised the closure of shops in Bali", but an attack in Kabul is not Kabul's.
    const std::vector<Index> objects = type.name == "ACCUSE" ? tree_.objects(node.word) : std::vector<Index>{};
    const std::uint8_t assault = ontology_.type_named("ASSAULT");
    const bool of_force = std::any_of(objects.begin(), objects.end(), [&](Index o) { return (noun_types_[o] >> assault & 1U) != 0; });
    if (among(kReachOut) || (type.name == "ACCUSE" && !objects.empty() && !of_force)) {
      const std::vector<bool> inside = clause_of(node);
      for (Index i = node.word + 1; i < tree_.size() && out.parties.empty(); ++i) {
        const std::int32_t m = inside[i] && !in_side_clause(i, node) ? tree_.mention_at(i) : -1;
        if (m < 0 || document_.mentions[static_cast<std::size_t>(m)].kind == MentionKind::kPronoun) continue;
        const WordId preposition = tree_.preposition(i);
        if (preposition != in_ && preposition != from_ && preposition != of_ && (preposition != to_ || type.name == "PROTEST")) continue;
        Bound found = party_of_mention(m);
        std::erase_if(found.parties, [&](const Party& party) { return codes(actors).contains(document_.actors[party.actor].code); });
        out.parties = std::move(found.parties);
        out.slot = "clause";
      }
    }
    // Rebels and crowds act at home unless another country is named.
    const bool at_home = (type.name == "ASSAULT" || type.name == "COERCE" || type.name == "THREATEN") && actors.size() == 1 && (document_.actors[actors.front().actor].sector == "REB" || document_.actors[actors.front().actor].sector == "UAF");
    if (out.parties.empty() && (node.rule->frame.own || at_home) && node.type == node.rule->type && codes(actors).size() == 1) {
      out.parties = {actors.front()};
      out.slot = "own country";
    }
    return out;
  }

  // Inside "after a soldier was reported missing": another act's surroundings.
  [[nodiscard]] bool in_side_clause(Index i, const Node& node) const {
    for (Index at = i; at != kNone && at != node.word && at != node.carrier; at = tree_.head(at)) {
      if (tree_.deprel(at) == Deprel::kAdvcl && tree_.mark(at) != to_ && !is_free_participle(at)) return true;
    }
    return false;
  }

  // Matches, deals of firms and quarrels of a town are told in the words of states.
  [[nodiscard]] bool among_states(const Node& node, const EventType& type, const Bound& actor, const Bound& recipient) const {
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
    if (!force && !scene_.has_state && std::all_of(all.begin(), all.end(), is_private)) return false;
    if (codes(all).size() <= 1 && type.name != "ASSAULT" && type.name != "PROTEST" && is_local(node)) return false;
    return true;
  }

  // The doer is of a town or county: "the school board", "the mayor of Leeds".
  [[nodiscard]] bool is_local(const Node& node) const {
    for (const Index agent : tree_.agents(node.carrier)) {
      if (tree_.in_class("local_government", agent)) return true;
      for (const Index c : tree_.children(agent)) {
        const Deprel relation = tree_.deprel(c);
        if ((relation == Deprel::kCompound || relation == Deprel::kAmod || relation == Deprel::kNmod) && tree_.in_class("local_government", c)) return true;
      }
    }
    return false;
  }

  // Talks and joint work need two sides: two countries, or two office-holders of one country.
  [[nodiscard]] bool parties_suffice(const EventType& type, const std::vector<Party>& actors, const std::vector<Party>& recipients) const {
    std::set<std::string> all = codes(actors);
    const std::set<std::string> others = codes(recipients);
    all.insert(others.begin(), others.end());
    if (type.name == "CONSULT") return all.size() >= 2 || is_gathering(actors, recipients) || distinct_people(actors, recipients) >= 2;
    if (type.name == "COOPERATE") return all.size() >= 2;
    return true;
  }

  // "G20 foreign ministers met": many under one name.
  [[nodiscard]] bool is_gathering(const std::vector<Party>& actors, const std::vector<Party>& recipients) const {
    if (!recipients.empty()) return false;
    return std::any_of(actors.begin(), actors.end(), [&](const Party& party) {
      static constexpr auto kBodies = std::to_array<std::string_view>({"UNO", "EUR", "NAT", "ASA", "QUAD", "G07", "G20", "AFU", "OAS", "OSC", "IGO"});
      if (party.mention < 0 || std::find(kBodies.begin(), kBodies.end(), document_.actors[party.actor].code) == kBodies.end()) return false;
      const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
      const Token& head = document_.sentences[mention.sentence].tokens[mention.head];
      return head.xpos == "NNS" || head.xpos == "NNPS";
    });
  }

  [[nodiscard]] std::size_t distinct_people(const std::vector<Party>& actors, const std::vector<Party>& recipients) const {
    std::set<std::uint32_t> people;
    for (const std::vector<Party>* parties : {&actors, &recipients}) {
      for (const Party& party : *parties) {
        const Actor& actor = document_.actors[party.actor];
        // A minister and "members of the House": two, though the second is no one by name.
        if ((!actor.name.empty() && !actor.office.empty()) || actor.sector == "LEG") people.insert(party.actor);
      }
    }
    return people.size();
  }

  void retype_future(Node& node) {
    if (node.mode == "resign") return;  // giving up an office counts when it is said
    const std::uint8_t before = node.type;
    const std::string mode = node.mode;
    retype(node, CompositionTable::kFuture, false, "the future");
    if (node.type == before) return;
    const auto modes = ontology_.mode_by_content.find(node.type);
    if (modes == ontology_.mode_by_content.end() || !node.mode.empty()) return;
    const std::string& name = ontology_.types[before].name;
    auto found = modes->second.find(name + "." + mode);
    if (found == modes->second.end()) found = modes->second.find(name);
    if (found != modes->second.end() && ontology_.types[node.type].modes.contains(found->second)) node.mode = found->second;
  }

  [[nodiscard]] bool has_auxiliary(Index i, std::string_view word) const {
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) == Deprel::kAux && to_lower_ascii(tree_.form(c)) == word) return true;
    }
    return false;
  }

  // "is going to help".
  [[nodiscard]] bool is_going_to(Index i) const {
    return tree_.deprel(i) == Deprel::kXcomp && tree_.mark(i) == to_ && tree_.head(i) != kNone && tree_.form(tree_.head(i)) == "going";
  }

  [[nodiscard]] bool has_condition(Index i) const { return condition_clause(i) != kNone; }

  // The same, of the predicate itself or of what it threatens.
  [[nodiscard]] Index condition_below(const Node& node) const {
    if (const Index own = condition_clause(node.carrier); own != kNone) return own;
    for (const Index c : tree_.children(node.carrier)) {
      if (tree_.deprel(c) != Deprel::kXcomp && tree_.deprel(c) != Deprel::kCcomp) continue;
      if (const Index inner = condition_clause(c); inner != kNone) return inner;
    }
    return kNone;
  }

  // The clause under "if" or "unless" beside a verb.
  [[nodiscard]] Index condition_clause(Index i) const {
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) != Deprel::kAdvcl) continue;
      for (const Index m : tree_.children(c)) {
        if (tree_.deprel(m) == Deprel::kMark && ontology_.in_class("conditional_marks", tree_.lower(m))) return c;
      }
    }
    return kNone;
  }

  // "in the event of an attack", "simulating an attack", "prepared for an attack".
  [[nodiscard]] bool is_imagined(Index i) const {
    const Index up = tree_.head(i);
    if (up == kNone || !tree_.in_class("imagined", up)) return false;
    switch (tree_.deprel(i)) {
      case Deprel::kObj: return true;
      case Deprel::kNmod: return tree_.preposition(i) == of_;
      case Deprel::kObl: return tree_.form(tree_.preposition_token(i) == kNone ? i : tree_.preposition_token(i)) == "for";
      default: return false;
    }
  }

  [[nodiscard]] bool is_future_noun(Index i) const {
    for (const Index c : tree_.children(i)) {
      if ((tree_.deprel(c) == Deprel::kAmod || tree_.deprel(c) == Deprel::kCompound) && tree_.in_class("future_adjectives", c)) return true;
    }
    return false;
  }

  // "the decision to remove restrictions": taken, so the act counts.
  [[nodiscard]] bool is_decided(Index i) const {
    return tree_.deprel(i) == Deprel::kAcl && tree_.head(i) != kNone && tree_.in_class("decisions", tree_.head(i));
  }

  // A subject that is missing or a third-person pronoun without antecedent may be the reporter.
  [[nodiscard]] bool subject_is_open(const Node& node) const {
    if (tree_.is_passive(node.carrier)) return false;
    const std::vector<Index> subjects = tree_.agents(node.carrier);
    if (subjects.empty()) return true;
    return tree_.token(subjects.front()).upos == Upos::kPron && tree_.mention_at(subjects.front()) < 0;
  }

  // A verb in its base form, without a subject, inside the quotation that a report carries.
  [[nodiscard]] bool is_quoted_order(const Node& node) const {
    if (node.reporter < 0 || node.nominal || tree_.token(node.carrier).xpos != "VB") return false;
    const Modality modality = modality_of(node.carrier);
    if (modality.infinitive || modality.future || modality.conditional || tree_.child(node.carrier, Deprel::kNsubj) != kNone) return false;
    return tree_.deprel(node.carrier) == Deprel::kCcomp || tree_.deprel(node.carrier) == Deprel::kParataxis || tree_.head(node.carrier) == kNone;
  }

  // Who an order is given to: the person told.
  bool order_to(const Node& node, Bound& actor) const {
    const Node& report = nodes_[static_cast<std::size_t>(node.reporter)];
    for (const Deprel relation : {Deprel::kIobj, Deprel::kObj}) {
      const Index told = tree_.child(report.word, relation);
      if (told == kNone) continue;
      for (const Index i : tree_.with_conjuncts(told)) collect(i, true, actor.parties);
      if (!actor.parties.empty()) return true;
    }
    return false;
  }

  // Turns "Iraq must cooperate" under a report into a REQUEST by the reporter toward Iraq.
  bool demand(Node& node, Bound& actor, Bound& recipient) {
    const Bound reporter = reporter_of(node);
    if (reporter.parties.empty() || actor.parties.empty()) return false;
    // Of one country only where they stand against each other: rebels and a president.
    const std::string& who = document_.actors[reporter.parties.front().actor].sector;
    if (codes(reporter.parties) == codes(actor.parties) && (who == document_.actors[actor.parties.front().actor].sector || (who != "REB" && who != "OPP" && who != "UAF"))) return false;
    const std::uint8_t request = ontology_.type_named("REQUEST");
    if (request == kNoType || ontology_.types[node.type].name == "REQUEST") return request != kNoType;
    node.steps.push_back("an obligation put on another is a demand of the speaker");
    const auto modes = ontology_.mode_by_content.find(request);
    if (modes != ontology_.mode_by_content.end()) {
      auto found = modes->second.find(ontology_.types[node.type].name);
      if (found == modes->second.end()) found = modes->second.find("default");
      if (found != modes->second.end()) node.mode = found->second;
    }
    node.type = request;
    recipient = std::move(actor);
    actor = reporter;
    return true;
  }

  [[nodiscard]] Bound content_parties(std::size_t k, const std::vector<Party>& taken) const {
    for (std::size_t j = 0; j < nodes_.size(); ++j) {
      const Node& inner = nodes_[j];
      if (inner.governor != static_cast<int>(k) || !inner.content) continue;
      const bool noun = inner.kind == PredicateKind::kNoun;
      Bound bound = bind(inner, noun ? inner.rule->frame.noun_recipient : inner.rule->frame.recipient, taken);
      if (bound.parties.empty()) bound = bind(inner, noun ? inner.rule->frame.noun_actor : inner.rule->frame.actor, taken);
      if (bound.parties.empty()) bound = content_parties(j, taken);
      if (!bound.parties.empty()) {
        bound.slot = "content " + bound.slot;
        return bound;
      }
    }
    return {};
  }

  // A person or group without a country of its own ("demonstrators", "residents") belongs where the act
  // happens, else to the country of the other side.
  void inherit_countries(const Node& node, Bound& actor, Bound& recipient, bool conflict) {
    const std::string here = place_country(node);
    const auto inherit = [&](Bound& bound, const Bound& other) {
      for (Party& party : bound.parties) {
        const Actor& actor_value = document_.actors[party.actor];
        if (!actor_value.code.empty() || actor_value.sector.empty()) continue;
        static constexpr auto kDomestic = std::to_array<std::string_view>({"OPP", "PTY", "REB", "COP", "JUD"});
        const bool domestic = std::find(kDomestic.begin(), kDomestic.end(), actor_value.sector) != kDomestic.end();
        std::string code = conflict || (domestic && &bound == &actor) ? here : std::string();
        // Who sanctions is abroad; crowds and soldiers are of the country they act in.
        if (code.empty() && conflict && ontology_.types[node.type].quad == 4 && (&bound == &recipient || ontology_.types[node.type].name != "SANCTION")) {
          // Soldiers abroad harm others than their own: the other country of the sentence, if there is one.
          const std::set<std::string> others = codes(other.parties);
          const std::set<std::string> foreign = others_in_sentence(others);
          const bool soldiers = &bound == &recipient && !other.parties.empty() && document_.actors[other.parties.front().actor].sector != "COP";
          if (others.size() == 1 && soldiers && !foreign.empty()) {
            if (foreign.size() == 1) code = *foreign.begin();
          } else if (others.size() == 1) {
            code = *others.begin();
          } else if (others.empty() && !other.parties.empty() && foreign.size() == 1) {
            code = *foreign.begin();  // "demonstrators were killed by security forces": of the one country spoken of
          }
        }
        if (code.empty() && is_stateless_sector(actor_value.sector)) code = actor_value.sector;
        if (code.empty()) continue;
        Actor with_country = actor_value;
        with_country.code = code;
        with_country.source += with_country.source.empty() ? "country of the act" : "; country of the act";
        party.actor = add_actor(with_country);
      }
    };
    inherit(actor, recipient);
    inherit(recipient, actor);
  }

  // Countries that the sentence names besides these, but for who only reports.
  [[nodiscard]] std::set<std::string> others_in_sentence(const std::set<std::string>& but) const {
    std::set<std::string> out;
    for (Index i = 0; i < tree_.size(); ++i) {
      const std::int32_t m = tree_.inner_mention_at(i);
      if (m < 0 || is_source(i)) continue;
      for (const std::uint32_t actor : document_.mentions[static_cast<std::size_t>(m)].actors) {
        const Actor& who = document_.actors[actor];
        if (!who.code.empty() && who.sector != "IGO" && who.sector != "JRN" && who.sector != "NGO" && !is_stateless_sector(who.code) && !but.contains(who.code)) out.insert(who.code);
      }
    }
    return out;
  }

  // Inside the subject of a report: "a Russian official said".
  [[nodiscard]] bool is_source(Index i) const {
    for (Index at = i; at != kNone; at = tree_.head(at)) {
      const Index up = tree_.head(at);
      if (up == kNone) return false;
      const int above = node_of_word_[up];
      if (tree_.deprel(at) == Deprel::kNsubj && above >= 0 && nodes_[static_cast<std::size_t>(above)].rule->effect == Effect::kReport) return true;
    }
    return false;
  }

  static bool is_stateless_sector(std::string_view sector) {
    return sector == "REB" || sector == "NGO" || sector == "CRM";
  }

  std::uint32_t add_actor(const Actor& actor) {
    for (std::size_t i = 0; i < document_.actors.size(); ++i) {
      if (document_.actors[i] == actor) return static_cast<std::uint32_t>(i);
    }
    document_.actors.push_back(actor);
    return static_cast<std::uint32_t>(document_.actors.size() - 1);
  }

  void drop_countryless(Bound& bound) const {
    std::erase_if(bound.parties, [&](const Party& party) { return document_.actors[party.actor].code.empty(); });
  }

  // A noun alone counts where it names its parties: two sides of a meeting, a doer or a target of an
  // act of force, or in a heading.
  [[nodiscard]] bool nominal_counts(const Node& node, const EventType& type, const std::set<std::string>& actors, const std::set<std::string>& recipients) const {
    if (tree_.deprel(node.word) == Deprel::kCompound || tree_.deprel(node.word) == Deprel::kNmodPoss) return false;
    std::set<std::string> all = actors;
    all.insert(recipients.begin(), recipients.end());
    if (tree_.sentence().heading && is_subject_of_heading(node.word)) return all.size() >= 2;
    if (type.quad == 1 || type.quad == 3) return all.size() >= 2 && (node.governor < 0 || !node.content) && is_fact_position(node.word);
    if (node.rule->frame.symmetric) return all.size() >= 2 && is_fact_position(node.word);
    return !actors.empty() && !recipients.empty() && (node.governor < 0 || !node.content || all.size() >= 2);
  }

  // "X's Call with Y", "Readout of X's Call with Y".
  [[nodiscard]] bool is_subject_of_heading(Index i) const {
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
  [[nodiscard]] bool is_fact_position(Index i) const {
    switch (tree_.deprel(i)) {
      case Deprel::kNsubj: case Deprel::kNsubjPass: case Deprel::kRoot: return true;
      case Deprel::kObl: case Deprel::kNmod: {
        // "a settlement to be reached in talks"
        const Index up = tree_.head(i);
        if (up != kNone && tree_.is_verbal(up) && tree_.mark(up) == to_ && tree_.deprel(up) == Deprel::kAcl) return false;
        const Index preposition = tree_.preposition_token(i);
        return preposition != kNone && tree_.in_class("factual_prepositions", preposition);
      }
      default: return false;
    }
  }

  void unique_parties(std::vector<Party>& parties) const {
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

  [[nodiscard]] Span trigger_span(const Node& node) const {
    Span span = tree_.token(node.word).span;
    if (node.from_light_verb) {
      const Span verb = tree_.token(node.carrier).span;
      // Verb to noun where they are close; else the noun alone.
      if (verb.begin < span.begin && span.end - verb.begin < 60) span.begin = verb.begin;
    }
    return span;
  }

  // Settled convention 1: the mode comes only from the words of the sentence.
  void set_consult_mode(const Node& node, Event& event) const {
    std::set<std::string> all = codes(event.actor);
    const std::set<std::string> others = codes(event.recipient);
    const bool has_recipient = !others.empty();
    all.insert(others.begin(), others.end());
    bool phone = tree_.in_class("phone", node.word) && ontology_.types[node.type].name == "CONSULT";
    for (const Index c : tree_.children(node.word)) if (tree_.in_class("phone", c) && tree_.deprel(c) != Deprel::kObj) phone = true;
    for (const Index c : tree_.children(node.carrier)) if (tree_.in_class("phone", c) && tree_.deprel(c) != Deprel::kObj && tree_.deprel(c) != Deprel::kNsubj) phone = true;
    if (!event.mode.empty()) return;
    if (all.size() >= 3) event.mode = {"multilateral"};
    else if (phone) event.mode = {"phone"};
    else if (has_recipient) event.mode = {"visit"};
    else {
      const std::string country = place_country(node);
      if (!country.empty()) {
        if (all.contains(country)) receive_at_home(country, event);
        else if (all.size() == 2) event.mode = {"third-party"};
      }
    }
  }

  // Two sides in the country of one: the other is the visitor.
  void receive_at_home(const std::string& host, Event& event) const {
    event.mode = {"visit"};
    std::vector<Party> visitors, hosts;
    for (const Party& party : event.actor) (document_.actors[party.actor].code == host ? hosts : visitors).push_back(party);
    if (visitors.empty() || codes(visitors).size() != 1) return;
    event.actor = std::move(visitors);
    event.recipient = std::move(hosts);
  }

  // The tokens of the node's clause: what is below its carrier and not below another event.
  [[nodiscard]] std::vector<bool> clause_of(const Node& node) const {
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

  void set_fields(const Node& node, Event& event) const {
    const std::vector<bool> inside = clause_of(node);
    const std::vector<bool> everywhere(tree_.size(), true);
    event.pillars = named_fields(fields_.pillars, ontology_.pillars, inside);
    if (event.pillars.empty()) event.pillars = named_fields(fields_.pillars, ontology_.pillars, everywhere);
    event.context = named_fields(fields_.contexts, ontology_.contexts, inside);
    if (event.context.empty()) event.context = named_fields(fields_.contexts, ontology_.contexts, everywhere);
    // "diplomacy" is for acts with no other field.
    if (event.pillars.size() > 1) std::erase(event.pillars, "diplomacy");
    const auto add_initiatives = [&](const std::vector<bool>& where) {
      for (const FieldHit& hit : fields_.initiatives) {
        if (!where[hit.first]) continue;
        const std::string& id = ontology_.initiatives[hit.field].id;
        if (std::find(event.initiatives.begin(), event.initiatives.end(), id) == event.initiatives.end()) event.initiatives.push_back(id);
      }
    };
    add_initiatives(inside);
    if (event.initiatives.empty()) add_initiatives(everywhere);
    event.magnitude = find_magnitudes(tree_, inside);
  }

  void set_date(const Node& node, Event& event, bool future) {
    const std::vector<TimeExpression> times = find_time_expressions(tree_, document_.published, future && event.event != "AGREE");
    // The expression that hangs lowest above or beside the carrier: fewest steps from it.
    const TimeExpression* best = nullptr;
    Index best_distance = tree_.size();
    for (const TimeExpression& time : times) {
      if (time.deadline) continue;
      for (Index i = time.first; i < time.last; ++i) {
        const Index distance = tree_.distance_up(i, node.carrier);
        if (distance < best_distance) {
          best_distance = distance;
          best = &time;
        }
      }
    }
    if (best != nullptr && best_distance <= 4 && !future) {
      event.date = best->from;
      if (document_.published.known() && best->from.known() && best->to.year + 1 < document_.published.year && event.when == When::kPast) event.when = When::kHistorical;
      event.explanation.steps.push_back("dated by its own words");
      event.date_from_text = true;
    } else {
      event.date = document_.published;
    }
  }

  // Country of the place the clause names ("in Paris", "at the White House"), empty if none.
  [[nodiscard]] std::int32_t place_mention(const Node& node) const {
    for (const Index base : {node.word, node.carrier}) {
      std::vector<Index> candidates;
      for (const Index c : tree_.children(base)) {
        if (tree_.deprel(c) == Deprel::kObl || tree_.deprel(c) == Deprel::kNmod || (tree_.deprel(c) == Deprel::kAdvcl && tree_.token(c).upos == Upos::kPropn)) candidates.push_back(c);
        if (tree_.deprel(c) == Deprel::kObj || tree_.deprel(c) == Deprel::kNsubj || tree_.deprel(c) == Deprel::kNsubjPass || tree_.deprel(c) == Deprel::kObl) {
          for (const Index d : tree_.children(c)) if (tree_.deprel(d) == Deprel::kNmod) candidates.push_back(d);
        }
      }
      for (const Index c : candidates) {
        const std::int32_t m = tree_.inner_mention_at(c);
        if (m < 0) {
          // "near the town of Samarra", "in a residential sector of eastern Beirut".
          const std::int32_t inner = is_place_phrase(c) ? place_below(c) : -1;
          if (inner >= 0) return inner;
          continue;
        }
        const WordId preposition = tree_.preposition(c);
        const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
        const bool country = mention.kind != MentionKind::kNationality && mention.actors.size() == 1 && document_.actors[mention.actors.front()].sector.empty() && document_.actors[mention.actors.front()].name.empty();
        if ((preposition == in_ || preposition == at_ || tree_.form(tree_.preposition_token(c) == kNone ? c : tree_.preposition_token(c)) == "near") && (mention.place || country)) return m;
      }
    }
    return -1;
  }

  [[nodiscard]] bool is_place_phrase(Index i) const {
    static constexpr auto kPlace = std::to_array<std::string_view>({"in", "at", "near", "outside", "around", "inside", "on"});
    const Index preposition = tree_.preposition_token(i);
    return preposition != kNone && std::find(kPlace.begin(), kPlace.end(), tree_.form(preposition)) != kPlace.end();
  }

  // A place or country in the "of" phrases below a noun.
  [[nodiscard]] std::int32_t place_below(Index i, int depth = 0) const {
    for (const Index c : tree_.children(i)) {
      const Deprel relation = tree_.deprel(c);
      if (relation == Deprel::kAmod ? !tree_.in_class("localities", i) : relation != Deprel::kNmod && relation != Deprel::kCompound && relation != Deprel::kAppos) continue;
      if (relation == Deprel::kNmod && tree_.preposition(c) != of_ && tree_.preposition(c) != in_) continue;
      const std::int32_t m = tree_.inner_mention_at(c);
      if (m >= 0) {
        const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
        const bool country = mention.actors.size() == 1 && document_.actors[mention.actors.front()].sector.empty() && document_.actors[mention.actors.front()].name.empty();
        if (mention.place || country) return m;
      }
      if (depth < 2 && relation == Deprel::kNmod) {
        if (const std::int32_t below = place_below(c, depth + 1); below >= 0) return below;
      }
    }
    return -1;
  }

  [[nodiscard]] std::string place_country(const Node& node) const {
    const std::int32_t m = place_mention(node);
    if (m < 0) return {};
    const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
    return mention.actors.empty() ? std::string() : document_.actors[mention.actors.front()].code;
  }

  void set_place(const Node& node, Event& event) const {
    const std::int32_t m = place_mention(node);
    if (m < 0) return;
    const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
    event.location = std::string(slice(document_.text, mention.span));
    event.location_country = document_.actors[mention.actors.front()].code;
  }

  // A rule of thumb for sorting, not a probability: how directly the text names rule and parties.
  [[nodiscard]] double confidence(const Node& node, const Bound& actor, const Bound& recipient) const {
    double value = 0.6;
    if (actor.direct) value += 0.15;
    if (recipient.direct || node.rule->frame.symmetric) value += 0.1;
    if (node.conditions % 100 >= 2) value += 0.1;
    if (node.nominal) value -= 0.15;
    if (recipient.slot == "inobj" || recipient.slot == "incomp") value -= 0.15;
    return std::clamp(value, 0.05, 0.95);
  }

  // The same act told twice in a sentence is one event: same type and polarity, and the same parties
  // or fewer of them.
  void merge_or_add(Event event, std::size_t first_event, const std::set<std::string>& actors, const std::set<std::string>& recipients, const Node& node) {
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

  void add_commitment_source(Event& event, const Node& node) const {
    if (event.event != "AGREE" || event.when != When::kPast) return;
    event.content = content_span(node);
    event.firm = node.rule->type != ontology_.type_named("AGREE") || node.rule->firm;
  }

  // What was promised, in the document's words: the complement or object, else the clause.
  [[nodiscard]] Span content_span(const Node& node) const {
    for (const Index c : tree_.children(node.word)) {
      const Deprel relation = tree_.deprel(c);
      if (relation == Deprel::kXcomp || relation == Deprel::kCcomp || (relation == Deprel::kAdvcl && tree_.mark(c) == to_) || relation == Deprel::kAcl) return tree_.subtree_span(c);
    }
    if (node.rule->type == ontology_.type_named("AGREE")) {
      for (const Index c : tree_.objects(node.word)) return tree_.subtree_span(c);
    }
    // A future act: from the verb to the end of its clause.
    Span span = tree_.subtree_span(node.carrier);
    span.begin = std::min(tree_.token(node.carrier).span.begin, tree_.token(node.word).span.begin);
    return span;
  }

  static const std::vector<Slot> kSubjectSlot;

  Document& document_;
  const Ontology& ontology_;
  const std::vector<Party>& meeting_;  // the two sides the document is about, empty if unknown
  Scene scene_;
  Tree tree_;
  bool others_only_ = false;  // its other side must be another country
  bool force_ = false;  // the node being emitted is an act of force
  WordId to_, of_, in_, from_, among_, at_, by_;
  std::vector<Node> nodes_;
  std::vector<int> node_of_word_;
  std::vector<std::pair<std::size_t, std::size_t>> emitted_;  // node and event
  std::vector<std::uint32_t> noun_types_;
  SentenceFields fields_;
};

const std::vector<Slot> SentenceCoder::kSubjectSlot = {{SlotKind::kSubj, kUnknownWord}};

// One party a country where the event has exactly two countries and is cooperative.
std::vector<Party> two_sides(const Document& document, const Event& event) {
  if (event.quad_code > 2) return {};
  std::vector<Party> out;
  for (const std::vector<Party>* parties : {&event.actor, &event.recipient}) {
    for (const Party& party : *parties) {
      // "travelled to Brussels" tells no one who was met there.
      if (party.mention >= 0 && document.mentions[static_cast<std::size_t>(party.mention)].place) return {};
      const bool known = std::any_of(out.begin(), out.end(), [&](const Party& other) {
        return document.actors[other.actor].code == document.actors[party.actor].code;
      });
      if (!known) out.push_back(party);
    }
  }
  // A visitor and several hosts are sides, too.
  constexpr std::size_t kManyHosts = 6;
  const bool tour = event.actor.size() == 1 && out.size() > 2 && out.size() <= kManyHosts;
  return out.size() == 2 || tour ? out : std::vector<Party>{};
}

}  // namespace
}  // namespace coding

namespace coding {
namespace {

// By paragraph: whether three different words of sport stand in it, and no office-holder.
std::vector<bool> sports_paragraphs(const Document& document, const Ontology& ontology) {
  constexpr std::size_t kEnough = 3;
  std::vector<std::set<WordId>> found(document.paragraphs.size() + 1);
  std::vector<bool> officials(found.size(), false);
  const auto paragraph_of = [&](const Sentence& sentence) { return std::min<std::size_t>(sentence.paragraph, found.size() - 1); };
  for (const Sentence& sentence : document.sentences) {
    for (const Token& token : sentence.tokens) {
      for (const std::string_view word : {std::string_view(token.lemma), form(document, token)}) {
        const WordId id = ontology.words.find(to_lower_ascii(word));
        if (id == kUnknownWord || !ontology.in_class("sports", id)) continue;
        found[paragraph_of(sentence)].insert(id);
        break;
      }
    }
  }
  for (const Mention& mention : document.mentions) {
    for (const std::uint32_t actor : mention.actors) {
      const Actor& who = document.actors[actor];
      const bool known = !who.code.empty() && (!who.office.empty() || !who.name.empty());
      if (known && (who.sector == "GOV" || who.sector == "IGO" || who.sector == "LEG")) officials[paragraph_of(document.sentences[mention.sentence])] = true;
    }
  }
  std::vector<bool> out(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) out[i] = found[i].size() >= kEnough && !officials[i];
  return out;
}

// "Secretary X and Minister Y at a Joint Press Availability": the two countries of the title.
std::vector<std::uint32_t> joint_speakers(const Document& document, const Ontology& ontology) {
  if (document.title.empty() || document.sentences.empty()) return {};
  const bool together = std::any_of(document.sentences[0].tokens.begin(), document.sentences[0].tokens.end(), [&](const Token& token) {
    const WordId id = ontology.words.find(to_lower_ascii(form(document, token)));
    return id != kUnknownWord && ontology.in_class("together_titles", id);
  });
  std::vector<std::uint32_t> out;
  for (const Mention& mention : document.mentions) {
    if (mention.sentence != 0 || mention.body_part || mention.place) continue;
    for (const std::uint32_t actor : mention.actors) {
      const std::string& code = document.actors[actor].code;
      const bool known = std::any_of(out.begin(), out.end(), [&](std::uint32_t other) { return document.actors[other].code == code; });
      if (!code.empty() && !known) out.push_back(actor);
    }
  }
  return together && out.size() == 2 ? out : std::vector<std::uint32_t>{};
}

bool names_a_state(const Document& document) {
  static constexpr auto kPublic = std::to_array<std::string_view>({"GOV", "MIL", "LEG", "IGO", "SPY", "REB", "UAF"});
  return std::any_of(document.mentions.begin(), document.mentions.end(), [&](const Mention& mention) {
    return std::any_of(mention.actors.begin(), mention.actors.end(), [&](std::uint32_t actor) {
      const Actor& who = document.actors[actor];
      if (who.sector.empty()) {
        // A country by name, where it acts or is acted on.
        const Deprel relation = document.sentences[mention.sentence].tokens[mention.head].deprel;
        const bool party = relation == Deprel::kNsubj || relation == Deprel::kNsubjPass || relation == Deprel::kObj || relation == Deprel::kIobj;
        return mention.kind == MentionKind::kName && !who.code.empty() && !mention.place && party;
      }
      return std::find(kPublic.begin(), kPublic.end(), who.sector) != kPublic.end() && !who.code.empty();
    });
  });
}

}  // namespace
}  // namespace coding

void code_events(Document& document, const Ontology& ontology) {
  // The two sides of a readout: of the first talks coded in its title or first sentences. A long text
  // (a briefing, a speech) is about more than one meeting.
  constexpr std::uint32_t kLead = 5, kLongDocument = 60;
  std::vector<Party> meeting;
  const std::vector<bool> sports = coding::sports_paragraphs(document, ontology);
  const bool has_state = coding::names_a_state(document);
  const std::vector<std::uint32_t> pair = coding::joint_speakers(document, ontology);
  for (std::uint32_t s = 0; s < document.sentences.size(); ++s) {
    if (document.sentences[s].tokens.empty()) continue;
    const std::size_t before = document.events.size();
    coding::SentenceCoder(document, s, ontology, meeting, {sports[std::min<std::size_t>(document.sentences[s].paragraph, sports.size() - 1)], has_state, pair}).run();
    if (!meeting.empty() || s >= kLead || document.sentences.size() > kLongDocument) continue;
    for (std::size_t k = before; k < document.events.size() && meeting.empty(); ++k) meeting = coding::two_sides(document, document.events[k]);
  }
  for (std::size_t k = 0; k < document.events.size(); ++k) {
    Event& event = document.events[k];
    std::string key = document.id;
    key += fmt::format("|{}|{}|{}|{}", document.sentences[event.sentence].span.begin, event.trigger.begin, event.event, name_in(kWhens, event.when));
    event.id = digest_hex(key).substr(0, 16);
  }
  coding::find_occurrences(document);
  coding::find_commitments(document, ontology);
}

}  // namespace entente
