// RSS and Atom: entries or an Error, and documents of the entries.
#include <sstream>

#include "check.h"
#include "text/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    for (const entente::FeedEntry& entry : entente::parse_feed(bytes).entries) {
      entente::require(entente::is_valid_utf8(entry.title));
      entente::require(entente::is_valid_utf8(entry.link));
    }
  } catch (const entente::Error&) {
  }
  std::istringstream input(bytes);
  entente::ReadOptions options;
  options.format = entente::InputFormat::kFeed;
  entente::read_documents(input, "fuzz", options, [](entente::ReadResult&& result) {
    entente::require(result.document.has_value() == result.refusal.empty());
    if (result.document) entente::check_text(*result.document);
    return true;
  });
  return 0;
}
