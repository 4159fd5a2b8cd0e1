// UTF-8 read one code point at a time, strictly: no overlong forms, no surrogates, nothing past
// U+10FFFF (Unicode 15, table 3-7). Long runs of ASCII are stepped over eight bytes at a time.
#include <algorithm>
#include <cstring>

#include "base/base.h"

namespace entente {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

std::uint8_t byte_at(std::string_view text, std::size_t offset) {
  return static_cast<std::uint8_t>(text[offset]);
}

bool is_continuation(std::uint8_t byte) { return (byte & 0xC0U) == 0x80U; }

// The number of bytes at `offset` that are certainly ASCII, in steps of eight.
std::size_t skip_ascii(std::string_view text, std::size_t offset) {
  while (offset + 8 <= text.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + offset, 8);
    if ((word & kHighBits) != 0) break;
    offset += 8;
  }
  return offset;
}

// What a leading byte promises: how many bytes, its own bits, and the smallest value that needs
// that many bytes. length 0: not a leading byte.
struct Lead {
  std::uint32_t length;
  char32_t bits;
  char32_t smallest;
};

Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80U) return {1, byte, 0};
  if (byte < 0xC2U) return {0, 0, 0};
  if (byte < 0xE0U) return {2, byte & 0x1FU, 0x80};
  if (byte < 0xF0U) return {3, byte & 0x0FU, 0x800};
  if (byte < 0xF5U) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

std::uint32_t count_characters(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return !is_continuation(static_cast<std::uint8_t>(c));
  }));
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t offset) {
  const Lead lead = lead_of(byte_at(text, offset));
  if (lead.length == 0 || text.size() - offset < lead.length) return {};
  char32_t value = lead.bits;
  for (std::uint32_t i = 1; i < lead.length; ++i) {
    const std::uint8_t byte = byte_at(text, offset + i);
    if (!is_continuation(byte)) return {};
    value = (value << 6U) | (byte & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.smallest || value > 0x10FFFF || surrogate) return {};
  return {value, lead.length, true};
}

void append_utf8(std::string& out, char32_t code_point) {
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  const char32_t c = code_point > 0x10FFFF || surrogate ? U'\xFFFD' : code_point;
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0U | (c >> 6U));
    put(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  } else {
    put(0xF0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3FU));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  }
}

bool is_valid_utf8(std::string_view text) {
  std::size_t offset = 0;
  while ((offset = skip_ascii(text, offset)) < text.size()) {
    const CodePoint c = decode_utf8(text, offset);
    if (!c.valid) return false;
    offset += c.length;
  }
  return true;
}

CharacterIndex::CharacterIndex(std::string_view text) : text_(text) {
  if (skip_ascii(text, 0) + 8 > text.size() && count_characters(text) == text.size()) return;
  blocks_.reserve(text.size() / kBlock + 1);
  std::uint32_t count = 0;
  for (std::size_t begin = 0; begin <= text.size(); begin += kBlock) {
    blocks_.push_back(count);
    count += count_characters(text.substr(begin, kBlock));
  }
}

std::uint32_t CharacterIndex::characters_before(std::uint32_t byte_offset) const {
  const std::size_t offset = std::min<std::size_t>(byte_offset, text_.size());
  if (blocks_.empty()) return static_cast<std::uint32_t>(offset);
  const std::size_t block = offset / kBlock;
  return blocks_[block] + count_characters(text_.substr(block * kBlock, offset - block * kBlock));
}

}  // namespace entente
