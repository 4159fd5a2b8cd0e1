// Promises and what became of them. Timelines: tests/cases/ledger/timelines/{dev,held}*.jsonl, one a
// line: {id, documents [{published, title, publisher, text}], commitment {by, to, what}, as_of,
// status, evidence (index of the document whose act decided it, null where none did), note}. The
// documents are coded by the pipeline, every act is related to the commitment in question, and the
// status at `as_of` must be the expected one. "what" lists words that what was promised must contain;
// "by" and "to" are codes.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include <nlohmann/json.hpp>

#include "ledger/links.h"
#include "pipeline/pipeline.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
const fs::path kRoot = ENTENTE_SOURCE_DIR;

const Models& models() {
  static const Models loaded = load_models(kRoot / "data", kRoot / "models" / "en.model");
  return loaded;
}
const ledger::TermWeights& weights() {
  static const ledger::TermWeights loaded = ledger::TermWeights::load(kRoot / "data" / "term_weights.tsv");
  return loaded;
}
const ledger::Outcomes& outcomes() {
  static const ledger::Outcomes loaded = ledger::Outcomes::load(kRoot / "data");
  return loaded;
}

std::vector<std::pair<std::string, json>> timelines() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kRoot / "tests/cases/ledger/timelines")) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::pair<std::string, json>> out;
  for (const fs::path& file : files) {
    std::ifstream input(file);
    for (std::string line; std::getline(input, line);) {
      if (!line.empty()) out.emplace_back(file.stem().string(), json::parse(line));
    }
  }
  return out;
}

Document coded(const json& source, const std::string& id) {
  Document document;
  document.id = id;
  document.title = source.value("title", "");
  document.publisher = source.value("publisher", "");
  document.published = parse_date(source["published"].get<std::string>()).value();
  set_text(document, source["text"].get<std::string>());
  process(document, models());
  return document;
}

struct Outcome {
  std::string status = "no commitment found", evidence, steps;
  bool kept_without_evidence = false;
};

Outcome outcome_of(const json& timeline) {
  std::vector<Document> documents;
  for (const json& source : timeline["documents"]) documents.push_back(coded(source, std::to_string(documents.size())));
  // The commitment in question: right parties, and all its words; a sentence before a title.
  const json& wanted = timeline["commitment"];
  std::optional<ledger::CommitmentFacts> commitment;
  bool from_title = false;
  Outcome out;
  for (const Document& document : documents) {
    for (const Commitment& candidate : document.commitments) {
      const ledger::CommitmentFacts facts = ledger::commitment_facts(document, candidate);
      const auto among = [](const json& codes, const std::vector<std::string>& all) {
        return std::all_of(codes.begin(), codes.end(), [&](const json& code) { return std::find(all.begin(), all.end(), code.get<std::string>()) != all.end(); });
      };
      std::vector<std::string> other = facts.to;
      other.insert(other.end(), facts.by.begin(), facts.by.end());
      const std::string what = to_lower(facts.what);
      const bool words = std::all_of(wanted["what"].begin(), wanted["what"].end(), [&](const json& word) { return what.find(to_lower(word.get<std::string>())) != std::string::npos; });
      const bool title = document.sentences[document.events[candidate.event].sentence].heading;
      if ((!commitment || (from_title && !title)) && words && among(wanted["by"], facts.by) && (facts.to.empty() || among(wanted["to"], other))) commitment = facts, from_title = title;
      out.steps += "\n      promise in " + document.id + ": " + join(facts.by, "+") + " > " + join(facts.to, "+") + ": " + facts.what;
    }
  }
  if (!commitment) return out;
  const ledger::PromiseKind* kind = outcomes().kind_of(*commitment);
  out.steps = "\n      promise of kind " + (kind == nullptr ? std::string("none") : kind->name) + ", " + join(commitment->by, "+") + " > " + join(commitment->to, "+") + " [" + join(commitment->terms, " ") + "] due " + commitment->due_from.iso() + ".." + commitment->due_to.iso() + ": " + commitment->what;
  std::vector<ledger::DatedLink> links;
  for (const Document& document : documents) {
    for (std::size_t k = 0; k < document.events.size(); ++k) {
      const ledger::ActFacts act = ledger::act_facts(document, document.events[k]);
      const std::optional<ledger::Link> link = ledger::relate(*commitment, act, weights(), outcomes());
      out.steps += "\n      " + document.id + " " + act.event + (act.mode.empty() ? "" : "." + act.mode[0]) + " " + join(act.actors, "+") + " > " + join(act.recipients, "+") + " " + act.date.iso() + " " + std::string(name_in(kWhens, act.when)) + " {" + join(act.heads, " ") + "} [" + join(act.terms, " ") + "] " + (link ? "=> " + std::string(name_in(ledger::kRelations, link->relation)) + ": " + link->why : "");
      if (link) links.push_back({*link, act.date, document.id + ":" + std::to_string(k)});
    }
  }
  const Date as_of = parse_date(timeline["as_of"].get<std::string>()).value();
  const std::vector<ledger::StatusStep> history = ledger::status_history(*commitment, links, as_of);
  out.status = name_in(kCommitmentStatuses, history.back().status);
  out.evidence = history.back().evidence;
  for (const ledger::StatusStep& step : history) {
    out.steps += "\n      " + step.date.iso() + " " + std::string(name_in(kCommitmentStatuses, step.status)) + " " + step.evidence + " " + step.reason;
    if (step.status == ledger::Status::kKept && step.evidence.empty()) out.kept_without_evidence = true;
  }
  return out;
}

