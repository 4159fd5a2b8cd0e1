// Runs the program as a user does: exit codes, messages, and that the other inputs are still coded.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "base/base.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGood = "The United States imposed sanctions on Iran on Tuesday.\n";

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string out;
  out.reserve(bytes + piece.size());
  while (out.size() < bytes) out += piece;
  return out;
}

std::string gzip_of(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(bytes.size() + 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string ndjson_line(int n) {
  return "{\"id\":\"doc-" + std::to_string(n) + "\",\"published\":\"2024-05-0" + std::to_string(n) +
         "\",\"text\":\"France condemned Russia. India thanked Japan.\"}\n";
}

// Bytes of every named input; "missing" and "directory" are made by the runner.
const std::map<std::string, std::function<std::string()>> kInputs = {
    {"good", [] { return std::string(kGood); }},
    {"empty", [] { return std::string(); }},
    {"blank", [] { return std::string("  \n\n \t\n"); }},
    {"garbage", [] {
       std::string out;
       std::uint32_t state = 12345;
       for (int i = 0; i < 100000; ++i) {
         state = state * 1664525U + 1013904223U;
         out.push_back(static_cast<char>(state >> 24U));
       }
       return out;
     }},
    {"gzip", [] { return gzip_of(repeated(kGood, 2000)); }},
    {"truncated_gzip", [] {
       const std::string whole = gzip_of(repeated(kGood, 200000));
       return whole.substr(0, whole.size() / 2);
     }},
    {"bad_ndjson", [] { return ndjson_line(1) + ndjson_line(2) + "{\"id\": \"doc-3\", \"text\": \n" + ndjson_line(4) + ndjson_line(5); }},
    {"long_line", [] { return repeated("x", 50U << 20U); }},
    {"deep_html", [] { return "<html><body>" + repeated("<div>", 500000) + "<p>The United States imposed sanctions on Iran, officials said in a statement on Tuesday.</p></body></html>"; }},
    {"html", [] { return std::string("<html><head><title>Sanctions</title></head><body><nav>Home News</nav><article><p>The United States imposed sanctions on Iran on Tuesday, and France condemned the decision.</p></article><div id=\"comments\">Leave a Reply</div></body></html>"); }},
    {"latin1", [] { return std::string("The United States thanked C\364te d'Ivoire. Japan condemned Russia.\n"); }},
    {"crlf", [] { return "\xEF\xBB\xBF" + std::string("Japan condemned Russia.\r\n\r\nFrance thanked India.\r\n"); }},
    {"utf16", [] {
       std::string out = "\xFF\xFE";
       for (const char c : kGood) { out.push_back(c); out.push_back('\0'); }
       return out;
     }}};

struct Result {
  int exit_code = -1;
  std::string out, err;
};

Result run_program(const fs::path& folder, const std::vector<std::string>& arguments, const std::string& input = {}) {
  const fs::path out = folder / "stdout", err = folder / "stderr", in = folder / "stdin";
  std::ofstream(in) << input;
  const pid_t child = fork();
  if (child == 0) {
    const auto redirect = [](const fs::path& path, int flags, int target) {
      const int descriptor = open(path.c_str(), flags, 0600);
      dup2(descriptor, target);
      close(descriptor);
    };
    redirect(in, O_RDONLY, STDIN_FILENO);
    redirect(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    std::vector<char*> argv;
    std::string program = ENTENTE_BINARY;
    argv.push_back(program.data());
    std::vector<std::string> copies = arguments;
    for (std::string& argument : copies) argv.push_back(argument.data());
    argv.push_back(nullptr);
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Result result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  result.out = read_file(out);
  result.err = read_file(err);
  return result;
}

class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("entente-cli-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(Cli, BrokenInputEndsInAMessageAndTheRestIsCoded) {
  static constexpr std::array<std::string_view, 5> kColumns = {"name", "input", "exit", "stderr", "events"};
  const Table cases = read_table(fs::path(ENTENTE_SOURCE_DIR) / "tests/cases/cli/cases.tsv", kColumns);
  for (const TableRow& row : cases.rows) {
    SCOPED_TRACE(row.cells[0]);
    std::vector<std::string> arguments = {"code", "--format", "ndjson", "--date", "2024-05-01"};
    for (const std::string_view name : split(row.cells[1], ' ')) {
      const fs::path path = folder_ / name;
      if (name == "directory") {
        fs::create_directories(path);
      } else if (name != "missing") {
        std::ofstream(path, std::ios::binary) << kInputs.at(std::string(name))();
      }
      arguments.push_back(path.string());
    }
    const Result result = run_program(folder_, arguments);
    EXPECT_EQ(result.exit_code, std::stoi(std::string(row.cells[2]))) << result.err.substr(0, 500);
    if (row.cells[3] != "-") {
      EXPECT_NE(to_lower(result.err).find(to_lower(row.cells[3])), std::string::npos) << result.err.substr(0, 500);
    }
    EXPECT_GE(std::count(result.out.begin(), result.out.end(), '\n'), std::stoi(std::string(row.cells[4]))) << result.out.substr(0, 500);
  }
}

TEST_F(Cli, OwnTablesStandBesideTheBuiltInOnes) {
  static constexpr std::array<std::string_view, 6> kColumns = {"name", "options", "text", "exit", "holds", "lacks"};
  const fs::path cases_folder = fs::path(ENTENTE_SOURCE_DIR) / "tests/cases/own";
  const Table cases = read_table(cases_folder / "cases.tsv", kColumns);
  for (const TableRow& row : cases.rows) {
    SCOPED_TRACE(row.cells[0]);
    std::vector<std::string> arguments = {"code", "--format", "ndjson", "--date", "2024-05-01"};
    for (const std::string_view word : split(row.cells[1], ' ')) {
      if (word == "-") continue;
      arguments.push_back(word.starts_with("--") ? std::string(word) : (cases_folder / word).string());
    }
    arguments.push_back("-");
    const Result result = run_program(folder_, arguments, std::string(row.cells[2]) + "\n");
    EXPECT_EQ(std::to_string(result.exit_code), row.cells[3]) << result.err;
    const std::string& said = result.exit_code == 0 ? result.out : result.err;
    if (row.cells[4] != "-") {
      EXPECT_NE(said.find(row.cells[4]), std::string::npos) << said;
    }
    if (row.cells[5] != "-") {
      EXPECT_EQ(said.find(row.cells[5]), std::string::npos) << said;
    }
  }
}

TEST_F(Cli, ImportedDictionariesCodeAsTheDictionariesThemselves) {
  const std::string dictionary = std::string(ENTENTE_SOURCE_DIR) + "/tests/cases/own/petrarch.txt";
  const Result imported = run_program(folder_, {"import", "petrarch-actors", dictionary});
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
  const std::string table = (folder_ / "imported.tsv").string();
  std::ofstream(table) << imported.out;
  const std::string text = "Freedonian troops attacked Sylvania. Count Zoltan met the grand usher of Freedonia.\n";
  const Result direct = run_program(folder_, {"code", "--format", "ndjson", "--actors", dictionary, "-"}, text);
  EXPECT_NE(direct.out.find("SYL"), std::string::npos) << direct.out << direct.err;
  EXPECT_EQ(direct.out, run_program(folder_, {"code", "--format", "ndjson", "--actors", table, "-"}, text).out);
}

// eval: gold with readings and optional events, a saved run, another one beside it, sentences of documents.
TEST_F(Cli, EvalScoresComparesAndDraws) {
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  };
  const std::string gold = write("gold.jsonl",
      R"({"id":"1","date":"2024-05-01","text":"France condemned Russia.","events":[{"event":"REQUEST","actor":["FRA"],"recipient":["RUS"],"alt":[{"event":"ACCUSE"}]}]})" "\n"
      R"({"id":"2","date":"2024-05-01","text":"India thanked Japan.","events":[{"event":"SUPPORT","actor":["IND"],"recipient":["JPN"],"optional":true}]})" "\n");
  const std::string run = (folder_ / "run.jsonl").string();
  const Result strict = run_program(folder_, {"eval", gold, "--format", "ndjson", "--save", run});
  EXPECT_NE(strict.out.find(R"("type":{"gold":2,"coded":2,"precision":0.5)"), std::string::npos) << strict.out << strict.err;
  const Result lenient = run_program(folder_, {"eval", gold, "--format", "ndjson", "--lenient", "--coded", run});
  EXPECT_NE(lenient.out.find(R"("type":{"gold":1,"coded":1,"precision":1.0)"), std::string::npos) << lenient.out << lenient.err;
  const Result same = run_program(folder_, {"eval", gold, "--against", run});
  EXPECT_NE(same.out.find("+0.000"), std::string::npos) << same.out;
  EXPECT_EQ(same.out, run_program(folder_, {"eval", gold, "--against", run}).out);

  const std::string documents = write("documents.ndjson", R"({"url":"http://a/1","published":"2024-05-01","text":"Peru thanked Chile for its help on Sunday. France condemned Russia."})" "\n");
  const Result drawn = run_program(folder_, {"eval", "--draw", "1", "--seed", "3", documents});
  EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_NE(drawn.out.find("\"url\":\"http://a/1\""), std::string::npos) << drawn.out;
  const std::string drawn_gold = write("drawn.jsonl", drawn.out + R"({"url":"http://a/2","sentence":0,"events":[]})" "\n");
  const Result scored = run_program(folder_, {"eval", drawn_gold, "--documents", documents});
  EXPECT_EQ(scored.exit_code, 1);  // one record is of a document that is not there
  EXPECT_NE(scored.err.find("http://a/2 sentence 0"), std::string::npos) << scored.err;
  EXPECT_NE(scored.out.find("type F1           1.000"), std::string::npos) << scored.out;

  const Result broken = run_program(folder_, {"eval", write("broken.jsonl", "{\"id\": 1}\n")});
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_NE(broken.err.find("broken.jsonl: line 1"), std::string::npos) << broken.err;
}

// Firm is what two of three hold firm; what one holds is optional; everybody's reading is one.
TEST_F(Cli, EvalMakesOneGoldOfSeveralCoders) {
  const auto coder = [&](const char* name, const std::string& events) {
    std::ofstream(folder_ / name) << R"({"url":"http://a/1","sentence":0,"events":[)" << events << "]}\n";
    return (folder_ / name).string();
  };
  const std::string request = R"({"event":"REQUEST","actor":["FRA"],"recipient":["RUS"]})";
  const std::string a = coder("a.jsonl", request + R"(,{"event":"AID","actor":["FRA"],"recipient":["UKR"]})");
  const std::string b = coder("b.jsonl", R"({"event":"ACCUSE","actor":["FRA"],"recipient":["RUS"],"alt":[{"event":"REQUEST"}]})");
  const std::string c = coder("c.jsonl", R"({"event":"REQUEST","actor":["FRA"],"recipient":["RUS"],"optional":true})");
  const Result made = run_program(folder_, {"eval", a, b, c, "--adjudicate"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out, R"({"url":"http://a/1","sentence":0,"events":[{"event":"REQUEST","actor":["FRA"],"recipient":["RUS"],"alt":[{"event":"ACCUSE"}]},)"
                      R"({"event":"AID","actor":["FRA"],"recipient":["UKR"],"optional":true}]})" "\n");
  const Result lacking = run_program(folder_, {"eval", a, (std::ofstream(folder_ / "d.jsonl") << "", (folder_ / "d.jsonl").string()), "--adjudicate"});
  EXPECT_EQ(lacking.exit_code, 1);
  EXPECT_NE(lacking.err.find("http://a/1#0: not every coder's file has it"), std::string::npos) << lacking.err;
}

TEST_F(Cli, UsageErrorsExitWithTwo) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {}, {"nonsense"}, {"code", "--format", "xml", "-"}, {"code", "--date", "yesterday", "-"}, {"code", "--data", "/nonexistent", "-"}, {"code", "--model", "/nonexistent", "-"}}) {
    const Result result = run_program(folder_, arguments, std::string(kGood));
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_FALSE(result.err.empty());
    EXPECT_TRUE(result.out.empty()) << result.out;
  }
}

TEST_F(Cli, HelpIsEverywhere) {
  for (const char* command : {"code", "parse", "explain", "eval", "rules"}) {
    EXPECT_EQ(run_program(folder_, {command, "--help"}).exit_code, 0);
  }
}

TEST_F(Cli, SameBytesForAnyNumberOfThreadsAndFromStandardInput) {
  const std::string examples = std::string(ENTENTE_SOURCE_DIR) + "/examples/us-india/us-india.ndjson";
  const Result one = run_program(folder_, {"code", "--format", "ndjson", examples});
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_FALSE(one.out.empty());
  EXPECT_EQ(one.out, run_program(folder_, {"code", "--format", "ndjson", "--threads", "3", examples}).out);
  EXPECT_EQ(one.out, run_program(folder_, {"code", "--format", "ndjson", "-"}, read_file(examples)).out);
}

TEST_F(Cli, ExplainShowsTreeRuleAndOffice) {
  const Result result = run_program(folder_, {"explain", "--date", "2025-01-22", "-"}, "Secretary of State Marco Rubio met Indian External Affairs Minister S. Jaishankar.\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const char* part : {"CONSULT", "rule", "Jaishankar", "nsubj", "IND"}) EXPECT_NE(result.out.find(part), std::string::npos) << part << "\n" << result.out;
}

}  // namespace
}  // namespace entente
