// The ledger of relations: one SQLite file that holds documents read exactly once, their events, which
// reports tell one act, what was promised and what became of it. One writer, any number of readers.
// Knows nothing of trees. docs/ledger.md describes tables, rules and guarantees.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "document/document.h"
#include "ontology/ontology.h"

namespace entente {

namespace ledger {
class Reader;
}  // namespace ledger

// ---------------------------------------------------------------- writing

// What becomes of a document before it is coded.
enum class Admission : std::uint8_t {
  kNew,         // to be coded and added
  kKnown,       // its very content is in the ledger: nothing to do
  kCopy,        // a syndicated or lightly edited copy: kept beside its original, not coded again
  kCorrection,  // a changed version of a page the ledger has: coded, the old version is retired
  kCount
};
struct AdmissionRow { Admission value; std::string_view name; };
inline constexpr auto kAdmissions = std::to_array<AdmissionRow>(
    {{Admission::kNew, "new"}, {Admission::kKnown, "known"}, {Admission::kCopy, "copy"}, {Admission::kCorrection, "correction"}});
static_assert(rows_in_enum_order(kAdmissions));

struct AddSummary {
  std::uint64_t added = 0, known = 0, copies = 0, corrections = 0;
  std::uint64_t events = 0, occurrences = 0, commitments = 0, evidence = 0;
};

// When and how a feed was last read; see src/watch.
struct StoredFeed {
  std::string url, etag, last_modified, last_error;
  std::int64_t next_due = 0;  // Unix seconds
  std::int64_t failures = 0;
};

// The one writer of a ledger file. Documents are admitted in reading order and added in the same
// order; a document is in the file whole or not at all, and batches of documents are committed
// together, so that a killed run loses its last batch and reads it again when it is repeated.
class LedgerWriter {
 public:
  // Opens or creates `file`. `data` holds term_weights.tsv and outcomes.toml. The file grows to no more than
  // `max_bytes` (0: as the disk allows; its write-ahead log, up to some megabytes, beside it). Throws
  // Error(kFatal): not a ledger, of a newer version, read-only, damaged, locked by another writer.
  LedgerWriter(const std::filesystem::path& file, const Ontology& ontology, const std::filesystem::path& data, std::uint64_t max_bytes = 0);
  LedgerWriter(LedgerWriter&&) noexcept;
  ~LedgerWriter();  // without finish() the open batch is rolled back

  // Called once a document, in reading order, when it has text and no events yet.
  Admission admit(const Document& document);
  // Called for every document that was admitted but kKnown ones, in the same order; coded, but for copies.
  void add(const Document& document);
  // Commits what is open. Throws Error(kFatal), e.g. on a full disk or at max_bytes; the file then holds all earlier batches.
  void commit();

  [[nodiscard]] const AddSummary& summary() const;

  // A person's word on a commitment: stays on record beside the machine's. `id` is a commitment's id or
  // an unambiguous beginning of it; `status` one of kCommitmentStatuses. Throws Error(kInput).
  void decide(const std::string& id, const std::string& status, const std::string& note, Date decided);

