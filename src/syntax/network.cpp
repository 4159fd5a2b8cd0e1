// Words of a group of sentences lie one after the other, each as one row of activations
// [first layer forward, backward, second layer forward, backward]; every later step reads parts of these rows.
// The LSTM layers walk all sentences of a group at once, a word of each a step, so that a weight that was loaded
// serves many rows. What a sentence gets does not depend on its group: integer sums are exact and the rest is
// element by element.
#include "syntax/network.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "base/base.h"
#include "syntax/tree.h"
#include "syntax/words.h"

namespace entente::syntax {
namespace {

constexpr std::size_t kGroupWords = 2304;  // of sentences that run in lock-step
constexpr std::size_t kGroupSentences = 48;

std::vector<float> read_floats(ByteReader& reader, std::size_t size) {
  std::vector<float> values(size);
  for (float& value : values) value = reader.f32();
  return values;
}

std::span<const std::int8_t> read_int8(ByteReader& reader, std::size_t size) {
  return {reinterpret_cast<const std::int8_t*>(reader.raw(size).data()), size};
}

// matrix := n outputs, n inputs, scales, biases, weights by output
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

std::size_t read_size(ByteReader& reader, std::size_t multiple) {
  const std::uint64_t size = reader.varint();
  if (size == 0 || size > 1024 || size % multiple != 0) reader.fail("a layer of unexpected size");
  return static_cast<std::size_t>(size);
}

std::size_t argmax(const float* values, std::size_t size) {
  return static_cast<std::size_t>(std::max_element(values, values + size) - values);
}

}  // namespace

// The memory of one run; grows to what the largest group needs and is kept by its thread.
struct Network::Scratch {
  std::vector<std::uint8_t> words, rows, step[2], arcs, hidden, products;
  std::vector<float> cell, relation_parts, scores;
  std::vector<std::int32_t> arc_scores, heads;
  std::vector<std::size_t> starts, lengths;
};

const std::uint32_t* Network::Table::find(std::string_view text) const {
  const std::uint64_t key = hash_bytes(text) | 1U;
  for (std::size_t slot = key >> shift;; slot = (slot + 1) & (keys.size() - 1)) {
    if (keys[slot] == key) return &rows[slot];
    if (keys[slot] == 0) return nullptr;
  }
}

// table := n rows, strings, scales, values by row
void Network::read_table(ByteReader& reader, Table& table) const {
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
  const std::span<const std::int8_t> values = read_int8(reader, count * size_);
  table.values.assign(values.begin(), values.end());
}

Network::Network(std::string_view section, const Kernels& kernels) : kernels_(&kernels) {
  static std::atomic<std::uint64_t> made{0};
  id_ = ++made;
  ByteReader reader(section, "network");
  size_ = read_size(reader, kGroup);
  first_.units = read_size(reader, kBlock);
  second_.units = read_size(reader, kBlock);
  arc_ = read_size(reader, kGroup / 2);
  if (arc_ > kMostProducts) reader.fail("a layer of unexpected size");
  rel_ = read_size(reader, kGroup / 2);
  tag_ = read_size(reader, kGroup);
  if (reader.varint() != kUpos.size()) reader.fail("another number of tags than the program knows");
  if (reader.varint() != kDeprels.size()) reader.fail("another number of relations than the program knows");
  labels_.xpos.resize(reader.count());
  for (std::string& xpos : labels_.xpos) xpos = reader.string();
  labels_.feats.resize(reader.count());
  for (Feats& feats : labels_.feats) feats = parse_feats(reader.string());
  labels_.edits = read_edits(reader);
  for (Table& table : tables_) read_table(reader, table);
  first_.inputs = size_;
  second_.inputs = 2 * first_.units;
  for (Layer* layer : {&first_, &second_}) {
    for (Packed* gates : {&layer->forward, &layer->backward}) {
      *gates = read_matrix(reader, kernels, 4 * layer->units, layer->inputs + layer->units);
    }
  }
  const std::size_t wide = 2 * second_.units;
  const std::span<const std::int8_t> root = read_int8(reader, wide);
  arcs_ = read_matrix(reader, kernels, 2 * arc_, wide);
  relation_parts_ = read_matrix(reader, kernels, 2 * rel_, wide);
  relation_ = read_matrix(reader, kernels, kDeprels.size(), rel_);
  tag_hidden_ = read_matrix(reader, kernels, tag_, 2 * first_.units + wide);
  tags_ = read_matrix(reader, kernels, kUpos.size() + labels_.xpos.size() + labels_.feats.size() + labels_.edits.size(), tag_);
  if (!reader.at_end()) reader.fail("has bytes after its end");

  const std::size_t bytes = kernels.activation_size;
  std::vector<std::uint8_t> root_row(wide * bytes);
  kernels.store(root.data(), wide, root_row.data());
  std::vector<std::uint8_t> arcs(arcs_.outputs() * bytes);
  kernels.dense_tanh(arcs_.view(), root_row.data(), wide, 1, arcs.data(), arcs_.outputs());
  root_arc_.assign(arcs.begin() + static_cast<std::ptrdiff_t>(arc_ * bytes), arcs.begin() + static_cast<std::ptrdiff_t>(2 * arc_ * bytes));
  root_rel_.resize(relation_parts_.outputs());
  kernels.dense(relation_parts_.view(), root_row.data(), wide, 1, root_rel_.data(), relation_parts_.outputs());
  root_rel_.erase(root_rel_.begin(), root_rel_.begin() + static_cast<std::ptrdiff_t>(rel_));
}

// The word itself, its first 1 to 3 and last 1 to 4 bytes in normal form, its shape.
Network::WordRows Network::look_up(std::string_view form) const {
  thread_local std::string text;
  WordRows rows;
  std::fill(std::begin(rows.row), std::end(rows.row), kNoRow);
  const auto find = [&](std::size_t table, std::string_view key) {
    if (const std::uint32_t* row = tables_[table].find(key)) rows.row[table] = *row;
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
  return rows;
}

// Runs both directions of a layer over the rows of a group: reads activations [in, in + inputs) of each row of
// `rows` (or the word vectors, for the first layer) and writes 2 x units from `out` on. `lengths` do not increase.
void Network::run_layer(const Layer& layer, std::size_t in, std::size_t out, std::span<const std::size_t> starts,
                        std::span<const std::size_t> lengths, Scratch& scratch) const {
  const std::size_t bytes = kernels_->activation_size;
  const std::size_t row_size = 2 * first_.units + 2 * second_.units;
  const std::size_t step_size = layer.inputs + layer.units;
  const bool words = &layer == &first_;
  const std::uint8_t* input = words ? scratch.words.data() : scratch.rows.data() + in * bytes;
  const std::size_t input_stride = words ? size_ : row_size;
  const std::vector<std::int8_t> zeros(layer.units, 0);
  for (const bool backward : {false, true}) {
    const Weights gates = (backward ? layer.backward : layer.forward).view();
    scratch.cell.assign(lengths.size() * layer.units, 0.0F);
    for (std::vector<std::uint8_t>& step : scratch.step) step.resize(lengths.size() * step_size * bytes);
    for (std::size_t lane = 0; lane < lengths.size(); ++lane) {
      kernels_->store(zeros.data(), zeros.size(), scratch.step[0].data() + (lane * step_size + layer.inputs) * bytes);
    }
    std::size_t active = lengths.size();
    for (std::size_t t = 0; t < lengths.front(); ++t) {
      while (active > 0 && lengths[active - 1] <= t) --active;
      std::uint8_t* now = scratch.step[t % 2].data();
      std::uint8_t* next = scratch.step[1 - t % 2].data();
      const auto row_of = [&](std::size_t lane) { return starts[lane] + (backward ? lengths[lane] - 1 - t : t); };
      for (std::size_t lane = 0; lane < active; ++lane) {
        std::memcpy(now + lane * step_size * bytes, input + row_of(lane) * input_stride * bytes, layer.inputs * bytes);
      }
      kernels_->lstm(gates, now, step_size, active, scratch.cell.data(), next + layer.inputs * bytes, step_size);
      const std::size_t to = out + (backward ? layer.units : 0);
      for (std::size_t lane = 0; lane < active; ++lane) {
        std::memcpy(scratch.rows.data() + (row_of(lane) * row_size + to) * bytes,
                    next + (lane * step_size + layer.inputs) * bytes, layer.units * bytes);
      }
    }
  }
}

void Network::run_group(std::span<const Window* const> group, Scratch& scratch) const {
  const std::size_t bytes = kernels_->activation_size;
  const std::size_t first = 2 * first_.units;
  const std::size_t row_size = first + 2 * second_.units;
  scratch.starts.clear();
  scratch.lengths.clear();
  std::size_t count = 0;
  for (const Window* window : group) {
    scratch.starts.push_back(count);
    scratch.lengths.push_back(window->forms.size());
    count += window->forms.size();
  }
  scratch.words.resize(count * size_ * bytes);
  scratch.rows.resize(count * row_size * bytes);

  // Rows of a form are remembered: most words of a text are among a few thousand.
  struct Remembered {
    std::string form;
    WordRows rows;
    std::uint64_t network = 0;
  };
  thread_local std::vector<Remembered> memory(std::size_t{1} << 13U);
  std::size_t at = 0;
  for (const Window* window : group) {
    for (const std::string_view form : window->forms) {
      Remembered& slot = memory[hash_bytes(form) >> 51U];
      if (slot.network != id_ || slot.form != form) {
        slot.rows = look_up(form);
        slot.form = form;
        slot.network = id_;
      }
      std::array<EmbeddingRow, kTables> parts{};
      std::size_t found = 0;
      for (std::size_t table = 0; table < kTables; ++table) {
        const std::uint32_t row = slot.rows.row[table];
        if (row == kNoRow) continue;
        parts[found++] = {tables_[table].values.data() + row * size_, tables_[table].scale[row]};
      }
      kernels_->embed(parts.data(), found, size_, scratch.words.data() + at * size_ * bytes);
      ++at;
    }
  }
  run_layer(first_, 0, 0, scratch.starts, scratch.lengths, scratch);
  run_layer(second_, 0, first, scratch.starts, scratch.lengths, scratch);

  const std::uint8_t* rows = scratch.rows.data();
  const std::uint8_t* second = rows + first * bytes;
  const std::size_t arc_stride = arcs_.outputs();
  const std::size_t part_stride = relation_parts_.outputs();
  scratch.arcs.resize(count * arc_stride * bytes);
  scratch.relation_parts.resize(count * part_stride);
  kernels_->dense_tanh(arcs_.view(), second, row_size, count, scratch.arcs.data(), arc_stride);
  kernels_->dense(relation_parts_.view(), second, row_size, count, scratch.relation_parts.data(), part_stride);

  // Heads, sentence by sentence; the right sides of the products are the root and the words as heads.
  scratch.heads.resize(count);
  std::vector<std::uint8_t>& rights = scratch.products;
  for (std::size_t k = 0; k < group.size(); ++k) {
    const std::size_t n = scratch.lengths[k];
    const std::size_t begin = scratch.starts[k];
    const std::size_t stride = round_up(n + 1, kBlock);
    rights.resize((n + 1) * arc_ * bytes + product_scratch(arc_));
    std::memcpy(rights.data(), root_arc_.data(), arc_ * bytes);
    for (std::size_t i = 0; i < n; ++i) {
      std::memcpy(rights.data() + (i + 1) * arc_ * bytes, scratch.arcs.data() + ((begin + i) * arc_stride + arc_) * bytes, arc_ * bytes);
    }
    scratch.arc_scores.resize(n * stride);
    kernels_->products(scratch.arcs.data() + begin * arc_stride * bytes, arc_stride, n, rights.data(), arc_, n + 1, arc_,
                       rights.data() + (n + 1) * arc_ * bytes, scratch.arc_scores.data(), stride);
    best_tree(scratch.arc_scores, stride, std::span(scratch.heads).subspan(begin, n));
  }

  // Relations.
  scratch.hidden.resize(count * std::max(rel_, tag_) * bytes);
  for (std::size_t k = 0; k < group.size(); ++k) {
    const std::size_t begin = scratch.starts[k];
    for (std::size_t i = begin; i < begin + scratch.lengths[k]; ++i) {
      const std::int32_t head = scratch.heads[i];
      const float* above = head < 0 ? root_rel_.data() : scratch.relation_parts.data() + (begin + static_cast<std::size_t>(head)) * part_stride + rel_;
      kernels_->add_tanh(scratch.relation_parts.data() + i * part_stride, above, rel_, scratch.hidden.data() + i * rel_ * bytes);
    }
  }
  scratch.scores.resize(count * std::max(relation_.outputs(), tags_.outputs()));
  kernels_->dense(relation_.view(), scratch.hidden.data(), rel_, count, scratch.scores.data(), relation_.outputs());
  constexpr auto kRootIndex = static_cast<std::size_t>(Deprel::kRoot);
  for (std::size_t k = 0; k < group.size(); ++k) {
    for (std::size_t i = 0; i < scratch.lengths[k]; ++i) {
      WordAnalysis& word = group[k]->analyses[i];
      word.head = scratch.heads[scratch.starts[k] + i];
      float* scores = scratch.scores.data() + (scratch.starts[k] + i) * relation_.outputs();
      scores[kRootIndex] = -1e30F;
      word.deprel = word.head < 0 ? Deprel::kRoot : static_cast<Deprel>(argmax(scores, kDeprels.size()));
    }
  }

  // Tags, features, lemma edits.
  kernels_->dense_tanh(tag_hidden_.view(), rows, row_size, count, scratch.hidden.data(), tag_);
  kernels_->dense(tags_.view(), scratch.hidden.data(), tag_, count, scratch.scores.data(), tags_.outputs());
  for (std::size_t k = 0; k < group.size(); ++k) {
    for (std::size_t i = 0; i < scratch.lengths[k]; ++i) {
      WordAnalysis& word = group[k]->analyses[i];
      const float* scores = scratch.scores.data() + (scratch.starts[k] + i) * tags_.outputs();
      const auto next = [&](std::size_t size) {
        const std::size_t best = argmax(scores, size);
        scores += size;
        return best;
      };
      word.upos = static_cast<Upos>(next(kUpos.size()));
      word.xpos = static_cast<std::uint16_t>(next(labels_.xpos.size()));
      word.feats = static_cast<std::uint16_t>(next(labels_.feats.size()));
      word.edit = static_cast<std::uint16_t>(next(labels_.edits.size()));
    }
  }
}

void Network::run(std::span<const Window> windows) const {
  thread_local Scratch scratch;
  std::vector<const Window*> order;
  for (const Window& window : windows) {
    if (!window.forms.empty()) order.push_back(&window);
  }
  std::stable_sort(order.begin(), order.end(), [](const Window* a, const Window* b) { return a->forms.size() > b->forms.size(); });
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    std::size_t words = 0;
    while (end < order.size() && end - begin < kGroupSentences && (end == begin || words + order[end]->forms.size() <= kGroupWords)) {
      words += order[end++]->forms.size();
    }
    run_group(std::span(order).subspan(begin, end - begin), scratch);
    begin = end;
  }
}

}  // namespace entente::syntax
