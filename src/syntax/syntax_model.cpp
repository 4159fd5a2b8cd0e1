// The parts of a model and its self-test: a few sentences with the digest of their analysis, so
// that a damaged or mismatched model says so when it is loaded and not by wrong trees.
#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <span>
#include <sstream>

#include "syntax/impl.h"
#include "syntax/irregular.h"

namespace entente {

SyntaxModel::Impl::Impl(const ModelFile& file, const network::Kernels& kernels)
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

SyntaxModel::SyntaxModel(const ModelFile& file) : impl_(std::make_unique<Impl>(file, network::choose_kernels())) {
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

// "talks with President Slobodan Milosevic": a name that the network has not seen is no clause.
void settle_names(Sentence& sentence) {
  std::vector<Token>& tokens = sentence.tokens;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].upos != Upos::kPropn || (tokens[i].deprel != Deprel::kAcl && tokens[i].deprel != Deprel::kAdvcl)) continue;
    const auto own = static_cast<std::int32_t>(i);
    bool marked = false;
    for (std::size_t c = 0; c < i; ++c) {
      if (tokens[c].head != own || tokens[c].deprel != Deprel::kMark || tokens[c].upos != Upos::kAdp) continue;
      tokens[c].deprel = Deprel::kCase;
      marked = true;
    }
    if (!marked) continue;
    tokens[i].deprel = tokens[i].deprel == Deprel::kAcl ? Deprel::kNmod : Deprel::kObl;
    if (i + 1 < tokens.size() && tokens[i + 1].head == own && tokens[i + 1].deprel == Deprel::kObj && tokens[i + 1].upos == Upos::kPropn) tokens[i + 1].deprel = Deprel::kFlat;
  }
}

// "The Chadian premier and visiting Malian minister Ali Bako signed": he is the second of two.
void settle_second_visitor(const Document& document, Sentence& sentence) {
  std::vector<Token>& tokens = sentence.tokens;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (tokens[i].deprel != Deprel::kConj || tokens[i].xpos != "VBG" || tokens[i].head == kNoHead || tokens[index_of_head(tokens[i])].upos == Upos::kVerb || form(document, tokens[i]) != "visiting") continue;
    const auto own = static_cast<std::int32_t>(i);
    const auto guest = std::find_if(tokens.begin() + own, tokens.end(), [&](const Token& token) { return token.head == own && token.deprel == Deprel::kObj; });
    if (guest == tokens.end()) continue;
    const auto place = static_cast<std::int32_t>(guest - tokens.begin());
    for (Token& token : tokens) if (token.head == own) token.head = place;
    guest->head = tokens[i].head;
    guest->deprel = Deprel::kConj;
    tokens[i].head = place;
    tokens[i].deprel = Deprel::kAmod;
  }
}

// "Meeting in Ankara, the two leaders agreed", "G7 ministers meeting in Munich said": a verb, though it looks like a noun.
void settle_meeting(const Document& document, Sentence& sentence) {
  std::vector<Token>& tokens = sentence.tokens;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].upos != Upos::kNoun || tokens[i].head == kNoHead || to_lower(form(document, tokens[i])) != "meeting" || tokens[i + 1].upos != Upos::kAdp) continue;
    const auto own = static_cast<std::int32_t>(i);
    const std::int32_t above = tokens[i].head;
    const bool subject = tokens[i].deprel == Deprel::kNsubj;
    const bool opens = i == 0 && (tokens[i].deprel == Deprel::kAdvcl || (subject && std::any_of(tokens.begin() + 1, tokens.end(), [&](const Token& token) { return token.head == above && token.deprel == Deprel::kNsubj; })));
    const bool behind = i > 0 && subject && tokens[i - 1].xpos == "NNS" && tokens[i - 1].head == own && tokens[i - 1].deprel == Deprel::kCompound;
    if (!opens && !behind) continue;
    for (Token& token : tokens) {
      if (token.head != own) continue;
      if (behind && &token < &tokens[i - 1]) token.head = own - 1;
      else if (token.deprel == Deprel::kNmod) token.deprel = Deprel::kObl;
    }
    tokens[i].upos = Upos::kVerb;
    tokens[i].xpos = "VBG";
    tokens[i].deprel = opens ? Deprel::kAdvcl : Deprel::kAcl;
    if (opens) continue;
    tokens[i - 1].head = above;
    tokens[i - 1].deprel = Deprel::kNsubj;
    tokens[i].head = own - 1;
  }
}

