// Lines that come with a scraped page but not from its author: comment forms, share bars, menus.
#pragma once

#include <string>
#include <string_view>

namespace entente {

enum class Boilerplate : std::uint8_t {
  kNone,  // the author's
  kLine,  // goes
  kTail,  // goes, with all that follows when it stands in the last third of the text
};

// `line` is normalised (append_normalised).
Boilerplate boilerplate_of(std::string_view line);

// Cuts phrases of comment forms that were glued to the author's words on one line.
void remove_glued_boilerplate(std::string& line);

}  // namespace entente
