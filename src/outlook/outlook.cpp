// Rolling-origin evaluation (Tashman 2000): the series is gone through once. At each origin every
// model forecasts from what came before; forecasts wait until their target is observed, are scored,
// and only then may they influence which model is chosen and how intervals are calibrated. The last
// origin is the end of the series; its forecasts are the outlook.
#include "outlook/outlook.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "outlook/baselines.h"
#include "outlook/calibrate.h"
#include "outlook/counts.h"
#include "outlook/distribution.h"
#include "outlook/level.h"

namespace entente {
namespace {

constexpr std::size_t kModels = static_cast<std::size_t>(OutlookModel::kCount);
constexpr std::array<OutlookModelRow, kModels> kRows{{
    {OutlookModel::kNaive, "naive", "the last value", true, true, false, false, false},
    {OutlookModel::kSeasonalNaive, "seasonal naive", "the value a year before", true, true, true,
     false, false},
    {OutlookModel::kMean, "mean", "the mean of the past", true, true, false, true, false},
    {OutlookModel::kDrift, "drift", "the last value and the mean change", true, true, false, false,
     false},
    {OutlookModel::kCounts, "counts", "a changing rate of counts", true, false, false, true, false},
    {OutlookModel::kSeasonalCounts, "seasonal counts", "a changing rate of counts with seasons",
     true, false, true, true, false},
    {OutlookModel::kLevel, "level", "a changing level", true, true, false, true, true},
    {OutlookModel::kSeasonalLevel, "seasonal level", "a changing level with seasons", false, true,
     true, true, false},
    {OutlookModel::kTrend, "damped trend", "a changing level with a fading trend", true, true,
     false, true, true},
    {OutlookModel::kCombination, "combination", "several models together", true, true, false, false,
     false},
}};
static_assert(rows_in_enum_order(kRows));

constexpr std::size_t index(OutlookModel model) { return static_cast<std::size_t>(model); }

// One of its parts replaces the combination when its mean CRPS so far is lower by this many
// standard errors, after this many origins. Other models never do: on rare acts the last value,
// nearly always 0, looks unbeatable until the next act.
constexpr double kReplaceErrors = 2;
constexpr double kOriginsToReplace = 24;
// Weights in the combination go with this negative power of a model's mean CRPS so far, which is
// held back by as many origins at the usual value.
constexpr double kWeightPower = 6;
constexpr double kWeightPrior = 12;
// Mean count a period from which normal noise on the square root is a fair description of counts.
constexpr double kLargeCounts = 10;

// ---------------------------------------------------------------- input

bool usable(const OutlookInput& input, std::size_t period) {
  return input.values[period].has_value() && (input.exposure.empty() || input.exposure[period] > 0);
}

void check(const OutlookInput& input, unsigned horizons) {
  if (horizons < 1 || horizons > kMostHorizons) {
    throw Error(ErrorKind::kUsage,
                fmt::format("outlook: {} horizons asked for; 1 to {} are possible", horizons,
                            kMostHorizons));
  }
  if (input.periods_a_year == 0)
    throw Error(ErrorKind::kUsage, "outlook: 0 periods a year; give 365, 52, 12, 4 or 1");
  if (!input.exposure.empty() && input.exposure.size() != input.values.size()) {
    throw Error(ErrorKind::kInput,
                fmt::format("outlook: {} values but {} exposures; give one a period, or none",
                            input.values.size(), input.exposure.size()));
  }
  const bool counts = input.kind == SeriesKind::kCounts;
  for (std::size_t i = 0; i < input.values.size(); ++i) {
    if (!input.exposure.empty() && !(input.exposure[i] >= 0 && std::isfinite(input.exposure[i]))) {
      throw Error(ErrorKind::kInput,
                  fmt::format("outlook: period {}: exposure {} is not a number of 0 or more", i,
                              input.exposure[i]));
    }
    if (!input.values[i]) continue;
    const double value = *input.values[i];
    if (!std::isfinite(value) || (counts && value < 0) ||
        (!counts && (value < input.lowest || value > input.highest))) {
      throw Error(
          ErrorKind::kInput,
          counts ? fmt::format("outlook: period {}: {} is no count; counts are 0 or more", i, value)
                 : fmt::format("outlook: period {}: mean {} is not within {} to {}", i, value,
                               input.lowest, input.highest));
    }
  }
  if (input.next_exposure && !(*input.next_exposure > 0 && std::isfinite(*input.next_exposure))) {
    throw Error(
        ErrorKind::kInput,
        fmt::format("outlook: exposure {} to forecast for is not above 0", *input.next_exposure));
  }
}

Support support_of(const OutlookInput& input) {
  if (input.kind == SeriesKind::kMeans) return {false, input.lowest, input.highest};
  Support support{true, 0, HUGE_VAL};
  for (std::size_t i = 0; i < input.values.size(); ++i) {
    if (usable(input, i) && *input.values[i] != std::floor(*input.values[i])) support.whole = false;
  }
  return support;
}

// ---------------------------------------------------------------- all models side by side

using Forecasts = std::array<std::optional<Distribution>, kModels>;

// Counts are stabilised for the level filters by their square root (Anscombe 1948), which makes the
// variance of the noise the same at every level.
double stabilised(double count) { return std::sqrt(count + 0.375); }
double count_of(double stabilised) { return stabilised > 0 ? stabilised * stabilised - 0.375 : 0; }

class Models {
 public:
  Models(const OutlookInput& input, const Support& support)
      : counts_kind_(input.kind == SeriesKind::kCounts),
        seasons_(input.periods_a_year > 1),
        support_(support),
        baselines_(input.periods_a_year),
        counts_(input.periods_a_year, false, support.whole),
        seasonal_counts_(input.periods_a_year, true, support.whole),
        level_(LevelShape::kLevel, input.periods_a_year),
        seasonal_level_(LevelShape::kSeasonalLevel, input.periods_a_year),
        trend_(LevelShape::kTrend, input.periods_a_year) {}

