// Writing: documents are admitted before they are coded and added after it, in one order. Everything a
// document brings (text, passages, events, occurrences, commitments, evidence) is written in one
// transaction with it, so no state between two documents can be seen or lost.
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <unordered_map>

#include "ledger/evidence.h"
#include "ledger/ledger.h"
#include "ledger/links.h"
#include "ledger/near_duplicates.h"
#include "ledger/occurrences.h"
#include "ledger/schema.h"
#include "ledger/store.h"
#include "ledger/terms.h"

namespace entente {
namespace {

using ledger::Telling;

constexpr std::uint64_t kBatchWords = 200'000;   // committed together: a second or two of coding
constexpr std::size_t kMostParties = 50;         // an act of more stands for no dyads: 50 parties are 1,225 of them
constexpr std::size_t kMostPairsSearched = 12;
constexpr std::size_t kKeptTellings = 200'000;
// A changed page is the same document corrected where its title stays or this much of its words does; a
// page that shows another story at its old address is not.
constexpr double kCorrectionResemblance = 0.2;
// A text this much longer than the copy the ledger has takes its place.
constexpr double kFuller = 1.1;
// Copies appear within days; the same words again after weeks are said again. Formulas share keys with many.
constexpr std::int64_t kCopyDays = 3;
constexpr std::size_t kMostCandidates = 50;
// Share of its words by which a title retells a promise of the text.
constexpr double kTitleRetold = 0.5;
constexpr int kFull = 13;  // SQLITE_FULL
constexpr std::int64_t kMostRecentBands = 1'000'000;

// Held for the writer's life: two writers at a time would each miss what the other adds.
class WriterLock {
 public:
  explicit WriterLock(const std::filesystem::path& file) {
    struct stat status{};
    if (stat(file.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) throw Error(ErrorKind::kFatal, file.string() + ": is a directory; name a ledger file");
    if (stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0) {
      throw Error(ErrorKind::kFatal, file.string() + ": is read-only; change its permissions or name another file");
    }
    descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw Error(ErrorKind::kFatal, fmt::format("{}: cannot be opened for writing: {}", file.string(), std::strerror(errno)));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      close(descriptor_);
      throw Error(ErrorKind::kFatal, file.string() + ": is being written by another process; wait for it or stop it, then run the same command again");
    }
  }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock() { close(descriptor_); }

 private:
  int descriptor_ = -1;
};

std::string content_key(const Document& document) {
  std::string key = document.url;
  for (const std::string& part : {document.published.iso(), document.title, document.text}) key.append(1, '\0').append(part);
  return digest_hex(key);
}

const std::string& code_of(const Actor& actor) { return actor.code.empty() ? actor.sector : actor.code; }

void add_unique(std::vector<std::string>& list, const std::string& value) {
  if (value.empty()) return;
  const auto at = std::lower_bound(list.begin(), list.end(), value);
  if (at == list.end() || *at != value) list.insert(at, value);
}

std::vector<std::string> codes_of(const Document& document, const std::vector<Party>& parties) {
  std::vector<std::string> out;
  for (const Party& party : parties) add_unique(out, code_of(document.actors[party.actor]));
  return out;
}

std::string magnitudes_json(const std::vector<Magnitude>& magnitudes) {
  if (magnitudes.empty()) return "";
  nlohmann::json out = nlohmann::json::array();
  for (const Magnitude& magnitude : magnitudes) out.push_back({{"number", magnitude.number}, {"unit", magnitude.unit}});
  return out.dump();
}

// Which of two tellings speaks for the act: more parties, then both sides, a date of its own, more words.
auto rank(const Telling& telling) {
  return std::tuple(telling.actors.size() + telling.recipients.size(), !telling.recipients.empty(), telling.dated, !telling.modes.empty());
}

// A number or NULL.
struct MaybeNumber {
  std::int64_t number = 0;
  bool known = false;
};
MaybeNumber day_of(Date date) { return {date.known() ? date.days() : 0, date.known()}; }

struct Pair { std::int64_t a = 0, b = 0; };  // code numbers; b = 0: nobody in particular

}  // namespace

struct LedgerWriter::Impl {
  // Documents admitted and not added yet; those before them are in the file.
  struct Admitted {
    Admission admission = Admission::kNew;
    std::string digest;
    std::string original;                  // digest of what this is a copy of
    std::vector<std::string> replaced;     // digests of shorter copies this takes the place of
    std::vector<std::string> corrected;    // digests of versions of its page that it corrects
    std::vector<std::uint64_t> bands;
    std::string text;
    std::string url, title;
    MaybeNumber day;
  };

  // Turns SQLite's errors into ours; where the size allowed is reached, that is what is said.
  template <class Body>
  decltype(auto) writing(Body&& body) {
    if (failed) throw Error(ErrorKind::kFatal, file.string() + ": an earlier write failed; run the same command again");
    try {
      return std::forward<Body>(body)();
    } catch (const SQLite::Exception& error) {
      // SQLite may have rolled back by itself: what is written from now on would stand without what was before it.
      failed = true;
      transaction.reset();
      if (max_bytes > 0 && (error.getErrorCode() & 0xFF) == kFull) {
        throw Error(ErrorKind::kFatal, fmt::format("{}: has reached the size allowed, {} bytes; nothing of the open batch was kept, everything before it was: allow more and run the same command again",
                                                   file.string(), max_bytes));
      }
      ledger::refuse(file, error);
    }
  }

