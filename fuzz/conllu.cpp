// Treebank files: a document or an Error, nothing else.
#include <sstream>

#include "check.h"
#include "syntax/syntax.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream input(std::string(reinterpret_cast<const char*>(data), size));
  try {
    const entente::Document document = entente::read_conllu(input, "fuzz");
    for (const entente::Sentence& sentence : document.sentences) {
      for (const entente::Token& token : sentence.tokens) {
        entente::require(token.span.begin <= token.span.end);
        entente::require(token.span.end <= document.text.size());
        entente::require(token.head < static_cast<std::int64_t>(sentence.tokens.size()));
      }
    }
  } catch (const entente::Error&) {
  }
  return 0;
}
