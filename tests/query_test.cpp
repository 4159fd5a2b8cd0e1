// The questions as a user asks them: search by words, rows that other programs can read, watching, and what is
// refused. Cases: tests/cases/ledger/search.tsv and search_errors.tsv over search.ndjson.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>
#include <thread>

#include "query/query.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
const fs::path kRoot = ENTENTE_SOURCE_DIR;
const fs::path kCases = kRoot / "tests/cases/ledger";

struct Ended {
  int exit_code = -1;
  std::string out, err;
};

Ended run_program(const fs::path& folder, const std::vector<std::string>& arguments) {
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
    setenv("no_proxy", "127.0.0.1", 1);
    std::string program = ENTENTE_BINARY;
    std::vector<std::string> copies = arguments;
    std::vector<char*> argv{program.data()};
    for (std::string& argument : copies) argv.push_back(argument.data());
    argv.push_back(nullptr);
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_file(out), read_file(err)};
}

class QueryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("entente-query-{}", getpid());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  Ended run(const std::vector<std::string>& arguments) const { return run_program(folder_, arguments); }
  std::string search_ledger() const {
    EXPECT_EQ(run({"add", path("search.db"), (kCases / "search.ndjson").string(), "--quiet"}).exit_code, 0);
    return path("search.db");
  }
  fs::path folder_;
};

std::vector<json> rows_of(const std::string& ndjson) {
  std::vector<json> out;
  for (const std::string_view line : split(ndjson, '\n')) {
    if (!line.empty()) out.push_back(json::parse(line));
  }
  return out;
}

// RFC 4180.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1);
  rows.back().emplace_back();
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') rows.back().back().push_back(c);
      else if (i + 1 < text.size() && text[i + 1] == '"') rows.back().back().push_back(text[++i]);
      else quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.emplace_back(1, "");
    } else {
      rows.back().back().push_back(c);
    }
  }
  EXPECT_FALSE(quoted);
  rows.pop_back();  // behind the last line's end
  return rows;
}

TEST_F(QueryTest, SearchFinds) {
  static constexpr auto kColumns = std::to_array<std::string_view>({"words", "actor", "other", "type", "since", "until", "found", "mark"});
  const std::string ledger = search_ledger();
  const Question& search = *question_named("search");
  for (const TableRow& row : read_table(kCases / "search.tsv", kColumns).rows) {
    SCOPED_TRACE(std::string(row.cells[0]) + " " + std::string(row.cells[1]));
    Arguments arguments;
    for (std::size_t i = 0; i < 6; ++i) {
      if (!row.cells[i].empty()) arguments[std::string(kColumns[i])] = std::string(row.cells[i]);
    }
    const Answer answer = ask(search, ledger, arguments);
    std::vector<std::string> found;
    for (const std::vector<Cell>& cells : answer.rows) {
      const std::string url = std::get<std::string>(cells.back());
      const std::string id = fmt::format("q{}", url.substr(url.rfind('/') + 1));
      if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
    }
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found.empty() ? "-" : join(found, " "), row.cells[6]);
    if (!answer.rows.empty()) {
      const std::string passage = std::get<std::string>(answer.rows[0][1]);
      EXPECT_NE(to_lower(passage).find(to_lower(fmt::format("\x02{}", row.cells[7]))), std::string::npos) << passage;
    }
  }
}

TEST_F(QueryTest, WhatIsNoSearchSaysWhy) {
  static constexpr auto kColumns = std::to_array<std::string_view>({"words", "message"});
  const std::string ledger = search_ledger();
  for (const TableRow& row : read_table(kCases / "search_errors.tsv", kColumns).rows) {
    const Ended ended = run({"search", ledger, "--", std::string(row.cells[0])});
    EXPECT_EQ(ended.exit_code, 2) << row.cells[0];
    EXPECT_EQ(ended.err, fmt::format("entente: {}\n", row.cells[1]));
  }
  const Ended none = run({"search", ledger, "zebra"});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_EQ(none.out, "");
}

