// Two LSTM layers over words and their signs; a hidden layer gives each word a score for each type of act, and the sentence
// tells one as likely as its words together say (log-sum-exp). Who has a part is read off the words that name a side and
// the word that tells. train/network/acts.py learns the weights and does the same in floats.
// Floats are added in the order in which they stand, without fused operations but in the kernels (CMakeLists.txt), so that every machine gives the same bits.
#include "coding/act_network.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace entente {

using namespace network;

namespace {

constexpr std::size_t kMostSigns = 64;                // of a word, with the rows of its form
constexpr std::size_t kOwnParts = 4;                  // what rules have a side do: nothing, does, receives, both
constexpr std::size_t kLongestReading = 100;          // words; the rest of a longer sentence is not read
constexpr std::uint32_t kMostNames = 8;               // of a side

}  // namespace

ActNetwork::ActNetwork(std::string_view section, const Kernels& kernels, std::size_t types) : kernels_(&kernels), types_count_(types) {
  ByteReader reader(section, "network");
  size_ = read_size(reader, kGroup);
  for (std::size_t& units : units_) units = read_size(reader, kBlock);
  hidden_units_ = read_size(reader, kGroup);
  part_units_ = read_size(reader, kGroup);
  if (reader.count() != types) reader.fail("it knows other event types than the ontology; scripts/train-acts-network makes it again");
  const std::size_t wide = 2 * units_[1];
  words_ = WordTables(reader, size_);
  signs_ = SignTable::read(reader, kReadingSigns, size_);
  first_ = BothWays(reader, kernels, size_, units_[0]);
  second_ = BothWays(reader, kernels, 2 * units_[0], units_[1]);
  hidden_ = read_matrix(reader, kernels, hidden_units_, wide);
  types_ = read_matrix(reader, kernels, types, hidden_units_);
  side_ = read_matrix(reader, kernels, part_units_, wide);
  teller_ = read_matrix(reader, kernels, part_units_, wide);
  side_signs_ = SignTable::read(reader, kPartSigns + kOwnParts + 1 + types, part_units_);
  parts_ = read_matrix(reader, kernels, 2 * types, part_units_);
  if (!reader.at_end()) reader.fail("has bytes after its end");
}

ActsRead ActNetwork::read(const Reading& reading) const {
  const std::size_t bytes = kernels_->activation_size;
  const std::size_t count = std::min(reading.words.size(), kLongestReading), middle = 2 * units_[0], wide = 2 * units_[1];
  thread_local std::vector<std::uint8_t> inputs, rows, hidden;
  thread_local std::vector<float> scores;
  thread_local BothWays::Scratch scratch;
  inputs.resize(count * size_ * bytes);
  for (std::size_t i = 0; i < count; ++i) {
    const Reading::Word& word = reading.words[i];
    std::array<EmbeddingRow, kMostSigns> parts{};
    std::size_t found = 0;
    if (!word.masked && !word.form.empty()) {
      WordTables::Rows of_form{};
      found = words_.find(word.form, of_form);
      std::copy_n(of_form.begin(), found, parts.begin());
    }
    for (const std::uint16_t sign : word.signs) if (found < kMostSigns) parts[found++] = signs_.row(sign);
    kernels_->embed(parts.data(), found, size_, inputs.data() + i * size_ * bytes);
  }
  ActsRead out;
  rows.resize(count * middle * bytes);
  out.states.resize(count * wide * bytes);
  const std::array<std::size_t, 1> starts{0}, lengths{count};
  first_.run(*kernels_, {inputs.data(), size_}, {rows.data(), middle}, starts, lengths, scratch);
  second_.run(*kernels_, {rows.data(), middle}, {out.states.data(), wide}, starts, lengths, scratch);
  hidden.resize(count * hidden_units_ * bytes);
  scores.resize(count * types_.outputs());
  kernels_->dense_tanh(hidden_.view(), out.states.data(), wide, count, hidden.data(), hidden_units_);
  kernels_->dense(types_.view(), hidden.data(), hidden_units_, count, scores.data(), types_.outputs());
  for (std::size_t t = 0; t < types_count_; ++t) {
    std::size_t best = 0;
    const auto score = [&](std::size_t i) { return static_cast<double>(scores[i * types_.outputs() + t]); };
    for (std::size_t i = 1; i < count; ++i) if (score(i) > score(best)) best = i;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += std::exp(score(i) - score(best));
    out.types.push_back(score(best) + std::log(sum));
    out.teller.push_back(static_cast<std::uint32_t>(best));
  }
  return out;
}

std::vector<ActNetwork::Part> ActNetwork::parts(const ActsRead& read, const Reading& reading, std::size_t type) const {
  const std::size_t bytes = kernels_->activation_size, wide = 2 * units_[1];
  const std::size_t count = std::min(reading.words.size(), kLongestReading);
  std::vector<float> teller(part_units_), base(part_units_), named(part_units_), scores(parts_.outputs());
  std::vector<std::uint8_t> hidden(part_units_ * bytes);
  kernels_->dense(teller_.view(), read.states.data() + read.teller[type] * wide * bytes, wide, 1, teller.data(), part_units_);
  const bool told = std::any_of(reading.sides.begin(), reading.sides.end(), [&](const Reading::Side& side) { return side.own.contains(type); });
  const auto add = [&](std::size_t sign) {
    const EmbeddingRow row = side_signs_.row(sign);
    for (std::size_t i = 0; i < part_units_; ++i) base[i] += static_cast<float>(row.values[i]) * row.scale;
  };
  std::vector<Part> out;
  for (const Reading::Side& side : reading.sides) {
    base = teller;
    for (const std::uint16_t sign : side.signs) add(sign);
    const auto own = side.own.find(type);
    add(kPartSigns + (!told ? kOwnParts : own == side.own.end() ? 0 : own->second));
    add(kPartSigns + kOwnParts + 1 + type);
    Part& part = out.emplace_back(Part{-100, -100});
    const auto weigh = [&] {
      kernels_->add_tanh(base.data(), named.data(), part_units_, hidden.data());
      kernels_->dense(parts_.view(), hidden.data(), part_units_, 1, scores.data(), parts_.outputs());
      part.does = std::max(part.does, static_cast<double>(scores[2 * type]));
      part.receives = std::max(part.receives, static_cast<double>(scores[2 * type + 1]));
    };
    bool any = false;
    for (std::uint32_t k = 0; k < std::min<std::size_t>(side.words.size(), kMostNames); ++k) {
      if (side.words[k] >= count) continue;
      any = true;
      kernels_->dense(side_.view(), read.states.data() + side.words[k] * wide * bytes, wide, 1, named.data(), part_units_);
      weigh();
    }
    if (any) continue;
    std::fill(named.begin(), named.end(), 0.0F);
    weigh();
  }
  return out;
}

}  // namespace entente
