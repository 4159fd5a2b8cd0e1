// A commitment is an AGREE event that says what will be done. Firm: an undertaking verb and an act
// that can be checked; the same verbs with a direction only ("deepen", "expand cooperation") are soft.
#include "coding/commitments.h"

#include <tuple>

#include "coding/dates.h"
#include "coding/tree.h"

namespace entente::coding {

void find_commitments(Document& document, const Ontology& ontology) {
  for (std::uint32_t k = 0; k < document.events.size(); ++k) {
    const Event& event = document.events[k];
    if (event.content.size() == 0) continue;
    const Tree tree(document, event.sentence, ontology);
    Commitment commitment;
    commitment.by = event.actor;
    commitment.to = event.recipient;
    commitment.what = event.content;
    commitment.pillars = event.pillars;
    commitment.initiatives = event.initiatives;
    commitment.event = k;
    commitment.firm = event.firm;
    // The content's own head word tells an act from a direction.
    for (Index i = 0; i < tree.size(); ++i) {
      if (!event.content.contains(tree.token(i).span)) continue;
      const Index head = tree.head(i);
      if (head != kNone && event.content.contains(tree.token(head).span)) continue;
      if (tree.in_class("directions", i)) commitment.firm = false;
      break;
    }
    for (const TimeExpression& time : find_time_expressions(tree, document.published, true)) {
      if (!event.content.contains(time.span)) continue;
      // What was over when it was promised is no due date.
      if (document.published.known() && time.to.known() && std::tuple(time.to.year, time.to.month == 0 ? 12 : time.to.month, time.to.day == 0 ? 31 : time.to.day) <
                                                               std::tuple(document.published.year, document.published.month == 0 ? 1 : document.published.month, document.published.day == 0 ? 1 : document.published.day)) continue;
      commitment.due_text = std::string(slice(document.text, time.span));
      if (!time.deadline) commitment.due_from = time.from;
      commitment.due_to = time.to;
      break;
    }
    document.commitments.push_back(std::move(commitment));
  }
}

}  // namespace entente::coding