  // Whether a document of this address, or without one of this id, was read.
  [[nodiscard]] bool has_entry(const std::string& link) const;
  [[nodiscard]] std::optional<StoredFeed> feed(const std::string& url) const;
  void save_feed(const StoredFeed& feed);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// ---------------------------------------------------------------- reading

enum class Direction : std::uint8_t { kBoth, kTo, kFrom, kCount };
struct DirectionRow { Direction value; std::string_view name; };
inline constexpr auto kDirections = std::to_array<DirectionRow>(
    {{Direction::kBoth, "both"}, {Direction::kTo, "to"}, {Direction::kFrom, "from"}});
static_assert(rows_in_enum_order(kDirections));

// Which acts a question is about; an empty part asks nothing.
struct ActFilter {
  std::string a, b;  // codes of a dyad; b alone empty = a with anybody
  Direction direction = Direction::kBoth;  // kTo: a acts toward b
  std::string pillar, type, initiative, person;
  int quad = 0;
  Date since, until;      // of the act, both inclusive, to their precision
  bool every_when = false;  // also future, hypothetical, negated and historical ones
};

// One party of a stored event.
struct StoredParty {
  std::string code, sector, name, office, text;
  Span span;  // of `text`, in the document's
};

// One telling of an act: the sentence and where it stands.
struct StoredMention {
  std::string event;  // id
  std::int64_t document = 0;
  std::string sentence;
  Span sentence_span, trigger;  // bytes of the document's text
  std::string published, url, title, publisher;
};

// An act, told by its fullest mention.
struct StoredAct {
  std::int64_t occurrence = 0;
  std::string event;  // id
  std::string type, cameo, rule, location, location_country, magnitude;
  std::vector<std::string> modes, contexts, pillars, initiatives;
  When when = When::kPast;
  Date date;
  bool date_from_text = false;
  int quad = 0;
  double score = 0, confidence = 0, weight = 0;
  std::vector<StoredParty> actors, recipients;
  StoredMention told;
  std::uint32_t mentions = 0, documents = 0;
};

// An act in short: enough to weigh all acts of a dyad and read a few of them.
struct ActOutline {
  std::int64_t occurrence = 0, day = 0, document = 0;  // the document of its fullest mention
  DatePrecision precision = DatePrecision::kDay;
  int quad = 0;
  bool from_b = false;   // b acts toward a
  bool together = false; // an act of equals: both act, on each other or on something else
  std::uint64_t pillars = 0;  // bit i: the i-th of Ledger::pillars()
  double score = 0, weight = 0, confidence = 0;
  std::uint32_t mentions = 0, documents = 0;
};

// How many of some documents came from one publisher in one language.
struct PublisherCount { std::string publisher, language; std::uint64_t documents = 0; };

struct DayCount {
  std::int64_t day = 0;  // since 1970-01-01
  DatePrecision precision = DatePrecision::kDay;
  std::uint64_t acts = 0, cooperative = 0;
  double weight = 0, score = 0, weighted_score = 0, weighted_cooperative = 0;
};
struct DayExposure { std::int64_t day = 0; std::uint64_t documents = 0, sentences = 0, words = 0; };

enum class CommitmentStatus : std::uint8_t { kOpen, kProgressing, kKept, kOverdue, kBroken, kSuperseded, kCount };
struct CommitmentStatusRow { CommitmentStatus value; std::string_view name; };
inline constexpr auto kCommitmentStatuses = std::to_array<CommitmentStatusRow>(
    {{CommitmentStatus::kOpen, "open"}, {CommitmentStatus::kProgressing, "progressing"}, {CommitmentStatus::kKept, "kept"},
     {CommitmentStatus::kOverdue, "overdue"}, {CommitmentStatus::kBroken, "broken"}, {CommitmentStatus::kSuperseded, "superseded"}});
static_assert(rows_in_enum_order(kCommitmentStatuses));

struct StoredStep {
  CommitmentStatus status = CommitmentStatus::kOpen;
  std::string date, why;
  std::string event;      // id of the evidence, empty where time alone made the step
  StoredMention told;     // its sentence
};
struct StoredDecision { std::string status, note, decided; };

// A promise, with what became of it up to a date.
struct StoredCommitment {
  std::string id, what, due_text;
  std::vector<StoredParty> by, to;
  std::vector<std::string> pillars, initiatives;
  Date made, due_from, due_to;
  bool firm = false;
  StoredMention told;
  std::vector<StoredStep> steps;  // the machine's, in order of time; the last one holds
  std::vector<StoredDecision> decisions;  // a person's, the last one holds over the machine's
  [[nodiscard]] std::string status() const;
};

struct CommitmentFilter {
  std::string a, b, pillar, initiative, status, id;
  Date since, until;  // when it was made
  Date as_of;         // what is overdue depends on it; unset: the last date the ledger has read
  bool firm_only = false;
  bool traced_only = false;  // only with a due date or with evidence
  std::size_t limit = 0;     // at most so many, those promised last; 0 = all
};

struct SearchHit {
  std::int64_t document = 0;
  std::string snippet;  // the passage's words around the hits, hits between \x02 and \x03
  std::string published, url, title, publisher;
  std::vector<std::string> acts;  // "USA > IRN SANCTION" of the passage's sentences
};

struct SearchFilter {
  std::string words;      // FTS5 query: words, "phrases", AND OR NOT NEAR, prefix*
  ActFilter acts;         // any part set: only passages that tell such an act
  bool by_act = false;    // whether `acts` asks anything
  std::size_t limit = 20;
};

struct LedgerInfo {
  std::uint64_t documents = 0, copies = 0, retired = 0, sentences = 0, words = 0, events = 0, occurrences = 0, commitments = 0, evidence = 0;
  std::string first, last;  // dates of publication
  std::string version;      // of the ontology that coded last
  std::uint64_t bytes = 0;
};

struct InitiativeFacts {
  std::string id;
  std::uint64_t acts = 0, documents = 0;
  std::string first, last;
  std::vector<std::pair<std::string, std::uint64_t>> by_year, by_type, members;
};
struct PersonFacts {
  std::string name;
  std::uint64_t acts = 0;
  std::string first, last;
  std::vector<std::string> offices;  // "IND Minister of External Affairs 2019-05-30 .. 2024-06-01", as met in the ledger
  std::vector<std::pair<std::string, std::uint64_t>> by_type, counterparts;
};

// A ledger opened for reading; a writer may work at the same time.
class Ledger {
 public:
  // Throws Error(kFatal): missing, not a ledger, of a newer version, damaged.
  explicit Ledger(const std::filesystem::path& file);
  Ledger(Ledger&&) noexcept;
  ~Ledger();

