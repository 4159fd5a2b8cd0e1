// Runs the cases of tests/cases/syntax: words, sentences, trees, CoNLL-U, scores, model files.
#include "syntax/syntax.h"
#include "network/network.h"
#include "syntax/tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

namespace entente {
namespace {

const std::filesystem::path kCases = std::filesystem::path(ENTENTE_SOURCE_DIR) / "tests/cases/syntax";
const std::filesystem::path kModel = std::filesystem::path(ENTENTE_SOURCE_DIR) / "models/en.model";

const SyntaxModel& model() {
  static const SyntaxModel loaded = SyntaxModel::load(kModel);
  return loaded;
}

// Lines that are neither empty nor comments.
void each_line(const std::string& file, const std::function<void(const std::string&)>& on_line) {
  const std::string text = read_file(kCases / file);
  for (const std::string_view line : split(text, '\n')) {
    if (!trim(line).empty() && line.front() != '#') on_line(std::string(line));
  }
}

Document one_paragraph(std::string text) {
  Document document;
  document.text = std::move(text);
  document.paragraphs.push_back({{0, static_cast<std::uint32_t>(document.text.size())}, 0, false});
  return document;
}

Document analysed(std::string text) {
  Document document = one_paragraph(std::move(text));
  tokenize(document, model());
  parse(document, model());
  return document;
}

std::string to_conllu(const Document& document) {
  std::ostringstream out;
  write_conllu(document, out);
  return out.str();
}

Document from_conllu(const std::string& text) {
  std::istringstream in(text);
  return read_conllu(in, "test");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// ---------------------------------------------------------------- words and sentences

std::string words_of(const Document& document) {
  std::string out;
  for (const Sentence& sentence : document.sentences) {
    int inside = 0;
    for (const Token& token : sentence.tokens) {
      if (!out.empty()) out += inside > 0 ? '+' : ' ';
      out += form(document, token);
      if (token.multiword > 0) inside = token.multiword;
      if (inside > 0) --inside;
    }
  }
  return out;
}

TEST(Tokenize, Words) {
  each_line("words.txt", [](const std::string& line) {
    const std::size_t arrow = line.find(" => ");
    Document document = one_paragraph(line.substr(0, arrow));
    tokenize(document, model());
    EXPECT_EQ(words_of(document), line.substr(arrow + 4));
  });
}

TEST(Tokenize, Sentences) {
  each_line("sentences.txt", [](const std::string& line) {
    Document document = one_paragraph(replaced(line, " | ", " "));
    tokenize(document, model());
    std::string found;
    for (const Sentence& sentence : document.sentences) {
      if (!found.empty()) found += " | ";
      found += slice(document.text, sentence.span);
    }
    EXPECT_EQ(found, line);
  });
}

TEST(Tokenize, ParagraphsEndSentencesAndHeadingsAreOne) {
  Document document;
  document.text = "Talks End. No Deal Yet\n\nthe envoys left";
  document.paragraphs = {{{0, 22}, 0, true}, {{24, 40}, 24, false}};
  tokenize(document, model());
  ASSERT_EQ(document.sentences.size(), 2U);
  EXPECT_TRUE(document.sentences[0].heading);
  EXPECT_FALSE(document.sentences[1].heading);
  EXPECT_EQ(document.sentences[1].paragraph, 1U);
}

// Every byte that is no space belongs to one word, words are in order, sentences too.
void expect_covered(const Document& document) {
  std::uint32_t at = 0;
  for (const Sentence& sentence : document.sentences) {
    ASSERT_FALSE(sentence.tokens.empty());
    EXPECT_LE(sentence.tokens.size(), 2U * 400U + 20U);
    for (const Token& token : sentence.tokens) {
      ASSERT_LE(at, token.span.begin);
      ASSERT_LT(token.span.begin, token.span.end);
      EXPECT_LE(token.span.size(), 1010U);
      at = token.span.end;
    }
  }
}

TEST(Tokenize, AnyBytes) {
  std::uint64_t state = 7;
  for (int round = 0; round < 20; ++round) {
    std::string bytes;
    for (int i = 0; i < 5000; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      bytes.push_back(static_cast<char>(state >> 56U));
    }
    expect_covered(analysed(bytes));
  }
}

TEST(Tokenize, LongRunsStayBounded) {
  const std::vector<std::string> runs = {"a", "'s", "n't", ".", "\xE2\x80\x99", "a-", "\xC3\xA9", "\x80", "1a", "("};
  for (const std::string& run : runs) {
    std::string text;
    while (text.size() < 60000) text += run;
    Document document = one_paragraph(text);
    tokenize(document, model());
    expect_covered(document);
  }
}

TEST(Tokenize, NothingGivesNothing) {
  EXPECT_TRUE(analysed("").sentences.empty());
  EXPECT_TRUE(analysed(" \n\t ").sentences.empty());
}

// ---------------------------------------------------------------- trees

std::string words_with_relations(const Document& document) {
  std::string out;
  for (const Sentence& sentence : document.sentences) {
    for (const Token& token : sentence.tokens) {
      const std::string head(token.head == kNoHead ? "ROOT" : form(document, sentence.tokens[static_cast<std::size_t>(token.head)]));
      out += std::string(name_in(kDeprels, token.deprel)) + "(" + head + ", " + std::string(form(document, token)) + ") ";
    }
  }
  return out;
}

// `wanted` without a subtype also accepts relations that have one.
bool has_relation(const std::string& tree, const std::string& wanted) {
  if ((" " + tree).find(" " + wanted + " ") != std::string::npos) return true;
  const std::size_t open = wanted.find('(');
  if (wanted.substr(0, open).find(':') != std::string::npos) return false;
  const std::string rest = wanted.substr(open) + " ";
  for (std::size_t at = tree.find(rest); at != std::string::npos; at = tree.find(rest, at + 1)) {
    const std::size_t begin = at == 0 ? 0 : tree.rfind(' ', at - 1) + 1;
    const std::string relation = tree.substr(begin, at - begin);
    if (relation.substr(0, relation.find(':')) == wanted.substr(0, open)) return true;
  }
  return false;
}

TEST(Parse, KeyRelations) {
  std::string tree;
  each_line("trees.txt", [&](const std::string& line) {
    if (line.starts_with("text: ")) {
      tree = words_with_relations(analysed(line.substr(6)));
    } else {
      EXPECT_TRUE(has_relation(tree, line)) << line << " is not in " << tree;
    }
  });
}

TEST(Parse, OneRootAndNoCycle) {
  each_line("trees.txt", [&](const std::string& line) {
    for (const Sentence& sentence : analysed(line).sentences) {
      const auto roots = std::count_if(sentence.tokens.begin(), sentence.tokens.end(),
                                       [](const Token& token) { return token.head == kNoHead; });
      EXPECT_EQ(roots, 1);
      for (const Token& token : sentence.tokens) {
        EXPECT_EQ(token.head == kNoHead, token.deprel == Deprel::kRoot);
        std::size_t steps = 0;
        for (std::int32_t at = token.head; at != kNoHead; ++steps) {
          ASSERT_LE(steps, sentence.tokens.size());
          at = sentence.tokens[static_cast<std::size_t>(at)].head;
        }
      }
    }
  });
}

TEST(Parse, SameInAllThreads) {
  const std::string text = read_file(kCases / "trees.txt");
  const std::string expected = to_conllu(analysed(text));
  std::vector<std::string> found(4);
  std::vector<std::thread> threads;
  for (std::string& result : found) threads.emplace_back([&] { result = to_conllu(analysed(text)); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : found) EXPECT_EQ(result, expected);
}

TEST(Parse, SameUnderEveryInstructionSet) {
  const std::string text = read_file(kCases / "trees.txt");
  const std::string expected = to_conllu(analysed(text));
  for (const network::Kernels* kernels : network::available_kernels()) {
    ASSERT_EQ(setenv("ENTENTE_INSTRUCTIONS", kernels->name, 1), 0);
    const SyntaxModel other = SyntaxModel::load(kModel);
    EXPECT_EQ(other.instructions(), kernels->name);
    Document document = one_paragraph(text);
    tokenize(document, other);
    parse(document, other);
    EXPECT_EQ(to_conllu(document), expected) << kernels->name;
  }
  unsetenv("ENTENTE_INSTRUCTIONS");
}

TEST(Parse, UnknownInstructionSetIsAUsageError) {
  ASSERT_EQ(setenv("ENTENTE_INSTRUCTIONS", "abacus", 1), 0);
  try {
    SyntaxModel::load(kModel);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_NE(std::string(error.what()).find("'abacus'; this processor runs "), std::string::npos) << error.what();
  }
  unsetenv("ENTENTE_INSTRUCTIONS");
}

// A sentence gives the same tree alone and among others of its document.
TEST(Parse, OtherSentencesDoNotMatter) {
  each_line("trees.txt", [](const std::string& line) {
    if (!line.starts_with("text: ")) return;
    const std::string alone = words_with_relations(analysed(line.substr(6)));
    Document among;
    among.text = "Talks ended.\n" + line.substr(6) + "\nThe two sides, which had met before, will meet again in March.";
    std::uint32_t begin = 0;
    for (const std::string_view part : split(among.text, '\n')) {
      const auto end = begin + static_cast<std::uint32_t>(part.size());
      among.paragraphs.push_back({{begin, end}, begin, false});
      begin = end + 1;
    }
    tokenize(among, model());
    parse(among, model());
    EXPECT_NE(words_with_relations(among).find(alone), std::string::npos) << alone;
  });
}

// Heads of all trees with one root over `n` words.
void each_tree(std::size_t n, const std::function<void(const std::vector<std::int32_t>&)>& on_tree) {
  std::vector<std::int32_t> heads(n, -1);
  for (;;) {
    std::size_t roots = 0;
    bool tree = true;
    for (std::size_t i = 0; i < n && tree; ++i) {
      if (heads[i] < 0) ++roots;
      std::size_t steps = 0;
      for (auto at = static_cast<std::int32_t>(i); at >= 0 && tree; at = heads[static_cast<std::size_t>(at)]) tree = ++steps <= n;
    }
    if (tree && roots == 1) on_tree(heads);
    std::size_t digit = 0;
    while (digit < n && ++heads[digit] == static_cast<std::int32_t>(n)) heads[digit++] = -1;
    if (digit == n) return;
  }
}

TEST(Tree, BestOfAllTrees) {
  std::uint64_t state = 11;
  for (int round = 0; round < 400; ++round) {
    const std::size_t n = 1 + static_cast<std::size_t>(round) % 5;
    std::vector<std::int32_t> scores(n * 16);
    for (std::int32_t& score : scores) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      score = static_cast<std::int32_t>(state >> 48U) - 32768;
    }
    const auto sum = [&](const std::vector<std::int32_t>& heads) {
      std::int64_t total = 0;
      for (std::size_t i = 0; i < n; ++i) total += scores[i * 16 + static_cast<std::size_t>(heads[i] + 1)];
      return total;
    };
    std::int64_t best = INT64_MIN;
    each_tree(n, [&](const std::vector<std::int32_t>& heads) { best = std::max(best, sum(heads)); });
    const std::vector<std::int32_t> before = scores;
    std::vector<std::int32_t> heads(n);
    syntax::best_tree(scores, 16, heads);
    scores = before;
    EXPECT_EQ(sum(heads), best) << "round " << round;
  }
}

// Cases in blocks: "== name", "text ..." and what is expected of it.
struct Case {
  std::string name, text;
  std::vector<std::string> lines;
};

std::vector<Case> read_cases(const std::string& file) {
  std::vector<Case> cases;
  each_line(file, [&](const std::string& line) {
    if (line.starts_with("== ")) {
      cases.push_back({file + ": " + line.substr(3), "", {}});
    } else if (line.starts_with("text ")) {
      cases.back().text = line.substr(5);
    } else {
      cases.back().lines.push_back(line);
    }
  });
  EXPECT_FALSE(cases.empty()) << file;
  return cases;
}

// The first token of that form, its number in the sentence; -2 where there is none.
std::int32_t index_of(const Document& document, std::string_view word) {
  const std::vector<Token>& tokens = document.sentences.at(0).tokens;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (form(document, tokens[i]) == word) return static_cast<std::int32_t>(i);
  }
  ADD_FAILURE() << "no such word: " << word;
  return -2;
}

TEST(Tag, TagsAndLemmas) {
  for (const Case& c : read_cases("tags.txt")) {
    const Document document = analysed(c.text);
    for (const std::string& line : c.lines) {
      for (const std::string_view expected : split(line, ' ')) {
        const std::string word(expected.substr(0, expected.find('/')));
        const std::int32_t i = index_of(document, word);
        if (i < 0) continue;
        const Token& token = document.sentences[0].tokens[static_cast<std::size_t>(i)];
        EXPECT_EQ(word + "/" + std::string(name_in(kUpos, token.upos)) + "/" + token.xpos + "/" + token.lemma, expected) << c.name;
      }
    }
  }
}

const std::map<std::string, std::vector<Deprel>, std::less<>> kRelations = {
    {"subject", {Deprel::kNsubj}},       {"passive-subject", {Deprel::kNsubjPass}},
    {"object", {Deprel::kObj}},          {"recipient", {Deprel::kIobj}},
    {"clause", {Deprel::kCcomp}},        {"complement", {Deprel::kXcomp, Deprel::kCcomp}},
    {"relative-clause", {Deprel::kAclRelcl}}, {"possessor", {Deprel::kNmodPoss}},
    {"negation", {Deprel::kAdvmod}},     {"conjunct", {Deprel::kConj}},
    {"apposition", {Deprel::kAppos}},    {"name", {Deprel::kFlat}}};

// "relation of head is dependent", "root is dependent", or a preposition: "with: of head is dependent".
bool holds(const Document& document, const std::string& line) {
  const std::vector<std::string_view> parts = split(line, ' ');
  const std::vector<Token>& tokens = document.sentences.at(0).tokens;
  const std::int32_t index = index_of(document, parts.back());
  if (index < 0) return false;
  const Token& dependent = tokens[static_cast<std::size_t>(index)];
  if (parts.size() == 3 && parts[0] == "root") return dependent.head == kNoHead;
  if (parts.size() != 5 || dependent.head != index_of(document, parts[2])) return false;
  if (parts[0].ends_with(':')) {
    const std::string_view preposition = parts[0].substr(0, parts[0].size() - 1);
    return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
      return token.head == index && token.deprel == Deprel::kCase && form(document, token) == preposition;
    });
  }
  const auto relation = kRelations.find(parts[0]);
  if (relation == kRelations.end()) return false;
  return std::find(relation->second.begin(), relation->second.end(), dependent.deprel) != relation->second.end();
}

