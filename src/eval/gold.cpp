// Gold files and saved runs: reading, coding them, writing them.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <tuple>
#include <unordered_map>

#include "eval/eval.h"

namespace entente {
namespace {

using Json = nlohmann::json;

std::optional<std::vector<std::string>> string_set(const Json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  std::set<std::string> out;
  const Json& value = json.at(key);
  if (value.is_string()) {
    if (!value.get<std::string>().empty()) out.insert(value.get<std::string>());
  } else {
    for (const auto& item : value) out.insert(item.get<std::string>());
  }
  return std::vector<std::string>(out.begin(), out.end());
}

ScoredEvent read_event(const Json& row) {
  ScoredEvent event;
  event.event = row.at("event").get<std::string>();
  event.actor = string_set(row, "actor");
  event.recipient = string_set(row, "recipient");
  event.mode = string_set(row, "mode");
  event.pillars = string_set(row, "pillars");
  event.when = row.value("when", "");
  event.optional = row.value("optional", false);
  if (row.contains("alt")) {
    // A reading says what differs; the rest is as in the event itself.
    for (const Json& other : row.at("alt")) {
      Json merged = row;
      merged.erase("alt");
      merged.update(other);
      event.alt.push_back(read_event(merged));
    }
  }
  return event;
}

void each_line(const std::string& path, const std::function<void(const Json&, std::size_t)>& visit) {
  std::ifstream input(path);
  if (!input) throw Error(ErrorKind::kInput, path + ": cannot be opened");
  std::string line;
  for (std::size_t number = 1; std::getline(input, line); ++number) {
    if (trim(line).empty()) continue;
    try {
      visit(Json::parse(line), number);
    } catch (const Json::exception& error) {
      throw Error(ErrorKind::kInput, fmt::format("{}: line {}: {}", path, number, error.what()));
    }
  }
}

std::vector<ScoredEvent> read_events(const Json& record) {
  std::vector<ScoredEvent> out;
  for (const auto& row : record.at("events")) out.push_back(read_event(row));
  return out;
}

nlohmann::ordered_json event_json(const ScoredEvent& event) {
  nlohmann::ordered_json out{{"event", event.event}};
  for (const auto& [key, set] : {std::pair{"mode", &event.mode}, std::pair{"actor", &event.actor}, std::pair{"recipient", &event.recipient}, std::pair{"pillars", &event.pillars}}) {
    if (set->has_value()) out[key] = **set;
  }
  if (!event.when.empty()) out["when"] = event.when;
  return out;
}

// A reading: what differs from the event.
nlohmann::ordered_json reading_json(const ScoredEvent& reading, const ScoredEvent& event) {
  const nlohmann::ordered_json whole = event_json(event), other = event_json(reading);
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const auto& [key, value] : other.items()) if (!whole.contains(key) || whole.at(key) != value) out[key] = value;
  return out;
}

std::vector<ScoredEvent> scored_if(const Document& document, bool all, const std::function<bool(const Event&)>& wanted) {
  std::vector<ScoredEvent> out;
  for (const Event& event : document.events) {
    if (!all && (event.when == When::kNegated || event.when == When::kHypothetical)) continue;
    if (!wanted(event)) continue;
    const auto codes = [&](const std::vector<Party>& parties) {
      std::set<std::string> set;
      for (const Party& party : parties) {
        if (const std::string& code = document.actors[party.actor].code; !code.empty()) set.insert(code);
      }
      return std::vector<std::string>(set.begin(), set.end());
    };
    const std::set<std::string> pillars(event.pillars.begin(), event.pillars.end());
    ScoredEvent scored;
    scored.event = event.event;
    scored.actor = codes(event.actor);
    scored.recipient = codes(event.recipient);
    scored.mode = event.mode;
    scored.pillars = std::vector<std::string>(pillars.begin(), pillars.end());
    scored.when = std::string(name_in(kWhens, event.when));
    out.push_back(std::move(scored));
  }
  return out;
}

// Runs `visit` on every document of the paths whose url is wanted, processed up to `products`.
void each_document(const std::vector<std::string>& paths, const Models& models, unsigned products,
                   const std::function<bool(const std::string& url)>& wanted, const std::function<void(const Document&)>& visit) {
  for (const std::string& path : paths) {
    read_documents(path, ReadOptions{}, [&](ReadResult&& result) {
      if (!result.document) throw Error(ErrorKind::kInput, result.refusal);
      Document& document = *result.document;
      if (!wanted(document.url)) return true;
      process(document, models, products);
      visit(document);
      return true;
    });
  }
}

}  // namespace

