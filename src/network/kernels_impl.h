// The kernels over an instruction set `Isa`, which gives
//   Activation, activation(int8 value), value(Activation), kRows
//   pack_block(rows, inputs, out): 16 rows of weights as tile() reads them; returns what sums start from
//   tile<R, B>(input, stride, block, block_bytes, inputs, start, out): R rows times B blocks of 16 outputs,
//       out[(r * B + b) * 16 + lane].
//   pack_activations(rows, stride, count, inputs, out), products<R>(input, stride, packed, inputs, out): the same for
//       16 rows of activations on the right side.
// Included once in each kernels_*.cpp, which is compiled for its instruction set: nothing here may call a
// function that another file could have compiled too (templates of the standard library included).
#include "network/kernels.h"

namespace entente::network {
namespace {

// tanh to within 0.0016: an odd polynomial up to +-3.4, constant beyond (least maximum error, fitted by
// reweighted least squares). A step of an 8-bit activation is 0.0079.
inline float soft_sign(float x) {
  x = x < -3.4F ? -3.4F : x;
  x = x > 3.4F ? 3.4F : x;
  const float s = x * x;
  float p = 1.93976412e-06F;
  p = __builtin_fmaf(p, s, -8.42924544e-05F);
  p = __builtin_fmaf(p, s, 1.49670706e-03F);
  p = __builtin_fmaf(p, s, -1.41719807e-02F);
  p = __builtin_fmaf(p, s, 7.97558779e-02F);
  p = __builtin_fmaf(p, s, -2.95764499e-01F);
  p = __builtin_fmaf(p, s, 9.91786069e-01F);
  return p * x;
}

inline float sigmoid(float x) { return __builtin_fmaf(soft_sign(0.5F * x), 0.5F, 0.5F); }

// x in [-1, 1] -> round(127 x), ties to even: adding 1.5 * 2^23 leaves the integer in the low bits.
inline std::int32_t quantised(float x) {
  const float shifted = __builtin_fmaf(x, 127.0F, 12582912.0F);
  std::int32_t bits = 0;
  __builtin_memcpy(&bits, &shifted, 4);
  return bits - 0x4B400000;
}

// What the instruction sets share that multiply unsigned by signed bytes: activations are kept with 128 added, and
// sums start from -128 times the sum of their weights.
struct BiasedActivations {
  using Activation = std::uint8_t;
  static Activation activation(std::int32_t value) { return static_cast<Activation>(value + 128); }

  // Fours of inputs; inside, the 16 outputs.
  static void pack_block(const std::int8_t* rows, std::size_t inputs, std::uint8_t* out, std::int32_t* start) {
    for (std::size_t lane = 0; lane < kBlock; ++lane) {
      std::int32_t sum = 0;
      for (std::size_t k = 0; k < inputs; ++k) {
        out[k / 4 * 64 + lane * 4 + k % 4] = static_cast<std::uint8_t>(rows[lane * inputs + k]);
        sum += rows[lane * inputs + k];
      }
      start[lane] = -128 * sum;
    }
  }
};

template <class Isa>
struct Implementation {
  using Activation = typename Isa::Activation;
  static constexpr std::size_t kBlocks = kGroup / kBlock;

  static const Activation* at(const void* p) { return static_cast<const Activation*>(p); }
  static Activation* at(void* p) { return static_cast<Activation*>(p); }

  static void store(const std::int8_t* values, std::size_t size, void* activations) {
    for (std::size_t i = 0; i < size; ++i) at(activations)[i] = Isa::activation(values[i]);
  }

  // Calls done(row, group, sums of 64 outputs) for all rows and groups.
  template <class Done>
  static void multiply(const Weights& weights, const void* input, std::size_t stride, std::size_t rows, Done&& done) {
    alignas(64) std::int32_t sums[Isa::kRows * kGroup];
    const std::size_t block_bytes = kBlock * weights.inputs * sizeof(Activation);
    for (std::size_t group = 0; group < weights.outputs / kGroup; ++group) {
      const std::uint8_t* block = weights.bytes + group * kBlocks * block_bytes;
      const std::int32_t* start = weights.start + group * kGroup;
      std::size_t row = 0;
      for (; row + Isa::kRows <= rows; row += Isa::kRows) {
        Isa::template tile<Isa::kRows, kBlocks>(at(input) + row * stride, stride, block, block_bytes, weights.inputs, start, sums);
        for (std::size_t r = 0; r < Isa::kRows; ++r) done(row + r, group, sums + r * kGroup);
      }
      for (; row + 2 <= rows; row += 2) {
        Isa::template tile<2, kBlocks>(at(input) + row * stride, stride, block, block_bytes, weights.inputs, start, sums);
        for (std::size_t r = 0; r < 2; ++r) done(row + r, group, sums + r * kGroup);
      }
      if (row < rows) {
        Isa::template tile<1, kBlocks>(at(input) + row * stride, stride, block, block_bytes, weights.inputs, start, sums);
        done(row, group, sums);
      }
    }
  }

