// Reading: questions as SQL on the tables of schema.cpp, answers as values. Only what counts is read:
// events of retired versions and of copies belong to no occurrence.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "ledger/ledger.h"
#include "ledger/reader.h"
#include "ledger/schema.h"
#include "ledger/store.h"

namespace entente {
namespace {

// Past this many passages the best are not looked for among all of them, the latest read are given.
constexpr std::size_t kMostRanked = 5000;
// Passages of acts asked for: no more than so many are gathered before the words are looked at, so many are
// each asked for the words.
constexpr std::size_t kMostOfActs = 20'000, kMostProbed = 2000;
constexpr std::size_t kSnippetWords = 36;
// So many documents are looked up one by one, more by reading an index of all.
constexpr std::size_t kManyDocuments = 20'000;

std::int64_t last_day(Date date) {
  if (date.day != 0) return date.days();
  Date next = date;
  if (date.month == 0 || date.month == 12) {
    ++next.year;
    next.month = 1;
  } else {
    ++next.month;
  }
  return next.days() - 1;
}

void counted(SQLite::Database& database, const std::string& sql, const std::vector<ledger::Value>& values, std::vector<std::pair<std::string, std::uint64_t>>& out) {
  SQLite::Statement rows = ledger::asked(database, sql, values);
  while (rows.executeStep()) out.emplace_back(rows.getColumn(0).getString(), static_cast<std::uint64_t>(rows.getColumn(1).getInt64()));
}

}  // namespace

namespace ledger {

SQLite::Statement asked(SQLite::Database& database, const std::string& sql, const std::vector<Value>& values) {
  SQLite::Statement statement(database, sql);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::visit([&](const auto& value) { statement.bind(static_cast<int>(i) + 1, value); }, values[i]);
  }
  return statement;
}

Reader::Reader(const std::filesystem::path& path)
    : file(path), database(open_database(path, Access::kRead)), types(names_of(*database, "event_type")), pillars(names_of(*database, "pillar")),
      texts(*database) {}

Question Reader::question(const char* sql, std::int64_t number) {
  std::unique_ptr<SQLite::Statement>& found = questions_[sql];
  if (!found) found = std::make_unique<SQLite::Statement>(*database, sql);
  found->bind(1, number);
  return Question(*found);
}

std::int64_t Reader::code(const std::string& name) const {
  SQLite::Statement find = asked(*database, "SELECT id FROM code WHERE name = ?", {name});
  return find.executeStep() ? find.getColumn(0).getInt64() : -1;
}

std::int64_t Reader::number(const std::map<std::int64_t, std::string>& names, const std::string& name, std::string_view kind) const {
  for (const auto& [id, known] : names) {
    if (known == name) return id;
  }
  std::vector<std::string> all;
  for (const auto& [id, known] : names) all.push_back(known);
  throw Error(ErrorKind::kUsage, fmt::format("'{}' is no {} of this ledger; it has {}", name, kind, join(all, ", ")));
}

Condition Reader::conditions(const ActFilter& filter) const {
  Condition out;
  const auto add = [&](const std::string& sql, const std::vector<Value>& values) {
    out.sql += " AND " + sql;
    out.values.insert(out.values.end(), values.begin(), values.end());
  };
  if (filter.since.known()) add("t.day >= ?", {filter.since.days()});
  if (filter.until.known()) add("t.day <= ?", {last_day(filter.until)});
  if (!filter.every_when) add("t.happened = 0", {});
  if (!filter.type.empty()) add("t.type = ?", {number(types, filter.type, "event type")});
  if (filter.quad != 0) add("t.quad = ?", {static_cast<std::int64_t>(filter.quad)});
  if (!filter.pillar.empty()) add("(t.pillars >> ?) & 1", {number(pillars, filter.pillar, "pillar")});
  if (!filter.initiative.empty()) add("t.occurrence IN (SELECT occurrence FROM initiative_mention WHERE initiative = ?)", {filter.initiative});
  if (!filter.person.empty()) {
    add("t.occurrence IN (SELECT e.occurrence FROM actor a CROSS JOIN party p ON p.actor = a.id CROSS JOIN event e ON e.id = p.event WHERE a.name = ? AND a.name <> '' AND e.occurrence IS NOT NULL)",
        {filter.person});
  }
  return out;
}

std::vector<Condition> Reader::ties(const ActFilter& filter) const {
  const Condition rest = conditions(filter);
  const auto with = [&](const std::string& sql, std::vector<Value> values, std::string_view table = "tie") {
    values.insert(values.end(), rest.values.begin(), rest.values.end());
    return Condition{sql + rest.sql, std::move(values), table};
  };
  if (filter.a.empty()) {
    if (!filter.b.empty()) throw Error(ErrorKind::kUsage, "a second party is named without a first");
    return {with("t.a = 0", {}, "act_of")};
  }
  const std::int64_t a = code(filter.a);
  if (filter.b.empty()) {
    if (filter.direction == Direction::kFrom) throw Error(ErrorKind::kUsage, "acts toward a party need the other party named, too");
    return {with("t.a = ?", {a}, "act_of")};
  }
  const std::int64_t b = code(filter.b);
  std::vector<Condition> out;
  if (filter.direction != Direction::kFrom) out.push_back(with("t.a = ? AND t.b = ?", {a, b}));
  if (filter.direction == Direction::kFrom) out.push_back(with("t.a = ? AND t.b = ?", {b, a}));
  // An act of equals stands under both directions and counts once, and so does one of both toward both, which
  // has two actors and so a weight below 1.
  if (filter.direction == Direction::kBoth && a != b) {
    out.push_back(with("t.a = ? AND t.b = ? AND t.symmetric = 0 AND (t.weight = 1 OR NOT EXISTS (SELECT 1 FROM tie u WHERE u.a = t.b AND u.b = t.a AND u.day = t.day AND u.occurrence = t.occurrence))", {b, a}));
  }
  return out;
}

const std::vector<Reader::DayGroup>& Reader::days(const ActFilter& filter) {
  ActFilter any = filter;
  any.pillar.clear();
  std::string key = fmt::format("{}", database->execAndGet("PRAGMA data_version").getInt64());
  for (const std::string& part : {any.a, any.b, any.type, any.initiative, any.person, any.since.iso(), any.until.iso(), fmt::format("{} {} {}", static_cast<int>(any.direction), any.quad, any.every_when)}) {
    key.append(1, '\0').append(part);
  }
  if (key == days_of_) return days_;
  days_of_.clear();
  days_.clear();
  for (const Condition& condition : ties(any)) {
    // Rows come by day; grouped here, for SQL would sort them all. A few groups a day: looked for one by one.
    std::size_t begin = days_.size();
    std::int64_t of = 0;
    SQLite::Statement rows = asked(*database, fmt::format("SELECT t.day, t.precision << 1 | (t.quad <= 2), t.pillars, t.weight, t.score FROM {} t WHERE {}", condition.table, condition.sql), condition.values);
    while (rows.executeStep()) {
      if (const std::int64_t day = rows.getColumn(0).getInt64(); day != of) {
        of = day;
        begin = days_.size();
      }
      const int kind = rows.getColumn(1).getInt();
      const auto precision = static_cast<DatePrecision>(kind >> 1);
      const auto pillars = static_cast<std::uint64_t>(rows.getColumn(2).getInt64());
      const double weight = rows.getColumn(3).getDouble(), score = rows.getColumn(4).getDouble();
      auto group = days_.begin() + static_cast<std::ptrdiff_t>(begin);
      while (group != days_.end() && (group->pillars != pillars || group->count.precision != precision)) ++group;
      if (group == days_.end()) {
        group = days_.insert(group, DayGroup{pillars, {}});
        group->count.day = of;
        group->count.precision = precision;
      }
      DayCount& count = group->count;
      ++count.acts;
      count.weight += weight;
      count.score += score;
      count.weighted_score += weight * score;
      if ((kind & 1) != 0) {
        ++count.cooperative;
        count.weighted_cooperative += weight;
      }
    }
  }
  days_of_ = std::move(key);
  return days_;
}

StoredMention Reader::mention(std::int64_t event) {
  const Question row = question("SELECT e.key, e.document, e.sentence_first, e.sentence_last, e.trigger_first, e.trigger_last, d.published, d.url, d.title, d.publisher "
                                           "FROM event e JOIN document d ON d.id = e.document WHERE e.id = ?", event);
  StoredMention out;
  if (!row->executeStep()) throw Error(ErrorKind::kFatal, file.string() + ": an event that an entry names is missing; the ledger is damaged");
  out.event = row->getColumn(0).getString();
  out.document = row->getColumn(1).getInt64();
  out.sentence_span = {row->getColumn(2).getUInt(), row->getColumn(3).getUInt()};
  out.trigger = {row->getColumn(4).getUInt(), row->getColumn(5).getUInt()};
  out.published = row->getColumn(6).getString();
  out.url = row->getColumn(7).getString();
  out.title = row->getColumn(8).getString();
  out.publisher = row->getColumn(9).getString();
  const std::string& text = texts.text(out.document);
  if (out.sentence_span.end > text.size() || out.sentence_span.begin > out.sentence_span.end) {
    throw Error(ErrorKind::kFatal, file.string() + ": a sentence lies outside its document; the ledger is damaged");
  }
  out.sentence = std::string(slice(text, out.sentence_span));
  return out;
}

void Reader::parties(std::int64_t event, std::vector<StoredParty>& actors, std::vector<StoredParty>& recipients) {
  const Question rows = question("SELECT p.recipient, c.name, a.sector, a.name, a.office, p.first, p.last, e.document FROM party p JOIN event e ON e.id = p.event "
                                            "JOIN actor a ON a.id = p.actor JOIN code c ON c.id = a.code WHERE p.event = ? ORDER BY p.recipient, p.place", event);
  while (rows->executeStep()) {
    StoredParty party{rows->getColumn(1).getString(), rows->getColumn(2).getString(), rows->getColumn(3).getString(), rows->getColumn(4).getString(), {}, {}};
    const std::string& text = texts.text(rows->getColumn(7).getInt64());
    const Span span{rows->getColumn(5).getUInt(), rows->getColumn(6).getUInt()};
    if (span.begin <= span.end && span.end <= text.size()) {
      party.text = std::string(slice(text, span));
      party.span = span;
    }
    (rows->getColumn(0).getInt() != 0 ? recipients : actors).push_back(std::move(party));
  }
}

StoredAct Reader::act(std::int64_t occurrence, double weight) {
  const Question row = question("SELECT e.id, e.type, e.modes, e.contexts, e.quad, e.score, e.cameo, e.happened, e.day, e.precision, e.date_from_text, e.pillars, "
                                           "e.location, e.location_country, e.magnitude, e.confidence, e.rule, o.mentions, o.documents "
                                           "FROM occurrence o JOIN event e ON e.id = o.event WHERE o.id = ?", occurrence);
  if (!row->executeStep()) throw Error(ErrorKind::kFatal, file.string() + ": an act that a count names is missing; the ledger is damaged");
  StoredAct out;
  const std::int64_t event = row->getColumn(0).getInt64();
  out.occurrence = occurrence;
  out.type = types.at(row->getColumn(1).getInt64());
  out.modes = words_of(row->getColumn(2).getString());
  out.contexts = words_of(row->getColumn(3).getString());
  out.quad = row->getColumn(4).getInt();
  out.score = row->getColumn(5).getDouble();
  out.cameo = row->getColumn(6).getString();
  out.when = static_cast<When>(row->getColumn(7).getInt());
  if (!row->isColumnNull(8)) out.date = date_of(row->getColumn(8).getInt64(), static_cast<DatePrecision>(row->getColumn(9).getInt()));
  out.date_from_text = row->getColumn(10).getInt() != 0;
  out.pillars = words_of(row->getColumn(11).getString());
  out.location = row->getColumn(12).getString();
  out.location_country = row->getColumn(13).getString();
  out.magnitude = row->getColumn(14).getString();
  out.confidence = row->getColumn(15).getDouble();
  out.rule = row->getColumn(16).getString();
  out.mentions = row->getColumn(17).getUInt();
  out.documents = row->getColumn(18).getUInt();
  out.weight = weight;
  const Question initiatives = question("SELECT initiative FROM initiative_mention WHERE occurrence = ? ORDER BY initiative", occurrence);
  while (initiatives->executeStep()) out.initiatives.push_back(initiatives->getColumn(0).getString());
  parties(event, out.actors, out.recipients);
  out.told = mention(event);
  out.event = out.told.event;
  return out;
}

}  // namespace ledger