// "Visiting Chadian minister Ali Bako thanked Norway": he is the subject, not what he visits.
void settle_visitor(const Document& document, Sentence& sentence) {
  std::vector<Token>& tokens = sentence.tokens;
  const auto visiting = std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.deprel == Deprel::kCsubj; });
  if (visiting == tokens.end() || visiting->head == kNoHead || to_lower(form(document, *visiting)) != "visiting") return settle_second_visitor(document, sentence);
  const auto own = static_cast<std::int32_t>(visiting - tokens.begin());
  const std::int32_t verb = visiting->head;
  std::int32_t guest = kNoHead;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].head == verb && tokens[i].deprel == Deprel::kNsubj) return;
    if (tokens[i].head == own && tokens[i].deprel == Deprel::kObj && static_cast<std::int32_t>(i) < verb) guest = static_cast<std::int32_t>(i);
  }
  if (guest == kNoHead || verb < own) return;
  for (Token& token : tokens) if (token.head == own) token.head = guest;
  tokens[static_cast<std::size_t>(guest)].head = verb;
  tokens[static_cast<std::size_t>(guest)].deprel = Deprel::kNsubj;
  tokens[static_cast<std::size_t>(own)].head = guest;
  tokens[static_cast<std::size_t>(own)].deprel = Deprel::kAmod;
}

// "condemns the raid and calls for a truce": a plural beside a verb of the present that has no article and no
// adjective is one, too.
void settle_second_verbs(Sentence& sentence) {
  std::vector<Token>& tokens = sentence.tokens;
  for (std::size_t i = 2; i < tokens.size(); ++i) {
    Token& token = tokens[i];
    if (token.upos != Upos::kNoun || token.xpos != "NNS" || token.deprel != Deprel::kConj || token.head == kNoHead || tokens[index_of_head(token)].xpos != "VBZ" || index_of_head(token) > i) continue;
    const auto own = static_cast<std::int32_t>(i);
    const bool bare = std::none_of(tokens.begin(), tokens.end(), [&](const Token& c) { return c.head == own && &c < &token && c.deprel != Deprel::kCc && c.deprel != Deprel::kPunct && c.deprel != Deprel::kAdvmod; });
    if (!bare || tokens[i - 1].deprel != Deprel::kCc) continue;
    token.upos = Upos::kVerb;
    token.xpos = "VBZ";
    for (Token& c : tokens) {
      if (c.head != own) continue;
      if (c.deprel == Deprel::kNmod) c.deprel = Deprel::kObl;
      if (c.deprel == Deprel::kAcl) c.deprel = Deprel::kXcomp;
    }
  }
}

// "halted aid to Mali and Japan froze grants": who stands right before a second verb without a subject is its own.
void settle_shared_names(Sentence& sentence) {
  std::vector<Token>& tokens = sentence.tokens;
  for (std::size_t verb = 2; verb < tokens.size(); ++verb) {
    Token& name = tokens[verb - 1];
    const std::string& tense = tokens[verb].xpos;
    if (tokens[verb].upos != Upos::kVerb || (tense != "VBD" && tense != "VBZ" && tense != "NN") || tokens[verb].deprel != Deprel::kConj || name.upos != Upos::kPropn || name.deprel != Deprel::kConj) continue;
    const auto own = static_cast<std::int32_t>(verb), who = static_cast<std::int32_t>(verb - 1);
    const bool has_subject = std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) { return token.head == own && (token.deprel == Deprel::kNsubj || token.deprel == Deprel::kNsubjPass); });
    const bool among_objects = name.head != kNoHead && tokens[index_of_head(name)].deprel != Deprel::kNsubj && tokens[index_of_head(name)].deprel != Deprel::kNsubjPass && tokens[verb].head != kNoHead && tokens[verb].head < name.head;
    if (has_subject || !among_objects) continue;
    for (Token& token : tokens) if (token.head == who && token.deprel == Deprel::kCc) token.head = own;
    name.head = own;
    name.deprel = Deprel::kNsubj;
  }
}

// How many tokens at the head of a report only say from where, when and by whom it comes: "HANOI, Vietnam
// (AP) --", "BEIJING, March 18 (Xinhua) -", "TOKYO --". They are no part of the sentence behind them.
std::size_t dateline(const Document& document, const Sentence& sentence) {
  constexpr std::size_t kLongest = 20, kShortestCapital = 5;
  static constexpr auto kBodies = std::to_array<std::string_view>({"ASEAN", "BRICS", "AUKUS", "UNESCO", "UNICEF", "MERCOSUR"});
  static constexpr auto kJoining = std::to_array<std::string_view>({",", ".", "(", ")", "/", "of", "and", "de", "the"});
  const std::vector<Token>& tokens = sentence.tokens;
  if (sentence.heading || tokens.size() < 4) return 0;
  const auto is_one_of = [](const auto& words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); };
  const std::string_view first = form(document, tokens.front());
  const bool capitals = first.size() > 2 && std::all_of(first.begin(), first.end(), is_ascii_upper);
  bool dated = false, signed_by = false;
  for (std::size_t i = 0; i < std::min(kLongest, tokens.size() - 2); ++i) {
    const std::string_view word = form(document, tokens[i]);
    const bool dash = word == "-" || word == "--" || word == "_" || word == "\xE2\x80\x93" || word == "\xE2\x80\x94";
    if (i > 0 && dash && tokens[i].space_after && tokens[i - 1].space_after) {
      const bool place_alone = capitals && first.size() >= kShortestCapital && !is_one_of(kBodies, first);
      return dated || signed_by || place_alone ? i + 1 : 0;
    }
    dated = dated || is_ascii_digit(word.front());
    signed_by = signed_by || (i > 0 && word == "(");
    if (!is_ascii_upper(word.front()) && !is_ascii_digit(word.front()) && !is_one_of(kJoining, word)) return 0;
  }
  return 0;
}

