// Sentences, words, tags and trees of our own texts against tests/cases/syntax (each file says how
// it is read); then CoNLL-U, the scores on worked examples, faults of model files, threads, odd
// input.
#include "syntax/syntax.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "model/model.h"
#include "text/text.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = ENTENTE_SOURCE_DIR;
const fs::path kModel = kRoot / "models/en.model";

const SyntaxModel& model() {
  static const SyntaxModel loaded = SyntaxModel::load(kModel);
  return loaded;
}

void analyse_sentences(Document& document) {
  tag(document, model());
  parse(document, model());
}

Document analyse(std::string_view text) {
  Document document;
  set_text(document, text);
  tokenize(document, model());
  analyse_sentences(document);
  return document;
}

std::string conllu(const Document& document) {
  std::ostringstream out;
  write_conllu(document, out);
  return out.str();
}

Document from_conllu(const std::string& text) {
  std::istringstream in(text);
  return read_conllu(in, "gold.conllu");
}

// ---------------------------------------------------------------- case files

struct Case {
  std::string where, text;
  std::vector<std::string> lines;
};

std::vector<Case> read_cases(const std::string& name) {
  std::vector<Case> cases;
  std::ifstream in(kRoot / "tests/cases/syntax" / name);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("== ")) {
      cases.push_back({name + ": " + line.substr(3), "", {}});
    } else if (line.starts_with("text ")) {
      for (const char c : line.substr(5))
        cases.back().text += c == '|' ? "\n\n" : std::string(1, c);
    } else {
      cases.back().lines.push_back(line);
    }
  }
  EXPECT_FALSE(cases.empty()) << name;
  return cases;
}

std::string words_of(const Document& document, const Sentence& sentence) {
  std::string out = ">";
  for (const Token& token : sentence.tokens) out.append(" ").append(form(document, token));
  return out;
}

TEST(Syntax, SentencesAndWords) {
  for (const Case& c : read_cases("tokens.txt")) {
    Document document;
    set_text(document, c.text);
    tokenize(document, model());
    std::vector<std::string> found;
    for (const Sentence& sentence : document.sentences)
      found.push_back(words_of(document, sentence));
    EXPECT_EQ(found, c.lines) << c.where;
  }
}

// word/UPOS/Penn tag/lemma
std::string describe(const Document& document, const Token& token) {
  std::string out(form(document, token));
  return out.append("/")
      .append(name_in(kUpos, token.upos))
      .append("/")
      .append(token.xpos)
      .append("/")
      .append(token.lemma);
}

const Token* first_token(const Document& document, std::string_view word) {
  for (const Sentence& sentence : document.sentences) {
    for (const Token& token : sentence.tokens) {
      if (form(document, token) == word) return &token;
    }
  }
  return nullptr;
}

TEST(Syntax, TagsAndLemmas) {
  for (const Case& c : read_cases("words.txt")) {
    const Document document = analyse(c.text);
    for (const std::string& line : c.lines) {
      for (const std::string_view expected : split(line, ' ')) {
        const Token* token = first_token(document, expected.substr(0, expected.find('/')));
        ASSERT_NE(token, nullptr) << c.where << ": no word for " << expected;
        EXPECT_EQ(describe(document, *token), expected) << c.where;
      }
    }
  }
}

// ---------------------------------------------------------------- relations

const std::map<std::string, std::set<Deprel>, std::less<>> kRelations = {
    {"subject", {Deprel::kNsubj}},
    {"passive-subject", {Deprel::kNsubjPass}},
    {"object", {Deprel::kObj}},
    {"recipient", {Deprel::kIobj}},
    {"clause", {Deprel::kCcomp}},
    {"complement", {Deprel::kXcomp, Deprel::kCcomp}},
    {"relative-clause", {Deprel::kAclRelcl}},
    {"possessor", {Deprel::kNmodPoss}},
    {"negation", {Deprel::kAdvmod}},
    {"conjunct", {Deprel::kConj}},
    {"apposition", {Deprel::kAppos}},
    {"name", {Deprel::kFlat}}};

