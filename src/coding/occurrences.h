// The same act told in several sentences of a document is one occurrence.
#pragma once

#include "document/document.h"

namespace entente::coding {

// Links events of different sentences that tell one act: fills Event::occurrence and Event::mentions.
// Two events are one act where type, polarity and parties agree (one may leave out some), their own
// dates do not contradict, and the words around them do (talks of one dyad are one meeting unless
// their dates or ways differ).
void find_occurrences(Document& document);

}  // namespace entente::coding
