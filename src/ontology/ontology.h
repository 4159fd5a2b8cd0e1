// The knowledge the coder works with: event types, rules, word classes, composition tables, pillars,
// contexts, initiatives. Loads and checks the data files; once made it only answers.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/base.h"
#include "document/document.h"

namespace entente {

// Words are compared as numbers. 0 is every word the ontology never mentions.
using WordId = std::uint32_t;
inline constexpr WordId kUnknownWord = 0;

class Words {
 public:
  WordId add(std::string_view word);
  [[nodiscard]] WordId find(std::string_view word) const;
  [[nodiscard]] std::string_view text(WordId id) const { return texts_[id]; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, WordId, Hash, std::equal_to<>> ids_;
  std::vector<std::string> texts_{std::string()};
};

// ---------------------------------------------------------------- event types

inline constexpr std::uint8_t kNoType = 0xFF;

struct EventType {
  std::string name;
  int quad = 0;
  double score = 0;
  std::string cameo;
  std::map<std::string, double, std::less<>> modes;
};

// A type with an optional mode, as composition tables and rules name it ("RETREAT.access").
struct TypeMode {
  std::uint8_t type = kNoType;
  std::string mode;
};

// ---------------------------------------------------------------- rules

// What an operator does to the event inside it; kNone = the rule codes an event itself.
enum class Effect : std::uint8_t {
  kNone, kReport, kStart, kStop, kFail, kPlan, kTry, kDeny, kAllow, kOrder, kFactive, kAnnounce, kCount
};
struct EffectRow { Effect value; std::string_view name; };
inline constexpr auto kEffects = std::to_array<EffectRow>(
    {{Effect::kNone, "none"}, {Effect::kReport, "report"}, {Effect::kStart, "start"},
     {Effect::kStop, "stop"}, {Effect::kFail, "fail"}, {Effect::kPlan, "plan"},
     {Effect::kTry, "try"}, {Effect::kDeny, "deny"}, {Effect::kAllow, "allow"},
     {Effect::kOrder, "order"}, {Effect::kFactive, "factive"}, {Effect::kAnnounce, "announce"}});
static_assert(rows_in_enum_order(kEffects));

// What becomes of an event inside the event of this rule.
enum class Content : std::uint8_t { kDefault, kAbsorb, kKeep, kPass, kCount };
struct ContentRow { Content value; std::string_view name; };
inline constexpr auto kContents = std::to_array<ContentRow>(
    {{Content::kDefault, "default"}, {Content::kAbsorb, "absorb"}, {Content::kKeep, "keep"},
     {Content::kPass, "pass"}});
static_assert(rows_in_enum_order(kContents));

enum class SlotKind : std::uint8_t {
  kSubj, kObj, kIobj, kOwner, kInobj, kComp, kIncomp, kPlace, kPoss, kCondition, kReporter, kPreposition, kCount
};
struct SlotKindRow { SlotKind value; std::string_view name; };
inline constexpr auto kSlotKinds = std::to_array<SlotKindRow>(
    {{SlotKind::kSubj, "subj"}, {SlotKind::kObj, "obj"}, {SlotKind::kIobj, "iobj"},
     {SlotKind::kOwner, "owner"}, {SlotKind::kInobj, "inobj"}, {SlotKind::kComp, "comp"},
     {SlotKind::kIncomp, "incomp"}, {SlotKind::kPlace, "place"}, {SlotKind::kPoss, "poss"},
     {SlotKind::kCondition, "condition"}, {SlotKind::kReporter, "reporter"}, {SlotKind::kPreposition, "preposition"}});
static_assert(rows_in_enum_order(kSlotKinds));

struct Slot {
  SlotKind kind = SlotKind::kSubj;
  WordId preposition = kUnknownWord;  // of kPreposition
};

struct Frame {
  bool symmetric = false;
  bool own = false;  // an act inside the actor's country: without another target it is that country's
  std::vector<Slot> actor, recipient, noun_actor, noun_recipient;
};

// A condition on a word: one of these lemmas, an event noun of one of these types (bit per type), or
// the head of a mention of some country or body.
struct WordSet {
  std::vector<WordId> words;  // sorted
  std::uint32_t types = 0;
  bool actor = false, person = false, other = false;  // %ACTOR, %PERSON, %OTHER
  [[nodiscard]] bool empty() const { return words.empty() && types == 0 && !actor && !person && !other; }
  [[nodiscard]] bool has(WordId word) const;
};

enum class PredicateKind : std::uint8_t { kVerb, kNoun, kAdjective, kCount };

struct RuleExample {
  std::string text;
  std::string expected;  // empty for a counter-example
};

struct Rule {
  std::string id;
  std::string file;
  std::uint32_t line = 0;
  std::uint8_t type = kNoType;
  std::string mode;
  std::string cameo;
  Effect effect = Effect::kNone;
  Content content = Content::kDefault;
  WordSet object, not_object, subject, not_subject, prepositions, not_prepositions;
  WordSet endings;           // as a verb: the phrase ends with one of these
  WordSet of;                // as a noun: only where one of these stands behind its "of"
  std::optional<bool> passive;
  std::optional<bool> complement;
  bool negated = false;      // only where it is denied, which then is what it says
  bool future = false;       // only with "will", "shall", "going to"
  bool obligation = false;   // only where it is laid on the subject: "must", "needs to"
  std::optional<bool> transitive;  // as a verb: only with an object, or only without
  bool alternative = false;  // only behind "or": what follows otherwise
  WordSet within;            // one of these stands somewhere below the predicate
  bool mutual = false;       // as a verb: only where two states or more are its subject
  bool conditional = false;  // only beside an "if" or "unless" clause
  Frame frame;
  bool firm = true;
  bool of_user = false;      // out of a user's own file
  int priority = 0;
  std::vector<RuleExample> examples;
  std::vector<std::string> counter;
};

// One way a rule begins: the head word is the index key, `more` must follow below it in the tree.
struct Trigger {
  std::uint32_t rule = 0;
  std::vector<WordId> more;
};

// ---------------------------------------------------------------- fields

// Weighted terms of pillars or contexts; longest match over lemmas wins.
struct FieldTerm { std::uint16_t field = 0; std::uint8_t weight = 0; };

struct Initiative {
  std::string id, name;
  std::vector<std::string> members, pillars;
  Date from, to;
};

// Phrases of words; walked token by token. Words of only punctuation are skipped on both sides, so
// "Indo-Pacific", "Indo - Pacific" and "Indo Pacific" are one phrase.
class PhraseTrie {
 public:
  void add(const std::vector<WordId>& phrase, std::uint32_t payload);
  void erase_if(const std::function<bool(std::uint32_t payload)>& gone);
  // Payload list of a node; the root is node 0. next() gives 0 where no phrase goes on.
  [[nodiscard]] std::uint32_t next(std::uint32_t node, WordId word) const;
  [[nodiscard]] const std::vector<std::uint32_t>& payloads(std::uint32_t node) const { return payloads_[node]; }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> edges_;
  std::vector<std::vector<std::uint32_t>> payloads_{1};
};

enum class CompositionTable : std::uint8_t { kFuture, kRefused, kFail, kStop, kAnnounce, kAllow, kCount };
struct CompositionTableRow { CompositionTable value; std::string_view name; };
inline constexpr auto kCompositionTables = std::to_array<CompositionTableRow>(
    {{CompositionTable::kFuture, "future"}, {CompositionTable::kRefused, "refused"},
     {CompositionTable::kFail, "fail"}, {CompositionTable::kStop, "stop"},
     {CompositionTable::kAnnounce, "announce"}, {CompositionTable::kAllow, "allow"}});
static_assert(rows_in_enum_order(kCompositionTables));

struct Ontology {
  std::string version;
  std::string digest;  // of every file read: two runs with one digest used the same knowledge
  Words words;
  std::vector<EventType> types;
  std::vector<Rule> rules;
  std::array<std::unordered_map<WordId, std::vector<Trigger>>, static_cast<std::size_t>(PredicateKind::kCount)> triggers;
  std::map<std::string, std::vector<WordId>, std::less<>> classes;  // sorted
  // composition[table][type]: absent = the type stays; type kNoType = nothing is coded.
  std::array<std::map<std::uint8_t, TypeMode>, static_cast<std::size_t>(CompositionTable::kCount)> composition;
  // mode of an outer type by content ("REQUEST" -> "AID" -> "assist", "default").
  std::map<std::uint8_t, std::map<std::string, std::string, std::less<>>> mode_by_content;
  std::vector<std::string> pillars, contexts;
  std::vector<FieldTerm> pillar_terms, context_terms;
  PhraseTrie pillar_trie, context_trie, initiative_trie;
  std::uint32_t overruled = 0;  // a bit for each type of which a user's file replaces or disables a rule
  std::vector<Initiative> initiatives;

