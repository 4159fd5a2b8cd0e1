// Promises and what became of them: which later act keeps, advances, breaks or supersedes a
// commitment, and the commitment's status through time. Pure functions on plain values; relate()
// looks at one promise and one act only, so documents may come in any order.
// docs/commitments.md explains kinds of promise, rules and thresholds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document/document.h"
#include "ledger/ledger.h"
#include "ledger/terms.h"

namespace entente::ledger {

// ---------------------------------------------------------------- what is compared

// All lists are sorted and without doubles; codes are those of Actor::code.
struct CommitmentFacts {
  std::string document;              // id of the document that tells it
  std::vector<std::string> by, to;   // a joint promise has all under `by`
  std::vector<std::string> pillars, initiatives;
  std::vector<std::string> terms;    // content_terms() of what was promised
  std::vector<std::string> heads;    // lemmas of the promised act or acts ("sign", "provide"), in text order
  std::vector<Amount> amounts;       // of what was promised
  std::vector<std::string> roles;    // lemmas of the words that name the parties, and of their offices
  std::vector<std::string> people;   // "JPN:Fumio Kishida": persons among the parties
  std::vector<std::string> named;    // every party that the sentence or the promise mentions
  bool negative = false;             // promised not to
  Date made;                         // of the promise, else of its document
  Date due_from, due_to;
  bool firm = false;
  std::string what, sentence;
};

struct ActFacts {
  std::string document;
  std::string event;                 // PLOVER type
  std::vector<std::string> mode;
  std::vector<std::string> actors, recipients;
  std::vector<std::string> named;    // every party the sentence mentions, actors and recipients included
  std::vector<std::string> pillars, initiatives;
  std::vector<std::string> terms;    // content_terms() of the clause
  std::vector<std::string> heads;    // lemmas of the trigger and of the verbs it hangs from ("deliver", "begin")
  std::vector<std::string> roles, people;
  std::vector<Amount> amounts;
  bool done = false;                 // told as done: a past or perfect verb, or a title's present
  bool dated = false;                // the sentence says when; else `date` is that of the document
  std::string country;               // where it happened, if told
  std::vector<std::string> promised; // of a promise: heads of what it promises
  Date due_from, due_to;             // of a promise
  Date date;                         // when it happened, else its document's date
  When when = When::kPast;
  std::string sentence;
};

CommitmentFacts commitment_facts(const Document& document, const Commitment& commitment);
ActFacts act_facts(const Document& document, const Event& event);

// ---------------------------------------------------------------- what keeps what

enum class Relation : std::uint8_t { kProgress, kKept, kBroken, kSuperseded, kCount };
struct RelationRow { Relation value; std::string_view name; };
inline constexpr auto kRelations = std::to_array<RelationRow>(
    {{Relation::kProgress, "progress"}, {Relation::kKept, "kept"}, {Relation::kBroken, "broken"}, {Relation::kSuperseded, "superseded"}});
static_assert(rows_in_enum_order(kRelations));

// "RETREAT.withdraw: pull leave": an event type, its mode if any, and one of these trigger lemmas if
// any are named.
struct ActPattern {
  std::string event, mode;
  std::vector<std::string> heads;
};

// A kind of promise and the acts that answer it.
struct PromiseKind {
  std::string name;
  std::vector<std::string> heads;     // the promised verb or noun of action is one of these
  std::vector<std::string> not_objects;  // none of these is promised ("meet a challenge")
  std::vector<std::string> objects;   // and what is promised names one of these; empty = any
  std::vector<ActPattern> kept, progress, broken;
  bool persons = false;               // or names a person of the other side
  bool meeting = false;               // place and period tell one meeting from another
  bool direction = false;             // a direction, never reached by one act
  bool shared_out = false;            // each of those it was promised to must have his part
  bool joint = false;                 // done by both sides together, whoever is the subject
};

// data/outcomes.toml.
struct Outcomes {
  std::vector<PromiseKind> kinds;     // the first that fits
  std::vector<ActPattern> progress, broken;               // whatever the kind
  std::unordered_map<std::string, std::string> synonyms;  // term -> the term that stands for its class
  std::unordered_map<std::string, double> factors;        // terms that say little, with what is left of their weight
  std::unordered_map<std::string, std::string> ranks;     // word of an office -> level or field of the office
  std::vector<std::string> partial, whole, postponed, instead, remote, announced, travel, others;  // sorted words, see the file
  std::map<std::string, std::vector<std::string>> frameworks;  // initiative -> members, from data/initiatives.tsv

  // `data` holds outcomes.toml and initiatives.tsv; throws Error(kFatal) listing every fault.
  static Outcomes load(const std::filesystem::path& data);
  // The kind of this promise; nullptr where none fits.
  [[nodiscard]] const PromiseKind* kind_of(const CommitmentFacts& commitment) const;
};

struct Link {
  Relation relation = Relation::kProgress;
  double score = 0;   // 0 .. 1, share of the promise's weighted words that the act tells, for sorting
  std::string why;    // in plain words
};

// What `act` means for `commitment`; nothing where they have nothing to do with each other, and where
// that is in doubt.
std::optional<Link> relate(const CommitmentFacts& commitment, const ActFacts& act, const TermWeights& weights, const Outcomes& outcomes);

// The same for many pairs: what relate() works out of each side alone, made once. The facts and
// outcomes must outlive it.
struct WeighedTerms {
  std::vector<std::pair<std::string, double>> terms;  // canonical, sorted
  double total = 0;
};
struct PreparedCommitment {
  const CommitmentFacts* facts = nullptr;
  const PromiseKind* kind = nullptr;
  WeighedTerms words;
};
struct PreparedAct {
  const ActFacts* facts = nullptr;
  WeighedTerms words;
};
PreparedCommitment prepare(const CommitmentFacts& commitment, const TermWeights& weights, const Outcomes& outcomes);
PreparedAct prepare(const ActFacts& act, const TermWeights& weights, const Outcomes& outcomes);
std::optional<Link> relate(const PreparedCommitment& commitment, const PreparedAct& act, const Outcomes& outcomes);

// ---------------------------------------------------------------- status

using Status = CommitmentStatus;

struct DatedLink {
  Link link;
  Date date;             // of the act
  std::string evidence;  // the ledger's name of the act
};

struct StatusStep {
  Status status = Status::kOpen;
  Date date;
  std::string evidence;  // empty where time alone changed it
  std::string reason;    // in plain words
};

// Steps in order of time, the first is the promise itself, the last holds at the end of `as_of`. Links
// may come in any order; those dated after `as_of` do not count. Without due date nothing is overdue.
std::vector<StatusStep> status_history(const CommitmentFacts& commitment, std::span<const DatedLink> links, Date as_of);

// The last day of the period a date stands for: "2025" ends on 31 December 2025. Unknown dates stay so.
Date last_day(Date date);

}  // namespace entente::ledger
