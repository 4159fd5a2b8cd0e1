// AVX2: unsigned by signed bytes, added in pairs to 16 bits, then in fours to 32. The sum of a pair saturates at
// 32,767; weights of at most kLargestWeight (63) keep it at 2 * 255 * 63 = 32,130. Activations are kept with 128
// added, as in kernels_avx512.cpp. Products of activations are wider and go through 16 bits.
#include "network/kernels_impl.h"

#if defined(__AVX2__)
#include <immintrin.h>

namespace entente::network {
namespace {

struct Avx2 : BiasedActivations {
  static constexpr std::size_t kRows = 4;  // two sums a row, two weights, ones: what 16 registers hold

  template <std::size_t R, std::size_t B>
  static void tile(const Activation* input, std::size_t stride, const std::uint8_t* block, std::size_t block_bytes,
                   std::size_t inputs, const std::int32_t* start, std::int32_t* out) {
    const __m256i ones = _mm256_set1_epi16(1);
    for (std::size_t b = 0; b < B; ++b) {
      __m256i low[R];
      __m256i high[R];
      for (std::size_t r = 0; r < R; ++r) {
        low[r] = load(start + b * kBlock);
        high[r] = load(start + b * kBlock + 8);
      }
      const std::uint8_t* weights = block + b * block_bytes;
      for (std::size_t k = 0; k < inputs; k += 4) {
        const __m256i first = load(weights + k * kBlock);
        const __m256i second = load(weights + k * kBlock + 32);
        for (std::size_t r = 0; r < R; ++r) {
          const __m256i same = four(input + r * stride + k);
          low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(_mm256_maddubs_epi16(same, first), ones));
          high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(_mm256_maddubs_epi16(same, second), ones));
        }
      }
      for (std::size_t r = 0; r < R; ++r) {
        store(out + (r * B + b) * kBlock, low[r]);
        store(out + (r * B + b) * kBlock + 8, high[r]);
      }
    }
  }

  // Pairs of inputs in 16 bits; inside, the 16 rows.
  static void pack_activations(const Activation* rows, std::size_t stride, std::size_t count, std::size_t inputs, std::uint8_t* out) {
    for (std::size_t lane = 0; lane < kBlock; ++lane) {
      const Activation* row = rows + (lane < count ? lane : 0) * stride;
      for (std::size_t k = 0; k < inputs; ++k) {
        const auto wide = static_cast<std::int16_t>(row[k] - 128);
        __builtin_memcpy(out + (k / 2 * 32 + lane * 2 + k % 2) * 2, &wide, 2);
      }
    }
  }

  template <std::size_t R>
  static void products(const Activation* input, std::size_t stride, const std::uint8_t* block, std::size_t inputs, std::int32_t* out) {
    alignas(32) std::int16_t wide[R * kMostProducts];
    for (std::size_t r = 0; r < R; ++r) {
      for (std::size_t k = 0; k < inputs; ++k) wide[r * inputs + k] = static_cast<std::int16_t>(input[r * stride + k] - 128);
    }
    __m256i low[R];
    __m256i high[R];
    for (std::size_t r = 0; r < R; ++r) low[r] = high[r] = _mm256_setzero_si256();
    for (std::size_t k = 0; k < inputs; k += 2) {
      const __m256i first = load(block + k * 32);
      const __m256i second = load(block + k * 32 + 32);
      for (std::size_t r = 0; r < R; ++r) {
        const __m256i same = four(wide + r * inputs + k);
        low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(same, first));
        high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(same, second));
      }
    }
    for (std::size_t r = 0; r < R; ++r) {
      store(out + r * kBlock, low[r]);
      store(out + r * kBlock + 8, high[r]);
    }
  }

 private:
  static __m256i load(const void* from) { return _mm256_loadu_si256(static_cast<const __m256i*>(from)); }
  static void store(void* to, __m256i value) { _mm256_storeu_si256(static_cast<__m256i*>(to), value); }
  static __m256i four(const void* bytes) {
    std::int32_t value = 0;
    __builtin_memcpy(&value, bytes, 4);
    return _mm256_set1_epi32(value);
  }
};

constexpr Kernels kKernels = Implementation<Avx2>::table("avx2");

}  // namespace

const Kernels* avx2_kernels() { return &kKernels; }

}  // namespace entente::network

#else

namespace entente::network {
const Kernels* avx2_kernels() { return nullptr; }
}  // namespace entente::network

#endif
