#include "outlook/baselines.h"

#include <algorithm>

namespace entente {
namespace {

void insert_sorted(std::vector<double>& sorted, double value) {
  sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), value), value);
}

// With both signs the spread is centred on no change, and whole numbers stay whole.
void insert_change(std::vector<double>& sorted, double change) {
  insert_sorted(sorted, change);
  insert_sorted(sorted, -change);
}

Distribution scaled(Distribution distribution, double factor) {
  for (double& value : distribution.at) value *= factor;
  return distribution;
}

// Fewer changes than this (each counted twice) say nothing of a spread.
constexpr std::size_t kFewestChanges = 2 * 4;

}  // namespace

Baselines::Baselines(unsigned periods_a_year) : season_(periods_a_year), changes_(kMostHorizons) {}

void Baselines::observe(std::optional<double> value, double exposure) {
  const std::size_t now = rates_.size();
  rates_.push_back(value ? std::optional(*value / exposure) : std::nullopt);
  if (!value) return;
  const double rate = *rates_.back();
  insert_sorted(sorted_, rate);
  for (std::size_t lag = 1; lag <= std::min<std::size_t>(kMostHorizons, now); ++lag) {
    if (rates_[now - lag]) insert_change(changes_[lag - 1], rate - *rates_[now - lag]);
  }
  if (now >= season_ && rates_[now - season_])
    insert_change(yearly_changes_, rate - *rates_[now - season_]);
  if (!first_) first_ = now;
  last_ = now;
}

// A gap before the forecast makes the way longer.
std::size_t Baselines::lag_to(unsigned horizon) const {
  return rates_.size() - 1 - *last_ + horizon;
}

Distribution Baselines::naive(unsigned horizon, double exposure) const {
  std::size_t lag = std::min<std::size_t>(lag_to(horizon), kMostHorizons);
  while (lag > 1 && changes_[lag - 1].size() < kFewestChanges) --lag;
  const std::vector<double>& changes = changes_[lag - 1];
  const double last = *rates_[*last_];
  return scaled(
      changes.empty() ? empirical(std::vector<double>{0}, last) : empirical(changes, last),
      exposure);
}

Distribution Baselines::seasonal_naive(unsigned horizon, double exposure) const {
  const std::size_t target = rates_.size() - 1 + horizon;
  for (std::size_t back = season_; back <= target; back += season_) {
    const std::size_t period = target - back;
    if (period >= rates_.size() || !rates_[period]) continue;
    if (yearly_changes_.size() < kFewestChanges) break;
    return scaled(empirical(yearly_changes_, *rates_[period]), exposure);
  }
  return naive(horizon, exposure);
}

Distribution Baselines::mean(double exposure) const {
  return scaled(empirical(sorted_, 0), exposure);
}

Distribution Baselines::drift(unsigned horizon, double exposure) const {
  Distribution out = naive(horizon, exposure);
  if (*first_ == *last_) return out;
  const double slope = (*rates_[*last_] - *rates_[*first_]) / static_cast<double>(*last_ - *first_);
  for (double& value : out.at) value += slope * static_cast<double>(lag_to(horizon)) * exposure;
  return out;
}

}  // namespace entente
