// A sentence as the coder walks it: children, word numbers, mentions by head, and the grammatical
// relations that English hides (control, relatives, passives, conjunction).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "document/document.h"
#include "ontology/ontology.h"

namespace entente::coding {

using Index = std::uint32_t;
inline constexpr Index kNone = 0xFFFFFFFF;

class Tree {
 public:
  Tree(const Document& document, Index sentence, const Ontology& ontology);

  [[nodiscard]] const Document& document() const { return *document_; }
  [[nodiscard]] const Ontology& ontology() const { return *ontology_; }
  [[nodiscard]] const Sentence& sentence() const { return document_->sentences[sentence_]; }
  [[nodiscard]] Index sentence_index() const { return sentence_; }
  [[nodiscard]] Index size() const { return static_cast<Index>(tokens_->size()); }
  [[nodiscard]] const Token& token(Index i) const { return (*tokens_)[i]; }
  [[nodiscard]] std::string_view form(Index i) const { return entente::form(*document_, token(i)); }
  [[nodiscard]] WordId lemma(Index i) const { return lemmas_[i]; }
  [[nodiscard]] WordId lower(Index i) const { return lowers_[i]; }
  // The form without its regular inflection where that is a word of the rules ("troops" -> "troop").
  [[nodiscard]] WordId base_form(Index i) const { return base_forms_[i]; }
  [[nodiscard]] Index head(Index i) const;
  [[nodiscard]] Deprel deprel(Index i) const { return token(i).deprel; }
  [[nodiscard]] std::span<const Index> children(Index i) const;
  [[nodiscard]] Index child(Index i, Deprel relation) const;  // first such child or kNone
  [[nodiscard]] bool has_child_word(Index i, Deprel relation, std::string_view word_class) const;
  [[nodiscard]] bool in_class(std::string_view name, Index i) const;
  // The mention whose head is i and that is no part of a larger one; -1 if none.
  [[nodiscard]] std::int32_t mention_at(Index i) const { return mention_at_[i]; }
  // Any mention headed here, also one inside a larger mention.
  [[nodiscard]] std::int32_t inner_mention_at(Index i) const { return inner_mention_at_[i]; }
  // Lemma of the preposition (case) or subordinator (mark) of i, kUnknownWord if none or unknown.
  [[nodiscard]] WordId preposition(Index i) const;
  [[nodiscard]] Index preposition_token(Index i) const;
  [[nodiscard]] WordId mark(Index i) const;
  [[nodiscard]] bool is_verbal(Index i) const;   // heads a clause with a verb
  [[nodiscard]] bool is_passive(Index i) const;
  [[nodiscard]] bool dominates(Index ancestor, Index i) const;
  // Steps from i up to ancestor; a large number if it is not above.
  [[nodiscard]] Index distance_up(Index i, Index ancestor) const;
  // i and what is coordinated with it to the right.
  [[nodiscard]] std::vector<Index> with_conjuncts(Index i) const;
  // Agent of a predicate: its subject, by-phrase, or what control, relatives and conjunction supply.
  [[nodiscard]] std::vector<Index> agents(Index predicate, int depth = 0) const;
  // Object, or subject of a passive, or the noun a relative or participle modifies.
  [[nodiscard]] std::vector<Index> objects(Index predicate) const;
  // Heads of arguments with this preposition below `i` itself.
  void arguments_with(Index i, WordId preposition, std::vector<Index>& out) const;
  [[nodiscard]] Span subtree_span(Index i) const;

 private:
  void join_hyphens();
  [[nodiscard]] std::vector<Index> surface_subjects(Index predicate) const;
  void add_companions(Index above, Index predicate, std::vector<Index>& out) const;
  [[nodiscard]] bool is_joint_act(Index beside, Index predicate) const;
  [[nodiscard]] std::vector<Index> joined(Index beside, int depth) const;
  [[nodiscard]] bool differ_in_code(std::int32_t a, std::int32_t b) const;  // of two mentions

  const Document* document_;
  const Ontology* ontology_;
  Index sentence_;
  const std::vector<Token>* tokens_;
  std::vector<WordId> lemmas_, lowers_, base_forms_;
  std::vector<Index> child_begin_, child_list_;
  std::vector<std::int32_t> mention_at_, inner_mention_at_;
};

}  // namespace entente::coding
