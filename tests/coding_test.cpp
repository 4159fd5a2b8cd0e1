// Sentences and short documents that must code as a trained human codes them, and the examples that
// every rule carries. Cases: tests/cases/coding/*.txt, of which all must be right; pairs of an act and
// its look-alike in tests/cases/traps/*.txt, of which 95 in a hundred must; both in blocks
//   == name
//   date 2025-01-22          (optional; also: title, publisher)
//   text ...                 (further lines are further paragraphs)
//   + EVENT[.mode] A B > C [| pillars=x,y] [| initiatives=X] [| when=past]   must be coded
//   * N EVENT A B > C        told once as an act, in N sentences
//   - EVENT [A B]            no such event (with one of these codes among its parties) counts
// And prose that is not about states (tests/cases/prose): fewer than one event in forty sentences.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "eval/eval.h"
#include "pipeline/pipeline.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = ENTENTE_SOURCE_DIR;

// Without what is learnt from examples: rules by themselves.
const Models& rules_alone() {
  static const Models loaded = [] {
    UserFiles user;
    user.ontology.examples = true;
    user.learnt = false;
    return load_models(kRoot / "data", kRoot / "models" / "en.model", user);
  }();
  return loaded;
}

const Models& models() {
  static const Models loaded = load_models(kRoot / "data", kRoot / "models" / "en.model");
  return loaded;
}

struct Case {
  std::string file, name, title, publisher, text;
  Date date{2024, 5, 1};
  std::vector<std::string> expected, forbidden, told;
};

std::vector<Case> read_cases(const fs::path& folder) {
  std::vector<Case> out;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kRoot / folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::ifstream input(file);
    for (std::string line; std::getline(input, line);) {
      if (line.empty() || line[0] == '#') continue;
      const auto rest = [&](std::string_view key) { return std::string(trim(std::string_view(line).substr(key.size()))); };
      if (line.starts_with("== ")) {
        out.push_back({});
        out.back().file = file.filename().string();
        out.back().name = rest("== ");
      } else if (out.empty()) {
        ADD_FAILURE() << file << ": a line before the first case: " << line;
      } else if (line.starts_with("date ")) {
        out.back().date = parse_date(rest("date ")).value();
      } else if (line.starts_with("title ")) {
        out.back().title = rest("title ");
      } else if (line.starts_with("publisher ")) {
        out.back().publisher = rest("publisher ");
      } else if (line.starts_with("text ")) {
        out.back().text = rest("text ");
      } else if (line.starts_with("+ ")) {
        out.back().expected.push_back(rest("+ "));
      } else if (line.starts_with("* ")) {
        out.back().told.push_back(rest("* "));
      } else if (line.starts_with("- ")) {
        out.back().forbidden.push_back(rest("- "));
      } else {
        out.back().text += "\n\n" + line;
      }
    }
  }
  return out;
}

std::set<std::string> codes(const Document& document, const std::vector<Party>& parties) {
  std::set<std::string> out;
  for (const Party& party : parties) out.insert(document.actors[party.actor].code);
  return out;
}

bool counts(const Event& event) { return event.when != When::kNegated && event.when != When::kHypothetical; }

bool agrees(const Document& document, const Event& event, std::string_view expected) {
  const std::vector<std::string_view> parts = split(expected, '|');
  std::set<std::string> actor, recipient;
  std::string name, mode;
  bool to_recipient = false;
  for (const std::string_view word : split(trim(parts[0]), ' ')) {
    if (word.empty()) continue;
    if (name.empty()) {
      const std::size_t dot = word.find('.');
      name = std::string(word.substr(0, dot));
      if (dot != std::string_view::npos) mode = std::string(word.substr(dot + 1));
    } else if (word == ">") {
      to_recipient = true;
    } else {
      (to_recipient ? recipient : actor).insert(std::string(word));
    }
  }
  if (event.event != name || codes(document, event.actor) != actor || codes(document, event.recipient) != recipient) return false;
  if (!mode.empty() && std::find(event.mode.begin(), event.mode.end(), mode) == event.mode.end()) return false;
  bool when_said = false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string_view part = trim(parts[i]);
    const std::size_t equal = part.find('=');
    const std::string_view key = part.substr(0, equal);
    for (const std::string_view value : split(part.substr(equal + 1), ',')) {
      if (key == "pillars" && std::find(event.pillars.begin(), event.pillars.end(), value) == event.pillars.end()) return false;
      if (key == "initiatives" && std::find(event.initiatives.begin(), event.initiatives.end(), value) == event.initiatives.end()) return false;
      if (key == "when") {
        when_said = true;
        if (name_in(kWhens, event.when) != value) return false;
      }
      if (key == "date" && event.date.iso() != value) return false;
      if (key == "cameo" && event.cameo != value) return false;
      if (key == "name" && std::none_of(event.actor.begin(), event.actor.end(), [&](const Party& party) { return document.actors[party.actor].name == value; })) return false;
    }
  }
  return when_said || counts(event);
}