  // The next period; for means exposure is 1.
  void observe(std::optional<double> value, double exposure) {
    baselines_.observe(value, exposure);
    std::optional<double> state = value;
    if (counts_kind_) {
      counts_.observe(value, exposure);
      if (seasons_) seasonal_counts_.observe(value, exposure);
      if (value) {
        if (unit_ == 0) unit_ = exposure;
        sum_ += *value;
        observed_ += 1;
        state = stabilised(*value / exposure * unit_);
      }
    } else if (seasons_) {
      seasonal_level_.observe(state);
    }
    level_.observe(state);
    trend_.observe(state);
  }

  // Whether the model may be part of the combination or stand for it now.
  [[nodiscard]] bool takes_part(const OutlookModelRow& row) const {
    return row.combined && has(row) &&
           (!row.large_counts_only || !counts_kind_ || sum_ >= kLargeCounts * observed_);
  }

  // Forecasts of all models and their mixture with these weights.
  [[nodiscard]] Forecasts predict(unsigned horizon, double exposure,
                                  const std::array<double, kModels>& weights) const {
    Forecasts out;
    std::array<const Distribution*, kModels> parts{};
    std::array<double, kModels> part_weights{};
    std::size_t count = 0;
    for (const OutlookModelRow& row : kRows) {
      if (!has(row) || row.value == OutlookModel::kCombination) continue;
      std::optional<Distribution>& forecast = out[index(row.value)];
      forecast = one(row.value, horizon, exposure);
      confine(*forecast, support_);
      if (!takes_part(row)) continue;
      part_weights[count] = weights[index(row.value)];
      parts[count++] = &*forecast;
    }
    out[index(OutlookModel::kCombination)] =
        pooled(std::span(parts.data(), count), std::span(part_weights.data(), count));
    return out;
  }

 private:
  [[nodiscard]] bool has(const OutlookModelRow& row) const {
    return (counts_kind_ ? row.for_counts : row.for_means) && (seasons_ || !row.seasonal);
  }

  [[nodiscard]] Distribution one(OutlookModel model, unsigned horizon, double exposure) const {
    switch (model) {
      case OutlookModel::kNaive:
        return baselines_.naive(horizon, exposure);
      case OutlookModel::kSeasonalNaive:
        return baselines_.seasonal_naive(horizon, exposure);
      case OutlookModel::kDrift:
        return baselines_.drift(horizon, exposure);
      case OutlookModel::kCounts:
        return counts_.predict(horizon, exposure);
      case OutlookModel::kSeasonalCounts:
        return seasonal_counts_.predict(horizon, exposure);
      case OutlookModel::kLevel:
        return from_state(level_.predict(horizon), exposure);
      case OutlookModel::kSeasonalLevel:
        return from_state(seasonal_level_.predict(horizon), exposure);
      case OutlookModel::kTrend:
        return from_state(trend_.predict(horizon), exposure);
      default:
        return baselines_.mean(exposure);
    }
  }

  [[nodiscard]] Distribution from_state(Distribution state, double exposure) const {
    if (!counts_kind_) return state;
    for (double& value : state.at) value = count_of(value) * exposure / unit_;
    return state;
  }