struct Ledger::Impl : ledger::Reader {
  using Reader::Reader;
};

Ledger::Ledger(const std::filesystem::path& file) : impl_(ledger::guarded(file, [&] { return std::make_unique<Impl>(file); })) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;
ledger::Reader& Ledger::reader() const { return *impl_; }

namespace {

// Whole documents are not read for this: what the index of copies and old versions lists is taken off all.
void count_documents(SQLite::Database& database, LedgerInfo& out) {
  const auto number = [&](const char* sql) { return static_cast<std::uint64_t>(database.execAndGet(sql).getInt64()); };
  out.retired = number("SELECT count(*) FROM document WHERE superseded_by IS NOT NULL");
  out.copies = number("SELECT count(*) FROM document WHERE copy_of IS NOT NULL AND superseded_by IS NULL");
  out.documents = number("SELECT count(*) FROM document") - out.retired - out.copies;
}

}  // namespace

std::uint64_t Ledger::documents() const {
  return impl_->read([&] {
    LedgerInfo out;
    count_documents(*impl_->database, out);
    return out.documents;
  });
}

LedgerInfo Ledger::info() const {
  return impl_->read([&] {
    LedgerInfo out;
    SQLite::Database& database = *impl_->database;
    const auto number = [&](const char* sql) { return static_cast<std::uint64_t>(database.execAndGet(sql).getInt64()); };
    count_documents(database, out);
    const auto read = [&](const std::string& what) {
      return number(("SELECT (SELECT coalesce(sum(" + what + "), 0) FROM exposure) + (SELECT coalesce(sum(" + what + "), 0) FROM document WHERE day IS NULL AND copy_of IS NULL AND superseded_by IS NULL)").c_str());
    };
    out.sentences = read("sentences");
    out.words = read("words");
    out.events = number("SELECT count(*) FROM event") - number("SELECT count(*) FROM event WHERE occurrence IS NULL");
    out.occurrences = number("SELECT count(*) FROM occurrence");
    out.commitments = number("SELECT count(DISTINCT occurrence) FROM commitment");
    out.evidence = number("SELECT count(*) FROM evidence");
    out.bytes = number("PRAGMA page_count") * number("PRAGMA page_size");
    const auto published = [&](const char* sql) { return database.execAndGet(sql).getString(); };
    out.first = published("SELECT coalesce(min(published), '') FROM document WHERE published <> '' AND superseded_by IS NULL");
    out.last = published("SELECT coalesce(max(published), '') FROM document WHERE published <> '' AND superseded_by IS NULL");
    SQLite::Statement version(database, "SELECT value FROM meta WHERE key = 'ontology'");
    if (version.executeStep()) out.version = version.getColumn(0).getString();
    return out;
  });
}

