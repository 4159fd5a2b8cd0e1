// One list of migrations: version n of a file is what the first n of them make. A file of an older
// version gets the missing ones in one transaction; a newer one is refused.
#include "ledger/schema.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <string_view>

namespace entente::ledger {
namespace {

namespace fs = std::filesystem;

// Dates are ISO text where a person asked for them and days since 1970-01-01 where they are compared.
// Lists (modes, contexts, initiatives, terms) are words with a space between. Spans are bytes of the
// document's text.
constexpr auto kMigrations = std::to_array<std::string_view>({R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pillar(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE event_type(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, symmetric INTEGER NOT NULL DEFAULT 0);
CREATE TABLE code(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE actor(id INTEGER PRIMARY KEY, code INTEGER NOT NULL REFERENCES code, sector TEXT NOT NULL, name TEXT NOT NULL,
  office TEXT NOT NULL, wikidata TEXT NOT NULL, UNIQUE(code, sector, name, office));
CREATE INDEX actor_name ON actor(name) WHERE name <> '';

CREATE TABLE document(id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, given TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
  publisher TEXT NOT NULL, language TEXT NOT NULL, published TEXT NOT NULL, day INTEGER, sentences INTEGER NOT NULL, words INTEGER NOT NULL,
  text BLOB NOT NULL, size INTEGER NOT NULL,
  copy_of INTEGER REFERENCES document, superseded_by INTEGER REFERENCES document);
CREATE INDEX document_url ON document(url) WHERE url <> '';
CREATE INDEX document_given ON document(given) WHERE url = '';
CREATE INDEX document_copy ON document(copy_of) WHERE copy_of IS NOT NULL;
CREATE TABLE band(key INTEGER NOT NULL, document INTEGER NOT NULL REFERENCES document, PRIMARY KEY(key, document)) WITHOUT ROWID;
CREATE TABLE exposure(day INTEGER PRIMARY KEY, documents INTEGER NOT NULL, sentences INTEGER NOT NULL, words INTEGER NOT NULL);
CREATE TABLE passage(id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document, first INTEGER NOT NULL, last INTEGER NOT NULL,
  heading INTEGER NOT NULL);
CREATE INDEX passage_document ON passage(document);
CREATE VIRTUAL TABLE passage_text USING fts5(text, content='', tokenize="unicode61 remove_diacritics 2");

CREATE TABLE event(id INTEGER PRIMARY KEY, key TEXT NOT NULL, document INTEGER NOT NULL REFERENCES document,
  passage INTEGER NOT NULL REFERENCES passage, sentence_first INTEGER NOT NULL, sentence_last INTEGER NOT NULL,
  trigger_first INTEGER NOT NULL, trigger_last INTEGER NOT NULL, type INTEGER NOT NULL REFERENCES event_type, modes TEXT NOT NULL,
  contexts TEXT NOT NULL, quad INTEGER NOT NULL, score REAL NOT NULL, cameo TEXT NOT NULL, happened INTEGER NOT NULL, day INTEGER,
  precision INTEGER NOT NULL, date_from_text INTEGER NOT NULL, pillars TEXT NOT NULL, initiatives TEXT NOT NULL, location TEXT NOT NULL,
  location_country TEXT NOT NULL, magnitude TEXT NOT NULL, confidence REAL NOT NULL, rule TEXT NOT NULL, terms TEXT NOT NULL,
  facts TEXT NOT NULL, occurrence INTEGER REFERENCES occurrence);
CREATE INDEX event_key ON event(key);
CREATE INDEX event_document ON event(document);
CREATE INDEX event_passage ON event(passage);
CREATE INDEX event_occurrence ON event(occurrence);
CREATE TABLE party(event INTEGER NOT NULL REFERENCES event, recipient INTEGER NOT NULL, place INTEGER NOT NULL, actor INTEGER NOT NULL REFERENCES actor,
  first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(event, recipient, place)) WITHOUT ROWID;
CREATE INDEX party_actor ON party(actor, event);

CREATE TABLE occurrence(id INTEGER PRIMARY KEY, event INTEGER NOT NULL, -- of its events the one that speaks for it; no key both ways
  mentions INTEGER NOT NULL, documents INTEGER NOT NULL);
CREATE TABLE initiative_mention(initiative TEXT NOT NULL, occurrence INTEGER NOT NULL REFERENCES occurrence, PRIMARY KEY(initiative, occurrence)) WITHOUT ROWID;
CREATE TABLE tie(a INTEGER NOT NULL, b INTEGER NOT NULL, day INTEGER NOT NULL, occurrence INTEGER NOT NULL REFERENCES occurrence,
  type INTEGER NOT NULL, happened INTEGER NOT NULL, precision INTEGER NOT NULL, quad INTEGER NOT NULL, symmetric INTEGER NOT NULL,
  pillars INTEGER NOT NULL, score REAL NOT NULL, weight REAL NOT NULL, PRIMARY KEY(a, b, day, occurrence)) WITHOUT ROWID;

CREATE TABLE commitment(id INTEGER PRIMARY KEY, key TEXT NOT NULL, event INTEGER NOT NULL REFERENCES event, what TEXT NOT NULL,
  terms TEXT NOT NULL, facts TEXT NOT NULL, due_text TEXT NOT NULL, due_from TEXT NOT NULL, due_to TEXT NOT NULL, firm INTEGER NOT NULL);
CREATE INDEX commitment_key ON commitment(key);
CREATE INDEX commitment_event ON commitment(event);
CREATE VIRTUAL TABLE act_words USING fts5(terms, content='', detail=none, columnsize=0);
CREATE TABLE evidence(commitment INTEGER NOT NULL REFERENCES commitment, event INTEGER NOT NULL REFERENCES event, relation INTEGER NOT NULL,
  score REAL NOT NULL, why TEXT NOT NULL, PRIMARY KEY(commitment, event)) WITHOUT ROWID;
CREATE INDEX evidence_event ON evidence(event);
CREATE TABLE decision(id INTEGER PRIMARY KEY, commitment TEXT NOT NULL, status TEXT NOT NULL, note TEXT NOT NULL, decided TEXT NOT NULL);
CREATE INDEX decision_commitment ON decision(commitment);
CREATE TABLE feed(url TEXT PRIMARY KEY, etag TEXT NOT NULL, last_modified TEXT NOT NULL, next_due INTEGER NOT NULL, failures INTEGER NOT NULL,
  last_error TEXT NOT NULL) WITHOUT ROWID;
)sql",
R"sql(
-- Without a reference: rows come here from band_recent, where it was checked, in the order of keys, and each
-- check would read another document.
CREATE TABLE band_settled(key INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY(key, document)) WITHOUT ROWID;
INSERT INTO band_settled SELECT key, document FROM band ORDER BY key, document;
DROP TABLE band;
CREATE TABLE band_recent(key INTEGER NOT NULL, document INTEGER NOT NULL REFERENCES document, PRIMARY KEY(key, document)) WITHOUT ROWID;
CREATE VIEW band AS SELECT key, document FROM band_settled UNION ALL SELECT key, document FROM band_recent;
CREATE INDEX document_day ON document(day);
CREATE INDEX document_published ON document(published) WHERE published <> '' AND superseded_by IS NULL;
CREATE INDEX document_superseded ON document(superseded_by) WHERE superseded_by IS NOT NULL;
CREATE INDEX document_publisher ON document(publisher, language);
DROP INDEX event_occurrence;
CREATE INDEX event_occurrence ON event(occurrence, document, confidence); -- what outlines of many acts ask
CREATE INDEX initiative_occurrence ON initiative_mention(occurrence);
CREATE INDEX tie_coarse ON tie(a, b, day) WHERE precision < 3; -- acts of a month or a year
-- What could be summed from tie, kept: the acts of a party toward anybody (a = 0: all acts, whoever's), and how many acts a dyad has.
CREATE TABLE act_of(a INTEGER NOT NULL, day INTEGER NOT NULL, occurrence INTEGER NOT NULL REFERENCES occurrence, type INTEGER NOT NULL,
  happened INTEGER NOT NULL, precision INTEGER NOT NULL, quad INTEGER NOT NULL, pillars INTEGER NOT NULL, score REAL NOT NULL,
  weight REAL NOT NULL, PRIMARY KEY(a, day, occurrence)) WITHOUT ROWID;
INSERT INTO act_of SELECT a, day, occurrence, type, happened, precision, quad, pillars, score, min(1.0, sum(weight)) FROM tie WHERE a <> 0 GROUP BY a, day, occurrence;
INSERT INTO act_of SELECT 0, day, occurrence, type, happened, precision, quad, pillars, score, min(1.0, sum(weight)) FROM tie GROUP BY day, occurrence;
CREATE TABLE dyad(a INTEGER NOT NULL, b INTEGER NOT NULL, acts INTEGER NOT NULL, PRIMARY KEY(a, b)) WITHOUT ROWID;
INSERT INTO dyad SELECT min(a, b), max(a, b), count(DISTINCT occurrence) FROM tie WHERE a <> 0 AND b <> 0 AND a <> b AND happened = 0 GROUP BY 1, 2;
ALTER TABLE commitment ADD COLUMN occurrence INTEGER REFERENCES occurrence;
UPDATE commitment SET occurrence = (SELECT e.occurrence FROM event e WHERE e.id = commitment.event);
CREATE INDEX commitment_occurrence ON commitment(occurrence);
)sql"});
constexpr int kVersion = static_cast<int>(kMigrations.size());

struct Advice {
  int code;
  std::string_view text;
};
constexpr auto kAdvice = std::to_array<Advice>(
    {{SQLITE_NOTADB, "is not a ledger (not an SQLite file); name another file"},
     {SQLITE_FULL, "the disk is full; nothing of the open batch was kept, everything before it was: free space and run the same command again"},
     {SQLITE_READONLY, "cannot be written (read-only file or folder); change its permissions or name another file"},
     {SQLITE_CANTOPEN, "cannot be opened; check that the folder exists and may be read"},
     {SQLITE_BUSY, "is being written by another process; wait for it or stop it, then run the same command again"},
     {SQLITE_LOCKED, "is being written by another process; wait for it or stop it, then run the same command again"},
     {SQLITE_CORRUPT, "is damaged; restore a copy, or read the documents into a new ledger ('entente info LEDGER --check' names what is wrong)"},
     {SQLITE_IOERR, "reading or writing failed; check the disk, then run the same command again"},
     {SQLITE_PERM, "may not be opened; check its permissions"}});

// With its folder: alone, ":memory:" is no file to SQLite and "//x" a host.
std::string whole(const fs::path& file) {
  std::error_code error;
  const fs::path out = fs::absolute(file, error);
  return (error ? file : out).string();
}

std::string quoted(const fs::path& file) {
  std::string out = "file://";
  for (const char c : whole(file)) {  // an URI: what would end the path is escaped
    if (c == '?' || c == '#' || c == '%') out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else out.push_back(c);
  }
  return out;
}

std::int64_t pragma(SQLite::Database& database, const std::string& name) {
  return database.execAndGet("PRAGMA " + name).getInt64();
}

void migrate(SQLite::Database& database, int from) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  for (int i = from; i < kVersion; ++i) database.exec(std::string(kMigrations[static_cast<std::size_t>(i)]));
  database.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
  database.exec(fmt::format("PRAGMA user_version = {}", kVersion));
  transaction.commit();
}

// Which program and version made the file; refuses what is not ours or newer.
int version_of(SQLite::Database& database, const fs::path& file) {
  const std::int64_t tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt64();
  const std::int64_t application = pragma(database, "application_id"), version = pragma(database, "user_version");
  if (tables == 0 && application == 0) return 0;
  if (application != kApplicationId) {
    throw Error(ErrorKind::kFatal, fmt::format("{}: is a database of another program, not a ledger; name another file", file.string()));
  }
  if (version > kVersion) {
    throw Error(ErrorKind::kFatal, fmt::format("{}: was written by a newer Entente (ledger version {}, this program knows {}); use that version",
                                               file.string(), version, kVersion));
  }
  return static_cast<int>(version);
}

std::unique_ptr<SQLite::Database> open_to_read(const fs::path& file) {
  const auto open = [&](const std::string& parameters) {
    auto database = std::make_unique<SQLite::Database>(quoted(file) + parameters, SQLite::OPEN_READONLY | SQLite::OPEN_URI | SQLite::OPEN_NOMUTEX, 10000);
    database->exec("PRAGMA query_only = 1");
    database->execAndGet("SELECT count(*) FROM sqlite_schema");
    return database;
  };
  try {
    return open("");
  } catch (const SQLite::Exception& error) {
    // A file on read-only media cannot have the shared memory that readers beside a writer need; without
    // an unfinished log no writer works on it, and it can be read as it lies.
    const int code = error.getErrorCode() & 0xFF;
    if ((code != SQLITE_CANTOPEN && code != SQLITE_READONLY) || fs::exists(file.string() + "-wal")) throw;
    return open("?immutable=1");
  }
}

}  // namespace

void refuse(const fs::path& file, const SQLite::Exception& error) {
  const int code = error.getErrorCode() & 0xFF;
  for (const Advice& advice : kAdvice) {
    if (advice.code == code) throw Error(ErrorKind::kFatal, fmt::format("{}: {}", file.string(), advice.text));
  }
  throw Error(ErrorKind::kFatal, fmt::format("{}: {} (SQLite code {})", file.string(), error.what(), error.getExtendedErrorCode()));
}

std::unique_ptr<SQLite::Database> open_database(const fs::path& file, Access access) {
  if (std::error_code ignored; fs::is_directory(file, ignored)) {
    throw Error(ErrorKind::kFatal, file.string() + ": is a directory; name a ledger file");
  }
  return guarded(file, [&] {
    if (access == Access::kRead) {
      if (std::error_code ignored; !fs::exists(file, ignored)) {
        throw Error(ErrorKind::kFatal, file.string() + ": no such ledger; 'entente add' makes one");
      }
      auto database = open_to_read(file);
      if (const int version = version_of(*database, file); version < kVersion) {
        throw Error(ErrorKind::kFatal, version == 0 ? file.string() + ": is empty, not a ledger; 'entente add' makes one"
                                                    : fmt::format("{}: was written by an older Entente (ledger version {}); 'entente add' brings it up to date", file.string(), version));
      }
      return database;
    }
    auto database = std::make_unique<SQLite::Database>(whole(file), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, 2000);
    const int version = version_of(*database, file);
    database->exec("PRAGMA page_size = 8192");
    database->exec("PRAGMA journal_mode = WAL");
    database->exec("PRAGMA synchronous = NORMAL");
    database->exec("PRAGMA foreign_keys = ON");
    database->exec("PRAGMA cache_size = -262144");  // KiB
    database->exec("PRAGMA wal_autocheckpoint = 8192");  // pages: most of a batch's are changed again by the next
    database->exec("PRAGMA temp_store = MEMORY");
    if (version < kVersion) migrate(*database, version);
    return database;
  });
}

}  // namespace entente::ledger
