// What entente-train learns itself, part by part; each function gives the bytes of a model section. The network
// comes from train/network.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "document/document.h"

namespace entente::train {

struct Options {
  std::uint64_t seed = 1;
  int tokenizer_iterations = 12;
};

std::string learn_tokenizer(std::span<const Document> documents, const Options& options);
// Lemma edits of words whose lemma the treebanks agree on.
std::string learn_lemmas(std::span<const Document> documents);

}  // namespace entente::train
