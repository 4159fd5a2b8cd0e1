// State space models by the Kalman filter (Harvey 1989, chapters 3 and 4; Durbin and Koopman 2012):
//   value = level + season + noise, level' = mean + reversion (level - mean) + slope + noise,
//   slope' = damping slope + noise.
// Missing periods advance the state and no more. The observation variance is integrated out with
// its conjugate prior, which makes forecasts Student's t and the likelihood exact (West and
// Harrison 1997, 4.5). The ratios of variances, reversion and damping lie on a grid; settings are
// averaged by their predictive likelihood.
#include "outlook/level.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace entente {
namespace {

constexpr std::array kLevelNoises{0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 4.0};
constexpr std::array kReversions{1.0, 0.95, 0.8, 0.5};
constexpr std::array kSlopeNoises{0.0, 0.001, 0.01, 0.1};
constexpr std::array kDampings{0.7, 0.9, 0.97};
constexpr double kLikelihoodMemory = 0.99;
// A season's offset is drawn to 0 as by this many periods without one.
constexpr double kSeasonPrior = 4;
// Prior weight of the observation variance, in observations; its size comes from the first change
// seen.
constexpr double kVarianceDegrees = 1;

}  // namespace

LevelFilter::LevelFilter(LevelShape shape, unsigned periods_a_year)
    : shape_(shape), season_sum_(periods_a_year), season_count_(periods_a_year) {
  if (shape == LevelShape::kTrend) {
    for (const double level_noise : kLevelNoises) {
      for (const double slope_noise : kSlopeNoises) {
        for (const double damping : kDampings) {
          settings_.push_back({.level_noise = level_noise,
                               .slope_noise = slope_noise,
                               .damping = damping,
                               .var_slope = 0.1});
        }
      }
    }
    return;
  }
  for (const double level_noise : kLevelNoises) {
    for (const double reversion : kReversions) {
      if (level_noise == 0 && reversion < 1) continue;
      settings_.push_back({.level_noise = level_noise, .reversion = reversion});
    }
  }
}

double LevelFilter::season_offset(std::size_t period) const {
  if (shape_ != LevelShape::kSeasonalLevel) return 0;
  const std::size_t season = period % season_sum_.size();
  return season_sum_[season] / (static_cast<double>(season_count_[season]) + kSeasonPrior);
}

void LevelFilter::advance(Setting& setting) const {
  const double mean = sum_ / static_cast<double>(observed_), keep = setting.reversion,
               damp = setting.damping;
  setting.level = mean + keep * (setting.level - mean) + damp * setting.slope;
  setting.slope *= damp;
  const double var_slope = damp * damp * setting.var_slope + setting.slope_noise;
  const double cov = damp * (keep * setting.cov + damp * setting.var_slope);
  setting.var_level = keep * keep * setting.var_level + 2 * keep * damp * setting.cov +
                      damp * damp * setting.var_slope + setting.level_noise;
  setting.var_slope = var_slope;
  setting.cov = cov;
}

std::vector<double> LevelFilter::weights() const {
  double best = settings_.front().log_likelihood;
  for (const Setting& setting : settings_) best = std::max(best, setting.log_likelihood);
  std::vector<double> out;
  out.reserve(settings_.size());
  double total = 0;
  for (const Setting& setting : settings_)
    total += out.emplace_back(std::exp(setting.log_likelihood - best));
  for (double& weight : out) weight /= total;
  return out;
}

void LevelFilter::observe(std::optional<double> value) {
  const std::size_t period = periods_++;
  if (observed_ == 0) {
    if (!value) return;
    for (Setting& setting : settings_) setting.level = *value;
    observed_ = 1;
    sum_ = *value;
    return;
  }
  if (!value) {
    for (Setting& setting : settings_) advance(setting);
    return;
  }
  const double offset = season_offset(period);
  const std::vector<double> weight = weights();
  double expected = 0;
  for (std::size_t i = 0; i < settings_.size(); ++i) {
    Setting& setting = settings_[i];
    advance(setting);
    const double error = *value - offset - setting.level, variance = setting.var_level + 1;
    expected += weight[i] * setting.level;
    if (observed_ == 1) {
      setting.degrees = kVarianceDegrees;
      setting.squares = kVarianceDegrees * std::max(error * error / variance, 1e-12);
    } else {
      // Student's t density of the error.
      const double nu = setting.degrees, scale = setting.squares / nu * variance;
      setting.log_likelihood = kLikelihoodMemory * setting.log_likelihood +
                               std::lgamma((nu + 1) / 2) - std::lgamma(nu / 2) -
                               0.5 * std::log(nu * std::numbers::pi * scale) -
                               (nu + 1) / 2 * std::log1p(error * error / (nu * scale));
    }
    setting.degrees += 1;
    setting.squares += error * error / variance;
    const double gain_level = setting.var_level / variance, gain_slope = setting.cov / variance;
    setting.level += gain_level * error;
    setting.slope += gain_slope * error;
    setting.var_slope -= gain_slope * setting.cov;
    setting.cov -= gain_level * setting.cov;
    setting.var_level -= gain_level * setting.var_level;
  }
  if (shape_ == LevelShape::kSeasonalLevel) {
    season_sum_[period % season_sum_.size()] += *value - expected;
    ++season_count_[period % season_sum_.size()];
  }
  ++observed_;
  sum_ += *value - offset;
}

Distribution LevelFilter::predict(unsigned horizon) const {
  const std::vector<double> weight = weights();
  double mean = 0, square = 0, degrees = 0;
  for (std::size_t i = 0; i < settings_.size(); ++i) {
    if (weight[i] < 1e-6) continue;
    Setting ahead = settings_[i];
    for (unsigned h = 0; h < horizon; ++h) advance(ahead);
    degrees = std::max(ahead.degrees, 5.0);
    const double variance =
        ahead.squares / ahead.degrees * (ahead.var_level + 1) * degrees / (degrees - 2);
    mean += weight[i] * ahead.level;
    square += weight[i] * (variance + ahead.level * ahead.level);
  }
  return student(mean + season_offset(periods_ - 1 + horizon),
                 std::max(square - mean * mean, 1e-12), degrees);
}

}  // namespace entente