TEST(CommitmentLinks, TimelinesEndInTheExpectedStatus) {
  struct Count { std::size_t all = 0, right = 0, found = 0, kept_told = 0, kept_wrong = 0; };
  std::map<std::string, Count> counts;
  Count total;
  std::string failures;
  for (const auto& [file, timeline] : timelines()) {
    const Outcome outcome = outcome_of(timeline);
    const bool right_status = outcome.status == timeline["status"];
    // Where an act decides, it is the one of the expected document.
    const bool decided = timeline["evidence"].is_number() && right_status && (outcome.status == "kept" || outcome.status == "broken" || outcome.status == "superseded");
    const bool right = right_status && (!decided || outcome.evidence.starts_with(std::to_string(timeline["evidence"].get<int>()) + ":"));
    for (Count* count : {&counts[file.substr(0, file.find('-'))], &total}) {
      ++count->all;
      count->right += right ? 1 : 0;
      count->found += outcome.status == "no commitment found" ? 0 : 1;
      if (outcome.status == "kept") ++count->kept_told, count->kept_wrong += timeline["status"] == "kept" ? 0 : 1;
    }
    EXPECT_FALSE(outcome.kept_without_evidence) << timeline["id"];
    if (!right) failures += "  " + file + " " + timeline["id"].get<std::string>() + ": expected " + timeline["status"].get<std::string>() + ", told " + outcome.status + " (" + timeline.value("note", "") + ")" + outcome.steps + "\n";
  }
  ASSERT_GE(total.all, 70U);
  counts["all"] = total;
  for (const auto& [name, count] : counts) {
    std::cout << name << ": " << count.right << " of " << count.all << " timelines right; commitment found in " << count.found << "; kept told " << count.kept_told << ", of them wrongly " << count.kept_wrong << "\n";
  }
  std::cout << failures;
  EXPECT_GE(total.right * 100, total.all * 85);
}

ledger::DatedLink dated(ledger::Relation relation, Date date, const std::string& evidence) { return {{relation, 0.5, "told"}, date, evidence}; }

std::string in_short(const std::vector<ledger::StatusStep>& history) {
  std::string out;
  for (const ledger::StatusStep& step : history) out += (out.empty() ? "" : ", ") + std::string(name_in(kCommitmentStatuses, step.status)) + " " + step.date.iso();
  return out;
}

TEST(CommitmentLinks, APromiseIsOverdueTheDayAfterItsPeriodEnds) {
  ledger::CommitmentFacts promise;
  promise.made = {2024, 3, 1};
  promise.due_to = {2025, 0, 0};
  EXPECT_EQ(in_short(ledger::status_history(promise, {}, {2025, 12, 31})), "open 2024-03-01");
  EXPECT_EQ(in_short(ledger::status_history(promise, {}, {2026, 1, 1})), "open 2024-03-01, overdue 2026-01-01");
  promise.due_to = {2024, 2, 0};
  EXPECT_EQ(ledger::last_day(promise.due_to).iso(), "2024-02-29");
  promise.due_to = {};
  EXPECT_EQ(in_short(ledger::status_history(promise, {}, {2030, 1, 1})), "open 2024-03-01");
}

TEST(CommitmentLinks, WhatIsKeptLateIsKeptAndSaysSo) {
  ledger::CommitmentFacts promise;
  promise.made = {2024, 3, 1};
  promise.due_to = {2024, 6, 0};
  const std::vector<ledger::DatedLink> links = {dated(ledger::Relation::kKept, {2024, 8, 5}, "b"), dated(ledger::Relation::kProgress, {2024, 4, 2}, "a"), dated(ledger::Relation::kProgress, {2024, 9, 1}, "c")};
  const auto history = ledger::status_history(promise, links, {2024, 12, 31});
  EXPECT_EQ(in_short(history), "open 2024-03-01, progressing 2024-04-02, overdue 2024-07-01, kept 2024-08-05");
  EXPECT_NE(history.back().reason.find("late"), std::string::npos);
  EXPECT_EQ(history.back().evidence, "b");
  // What came later than the day asked about is not known on that day.
  EXPECT_EQ(in_short(ledger::status_history(promise, links, {2024, 5, 1})), "open 2024-03-01, progressing 2024-04-02");
}

TEST(CommitmentLinks, TheOrderInWhichLinksComeDoesNotMatter) {
  ledger::CommitmentFacts promise;
  promise.made = {2024, 3, 1};
  promise.due_to = {2024, 6, 15};
  std::vector<ledger::DatedLink> links = {dated(ledger::Relation::kProgress, {2024, 4, 2}, "a"), dated(ledger::Relation::kBroken, {2024, 5, 2}, "b"), dated(ledger::Relation::kKept, {2024, 5, 2}, "c"), dated(ledger::Relation::kSuperseded, {2024, 5, 3}, "d")};
  const std::string expected = in_short(ledger::status_history(promise, links, {2025, 1, 1}));
  std::sort(links.begin(), links.end(), [](const auto& a, const auto& b) { return a.evidence > b.evidence; });
  do {
    EXPECT_EQ(in_short(ledger::status_history(promise, links, {2025, 1, 1})), expected);
  } while (std::prev_permutation(links.begin(), links.end(), [](const auto& a, const auto& b) { return a.evidence < b.evidence; }));
}

}  // namespace
}  // namespace entente
