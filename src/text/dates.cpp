// ISO first; then the first month name with a day and a year beside it, in any order.
#include "text/dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/base.h"

namespace entente {
namespace {

constexpr auto kMonths = std::to_array<std::string_view>(
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});
constexpr std::size_t kLongestDate = 100;

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_ascii_digit);
}

int month_number(std::string_view lower) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (lower.starts_with(kMonths[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

int small_number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// Runs of letters or of digits.
std::string_view take_word(std::string_view& rest) {
  const auto kind = [](char c) { return is_ascii_digit(c) ? 1 : is_ascii_alpha(c) ? 2 : 0; };
  while (!rest.empty() && kind(rest.front()) == 0) rest.remove_prefix(1);
  std::size_t end = 0;
  while (end < rest.size() && kind(rest[end]) == kind(rest.front())) ++end;
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

std::optional<Date> parse_with_month_name(std::string_view text) {
  int day = 0;
  int month = 0;
  int year = 0;
  const std::string lower = to_lower_ascii(text);
  std::string_view rest = lower;
  for (std::string_view word = take_word(rest); !word.empty() && (day == 0 || month == 0 || year == 0);
       word = take_word(rest)) {
    if (!all_digits(word)) {
      if (month == 0) month = month_number(word);
    } else if (word.size() == 4 && year == 0) {
      year = small_number(word);
    } else if (word.size() <= 2 && day == 0) {
      day = small_number(word);
    }
  }
  if (day == 0 || month == 0 || year == 0) return std::nullopt;
  return parse_date(fmt::format("{:04}-{:02}-{:02}", year, month, day));
}

std::optional<Date> parse_any(std::string_view text) {
  text = trim(text.substr(0, kLongestDate));
  if (text.size() == 8 && all_digits(text)) {
    return parse_date(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
  }
  std::string iso(text);
  std::replace(iso.begin(), iso.end(), '/', '-');
  if (const std::optional<Date> date = parse_date(iso)) return date;
  return parse_with_month_name(text);
}

}  // namespace

std::optional<Date> parse_written_date(std::string_view text) {
  // Pages write "0001-01-01" and the like where they know no date.
  constexpr int kFirstYear = 1000;
  const std::optional<Date> date = parse_any(text);
  return date && date->year >= kFirstYear ? date : std::nullopt;
}

}  // namespace entente
