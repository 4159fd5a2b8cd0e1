// Counts and scores of a relationship by period, with how much was read in each, so that silence of the
// sources is never taken for silence of the states. docs/series.md gives the definitions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "document/document.h"
#include "ledger/ledger.h"
#include "series/change_points.h"

namespace entente {

enum class Period : std::uint8_t { kDay, kMonth, kQuarter, kYear, kCount };
struct PeriodRow {
  Period value;
  std::string_view name;
  unsigned a_year;           // periods in a year
  DatePrecision precision;   // the coarsest date that still falls into one period
};
inline constexpr auto kPeriods = std::to_array<PeriodRow>({{Period::kDay, "day", 365, DatePrecision::kDay},
                                                           {Period::kMonth, "month", 12, DatePrecision::kMonth},
                                                           {Period::kQuarter, "quarter", 4, DatePrecision::kMonth},
                                                           {Period::kYear, "year", 1, DatePrecision::kYear}});
static_assert(rows_in_enum_order(kPeriods));

// First day of the period that `day` (since 1970-01-01) lies in; of the period `steps` later.
std::int64_t period_start(std::int64_t day, Period period);
std::int64_t period_after(std::int64_t start, Period period, int steps = 1);
std::string period_name(std::int64_t start, Period period);  // "2022-03-01", "2022-03", "2022-Q1", "2022"

struct SeriesPoint {
  std::int64_t start = 0;                    // first day, since 1970-01-01
  std::uint64_t documents = 0, sentences = 0, words = 0;  // read that were published in the period
  // Acts of the period; where nothing was read (documents = 0) all measures below are missing.
  std::uint64_t acts = 0;
  double weight = 0;                         // acts shared out over their dyads
  double score_sum = 0;                      // PLOVER scores
  std::uint64_t cooperative = 0;             // of quad class 1 or 2
  [[nodiscard]] bool read() const { return documents > 0; }
  [[nodiscard]] std::optional<double> score_mean() const;   // none without acts
  [[nodiscard]] std::optional<double> cooperation() const;  // share of acts, 0 .. 1; none without acts
  [[nodiscard]] std::optional<double> rate() const;         // acts per 1,000 sentences read
};

struct Series {
  ActFilter filter;
  Period period = Period::kMonth;
  std::vector<SeriesPoint> points;  // every period from first to last, without gaps
  std::uint64_t too_coarse = 0;     // acts whose date is known to a longer period only, in no point
  std::uint64_t outside = 0;        // acts dated where nothing was read
};

// `filter.since` and `filter.until` bound it; unset they are the first and last day read. Throws Error as
// the ledger does.
Series make_series(const Ledger& ledger, const ActFilter& filter, Period period);

enum class Measure : std::uint8_t { kActs, kWeight, kRate, kScore, kScoreMean, kCooperation, kCount };
struct MeasureRow {
  Measure value;
  std::string_view name, title;
};
inline constexpr auto kMeasures = std::to_array<MeasureRow>({{Measure::kActs, "acts", "acts"},
                                                             {Measure::kWeight, "weight", "acts, shared over their dyads"},
                                                             {Measure::kRate, "rate", "acts per 1,000 sentences read"},
                                                             {Measure::kScore, "score", "sum of PLOVER scores"},
                                                             {Measure::kScoreMean, "score-mean", "mean PLOVER score"},
                                                             {Measure::kCooperation, "cooperation", "share of cooperation"}});
static_assert(rows_in_enum_order(kMeasures));

// One value a point; none where nothing was read, or where there is no act to take a mean of.
std::vector<std::optional<double>> values_of(const Series& series, Measure measure);

// Where its level changed. Acts and their sums are counts at the rate of the sentences read in each period
// (levels are acts per sentence); means and shares are cut by mean and variance.
ChangeResult changes_of(const Series& series, Measure measure);

// A bar a period for a terminal, `width` columns; gaps are shown as gaps. Marks lie at `changes` (indexes
// of points where a new level begins).
std::string plot_text(const Series& series, Measure measure, const std::vector<std::size_t>& changes, unsigned width);
// A self-contained SVG picture: values as bars or a line, gaps shaded, change points marked, sentences read
// as a strip below.
std::string plot_svg(const Series& series, Measure measure, const std::vector<std::size_t>& changes, std::string_view title);

}  // namespace entente
