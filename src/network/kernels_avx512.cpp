// AVX-512 with VNNI: one instruction multiplies 64 unsigned by 64 signed bytes and adds them in fours.
// Activations are kept with 128 added, and sums start from -128 times the sum of their weights.
#include "network/kernels_impl.h"

#if defined(__AVX512VNNI__)
#include <immintrin.h>

namespace entente::network {
namespace {

struct Avx512 : BiasedActivations {
  static constexpr std::size_t kRows = 6;

  // What products() reads: the rows packed as weights, then what their sums start from.
  static void pack_activations(const Activation* rows, std::size_t stride, std::size_t count, std::size_t inputs, std::uint8_t* out) {
    std::int32_t start[kBlock];
    for (std::size_t lane = 0; lane < kBlock; ++lane) {
      const Activation* row = rows + (lane < count ? lane : 0) * stride;
      std::uint32_t sum = 0;
      for (std::size_t k = 0; k < inputs; ++k) sum += row[k];
      start[lane] = -128 * (static_cast<std::int32_t>(sum) - 128 * static_cast<std::int32_t>(inputs));
      for (std::size_t k = 0; k < inputs; k += 4) {
        std::uint32_t four = 0;
        __builtin_memcpy(&four, row + k, 4);
        four ^= 0x80808080U;  // back to signed
        __builtin_memcpy(out + k * kBlock + lane * 4, &four, 4);
      }
    }
    __builtin_memcpy(out + inputs * kBlock, start, sizeof start);
  }

  template <std::size_t R>
  static void products(const Activation* input, std::size_t stride, const std::uint8_t* block, std::size_t inputs, std::int32_t* out) {
    std::int32_t start[kBlock];
    __builtin_memcpy(start, block + inputs * kBlock, sizeof start);
    tile<R, 1>(input, stride, block, 0, inputs, start, out);
  }

  template <std::size_t R, std::size_t B>
  static void tile(const Activation* input, std::size_t stride, const std::uint8_t* block, std::size_t block_bytes,
                   std::size_t inputs, const std::int32_t* start, std::int32_t* out) {
    __m512i sum[R][B];
    for (std::size_t b = 0; b < B; ++b) {
      const __m512i first = _mm512_loadu_si512(start + b * kBlock);
      for (std::size_t r = 0; r < R; ++r) sum[r][b] = first;
    }
    for (std::size_t k = 0; k < inputs; k += 4) {
      __m512i weight[B];
      for (std::size_t b = 0; b < B; ++b) weight[b] = _mm512_loadu_si512(block + b * block_bytes + k * kBlock);
      for (std::size_t r = 0; r < R; ++r) {
        std::int32_t four = 0;
        __builtin_memcpy(&four, input + r * stride + k, 4);
        const __m512i same = _mm512_set1_epi32(four);
        for (std::size_t b = 0; b < B; ++b) sum[r][b] = _mm512_dpbusd_epi32(sum[r][b], same, weight[b]);
      }
    }
    for (std::size_t r = 0; r < R; ++r) {
      for (std::size_t b = 0; b < B; ++b) _mm512_storeu_si512(out + (r * B + b) * kBlock, sum[r][b]);
    }
  }
};

constexpr Kernels kKernels = Implementation<Avx512>::table("avx512");

}  // namespace

const Kernels* avx512_kernels() { return &kKernels; }

}  // namespace entente::network

#else

namespace entente::network {
const Kernels* avx512_kernels() { return nullptr; }
}  // namespace entente::network

#endif
