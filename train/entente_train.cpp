// entente-train: learns a model from CoNLL-U treebanks and measures it.
#include <fmt/format.h>
#include <zlib.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <sstream>

#include "learn.h"
#include "program.h"
#include "syntax/impl.h"
#include "text/text.h"

namespace entente::train {
namespace {

// Plain or gzip, told by content.
std::string read_maybe_gzip(const std::string& path) {
  struct Close {
    void operator()(gzFile file) const { gzclose(file); }
  };
  const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
  if (!file) throw Error(ErrorKind::kFatal, path + ": cannot be opened");
  std::string bytes;
  std::vector<char> buffer(1U << 20U);
  int got = 0;
  while ((got = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()))) > 0) {
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  if (got < 0) throw Error(ErrorKind::kFatal, path + ": damaged gzip data");
  return bytes;
}

Document read_treebank(const std::string& path) {
  std::istringstream in(read_maybe_gzip(path));
  return read_conllu(in, path);
}

// Sentences of our own for the self-test: what the program reads, in small.
constexpr std::string_view kSelfTest =
    "Minister's Call with the Foreign Secretary of Norland\n"
    "The two ministers met in Port Vale on 3 May 2024 and agreed to resume talks on fisheries. "
    "\"We can't wait another year,\" Dr. A. B. Lindqvist said.\n"
    "Norland's navy, which had blocked the strait since March, was asked by the U.N. to withdraw "
    "1,500 troops; it hasn't done so.";

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Document raw_copy(const Document& gold) {
  Document raw;
  raw.text = gold.text;
  raw.paragraphs = gold.paragraphs;
  return raw;
}

void report(const std::string& name, const Document& gold, const SyntaxModel& model) {
  Document words = gold;
  strip_annotation(words);
  auto start = std::chrono::steady_clock::now();
  parse(words, model);
  const double parse_time = seconds_since(start);
  const ParseScores on_words = score_parse(gold, words);
  Document raw = raw_copy(gold);
  start = std::chrono::steady_clock::now();
  tokenize(raw, model);
  const double tokenize_time = seconds_since(start);
  parse(raw, model);
  const ParseScores on_text = score_parse(gold, raw);
  const auto line = [&](std::string_view kind, const ParseScores& s) {
    fmt::print("{} {}: sentences {:.2f} words {:.2f} UPOS {:.2f} XPOS {:.2f} FEATS {:.2f} lemma {:.2f} UAS {:.2f} LAS {:.2f}\n",
               name, kind, 100 * s.sentences.f1(), 100 * s.words.f1(), 100 * s.upos.f1(), 100 * s.xpos.f1(),
               100 * s.feats.f1(), 100 * s.lemma.f1(), 100 * s.uas.f1(), 100 * s.las.f1());
  };
  line("gold words", on_words);
  line("raw text", on_text);
  const auto count = static_cast<double>(on_words.words.gold);
  fmt::print("{} words/s ({}): tokenize {:.0f} parse {:.0f} all {:.0f}\n", name, model.instructions(), count / tokenize_time,
             count / parse_time, count / (tokenize_time + parse_time));
}

struct Arguments {
  std::vector<std::string> train, dev;
  std::string network, output, model, words;
  bool annotate = false;
  Options options;
};

void make_model(const Arguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const auto say = [&](std::string_view what) { fmt::print(stderr, "{:7.1f} s  {}\n", seconds_since(start), what); };
  std::vector<Document> train;
  for (const std::string& path : arguments.train) train.push_back(read_treebank(path));
  ModelFile file;
  file.set("network", read_maybe_gzip(arguments.network));
  say("lemmas");
  file.set("lemmas", learn_lemmas(train));
  say("tokenizer");
  file.set("tokenizer", learn_tokenizer(train, arguments.options));
  const SyntaxModel model(file);
  file.set("selftest", analysis_digest(model, kSelfTest) + "\n" + std::string(kSelfTest));
  file.save(arguments.output);
  say("done");
}

// The sentences and words of texts, as a tokenizer learnt from the treebanks finds them: what the network's
// teacher annotates.
void print_words(const Arguments& arguments) {
  std::vector<Document> train;
  for (const std::string& path : arguments.train) train.push_back(read_treebank(path));
  const syntax::Tokenizer tokenizer(learn_tokenizer(train, arguments.options));
  read_documents(arguments.words, {}, [&](ReadResult&& result) {
    if (!result.document) throw Error(ErrorKind::kFatal, result.refusal);
    tokenizer.run(*result.document);
    write_conllu(*result.document, std::cout);
    return true;
  });
}

int run(int argc, char** argv) {
  CLI::App app("Learns a model for Entente from CoNLL-U treebanks.");
  Arguments arguments;
  app.add_option("--train", arguments.train, "treebanks to learn words, sentences and lemmas from (CoNLL-U, may be gzip)");
  app.add_option("--network", arguments.network, "the trained network, as train/network/student.py exports it");
  app.add_option("--words", arguments.words, "only print the words of these documents as CoNLL-U");
  app.add_option("--dev", arguments.dev, "treebanks to measure on");
  app.add_flag("--annotate", arguments.annotate, "print the --dev treebanks with the model's analysis of their words instead of scores");
  app.add_option("--output", arguments.output, "where the model goes");
  app.add_option("--model", arguments.model, "measure this model instead of making one");
  app.add_option("--seed", arguments.options.seed, "of the random order")->capture_default_str();
  app.add_option("--tokenizer-iterations", arguments.options.tokenizer_iterations)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (!arguments.words.empty()) {
    print_words(arguments);
    return 0;
  }
  if (arguments.model.empty()) {
    if (arguments.train.empty() || arguments.network.empty() || arguments.output.empty()) {
      throw Error(ErrorKind::kUsage, "--train, --network and --output are needed, or --model");
    }
    make_model(arguments);
    arguments.model = arguments.output;
  }
  const auto start = std::chrono::steady_clock::now();
  const SyntaxModel model = SyntaxModel::load(arguments.model);
  fmt::print(stderr, "{}: loaded in {:.3f} s\n", arguments.model, seconds_since(start));
  for (const std::string& path : arguments.dev) {
    if (!arguments.annotate) {
      report(path, read_treebank(path), model);
      continue;
    }
    Document words = read_treebank(path);
    strip_annotation(words);
    parse(words, model);
    write_conllu(words, std::cout);
  }
  return 0;
}

}  // namespace
}  // namespace entente::train

int main(int argc, char** argv) { return entente::train::guarded("entente-train", entente::train::run, argc, argv); }
