// A line is cut into words once and judged by the counts: how many words, how many begin like a
// name, how many only state a date.
#include "text/headings.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/base.h"

namespace entente {
namespace {

constexpr std::size_t kLongestHeading = 160;
constexpr std::size_t kMostWords = 25;

constexpr auto kDateWords = std::to_array<std::string_view>(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september",
     "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
     "sept", "oct", "nov", "dec", "monday", "tuesday", "wednesday", "thursday", "friday",
     "saturday", "sunday"});

struct LineCounts {
  std::size_t words = 0;
  std::size_t dates = 0;        // month and day names, numbers
  std::size_t month_names = 0;
  std::size_t capital = 0;      // begin with a capital or a digit
  std::size_t small_long = 0;   // begin small and are longer than "with", "from", "into"
  std::size_t all_capitals = 0;
};

bool is_word_edge(char c) {
  return !is_ascii_alpha(c) && !is_ascii_digit(c) && static_cast<unsigned char>(c) < 0x80;
}

std::string_view bare_word(std::string_view word) {
  while (!word.empty() && is_word_edge(word.front())) word.remove_prefix(1);
  while (!word.empty() && is_word_edge(word.back())) word.remove_suffix(1);
  return word;
}

bool is_date_word(std::string_view word) {
  constexpr std::size_t kLongestDateWord = 9;
  return word.size() <= kLongestDateWord &&
         std::find(kDateWords.begin(), kDateWords.end(), to_lower_ascii(word)) != kDateWords.end();
}

LineCounts count_words(std::string_view line) {
  LineCounts counts;
  for (std::string_view word : split(line, ' ')) {
    word = bare_word(word);
    if (word.empty()) continue;
    ++counts.words;
    const bool month = is_date_word(word);
    const bool digit = is_ascii_digit(word.front());
    if (month) ++counts.month_names;
    if (month || digit) ++counts.dates;
    if (!is_ascii_lower(word.front())) {
      ++counts.capital;
    } else if (word.size() > 4) {
      ++counts.small_long;
    }
    if (std::none_of(word.begin(), word.end(), is_ascii_lower)) ++counts.all_capitals;
  }
  return counts;
}

// "NEW DELHI, January 22, 2025", "Washington, D.C. | Jan. 22": a date and at most three more words.
bool is_dateline(const LineCounts& counts) {
  return counts.dates > 0 && counts.words - counts.dates <= 3 &&
         (counts.month_names > 0 || counts.dates == counts.words);
}

bool may_be_heading(std::string_view line) {
  if (line.empty() || line.size() > kLongestHeading) return false;
  constexpr std::string_view kNotLast = ".,;:!?";
  constexpr std::string_view kListMarkers = "-*>";
  if (kNotLast.find(line.back()) != std::string_view::npos) return false;
  if (kListMarkers.find(line.front()) != std::string_view::npos) return false;
  return !line.starts_with("By ") && !line.starts_with("\u2022");
}

}  // namespace

bool looks_like_heading(std::string_view line) {
  if (!may_be_heading(line)) return false;
  const LineCounts counts = count_words(line);
  if (counts.words == 0 || counts.words > kMostWords || is_dateline(counts)) return false;
  if (counts.all_capitals == counts.words) return true;
  return is_word_edge(line.front()) || !is_ascii_lower(line.front())
             ? counts.small_long * 5 <= counts.words && counts.capital * 2 >= counts.words
             : false;
}

bool looks_like_title(std::string_view line) {
  if (!may_be_heading(line) || is_ascii_lower(line.front())) return false;
  const LineCounts counts = count_words(line);
  return counts.words > 1 && counts.words <= kMostWords && !is_dateline(counts);
}

}  // namespace entente
