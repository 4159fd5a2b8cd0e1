// Both decisions are linear classifiers trained on treebanks (train/), so the conventions of UD
// English (what happens at hyphens, apostrophes, slashes, after abbreviations) are learned rather
// than written down. Rules only say where a question is asked: between characters of different
// classes, before "n't", between words where a sentence may end. A paragraph always ends a
// sentence, and a heading is one sentence.
#include "syntax/tokenizer.h"

#include <algorithm>
#include <array>

#include "base/base.h"

namespace entente::syntax {
namespace {

// ---------------------------------------------------------------- character classes

constexpr int kMaxParts = 8;  // words in a multiword token, before "cannot" is looked up

enum CharClass : std::uint8_t { kLower, kUpper, kNumber, kMark, kEdge };

struct Char {
  CharClass kind = kEdge;
  std::uint32_t value = 0;  // code point for marks, lower-case byte for ASCII letters
  std::uint32_t length = 1;
};

bool is_mark(char32_t c) {
  return (c >= 0x2010 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20CF) || (c >= 0x2100 && c <= 0x2BFF) ||
         (c >= 0x3001 && c <= 0x301F) || (c >= 0xA1 && c <= 0xBF && c != 0xAA && c != 0xB5 && c != 0xBA) ||
         c == 0xD7 || c == 0xF7 || c >= 0x1F000;
}

// Curly quotes and dashes count as their plain forms.
std::uint32_t plain_mark(char32_t c) {
  if (c >= 0x2018 && c <= 0x201B) return '\'';
  if (c >= 0x201C && c <= 0x201F) return '"';
  return static_cast<std::uint32_t>(c);
}

Char char_at(std::string_view text, std::uint32_t i, Span bounds) {
  if (i < bounds.begin || i >= bounds.end) return {};
  const char c = text[i];
  if (is_ascii_lower(c)) return {kLower, static_cast<std::uint32_t>(c), 1};
  if (is_ascii_upper(c)) return {kUpper, static_cast<std::uint32_t>(c + 32), 1};
  if (is_ascii_digit(c)) return {kNumber, '0', 1};
  if (static_cast<unsigned char>(c) < 0x80) return {kMark, static_cast<std::uint32_t>(c), 1};
  const CodePoint point = decode_utf8(text, i);
  if (is_mark(point.value)) return {kMark, plain_mark(point.value), point.length};
  return {kLower, 0xFFU, point.length};
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The character that ends before `i`.
Char char_before(std::string_view text, std::uint32_t i, Span bounds) {
  if (i <= bounds.begin || i > bounds.end) return {};  // also where a caller stepped below zero
  std::uint32_t at = i - 1;
  for (int n = 0; n < 3 && at > bounds.begin && is_continuation(text[at]); ++n) --at;
  const Char c = char_at(text, at, bounds);
  return at + c.length == i ? c : char_at(text, i - 1, bounds);
}

bool is_letter(const Char& c) { return c.kind == kLower || c.kind == kUpper; }

// The longest run of letters or digits from `i` to the right or left, at most `limit` bytes.
std::string_view run_right(std::string_view text, std::uint32_t i, Span bounds, std::uint32_t limit) {
  const Char first = char_at(text, i, bounds);
  if (first.kind == kEdge) return {};
  std::uint32_t end = i + first.length;
  while (first.kind != kMark && end < bounds.end && end - i < limit) {
    const Char c = char_at(text, end, bounds);
    if (is_letter(c) != is_letter(first) || c.kind == kMark || c.kind == kEdge) break;
    end += c.length;
  }
  return text.substr(i, end - i);
}

std::string_view run_left(std::string_view text, std::uint32_t i, Span bounds, std::uint32_t limit) {
  const Char last = char_before(text, i, bounds);
  if (last.kind == kEdge) return {};
  std::uint32_t begin = i - last.length;
  while (last.kind != kMark && begin > bounds.begin && i - begin < limit) {
    const Char c = char_before(text, begin, bounds);
    if (is_letter(c) != is_letter(last) || c.kind == kMark || c.kind == kEdge) break;
    begin -= c.length;
  }
  return text.substr(begin, i - begin);
}

// Hash of the text in lower case, digits as '0', quotes plain.
std::uint32_t plain_hash(std::string_view text) {
  std::array<char, 64> buffer;
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < text.size() && size + 4 < buffer.size();) {
    const Char c = char_at(text, i, {0, static_cast<std::uint32_t>(text.size())});
    if (c.kind == kLower && c.value == 0xFFU) {
      for (std::uint32_t k = 0; k < c.length; ++k) buffer[size++] = text[i + k];
    } else if (c.value < 0x80U) {
      buffer[size++] = static_cast<char>(c.value);
    } else {
      buffer[size++] = static_cast<char>(c.value >> 8U);
      buffer[size++] = static_cast<char>(c.value);
    }
    i += c.length;
  }
  return hash_string({buffer.data(), size});
}

// Classes of the characters, equal neighbours once: "U.S.-led" -> "A.A.-a".
std::uint32_t shape_hash(std::string_view text) {
  std::array<char, 20> buffer;
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < text.size() && size < buffer.size();) {
    const Char c = char_at(text, i, {0, static_cast<std::uint32_t>(text.size())});
    char k = 'a';
    if (c.kind == kUpper) k = 'A';
    if (c.kind == kNumber) k = '0';
    if (c.kind == kMark) k = c.value < 0x80U ? static_cast<char>(c.value) : '\x01';
    if (size == 0 || buffer[size - 1] != k) buffer[size++] = k;
    i += c.length;
  }
  return hash_string({buffer.data(), size});
}

std::uint32_t key_of(const Char& c) {
  return c.kind == kMark ? 256U + c.value : static_cast<std::uint32_t>(c.kind);
}
std::uint32_t exact(const Char& c) { return c.kind == kMark ? 256U + c.value : c.value; }

std::uint32_t bucket(std::size_t n) {
  if (n < 6) return static_cast<std::uint32_t>(n);
  if (n < 10) return 6;
  if (n < 15) return 7;
  if (n < 25) return 8;
  return n < 40 ? 9 : 10;
}

}  // namespace