TEST(Parse, DiplomaticSentences) {
  for (const Case& c : read_cases("relations.txt")) {
    const Document document = analysed(c.text);
    ASSERT_EQ(document.sentences.size(), 1U) << c.name;
    for (const std::string& line : c.lines) {
      EXPECT_TRUE(holds(document, line)) << c.name << ": " << line << " in " << words_with_relations(document);
    }
  }
}

// Headlines and titles that no training has seen: nominal events ("Secretary X's Call with Y"), Headline Case,
// capitals. The root is the event, and most attachments are right.
TEST(Parse, HeadlinesAndTitles) {
  std::ifstream in(std::filesystem::path(ENTENTE_SOURCE_DIR) / "train/data/headlines_dev.conllu");
  const Document gold = read_conllu(in, "headlines_dev.conllu");
  Document found = gold;
  strip_annotation(found);
  parse(found, model());
  EXPECT_GE(score_parse(gold, found).las.f1(), 0.90);
  std::size_t roots = 0;
  for (std::size_t s = 0; s < gold.sentences.size(); ++s) {
    const auto root_of = [&](const Document& document) {
      const std::vector<Token>& tokens = document.sentences[s].tokens;
      return std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.head == kNoHead; }) - tokens.begin();
    };
    if (root_of(gold) == root_of(found)) ++roots;
    else std::cout << "other root: " << slice(gold.text, gold.sentences[s].span) << '\n';
  }
  EXPECT_GE(static_cast<double>(roots), 0.95 * static_cast<double>(gold.sentences.size()));
}

