// The words by which a promise and a later act are compared: content words of the clause that tells
// them, without the parties, weighted by how rare they are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document/document.h"

namespace entente::ledger {

// How much a number counts: "31 drones" is {31, "drone"}, "$50 million" {5e7, "USD"}.
struct Amount {
  double number = 0;
  std::string unit;  // lower-case lemma of what is counted, or the currency code
  auto operator<=>(const Amount&) const = default;
};

// Inverse document frequency, ln(documents / documents with the term): 0 for a word that stands
// everywhere. A term the table does not know was seen in fewer documents than the table keeps, and
// weighs as much as one seen once.
class TermWeights {
 public:
  // data/term_weights.tsv; throws Error(kFatal) naming the faulty lines.
  static TermWeights load(const std::filesystem::path& file);
  TermWeights(double documents, std::unordered_map<std::string, double> counts);
  [[nodiscard]] double weight(const std::string& term) const;

 private:
  double documents_ = 1;
  std::unordered_map<std::string, double> counts_;
};

// Tokens of `sentence` that tell `event`: the clause of its trigger with all that depends on it, but
// not the clauses coordinated with it or told beside it. For a relative clause also the noun it
// belongs to. In text order.
std::vector<std::uint32_t> clause_tokens(const Document& document, const Event& event);

// Sorted unique lower-case lemmas of content words (NOUN VERB ADJ PROPN) among these tokens, without the
// names and nationalities of whoever is mentioned there. A town named as a place stays, for it tells
// meetings apart, and so do common nouns: "five American prisoners" are what is released.
std::vector<std::string> content_terms(const Document& document, std::uint32_t sentence, const std::vector<std::uint32_t>& tokens);
// Of the clause that tells the event; of a promise only of what was promised.
std::vector<std::string> content_terms(const Document& document, const Event& event);

// Numbers with what they count, among these tokens; years and days of the month are none.
std::vector<Amount> amounts_in(const Document& document, std::uint32_t sentence, const std::vector<std::uint32_t>& tokens);

}  // namespace entente::ledger
