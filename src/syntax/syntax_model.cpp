// The parts of a model and its self-test: a few sentences with the digest of their analysis, so
// that a damaged or mismatched model says so when it is loaded and not by wrong trees.
#include <algorithm>
#include <functional>
#include <span>
#include <sstream>

#include "syntax/impl.h"
#include "syntax/irregular.h"

namespace entente {

SyntaxModel::Impl::Impl(const ModelFile& file, const syntax::Kernels& kernels)
    : tokenizer(file.section("tokenizer")), network(file.section("network"), kernels), lemmas(file.section("lemmas")) {}

std::string analysis_digest(const SyntaxModel& model, std::string_view sample) {
  Document document;
  document.id = "self-test";
  document.text = sample;
  std::uint32_t begin = 0;
  for (const std::string_view line : split(sample, '\n')) {
    const auto end = begin + static_cast<std::uint32_t>(line.size());
    document.paragraphs.push_back({{begin, end}, begin, false});
    begin = end + 1;
  }
  tokenize(document, model);
  parse(document, model);
  std::ostringstream out;
  write_conllu(document, out);
  return digest_hex(out.str());
}

SyntaxModel::SyntaxModel(const ModelFile& file) : impl_(std::make_unique<Impl>(file, syntax::choose_kernels())) {
  if (!file.has("selftest")) return;
  const std::string_view record = file.section("selftest");
  const std::size_t line_end = record.find('\n');
  const std::string_view expected = record.substr(0, line_end);
  const std::string_view sample = line_end == std::string_view::npos ? "" : record.substr(line_end + 1);
  if (analysis_digest(*this, sample) != expected) {
    throw Error(ErrorKind::kFatal, "self-test: the model does not give its recorded answers");
  }
}

SyntaxModel SyntaxModel::load(const std::filesystem::path& path) {
  const ModelFile file = ModelFile::load(path);
  return with_context(path.string(), [&] {
    if (!file.has("selftest")) throw Error(ErrorKind::kFatal, "section selftest is missing");
    return SyntaxModel(file);
  });
}

SyntaxModel::~SyntaxModel() = default;
SyntaxModel::SyntaxModel(SyntaxModel&&) noexcept = default;
SyntaxModel& SyntaxModel::operator=(SyntaxModel&&) noexcept = default;

std::string_view SyntaxModel::instructions() const { return impl_->network.kernels().name; }

void tokenize(Document& document, const SyntaxModel& model) { model.impl().tokenizer.run(document); }

namespace {

std::size_t index_of_head(const Token& token) { return static_cast<std::size_t>(token.head); }

// Tags and tree are read off separately; where English allows only one of two that disagree, the surer one wins.
// An agent makes a verb of a participle tagged as adjective ("were relaxed by Japan").
void settle_agents(const Document& document, Sentence& sentence, const syntax::Lemmas& lemmas, const std::function<bool(std::string_view)>& known) {
  static const Feats passive = parse_feats("Tense=Past|VerbForm=Part|Voice=Pass");
  for (const Token& token : sentence.tokens) {
    if (token.deprel != Deprel::kOblAgent || token.head == kNoHead) continue;
    Token& head = sentence.tokens[index_of_head(token)];
    const std::string_view word = form(document, head);
    if (head.upos != Upos::kAdj || !word.ends_with("ed")) continue;
    head.upos = Upos::kVerb;
    head.xpos = "VBN";
    head.feats = passive;
    head.lemma = lemmas.choose(word, Upos::kVerb, "VBN", {}, known);
  }
}

// "had sent ships and broken the truce": a form that is only a participle is tagged as one.
void settle_forms(const Document& document, Sentence& sentence) {
  static const Feats participle = parse_feats("Tense=Past|VerbForm=Part");
  for (Token& token : sentence.tokens) {
    if (token.xpos != "VBD" || !syntax::is_only_participle(to_lower(form(document, token)))) continue;
    token.xpos = "VBN";
    token.feats = participle;
  }
}

// A bare past participle has no object of its own: in "returned looted bronzes to Nigeria" it describes the object of
// the verb before it.
void settle_participles(Sentence& sentence) {
  std::vector<Token>& tokens = sentence.tokens;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].xpos != "VBN" || tokens[i].deprel != Deprel::kXcomp || tokens[i].head == kNoHead) continue;
    const auto own = static_cast<std::int32_t>(i);
    std::size_t object = tokens.size();
    bool bare = tokens[index_of_head(tokens[i])].upos == Upos::kVerb && tokens[i].head < own;
    for (std::size_t j = 0; j < tokens.size(); ++j) {
      const Deprel relation = tokens[j].deprel;
      if (tokens[j].head == tokens[i].head && (relation == Deprel::kObj || relation == Deprel::kNsubjPass)) bare = false;
      if (tokens[j].head != own) continue;
      if (relation == Deprel::kAux || relation == Deprel::kAuxPass || relation == Deprel::kMark || j < i) bare = false;
      if (relation == Deprel::kObj) object = j;
    }
    if (!bare || object == tokens.size()) continue;
    for (Token& token : tokens) {
      if (token.head == own) token.head = tokens[i].head;
    }
    tokens[i].head = static_cast<std::int32_t>(object);
    tokens[i].deprel = Deprel::kAmod;
  }
}

