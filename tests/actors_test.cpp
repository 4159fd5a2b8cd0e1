// Runs the cases of tests/cases/actors (format: README.md there) and checks the loading of tables.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "actors/actors.h"
#include "syntax/syntax.h"
#include "text/text.h"

namespace entente {
namespace {

const std::filesystem::path kRoot = ENTENTE_SOURCE_DIR;

struct Case {
  std::string file, name, title, publisher, context, text;
  Date date;
  bool phrase = false;
  std::vector<std::string> expectations;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.file << ": " << c.name; }

std::vector<Case> read_cases() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / "tests/cases/actors")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<Case> cases;
  for (const auto& path : paths) {
    std::ifstream input(path);
    for (std::string line; std::getline(input, line);) {
      const auto field = [&](std::string_view name) { return line.starts_with(name); };
      const auto value = [&](std::size_t at) { return std::string(trim(std::string_view(line).substr(at))); };
      if (field("== ")) {
        cases.emplace_back();
        cases.back().file = path.filename().string();
        cases.back().name = value(3);
      } else if (field("date:")) cases.back().date = *parse_date(value(5));
      else if (field("title:")) cases.back().title = value(6);
      else if (field("publisher:")) cases.back().publisher = value(10);
      else if (field("context:")) cases.back().context = value(8);
      else if (field("text:")) cases.back().text = value(5);
      else if (field("phrase:")) { cases.back().text = value(7); cases.back().phrase = true; }
      else if (field(" ")) cases.back().text.append(value(0) == "." ? "\n\n" : " ").append(value(0) == "." ? "" : value(0));
      else if (!value(0).empty()) cases.back().expectations.push_back(value(0));
    }
  }
  return cases;
}

const SyntaxModel& model() {
  static const SyntaxModel loaded = SyntaxModel::load(kRoot / "models/en.model");
  return loaded;
}
const ActorTables& tables() {
  static const ActorTables loaded = ActorTables::load(kRoot / "data");
  return loaded;
}

Document analyse(const Case& c) {
  Document document;
  document.title = c.title;
  document.publisher = c.publisher;
  document.published = c.date;
  set_text(document, c.title.empty() ? c.text : c.title + "\n\n" + c.text);
  tokenize(document, model());
  parse(document, model());
  return document;
}

std::string describe(const Actor& actor, bool sector) {
  std::string text = actor.code.empty() ? "-" : actor.code;
  if (sector) text.append(" ").append(actor.sector.empty() ? "-" : actor.sector);
  return text;
}

// "IND GOV; USA | office | name" against actors; empty: agrees.
std::string compare(std::string_view expected, const std::vector<Actor>& actors) {
  const auto parts = split(expected, '|');
  std::multiset<std::string> want, got;
  bool sectors = false;
  for (std::string_view actor : split(parts[0], ';')) {
    sectors = sectors || trim(actor).find(' ') != std::string_view::npos;
    want.insert(std::string(trim(actor)));
  }
  for (const Actor& actor : actors) got.insert(describe(actor, sectors));
  std::string fault;
  if (want != got) {
    for (const std::string& g : got) fault.append(" ").append(g).append(";");
    fault = "actors are" + fault;
  }
  const auto check = [&](std::size_t part, const std::string& found) {
    if (parts.size() > part && !trim(parts[part]).empty() && trim(parts[part]) != found) fault += " found '" + found + "'";
  };
  if (!actors.empty()) {
    check(1, actors[0].office);
    check(2, actors[0].name);
  }
  return fault;
}

std::string all_mentions(const Document& document) {
  std::string text;
  for (const Mention& mention : document.mentions) {
    text += "\n    " + std::string(slice(document.text, mention.span)) + " =>";
    for (std::uint32_t a : mention.actors) text.append(" ").append(describe(document.actors[a], true)).append(" ").append(document.actors[a].name).append(";");
  }
  return text;
}

class ActorCases : public testing::TestWithParam<Case> {};