std::uint32_t space_at(std::string_view text, std::uint32_t i, std::uint32_t end) {
  const auto c = static_cast<unsigned char>(text[i]);
  if (c <= 0x20 || c == 0x7F) return 1;
  if (c < 0xC2) return 0;
  if (c == 0xC2) return i + 1 < end && (text[i + 1] == '\xA0' || text[i + 1] == '\x85') ? 2 : 0;
  if (c != 0xE2 && c != 0xE3) return 0;
  const CodePoint point = decode_utf8(text.substr(0, end), i);
  const bool space = (point.value >= 0x2000 && point.value <= 0x200B) || point.value == 0x2028 ||
                     point.value == 0x2029 || point.value == 0x202F || point.value == 0x205F ||
                     point.value == 0x3000;
  return space ? point.length : 0;
}

// ---------------------------------------------------------------- words

Span find_link(std::string_view text, Span chunk) {
  const std::uint32_t size = std::min<std::uint32_t>(chunk.size(), kMaxWordBytes);
  const std::string_view view = text.substr(chunk.begin, size);
  std::size_t begin = std::string_view::npos;
  for (const std::string_view start : {"http://", "https://", "www.", "ftp://", "mailto:"}) {
    begin = std::min(begin, view.find(start));
  }
  if (begin == std::string_view::npos) {
    const std::size_t at = view.find('@');
    if (at == std::string_view::npos || at + 1 >= view.size()) return {chunk.begin, chunk.begin};
    begin = at;
    const auto in_name = [](char c) {
      return is_ascii_alpha(c) || is_ascii_digit(c) || c == '.' || c == '_' || c == '-' || c == '+';
    };
    while (begin > 0 && in_name(view[begin - 1])) --begin;
  }
  std::size_t end = begin;
  constexpr std::string_view kStops = "<>\"[]{}|";
  while (end < view.size() && kStops.find(view[end]) == std::string_view::npos) ++end;
  constexpr std::string_view kTrailing = ".,;:!?)'*";
  while (end > begin && kTrailing.find(view[end - 1]) != std::string_view::npos) {
    if (view[end - 1] == ')' && view.substr(begin, end - begin).find('(') != std::string_view::npos) break;
    --end;
  }
  return {chunk.begin + static_cast<std::uint32_t>(begin), chunk.begin + static_cast<std::uint32_t>(end)};
}

