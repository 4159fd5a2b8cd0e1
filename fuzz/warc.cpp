// Archives: record search, HTTP heads, chunks and content encodings, with a limit low enough to be
// reached. The input is tried as it is and as the block of a record that is right.
#include <sstream>

#include "check.h"
#include "text/text.h"

namespace {

void read(const std::string& bytes) {
  std::istringstream input(bytes);
  entente::ReadOptions options;
  options.format = entente::InputFormat::kWarc;
  options.max_document_bytes = 5000;
  entente::read_documents(input, "fuzz", options, [](entente::ReadResult&& result) {
    entente::require(result.document.has_value() == result.refusal.empty());
    if (result.document) entente::check_text(*result.document);
    return true;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  read("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
       bytes + "\r\n\r\n");
  return 0;
}
