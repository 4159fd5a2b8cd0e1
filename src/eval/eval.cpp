#include "eval/eval.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

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

std::optional<std::vector<std::string>> string_set(const nlohmann::json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  std::set<std::string> out;
  const nlohmann::json& value = json.at(key);
  if (value.is_string()) {
    if (!value.get<std::string>().empty()) out.insert(value.get<std::string>());
  } else {
    for (const auto& item : value) out.insert(item.get<std::string>());
  }
  return std::vector<std::string>(out.begin(), out.end());
}

}  // namespace

std::vector<GoldDocument> read_gold(const std::string& path) {
  std::ifstream input(path);
  if (!input) throw Error(ErrorKind::kInput, path + ": cannot be opened");
  std::vector<GoldDocument> out;
  std::string line;
  for (std::size_t number = 1; std::getline(input, line); ++number) {
    if (trim(line).empty()) continue;
    try {
      const nlohmann::json json = nlohmann::json::parse(line);
      GoldDocument gold;
      gold.id = json.value("id", std::to_string(number));
      gold.text = json.at("text").get<std::string>();
      if (json.contains("date")) gold.date = parse_date(json.at("date").get<std::string>()).value_or(Date{});
      for (const auto& row : json.at("events")) {
        ScoredEvent event;
        event.event = row.at("event").get<std::string>();
        event.actor = string_set(row, "actor");
        event.recipient = string_set(row, "recipient");
        event.mode = string_set(row, "mode");
        event.pillars = string_set(row, "pillars");
        event.when = row.value("when", "");
        gold.events.push_back(std::move(event));
      }
      out.push_back(std::move(gold));
    } catch (const nlohmann::json::exception& error) {
      throw Error(ErrorKind::kInput, fmt::format("{}: line {}: {}", path, number, error.what()));
    }
  }
  return out;
}

std::vector<ScoredEvent> scored_events(const Document& document, bool all) {
  std::vector<ScoredEvent> out;
  for (const Event& event : document.events) {
    if (!all && (event.when == When::kNegated || event.when == When::kHypothetical)) continue;
    const auto codes = [&](const std::vector<Party>& parties) {
      std::set<std::string> set;
      for (const Party& party : parties) {
        if (const std::string& code = document.actors[party.actor].code; !code.empty()) set.insert(code);
      }
      return std::vector<std::string>(set.begin(), set.end());
    };
    const std::set<std::string> pillars(event.pillars.begin(), event.pillars.end());
    out.push_back({event.event, codes(event.actor), codes(event.recipient), event.mode,
                   std::vector<std::string>(pillars.begin(), pillars.end()), std::string(name_in(kWhens, event.when))});
  }
  return out;
}

// One to one: first pairs that agree on the whole triple, then pairs that agree on type and actors,
// then pairs of one type; what is left over is a miss or a false alarm.
void EvalScores::add(const GoldDocument& gold, const std::vector<ScoredEvent>& coded) {
  std::vector<int> gold_match(gold.events.size(), -1), coded_match(coded.size(), -1);
  const auto pair_up = [&](const auto& agree) {
    for (std::size_t g = 0; g < gold.events.size(); ++g) {
      for (std::size_t c = 0; c < coded.size() && gold_match[g] < 0; ++c) {
        if (coded_match[c] >= 0 || !agree(gold.events[g], coded[c])) continue;
        gold_match[g] = static_cast<int>(c);
        coded_match[c] = static_cast<int>(g);
      }
    }
  };
  const auto actor_right_in = [](const ScoredEvent& g, const ScoredEvent& c) { return asserted_equal(g.actor, c.actor); };
  const auto recipient_right_in = [](const ScoredEvent& g, const ScoredEvent& c) { return asserted_equal(g.recipient, c.recipient); };
  pair_up([&](const ScoredEvent& g, const ScoredEvent& c) { return g.event == c.event && actor_right_in(g, c) && recipient_right_in(g, c); });
  pair_up([&](const ScoredEvent& g, const ScoredEvent& c) { return g.event == c.event && actor_right_in(g, c); });
  pair_up([&](const ScoredEvent& g, const ScoredEvent& c) { return g.event == c.event; });

  bool exact = gold.events.size() == coded.size();
  for (std::size_t g = 0; g < gold.events.size(); ++g) {
    const ScoredEvent& event = gold.events[g];
    TypeScore& row = per_type[event.event];
    for (F1* score : {&type, &triple, &row.type, &row.triple}) ++score->gold;
    if (event.pillars) pillars.gold += event.pillars->size();
    if (gold_match[g] < 0) {
      exact = false;
      continue;
    }
    const ScoredEvent& found = coded[static_cast<std::size_t>(gold_match[g])];
    ++matched;
    ++type.correct;
    ++row.type.correct;
    ++confusion[event.event][event.event];
    const bool actors = actor_right_in(event, found);
    const bool recipients = recipient_right_in(event, found);
    actor_right += actors ? 1 : 0;
    recipient_right += recipients ? 1 : 0;
    if (actors && recipients) {
      ++triple.correct;
      ++row.triple.correct;
    } else {
      exact = false;
    }
    if (event.mode && !event.mode->empty()) {
      ++mode_asserted;
      mode_right += found.mode && set_equal(*event.mode, *found.mode) ? 1 : 0;
    }
    if (event.pillars && found.pillars) {
      pillars.system += found.pillars->size();
      for (const std::string& pillar : *event.pillars) {
        if (std::find(found.pillars->begin(), found.pillars->end(), pillar) != found.pillars->end()) ++pillars.correct;
      }
    }
  }
  for (const ScoredEvent& event : coded) {
    TypeScore& row = per_type[event.event];
    for (F1* score : {&type, &triple, &row.type, &row.triple}) ++score->system;
  }
  // Left-overs of both sides are paired in order: what the gold calls g was coded as c.
  std::vector<std::size_t> rest;
  for (std::size_t c = 0; c < coded.size(); ++c) if (coded_match[c] < 0) rest.push_back(c);
  std::size_t next = 0;
  for (std::size_t g = 0; g < gold.events.size(); ++g) {
    if (gold_match[g] >= 0) continue;
    ++confusion[gold.events[g].event][next < rest.size() ? coded[rest[next]].event : "-"];
    ++next;
  }
  for (; next < rest.size(); ++next) ++confusion["-"][coded[rest[next]].event];
  exact_sentences += exact ? 1 : 0;
  ++sentences;
}

