// Lines of JSON, with a limit low enough to be reached.
#include <sstream>

#include "check.h"
#include "text/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream input(std::string(reinterpret_cast<const char*>(data), size));
  entente::ReadOptions options;
  options.format = entente::InputFormat::kNdjson;
  options.max_document_bytes = 1000;
  entente::read_documents(input, "fuzz", options, [](entente::ReadResult&& result) {
    entente::require(result.document.has_value() == result.refusal.empty());
    if (result.document) entente::check_text(*result.document);
    return true;
  });
  return 0;
}
