// Steps shared by the readers of single documents, NDJSON, WARC and feeds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "document/document.h"
#include "text/html.h"
#include "text/text.h"

namespace entente {

// set_text on the main text of a page; source offsets are bytes of `html`.
void set_text_from_html(Document& document, std::string_view html,
                        HtmlScope scope = HtmlScope::kPage);

// set_text on one document of any kind but NDJSON, WARC and feed, told by content for kAuto. `charset`
// is what the transport declared, empty for nothing. Throws Error(kInput) for what is no text.
void set_text_of(Document& document, std::string_view bytes, InputFormat format,
                 std::string_view charset = {});

// The longest document accepted, in bytes.
std::uint64_t longest_document(const ReadOptions& options);
std::string too_long(std::uint64_t limit);

// Source, date and id where they are not known from the document itself.
void finish(Document& document, const std::string& source, const ReadOptions& options);

ReadResult refusal(const std::string& source, std::string_view reason);

// Whether there is more in `document` than the title: `raw` is what its text was made from.
bool has_body(const Document& document, std::string_view raw);

std::string repair_warning(std::uint64_t repairs);

}  // namespace entente
