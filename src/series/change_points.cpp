// PELT (Killick, Fearnhead and Eckley 2012): optimal partitioning by dynamic programming (Jackson
// et al. 2005), where a last change that can never again be part of the best cut is dropped. With
// F(t) the least cost of the first t values, F(t) = min over s of F(s) + C(s, t) + penalty.
// Splitting a segment never raises its cost, so s with F(s) + C(s, t) > F(t) loses to t from then
// on - but t may end a segment only for ends at least min_segment later, so s stays until then.
// That keeps the result exact.
#include "series/change_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace entente {
namespace {

struct Observed {
  std::size_t period = 0;
  double value = 0, exposure = 1;
};

std::vector<Observed> observed_of(const ChangeInput& input) {
  if (!input.exposure.empty() && input.exposure.size() != input.values.size()) {
    throw Error(ErrorKind::kInput,
                fmt::format("change points: {} values but {} exposures; give one a period, or none",
                            input.values.size(), input.exposure.size()));
  }
  std::vector<Observed> out;
  for (std::size_t i = 0; i < input.values.size(); ++i) {
    const double exposure = input.exposure.empty() ? 1 : input.exposure[i];
    if (!std::isfinite(exposure) || exposure < 0)
      throw Error(ErrorKind::kInput,
                  fmt::format("change points: period {}: exposure {} is not a number of 0 or more",
                              i, exposure));
    if (!input.values[i]) continue;
    const double value = *input.values[i];
    if (!std::isfinite(value) || (input.kind == ChangeKind::kCounts && value < 0)) {
      throw Error(ErrorKind::kInput,
                  fmt::format("change points: period {}: {} is no {}", i, value,
                              input.kind == ChangeKind::kCounts ? "count; counts are 0 or more"
                                                                : "number"));
    }
    if (input.kind == ChangeKind::kMeans) {
      out.push_back({i, value, 1});
    } else if (exposure > 0) {
      out.push_back({i, value, exposure});
    }
  }
  return out;
}

// ---------------------------------------------------------------- costs

// 1 / size by moments of neighbouring pairs, which a change of level disturbs only where it
// happens. Of independent counts with rate r: E (r1 - r2)^2 = r (1/e1 + 1/e2) + 2 r^2 / size, E r1
// r2 = r^2.
double dispersion_of(const std::vector<Observed>& observed) {
  double excess = 0, product = 0;
  for (std::size_t i = 1; i < observed.size(); ++i) {
    const Observed &a = observed[i - 1], &b = observed[i];
    const double rate_a = a.value / a.exposure, rate_b = b.value / b.exposure,
                 pooled = (a.value + b.value) / (a.exposure + b.exposure);
    const double weight = a.exposure * b.exposure;
    excess += weight *
              ((rate_a - rate_b) * (rate_a - rate_b) - pooled * (1 / a.exposure + 1 / b.exposure));
    product += weight * 2 * rate_a * rate_b;
  }
  if (excess <= 0) return 0;
  // Pairs without a product: counts too rare to tell, taken as widely spread as is allowed.
  constexpr double kMost = 10;
  return product > 0 ? std::min(excess / product, kMost) : kMost;
}

// -2 log likelihood of a segment with its own rate, without the terms that no cut changes.
class CountCost {
 public:
  CountCost(const std::vector<Observed>& observed, double inverse_size)
      : observed_(observed), inverse_size_(inverse_size) {
    values_.push_back(0);
    exposures_.push_back(0);
    for (const Observed& one : observed) {
      values_.push_back(values_.back() + one.value);
      exposures_.push_back(exposures_.back() + one.exposure);
      even_ = even_ && one.exposure == observed.front().exposure;
    }
  }

  [[nodiscard]] double level(std::size_t begin, std::size_t end) const { return rate(begin, end); }