std::vector<GoldDocument> read_gold(const std::string& path) {
  std::vector<GoldDocument> out;
  each_line(path, [&](const Json& json, std::size_t number) {
    GoldDocument gold;
    gold.url = json.value("url", "");
    gold.sentence = json.value("sentence", 0U);
    gold.text = json.value("text", "");
    gold.id = json.value("id", gold.url.empty() ? std::to_string(number) : fmt::format("{}#{}", gold.url, gold.sentence));
    if (gold.text.empty() && gold.url.empty()) throw Error(ErrorKind::kInput, fmt::format("{}: line {}: a gold record needs \"text\", or \"url\" and \"sentence\"", path, number));
    if (!gold.url.empty() && json.contains("sentence")) gold.text.clear();  // the text there is for the reader
    if (json.contains("date")) gold.date = parse_date(json.at("date").get<std::string>()).value_or(Date{});
    gold.events = read_events(json);
    out.push_back(std::move(gold));
  });
  return out;
}

std::vector<ScoredEvent> scored_events(const Document& document, bool all) {
  return scored_if(document, all, [](const Event&) { return true; });
}

std::vector<ScoredEvent> scored_events(const Document& document, std::uint32_t sentence, bool all) {
  return scored_if(document, all, [&](const Event& event) { return event.sentence == sentence; });
}

CodedRun code_gold(const std::vector<GoldDocument>& gold, const Models& models, const std::vector<std::string>& documents, bool all) {
  std::unordered_map<std::string, std::vector<std::size_t>> by_url;
  std::vector<std::optional<std::vector<ScoredEvent>>> coded(gold.size());
  for (std::size_t i = 0; i < gold.size(); ++i) {
    if (gold[i].text.empty()) {
      by_url[gold[i].url].push_back(i);
      continue;
    }
    Document document;
    document.published = gold[i].date;
    set_text(document, gold[i].text);
    process(document, models);
    coded[i] = scored_events(document, all);
  }
  if (!by_url.empty()) {
    each_document(documents, models, kEvents, [&](const std::string& url) { return by_url.contains(url); }, [&](const Document& document) {
      for (const std::size_t i : by_url.at(document.url)) {
        if (gold[i].sentence < document.sentences.size()) coded[i] = scored_events(document, gold[i].sentence, all);
      }
    });
  }
  CodedRun run;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    if (coded[i]) run.texts.push_back({gold[i], std::move(*coded[i])});
    else run.missing.push_back(fmt::format("{} sentence {}", gold[i].url, gold[i].sentence));
  }
  return run;
}

CodedRun join_gold(const std::vector<GoldDocument>& gold, const std::string& run_path) {
  // Gold files may repeat an id: its records are then taken in their order.
  std::unordered_map<std::string, std::deque<std::vector<ScoredEvent>>> saved;
  each_line(run_path, [&](const Json& json, std::size_t) { saved[json.at("id").get<std::string>()].push_back(read_events(json)); });
  CodedRun run;
  for (const GoldDocument& text : gold) {
    const auto it = saved.find(text.id);
    if (it == saved.end() || it->second.empty()) throw Error(ErrorKind::kInput, fmt::format("{}: has no record with the id '{}' of the gold file; was it made from another gold file?", run_path, text.id));
    run.texts.push_back({text, std::move(it->second.front())});
    it->second.pop_front();
  }
  return run;
}