  Impl(const std::filesystem::path& path, const Ontology& the_ontology, const std::filesystem::path& data, std::uint64_t most_bytes)
      : file(path), max_bytes(most_bytes), lock(path), ontology(the_ontology), weights(ledger::TermWeights::load(data / "term_weights.tsv")), outcomes(ledger::Outcomes::load(data)),
        database(ledger::open_database(path, ledger::Access::kWrite)) {
    writing([&] {
      if (max_bytes > 0) {
        const auto page = static_cast<std::uint64_t>(database->execAndGet("PRAGMA page_size").getInt64());
        database->exec(fmt::format("PRAGMA max_page_count = {}", std::clamp<std::uint64_t>(max_bytes / page, 1, 4294967294U)));
      }
      prepare();
    });
  }

  void prepare() {
    for (const std::string& pillar : ontology.pillars) pillar_numbers[pillar] = small_number("pillar", pillar);
    for (const EventType& type : ontology.types) type_numbers[type.name] = small_number("event_type", type.name);
    set_meta("ontology", ontology.version);
    set_meta("knowledge", ontology.digest);
    next_document = next("document");
    next_passage = next("passage");
    next_event = next("event");
    next_occurrence = next("occurrence");
    next_commitment = next("commitment");
    recent_bands = database->execAndGet("SELECT count(*) FROM band_recent").getInt64();
    linker = std::make_unique<ledger::Linker>(*database, weights, outcomes);
  }

  std::int64_t next(const std::string& table) { return database->execAndGet("SELECT coalesce(max(id), 0) + 1 FROM " + table).getInt64(); }

  void set_meta(const std::string& key, const std::string& value) {
    SQLite::Statement set(*database, "INSERT INTO meta VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value");
    set.bind(1, key);
    set.bind(2, value);
    set.exec();
  }

  std::int64_t small_number(const std::string& table, const std::string& name) {
    SQLite::Statement find(*database, "SELECT id FROM " + table + " WHERE name = ?");
    find.bind(1, name);
    if (find.executeStep()) return find.getColumn(0).getInt64();
    begin();
    SQLite::Statement insert(*database, "INSERT INTO " + table + "(name) VALUES (?)");
    insert.bind(1, name);
    insert.exec();
    return database->getLastInsertRowid();
  }

  // A prepared statement, made once for its text; SQL comes from this file only.
  SQLite::Statement& sql(const char* text) {
    std::unique_ptr<SQLite::Statement>& found = statements[text];
    if (!found) found = std::make_unique<SQLite::Statement>(*database, text);
    found->reset();
    return *found;
  }

  template <class... Values>
  std::int64_t run(const char* text, const Values&... values) {
    SQLite::Statement& statement = sql(text);
    int i = 0;
    (bind(statement, ++i, values), ...);
    return statement.exec();  // rows changed
  }
  template <class... Values>
  SQLite::Statement& ask(const char* text, const Values&... values) {
    SQLite::Statement& statement = sql(text);
    int i = 0;
    (bind_copy(statement, ++i, values), ...);
    return statement;
  }
  // A question is stepped through after its values may be gone.
  static void bind_copy(SQLite::Statement& statement, int i, const std::string& value) { statement.bind(i, value); }
  template <class Value>
  static void bind_copy(SQLite::Statement& statement, int i, const Value& value) { bind(statement, i, value); }
  static void bind(SQLite::Statement& statement, int i, const std::string& value) { statement.bindNoCopy(i, value); }
  static void bind(SQLite::Statement& statement, int i, std::int64_t value) { statement.bind(i, value); }
  static void bind(SQLite::Statement& statement, int i, double value) { statement.bind(i, value); }
  static void bind(SQLite::Statement& statement, int i, MaybeNumber value) {
    if (value.known) statement.bind(i, value.number);
    else statement.bind(i);
  }

  void begin() {
    if (!transaction) transaction = std::make_unique<SQLite::Transaction>(*database, SQLite::TransactionBehavior::IMMEDIATE);
  }
  void commit() {
    // A statement that was not read to its end would hold a snapshot, and the log could never be written
    // back into the file.
    for (sqlite3_stmt* open = sqlite3_next_stmt(database->getHandle(), nullptr); open != nullptr; open = sqlite3_next_stmt(database->getHandle(), open)) {
      if (sqlite3_stmt_busy(open) != 0) sqlite3_reset(open);
    }
    if (transaction) transaction->commit();
    transaction.reset();
    batch_words = 0;
  }

  std::int64_t code_number(const std::string& code) {
    const auto found = codes.find(code);
    if (found != codes.end()) return found->second;
    return codes[code] = small_number("code", code);
  }

  std::int64_t actor_number(const Actor& actor) {
    const auto key = std::tuple(code_of(actor), actor.sector, actor.name, actor.office);
    if (const auto found = actors.find(key); found != actors.end()) return found->second;
    const std::int64_t code = code_number(code_of(actor));
    SQLite::Statement& find = ask("SELECT id FROM actor WHERE code = ? AND sector = ? AND name = ? AND office = ?", code, actor.sector, actor.name, actor.office);
    if (find.executeStep()) return actors[key] = find.getColumn(0).getInt64();
    run("INSERT INTO actor(code, sector, name, office, wikidata) VALUES (?, ?, ?, ?, ?)", code, actor.sector, actor.name, actor.office, actor.wikidata);
    return actors[key] = database->getLastInsertRowid();
  }

  // ---------------------------------------------------------------- admission

  const std::string& text_of(std::int64_t document) {
    if (!texts) texts = std::make_unique<ledger::Texts>(*database);
    return texts->text(document);
  }

  Admission admit(const Document& document) {
    Admitted entry;
    entry.digest = content_key(document);
    if (waiting.contains(entry.digest) || ask("SELECT 1 FROM document WHERE digest = ?", entry.digest).executeStep()) {
      ++summary.known;
      return Admission::kKnown;
    }
    entry.bands = ledger::bands(ledger::sign(document.text));
    entry.text = document.text;
    entry.url = document.url;
    entry.title = document.title;
    entry.day = day_of(document.published);
    entry.corrected = versions_corrected(document);
    if (!entry.corrected.empty()) entry.admission = Admission::kCorrection;
    else find_original(document, entry);
    waiting.insert(entry.digest);
    queue.push_back(std::move(entry));
    return queue.back().admission;
  }

