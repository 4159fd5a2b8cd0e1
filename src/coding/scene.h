// What surrounds a sentence: the paragraph's subject, who speaks in the document, whether a state is in it.
#pragma once

#include <cstdint>
#include <vector>

#include "document/document.h"
#include "ontology/ontology.h"

namespace entente::coding {

// By paragraph: whether three different words of sport stand in it, and no office-holder.
std::vector<bool> sports_paragraphs(const Document& document, const Ontology& ontology);

// "Secretary X and Minister Y at a Joint Press Availability": the two countries of the title.
std::vector<std::uint32_t> joint_speakers(const Document& document, const Ontology& ontology);

bool names_a_state(const Document& document);

}  // namespace entente::coding
