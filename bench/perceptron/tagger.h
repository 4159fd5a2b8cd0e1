// Tags, features and lemmas. The tag of a word is its UPOS and Penn tag together; features are
// chosen among those seen with the tag, the lemma by an edit of the form.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "document/document.h"
#include "syntax/lemmas.h"
#include "model/model.h"
#include "perceptron/word_info.h"

namespace entente::syntax {

struct TagPair {
  Upos upos = Upos::kX;
  std::string xpos;
  auto operator<=>(const TagPair&) const = default;
};

// What the training data say about a word form.
struct WordTags {
  std::uint16_t ambiguity = 0;  // which set of tags it had; 0: unknown or rare
  std::uint8_t only = 0xFF;     // its tag where it is frequent and never had another
};

// The sentence as the classifiers see it.
struct TagContext {
  std::span<const WordInfo> words;
  std::span<const WordTags> known;
  std::span<const std::uint8_t> tags;  // tag ids: of words before `i`, of all words for features
  std::span<const std::uint8_t> first; // tags of the first pass, empty in it
  std::size_t i = 0;
};
void tag_features(const TagContext& context, FeatureList& keys);
void feats_features(const TagContext& context, std::span<const TagPair> tags, FeatureList& keys);

std::uint32_t word_tag_key(std::uint32_t lower, std::uint8_t tag);
// Key of an edit rule: the last `length` bytes of the normal form and the tag.
std::uint32_t ending_key(std::string_view normal, std::size_t length, std::uint8_t tag);
inline constexpr std::size_t kLongestEnding = 6;
// Key of a lemma: case counts for proper nouns only.
std::uint32_t baseline_lemma_key(const WordInfo& word, Upos upos, std::uint32_t tag_or_upos);

inline constexpr std::uint16_t kAmbiguous = 0xFFFF;

// Everything a tagger was trained to know.
struct TaggerTables {
  std::vector<TagPair> tags;
  KeyTable<WordTags> words;                     // by lower hash
  std::vector<Feats> feats;
  std::vector<std::vector<std::uint8_t>> tag_feats;  // feats seen with a tag, most frequent first
  KeyTable<std::uint16_t> word_feats;           // by word_tag_key: feats, or kAmbiguous
  std::vector<LemmaEdit> edits;
  KeyTable<std::uint16_t> lemmas;               // by baseline_lemma_key: edit
  KeyTable<std::uint16_t> endings;              // by ending_key: edit
};

class Tagger {
 public:
  Tagger(std::string_view section);
  // `second` may be empty: then there is one pass.
  static std::string write(const TaggerTables& tables, std::span<const WeightRow> first,
                           std::span<const WeightRow> second, std::span<const WeightRow> feats);

  // Sets upos and xpos, then features and lemmas, of all tokens.
  void run(Document& document) const;
  [[nodiscard]] const TaggerTables& tables() const { return tables_; }
  // The tags of one sentence, for training: pass 1 only, or both.
  void predict(std::span<const WordInfo> words, std::vector<std::uint8_t>& tags, bool both) const;

 private:
  void one_pass(TagContext context, const LinearModel& model, std::vector<std::uint8_t>& tags) const;
  [[nodiscard]] Feats choose_feats(const TagContext& context) const;
  [[nodiscard]] std::string choose_lemma(std::string_view form, const WordInfo& word, std::uint8_t tag) const;

  TaggerTables tables_;
  LinearModel first_;
  LinearModel second_;
  LinearModel feats_model_;
};

// The tables of a tagger that training also fills itself.
void known_words(const KeyTable<WordTags>& table, std::span<const WordInfo> words,
                 std::vector<WordTags>& known);

}  // namespace entente::syntax
