// The filter of Harvey and Fernandes (1989) and West and Harrison (1997, 10.8 and 14): the rate of
// a Poisson count is Gamma(shape, rate); a count y at exposure e makes it Gamma(shape + y, rate +
// e); between periods both are multiplied by a discount, which keeps the mean and widens the
// spread. The count to come is negative binomial, exactly. Two things are added:
// - Counts more spread than Poisson around their rate, with variance m + m^2 / size: such a count
// tells of its rate what
//   1 / (1 + m / size) of a Poisson count would (the ratio of their variances), and enters with
//   that weight.
// - Reversion: what is forgotten may be replaced by a few periods' worth of the long-run mean, so
// that
//   forecasts further out return to it.
// Settings are not estimated but averaged: each has the weight of its predictive likelihood so far.
#include "outlook/counts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace entente {
namespace {

constexpr std::array kDiscounts{1.0, 0.99, 0.97, 0.94, 0.9, 0.85, 0.75};
constexpr std::array kInverseSizes{0.0, 0.1, 0.3, 0.7, 1.5, 3.0};
constexpr std::array kReversions{0.0, 1.0, 4.0};
// Older forecasts say less about which setting is right now.
constexpr double kLikelihoodMemory = 0.99;
// A season's factor is drawn to 1 as by this many counts that agreed with the rate.
constexpr double kSeasonPrior = 6;

}  // namespace

CountFilter::CountFilter(unsigned periods_a_year, bool seasonal, bool whole)
    : seasonal_(seasonal && periods_a_year > 1),
      whole_(whole),
      season_values_(periods_a_year),
      season_expected_(periods_a_year) {
  for (const double discount : kDiscounts) {
    for (const double inverse_size : kInverseSizes) {
      for (const double reversion : kReversions) {
        if (discount == 1 && reversion > 0) continue;  // nothing forgotten, nothing to replace
        settings_.push_back(
            {.discount = discount, .inverse_size = inverse_size, .reversion = reversion});
      }
    }
  }
}

double CountFilter::season_factor(std::size_t period) const {
  if (!seasonal_) return 1;
  const std::size_t season = period % season_values_.size();
  return (kSeasonPrior + season_values_[season]) / (kSeasonPrior + season_expected_[season]);
}

CountFilter::Gamma CountFilter::after(const Setting& setting, unsigned periods) const {
  const double kept = std::pow(setting.discount, periods);
  const double in_place = (1 - kept) * setting.reversion;  // in periods of average exposure
  const double mean_exposure = exposure_ / static_cast<double>(observed_);
  return {kept * setting.shape + in_place * (sum_ + 0.1) / static_cast<double>(observed_),
          kept * setting.rate + in_place * mean_exposure};
}

CountFilter::Prediction CountFilter::predicted(const Setting& setting, Gamma state,
                                               double exposure) {
  const double spread = 1 / state.shape;
  return {state.shape / state.rate * exposure, spread + setting.inverse_size * (1 + spread)};
}

std::vector<double> CountFilter::weights() const {
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

// The settings' forecasts mixed, kept as the one negative binomial with the mixture's mean and
// variance.
CountFilter::Prediction CountFilter::mixture(unsigned horizon, double exposure) const {
  const std::vector<double> weight = weights();
  double mean = 0, square = 0;
  for (std::size_t i = 0; i < settings_.size(); ++i) {
    if (weight[i] < 1e-6) continue;
    const Prediction part = predicted(settings_[i], after(settings_[i], horizon), exposure);
    mean += weight[i] * part.mean;
    square += weight[i] * (part.mean + part.mean * part.mean * (1 + part.inverse_size));
  }
  mean = std::max(mean, 1e-9);
  return {mean, std::max(0.0, (square - mean * mean - mean) / (mean * mean))};
}

void CountFilter::observe(std::optional<double> value, double exposure) {
  const std::size_t period = periods_++;
  if (observed_ == 0) {
    if (!value) return;
    // Jeffreys' prior, Gamma(1/2, 0), after the first count.
    for (Setting& setting : settings_) {
      const double weight = 1 / (1 + (*value + 0.5) * setting.inverse_size);
      setting.shape = weight * (*value + 0.5);
      setting.rate = weight * exposure;
    }
    observed_ = 1;
    sum_ = *value;
    exposure_ = exposure;
    return;
  }
  if (!value) {
    for (Setting& setting : settings_) {
      const Gamma state = after(setting, 1);
      setting.shape = state.shape;
      setting.rate = state.rate;
    }
    return;
  }
  const double effective = exposure * season_factor(period);
  if (seasonal_) {
    const Prediction expected = mixture(1, exposure);
    const double weight = 1 / (1 + expected.mean * expected.inverse_size);
    season_values_[period % season_values_.size()] += weight * *value;
    season_expected_[period % season_values_.size()] += weight * expected.mean;
  }
  for (Setting& setting : settings_) {
    const Gamma state = after(setting, 1);
    const Prediction expected = predicted(setting, state, effective);
    setting.log_likelihood = kLikelihoodMemory * setting.log_likelihood +
                             log_negative_binomial(*value, expected.mean, expected.inverse_size);
    const double weight = 1 / (1 + expected.mean * setting.inverse_size);
    setting.shape = state.shape + weight * *value;
    setting.rate = state.rate + weight * effective;
  }
  ++observed_;
  sum_ += *value;
  exposure_ += effective;
}

Distribution CountFilter::predict(unsigned horizon, double exposure) const {
  const Prediction prediction = mixture(horizon, exposure * season_factor(periods_ - 1 + horizon));
  return negative_binomial(prediction.mean, prediction.inverse_size, whole_);
}

}  // namespace entente
