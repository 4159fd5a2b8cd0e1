// Training of the baseline; each function gives the bytes of a section.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "document/document.h"
#include "perceptron/parser.h"
#include "perceptron/tagger.h"

namespace entente::train {

struct BaselineOptions {
  std::uint64_t seed = 1;
  int tagger_iterations = 5;
  int parser_iterations = 8;
  unsigned threads = 2;
  double parser_smallest = 0.6;
  double tagger_smallest = 0.25;
};

// A sentence and the document that holds its text.
struct Sample {
  const Document* document = nullptr;
  const Sentence* sentence = nullptr;
};
std::vector<Sample> samples_of(std::span<const Document> documents);

std::string learn_tagger(std::span<const Sample> samples, const BaselineOptions& options);
// Documents with tags and lemmas as taggers give them that have not seen the sentence.
std::vector<Document> jackknife(std::span<const Document> documents, std::size_t folds, const BaselineOptions& options);
// `tagged` are `gold` with predicted tags.
std::string learn_parser(std::span<const Document> gold, std::span<const Document> tagged, const BaselineOptions& options);

}  // namespace entente::train
