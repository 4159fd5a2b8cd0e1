// Answers as rows: one value type, three formats.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "query/query.h"

namespace entente {
namespace {

std::string number_text(double value) {
  if (value == std::floor(value) && std::fabs(value) < 1e15) return fmt::format("{:.0f}", value);
  std::string out = fmt::format("{:.4f}", value);
  while (out.ends_with('0')) out.pop_back();
  return out;
}

struct CellText {
  std::string_view separator;
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return number_text(value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const std::vector<std::string>& value) const { return join(value, separator); }
};

struct CellJson {
  nlohmann::ordered_json operator()(std::monostate) const { return nullptr; }
  nlohmann::ordered_json operator()(double value) const {
    if (value == std::floor(value) && std::fabs(value) < 1e15) return static_cast<std::int64_t>(value);
    return value;
  }
  template <class Value>
  nlohmann::ordered_json operator()(const Value& value) const { return value; }
};

std::string csv_quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string out(1, '"');
  for (const char c : cell) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

// Hits of a search, and control characters of foreign text that a terminal would obey.
std::string for_terminal(std::string_view text, bool colour) {
  std::string out;
  for (const char c : text) {
    if (c == '\x02') out += colour ? "\x1b[1m" : "[";
    else if (c == '\x03') out += colour ? "\x1b[0m" : "]";
    else if (static_cast<unsigned char>(c) < 0x20 || c == '\x7f') out += ' ';
    else out.push_back(c);
  }
  return out;
}

std::string without_marks(std::string text) {
  std::erase(text, '\x02');
  std::erase(text, '\x03');
  return text;
}

std::size_t columns_of(std::string_view text) {
  std::size_t out = 0;
  for (const char c : text) out += (static_cast<unsigned char>(c) & 0xC0U) != 0x80 ? 1 : 0;
  return out;
}

// `text` in lines of at most `width` columns, broken at spaces, all but the first after `indent` spaces.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  for (const std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    const std::size_t size = columns_of(word);
    if (column > indent && column + 1 + size > width) {
      out.append("\n").append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out.push_back(' ');
      ++column;
    }
    out += word;
    column += size;
  }
  return out;
}

// Few short columns stand side by side; rows with long texts stand one under another, a line a column.
void write_table(const Answer& answer, unsigned width, bool colour, std::ostream& output) {
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  for (const std::string& column : answer.columns) widths.push_back(columns_of(column));
  for (const std::vector<Cell>& row : answer.rows) {
    std::vector<std::string> line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line.push_back(for_terminal(std::visit(CellText{", "}, row[i]), colour));
      widths[i] = std::max(widths[i], columns_of(line.back()));
    }
    cells.push_back(std::move(line));
  }
  std::size_t total = 0;
  for (const std::size_t column : widths) total += column + 2;
  if (total <= width + 2) {
    const auto line = [&](const std::vector<std::string>& row) {
      std::string out;
      for (std::size_t i = 0; i < row.size(); ++i) {
        out += row[i];
        if (i + 1 < row.size()) out += std::string(widths[i] - columns_of(row[i]) + 2, ' ');
      }
      output << out << "\n";
    };
    line(answer.columns);
    for (const std::vector<std::string>& row : cells) line(row);
    return;
  }
  std::size_t name_width = 0;
  for (const std::string& column : answer.columns) name_width = std::max(name_width, column.size());
  for (std::size_t r = 0; r < cells.size(); ++r) {
    if (r > 0) output << "\n";
    for (std::size_t i = 0; i < cells[r].size(); ++i) {
      if (cells[r][i].empty()) continue;
      output << fmt::format("{:<{}}  {}\n", answer.columns[i], name_width, wrapped(cells[r][i], width, name_width + 2));
    }
  }
}

}  // namespace

void write_answer(const Answer& answer, OutputFormat format, unsigned width, bool colour, std::ostream& output) {
  switch (format) {
    case OutputFormat::kNdjson:
      for (const std::vector<Cell>& row : answer.rows) {
        nlohmann::ordered_json line;
        for (std::size_t i = 0; i < row.size(); ++i) {
          nlohmann::ordered_json value = std::visit(CellJson{}, row[i]);
          if (value.is_string()) value = without_marks(value.get<std::string>());
          line[answer.columns[i]] = std::move(value);
        }
        output << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
      }
      return;
    case OutputFormat::kCsv: {
      output << join(answer.columns, ",") << "\n";
      for (const std::vector<Cell>& row : answer.rows) {
        std::vector<std::string> line;
        for (const Cell& cell : row) line.push_back(csv_quoted(without_marks(std::visit(CellText{";"}, cell))));
        output << join(line, ",") << "\n";
      }
      return;
    }
    default:
      if (answer.picture.empty()) write_table(answer, width, colour, output);
      else output << answer.picture;
      for (const std::string& note : answer.notes) output << "note: " << note << "\n";
  }
}

}  // namespace entente
