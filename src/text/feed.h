// RSS and Atom files, item by item.
#pragma once

#include <string>
#include <string_view>

#include "text/text.h"

namespace entente {

// Each item is a document; one that holds nothing is refused by its number.
void read_feed(std::string_view bytes, const std::string& source, const ReadOptions& options,
               const ReadSink& sink);

}  // namespace entente
