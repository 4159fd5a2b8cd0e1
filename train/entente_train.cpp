// entente-train: learns a model from CoNLL-U treebanks and measures it.
#include <fmt/format.h>
#include <zlib.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <chrono>
#include <memory>
#include <sstream>

#include "learn.h"
#include "syntax/impl.h"

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

// The strings of the member "text" of each line.
std::vector<std::string> read_texts(const std::string& path) {
  std::vector<std::string> texts;
  const std::string all = read_maybe_gzip(path);
  for (const std::string_view line : split(all, '\n')) {
    constexpr std::string_view kMember = "\"text\": \"";
    std::size_t at = line.find(kMember);
    if (at == std::string_view::npos) continue;
    std::string text;
    for (at += kMember.size(); at < line.size() && line[at] != '"'; ++at) {
      if (line[at] != '\\') {
        text += line[at];
        continue;
      }
      ++at;
      if (at < line.size() && line[at] == 'u' && at + 4 < line.size()) {
        append_utf8(text, static_cast<char32_t>(std::stoul(std::string(line.substr(at + 1, 4)), nullptr, 16)));
        at += 4;
      } else {
        text += at < line.size() && line[at] == 'n' ? '\n' : line[at];
      }
    }
    texts.push_back(std::move(text));
  }
  return texts;
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
  tag(words, model);
  const double tag_time = seconds_since(start);
  start = std::chrono::steady_clock::now();
  parse(words, model);
  const double parse_time = seconds_since(start);
  const ParseScores on_words = score_parse(gold, words);
  Document raw = raw_copy(gold);
  start = std::chrono::steady_clock::now();
  tokenize(raw, model);
  const double tokenize_time = seconds_since(start);
  tag(raw, model);
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
  fmt::print("{} words/s: tokenize {:.0f} tag {:.0f} parse {:.0f} all {:.0f}\n", name, count / tokenize_time,
             count / tag_time, count / parse_time, count / (tokenize_time + tag_time + parse_time));
}

struct Arguments {
  std::vector<std::string> train, dev, text;
  std::string output, model, from;
  Options options;
};

void learn_model(const Arguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const auto say = [&](std::string_view what) { fmt::print(stderr, "{:7.1f} s  {}\n", seconds_since(start), what); };
  std::vector<Document> train;
  std::vector<Document> dev;
  for (const std::string& path : arguments.train) train.push_back(read_treebank(path));
  for (const std::string& path : arguments.dev) dev.push_back(read_treebank(path));
  ModelFile file;
  syntax::Clusters clusters;
  if (!arguments.text.empty()) {
    std::vector<std::string> texts;
    for (const std::string& path : arguments.text) {
      for (std::string& text : read_texts(path)) texts.push_back(std::move(text));
    }
    for (const Document& document : train) texts.push_back(document.text);
    say(fmt::format("clusters from {} texts", texts.size()));
    clusters = learn_clusters(texts, arguments.options);
  }
  file.set("clusters", syntax::write_clusters(clusters));
  say("tokenizer");
  file.set("tokenizer", learn_tokenizer(train, arguments.options));
  say("tagger");
  file.set("tagger", learn_tagger(samples_of(train), clusters, arguments.options));
  const syntax::Tagger tagger(file.section("tagger"), clusters);
  std::vector<Document> dev_tagged = dev;
  for (Document& document : dev_tagged) tagger.run(document);
  say("tags for the parser");
  const std::vector<Document> tagged = jackknife(train, 5, clusters, arguments.options);
  say("parser");
  file.set("parser", learn_parser(train, tagged, clusters, arguments.options, dev_tagged));
  const SyntaxModel model(file);
  file.set("selftest", analysis_digest(model, kSelfTest) + "\n" + std::string(kSelfTest));
  file.save(arguments.output);
  say("done");
}

