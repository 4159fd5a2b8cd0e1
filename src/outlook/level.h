// A level that wanders, with or without trend and seasons, under normal noise: the Kalman filter
// over a grid of settings weighed by how well each foretold the past.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "outlook/distribution.h"

namespace entente {

enum class LevelShape : std::uint8_t { kLevel, kSeasonalLevel, kTrend };

class LevelFilter {
 public:
  LevelFilter(LevelShape shape, unsigned periods_a_year);

  // The next period; missing where nothing was read.
  void observe(std::optional<double> value);
  // Of the period `horizon` after the last one; needs two values at least. Not confined to the
  // support.
  [[nodiscard]] Distribution predict(unsigned horizon) const;

 private:
  // Variances are in units of the observation variance, which is unknown: inverse gamma, with
  // `degrees` and sum of squares `squares`.
  struct Setting {
    double level_noise = 0, slope_noise = 0;
    double reversion =
        1;  // share of the level's distance from the long-run mean that remains after a period
    double damping = 0;  // share of the slope that remains
    double level = 0, slope = 0, var_level = 1, var_slope = 0, cov = 0;
    double degrees = 0, squares = 0, log_likelihood = 0;
  };
  void advance(Setting& setting) const;
  [[nodiscard]] std::vector<double> weights() const;
  [[nodiscard]] double season_offset(std::size_t period) const;

  LevelShape shape_;
  std::vector<Setting> settings_;
  std::size_t periods_ = 0, observed_ = 0;
  double sum_ = 0;
  std::vector<double> season_sum_;
  std::vector<std::size_t> season_count_;
};

}  // namespace entente
