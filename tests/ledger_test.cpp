// What a user relies on in a ledger: every document once, whole or not at all, whatever kills the run; copies
// and corrections counted rightly; one act told twice is one; every misuse named with what to do.
// Cases: tests/cases/ledger/stories.jsonl (documents and what the ledger must say after them),
// tests/cases/ledger/occurrences.tsv (two reports: one act or two).
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "ledger/ledger.h"
#include "pipeline/pipeline.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
const fs::path kRoot = ENTENTE_SOURCE_DIR;
const fs::path kCases = kRoot / "tests/cases/ledger";
const fs::path kExample = kRoot / "examples/us-india/us-india.ndjson";

const Models& models() {
  static const Models loaded = load_models(kRoot / "data", kRoot / "models" / "en.model");
  return loaded;
}

Document document_of(const json& source) {
  Document out;
  out.id = source.value("id", "");
  out.url = source.value("url", "");
  out.title = source.value("title", "");
  out.publisher = source.value("publisher", "");
  out.language = "en";
  if (const auto published = parse_date(source.value("published", ""))) out.published = *published;
  set_text(out, source.at("text").get<std::string>());
  return out;
}

std::vector<json> lines_of(const fs::path& file) {
  std::vector<json> out;
  std::ifstream input(file);
  for (std::string line; std::getline(input, line);) {
    if (!line.empty()) out.push_back(json::parse(line));
  }
  return out;
}

// Everything the cases and the example hold, in one order: copies, corrections, promises and evidence.
const std::vector<json>& corpus() {
  static const std::vector<json> kAll = [] {
    std::vector<json> out;
    for (const json& story : lines_of(kCases / "stories.jsonl")) {
      for (const json& document : story.at("documents")) out.push_back(document);
    }
    for (const json& document : lines_of(kExample)) out.push_back(document);
    return out;
  }();
  return kAll;
}

class LedgerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("entente-ledger-{}", getpid());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path path(const std::string& name) const { return folder_ / name; }
  fs::path folder_;
};

LedgerWriter writer_of(const fs::path& file, std::uint64_t max_bytes = 0) { return {file, models().ontology, kRoot / "data", max_bytes}; }

// As the pipeline does with one thread: a document is in before the next is asked about. `ahead` documents are
// admitted before the first of them is added, as with several threads.
AddSummary add(LedgerWriter& writer, const std::vector<json>& documents, std::size_t ahead = 1) {
  std::deque<std::pair<Document, Admission>> queue;
  const auto take = [&] {
    auto [document, admission] = std::move(queue.front());
    queue.pop_front();
    if (admission != Admission::kCopy) process(document, models());
    writer.add(document);
  };
  for (const json& source : documents) {
    Document document = document_of(source);
    const Admission admission = writer.admit(document);
    if (admission == Admission::kKnown) continue;
    queue.emplace_back(std::move(document), admission);
    while (queue.size() >= ahead) take();
  }
  while (!queue.empty()) take();
  writer.commit();
  return writer.summary();
}

AddSummary add(const fs::path& file, const std::vector<json>& documents, std::size_t ahead = 1) {
  LedgerWriter writer = writer_of(file);
  return add(writer, documents, ahead);
}

std::vector<json> part(const std::vector<json>& all, std::size_t first, std::size_t last) {
  return {all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last)};
}

std::vector<StoredAct> acts_of(const Ledger& ledger, const std::string& a, const std::string& b, const std::string& type = "") {
  ActFilter filter;
  filter.a = a;
  filter.b = b;
  filter.type = type;
  return ledger.acts(filter, 0);
}

std::string faults(const fs::path& file) { return join(Ledger(file).check(), "; "); }
std::string digest(const fs::path& file) { return Ledger(file).content_digest(); }

// ---------------------------------------------------------------- exactly once

TEST_F(LedgerTest, AddingAgainChangesNothing) {
  add(path("l.db"), corpus());
  const std::string before = digest(path("l.db"));
  const AddSummary again = add(path("l.db"), corpus());
  EXPECT_EQ(again.added, 0U);
  EXPECT_EQ(again.copies, 0U);
  EXPECT_EQ(again.known, corpus().size());
  EXPECT_EQ(digest(path("l.db")), before);
  EXPECT_EQ(faults(path("l.db")), "");
}