bool may_split(std::string_view text, Span chunk, std::uint32_t at) {
  if (at <= chunk.begin || at >= chunk.end || is_continuation(text[at])) return false;
  const Char left = char_before(text, at, chunk);
  const Char right = char_at(text, at, chunk);
  if (left.kind == kMark || right.kind == kMark) return true;
  if (left.kind == kNumber || right.kind == kNumber) return left.kind != right.kind;
  // "do|n't": letters both sides.
  if (right.value != 'n') return false;
  const Char mark = char_at(text, at + 1, chunk);
  if (mark.kind != kMark || (mark.value != '\'' && mark.value != '`')) return false;
  return char_at(text, at + 1 + mark.length, chunk).value == 't';
}

void split_features(const SplitPlace& place, FeatureList& keys) {
  const std::string_view text = place.text;
  const Span chunk = place.chunk;
  const std::uint32_t at = place.at;
  const Char left = char_before(text, at, chunk);
  const Char right = char_at(text, at, chunk);
  const Char left2 = char_before(text, at - left.length, chunk);
  const Char right2 = char_at(text, at + right.length, chunk);
  const Char left3 = char_before(text, at - left.length - left2.length, chunk);
  const Char right3 = char_at(text, at + right.length + right2.length, chunk);
  const std::uint32_t pair = key_of(left) * 4096U + key_of(right);
  const std::uint32_t exact_pair = exact(left) * 4096U + exact(right);
  const std::string_view run_l = run_left(text, at, chunk, 16);
  const std::string_view run_r = run_right(text, at, chunk, 16);
  const std::uint32_t word_l = plain_hash(run_l);
  const std::uint32_t word_r = plain_hash(run_r);
  const std::uint32_t so_far = plain_hash(text.substr(place.word_begin, std::min<std::uint32_t>(at - place.word_begin, 24)));
  const std::uint32_t rest = plain_hash(text.substr(at, std::min<std::uint32_t>(chunk.end - at, 24)));
  const bool at_end = at + right.length >= chunk.end;
  const std::uint32_t edge = (at - left.length <= chunk.begin ? 1U : 0U) + (at_end ? 2U : 0U);
  std::uint32_t link = 0;
  if (place.link.size() > 0) {
    link = at <= place.link.begin ? 1 : (at < place.link.end ? 2 : 3);
    if (at == place.link.begin || at == place.link.end) link += 3;
  }
  const Char next = char_at(text, place.next_chunk.begin, place.next_chunk);
  const std::string_view after = run_right(text, at + static_cast<std::uint32_t>(run_r.size()), chunk, 12);
  const std::string_view before =
      run_left(text, at - static_cast<std::uint32_t>(run_l.size()), chunk, 12);
  const std::uint32_t chunk_size = std::min<std::uint32_t>(chunk.size(), 32);
  const std::string_view whole = text.substr(chunk.begin, chunk_size);
  const std::uint32_t shape_l = shape_hash(text.substr(place.word_begin, std::min<std::uint32_t>(at - place.word_begin, 24)));
  const std::uint32_t shape_r = shape_hash(text.substr(at, std::min<std::uint32_t>(chunk.end - at, 24)));
  const std::uint64_t size_l = bucket(run_l.size());
  const std::uint64_t size_r = bucket(run_r.size());

  keys.add(feature_key(1, 1));
  keys.add(feature_key(2, pair));
  keys.add(feature_key(3, pair, key_of(left2)));
  keys.add(feature_key(4, pair, key_of(right2)));
  keys.add(feature_key(5, pair, key_of(left2), key_of(right2)));
  keys.add(feature_key(6, pair, key_of(right2), key_of(right3)));
  keys.add(feature_key(7, pair, key_of(left2), key_of(left3)));
  keys.add(feature_key(8, exact_pair, exact(right2)));
  keys.add(feature_key(9, exact_pair, exact(left2)));
  keys.add(feature_key(10, pair, word_l));
  keys.add(feature_key(11, pair, word_r));
  keys.add(feature_key(12, word_l, word_r));
  keys.add(feature_key(13, so_far, pair));
  keys.add(feature_key(14, rest, pair));
  keys.add(feature_key(15, so_far, rest));
  keys.add(feature_key(16, pair, edge));
  keys.add(feature_key(17, pair, link));
  keys.add(feature_key(18, pair, place.last_split, key_of(left2)));
  keys.add(feature_key(19, pair, plain_hash(after), word_r));
  keys.add(feature_key(20, pair, plain_hash(before), word_l));
  keys.add(feature_key(21, pair, shape_l, shape_r));
  keys.add(feature_key(22, pair, shape_l));
  keys.add(feature_key(23, pair, shape_r));
  keys.add(feature_key(24, so_far, at_end, key_of(next)));
  keys.add(feature_key(25, pair, plain_hash(whole)));
  keys.add(feature_key(26, pair, at_end, key_of(next)));
  keys.add(feature_key(27, pair, shape_hash(whole)));
  keys.add(feature_key(28, pair, size_l, size_r));
  keys.add(feature_key(29, pair, place.last_split, shape_r));
  keys.add(feature_key(30, pair, plain_hash(before), word_r));
  keys.add(feature_key(31, link, edge, key_of(right)));
}

