// The register of promises: one entry an act of promising however often it was told, its evidence put
// in order of time by status_history(), a person's word beside it.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "ledger/ledger.h"
#include "ledger/links.h"
#include "ledger/reader.h"
#include "ledger/schema.h"
#include "ledger/store.h"

namespace entente {
namespace {

struct Entry {
  std::int64_t commitment = 0, event = 0, occurrence = 0;
  std::vector<std::int64_t> all;  // every telling's
};

Date date_or_none(const std::string& text) { return parse_date(text).value_or(Date{}); }

// Tellings of one promise are one entry, that of the telling that speaks for the act.
std::vector<Entry> entries(ledger::Reader& reader, const CommitmentFilter& filter) {
  std::string where = "e.occurrence IS NOT NULL AND e.happened = 0";
  std::vector<ledger::Value> values;
  const auto add = [&](const std::string& sql, std::vector<ledger::Value> more) {
    where += " AND " + sql;
    values.insert(values.end(), more.begin(), more.end());
  };
  std::string from = "commitment c JOIN event e ON e.id = c.event";
  if (!filter.a.empty()) {
    // The acts of the parties, then which of them are promises: a party has many times fewer acts than there
    // are promises of all. An act is dated within a year of each of its tellings (a year's by its first day).
    constexpr std::int64_t kApart = 400;
    const std::int64_t a = reader.code(filter.a);
    const std::int64_t since = filter.since.known() ? filter.since.days() - kApart : std::numeric_limits<std::int64_t>::min();
    const std::int64_t until = filter.until.known() ? ledger::last_day(filter.until).days() + kApart : std::numeric_limits<std::int64_t>::max();
    const std::string days = " AND t.day BETWEEN ? AND ?";
    std::string acts;
    if (filter.b.empty()) {
      acts = "SELECT t.occurrence FROM act_of t WHERE t.a = ?" + days;
      values.insert(values.end(), {a, since, until});
    } else {
      const std::int64_t b = reader.code(filter.b);
      const std::string one_way = "SELECT t.occurrence FROM tie t WHERE t.a = ? AND t.b = ?" + days;
      acts = one_way + " UNION " + one_way;
      values.insert(values.end(), {a, b, since, until, b, a, since, until});
    }
    from = "(" + acts + ") x CROSS JOIN commitment c ON c.occurrence = x.occurrence CROSS JOIN event e ON e.id = c.event";
  }
  if (filter.since.known()) add("e.day >= ?", {filter.since.days()});
  if (filter.until.known()) add("e.day <= ?", {ledger::last_day(filter.until).days()});
  if (!filter.pillar.empty()) {
    (void)reader.number(reader.pillars, filter.pillar, "pillar");
    add("(' ' || e.pillars || ' ') LIKE ?", {"% " + filter.pillar + " %"});
  }
  if (!filter.initiative.empty()) add("(' ' || e.initiatives || ' ') LIKE ?", {"% " + filter.initiative + " %"});
  if (filter.firm_only) add("c.firm = 1", {});
  // Any telling's id finds the promise.
  if (!filter.id.empty()) add("e.occurrence IN (SELECT f.occurrence FROM commitment k JOIN event f ON f.id = k.event WHERE k.key >= ? AND k.key < ?)", {filter.id, filter.id + "~"});
  if (filter.traced_only) add("(c.due_to <> '' OR EXISTS (SELECT 1 FROM evidence v WHERE v.commitment = c.id))", {});
  SQLite::Statement rows = ledger::asked(*reader.database, "SELECT c.id, c.event, e.occurrence, o.event = c.event FROM " + from + " JOIN occurrence o ON o.id = e.occurrence WHERE " + where + " ORDER BY e.day, c.id", values);
  std::vector<Entry> out;
  std::map<std::int64_t, std::size_t> place;
  while (rows.executeStep()) {
    const std::int64_t commitment = rows.getColumn(0).getInt64(), event = rows.getColumn(1).getInt64(), occurrence = rows.getColumn(2).getInt64();
    const auto [found, fresh] = place.try_emplace(occurrence, out.size());
    if (fresh) out.push_back({commitment, event, occurrence, {}});
    Entry& entry = out[found->second];
    if (rows.getColumn(3).getInt() != 0) {
      entry.commitment = commitment;
      entry.event = event;
    }
  }
  if (filter.limit > 0 && out.size() > filter.limit) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(filter.limit));
  for (Entry& entry : out) {
    const ledger::Question tellings = reader.question("SELECT id FROM commitment WHERE occurrence = ? ORDER BY id", entry.occurrence);
    while (tellings->executeStep()) entry.all.push_back(tellings->getColumn(0).getInt64());
  }
  return out;
}

StoredCommitment read_entry(ledger::Reader& reader, const Entry& entry, Date as_of) {
  StoredCommitment out;
  const ledger::Question row = reader.question("SELECT c.key, c.what, c.due_text, c.due_from, c.due_to, c.firm, e.day, e.precision, e.pillars, e.initiatives, d.published "
                                               "FROM commitment c JOIN event e ON e.id = c.event JOIN document d ON d.id = e.document WHERE c.id = ?", entry.commitment);
  row->executeStep();
  out.id = row->getColumn(0).getString();
  out.what = row->getColumn(1).getString();
  out.due_text = row->getColumn(2).getString();
  out.due_from = date_or_none(row->getColumn(3).getString());
  out.due_to = date_or_none(row->getColumn(4).getString());
  out.firm = row->getColumn(5).getInt() != 0;
  out.made = row->isColumnNull(6) ? date_or_none(row->getColumn(10).getString()) : ledger::date_of(row->getColumn(6).getInt64(), static_cast<DatePrecision>(row->getColumn(7).getInt()));
  out.pillars = ledger::words_of(row->getColumn(8).getString());
  out.initiatives = ledger::words_of(row->getColumn(9).getString());
  reader.parties(entry.event, out.by, out.to);
  out.told = reader.mention(entry.event);

  ledger::CommitmentFacts facts;
  facts.made = out.made;
  facts.due_from = out.due_from;
  facts.due_to = out.due_to;
  facts.firm = out.firm;
  std::vector<ledger::DatedLink> links;
  std::map<std::string, std::int64_t> events;
  for (const std::int64_t commitment : entry.all) {
    const ledger::Question evidence = reader.question(
        "SELECT v.event, v.relation, v.score, v.why, e.day, e.precision, d.published, e.occurrence FROM evidence v JOIN event e ON e.id = v.event JOIN document d ON d.id = e.document "
        "WHERE v.commitment = ? AND e.occurrence IS NOT NULL ORDER BY v.event", commitment);
    while (evidence->executeStep()) {
      // Another telling of the promise itself is none.
      if (evidence->getColumn(7).getInt64() == entry.occurrence) continue;
      const std::int64_t event = evidence->getColumn(0).getInt64();
      const std::string name = fmt::format("{:020}", event);
      if (!events.emplace(name, event).second) continue;
      const Date date = evidence->isColumnNull(4) ? date_or_none(evidence->getColumn(6).getString())
                                                 : ledger::date_of(evidence->getColumn(4).getInt64(), static_cast<DatePrecision>(evidence->getColumn(5).getInt()));
      links.push_back({{static_cast<ledger::Relation>(evidence->getColumn(1).getInt()), evidence->getColumn(2).getDouble(), evidence->getColumn(3).getString()}, date, name});
    }
  }
  for (const ledger::StatusStep& step : ledger::status_history(facts, links, as_of)) {
    StoredStep stored;
    stored.status = step.status;
    stored.date = step.date.iso();
    stored.why = step.reason;
    if (!step.evidence.empty()) {
      stored.told = reader.mention(events.at(step.evidence));
      stored.event = stored.told.event;
    }
    out.steps.push_back(std::move(stored));
  }
  // On whichever telling a person judged it: of this document, another, or one that gave way to a fuller or corrected text.
  const ledger::Question decisions = reader.question(
      "SELECT status, note, decided FROM decision WHERE commitment IN (SELECT c.key FROM event e JOIN commitment c ON c.event = e.id WHERE e.occurrence = ?1 "
      "UNION SELECT k.key FROM event e JOIN commitment c ON c.event = e.id JOIN document g ON g.superseded_by = e.document JOIN event f ON f.document = g.id "
      "JOIN commitment k ON k.event = f.id AND k.what = c.what WHERE e.occurrence = ?1 "
      "UNION SELECT k.key FROM event e JOIN commitment c ON c.event = e.id JOIN document g ON g.copy_of = e.document JOIN event f ON f.document = g.id "
      "JOIN commitment k ON k.event = f.id AND k.what = c.what WHERE e.occurrence = ?1) ORDER BY id", entry.occurrence);
  while (decisions->executeStep()) out.decisions.push_back({decisions->getColumn(0).getString(), decisions->getColumn(1).getString(), decisions->getColumn(2).getString()});
  return out;
}

}  // namespace

