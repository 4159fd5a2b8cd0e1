#include "syntax/tree.h"

#include <algorithm>
#include <utility>

namespace entente::syntax {
namespace {

constexpr std::int64_t kNever = INT64_MIN / 4;

// Nodes of a circle, empty where there is none. Node 0 is the root; head[0] is unused.
std::vector<std::size_t> find_circle(const std::vector<std::size_t>& head) {
  std::vector<std::uint32_t> visit(head.size(), 0);
  for (std::uint32_t start = 1; start < head.size(); ++start) {
    std::size_t node = start;
    while (node != 0 && visit[node] == 0) {
      visit[node] = start;
      node = head[node];
    }
    if (node == 0 || visit[node] != start) continue;
    std::vector<std::size_t> circle{node};
    for (std::size_t at = head[node]; at != node; at = head[at]) circle.push_back(at);
    return circle;
  }
  return {};
}

// Greatest arborescence from node 0. score[d * n + h]; contracts one circle and solves the smaller problem,
// with one matrix in memory at a time.
std::vector<std::size_t> arborescence(std::vector<std::int64_t> score, std::size_t n) {
  std::vector<std::size_t> head(n, 0);
  for (std::size_t d = 1; d < n; ++d) {
    std::size_t best = 0;
    for (std::size_t h = 0; h < n; ++h) {
      if (h != d && score[d * n + h] > score[d * n + best]) best = h;
    }
    head[d] = best;
  }
  const std::vector<std::size_t> circle = find_circle(head);
  if (circle.empty()) return head;

  std::vector<bool> inside(n, false);
  for (const std::size_t node : circle) inside[node] = true;
  std::vector<std::size_t> outer;  // old numbers of the nodes that stay; the circle becomes the last node
  for (std::size_t node = 0; node < n; ++node) {
    if (!inside[node]) outer.push_back(node);
  }
  const std::size_t m = outer.size() + 1;
  const std::size_t joint = m - 1;
  std::vector<std::int64_t> smaller(m * m, kNever);
  std::vector<std::size_t> enters(m, 0);  // by head outside: where it enters the circle
  std::vector<std::size_t> leaves(m, 0);  // by dependent outside: from where in the circle
  for (std::size_t a = 0; a < outer.size(); ++a) {
    for (std::size_t b = 0; b < outer.size(); ++b) {
      if (a != b) smaller[a * m + b] = score[outer[a] * n + outer[b]];
    }
    std::int64_t in = 0;
    std::int64_t out = 0;
    bool first = true;
    for (const std::size_t node : circle) {
      const std::int64_t gain = score[node * n + outer[a]] - score[node * n + head[node]];
      const std::int64_t from = score[outer[a] * n + node];
      if (first || gain > in) in = gain, enters[a] = node;
      if (first || from > out) out = from, leaves[a] = node;
      first = false;
    }
    smaller[joint * m + a] = in;
    smaller[a * m + joint] = out;
  }
  score = {};
  const std::vector<std::size_t> solved = arborescence(std::move(smaller), m);
  for (std::size_t a = 1; a < outer.size(); ++a) {
    head[outer[a]] = solved[a] == joint ? leaves[a] : outer[solved[a]];
  }
  const std::size_t from = solved[joint];
  head[enters[from]] = outer[from];
  return head;
}

bool is_tree(std::span<const std::int32_t> heads, std::vector<std::uint32_t>& visit) {
  const std::size_t n = heads.size();
  visit.assign(n, 0);
  for (std::uint32_t start = 0; start < n; ++start) {
    std::int32_t node = static_cast<std::int32_t>(start);
    while (node >= 0 && visit[static_cast<std::size_t>(node)] == 0) {
      visit[static_cast<std::size_t>(node)] = start + 1;
      node = heads[static_cast<std::size_t>(node)];
    }
    if (node >= 0 && visit[static_cast<std::size_t>(node)] == start + 1) return false;
  }
  return true;
}

}  // namespace

void best_tree(std::span<std::int32_t> scores, std::size_t stride, std::span<std::int32_t> heads) {
  const std::size_t n = heads.size();
  std::size_t roots = 0;
  for (std::size_t d = 0; d < n; ++d) {
    std::int32_t* row = scores.data() + d * stride;
    row[d + 1] = kForbidden;
    heads[d] = static_cast<std::int32_t>(std::max_element(row, row + n + 1) - row) - 1;
    if (heads[d] < 0) ++roots;
  }
  thread_local std::vector<std::uint32_t> visit;
  if (roots == 1 && is_tree(heads, visit)) return;

  // Every tree has an arc from the root; where each of them costs more than all else can gain, the best has one.
  constexpr std::int64_t kRootCost = std::int64_t{1} << 44;
  const std::size_t m = n + 1;
  std::vector<std::int64_t> square(m * m, kForbidden);
  for (std::size_t d = 0; d < n; ++d) {
    for (std::size_t h = 0; h < m; ++h) square[(d + 1) * m + h] = scores[d * stride + h];
    square[(d + 1) * m] -= kRootCost;
  }
  const std::vector<std::size_t> found = arborescence(std::move(square), m);
  for (std::size_t d = 0; d < n; ++d) heads[d] = static_cast<std::int32_t>(found[d + 1]) - 1;
}

}  // namespace entente::syntax
