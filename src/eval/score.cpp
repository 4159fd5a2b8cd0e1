// Matching of gold and coded events, scores, and their intervals.
#include <algorithm>
#include <cmath>
#include <random>

#include "eval/eval.h"

namespace entente {
namespace {

// Gold of the older kind writes every international body as IGO, and Kosovo as KOS.
constexpr auto kBodies = std::to_array<std::string_view>({"UNO", "EUR", "NAT", "ASA", "QUAD", "G07", "G20", "IMF", "WBK", "WTO", "WHO", "IAE", "AFU", "OAS", "OSC", "IGO", "OEC"});

bool is_body(std::string_view code) { return std::find(kBodies.begin(), kBodies.end(), code) != kBodies.end(); }

bool code_equal(const std::string& gold, const std::string& coded) {
  return gold == coded || (gold == "IGO" && is_body(coded)) || (gold == "KOS" && coded == "XKX") || (gold == "IMG" && coded == "REB");
}

bool set_equal(const std::vector<std::string>& gold, const std::vector<std::string>& coded) {
  const auto covered = [](const auto& from, const auto& in, const auto& equal) {
    return std::all_of(from.begin(), from.end(), [&](const std::string& a) {
      return std::any_of(in.begin(), in.end(), [&](const std::string& b) { return equal(a, b); });
    });
  };
  return covered(gold, coded, [](const std::string& g, const std::string& c) { return code_equal(g, c); }) &&
         covered(coded, gold, [](const std::string& c, const std::string& g) { return code_equal(g, c); });
}

bool asserted_equal(const std::optional<std::vector<std::string>>& gold, const std::optional<std::vector<std::string>>& coded) {
  return !gold || (coded && set_equal(*gold, *coded));
}

// What of a gold reading a coded event gets right.
struct Agreement {
  bool type = false, actor = false, recipient = false;
  [[nodiscard]] bool triple() const { return type && actor && recipient; }
};
Agreement compare(const ScoredEvent& gold, const ScoredEvent& coded) {
  return {gold.event == coded.event, asserted_equal(gold.actor, coded.actor), asserted_equal(gold.recipient, coded.recipient)};
}

constexpr int kTiers = 3;
// How well they agree: 0 the whole triple, 1 type and actors, 2 the type; kTiers not at all.
int tier(const Agreement& agreement) {
  if (!agreement.type) return kTiers;
  if (agreement.triple()) return 0;
  return agreement.actor ? 1 : 2;
}

// The reading of a gold event that agrees best with a coded one.
const ScoredEvent& best_reading(const ScoredEvent& gold, const ScoredEvent& coded, Matching matching) {
  const ScoredEvent* best = &gold;
  if (matching == Matching::kStrict) return *best;
  for (const ScoredEvent& reading : gold.alt) {
    if (tier(compare(reading, coded)) < tier(compare(*best, coded))) best = &reading;
  }
  return *best;
}

void sum(F1& total, const F1& part) {
  total.correct += part.correct;
  total.gold += part.gold;
  total.system += part.system;
}

// `draws` indexes into [0, size), with replacement.
class Resample {
 public:
  explicit Resample(std::size_t size) : pick_(0, size == 0 ? 0 : size - 1), size_(size) {}
  template <class Visit>
  void draw(const Visit& visit) {
    for (std::size_t i = 0; i < size_; ++i) visit(pick_(generator_));
  }

