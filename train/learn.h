// What is learned, part by part; each function gives the bytes of a model section.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "document/document.h"
#include "syntax/words.h"

namespace entente::train {

struct Options {
  std::uint64_t seed = 1;
  int tagger_iterations = 8;
  int parser_iterations = 12;
  int tokenizer_iterations = 12;
  unsigned threads = 2;
  double parser_smallest = 0.1;
  double tagger_smallest = 0.05;
  bool verbose = false;
};

// A sentence and the document that holds its text.
struct Sample {
  const Document* document = nullptr;
  const Sentence* sentence = nullptr;
};
std::vector<Sample> samples_of(std::span<const Document> documents);

std::string learn_tokenizer(std::span<const Document> documents, const Options& options);
std::string learn_tagger(std::span<const Sample> samples, const syntax::Clusters& clusters,
                         const Options& options);
// Documents with tags and lemmas as taggers give them that have not seen the sentence.
std::vector<Document> jackknife(std::span<const Document> documents, std::size_t folds,
                                const syntax::Clusters& clusters, const Options& options);
// `tagged` are `gold` with predicted tags.
std::string learn_parser(std::span<const Document> gold, std::span<const Document> tagged,
                         const syntax::Clusters& clusters, const Options& options,
                         std::span<const Document> dev);
// Word classes from plain text, one text an item.
syntax::Clusters learn_clusters(std::span<const std::string> texts, const Options& options);

}  // namespace entente::train
