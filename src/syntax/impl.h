// What is inside a SyntaxModel: for src/syntax and the trainer only.
#pragma once

#include <string>
#include <string_view>

#include "syntax/parser.h"
#include "syntax/syntax.h"
#include "syntax/tagger.h"
#include "syntax/tokenizer.h"
#include "syntax/words.h"

namespace entente {

struct SyntaxModel::Impl {
  explicit Impl(const ModelFile& file);
  syntax::Clusters clusters;  // tagger and parser point to it
  syntax::Tokenizer tokenizer;
  syntax::Tagger tagger;
  syntax::Parser parser;
};

// Digest of the CoNLL-U analysis of `sample`, one paragraph a line: what the self-test compares.
std::string analysis_digest(const SyntaxModel& model, std::string_view sample);

}  // namespace entente
