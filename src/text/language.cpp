// English prose is to a third or more made of some forty small words; other languages share a few
// of them ("in", "was") and stay far below a tenth.
#include "text/language.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace entente {
namespace {

constexpr std::size_t kWordsRead = 5000;
constexpr std::size_t kTooFewToTell = 20;

constexpr auto kFrequent = std::to_array<std::string_view>(
    {"a",    "also", "an",   "and",  "are",  "as",    "at",    "be",   "been", "but",
     "by",   "for",  "from", "had",  "has",  "have",  "he",    "his",  "in",   "is",
     "it",   "its",  "not",  "of",   "on",   "or",    "our",   "that", "the",  "their",
     "they", "this", "to",   "was",  "we",   "were",  "which", "who",  "will", "with"});
constexpr std::size_t kLongestFrequent = 5;

// The words packed into integers, in a table of slots by hash (open addressing): this test is made
// on every word.
constexpr std::size_t kSlots = 128;

constexpr std::size_t slot_of(std::uint64_t key) {
  return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 57U);
}

constexpr std::uint64_t with_letter(std::uint64_t key, char lower) {
  return (key << 8U) | static_cast<unsigned char>(lower);
}

constexpr std::array<std::uint64_t, kSlots> frequent_slots() {
  std::array<std::uint64_t, kSlots> slots{};
  for (const std::string_view word : kFrequent) {
    std::uint64_t key = 0;
    for (const char c : word) key = with_letter(key, c);
    std::size_t slot = slot_of(key);
    while (slots[slot] != 0) slot = (slot + 1) % kSlots;
    slots[slot] = key;
  }
  return slots;
}
constexpr auto kFrequentSlots = frequent_slots();

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || is_upper(c) || is_beyond_ascii(c); }

bool is_frequent(std::string_view word) {
  if (word.size() > kLongestFrequent) return false;
  std::uint64_t key = 0;
  for (const char c : word) key = with_letter(key, is_upper(c) ? static_cast<char>(c + 32) : c);
  std::size_t slot = slot_of(key);
  while (kFrequentSlots[slot] != 0 && kFrequentSlots[slot] != key) slot = (slot + 1) % kSlots;
  return kFrequentSlots[slot] == key;
}

}  // namespace

bool looks_english(std::string_view text) {
  std::size_t words = 0;
  std::size_t frequent = 0;
  std::size_t ascii = 0;
  for (std::size_t i = 0; i < text.size() && words < kWordsRead;) {
    if (!is_letter(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    bool plain = true;
    for (; end < text.size() && is_letter(text[end]); ++end) {
      plain = plain && !is_beyond_ascii(text[end]);
    }
    const std::string_view word = text.substr(i, end - i);
    ++words;
    if (is_frequent(word)) ++frequent;
    if (plain) ++ascii;
    i = end;
  }
  // Too short to tell by its small words (a headline): the alphabet decides.
  if (words < kTooFewToTell) return frequent > 0 || ascii * 10 >= words * 9;
  return frequent * 12 >= words;
}

}  // namespace entente
