// Copies of one text: syndicated, cut, lightly edited or framed anew by another publisher. Pure
// functions of the texts; the ledger stores texts and band keys and decides what a copy means.
// docs/near-duplicates.md tells the method, its parameters and how good it is.
//
//   keys of a new text = bands(sign(text))         store them in an index
//   texts that share a key with it                 candidates
//   compare(candidate, text).copy                  the answer
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/base.h"

namespace entente::ledger {

inline constexpr std::size_t kBands = 24;
inline constexpr std::size_t kRowsPerBand = 2;

// MinHash of the shingles (four words in a row, in lower case, without punctuation) of a text: two
// texts agree in each minimum with a probability equal to their resemblance (A. Broder, "On the
// resemblance and containment of documents", 1997). The same on every machine and in every run, so
// it may be stored.
struct Signature {
  std::array<std::uint32_t, kBands * kRowsPerBand> minima{};
  std::uint64_t exact = 0;  // digest of all its words
  std::uint32_t words = 0;
  bool operator==(const Signature&) const = default;
};

// `text` is UTF-8 with '\n' between lines; invalid bytes part words. Linear in its length.
Signature sign(std::string_view text);

// Keys under which a text is found: kBands of them, one for a text too short to be known by its
// shingles (it is found by its exact words only), none for a text without words. A pair of
// resemblance r shares a key with probability 1 - (1 - r^2)^24: 0.9990 at 0.5, 0.90 at 0.3.
std::vector<std::uint64_t> bands(const Signature& signature);

// Why two texts are copies of one text, or what speaks against it; the first that applies.
enum class Finding : std::uint8_t {
  kCopy,
  kShort,         // fewer than 30 words, not all the same
  kLittleShared,  // less than kMinShared of the shorter text stands in the longer
  kSmallPart,     // it does, but as a quotation in a text of its own
  kSlots,         // names, dates or numbers differ where the text around them is the same
  kRewritten,     // passages between shared ones differ
  kCount
};
struct FindingRow {
  Finding value;
  std::string_view name;
};
inline constexpr auto kFindings =
    std::to_array<FindingRow>({{Finding::kCopy, "copy"},
                               {Finding::kShort, "short"},
                               {Finding::kLittleShared, "little shared"},
                               {Finding::kSmallPart, "small part"},
                               {Finding::kSlots, "slots"},
                               {Finding::kRewritten, "rewritten"}});
static_assert(rows_in_enum_order(kFindings));

struct Verdict {
  bool copy = false;
  double resemblance = 0;         // shared shingles / all shingles, 0 .. 1
  double containment = 0;         // shared shingles / shingles of the text that has fewer words
  bool first_is_shorter = false;  // in words; of two texts of the same length, by their bytes
  Finding finding = Finding::kLittleShared;
  std::uint32_t slots = 0;  // how many places were found where names, dates or numbers differ
};

// Exact on all shingles, with the guards against releases made from one template. The same
// whichever text comes first (but first_is_shorter). Texts that are word for word the same are
// copies, whatever their dates: only the caller knows when they were published.
Verdict compare(std::string_view a, std::string_view b);

}  // namespace entente::ledger
