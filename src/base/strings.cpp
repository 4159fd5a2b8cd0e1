// Small string tools. ASCII is handled here; what needs Unicode tables asks ICU, code point by
// code point, so that nothing depends on the locale.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "base/base.h"

namespace entente {
namespace {

// Letters that have no decomposition but are written with a plain Latin letter in other spellings.
struct PlainLetter {
  char32_t letter;
  std::string_view plain;
};
constexpr auto kPlainLetters = std::to_array<PlainLetter>(
    {{U'\u00C6', "AE"}, {U'\u00D0', "D"}, {U'\u00D8', "O"}, {U'\u00DE', "Th"}, {U'\u00DF', "ss"},
     {U'\u00E6', "ae"}, {U'\u00F0', "d"}, {U'\u00F8', "o"}, {U'\u00FE', "th"}, {U'\u0110', "D"},
     {U'\u0111', "d"},  {U'\u0131', "i"}, {U'\u0141', "L"}, {U'\u0142', "l"}, {U'\u0152', "OE"},
     {U'\u0153', "oe"}});

bool is_latin(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status) == USCRIPT_LATIN &&
         U_SUCCESS(status) != 0;
}

const icu::Normalizer2* decomposer() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status) != 0) throw Error(ErrorKind::kFatal, "ICU data for NFD is missing");
  return found;
}

// `c` is a Latin letter beyond ASCII: its base letter, or itself where it has none.
void append_base_letter(std::string& out, char32_t c, const icu::Normalizer2& nfd) {
  for (const PlainLetter& row : kPlainLetters) {
    if (row.letter == c) {
      out += row.plain;
      return;
    }
  }
  icu::UnicodeString decomposed;
  const bool found = nfd.getDecomposition(static_cast<UChar32>(c), decomposed) != 0;
  append_utf8(out, found ? static_cast<char32_t>(decomposed.char32At(0)) : c);
}

template <class OnCodePoint>
std::string map_beyond_ascii(std::string_view text, OnCodePoint&& on_code_point) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text, i);
    if (!c.valid) {
      out.push_back(text[i]);
    } else {
      on_code_point(out, c.value, text.substr(i, c.length));
    }
    i += c.length;
  }
  return out;
}

char lower_ascii(char c) { return is_ascii_upper(c) ? static_cast<char>(c + 32) : c; }

bool is_ascii_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

}  // namespace

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_ascii_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_ascii_alpha(char c) { return is_ascii_upper(c) || is_ascii_lower(c); }

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower_ascii);
  return out;
}

std::string to_lower(std::string_view text) {
  return map_beyond_ascii(text, [](std::string& out, char32_t c, std::string_view) {
    if (c < 0x80) {
      out.push_back(lower_ascii(static_cast<char>(c)));
    } else {
      append_utf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
    }
  });
}

std::string fold_accents(std::string_view text) {
  const icu::Normalizer2& nfd = *decomposer();
  bool after_latin = false;  // so that a combining mark on a Latin letter goes too
  return map_beyond_ascii(text, [&](std::string& out, char32_t c, std::string_view bytes) {
    const bool mark = c >= 0x0300 && c <= 0x036F;
    if (mark && after_latin) return;
    const bool latin = c < 0x80 ? is_ascii_alpha(static_cast<char>(c)) : is_latin(c);
    if (c >= 0x80 && latin) {
      append_base_letter(out, c, nfd);
    } else {
      out += bytes;
    }
    after_latin = latin;
  });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  parts.reserve(10);  // the cells of most rows, the words of most phrases
  std::size_t begin = 0;
  for (std::size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator, begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

}  // namespace entente
