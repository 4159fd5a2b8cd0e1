// Dependencies: a greedy arc-hybrid transition parser. Shared by the library, which follows the
// best legal move, and the trainer, which asks an oracle.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "model/model.h"
#include "perceptron/word_info.h"

namespace entente::syntax {

inline constexpr std::size_t kDeprelCount = static_cast<std::size_t>(Deprel::kCount);

enum class Move : std::uint8_t { kShift, kLeft, kRight };

// Shift: the next word goes onto the stack. Left: the top of the stack becomes a dependent of the
// next word and leaves. Right: the top becomes a dependent of the one below it and leaves. The root
// stands after the last word; only a stack of one word may be given to it, so there is one root.
struct Transition {
  Move move = Move::kShift;
  Deprel deprel = Deprel::kDep;
};
inline constexpr std::size_t kTransitionCount = 1 + 2 * kDeprelCount;

constexpr std::size_t transition_id(Transition t) {
  if (t.move == Move::kShift) return 0;
  return 1 + static_cast<std::size_t>(t.deprel) + (t.move == Move::kRight ? kDeprelCount : 0);
}
constexpr Transition transition_of(std::size_t id) {
  if (id == 0) return {};
  if (id <= kDeprelCount) return {Move::kLeft, static_cast<Deprel>(id - 1)};
  return {Move::kRight, static_cast<Deprel>(id - 1 - kDeprelCount)};
}

// A word as the templates see it. Node 0 is "no word", 1 .. n are the words, n + 1 is the root.
struct Node {
  std::uint32_t word = 0;
  std::uint32_t tag = 0;
  std::uint32_t word_tag = 0;
  std::uint32_t lemma = 0;
  std::uint32_t upos = 0;
  std::uint32_t suffix2 = 0;
  std::uint32_t suffix3 = 0;
  std::uint32_t verb_before = 0;   // verbs and auxiliaries in words [1, this)
  std::uint32_t punct_before = 0;
  std::uint32_t conj_before = 0;
};
void describe_sentence(const Document& document, const Sentence& sentence,
                       std::vector<Node>& nodes);

class ParserState {
 public:
  void start(std::size_t words);
  [[nodiscard]] bool finished() const { return next_ > words_ && stack_.empty(); }
  [[nodiscard]] bool is_legal(Move move) const;
  // Whether the next node is the root: then a left arc carries the label root, and no other does.
  [[nodiscard]] bool at_root() const { return next_ > words_; }
  void apply(Transition transition);

  // i-th from the top, 0 where there is none.
  [[nodiscard]] std::uint32_t stack(std::size_t i) const {
    return i < stack_.size() ? stack_[stack_.size() - 1 - i] : 0;
  }
  [[nodiscard]] std::size_t stack_size() const { return stack_.size(); }
  // i-th next node; the root after the last word; 0 after the root.
  [[nodiscard]] std::uint32_t buffer(std::size_t i) const {
    const std::size_t at = next_ + i;
    return at <= words_ + 1 ? static_cast<std::uint32_t>(at) : 0;
  }
  [[nodiscard]] std::size_t words() const { return words_; }
  // Node ids; the root is words() + 1, 0 is "not yet known".
  [[nodiscard]] std::uint32_t head(std::uint32_t node) const { return links_[node].head; }
  [[nodiscard]] Deprel deprel(std::uint32_t node) const { return links_[node].deprel; }

  struct Link {
    std::uint32_t head = 0;
    Deprel deprel = Deprel::kDep;
    std::uint8_t left_count = 0;
    std::uint8_t right_count = 0;
    std::uint32_t left[2] = {};   // outermost dependent, and the one inside it
    std::uint32_t right[2] = {};
    std::uint64_t left_labels = 0;   // sets of Deprel
    std::uint64_t right_labels = 0;
  };
  [[nodiscard]] const Link& link(std::uint32_t node) const { return links_[node]; }

 private:
  std::size_t words_ = 0;
  std::size_t next_ = 1;
  std::vector<std::uint32_t> stack_;
  std::vector<Link> links_;
};
static_assert(kDeprelCount <= 64, "label sets are 64 bits");

void parser_features(const ParserState& state, std::span<const Node> nodes, FeatureList& keys);

// The best legal transition by `scores` (kTransitionCount of them).
std::size_t best_transition(const ParserState& state, const std::int32_t* scores);

class Parser {
 public:
  Parser(std::string_view section);
  static std::string write(std::span<const WeightRow> rows);
  void run(Document& document) const;

 private:
  LinearModel model_;
};

}  // namespace entente::syntax
