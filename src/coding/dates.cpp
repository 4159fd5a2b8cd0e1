// A hand-written scan: English dates have few shapes, and each needs its own arithmetic. Outside
// interface: find_time_expressions().
#include "coding/dates.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace entente::coding {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january", "february", "march", "april", "may", "june",
                                                      "july", "august", "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 13> kNumbers = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};

std::optional<int> month_of(std::string_view word) {
  if (word.ends_with('.')) word.remove_suffix(1);
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (word == kMonths[i] || (word.size() == 3 && word != "may" && kMonths[i].starts_with(word)) || (word == "sept" && i == 8)) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

std::optional<int> weekday_of(std::string_view word) {
  for (std::size_t i = 0; i < kWeekdays.size(); ++i) {
    if (word == kWeekdays[i]) return static_cast<int>(i);
  }
  return std::nullopt;
}

std::optional<int> integer(std::string_view word) {
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

// "3", "3rd", "three", "a", "several" has no number.
std::optional<int> count_of(std::string_view word) {
  if (word == "a" || word == "an") return 1;
  for (std::size_t i = 0; i < kNumbers.size(); ++i) {
    if (word == kNumbers[i]) return static_cast<int>(i);
  }
  return integer(word);
}

std::optional<int> day_of(std::string_view word) {
  if (word.size() > 2 && (word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") || word.ends_with("th"))) word.remove_suffix(2);
  const std::optional<int> value = integer(word);
  return value && *value >= 1 && *value <= 31 ? value : std::nullopt;
}

std::optional<int> year_of(std::string_view word) {
  const std::optional<int> value = integer(word);
  return word.size() == 4 && value && *value >= 1900 && *value <= 2100 ? value : std::nullopt;
}

Date make(int year, int month = 0, int day = 0) {
  return {static_cast<std::int16_t>(year), static_cast<std::int8_t>(month), static_cast<std::int8_t>(day)};
}

Date shift_months(Date date, int months) {
  const int total = date.year * 12 + (date.month - 1) + months;
  return make(total / 12, total % 12 + 1);
}

class Scanner {
 public:
  Scanner(const Tree& tree, Date published, bool future) : tree_(tree), published_(published), future_(future) {
    words_.reserve(tree.size());
    for (Index i = 0; i < tree.size(); ++i) words_.push_back(to_lower_ascii(tree.form(i)));
  }

  std::vector<TimeExpression> run() {
    for (Index i = 0; i < words_.size();) {
      const Index next = at(i);
      i = next > i ? next : i + 1;
    }
    join_ranges();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view word(Index i) const { return i < words_.size() ? std::string_view(words_[i]) : std::string_view(); }

  [[nodiscard]] bool runs_to(Index i) const {
    const std::string_view w = word(i);
    return w == "to" || w == "until" || w == "till" || w == "through" || w == "-" || w == "\xE2\x80\x93" || w == "\xE2\x80\x94";
  }

  // "from May 31 to June 6", "between 31 May and 6 June", "2023 and 2024": one stretch of time.
  void join_ranges() {
    std::vector<TimeExpression> joined;
    for (const TimeExpression& time : out_) {
      if (!joined.empty() && time.first == joined.back().last + 1) {
        TimeExpression& before = joined.back();
        const bool between = before.first > 0 && word(before.first - 1) == "between";
        const bool same_kind = (before.from.day == 0) == (time.to.day == 0) && (before.from.month == 0) == (time.to.month == 0);
        const bool years = before.from.month == 0 && time.to.month == 0;
        if (same_kind && (runs_to(before.last) || (word(before.last) == "and" && (between || years)))) {
          // "31 May to 6 June 2024": the year stands with the second.
          if (const auto named = year_of(word(time.last - 1)); named && !year_of(word(before.last - 1))) before.from.year = static_cast<std::int16_t>(*named);
          before.to = time.to;
          before.last = time.last;
          before.span.end = time.span.end;
          continue;
        }
      }
      joined.push_back(time);
    }
    out_ = std::move(joined);
  }

  // The second year of "2021-2027" or "2021-27".
  [[nodiscard]] std::optional<int> last_year(Index i, int first) const {
    if (!runs_to(i + 1) || word(i + 1) == "to") return std::nullopt;
    if (const auto year = year_of(word(i + 2)); year && *year > first) return year;
    const std::optional<int> two = integer(word(i + 2));
    return word(i + 2).size() == 2 && two && first / 100 * 100 + *two > first ? std::optional<int>(first / 100 * 100 + *two) : std::nullopt;
  }

  Index add(Index first, Index last, Date from, Date to) {
    TimeExpression expression{first, last, {tree_.token(first).span.begin, tree_.token(last - 1).span.end}, from, to, false};
    // "by 2030", "before the end of March", "by the fall of 2025".
    static constexpr auto kParts = std::to_array<std::string_view>({"the", "end", "of", ",", "fall", "autumn", "spring", "summer", "winter", "beginning",
                                                                    "middle", "half", "first", "second", "third", "fourth", "quarter", "close", "late", "early", "mid", "-"});
    for (Index back = 1; back <= 6 && back <= first; ++back) {
      const std::string_view w = word(first - back);
      if (w == "by" || w == "until" || w == "before" || w == "till" || w == "within") expression.deadline = true;
      if (std::find(kParts.begin(), kParts.end(), w) == kParts.end()) break;
    }
    out_.push_back(expression);
    return last;
  }
  Index add(Index first, Index last, Date date) { return add(first, last, date, date); }

  // Year that "March 3" or "in March" means: the nearest to the document's date, not after it for
  // past events nor before it for coming ones.
  [[nodiscard]] int year_for(int month, int day) const {
    if (!published_.known()) return 0;
    const int here = published_.month * 100 + published_.day;
    const int there = month * 100 + (day == 0 ? published_.day : day);
    if (future_) return there >= here ? published_.year : published_.year + 1;
    // A month or more ahead of the document's date is last year's, unless it says otherwise.
    return there <= here + 100 ? published_.year : published_.year - 1;
  }

  Index at(Index i) {
    if (const auto month = month_of(word(i)); month && is_name_like(i)) return month_first(i, *month);
    if (const auto day = day_of(word(i))) {
      if (const auto month = month_of(word(i + 1)); month && is_name_like(i + 1)) return day_first(i, *day, *day, *month, i + 2);
      // "10-13 November"
      if (const auto last = runs_to(i + 1) || word(i + 1) == "and" ? day_of(word(i + 2)) : std::nullopt; last && *last > *day) {
        if (const auto month = month_of(word(i + 3)); month && is_name_like(i + 3)) return day_first(i, *day, *last, *month, i + 4);
      }
    }
    if (const auto iso = parse_iso(word(i))) return add(i, i + 1, *iso);
    if (const auto year = year_of(word(i))) {
      if (const auto last = last_year(i, *year)) return add(i, i + 3, make(*year), make(*last));
      if (year_context(i)) return add(i, i + 1, make(*year));
    }
    if (!published_.known()) return i;
    // "by the end of the year", "by year-end"
    if (word(i) == "end" && word(i + 1) == "of" && word(i + 2) == "the" && word(i + 3) == "year") return add(i, i + 4, make(published_.year));
    if (word(i) == "end" && word(i + 1) == "of" && word(i + 2) == "the" && word(i + 3) == "month") return add(i, i + 4, make(published_.year, published_.month));
    if (word(i) == "year" && word(i + 1) == "-" && word(i + 2) == "end") return add(i, i + 3, make(published_.year));
    if (const auto weekday = weekday_of(word(i))) return weekday_at(i, i, *weekday, 0);
    if (word(i) == "today" || word(i) == "tonight") return add(i, i + 1, published_);
    if (word(i) == "yesterday") return add(i, i + 1, date_from_days(published_.days() - 1));
    if (word(i) == "tomorrow") return add(i, i + 1, date_from_days(published_.days() + 1));
    if (word(i) == "last" || word(i) == "next" || word(i) == "this" || word(i) == "past" || word(i) == "coming" || word(i) == "previous") return relative(i);
    if (const auto count = count_of(word(i)); count && word(i + 2) == "ago") return ago(i, *count);
    return i;
  }

  // "may" and "march" are dates only where tagged as names or numbers stand beside them.
  [[nodiscard]] bool is_name_like(Index i) const {
    const std::string_view w = word(i);
    if (w != "may" && w != "march" && w != "mar") return true;
    return is_ascii_upper(tree_.form(i).front()) && tree_.token(i).upos != Upos::kAux && tree_.token(i).upos != Upos::kVerb;
  }

  static std::optional<Date> parse_iso(std::string_view w) {
    if (w.size() != 10 || w[4] != '-' || w[7] != '-') return std::nullopt;
    return parse_date(w);
  }

  // A bare number of four digits is a year where a preposition or the sentence's grammar makes it one.
  [[nodiscard]] bool year_context(Index i) const {
    if (i == 0) return false;
    const std::string_view before = word(i - 1);
    return before == "in" || before == "between" || before == "since" || before == "by" || before == "until" || before == "during" || before == "of" ||
           before == "from" || before == "for" || before == "to" || before == "late" || before == "early" || before == "mid" || before == "before" || before == "after" || before == "through" || before == "year" || before == "and";
  }

  Index month_first(Index i, int month) {
    if (const auto day = day_of(word(i + 1))) {
      Index end = i + 2;
      int last_day = *day;
      if ((word(end) == "-" || word(end) == "–" || word(end) == "to" || word(end) == "and") && day_of(word(end + 1)) && !month_of(word(end + 2))) {
        last_day = *day_of(word(end + 1));
        end += 2;
      }
      int year = 0;
      if (word(end) == "," && year_of(word(end + 1))) { year = *year_of(word(end + 1)); end += 2; }
      else if (year_of(word(end))) { year = *year_of(word(end)); end += 1; }
      else year = year_for(month, *day);
      if (year == 0) return i;
      return add(i, end, make(year, month, *day), make(year, month, last_day));
    }
    Index end = i + 1;
    int year = 0;
    if (word(end) == "," && year_of(word(end + 1))) { year = *year_of(word(end + 1)); end += 2; }
    else if (word(end) == "of" && year_of(word(end + 1))) { year = *year_of(word(end + 1)); end += 2; }
    else if (year_of(word(end))) { year = *year_of(word(end)); end += 1; }
    else year = year_for(month, 0);
    if (year == 0) return i;
    return add(i, end, make(year, month));
  }

  Index day_first(Index i, int day, int last, int month, Index end) {
    int year = 0;
    if (word(end) == "," && year_of(word(end + 1))) { year = *year_of(word(end + 1)); end += 2; }
    else if (year_of(word(end))) { year = *year_of(word(end)); end += 1; }
    else year = year_for(month, day);
    return year == 0 ? i : add(i, end, make(year, month, day), make(year, month, last));
  }

  // direction: -1 last, +1 next, 0 the nearest that the tense allows.
  Index weekday_at(Index first, Index i, int weekday, int direction) {
    const std::int64_t today = published_.days();
    const int today_weekday = static_cast<int>(((today + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
    int back = (today_weekday - weekday + 7) % 7;
    std::int64_t days = today - back;
    if (direction < 0 && back == 0) days -= 7;
    if (direction > 0 || (direction == 0 && future_ && back != 0)) days += 7;
    return add(first, i + 1, date_from_days(days));
  }

  Index relative(Index i) {
    const std::string_view which = word(i);
    const int direction = which == "last" || which == "past" || which == "previous" ? -1 : which == "this" ? 0 : 1;
    const std::string_view unit = word(i + 1);
    if (const auto weekday = weekday_of(unit)) return weekday_at(i, i + 1, *weekday, direction);
    if (unit == "week" || unit == "weekend") {
      const std::int64_t monday = published_.days() - ((published_.days() + 3) % 7 + 7) % 7 + 7 * direction;
      return add(i, i + 2, date_from_days(monday), date_from_days(monday + 6));
    }
    if (unit == "month") return add(i, i + 2, shift_months(published_, direction));
    if (unit == "year") return add(i, i + 2, make(published_.year + direction));
    if (const auto month = month_of(unit)) {
      int year = published_.year;
      if (direction < 0 && *month >= published_.month) --year;
      if (direction > 0 && *month <= published_.month) ++year;
      return add(i, i + 2, make(year, *month));
    }
    return i;
  }

  Index ago(Index i, int count) {
    const std::string_view unit = word(i + 1);
    if (unit.starts_with("day")) return add(i, i + 3, date_from_days(published_.days() - count));
    if (unit.starts_with("week")) return add(i, i + 3, date_from_days(published_.days() - 7L * count - 3), date_from_days(published_.days() - 7L * count + 3));
    if (unit.starts_with("month")) return add(i, i + 3, shift_months(published_, -count));
    if (unit.starts_with("year")) return add(i, i + 3, make(published_.year - count));
    return i;
  }

  const Tree& tree_;
  Date published_;
  bool future_;
  std::vector<std::string> words_;
  std::vector<TimeExpression> out_;
};

}  // namespace

std::vector<TimeExpression> find_time_expressions(const Tree& tree, Date published, bool future) {
  return Scanner(tree, published, future).run();
}

}  // namespace entente::coding
