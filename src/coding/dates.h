// Time expressions of a sentence, resolved against the document's date.
#pragma once

#include <vector>

#include "coding/tree.h"

namespace entente::coding {

struct TimeExpression {
  Index first = 0, last = 0;  // tokens, half-open
  Span span;
  Date from, to;              // the period it names; equal for a day, a month or a year
  bool deadline = false;      // "by 2030", "until March"
};

// In text order. Weekdays are taken as the nearest on the side that `published` and the words
// ("next", "last", a future verb form) allow: the latest one not after the document's date unless
// the expression says next. Nothing is resolved against an unknown date.
std::vector<TimeExpression> find_time_expressions(const Tree& tree, Date published, bool future);

}  // namespace entente::coding
