#include "ledger/occurrences.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace entente::ledger {
namespace {

// Days before publication that a sentence without a date of its own may speak of, and the slack
// that time zones and "on Tuesday" in a text of the next day need.
constexpr std::int64_t kNewsDays = 3, kSlackDays = 1;

// How much two tellings must share: the words of one among the other's (overlap coefficient by
// weight) and their weight together (nats of surprise), so that two short and common tellings ("we
// agree") are not one act. A talk is known by who and when; verbal acts of the same two come
// several to a day and must share most; acts of force are told in other words each time.
struct Threshold {
  std::string_view type;
  double overlap, weight;
};
constexpr auto kThresholds = std::to_array<Threshold>({{"CONSULT", 0.5, 6},
                                                       {"COOPERATE", 0.55, 8},
                                                       {"AID", 0.5, 7},
                                                       {"RETREAT", 0.5, 6},
                                                       {"SANCTION", 0.5, 6},
                                                       {"ASSAULT", 0.4, 1.5},
                                                       {"COERCE", 0.45, 5},
                                                       {"MOBILIZE", 0.45, 5},
                                                       {"PROTEST", 0.45, 5}});
constexpr Threshold kOther{"", 0.6, 9};
// What changes them.
constexpr double kFramedOverlap = -0.15, kFramedWeight = -2;  // a place or an initiative in common
constexpr double kAloneOverlap = 0.1, kAloneWeight = 4;  // one party only, whoever it acted upon
constexpr double kPartOfWeight = 4;                      // one tells more parties than the other
constexpr double kVagueOverlap = 0.2, kVagueWeight = 4;  // known to the month or year
constexpr double kVagueAlone = 20;                       // ... and nothing in common but words
// Nearly word for word: this share of the heavier telling's words.
constexpr double kRepeated = 0.8, kRepeatedWeight = 5;
// Many at a table are not met twice in a few days.
constexpr std::size_t kTable = 4;

bool within(const std::vector<std::string>& small, const std::vector<std::string>& big) {
  return std::includes(big.begin(), big.end(), small.begin(), small.end());
}

std::vector<std::string> together(const std::vector<std::string>& a,
                                  const std::vector<std::string>& b) {
  std::vector<std::string> out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& x) {
    return std::binary_search(b.begin(), b.end(), x);
  });
}

// One tells all the other's parties in the same roles; where one side is left unsaid the rest must
// be two.
bool parties_agree(const Telling& a, const Telling& b) {
  const auto fits = [](const Telling& small, const Telling& big) {
    if (small.recipients.empty() != big.recipients.empty()) {
      const std::vector<std::string> all = together(small.actors, small.recipients);
      return all.size() >= 2 && within(all, together(big.actors, big.recipients));
    }
    return !small.actors.empty() && within(small.actors, big.actors) &&
           within(small.recipients, big.recipients);
  };
  return fits(a, b) || fits(b, a);
}

// How many countries both tell a person of, with one in common; none where some country's differ.
std::optional<std::size_t> persons_shared(const Telling& a, const Telling& b) {
  std::size_t out = 0;
  for (auto it = a.persons.begin(); it != a.persons.end();) {
    const std::string& code = it->first;
    const auto names_end =
        std::find_if(it, a.persons.end(), [&](const auto& person) { return person.first != code; });
    const bool named = std::any_of(b.persons.begin(), b.persons.end(),
                                   [&](const auto& person) { return person.first == code; });
    const bool same = std::any_of(it, names_end, [&](const auto& person) {
      return std::binary_search(b.persons.begin(), b.persons.end(), person);
    });
    if (named && !same) return std::nullopt;
    out += named ? 1 : 0;
    it = names_end;
  }
  return out;
}

double sum(const std::vector<std::string>& terms,
           const std::function<double(const std::string&)>& weight) {
  double out = 0;
  for (const std::string& term : terms) out += weight(term);
  return out;
}

