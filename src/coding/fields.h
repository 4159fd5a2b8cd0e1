// In which field: pillars, contexts and initiatives from the words, magnitudes from the numbers.
#pragma once

#include <string>
#include <vector>

#include "coding/tree.h"

namespace entente::coding {

// A term of a pillar or context, or a name of an initiative, found in a sentence.
struct FieldHit {
  Index first = 0, last = 0;  // tokens, half-open
  std::uint16_t field = 0;    // index in Ontology::pillars, contexts or initiatives
  std::uint8_t weight = 0;
};

struct SentenceFields {
  std::vector<FieldHit> pillars, contexts, initiatives;
};
SentenceFields find_fields(const Tree& tree);

// Fields named inside `inside` (tokens marked true), strongest first; empty if too weak.
std::vector<std::string> named_fields(const std::vector<FieldHit>& hits, const std::vector<std::string>& names,
                                      const std::vector<bool>& inside);

std::vector<Magnitude> find_magnitudes(const Tree& tree, const std::vector<bool>& inside);

}  // namespace entente::coding