  [[nodiscard]] std::uint8_t type_named(std::string_view name) const;  // kNoType if there is none
  [[nodiscard]] const std::vector<WordId>& word_class(std::string_view name) const;  // must exist
  [[nodiscard]] bool in_class(std::string_view name, WordId word) const;
  // Mode of an event of type `outer` by what it is about: `inner` with its mode, else `inner`, else the
  // row's default; empty where composition.toml names none.
  [[nodiscard]] std::string content_mode(std::uint8_t outer, std::uint8_t inner, std::string_view inner_mode) const;
  [[nodiscard]] double score(std::uint8_t type, const std::vector<std::string>& modes) const;
};

// A user's own files, read after (agendas) and before (rules) the built-in ones.
struct OntologyFiles {
  // Of the form of data/pillars.tsv. A term that stands here leaves its built-in field; weight 0 takes
  // it away, weight 0 with the term "*" takes the whole field away, and with the field "*" all of them.
  std::vector<std::filesystem::path> agendas;
  // Of the form of data/rules/*.toml. A rule with the id of a built-in one stands in its place;
  // `disabled = true` only takes that one away.
  std::vector<std::filesystem::path> rules;
  // Also the examples of the built-in rules: only checking the rules needs them, and they are a fifth of the files.
  bool examples = false;
};

// Reads data/ontology, data/rules, data/pillars.tsv, data/contexts.tsv and data/initiatives.tsv;
// throws Error(kFatal) that lists every fault with file and line.
Ontology load_ontology(const std::filesystem::path& data_directory, const OntologyFiles& user = {});

// The words of a phrase as the tries know them: split at spaces and hyphens, full stops dropped.
std::vector<std::string> phrase_words(std::string_view phrase);
// One token's form as the tries know it ("U.S." -> "US"); empty for pure punctuation.
std::string phrase_word(std::string_view form);

}  // namespace entente