void Tokenizer::words_of_chunk(std::string_view text, Span chunk, Span next,
                               std::vector<RawWord>& words) const {
  SplitPlace place{text, chunk, next, chunk.begin, chunk.begin, find_link(text, chunk), 0};
  FeatureList keys;
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  bool joined = false;
  int parts = 1;      // of the multiword token so far
  bool plain = true;  // letters only so far
  const auto close = [&](std::uint32_t end) {
    const Span span{place.word_begin, end};
    // "cannot": two words that no mark divides.
    if (plain && span.size() <= 16) {
      const auto found = contractions_.find(to_lower_ascii(slice(text, span)));
      if (found != contractions_.end()) {
        words.push_back({{span.begin, span.begin + found->second}, joined});
        words.push_back({{span.begin + found->second, span.end}, true});
        return;
      }
    }
    words.push_back({span, joined});
  };
  for (std::uint32_t at = chunk.begin; at < chunk.end; ++at) {
    Split split = Split::kNone;
    if (is_continuation(text[at])) {
      plain = false;
      // Only invalid bytes can make a word this long without a place to split it.
      if (at - place.word_begin < kMaxWordBytes + 4) continue;
      split = Split::kWords;
    } else if (at - place.word_begin >= kMaxWordBytes) {
      split = Split::kWords;
    } else if (may_split(text, chunk, at)) {
      place.at = at;
      keys.clear();
      split_features(place, keys);
      split_.score(keys.span(), scores.data());
      split = static_cast<Split>(std::max_element(scores.begin(), scores.begin() + static_cast<int>(Split::kCount)) -
                                 scores.begin());
      place.last_split = static_cast<std::uint32_t>(split) + 1;
    }
    if (split != Split::kNone) {
      close(at);
      joined = split == Split::kMultiword && parts < kMaxParts;
      parts = joined ? parts + 1 : 1;
      place.word_begin = at;
      plain = true;
    }
    plain = plain && is_ascii_alpha(text[at]);
  }
  close(chunk.end);
}

void Tokenizer::words_of(std::string_view text, Span paragraph, std::vector<RawWord>& words) const {
  each_chunk(text, paragraph, [&](Span chunk, Span next) { words_of_chunk(text, chunk, next, words); });
}