namespace {

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "-" : fmt::format("{:.1f}%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

void print_scores(const EvalScores& scores, std::ostream& output) {
  output << fmt::format("{:<10} {:>5} {:>6} {:>7} {:>7} {:>7} {:>9}\n", "type", "gold", "coded", "prec", "recall", "F1", "triple F1");
  for (const auto& [name, row] : scores.per_type) {
    output << fmt::format("{:<10} {:>5} {:>6} {:>7.3f} {:>7.3f} {:>7.3f} {:>9.3f}\n", name, row.type.gold, row.type.system, row.type.precision(),
                          row.type.recall(), row.type.f1(), row.triple.f1());
  }
  output << fmt::format("{:<10} {:>5} {:>6} {:>7.3f} {:>7.3f} {:>7.3f} {:>9.3f}\n\n", "all", scores.type.gold, scores.type.system,
                        scores.type.precision(), scores.type.recall(), scores.type.f1(), scores.triple.f1());
  output << fmt::format("on {} matched events: actor countries right {}, recipient countries right {}, mode right {} of {} asserted\n",
                        scores.matched, percent(scores.actor_right, scores.matched), percent(scores.recipient_right, scores.matched),
                        percent(scores.mode_right, scores.mode_asserted), scores.mode_asserted);
  if (scores.pillars.gold > 0) output << fmt::format("pillars: precision {:.3f}, recall {:.3f}, F1 {:.3f}\n", scores.pillars.precision(), scores.pillars.recall(), scores.pillars.f1());
  output << fmt::format("texts coded exactly: {} of {}\n\nconfusion (gold -> coded; '-' is nothing):\n", scores.exact_sentences, scores.sentences);
  for (const auto& [gold, row] : scores.confusion) {
    output << fmt::format("  {:<10}", gold);
    for (const auto& [coded, count] : row) output << fmt::format(" {}:{}", coded, count);
    output << "\n";
  }
}

void print_scores_ndjson(const EvalScores& scores, std::ostream& output) {
  using Json = nlohmann::ordered_json;
  const auto f1 = [](const F1& score) {
    return Json{{"gold", score.gold}, {"coded", score.system}, {"precision", score.precision()}, {"recall", score.recall()}, {"f1", score.f1()}};
  };
  Json out;
  out["type"] = f1(scores.type);
  out["triple"] = f1(scores.triple);
  out["pillars"] = f1(scores.pillars);
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

void print_parse_scores(const ParseScores& scores, std::string_view title, std::ostream& output) {
  output << title << "\n";
  for (const auto& [name, score] : {std::pair{"sentences", &scores.sentences}, std::pair{"words", &scores.words}, std::pair{"UPOS", &scores.upos},
                                    std::pair{"XPOS", &scores.xpos}, std::pair{"FEATS", &scores.feats}, std::pair{"lemma", &scores.lemma},
                                    std::pair{"UAS", &scores.uas}, std::pair{"LAS", &scores.las}}) {
    output << fmt::format("  {:<10} {:>7.2f}\n", name, 100 * score->f1());
  }
}

}  // namespace entente