std::string lower_form(const Document& document, const Token& token) {
  return to_lower(form(document, token));
}

bool has_preposition(const Document& document, const Sentence& sentence, std::int32_t head,
                     std::string_view preposition) {
  for (const Token& token : sentence.tokens) {
    if (token.head == head && token.deprel == Deprel::kCase &&
        lower_form(document, token) == preposition)
      return true;
  }
  return false;
}

// Whether the tree of `sentence` holds "relation of head is dependent" or "root is dependent".
bool holds(const Document& document, const Sentence& sentence, const std::string& line) {
  std::vector<std::string_view> parts = split(line, ' ');
  const bool root = parts.size() == 3 && parts[0] == "root";
  if (!root && (parts.size() != 5 || parts[1] != "of")) {
    ADD_FAILURE() << "cannot be read: " << line;
    return false;
  }
  const auto index_of = [&](std::string_view word) {
    for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
      if (form(document, sentence.tokens[i]) == word) return static_cast<std::int32_t>(i);
    }
    ADD_FAILURE() << "no such word: " << word << " in " << line;
    return std::int32_t{0};
  };
  const std::int32_t index = index_of(parts.back());
  const Token& dependent = sentence.tokens[static_cast<std::size_t>(index)];
  if (root) return dependent.head == kNoHead;
  if (dependent.head != index_of(parts[2])) return false;
  if (parts[0].ends_with(':'))
    return has_preposition(document, sentence, index, parts[0].substr(0, parts[0].size() - 1));
  const auto relation = kRelations.find(parts[0]);
  if (relation == kRelations.end()) {
    ADD_FAILURE() << "no such relation: " << line;
    return false;
  }
  return relation->second.contains(dependent.deprel);
}

TEST(Syntax, Relations) {
  for (const Case& c : read_cases("relations.txt")) {
    const Document document = analyse(c.text);
    ASSERT_EQ(document.sentences.size(), 1U) << c.where;
    for (const std::string& line : c.lines) {
      EXPECT_TRUE(holds(document, document.sentences[0], line)) << c.where << ": " << line << "\n"
                                                                << conllu(document);
    }
  }
}

// What the later stages rely on: words in order inside their sentence and paragraph, one root, no
// circle, a lemma each.
void expect_sound(const Document& document) {
  std::uint32_t end = 0;
  for (const Sentence& sentence : document.sentences) {
    ASSERT_FALSE(sentence.tokens.empty());
    ASSERT_LT(sentence.paragraph, document.paragraphs.size());
    EXPECT_TRUE(document.paragraphs[sentence.paragraph].span.contains(sentence.span));
    EXPECT_GE(sentence.span.begin, end);
    end = sentence.span.end;
    std::size_t roots = 0;
    std::uint32_t at = sentence.span.begin;
    const auto size = static_cast<std::int32_t>(sentence.tokens.size());
    for (const Token& token : sentence.tokens) {
      EXPECT_GE(token.span.begin, at);
      EXPECT_GE(token.span.end, token.span.begin);
      at = token.span.end;
      EXPECT_FALSE(token.lemma.empty()) << form(document, token);
      EXPECT_EQ(token.head == kNoHead, token.deprel == Deprel::kRoot);
      roots += token.head == kNoHead ? 1U : 0U;
      std::int32_t steps = 0;
      for (std::int32_t i = token.head; i != kNoHead && steps <= size; ++steps) {
        ASSERT_TRUE(i >= 0 && i < size);
        i = sentence.tokens[static_cast<std::size_t>(i)].head;
      }
      EXPECT_LE(steps, size) << "a circle";
    }
    EXPECT_LE(at, sentence.span.end);
    EXPECT_EQ(roots, 1U);
  }
}