  bool corrects(const Document& document, const std::string& title, const std::string& text) const {
    return (!title.empty() && title == document.title) || ledger::compare(document.text, text).resemblance >= kCorrectionResemblance;
  }

  // Whether a document that waits to be added will retire this one.
  bool going(const std::string& digest) const {
    return std::any_of(queue.begin(), queue.end(), [&](const Admitted& other) {
      return std::find(other.replaced.begin(), other.replaced.end(), digest) != other.replaced.end() ||
             std::find(other.corrected.begin(), other.corrected.end(), digest) != other.corrected.end();
    });
  }

  std::vector<std::string> versions_corrected(const Document& document) {
    std::vector<std::string> out;
    if (document.url.empty()) return out;
    SQLite::Statement& same = ask("SELECT id, title, digest FROM document WHERE url = ? AND url <> '' AND superseded_by IS NULL ORDER BY id", document.url);
    while (same.executeStep()) {
      const std::string digest = same.getColumn(2).getString();
      if (!going(digest) && corrects(document, same.getColumn(1).getString(), text_of(same.getColumn(0).getInt64()))) out.push_back(digest);
    }
    for (const Admitted& other : queue) {
      if (other.url == document.url && !going(other.digest) && corrects(document, other.title, other.text)) out.push_back(other.digest);
    }
    return out;
  }

