// Whole files and tab-separated tables, with faults that name the file, the line and the reason.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/base.h"

namespace entente {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

[[noreturn]] void refuse(const std::filesystem::path& path, int error_number) {
  throw Error(ErrorKind::kInput, fmt::format("{}: {}", path.string(), std::strerror(error_number)));
}

std::string_view without_bom(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

// What is wrong with one line of a table; empty where nothing is.
std::string row_fault(const std::vector<std::string_view>& cells,
                      const std::vector<std::string_view>& columns) {
  if (cells.size() == columns.size()) return {};
  return fmt::format("{} cells, expected {}", cells.size(), columns.size());
}

std::string header_fault(const std::vector<std::string_view>& cells,
                         std::span<const std::string_view> columns) {
  if (std::equal(cells.begin(), cells.end(), columns.begin(), columns.end())) return {};
  return fmt::format("columns are \"{}\", expected \"{}\"", fmt::join(cells, "|"),
                     fmt::join(columns, "|"));
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  if (std::error_code ignored; std::filesystem::is_directory(path, ignored)) refuse(path, EISDIR);
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) refuse(path, errno);
  std::string bytes;
  std::error_code unknown;  // a pipe has no size
  const auto size = std::filesystem::file_size(path, unknown);
  if (!unknown) bytes.reserve(static_cast<std::size_t>(size));
  std::array<char, 1U << 16U> buffer;
  std::size_t got = 0;
  while ((got = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0) {
    bytes.append(buffer.data(), got);
  }
  if (std::ferror(file.get()) != 0) refuse(path, errno);
  return bytes;
}

Table read_table(const std::filesystem::path& path, std::span<const std::string_view> columns) {
  std::string bytes;
  try {
    bytes = read_file(path);
  } catch (const Error& error) {
    throw Error(ErrorKind::kFatal, error.what());
  }
  return parse_table(std::move(bytes), path.string(), columns);
}

// Cells are views into `storage`. A std::string may move its bytes when it is short, so storage
// keeps a capacity beyond the small-string size and a moved Table keeps its views.
Table parse_table(std::string bytes, const std::string& name, std::span<const std::string_view> columns, std::size_t first_line) {
  Table table;
  table.storage = std::move(bytes);
  table.storage.reserve(64);
  std::vector<std::string> faults;
  std::size_t line_number = first_line - 1;
  for (std::string_view line : split(without_bom(table.storage), '\n')) {
    ++line_number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string_view> cells = split(line, '\t');
    const bool header = table.columns.empty();
    const std::string fault =
        header ? header_fault(cells, columns) : row_fault(cells, table.columns);
    if (!fault.empty()) {
      faults.push_back(fmt::format("{}: line {}: {}", name, line_number, fault));
    }
    if (header) {
      table.columns = std::move(cells);
    } else if (fault.empty()) {
      table.rows.push_back({line_number, std::move(cells)});
    }
  }
  if (table.columns.empty()) faults.push_back(name + ": no line names the columns");
  if (!faults.empty()) throw Error(ErrorKind::kFatal, join(faults, "\n"));
  return table;
}

}  // namespace entente
