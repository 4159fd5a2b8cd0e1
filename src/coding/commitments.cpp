// A commitment is an AGREE event that says what will be done. Firm: an undertaking verb and an act
// that can be checked; the same verbs with a direction only ("deepen", "expand cooperation") are soft.
#include "coding/commitments.h"

#include <tuple>

#include "coding/dates.h"
#include "coding/tree.h"

namespace entente::coding {

namespace {

// The word that holds the others of the content together; kNone for an empty one.
Index top_of(const Tree& tree, Span content) {
  for (Index i = 0; i < tree.size(); ++i) {
    if (!content.contains(tree.token(i).span)) continue;
    const Index head = tree.head(i);
    if (head == kNone || !content.contains(tree.token(head).span)) return i;
  }
  return kNone;
}

// "By 2025, India will open ...": the date stands outside the words of the promise and hangs on them all
// the same; a deadline may also hang on the promising: "pledged five million dollars by 2025".
bool belongs_to(const Tree& tree, const TimeExpression& time, Span content) {
  const Index top = top_of(tree, content);
  for (Index i = time.first; i < time.last; ++i) {
    Index up = tree.head(i);
    if (up != kNone && up >= time.first && up < time.last) continue;
    // "by the end of 2025"
    for (int steps = 0; up != kNone && steps < 2 && !tree.is_verbal(up) && !content.contains(tree.token(up).span); ++steps) up = tree.head(up);
    if (up != kNone && (content.contains(tree.token(up).span) || (time.deadline && top != kNone && up == tree.head(top)))) return true;
  }
  return false;
}

}  // namespace

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
    if (const Index top = top_of(tree, event.content); top != kNone && tree.in_class("directions", top)) commitment.firm = false;
    for (const TimeExpression& time : find_time_expressions(tree, document.published, true)) {
      if (!event.content.contains(time.span) && !belongs_to(tree, time, event.content)) continue;
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
