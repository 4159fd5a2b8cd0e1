// Where a series changed its level: the cheapest cut into segments, found exactly. Method, costs
// and penalty with their sources, and measured figures: docs/change-points.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/base.h"

namespace entente {

// kCounts: a segment has one rate a unit of exposure; counts are spread around it as negative
// binomial with one dispersion for the whole series (Poisson where they are no more spread than
// that). kMeans: a segment has a mean and a variance.
enum class ChangeKind : std::uint8_t { kCounts, kMeans };

struct ChangeInput {
  ChangeKind kind = ChangeKind::kCounts;
  // By period, oldest first; missing where nothing was read. Counts may be weighted.
  std::vector<std::optional<double>> values;
  // For counts: how much was read in each period; empty: the same in all. 0 makes a period missing.
  std::vector<double> exposure;
};

struct ChangeOptions {
  std::size_t min_segment = 6;  // observed periods in a segment, at least; 1 or more (2 for means)
  std::optional<double> penalty;  // of each change; default_penalty() where not given
};

struct ChangePoint {
  std::size_t first = 0;  // first observed period of the new segment (index into values)
  std::size_t before =
      0;  // last observed period of the old one: with a gap, the change fell somewhere after this
  double level_before = 0, level_after = 0;  // counts a unit of exposure, or mean
  double gain =
      0;  // cost of both segments as one, less that of the two; more than the penalty as a rule
};

struct ChangeResult {
  std::vector<ChangePoint> changes;  // in order of time
  double cost = 0;                   // of all segments and the penalties of their changes
  double penalty = 0;                // of one change
  double inverse_size = 0;    // dispersion of counts: variance m + inverse_size m^2; 0 is Poisson
  double variance_floor = 0;  // of means: no segment's variance counts as less
};

// The penalty of one change in a series of `observed` values (docs/change-points.md).
double default_penalty(ChangeKind kind, std::size_t observed);

// The segmentation of least cost plus penalties, among those whose segments hold min_segment
// observed periods (all in one segment where there are fewer than two such). Throws Error(kInput)
// for negative or infinite values and for exposure of another length or negative, Error(kUsage) for
// a min_segment that is too small or a negative penalty.
ChangeResult find_changes(const ChangeInput& input, const ChangeOptions& options = {});

}  // namespace entente
