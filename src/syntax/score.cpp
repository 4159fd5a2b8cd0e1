// The measures of the CoNLL 2018 shared task (Zeman et al. 2018): words of gold and system are the
// same when they cover the same characters, spaces not counted.
#include <algorithm>
#include <array>

#include "base/base.h"
#include "syntax/syntax.h"

namespace entente {
namespace {

// A word with its place among the non-space characters, and its sentence and index in it.
struct PlacedWord {
  Span place;
  const Sentence* sentence = nullptr;
  std::size_t index = 0;
  std::size_t first = 0;  // of the sentence in the list of words
  [[nodiscard]] const Token& token() const { return sentence->tokens[index]; }
};

bool is_space(char c) { return static_cast<unsigned char>(c) <= 0x20; }

// Number of bytes that are not spaces before each word and sentence. Words that take no characters
// (a multiword token with more words than letters) keep an empty place.
struct Places {
  std::vector<PlacedWord> words;
  std::vector<Span> sentences;
};

Places place(const Document& document) {
  Places places;
  std::uint32_t at = 0;
  std::uint32_t count = 0;
  const auto count_to = [&](std::uint32_t offset) {
    for (; at < offset && at < document.text.size(); ++at) count += is_space(document.text[at]) ? 0 : 1;
    return count;
  };
  for (const Sentence& sentence : document.sentences) {
    const std::size_t first = places.words.size();
    for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
      PlacedWord word{{}, &sentence, i, first};
      word.place.begin = count_to(sentence.tokens[i].span.begin);
      word.place.end = count_to(sentence.tokens[i].span.end);
      places.words.push_back(word);
    }
    if (places.words.size() > first) {
      places.sentences.push_back({places.words[first].place.begin, places.words.back().place.end});
    }
  }
  return places;
}

// Calls on_pair(i, j) for equal spans of two ascending lists.
template <class A, class B, class SpanOf, class OnPair>
void align(const A& gold, const B& system, SpanOf&& span_of, OnPair&& on_pair) {
  std::size_t j = 0;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    const Span wanted = span_of(gold[i]);
    while (j < system.size() && span_of(system[j]) < wanted) ++j;
    if (j < system.size() && span_of(system[j]) == wanted) on_pair(i, j++);
  }
}

std::string_view universal(Deprel deprel) {
  const std::string_view name = name_in(kDeprels, deprel);
  return name.substr(0, name.find(':'));
}

// Features that count: as in the shared task's script, those that belong to all languages and were defined then.
constexpr auto kUniversalFeatures = std::to_array<std::string_view>(
    {"PronType", "NumType", "Poss", "Reflex", "Foreign", "Abbr", "Gender", "Animacy", "Number", "Case", "Definite",
     "Degree", "VerbForm", "Mood", "Tense", "Aspect", "Voice", "Evident", "Polarity", "Person", "Polite"});

bool same_features(Feats a, Feats b) {
  return a == b || std::all_of(kUniversalFeatures.begin(), kUniversalFeatures.end(),
                               [&](std::string_view name) { return feature(a, name) == feature(b, name); });
}

}  // namespace

double F1::precision() const {
  return system == 0 ? 0 : static_cast<double>(correct) / static_cast<double>(system);
}
double F1::recall() const {
  return gold == 0 ? 0 : static_cast<double>(correct) / static_cast<double>(gold);
}
double F1::f1() const {
  return gold + system == 0 ? 0 : 2.0 * static_cast<double>(correct) / static_cast<double>(gold + system);
}

ParseScores score_parse(const Document& gold, const Document& system) {
  const Places g = place(gold);
  const Places s = place(system);
  ParseScores scores;
  align(g.sentences, s.sentences, [](Span span) { return span; },
        [&](std::size_t, std::size_t) { ++scores.sentences.correct; });
  scores.sentences.gold = g.sentences.size();
  scores.sentences.system = s.sentences.size();

  // The gold word of each system word, or none.
  constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<std::size_t> gold_of(s.words.size(), kNone);
  const auto word_span = [](const PlacedWord& word) { return word.place; };
  align(g.words, s.words, word_span, [&](std::size_t i, std::size_t j) { gold_of[j] = i; });

  for (std::size_t j = 0; j < s.words.size(); ++j) {
    if (gold_of[j] == kNone) continue;
    const PlacedWord& gold_word = g.words[gold_of[j]];
    const Token& a = gold_word.token();
    const Token& b = s.words[j].token();
    ++scores.words.correct;
    scores.upos.correct += a.upos == b.upos ? 1 : 0;
    scores.xpos.correct += a.xpos == b.xpos ? 1 : 0;
    scores.feats.correct += same_features(a.feats, b.feats) ? 1 : 0;
    scores.lemma.correct += a.lemma == "_" || a.lemma == b.lemma ? 1 : 0;
    const bool both_root = a.head == kNoHead && b.head == kNoHead;
    const bool same_head =
        a.head != kNoHead && b.head != kNoHead &&
        gold_of[s.words[j].first + static_cast<std::size_t>(b.head)] ==
            gold_word.first + static_cast<std::size_t>(a.head);
    if (!both_root && !same_head) continue;
    ++scores.uas.correct;
    scores.las.correct += universal(a.deprel) == universal(b.deprel) ? 1 : 0;
  }
  for (F1* f1 : {&scores.words, &scores.upos, &scores.xpos, &scores.feats, &scores.lemma,
                 &scores.uas, &scores.las}) {
    f1->gold = g.words.size();
    f1->system = s.words.size();
  }
  return scores;
}

}  // namespace entente
