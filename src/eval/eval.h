// How well it codes: gold files, strict and lenient one-to-one matching, per-type scores with
// intervals, comparison of runs, samples to judge, rule examples, mention tables.
// The gold format and how to annotate: docs/annotation.md.
#pragma once

#include <array>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "ontology/ontology.h"
#include "pipeline/pipeline.h"
#include "syntax/syntax.h"

namespace entente {

// ---------------------------------------------------------------- gold

// One gold or coded event reduced to what is scored. Codes are sorted sets.
struct ScoredEvent {
  std::string event;
  std::optional<std::vector<std::string>> actor, recipient, mode, pillars;  // empty optional: not asserted
  std::string when;
  bool optional = false;          // gold: may be coded or not
  std::vector<ScoredEvent> alt;   // gold: other readings that are right, too
};
// A text of its own, or sentence number `sentence` (from 0) of the document with this url.
struct GoldDocument {
  std::string id, text, url;
  std::uint32_t sentence = 0;
  Date date;
  std::vector<ScoredEvent> events;
};
// Reads gold JSON lines; throws Error(kInput) naming the line and what is wrong with it.
std::vector<GoldDocument> read_gold(const std::string& path);

// One gold of several coders' work on the same texts: firm is what more than half of them hold firm, optional what fewer do;
// every reading that anyone holds for possible is one. Two coders' events are one act where they share a type in some
// reading. Throws Error(kInput) where a text is not in every file.
std::vector<GoldDocument> adjudicate(const std::vector<std::vector<GoldDocument>>& coders);
// One JSON line a text, as read_gold() reads it.
void write_gold(const std::vector<GoldDocument>& gold, std::ostream& output);

// What the coder said, as the guide counts it: negated and hypothetical events are left out unless
// `all` is set. The second form takes the events of one sentence only.
std::vector<ScoredEvent> scored_events(const Document& document, bool all = false);
std::vector<ScoredEvent> scored_events(const Document& document, std::uint32_t sentence, bool all);

// Gold beside what was coded, text by text.
struct CodedGold {
  GoldDocument gold;
  std::vector<ScoredEvent> coded;
};
struct CodedRun {
  std::vector<CodedGold> texts;
  std::vector<std::string> missing;  // "url sentence n" of records whose sentence no document holds
};
// Codes every gold record: its own text, or its sentence where it names a document; those are looked
// for in `documents` (paths as pipeline's run() takes them).
CodedRun code_gold(const std::vector<GoldDocument>& gold, const Models& models, const std::vector<std::string>& documents, bool all);
// Takes the coded events from a saved run (JSON lines with id and events) instead; a text the run
// does not hold throws Error(kInput).
CodedRun join_gold(const std::vector<GoldDocument>& gold, const std::string& run_path);
// One JSON line a text: id and events. Read back by join_gold().
void write_run(const CodedRun& run, std::ostream& output);

// ---------------------------------------------------------------- scores

// Strict: a gold event's first reading, every gold event asked for. Lenient: any of its readings;
// an optional event that was not coded is no miss, and one that was is no false alarm.
enum class Matching : std::uint8_t { kStrict, kLenient };

struct TypeScore { F1 type, triple; };
struct EvalScores {
  F1 type, triple, pillars;
  std::uint64_t matched = 0, actor_right = 0, recipient_right = 0, mode_asserted = 0, mode_right = 0;
  std::map<std::string, TypeScore> per_type;
  // gold type -> coded type -> count; "-" stands for nothing coded, or nothing in the gold.
  std::map<std::string, std::map<std::string, std::uint64_t>> confusion;
  std::uint64_t exact_sentences = 0, sentences = 0;
  std::vector<TypeScore> per_text;  // in the order of add(); what the bootstrap draws from
  void add(const GoldDocument& gold, const std::vector<ScoredEvent>& coded, Matching matching);
};
EvalScores score_run(const CodedRun& run, Matching matching);

struct Interval { double low = 0, high = 0; };
// 95 % percentile interval of a figure over `replicates` samples of texts drawn with replacement
// (Efron 1979); the generator is seeded with a constant, so that a run repeats.
using Figure = std::function<double(const TypeScore& summed)>;
Interval bootstrap(const EvalScores& scores, const Figure& figure, unsigned replicates = 2000);
// The same of the difference b - a, both drawn with the same texts (paired bootstrap).
Interval bootstrap_difference(const EvalScores& a, const EvalScores& b, const Figure& figure, unsigned replicates = 2000);

void print_scores(const EvalScores& scores, Matching matching, std::ostream& output);
void print_scores_ndjson(const EvalScores& scores, Matching matching, std::ostream& output);
// Both runs over the same gold: differences with intervals, and the texts that got better or worse.
void print_comparison(const CodedRun& before, const CodedRun& after, Matching matching, std::ostream& output);
// Gold and coded events of every text, one line each.
void print_texts(const CodedRun& run, std::ostream& output);
void print_parse_scores(const ParseScores& scores, std::string_view title, std::ostream& output);

// ---------------------------------------------------------------- samples to judge

// Draws `count` sentences of at least four words from the documents: those whose digest of seed, url and
// number is smallest, so that neither order nor threads matter. Writes gold records with the text, what stands before
// it, and what the coder said, for a person to correct (docs/annotation.md).
void draw_sentences(const std::vector<std::string>& documents, const Models& models, std::uint64_t seed, std::size_t count, std::ostream& output);

// ---------------------------------------------------------------- rules and mentions

// The day on which the examples of rules are read.
inline constexpr Date kExampleDate{2024, 5, 1};
// The examples that rules carry, each with the one event it must give (parties not asserted where the example names none).
std::vector<GoldDocument> rule_examples(const Ontology& ontology);
// Runs the examples and counter-examples that rules carry; prints each that fails.
struct RuleCheck { std::uint64_t passed = 0, failed = 0; };
using CodeText = std::function<Document(const std::string& text)>;
RuleCheck check_rules(const Ontology& ontology, const CodeText& code, std::ostream& output);

// A mention file (TSV: case, function, mention, context, date, gold_country, gold_code1, ...; "*" is
// not asserted) scored cell by cell; prints the cells that are wrong.
struct MentionCheck { std::uint64_t right = 0, asserted = 0; };
using ResolveText = std::function<std::vector<Actor>(const std::string& mention, const std::string& context, Date date)>;
MentionCheck check_mentions(const std::string& path, const ResolveText& resolve, Date today, std::ostream& output);

}  // namespace entente