// Every letter of the text is in exactly one word.
void expect_covered(const Document& document) {
  std::string letters;
  for (const char c : document.text) {
    if (static_cast<unsigned char>(c) > 0x20) letters += c;
  }
  std::string in_words;
  for (const Sentence& sentence : document.sentences) {
    for (const Token& token : sentence.tokens) in_words += form(document, token);
  }
  std::erase(in_words, ' ');
  EXPECT_EQ(in_words, letters);
}

TEST(Syntax, TreesAreSound) {
  for (const char* name : {"tokens.txt", "words.txt", "relations.txt"}) {
    for (const Case& c : read_cases(name)) {
      SCOPED_TRACE(c.where);
      const Document document = analyse(c.text);
      EXPECT_FALSE(document.sentences.empty());
      expect_sound(document);
      expect_covered(document);
    }
  }
}

TEST(Syntax, SentencesStayInTheirParagraphs) {
  const Document document = analyse(
      "Joint Statement on Fisheries\n\nThe two ministers met. They agreed.\n\nThe talks go on.");
  std::vector<std::uint32_t> paragraphs;
  for (const Sentence& sentence : document.sentences) paragraphs.push_back(sentence.paragraph);
  EXPECT_EQ(paragraphs, (std::vector<std::uint32_t>{0, 1, 1, 2}));
}

// ---------------------------------------------------------------- CoNLL-U

const std::string kGold =
    "# newdoc id = talks\n"
    "# newpar\n"
    "# sent_id = talks-1\n"
    "# text = Osei didn't sign.\n"
    "1\tOsei\tOsei\tPROPN\tNNP\tNumber=Sing\t4\tnsubj\t_\t_\n"
    "2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "2\tdid\tdo\tAUX\tVBD\tMood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin\t4\taux\t_"
    "\tSpaceAfter=No\n"
    "3\tn't\tnot\tPART\tRB\tPolarity=Neg\t4\tadvmod\t_\t_\n"
    "4\tsign\tsign\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No\n"
    "5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n"
    "\n";

TEST(Conllu, ReadsTextAndTrees) {
  const Document document = from_conllu(kGold);
  EXPECT_EQ(document.id, "talks");
  EXPECT_EQ(document.text, "Osei didn't sign.");
  ASSERT_EQ(document.sentences.size(), 1U);
  const std::vector<Token>& tokens = document.sentences[0].tokens;
  ASSERT_EQ(tokens.size(), 5U);
  EXPECT_EQ(tokens[1].multiword, 2);
  EXPECT_EQ(form(document, tokens[2]), "n't");
  EXPECT_EQ(feature(tokens[1].feats, "Tense"), "Past");
  EXPECT_EQ(tokens[0].head, 3);
  EXPECT_EQ(tokens[3].head, kNoHead);
}

TEST(Conllu, RoundTrip) {
  std::string differences = conllu(from_conllu(kGold));
  std::string expected = kGold;
  EXPECT_EQ(conllu(from_conllu(differences)), differences);
  // The parts of a multiword token may or may not say that no space follows them.
  for (std::string* text : {&differences, &expected}) {
    for (std::size_t at = text->find("SpaceAfter=No"); at != std::string::npos;
         at = text->find("SpaceAfter=No"))
      text->replace(at, 13, "_");
  }
  EXPECT_EQ(differences, expected);
}

TEST(Conllu, AnalysisRoundTrip) {
  for (const Case& c : read_cases("tokens.txt")) {
    Document document = analyse(c.text);
    document.id = "case";
    const std::string written = conllu(document);
    const Document again = from_conllu(written);
    EXPECT_EQ(conllu(again), written) << c.where;
    const ParseScores scores = score_parse(document, again);
    for (const F1& f1 : {scores.sentences, scores.words, scores.upos, scores.xpos, scores.feats,
                         scores.lemma, scores.las}) {
      EXPECT_EQ(f1.f1(), 1.0) << c.where;
    }
  }
}