bool is_forbidden(const Document& document, const Event& event, std::string_view forbidden) {
  const std::vector<std::string_view> words = split(forbidden, ' ');
  if (!counts(event) || (words[0] != "any" && event.event != words[0])) return false;
  if (words.size() == 1) return true;
  std::set<std::string> all = codes(document, event.actor);
  all.merge(codes(document, event.recipient));
  return std::any_of(words.begin() + 1, words.end(), [&](std::string_view code) { return all.contains(std::string(code)); });
}

std::string said(const Document& document) {
  std::ostringstream out;
  for (const Event& event : document.events) {
    out << "\n    " << event.event;
    for (const std::string& mode : event.mode) out << "." << mode;
    for (const std::string& code : codes(document, event.actor)) out << " " << code;
    out << " >";
    for (const std::string& code : codes(document, event.recipient)) out << " " << code;
    out << " | when=" << name_in(kWhens, event.when) << " | pillars=" << join(event.pillars, ",") << " | initiatives=" << join(event.initiatives, ",") << " | date=" << event.date.iso() << " | rule " << event.explanation.rule;
  }
  return out.str();
}

// What is wrong with a case; empty where nothing is.
std::string faults_of(const Case& c) {
  Document document;
  document.title = c.title;
  document.publisher = c.publisher;
  document.published = c.date;
  set_text(document, c.text);
  process(document, models());
  const auto any = [&](const auto& agreeing) { return std::any_of(document.events.begin(), document.events.end(), agreeing); };
  std::string faults;
  for (const std::string& expected : c.expected) {
    if (!any([&](const Event& event) { return agrees(document, event, expected); })) faults += "\n  expected " + expected;
  }
  for (const std::string& told : c.told) {
    // Of the acts with these parties there is one, and it has so many mentions.
    const std::size_t space = told.find(' ');
    const auto acts = std::count_if(document.events.begin(), document.events.end(), [&](const Event& event) { return !event.mentions.empty() && agrees(document, event, told.substr(space + 1)); });
    const bool so_often = any([&](const Event& event) { return event.mentions.size() == std::stoul(told) && agrees(document, event, told.substr(space + 1)); });
    if (acts != 1 || !so_often) faults += "\n  expected one act told so often: " + told;
  }
  for (const std::string& forbidden : c.forbidden) {
    if (any([&](const Event& event) { return is_forbidden(document, event, forbidden); })) faults += "\n  must not code " + forbidden;
  }
  return faults.empty() ? faults : c.file + ": " + c.name + "\n  " + c.text + faults + "\n  coded" + said(document) + "\n";
}

TEST(Coding, CasesCodeAsExpected) {
  const std::vector<Case> cases = read_cases("tests/cases/coding");
  ASSERT_FALSE(cases.empty());
  for (const Case& c : cases) EXPECT_EQ(faults_of(c), "");
}

TEST(Coding, TrapsAreToldApart) {
  const std::vector<Case> cases = read_cases("tests/cases/traps");
  ASSERT_GE(cases.size(), 200U);
  std::size_t wrong = 0;
  std::string faults;
  for (const Case& c : cases) {
    const std::string fault = faults_of(c);
    wrong += fault.empty() ? 0 : 1;
    faults += fault;
  }
  std::cout << cases.size() << " traps, " << cases.size() - wrong << " right\n" << faults;
  EXPECT_LE(wrong * 20, cases.size()) << "more than one in twenty is wrong";
}

