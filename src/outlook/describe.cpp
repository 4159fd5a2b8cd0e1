// The outlook in a reader's words.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "outlook/outlook.h"

namespace entente {
namespace {

struct VerdictRow {
  OutlookVerdict value;
  std::string_view name;
};
constexpr std::array<VerdictRow, static_cast<std::size_t>(OutlookVerdict::kCount)> kVerdicts{{
    {OutlookVerdict::kBetterThanNaive, "better than naive"},
    {OutlookVerdict::kNoBetterThanNaive, "no better than naive"},
    {OutlookVerdict::kTooLittleData, "too little data"},
}};
static_assert(rows_in_enum_order(kVerdicts));

struct PeriodRow {
  unsigned a_year;
  std::string_view name;
};
constexpr std::array<PeriodRow, 6> kPeriods{
    {{365, "day"}, {366, "day"}, {52, "week"}, {12, "month"}, {4, "quarter"}, {1, "year"}}};

std::string_view period_name(unsigned a_year) {
  for (const PeriodRow& row : kPeriods) {
    if (row.a_year == a_year) return row.name;
  }
  return "period";
}

// Two digits that tell something, no more: 0.06, 3.4, 57.
std::string number(double value) {
  const double size = std::abs(value);
  if (size < 0.005) return "0";
  std::string out = size < 1    ? fmt::format("{:.2f}", value)
                    : size < 10 ? fmt::format("{:.1f}", value)
                                : fmt::format("{:.0f}", value);
  while (out.find('.') != std::string::npos && (out.back() == '0' || out.back() == '.')) {
    const bool point = out.back() == '.';
    out.pop_back();
    if (point) break;
  }
  return out;
}

std::string range(const ForecastInterval& interval) {
  const std::string low = number(interval.low), high = number(interval.high);
  return low == high ? "nothing but " + low : low + " to " + high;
}

std::string expected(const Outlook& outlook, std::string_view period) {
  const Forecast& first = outlook.forecasts.front();
  std::string out =
      fmt::format("In the next {} {}about {} {} expected, {} with a probability of {:.0f} %",
                  period, outlook.kind == SeriesKind::kMeans ? "a mean of " : "",
                  number(first.mean), outlook.kind == SeriesKind::kMeans ? "is" : "are",
                  range(first.most), 100 * first.most.probability);
  if (outlook.forecasts.size() > 1) {
    const Forecast& last = outlook.forecasts.back();
    out += fmt::format("; {} {}s ahead about {}, {}", last.horizon, period, number(last.mean),
                       range(last.most));
  }
  if (outlook.exposure)
    out += outlook.exposure_given ? fmt::format(", at an exposure of {}", number(*outlook.exposure))
                                  : ", if as much is read as in the year before";
  return out + ".";
}

std::string against(const BaselineComparison& comparison) {
  return fmt::format("{:.0f} % less than that of {}", 100 * comparison.crps_skill,
                     outlook_models()[static_cast<std::size_t>(comparison.baseline)].words);
}

std::string tested(const Outlook& outlook) {
  std::string better, other;
  for (const BaselineComparison& comparison : outlook.comparisons) {
    if (outlook.periods_a_year == 1 && comparison.baseline == OutlookModel::kSeasonalNaive)
      continue;
    if (comparison.better) {
      better += (better.empty() ? "" : ", ") + against(comparison);
    } else {
      other += (other.empty() ? "" : " or ") +
               std::string(outlook_models()[static_cast<std::size_t>(comparison.baseline)].words);
    }
  }
  std::string out = fmt::format("Forecasts so made from {} points of the past were {}",
                                outlook.origins, verdict_words(outlook.verdict));
  if (!better.empty()) out += " (error " + better + ")";
  if (outlook.verdict == OutlookVerdict::kNoBetterThanNaive)
    return out + ": this is no more than a guess.";
  return out + (other.empty() ? "." : ", but not shown to be better than " + other + ".");
}

}  // namespace

std::string_view verdict_words(OutlookVerdict verdict) { return name_in(kVerdicts, verdict); }

std::string describe(const Outlook& outlook) {
  const std::string_view period = period_name(outlook.periods_a_year);
  if (outlook.forecasts.empty()) {
    return fmt::format(
        "No outlook, too little data: {} {}s with a value, {} are needed for a forecast and {} to "
        "test it.",
        outlook.observed, period, kFewestForForecast, outlook.needed);
  }
  std::string out = expected(outlook, period) + " ";
  if (outlook.verdict == OutlookVerdict::kTooLittleData) {
    return out + fmt::format("Too little data to test this: {} {}s with a value, {} are needed.",
                             outlook.observed, period, outlook.needed);
  }
  return out + tested(outlook);
}

}  // namespace entente
