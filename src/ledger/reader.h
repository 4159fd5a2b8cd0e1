// What the reading questions of a ledger share: the open file, its small tables, conditions as SQL.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/schema.h"
#include "ledger/store.h"

namespace entente::ledger {

using Value = std::variant<std::int64_t, double, std::string>;
SQLite::Statement asked(SQLite::Database& database, const std::string& sql, const std::vector<Value>& values);

struct Condition {
  std::string sql;  // on a row t; third-party text stands in values only
  std::vector<Value> values;
  std::string_view table = "tie";  // whose row it is: tie, or act_of where no second party is named
};

// A statement made once for its text, at its beginning again when this goes: one left in the middle would
// keep the reader at the ledger's state of that moment.
class Question {
 public:
  explicit Question(SQLite::Statement& statement) : statement_(statement) {}
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;
  ~Question() { statement_.tryReset(); }
  SQLite::Statement* operator->() const { return &statement_; }
  SQLite::Statement& operator*() const { return statement_; }

 private:
  SQLite::Statement& statement_;
};

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file);

  [[nodiscard]] std::int64_t code(const std::string& name) const;  // -1 where the ledger never met it
  // Throws Error(kUsage) that lists the known names.
  [[nodiscard]] std::int64_t number(const std::map<std::int64_t, std::string>& names, const std::string& name, std::string_view kind) const;
  [[nodiscard]] Condition conditions(const ActFilter& filter) const;   // all but the parties; begins with " AND" or is empty
  [[nodiscard]] std::vector<Condition> ties(const ActFilter& filter) const;  // disjoint sets of rows whose union is asked for

  // For questions asked once a row; `sql` is a literal, its numbers are bound. Not to be asked again before
  // the answer was read.
  Question question(const char* sql, std::int64_t number);

  // Acts by day and fields, whatever the filter's own field: series of one dyad by field read its acts once.
  struct DayGroup { std::uint64_t pillars = 0; DayCount count; };
  const std::vector<DayGroup>& days(const ActFilter& filter);

  StoredMention mention(std::int64_t event);
  void parties(std::int64_t event, std::vector<StoredParty>& actors, std::vector<StoredParty>& recipients);
  StoredAct act(std::int64_t occurrence, double weight);

  // Runs `body` on one state of the ledger, whatever a writer does meanwhile, with errors that tell the file.
  template <class Body>
  decltype(auto) read(Body&& body) {
    return guarded(file, [&]() -> decltype(auto) {
      const SQLite::Transaction snapshot(*database);
      return std::forward<Body>(body)();
    });
  }

  std::filesystem::path file;
  std::unique_ptr<SQLite::Database> database;
  std::map<std::int64_t, std::string> types, pillars;
  Texts texts;

 private:
  std::map<const char*, std::unique_ptr<SQLite::Statement>> questions_;
  std::string days_of_;  // which filter's, at which state of the file
  std::vector<DayGroup> days_;
};

}  // namespace entente::ledger
