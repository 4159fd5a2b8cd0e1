// Dates through the civil-calendar formulas of the standard library; features through one table of
// bit fields, so that reading, writing and asking all follow the same rows.
#include "document/document.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace entente {

// ---------------------------------------------------------------- dates

namespace {

std::chrono::sys_days civil_days(Date date) {
  const auto month = static_cast<unsigned>(std::max<int>(date.month, 1));
  const auto day = static_cast<unsigned>(std::max<int>(date.day, 1));
  return std::chrono::year(date.year) / std::chrono::month(month) / std::chrono::day(day);
}

// Reads exactly `count` digits from the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int number = 0;
  for (char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return number;
}

}  // namespace

DatePrecision Date::precision() const {
  if (year == 0) return DatePrecision::kNone;
  if (month == 0) return DatePrecision::kYear;
  return day == 0 ? DatePrecision::kMonth : DatePrecision::kDay;
}

std::string Date::iso() const {
  std::array<char, 32> text{};
  int length = 0;
  switch (precision()) {
    case DatePrecision::kYear: length = std::snprintf(text.data(), text.size(), "%04d", year); break;
    case DatePrecision::kMonth:
      length = std::snprintf(text.data(), text.size(), "%04d-%02d", year, month);
      break;
    case DatePrecision::kDay:
      length = std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", year, month, day);
      break;
    case DatePrecision::kNone:
    case DatePrecision::kCount: break;
  }
  return {text.data(), static_cast<std::size_t>(length)};
}

std::int64_t Date::days() const { return civil_days(*this).time_since_epoch().count(); }