std::vector<std::string> Ledger::pillars() const {
  std::vector<std::string> out;
  for (const auto& [id, name] : impl_->pillars) out.push_back(name);
  return out;
}

std::vector<std::string> Ledger::initiatives() const {
  return impl_->read([&] {
    std::vector<std::pair<std::string, std::uint64_t>> counts;
    counted(*impl_->database, "SELECT initiative, count(*) AS n FROM initiative_mention GROUP BY 1 ORDER BY n DESC, 1", {}, counts);
    std::vector<std::string> out;
    for (const auto& [name, count] : counts) out.push_back(name);
    return out;
  });
}

std::vector<DayCount> Ledger::counts(const ActFilter& filter) const {
  return impl_->read([&] {
    const std::uint64_t wanted = filter.pillar.empty() ? 0 : std::uint64_t{1} << impl_->number(impl_->pillars, filter.pillar, "pillar");
    std::map<std::pair<std::int64_t, DatePrecision>, DayCount> days;
    for (const auto& [pillars, count] : impl_->days(filter)) {
      if (wanted != 0 && (pillars & wanted) == 0) continue;
      DayCount& day = days[{count.day, count.precision}];
      day.day = count.day;
      day.precision = count.precision;
      day.acts += count.acts;
      day.cooperative += count.cooperative;
      day.weight += count.weight;
      day.score += count.score;
      day.weighted_score += count.weighted_score;
      day.weighted_cooperative += count.weighted_cooperative;
    }
    std::vector<DayCount> out;
    for (const auto& [key, day] : days) out.push_back(day);
    return out;
  });
}

