// A forecast of one value: 200 equally likely values. Every model, of whatever family, gives its
// forecast so, and pooling, calibration, scores and intervals need to be written only once.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "outlook/outlook.h"

namespace entente {

inline constexpr std::size_t kPoints = 200;

// Where the values of a series can lie.
struct Support {
  bool whole = false;  // whole numbers only
  double lowest = 0, highest = 0;
};

// at[i] is the quantile of level (i + 1/2) / kPoints; sorted.
struct Distribution {
  std::array<double, kPoints> at{};
};

constexpr double level_of(std::size_t point) {
  return (static_cast<double>(point) + 0.5) / static_cast<double>(kPoints);
}

// Keeps every value inside the support, rounded where that is whole.
void confine(Distribution& distribution, const Support& support);

// Quantile of a level in [0, 1]: a step function where the support is whole, else linear between
// points.
double quantile(const Distribution& distribution, double level, const Support& support);
double mean_of(const Distribution& distribution);

// Share of probability below and up to `value`; equal where no point lies on it.
struct Probability {
  double below = 0, up_to = 0;
};
Probability probability_of(const Distribution& distribution, double value, const Support& support);

// Continuous ranked probability score of the 200 points (Jordan, Krueger and Lerch 2019, equation
// 3).
double crps(const Distribution& distribution, double value);

ForecastInterval interval_of(const Distribution& distribution, double level,
                             const Support& support);

// The mixture of all with these weights (a linear pool); weights of any sum.
Distribution pooled(std::span<const Distribution* const> parts, std::span<const double> weights);

// The points of past values: evenly chosen from `sorted`, each moved by `shift`.
Distribution empirical(std::span<const double> sorted, double shift);

// Negative binomial with this mean and variance mean + inverse_size * mean^2; Poisson where that is
// 0. With `whole` false the probability of each whole number above 0 is spread evenly over the unit
// below it.
Distribution negative_binomial(double mean, double inverse_size, bool whole);
double log_negative_binomial(double value, double mean, double inverse_size);

// Student's t, moved and stretched so that these are its mean and variance; degrees above 2.
Distribution student(double mean, double variance, double degrees);
// P(T > t) of Student's t.
double student_upper_tail(double t, double degrees);

}  // namespace entente