// Fifty thousand characters without a space, lone marks, another script: still one root a sentence.
TEST(Parse, OddInput) {
  for (const std::string& text : {std::string(50000, 'a'), std::string(50000, '.'), std::string("."), std::string("'"),
                                  std::string("?!?! ... --- ***"), std::string("'s n't 'll"), std::string("(((\"'"),
                                  std::string("U.S."), std::string("\xE5\xA4\x96\xE4\xBA\xA4\xE9\x83\xA8\xE3\x80\x82")}) {
    const Document document = analysed(text);
    expect_covered(document);
    EXPECT_FALSE(document.sentences.empty()) << text.substr(0, 40);
    for (const Sentence& sentence : document.sentences) {
      EXPECT_EQ(std::count_if(sentence.tokens.begin(), sentence.tokens.end(), [](const Token& token) { return token.head == kNoHead; }), 1);
    }
  }
}

// ---------------------------------------------------------------- CoNLL-U

TEST(Conllu, RoundTrip) {
  const std::string text = read_file(kCases / "round_trip.conllu");
  const Document document = from_conllu(text);
  EXPECT_EQ(to_conllu(document), text);
  EXPECT_EQ(document.text, "The envoy didn't write (again). Nobody minds.\n\nSo be it");
  EXPECT_EQ(document.paragraphs.size(), 2U);
}

