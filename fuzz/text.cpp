// Plain text of any kind: repair, paragraphs, boilerplate, headings.
#include "check.h"
#include "text/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  entente::Document document;
  const std::size_t line_end = bytes.find('\n');
  if (line_end < 80 && size % 2 == 0) document.title = bytes.substr(0, line_end);
  entente::set_text(document, bytes);
  entente::check_text(document);
  for (const entente::Paragraph& paragraph : document.paragraphs) {
    entente::require(paragraph.source_begin <= size);
  }
  return 0;
}