std::optional<Date> parse_date(std::string_view text) {
  text = trim(text);
  const auto year = take_digits(text, 4);
  if (!year || *year == 0) return std::nullopt;
  Date date{static_cast<std::int16_t>(*year), 0, 0};
  if (text.empty()) return date;
  if (text.front() != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto month = take_digits(text, 2);
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  date.month = static_cast<std::int8_t>(*month);
  if (text.empty()) return date;
  if (text.front() != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const auto civil = std::chrono::year(*year) / std::chrono::month(static_cast<unsigned>(*month)) /
                     std::chrono::day(static_cast<unsigned>(*day));
  if (!civil.ok()) return std::nullopt;
  date.day = static_cast<std::int8_t>(*day);
  // What may follow a day is a time.
  if (!text.empty() && text.front() != 'T' && text.front() != 't' && text.front() != ' ') {
    return std::nullopt;
  }
  return date;
}

Date date_from_days(std::int64_t days) {
  // Beyond the years a Date can hold there is nothing to represent.
  constexpr std::int64_t kFirst = -719'528, kLast = 2'932'896;  // 0000-01-01 .. 9999-12-31
  if (days < kFirst || days > kLast) return {};
  const std::chrono::year_month_day civil{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
  return {static_cast<std::int16_t>(static_cast<int>(civil.year())),
          static_cast<std::int8_t>(static_cast<unsigned>(civil.month())),
          static_cast<std::int8_t>(static_cast<unsigned>(civil.day()))};
}

// ---------------------------------------------------------------- features

namespace {

// One feature: its name, its values (value i is stored as i + 1), and the width of its bit field.
struct FeatureRow {
  std::string_view name;
  std::array<std::string_view, 15> values;
  unsigned bits;
};
// In the order CoNLL-U writes them: by name, upper and lower case alike. Fields are wider than
// today's values need, so that a new value does not move the others.
constexpr auto kFeatures = std::to_array<FeatureRow>({
    {"Abbr", {"Yes"}, 1},
    {"Case", {"Acc", "Gen", "Nom"}, 2},
    {"Definite", {"Def", "Ind"}, 2},
    {"Degree", {"Cmp", "Pos", "Sup"}, 2},
    {"ExtPos", {"ADP", "ADV", "CCONJ", "PRON", "PROPN", "SCONJ", "ADJ", "NOUN", "VERB", "DET"}, 4},
    {"Foreign", {"Yes"}, 1},
    {"Gender", {"Fem", "Fem,Masc", "Masc", "Neut"}, 3},
    {"Mood", {"Imp", "Ind", "Sub"}, 2},
    {"Number", {"Plur", "Ptan", "Sing"}, 2},
    {"NumForm", {"Combi", "Digit", "Roman", "Word"}, 3},
    {"NumType", {"Card", "Frac", "Mult", "Ord"}, 3},
    {"Person", {"1", "2", "3"}, 2},
    {"Polarity", {"Neg", "Pos"}, 2},
    {"Poss", {"Yes"}, 1},
    {"PronType", {"Art", "Dem", "Emp", "Ind", "Int", "Neg", "Prs", "Rcp", "Rel", "Tot"}, 4},
    {"Reflex", {"Yes"}, 1},
    {"Style", {"Arch", "Coll", "Expr", "Slng", "Vrnc"}, 3},
    {"Tense", {"Past", "Pres"}, 2},
    {"Typo", {"Yes"}, 1},
    {"VerbForm", {"Fin", "Ger", "Inf", "Part"}, 3},
    {"Voice", {"Pass"}, 1},
});

constexpr auto kShifts = [] {
  std::array<unsigned, kFeatures.size() + 1> shifts{};
  for (std::size_t i = 0; i < kFeatures.size(); ++i) shifts[i + 1] = shifts[i] + kFeatures[i].bits;
  return shifts;
}();
static_assert(kShifts.back() <= 64, "features do not fit into Feats::bits");
static_assert(std::ranges::all_of(kFeatures, [](const FeatureRow& row) {
  const std::size_t most = (std::size_t{1} << row.bits) - 1;
  return most >= row.values.size() || row.values[most].empty();
}), "a feature has more values than its bit field holds");

std::size_t stored_value(Feats feats, std::size_t feature_index) {
  const std::uint64_t mask = (std::uint64_t{1} << kFeatures[feature_index].bits) - 1;
  return static_cast<std::size_t>((feats.bits >> kShifts[feature_index]) & mask);
}

std::string_view value_text(Feats feats, std::size_t feature_index) {
  const std::size_t value = stored_value(feats, feature_index);
  const auto& values = kFeatures[feature_index].values;
  return value == 0 || value > values.size() ? std::string_view() : values[value - 1];
}

void set_feature(Feats& feats, std::string_view name, std::string_view value) {
  for (std::size_t i = 0; i < kFeatures.size(); ++i) {
    if (kFeatures[i].name != name) continue;
    for (std::size_t v = 0; v < kFeatures[i].values.size() && !kFeatures[i].values[v].empty(); ++v) {
      if (kFeatures[i].values[v] != value) continue;
      const std::uint64_t mask = ((std::uint64_t{1} << kFeatures[i].bits) - 1) << kShifts[i];
      feats.bits = (feats.bits & ~mask) | (std::uint64_t{v + 1} << kShifts[i]);
    }
    return;
  }
}

}  // namespace

Feats parse_feats(std::string_view text) {
  Feats feats;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('|'), text.size());
    const std::string_view pair = text.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos) {
      set_feature(feats, pair.substr(0, equals), pair.substr(equals + 1));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return feats;
}

std::string format_feats(Feats feats) {
  std::string text;
  for (std::size_t i = 0; i < kFeatures.size(); ++i) {
    const std::string_view value = value_text(feats, i);
    if (value.empty()) continue;
    if (!text.empty()) text += '|';
    text += kFeatures[i].name;
    text += '=';
    text += value;
  }
  return text.empty() ? "_" : text;
}

std::string_view feature(Feats feats, std::string_view name) {
  for (std::size_t i = 0; i < kFeatures.size(); ++i) {
    if (kFeatures[i].name == name) return value_text(feats, i);
  }
  return {};
}

}  // namespace entente