TEST_F(QueryTest, RowsAreReadByOtherPrograms) {
  const std::string title = "Minister: \"yes\", <b>now</b> & 'then'\x1b[31m";
  std::ofstream(path("odd.ndjson")) << json{{"id", "o"}, {"url", "https://o.example/?a=1,2&b=\"3\""}, {"title", title}, {"published", "2024-05-01"}, {"publisher", "Odd; News, \"Inc\""},
                                            {"text", "The minister said \"yes, of course\": France condemned Russia on 1 May 2024, and said so twice; \"twice\"."}}.dump() << "\n";
  ASSERT_EQ(run({"add", path("odd.db"), path("odd.ndjson"), "--quiet"}).exit_code, 0);
  for (const std::vector<std::string>& question : {std::vector<std::string>{"events", path("odd.db"), "FRA", "RUS", "--mentions"}, {"search", path("odd.db"), "twice"}, {"series", path("odd.db"), "FRA"},
                                                    {"dyads", path("odd.db")}, {"info", path("odd.db")}}) {
    SCOPED_TRACE(question[0]);
    std::vector<std::string> as_json = question, as_csv = question;
    as_json.insert(as_json.end(), {"--format", "ndjson"});
    as_csv.insert(as_csv.end(), {"--format", "csv"});
    const std::vector<json> rows = rows_of(run(as_json).out);
    const std::vector<std::vector<std::string>> csv = parse_csv(run(as_csv).out);
    ASSERT_FALSE(rows.empty());
    ASSERT_EQ(csv.size(), rows.size() + 1);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      ASSERT_EQ(csv[r + 1].size(), csv[0].size());
      for (std::size_t c = 0; c < csv[0].size(); ++c) {
        const json& value = rows[r].at(csv[0][c]);
        if (value.is_string() || value.is_null()) {
          EXPECT_EQ(csv[r + 1][c], value.is_null() ? "" : value.get<std::string>()) << csv[0][c];
        }
      }
    }
    const std::string table = run([&] { auto q = question; q.insert(q.end(), {"--format", "table"}); return q; }()).out;
    EXPECT_EQ(table.find('\x1b'), std::string::npos) << "nothing of a text commands the terminal";
  }
  const std::vector<json> events = rows_of(run({"events", path("odd.db"), "FRA", "RUS", "--format", "ndjson"}).out);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].at("url"), "https://o.example/?a=1,2&b=\"3\"");
}

TEST_F(QueryTest, ThePictureOfASeriesIsWellFormed) {
  const std::string ledger = search_ledger();
  const Ended drawn = run({"series", ledger, "a<&>\"'", "USA", "--svg", path("p.svg"), "--format", "csv"});
  EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
  pugi::xml_document document;
  EXPECT_TRUE(document.load_file(path("p.svg").c_str()));
  EXPECT_EQ(std::string(document.child("svg").child("title").text().get()).substr(0, 14), "A<&>\"' and USA");
  EXPECT_EQ(run({"series", ledger, "USA", "--svg", path("no/such/folder.svg")}).exit_code, 2);
}

TEST_F(QueryTest, WrongArgumentsAreNamed) {
  const std::string ledger = search_ledger();
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"events", ledger, "USA", "--since", "soon"}, "--since: 'soon' is no date; write YYYY-MM-DD, YYYY-MM or YYYY"},
      {{"events", ledger, "USA", "--quad", "7"}, "--quad: classes are 1 to 4"},
      {{"events", ledger, "USA", "--limit", "many"}, "--limit: 'many' is no whole number"},
      {{"events", ledger, "USA", "--direction", "up"}, "--direction: 'up' is none of both, to, from"},
      {{"events", ledger, "USA", "--type", "DANCE"}, "'DANCE' is no event type of this ledger; it has"},
      {{"events", ledger, "USA", "--pillar", "gardens"}, "'gardens' is no pillar of this ledger; it has"},
      {{"events", ledger, "USA", "--format", "xml"}, "--format: 'xml' is none of table, ndjson, csv"},
      {{"events", ledger, "USA", "--direction", "from"}, "acts toward a party need the other party named, too"},
      {{"series", ledger, "USA", "--by", "week"}, "--by: 'week' is none of day, month, quarter, year"},
      {{"series", ledger, "USA", "--measure", "mood"}, "--measure: 'mood' is none of acts, weight, rate, score, score-mean, cooperation"},
      {{"commitments", ledger, "--status", "done"}, "'done' is no status of a commitment; it is one of open, progressing, kept, overdue, broken, superseded"},
      {{"commitments"}, "commitments needs a ledger file"},
      {{"initiatives", ledger, "NOSUCH"}, "no act in this ledger names the initiative 'NOSUCH'; 'initiatives' without a name lists those it has"},
      {{"person", ledger, "Nobody Atall"}, "nobody of the name 'Nobody Atall' acts in this ledger"}};
  for (const auto& [arguments, message] : cases) {
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.exit_code, 2) << message;
    EXPECT_EQ(ended.err.substr(0, 9 + message.size()), fmt::format("entente: {}", message));
    EXPECT_EQ(ended.out, "");
  }
}

TEST_F(QueryTest, APersonIsFoundByNameAndSurname) {
  const std::string ledger = search_ledger();
  for (const std::string name : {"Emmanuel Macron", "emmanuel macron", "Macron", "macron"}) {
    const std::vector<json> rows = rows_of(run({"person", ledger, name, "--format", "ndjson"}).out);
    ASSERT_EQ(rows.size(), 1U) << name;
    EXPECT_EQ(rows[0].at("name"), "Emmanuel Macron");
    EXPECT_EQ(rows[0].at("acts"), 1);
  }
  EXPECT_EQ(run({"person", ledger, "%"}).exit_code, 2) << "a name is no pattern";
}

