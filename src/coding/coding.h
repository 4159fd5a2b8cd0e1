// What: rules on trees -> events and commitments, each with its explanation.
#pragma once

#include "document/document.h"
#include "ontology/ontology.h"

namespace entente {

// The stage: reads sentences with trees and mentions, fills Document::events and
// Document::commitments in text order. Const on the ontology, safe from several threads.
void code_events(Document& document, const Ontology& ontology);

}  // namespace entente
