// From clean text to trees: sentences, UD tokens, lemmas, tags, features, dependencies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "document/document.h"
#include "model/model.h"

namespace entente {

// Read-only and shared between threads; the scratch memory of one call is inside the calls
// (thread_local where it pays).
class SyntaxModel {
 public:
  // Throws Error(kFatal) when the file is damaged, of a newer version, or fails its self-test.
  static SyntaxModel load(const std::filesystem::path& path);
  explicit SyntaxModel(const ModelFile& file);
  ~SyntaxModel();
  SyntaxModel(SyntaxModel&&) noexcept;
  SyntaxModel& operator=(SyntaxModel&&) noexcept;

  // The instruction set its arithmetic runs on ("avx512", "avx2", "scalar"): the results are the same.
  [[nodiscard]] std::string_view instructions() const;

  struct Impl;
  [[nodiscard]] const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// The stages. Each reads what the one before made: text and paragraphs -> sentences with tokens
// (spans only) -> upos, xpos, feats, lemma, head, deprel.
void tokenize(Document& document, const SyntaxModel& model);
void parse(Document& document, const SyntaxModel& model);

// ---------------------------------------------------------------- CoNLL-U

// Reads CoNLL-U into a document: text is rebuilt from the words, sentences and gold annotation are
// set. Throws Error(kInput) with the line of the first fault.
Document read_conllu(std::istream& input, const std::string& source);
// Writes sentences with `# newdoc id`, `# newpar`, `# sent_id`, `# text`, multiword tokens and
// SpaceAfter=No.
void write_conllu(const Document& document, std::ostream& output);
// Keeps sentences and words, forgets lemmas, tags, features and trees: to measure tag and parse on
// gold words.
void strip_annotation(Document& document);

// ---------------------------------------------------------------- scores

struct F1 {
  std::uint64_t correct = 0, gold = 0, system = 0;
  [[nodiscard]] double precision() const;
  [[nodiscard]] double recall() const;
  [[nodiscard]] double f1() const;
};
// CoNLL 2018: words aligned by character offsets in the text without spaces, relation subtypes
// ignored, features of single languages (ExtPos, NumForm, Style, Typo) too.
struct ParseScores { F1 sentences, words, upos, xpos, feats, lemma, uas, las; };
ParseScores score_parse(const Document& gold, const Document& system);

}  // namespace entente
