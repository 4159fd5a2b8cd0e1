// The parser's perceptron, taught by the dynamic oracle of Goldberg and Nivre (2013): in any state,
// also one reached by mistakes, the moves that lose no further gold arc are right.
#include <array>
#include <random>

#include "perceptron/learn.h"
#include "perceptron.h"
#include "perceptron/parser.h"
#include "syntax/syntax.h"

namespace entente::train {
namespace {

using namespace syntax;

// Node ids as in ParserState: words 1 .. n, root n + 1.
struct GoldTree {
  std::vector<std::uint32_t> head;
  std::vector<Deprel> deprel;
};

bool dominates(const std::vector<std::uint32_t>& head, std::uint32_t ancestor, std::uint32_t node, std::uint32_t root) {
  while (node != ancestor && node != root) node = head[node];
  return node == ancestor;
}

// Lifts the shortest arc that crosses others to the grandparent until none does.
void projectivise(std::vector<std::uint32_t>& head) {
  const auto root = static_cast<std::uint32_t>(head.size() - 1);
  for (;;) {
    std::uint32_t worst = 0;
    std::uint32_t length = 0xFFFFFFFFU;
    for (std::uint32_t d = 1; d < root; ++d) {
      const std::uint32_t h = head[d];
      if (h == root) continue;
      const std::uint32_t low = std::min(d, h);
      const std::uint32_t high = std::max(d, h);
      if (high - low >= length) continue;
      for (std::uint32_t k = low + 1; k < high; ++k) {
        if (dominates(head, h, k, root)) continue;
        worst = d;
        length = high - low;
        break;
      }
    }
    if (worst == 0) return;
    head[worst] = head[head[worst]];
  }
}

GoldTree gold_tree(const Sentence& sentence) {
  const auto n = static_cast<std::uint32_t>(sentence.tokens.size());
  GoldTree tree{std::vector<std::uint32_t>(n + 2, 0), std::vector<Deprel>(n + 2, Deprel::kDep)};
  for (std::uint32_t i = 0; i < n; ++i) {
    const Token& token = sentence.tokens[i];
    tree.head[i + 1] = token.head == kNoHead ? n + 1 : static_cast<std::uint32_t>(token.head) + 1;
    tree.deprel[i + 1] = token.deprel;
  }
  projectivise(tree.head);
  return tree;
}

struct Costs {
  int shift = 0, left = 0, right = 0;
};

// Gold arcs that each move makes unreachable.
Costs costs(const ParserState& state, const GoldTree& gold) {
  Costs cost;
  const std::uint32_t s0 = state.stack(0);
  const std::uint32_t s1 = state.stack(1);
  const std::uint32_t b0 = state.buffer(0);
  const auto root = static_cast<std::uint32_t>(state.words() + 1);
  if (s0 != 0) {
    int dependents_right = 0;
    for (std::uint32_t k = b0; k < root; ++k) dependents_right += gold.head[k] == s0 ? 1 : 0;
    const std::uint32_t h = gold.head[s0];
    cost.left = dependents_right + (h == s1 || (h > b0 && h <= root) ? 1 : 0);
    cost.right = dependents_right + (h >= b0 ? 1 : 0);
  }
  if (!state.at_root()) {
    for (std::size_t i = 0; i < state.stack_size(); ++i) {
      const std::uint32_t node = state.stack(i);
      if (gold.head[node] == b0) ++cost.shift;
      if (i > 0 && gold.head[b0] == node) ++cost.shift;
    }
  }
  return cost;
}

// The best-scored transition among those of the least cost.
std::size_t oracle(const ParserState& state, const GoldTree& gold, const std::int32_t* scores) {
  const Costs cost = costs(state, gold);
  const std::uint32_t s0 = state.stack(0);
  int least = 1 << 30;
  const bool shift = state.is_legal(Move::kShift);
  const bool left = state.is_legal(Move::kLeft);
  const bool right = state.is_legal(Move::kRight);
  if (shift) least = std::min(least, cost.shift);
  if (left) least = std::min(least, cost.left);
  if (right) least = std::min(least, cost.right);
  std::size_t best = kTransitionCount;
  const auto offer = [&](std::size_t id) {
    if (best == kTransitionCount || scores[id] > scores[best]) best = id;
  };
  const auto offer_arc = [&](Move move, std::uint32_t head) {
    const std::size_t gold_id = transition_id({move, gold.deprel[s0]});
    // A right arc has one right label; a wrong one that costs nothing more may have any.
    if (gold.head[s0] == head && gold.deprel[s0] != Deprel::kRoot) return offer(gold_id);
    if (state.at_root() && move == Move::kLeft) return offer(transition_id({move, Deprel::kRoot}));
    std::size_t top = kTransitionCount;
    for (std::size_t l = 0; l < kDeprelCount; ++l) {
      if (static_cast<Deprel>(l) == Deprel::kRoot) continue;
      const std::size_t id = transition_id({move, static_cast<Deprel>(l)});
      if (top == kTransitionCount || scores[id] > scores[top]) top = id;
    }
    offer(top);
  };
  if (shift && cost.shift == least) offer(0);
  if (left && cost.left == least) offer_arc(Move::kLeft, state.buffer(0));
  if (right && cost.right == least) offer_arc(Move::kRight, state.stack(1));
  return best;
}

struct Item {
  std::vector<Node> nodes;
  GoldTree gold;
};

}  // namespace

std::string learn_parser(std::span<const Document> gold, std::span<const Document> tagged,
                         const BaselineOptions& options) {
  std::vector<Item> items;
  for (std::size_t d = 0; d < gold.size(); ++d) {
    for (std::size_t s = 0; s < gold[d].sentences.size(); ++s) {
      Item& item = items.emplace_back();
      describe_sentence(tagged[d], tagged[d].sentences[s], item.nodes);
      item.gold = gold_tree(gold[d].sentences[s]);
    }
  }
  Perceptron model(kTransitionCount);
  std::mt19937_64 random(options.seed);
  std::vector<std::size_t> order(items.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  FeatureList keys;
  ParserState state;
  for (int iteration = 0; iteration < options.parser_iterations; ++iteration) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    for (const std::size_t index : order) {
      const Item& item = items[index];
      state.start(item.nodes.size() - 2);
      while (!state.finished()) {
        if (state.stack_size() == 0) {
          state.apply({});
          continue;
        }
        keys.clear();
        parser_features(state, item.nodes, keys);
        model.score(keys.span(), scores.data());
        const std::size_t best = best_transition(state, scores.data());
        const std::size_t target = oracle(state, item.gold, scores.data());
        if (best != target) {
          model.update(keys.span(), target, best);
        }
        model.step();
        // After the first rounds mostly follow the parser's own mistakes.
        const bool explore = iteration >= 1 && random() % 10 != 0;
        state.apply(transition_of(explore ? best : target));
      }
    }
  }
  return Parser::write(model.averaged(64, options.parser_smallest));
}

}  // namespace entente::train
