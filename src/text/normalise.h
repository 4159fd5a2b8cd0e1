// Characters as the later stages expect them: plain spaces, straight quotes, no invisible marks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace entente {

// Appends `raw` to `out` with runs of white space as one space, none at the start or end of what is
// appended; control characters, soft hyphens and zero-width characters dropped; quotes, Unicode
// spaces, hyphens and ligatures as their plain forms; letters followed by combining accents
// composed. A byte that is not UTF-8 is read as Windows-1252. Returns the number of such bytes.
std::uint64_t append_normalised(std::string& out, std::string_view raw);

// The number of bytes at the start of `raw` of which nothing is kept.
std::size_t leading_blank(std::string_view raw);

// Windows-1252 byte 0x80..0xFF to its code point; U+FFFD for the five bytes it leaves undefined.
char32_t from_windows_1252(unsigned char byte);

}  // namespace entente
