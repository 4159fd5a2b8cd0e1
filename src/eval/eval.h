// How well it codes: gold files, strict one-to-one matching, per-type scores, confusion.
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
#include "syntax/syntax.h"

namespace entente {

// One gold or coded event reduced to what is scored. Codes are sorted sets.
struct ScoredEvent {
  std::string event;
  std::optional<std::vector<std::string>> actor, recipient, mode, pillars;  // empty optional: not asserted
  std::string when;
};
struct GoldDocument {
  std::string id, text;
  Date date;
  std::vector<ScoredEvent> events;
};
// Reads gold JSON lines ({"id","date","text","events":[...]}); throws Error(kInput) naming the line.
std::vector<GoldDocument> read_gold(const std::string& path);

// What the coder said, as the guide counts it: negated and hypothetical events are left out unless
// `all` is set.
std::vector<ScoredEvent> scored_events(const Document& document, bool all = false);

struct TypeScore { F1 type, triple; };
struct EvalScores {
  F1 type, triple, pillars;
  std::uint64_t matched = 0, actor_right = 0, recipient_right = 0, mode_asserted = 0, mode_right = 0;
  std::map<std::string, TypeScore> per_type;
  // gold type -> coded type -> count; "-" stands for nothing coded, or nothing in the gold.
  std::map<std::string, std::map<std::string, std::uint64_t>> confusion;
  std::uint64_t exact_sentences = 0, sentences = 0;
  void add(const GoldDocument& gold, const std::vector<ScoredEvent>& coded);
};
void print_scores(const EvalScores& scores, std::ostream& output);
void print_scores_ndjson(const EvalScores& scores, std::ostream& output);
void print_parse_scores(const ParseScores& scores, std::string_view title, std::ostream& output);

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