// ---------------------------------------------------------------- sentences

bool may_end(std::string_view text, std::span<const RawWord> words, std::size_t gap) {
  if (gap + 1 >= words.size() || words[gap + 1].joined) return false;
  const Span left = words[gap].span;
  const Span right = words[gap + 1].span;
  const Char last = char_before(text, left.end, left);
  const Char first = char_at(text, right.begin, right);
  if (last.kind == kMark) return true;
  return left.end != right.begin && first.kind != kLower;
}

void follow(std::string_view word, GapPlace& place) {
  const std::uint32_t hash = plain_hash(word.substr(0, 3));
  static const std::uint32_t quote = plain_hash("\"");
  if (word == "(" || word == "[" || word == "{") ++place.open_brackets;
  if ((word == ")" || word == "]" || word == "}") && place.open_brackets > 0) --place.open_brackets;
  if (hash == quote) place.open_quote = !place.open_quote;
}

void gap_features(const GapPlace& place, FeatureList& keys) {
  const std::string_view text = place.text;
  const auto word = [&](std::ptrdiff_t offset) -> std::string_view {
    const auto i = static_cast<std::ptrdiff_t>(place.gap) + offset;
    if (i < 0 || i >= static_cast<std::ptrdiff_t>(place.words.size())) return {};
    const std::string_view form = slice(text, place.words[static_cast<std::size_t>(i)].span);
    return form.substr(0, 24);
  };
  const std::string_view cur = word(0);
  const std::string_view next = word(1);
  const std::string_view next2 = word(2);
  const std::string_view prev = word(-1);
  const std::string_view first = slice(text, place.words[place.first].span).substr(0, 24);
  const std::uint64_t w0 = plain_hash(cur);
  const std::uint64_t w1 = plain_hash(next);
  const std::uint64_t w2 = plain_hash(next2);
  const std::uint64_t wp = plain_hash(prev);
  const std::uint64_t s0 = shape_hash(cur);
  const std::uint64_t s1 = shape_hash(next);
  const std::uint64_t s2 = shape_hash(next2);
  const std::uint64_t sp = shape_hash(prev);
  const bool space = place.words[place.gap].span.end != place.words[place.gap + 1].span.begin;
  const bool space_before = place.gap > 0 && place.words[place.gap - 1].span.end != place.words[place.gap].span.begin;
  const std::uint64_t spaces = (space ? 1U : 0U) + (space_before ? 2U : 0U);
  const std::uint64_t length = bucket(place.gap - place.first + 1);
  const std::uint64_t left = bucket(place.words.size() - place.gap - 1);
  const std::uint64_t state = (place.open_brackets > 0 ? 1U : 0U) + (place.open_quote ? 2U : 0U);
  const bool line = text.substr(place.words[place.gap].span.end,
                                place.words[place.gap + 1].span.begin - place.words[place.gap].span.end)
                        .find('\n') != std::string_view::npos;
  keys.add(feature_key(1, 1));
  keys.add(feature_key(2, w0, spaces));
  keys.add(feature_key(3, w1, spaces));
  keys.add(feature_key(4, s0, s1, spaces));
  keys.add(feature_key(5, w0, s1, spaces));
  keys.add(feature_key(6, s0, w1));
  keys.add(feature_key(7, w0, w1));
  keys.add(feature_key(8, w0, wp));
  keys.add(feature_key(9, w0, sp, s1));
  keys.add(feature_key(10, w1, w2));
  keys.add(feature_key(11, s1, s2, w0));
  keys.add(feature_key(12, w0, state, s1));
  keys.add(feature_key(13, w0, length, s1));
  keys.add(feature_key(14, length, s0, s1));
  keys.add(feature_key(15, w0, cur.size(), s1));
  keys.add(feature_key(16, line, s0, s1));
  keys.add(feature_key(17, w0, wp, s1));
  keys.add(feature_key(18, wp, s0, s1));
  keys.add(feature_key(19, s1, w2, w0));
  keys.add(feature_key(20, w1, s2, s0));
  keys.add(feature_key(21, w0, left));
  keys.add(feature_key(22, plain_hash(first), length));
  keys.add(feature_key(23, sp, s0, w1));
  keys.add(feature_key(24, w0, plain_hash(word(-2)), s1));
  keys.add(feature_key(25, sp, s0, s1));
  keys.add(feature_key(26, s0, s1, s2));
  keys.add(feature_key(27, w0, s1, place.open_quote ? 1 + static_cast<std::uint64_t>(space) : 0));
  keys.add(feature_key(28, w0, w1, wp));
  keys.add(feature_key(29, w0, plain_hash(word(3)), w2));
  keys.add(feature_key(30, w0, prev.size(), s1));
}

