// Counts as a rate that changes: the gamma-Poisson filter with discounting, widened to negative
// binomial observations, over a grid of settings weighed by how well each foretold the past.
#pragma once

#include <optional>
#include <vector>

#include "outlook/distribution.h"

namespace entente {

class CountFilter {
 public:
  // With `seasonal` the rate has a factor for each of the year's periods. With `whole` forecasts
  // are whole numbers.
  CountFilter(unsigned periods_a_year, bool seasonal, bool whole);

  // The next period; missing where nothing was read. `exposure` above 0.
  void observe(std::optional<double> value, double exposure);
  // Of the period `horizon` after the last one, at this exposure; needs one value at least.
  [[nodiscard]] Distribution predict(unsigned horizon, double exposure) const;

 private:
  // The rate is gamma distributed with this shape, and this shape / rate as mean. Each period keeps
  // `discount` of what is known; `reversion` periods' worth of the long-run mean comes in its
  // place.
  struct Setting {
    double discount = 1, inverse_size = 0, reversion = 0;
    double shape = 0, rate = 0, log_likelihood = 0;
  };
  // Mean and dispersion (negative binomial, as negative_binomial() takes them) at a horizon.
  struct Prediction {
    double mean = 0, inverse_size = 0;
  };
  struct Gamma {
    double shape = 0, rate = 0;
  };
  [[nodiscard]] Gamma after(const Setting& setting, unsigned periods) const;
  [[nodiscard]] static Prediction predicted(const Setting& setting, Gamma state, double exposure);
  [[nodiscard]] Prediction mixture(unsigned horizon, double exposure) const;
  [[nodiscard]] std::vector<double> weights() const;
  [[nodiscard]] double season_factor(std::size_t period) const;

  bool seasonal_, whole_;
  std::vector<Setting> settings_;
  std::size_t periods_ = 0, observed_ = 0;
  double sum_ = 0, exposure_ = 0;  // of observed values, of their (seasonal) exposures
  // By place in the year: weighted sums of values and of what was expected of the rate alone.
  std::vector<double> season_values_, season_expected_;
};

}  // namespace entente
