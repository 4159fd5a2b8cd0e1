// Lemmas: an edit of the form, from a lexicon of what the treebanks showed or as the network says.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "model/model.h"

namespace entente::syntax {

// How a lemma is made from a form: in lower case unless `keep_case`, without the last `strip`
// bytes, with `append` at the end.
struct LemmaEdit {
  bool keep_case = false;
  std::uint32_t strip = 0;
  std::string append;
  auto operator<=>(const LemmaEdit&) const = default;
};
// The edit from form to lemma; strips everything where they have no beginning in common.
LemmaEdit lemma_edit(std::string_view form, std::string_view lemma);
// Empty where the form is shorter than what the edit strips.
std::string apply_edit(const LemmaEdit& edit, std::string_view form);

// edits := n, (b keep case, n strip, s append)*
std::vector<LemmaEdit> read_edits(ByteReader& reader);

// Key of a lemma by form and tag: case counts for proper nouns only.
std::uint32_t lemma_key(std::string_view form, Upos upos);

class Lemmas {
 public:
  struct Entry {
    std::uint32_t key = 0;
    std::uint16_t edit = 0;
  };
  explicit Lemmas(std::string_view section);
  static std::string write(const std::vector<LemmaEdit>& edits, const std::vector<Entry>& entries);
  // `proposed`: what the network says, used where the lexicon does not know the word. `known` tells whether a word is
  // frequent enough to have a row in the network: the base of a verb or adjective should be.
  [[nodiscard]] std::string choose(std::string_view form, Upos upos, std::string_view xpos, const LemmaEdit& proposed,
                                   const std::function<bool(std::string_view)>& known) const;

 private:
  std::vector<LemmaEdit> edits_;
  KeyTable<std::uint16_t> known_;
};

}  // namespace entente::syntax
