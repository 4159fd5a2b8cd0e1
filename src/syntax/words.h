// What the tagger and the parser see of a word besides its characters: hashes of its normal form,
// ends, shape and cluster. Computed once a word and stage.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/linear.h"

namespace entente::syntax {

// Lower case, curly quotes straight, every digit '0': "Rubio’s 2025" -> "rubio's 0000".
void append_normal_form(std::string& out, std::string_view form);
// The same but with letter case kept.
void append_cased_form(std::string& out, std::string_view form);

// Word classes learned from plain text: a fine and a coarse class for frequent words; 0: unknown.
struct Cluster {
  std::uint16_t fine = 0;
  std::uint16_t coarse = 0;
};
using Clusters = KeyTable<Cluster>;
Clusters read_clusters(std::string_view section);
std::string write_clusters(const Clusters& clusters);

struct WordInfo {
  std::uint32_t cased = 0;
  std::uint32_t lower = 0;
  std::uint32_t prefix[4] = {};  // 1 to 4 bytes of the normal form; 0 where it is shorter
  std::uint32_t suffix[5] = {};  // 1 to 5 bytes
  std::uint32_t shape = 0;       // runs of equal character classes cut to two: "Xxx", "X.X.", "dd-dd"
  std::uint16_t fine = 0;
  std::uint16_t coarse = 0;
  std::uint8_t flags = 0;        // kCapital ...
  enum Flag : std::uint8_t { kCapital = 1, kAllCaps = 2, kDigit = 4, kHyphen = 8, kAlpha = 16 };
};

WordInfo describe_word(std::string_view form, const Clusters& clusters);

}  // namespace entente::syntax
