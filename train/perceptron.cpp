#include "perceptron.h"

#include <algorithm>
#include <cmath>

namespace entente::train {

Perceptron::Perceptron(std::size_t classes) : classes_(classes), slots_(std::size_t{1} << 16U) {}

std::size_t Perceptron::slot_of(std::uint32_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (key * 0x9E3779B97F4A7C15ULL >> 20U) & mask;
  while (slots_[at].row != 0 && slots_[at].key != key) at = (at + 1) & mask;
  return at;
}

void Perceptron::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.row != 0) slots_[slot_of(slot.key)] = slot;
  }
}

std::vector<Perceptron::Weight>& Perceptron::row_for(std::uint32_t key) {
  std::size_t at = slot_of(key);
  if (slots_[at].row == 0) {
    if ((rows_.size() + 1) * 2 > slots_.size()) {
      grow();
      at = slot_of(key);
    }
    rows_.emplace_back();
    slots_[at] = {key, static_cast<std::uint32_t>(rows_.size())};
  }
  return rows_[slots_[at].row - 1];
}

void Perceptron::score(std::span<const std::uint32_t> keys, std::int32_t* scores) const {
  std::fill(scores, scores + classes_, 0);
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint32_t key : keys) {
    __builtin_prefetch(&slots_[(key * 0x9E3779B97F4A7C15ULL >> 20U) & mask]);
  }
  const std::vector<Weight>* found[FeatureList::kCapacity];
  std::size_t count = 0;
  for (const std::uint32_t key : keys) {
    const Slot& slot = slots_[slot_of(key)];
    if (slot.row == 0) continue;
    found[count++] = &rows_[slot.row - 1];
    __builtin_prefetch(found[count - 1]);
  }
  for (std::size_t i = 0; i < count; ++i) __builtin_prefetch(found[i]->data());
  for (std::size_t i = 0; i < count; ++i) {
    for (const Weight& weight : *found[i]) scores[weight.label] += weight.now;
  }
}

void Perceptron::add(std::vector<Weight>& row, std::size_t label, int delta) {
  auto at = std::find_if(row.begin(), row.end(), [&](const Weight& w) { return w.label == label; });
  if (at == row.end()) {
    row.push_back({static_cast<std::uint16_t>(label), 0, 0});
    at = row.end() - 1;
  }
  at->now = static_cast<std::int16_t>(at->now + delta);
  at->summed += static_cast<double>(steps_) * delta;
}

void Perceptron::update(std::span<const std::uint32_t> keys, std::size_t right, std::size_t wrong) {
  for (const std::uint32_t key : keys) {
    std::vector<Weight>& row = row_for(key);
    add(row, right, 1);
    add(row, wrong, -1);
  }
}

std::vector<WeightRow> Perceptron::averaged(double scale, double smallest) const {
  std::vector<WeightRow> out;
  for (const Slot& slot : slots_) {
    if (slot.row == 0) continue;
    WeightRow row;
    row.key = slot.key;
    for (const Weight& weight : rows_[slot.row - 1]) {
      const double mean = weight.now - weight.summed / static_cast<double>(steps_);
      if (std::abs(mean) < smallest) continue;
      const auto rounded = std::clamp(std::lround(mean * scale), -32767L, 32767L);
      if (rounded == 0) continue;
      row.weights.emplace_back(static_cast<std::uint8_t>(weight.label), static_cast<std::int16_t>(rounded));
    }
    std::sort(row.weights.begin(), row.weights.end());
    if (!row.weights.empty()) out.push_back(std::move(row));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return out;
}

}  // namespace entente::train