TEST(Conllu, AnalysisRoundTrip) {
  const std::string text = to_conllu(analysed("The envoys didn't sign. \"It's over,\" they said."));
  EXPECT_EQ(replaced(to_conllu(from_conllu(text)), "\r", ""), text);
}

TEST(Conllu, EmptyNodesAndCommentsAreSkipped) {
  const Document document = from_conllu(
      "# a comment\n1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_\n1.1\tyou\tyou\tPRON\tPRP\t_\t_\t_\t1:nsubj\t_\n"
      "2\thome\thome\tADV\tRB\t_\t1\tadvmod\t_\tSpaceAfter=No\n");
  ASSERT_EQ(document.sentences.size(), 1U);
  EXPECT_EQ(document.sentences[0].tokens.size(), 2U);
  EXPECT_EQ(document.text, "Go home");
}

TEST(Conllu, Faults) {
  each_line("faults.txt", [](const std::string& line) {
    const std::size_t arrow = line.find(" => ");
    const std::string input = replaced(replaced(line.substr(arrow + 4), " / ", "\n"), "~", "\t");
    try {
      from_conllu(input + "\n");
      ADD_FAILURE() << "no error for " << line;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput);
      EXPECT_NE(std::string(error.what()).find(line.substr(0, arrow)), std::string::npos) << error.what();
    }
  });
}

