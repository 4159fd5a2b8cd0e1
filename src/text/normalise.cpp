// One pass over the bytes. A table of 256 byte classes lets runs of plain ASCII be copied whole;
// everything beyond ASCII is decoded and looked up in a sorted table of replacements.
#include "text/normalise.h"

#include <unicode/normalizer2.h>

#include <algorithm>
#include <array>

#include "base/base.h"

namespace entente {
namespace {

enum class ByteClass : std::uint8_t { kPlain, kSpace, kDrop, kHigh };

constexpr std::array<ByteClass, 256> byte_classes() {
  std::array<ByteClass, 256> classes{};
  for (std::size_t i = 0; i < 256; ++i) {
    if (i >= 0x80) classes[i] = ByteClass::kHigh;
    if (i < 0x20 || i == 0x7F) classes[i] = ByteClass::kDrop;
  }
  for (const char c : {' ', '\t', '\n', '\r', '\v', '\f'}) {
    classes[static_cast<unsigned char>(c)] = ByteClass::kSpace;
  }
  return classes;
}
constexpr auto kByteClasses = byte_classes();

ByteClass class_of(char c) { return kByteClasses[static_cast<unsigned char>(c)]; }

// Code points [first, last] are written as `plain`; "" drops them, " " counts as white space.
struct Replacement {
  char32_t first;
  char32_t last;
  std::string_view plain;
};
constexpr auto kReplacements = std::to_array<Replacement>({
    {0x0080, 0x0084, ""},  {0x0085, 0x0085, " "},  // next line
    {0x0086, 0x009F, ""},                          // C1 controls
    {0x00A0, 0x00A0, " "}, {0x00AD, 0x00AD, ""},   // no-break space, soft hyphen
    {0x00B4, 0x00B4, "'"}, {0x02BC, 0x02BC, "'"},  // acute, modifier apostrophe
    {0x034F, 0x034F, ""},  {0x061C, 0x061C, ""},   // grapheme joiner, Arabic letter mark
    {0x1680, 0x1680, " "}, {0x180E, 0x180E, ""},   // ogham space, Mongolian vowel separator
    {0x2000, 0x200A, " "}, {0x200B, 0x200F, ""},   // spaces; zero width, direction marks
    {0x2010, 0x2011, "-"}, {0x2012, 0x2012, "\u2013"}, {0x2015, 0x2015, "\u2014"},
    {0x2018, 0x201B, "'"}, {0x201C, 0x201F, "\""}, {0x2026, 0x2026, "..."},
    {0x2028, 0x2029, " "}, {0x202A, 0x202E, ""},   // line separators, direction embeddings
    {0x202F, 0x202F, " "}, {0x2032, 0x2032, "'"},  {0x2033, 0x2033, "\""},
    {0x205F, 0x205F, " "}, {0x2060, 0x206F, ""},   // mathematical space, word joiner and others
    {0x2212, 0x2212, "-"}, {0x3000, 0x3000, " "},  // minus, ideographic space
    {0xFB00, 0xFB00, "ff"}, {0xFB01, 0xFB01, "fi"}, {0xFB02, 0xFB02, "fl"},
    {0xFB03, 0xFB03, "ffi"}, {0xFB04, 0xFB04, "ffl"}, {0xFB05, 0xFB06, "st"},
    {0xFE00, 0xFE0F, ""},  {0xFEFF, 0xFEFF, ""},   // variation selectors, byte order mark
    {0xFFF9, 0xFFFC, ""},                          // interlinear marks, object replacement
});
static_assert(std::is_sorted(kReplacements.begin(), kReplacements.end(),
                             [](const Replacement& a, const Replacement& b) {
                               return a.last < b.first;
                             }));

const Replacement* replacement_of(char32_t c) {
  const auto found = std::lower_bound(kReplacements.begin(), kReplacements.end(), c,
                                      [](const Replacement& row, char32_t v) { return row.last < v; });
  return found != kReplacements.end() && found->first <= c ? &*found : nullptr;
}

// Windows-1252 where it differs from Latin-1; 0 marks the undefined bytes.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_combining_accent(char32_t c) { return c >= 0x0300 && c <= 0x036F; }

// Joins `accent` to the last letter of `out`; false where the pair has no composed form.
bool compose_last(std::string& out, std::size_t begin, char32_t accent) {
  std::size_t last = out.size();
  while (last > begin && (static_cast<unsigned char>(out[--last]) & 0xC0U) == 0x80U) {
  }
  if (last >= out.size()) return false;
  const CodePoint letter = decode_utf8(out, last);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status) != 0 || !letter.valid) return false;
  const UChar32 composed = nfc->composePair(static_cast<UChar32>(letter.value),
                                            static_cast<UChar32>(accent));
  if (composed < 0) return false;
  out.resize(last);
  append_utf8(out, static_cast<char32_t>(composed));
  return true;
}

