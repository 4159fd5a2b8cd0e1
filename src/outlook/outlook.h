// What is to be expected: forecasts of a series with intervals, and how such forecasts would have
// fared. A series is values by period: counts (acts a month) or means (scores). The method, its
// formulas with their sources and measured figures stand in docs/outlook.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"

namespace entente {

// ---------------------------------------------------------------- the series

// kCounts: 0 or more, whole or weighted. kMeans: real values, such as mean scores of a period.
enum class SeriesKind : std::uint8_t { kCounts, kMeans };

struct OutlookInput {
  SeriesKind kind = SeriesKind::kCounts;
  // By period, oldest first. Missing: nothing was read in that period; never the same as zero.
  std::vector<std::optional<double>> values;
  unsigned periods_a_year = 12;  // 365 days, 52 weeks, 12 months, 4 quarters, 1 year
  // How much was read in each period (sentences, say), for counts; empty: the same in all. A period
  // in which nothing was read is missing. Forecasts are of the rate: of the count to be expected at
  // a given exposure. The back-test takes the exposure that the period turned out to have, which is
  // no act of any state.
  std::vector<double> exposure;
  // What the forecasts are for; the mean exposure of the last year where not given.
  std::optional<double> next_exposure;
  // Means lie between these, and so do their intervals (PLOVER's scale by default). Not used for
  // counts.
  double lowest = -10, highest = 10;
};

// ---------------------------------------------------------------- models

enum class OutlookModel : std::uint8_t {
  kNaive,
  kSeasonalNaive,
  kMean,
  kDrift,  // baselines
  kCounts,
  kSeasonalCounts,
  kLevel,
  kSeasonalLevel,
  kTrend,  // candidates
  kCombination,
  kCount
};
struct OutlookModelRow {
  OutlookModel value;
  std::string_view name;   // in tables
  std::string_view words;  // in sentences: "... than {words}"
  bool for_counts, for_means, seasonal;
  bool combined;           // part of the combination
  bool large_counts_only;  // of counts, only where there are about ten a period or more
};
const std::array<OutlookModelRow, static_cast<std::size_t>(OutlookModel::kCount)>& outlook_models();

// ---------------------------------------------------------------- forecasts

// Both ends belong to the interval. For counts it is the shortest that holds at least `level` of
// the predicted probability, for means it leaves out as much on either side. `probability` is what
// the forecast gives it: few whole numbers seldom add up to `level` exactly, so it can be well
// above.
struct ForecastInterval {
  double level = 0, low = 0, high = 0, probability = 0;
};
struct Forecast {
  unsigned horizon = 0;   // periods after the last of the series, from 1
  double mean = 0;        // the expected value
  double median = 0;      // the point forecast by absolute error (Gneiting 2011)
  ForecastInterval half;  // 50 %
  ForecastInterval most;  // 90 %
};

// ---------------------------------------------------------------- the back-test

// Errors of one horizon over all its origins. Lower is better; `mase` is the mean absolute error of
// the median divided by the series' own mean absolute change from one period to the next (Hyndman
// and Koehler 2006), 0 where the series never changes; `crps` is in the series' unit (Gneiting and
// Raftery 2007).
struct ForecastErrors {
  double mase = 0, crps = 0;
};
struct HorizonScore {
  unsigned horizon = 0;
  std::size_t origins = 0;  // forecasts whose target was observed
  ForecastErrors issued, naive, seasonal_naive, mean;
  // Share of targets inside the interval, ends included: what a reader of the intervals sees.
  double covered_50 = 0, covered_90 = 0;
  // The probability that forecasts gave those intervals, on average
  // (ForecastInterval::probability).
  double promised_50 = 0, promised_90 = 0;
  // The share covered by the randomised central interval (Czado, Gneiting and Held 2009), in
  // expectation: with counts only this one can be the nominal level, what is covered and promised
  // exceeds it.
  double randomised_50 = 0, randomised_90 = 0;
};

// Issued forecasts against one baseline. `better`: CRPS lower by a one-sided test at 5 % on the
// paired differences by origin (Diebold and Mariano 1995, small-sample form of Harvey, Leybourne
// and Newbold 1997).
struct BaselineComparison {
  OutlookModel baseline = OutlookModel::kNaive;
  double crps_skill = 0;  // 1 - CRPS / CRPS of the baseline, all horizons together
  double p_value = 1;
  bool better = false;
};

enum class OutlookVerdict : std::uint8_t {
  kBetterThanNaive,
  kNoBetterThanNaive,
  kTooLittleData,
  kCount
};
std::string_view verdict_words(OutlookVerdict verdict);

struct Outlook {
  SeriesKind kind = SeriesKind::kCounts;
  unsigned periods_a_year = 12;
  std::size_t observed = 0;  // periods with a value
  std::size_t needed = 0;    // observed periods below which the verdict is "too little data"
  OutlookVerdict verdict = OutlookVerdict::kTooLittleData;
  OutlookModel model = OutlookModel::kMean;  // chosen for the forecasts
  std::vector<Forecast>
      forecasts;  // one a horizon; empty with fewer than kFewestForForecast values
  std::vector<HorizonScore> backtest;           // one a horizon with origins
  std::vector<BaselineComparison> comparisons;  // naive first, then seasonal naive, mean
  std::size_t origins = 0;                      // origins with at least one scored horizon
  std::optional<double> exposure;  // that the forecasts are for; none where the input has none
  bool exposure_given = false;     // by next_exposure
};

inline constexpr unsigned kMostHorizons = 6;
inline constexpr std::size_t kFewestForForecast = 6;  // fewer values: no forecast
inline constexpr std::size_t kWarmUp = 12;  // values before the first origin of the back-test
inline constexpr std::size_t kFewestOrigins = 12;  // fewer scored origins: too little data

// Forecasts for 1 to `horizons` periods after the last, with their back-test: at every origin the
// model is chosen and the intervals are calibrated by what was known then. Throws Error(kInput) for
// a series that is not what it says (a negative count, a mean outside its bounds, an infinite
// value, exposure of another length or negative), Error(kUsage) for horizons outside 1 to
// kMostHorizons or periods_a_year of 0.
Outlook make_outlook(const OutlookInput& input, unsigned horizons = kMostHorizons);

// One or two sentences for a reader: what is expected, within what, and whether to trust it.
std::string describe(const Outlook& outlook);

}  // namespace entente