TEST(Conllu, StripAnnotationKeepsWords) {
  Document document = from_conllu(read_file(kCases / "round_trip.conllu"));
  const std::string words = words_of(document);
  strip_annotation(document);
  EXPECT_EQ(words_of(document), words);
  EXPECT_EQ(document.sentences[0].tokens[2].multiword, 2);
  EXPECT_TRUE(document.sentences[0].tokens[0].lemma.empty());
  EXPECT_EQ(document.sentences[0].tokens[0].head, kNoHead);
}

// ---------------------------------------------------------------- scores

// Gold: "We met. So what" in two sentences. System: one sentence, "So what" as one word, "met"
// as noun, "We" with the right head and a wrong relation.
TEST(Score, WorkedByHand) {
  const Document gold = from_conllu(
      "1\tWe\twe\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n2\tmet\tmeet\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No\n"
      "3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n"
      "1\tSo\tso\tADV\tRB\t_\t2\tadvmod\t_\t_\n2\twhat\twhat\tPRON\tWP\t_\t0\troot\t_\t_\n");
  const Document system = from_conllu(
      "1\tWe\twe\tPRON\tPRP\t_\t2\tobj\t_\t_\n2\tmet\tmet\tNOUN\tNN\t_\t0\troot\t_\tSpaceAfter=No\n"
      "3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n"
      "4\tSowhat\tso\tADV\tRB\t_\t2\tadvmod\t_\t_\n");
  const ParseScores scores = score_parse(gold, system);
  EXPECT_EQ(scores.sentences.correct, 0U);
  EXPECT_EQ(scores.sentences.gold, 2U);
  EXPECT_EQ(scores.sentences.system, 1U);
  EXPECT_EQ(scores.words.correct, 3U);
  EXPECT_EQ(scores.words.gold, 5U);
  EXPECT_EQ(scores.words.system, 4U);
  EXPECT_EQ(scores.upos.correct, 2U);
  EXPECT_EQ(scores.lemma.correct, 2U);
  EXPECT_EQ(scores.uas.correct, 3U);
  EXPECT_EQ(scores.las.correct, 2U);
  EXPECT_DOUBLE_EQ(scores.words.f1(), 2.0 * 3 / 9);
  EXPECT_DOUBLE_EQ(scores.las.precision(), 0.5);
  EXPECT_DOUBLE_EQ(scores.las.recall(), 0.4);
}

