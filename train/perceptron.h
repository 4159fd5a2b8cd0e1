// The averaged perceptron that learns the weights of a LinearModel. Averages are kept without a
// second pass: beside each weight stands the sum of its updates times the step they were made at.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/model.h"

namespace entente::train {

class Perceptron {
 public:
  explicit Perceptron(std::size_t classes);

  // Sets scores[0, classes) with the weights as they are now.
  void score(std::span<const std::uint32_t> keys, std::int32_t* scores) const;
  void update(std::span<const std::uint32_t> keys, std::size_t right, std::size_t wrong);
  // Counts one decision, right or wrong: averages are over decisions.
  void step() { ++steps_; }
  [[nodiscard]] std::size_t classes() const { return classes_; }

  // Averaged weights times `scale`, rounded; weights below `smallest` (before scaling) are left
  // out, and so are rows that have none left.
  [[nodiscard]] std::vector<WeightRow> averaged(double scale, double smallest) const;

 private:
  struct Weight {
    std::uint16_t label = 0;
    std::int16_t now = 0;
    double summed = 0;
  };
  struct Slot {
    std::uint32_t key = 0;
    std::uint32_t row = 0;  // index + 1 in rows_, 0: empty
  };
  [[nodiscard]] std::size_t slot_of(std::uint32_t key) const;
  std::vector<Weight>& row_for(std::uint32_t key);
  void grow();
  void add(std::vector<Weight>& row, std::size_t label, int delta);

  std::size_t classes_;
  std::uint64_t steps_ = 1;
  std::vector<Slot> slots_;
  std::vector<std::vector<Weight>> rows_;
};

}  // namespace entente::train
