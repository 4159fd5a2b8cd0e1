#include "perceptron/word_info.h"

#include <string>

#include "base/base.h"
#include "model/model.h"
#include "network/network.h"

namespace entente::syntax {

WordInfo describe_word(std::string_view form) {
  thread_local std::string text;
  thread_local std::string shape;
  WordInfo word;
  text.clear();
  network::append_cased_form(text, form);
  word.cased = hash_string(text);
  shape.clear();
  network::append_shape(shape, text);
  word.shape = hash_string(shape);
  bool upper = false;
  bool lower = false;
  bool other = false;
  for (const char c : text) {
    const bool letter = is_ascii_lower(c) || static_cast<unsigned char>(c) >= 0x80;
    upper = upper || is_ascii_upper(c);
    lower = lower || letter;
    other = other || !(is_ascii_upper(c) || letter);
    if (is_ascii_digit(c)) word.flags |= WordInfo::kDigit;
    if (c == '-') word.flags |= WordInfo::kHyphen;
  }
  if (!text.empty() && is_ascii_upper(text[0])) word.flags |= WordInfo::kCapital;
  if (upper && !lower) word.flags |= WordInfo::kAllCaps;
  if (!other) word.flags |= WordInfo::kAlpha;

  text.clear();
  network::append_normal_form(text, form);
  word.lower = hash_string(text);
  const std::string_view normal = text;
  for (std::size_t n = 1; n <= 4 && n <= normal.size(); ++n) word.prefix[n - 1] = hash_string(normal.substr(0, n));
  for (std::size_t n = 1; n <= 5 && n <= normal.size(); ++n) word.suffix[n - 1] = hash_string(normal.substr(normal.size() - n));
  return word;
}

}  // namespace entente::syntax
