// Lines that are set like a heading, told by their look.
#pragma once

#include <string_view>

namespace entente {

// Short, no end punctuation, Title Case or ALL CAPS; not a dateline, byline or list item.
bool looks_like_heading(std::string_view line);
// The same for the first line of a document, which may be in sentence case.
bool looks_like_title(std::string_view line);

}  // namespace entente
