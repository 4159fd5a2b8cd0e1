// Documents as rows a user reads: event records in NDJSON and CSV, tables for a terminal, and the
// explanation of an event. docs/event-record.md holds the fields.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "document/document.h"
#include "ontology/ontology.h"

namespace entente {

enum class OutputFormat : std::uint8_t { kTable, kNdjson, kCsv, kCount };
struct OutputFormatRow { OutputFormat value; std::string_view name; };
inline constexpr auto kOutputFormats = std::to_array<OutputFormatRow>(
    {{OutputFormat::kTable, "table"}, {OutputFormat::kNdjson, "ndjson"}, {OutputFormat::kCsv, "csv"}});
static_assert(rows_in_enum_order(kOutputFormats));

// One event a line, UTF-8, newline at the end. Spans are offsets in characters (Unicode code points)
// of the document's text, half-open. An act told in several sentences is one line, that of its fullest
// telling, with all of them under "mentions"; with `every_mention` each telling has its line.
void write_events_ndjson(const Document& document, const Ontology& ontology, bool every_mention, std::ostream& output);
void write_csv_header(std::ostream& output);
void write_events_csv(const Document& document, bool every_mention, std::ostream& output);
void write_commitments_ndjson(const Document& document, std::ostream& output);

struct TableOptions {
  bool colour = false;
  unsigned width = 100;     // columns of the terminal
  bool every_mention = false;
  bool by_pillar = false;   // group the events by field instead of by document
};
// Collects documents' events for a person to read.
class EventTable {
 public:
  explicit EventTable(TableOptions options) : options_(options) {}
  void add(const Document& document);
  void print(std::ostream& output) const;

 private:
  struct Row {
    std::string document, date, when, event, actors, recipients, text, initiatives;
    std::vector<std::string> pillars;
    std::size_t mentions = 0;
  };
  void print_row(const Row& row, std::ostream& output) const;
  TableOptions options_;
  std::vector<Row> rows_;
};

// Who every sentence mentions: kind, country, sector, name, office, and which table or rule said so.
void write_mentions(const Document& document, std::ostream& output);

// Sentence, tree, actors with office at the document's date, rule and bound words of every event of
// the document, or of the event with this id prefix.
void write_explanation(const Document& document, const Ontology& ontology, const std::string& event_id, std::ostream& output);

}  // namespace entente
