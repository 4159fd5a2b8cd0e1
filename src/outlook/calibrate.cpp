// Recalibration by the distribution of the probability integral transform (Dawid 1984; Kuleshov,
// Fenner and Ermon 2018), kept as a histogram with a uniform prior. A count takes up the whole step
// that its probability makes, spread evenly: the non-randomised form of Czado, Gneiting and Held
// (2009).
#include "outlook/calibrate.h"

#include <algorithm>

namespace entente {
namespace {

// Weight of the belief that forecasts are right as they are, in targets.
constexpr double kPriorTargets = 80;

}  // namespace

void Calibration::add(Probability target) {
  constexpr double kWidth = 1.0 / static_cast<double>(kBins);
  const double width = target.up_to - target.below;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const double begin = static_cast<double>(bin) * kWidth, end = begin + kWidth;
    if (width > 0) {
      mass_[bin] +=
          std::max(0.0, std::min(end, target.up_to) - std::max(begin, target.below)) / width;
    } else if (begin <= target.below && (target.below < end || bin + 1 == kBins)) {
      mass_[bin] += 1;
    }
  }
  total_ += 1;
}

Distribution Calibration::apply(const Distribution& forecast, const Support& support) const {
  Distribution out;
  std::size_t bin = 0;
  double begin = 0;  // share of targets below the bin
  const auto share = [&] {
    return (mass_[bin] + kPriorTargets / static_cast<double>(kBins)) / (total_ + kPriorTargets);
  };
  for (std::size_t i = 0; i < kPoints; ++i) {
    while (bin + 1 < kBins && begin + share() < level_of(i)) {
      begin += share();
      ++bin;
    }
    const double level =
        (static_cast<double>(bin) + std::clamp((level_of(i) - begin) / share(), 0.0, 1.0)) /
        static_cast<double>(kBins);
    out.at[i] = quantile(forecast, level, support);
  }
  return out;
}

}  // namespace entente