  [[nodiscard]] double operator()(std::size_t begin, std::size_t end) const {
    const double sum = values_[end] - values_[begin],
                 exposure = exposures_[end] - exposures_[begin];
    if (sum <= 0) return 0;  // rate 0: certain zeros
    if (inverse_size_ == 0) return -2 * (sum * std::log(sum / exposure) - sum);
    const double r = rate(begin, end), size = 1 / inverse_size_;
    double log_likelihood = sum * std::log(r);
    if (even_) {
      const double n = static_cast<double>(end - begin),
                   over = r * observed_[begin].exposure * inverse_size_;
      log_likelihood -= (sum + n * size) * std::log1p(over);
    } else {
      for (std::size_t i = begin; i < end; ++i)
        log_likelihood -=
            (observed_[i].value + size) * std::log1p(r * observed_[i].exposure * inverse_size_);
    }
    return -2 * log_likelihood;
  }

 private:
  // The rate of greatest likelihood: the plain one for Poisson and even exposures; else the zero of
  // the score, sum of (y - r e) / (1 + r e / size), by fixed-point steps, each a mean of rates with
  // weights e / (1 + r e / size).
  [[nodiscard]] double rate(std::size_t begin, std::size_t end) const {
    double r = (values_[end] - values_[begin]) / (exposures_[end] - exposures_[begin]);
    if (even_ || inverse_size_ == 0) return r;
    for (int step = 0; step < 100; ++step) {
      double above = 0, below = 0;
      for (std::size_t i = begin; i < end; ++i) {
        const double weight = 1 / (1 + r * observed_[i].exposure * inverse_size_);
        above += weight * observed_[i].value;
        below += weight * observed_[i].exposure;
      }
      const double next = above / below;
      const bool done = std::abs(next - r) <= 1e-10 * r;
      r = next;
      if (done) break;
    }
    return r;
  }

  const std::vector<Observed>& observed_;
  double inverse_size_;
  bool even_ = true;
  std::vector<double> values_, exposures_;
};

// A segment of nearly equal values would have a likelihood without bound; its variance counts as no
// less than this share of the series' own noise, half the mean squared change from one value to the
// next.
constexpr double kVarianceFloor = 0.05;
double variance_floor_of(const std::vector<Observed>& observed) {
  double sum = 0;
  for (std::size_t i = 1; i < observed.size(); ++i)
    sum +=
        (observed[i].value - observed[i - 1].value) * (observed[i].value - observed[i - 1].value);
  const double noise =
      observed.size() > 1 ? sum / (2 * static_cast<double>(observed.size() - 1)) : 0;
  return std::max(kVarianceFloor * noise, 1e-12);
}

// -2 log likelihood of a segment with its own mean and variance v, n log v + S / v up to a
// constant, where v is the larger of S / n and the floor: the greatest likelihood under that bound,
// so that splitting still never costs.
class MeanCost {
 public:
  MeanCost(const std::vector<Observed>& observed, double floor) : floor_(floor) {
    // Sums of distances from the overall mean lose fewer digits.
    for (const Observed& one : observed)
      centre_ += one.value / static_cast<double>(observed.size());
    sums_.push_back(0);
    squares_.push_back(0);
    for (const Observed& one : observed) {
      const double distance = one.value - centre_;
      sums_.push_back(sums_.back() + distance);
      squares_.push_back(squares_.back() + distance * distance);
    }
  }

  [[nodiscard]] double level(std::size_t begin, std::size_t end) const {
    return centre_ + (sums_[end] - sums_[begin]) / static_cast<double>(end - begin);
  }

  [[nodiscard]] double operator()(std::size_t begin, std::size_t end) const {
    const double n = static_cast<double>(end - begin), sum = sums_[end] - sums_[begin];
    const double residual = std::max(0.0, squares_[end] - squares_[begin] - sum * sum / n);
    const double variance = std::max(residual / n, floor_);
    return n * std::log(variance) + residual / variance;
  }