std::vector<DayExposure> Ledger::exposure(Date since, Date until) const {
  return impl_->read([&] {
    SQLite::Statement rows = ledger::asked(*impl_->database, "SELECT day, documents, sentences, words FROM exposure WHERE day BETWEEN ? AND ? ORDER BY day",
                                           {since.known() ? since.days() : std::int64_t{-4000000}, until.known() ? last_day(until) : std::int64_t{4000000}});
    std::vector<DayExposure> out;
    const auto number = [&](int column) { return static_cast<std::uint64_t>(rows.getColumn(column).getInt64()); };
    while (rows.executeStep()) out.push_back({rows.getColumn(0).getInt64(), number(1), number(2), number(3)});
    return out;
  });
}

std::vector<StoredAct> Ledger::acts(const ActFilter& filter, std::size_t limit) const {
  return impl_->read([&] {
    struct Row { std::int64_t day, occurrence; double weight; };
    std::vector<Row> found;
    for (const ledger::Condition& condition : impl_->ties(filter)) {
      std::string sql = fmt::format("SELECT t.day, t.occurrence, t.weight FROM {} t WHERE {} ORDER BY 1 DESC, 2 DESC", condition.table, condition.sql);
      if (limit > 0) sql += " LIMIT " + std::to_string(limit);
      SQLite::Statement rows = ledger::asked(*impl_->database, sql, condition.values);
      while (rows.executeStep()) found.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(), rows.getColumn(2).getDouble()});
    }
    std::sort(found.begin(), found.end(), [](const Row& x, const Row& y) { return std::pair(x.day, x.occurrence) > std::pair(y.day, y.occurrence); });
    if (limit > 0 && found.size() > limit) found.resize(limit);
    std::vector<StoredAct> out;
    for (const Row& row : found) out.push_back(impl_->act(row.occurrence, row.weight));
    return out;
  });
}

std::vector<StoredMention> Ledger::mentions(std::int64_t occurrence) const {
  return impl_->read([&] {
    std::vector<StoredMention> out;
    SQLite::Statement rows = ledger::asked(*impl_->database, "SELECT id FROM event WHERE occurrence = ? ORDER BY id", {occurrence});
    while (rows.executeStep()) out.push_back(impl_->mention(rows.getColumn(0).getInt64()));
    return out;
  });
}

std::vector<ActOutline> Ledger::outline(const ActFilter& filter) const {
  if (filter.a.empty() || filter.b.empty()) throw Error(ErrorKind::kUsage, "an outline needs both parties of a dyad");
  return impl_->read([&] {
    std::vector<ActOutline> out;
    const std::vector<ledger::Condition> conditions = impl_->ties(filter);
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      SQLite::Statement rows = ledger::asked(*impl_->database, "SELECT t.occurrence, t.day, t.precision, t.quad, t.symmetric, t.pillars, t.score, t.weight FROM tie t WHERE " + conditions[i].sql, conditions[i].values);
      while (rows.executeStep()) {
        ActOutline act;
        act.occurrence = rows.getColumn(0).getInt64();
        act.day = rows.getColumn(1).getInt64();
        act.precision = static_cast<DatePrecision>(rows.getColumn(2).getInt());
        act.quad = rows.getColumn(3).getInt();
        act.from_b = i > 0 || filter.direction == Direction::kFrom;
        act.together = rows.getColumn(4).getInt() != 0;
        const std::int64_t bits = rows.getColumn(5).getInt64();
        std::size_t place = 0;
        for (const auto& [id, name] : impl_->pillars) {
          if (((bits >> id) & 1) != 0) act.pillars |= std::uint64_t{1} << place;
          ++place;
        }
        act.score = rows.getColumn(6).getDouble();
        act.weight = rows.getColumn(7).getDouble();
        out.push_back(act);
      }
    }
    // In the order in which acts lie in the file: a page holds many and is read once.
    std::stable_sort(out.begin(), out.end(), [](const ActOutline& x, const ActOutline& y) { return x.occurrence < y.occurrence; });
    // Toward each other in one act: one act, of both.
    std::vector<ActOutline> once;
    for (const ActOutline& act : out) {
      if (!once.empty() && once.back().occurrence == act.occurrence) {
        once.back().together = true;
        continue;
      }
      // By the index, which has all that is asked, for tellings lie far apart.
      const ledger::Question row = impl_->question("SELECT e.document, e.confidence, o.mentions, o.documents FROM occurrence o CROSS JOIN event e INDEXED BY event_occurrence "
                                                   "ON e.occurrence = o.id AND e.id = o.event WHERE o.id = ?", act.occurrence);
      if (!row->executeStep()) continue;
      once.push_back(act);
      once.back().document = row->getColumn(0).getInt64();
      once.back().confidence = row->getColumn(1).getDouble();
      once.back().mentions = row->getColumn(2).getUInt();
      once.back().documents = row->getColumn(3).getUInt();
    }
    std::stable_sort(once.begin(), once.end(), [](const ActOutline& x, const ActOutline& y) { return std::pair(x.day, x.occurrence) < std::pair(y.day, y.occurrence); });
    return once;
  });
}

StoredAct Ledger::act(std::int64_t occurrence) const {
  return ledger::guarded(impl_->file, [&] { return impl_->act(occurrence, 1); });
}