void write_run(const CodedRun& run, std::ostream& output) {
  for (const CodedGold& text : run.texts) {
    nlohmann::ordered_json out{{"id", text.gold.id}, {"events", nlohmann::ordered_json::array()}};
    for (const ScoredEvent& event : text.coded) out["events"].push_back(event_json(event));
    output << out.dump() << "\n";
  }
}

void write_gold(const std::vector<GoldDocument>& gold, std::ostream& output) {
  for (const GoldDocument& text : gold) {
    nlohmann::ordered_json out;
    if (text.url.empty()) out = {{"id", text.id}, {"date", text.date.iso()}, {"text", text.text}};
    else out = {{"url", text.url}, {"sentence", text.sentence}};
    out["events"] = nlohmann::ordered_json::array();
    for (const ScoredEvent& event : text.events) {
      nlohmann::ordered_json one = event_json(event);
      for (const ScoredEvent& reading : event.alt) one["alt"].push_back(reading_json(reading, event));
      if (event.optional) one["optional"] = true;
      out["events"].push_back(std::move(one));
    }
    output << out.dump() << "\n";
  }
}

void draw_sentences(const std::vector<std::string>& documents, const Models& models, std::uint64_t seed, std::size_t count, std::ostream& output) {
  struct Drawn {
    std::uint64_t key = 0;
    std::string url;
    std::uint32_t sentence = 0;
    bool operator<(const Drawn& other) const { return std::tie(key, url, sentence) < std::tie(other.key, other.url, other.sentence); }
  };
  constexpr std::size_t kFewestWords = 4;
  std::vector<Drawn> drawn;  // a heap, largest key on top
  each_document(documents, models, kTokens, [](const std::string& url) { return !url.empty(); }, [&](const Document& document) {
    for (std::uint32_t s = 0; s < document.sentences.size(); ++s) {
      const auto& tokens = document.sentences[s].tokens;
      const auto words = std::count_if(tokens.begin(), tokens.end(), [&](const Token& token) { return std::isalnum(static_cast<unsigned char>(form(document, token).front())) != 0; });
      if (static_cast<std::size_t>(words) < kFewestWords) continue;
      Drawn candidate{digest64(fmt::format("{}|{}|{}", seed, document.url, s)), document.url, s};
      if (drawn.size() == count && !(candidate < drawn.front())) continue;
      drawn.push_back(std::move(candidate));
      std::push_heap(drawn.begin(), drawn.end());
      if (drawn.size() > count) {
        std::pop_heap(drawn.begin(), drawn.end());
        drawn.pop_back();
      }
    }
  });
  std::unordered_map<std::string, std::vector<std::uint32_t>> wanted;
  for (const Drawn& one : drawn) wanted[one.url].push_back(one.sentence);
  std::map<std::pair<std::string, std::uint32_t>, std::string> records;
  each_document(documents, models, kEvents, [&](const std::string& url) { return wanted.contains(url); }, [&](const Document& document) {
    for (const std::uint32_t s : wanted.at(document.url)) {
      const auto text_of = [&](std::uint32_t i) { return std::string(slice(document.text, document.sentences[i].span)); };
      nlohmann::ordered_json out{{"url", document.url}, {"sentence", s}, {"date", document.published.iso()}, {"title", document.title}, {"before", nlohmann::ordered_json::array()}, {"text", text_of(s)}};
      for (std::uint32_t i = s >= 3 ? s - 3 : 0; i < s; ++i) out["before"].push_back(text_of(i));
      out["events"] = nlohmann::ordered_json::array();
      for (const ScoredEvent& event : scored_events(document, s, false)) out["events"].push_back(event_json(event));
      records[{document.url, s}] = out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    }
  });
  std::sort(drawn.begin(), drawn.end());
  for (const Drawn& one : drawn) output << records[{one.url, one.sentence}] << "\n";
}

}  // namespace entente
