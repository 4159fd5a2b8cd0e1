// One gold of several coders' work.
#include <algorithm>

#include "eval/eval.h"

namespace entente {
namespace {

using Readings = std::vector<const ScoredEvent*>;

Readings readings_of(const ScoredEvent& event) {
  Readings out{&event};
  for (const ScoredEvent& reading : event.alt) out.push_back(&reading);
  return out;
}

bool alike(const ScoredEvent& a, const ScoredEvent& b) { return a.event == b.event && a.actor == b.actor && a.recipient == b.recipient; }

// How many readings two coders' events share, whole triples counting double; 0: they tell different acts.
std::size_t shared(const ScoredEvent& a, const ScoredEvent& b) {
  std::size_t out = 0;
  for (const ScoredEvent* one : readings_of(a)) {
    for (const ScoredEvent* other : readings_of(b)) out += one->event == other->event ? alike(*one, *other) ? 2 : 1 : 0;
  }
  return out;
}

// What several coders recorded of one act, each at most once.
struct Act {
  std::vector<std::pair<std::size_t, const ScoredEvent*>> by;  // coder, event
  [[nodiscard]] bool has(std::size_t coder) const {
    return std::any_of(by.begin(), by.end(), [&](const auto& one) { return one.first == coder; });
  }
};

ScoredEvent settled(const Act& act, std::size_t coders) {
  const auto firm = [](const auto& one) { return !one.second->optional; };
  const auto first = std::find_if(act.by.begin(), act.by.end(), firm);
  ScoredEvent out = first == act.by.end() ? *act.by.front().second : *first->second;
  out.optional = 2 * static_cast<std::size_t>(std::count_if(act.by.begin(), act.by.end(), firm)) <= coders;
  out.alt.clear();
  for (const auto& [coder, event] : act.by) {
    for (const ScoredEvent* reading : readings_of(*event)) {
      if (alike(*reading, out) || std::any_of(out.alt.begin(), out.alt.end(), [&](const ScoredEvent& known) { return alike(known, *reading); })) continue;
      out.alt.push_back(*reading);
      out.alt.back().alt.clear();
      out.alt.back().optional = false;
    }
  }
  return out;
}

}  // namespace

std::vector<GoldDocument> adjudicate(const std::vector<std::vector<GoldDocument>>& coders) {
  std::vector<GoldDocument> out;
  const auto same_text = [](const GoldDocument& a, const GoldDocument& b) { return a.url.empty() ? a.id == b.id : a.url == b.url && a.sentence == b.sentence; };
  for (const GoldDocument& text : coders.front()) {
    std::vector<Act> acts;
    std::size_t held = 0;
    for (std::size_t coder = 0; coder < coders.size(); ++coder) {
      const auto by_coder = std::find_if(coders[coder].begin(), coders[coder].end(), [&](const GoldDocument& other) { return same_text(text, other); });
      if (by_coder == coders[coder].end()) continue;
      ++held;
      for (const bool optional : {false, true}) {
        for (const ScoredEvent& event : by_coder->events) {
          if (event.optional != optional) continue;
          std::size_t most = 0;
          Act* best = nullptr;
          for (Act& act : acts) {
            if (act.has(coder)) continue;
            for (const auto& [other, known] : act.by) {
              if (const std::size_t agree = shared(*known, event); agree > most) {
                most = agree;
                best = &act;
              }
            }
          }
          if (best == nullptr) best = &acts.emplace_back();
          best->by.emplace_back(coder, &event);
        }
      }
    }
    if (held < coders.size()) throw Error(ErrorKind::kInput, text.id + ": not every coder's file has it");
    GoldDocument& one = out.emplace_back(text);
    one.events.clear();
    for (const Act& act : acts) one.events.push_back(settled(act, coders.size()));
  }
  return out;
}

}  // namespace entente
