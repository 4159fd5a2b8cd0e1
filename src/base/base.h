// What everything else stands on: errors that say where, half-open spans, UTF-8, tables that are
// checked against their enums at compile time, digests, and small string tools.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {

// ---------------------------------------------------------------- errors

// kInput: one input was refused, the others go on (exit code 1). kUsage and kFatal end the run
// (exit code 2): a wrong option, a data file or model that cannot be used.
enum class ErrorKind : std::uint8_t { kInput, kUsage, kFatal };

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

// Runs `body`; an Error that leaves it gains "where: " in front, so that the message printed in
// main reads from the outside in: "data/rules/consult.toml: line 12: unknown event CONSUL".
template <class Body>
decltype(auto) with_context(std::string_view where, Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (const Error& error) {
    throw Error(error.kind(), std::string(where) + ": " + error.what());
  }
}

// ---------------------------------------------------------------- spans

// Bytes of Document::text, half-open.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] bool contains(Span other) const { return begin <= other.begin && other.end <= end; }
  [[nodiscard]] bool overlaps(Span other) const { return begin < other.end && other.begin < end; }
  auto operator<=>(const Span&) const = default;
};

inline std::string_view slice(std::string_view text, Span span) {
  return text.substr(span.begin, span.size());
}

// ---------------------------------------------------------------- enum tables

// A table row holds the enum value it describes in `value` and its written form in `name`.
// rows_in_enum_order() is for static_assert: row i describes value i and no value is missing.
template <class Row, std::size_t N>
constexpr bool rows_in_enum_order(const std::array<Row, N>& rows) {
  using Enum = decltype(Row::value);
  if (N != static_cast<std::size_t>(Enum::kCount)) return false;
  for (std::size_t i = 0; i < N; ++i) {
    if (static_cast<std::size_t>(rows[i].value) != i) return false;
  }
  return true;
}

template <class Row, std::size_t N, class Enum>
constexpr std::string_view name_in(const std::array<Row, N>& rows, Enum value) {
  return rows[static_cast<std::size_t>(value)].name;
}

// The value whose row is named `name`; nullptr where there is none.
template <class Row, std::size_t N>
constexpr const Row* row_named(const std::array<Row, N>& rows, std::string_view name) {
  for (const Row& row : rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// ---------------------------------------------------------------- UTF-8

struct CodePoint {
  char32_t value = 0xFFFD;
  std::uint32_t length = 1;  // bytes used, at least 1 so that a reader always advances
  bool valid = false;
};

// The code point at `offset` (which must be inside `text`); invalid bytes give U+FFFD, length 1.
CodePoint decode_utf8(std::string_view text, std::size_t offset);
void append_utf8(std::string& out, char32_t code_point);
bool is_valid_utf8(std::string_view text);

// Code points in text[0, byte_offset): what users of offsets in other languages count.
class CharacterIndex {
 public:
  explicit CharacterIndex(std::string_view text);
  [[nodiscard]] std::uint32_t characters_before(std::uint32_t byte_offset) const;

 private:
  // One running count a 64-byte block; the rest is counted in the block. Pure ASCII keeps none.
  std::string_view text_;
  std::vector<std::uint32_t> blocks_;
};

// ---------------------------------------------------------------- strings

std::string to_lower_ascii(std::string_view text);
// Lower case through Unicode simple mappings; bytes that are not UTF-8 are kept.
std::string to_lower(std::string_view text);
// Latin letters without their diacritics ("São Tomé" -> "Sao Tome"); other scripts unchanged.
std::string fold_accents(std::string_view text);
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
bool is_ascii_digit(char c);
bool is_ascii_upper(char c);
bool is_ascii_lower(char c);
bool is_ascii_alpha(char c);

// ---------------------------------------------------------------- files and digests

// Whole file; throws Error(kInput) naming the path and the system's reason (missing, directory,
// no permission).
std::string read_file(const std::filesystem::path& path);

// XXH3 128 bits of `bytes` as 32 lower-case hex digits.
std::string digest_hex(std::string_view bytes);
std::uint64_t digest64(std::string_view bytes);

// ---------------------------------------------------------------- tab-separated tables

// Data tables are tab-separated: lines that begin with '#' are comments, the first other line
// names the columns. Every fault names the file and line.
struct TableRow {
  std::size_t line = 0;
  std::vector<std::string_view> cells;  // views into Table::storage, as many as columns
};
struct Table {
  std::string storage;
  std::vector<std::string_view> columns;
  std::vector<TableRow> rows;
};
// Throws Error(kFatal) listing every malformed line when a row has not as many cells as `columns`,
// or the header differs from `columns`.
Table read_table(const std::filesystem::path& path, std::span<const std::string_view> columns);
// The same from bytes; `name` and the number of their first line stand in messages.
Table parse_table(std::string bytes, const std::string& name, std::span<const std::string_view> columns, std::size_t first_line = 1);

}  // namespace entente
