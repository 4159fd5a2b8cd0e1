#include "outlook/distribution.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace entente {
namespace {

constexpr double kCountOfPoints = static_cast<double>(kPoints);

// Standard normal quantile: Newton steps on erfc from a logistic guess; the levels are no further
// out than 1/400.
double normal_quantile(double level) {
  double z = std::log(level / (1 - level)) / 1.702;
  for (int step = 0; step < 60; ++step) {
    const double error = 0.5 * std::erfc(-z / std::numbers::sqrt2) - level;
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    const double next = z - error / density;
    if (std::abs(next - z) < 1e-13) break;
    z = next;
  }
  return z;
}

const std::array<double, kPoints>& normal_points() {
  static const std::array<double, kPoints> points = [] {
    std::array<double, kPoints> out{};
    for (std::size_t i = 0; i < kPoints; ++i) out[i] = normal_quantile(level_of(i));
    return out;
  }();
  return points;
}

// Reads the points off a distribution function that grows cell by cell.
class PointReader {
 public:
  // Mass `mass` between `low` and `high`; on `high` alone where they are equal.
  void add(double low, double high, double mass) {
    if (mass <= 0) return;
    const double begin = total_;
    total_ += mass;
    while (next_ < kPoints && level_of(next_) <= total_) {
      out_.at[next_] = low + (high - low) * (level_of(next_) - begin) / mass;
      ++next_;
    }
    last_ = high;
  }
  [[nodiscard]] bool full() const { return next_ == kPoints; }
  Distribution finish() {
    while (next_ < kPoints) out_.at[next_++] = last_;
    return out_;
  }

 private:
  Distribution out_;
  std::size_t next_ = 0;
  double total_ = 0, last_ = 0;
};

}  // namespace

void confine(Distribution& distribution, const Support& support) {
  for (double& value : distribution.at) {
    value = std::clamp(value, support.lowest, support.highest);
    if (support.whole) value = std::round(value);
  }
}

double quantile(const Distribution& distribution, double level, const Support& support) {
  const double place = level * kCountOfPoints;
  if (support.whole) {
    return distribution
        .at[static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, kCountOfPoints - 1))];
  }
  const double between = std::clamp(place - 0.5, 0.0, kCountOfPoints - 1);
  const std::size_t below = std::min(static_cast<std::size_t>(between), kPoints - 2);
  const double share = between - static_cast<double>(below);
  return distribution.at[below] + share * (distribution.at[below + 1] - distribution.at[below]);
}

double mean_of(const Distribution& distribution) {
  double sum = 0;
  for (const double value : distribution.at) sum += value;
  return sum / kCountOfPoints;
}

Probability probability_of(const Distribution& distribution, double value, const Support& support) {
  const auto& at = distribution.at;
  const auto below = std::lower_bound(at.begin(), at.end(), value);
  const auto above = std::upper_bound(below, at.end(), value);
  const double count_below = static_cast<double>(below - at.begin());
  const double count_up_to = static_cast<double>(above - at.begin());
  if (support.whole || below != above)
    return {count_below / kCountOfPoints, count_up_to / kCountOfPoints};
  if (below == at.begin()) return {0, 0.5 / kCountOfPoints};
  if (below == at.end()) return {1 - 0.5 / kCountOfPoints, 1};
  const double share = (value - *(below - 1)) / (*below - *(below - 1));
  const double probability = (count_below - 0.5 + share) / kCountOfPoints;
  return {probability, probability};
}

double crps(const Distribution& distribution, double value) {
  double sum = 0;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const double point = distribution.at[i];
    sum += (point - value) * ((value < point ? 1.0 : 0.0) - level_of(i));
  }
  return 2 * sum / kCountOfPoints;
}

ForecastInterval interval_of(const Distribution& distribution, double level,
                             const Support& support) {
  const auto& at = distribution.at;
  ForecastInterval out;
  out.level = level;
  if (!support.whole && at.front() != at[kPoints / 4]) {
    // Continuous: central.
    out.low = quantile(distribution, (1 - level) / 2, support);
    out.high = quantile(distribution, (1 + level) / 2, support);
    out.probability = level;
    return out;
  }
  // With a heap of probability on one value, as on 0, the central interval wastes what the other
  // side cannot use. The shortest; among those, the most probable.
  const auto window = static_cast<std::size_t>(std::ceil(level * kCountOfPoints - 1e-9));
  double best_width = 0, best_mass = -1;
  for (std::size_t i = 0; i + window <= kPoints; ++i) {
    const double low = at[i], high = at[i + window - 1], width = high - low;
    if (best_mass >= 0 && width > best_width) continue;
    const auto inside =
        std::upper_bound(at.begin(), at.end(), high) - std::lower_bound(at.begin(), at.end(), low);
    const double mass = static_cast<double>(inside) / kCountOfPoints;
    if (best_mass >= 0 && width == best_width && mass <= best_mass) continue;
    best_width = width;
    best_mass = mass;
    out.low = low;
    out.high = high;
    out.probability = mass;
  }
  return out;
}

