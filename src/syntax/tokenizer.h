// Text to sentences and words: two learned decisions, "is there a word boundary between these two
// characters" and "does the sentence end after this word".
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document/document.h"
#include "model/model.h"

namespace entente::syntax {

// Longest word in bytes and longest sentence in words; longer ones are split there.
inline constexpr std::size_t kMaxWordBytes = 1000;
inline constexpr std::size_t kMaxSentenceWords = 400;

enum class Split : std::uint8_t { kNone, kWords, kMultiword, kCount };

// A word of a paragraph before sentences are known.
struct RawWord {
  Span span;
  bool joined = false;  // belongs to the same multiword token as the word before
};

// A place in a chunk (text between spaces) where words might meet.
struct SplitPlace {
  std::string_view text;      // of the whole document
  Span chunk;
  Span next_chunk;            // empty at the end of the paragraph
  std::uint32_t word_begin;   // where the current word began
  std::uint32_t at;
  Span link;                  // the part of the chunk that is an address, empty if none
  std::uint32_t last_split;   // Split decided at the place before
};
// Whether to ask at all at `at`, and the keys of the question.
bool may_split(std::string_view text, Span chunk, std::uint32_t at);
void split_features(const SplitPlace& place, FeatureList& keys);
// The address in a chunk: "http://...", "www...", "a@b.c".
Span find_link(std::string_view text, Span chunk);

// A gap between two words where a sentence may end.
struct GapPlace {
  std::string_view text;
  std::span<const RawWord> words;  // of the paragraph
  std::size_t first;               // where the sentence began
  std::size_t gap;                 // the gap is after this word
  int open_brackets;
  bool open_quote;
};
bool may_end(std::string_view text, std::span<const RawWord> words, std::size_t gap);
void gap_features(const GapPlace& place, FeatureList& keys);
// Follows brackets and quotes from word to word.
void follow(std::string_view word, GapPlace& place);

// Chunks of a paragraph in order.
template <class OnChunk>
void each_chunk(std::string_view text, Span span, OnChunk&& on_chunk);

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view section);
  // The section of a trained tokenizer. `contractions` lists words without apostrophe that are
  // split ("cannot") with the length of their first part.
  using Contractions = std::vector<std::pair<std::string, std::uint32_t>>;
  static std::string write(std::size_t split_classes, std::span<const WeightRow> split_rows,
                           std::span<const WeightRow> gap_rows, const Contractions& contractions);

  void run(Document& document) const;

 private:
  void words_of(std::string_view text, Span paragraph, std::vector<RawWord>& words) const;
  void words_of_chunk(std::string_view text, Span chunk, Span next, std::vector<RawWord>& words) const;
  void sentences_of(Document& document, std::uint32_t paragraph,
                    const std::vector<RawWord>& words) const;

  LinearModel split_;
  LinearModel gap_;
  std::unordered_map<std::string, std::uint32_t> contractions_;
};

// ---------------------------------------------------------------- templates

// Bytes at `i` that are one space character (ASCII space and controls, no-break and other Unicode
// spaces), 0 where there is none.
std::uint32_t space_at(std::string_view text, std::uint32_t i, std::uint32_t end);

template <class OnChunk>
void each_chunk(std::string_view text, Span span, OnChunk&& on_chunk) {
  std::uint32_t i = span.begin;
  const auto next = [&]() -> Span {
    while (i < span.end) {
      const std::uint32_t space = space_at(text, i, span.end);
      if (space == 0) break;
      i += space;
    }
    const std::uint32_t begin = i;
    while (i < span.end && space_at(text, i, span.end) == 0) ++i;
    return {begin, i};
  };
  Span chunk = next();
  while (chunk.size() > 0) {
    const Span following = next();
    on_chunk(chunk, following);
    chunk = following;
  }
}

}  // namespace entente::syntax
