// Random series for tests. The standard library's distributions differ from one library to the
// next; these give the same numbers everywhere.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace entente {

class Simulated {
 public:
  explicit Simulated(std::uint64_t seed) : bits_(seed) {}

  double uniform() { return (static_cast<double>(bits_() >> 11) + 0.5) / 9007199254740992.0; }
  double normal() {
    return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
  }
  // Mean `shape`, variance `shape` (Marsaglia and Tsang 2000).
  double gamma(double shape) {
    if (shape < 1) return gamma(shape + 1) * std::pow(uniform(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    while (true) {
      const double x = normal(), v = std::pow(1 + c * x, 3);
      if (v > 0 && std::log(uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
    }
  }
  double poisson(double mean) {
    double count = 0;
    for (double left = mean; left > 0; left -= 10) {
      double product = uniform();
      const double end = std::exp(-std::min(left, 10.0));
      for (; product > end; product *= uniform()) count += 1;
    }
    return count;
  }
  // Variance mean + inverse_size mean^2.
  double negative_binomial(double mean, double inverse_size) {
    return poisson(inverse_size > 0 ? mean * inverse_size * gamma(1 / inverse_size) : mean);
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace entente