  // The first document that this is a copy of, in reading order; shorter copies are noted as replaced.
  void find_original(const Document& document, Admitted& entry) {
    struct Candidate { std::size_t keys = 0; std::int64_t id = 0; const Admitted* queued = nullptr; };
    std::map<std::int64_t, std::size_t> shared;
    for (const std::uint64_t band : entry.bands) {
      SQLite::Statement& found = ask("SELECT document FROM band_settled WHERE key = ?1 UNION ALL SELECT document FROM band_recent WHERE key = ?1", static_cast<std::int64_t>(band));
      while (found.executeStep()) ++shared[found.getColumn(0).getInt64()];
    }
    std::vector<Candidate> candidates;
    for (const auto& [id, keys] : shared) candidates.push_back({keys, id, nullptr});
    std::int64_t waits = next_document;  // the number it will have
    for (const Admitted& other : queue) {
      const std::int64_t number = waits++;
      if (other.admission == Admission::kCopy) continue;
      const auto keys = static_cast<std::size_t>(std::count_if(other.bands.begin(), other.bands.end(), [&](std::uint64_t band) {
        return std::find(entry.bands.begin(), entry.bands.end(), band) != entry.bands.end();
      }));
      if (keys > 0) candidates.push_back({keys, number, &other});
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& x, const Candidate& y) { return x.keys > y.keys; });
    if (candidates.size() > kMostCandidates) candidates.resize(kMostCandidates);
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& x, const Candidate& y) { return x.id < y.id; });
    const auto judge = [&](const std::string& digest, const std::string& text, MaybeNumber day) {
      const MaybeNumber own = day_of(document.published);
      if (going(digest)) return;
      if (own.known && day.known && std::abs(own.number - day.number) > kCopyDays) return;
      if (!ledger::compare(document.text, text).copy) return;
      const auto size = static_cast<double>(document.text.size()), other = static_cast<double>(text.size());
      // As full and with a date, where the other's acts stand in no time.
      if (size > kFuller * other || (own.known && !day.known && kFuller * size >= other)) {
        entry.replaced.push_back(digest);
      } else if (entry.original.empty()) {
        entry.original = digest;
      }
    };
    for (const Candidate& candidate : candidates) {
      if (candidate.queued != nullptr) {
        judge(candidate.queued->digest, candidate.queued->text, candidate.queued->day);
        continue;
      }
      SQLite::Statement& row = ask("SELECT digest, day FROM document WHERE id = ? AND copy_of IS NULL AND superseded_by IS NULL", candidate.id);
      if (row.executeStep()) judge(row.getColumn(0).getString(), text_of(candidate.id), {row.getColumn(1).getInt64(), !row.isColumnNull(1)});
    }
    if (!entry.original.empty()) {
      entry.admission = Admission::kCopy;
      entry.replaced.clear();
    }
  }

  // ---------------------------------------------------------------- adding

  void add(const Document& document) {
    if (queue.empty() || queue.front().digest != content_key(document)) throw Error(ErrorKind::kFatal, "documents were added in another order than they were admitted");
    const Admitted entry = std::move(queue.front());
    queue.pop_front();
    waiting.erase(entry.digest);
    begin();
    const std::int64_t id = next_document++;
    std::uint64_t words = 0;
    for (const Sentence& sentence : document.sentences) words += sentence.tokens.size();
    const MaybeNumber day = day_of(document.published);
    MaybeNumber original;
    if (entry.admission == Admission::kCopy) {
      SQLite::Statement& find = ask("SELECT coalesce(copy_of, id) FROM document WHERE digest = ?", entry.original);
      if (find.executeStep()) original = {find.getColumn(0).getInt64(), true};
    }
    insert_document(document, entry.digest, id, day, words, original);
    batch_words += words + 1;
    if (original.known) {
      ++summary.copies;
    } else {
      ++summary.added;
      for (const std::uint64_t band : entry.bands) recent_bands += run("INSERT OR IGNORE INTO band_recent VALUES (?, ?)", static_cast<std::int64_t>(band), id);
      if (entry.admission == Admission::kCorrection) {
        ++summary.corrections;
        for (const std::string& old : entry.corrected) {
          SQLite::Statement& find = ask("SELECT id FROM document WHERE digest = ? AND superseded_by IS NULL", old);
          if (find.executeStep()) retire(find.getColumn(0).getInt64(), id, "superseded_by");
        }
      }
      for (const std::string& digest : entry.replaced) {
        SQLite::Statement& find = ask("SELECT id FROM document WHERE digest = ? AND copy_of IS NULL AND superseded_by IS NULL", digest);
        if (!find.executeStep()) continue;
        const std::int64_t old = find.getColumn(0).getInt64();
        run("UPDATE document SET copy_of = ? WHERE copy_of = ?", id, old);
        retire(old, id, "copy_of");
        ++summary.copies;
      }
      expose(day, 1, static_cast<std::int64_t>(document.sentences.size()), static_cast<std::int64_t>(words));
      insert_passages(document, id);
      insert_events(document, id);
      settle_bands();
    }
    if (batch_words >= kBatchWords) commit();
  }

  // Keys of copies come in no order: written one by one into a large index each would change a page of its
  // own. They gather in a small one and are moved together, in order.
  void settle_bands() {
    if (recent_bands < kMostRecentBands) return;
    run("INSERT INTO band_settled SELECT key, document FROM band_recent ORDER BY key, document");
    run("DELETE FROM band_recent");
    recent_bands = 0;
  }

  void insert_document(const Document& document, const std::string& digest, std::int64_t id, MaybeNumber day, std::uint64_t words,
                       MaybeNumber original) {
    SQLite::Statement& insert = sql("INSERT INTO document(id, digest, given, url, title, publisher, language, published, day, sentences, words, text, size, copy_of) "
                                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const std::string published = document.published.iso(), text = ledger::compress_text(document.text);
    bind(insert, 1, id);
    bind(insert, 2, digest);
    bind(insert, 3, document.id);
    bind(insert, 4, document.url);
    bind(insert, 5, document.title);
    bind(insert, 6, document.publisher);
    bind(insert, 7, document.language);
    bind(insert, 8, published);
    bind(insert, 9, day);
    bind(insert, 10, static_cast<std::int64_t>(document.sentences.size()));
    bind(insert, 11, static_cast<std::int64_t>(words));
    insert.bindNoCopy(12, text.data(), static_cast<int>(text.size()));
    bind(insert, 13, static_cast<std::int64_t>(document.text.size()));
    bind(insert, 14, original);
    insert.exec();
  }

  void expose(MaybeNumber day, std::int64_t documents, std::int64_t sentences, std::int64_t words) {
    if (!day.known) return;
    run("INSERT INTO exposure VALUES (?, ?, ?, ?) ON CONFLICT(day) DO UPDATE SET documents = documents + excluded.documents, "
        "sentences = sentences + excluded.sentences, words = words + excluded.words",
        day.number, documents, sentences, words);
  }

  // The old version's row and events stay, but no act is told by them any more.
  void retire(std::int64_t old, std::int64_t by, const std::string& column) {
    SQLite::Statement& row = ask("SELECT day, sentences, words, copy_of IS NULL FROM document WHERE id = ?", old);
    row.executeStep();
    const bool counted = row.getColumn(3).getInt() != 0;
    const MaybeNumber day{row.getColumn(0).getInt64(), !row.isColumnNull(0)};
    const std::int64_t sentences = row.getColumn(1).getInt64(), words = row.getColumn(2).getInt64();
    if (counted) {
      expose(day, -1, -sentences, -words);
      run("DELETE FROM exposure WHERE documents = 0");
    }
    run(column == "copy_of" ? "UPDATE document SET copy_of = ? WHERE id = ?" : "UPDATE document SET superseded_by = ? WHERE id = ?", by, old);
    SQLite::Statement& promises = ask("SELECT c.id FROM commitment c JOIN event e ON e.id = c.event WHERE e.document = ?", old);
    while (promises.executeStep()) linker->forget(promises.getColumn(0).getInt64());
    run("DELETE FROM evidence WHERE event IN (SELECT id FROM event WHERE document = ?)", old);
    run("DELETE FROM evidence WHERE commitment IN (SELECT c.id FROM commitment c JOIN event e ON e.id = c.event WHERE e.document = ?)", old);
    std::set<std::int64_t> touched;
    SQLite::Statement& of_document = ask("SELECT DISTINCT occurrence FROM event WHERE document = ? AND occurrence IS NOT NULL", old);
    while (of_document.executeStep()) touched.insert(of_document.getColumn(0).getInt64());
    for (const std::int64_t occurrence : touched) drop_ties(occurrence);
    run("UPDATE event SET occurrence = NULL WHERE document = ?", old);
    run("UPDATE commitment SET occurrence = NULL WHERE event IN (SELECT id FROM event WHERE document = ?)", old);
    for (const std::int64_t occurrence : touched) retell(occurrence);
  }

  // What is left of an occurrence after one of its documents went: another telling speaks, or it is gone.
  void retell(std::int64_t occurrence) {
    tellings.erase(occurrence);
    std::vector<std::int64_t> members;
    SQLite::Statement& find = ask("SELECT id FROM event WHERE occurrence = ? ORDER BY id", occurrence);
    while (find.executeStep()) members.push_back(find.getColumn(0).getInt64());
    run("DELETE FROM initiative_mention WHERE occurrence = ?", occurrence);
    if (members.empty()) {
      run("DELETE FROM occurrence WHERE id = ?", occurrence);
      return;
    }
    std::int64_t best = members.front();
    Telling told = stored_telling(best);
    for (const std::int64_t member : members) {
      Telling other = stored_telling(member);
      if (rank(other) > rank(told)) {
        best = member;
        told = std::move(other);
      }
    }
    run("UPDATE occurrence SET event = ?, mentions = (SELECT count(*) FROM event WHERE occurrence = ?2), "
        "documents = (SELECT count(DISTINCT document) FROM event WHERE occurrence = ?2) WHERE id = ?2", best, occurrence);
    insert_ties(occurrence, best, told);
  }

  void insert_passages(const Document& document, std::int64_t id) {
    passages.clear();
    for (const Paragraph& paragraph : document.paragraphs) {
      const std::int64_t number = next_passage++;
      passages.push_back(number);
      run("INSERT INTO passage VALUES (?, ?, ?, ?, ?)", number, id, static_cast<std::int64_t>(paragraph.span.begin), static_cast<std::int64_t>(paragraph.span.end),
          static_cast<std::int64_t>(paragraph.heading ? 1 : 0));
      run("INSERT INTO passage_text(rowid, text) VALUES (?, ?)", number, std::string(slice(document.text, paragraph.span)));
    }
  }

  void insert_events(const Document& document, std::int64_t id) {
    const std::int64_t first = next_event;
    next_event += static_cast<std::int64_t>(document.events.size());
    std::set<std::int64_t> used;  // two acts of one document stay two
    for (std::uint32_t k = 0; k < document.events.size(); ++k) {
      const Event& event = document.events[k];
      if (event.occurrence != k) continue;
      const ledger::ActFacts facts = ledger::act_facts(document, event);
      const Telling told = telling_of(document, event, facts.terms);
      const std::int64_t occurrence = occurrence_of(told, used);
      used.insert(occurrence);
      const bool fresh = open_occurrence(occurrence, first + k, static_cast<std::int64_t>(event.mentions.size()));
      for (const std::uint32_t member : event.mentions) {
        insert_event(document, document.events[member], id, first + member, occurrence, member == k ? facts : ledger::act_facts(document, document.events[member]));
      }
      tell_occurrence(occurrence, first + k, told, fresh);
      linker->add_act(first + k);
    }
    summary.events += document.events.size();
    insert_commitments(document, first);
  }

  void insert_event(const Document& document, const Event& event, std::int64_t id, std::int64_t number, std::int64_t occurrence, const ledger::ActFacts& facts) {
    const Sentence& sentence = document.sentences[event.sentence];
    const MaybeNumber day = day_of(event.date);
    run("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", number, event.id, id, passages[sentence.paragraph],
        number_of(sentence.span.begin), number_of(sentence.span.end), number_of(event.trigger.begin), number_of(event.trigger.end), type_numbers.at(event.event),
        ledger::list_of(event.mode), ledger::list_of(event.context), number_of(event.quad_code), event.event_scale, event.cameo, number_of(event.when), day,
        number_of(event.date.precision()), number_of(event.date_from_text), ledger::list_of(event.pillars), ledger::list_of(event.initiatives), event.location,
        event.location_country, magnitudes_json(event.magnitude), event.confidence, event.explanation.rule, ledger::list_of(facts.terms), ledger::encode_act(facts), occurrence);
    const auto parties = [&](const std::vector<Party>& list, std::int64_t recipient) {
      for (std::size_t i = 0; i < list.size(); ++i) {
        run("INSERT INTO party VALUES (?, ?, ?, ?, ?, ?)", number, recipient, number_of(i), actor_number(document.actors[list[i].actor]), number_of(list[i].span.begin),
            number_of(list[i].span.end));
      }
    };
    parties(event.actor, 0);
    parties(event.recipient, 1);
  }

  template <class Number>
  static std::int64_t number_of(Number number) { return static_cast<std::int64_t>(number); }

  // ---------------------------------------------------------------- occurrences

  static Telling telling_of(const Document& document, const Event& event, const std::vector<std::string>& terms) {
    Telling out;
    out.type = event.event;
    out.when = event.when;
    for (const std::string& mode : event.mode) add_unique(out.modes, mode);
    out.actors = codes_of(document, event.actor);
    out.recipients = codes_of(document, event.recipient);
    for (const std::vector<Party>* list : {&event.actor, &event.recipient}) {
      for (const Party& party : *list) {
        const Actor& actor = document.actors[party.actor];
        if (actor.sector != "IGO" && !actor.name.empty() && actor.name != actor.code) out.persons.emplace_back(code_of(actor), actor.name);
      }
    }
    std::sort(out.persons.begin(), out.persons.end());
    out.persons.erase(std::unique(out.persons.begin(), out.persons.end()), out.persons.end());
    std::tie(out.first_day, out.last_day) = ledger::days_of(event.date, event.date_from_text);
    out.dated = event.date_from_text && event.date.precision() == DatePrecision::kDay;
    out.place = to_lower(event.location);
    for (const std::string& initiative : event.initiatives) add_unique(out.initiatives, initiative);
    for (const Magnitude& magnitude : event.magnitude) add_unique(out.amounts, fmt::format("{}", magnitude.number));
    out.terms = terms;
    return out;
  }

  Telling stored_telling(std::int64_t event) {
    Telling out;
    SQLite::Statement& row = ask("SELECT t.name, e.happened, e.modes, e.day, e.precision, e.date_from_text, e.location, e.initiatives, e.terms, e.magnitude "
                                 "FROM event e JOIN event_type t ON t.id = e.type WHERE e.id = ?", event);
    row.executeStep();
    out.type = row.getColumn(0).getString();
    out.when = static_cast<When>(row.getColumn(1).getInt());
    for (const std::string& mode : ledger::words_of(row.getColumn(2).getString())) add_unique(out.modes, mode);
    const auto precision = static_cast<DatePrecision>(row.getColumn(4).getInt());
    const bool from_text = row.getColumn(5).getInt() != 0;
    const Date date = row.isColumnNull(3) ? Date{} : ledger::date_of(row.getColumn(3).getInt64(), precision);
    std::tie(out.first_day, out.last_day) = ledger::days_of(date, from_text);
    out.dated = from_text && precision == DatePrecision::kDay;
    out.place = to_lower(row.getColumn(6).getString());
    for (const std::string& initiative : ledger::words_of(row.getColumn(7).getString())) add_unique(out.initiatives, initiative);
    out.terms = ledger::words_of(row.getColumn(8).getString());
    if (const std::string magnitudes = row.getColumn(9).getString(); !magnitudes.empty()) {
      for (const nlohmann::json& magnitude : nlohmann::json::parse(magnitudes)) add_unique(out.amounts, fmt::format("{}", magnitude.at("number").get<double>()));
    }
    SQLite::Statement& parties = ask("SELECT p.recipient, c.name, a.sector, a.name FROM party p JOIN actor a ON a.id = p.actor JOIN code c ON c.id = a.code WHERE p.event = ?", event);
    while (parties.executeStep()) {
      const std::string code = parties.getColumn(1).getString(), sector = parties.getColumn(2).getString(), name = parties.getColumn(3).getString();
      add_unique(parties.getColumn(0).getInt() != 0 ? out.recipients : out.actors, code);
      if (sector != "IGO" && !name.empty() && name != code) out.persons.emplace_back(code, name);
    }
    std::sort(out.persons.begin(), out.persons.end());
    out.persons.erase(std::unique(out.persons.begin(), out.persons.end()), out.persons.end());
    return out;
  }

  const Telling& telling_of_occurrence(std::int64_t occurrence) {
    if (const auto found = tellings.find(occurrence); found != tellings.end()) return found->second;
    SQLite::Statement& find = ask("SELECT event FROM occurrence WHERE id = ?", occurrence);
    find.executeStep();
    if (tellings.size() >= kKeptTellings) tellings.clear();
    return tellings[occurrence] = stored_telling(find.getColumn(0).getInt64());
  }

  static bool symmetric(const Telling& told) { return told.recipients.empty() && told.actors.size() >= 2; }

  // The directed pairs an act stands for, in order.
  std::vector<Pair> pairs_of(const Telling& told) {
    std::vector<Pair> out;
    const std::vector<std::string>& second = symmetric(told) ? told.actors : told.recipients;
    if (told.actors.size() + told.recipients.size() <= kMostParties) {
      for (const std::string& a : told.actors) {
        for (const std::string& b : second) {
          if (!symmetric(told) || a != b) out.push_back({code_number(a), code_number(b)});
        }
      }
    }
    if (!out.empty()) return out;
    for (const std::string& a : told.actors) out.push_back({code_number(a), 0});
    if (told.actors.empty()) {
      for (const std::string& b : told.recipients) out.push_back({0, code_number(b)});
    }
    return out;
  }

  // An act of n equals counts 1 for each of them, shared over its n-1 partners; an act of some toward
  // others counts 1 for every member of the larger side. Two parties: 1.
  static double weight_of(const Telling& told) {
    const std::size_t n = symmetric(told) ? told.actors.size() - 1 : std::max<std::size_t>({told.actors.size(), told.recipients.size(), 1});
    return 1.0 / static_cast<double>(n);
  }

  // What an act weighs for each of its actors, and under 0 for the ledger.
  static std::map<std::int64_t, double> shares_of(const std::vector<Pair>& pairs, double weight) {
    std::map<std::int64_t, double> out;
    for (const Pair pair : pairs) {
      out[0] += weight;
      if (pair.a != 0) out[pair.a] += weight;
    }
    for (auto& [a, sum] : out) sum = std::min(1.0, sum);
    return out;
  }

  static std::set<std::pair<std::int64_t, std::int64_t>> dyads_of(const std::vector<Pair>& pairs) {
    std::set<std::pair<std::int64_t, std::int64_t>> out;
    for (const Pair pair : pairs) {
      if (pair.a != 0 && pair.b != 0 && pair.a != pair.b) out.emplace(std::min(pair.a, pair.b), std::max(pair.a, pair.b));
    }
    return out;
  }

  // The occurrence of an earlier document that this tells again, the best of them; else a new number.
  std::int64_t occurrence_of(const Telling& told, const std::set<std::int64_t>& used) {
    if (told.last_day >= told.first_day) {
      std::set<std::int64_t> candidates;
      std::vector<Pair> pairs = pairs_of(told);
      if (pairs.size() > kMostPairsSearched) pairs.resize(kMostPairsSearched);
      const auto search = [&](Pair pair) {
        // A month's act may be any of its days', a year's act is looked for by its own day only.
        SQLite::Statement& find = ask("SELECT occurrence FROM tie WHERE a = ? AND b = ? AND day BETWEEN ? AND ? AND type = ? AND happened = ?", pair.a, pair.b, told.first_day - 1, told.last_day + 4,
                                      type_numbers.at(told.type), number_of(told.when));
        while (find.executeStep()) candidates.insert(find.getColumn(0).getInt64());
        SQLite::Statement& coarse = ask("SELECT occurrence FROM tie INDEXED BY tie_coarse WHERE a = ? AND b = ? AND day BETWEEN ? AND ? AND type = ? AND happened = ? AND precision < 3", pair.a, pair.b,
                                        told.first_day - 31, told.first_day - 2, type_numbers.at(told.type), number_of(told.when));
        while (coarse.executeStep()) candidates.insert(coarse.getColumn(0).getInt64());
      };
      for (const Pair pair : pairs) {
        search(pair);
        if (!symmetric(told) && pair.a != 0 && pair.b != 0) search({pair.b, pair.a});
      }
      double best = -1;
      std::int64_t found = 0;
      const auto weight = [&](const std::string& term) { return weights.weight(term); };
      for (const std::int64_t candidate : candidates) {
        if (used.contains(candidate)) continue;
        const Telling& other = telling_of_occurrence(candidate);
        if (!ledger::same_act(told, other, weight)) continue;
        if (const double shared = ledger::overlap(told.terms, other.terms, weight); shared > best) {
          best = shared;
          found = candidate;
        }
      }
      if (found != 0) return found;
    }
    return next_occurrence++;
  }

  // The row that events name; whether it is new.
  bool open_occurrence(std::int64_t occurrence, std::int64_t event, std::int64_t mentions) {
    if (ask("SELECT 1 FROM occurrence WHERE id = ?", occurrence).executeStep()) {
      run("UPDATE occurrence SET mentions = mentions + ?, documents = documents + 1 WHERE id = ?", mentions, occurrence);
      return false;
    }
    run("INSERT INTO occurrence VALUES (?, ?, ?, 1)", occurrence, event, mentions);
    ++summary.occurrences;
    return true;
  }

  // A fuller telling than that of earlier documents speaks for the act from now on.
  void tell_occurrence(std::int64_t occurrence, std::int64_t event, const Telling& told, bool fresh) {
    if (fresh) {
      insert_ties(occurrence, event, told);
      return;
    }
    add_initiatives(occurrence, told);
    if (rank(told) > rank(telling_of_occurrence(occurrence))) {
      drop_ties(occurrence);
      run("UPDATE occurrence SET event = ? WHERE id = ?", event, occurrence);
      insert_ties(occurrence, event, told);
    }
  }

  void add_initiatives(std::int64_t occurrence, const Telling& told) {
    for (const std::string& initiative : told.initiatives) run("INSERT OR IGNORE INTO initiative_mention VALUES (?, ?)", initiative, occurrence);
  }

  void insert_ties(std::int64_t occurrence, std::int64_t event, const Telling& told) {
    add_initiatives(occurrence, told);
    SQLite::Statement& row = ask("SELECT day, precision, quad, score, pillars FROM event WHERE id = ?", event);
    row.executeStep();
    if (!row.isColumnNull(0)) {
      std::uint64_t bits = 0;
      for (const std::string& pillar : ledger::words_of(row.getColumn(4).getString())) {
        if (const std::int64_t number = pillar_numbers[pillar]; number < 64) bits |= std::uint64_t{1} << static_cast<unsigned>(number);
      }
      const std::int64_t day = row.getColumn(0).getInt64(), precision = row.getColumn(1).getInt64(), quad = row.getColumn(2).getInt64();
      const double score = row.getColumn(3).getDouble();
      const std::vector<Pair> pairs = pairs_of(told);
      for (const Pair pair : pairs) {
        run("INSERT INTO tie VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", pair.a, pair.b, day, occurrence, type_numbers.at(told.type), number_of(told.when), precision, quad,
            number_of(symmetric(told)), static_cast<std::int64_t>(bits), score, weight_of(told));
      }
      for (const auto& [a, weight] : shares_of(pairs, weight_of(told))) {
        run("INSERT INTO act_of VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", a, day, occurrence, type_numbers.at(told.type), number_of(told.when), precision, quad, static_cast<std::int64_t>(bits),
            score, weight);
      }
      if (told.when == When::kPast) {
        for (const auto& [a, b] : dyads_of(pairs)) run("INSERT INTO dyad VALUES (?, ?, 1) ON CONFLICT(a, b) DO UPDATE SET acts = acts + 1", a, b);
      }
    }
    if (tellings.size() >= kKeptTellings) tellings.clear();
    tellings[occurrence] = told;
  }

  void drop_ties(std::int64_t occurrence) {
    SQLite::Statement& find = ask("SELECT e.day FROM occurrence o JOIN event e ON e.id = o.event WHERE o.id = ?", occurrence);
    if (!find.executeStep() || find.isColumnNull(0)) return;
    const std::int64_t day = find.getColumn(0).getInt64();
    const Telling told = telling_of_occurrence(occurrence);
    const std::vector<Pair> pairs = pairs_of(told);
    for (const Pair pair : pairs) run("DELETE FROM tie WHERE a = ? AND b = ? AND day = ? AND occurrence = ?", pair.a, pair.b, day, occurrence);
    for (const auto& [a, weight] : shares_of(pairs, 0)) run("DELETE FROM act_of WHERE a = ? AND day = ? AND occurrence = ?", a, day, occurrence);
    if (told.when != When::kPast) return;
    for (const auto& [a, b] : dyads_of(pairs)) {
      run("UPDATE dyad SET acts = acts - 1 WHERE a = ? AND b = ?", a, b);
      run("DELETE FROM dyad WHERE a = ? AND b = ? AND acts = 0", a, b);
    }
  }

  // ---------------------------------------------------------------- commitments

  // One a told act: what its fullest telling promises, else the first telling that says what.
  void insert_commitments(const Document& document, std::int64_t first) {
    std::map<std::uint32_t, const Commitment*> by_act;
    for (const Commitment& commitment : document.commitments) {
      const std::uint32_t act = document.events[commitment.event].occurrence;
      const Commitment*& kept = by_act[act];
      if (kept == nullptr || commitment.event == act) kept = &commitment;
    }
    struct Made { const Commitment* commitment; ledger::CommitmentFacts facts; bool heading; };
    std::vector<Made> all;
    for (const auto& [act, commitment] : by_act) {
      all.push_back({commitment, ledger::commitment_facts(document, *commitment), document.sentences[document.events[commitment->event].sentence].heading});
    }
    const auto weight = [&](const std::string& term) { return weights.weight(term); };
    // A title says in other words what a sentence below promises.
    const auto retold = [&](const Made& title) {
      return title.heading && std::any_of(all.begin(), all.end(), [&](const Made& other) {
        return !other.heading && other.facts.by == title.facts.by && ledger::overlap(title.facts.terms, other.facts.terms, weight) >= kTitleRetold;
      });
    };
    std::uint64_t stored = 0;
    for (const Made& made : all) {
      if (retold(made)) continue;
      ++stored;
      const Commitment* commitment = made.commitment;
      const ledger::CommitmentFacts& facts = made.facts;
      const std::int64_t number = next_commitment++;
      // Survives a correction of the page that leaves the promise as it was.
      std::string key = document.url.empty() ? content_key(document) : document.url;
      for (const std::string& part : {ledger::list_of(facts.by), ledger::list_of(facts.to), facts.what}) key.append(1, '\0').append(part);
      run("INSERT INTO commitment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (SELECT occurrence FROM event WHERE id = ?3))", number, digest_hex(key).substr(0, 12),
          first + commitment->event, facts.what, ledger::list_of(facts.terms), ledger::encode_commitment(facts), commitment->due_text, commitment->due_from.iso(), commitment->due_to.iso(),
          number_of(commitment->firm));
      linker->add_commitment(number);
    }
    summary.commitments += stored;
    summary.evidence = linker->found();
  }

  // ---------------------------------------------------------------- a person's word, feeds

  void decide(const std::string& id, const std::string& status, const std::string& note, Date decided) {
    if (row_named(kCommitmentStatuses, status) == nullptr) {
      std::vector<std::string> all;
      for (const CommitmentStatusRow& row : kCommitmentStatuses) all.emplace_back(row.name);
      throw Error(ErrorKind::kInput, fmt::format("'{}' is no status of a commitment; it is one of {}", status, join(all, ", ")));
    }
    std::set<std::string> keys;
    SQLite::Statement& find = ask("SELECT DISTINCT key FROM commitment WHERE key >= ? AND key < ? ORDER BY key LIMIT 3", id, id + "~");
    while (!id.empty() && find.executeStep()) keys.insert(find.getColumn(0).getString());
    if (keys.empty()) throw Error(ErrorKind::kInput, fmt::format("{}: no commitment whose id begins with '{}'", file.string(), id));
    if (keys.size() > 1) throw Error(ErrorKind::kInput, fmt::format("{}: several commitments begin with '{}'; give more digits", file.string(), id));
    begin();
    run("INSERT INTO decision(commitment, status, note, decided) VALUES (?, ?, ?, ?)", *keys.begin(), status, note, decided.iso());
    commit();
  }

  std::optional<StoredFeed> feed(const std::string& url) {
    SQLite::Statement& find = ask("SELECT etag, last_modified, last_error, next_due, failures FROM feed WHERE url = ?", url);
    if (!find.executeStep()) return std::nullopt;
    return StoredFeed{url, find.getColumn(0).getString(), find.getColumn(1).getString(), find.getColumn(2).getString(), find.getColumn(3).getInt64(), find.getColumn(4).getInt64()};
  }

  void save_feed(const StoredFeed& feed) {
    begin();
    run("INSERT OR REPLACE INTO feed(url, etag, last_modified, last_error, next_due, failures) VALUES (?, ?, ?, ?, ?, ?)", feed.url, feed.etag, feed.last_modified, feed.last_error,
        feed.next_due, feed.failures);
    commit();
  }

  std::filesystem::path file;
  std::uint64_t max_bytes;
  WriterLock lock;
  const Ontology& ontology;
  ledger::TermWeights weights;
  ledger::Outcomes outcomes;
  std::unique_ptr<SQLite::Database> database;
  std::unique_ptr<ledger::Texts> texts;
  std::unique_ptr<ledger::Linker> linker;
  std::map<const char*, std::unique_ptr<SQLite::Statement>> statements;
  std::unique_ptr<SQLite::Transaction> transaction;  // rolls back unless committed
  std::map<std::string, std::int64_t> pillar_numbers, type_numbers, codes;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::int64_t> actors;
  std::unordered_map<std::int64_t, Telling> tellings;  // of occurrences, by their speaking event
  std::deque<Admitted> queue;
  std::set<std::string> waiting;
  std::vector<std::int64_t> passages;  // of the document being added, by paragraph
  std::int64_t next_document = 1, next_passage = 1, next_event = 1, next_occurrence = 1, next_commitment = 1;
  std::int64_t recent_bands = 0;
  std::uint64_t batch_words = 0;
  bool failed = false;
  AddSummary summary;
};

