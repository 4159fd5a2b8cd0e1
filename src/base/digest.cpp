// XXH3 digests: fast, the same on every machine, and no protection against an attacker.
#include <xxhash.h>

#include <fmt/format.h>

#include "base/base.h"

namespace entente {

std::string digest_hex(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::uint64_t digest64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace entente