TEST_P(ActorCases, Resolve) {
  const Case& c = GetParam();
  Document document = analyse(c);
  if (c.phrase) {
    const std::vector<Actor> actors = resolve_mention(document, c.context, tables());
    for (const std::string& expected : c.expectations) {
      EXPECT_EQ(compare(std::string_view(expected).substr(2), actors), "") << c.text;
    }
    return;
  }
  resolve_actors(document, tables());
  for (const std::string& line : c.expectations) {
    if (line.starts_with("!")) {
      const std::string_view absent = trim(std::string_view(line).substr(1));
      for (const Mention& mention : document.mentions) {
        EXPECT_NE(slice(document.text, mention.span), absent) << line << all_mentions(document);
      }
      continue;
    }
    const std::size_t arrow = line.find("=>");
    ASSERT_NE(arrow, std::string::npos) << line;
    std::string_view words = trim(std::string_view(line).substr(0, arrow));
    int nth = 1;
    if (const std::size_t hash = words.rfind('#'); hash != std::string_view::npos) {
      nth = std::stoi(std::string(words.substr(hash + 1)));
      words = trim(words.substr(0, hash));
    }
    const Mention* found = nullptr;
    for (const Mention& mention : document.mentions) {
      if (slice(document.text, mention.span) == words && --nth == 0) found = &mention;
    }
    if (found == nullptr) {
      ADD_FAILURE() << "no mention '" << words << "'" << all_mentions(document);
      continue;
    }
    std::vector<Actor> actors;
    for (std::uint32_t a : found->actors) actors.push_back(document.actors[a]);
    EXPECT_EQ(compare(std::string_view(line).substr(arrow + 2), actors), "") << line << all_mentions(document);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, ActorCases, testing::ValuesIn(read_cases()), [](const auto& info) {
  std::string name = info.param.file + "_" + info.param.name;
  for (char& c : name) {
    if (!is_ascii_alpha(c) && !is_ascii_digit(c)) c = '_';
  }
  return name;
});

// What every consumer may rely on, whatever the words are.
TEST(Actors, MentionsAreSortedAndInRange) {
  for (const Case& c : read_cases()) {
    Document document = analyse(c);
    resolve_actors(document, tables());
    const Mention* before = nullptr;
    for (const Mention& mention : document.mentions) {
      ASSERT_LT(mention.sentence, document.sentences.size());
      const auto count = document.sentences[mention.sentence].tokens.size();
      EXPECT_LT(mention.first, mention.last);
      EXPECT_LE(mention.last, count);
      EXPECT_TRUE(mention.first <= mention.head && mention.head < mention.last);
      EXPECT_FALSE(mention.actors.empty());
      for (std::uint32_t a : mention.actors) EXPECT_LT(a, document.actors.size());
      EXPECT_LT(mention.antecedent, static_cast<std::int32_t>(document.mentions.size()));
      if (before != nullptr) {
        EXPECT_TRUE(before->sentence < mention.sentence ||
                    (before->sentence == mention.sentence && before->first <= mention.first));
      }
      before = &mention;
    }
  }
}

TEST(Actors, SameInputGivesTheSameResult) {
  for (const Case& c : read_cases()) {
    Document first = analyse(c), second = first;
    resolve_actors(first, tables());
    resolve_actors(second, tables());
    EXPECT_EQ(first.actors, second.actors) << c.name;
    EXPECT_EQ(all_mentions(first), all_mentions(second));
  }
}

TEST(Actors, CodesHaveNames) {
  EXPECT_EQ(actor_code_name(tables(), "IND"), "India");
  EXPECT_EQ(actor_code_name(tables(), "UNO"), "United Nations");
  EXPECT_EQ(actor_code_name(tables(), "???"), "");
  EXPECT_TRUE(is_known_actor_code(tables(), "XKX"));
  EXPECT_FALSE(is_known_actor_code(tables(), ""));
}

TEST(Actors, FaultsAreListedTogetherWithFileAndLine) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "actors_faults";
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::string& text) { std::ofstream(folder / name) << text; };
  const std::string header = "code\tsector\tkind\tphrase\tfrom\tto\tnote\n";
  write("countries.tsv", header + "IND\t\tnonsense\tIndia\t\t\t\n");
  write("places.tsv", header + "IND\t\tplace\tPune\tyesterday\t\t\n");
  write("bodies.tsv", header);
  write("groups.tsv", "code\tphrase\tmembers\tfrom\tto\tnote\n");
  write("roles.tsv", "phrase\tsector\tkind\toffice\tnote\n");
  try {
    ActorTables::load(folder);
    FAIL() << "accepted";
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_EQ(error.kind(), ErrorKind::kFatal);
    EXPECT_NE(message.find("countries.tsv:2: unknown kind nonsense"), std::string::npos) << message;
    EXPECT_NE(message.find("places.tsv:2: not a date: yesterday"), std::string::npos) << message;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace entente