std::vector<std::string> common(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
  std::vector<std::string> out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

bool has_mode(const Telling& telling, std::string_view mode) {
  return std::find(telling.modes.begin(), telling.modes.end(), mode) != telling.modes.end();
}

// What is known of two tellings when thresholds are asked.
struct Compared {
  std::size_t persons = 0;
  bool to_the_day = false, framed = false, equal = false, alone = false;
  std::int64_t apart = 0;  // days between them
  double shared = 0, overlap = 0, heavier = 0;
};

// A meeting or call is known by who and when; words may say nothing of it. Unset: they must tell.
std::optional<bool> same_talk(const Telling& a, const Telling& b, const Compared& c) {
  if (a.dated && b.dated && c.apart != 0 && !(c.equal && (c.persons >= 2 || c.framed)))
    return false;
  if (!c.equal)
    return c.persons >= 1 && (c.framed || (c.overlap >= 0.5 && c.shared >= 3)) ? std::optional(true)
                                                                               : std::nullopt;
  if (c.persons >= 2) return true;
  const bool visits = has_mode(a, "visit") && has_mode(b, "visit");
  if (c.persons == 1 &&
      (c.framed || c.apart == 0 || (c.apart <= 1 && c.shared >= 3) ||
       a.actors.size() + a.recipients.size() >= kTable || (c.apart <= 2 && visits)))
    return true;
  if (c.framed && c.apart <= 1) return true;
  return std::nullopt;
}

}  // namespace

std::pair<std::int64_t, std::int64_t> days_of(Date date, bool date_from_text) {
  if (!date.known()) return {0, -1};
  const std::int64_t first = date.days();
  switch (date.precision()) {
    case DatePrecision::kDay:
      return date_from_text ? std::pair(first, first) : std::pair(first - kNewsDays, first);
    case DatePrecision::kMonth:
      return {first, first + 30};
    default:
      return {first, first + 365};
  }
}

double overlap(const std::vector<std::string>& a, const std::vector<std::string>& b,
               const std::function<double(const std::string&)>& weight) {
  const double smaller = std::min(sum(a, weight), sum(b, weight));
  return smaller <= 0 ? 0 : sum(common(a, b), weight) / smaller;
}

bool same_act(const Telling& a, const Telling& b,
              const std::function<double(const std::string&)>& weight) {
  if (a.type != b.type || a.when != b.when) return false;
  if (a.last_day < a.first_day || b.last_day < b.first_day) return false;
  if (a.first_day > b.last_day + kSlackDays || b.first_day > a.last_day + kSlackDays) return false;
  if (!parties_agree(a, b)) return false;
  if (!a.modes.empty() && !b.modes.empty() && !share(a.modes, b.modes)) return false;
  if (!a.amounts.empty() && !b.amounts.empty() && !share(a.amounts, b.amounts)) return false;
  const std::optional<std::size_t> persons = persons_shared(a, b);
  if (!persons) return false;
  Compared c;
  c.persons = *persons;
  c.to_the_day = a.last_day - a.first_day <= kNewsDays && b.last_day - b.first_day <= kNewsDays;
  c.framed = (!a.place.empty() && a.place == b.place) || share(a.initiatives, b.initiatives);
  const std::vector<std::string> parties_a = together(a.actors, a.recipients),
                                 parties_b = together(b.actors, b.recipients);
  c.equal = parties_a == parties_b;
  c.alone = parties_a.size() < 2 || parties_b.size() < 2;
  c.apart = std::abs(a.last_day - b.last_day);
  const double of_a = sum(a.terms, weight), of_b = sum(b.terms, weight);
  c.shared = sum(common(a.terms, b.terms), weight);
  c.overlap = std::min(of_a, of_b) <= 0 ? 0 : c.shared / std::min(of_a, of_b);
  c.heavier = std::max(of_a, of_b);

  const bool talk = a.type == "CONSULT", force = a.type == "ASSAULT";
  if (talk && c.to_the_day && !c.alone) {
    if (const std::optional<bool> known = same_talk(a, b, c)) return *known;
  }
  Threshold least = kOther;
  for (const Threshold& row : kThresholds) {
    if (row.type == a.type) least = row;
  }
  if (c.to_the_day) {
    // What is said again after days is said again.
    if (c.apart > 1 && !talk && !force) return false;
    if (c.shared >= kRepeatedWeight && c.shared >= kRepeated * c.heavier) return true;
  } else {
    if (!c.framed && c.persons == 0 && c.shared < kVagueAlone) return false;
    least.overlap += kVagueOverlap;
    least.weight += kVagueWeight;
  }
  if (c.alone) {
    least.overlap += kAloneOverlap;
    least.weight += kAloneWeight;
  } else if (c.framed) {
    least.overlap += kFramedOverlap;
    least.weight += kFramedWeight;
  }
  if (!c.equal && !force && a.type != "SANCTION") least.weight += kPartOfWeight;
  return c.overlap >= least.overlap && c.shared >= least.weight;
}

}  // namespace entente::ledger
