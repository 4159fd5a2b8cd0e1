#include <algorithm>
#include <map>

#include "base/base.h"
#include "learn.h"
#include "syntax/lemmas.h"

namespace entente::train {

// Treebanks differ in some lemmas ("people": "people" or "person"): the first that has a word twice decides.
std::string learn_lemmas(std::span<const Document> documents) {
  constexpr double kAgreed = 0.8;  // share of the commonest edit; where a treebank differs in itself, the network decides
  std::map<syntax::LemmaEdit, std::uint16_t> numbers;
  std::vector<syntax::LemmaEdit> edits;
  struct Counts {
    std::map<std::uint16_t, std::size_t> edits;
    std::size_t all = 0;
    std::size_t treebank = 0;
  };
  std::map<std::uint32_t, Counts> counts;
  for (std::size_t treebank = 0; treebank < documents.size(); ++treebank) {
    for (const Sentence& sentence : documents[treebank].sentences) {
      for (const Token& token : sentence.tokens) {
        const std::string_view word = form(documents[treebank], token);
        // The key of all but proper nouns ignores case, so their edit must not depend on it ("I", "i").
        const syntax::LemmaEdit edit = syntax::lemma_edit(token.upos == Upos::kPropn ? std::string(word) : to_lower(word), token.lemma);
        Counts& found = counts[syntax::lemma_key(word, token.upos)];
        if (found.treebank != treebank && found.all >= 2) continue;
        const auto [at, fresh] = numbers.emplace(edit, static_cast<std::uint16_t>(edits.size()));
        if (fresh) edits.push_back(edit);
        ++found.edits[at->second];
        ++found.all;
        found.treebank = treebank;
      }
    }
  }
  std::vector<syntax::Lemmas::Entry> entries;
  for (const auto& [key, found] : counts) {
    const auto best = std::max_element(found.edits.begin(), found.edits.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (static_cast<double>(best->second) >= kAgreed * static_cast<double>(found.all)) entries.push_back({key, best->first});
  }
  return syntax::Lemmas::write(edits, entries);
}

}  // namespace entente::train