  bool counts_kind_, seasons_;
  Support support_;
  Baselines baselines_;
  CountFilter counts_, seasonal_counts_;
  LevelFilter level_, seasonal_level_, trend_;
  double unit_ = 0;                // exposure that the level filters' counts are for: the first one
  double sum_ = 0, observed_ = 0;  // of counts
};

// ---------------------------------------------------------------- choosing

// How models fared over all forecasts scored so far.
class Choice {
 public:
  explicit Choice(unsigned horizons) : horizons_(horizons) {}

  void add(const std::array<double, kModels>& crps, const Forecasts& forecasts) {
    for (std::size_t i = 0; i < kModels; ++i) {
      if (!forecasts[i]) continue;
      const double gain = crps[index(OutlookModel::kCombination)] - crps[i];
      crps_[i] += crps[i];
      gain_[i] += gain;
      gain_squares_[i] += gain * gain;
    }
    count_ += 1;
  }

  // Of the models in the combination.
  [[nodiscard]] std::array<double, kModels> weights() const {
    const double usual = count_ > 0 ? crps_[index(OutlookModel::kCombination)] / count_ : 0,
                 prior = kWeightPrior * horizons_;
    std::array<double, kModels> out{};
    for (std::size_t i = 0; i < kModels; ++i) {
      out[i] =
          usual > 0 ? std::pow((crps_[i] / usual + prior) / (count_ + prior), -kWeightPower) : 1;
    }
    return out;
  }

  // Forecasts of several horizons share their origin and count as one for the standard error.
  [[nodiscard]] OutlookModel best(const Models& models) const {
    OutlookModel out = OutlookModel::kCombination;
    double best_gain = 0;
    const double origins = count_ / horizons_;
    if (origins < kOriginsToReplace) return out;
    for (const OutlookModelRow& row : kRows) {
      if (!models.takes_part(row)) continue;
      const std::size_t i = index(row.value);
      const double gain = gain_[i] / count_;
      const double error =
          std::sqrt(std::max(0.0, gain_squares_[i] / count_ - gain * gain) / origins);
      if (gain > best_gain && gain > kReplaceErrors * error) {
        best_gain = gain;
        out = row.value;
      }
    }
    return out;
  }

 private:
  double horizons_;
  // Sums of CRPS, of how much lower it was than the combination's, and of the squares of that.
  std::array<double, kModels> crps_{}, gain_{}, gain_squares_{};
  double count_ = 0;
};

// ---------------------------------------------------------------- the back-test

// A forecast that waits for its target.
struct Pending {
  std::size_t origin = 0, target = 0;
  unsigned horizon = 0;
  Forecasts forecasts;
  Distribution raw, issued;  // chosen; chosen and calibrated
};

struct HorizonSums {
  std::size_t origins = 0;
  struct Sums {
    double absolute = 0, crps = 0;
  };
  std::array<Sums, 4> errors{};  // as kScored
  double covered_50 = 0, covered_90 = 0, promised_50 = 0, promised_90 = 0, randomised_50 = 0,
         randomised_90 = 0;
};
constexpr std::array kBaselines{OutlookModel::kNaive, OutlookModel::kSeasonalNaive,
                                OutlookModel::kMean};

// Share of the step [below, up_to] that lies in the central interval of this level.
double randomised_inside(Probability target, double level) {
  const double low = (1 - level) / 2, high = (1 + level) / 2;
  if (target.up_to <= target.below) return target.below >= low && target.below <= high ? 1 : 0;
  return std::max(0.0, std::min(high, target.up_to) - std::max(low, target.below)) /
         (target.up_to - target.below);
}

class Backtest {
 public:
  Backtest(const OutlookInput& input, unsigned horizons)
      : input_(input),
        horizons_(horizons),
        support_(support_of(input)),
        models_(input, support_),
        choice_(horizons),
        calibrations_(horizons),
        sums_(horizons),
        gains_(input.values.size()) {}

  Outlook run() {
    Outlook out;
    out.kind = input_.kind;
    out.periods_a_year = input_.periods_a_year;
    out.needed = kWarmUp + kFewestOrigins;
    for (std::size_t period = 0; period < input_.values.size(); ++period) {
      if (observed_ >= kWarmUp) forecast_from(period);
      const bool here = usable(input_, period);
      score_targets(period, here);
      models_.observe(here ? input_.values[period] : std::nullopt, exposure_of(period));
      if (!here) continue;
      ++observed_;
      if (period > 0 && usable(input_, period - 1)) {
        changes_ += std::abs(*input_.values[period] - *input_.values[period - 1]);
        ++neighbours_;
      }
    }
    out.observed = observed_;
    if (observed_ >= kFewestForForecast) add_forecasts(out);
    add_scores(out);
    return out;
  }