TEST(Conllu, GoldWordsAreKept) {
  Document document = from_conllu(kGold);
  strip_annotation(document);
  EXPECT_TRUE(document.sentences[0].tokens[0].lemma.empty());
  analyse_sentences(document);
  EXPECT_EQ(words_of(document, document.sentences[0]), "> Osei did n't sign .");
  EXPECT_EQ(document.sentences[0].tokens[3].lemma, "sign");
}

// What reading refuses, and the line it names.
std::string fault(const std::string& text) {
  try {
    from_conllu(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInput);
    return error.what();
  }
  return "";
}

TEST(Conllu, FaultsNameTheLine) {
  EXPECT_EQ(fault("# a\n1\ttwo\tcolumns\n"), "gold.conllu: line 2: expected 10 columns, found 3");
  EXPECT_EQ(fault("1\ta\ta\tNOUNS\tNN\t_\t0\troot\t_\t_\n"),
            "gold.conllu: line 1: unknown part of speech NOUNS");
  EXPECT_EQ(fault("1\ta\ta\tNOUN\tNN\t_\t0\tboss\t_\t_\n"),
            "gold.conllu: line 1: unknown relation boss");
  EXPECT_EQ(fault("2\ta\ta\tNOUN\tNN\t_\t0\troot\t_\t_\n"),
            "gold.conllu: line 1: expected word 1, found 2");
  EXPECT_EQ(fault("1\ta\ta\tNOUN\tNN\t_\tx\troot\t_\t_\n"), "gold.conllu: line 1: bad head x");
  EXPECT_EQ(fault("1\ta\ta\tNOUN\tNN\t_\t7\tdet\t_\t_\n\n"),
            "gold.conllu: line 2: a head is outside the sentence");
  EXPECT_EQ(fault("1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\ta\tNOUN\tNN\t_\t0\troot\t_\t_\n\n"),
            "gold.conllu: line 3: a multiword token has too few words");
}

TEST(Conllu, EmptyInputIsAnEmptyDocument) {
  EXPECT_TRUE(from_conllu("").sentences.empty());
  EXPECT_TRUE(from_conllu("\n\n# only a comment\n\n").sentences.empty());
}

// ---------------------------------------------------------------- scores

// A line of CoNLL-U for the worked examples.
std::string row(int id, std::string_view word, std::string_view upos, int head,
                std::string_view relation, bool space_after = true) {
  std::ostringstream out;
  out << id << '\t' << word << '\t' << word << '\t' << upos << "\tX\t_\t" << head << '\t'
      << relation << "\t_\t" << (space_after ? "_" : "SpaceAfter=No") << '\n';
  return out.str();
}

const std::string kGoldRows =
    row(1, "Talks", "NOUN", 2, "nsubj") + row(2, "failed", "VERB", 0, "root") +
    row(3, "in", "ADP", 4, "case") + row(4, "May", "PROPN", 2, "obl", false) +
    row(5, ".", "PUNCT", 2, "punct") + "\n" + row(1, "They", "PRON", 2, "nsubj") +
    row(2, "left", "VERB", 0, "root") + "\n";

void expect_counts(const F1& f1, std::uint64_t correct, std::uint64_t gold, std::uint64_t system) {
  EXPECT_EQ(f1.correct, correct);
  EXPECT_EQ(f1.gold, gold);
  EXPECT_EQ(f1.system, system);
}

TEST(Scores, PerfectIsOne) {
  const ParseScores scores = score_parse(from_conllu(kGoldRows), from_conllu(kGoldRows));
  expect_counts(scores.sentences, 2, 2, 2);
  expect_counts(scores.las, 7, 7, 7);
  EXPECT_EQ(scores.las.f1(), 1.0);
}

