// Finds, among all promises and acts of a ledger, the pairs worth asking relate() about, whichever of
// the two was read first; keeps an index of promises in memory and one of acts in the file.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ledger/links.h"
#include "ledger/store.h"

namespace entente::ledger {

// What act_facts() and commitment_facts() found beyond the columns of an event, in one column.
std::string encode_act(const ActFacts& facts);
void decode_act(std::string_view text, ActFacts& facts);
std::string encode_commitment(const CommitmentFacts& facts);
void decode_commitment(std::string_view text, CommitmentFacts& facts);

class Linker {
 public:
  Linker(SQLite::Database& database, const TermWeights& weights, const Outcomes& outcomes);

  // Both read what they need back from the file, so that a run that was interrupted and goes on sees the
  // same facts. An act that was just inserted: against every promise known. Then it is known, too.
  void add_act(std::int64_t event);
  // A promise that was just inserted: against every act known, those of its own document included.
  void add_commitment(std::int64_t commitment);
  // Promises of these numbers count no more.
  void forget(std::int64_t commitment) { forgotten_.insert(commitment); }
  [[nodiscard]] std::uint64_t found() const { return found_; }

 private:
  struct Promise { std::int64_t id = 0; double weight = 0; std::int64_t made = 0; };
  struct Posting { std::uint32_t promise = 0; float weight = 0; };
  struct Kept {
    CommitmentFacts facts;
    PreparedCommitment prepared;  // of `facts`
  };

  void load();
  void note_day(std::int64_t event, std::int64_t day);
  void index(std::int64_t commitment, const PreparedCommitment& promise);
  void relate_and_store(std::int64_t commitment, const PreparedCommitment& promise, std::int64_t event, const PreparedAct& act);

  const PreparedCommitment& commitment(std::int64_t id);
  ActFacts act(std::int64_t event);
  SQLite::Database& database_;
  const TermWeights& weights_;
  const Outcomes& outcomes_;
  bool loaded_ = false;
  std::vector<Promise> promises_;
  std::vector<std::uint64_t> met_;  // of each promise: marks of those it was made by and of its frameworks
  std::unordered_map<std::string, std::vector<Posting>> postings_;
  std::map<std::pair<std::string, std::string>, std::vector<std::uint32_t>> bare_;  // meetings promised without a word of what about, by pair of parties
  std::unordered_map<std::int64_t, std::unique_ptr<Kept>> kept_;
  std::vector<std::int32_t> days_;  // of events, by number
  std::vector<std::int32_t> latest_;  // the greatest of days_ up to each event
  std::unordered_set<std::int64_t> forgotten_;
  std::vector<float> shared_;
  std::uint64_t found_ = 0;
  Texts texts_;
  SQLite::Statement insert_evidence_, insert_words_, find_acts_, find_meetings_, read_act_, read_parties_, read_commitment_;
};

}  // namespace entente::ledger
