// Tables of words and layers, as model files hold them (docs/model-format.md).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "network/kernels.h"

namespace entente::network {

// Each throws Error(kFatal) through the reader where the section is damaged or has other sizes than expected.
std::size_t read_size(ByteReader& reader, std::size_t multiple);
std::vector<float> read_floats(ByteReader& reader, std::size_t size);
std::span<const std::int8_t> read_int8(ByteReader& reader, std::size_t size);
// matrix := n outputs, n inputs, scales, biases, weights by output
Packed read_matrix(ByteReader& reader, const Kernels& kernels, std::size_t outputs, std::size_t inputs);

// Rows that any number of signs have, found by number.
struct SignTable {
  std::size_t size = 0;  // of a row
  TableVector<std::int8_t> values;
  std::vector<float> scale;
  // table of numbers := n rows, scales, values by row
  static SignTable read(ByteReader& reader, std::size_t rows, std::size_t size);
  [[nodiscard]] EmbeddingRow row(std::size_t sign) const { return {values.data() + sign * size, scale[sign]}; }
};

// A word as a sum of rows: the word itself, its first 1 to 3 and last 1 to 4 bytes in normal form, its shape.
class WordTables {
 public:
  static constexpr std::size_t kTables = 9;
  using Rows = std::array<EmbeddingRow, kTables>;

  WordTables() = default;
  WordTables(ByteReader& reader, std::size_t size);
  // Whether a word, in normal form, has a row of its own.
  [[nodiscard]] bool knows(std::string_view word) const { return tables_[0].find(word) != nullptr; }
  // Fills the first of `rows` and says how many. What a form has is remembered by thread: most words of a text are among
  // a few thousand.
  std::size_t find(std::string_view form, Rows& rows) const;

 private:
  struct Table {  // rows by the hash of a string
    std::vector<std::uint64_t> keys;  // open addressing, 0 = free
    std::vector<std::uint32_t> rows;
    unsigned shift = 64;
    TableVector<std::int8_t> values;
    std::vector<float> scale;
    [[nodiscard]] const std::uint32_t* find(std::string_view text) const;
  };
  static constexpr std::uint32_t kNoRow = 0xFFFFFFFFU;
  struct Found {
    std::array<std::uint32_t, kTables> row;
  };

  static Table read_table(ByteReader& reader, std::size_t size);
  [[nodiscard]] Found look_up(std::string_view form) const;

  std::uint64_t id_ = 0;  // tells the tables of one process apart
  std::size_t size_ = 0;
  std::array<Table, kTables> tables_;
};

// Rows of activations at equal distances.
struct ActivationRows {
  std::uint8_t* first = nullptr;
  std::size_t stride = 0;  // in activations
};

// Both directions of an LSTM.
class BothWays {
 public:
  struct Scratch {
    std::vector<std::uint8_t> step[2];
    std::vector<float> cell;
  };

  BothWays() = default;
  // The two matrices of gates.
  BothWays(ByteReader& reader, const Kernels& kernels, std::size_t inputs, std::size_t units);
  // Reads the rows of several sequences, which begin at `starts` and do not grow longer, and writes 2 x units activations
  // to each row of `output`. All are walked at once, a word of each a step, so that a weight that was loaded serves many
  // rows. What a sequence gets does not depend on the others: sums are exact and the rest is element by element.
  void run(const Kernels& kernels, ActivationRows input, ActivationRows output, std::span<const std::size_t> starts, std::span<const std::size_t> lengths, Scratch& scratch) const;

 private:
  Packed forward_, backward_;
  std::size_t inputs_ = 0, units_ = 0;
};

}  // namespace entente::network