TEST_F(LedgerTest, WhateverTheBatchesAndThreadsTheLedgerIsTheSame) {
  add(path("one.db"), corpus());
  const std::string wanted = digest(path("one.db"));
  add(path("again.db"), corpus());
  EXPECT_EQ(digest(path("again.db")), wanted) << "two clean runs";
  for (const std::size_t ahead : {3U, 9U, 1000U}) {
    const fs::path file = path(fmt::format("ahead{}.db", ahead));
    add(file, corpus(), ahead);
    EXPECT_EQ(digest(file), wanted) << ahead << " documents admitted before they are added";
  }
  for (const std::size_t cut : {corpus().size() / 2, std::size_t{2}, std::size_t{13}}) {
    const fs::path file = path(fmt::format("cut{}.db", cut));
    add(file, part(corpus(), 0, cut));
    add(file, part(corpus(), cut, corpus().size()));
    EXPECT_EQ(digest(file), wanted) << "in two runs, cut at " << cut;
  }
}

TEST_F(LedgerTest, DigestTellsLedgersApart) {
  add(path("all.db"), corpus());
  add(path("less.db"), part(corpus(), 0, corpus().size() - 1));
  EXPECT_NE(digest(path("all.db")), digest(path("less.db")));
  const std::string before = digest(path("all.db"));
  const std::vector<StoredCommitment> promises = Ledger(path("all.db")).commitments({});
  ASSERT_FALSE(promises.empty());
  writer_of(path("all.db")).decide(promises.front().id, "kept", "", Date{2024, 1, 1});
  EXPECT_NE(digest(path("all.db")), before) << "a person's word is content";
}

