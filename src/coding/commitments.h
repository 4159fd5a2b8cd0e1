// Who binds itself to do what, and by when.
#pragma once

#include "document/document.h"
#include "ontology/ontology.h"

namespace entente::coding {

// Fills Document::commitments from its AGREE events.
void find_commitments(Document& document, const Ontology& ontology);

}  // namespace entente::coding