TEST(Coding, ProseThatIsNotAboutStatesHasAlmostNoEvents) {
  std::ifstream input(kRoot / "tests/cases/prose/not_states.txt");
  std::string text;
  for (std::string line; std::getline(input, line);) text += line.starts_with("#") ? "\n" : line + "\n";
  std::size_t sentences = 0, events = 0;
  std::string coded;
  // Each paragraph by itself, so that none explains another's "he".
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", at), text.size());
    Document document;
    document.published = {2024, 5, 1};
    set_text(document, text.substr(at, end - at));
    process(document, models());
    sentences += document.sentences.size();
    const auto counted = static_cast<std::size_t>(std::count_if(document.events.begin(), document.events.end(), counts));
    events += counted;
    if (counted > 0) coded += document.text + said(document) + "\n";
    at = end + 2;
  }
  std::cout << sentences << " sentences, " << events << " events\n" << coded;
  ASSERT_GE(sentences, 240U);
  EXPECT_LT(events * 40, sentences);
}

TEST(Coding, RulesKeepTheirExamples) {
  std::ostringstream wrong;
  const RuleCheck check = check_rules(rules_alone().ontology, [](const std::string& text) {
    Document document;
    document.published = kExampleDate;
    set_text(document, text);
    process(document, rules_alone());
    return document;
  }, wrong);
  EXPECT_EQ(check.failed, 0U) << wrong.str();
  EXPECT_GT(check.passed, 0U);
}

// What the network says does not depend on the processor.
TEST(Coding, SameUnderEveryInstructionSet) {
  const auto coded = [](const Models& with) {
    std::ifstream input(kRoot / "examples/us-india/us-india.ndjson");
    std::ostringstream out;
    read_documents(input, "examples", ReadOptions{}, [&](ReadResult&& result) {
      Document& document = *result.document;
      process(document, with);
      for (const Event& event : document.events) {
        out << event.id << ' ' << event.event << ' ' << event.confidence;
        for (const Party& party : event.actor) out << ' ' << document.actors[party.actor].code;
        for (const Party& party : event.recipient) out << " > " << document.actors[party.actor].code;
        for (const std::string& step : event.explanation.steps) out << "; " << step;
        out << '\n';
      }
      return true;
    });
    return out.str();
  };
  const std::string expected = coded(models());
  EXPECT_FALSE(expected.empty());
  for (const std::string name : {"avx2", "scalar"}) {
    ASSERT_EQ(setenv("ENTENTE_INSTRUCTIONS", name.c_str(), 1), 0);
    try {
      EXPECT_EQ(coded(load_models(kRoot / "data", kRoot / "models" / "en.model")), expected) << name;
    } catch (const Error&) {
      // This processor has no such instructions.
      EXPECT_NE(name, "scalar");
    }
  }
  unsetenv("ENTENTE_INSTRUCTIONS");
}

// Every span of a record lies in the text it is said to be in.
TEST(Coding, SpansPointIntoTheText) {
  std::ifstream input(kRoot / "examples/us-india/us-india.ndjson");
  ReadOptions options;
  std::size_t events = 0;
  read_documents(input, "examples", options, [&](ReadResult&& result) {
    EXPECT_TRUE(result.document.has_value()) << result.refusal;
    Document& document = *result.document;
    process(document, models());
    for (const Event& event : document.events) {
      ++events;
      const Span sentence = document.sentences[event.sentence].span;
      EXPECT_TRUE(sentence.contains(event.trigger));
      EXPECT_GT(event.trigger.size(), 0U);
      for (const std::vector<Party>* parties : {&event.actor, &event.recipient}) {
        for (const Party& party : *parties) {
          EXPECT_LE(party.span.end, document.text.size());
          EXPECT_GT(party.span.size(), 0U);
        }
      }
    }
    return true;
  });
  EXPECT_GT(events, 50U);
}

}  // namespace
}  // namespace entente
