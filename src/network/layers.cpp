#include "network/layers.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "base/base.h"
#include "network/words.h"

namespace entente::network {

std::size_t read_size(ByteReader& reader, std::size_t multiple) {
  const std::uint64_t size = reader.varint();
  if (size == 0 || size > 1024 || size % multiple != 0) reader.fail("a layer of unexpected size");
  return static_cast<std::size_t>(size);
}

std::vector<float> read_floats(ByteReader& reader, std::size_t size) {
  std::vector<float> values(size);
  for (float& value : values) value = reader.f32();
  return values;
}

std::span<const std::int8_t> read_int8(ByteReader& reader, std::size_t size) {
  return {reinterpret_cast<const std::int8_t*>(reader.raw(size).data()), size};
}

Packed read_matrix(ByteReader& reader, const Kernels& kernels, std::size_t outputs, std::size_t inputs) {
  if (reader.varint() != outputs || reader.varint() != inputs || inputs % 4 != 0) reader.fail("a matrix of other size than expected");
  std::vector<float> scale = read_floats(reader, outputs);
  std::vector<float> bias = read_floats(reader, outputs);
  const std::span<const std::int8_t> weights = read_int8(reader, outputs * inputs);
  if (std::any_of(weights.begin(), weights.end(), [](std::int8_t w) { return w < -kLargestWeight || w > kLargestWeight; })) {
    reader.fail("a weight beyond " + std::to_string(kLargestWeight));
  }
  return {kernels, weights, inputs, std::move(scale), std::move(bias)};
}

SignTable SignTable::read(ByteReader& reader, std::size_t rows, std::size_t size) {
  if (reader.count() != rows) reader.fail("another number of signs than the program knows");
  SignTable out;
  out.size = size;
  out.scale = read_floats(reader, rows);
  const std::span<const std::int8_t> values = read_int8(reader, rows * size);
  out.values.assign(values.begin(), values.end());
  return out;
}

// ---------------------------------------------------------------- words

const std::uint32_t* WordTables::Table::find(std::string_view text) const {
  const std::uint64_t key = hash_bytes(text) | 1U;
  for (std::size_t slot = key >> shift;; slot = (slot + 1) & (keys.size() - 1)) {
    if (keys[slot] == key) return &rows[slot];
    if (keys[slot] == 0) return nullptr;
  }
}

// table := n rows, strings, scales, values by row
WordTables::Table WordTables::read_table(ByteReader& reader, std::size_t size) {
  Table table;
  const std::size_t count = reader.count();
  unsigned bits = 4;
  while ((std::size_t{1} << bits) < 2 * count) ++bits;
  table.shift = 64 - bits;
  table.keys.assign(std::size_t{1} << bits, 0);
  table.rows.assign(table.keys.size(), 0);
  for (std::size_t row = 0; row < count; ++row) {
    const std::uint64_t key = hash_bytes(reader.string()) | 1U;
    std::size_t slot = key >> table.shift;
    while (table.keys[slot] != 0) slot = (slot + 1) & (table.keys.size() - 1);
    table.keys[slot] = key;
    table.rows[slot] = static_cast<std::uint32_t>(row);
  }
  table.scale = read_floats(reader, count);
  const std::span<const std::int8_t> values = read_int8(reader, count * size);
  table.values.assign(values.begin(), values.end());
  return table;
}

WordTables::WordTables(ByteReader& reader, std::size_t size) : size_(size) {
  static std::atomic<std::uint64_t> made{0};
  id_ = ++made;
  for (Table& table : tables_) table = read_table(reader, size);
}

WordTables::Found WordTables::look_up(std::string_view form) const {
  thread_local std::string text;
  Found found;
  found.row.fill(kNoRow);
  const auto find = [&](std::size_t table, std::string_view key) {
    if (const std::uint32_t* row = tables_[table].find(key)) found.row[table] = *row;
  };
  text.clear();
  append_normal_form(text, form);
  const std::string_view normal = text;
  find(0, normal);
  for (std::size_t n = 1; n <= 3 && n <= normal.size(); ++n) find(n, normal.substr(0, n));
  for (std::size_t n = 1; n <= 4 && n <= normal.size(); ++n) find(3 + n, normal.substr(normal.size() - n));
  text.clear();
  append_cased_form(text, form);
  thread_local std::string shape;
  shape.clear();
  append_shape(shape, text);
  find(8, shape);
  return found;
}

std::size_t WordTables::find(std::string_view form, Rows& rows) const {
  struct Remembered {
    std::string form;
    Found found;
    std::uint64_t tables = 0;
  };
  thread_local std::vector<Remembered> memory(std::size_t{1} << 13U);
  Remembered& slot = memory[(hash_bytes(form) + id_) >> 51U];
  if (slot.tables != id_ || slot.form != form) {
    slot.found = look_up(form);
    slot.form = form;
    slot.tables = id_;
  }
  std::size_t count = 0;
  for (std::size_t table = 0; table < kTables; ++table) {
    const std::uint32_t row = slot.found.row[table];
    if (row != kNoRow) rows[count++] = {tables_[table].values.data() + row * size_, tables_[table].scale[row]};
  }
  return count;
}

// ---------------------------------------------------------------- LSTM

BothWays::BothWays(ByteReader& reader, const Kernels& kernels, std::size_t inputs, std::size_t units) : inputs_(inputs), units_(units) {
  for (Packed* gates : {&forward_, &backward_}) *gates = read_matrix(reader, kernels, 4 * units, inputs + units);
}

void BothWays::run(const Kernels& kernels, ActivationRows input, ActivationRows output, std::span<const std::size_t> starts, std::span<const std::size_t> lengths, Scratch& scratch) const {
  const std::size_t bytes = kernels.activation_size;
  const std::size_t step_size = inputs_ + units_;
  const std::vector<std::int8_t> zeros(units_, 0);
  for (const bool backward : {false, true}) {
    const Weights gates = (backward ? backward_ : forward_).view();
    scratch.cell.assign(lengths.size() * units_, 0.0F);
    for (std::vector<std::uint8_t>& step : scratch.step) step.resize(lengths.size() * step_size * bytes);
    for (std::size_t lane = 0; lane < lengths.size(); ++lane) {
      kernels.store(zeros.data(), zeros.size(), scratch.step[0].data() + (lane * step_size + inputs_) * bytes);
    }
    std::size_t active = lengths.size();
    for (std::size_t t = 0; t < lengths.front(); ++t) {
      while (active > 0 && lengths[active - 1] <= t) --active;
      std::uint8_t* now = scratch.step[t % 2].data();
      std::uint8_t* next = scratch.step[1 - t % 2].data();
      const auto row_of = [&](std::size_t lane) { return starts[lane] + (backward ? lengths[lane] - 1 - t : t); };
      for (std::size_t lane = 0; lane < active; ++lane) {
        std::memcpy(now + lane * step_size * bytes, input.first + row_of(lane) * input.stride * bytes, inputs_ * bytes);
      }
      kernels.lstm(gates, now, step_size, active, scratch.cell.data(), next + inputs_ * bytes, step_size);
      const std::size_t to = backward ? units_ : 0;
      for (std::size_t lane = 0; lane < active; ++lane) {
        std::memcpy(output.first + (row_of(lane) * output.stride + to) * bytes, next + (lane * step_size + inputs_) * bytes, units_ * bytes);
      }
    }
  }
}

}  // namespace entente::network
