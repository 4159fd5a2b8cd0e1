// From head scores to a tree.
#pragma once

#include <cstdint>
#include <cstddef>
#include <span>
#include <vector>

namespace entente::syntax {

inline constexpr std::int32_t kForbidden = INT32_MIN / 4;  // a score that no tree takes

// scores[dependent * stride + 0] is the score of the root, [1 + head] of a word; the diagonal is ignored.
// Sets heads[dependent] to the word or -1 for the root, so that the sum is greatest among trees with one root.
// Each word's best head is right at once in most sentences; only where that gives a circle, or not one root, does
// the search of Chu, Liu and Edmonds run (square of the words, times the circles found).
void best_tree(std::span<std::int32_t> scores, std::size_t stride, std::span<std::int32_t> heads);

}  // namespace entente::syntax
