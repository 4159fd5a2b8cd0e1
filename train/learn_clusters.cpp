// Word classes from plain text: vectors by skip-gram with negative sampling (Mikolov et al. 2013),
// then k-means on their directions, once fine and once coarse.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <unordered_map>

#include "learn.h"
#include "syntax/tokenizer.h"

namespace entente::train {
namespace {

constexpr std::size_t kDimensions = 64;
constexpr std::size_t kFine = 400;
constexpr std::size_t kCoarse = 50;
constexpr std::size_t kVocabulary = 30000;
constexpr int kWindow = 3;
constexpr int kNegatives = 5;
constexpr int kEpochs = 3;

using Vector = std::array<float, kDimensions>;

// Words of the text without the tokenizer's model: runs of letters and digits, marks alone.
void plain_words(std::string_view text, std::vector<std::string>& words) {
  const auto in_word = [](char c) {
    return is_ascii_alpha(c) || is_ascii_digit(c) || static_cast<unsigned char>(c) >= 0x80;
  };
  std::string normal;
  syntax::append_normal_form(normal, text);
  for (std::size_t i = 0; i < normal.size();) {
    if (static_cast<unsigned char>(normal[i]) <= 0x20) {
      if (normal[i] == '\n' && !words.empty() && !words.back().empty()) words.emplace_back();
      ++i;
      continue;
    }
    const std::size_t begin = i++;
    if (in_word(normal[begin])) {
      while (i < normal.size() && in_word(normal[i])) ++i;
      // "u.s." and "'s" stay whole.
      while (i + 1 < normal.size() && normal[i] == '.' && i - begin <= 3 && in_word(normal[i + 1])) {
        i += 2;
      }
    } else if (normal[begin] == '\'' && i < normal.size() && normal[i] == 's') {
      ++i;
    }
    words.push_back(normal.substr(begin, i - begin));
  }
  words.emplace_back();  // ends a window
}

struct Corpus {
  std::vector<std::string> vocabulary;  // by frequency
  std::vector<std::uint32_t> counts;
  std::vector<std::int32_t> words;      // -1: a break or an unknown word
};

Corpus read_corpus(std::span<const std::string> texts) {
  std::vector<std::string> words;
  for (const std::string& text : texts) plain_words(text, words);
  std::unordered_map<std::string, std::uint32_t> counts;
  for (const std::string& word : words) ++counts[word];
  std::vector<std::pair<std::string, std::uint32_t>> order(counts.begin(), counts.end());
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  Corpus corpus;
  std::unordered_map<std::string, std::int32_t> ids;
  for (const auto& [word, count] : order) {
    if (word.empty() || count < 5 || corpus.vocabulary.size() >= kVocabulary) continue;
    ids[word] = static_cast<std::int32_t>(corpus.vocabulary.size());
    corpus.vocabulary.push_back(word);
    corpus.counts.push_back(count);
  }
  for (const std::string& word : words) {
    const auto found = ids.find(word);
    corpus.words.push_back(found == ids.end() ? -1 : found->second);
  }
  return corpus;
}

float dot(const Vector& a, const Vector& b) {
  float sum = 0;
  for (std::size_t d = 0; d < kDimensions; ++d) sum += a[d] * b[d];
  return sum;
}

std::vector<Vector> word_vectors(const Corpus& corpus, std::mt19937_64& random) {
  const std::size_t n = corpus.vocabulary.size();
  std::vector<Vector> in(n);
  // Contexts keep their side: the word before is another context than the word after.
  std::vector<Vector> out(n * 2);
  for (Vector& v : in) {
    for (float& x : v) x = (static_cast<float>(random() % 10000) / 10000.0F - 0.5F) / kDimensions;
  }
  std::vector<std::uint32_t> noise;
  for (std::size_t w = 0; w < n; ++w) {
    const auto times = static_cast<std::size_t>(std::pow(corpus.counts[w], 0.75)) + 1;
    noise.insert(noise.end(), times, static_cast<std::uint32_t>(w));
  }
  const double total = static_cast<double>(corpus.words.size());
  const std::size_t steps = corpus.words.size() * kEpochs;
  std::size_t step = 0;
  Vector error;
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    for (std::size_t i = 0; i < corpus.words.size(); ++i, ++step) {
      const std::int32_t word = corpus.words[i];
      if (word < 0) continue;
      const double share = corpus.counts[static_cast<std::size_t>(word)] / total;
      const double keep = std::sqrt(1e-4 / share);
      if (keep < 1 && static_cast<double>(random() % 100000) / 100000.0 > keep) continue;
      const float rate = 0.05F * std::max(0.05F, 1.0F - static_cast<float>(step) / static_cast<float>(steps));
      Vector& v = in[static_cast<std::size_t>(word)];
      for (int offset = -kWindow; offset <= kWindow; ++offset) {
        const auto at = static_cast<std::ptrdiff_t>(i) + offset;
        if (offset == 0 || at < 0 || at >= static_cast<std::ptrdiff_t>(corpus.words.size())) continue;
        const std::int32_t context = corpus.words[static_cast<std::size_t>(at)];
        if (context < 0) continue;
        const std::size_t side = offset > 0 ? n : 0;
        error.fill(0);
        for (int k = 0; k <= kNegatives; ++k) {
          const std::size_t target = k == 0 ? static_cast<std::size_t>(context) : noise[random() % noise.size()];
          Vector& u = out[side + target];
          const float gradient = ((k == 0 ? 1.0F : 0.0F) - 1.0F / (1.0F + std::exp(-dot(v, u)))) * rate;
          for (std::size_t d = 0; d < kDimensions; ++d) {
            error[d] += gradient * u[d];
            u[d] += gradient * v[d];
          }
        }
        for (std::size_t d = 0; d < kDimensions; ++d) v[d] += error[d];
      }
    }
  }
  for (Vector& v : in) {
    const float norm = std::sqrt(dot(v, v)) + 1e-9F;
    for (float& x : v) x /= norm;
  }
  return in;
}

// Classes 1 .. k, by k-means on directions; the first centres are the most frequent words.
std::vector<std::uint16_t> k_means(const std::vector<Vector>& vectors, std::size_t k) {
  k = std::min(k, vectors.size());
  std::vector<Vector> centres(vectors.begin(), vectors.begin() + static_cast<std::ptrdiff_t>(k));
  std::vector<std::uint16_t> classes(vectors.size(), 0);
  for (int round = 0; round < 15; ++round) {
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      std::size_t best = 0;
      float top = -2;
      for (std::size_t c = 0; c < k; ++c) {
        const float near = dot(vectors[i], centres[c]);
        if (near > top) {
          top = near;
          best = c;
        }
      }
      classes[i] = static_cast<std::uint16_t>(best + 1);
    }
    for (Vector& centre : centres) centre.fill(0);
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      for (std::size_t d = 0; d < kDimensions; ++d) centres[classes[i] - 1U][d] += vectors[i][d];
    }
    for (Vector& centre : centres) {
      const float norm = std::sqrt(dot(centre, centre)) + 1e-9F;
      for (float& x : centre) x /= norm;
    }
  }
  return classes;
}

}  // namespace

syntax::Clusters learn_clusters(std::span<const std::string> texts, const Options& options) {
  const Corpus corpus = read_corpus(texts);
  std::mt19937_64 random(options.seed + 99);
  const std::vector<Vector> vectors = word_vectors(corpus, random);
  const auto fine = k_means(vectors, kFine);
  const auto coarse = k_means(vectors, kCoarse);
  std::vector<syntax::Clusters::Entry> entries;
  for (std::size_t i = 0; i < corpus.vocabulary.size(); ++i) {
    entries.push_back({syntax::hash_string(corpus.vocabulary[i]), {fine[i], coarse[i]}});
  }
  return syntax::Clusters(std::move(entries));
}

}  // namespace entente::train
