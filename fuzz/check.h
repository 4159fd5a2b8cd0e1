// What must hold for every document that a reader gives out, whatever came in.
#pragma once

#include <cstdlib>

#include "base/base.h"
#include "document/document.h"

namespace entente {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline void check_text(const Document& document) {
  require(is_valid_utf8(document.text));
  std::uint32_t end = 0;
  for (const Paragraph& paragraph : document.paragraphs) {
    require(paragraph.span.begin == (end == 0 ? 0 : end + 2));
    require(paragraph.span.begin < paragraph.span.end);
    end = paragraph.span.end;
  }
  require(end == document.text.size());
}

}  // namespace entente
