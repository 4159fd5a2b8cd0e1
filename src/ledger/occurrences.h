// Whether two documents tell one act: pure functions of what each of them says.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "document/document.h"

namespace entente::ledger {

// What one document says of an act, in a form that can be compared. All lists are sorted and unique.
struct Telling {
  std::string type;
  When when = When::kPast;
  std::vector<std::string> modes;
  std::vector<std::string> actors, recipients;  // codes; a symmetric act has all under actors
  std::vector<std::pair<std::string, std::string>> persons;  // code, name
  std::int64_t first_day = 0, last_day = -1;    // when it may have been; none where last < first
  bool dated = false;                           // by its own sentence, to the day
  std::string place;                            // lower case, empty where none is named
  std::vector<std::string> initiatives;
  std::vector<std::string> amounts;             // numbers that are told of it
  std::vector<std::string> terms;               // see terms.h
};

// First and last day on which an act told so may have been. A sentence without a date of its own stands
// for the days up to its publication.
std::pair<std::int64_t, std::int64_t> days_of(Date date, bool date_from_text);

// Same type and time, one's parties among the other's in the same roles, modes, persons and amounts that do
// not contradict, dates that overlap, and enough in common to be sure: persons on both sides, a place, an
// initiative, or words. docs/ledger.md gives the thresholds and how they were found.
bool same_act(const Telling& a, const Telling& b, const std::function<double(const std::string&)>& weight);

// Share of the smaller set of terms, by weight, that the other has too (0 .. 1).
double overlap(const std::vector<std::string>& a, const std::vector<std::string>& b, const std::function<double(const std::string&)>& weight);

}  // namespace entente::ledger
