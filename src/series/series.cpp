#include "series/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace entente {
namespace {

// The last day a date stands for, as the ledger's filters read it.
std::int64_t last_day_of(Date date) {
  if (date.day != 0) return date.days();
  return period_after(date.days(), date.month != 0 ? Period::kMonth : Period::kYear) - 1;
}

}  // namespace

std::int64_t period_start(std::int64_t day, Period period) {
  Date date = date_from_days(day);
  switch (period) {
    case Period::kDay: return day;
    case Period::kQuarter: date.month = static_cast<std::int8_t>((date.month - 1) / 3 * 3 + 1); break;
    case Period::kYear: date.month = 1; break;
    default: break;
  }
  date.day = 1;
  return date.days();
}

std::int64_t period_after(std::int64_t start, Period period, int steps) {
  if (period == Period::kDay) return start + steps;
  Date date = date_from_days(start);
  const int months = period == Period::kMonth ? 1 : period == Period::kQuarter ? 3 : 12;
  const int month = date.year * 12 + date.month - 1 + steps * months;
  date.year = static_cast<std::int16_t>(month / 12);
  date.month = static_cast<std::int8_t>(month % 12 + 1);
  date.day = 1;
  return date.days();
}

std::string period_name(std::int64_t start, Period period) {
  Date date = date_from_days(start);
  switch (period) {
    case Period::kQuarter: return fmt::format("{:04}-Q{}", date.year, (date.month - 1) / 3 + 1);
    case Period::kYear: return fmt::format("{:04}", date.year);
    case Period::kMonth: return fmt::format("{:04}-{:02}", date.year, date.month);
    default: return date.iso();
  }
}

std::optional<double> SeriesPoint::score_mean() const {
  return acts == 0 ? std::nullopt : std::optional(score_sum / static_cast<double>(acts));
}
std::optional<double> SeriesPoint::cooperation() const {
  return acts == 0 ? std::nullopt : std::optional(static_cast<double>(cooperative) / static_cast<double>(acts));
}
std::optional<double> SeriesPoint::rate() const {
  return sentences == 0 ? std::nullopt : std::optional(1000.0 * static_cast<double>(acts) / static_cast<double>(sentences));
}

Series make_series(const Ledger& ledger, const ActFilter& filter, Period period) {
  Series out;
  out.filter = filter;
  out.period = period;
  const std::vector<DayExposure> exposure = ledger.exposure(filter.since, filter.until);
  if (exposure.empty()) return out;
  const std::int64_t first = period_start(filter.since.known() ? filter.since.days() : exposure.front().day, period);
  const std::int64_t last = period_start(filter.until.known() ? last_day_of(filter.until) : exposure.back().day, period);
  std::map<std::int64_t, SeriesPoint> points;
  for (std::int64_t start = first; start <= last; start = period_after(start, period)) points[start].start = start;
  for (const DayExposure& day : exposure) {
    SeriesPoint& point = points[period_start(day.day, period)];
    point.documents += day.documents;
    point.sentences += day.sentences;
    point.words += day.words;
  }
  const DatePrecision least = kPeriods[static_cast<std::size_t>(period)].precision;
  for (const DayCount& day : ledger.counts(filter)) {
    if (day.precision < least) {
      out.too_coarse += day.acts;
      continue;
    }
    const auto found = points.find(period_start(day.day, period));
    if (found == points.end() || !found->second.read()) {
      out.outside += day.acts;
      continue;
    }
    SeriesPoint& point = found->second;
    point.acts += day.acts;
    point.weight += day.weight;
    point.score_sum += day.score;
    point.cooperative += day.cooperative;
  }
  for (const auto& [start, point] : points) out.points.push_back(point);
  return out;
}

std::vector<std::optional<double>> values_of(const Series& series, Measure measure) {
  std::vector<std::optional<double>> out;
  for (const SeriesPoint& point : series.points) {
    std::optional<double> value;
    if (point.read()) {
      switch (measure) {
        case Measure::kActs: value = static_cast<double>(point.acts); break;
        case Measure::kWeight: value = point.weight; break;
        case Measure::kRate: value = point.rate(); break;
        case Measure::kScore: value = point.score_sum; break;
        case Measure::kScoreMean: value = point.score_mean(); break;
        default: value = point.cooperation(); break;
      }
    }
    out.push_back(value);
  }
  return out;
}

ChangeResult changes_of(const Series& series, Measure measure) {
  ChangeInput input;
  const bool counts = measure == Measure::kActs || measure == Measure::kWeight;
  input.kind = counts ? ChangeKind::kCounts : ChangeKind::kMeans;
  input.values = values_of(series, measure);
  if (counts) {
    for (const SeriesPoint& point : series.points) input.exposure.push_back(static_cast<double>(point.sentences));
  }
  return find_changes(input);
}

}  // namespace entente
