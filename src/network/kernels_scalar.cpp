// No instruction set in particular: what the others must agree with, and what other processors run.
#include "network/kernels_impl.h"

namespace entente::network {
namespace {

struct Scalar {
  using Activation = std::int8_t;
  static constexpr std::size_t kRows = 2;

  static Activation activation(std::int32_t value) { return static_cast<Activation>(value); }

  static void pack_block(const std::int8_t* rows, std::size_t inputs, std::uint8_t* out, std::int32_t* start) {
    __builtin_memcpy(out, rows, kBlock * inputs);
    for (std::size_t lane = 0; lane < kBlock; ++lane) start[lane] = 0;
  }

  static void pack_activations(const Activation* rows, std::size_t stride, std::size_t count, std::size_t inputs, std::uint8_t* out) {
    for (std::size_t lane = 0; lane < kBlock; ++lane) {
      __builtin_memcpy(out + lane * inputs, rows + (lane < count ? lane : 0) * stride, inputs);
    }
  }

  template <std::size_t R>
  static void products(const Activation* input, std::size_t stride, const std::uint8_t* block, std::size_t inputs, std::int32_t* out) {
    const std::int32_t start[kBlock] = {};
    tile<R, 1>(input, stride, block, 0, inputs, start, out);
  }

  template <std::size_t R, std::size_t B>
  static void tile(const Activation* input, std::size_t stride, const std::uint8_t* block, std::size_t block_bytes,
                   std::size_t inputs, const std::int32_t* start, std::int32_t* out) {
    for (std::size_t r = 0; r < R; ++r) {
      for (std::size_t b = 0; b < B; ++b) {
        for (std::size_t lane = 0; lane < kBlock; ++lane) {
          const auto* weights = reinterpret_cast<const std::int8_t*>(block + b * block_bytes) + lane * inputs;
          std::int32_t sum = start[b * kBlock + lane];
          for (std::size_t k = 0; k < inputs; ++k) sum += input[r * stride + k] * weights[k];
          out[(r * B + b) * kBlock + lane] = sum;
        }
      }
    }
  }
};

constexpr Kernels kKernels = Implementation<Scalar>::table("scalar");

}  // namespace

const Kernels* scalar_kernels() { return &kKernels; }

}  // namespace entente::network
