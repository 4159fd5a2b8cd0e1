// Change points against series with known breaks, without breaks, and against every possible cut of
// short ones. Cases stand in tests/cases/change_points.
#include "series/change_points.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/base.h"
#include "simulated.h"

namespace entente {
namespace {

const std::filesystem::path kCases =
    std::filesystem::path(ENTENTE_SOURCE_DIR) / "tests/cases/change_points";

double number(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

std::vector<double> numbers(std::string_view text, char separator) {
  std::vector<double> out;
  for (const std::string_view part : split(text, separator)) {
    if (!part.empty()) out.push_back(number(part));
  }
  return out;
}

ChangeKind kind_of(std::string_view text) {
  return text == "means" ? ChangeKind::kMeans : ChangeKind::kCounts;
}

// ---------------------------------------------------------------- written series

TEST(ChangePoints, WrittenSeries) {
  const std::array<std::string_view, 5> columns{"kind", "values", "exposure", "min_segment",
                                                "changes"};
  const Table table = read_table(kCases / "series.tsv", columns);
  for (const TableRow& row : table.rows) {
    ChangeInput input{
        .kind = kind_of(row.cells[0]), .values = {}, .exposure = numbers(row.cells[2], ' ')};
    for (const std::string_view value : split(row.cells[1], ' ')) {
      if (!value.empty())
        input.values.push_back(value == "-" ? std::nullopt : std::optional(number(value)));
    }
    const ChangeResult result = find_changes(
        input, {.min_segment = static_cast<std::size_t>(number(row.cells[3])), .penalty = {}});
    std::string found;
    for (const ChangePoint& change : result.changes) {
      found += fmt::format("{}{}:{}:{:.2f}:{:.2f}", found.empty() ? "" : " ", change.first,
                           change.before, change.level_before, change.level_after);
      EXPECT_GT(change.gain, result.penalty) << "line " << row.line;
    }
    // Levels are compared as numbers, written with as many digits as the case has.
    std::string expected;
    for (const std::string_view change : split(row.cells[4], ' ')) {
      if (change.empty()) continue;
      const std::vector<double> parts = numbers(change, ':');
      expected += fmt::format("{}{}:{}:{:.2f}:{:.2f}", expected.empty() ? "" : " ", parts[0],
                              parts[1], parts[2], parts[3]);
    }
    EXPECT_EQ(found, expected) << "line " << row.line;
  }
}

// ---------------------------------------------------------------- simulated series

// Levels by segment; the segments after the first begin at `breaks`.
ChangeInput simulate(Simulated& random, ChangeKind kind, const std::vector<double>& levels,
                     const std::vector<double>& breaks, double spread, std::size_t periods,
                     double missing, bool exposure_varies) {
  ChangeInput input{.kind = kind, .values = {}, .exposure = {}};
  std::size_t segment = 0;
  for (std::size_t i = 0; i < periods; ++i) {
    while (segment < breaks.size() && static_cast<double>(i) >= breaks[segment]) ++segment;
    const double exposure = exposure_varies ? std::pow(2, 2 * random.uniform() - 1) : 1;
    if (exposure_varies) input.exposure.push_back(exposure);
    const double value = kind == ChangeKind::kCounts
                             ? random.negative_binomial(levels[segment] * exposure, spread)
                             : levels[segment] + spread * random.normal();
    input.values.push_back(random.uniform() < missing ? std::nullopt : std::optional(value));
  }
  return input;
}

TEST(ChangePoints, FewFalseAlarmsOnConstantSeries) {
  const std::array<std::string_view, 6> columns{"kind",    "level",   "spread",
                                                "periods", "missing", "exposure_varies"};
  const Table table = read_table(kCases / "constant.tsv", columns);
  constexpr int kSeries = 300;
  for (const TableRow& row : table.rows) {
    Simulated random(row.line);
    int alarms = 0;
    for (int i = 0; i < kSeries; ++i) {
      const ChangeInput input =
          simulate(random, kind_of(row.cells[0]), {number(row.cells[1])}, {}, number(row.cells[2]),
                   static_cast<std::size_t>(number(row.cells[3])), number(row.cells[4]),
                   row.cells[5] == "yes");
      alarms += find_changes(input).changes.empty() ? 0 : 1;
    }
    std::cout << fmt::format(
        "{} level {} spread {} periods {}: false alarms in {:.2f} % of {} series\n", row.cells[0],
        row.cells[1], row.cells[2], row.cells[3], 100.0 * alarms / kSeries, kSeries);
    EXPECT_LT(alarms, 0.05 * kSeries) << "line " << row.line;
  }
}

TEST(ChangePoints, KnownBreaksWithinTwoPeriods) {
  const std::array<std::string_view, 7> columns{"kind",    "levels",  "breaks",         "spread",
                                                "periods", "missing", "exposure_varies"};
  const Table table = read_table(kCases / "breaks.tsv", columns);
  constexpr int kSeries = 200;
  for (const TableRow& row : table.rows) {
    Simulated random(row.line);
    const std::vector<double> breaks = numbers(row.cells[2], ',');
    int found = 0, changes = 0, near = 0;
    for (int i = 0; i < kSeries; ++i) {
      const ChangeInput input =
          simulate(random, kind_of(row.cells[0]), numbers(row.cells[1], ','), breaks,
                   number(row.cells[3]), static_cast<std::size_t>(number(row.cells[4])),
                   number(row.cells[5]), row.cells[6] == "yes");
      const ChangeResult result = find_changes(input);
      const auto close = [](const ChangePoint& change, double at) {
        return std::abs(static_cast<double>(change.first) - at) <= 2;
      };
      for (const double at : breaks)
        found += std::any_of(result.changes.begin(), result.changes.end(),
                             [&](const ChangePoint& change) { return close(change, at); })
                     ? 1
                     : 0;
      for (const ChangePoint& change : result.changes)
        near +=
            std::any_of(breaks.begin(), breaks.end(), [&](double at) { return close(change, at); })
                ? 1
                : 0;
      changes += static_cast<int>(result.changes.size());
    }
    const double known = static_cast<double>(kSeries) * static_cast<double>(breaks.size());
    std::cout << fmt::format(
        "{} levels {} spread {} periods {}: {:.1f} % of breaks found within 2 periods, {:.1f} % of "
        "{} changes found lie further away\n",
        row.cells[0], row.cells[1], row.cells[3], row.cells[4], 100 * found / known,
        100.0 * (changes - near) / changes, changes);
    EXPECT_GE(found, 0.9 * known) << "line " << row.line;
    EXPECT_LE(changes - near, 0.1 * known) << "line " << row.line;
  }
}

// ---------------------------------------------------------------- exactness

// The same costs written plainly: -2 log likelihood at the best rate, or mean and variance, of one
// segment.
double plain_cost(const ChangeInput& input, const ChangeResult& result, std::size_t begin,
                  std::size_t end) {
  double sum = 0, exposure = 0;
  const auto exposure_at = [&](std::size_t i) {
    return input.exposure.empty() ? 1 : input.exposure[i];
  };
  for (std::size_t i = begin; i < end; ++i) {
    sum += *input.values[i];
    exposure += exposure_at(i);
  }
  const double n = static_cast<double>(end - begin);
  if (input.kind == ChangeKind::kMeans) {
    double squares = 0;
    for (std::size_t i = begin; i < end; ++i) squares += std::pow(*input.values[i] - sum / n, 2);
    const double variance = std::max(squares / n, result.variance_floor);
    return n * std::log(variance) + squares / variance;
  }
  if (sum == 0) return 0;
  const auto at_rate = [&](double rate) {
    double out = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const double value = *input.values[i], mean = rate * exposure_at(i),
                   size = 1 / result.inverse_size;
      if (result.inverse_size > 0) {
        out += -2 * (value * std::log(rate) - (value + size) * std::log(1 + mean / size));
      } else {
        out += -2 * (value * std::log(rate) - mean);
      }
    }
    return out;
  };
  // Golden section on the logarithm of the rate; the cost has one valley.
  double low = std::log(sum / exposure) - 3, high = low + 6;
  const double ratio = (std::sqrt(5.0) - 1) / 2;
  for (int step = 0; step < 100; ++step) {
    const double a = high - ratio * (high - low), b = low + ratio * (high - low);
    (at_rate(std::exp(a)) < at_rate(std::exp(b)) ? high : low) =
        at_rate(std::exp(a)) < at_rate(std::exp(b)) ? b : a;
  }
  return at_rate(std::exp((low + high) / 2));
}

TEST(ChangePoints, NoCutOfShortSeriesIsCheaper) {
  constexpr std::size_t kPeriods = 13;
  std::size_t with_changes = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Simulated random(seed);
    const ChangeKind kind = seed % 3 == 2 ? ChangeKind::kMeans : ChangeKind::kCounts;
    const ChangeInput input = simulate(random, kind, {1, 4, 0.5}, {4, 9},
                                       seed % 4 == 0 ? 0.01 : 0.5, kPeriods, 0, seed % 2 == 1);
    const std::size_t min_segment = 2 + seed % 3;
    const ChangeResult result = find_changes(
        input, {.min_segment = min_segment, .penalty = 1.0 + static_cast<double>(seed % 5)});
    // All ways of cutting: bit i set is a change before period i + 1.
    std::array<std::array<double, kPeriods + 1>, kPeriods> costs{};
    for (std::size_t begin = 0; begin < kPeriods; ++begin) {
      for (std::size_t end = begin + 1; end <= kPeriods; ++end)
        costs[begin][end] = plain_cost(input, result, begin, end);
    }
    double best = std::numeric_limits<double>::infinity();
    std::vector<std::size_t> best_cut;
    for (std::uint32_t bits = 0; bits < (1U << (kPeriods - 1)); ++bits) {
      std::vector<std::size_t> cut;
      double cost = 0;
      std::size_t begin = 0;
      bool allowed = true;
      for (std::size_t end = 1; end <= kPeriods && allowed; ++end) {
        if (end < kPeriods && !(bits >> (end - 1) & 1)) continue;
        allowed = end - begin >= min_segment;
        cost += costs[begin][end];
        if (end < kPeriods) {
          cut.push_back(end);
          cost += result.penalty;
        }
        begin = end;
      }
      if (allowed && cost < best) {
        best = cost;
        best_cut = cut;
      }
    }
    EXPECT_NEAR(result.cost, best, 1e-6) << "seed " << seed;
    std::vector<std::size_t> found;
    for (const ChangePoint& change : result.changes) found.push_back(change.first);
    EXPECT_EQ(found, best_cut) << "seed " << seed;
    with_changes += best_cut.empty() ? 0 : 1;
  }
  EXPECT_GT(with_changes, 30U);
}

// ---------------------------------------------------------------- refusals

TEST(ChangePoints, RefusesWhatIsNoSeries) {
  const auto message = [](const ChangeInput& input,
                          const ChangeOptions& options = {}) -> std::string {
    try {
      find_changes(input, options);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({.kind = ChangeKind::kCounts, .values = {1, -2}, .exposure = {}}),
            "change points: period 1: -2 is no count; counts are 0 or more");
  EXPECT_EQ(message({.kind = ChangeKind::kCounts, .values = {1, 2}, .exposure = {3}}),
            "change points: 2 values but 1 exposures; give one a period, or none");
  EXPECT_EQ(message({.kind = ChangeKind::kMeans, .values = {1, std::nan("")}, .exposure = {}}),
            "change points: period 1: nan is no number");
  EXPECT_EQ(message({.kind = ChangeKind::kMeans, .values = {1, 2}, .exposure = {}},
                    {.min_segment = 1, .penalty = {}}),
            "change points: segments of at least 1 periods asked for; 2 is the least possible");
}

}  // namespace
}  // namespace entente
