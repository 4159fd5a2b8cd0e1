// The main text of a page with the way back into its bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace entente {

// One piece of MainText::text: where its first visible character stands there and in the page.
struct MainTextPiece {
  std::uint32_t begin = 0;
  std::uint32_t source = 0;
  bool heading = false;
};

struct MainText {
  std::string text;  // pieces parted by blank lines
  std::vector<MainTextPiece> pieces;
};

// kFragment: a piece that holds nothing but the author's text (the content of a feed's entry): every
// block is kept, and nothing is taken for metadata.
enum class HtmlScope : std::uint8_t { kPage, kFragment };

// Fills title, url, publisher and date of `document` where the page states them and they are empty.
MainText html_main_text(std::string_view html, Document& document,
                        HtmlScope scope = HtmlScope::kPage);

}  // namespace entente
