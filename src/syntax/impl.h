// What is inside a SyntaxModel: for src/syntax and the trainer only.
#pragma once

#include <string>
#include <string_view>

#include "syntax/lemmas.h"
#include "syntax/network.h"
#include "syntax/syntax.h"
#include "syntax/tokenizer.h"

namespace entente {

struct SyntaxModel::Impl {
  Impl(const ModelFile& file, const network::Kernels& kernels);
  syntax::Tokenizer tokenizer;
  syntax::Network network;
  syntax::Lemmas lemmas;
};

// Digest of the CoNLL-U analysis of `sample`, one paragraph a line: what the self-test compares.
std::string analysis_digest(const SyntaxModel& model, std::string_view sample);

}  // namespace entente