  [[nodiscard]] std::uint64_t documents() const;  // that count: no copies, no old versions
  [[nodiscard]] LedgerInfo info() const;
  // XXH3 128 of all rows by their natural keys in sorted order: two ledgers with one digest hold the same.
  [[nodiscard]] std::string content_digest() const;
  // Problems SQLite and our own invariants find; empty = sound.
  [[nodiscard]] std::vector<std::string> check() const;

  // Names of the ledger's fields, and ids of the initiatives that acts name, most named first.
  [[nodiscard]] std::vector<std::string> pillars() const;
  [[nodiscard]] std::vector<std::string> initiatives() const;

  [[nodiscard]] std::vector<DayCount> counts(const ActFilter& filter) const;
  [[nodiscard]] std::vector<DayExposure> exposure(Date since, Date until) const;
  // Newest first, at most `limit` (0 = all).
  [[nodiscard]] std::vector<StoredAct> acts(const ActFilter& filter, std::size_t limit) const;
  [[nodiscard]] std::vector<StoredMention> mentions(std::int64_t occurrence) const;
  // Every act of a dyad (both parties named) in short, by day, then number; and one of them in full.
  [[nodiscard]] std::vector<ActOutline> outline(const ActFilter& filter) const;
  [[nodiscard]] StoredAct act(std::int64_t occurrence) const;
  // Who published these documents, most first.
  [[nodiscard]] std::vector<PublisherCount> publishers(const std::vector<std::int64_t>& documents) const;
  // In how many of the acts each initiative is named, most first.
  [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> initiatives(const ActFilter& filter) const;
  // The dyads with most acts (both directions taken together).
  struct DyadCount { std::string a, b; std::uint64_t acts = 0; };
  [[nodiscard]] std::vector<DyadCount> dyads(std::size_t limit) const;

  [[nodiscard]] std::vector<StoredCommitment> commitments(const CommitmentFilter& filter) const;
  [[nodiscard]] std::vector<SearchHit> search(const SearchFilter& filter) const;
  [[nodiscard]] std::optional<InitiativeFacts> initiative(const std::string& id) const;
  [[nodiscard]] std::optional<PersonFacts> person(const std::string& name) const;

  // The document of an event whose id begins so, ready to be processed again for an explanation;
  // `event` becomes the whole id. Throws Error(kInput) where none or several begin so.
  [[nodiscard]] Document document_of_event(std::string& event) const;

 private:
  [[nodiscard]] ledger::Reader& reader() const;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entente
