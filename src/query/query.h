// The questions a ledger answers, as one table: name, parameters, columns, help. The command line, HTTP
// and Python are made from it; none of them knows a question by itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/base.h"
#include "record/record.h"

namespace entente {

// kPositional parameters come in the order of the table; a flag is "1" where it is set.
enum class ParameterKind : std::uint8_t { kPositional, kText, kDate, kNumber, kFlag };
struct Parameter {
  std::string_view name, help;
  ParameterKind kind = ParameterKind::kText;
  bool required = false;
};

// none, whole number, number, text, list of texts
using Cell = std::variant<std::monostate, std::int64_t, double, std::string, std::vector<std::string>>;

struct Answer {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;  // what a reader must know to read the rows rightly
  std::string picture;             // for a terminal, instead of the table
  std::string svg;                 // where the question has a picture
  bool unsound = false;            // the rows name damage of the ledger
};

using Arguments = std::map<std::string, std::string, std::less<>>;

struct Question {
  std::string_view name, help;
  std::vector<Parameter> parameters;
  std::vector<std::string_view> columns;
  Answer (*answer)(const std::filesystem::path& ledger, const Arguments& arguments);
};

const std::vector<Question>& questions();
const Question* question_named(std::string_view name);  // nullptr if there is none

// Checks the arguments against the question's parameters and answers. Throws Error(kUsage) for an unknown
// or missing argument, a date that is none, a name the ledger does not know; Error(kFatal) as Ledger does.
Answer ask(const Question& question, const std::filesystem::path& ledger, const Arguments& arguments);

// Rows as a table for a person (`width` columns), NDJSON or CSV (RFC 4180; lists joined by ';').
void write_answer(const Answer& answer, OutputFormat format, unsigned width, bool colour, std::ostream& output);

}  // namespace entente