TEST(Score, SubtypesDoNotCount) {
  const std::string line = "1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_\n2\ton\ton\tADP\tRP\t_\t1\t";
  const ParseScores scores = score_parse(from_conllu(line + "compound:prt\t_\t_\n"), from_conllu(line + "compound\t_\t_\n"));
  EXPECT_EQ(scores.las.correct, 2U);
}

// ---------------------------------------------------------------- model files

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFatal);
    return error.what();
  }
  return "no error";
}

std::string small_model() {
  ModelFile file;
  file.set("words", "some bytes");
  file.set("trees", std::string("\0\1\2", 3));
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "entente-syntax-test.model";
  file.save(path);
  std::string bytes = read_file(path);
  std::filesystem::remove(path);
  return bytes;
}

TEST(Model, RoundTrip) {
  const ModelFile file = ModelFile::parse(small_model(), "m");
  EXPECT_EQ(file.section("words"), "some bytes");
  EXPECT_EQ(file.section("trees"), std::string_view("\0\1\2", 3));
  EXPECT_FALSE(file.has("rules"));
  EXPECT_EQ(error_of([&] { static_cast<void>(file.section("rules")); }), "section rules is missing");
}

TEST(Model, EveryTruncationIsRefused) {
  const std::string bytes = small_model();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string error = error_of([&] { ModelFile::parse(bytes.substr(0, size), "m"); });
    EXPECT_TRUE(error.starts_with("m: ")) << size << ": " << error;
  }
}

TEST(Model, EveryFlippedByteIsRefused) {
  const std::string bytes = small_model();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_NE(error_of([&] { ModelFile::parse(damaged, "m"); }), "no error") << i;
  }
}

TEST(Model, NewerVersionIsRefused) {
  std::string bytes = small_model();
  bytes[8] = 99;
  EXPECT_EQ(error_of([&] { ModelFile::parse(bytes, "m"); }),
            "m: format version 99, this program reads up to version 2");
}

TEST(Model, MissingFileNamesItself) {
  EXPECT_NE(error_of([] { SyntaxModel::load("no/such.model"); }).find("no/such.model"), std::string::npos);
}

TEST(Model, SelfTestTellsOtherAnswers) {
  ModelFile file = ModelFile::load(kModel);
  std::string record(file.section("selftest"));
  record[0] = record[0] == '0' ? '1' : '0';
  file.set("selftest", record);
  EXPECT_NE(error_of([&] { SyntaxModel{file}; }).find("does not give its recorded answers"), std::string::npos);
}

TEST(Model, CutSectionsAreRefused) {
  for (const std::string name : {"lemmas", "network", "tokenizer"}) {
    ModelFile file = ModelFile::load(kModel);
    const std::string bytes(file.section(name));
    file.set(name, bytes.substr(0, bytes.size() / 2));
    EXPECT_NE(error_of([&] { SyntaxModel{file}; }), "no error") << name;
  }
}

}  // namespace
}  // namespace entente