 private:
  [[nodiscard]] double exposure_of(std::size_t period) const {
    return input_.kind == SeriesKind::kMeans || input_.exposure.empty() ||
                   input_.exposure[period] <= 0
               ? 1
               : input_.exposure[period];
  }

  void forecast_from(std::size_t origin) {
    const OutlookModel model = choice_.best(models_);
    const std::array<double, kModels> weights = choice_.weights();
    for (unsigned h = 1; h <= horizons_; ++h) {
      const std::size_t target = origin + h - 1;
      if (target >= input_.values.size() || !usable(input_, target)) continue;
      Pending pending{.origin = origin,
                      .target = target,
                      .horizon = h,
                      .forecasts = models_.predict(h, exposure_of(target), weights),
                      .raw = {},
                      .issued = {}};
      pending.raw = *pending.forecasts[index(model)];
      pending.issued = calibrations_[h - 1].apply(pending.raw, support_);
      pending_.push_back(std::move(pending));
    }
  }

  void score_targets(std::size_t period, bool here) {
    if (!here) return;
    const double value = *input_.values[period];
    for (auto it = pending_.begin(); it != pending_.end();) {
      if (it->target != period) {
        ++it;
        continue;
      }
      score(*it, value);
      it = pending_.erase(it);
    }
  }

  void score(const Pending& pending, double value) {
    std::array<double, kModels> scores{};
    for (std::size_t i = 0; i < kModels; ++i) {
      if (pending.forecasts[i]) scores[i] = crps(*pending.forecasts[i], value);
    }
    choice_.add(scores, pending.forecasts);
    calibrations_[pending.horizon - 1].add(probability_of(pending.raw, value, support_));

    HorizonSums& sums = sums_[pending.horizon - 1];
    ++sums.origins;
    const double issued = crps(pending.issued, value);
    add_error(sums.errors[0], pending.issued, issued, value);
    Gain& gain = gains_[pending.origin];
    gain.count += 1;
    for (std::size_t i = 0; i < kBaselines.size(); ++i) {
      const OutlookModel baseline = baseline_used(kBaselines[i]);
      add_error(sums.errors[i + 1], *pending.forecasts[index(baseline)], scores[index(baseline)],
                value);
      gain.sum[i] += scores[index(baseline)] - issued;
    }
    const auto inside = [&](double level, double& covered, double& promised) {
      const ForecastInterval interval = interval_of(pending.issued, level, support_);
      covered += value >= interval.low && value <= interval.high ? 1 : 0;
      promised += interval.probability;
    };
    inside(0.5, sums.covered_50, sums.promised_50);
    inside(0.9, sums.covered_90, sums.promised_90);
    const Probability place = probability_of(pending.issued, value, support_);
    sums.randomised_50 += randomised_inside(place, 0.5);
    sums.randomised_90 += randomised_inside(place, 0.9);
  }

  // With one period a year, last year's value is the last value.
  [[nodiscard]] OutlookModel baseline_used(OutlookModel baseline) const {
    return baseline == OutlookModel::kSeasonalNaive && input_.periods_a_year == 1
               ? OutlookModel::kNaive
               : baseline;
  }

  void add_error(HorizonSums::Sums& sums, const Distribution& forecast, double score,
                 double value) const {
    sums.absolute += std::abs(quantile(forecast, 0.5, support_) - value);
    sums.crps += score;
  }

  // Mean of the last year's periods that were read, of the last one read where that year has none.
  [[nodiscard]] double recent_exposure() const {
    double sum = 0, count = 0;
    for (std::size_t back = 0;
         back < input_.values.size() && (back < input_.periods_a_year || count == 0); ++back) {
      const std::size_t period = input_.values.size() - 1 - back;
      if (!usable(input_, period)) continue;
      sum += input_.exposure[period];
      count += 1;
    }
    return sum / count;
  }

  void add_forecasts(Outlook& out) const {
    if (!input_.exposure.empty() && input_.kind == SeriesKind::kCounts) {
      out.exposure = input_.next_exposure.value_or(recent_exposure());
      out.exposure_given = input_.next_exposure.has_value();
    }
    const double exposure = out.exposure.value_or(1);
    out.model = choice_.best(models_);
    const std::array<double, kModels> weights = choice_.weights();
    for (unsigned h = 1; h <= horizons_; ++h) {
      const Forecasts forecasts = models_.predict(h, exposure, weights);
      const Distribution issued =
          calibrations_[h - 1].apply(*forecasts[index(out.model)], support_);
      out.forecasts.push_back({.horizon = h,
                               .mean = mean_of(issued),
                               .median = quantile(issued, 0.5, support_),
                               .half = interval_of(issued, 0.5, support_),
                               .most = interval_of(issued, 0.9, support_)});
    }
  }

