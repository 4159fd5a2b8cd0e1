// Texts in other encodings than UTF-8, and what kind of content bytes are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace entente {

// How many bytes of the source a character took.
enum class SourceWidth : std::uint8_t { kUtf8, kSingleByte, kDoubleByte, kUtf16 };

struct DecodedText {
  std::string text;  // UTF-8
  SourceWidth width = SourceWidth::kUtf8;
  std::uint64_t source_begin = 0;  // bytes of the source before the first character (a mark)
};

// UTF-16 with a byte order mark.
bool is_utf16(std::string_view bytes);
DecodedText decode_utf16(std::string_view bytes);

// A page by the charset it declares, or that its transport declared before it (`label`, empty for
// none). Left as it is when that is UTF-8 or unknown to us, or when the bytes are valid UTF-8 beyond
// ASCII against the declaration (a page saved anew).
bool declares_other_charset(std::string_view html, std::string_view label = {});
DecodedText decode_html(std::string_view html, std::string_view label = {});
// The same by nothing but `label`.
DecodedText decode_labelled(std::string_view bytes, std::string_view label);
// XML by its byte order mark, then by the encoding of its declaration, then by `label`, in the same manner.
DecodedText decode_xml(std::string_view xml, std::string_view label = {});

// Offsets in `decoded.text`, ascending, become offsets in the source. Exact for UTF-16 and
// single-byte charsets; in East Asian ones each character beyond ASCII counts two bytes.
void to_source_offsets(const DecodedText& decoded, std::vector<std::uint64_t>& offsets);

// Begins like a page or a piece of one.
bool looks_like_html(std::string_view bytes);

// Why `bytes` cannot be text, empty where they can: "byte 0x00 at offset 13", "a PDF file".
std::string why_not_text(std::string_view bytes);

}  // namespace entente
