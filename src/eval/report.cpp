// Scores as tables for a person and as JSON for a program.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "eval/eval.h"

namespace entente {
namespace {

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "-" : fmt::format("{:.1f}%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// 95 % score interval of a share (Wilson 1927): fit for the few events of a type.
std::string wilson(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  constexpr double z = 1.959964;
  const double n = static_cast<double>(whole), p = static_cast<double>(part) / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return fmt::format("{:.2f} to {:.2f}", std::max(0.0, middle - half), std::min(1.0, middle + half));
}

struct NamedFigure {
  std::string_view name;
  double (*of)(const TypeScore&);
};
constexpr auto kFigures = std::to_array<NamedFigure>(
    {{"type precision", [](const TypeScore& s) { return s.type.precision(); }},
     {"type recall", [](const TypeScore& s) { return s.type.recall(); }},
     {"type F1", [](const TypeScore& s) { return s.type.f1(); }},
     {"triple precision", [](const TypeScore& s) { return s.triple.precision(); }},
     {"triple recall", [](const TypeScore& s) { return s.triple.recall(); }},
     {"triple F1", [](const TypeScore& s) { return s.triple.f1(); }}});

std::string_view matching_name(Matching matching) { return matching == Matching::kStrict ? "strict" : "lenient"; }

std::string event_text(const ScoredEvent& event) {
  return fmt::format("{}{}{} {} -> {}{}", event.event, event.mode && !event.mode->empty() ? "." : "", event.mode ? join(*event.mode, "+") : "",
                     event.actor ? join(*event.actor, " ") : "*", event.recipient ? join(*event.recipient, " ") : "*",
                     event.optional ? " (optional)" : "");
}

void print_text(const CodedGold& text, std::ostream& output) {
  output << text.gold.id << " " << text.gold.text << "\n";
  for (const ScoredEvent& event : text.gold.events) {
    output << "    gold  " << event_text(event) << "\n";
    for (const ScoredEvent& reading : event.alt) output << "       or " << event_text(reading) << "\n";
  }
  for (const ScoredEvent& event : text.coded) output << "    coded " << event_text(event) << "\n";
}

}  // namespace

void print_scores(const EvalScores& scores, Matching matching, std::ostream& output) {
  output << fmt::format("{:<10} {:>5} {:>6} {:>7} {:>12} {:>7} {:>12} {:>7} {:>9}\n", "type", "gold", "coded", "prec", "95 %", "recall", "95 %", "F1", "triple F1");
  const auto row = [&](std::string_view name, const F1& type, const F1& triple) {
    output << fmt::format("{:<10} {:>5} {:>6} {:>7.3f} {:>12} {:>7.3f} {:>12} {:>7.3f} {:>9.3f}\n", name, type.gold, type.system, type.precision(), wilson(type.correct, type.system),
                          type.recall(), wilson(type.correct, type.gold), type.f1(), triple.f1());
  };
  for (const auto& [name, score] : scores.per_type) row(name, score.type, score.triple);
  row("all", scores.type, scores.triple);
  output << fmt::format("\n{} matching, with 95 % bootstrap intervals over {} texts:\n", matching_name(matching), scores.sentences);
  for (const NamedFigure& figure : kFigures) {
    const Interval interval = bootstrap(scores, figure.of);
    output << fmt::format("  {:<17} {:.3f}  [{:.3f}, {:.3f}]\n", figure.name, figure.of({scores.type, scores.triple}), interval.low, interval.high);
  }
  output << fmt::format("on {} matched events: actor countries right {}, recipient countries right {}, mode right {} of {} asserted\n",
                        scores.matched, percent(scores.actor_right, scores.matched), percent(scores.recipient_right, scores.matched),
                        percent(scores.mode_right, scores.mode_asserted), scores.mode_asserted);
  if (scores.pillars.gold > 0) output << fmt::format("pillars: precision {:.3f}, recall {:.3f}, F1 {:.3f}\n", scores.pillars.precision(), scores.pillars.recall(), scores.pillars.f1());
  output << fmt::format("texts coded exactly: {} of {}\n\nconfusion (gold -> coded; '-' is nothing):\n", scores.exact_sentences, scores.sentences);
  for (const auto& [gold, counts] : scores.confusion) {
    output << fmt::format("  {:<10}", gold);
    for (const auto& [coded, count] : counts) output << fmt::format(" {}:{}", coded, count);
    output << "\n";
  }
}

void print_scores_ndjson(const EvalScores& scores, Matching matching, std::ostream& output) {
  using Json = nlohmann::ordered_json;
  const auto f1 = [](const F1& score) {
    return Json{{"gold", score.gold}, {"coded", score.system}, {"precision", score.precision()}, {"recall", score.recall()}, {"f1", score.f1()}};
  };
  Json out;
  out["matching"] = matching_name(matching);
  out["type"] = f1(scores.type);
  out["triple"] = f1(scores.triple);
  out["pillars"] = f1(scores.pillars);
  for (const NamedFigure& figure : kFigures) {
    const Interval interval = bootstrap(scores, figure.of);
    out["interval95"][std::string(figure.name)] = {interval.low, interval.high};
  }
  out["matched"] = scores.matched;
  out["actor_right"] = scores.actor_right;
  out["recipient_right"] = scores.recipient_right;
  out["mode_asserted"] = scores.mode_asserted;
  out["mode_right"] = scores.mode_right;
  out["exact"] = scores.exact_sentences;
  for (const auto& [name, row] : scores.per_type) out["per_type"][name] = {{"type", f1(row.type)}, {"triple", f1(row.triple)}};
  out["confusion"] = scores.confusion;
  output << out.dump() << "\n";
}

void print_comparison(const CodedRun& before, const CodedRun& after, Matching matching, std::ostream& output) {
  const EvalScores a = score_run(before, matching), b = score_run(after, matching);
  output << fmt::format("{:<17} {:>7} {:>7} {:>8}  95 % interval of the difference\n", matching_name(matching), "before", "after", "change");
  for (const NamedFigure& figure : kFigures) {
    const double was = figure.of({a.type, a.triple}), is = figure.of({b.type, b.triple});
    const Interval interval = bootstrap_difference(a, b, figure.of);
    output << fmt::format("{:<17} {:>7.3f} {:>7.3f} {:>+8.3f}  [{:+.3f}, {:+.3f}]\n", figure.name, was, is, is - was, interval.low, interval.high);
  }
  // Better: more right triples and fewer wrong ones than before, counted as one balance.
  const auto balance = [](const TypeScore& s) {
    return 2 * static_cast<std::int64_t>(s.triple.correct + s.type.correct) - static_cast<std::int64_t>(s.type.system) - static_cast<std::int64_t>(s.type.gold);
  };
  for (const auto& [title, sign] : {std::pair{"better", 1}, std::pair{"worse", -1}}) {
    output << "\n" << title << ":\n";
    for (std::size_t i = 0; i < a.per_text.size(); ++i) {
      if ((balance(b.per_text[i]) - balance(a.per_text[i])) * sign <= 0) continue;
      print_text(after.texts[i], output);
      for (const ScoredEvent& event : before.texts[i].coded) output << "    was   " << event_text(event) << "\n";
    }
  }
}

void print_texts(const CodedRun& run, std::ostream& output) {
  for (const CodedGold& text : run.texts) print_text(text, output);
}

void print_parse_scores(const ParseScores& scores, std::string_view title, std::ostream& output) {
  output << title << "\n";
  for (const auto& [name, score] : {std::pair{"sentences", &scores.sentences}, std::pair{"words", &scores.words}, std::pair{"UPOS", &scores.upos},
                                    std::pair{"XPOS", &scores.xpos}, std::pair{"FEATS", &scores.feats}, std::pair{"lemma", &scores.lemma},
                                    std::pair{"UAS", &scores.uas}, std::pair{"LAS", &scores.las}}) {
    output << fmt::format("  {:<10} {:>7.2f}\n", name, 100 * score->f1());
  }
}

}  // namespace entente
