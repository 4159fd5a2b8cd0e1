// How good the forecasts are on real visits: every country's series of a truth table is
// back-tested, and the results pooled. Usage: bench_outlook TABLE [FIRST_YEAR LAST_YEAR] TABLE: a
// line a visit or trip with its country (column from_id or country_id), start and end (YYYY-MM-DD),
// tab-separated with a header. Series: visits by country (those with at least 10) and in total, a
// month, a quarter and a year; and, as series of means with gaps, how many days a visit takes.
// ENTENTE_EVERY_SERIES prints each outlook.
#include "outlook/outlook.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "base/base.h"
#include "document/document.h"
#include "series/change_points.h"

namespace {

using namespace entente;

struct Pool {
  double origins = 0, covered_50 = 0, covered_90 = 0, promised_50 = 0, promised_90 = 0,
         randomised_50 = 0, randomised_90 = 0;
  double mase = 0, naive = 0, seasonal = 0, mean = 0, series = 0;     // of MASE, by series
  double skill_naive = 0, skill_seasonal = 0, skill_mean = 0;         // of CRPS, by series
  double crps = 0, crps_naive = 0, crps_seasonal = 0, crps_mean = 0;  // summed
};

void add(Pool& pool, const HorizonScore& score) {
  const double n = static_cast<double>(score.origins);
  pool.origins += n;
  pool.covered_50 += n * score.covered_50;
  pool.covered_90 += n * score.covered_90;
  pool.promised_50 += n * score.promised_50;
  pool.promised_90 += n * score.promised_90;
  pool.randomised_50 += n * score.randomised_50;
  pool.randomised_90 += n * score.randomised_90;
  pool.series += 1;
  pool.mase += score.issued.mase;
  pool.naive += score.naive.mase;
  pool.seasonal += score.seasonal_naive.mase;
  pool.mean += score.mean.mase;
  const auto skill = [&](const ForecastErrors& other) {
    return other.crps > 0 ? 1 - score.issued.crps / other.crps : 0;
  };
  pool.skill_naive += skill(score.naive);
  pool.skill_seasonal += skill(score.seasonal_naive);
  pool.skill_mean += skill(score.mean);
  pool.crps += n * score.issued.crps;
  pool.crps_naive += n * score.naive.crps;
  pool.crps_seasonal += n * score.seasonal_naive.crps;
  pool.crps_mean += n * score.mean.crps;
}

void print(const std::string& name, const Pool& pool) {
  const double n = pool.origins, s = pool.series;
  std::cout << fmt::format(
      "{:<8} {:>7.0f}  {:>5.1f} {:>5.1f}  {:>5.1f} {:>5.1f}  {:>5.1f} {:>5.1f}  {:>5.3f} {:>5.3f} "
      "{:>5.3f} {:>5.3f}  {:>6.3f} {:>6.3f} {:>6.3f}  {:>6.3f} {:>6.3f} {:>6.3f}\n",
      name, n, 100 * pool.covered_50 / n, 100 * pool.covered_90 / n, 100 * pool.promised_50 / n,
      100 * pool.promised_90 / n, 100 * pool.randomised_50 / n, 100 * pool.randomised_90 / n,
      pool.mase / s, pool.naive / s, pool.seasonal / s, pool.mean / s, pool.skill_naive / s,
      pool.skill_seasonal / s, pool.skill_mean / s, 1 - pool.crps / pool.crps_naive,
      1 - pool.crps / pool.crps_seasonal, 1 - pool.crps / pool.crps_mean);
}

struct Named {
  std::string name;
  OutlookInput input;
};

void evaluate(const std::string& title, const std::vector<Named>& series) {
  std::vector<Pool> pools(kMostHorizons + 1);
  std::array<std::size_t, 3> better{};
  std::array<std::size_t, static_cast<std::size_t>(OutlookVerdict::kCount)> verdicts{};
  std::map<std::string, std::size_t> chosen;
  double slowest = 0;
  for (const Named& one : series) {
    const auto begin = std::chrono::steady_clock::now();
    const Outlook outlook = make_outlook(one.input);
    slowest = std::max(
        slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    for (const HorizonScore& score : outlook.backtest) {
      add(pools[score.horizon - 1], score);
      add(pools.back(), score);
    }
    for (std::size_t i = 0; i < outlook.comparisons.size(); ++i)
      better[i] += outlook.comparisons[i].better ? 1 : 0;
    ++verdicts[static_cast<std::size_t>(outlook.verdict)];
    ++chosen[std::string(outlook_models()[static_cast<std::size_t>(outlook.model)].name)];
    if (series.size() == 1 || std::getenv("ENTENTE_EVERY_SERIES"))
      std::cout << one.name << ": " << describe(outlook) << "\n";
  }
  std::cout << fmt::format("{}: {} series, slowest {:.0f} ms\n", title, series.size(),
                           1000 * slowest);
  std::cout << "                  covered %     promised    randomised   MASE, mean over series    "
               "CRPS skill by series  of summed CRPS\n";
  std::cout << "horizon  origins   50    90     50    90     50    90  issued naive seas. mean    "
               "naive  seas.  mean    naive  seas.  mean\n";
  for (std::size_t h = 0; h <= kMostHorizons; ++h) {
    if (pools[h].origins > 0) print(h == kMostHorizons ? "all" : std::to_string(h + 1), pools[h]);
  }
  const double n = static_cast<double>(series.size());
  std::cout << fmt::format(
      "significantly better than naive {:.0f} %, seasonal naive {:.0f} %, mean {:.0f} % of series; "
      "verdicts:",
      100 * static_cast<double>(better[0]) / n, 100 * static_cast<double>(better[1]) / n,
      100 * static_cast<double>(better[2]) / n);
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    std::cout << (i ? ", " : " ") << verdict_words(static_cast<OutlookVerdict>(i)) << " "
              << verdicts[i];
  std::cout << "\nchosen:";
  for (const auto& [model, count] : chosen) std::cout << " " << model << " " << count;
  std::cout << "\n\n";
}

struct Visit {
  Date start;
  double days = 0;
};

class Sums {
 public:
  explicit Sums(std::size_t periods) : counts_(periods), days_(periods) {}
  void add(std::size_t period, double days) {
    counts_[period] += 1;
    days_[period] += days;
  }
  [[nodiscard]] OutlookInput counts(unsigned a_year) const {
    OutlookInput out;
    out.periods_a_year = a_year;
    out.values.assign(counts_.begin(), counts_.end());
    return out;
  }
  // Periods without a visit are missing.
  [[nodiscard]] OutlookInput means(unsigned a_year) const {
    OutlookInput out;
    out.kind = SeriesKind::kMeans;
    out.periods_a_year = a_year;
    out.lowest = 1;
    out.highest = 100;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      out.values.push_back(counts_[i] > 0 ? std::optional(days_[i] / counts_[i]) : std::nullopt);
    return out;
  }

 private:
  std::vector<double> counts_, days_;
};

// Where the number of visits changed: all changes of the total, how many countries have one.
void print_changes(const OutlookInput& total, const std::vector<Named>& countries, int first) {
  const auto changes = [](const OutlookInput& input) {
    return find_changes({.kind = ChangeKind::kCounts, .values = input.values, .exposure = {}})
        .changes;
  };
  std::cout << "changes of the total:";
  for (const ChangePoint& change : changes(total)) {
    const std::size_t year = change.first / total.periods_a_year;
    std::cout << fmt::format(" {}, period {} ({:.2f} to {:.2f}, gain {:.1f})",
                             first + static_cast<int>(year),
                             change.first % total.periods_a_year + 1, change.level_before,
                             change.level_after, change.gain);
  }
  const auto changed = std::count_if(countries.begin(), countries.end(),
                                     [&](const Named& one) { return !changes(one.input).empty(); });
  std::cout << fmt::format("\nwith a change: {} of {} countries\n\n", changed, countries.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) {
    std::cerr << "usage: bench_outlook TABLE [FIRST_YEAR LAST_YEAR]\n";
    return 2;
  }
  const std::string text = read_file(argv[1]);
  const int first = argc == 4 ? std::atoi(argv[2]) : 1990,
            last = argc == 4 ? std::atoi(argv[3]) : 2019;
  std::size_t country = 0, start = 0, end = 0;
  std::map<std::string, std::vector<Visit>> visits;
  bool header = true;
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> cells = split(line, '\t');
    if (header) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] == "from_id" || cells[i] == "country_id") country = i;
        if (cells[i] == "start") start = i;
        if (cells[i] == "end") end = i;
      }
      header = false;
      continue;
    }
    if (cells.size() <= std::max({country, start, end}) || cells[start].size() != 10 ||
        cells[end].size() != 10)
      continue;
    const std::optional<Date> from = parse_date(cells[start]), to = parse_date(cells[end]);
    if (!from || !to || from->year < first || from->year > last || *to < *from) continue;
    visits[std::string(cells[country])].push_back(
        {*from, static_cast<double>(to->days() - from->days() + 1)});
  }
  struct Unit {
    unsigned a_year;
    const char* name;
  };
  for (const Unit unit : {Unit{12, "a month"}, Unit{4, "a quarter"}, Unit{1, "a year"}}) {
    const auto periods = static_cast<std::size_t>(last - first + 1) * unit.a_year;
    std::vector<Named> counts, means;
    Sums all(periods);
    for (const auto& [name, list] : visits) {
      Sums sums(periods);
      for (const Visit& visit : list) {
        const auto period = static_cast<std::size_t>(visit.start.year - first) * unit.a_year +
                            static_cast<std::size_t>(visit.start.month - 1) * unit.a_year / 12;
        sums.add(period, visit.days);
        all.add(period, visit.days);
      }
      if (list.size() < 10) continue;
      counts.push_back({name, sums.counts(unit.a_year)});
      means.push_back({name, sums.means(unit.a_year)});
    }
    evaluate(fmt::format("visits by country, {}", unit.name), counts);
    evaluate(fmt::format("visits in total, {}", unit.name), {{"total", all.counts(unit.a_year)}});
    print_changes(all.counts(unit.a_year), counts, first);
    if (unit.a_year == 1) evaluate("days of a visit by country, a year", means);
    evaluate(fmt::format("days of a visit, {}", unit.name), {{"total", all.means(unit.a_year)}});
  }
}