  static void lstm(const Weights& gates, const void* input, std::size_t stride, std::size_t rows, float* cell, void* state, std::size_t state_stride) {
    const std::size_t units = gates.outputs / 4;
    multiply(gates, input, stride, rows, [&](std::size_t row, std::size_t group, const std::int32_t* sums) {
      const float* scale = gates.scale + group * kGroup;
      const float* bias = gates.bias + group * kGroup;
      float* c = cell + row * units + group * kBlock;
      Activation* h = at(state) + row * state_stride + group * kBlock;
      float z[kGroup];
      for (std::size_t i = 0; i < kGroup; ++i) z[i] = __builtin_fmaf(static_cast<float>(sums[i]), scale[i], bias[i]);
      float fresh[kBlock];
      std::int32_t q[kBlock];
      for (std::size_t i = 0; i < kBlock; ++i) fresh[i] = sigmoid(z[i]) * soft_sign(z[2 * kBlock + i]);
      for (std::size_t i = 0; i < kBlock; ++i) c[i] = __builtin_fmaf(sigmoid(z[kBlock + i]), c[i], fresh[i]);
      for (std::size_t i = 0; i < kBlock; ++i) q[i] = quantised(sigmoid(z[3 * kBlock + i]) * soft_sign(c[i]));
      for (std::size_t i = 0; i < kBlock; ++i) h[i] = Isa::activation(q[i]);
    });
  }

  static void dense(const Weights& weights, const void* input, std::size_t stride, std::size_t rows, float* output, std::size_t output_stride) {
    multiply(weights, input, stride, rows, [&](std::size_t row, std::size_t group, const std::int32_t* sums) {
      const float* scale = weights.scale + group * kGroup;
      const float* bias = weights.bias + group * kGroup;
      float* out = output + row * output_stride + group * kGroup;
      for (std::size_t i = 0; i < kGroup; ++i) out[i] = __builtin_fmaf(static_cast<float>(sums[i]), scale[i], bias[i]);
    });
  }

  static void dense_tanh(const Weights& weights, const void* input, std::size_t stride, std::size_t rows, void* output, std::size_t output_stride) {
    multiply(weights, input, stride, rows, [&](std::size_t row, std::size_t group, const std::int32_t* sums) {
      const float* scale = weights.scale + group * kGroup;
      const float* bias = weights.bias + group * kGroup;
      Activation* out = at(output) + row * output_stride + group * kGroup;
      std::int32_t q[kGroup];
      for (std::size_t i = 0; i < kGroup; ++i) q[i] = quantised(soft_sign(__builtin_fmaf(static_cast<float>(sums[i]), scale[i], bias[i])));
      for (std::size_t i = 0; i < kGroup; ++i) out[i] = Isa::activation(q[i]);
    });
  }

  static void embed(const EmbeddingRow* rows, std::size_t count, std::size_t size, void* output) {
    for (std::size_t first = 0; first < size; first += kGroup) {
      float sum[kGroup] = {};
      for (std::size_t row = 0; row < count; ++row) {
        const std::int8_t* values = rows[row].values + first;
        for (std::size_t i = 0; i < kGroup; ++i) sum[i] = __builtin_fmaf(static_cast<float>(values[i]), rows[row].scale, sum[i]);
      }
      Activation* out = at(output) + first;
      for (std::size_t i = 0; i < kGroup; ++i) out[i] = Isa::activation(quantised(soft_sign(sum[i])));
    }
  }

  static void add_tanh(const float* a, const float* b, std::size_t size, void* output) {
    Activation* out = at(output);
    for (std::size_t i = 0; i < size; ++i) out[i] = Isa::activation(quantised(soft_sign(a[i] + b[i])));
  }

  static void products(const void* left, std::size_t left_stride, std::size_t lefts, const void* right, std::size_t right_stride,
                       std::size_t rights, std::size_t inputs, void* scratch, std::int32_t* scores, std::size_t score_stride) {
    alignas(64) std::int32_t sums[Isa::kRows * kBlock];
    auto* block = static_cast<std::uint8_t*>(scratch);
    for (std::size_t first = 0; first < rights; first += kBlock) {
      const std::size_t here = rights - first < kBlock ? rights - first : kBlock;
      Isa::pack_activations(at(right) + first * right_stride, right_stride, here, inputs, block);
      const auto rows_of = [&]<std::size_t R>(std::size_t row) {
        Isa::template products<R>(at(left) + row * left_stride, left_stride, block, inputs, sums);
        for (std::size_t r = 0; r < R; ++r) {
          __builtin_memcpy(scores + (row + r) * score_stride + first, sums + r * kBlock, sizeof(std::int32_t) * kBlock);
        }
      };
      std::size_t row = 0;
      for (; row + Isa::kRows <= lefts; row += Isa::kRows) rows_of.template operator()<Isa::kRows>(row);
      for (; row < lefts; ++row) rows_of.template operator()<1>(row);
    }
  }

  static constexpr Kernels table(const char* name) {
    return {name, sizeof(Activation), Isa::pack_block, store, lstm, dense, dense_tanh, embed, add_tanh, products};
  }
};

}  // namespace
}  // namespace entente::network
