// Accuracy and speed of syntax in one run: the shipped network under every instruction set this processor has, and
// the perceptron baseline (a linear tagger and greedy arc-hybrid parser, bench/perceptron), learnt on the spot.
//   bench_syntax --model MODEL --test TREEBANK... [--train TREEBANK...] [--corpus NDJSON] [--every N] [--repeat N]
// Accuracy is CoNLL 2018 scoring. Speeds are words per second of one thread's processor time; of several runs the
// median is printed, because machines are noisy.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>

#include "perceptron/learn.h"
#include "pipeline/pipeline.h"
#include "network/network.h"
#include "syntax/syntax.h"
#include "text/text.h"

namespace entente {
namespace {

double timed(const std::function<void()>& work) {
  const double start = thread_seconds();
  work();
  return thread_seconds() - start;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Of this process: all that was loaded so far.
std::size_t resident_megabytes() {
  std::ifstream in("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  in >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) >> 20U;
}

std::size_t words_of(const std::vector<Document>& documents) {
  std::size_t words = 0;
  for (const Document& document : documents) {
    for (const Sentence& sentence : document.sentences) words += sentence.tokens.size();
  }
  return words;
}

// What is measured: how words become trees.
struct System {
  std::string name;
  const SyntaxModel* tokenizer = nullptr;
  std::vector<std::pair<std::string, std::function<void(Document&)>>> stages;  // after the tokenizer
};

void print_accuracy(const System& system, const std::string& path) {
  std::ifstream in(path);
  if (!in) throw Error(ErrorKind::kUsage, path + ": cannot be opened (gzip files must be unpacked first)");
  const Document gold = read_conllu(in, path);
  Document words = gold;
  strip_annotation(words);
  Document raw;
  raw.text = gold.text;
  raw.paragraphs = gold.paragraphs;
  tokenize(raw, *system.tokenizer);
  for (const auto& [name, stage] : system.stages) {
    stage(words);
    stage(raw);
  }
  const ParseScores w = score_parse(gold, words);
  const ParseScores r = score_parse(gold, raw);
  const auto at = [](const F1& f1) { return 100 * f1.f1(); };
  fmt::print("{:12} {:24} gold words: UPOS {:.2f} FEATS {:.2f} lemma {:.2f} UAS {:.2f} LAS {:.2f}   raw text: words {:.2f} sentences {:.2f} "
             "UPOS {:.2f} lemma {:.2f} UAS {:.2f} LAS {:.2f}\n",
             system.name, std::filesystem::path(path).filename().string(), at(w.upos), at(w.feats), at(w.lemma), at(w.uas), at(w.las),
             at(r.words), at(r.sentences), at(r.upos), at(r.lemma), at(r.uas), at(r.las));
}

void print_speed(const System& system, const std::vector<Document>& texts, int repeat) {
  std::vector<std::vector<double>> seconds(system.stages.size() + 2);
  std::size_t words = 0;
  for (int run = 0; run < repeat; ++run) {
    std::vector<Document> documents = texts;
    double all = 0;
    const auto measure = [&](std::size_t stage, const std::function<void(Document&)>& work) {
      const double took = timed([&] { for (Document& document : documents) work(document); });
      seconds[stage].push_back(took);
      all += took;
    };
    measure(0, [&](Document& document) { tokenize(document, *system.tokenizer); });
    for (std::size_t i = 0; i < system.stages.size(); ++i) measure(i + 1, system.stages[i].second);
    seconds.back().push_back(all);
    words = words_of(documents);
  }
  const auto rate = [&](std::size_t stage) { return static_cast<double>(words) / median(seconds[stage]); };
  fmt::print("{:12} words/s, {} words, median of {}: tokenize {:.0f}", system.name, words, repeat, rate(0));
  for (std::size_t i = 0; i < system.stages.size(); ++i) fmt::print(", {} {:.0f}", system.stages[i].first, rate(i + 1));
  fmt::print(", all {:.0f}\n", rate(system.stages.size() + 1));
}

int run_benchmark(int argc, char** argv) {
  CLI::App app("Accuracy and speed of syntax, beside the perceptron baseline.");
  std::string model, corpus;
  std::vector<std::string> test, train;
  std::size_t every = 40;
  int repeat = 5;
  app.add_option("--model", model)->required();
  app.add_option("--test", test, "treebanks, unpacked");
  app.add_option("--train", train, "treebanks the baseline learns from, unpacked; without them it is left out");
  app.add_option("--corpus", corpus, "NDJSON documents to time on");
  app.add_option("--every", every, "take every N-th document of the corpus")->capture_default_str();
  app.add_option("--repeat", repeat, "runs; the median is printed")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  std::vector<std::unique_ptr<SyntaxModel>> models;
  std::vector<System> systems;
  for (const network::Kernels* kernels : network::available_kernels()) {
    setenv("ENTENTE_INSTRUCTIONS", kernels->name, 1);
    std::vector<double> load;
    for (int i = 0; i < 5; ++i) {
      load.push_back(timed([&] { models.push_back(std::make_unique<SyntaxModel>(SyntaxModel::load(model))); }));
      if (i < 4) models.pop_back();
    }
    fmt::print("{:12} model loaded in {:.0f} ms (median of 5), {} MB resident\n", kernels->name, 1000 * median(load), resident_megabytes());
    const SyntaxModel* loaded = models.back().get();
    systems.push_back({kernels->name, loaded, {{"tags and trees", [loaded](Document& d) { parse(d, *loaded); }}}});
  }
  std::unique_ptr<syntax::Tagger> tagger;
  std::unique_ptr<syntax::Parser> parser;
  std::string tagger_section, parser_section;
  if (!train.empty()) {
    std::vector<Document> treebanks;
    for (const std::string& path : train) {
      std::ifstream in(path);
      if (!in) throw Error(ErrorKind::kUsage, path + ": cannot be opened");
      treebanks.push_back(read_conllu(in, path));
    }
    const train::BaselineOptions options;
    tagger_section = train::learn_tagger(train::samples_of(treebanks), options);
    tagger = std::make_unique<syntax::Tagger>(tagger_section);
    parser_section = train::learn_parser(treebanks, train::jackknife(treebanks, 4, options), options);
    parser = std::make_unique<syntax::Parser>(parser_section);
    systems.push_back({"perceptron", models.front().get(),
                       {{"tags", [&](Document& d) { tagger->run(d); }}, {"trees", [&](Document& d) { parser->run(d); }}}});
  }
  // The instruction sets give the same trees (a test); accuracy is told once.
  for (const std::string& path : test) {
    print_accuracy(systems.front(), path);
    if (tagger) print_accuracy(systems.back(), path);
  }
  if (!corpus.empty()) {
    std::vector<Document> texts;
    std::size_t seen = 0;
    read_documents(corpus, {}, [&](ReadResult&& result) {
      if (result.document && seen++ % every == 0) texts.push_back(std::move(*result.document));
      return true;
    });
    for (const System& system : systems) print_speed(system, texts, system.name == "scalar" ? 1 : repeat);
  }
  return 0;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  try {
    return entente::run_benchmark(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_syntax: {}\n", error.what());
    return 2;
  }
}