// A part of a sentence that the network sees at once.
struct Part {
  Sentence* sentence = nullptr;
  std::size_t first = 0;  // token of the sentence
  std::size_t begin = 0, size = 0;  // in the list of all words
};

}  // namespace

void parse(Document& document, const SyntaxModel& model) {
  const syntax::Network& network = model.impl().network;
  const syntax::Lemmas& lemmas = model.impl().lemmas;
  const syntax::NetworkLabels& labels = network.labels();
  std::vector<std::string_view> forms;
  std::vector<Part> parts;
  for (Sentence& sentence : document.sentences) {
    for (std::size_t first = 0; first < sentence.tokens.size(); first += syntax::kLongestWindow) {
      const std::size_t size = std::min(syntax::kLongestWindow, sentence.tokens.size() - first);
      parts.push_back({&sentence, first, forms.size(), size});
      for (std::size_t i = 0; i < size; ++i) forms.push_back(form(document, sentence.tokens[first + i]));
    }
  }
  std::vector<syntax::WordAnalysis> analyses(forms.size());
  std::vector<syntax::Window> windows;
  for (const Part& part : parts) {
    windows.push_back({std::span(forms).subspan(part.begin, part.size), std::span(analyses).subspan(part.begin, part.size)});
  }
  network.run(windows);

  const std::function<bool(std::string_view)> known = [&](std::string_view word) { return network.knows(word); };
  for (const Part& part : parts) {
    std::vector<Token>& tokens = part.sentence->tokens;
    for (std::size_t i = 0; i < part.size; ++i) {
      const syntax::WordAnalysis& word = analyses[part.begin + i];
      Token& token = tokens[part.first + i];
      token.upos = word.upos;
      token.xpos = labels.xpos[word.xpos];
      token.feats = labels.feats[word.feats];
      token.lemma = lemmas.choose(forms[part.begin + i], word.upos, token.xpos, labels.edits[word.edit], known);
      token.deprel = word.deprel;
      token.head = word.head == kNoHead ? kNoHead : word.head + static_cast<std::int32_t>(part.first);
      if (word.head != kNoHead || part.first == 0) continue;
      // A later part of a sentence too long to see at once hangs on the root of the first.
      const auto root = std::find_if(tokens.begin(), tokens.end(), [](const Token& t) { return t.head == kNoHead; });
      token.head = static_cast<std::int32_t>(root - tokens.begin());
      token.deprel = Deprel::kParataxis;
    }
  }
  for (Sentence& sentence : document.sentences) {
    settle_forms(document, sentence);
    settle_agents(document, sentence, lemmas, known);
    settle_participles(sentence);
  }
}

}  // namespace entente
