// Forecasts of written and simulated series, and the scores that they rest on. Cases stand in
// tests/cases/outlook; with ENTENTE_UPDATE set the sentences of described.tsv are written instead,
// to be looked at in the diff.
#include "outlook/outlook.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "base/base.h"
#include "outlook/distribution.h"
#include "simulated.h"

namespace entente {
namespace {

const std::filesystem::path kCases =
    std::filesystem::path(ENTENTE_SOURCE_DIR) / "tests/cases/outlook";

double number(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

SeriesKind kind_of(std::string_view text) {
  return text == "means" ? SeriesKind::kMeans : SeriesKind::kCounts;
}

OutlookInput series(SeriesKind kind, std::vector<std::optional<double>> values,
                    unsigned periods_a_year = 12) {
  OutlookInput input;
  input.kind = kind;
  input.values = std::move(values);
  input.periods_a_year = periods_a_year;
  return input;
}

// ---------------------------------------------------------------- what a reader is told

TEST(Outlook, Described) {
  const std::array<std::string_view, 5> columns{"kind", "a_year", "values", "exposure", "words"};
  const std::filesystem::path path = kCases / "described.tsv";
  const Table table = read_table(path, columns);
  std::string updated = read_file(path);
  for (const TableRow& row : table.rows) {
    OutlookInput input =
        series(kind_of(row.cells[0]), {}, static_cast<unsigned>(number(row.cells[1])));
    for (const std::string_view word : split(row.cells[2], ' ')) {
      const std::size_t times = word.find('*');
      const std::size_t count = times == std::string_view::npos
                                    ? 1
                                    : static_cast<std::size_t>(number(word.substr(0, times)));
      const std::string_view value =
          times == std::string_view::npos ? word : word.substr(times + 1);
      for (std::size_t i = 0; i < count; ++i)
        input.values.push_back(value == "-" ? std::nullopt : std::optional(number(value)));
    }
    for (const std::string_view exposure : split(row.cells[3], ' ')) {
      if (!exposure.empty()) input.exposure.push_back(number(exposure));
    }
    const std::string words = describe(make_outlook(input));
    if (std::getenv("ENTENTE_UPDATE")) {
      const std::string before = fmt::format("{}\t{}\t{}\t{}\t{}", row.cells[0], row.cells[1],
                                             row.cells[2], row.cells[3], row.cells[4]);
      const std::string after = fmt::format("{}\t{}\t{}\t{}\t{}", row.cells[0], row.cells[1],
                                            row.cells[2], row.cells[3], words);
      updated.replace(updated.find(before), before.size(), after);
    } else {
      EXPECT_EQ(words, row.cells[4]) << "line " << row.line;
    }
  }
  if (std::getenv("ENTENTE_UPDATE")) std::ofstream(path) << updated;
}

// ---------------------------------------------------------------- simulated series

OutlookInput simulate(Simulated& random, SeriesKind kind, std::string_view process, double level,
                      double spread, double step, unsigned a_year, std::size_t periods,
                      double missing) {
  OutlookInput input = series(kind, {}, a_year);
  input.lowest = -1000;
  input.highest = 1000;
  double wandered = 0;
  for (std::size_t i = 0; i < periods; ++i) {
    if (process == "wander") wandered += step * random.normal();
    const bool season = process == "season" && i % a_year == 2;
    double value = 0;
    if (kind == SeriesKind::kCounts) {
      value = random.negative_binomial(level * std::exp(wandered) * (season ? 4 : 1), spread);
    } else {
      value = level + wandered + (season ? 3 * spread : 0) + spread * random.normal();
    }
    input.values.push_back(random.uniform() < missing ? std::nullopt : std::optional(value));
  }
  return input;
}

TEST(Outlook, IntervalsHoldAndVerdictsAreHonestOnSimulatedSeries) {
  const std::array<std::string_view, 9> columns{"kind",   "process", "level",   "spread", "step",
                                                "a_year", "periods", "missing", "better"};
  const Table table = read_table(kCases / "simulated.tsv", columns);
  constexpr int kSeries = 20;
  for (const TableRow& row : table.rows) {
    Simulated random(row.line);
    double origins = 0, covered = 0, randomised_50 = 0, randomised_90 = 0;
    int better = 0;
    for (int i = 0; i < kSeries; ++i) {
      const Outlook outlook = make_outlook(simulate(
          random, kind_of(row.cells[0]), row.cells[1], number(row.cells[2]), number(row.cells[3]),
          number(row.cells[4]), static_cast<unsigned>(number(row.cells[5])),
          static_cast<std::size_t>(number(row.cells[6])), number(row.cells[7])));
      for (const HorizonScore& score : outlook.backtest) {
        const double n = static_cast<double>(score.origins);
        origins += n;
        covered += n * score.covered_90;
        randomised_50 += n * score.randomised_50;
        randomised_90 += n * score.randomised_90;
      }
      better += outlook.verdict == OutlookVerdict::kBetterThanNaive ? 1 : 0;
    }
    const std::string label = fmt::format("{} {} level {} spread {} step {}", row.cells[0],
                                          row.cells[1], row.cells[2], row.cells[3], row.cells[4]);
    std::cout << fmt::format(
        "{}: 90 % interval holds {:.1f} %, randomised {:.1f} % and {:.1f} % of 50; better than "
        "naive {} of {}\n",
        label, 100 * covered / origins, 100 * randomised_90 / origins,
        100 * randomised_50 / origins, better, kSeries);
    EXPECT_NEAR(randomised_90 / origins, 0.9, 0.05) << label;
    EXPECT_NEAR(randomised_50 / origins, 0.5, 0.07) << label;
    EXPECT_GT(covered / origins, 0.85) << label;
    if (row.cells[8] == "most") {
      EXPECT_GE(better, kSeries * 8 / 10) << label;
    }
    if (row.cells[8] == "few") {
      EXPECT_LE(better, kSeries / 5) << label;
    }
  }
}

// What the back-test counts at an origin is what would have been issued there: the outlook of the
// series cut off at that origin. Nothing from later may have entered.
TEST(Outlook, BacktestScoresWhatWouldHaveBeenIssued) {
  for (const bool exposure_varies : {false, true}) {
    Simulated random(7);
    OutlookInput input = simulate(random, SeriesKind::kCounts, "season", 2, 0.3, 0, 4, 60, 0.1);
    for (std::size_t i = 0; exposure_varies && i < input.values.size(); ++i)
      input.exposure.push_back(0.5 + random.uniform());
    const auto cut = [&](std::size_t size) {
      OutlookInput out = input;
      out.values.resize(size);
      if (exposure_varies) {
        out.exposure.resize(size);
        if (size < input.values.size()) out.next_exposure = input.exposure[size];
      }
      return make_outlook(out, 3);
    };
    const auto hits = [](const Outlook& outlook, double HorizonScore::*share) {
      return outlook.backtest.empty()
                 ? 0
                 : static_cast<double>(outlook.backtest[0].origins) * outlook.backtest[0].*share;
    };
    for (std::size_t size = 20; size + 1 < input.values.size(); ++size) {
      if (!input.values[size]) continue;
      const Outlook before = cut(size), after = cut(size + 1);
      const auto inside = [&](const ForecastInterval& interval) {
        return *input.values[size] >= interval.low && *input.values[size] <= interval.high ? 1.0
                                                                                           : 0.0;
      };
      EXPECT_NEAR(hits(after, &HorizonScore::covered_90) - hits(before, &HorizonScore::covered_90),
                  inside(before.forecasts[0].most), 1e-6)
          << size;
      EXPECT_NEAR(hits(after, &HorizonScore::covered_50) - hits(before, &HorizonScore::covered_50),
                  inside(before.forecasts[0].half), 1e-6)
          << size;
    }
  }
}

// ---------------------------------------------------------------- missing is not zero, reading is
// not acting

TEST(Outlook, MissingPeriodsAreNoZeros) {
  std::vector<std::optional<double>> values, zeros;
  for (int i = 0; i < 60; ++i) {
    const double value = 4 + i % 3;
    values.push_back(i % 4 == 3 ? std::nullopt : std::optional(value));
    zeros.emplace_back(i % 4 == 3 ? 0 : value);
  }
  const Outlook with_gaps = make_outlook(series(SeriesKind::kCounts, values));
  EXPECT_EQ(with_gaps.observed, 45U);
  for (const Forecast& forecast : with_gaps.forecasts) EXPECT_NEAR(forecast.mean, 5, 0.5);
  EXPECT_LT(make_outlook(series(SeriesKind::kCounts, zeros)).forecasts[0].mean, 4.5);
}

TEST(Outlook, TwiceTheReadingIsNotTwiceTheActs) {
  Simulated random(3);
  OutlookInput input = series(SeriesKind::kCounts, {});
  for (int i = 0; i < 96; ++i) {
    input.exposure.push_back(i < 80 ? 100 : 400);
    input.values.emplace_back(random.poisson(0.05 * input.exposure.back()));
  }
  input.next_exposure = 100;
  const Outlook less = make_outlook(input);
  EXPECT_NEAR(less.forecasts[0].mean, 5, 1);
  input.next_exposure = 400;
  EXPECT_NEAR(make_outlook(input).forecasts[0].mean, 20, 3);
  // Nothing read in a period: missing, whatever its count says.
  input.exposure[10] = 0;
  EXPECT_EQ(make_outlook(input).observed, 95U);
}

TEST(Outlook, IntervalsOfCountsAreWholeAndOfMeansWithinTheirBounds) {
  Simulated random(11);
  OutlookInput counts = simulate(random, SeriesKind::kCounts, "noise", 30, 0.2, 0, 12, 80, 0),
               means = series(SeriesKind::kMeans, {});
  for (int i = 0; i < 80; ++i)
    means.values.emplace_back(std::clamp(9 + 2 * random.normal(), -10.0, 10.0));
  for (const Forecast& forecast : make_outlook(counts).forecasts) {
    for (const double value : {forecast.median, forecast.half.low, forecast.half.high,
                               forecast.most.low, forecast.most.high})
      EXPECT_EQ(value, std::floor(value));
    EXPECT_GE(forecast.most.low, 0);
    EXPECT_GE(forecast.most.probability, 0.9);
    EXPECT_GE(forecast.half.probability, 0.5);
  }
  for (const Forecast& forecast : make_outlook(means).forecasts) {
    EXPECT_LE(forecast.most.high, 10);
    EXPECT_LT(forecast.most.low, forecast.half.low);
  }
  // Weighted counts are not rounded.
  for (auto& value : counts.values) *value *= 0.37;
  const Forecast weighted = make_outlook(counts).forecasts[0];
  EXPECT_NEAR(weighted.mean, 0.37 * 30, 3);
  EXPECT_NE(weighted.most.high, std::floor(weighted.most.high));
}

TEST(Outlook, LargeCountsAndLongSeriesStayFinite) {
  Simulated random(5);
  for (const auto& [level, spread] :
       {std::pair{50000.0, 0.01}, std::pair{3000.0, 3.0}, std::pair{1e-3, 0.0}}) {
    const Outlook outlook = make_outlook(
        simulate(random, SeriesKind::kCounts, "noise", level, spread, 0, 12, 200, 0.05));
    for (const Forecast& forecast : outlook.forecasts) {
      EXPECT_TRUE(std::isfinite(forecast.mean));
      EXPECT_NEAR(forecast.mean, level, 0.6 * level + 0.1);
    }
    for (const HorizonScore& score : outlook.backtest)
      EXPECT_NEAR(score.randomised_90, 0.9, 0.08) << level;
  }
}

// ---------------------------------------------------------------- the parts

TEST(Outlook, ScoreIsTheIntegralOfTheSquaredDistance) {
  const Distribution forecast = negative_binomial(4, 0.5, true);
  for (const double value : {0.0, 3.0, 17.0}) {
    double integral = 0;
    constexpr double kStep = 0.01;
    for (double x = -1; x < 100; x += kStep) {
      const double middle = x + kStep / 2;
      const auto below =
          std::upper_bound(forecast.at.begin(), forecast.at.end(), middle) - forecast.at.begin();
      integral +=
          std::pow(static_cast<double>(below) / kPoints - (middle >= value ? 1 : 0), 2) * kStep;
    }
    EXPECT_NEAR(crps(forecast, value), integral, 1e-6) << value;
  }
}

TEST(Outlook, DistributionsHaveTheirMeanAndVariance) {
  const auto check = [](const Distribution& distribution, double mean, double variance,
                        double tolerance) {
    const double found = mean_of(distribution);
    double squares = 0;
    for (const double value : distribution.at)
      squares += (value - found) * (value - found) / kPoints;
    EXPECT_NEAR(found, mean, tolerance * std::sqrt(variance)) << mean;
    EXPECT_NEAR(squares, variance, 4 * tolerance * variance) << mean;
  };
  check(negative_binomial(3, 0, true), 3, 3, 0.03);
  check(negative_binomial(20, 0.3, true), 20, 20 + 0.3 * 400, 0.03);
  check(negative_binomial(2000, 0, true), 2000, 2000, 0.03);
  check(negative_binomial(90000, 0.2, true), 90000, 90000 + 0.2 * 8.1e9, 0.03);
  check(student(-2, 9, 12), -2, 9, 0.03);
  // Published points: 5 % above 1.812 with 10 degrees of freedom, 2.5 % above 2.045 with 29.
  EXPECT_NEAR(student_upper_tail(1.8125, 10), 0.05, 1e-4);
  EXPECT_NEAR(student_upper_tail(-2.0452, 29), 0.975, 1e-4);
}

TEST(Outlook, RefusesWhatIsNoSeries) {
  const auto message = [](const OutlookInput& input, unsigned horizons = 6) -> std::string {
    try {
      make_outlook(input, horizons);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message(series(SeriesKind::kCounts, {1, -2})),
            "outlook: period 1: -2 is no count; counts are 0 or more");
  EXPECT_EQ(message(series(SeriesKind::kMeans, {1, 12})),
            "outlook: period 1: mean 12 is not within -10 to 10");
  EXPECT_EQ(message(series(SeriesKind::kCounts, {1, 2}), 7),
            "outlook: 7 horizons asked for; 1 to 6 are possible");
  EXPECT_EQ(message(series(SeriesKind::kCounts, {1, 2}, 0)),
            "outlook: 0 periods a year; give 365, 52, 12, 4 or 1");
  OutlookInput exposed = series(SeriesKind::kCounts, {1, 2});
  exposed.exposure = {1};
  EXPECT_EQ(message(exposed), "outlook: 2 values but 1 exposures; give one a period, or none");
  EXPECT_EQ(message(series(SeriesKind::kCounts, {})), "");
}

}  // namespace
}  // namespace entente