 private:
  double floor_, centre_ = 0;
  std::vector<double> sums_, squares_;
};

// ---------------------------------------------------------------- PELT

// Ends of segments but the last, from the first value on; cost of all with `penalty` a change.
struct Cut {
  std::vector<std::size_t> ends;
  double cost = 0;
};

template <class Cost>
Cut cheapest_cut(const Cost& cost, std::size_t size, std::size_t min_segment, double penalty) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  if (size < 2 * min_segment) return {{}, size > 0 ? cost(0, size) : 0};
  // Rounding in the costs must not drop a candidate that exact arithmetic would keep.
  constexpr double kSlack = 1e-7;
  std::vector<double> best(size + 1, kInfinite);
  std::vector<std::size_t> last(size + 1, 0);
  best[0] = -penalty;
  struct Candidate {
    std::size_t begin, until;  // may begin a segment that ends before `until`
  };
  std::vector<Candidate> candidates;
  for (std::size_t end = min_segment; end <= size; ++end) {
    const std::size_t begin = end - min_segment;
    if (best[begin] < kInfinite) candidates.push_back({begin, size + 1});
    std::erase_if(candidates, [&](const Candidate& candidate) { return candidate.until <= end; });
    std::vector<double> costs(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      costs[i] = best[candidates[i].begin] + cost(candidates[i].begin, end);
      if (costs[i] + penalty < best[end]) {
        best[end] = costs[i] + penalty;
        last[end] = candidates[i].begin;
      }
    }
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (costs[i] > best[end] + kSlack * (1 + std::abs(best[end])))
        candidates[i].until = std::min(candidates[i].until, end + min_segment);
    }
  }
  Cut out;
  out.cost = best[size];
  for (std::size_t end = last[size]; end > 0; end = last[end]) out.ends.push_back(end);
  std::reverse(out.ends.begin(), out.ends.end());
  return out;
}

template <class Cost>
void segment(const Cost& cost, const std::vector<Observed>& observed, std::size_t min_segment,
             ChangeResult& result) {
  const Cut cut = cheapest_cut(cost, observed.size(), min_segment, result.penalty);
  result.cost = cut.cost;
  for (std::size_t i = 0; i < cut.ends.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : cut.ends[i - 1], here = cut.ends[i],
                      end = i + 1 < cut.ends.size() ? cut.ends[i + 1] : observed.size();
    result.changes.push_back({.first = observed[here].period,
                              .before = observed[here - 1].period,
                              .level_before = cost.level(begin, here),
                              .level_after = cost.level(here, end),
                              .gain = cost(begin, end) - cost(begin, here) - cost(here, end)});
  }
}

}  // namespace

double default_penalty(ChangeKind kind, std::size_t observed) {
  return (kind == ChangeKind::kCounts ? 3 : 4) *
         std::log(static_cast<double>(std::max<std::size_t>(observed, 2)));
}

ChangeResult find_changes(const ChangeInput& input, const ChangeOptions& options) {
  const std::size_t least = input.kind == ChangeKind::kCounts ? 1 : 2;
  if (options.min_segment < least)
    throw Error(
        ErrorKind::kUsage,
        fmt::format(
            "change points: segments of at least {} periods asked for; {} is the least possible",
            options.min_segment, least));
  if (options.penalty && !(*options.penalty >= 0))
    throw Error(ErrorKind::kUsage,
                fmt::format("change points: penalty {} is negative", *options.penalty));
  const std::vector<Observed> observed = observed_of(input);
  ChangeResult result;
  result.penalty = options.penalty.value_or(default_penalty(input.kind, observed.size()));
  if (observed.empty()) return result;
  if (input.kind == ChangeKind::kCounts) {
    result.inverse_size = dispersion_of(observed);
    segment(CountCost(observed, result.inverse_size), observed, options.min_segment, result);
  } else {
    result.variance_floor = variance_floor_of(observed);
    segment(MeanCost(observed, result.variance_floor), observed, options.min_segment, result);
  }
  return result;
}

}  // namespace entente
