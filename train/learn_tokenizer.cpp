#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "learn.h"
#include "perceptron.h"
#include "syntax/tokenizer.h"

namespace entente::train {
namespace {

using namespace syntax;

struct GoldWord {
  Span span;
  bool joined = false;
  bool last = false;  // of its sentence
};

// The words of each paragraph in order.
std::vector<std::vector<GoldWord>> gold_words(const Document& document) {
  std::vector<std::vector<GoldWord>> paragraphs(document.paragraphs.size());
  for (const Sentence& sentence : document.sentences) {
    std::vector<GoldWord>& words = paragraphs[sentence.paragraph];
    std::size_t inside = 0;
    for (const Token& token : sentence.tokens) {
      if (token.multiword > 0) inside = token.multiword;
      words.push_back({token.span, inside > 0 && token.multiword == 0, false});
      if (inside > 0) --inside;
    }
    words.back().last = true;
  }
  return paragraphs;
}

struct Question {
  std::vector<std::uint32_t> keys;
  std::uint8_t answer = 0;
};

void ask_splits(const Document& document, const std::vector<std::vector<GoldWord>>& paragraphs,
                std::vector<Question>& questions) {
  FeatureList keys;
  for (std::size_t p = 0; p < paragraphs.size(); ++p) {
    std::map<std::uint32_t, Split> boundaries;  // where words begin
    for (const GoldWord& word : paragraphs[p]) {
      boundaries[word.span.begin] = word.joined ? Split::kMultiword : Split::kWords;
    }
    each_chunk(document.text, document.paragraphs[p].span, [&](Span chunk, Span next) {
      SplitPlace place{document.text, chunk, next, chunk.begin, chunk.begin,
                       find_link(document.text, chunk), 0};
      for (std::uint32_t at = chunk.begin + 1; at < chunk.end; ++at) {
        const auto found = boundaries.find(at);
        const Split answer = found == boundaries.end() ? Split::kNone : found->second;
        if (may_split(document.text, chunk, at)) {
          place.at = at;
          keys.clear();
          split_features(place, keys);
          questions.push_back({{keys.span().begin(), keys.span().end()}, static_cast<std::uint8_t>(answer)});
          place.last_split = static_cast<std::uint32_t>(answer) + 1;
        }
        if (answer != Split::kNone) place.word_begin = at;
      }
    });
  }
}

void ask_gaps(const Document& document, const std::vector<std::vector<GoldWord>>& paragraphs,
              std::vector<Question>& questions) {
  FeatureList keys;
  for (const auto& gold : paragraphs) {
    std::vector<RawWord> words;
    for (const GoldWord& word : gold) words.push_back({word.span, word.joined});
    GapPlace place{document.text, words, 0, 0, 0, false};
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      follow(slice(document.text, words[i].span), place);
      if (may_end(document.text, words, i)) {
        place.gap = i;
        keys.clear();
        gap_features(place, keys);
        questions.push_back({{keys.span().begin(), keys.span().end()}, gold[i].last ? std::uint8_t{1} : std::uint8_t{0}});
      }
      if (!gold[i].last) continue;
      place.first = i + 1;
      place.open_brackets = 0;
      place.open_quote = false;
    }
  }
}

std::vector<WeightRow> learn(std::vector<Question>& questions, std::size_t classes, const Options& options) {
  Perceptron model(classes);
  std::mt19937_64 random(options.seed);
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  for (int iteration = 0; iteration < options.tokenizer_iterations; ++iteration) {
    for (std::size_t i = questions.size(); i > 1; --i) std::swap(questions[i - 1], questions[random() % i]);
    for (const Question& question : questions) {
      model.score(question.keys, scores.data());
      std::size_t best = 0;
      for (std::size_t c = 1; c < classes; ++c) {
        if (scores[c] > scores[best]) best = c;
      }
      if (best != question.answer) model.update(question.keys, question.answer, best);
      model.step();
    }
  }
  return model.averaged(256, 0.02);
}

// Words of letters only that are usually split ("cannot"), with the length of the first part.
Tokenizer::Contractions contractions(std::span<const Document> documents) {
  struct Count {
    int whole = 0;
    std::map<std::uint32_t, int> split;
  };
  std::map<std::string, Count> counts;
  for (const Document& document : documents) {
    for (const Sentence& sentence : document.sentences) {
      for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
        const Token& token = sentence.tokens[i];
        const Span surface{token.span.begin, token.multiword == 2 ? sentence.tokens[i + 1].span.end : token.span.end};
        const std::string word = to_lower_ascii(slice(document.text, surface));
        if (!std::all_of(word.begin(), word.end(), is_ascii_alpha)) continue;
        Count& count = counts[word];
        if (token.multiword == 2) {
          ++count.split[token.span.size()];
        } else {
          ++count.whole;
        }
      }
    }
  }
  Tokenizer::Contractions out;
  for (const auto& [word, count] : counts) {
    for (const auto& [first, times] : count.split) {
      if (times > count.whole && first > 0 && first < word.size() && word.size() <= 16) {
        out.emplace_back(word, first);
        break;
      }
    }
  }
  return out;
}

}  // namespace

std::string learn_tokenizer(std::span<const Document> documents, const Options& options) {
  std::vector<Question> splits;
  std::vector<Question> gaps;
  for (const Document& document : documents) {
    const auto paragraphs = gold_words(document);
    ask_splits(document, paragraphs, splits);
    ask_gaps(document, paragraphs, gaps);
  }
  const auto split_rows = learn(splits, static_cast<std::size_t>(Split::kCount), options);
  const auto gap_rows = learn(gaps, 2, options);
  return Tokenizer::write(static_cast<std::size_t>(Split::kCount), split_rows, gap_rows, contractions(documents));
}

}  // namespace entente::train