class Normaliser {
 public:
  explicit Normaliser(std::string& out) : out_(out), begin_(out.size()) {}

  std::uint64_t run(std::string_view raw) {
    for (std::size_t i = 0; i < raw.size();) {
      switch (class_of(raw[i])) {
        case ByteClass::kPlain: i = copy_plain(raw, i); break;
        case ByteClass::kSpace: space_pending_ = true; ++i; break;
        case ByteClass::kDrop: ++i; break;
        case ByteClass::kHigh: i += put_high(raw, i); break;
      }
    }
    return repairs_;
  }

 private:
  std::size_t copy_plain(std::string_view raw, std::size_t i) {
    put_pending_space();
    std::size_t end = i + 1;
    for (;;) {
      while (end < raw.size() && class_of(raw[end]) == ByteClass::kPlain) ++end;
      // A single space between plain characters belongs to the run.
      if (end + 1 >= raw.size() || raw[end] != ' ') break;
      if (class_of(raw[end + 1]) != ByteClass::kPlain) break;
      end += 2;
    }
    out_.append(raw, i, end - i);
    return end;
  }

  std::size_t put_high(std::string_view raw, std::size_t i) {
    CodePoint c = decode_utf8(raw, i);
    if (!c.valid) {
      ++repairs_;
      c.value = from_windows_1252(static_cast<unsigned char>(raw[i]));
    }
    if (const Replacement* row = replacement_of(c.value)) {
      if (row->plain == " ") {
        space_pending_ = true;
      } else if (!row->plain.empty()) {
        put_pending_space();
        out_ += row->plain;
      }
    } else if (space_pending_ || !is_combining_accent(c.value) ||
               !compose_last(out_, begin_, c.value)) {
      put_pending_space();
      append_utf8(out_, c.value);
    }
    return c.length;
  }

  void put_pending_space() {
    if (space_pending_ && out_.size() > begin_) out_.push_back(' ');
    space_pending_ = false;
  }

  std::string& out_;
  std::size_t begin_;
  std::uint64_t repairs_ = 0;
  bool space_pending_ = false;
};

}  // namespace

char32_t from_windows_1252(unsigned char byte) {
  if (byte < 0x80 || byte >= 0xA0) return byte;
  const char16_t mapped = kWindows1252[byte - 0x80U];
  return mapped != 0 ? mapped : U'\xFFFD';
}

std::size_t leading_blank(std::string_view raw) {
  std::size_t i = 0;
  while (i < raw.size() && class_of(raw[i]) != ByteClass::kPlain) {
    if (class_of(raw[i]) != ByteClass::kHigh) {
      ++i;
      continue;
    }
    const CodePoint c = decode_utf8(raw, i);
    const Replacement* row = c.valid ? replacement_of(c.value) : nullptr;
    if (row == nullptr || (!row->plain.empty() && row->plain != " ")) break;
    i += c.length;
  }
  return i;
}

std::uint64_t append_normalised(std::string& out, std::string_view raw) {
  return Normaliser(out).run(raw);
}

}  // namespace entente
