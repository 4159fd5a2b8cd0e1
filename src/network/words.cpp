#include "network/words.h"

#include "base/base.h"

namespace entente::network {
namespace {

// Straight quote for a curly one at `i` (three bytes E2 80 9x), 0 otherwise.
char straight_quote(std::string_view text, std::size_t i) {
  if (i + 2 >= text.size() || text[i] != '\xE2' || text[i + 1] != '\x80') return 0;
  const auto last = static_cast<unsigned char>(text[i + 2]);
  if (last >= 0x98 && last <= 0x9B) return '\'';
  if (last >= 0x9C && last <= 0x9F) return '"';
  return 0;
}

template <bool kLower>
void append_form(std::string& out, std::string_view form) {
  const std::size_t begin = out.size();
  bool ascii = true;
  for (std::size_t i = 0; i < form.size(); ++i) {
    char c = form[i];
    if (const char quote = straight_quote(form, i)) {
      out.push_back(quote);
      i += 2;
      continue;
    }
    if (is_ascii_digit(c)) c = '0';
    if (kLower && is_ascii_upper(c)) c = static_cast<char>(c + ('a' - 'A'));
    ascii = ascii && static_cast<unsigned char>(c) < 0x80;
    out.push_back(c);
  }
  if (kLower && !ascii) {
    const std::string lowered = to_lower(std::string_view(out).substr(begin));
    out.replace(begin, std::string::npos, lowered);
  }
}

char class_of(char c) {
  if (is_ascii_upper(c)) return 'X';
  if (is_ascii_lower(c)) return 'x';
  if (is_ascii_digit(c)) return 'd';
  return static_cast<unsigned char>(c) >= 0x80 ? 'u' : c;
}

}  // namespace

void append_normal_form(std::string& out, std::string_view form) { append_form<true>(out, form); }
void append_cased_form(std::string& out, std::string_view form) { append_form<false>(out, form); }

void append_shape(std::string& out, std::string_view cased_form) {
  constexpr std::size_t kLongest = 24;
  const std::size_t begin = out.size();
  for (const char c : cased_form) {
    const char k = class_of(c);
    const std::size_t size = out.size() - begin;
    const bool third = size >= 2 && out[begin + size - 1] == k && out[begin + size - 2] == k;
    if (!third && size < kLongest) out.push_back(k);
  }
}

}  // namespace entente::network