// Runs `body` in a process of its own; whether it ended by itself.
template <class Body>
bool in_child(Body&& body) {
  (void)models();
  const pid_t child = fork();
  if (child == 0) {
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(LedgerTest, KilledAnywhereAndRepeatedItIsTheSameLedger) {
  add(path("whole.db"), corpus());
  const std::string wanted = digest(path("whole.db"));
  // One ledger that is killed behind every document, committing behind every third: each run gets a little further.
  for (std::size_t n = 1; n <= corpus().size(); n += 2) {
    const bool ended = in_child([&] {
      LedgerWriter writer = writer_of(path("cut.db"));
      std::size_t done = 0;
      for (const json& source : corpus()) {
        Document document = document_of(source);
        const Admission admission = writer.admit(document);
        if (++done == n) {
          if (admission != Admission::kKnown) {
            if (admission != Admission::kCopy) process(document, models());
            writer.add(document);  // in the open batch when the end comes
          }
          raise(SIGKILL);
        }
        if (admission == Admission::kKnown) continue;
        if (admission != Admission::kCopy) process(document, models());
        writer.add(document);
        if (done % 3 == 0) writer.commit();
      }
    });
    EXPECT_FALSE(ended);
    ASSERT_EQ(faults(path("cut.db")), "") << "killed at document " << n;
  }
  add(path("cut.db"), corpus());
  EXPECT_EQ(digest(path("cut.db")), wanted);
}

// ---------------------------------------------------------------- the program as a user runs it

struct Ended {
  int exit_code = -1;
  std::string out, err;
};

Ended run_program(const fs::path& folder, const std::vector<std::string>& arguments, int kill_after_ms = -1) {
  const fs::path out = folder / "stdout", err = folder / "stderr";
  const pid_t child = fork();
  if (child == 0) {
    const auto redirect = [](const fs::path& file, int flags, int target) {
      const int descriptor = open(file.c_str(), flags, 0600);
      dup2(descriptor, target);
      close(descriptor);
    };
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    std::string program = ENTENTE_BINARY;
    std::vector<std::string> copies = arguments;
    std::vector<char*> argv{program.data()};
    for (std::string& argument : copies) argv.push_back(argument.data());
    argv.push_back(nullptr);
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  if (kill_after_ms >= 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after_ms));
    kill(child, SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_file(out), read_file(err)};
}

TEST_F(LedgerTest, AddSaysWhatItDid) {
  const std::vector<std::string> command = {"add", path("l.db").string(), kExample.string()};
  const Ended first = run_program(folder_, command);
  EXPECT_EQ(first.exit_code, 0);
  const std::size_t documents = lines_of(kExample).size();
  EXPECT_NE(first.err.find(fmt::format("{} documents added; ", documents)), std::string::npos) << first.err;
  const Ended second = run_program(folder_, command);
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_NE(second.err.find(fmt::format("0 documents added, {} already there; 0 mentions in 0 new acts, 0 commitments, 0 pieces of evidence", documents)), std::string::npos) << second.err;
  run_program(folder_, {"add", path("two.db").string(), "--threads", "2", "--quiet", kExample.string()});
  EXPECT_EQ(digest(path("two.db")), digest(path("l.db"))) << "one and two threads";
}

TEST_F(LedgerTest, TheProgramKilledAtRandomMomentsLosesNothing) {
  const std::vector<std::string> command = {"add", path("l.db").string(), "--quiet", kExample.string()};
  std::mt19937 random(20240501);
  for (int i = 0; i < 8; ++i) {
    run_program(folder_, command, static_cast<int>(random() % 1500U));
    if (fs::exists(path("l.db")) && fs::file_size(path("l.db")) > 0) {
      const Ended check = run_program(folder_, {"info", path("l.db").string(), "--check", "--format", "csv"});
      if (check.exit_code == 0) {
        EXPECT_NE(check.out.find("faults,none"), std::string::npos) << check.out;
      } else {
        EXPECT_NE(check.err.find("is empty, not a ledger"), std::string::npos) << check.err;  // killed before its first commit
      }
    }
  }
  EXPECT_EQ(run_program(folder_, command).exit_code, 0);
  add(path("whole.db"), lines_of(kExample));
  EXPECT_EQ(faults(path("l.db")), "");
  EXPECT_EQ(Ledger(path("l.db")).info().documents, Ledger(path("whole.db")).info().documents);
}

// ---------------------------------------------------------------- copies, corrections

TEST_F(LedgerTest, Stories) {
  int n = 0;
  for (const json& story : lines_of(kCases / "stories.jsonl")) {
    SCOPED_TRACE(story.at("name").get<std::string>());
    const fs::path file = path(fmt::format("story{}.db", ++n));
    add(file, story.at("documents").get<std::vector<json>>());
    const Ledger ledger(file);
    const LedgerInfo info = ledger.info();
    EXPECT_EQ(info.documents, story.at("info").at("documents").get<std::uint64_t>());
    EXPECT_EQ(info.copies, story.at("info").at("copies").get<std::uint64_t>());
    EXPECT_EQ(info.retired, story.at("info").at("retired").get<std::uint64_t>());
    std::uint64_t read = 0, dated = 0;
    for (const DayExposure& day : ledger.exposure({}, {})) read += day.documents;
    for (const json& document : story.at("documents")) dated += document.value("published", "").empty() ? 0 : 1;
    EXPECT_EQ(read, std::min(dated, info.documents)) << "exposure counts what is read once";
    for (const json& wanted : story.at("acts")) {
      const std::vector<StoredAct> acts = acts_of(ledger, wanted.at("a"), wanted.at("b"), wanted.at("type"));
      SCOPED_TRACE(wanted.dump());
      ASSERT_EQ(acts.size(), wanted.at("acts").get<std::size_t>());
      if (acts.empty()) continue;
      EXPECT_EQ(acts.front().documents, wanted.at("documents").get<std::uint32_t>());
      EXPECT_EQ(acts.front().told.url, wanted.at("url").get<std::string>());
      EXPECT_EQ(ledger.mentions(acts.front().occurrence).size(), acts.front().mentions);
    }
    EXPECT_EQ(join(ledger.check(), "; "), "");
  }
}

TEST_F(LedgerTest, RowsOfOldVersionsStayTraceable) {
  for (const json& story : lines_of(kCases / "stories.jsonl")) {
    if (story.at("name") != "a corrected page retires its old version") continue;
    add(path("l.db"), part(story.at("documents").get<std::vector<json>>(), 0, 1));
    const std::string event = acts_of(Ledger(path("l.db")), "JPN", "NOR").at(0).event;
    add(path("l.db"), story.at("documents").get<std::vector<json>>());
    std::string id = event.substr(0, 10);
    const Document old = Ledger(path("l.db")).document_of_event(id);
    EXPECT_EQ(id, event);
    EXPECT_NE(old.text.find("Japan and Norway"), std::string::npos);
    SearchFilter words;
    words.words = "Japan";
    EXPECT_TRUE(Ledger(path("l.db")).search(words).empty()) << "what was withdrawn is not found any more";
  }
}

// ---------------------------------------------------------------- occurrences

TEST_F(LedgerTest, OneActOrTwo) {
  static constexpr auto kColumns = std::to_array<std::string_view>({"name", "a", "b", "type", "acts", "first published", "first text", "second published", "second text"});
  int n = 0;
  for (const TableRow& row : read_table(kCases / "occurrences.tsv", kColumns).rows) {
    SCOPED_TRACE(std::string(row.cells[0]));
    const auto report = [&](std::size_t cell, const char* id) {
      return json{{"id", id}, {"url", fmt::format("https://example.org/{}", id)}, {"published", std::string(row.cells[cell])}, {"text", std::string(row.cells[cell + 1])}};
    };
    const fs::path file = path(fmt::format("pair{}.db", ++n));
    add(file, {report(5, "first"), report(7, "second")});
    const std::vector<StoredAct> acts = acts_of(Ledger(file), std::string(row.cells[1]), std::string(row.cells[2]), std::string(row.cells[3]));
    std::string told;
    for (const StoredAct& act : acts) told += "\n  " + act.date.iso() + " " + act.told.sentence;
    EXPECT_EQ(acts.size(), std::stoul(std::string(row.cells[4]))) << told;
    // Turned round the reports tell as much.
    const fs::path turned = path(fmt::format("turned{}.db", n));
    add(turned, {report(7, "second"), report(5, "first")});
    EXPECT_EQ(acts_of(Ledger(turned), std::string(row.cells[1]), std::string(row.cells[2]), std::string(row.cells[3])).size(), acts.size()) << "in the other order";
  }
}

// ---------------------------------------------------------------- promises and a person's word

const json kPledge = {{"id", "p1"}, {"url", "https://dam.example/pledge"}, {"title", "Dam"}, {"published", "2024-02-05"},
                      {"text", "Japan promised Kenya a loan of $200 million for a dam on the Tana river by the end of 2024.\n\nThe loan was announced at a dinner in Nairobi for which nobody had prepared a speech."}};

TEST_F(LedgerTest, APersonsWordStandsBesideTheMachines) {
  add(path("l.db"), {kPledge});
  const std::vector<StoredCommitment> before = Ledger(path("l.db")).commitments({});
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].status(), "open");
  const std::string id = before[0].id;

  const Ended set = run_program(folder_, {"commitments", "set", path("l.db").string(), id.substr(0, 6), "kept", "--note", "seen at the bank", "--date", "2024-03-01"});
  EXPECT_EQ(set.exit_code, 0) << set.err;
  run_program(folder_, {"commitments", "set", path("l.db").string(), id, "broken", "--note", "it was not", "--date", "2024-04-01"});
  const StoredCommitment after = Ledger(path("l.db")).commitments({}).at(0);
  EXPECT_EQ(after.status(), "broken") << "the last word holds";
  ASSERT_EQ(after.decisions.size(), 2U);
  EXPECT_EQ(after.decisions[0].note, "seen at the bank");
  EXPECT_EQ(after.decisions[0].decided, "2024-03-01");
  EXPECT_EQ(after.steps.size(), before[0].steps.size()) << "the machine's history stays as it was";
  CommitmentFilter broken;
  broken.status = "broken";
  EXPECT_EQ(Ledger(path("l.db")).commitments(broken).size(), 1U);

  // The page is corrected elsewhere, a fuller copy comes, another paper tells it too: the word stays.
  json corrected = kPledge;
  corrected["text"] = kPledge.at("text").get<std::string>() + " The cook was praised.";
  add(path("l.db"), {corrected});
  EXPECT_EQ(Ledger(path("l.db")).info().retired, 1U);
  EXPECT_EQ(Ledger(path("l.db")).commitments({}).at(0).status(), "broken");
  json fuller = corrected;
  fuller["id"] = "p2";
  fuller["url"] = "https://river.example/tana";
  fuller["text"] = corrected.at("text").get<std::string>() + "\n\nEngineers will begin to measure the valley in spring, and villages near the river are to be asked what they think of it before any stone is moved.";
  add(path("l.db"), {fuller});
  EXPECT_EQ(Ledger(path("l.db")).info().copies, 1U);
  const StoredCommitment last = Ledger(path("l.db")).commitments({}).at(0);
  EXPECT_EQ(last.told.url, "https://river.example/tana");
  EXPECT_EQ(last.status(), "broken");
  EXPECT_EQ(faults(path("l.db")), "");
}

