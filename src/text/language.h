// Is this English? Enough to warn that the models were trained on another language.
#pragma once

#include <string_view>

namespace entente {

// The share of frequent English words among the first 5,000 words.
bool looks_english(std::string_view text);

}  // namespace entente