// One sentence instead of two; "May." is one word, so "May" and "." are lost and what hangs on the
// one word has no counterpart; one wrong tag; one right head with a wrong label; a subtype does not
// count against the label.
TEST(Scores, WorkedExample) {
  const std::string system = row(1, "Talks", "VERB", 2, "nsubj:pass") +
                             row(2, "failed", "VERB", 0, "root") + row(3, "in", "ADP", 4, "case") +
                             row(4, "May.", "PROPN", 2, "obl") + row(5, "They", "PRON", 6, "obj") +
                             row(6, "left", "VERB", 2, "conj") + "\n";
  const ParseScores scores = score_parse(from_conllu(kGoldRows), from_conllu(system));
  expect_counts(scores.sentences, 0, 2, 1);
  expect_counts(scores.words, 5, 7, 6);  // Talks failed in They left
  expect_counts(scores.upos, 4, 7, 6);   // not Talks
  expect_counts(scores.uas, 3, 7, 6);    // Talks, failed, They
  expect_counts(scores.las, 2, 7, 6);    // not They
  EXPECT_DOUBLE_EQ(scores.words.precision(), 5.0 / 6);
  EXPECT_DOUBLE_EQ(scores.words.recall(), 5.0 / 7);
  EXPECT_DOUBLE_EQ(scores.words.f1(), 10.0 / 13);
  EXPECT_DOUBLE_EQ(scores.las.f1(), 4.0 / 13);
}

TEST(Scores, NothingIsZero) {
  const ParseScores scores = score_parse(from_conllu(kGoldRows), Document{});
  expect_counts(scores.words, 0, 7, 0);
  EXPECT_EQ(scores.words.f1(), 0.0);
  EXPECT_EQ(score_parse(Document{}, Document{}).las.f1(), 0.0);
}

// ---------------------------------------------------------------- model files

