// The forecasts that any other has to beat: last value, last value of the season, mean, drift. Each
// comes with the spread that its own errors had in the past.
#pragma once

#include <optional>
#include <vector>

#include "outlook/distribution.h"

namespace entente {

class Baselines {
 public:
  explicit Baselines(unsigned periods_a_year);

  // The next period; missing where nothing was read. `exposure` above 0.
  void observe(std::optional<double> value, double exposure);

  // Of the period `horizon` after the last observed one, at this exposure; needs one value at
  // least. Not yet confined to the support.
  [[nodiscard]] Distribution naive(unsigned horizon, double exposure) const;
  [[nodiscard]] Distribution seasonal_naive(unsigned horizon, double exposure) const;
  [[nodiscard]] Distribution mean(double exposure) const;
  [[nodiscard]] Distribution drift(unsigned horizon, double exposure) const;

 private:
  [[nodiscard]] std::size_t lag_to(unsigned horizon) const;

  unsigned season_;
  std::vector<std::optional<double>> rates_;  // value a unit of exposure
  std::optional<std::size_t> first_, last_;   // observed periods
  // Sorted: all rates; changes over 1 to kMostHorizons periods, over a year, each with both signs.
  std::vector<double> sorted_;
  std::vector<std::vector<double>> changes_;
  std::vector<double> yearly_changes_;
};

}  // namespace entente