// Keeps of a learnt model only the parser's weights of at least options.parser_smallest, as sixteenths:
// they are exact enough for sums of about a hundred, and take a byte each in the file.
void shrink_model(const Arguments& arguments) {
  constexpr double kLearntScale = 64;  // of learn_parser
  constexpr double kScale = 16;
  const ModelFile from = ModelFile::load(arguments.from);
  syntax::ByteReader reader(from.section("parser"), "parser");
  const std::size_t classes = static_cast<std::size_t>(reader.varint());
  std::vector<syntax::WeightRow> rows;
  std::uint32_t key = 0;
  for (std::size_t left = reader.count(); left > 0; --left) {
    key += static_cast<std::uint32_t>(reader.varint());
    syntax::WeightRow row;
    row.key = key;
    for (std::size_t weights = reader.count(); weights > 0; --weights) {
      const std::uint8_t label = reader.u8();
      const double mean = static_cast<double>(reader.signed_varint()) / kLearntScale;
      if (std::abs(mean) < arguments.options.parser_smallest) continue;
      row.weights.emplace_back(label, static_cast<std::int16_t>(std::lround(mean * kScale)));
    }
    if (!row.weights.empty()) rows.push_back(std::move(row));
  }
  syntax::ByteWriter writer;
  syntax::LinearModel::write(writer, classes, rows);
  ModelFile file;
  file.set("parser", writer.take());
  for (const char* name : {"clusters", "tagger", "tokenizer"}) file.set(name, std::string(from.section(name)));
  const SyntaxModel model(file);
  file.set("selftest", analysis_digest(model, kSelfTest) + "\n" + std::string(kSelfTest));
  file.save(arguments.output);
}

int run(int argc, char** argv) {
  CLI::App app("Learns a model for Entente from CoNLL-U treebanks.");
  Arguments arguments;
  app.add_option("--train", arguments.train, "treebanks to learn from (CoNLL-U, may be gzip)");
  app.add_option("--dev", arguments.dev, "treebanks to measure on");
  app.add_option("--text", arguments.text, "NDJSON with plain text for word classes");
  app.add_option("--output", arguments.output, "where the model goes");
  app.add_option("--model", arguments.model, "measure this model instead of learning one");
  app.add_option("--from", arguments.from, "make a smaller model from this one instead of learning");
  app.add_option("--seed", arguments.options.seed, "of the random order")->capture_default_str();
  app.add_option("--iterations", arguments.options.parser_iterations, "of the parser")->capture_default_str();
  app.add_option("--tagger-iterations", arguments.options.tagger_iterations)->capture_default_str();
  app.add_option("--tokenizer-iterations", arguments.options.tokenizer_iterations)->capture_default_str();
  app.add_option("--parser-smallest", arguments.options.parser_smallest, "smallest weight kept")->capture_default_str();
  app.add_option("--tagger-smallest", arguments.options.tagger_smallest, "smallest weight kept")->capture_default_str();
  app.add_option("--threads", arguments.options.threads)->capture_default_str();
  app.add_flag("--verbose", arguments.options.verbose, "scores while learning");
  CLI11_PARSE(app, argc, argv);
  if (!arguments.from.empty() && !arguments.output.empty()) {
    shrink_model(arguments);
    arguments.model = arguments.output;
  } else if (arguments.model.empty()) {
    if (arguments.train.empty() || arguments.output.empty()) {
      throw Error(ErrorKind::kUsage, "--train and --output are needed, or --model");
    }
    learn_model(arguments);
    arguments.model = arguments.output;
  }
  const auto start = std::chrono::steady_clock::now();
  const SyntaxModel model = SyntaxModel::load(arguments.model);
  fmt::print("{}: loaded in {:.3f} s\n", arguments.model, seconds_since(start));
  for (const std::string& path : arguments.dev) report(path, read_treebank(path), model);
  return 0;
}

}  // namespace
}  // namespace entente::train

int main(int argc, char** argv) {
  try {
    return entente::train::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "entente-train: {}\n", error.what());
    return 2;
  }
}
