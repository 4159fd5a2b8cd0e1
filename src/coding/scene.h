// What surrounds a sentence: the paragraph's subject, who speaks in the document, whether a state is in it.
#pragma once

#include <cstdint>
#include <vector>

#include "document/document.h"
#include "ontology/ontology.h"

namespace entente::coding {

// By paragraph: whether three different words of sport stand in it, and no office-holder.
std::vector<bool> sports_paragraphs(const Document& document, const Ontology& ontology);

// Who speaks to the press together, by the title: "Secretary X and Minister Y at a Joint Press Availability".
struct Speakers {
  std::vector<std::uint32_t> sides;  // an actor of each of the two countries; empty where there are no two
  bool people = false;               // the title names an office-holder of each, beside each other
};
Speakers joint_speakers(const Document& document, const Ontology& ontology);

// Whether a journalist speaks, who did before this sentence or not: "QUESTION:" and "Q" begin such a turn,
// "MS PORTER:" ends it.
bool turn_of_press(const Document& document, const Sentence& sentence, bool before);

// Whether a sentence begins as an item of a list does: with a sign, a number or letter, or a verb in its
// plain form or in -ing.
bool begins_item(const Document& document, const Sentence& sentence);

bool names_a_state(const Document& document);

}  // namespace entente::coding