// "MoUs", "LoIs": the network has seen few plurals of abbreviations and takes those it does not know for adjectives
// and names. It is shown one that it knows.
std::string_view shown(std::string_view word, const syntax::Network& network) {
  const std::size_t size = word.size();
  const bool plural = size >= 4 && size <= 6 && word.back() == 's' && is_ascii_upper(word[size - 2]) && is_ascii_upper(word.front());
  if (!plural || !std::all_of(word.begin(), word.end(), [](char c) { return is_ascii_upper(c) || is_ascii_lower(c); })) return word;
  return word == "MOUs" || !network.knows(word) ? "FTAs" : word;
}

// "UK–Vietnam": joined as by a hyphen, which the network knows between names.
bool is_joining_dash(const Document& document, const Sentence& sentence, std::size_t i) {
  if (i == 0 || i + 1 >= sentence.tokens.size() || form(document, sentence.tokens[i]) != "\u2013") return false;
  return sentence.tokens[i - 1].span.end == sentence.tokens[i].span.begin && sentence.tokens[i].span.end == sentence.tokens[i + 1].span.begin;
}

// A part of a sentence that the network sees at once. The root of any but the main one hangs on the main root.
struct Part {
  Sentence* sentence = nullptr;
  std::size_t first = 0;  // token of the sentence
  std::size_t begin = 0, size = 0;  // in the list of all words
  bool main = false;
};

}  // namespace

void parse(Document& document, const SyntaxModel& model) {
  const syntax::Network& network = model.impl().network;
  const syntax::Lemmas& lemmas = model.impl().lemmas;
  const syntax::NetworkLabels& labels = network.labels();
  std::vector<std::string_view> forms;
  std::vector<Part> parts;
  std::uint32_t paragraph = std::numeric_limits<std::uint32_t>::max();
  for (Sentence& sentence : document.sentences) {
    const auto add = [&](std::size_t first, std::size_t size, bool main) {
      parts.push_back({&sentence, first, forms.size(), size, main});
      for (std::size_t i = 0; i < size; ++i) forms.push_back(is_joining_dash(document, sentence, first + i) ? "-" : shown(form(document, sentence.tokens[first + i]), network));
    };
    const std::size_t begin = sentence.paragraph != paragraph ? dateline(document, sentence) : 0;
    paragraph = sentence.paragraph;
    for (std::size_t first = begin, next = begin; first < sentence.tokens.size(); first = next) {
      next = std::min(first + syntax::kLongestWindow, sentence.tokens.size());
      // "Modi meets Hasina; India, Bangladesh sign pact": two headlines in one.
      for (std::size_t i = first; sentence.heading && i < next; ++i) {
        if (form(document, sentence.tokens[i]) == ";") next = i + 1;
      }
      add(first, next - first, first == begin);
    }
    if (begin > 0) add(0, begin, false);
  }
  std::vector<syntax::WordAnalysis> analyses(forms.size());
  std::vector<syntax::Window> windows;
  for (const Part& part : parts) {
    windows.push_back({std::span(forms).subspan(part.begin, part.size), std::span(analyses).subspan(part.begin, part.size)});
  }
  network.run(windows);

  const std::function<bool(std::string_view)> known = [&](std::string_view word) { return network.knows(word); };
  std::int32_t main_root = kNoHead;
  for (const Part& part : parts) {
    std::vector<Token>& tokens = part.sentence->tokens;
    for (std::size_t i = 0; i < part.size; ++i) {
      const syntax::WordAnalysis& word = analyses[part.begin + i];
      Token& token = tokens[part.first + i];
      token.upos = word.upos;
      token.xpos = labels.xpos[word.xpos];
      token.feats = labels.feats[word.feats];
      token.lemma = lemmas.choose(form(document, token), word.upos, token.xpos, labels.edits[word.edit], known);
      token.deprel = word.deprel;
      token.head = word.head == kNoHead ? kNoHead : word.head + static_cast<std::int32_t>(part.first);
      if (word.head != kNoHead) continue;
      if (part.main) {
        main_root = static_cast<std::int32_t>(part.first + i);
      } else {
        token.head = main_root;
        token.deprel = Deprel::kParataxis;
      }
    }
  }
  for (Sentence& sentence : document.sentences) {
    settle_forms(document, sentence);
    settle_meeting(document, sentence);
    settle_shared_names(sentence);
    settle_second_verbs(sentence);
    settle_agents(document, sentence, lemmas, known);
    settle_participles(sentence);
    settle_names(sentence);
    settle_visitor(document, sentence);
  }
}

}  // namespace entente
