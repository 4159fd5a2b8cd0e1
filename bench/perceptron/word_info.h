// What the classifiers of the baseline see of a word besides its characters: hashes of its normal form, ends and
// shape. Computed once a word and stage.
#pragma once

#include <cstdint>
#include <string_view>

namespace entente::syntax {

struct WordInfo {
  std::uint32_t cased = 0;
  std::uint32_t lower = 0;
  std::uint32_t prefix[4] = {};  // 1 to 4 bytes of the normal form; 0 where it is shorter
  std::uint32_t suffix[5] = {};  // 1 to 5 bytes
  std::uint32_t shape = 0;
  std::uint8_t flags = 0;        // kCapital ...
  enum Flag : std::uint8_t { kCapital = 1, kAllCaps = 2, kDigit = 4, kHyphen = 8, kAlpha = 16 };
};

WordInfo describe_word(std::string_view form);

}  // namespace entente::syntax
