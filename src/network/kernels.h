// The arithmetic of the network, compiled once per instruction set and chosen when a model is loaded.
//
// Activations are 8-bit integers n that stand for n / 127; weights are integers in [-63, 63] with one scale an
// output. Sums are exact in 32 bits, and what is done in floats is done element by element, in the same
// order and with the same fused multiply-adds: every instruction set gives the same bits.
// Alternatives considered: Highway 1.0 has no 8-bit dot product and leaves the order of sums in its widening
// products to the target; oneDNN's 8-bit product saturates without VNNI, so its trees would differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace entente::network {

inline constexpr std::size_t kGroup = 64;  // outputs are computed and stored in groups of so many
inline constexpr std::size_t kBlock = 16;  // inside a group, or for scores, in blocks of so many

inline constexpr int kLargestWeight = 63;  // weights are in [-63, 63]: see kernels_avx2.cpp
inline constexpr std::size_t kMostProducts = 256;

constexpr std::size_t product_scratch(std::size_t inputs) { return kBlock * (2 * inputs + 4); }
constexpr std::size_t round_up(std::size_t n, std::size_t multiple) { return (n + multiple - 1) / multiple * multiple; }

// A weight matrix in the order its kernels read it. Plain pointers: code compiled for one instruction set must
// not share a function with the rest of the program, not even a member of std::vector.
struct Weights {
  std::size_t inputs;           // a multiple of 4
  std::size_t outputs;          // a multiple of kGroup
  const std::uint8_t* bytes;
  const std::int32_t* start;    // what the sums start from, by output
  const float* scale;           // output = sum * scale + bias
  const float* bias;
};

struct EmbeddingRow {
  const std::int8_t* values;
  float scale;
};

// Pointers to activations are untyped: an activation takes `activation_size` bytes. Strides count activations
// (or floats, for float outputs); rows of one call may lie anywhere, so a stride is all there is between them.
struct Kernels {
  const char* name;
  std::size_t activation_size;
  // Packs kBlock rows of weights; sets what the sums of the block start from.
  void (*pack_block)(const std::int8_t* rows, std::size_t inputs, std::uint8_t* out, std::int32_t* start);
  void (*store)(const std::int8_t* values, std::size_t size, void* activations);
  // One time step of an LSTM for `rows` rows [input, state]. The outputs of a group are the input, forget, cell
  // and output gates of 16 units. Writes the new state to `state` (stride as given), keeps `cell` up to date.
  void (*lstm)(const Weights& gates, const void* input, std::size_t stride, std::size_t rows, float* cell, void* state, std::size_t state_stride);
  void (*dense)(const Weights& weights, const void* input, std::size_t stride, std::size_t rows, float* output, std::size_t output_stride);
  void (*dense_tanh)(const Weights& weights, const void* input, std::size_t stride, std::size_t rows, void* output, std::size_t output_stride);
  // tanh of a sum of embedding rows of `size` values.
  void (*embed)(const EmbeddingRow* rows, std::size_t count, std::size_t size, void* output);
  void (*add_tanh)(const float* a, const float* b, std::size_t size, void* output);
  // scores[i * score_stride + j] = dot product of left row i and right row j, `inputs` at most kMostProducts;
  // score_stride is at least `rights` rounded up to kBlock, `scratch` has product_scratch(inputs) bytes.
  void (*products)(const void* left, std::size_t left_stride, std::size_t lefts, const void* right, std::size_t right_stride,
                   std::size_t rights, std::size_t inputs, void* scratch, std::int32_t* scores, std::size_t score_stride);
};

// Owns packed weights.
class Packed {
 public:
  Packed() = default;
  // `rows`: as many rows of `inputs` weights as there are scales; rows missing to a whole group count as zero.
  Packed(const Kernels& kernels, std::span<const std::int8_t> rows, std::size_t inputs, std::vector<float> scale, std::vector<float> bias);
  [[nodiscard]] Weights view() const { return {inputs_, scale_.size(), bytes_.data(), start_.data(), scale_.data(), bias_.data()}; }
  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t outputs() const { return scale_.size(); }

 private:
  std::size_t inputs_ = 0;
  TableVector<std::uint8_t> bytes_;
  std::vector<std::int32_t> start_;
  std::vector<float> scale_, bias_;
};

// The fastest this processor runs; the environment variable ENTENTE_INSTRUCTIONS (avx512, avx2, scalar) asks for
// another. Throws Error(kUsage) when it names none, or one the processor lacks.
const Kernels& choose_kernels();
// All that this processor runs, fastest first.
std::vector<const Kernels*> available_kernels();

// One a file; null where the file was compiled for another processor family.
const Kernels* avx512_kernels();
const Kernels* avx2_kernels();
const Kernels* scalar_kernels();

}  // namespace entente::network