LedgerWriter::LedgerWriter(const std::filesystem::path& file, const Ontology& ontology, const std::filesystem::path& data, std::uint64_t max_bytes)
    : impl_(std::make_unique<Impl>(file, ontology, data, max_bytes)) {}
LedgerWriter::LedgerWriter(LedgerWriter&&) noexcept = default;
LedgerWriter::~LedgerWriter() = default;

Admission LedgerWriter::admit(const Document& document) {
  return impl_->writing([&] { return impl_->admit(document); });
}
void LedgerWriter::add(const Document& document) {
  impl_->writing([&] { impl_->add(document); });
}
void LedgerWriter::commit() {
  impl_->writing([&] { impl_->commit(); });
}
const AddSummary& LedgerWriter::summary() const { return impl_->summary; }
void LedgerWriter::decide(const std::string& id, const std::string& status, const std::string& note, Date decided) {
  impl_->writing([&] { impl_->decide(id, status, note, decided); });
}
bool LedgerWriter::has_entry(const std::string& link) const {
  return impl_->writing([&] {
    return impl_->ask("SELECT 1 FROM document WHERE url = ? AND url <> ''", link).executeStep() || impl_->ask("SELECT 1 FROM document WHERE given = ? AND url = ''", link).executeStep();
  });
}
std::optional<StoredFeed> LedgerWriter::feed(const std::string& url) const {
  return impl_->writing([&] { return impl_->feed(url); });
}
void LedgerWriter::save_feed(const StoredFeed& feed) {
  impl_->writing([&] { impl_->save_feed(feed); });
}

}  // namespace entente
