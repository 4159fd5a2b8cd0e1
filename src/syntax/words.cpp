#include "syntax/words.h"

#include "base/base.h"

namespace entente::syntax {
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

Clusters read_clusters(std::string_view section) {
  ByteReader reader(section, "clusters");
  std::vector<Clusters::Entry> entries(reader.count());
  std::uint32_t key = 0;
  for (Clusters::Entry& entry : entries) {
    key += static_cast<std::uint32_t>(reader.varint());
    entry.key = key;
    entry.value.fine = static_cast<std::uint16_t>(reader.varint());
    entry.value.coarse = static_cast<std::uint16_t>(reader.varint());
  }
  return Clusters(std::move(entries));
}

std::string write_clusters(const Clusters& clusters) {
  ByteWriter writer;
  writer.varint(clusters.entries().size());
  std::uint32_t previous = 0;
  for (const Clusters::Entry& entry : clusters.entries()) {
    writer.varint(entry.key - previous);
    previous = entry.key;
    writer.varint(entry.value.fine);
    writer.varint(entry.value.coarse);
  }
  return writer.take();
}

WordInfo describe_word(std::string_view form, const Clusters& clusters) {
  thread_local std::string text;
  WordInfo word;
  text.clear();
  append_cased_form(text, form);
  word.cased = hash_string(text);

  char shape[24];
  std::size_t shape_size = 0;
  bool upper = false;
  bool lower = false;
  bool other = false;
  for (const char c : text) {
    const char k = class_of(c);
    upper = upper || k == 'X';
    lower = lower || k == 'x' || k == 'u';
    other = other || (k != 'X' && k != 'x' && k != 'u');
    if (k == 'd') word.flags |= WordInfo::kDigit;
    if (k == '-') word.flags |= WordInfo::kHyphen;
    const bool third = shape_size >= 2 && shape[shape_size - 1] == k && shape[shape_size - 2] == k;
    if (!third && shape_size < sizeof shape) shape[shape_size++] = k;
  }
  word.shape = hash_string({shape, shape_size});
  if (!text.empty() && is_ascii_upper(text[0])) word.flags |= WordInfo::kCapital;
  if (upper && !lower) word.flags |= WordInfo::kAllCaps;
  if (!other) word.flags |= WordInfo::kAlpha;

  text.clear();
  append_normal_form(text, form);
  word.lower = hash_string(text);
  const std::string_view normal = text;
  for (std::size_t n = 1; n <= 4 && n <= normal.size(); ++n) {
    word.prefix[n - 1] = hash_string(normal.substr(0, n));
  }
  for (std::size_t n = 1; n <= 5 && n <= normal.size(); ++n) {
    word.suffix[n - 1] = hash_string(normal.substr(normal.size() - n));
  }
  if (const Cluster* cluster = clusters.find(word.lower)) {
    word.fine = cluster->fine;
    word.coarse = cluster->coarse;
  }
  return word;
}

}  // namespace entente::syntax