// ---------------------------------------------------------------- watch

constexpr const char* kFeed = R"(<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>
<item><title>Talks</title><link>https://harbour.example/1</link><pubDate>Mon, 20 May 2024 10:00:00 GMT</pubDate><description>Japan and Norway held talks on fish in Oslo on 20 May 2024.</description></item>
<item><title>No link</title><guid isPermaLink="false">x-2</guid><description>Kenya condemned Sudan over grain trucks.</description></item>
</channel></rss>)";

TEST_F(QueryTest, WatchReadsOnceAndKeepsItsPlace) {
  httplib::Server server;
  std::atomic<int> asked{0}, unchanged{0};
  server.Get("/feed", [&](const httplib::Request& request, httplib::Response& response) {
    ++asked;
    if (request.get_header_value("If-None-Match") == "\"v1\"") {
      ++unchanged;
      response.status = 304;
      return;
    }
    response.set_header("ETag", "\"v1\"");
    response.set_content(kFeed, "application/rss+xml");
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread thread([&] { server.listen_after_bind(); });
  fs::create_directories(path("incoming"));
  std::ofstream(path("incoming/a.txt")) << "Iceland and Norway held talks on fish in Bergen on 21 May 2024.\n";
  std::ofstream(path("watch.toml")) << fmt::format("[[feed]]\nurl = \"http://127.0.0.1:{}/feed\"\nevery = \"60s\"\n\n[[folder]]\npath = \"incoming\"\nevery = \"1s\"\n\n[limits]\nper_host_interval = \"0s\"\n", port);
  std::this_thread::sleep_for(std::chrono::milliseconds(2300));  // a file is read when it has rested for two seconds
  const auto watch = [&] { return run({"watch", path("w.db"), path("watch.toml"), "--once"}); };
  const auto due_again = [&] {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path("w.db").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, "UPDATE feed SET next_due = 0", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
  };
  const auto digest = [&] { return rows_of(run({"info", path("w.db"), "--digest", "--format", "ndjson"}).out).back().at("value").get<std::string>(); };

  const Ended first = watch();
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_NE(first.err.find("3 documents added"), std::string::npos) << first.err;
  const std::string read = digest();
  const Ended second = watch();
  EXPECT_NE(second.err.find("0 documents added"), std::string::npos) << second.err;
  EXPECT_EQ(asked, 1) << "not due";
  due_again();
  const Ended third = watch();
  EXPECT_NE(third.err.find("0 documents added"), std::string::npos) << third.err;
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(unchanged, 1) << "the validators of the last answer are sent";
  // A server that forgets its ETag gives all items again: they are known.
  {
    sqlite3* database = nullptr;
    sqlite3_open(path("w.db").c_str(), &database);
    sqlite3_exec(database, "UPDATE feed SET next_due = 0, etag = '', last_modified = ''", nullptr, nullptr, nullptr);
    sqlite3_close(database);
  }
  const Ended fourth = watch();
  EXPECT_NE(fourth.err.find("0 documents added"), std::string::npos) << fourth.err;
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(digest(), read);
  // A source that fails is told and tried later; the other is read.
  server.stop();
  thread.join();
  due_again();
  std::ofstream(path("incoming/b.txt")) << "Denmark and Norway held talks on fish in Bodo on 22 May 2024.\n";
  std::this_thread::sleep_for(std::chrono::milliseconds(2300));
  const Ended fifth = watch();
  EXPECT_EQ(fifth.exit_code, 1);
  EXPECT_NE(fifth.err.find("/feed"), std::string::npos) << fifth.err;
  EXPECT_NE(fifth.err.find("1 document added"), std::string::npos) << fifth.err;
  EXPECT_NE(run({"info", path("w.db"), "--check", "--format", "csv"}).out.find("faults,none"), std::string::npos);
}

TEST_F(QueryTest, WatchRefusesAFaultyList) {
  std::ofstream(path("bad.toml")) << "[[feed]]\nurl = \"gopher://x\"\n";
  const Ended bad = run({"watch", path("w.db"), path("bad.toml"), "--once"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_NE(bad.err.find("bad.toml:2"), std::string::npos) << bad.err;
  EXPECT_FALSE(fs::exists(path("w.db"))) << "no ledger is made for a list that cannot be read";
  EXPECT_EQ(run({"watch", path("w.db"), path("none.toml"), "--once"}).exit_code, 2);
}

}  // namespace
}  // namespace entente