std::vector<PublisherCount> Ledger::publishers(const std::vector<std::int64_t>& documents) const {
  return ledger::guarded(impl_->file, [&] {
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
    if (documents.size() > kManyDocuments) {
      // Rows of documents lie far apart, each with its text; those of the index lie side by side.
      std::vector<bool> wanted(static_cast<std::size_t>(*std::max_element(documents.begin(), documents.end())) + 1);
      for (const std::int64_t document : documents) wanted[static_cast<std::size_t>(document)] = true;
      SQLite::Statement rows(*impl_->database, "SELECT id, publisher, language FROM document INDEXED BY document_publisher");
      std::pair<std::string, std::string> key;
      std::uint64_t count = 0;
      const auto finish = [&] {
        if (count > 0) counts[key] += count;
        count = 0;
      };
      while (rows.executeStep()) {
        const auto document = static_cast<std::size_t>(rows.getColumn(0).getInt64());
        if (document >= wanted.size() || !wanted[document]) continue;
        const SQLite::Column publisher = rows.getColumn(1), language = rows.getColumn(2);
        if (key.first != publisher.getText() || key.second != language.getText()) {
          finish();
          key = {publisher.getString(), language.getString()};
        }
        ++count;
      }
      finish();
    } else {
      for (const std::int64_t document : documents) {
        const ledger::Question row = impl_->question("SELECT publisher, language FROM document WHERE id = ?", document);
        if (row->executeStep()) ++counts[{row->getColumn(0).getString(), row->getColumn(1).getString()}];
      }
    }
    std::vector<PublisherCount> out;
    for (const auto& [key, count] : counts) out.push_back({key.first, key.second, count});
    std::stable_sort(out.begin(), out.end(), [](const PublisherCount& x, const PublisherCount& y) { return x.documents > y.documents; });
    return out;
  });
}

std::vector<std::pair<std::string, std::uint64_t>> Ledger::initiatives(const ActFilter& filter) const {
  return impl_->read([&] {
    std::map<std::string, std::uint64_t> acts;
    for (const ledger::Condition& condition : impl_->ties(filter)) {
      SQLite::Statement rows = ledger::asked(*impl_->database, fmt::format("SELECT i.initiative, count(*) FROM {} t CROSS JOIN initiative_mention i ON i.occurrence = t.occurrence WHERE {} GROUP BY 1",
                                                                           condition.table, condition.sql), condition.values);
      while (rows.executeStep()) acts[rows.getColumn(0).getString()] += static_cast<std::uint64_t>(rows.getColumn(1).getInt64());
    }
    std::vector<std::pair<std::string, std::uint64_t>> out(acts.begin(), acts.end());
    std::stable_sort(out.begin(), out.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    return out;
  });
}

std::vector<Ledger::DyadCount> Ledger::dyads(std::size_t limit) const {
  return impl_->read([&] {
    SQLite::Statement rows = ledger::asked(*impl_->database,
        "SELECT x.name, y.name, d.acts FROM dyad d JOIN code x ON x.id = d.a JOIN code y ON y.id = d.b ORDER BY 3 DESC, 1, 2 LIMIT ?",
        {static_cast<std::int64_t>(limit)});
    std::vector<DyadCount> out;
    while (rows.executeStep()) out.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString(), static_cast<std::uint64_t>(rows.getColumn(2).getInt64())});
    return out;
  });
}

// ---------------------------------------------------------------- search

namespace {

// The words a query asks for, as the index folds them; operators and column syntax left out.
std::vector<std::string> query_words(const std::string& query) {
  std::vector<std::string> out;
  std::string word;
  const auto end = [&] {
    if (word.find_first_not_of('*') != std::string::npos && word != "AND" && word != "OR" && word != "NOT" && word != "NEAR") out.push_back(to_lower(fold_accents(word)));
    word.clear();
  };
  for (const char c : query) {
    if (is_ascii_alpha(c) || is_ascii_digit(c) || static_cast<unsigned char>(c) >= 0x80) word.push_back(c);
    else if (c == '*') word.push_back('*');
    else end();
  }
  end();
  return out;
}

bool matches(const std::string& folded, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return word.ends_with('*') ? folded.starts_with(std::string_view(word).substr(0, word.size() - 1)) : folded == word;
  });
}

// The stretch of the passage with most hits, hits between \x02 and \x03.
std::string snippet(std::string_view passage, const std::vector<std::string>& words) {
  struct Word { std::size_t first, last; bool hit; };
  std::vector<Word> all;
  for (std::size_t i = 0; i < passage.size();) {
    const auto inside = [&](std::size_t k) { return is_ascii_alpha(passage[k]) || is_ascii_digit(passage[k]) || static_cast<unsigned char>(passage[k]) >= 0x80; };
    if (!inside(i)) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < passage.size() && inside(end)) ++end;
    all.push_back({i, end, matches(to_lower(fold_accents(passage.substr(i, end - i))), words)});
    i = end;
  }
  if (all.empty()) return std::string(passage);
  std::size_t best = 0, most = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::size_t hits = 0;
    for (std::size_t k = i; k < std::min(all.size(), i + kSnippetWords); ++k) hits += all[k].hit ? 1 : 0;
    if (hits > most) {
      most = hits;
      best = i;
    }
  }
  const std::size_t begin = best > 6 ? best - 6 : 0, end = std::min(all.size(), begin + kSnippetWords);
  std::string out = begin > 0 ? "... " : "";
  std::size_t at = begin > 0 ? all[begin].first : 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (!all[i].hit) continue;
    out.append(passage.substr(at, all[i].first - at)).append("\x02").append(passage.substr(all[i].first, all[i].last - all[i].first)).append("\x03");
    at = all[i].last;
  }
  const std::size_t stop = end == all.size() ? passage.size() : all[end - 1].last;
  out.append(passage.substr(at, stop - at));
  if (end < all.size()) out += " ...";
  return out;
}

