// Steps shared by the readers of single documents and of NDJSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "document/document.h"
#include "text/text.h"

namespace entente {

// set_text on the main text of a page; source offsets are bytes of `html`.
void set_text_from_html(Document& document, std::string_view html);

// Whether there is more in `document` than the title: `raw` is what its text was made from.
bool has_body(const Document& document, std::string_view raw);

std::string repair_warning(std::uint64_t repairs);

}  // namespace entente
