// Packing, and the choice of an instruction set.
#include "network/kernels.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/base.h"

namespace entente::network {
namespace {

bool runs(std::string_view name) {
#if defined(__x86_64__)
  if (name == "avx512") {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni");
  }
  if (name == "avx2") return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return name == "scalar";
}

}  // namespace

Packed::Packed(const Kernels& kernels, std::span<const std::int8_t> rows, std::size_t inputs, std::vector<float> scale, std::vector<float> bias)
    : inputs_(inputs), scale_(std::move(scale)), bias_(std::move(bias)) {
  const std::size_t outputs = round_up(scale_.size(), kGroup);
  scale_.resize(outputs);
  bias_.resize(outputs);
  start_.resize(outputs);
  const std::size_t block_bytes = kBlock * inputs * kernels.activation_size;
  bytes_.resize(outputs / kBlock * block_bytes);
  std::vector<std::int8_t> block(kBlock * inputs);
  for (std::size_t first = 0; first < outputs; first += kBlock) {
    std::fill(block.begin(), block.end(), std::int8_t{0});
    const std::size_t begin = std::min(first * inputs, rows.size());
    const std::size_t end = std::min(begin + block.size(), rows.size());
    std::copy(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.begin() + static_cast<std::ptrdiff_t>(end), block.begin());
    kernels.pack_block(block.data(), inputs, bytes_.data() + first / kBlock * block_bytes, start_.data() + first);
  }
}

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> found;
  for (const Kernels* kernels : {avx512_kernels(), avx2_kernels(), scalar_kernels()}) {
    if (kernels != nullptr && runs(kernels->name)) found.push_back(kernels);
  }
  return found;
}

const Kernels& choose_kernels() {
  const std::vector<const Kernels*> available = available_kernels();
  const char* wanted = std::getenv("ENTENTE_INSTRUCTIONS");
  if (wanted == nullptr || *wanted == '\0') return *available.front();
  std::string names;
  for (const Kernels* kernels : available) {
    if (std::string_view(kernels->name) == wanted) return *kernels;
    names += (names.empty() ? "" : ", ") + std::string(kernels->name);
  }
  throw Error(ErrorKind::kUsage, "ENTENTE_INSTRUCTIONS is '" + std::string(wanted) + "'; this processor runs " + names);
}

}  // namespace entente::network