std::string act_label(const StoredAct& act) {
  const auto codes = [](const std::vector<StoredParty>& parties) {
    std::vector<std::string> out;
    for (const StoredParty& party : parties) {
      if (std::find(out.begin(), out.end(), party.code) == out.end()) out.push_back(party.code);
    }
    return join(out, " ");
  };
  std::string out = codes(act.actors);
  if (!act.recipients.empty()) out += " > " + codes(act.recipients);
  return out + " " + act.type;
}

}  // namespace

namespace {

// Passages first .. last, those of the documents published in the time asked for and maybe others.
struct Range { std::int64_t first = 0, last = std::numeric_limits<std::int64_t>::max(); };

Range passages_published(SQLite::Database& database, std::int64_t since, std::int64_t until) {
  SQLite::Statement documents = ledger::asked(database, "SELECT min(id), max(id) FROM document WHERE day BETWEEN ? AND ?", {since, until});
  documents.executeStep();
  if (documents.isColumnNull(0)) return {1, 0};
  Range out;
  SQLite::Statement first = ledger::asked(database, "SELECT id FROM passage WHERE document >= ? ORDER BY document, id LIMIT 1", {documents.getColumn(0).getInt64()});
  if (first.executeStep()) out.first = first.getColumn(0).getInt64();
  SQLite::Statement last = ledger::asked(database, "SELECT id FROM passage WHERE document <= ? ORDER BY document DESC, id DESC LIMIT 1", {documents.getColumn(1).getInt64()});
  if (last.executeStep()) out.last = last.getColumn(0).getInt64();
  return out;
}

// In order; nothing where there are more than `most` acts.
std::optional<std::vector<std::int64_t>> passages_of_acts(SQLite::Database& database, const std::vector<ledger::Condition>& conditions, std::size_t most) {
  std::vector<std::int64_t> out;
  std::int64_t acts = 0;
  for (const ledger::Condition& condition : conditions) {
    SQLite::Statement count = ledger::asked(database, fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} t WHERE {} LIMIT {})", condition.table, condition.sql, most + 1), condition.values);
    count.executeStep();
    acts += count.getColumn(0).getInt64();
    if (acts > static_cast<std::int64_t>(most)) return std::nullopt;
  }
  for (const ledger::Condition& condition : conditions) {
    SQLite::Statement rows = ledger::asked(database, fmt::format("SELECT e.passage FROM {} t CROSS JOIN event e ON e.occurrence = t.occurrence WHERE {}", condition.table, condition.sql), condition.values);
    while (rows.executeStep()) out.push_back(rows.getColumn(0).getInt64());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

std::vector<SearchHit> Ledger::search(const SearchFilter& filter) const {
  const std::vector<std::string> words = query_words(filter.words);
  if (words.empty()) throw Error(ErrorKind::kUsage, "search needs words");
  const auto run = [&] {
    SQLite::Database& database = *impl_->database;
    const SQLite::Transaction snapshot(database);
    // Dates are those of publication: an act may be told long after its day.
    const std::int64_t since = filter.acts.since.known() ? filter.acts.since.days() : std::numeric_limits<std::int64_t>::min();
    const std::int64_t until = filter.acts.until.known() ? last_day(filter.acts.until) : std::numeric_limits<std::int64_t>::max();
    const bool dated = filter.acts.since.known() || filter.acts.until.known();
    const Range range = dated ? passages_published(database, since, until) : Range{};
    const std::string match = " FROM passage_text WHERE passage_text MATCH ? AND rowid BETWEEN ? AND ?";
    const std::vector<ledger::Value> asked_for{filter.words, range.first, range.last};
    std::vector<std::int64_t> matching;  // the latest first; all, or one more than are ranked
    {
      SQLite::Statement rows = ledger::asked(database, "SELECT rowid" + match + " ORDER BY rowid DESC LIMIT " + std::to_string(kMostRanked + 1), asked_for);
      while (rows.executeStep()) matching.push_back(rows.getColumn(0).getInt64());
    }
    const bool ranked = matching.size() <= kMostRanked;
    // Of many passages with the words those that tell the acts are soon met where there are many such, and
    // gathered beforehand where there are few: of n passages and m acts n / m are looked at for a hit.
    std::optional<std::vector<std::int64_t>> of_acts;
    std::optional<SQLite::Statement> tells;
    if (filter.by_act) {
      ActFilter acts = filter.acts;
      acts.since = acts.until = {};
      acts.every_when = true;
      const std::vector<ledger::Condition> conditions = impl_->ties(acts);
      if (!ranked) {
        const double passages = static_cast<double>(matching.front() - range.first), wanted = static_cast<double>(std::max<std::size_t>(filter.limit, 1));
        of_acts = passages_of_acts(database, conditions, std::clamp(static_cast<std::size_t>(std::sqrt(wanted * passages)), kMostProbed, kMostOfActs));
      }
      std::string any;
      std::vector<ledger::Value> values{std::int64_t{0}};
      for (const ledger::Condition& condition : conditions) {
        any += fmt::format("{}EXISTS (SELECT 1 FROM {} t WHERE t.occurrence = o.id AND t.day = s.day AND {})", any.empty() ? "" : " OR ", condition.table, condition.sql);
        values.insert(values.end(), condition.values.begin(), condition.values.end());
      }
      if (!of_acts) {
        tells.emplace(ledger::asked(database, "SELECT 1 FROM event e JOIN occurrence o ON o.id = e.occurrence JOIN event s ON s.id = o.event WHERE e.passage = ? AND (" + any + ") LIMIT 1", values));
      }
    }
    // Copies and old versions are no hits.
    const auto counts = [&](std::int64_t passage) {
      if (of_acts && !std::binary_search(of_acts->begin(), of_acts->end(), passage)) return false;
      if (tells) {
        tells->reset();
        tells->bind(1, passage);
        if (!tells->executeStep()) return false;
      }
      const ledger::Question document = impl_->question("SELECT d.day FROM passage g JOIN document d ON d.id = g.document WHERE g.id = ? AND d.superseded_by IS NULL AND d.copy_of IS NULL", passage);
      if (!document->executeStep()) return false;
      return !dated || (!document->isColumnNull(0) && document->getColumn(0).getInt64() >= since && document->getColumn(0).getInt64() <= until);
    };

    std::vector<std::int64_t> found;
    const auto take = [&](std::int64_t passage) {
      if (found.size() < filter.limit && counts(passage)) found.push_back(passage);
      return found.size() < filter.limit;
    };
    if (ranked) {
      SQLite::Statement rows = ledger::asked(database, "SELECT rowid" + match + " ORDER BY rank, rowid DESC", asked_for);
      while (rows.executeStep() && take(rows.getColumn(0).getInt64())) {}
    } else if (of_acts && of_acts->size() <= kMostProbed) {
      SQLite::Statement probe(database, "SELECT 1 FROM passage_text WHERE passage_text MATCH ? AND rowid = ?");
      for (auto passage = of_acts->rbegin(); passage != of_acts->rend() && found.size() < filter.limit; ++passage) {
        if (*passage < range.first || *passage > range.last) continue;
        probe.reset();
        probe.bind(1, filter.words);
        probe.bind(2, *passage);
        if (probe.executeStep()) take(*passage);
      }
    } else {
      bool more = true;
      for (std::size_t i = 0; i < matching.size() && more; ++i) more = take(matching[i]);
      const std::int64_t first = of_acts && !of_acts->empty() ? std::max(range.first, of_acts->front()) : range.first;
      if (more && !(of_acts && of_acts->empty())) {
        SQLite::Statement rows = ledger::asked(database, "SELECT rowid" + match + " ORDER BY rowid DESC", {filter.words, first, matching.back() - 1});
        while (rows.executeStep() && take(rows.getColumn(0).getInt64())) {}
      }
    }

    std::vector<SearchHit> out;
    for (const std::int64_t passage : found) {
      const ledger::Question row = impl_->question("SELECT g.document, g.first, g.last, d.published, d.url, d.title, d.publisher FROM passage g JOIN document d ON d.id = g.document WHERE g.id = ?", passage);
      row->executeStep();
      SearchHit hit;
      hit.document = row->getColumn(0).getInt64();
      hit.snippet = snippet(slice(impl_->texts.text(hit.document), {row->getColumn(1).getUInt(), row->getColumn(2).getUInt()}), words);
      hit.published = row->getColumn(3).getString();
      hit.url = row->getColumn(4).getString();
      hit.title = row->getColumn(5).getString();
      hit.publisher = row->getColumn(6).getString();
      const ledger::Question acts = impl_->question("SELECT occurrence FROM event WHERE passage = ? AND occurrence IS NOT NULL GROUP BY occurrence ORDER BY min(id)", passage);
      while (acts->executeStep()) hit.acts.push_back(act_label(impl_->act(acts->getColumn(0).getInt64(), 1)));
      out.push_back(std::move(hit));
    }
    return out;
  };
  try {
    return run();
  } catch (const SQLite::Exception& error) {
    const std::string_view what = error.what();
    if (what.find("fts5") != std::string_view::npos || what.find("unterminated") != std::string_view::npos || what.find("unknown special query") != std::string_view::npos || what.find("no such column") != std::string_view::npos) {
      throw Error(ErrorKind::kUsage, fmt::format("search words '{}': {}; put words with punctuation in double quotes", filter.words, what));
    }
    ledger::refuse(impl_->file, error);
  }
}

// ---------------------------------------------------------------- initiatives and people

std::optional<InitiativeFacts> Ledger::initiative(const std::string& id) const {
  return impl_->read([&]() -> std::optional<InitiativeFacts> {
    SQLite::Database& database = *impl_->database;
    SQLite::Statement row = ledger::asked(database,
        "SELECT count(*), coalesce(min(e.day), 0), coalesce(max(e.day), 0), coalesce(sum(o.documents), 0) FROM initiative_mention i JOIN occurrence o ON o.id = i.occurrence "
        "JOIN event e ON e.id = o.event WHERE i.initiative = ? AND e.happened <= 1", {id});
    row.executeStep();
    InitiativeFacts out;
    out.id = id;
    out.acts = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
    if (out.acts == 0) return std::nullopt;
    out.first = date_from_days(row.getColumn(1).getInt64()).iso();
    out.last = date_from_days(row.getColumn(2).getInt64()).iso();
    out.documents = static_cast<std::uint64_t>(row.getColumn(3).getInt64());
    const std::string from = " FROM initiative_mention i JOIN occurrence o ON o.id = i.occurrence JOIN event e ON e.id = o.event ";
    counted(database, "SELECT strftime('%Y', e.day * 86400, 'unixepoch'), count(*)" + from + "WHERE i.initiative = ? AND e.happened <= 1 AND e.day IS NOT NULL GROUP BY 1 ORDER BY 1", {id}, out.by_year);
    counted(database, "SELECT t.name, count(*) AS n" + from + "JOIN event_type t ON t.id = e.type WHERE i.initiative = ? AND e.happened <= 1 GROUP BY 1 ORDER BY n DESC, 1", {id}, out.by_type);
    counted(database, "SELECT c.name, count(DISTINCT i.occurrence) AS n" + from + "JOIN party p ON p.event = e.id JOIN actor a ON a.id = p.actor JOIN code c ON c.id = a.code "
                      "WHERE i.initiative = ? AND e.happened <= 1 GROUP BY 1 ORDER BY n DESC, 1", {id}, out.members);
    return out;
  });
}

std::optional<PersonFacts> Ledger::person(const std::string& name) const {
  return impl_->read([&]() -> std::optional<PersonFacts> {
    SQLite::Database& database = *impl_->database;
    // The full name, else its last word where only one person bears it.
    std::vector<std::string> names;
    for (const char* sql : {"SELECT DISTINCT name FROM actor WHERE name = ? COLLATE NOCASE AND sector <> 'IGO' ORDER BY name",
                            "SELECT DISTINCT name FROM actor WHERE lower(substr(name, -length(?1) - 1)) = lower(' ' || ?1) AND sector <> 'IGO' ORDER BY name"}) {
      SQLite::Statement rows = ledger::asked(database, sql, {name});
      while (rows.executeStep()) names.push_back(rows.getColumn(0).getString());
      if (!names.empty()) break;
    }
    if (names.empty()) return std::nullopt;
    if (names.size() > 1) throw Error(ErrorKind::kUsage, fmt::format("'{}' is the name of several: {}; give the full name", name, join(names, ", ")));
    PersonFacts out;
    out.name = names.front();
    // In this order, whatever the planner takes a person for; "<> ''" lets it use the index of names.
    const std::string told = " FROM actor x CROSS JOIN party q ON q.actor = x.id CROSS JOIN event e ON e.id = q.event ", named = "WHERE x.name = ? AND x.name <> '' ";
    const std::string from = told + "CROSS JOIN occurrence o ON o.id = e.occurrence AND o.event = e.id ", happened = named + "AND e.happened = 0 ";
    SQLite::Statement row = ledger::asked(database, "SELECT count(DISTINCT o.id), coalesce(min(e.day), 0), coalesce(max(e.day), 0)" + from + happened, {out.name});
    row.executeStep();
    out.acts = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
    if (out.acts > 0) {
      out.first = date_from_days(row.getColumn(1).getInt64()).iso();
      out.last = date_from_days(row.getColumn(2).getInt64()).iso();
    }
    SQLite::Statement offices = ledger::asked(database, "SELECT c.name, x.office, min(d.published), max(d.published)" + told + "CROSS JOIN document d ON d.id = e.document JOIN code c ON c.id = x.code " + named +
                                                        "GROUP BY 1, 2 ORDER BY 3, 1, 2", {out.name});
    while (offices.executeStep()) {
      const std::string office = offices.getColumn(1).getString();
      out.offices.push_back(fmt::format("{} {} ({} .. {})", offices.getColumn(0).getString(), office.empty() ? "no office told" : office, offices.getColumn(2).getString(), offices.getColumn(3).getString()));
    }
    counted(database, "SELECT t.name, count(DISTINCT o.id) AS n" + from + "JOIN event_type t ON t.id = e.type " + happened + "GROUP BY 1 ORDER BY n DESC, 1", {out.name}, out.by_type);
    counted(database, "SELECT c.name, count(DISTINCT o.id) AS n" + from + "CROSS JOIN party p ON p.event = e.id JOIN actor a ON a.id = p.actor JOIN code c ON c.id = a.code " + happened +
                      "AND a.code <> x.code GROUP BY 1 ORDER BY n DESC, 1", {out.name}, out.counterparts);
    return out;
  });
}

Document Ledger::document_of_event(std::string& event) const {
  return impl_->read([&] {
    SQLite::Database& database = *impl_->database;
    if (event.empty() || event.find_first_not_of("0123456789abcdef") != std::string::npos) throw Error(ErrorKind::kInput, fmt::format("'{}' is no event id (hexadecimal digits)", event));
    // [event, event~): all ids that begin so, by the index. A living version is preferred to a retired one.
    SQLite::Statement find = ledger::asked(database, "SELECT key, document, occurrence IS NULL FROM event WHERE key >= ? AND key < ? ORDER BY 3, 1, 2", {event, event + "~"});
    std::set<std::string> keys;
    std::int64_t document = 0;
    while (find.executeStep() && keys.size() < 3) {
      if (keys.empty()) document = find.getColumn(1).getInt64();
      keys.insert(find.getColumn(0).getString());
    }
    if (keys.empty()) throw Error(ErrorKind::kInput, fmt::format("{}: no event whose id begins with '{}'", impl_->file.string(), event));
    if (keys.size() > 1) throw Error(ErrorKind::kInput, fmt::format("{}: several events begin with '{}'; give more digits", impl_->file.string(), event));
    event = *keys.begin();
    Document out;
    SQLite::Statement row = ledger::asked(database, "SELECT given, url, title, publisher, language, published FROM document WHERE id = ?", {document});
    row.executeStep();
    out.id = row.getColumn(0).getString();
    out.url = row.getColumn(1).getString();
    out.title = row.getColumn(2).getString();
    out.publisher = row.getColumn(3).getString();
    out.language = row.getColumn(4).getString();
    if (const auto published = parse_date(row.getColumn(5).getString())) out.published = *published;
    out.text = impl_->texts.text(document);
    SQLite::Statement passages = ledger::asked(database, "SELECT first, last, heading FROM passage WHERE document = ? ORDER BY id", {document});
    while (passages.executeStep()) {
      Paragraph paragraph;
      paragraph.span = {passages.getColumn(0).getUInt(), passages.getColumn(1).getUInt()};
      paragraph.heading = passages.getColumn(2).getInt() != 0;
      out.paragraphs.push_back(paragraph);
    }
    return out;
  });
}

}  // namespace entente