std::string StoredCommitment::status() const {
  if (!decisions.empty()) return decisions.back().status;
  return std::string(name_in(kCommitmentStatuses, steps.empty() ? CommitmentStatus::kOpen : steps.back().status));
}

std::vector<StoredCommitment> Ledger::commitments(const CommitmentFilter& filter) const {
  if (!filter.status.empty() && row_named(kCommitmentStatuses, filter.status) == nullptr) {
    std::vector<std::string> all;
    for (const CommitmentStatusRow& row : kCommitmentStatuses) all.emplace_back(row.name);
    throw Error(ErrorKind::kUsage, fmt::format("'{}' is no status of a commitment; it is one of {}", filter.status, join(all, ", ")));
  }
  if (filter.a.empty() && !filter.b.empty()) throw Error(ErrorKind::kUsage, "a second party is named without a first");
  ledger::Reader& open = reader();
  return open.read([&] {
    Date as_of = filter.as_of;
    if (!as_of.known()) {
      SQLite::Statement last(*open.database, "SELECT max(day) FROM exposure");
      if (last.executeStep() && !last.isColumnNull(0)) as_of = date_from_days(last.getColumn(0).getInt64());
    }
    std::vector<StoredCommitment> out;
    for (const Entry& entry : entries(open, filter)) {
      StoredCommitment commitment = read_entry(open, entry, as_of);
      if (filter.status.empty() || commitment.status() == filter.status) out.push_back(std::move(commitment));
    }
    return out;
  });
}

}  // namespace entente