  void add_scores(Outlook& out) const {
    const double scale = neighbours_ > 0 ? changes_ / static_cast<double>(neighbours_) : 0;
    std::array<double, 4> total{};
    for (unsigned h = 1; h <= horizons_; ++h) {
      const HorizonSums& sums = sums_[h - 1];
      if (sums.origins == 0) continue;
      const double n = static_cast<double>(sums.origins);
      const auto errors = [&](std::size_t which) {
        total[which] += sums.errors[which].crps;
        return ForecastErrors{scale > 0 ? sums.errors[which].absolute / n / scale : 0,
                              sums.errors[which].crps / n};
      };
      HorizonScore score;
      score.horizon = h;
      score.origins = sums.origins;
      score.issued = errors(0);
      score.naive = errors(1);
      score.seasonal_naive = errors(2);
      score.mean = errors(3);
      score.covered_50 = sums.covered_50 / n;
      score.covered_90 = sums.covered_90 / n;
      score.promised_50 = sums.promised_50 / n;
      score.promised_90 = sums.promised_90 / n;
      score.randomised_50 = sums.randomised_50 / n;
      score.randomised_90 = sums.randomised_90 / n;
      out.backtest.push_back(score);
    }
    out.origins = static_cast<std::size_t>(std::count_if(
        gains_.begin(), gains_.end(), [](const Gain& gain) { return gain.count > 0; }));
    if (out.origins < kFewestOrigins) return;
    for (std::size_t i = 0; i < kBaselines.size(); ++i) {
      BaselineComparison comparison{.baseline = kBaselines[i]};
      comparison.crps_skill = total[i + 1] > 0 ? 1 - total[0] / total[i + 1] : 0;
      comparison.p_value = test(i);
      comparison.better = comparison.crps_skill > 0 && comparison.p_value < 0.05;
      out.comparisons.push_back(comparison);
    }
    out.verdict = out.comparisons.front().better ? OutlookVerdict::kBetterThanNaive
                                                 : OutlookVerdict::kNoBetterThanNaive;
  }

  // One-sided p value of the mean difference by origin. Forecasts up to H periods ahead make
  // neighbours' differences depend on one another up to lag H - 1; the long-run variance has
  // Bartlett weights (Newey and West 1987), which keep it positive.
  [[nodiscard]] double test(std::size_t baseline) const {
    std::vector<double> differences;
    for (const Gain& gain : gains_) {
      if (gain.count > 0) differences.push_back(gain.sum[baseline] / gain.count);
    }
    const double n = static_cast<double>(differences.size()), h = horizons_;
    const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / n;
    double variance = 0;
    for (std::size_t lag = 0; lag < horizons_ && lag < differences.size(); ++lag) {
      double covariance = 0;
      for (std::size_t i = lag; i < differences.size(); ++i)
        covariance += (differences[i] - mean) * (differences[i - lag] - mean);
      variance += covariance / n * (lag == 0 ? 1 : 2 * (1 - static_cast<double>(lag) / h));
    }
    if (variance <= 0) return mean > 0 ? 0 : 1;
    const double small_sample = std::max(0.0, (n + 1 - 2 * h + h * (h - 1) / n) / n);
    return student_upper_tail(mean / std::sqrt(variance / n) * std::sqrt(small_sample), n - 1);
  }

  // By origin: CRPS of each baseline less that of the issued forecast, summed over horizons.
  struct Gain {
    double count = 0;
    std::array<double, kBaselines.size()> sum{};
  };

  const OutlookInput& input_;
  unsigned horizons_;
  Support support_;
  Models models_;
  Choice choice_;
  std::vector<Calibration> calibrations_;
  std::vector<HorizonSums> sums_;
  std::deque<Pending> pending_;
  std::vector<Gain> gains_;
  std::size_t observed_ = 0, neighbours_ = 0;
  double changes_ = 0;
};

}  // namespace

const std::array<OutlookModelRow, kModels>& outlook_models() { return kRows; }

Outlook make_outlook(const OutlookInput& input, unsigned horizons) {
  check(input, horizons);
  return Backtest(input, horizons).run();
}

}  // namespace entente
