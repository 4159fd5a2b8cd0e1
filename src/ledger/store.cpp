#include "ledger/store.h"

#include <zlib.h>

namespace entente::ledger {
namespace {

constexpr std::size_t kKeptTexts = 256;
constexpr int kCompression = 4;  // half the size of 1, a third faster than 6, on releases

}  // namespace

std::string compress_text(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), static_cast<uLong>(text.size()), kCompression) != Z_OK) {
    throw Error(ErrorKind::kFatal, "compressing a text failed: out of memory");
  }
  out.resize(size);
  return out;
}

std::string expand_text(std::string_view bytes, std::size_t size) {
  std::string out(size, '\0');
  uLongf got = static_cast<uLongf>(size);
  if (uncompress(reinterpret_cast<Bytef*>(out.data()), &got, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size())) != Z_OK || got != size) {
    throw Error(ErrorKind::kFatal, "the stored text of a document is damaged; restore a copy of the ledger");
  }
  return out;
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> out;
  if (list.empty()) return out;
  for (const std::string_view word : split(list, ' ')) out.emplace_back(word);
  return out;
}

std::string list_of(const std::vector<std::string>& words) { return join(words, " "); }

Date date_of(std::int64_t day, DatePrecision precision) {
  Date out = date_from_days(day);
  if (precision == DatePrecision::kNone) return {};
  if (precision != DatePrecision::kDay) out.day = 0;
  if (precision == DatePrecision::kYear) out.month = 0;
  return out;
}

const std::string& Texts::text(std::int64_t document) {
  if (const auto found = kept_.find(document); found != kept_.end()) return found->second;
  if (kept_.size() >= kKeptTexts) kept_.clear();
  query_.reset();
  query_.bind(1, document);
  if (!query_.executeStep()) throw Error(ErrorKind::kFatal, "a document that an entry names is missing; the ledger is damaged");
  const SQLite::Column bytes = query_.getColumn(0);
  std::string& kept = kept_[document] = expand_text({static_cast<const char*>(bytes.getBlob()), static_cast<std::size_t>(bytes.getBytes())},
                                                    static_cast<std::size_t>(query_.getColumn(1).getInt64()));
  query_.reset();
  return kept;
}

std::map<std::int64_t, std::string> names_of(SQLite::Database& database, const std::string& table) {
  std::map<std::int64_t, std::string> out;
  SQLite::Statement query(database, "SELECT id, name FROM " + table);
  while (query.executeStep()) out[query.getColumn(0).getInt64()] = query.getColumn(1).getString();
  return out;
}

}  // namespace entente::ledger
