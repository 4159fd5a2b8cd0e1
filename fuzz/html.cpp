// Pages, whole: charset, main text, metadata, source offsets.
#include <sstream>

#include "check.h"
#include "text/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream input(std::string(reinterpret_cast<const char*>(data), size));
  entente::ReadOptions options;
  options.format = entente::InputFormat::kHtml;
  entente::read_documents(input, "fuzz", options, [&](entente::ReadResult&& result) {
    if (!result.document) return true;
    entente::check_text(*result.document);
    for (const entente::Paragraph& paragraph : result.document->paragraphs) {
      entente::require(paragraph.source_begin <= size);
    }
    return true;
  });
  return 0;
}