void Tokenizer::sentences_of(Document& document, std::uint32_t paragraph,
                             const std::vector<RawWord>& words) const {
  if (words.empty()) return;
  const bool heading = document.paragraphs[paragraph].heading;
  const std::string_view text = document.text;
  FeatureList keys;
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  GapPlace place{text, words, 0, 0, 0, false};
  const auto close = [&](std::size_t end) {
    Sentence& sentence = document.sentences.emplace_back();
    sentence.span = {words[place.first].span.begin, words[end - 1].span.end};
    sentence.paragraph = paragraph;
    sentence.heading = heading;
    sentence.tokens.resize(end - place.first);
    for (std::size_t i = place.first; i < end; ++i) {
      Token& token = sentence.tokens[i - place.first];
      token.span = words[i].span;
      token.space_after = i + 1 >= words.size() || words[i + 1].span.begin != words[i].span.end;
      if (words[i].joined) continue;
      std::size_t parts = 1;
      while (i + parts < end && words[i + parts].joined) ++parts;
      token.multiword = parts > 1 ? static_cast<std::uint8_t>(parts) : 0;
    }
    place.first = end;
    place.open_brackets = 0;
    place.open_quote = false;
  };
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    follow(slice(text, words[i].span), place);
    // A multiword token is never cut.
    if (i + 1 - place.first >= kMaxSentenceWords && !words[i + 1].joined) {
      close(i + 1);
      continue;
    }
    if (heading || !may_end(text, words, i)) continue;
    place.gap = i;
    keys.clear();
    gap_features(place, keys);
    gap_.score(keys.span(), scores.data());
    if (scores[1] > scores[0]) close(i + 1);
  }
  close(words.size());
}

void Tokenizer::run(Document& document) const {
  document.sentences.clear();
  std::vector<RawWord> words;
  for (std::uint32_t p = 0; p < document.paragraphs.size(); ++p) {
    words.clear();
    words_of(document.text, document.paragraphs[p].span, words);
    sentences_of(document, p, words);
  }
}

// ---------------------------------------------------------------- section

std::string Tokenizer::write(std::size_t split_classes, std::span<const WeightRow> split_rows,
                             std::span<const WeightRow> gap_rows, const Contractions& contractions) {
  ByteWriter writer;
  LinearModel::write(writer, split_classes, split_rows);
  LinearModel::write(writer, 2, gap_rows);
  writer.varint(contractions.size());
  for (const auto& [word, first] : contractions) {
    writer.string(word);
    writer.varint(first);
  }
  return writer.take();
}

Tokenizer::Tokenizer(std::string_view section) {
  ByteReader reader(section, "tokenizer");
  split_ = LinearModel::read(reader);
  gap_ = LinearModel::read(reader);
  if (split_.classes() != static_cast<std::size_t>(Split::kCount) || gap_.classes() != 2) {
    reader.fail("wrong number of classes");
  }
  const std::size_t count = reader.count();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string word(reader.string());
    const std::uint64_t first = reader.varint();
    if (first == 0 || first >= word.size()) reader.fail("a contraction is split outside itself");
    contractions_.emplace(word, static_cast<std::uint32_t>(first));
  }
}

}  // namespace entente::syntax
