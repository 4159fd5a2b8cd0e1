// Intervals that held what they promised: forecasts are corrected by where earlier ones' targets
// fell.
#pragma once

#include <array>

#include "outlook/distribution.h"

namespace entente {

// Where targets fell in their forecasts (the probability integral transform), for one horizon.
class Calibration {
 public:
  void add(Probability target);
  // The forecast whose quantile of level p is `forecast`'s of the level below which a share p of
  // targets fell so far. Few targets change little.
  [[nodiscard]] Distribution apply(const Distribution& forecast, const Support& support) const;

 private:
  static constexpr std::size_t kBins = 20;
  std::array<double, kBins> mass_{};
  double total_ = 0;
};

}  // namespace entente