Distribution pooled(std::span<const Distribution* const> parts, std::span<const double> weights) {
  struct Weighed {
    double value, weight;
  };
  std::vector<Weighed> all;
  all.reserve(parts.size() * kPoints);
  double total = 0;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const auto middle = static_cast<std::ptrdiff_t>(all.size());
    for (const double value : parts[part]->at) all.push_back({value, weights[part]});
    std::inplace_merge(all.begin(), all.begin() + middle, all.end(),
                       [](const Weighed& a, const Weighed& b) { return a.value < b.value; });
    total += weights[part] * kCountOfPoints;
  }
  Distribution out;
  double below = 0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < kPoints; ++i) {
    while (next + 1 < all.size() && below + all[next].weight <= level_of(i) * total)
      below += all[next++].weight;
    out.at[i] = all[next].value;
  }
  return out;
}

Distribution empirical(std::span<const double> sorted, double shift) {
  Distribution out;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const auto place = static_cast<std::size_t>(level_of(i) * static_cast<double>(sorted.size()));
    out.at[i] = sorted[std::min(place, sorted.size() - 1)] + shift;
  }
  return out;
}

double log_negative_binomial(double value, double mean, double inverse_size) {
  if (inverse_size < 1e-9) return value * std::log(mean) - mean - std::lgamma(value + 1);
  const double size = 1 / inverse_size, over = mean * inverse_size;
  return std::lgamma(value + size) - std::lgamma(size) - std::lgamma(value + 1) +
         value * std::log(over / (1 + over)) - size * std::log1p(over);
}

Distribution negative_binomial(double mean, double inverse_size, bool whole) {
  PointReader reader;
  const double deviation = std::sqrt(mean + inverse_size * mean * mean);
  // One step a whole number while that is cheap, 64 steps a standard deviation otherwise.
  const double stride = std::max(1.0, std::floor(deviation / 64));
  const double first = stride * std::floor(std::max(0.0, mean - 12 * deviation) / stride);
  const auto add = [&](double value, double mass) {
    if (value == 0) {
      reader.add(0, 0, mass);
    } else {
      reader.add(whole && stride == 1 ? value : value - stride, value, mass);
    }
  };
  if (stride == 1) {
    // P(n + 1) / P(n) = (n + size) / (n + 1) * over / (1 + over); the limit of that for Poisson.
    const double over = mean * inverse_size;
    double mass = std::exp(log_negative_binomial(first, mean, inverse_size));
    for (double n = first; !reader.full() && n < mean + 60 * deviation + 60; n += 1) {
      add(n, mass);
      mass *= (n * inverse_size + 1) * mean / ((n + 1) * (1 + over));
    }
  } else {
    double total = 0;
    std::vector<double> masses;
    for (double n = first; n < mean + 24 * deviation; n += stride) {
      const double mass =
          std::exp(log_negative_binomial(n, mean, inverse_size)) * (n == 0 ? 1 : stride);
      if (n > mean && mass < 1e-7) break;
      masses.push_back(mass);
      total += mass;
    }
    for (std::size_t i = 0; i < masses.size(); ++i)
      add(first + static_cast<double>(i) * stride, masses[i] / total);
  }
  Distribution out = reader.finish();
  if (whole && stride > 1) {
    for (double& value : out.at) value = std::round(value);
  }
  return out;
}

Distribution student(double mean, double variance, double degrees) {
  // Quantiles from the normal's by the expansion of Fisher and Cornish (1960), good to 1 % from 5
  // degrees on.
  const double scale = std::sqrt(variance * (degrees - 2) / degrees);
  Distribution out;
  const auto& normal = normal_points();
  for (std::size_t i = 0; i < kPoints; ++i) {
    const double z = normal[i], z2 = z * z;
    const double t =
        z * (1 + (z2 + 1) / (4 * degrees) + ((5 * z2 + 16) * z2 + 3) / (96 * degrees * degrees) +
             (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * degrees * degrees * degrees));
    out.at[i] = mean + scale * t;
  }
  return out;
}

double student_upper_tail(double t, double degrees) {
  // Simpson's rule on the density from 0 to |t|; smooth, so a fixed step is enough.
  const double constant = std::exp(std::lgamma((degrees + 1) / 2) - std::lgamma(degrees / 2)) /
                          std::sqrt(degrees * std::numbers::pi);
  const auto density = [&](double x) {
    return constant * std::pow(1 + x * x / degrees, -(degrees + 1) / 2);
  };
  const double end = std::min(std::abs(t), 40.0);
  constexpr int kSteps = 400;
  const double step = end / kSteps;
  double area = density(0) + density(end);
  for (int i = 1; i < kSteps; ++i) area += density(step * i) * (i % 2 == 1 ? 4 : 2);
  area *= step / 3;
  const double upper = std::max(0.0, 0.5 - area);
  return t >= 0 ? upper : 1 - upper;
}

}  // namespace entente