TEST_F(LedgerTest, AWordOnNoOrSeveralPromisesIsRefused) {
  add(path("l.db"), corpus());
  const std::string l = path("l.db").string(), before = digest(path("l.db"));
  const std::vector<StoredCommitment> all = Ledger(path("l.db")).commitments({});
  ASSERT_GT(all.size(), 16U) << "so that two begin with the same digit";
  std::map<char, int> first;
  for (const StoredCommitment& commitment : all) ++first[commitment.id[0]];
  const auto shared = std::find_if(first.begin(), first.end(), [](const auto& entry) { return entry.second > 1; });
  ASSERT_NE(shared, first.end());
  const Ended ambiguous = run_program(folder_, {"commitments", "set", l, std::string(1, shared->first), "kept"});
  EXPECT_EQ(ambiguous.exit_code, 1);
  EXPECT_EQ(ambiguous.err, fmt::format("entente: {}: several commitments begin with '{}'; give more digits\n", l, shared->first));
  const Ended unknown = run_program(folder_, {"commitments", "set", l, "nosuch", "kept"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_EQ(unknown.err, fmt::format("entente: {}: no commitment whose id begins with 'nosuch'\n", l));
  const Ended status = run_program(folder_, {"commitments", "set", l, all[0].id, "finished"});
  EXPECT_EQ(status.exit_code, 1);
  EXPECT_EQ(status.err, "entente: 'finished' is no status of a commitment; it is one of open, progressing, kept, overdue, broken, superseded\n");
  const Ended date = run_program(folder_, {"commitments", "set", l, all[0].id, "kept", "--date", "yesterday"});
  EXPECT_EQ(date.exit_code, 2);
  const Ended missing = run_program(folder_, {"commitments", "set", path("no.db").string(), all[0].id, "kept"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_FALSE(fs::exists(path("no.db"))) << "a judgement makes no ledger";
  EXPECT_EQ(digest(path("l.db")), before);
}

TEST_F(LedgerTest, EvidenceIsTheSameInWhateverOrderItWasRead) {
  const json kept = {{"id", "k"}, {"url", "https://dam.example/paid"}, {"published", "2024-06-07"}, {"text", "Japan paid Kenya the loan of $200 million for the dam on the Tana river on 6 June 2024."}};
  add(path("forward.db"), {kPledge, kept});
  add(path("back.db"), {kept, kPledge});
  const StoredCommitment forward = Ledger(path("forward.db")).commitments({}).at(0), back = Ledger(path("back.db")).commitments({}).at(0);
  EXPECT_EQ(forward.status(), back.status());
  ASSERT_EQ(forward.steps.size(), back.steps.size());
  for (std::size_t i = 0; i < forward.steps.size(); ++i) EXPECT_EQ(forward.steps[i].told.sentence, back.steps[i].told.sentence);
}

// ---------------------------------------------------------------- what is no ledger, or hurt

void write(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

void sql(const fs::path& file, const std::string& statements) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

TEST_F(LedgerTest, WhatIsNoLedgerIsLeftAsItIs) {
  write(path("text.db"), "minutes of the meeting, in plain words, long enough to be no header of a database at all\n");
  sql(path("other.db"), "CREATE TABLE recipe(name TEXT); INSERT INTO recipe VALUES ('soup')");
  add(path("newer.db"), part(corpus(), 0, 2));
  sql(path("newer.db"), "PRAGMA user_version = 99");
  write(path("empty.db"), "");
  fs::create_directories(path("folder.db"));
  struct Case { std::string file, reading, adding; };
  const std::vector<Case> cases = {
      {"text.db", "is not a ledger (not an SQLite file); name another file", "is not a ledger (not an SQLite file); name another file"},
      {"other.db", "is a database of another program, not a ledger; name another file", "is a database of another program, not a ledger; name another file"},
      {"newer.db", "was written by a newer Entente (ledger version 99, this program knows 2); use that version", "was written by a newer Entente (ledger version 99, this program knows 2); use that version"},
      {"folder.db", "is a directory; name a ledger file", "is a directory; name a ledger file"},
      {"empty.db", "is empty, not a ledger; 'entente add' makes one", ""},
      {"missing.db", "no such ledger; 'entente add' makes one", ""}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.file);
    const fs::path file = path(c.file);
    const bool regular = fs::is_regular_file(file);
    const std::string before = regular ? read_file(file) : "";
    for (const std::vector<std::string>& question : {std::vector<std::string>{"events", file.string(), "USA"}, {"info", file.string()}, {"search", file.string(), "wheat"}, {"dyads", file.string()}}) {
      const Ended asked = run_program(folder_, question);
      EXPECT_EQ(asked.exit_code, 2) << question[0];
      EXPECT_EQ(asked.err, fmt::format("entente: {}: {}\n", file.string(), c.reading)) << question[0];
      EXPECT_EQ(asked.out, "");
    }
    EXPECT_EQ(fs::is_regular_file(file) ? read_file(file) : "", before) << "untouched";
    const Ended added = run_program(folder_, {"add", file.string(), kExample.string(), "--quiet"});
    if (c.adding.empty()) {
      EXPECT_EQ(added.exit_code, 0) << added.err;
      EXPECT_EQ(faults(file), "");
    } else {
      EXPECT_EQ(added.exit_code, 2);
      EXPECT_EQ(added.err, fmt::format("entente: {}: {}\n", file.string(), c.adding));
      if (regular) {
        EXPECT_EQ(read_file(file), before) << "untouched";
      }
    }
  }
}

TEST_F(LedgerTest, AReadOnlyFileIsReadAndNotWritten) {
  add(path("l.db"), part(corpus(), 0, 6));
  const std::string before = digest(path("l.db"));
  fs::permissions(path("l.db"), fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  const Ended added = run_program(folder_, {"add", path("l.db").string(), kExample.string(), "--quiet"});
  EXPECT_EQ(added.exit_code, 2);
  EXPECT_EQ(added.err, fmt::format("entente: {}: is read-only; change its permissions or name another file\n", path("l.db").string()));
  EXPECT_EQ(run_program(folder_, {"dyads", path("l.db").string()}).exit_code, 0);
  EXPECT_EQ(digest(path("l.db")), before);
}

TEST_F(LedgerTest, ASecondWriterIsTurnedAwayAndReadersAreNot) {
  add(path("l.db"), part(corpus(), 0, 6));
  {
    LedgerWriter first = writer_of(path("l.db"));
    Document document = document_of(corpus().back());
    ASSERT_NE(first.admit(document), Admission::kKnown);
    process(document, models());
    first.add(document);  // an open batch
    const Ended second = run_program(folder_, {"add", path("l.db").string(), kExample.string(), "--quiet"});
    EXPECT_EQ(second.exit_code, 2);
    EXPECT_EQ(second.err, fmt::format("entente: {}: is being written by another process; wait for it or stop it, then run the same command again\n", path("l.db").string()));
    const Ledger reader(path("l.db"));
    const std::uint64_t documents = reader.info().documents;
    const std::string seen = reader.content_digest();
    EXPECT_EQ(run_program(folder_, {"dyads", path("l.db").string()}).exit_code, 0);
    first.commit();
    EXPECT_EQ(reader.info().documents, documents + 1) << "what is committed is seen";
    EXPECT_NE(reader.content_digest(), seen);
  }
  EXPECT_EQ(run_program(folder_, {"add", path("l.db").string(), kExample.string(), "--quiet"}).exit_code, 0) << "free again";
  EXPECT_EQ(faults(path("l.db")), "");
}

TEST_F(LedgerTest, ReadersSeeWholeDocumentsWhileAWriterWorks) {
  add(path("l.db"), part(corpus(), 0, 3));
  const pid_t child = fork();
  if (child == 0) {
    LedgerWriter writer = writer_of(path("l.db"));
    for (int round = 0; round < 3; ++round) {
      for (std::size_t i = 0; i < corpus().size(); ++i) {
        json changed = corpus()[i];
        changed["text"] = changed.at("text").get<std::string>() + fmt::format(" Edition {}.", round);
        add(writer, {changed});
      }
    }
    _exit(0);
  }
  const Ledger reader(path("l.db"));
  int status = 0, rounds = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    EXPECT_EQ(join(reader.check(), "; "), "");
    EXPECT_NO_THROW((void)acts_of(reader, "USA", ""));
    EXPECT_NO_THROW((void)reader.commitments({}));
    EXPECT_NO_THROW((void)reader.content_digest());
    ++rounds;
  }
  EXPECT_EQ(status, 0);
  EXPECT_GT(rounds, 0);
}

TEST_F(LedgerTest, DamageIsNamedAndAnswersAreNotMadeUp) {
  add(path("good.db"), corpus());
  const std::string good = read_file(path("good.db"));
  ASSERT_FALSE(fs::exists(path("good.db-wal"))) << "a writer that ended leaves one file";
  // The middle of the file, and the first pages after the header.
  for (const std::size_t at : {good.size() / 2, good.size() / 4, std::size_t{8192}, std::size_t{20000}}) {
    SCOPED_TRACE(at);
    std::string bad = good;
    for (std::size_t i = at; i < std::min(bad.size(), at + 20000); ++i) bad[i] = static_cast<char>(i * 37U);
    write(path("bad.db"), bad);
    const std::string l = path("bad.db").string();
    const Ended check = run_program(folder_, {"info", l, "--check", "--format", "csv"});
    const bool named = check.exit_code == 1 && check.out.find("fault,") != std::string::npos;
    const bool refused = check.exit_code == 2 && check.err.find("is damaged; restore a copy, or read the documents into a new ledger") != std::string::npos;
    EXPECT_TRUE(named || refused) << check.exit_code << check.out << check.err;
    EXPECT_EQ(check.out.find("faults,none"), std::string::npos);
    for (const std::vector<std::string>& question : {std::vector<std::string>{"events", l, "USA"}, {"commitments", l}, {"search", l, "wheat"}, {"series", l, "USA"}}) {
      const Ended asked = run_program(folder_, question);
      EXPECT_TRUE(asked.exit_code == 0 || asked.exit_code == 2) << asked.err;
      EXPECT_EQ(asked.err.find("internal error"), std::string::npos) << question[0] << ": " << asked.err;
    }
  }
  write(path("short.db"), good.substr(0, good.size() / 2));
  const Ended cut = run_program(folder_, {"info", path("short.db").string(), "--check", "--format", "csv"});
  EXPECT_TRUE(cut.exit_code == 1 || cut.exit_code == 2) << cut.out;
}

TEST_F(LedgerTest, AtTheSizeAllowedNothingIsHalfWritten) {
  const fs::path file = path("l.db");
  add(file, part(corpus(), 0, 4));
  const std::string before = digest(file);
  std::string many;
  for (const json& document : corpus()) many += document.dump() + "\n";
  write(path("all.ndjson"), many);
  const std::uint64_t size = fs::file_size(file);
  const Ended full = run_program(folder_, {"add", file.string(), path("all.ndjson").string(), "--quiet", "--max-size", std::to_string(size + 16384)});
  EXPECT_EQ(full.exit_code, 2);
  EXPECT_EQ(full.err, fmt::format("entente: {}: has reached the size allowed, {} bytes; nothing of the open batch was kept, everything before it was: allow more and run the same command again\n",
                                  file.string(), size + 16384));
  EXPECT_EQ(digest(file), before);
  EXPECT_EQ(faults(file), "");
  EXPECT_LE(fs::file_size(file), size + 16384);
  const Ended more = run_program(folder_, {"add", file.string(), path("all.ndjson").string(), "--quiet", "--max-size", "1G"});
  EXPECT_EQ(more.exit_code, 0) << more.err;
  add(path("whole.db"), corpus());
  EXPECT_EQ(Ledger(file).info().documents, Ledger(path("whole.db")).info().documents);
}

TEST_F(LedgerTest, PathsMayHoldAnyCharacter) {
  for (const std::string name : {"with space.db", "what?.db", "no#1.db", "50%.db", "%41.db", "a&b=c;d'.db", "\xC3\xA9t\xC3\xA9.db", "-dash.db", "new\nline.db", ":memory:", "file:x"}) {
    SCOPED_TRACE(name);
    const fs::path file = path(name);
    EXPECT_EQ(run_program(folder_, {"add", file.string(), kExample.string(), "--quiet"}).exit_code, 0);
    EXPECT_TRUE(fs::exists(file));
    EXPECT_EQ(run_program(folder_, {"events", file.string(), "USA", "IND", "--limit", "1"}).exit_code, 0);
    EXPECT_EQ(faults(file), "");
    EXPECT_EQ(faults("/" + file.string()), "") << "with two slashes";
  }
  // Without its folder, too.
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  for (const std::string name : {":memory:", "file:y", "50%.db"}) {
    EXPECT_EQ(run_program(folder_, {"add", name, kExample.string(), "--quiet"}).exit_code, 0) << name;
    EXPECT_EQ(run_program(folder_, {"dyads", name}).exit_code, 0) << name;
  }
  fs::current_path(before);
}

TEST_F(LedgerTest, ALedgerIsNoDocumentOfItsOwnFolder) {
  fs::create_directories(path("in/deep"));
  fs::copy_file(kExample, path("in/a.ndjson"));
  const Ended inside = run_program(folder_, {"add", path("in/deep/l.db").string(), path("in").string(), "--quiet"});
  EXPECT_EQ(inside.exit_code, 2);
  EXPECT_EQ(inside.err, fmt::format("entente: {}: the ledger lies in the folder {} that is read; keep it outside\n", path("in/deep/l.db").string(), path("in").string()));
  EXPECT_EQ(run_program(folder_, {"add", path("l.db").string(), path("in").string(), "--quiet"}).exit_code, 0);
}

TEST_F(LedgerTest, RefusedInputsAreNamedAndTheRestIsKept) {
  write(path("a.ndjson"), "{\"id\":\"1\",\"published\":\"2024-05-01\",\"text\":\"France condemned Russia.\"}\nnot json\n{\"id\":\"2\",\"published\":\"2024-05-02\",\"text\":\"India condemned Pakistan.\"}\n");
  const Ended mixed = run_program(folder_, {"add", path("l.db").string(), path("a.ndjson").string(), path("nowhere.txt").string()});
  EXPECT_EQ(mixed.exit_code, 1);
  EXPECT_NE(mixed.err.find("a.ndjson: line 2"), std::string::npos) << mixed.err;
  EXPECT_NE(mixed.err.find("nowhere.txt"), std::string::npos) << mixed.err;
  EXPECT_NE(mixed.err.find("2 documents added, 2 refused"), std::string::npos) << mixed.err;
  EXPECT_EQ(Ledger(path("l.db")).info().documents, 2U);
  const Ended none = run_program(folder_, {"add", path("l.db").string()});
  EXPECT_EQ(none.exit_code, 2);
}

}  // namespace
}  // namespace entente