// Removed with its folder at the end of the test.
class ModelFaults : public ::testing::Test {
 protected:
  ModelFaults()
      : folder_(fs::temp_directory_path() / ("entente-syntax-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~ModelFaults() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  ModelFaults(const ModelFaults&) = delete;
  ModelFaults& operator=(const ModelFaults&) = delete;

  [[nodiscard]] fs::path path() const { return folder_ / "some.model"; }

  // What loading a file of these bytes says.
  [[nodiscard]] std::string refusal(const std::string& bytes) const {
    std::ofstream(path(), std::ios::binary) << bytes;
    return refusal_of(path());
  }

  static std::string refusal_of(const fs::path& path) {
    try {
      SyntaxModel::load(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kFatal);
      EXPECT_EQ(std::string(error.what()).find(path.string()), 0U) << error.what();
      return error.what();
    }
    return "";
  }

 private:
  fs::path folder_;
};

bool says(const std::string& message, std::string_view part) {
  return message.find(part) != std::string::npos;
}

TEST_F(ModelFaults, Missing) { EXPECT_PRED2(says, refusal_of(path()), "No such file"); }

TEST_F(ModelFaults, NotAModel) {
  EXPECT_PRED2(says, refusal(""), "not a model file");
  EXPECT_PRED2(says, refusal("The ministers met in Port Vale and agreed to meet again."),
               "not a model file");
}

TEST_F(ModelFaults, Truncated) {
  const std::string whole = read_file(kModel);
  EXPECT_PRED2(says, refusal(whole.substr(0, 20)), "truncated");
  for (const std::size_t size : {std::size_t{32}, whole.size() / 2, whole.size() - 1}) {
    EXPECT_PRED2(says, refusal(whole.substr(0, size)), "truncated");
  }
  EXPECT_PRED2(says, refusal(whole + "x"), "truncated or extended");
}

TEST_F(ModelFaults, FlippedByte) {
  std::string bytes = read_file(kModel);
  for (const std::size_t at : {std::size_t{32}, bytes.size() / 3, bytes.size() - 1}) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    EXPECT_PRED2(says, refusal(bytes), "damaged");
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  }
}

TEST_F(ModelFaults, NewerVersion) {
  std::string bytes = read_file(kModel);
  bytes[8] = 99;
  EXPECT_PRED2(says, refusal(bytes), "format version 99, this program reads up to version");
}

// Sections that are whole but not what the program needs.
TEST_F(ModelFaults, Sections) {
  const auto saved_with = [&](const std::string& section, const std::string& bytes) {
    ModelFile file = ModelFile::load(kModel);
    file.set(section, bytes);
    file.save(path());
    return refusal_of(path());
  };
  EXPECT_PRED2(says, saved_with("parser", ""), "section parser at byte 0: ends early");
  EXPECT_PRED2(says, saved_with("tagger", std::string(20, '\xFF')), "section tagger");
  EXPECT_PRED2(says, saved_with("selftest", "0123456789abcdef0123456789abcdef\nThe ministers met."),
               "self-test");
  ModelFile file;
  file.set("selftest", "");
  file.save(path());
  EXPECT_PRED2(says, refusal_of(path()), "section clusters is missing");
}

TEST_F(ModelFaults, SavedAgainIsTheSameFile) {
  ModelFile::load(kModel).save(path());
  EXPECT_TRUE(read_file(path()) == read_file(kModel));
}

// ---------------------------------------------------------------- threads and odd input

std::string all_cases() {
  std::string text;
  for (const char* name : {"tokens.txt", "words.txt", "relations.txt"}) {
    for (const Case& c : read_cases(name)) text += c.text + "\n\n";
  }
  return text;
}

TEST(Syntax, ThreadsGiveTheSame) {
  const std::string text = all_cases();
  const std::string expected = conllu(analyse(text));
  std::array<std::string, 2> found;
  {
    std::vector<std::jthread> threads;
    for (std::string& result : found) {
      threads.emplace_back([&] {
        for (int i = 0; i < 5; ++i) result = conllu(analyse(text));
      });
    }
  }
  for (const std::string& result : found) EXPECT_TRUE(result == expected);
}

// A text is analysed the same whatever was analysed before it.
TEST(Syntax, CallsDoNotDependOnEachOther) {
  const std::string text = "The envoy was expelled by the government.";
  const std::string first = conllu(analyse(text));
  analyse(std::string(3000, 'z') + " ?! " + all_cases());
  EXPECT_EQ(conllu(analyse(text)), first);
}

TEST(Syntax, OddInput) {
  std::string without_stop;
  for (int i = 0; i < 3000; ++i) without_stop += "talks and ";
  std::string every_byte;
  for (int i = 1; i < 256; ++i) every_byte += static_cast<char>(i);
  const std::vector<std::string> texts = {
      std::string(50000, 'a'),
      std::string(50000, '.'),
      std::string(20000, '('),
      std::string(50000, '7'),
      without_stop,
      every_byte,
      ".",
      "'",
      "\"",
      "--",
      "?!?! ... --- ***",
      "'s n't 'll",
      "(((\"'",
      "\xF0\x9F\x95\x8A\xEF\xB8\x8F \xE2\x80\x94 \xE2\x80\xA6",
      "\xE5\xA4\x96\xE4\xBA\xA4\xE9\x83\xA8\xE9\x95\xBF\xE4\xBC\x9A\xE8\xA7\x81\xE3\x80\x82",
      "A",
      "U.S.",
      "MINISTERS MEET IN PORT VALE TO SIGN TREATY",
  };
  for (const std::string& text : texts) {
    SCOPED_TRACE(text.substr(0, 40));
    const Document document = analyse(text);
    expect_sound(document);
    expect_covered(document);
  }
}

TEST(Syntax, NothingToRead) {
  for (const char* text : {"", " ", "\n\n\n", " \t \n \n"})
    EXPECT_TRUE(analyse(text).sentences.empty());
  Document document;  // paragraphs without words, as a caller may set them
  document.text = "  \n";
  document.paragraphs = {{{0, 0}, 0, false}, {{0, 2}, 0, false}, {{3, 3}, 3, true}};
  tokenize(document, model());
  analyse_sentences(document);
  EXPECT_TRUE(document.sentences.empty());
}

}  // namespace
}  // namespace entente
