// Words of a group of sentences lie one after the other, each as one row of activations
// [first layer forward, backward, second layer forward, backward]; every later step reads parts of these rows.
#include "syntax/network.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/base.h"
#include "syntax/tree.h"

namespace entente::syntax {

using namespace network;

namespace {

constexpr std::size_t kGroupWords = 2304;  // of sentences that run in lock-step
constexpr std::size_t kGroupSentences = 48;

std::size_t argmax(const float* values, std::size_t size) {
  return static_cast<std::size_t>(std::max_element(values, values + size) - values);
}

}  // namespace

// The memory of one run; grows to what the largest group needs and is kept by its thread.
struct Network::Scratch {
  std::vector<std::uint8_t> words, rows, arcs, hidden, products;
  BothWays::Scratch layers;
  std::vector<float> relation_parts, scores;
  std::vector<std::int32_t> arc_scores, heads;
  std::vector<std::size_t> starts, lengths;
};

Network::Network(std::string_view section, const Kernels& kernels) : kernels_(&kernels) {
  ByteReader reader(section, "network");
  size_ = read_size(reader, kGroup);
  first_units_ = read_size(reader, kBlock);
  second_units_ = read_size(reader, kBlock);
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
  words_ = WordTables(reader, size_);
  first_ = BothWays(reader, kernels, size_, first_units_);
  second_ = BothWays(reader, kernels, 2 * first_units_, second_units_);
  const std::size_t wide = 2 * second_units_;
  const std::span<const std::int8_t> root = read_int8(reader, wide);
  arcs_ = read_matrix(reader, kernels, 2 * arc_, wide);
  relation_parts_ = read_matrix(reader, kernels, 2 * rel_, wide);
  relation_ = read_matrix(reader, kernels, kDeprels.size(), rel_);
  tag_hidden_ = read_matrix(reader, kernels, tag_, 2 * first_units_ + wide);
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

void Network::run_group(std::span<const Window* const> group, Scratch& scratch) const {
  const std::size_t bytes = kernels_->activation_size;
  const std::size_t first = 2 * first_units_;
  const std::size_t row_size = first + 2 * second_units_;
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

  std::size_t at = 0;
  for (const Window* window : group) {
    for (const std::string_view form : window->forms) {
      WordTables::Rows parts{};
      const std::size_t found = words_.find(form, parts);
      kernels_->embed(parts.data(), found, size_, scratch.words.data() + at * size_ * bytes);
      ++at;
    }
  }
  first_.run(*kernels_, {scratch.words.data(), size_}, {scratch.rows.data(), row_size}, scratch.starts, scratch.lengths, scratch.layers);
  second_.run(*kernels_, {scratch.rows.data(), row_size}, {scratch.rows.data() + first * bytes, row_size}, scratch.starts, scratch.lengths, scratch.layers);

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
