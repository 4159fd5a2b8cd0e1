// Which acts a brief tells: a weight from the outline for all, from the full record for the best of
// them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "brief/brief.h"
#include "brief/phrase.h"

namespace entente::brief {

struct Candidate {
  ActOutline outline;
  StoredAct act;
  Phrase phrase;
  double rank = 0;  // the higher, the more it tells
};

// Cheap, for every act: documents that report it, material before verbal, how far its score lies
// from 0, how much of it is between these two alone, how directly the text says it.
double outline_rank(const ActOutline& outline);

// Adds what only the full record knows: what the rule says of the act's substance, how the line
// reads, whether both sides are named. `a` and `b` are the dyad.
double full_rank(const Candidate& candidate, const std::string& a, const std::string& b,
                 const BriefNames& names);

// How much an act of this type by this rule changes something: a signature above a welcome.
double substance(const std::string& type, const std::string& rule);

// Reads acts once.
class Pool {
 public:
  Pool(const Ledger& ledger, const BriefNames& names, std::string a, std::string b)
      : ledger_(ledger), names_(names), a_(std::move(a)), b_(std::move(b)) {}
  // The days between which recent acts count more than early ones.
  void set_period(std::int64_t first, std::int64_t last) {
    first_ = first;
    last_ = last;
  }
  const Candidate& candidate(const ActOutline& outline);
  // The best of `outlines` by outline_rank, at most `most`, in full, best first.
  std::vector<const Candidate*> best(const std::vector<const ActOutline*>& outlines,
                                     std::size_t most);
  [[nodiscard]] const std::map<std::int64_t, Candidate>& all() const { return kept_; }

 private:
  const Ledger& ledger_;
  const BriefNames& names_;
  std::string a_, b_;
  std::int64_t first_ = 0, last_ = 0;
  std::map<std::int64_t, Candidate> kept_;
};

// Lines that say the same: most of their longer words are shared.
class Said {
 public:
  // Whether `text` is new; then it is remembered.
  bool add(const std::string& text);

 private:
  std::vector<std::set<std::string>> said_;
};

}  // namespace entente::brief
