// What the writer and the readers of a ledger share: compressed text, lists in one column, rows as values.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "ledger/ledger.h"
#include "ledger/occurrences.h"

namespace entente::ledger {

// zlib; `size` is the length before.
std::string compress_text(std::string_view text);
std::string expand_text(std::string_view bytes, std::size_t size);

std::vector<std::string> words_of(std::string_view list);  // split at spaces; none for ""
std::string list_of(const std::vector<std::string>& words);

Date date_of(std::int64_t day, DatePrecision precision);

// Text of one document; the last ones are kept, since questions come back to the same documents.
class Texts {
 public:
  explicit Texts(SQLite::Database& database) : query_(database, "SELECT text, size FROM document WHERE id = ?") {}
  const std::string& text(std::int64_t document);

 private:
  SQLite::Statement query_;
  std::map<std::int64_t, std::string> kept_;
};

// Names of small tables by their number.
std::map<std::int64_t, std::string> names_of(SQLite::Database& database, const std::string& table);

}  // namespace entente::ledger