 private:
  std::mt19937_64 generator_{20210913};
  std::uniform_int_distribution<std::size_t> pick_;
  std::size_t size_;
};

Interval middle_95(std::vector<double>& figures) {
  if (figures.empty()) return {};
  std::sort(figures.begin(), figures.end());
  const auto at = [&](double share) { return figures[static_cast<std::size_t>(std::lround(share * static_cast<double>(figures.size() - 1)))]; };
  return {at(0.025), at(0.975)};
}

}  // namespace

// One to one: first pairs that agree on the whole triple, then pairs that agree on type and actors,
// then pairs of one type; what is left over is a miss or a false alarm.
void EvalScores::add(const GoldDocument& gold, const std::vector<ScoredEvent>& coded, Matching matching) {
  std::vector<int> gold_match(gold.events.size(), -1), coded_match(coded.size(), -1);
  const auto is_optional = [&](std::size_t g) { return matching == Matching::kLenient && gold.events[g].optional; };
  // Events that must be found choose before those that may.
  for (int wanted = 0; wanted < kTiers; ++wanted) {
    for (const bool optional : {false, true}) {
      for (std::size_t g = 0; g < gold.events.size(); ++g) {
        if (is_optional(g) != optional) continue;
        for (std::size_t c = 0; c < coded.size() && gold_match[g] < 0; ++c) {
          if (coded_match[c] >= 0 || tier(compare(best_reading(gold.events[g], coded[c], matching), coded[c])) != wanted) continue;
          gold_match[g] = static_cast<int>(c);
          coded_match[c] = static_cast<int>(g);
        }
      }
    }
  }

  TypeScore text;
  bool exact = true;
  for (std::size_t g = 0; g < gold.events.size(); ++g) {
    const ScoredEvent& event = gold.events[g];
    if (is_optional(g)) continue;  // neither asked for nor in the way, nor is what it was matched with
    TypeScore& row = per_type[event.event];
    for (F1* score : {&text.type, &text.triple, &row.type, &row.triple}) ++score->gold;
    if (event.pillars) pillars.gold += event.pillars->size();
    if (gold_match[g] < 0) {
      exact = false;
      continue;
    }
    const ScoredEvent& found = coded[static_cast<std::size_t>(gold_match[g])];
    const ScoredEvent& reading = best_reading(event, found, matching);
    const Agreement agreement = compare(reading, found);
    ++matched;
    ++text.type.correct;
    ++row.type.correct;
    ++confusion[event.event][event.event];
    actor_right += agreement.actor ? 1 : 0;
    recipient_right += agreement.recipient ? 1 : 0;
    if (agreement.triple()) {
      ++text.triple.correct;
      ++row.triple.correct;
    } else {
      exact = false;
    }
    if (reading.mode && !reading.mode->empty()) {
      ++mode_asserted;
      mode_right += found.mode && set_equal(*reading.mode, *found.mode) ? 1 : 0;
    }
    if (reading.pillars && found.pillars) {
      pillars.system += found.pillars->size();
      for (const std::string& pillar : *reading.pillars) {
        if (std::find(found.pillars->begin(), found.pillars->end(), pillar) != found.pillars->end()) ++pillars.correct;
      }
    }
  }
  std::vector<std::size_t> rest;
  for (std::size_t c = 0; c < coded.size(); ++c) {
    const bool neutral = coded_match[c] >= 0 && is_optional(static_cast<std::size_t>(coded_match[c]));
    if (neutral) continue;
    // A matched event counts in the row of its gold type: a lenient reading may have another.
    TypeScore& row = per_type[coded_match[c] >= 0 ? gold.events[static_cast<std::size_t>(coded_match[c])].event : coded[c].event];
    for (F1* score : {&text.type, &text.triple, &row.type, &row.triple}) ++score->system;
    if (coded_match[c] < 0) {
      rest.push_back(c);
      exact = false;
    }
  }
  // Left-overs of both sides are paired in order: what the gold calls g was coded as c.
  std::size_t next = 0;
  for (std::size_t g = 0; g < gold.events.size(); ++g) {
    if (gold_match[g] >= 0 || is_optional(g)) continue;
    ++confusion[gold.events[g].event][next < rest.size() ? coded[rest[next]].event : "-"];
    ++next;
  }
  for (; next < rest.size(); ++next) ++confusion["-"][coded[rest[next]].event];
  sum(type, text.type);
  sum(triple, text.triple);
  per_text.push_back(text);
  exact_sentences += exact ? 1 : 0;
  ++sentences;
}

EvalScores score_run(const CodedRun& run, Matching matching) {
  EvalScores scores;
  for (const CodedGold& text : run.texts) scores.add(text.gold, text.coded, matching);
  return scores;
}

Interval bootstrap(const EvalScores& scores, const Figure& figure, unsigned replicates) {
  Resample resample(scores.per_text.size());
  std::vector<double> figures;
  for (unsigned r = 0; r < replicates && !scores.per_text.empty(); ++r) {
    TypeScore total;
    resample.draw([&](std::size_t i) {
      sum(total.type, scores.per_text[i].type);
      sum(total.triple, scores.per_text[i].triple);
    });
    figures.push_back(figure(total));
  }
  return middle_95(figures);
}

Interval bootstrap_difference(const EvalScores& a, const EvalScores& b, const Figure& figure, unsigned replicates) {
  Resample resample(a.per_text.size());
  std::vector<double> figures;
  for (unsigned r = 0; r < replicates && !a.per_text.empty(); ++r) {
    TypeScore of_a, of_b;
    resample.draw([&](std::size_t i) {
      for (const auto& [total, scores] : {std::pair{&of_a, &a}, std::pair{&of_b, &b}}) {
        sum(total->type, scores->per_text[i].type);
        sum(total->triple, scores->per_text[i].triple);
      }
    });
    figures.push_back(figure(of_b) - figure(of_a));
  }
  return middle_95(figures);
}

}  // namespace entente
