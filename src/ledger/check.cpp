// Whether a ledger is sound, and a digest of all it holds.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ledger/ledger.h"
#include "ledger/reader.h"
#include "ledger/schema.h"

namespace entente {
namespace {

// What a ledger says, by names instead of row numbers: one SELECT a kind of row. Feeds (when something was
// last fetched) are no content.
constexpr auto kContent = std::to_array<std::string_view>(
    {"SELECT 'document', d.digest, d.given, d.url, d.title, d.publisher, d.language, d.published, d.sentences, d.words, hex(d.text), o.digest, n.digest FROM document d "
     "LEFT JOIN document o ON o.id = d.copy_of LEFT JOIN document n ON n.id = d.superseded_by",
     "SELECT 'band', b.key, d.digest FROM band b JOIN document d ON d.id = b.document",
     "SELECT 'exposure', day, documents, sentences, words FROM exposure",
     "SELECT 'passage', d.digest, p.first, p.last, p.heading FROM passage p JOIN document d ON d.id = p.document",
     "SELECT 'event', e.key, d.digest, e.sentence_first, e.sentence_last, e.trigger_first, e.trigger_last, y.name, e.modes, e.contexts, e.quad, e.score, e.cameo, e.happened, e.day, "
     "e.precision, e.date_from_text, e.pillars, e.initiatives, e.location, e.location_country, e.magnitude, e.confidence, e.rule, e.terms, e.facts, s.key, sd.digest FROM event e "
     "JOIN document d ON d.id = e.document JOIN event_type y ON y.id = e.type LEFT JOIN occurrence o ON o.id = e.occurrence LEFT JOIN event s ON s.id = o.event "
     "LEFT JOIN document sd ON sd.id = s.document",
     "SELECT 'party', e.key, d.digest, p.recipient, p.place, c.name, a.sector, a.name, a.office, p.first, p.last FROM party p JOIN event e ON e.id = p.event "
     "JOIN document d ON d.id = e.document JOIN actor a ON a.id = p.actor JOIN code c ON c.id = a.code",
     "SELECT 'occurrence', e.key, d.digest, o.mentions, o.documents FROM occurrence o JOIN event e ON e.id = o.event JOIN document d ON d.id = e.document",
     "SELECT 'initiative', i.initiative, e.key, d.digest FROM initiative_mention i JOIN occurrence o ON o.id = i.occurrence JOIN event e ON e.id = o.event JOIN document d ON d.id = e.document",
     "SELECT 'tie', coalesce(x.name, ''), coalesce(z.name, ''), t.day, e.key, d.digest, t.happened, t.precision, t.quad, t.symmetric, t.pillars, t.score, t.weight FROM tie t "
     "LEFT JOIN code x ON x.id = t.a LEFT JOIN code z ON z.id = t.b JOIN occurrence o ON o.id = t.occurrence JOIN event e ON e.id = o.event JOIN document d ON d.id = e.document",
     "SELECT 'commitment', c.key, e.key, d.digest, c.what, c.terms, c.facts, c.due_text, c.due_from, c.due_to, c.firm FROM commitment c JOIN event e ON e.id = c.event "
     "JOIN document d ON d.id = e.document",
     "SELECT 'evidence', c.key, e.key, d.digest, v.relation, v.score, v.why FROM evidence v JOIN commitment c ON c.id = v.commitment JOIN event e ON e.id = v.event "
     "JOIN document d ON d.id = e.document",
     "SELECT 'decision', commitment, status, note, decided FROM decision"});

struct Invariant { std::string_view what, sql; };  // each must count 0
constexpr auto kInvariants = std::to_array<Invariant>(
    {{"acts without a telling", "SELECT count(*) FROM occurrence o WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.id = o.event AND e.occurrence = o.id)"},
     {"acts that count another number of tellings than they have", "SELECT count(*) FROM occurrence o WHERE o.mentions <> (SELECT count(*) FROM event e WHERE e.occurrence = o.id)"},
     {"acts told by a retired document", "SELECT count(*) FROM event e JOIN document d ON d.id = e.document WHERE e.occurrence IS NOT NULL AND (d.superseded_by IS NOT NULL OR d.copy_of IS NOT NULL)"},
     {"acts that count another number of documents than tell them", "SELECT count(*) FROM occurrence o WHERE o.documents <> (SELECT count(DISTINCT document) FROM event e WHERE e.occurrence = o.id)"},
     {"days whose reading does not add up",
      "SELECT count(*) FROM (SELECT day, count(*) AS documents, sum(sentences) AS sentences, sum(words) AS words FROM document WHERE day IS NOT NULL AND copy_of IS NULL AND superseded_by IS NULL "
      "GROUP BY day) d FULL JOIN exposure x ON x.day = d.day WHERE x.documents IS NOT d.documents OR x.sentences IS NOT d.sentences OR x.words IS NOT d.words"},
     {"acts that count but stand in no tie", "SELECT count(*) FROM occurrence o JOIN event e ON e.id = o.event WHERE e.day IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tie t WHERE t.occurrence = o.id)"},
     {"ties of another day than their act's", "SELECT count(*) FROM tie t JOIN occurrence o ON o.id = t.occurrence JOIN event e ON e.id = o.event WHERE e.day IS NOT t.day"},
     {"pieces of evidence from or for a retired telling", "SELECT count(*) FROM evidence v JOIN event e ON e.id = v.event JOIN commitment c ON c.id = v.commitment JOIN event p ON p.id = c.event "
      "WHERE e.occurrence IS NULL OR p.occurrence IS NULL"},
     {"passages that the search does not know", "SELECT count(*) FROM passage p WHERE NOT EXISTS (SELECT 1 FROM passage_text_docsize s WHERE s.id = p.id)"},
     {"passages that only the search knows", "SELECT count(*) FROM passage_text_docsize s WHERE NOT EXISTS (SELECT 1 FROM passage p WHERE p.id = s.id)"},
     {"dyads that count another number of acts than they have",
      "SELECT count(*) FROM (SELECT min(a, b) AS a, max(a, b) AS b, count(DISTINCT occurrence) AS acts FROM tie WHERE a <> 0 AND b <> 0 AND a <> b AND happened = 0 GROUP BY 1, 2) t "
      "FULL JOIN dyad d ON d.a = t.a AND d.b = t.b WHERE t.acts IS NOT d.acts"},
     {"acts that weigh for a party what their ties do not add up to",
      "SELECT count(*) FROM (SELECT a, day, occurrence, min(1.0, sum(weight)) AS weight FROM tie WHERE a <> 0 GROUP BY 1, 2, 3 UNION ALL SELECT 0, day, occurrence, min(1.0, sum(weight)) FROM tie GROUP BY 2, 3) t "
      "FULL JOIN act_of f ON f.a = t.a AND f.day = t.day AND f.occurrence = t.occurrence WHERE f.weight IS NULL OR t.weight IS NULL OR abs(f.weight - t.weight) > 1e-9"},
     {"promises of another act than their telling's", "SELECT count(*) FROM commitment c JOIN event e ON e.id = c.event WHERE c.occurrence IS NOT e.occurrence"},
     {"ties of no act", "SELECT count(*) FROM tie t WHERE NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.id = t.occurrence)"},
     {"passages outside their document", "SELECT count(*) FROM passage p JOIN document d ON d.id = p.document WHERE p.last > d.size OR p.first > p.last"},
     {"documents that are copies of copies", "SELECT count(*) FROM document d JOIN document o ON o.id = d.copy_of WHERE o.copy_of IS NOT NULL"}});

}  // namespace

std::string Ledger::content_digest() const {
  ledger::Reader& open = reader();
  return open.read([&] {
    std::vector<std::string> rows;  // 32 bytes a row: digests sort as well as rows do
    for (const std::string_view sql : kContent) {
      SQLite::Statement query(*open.database, std::string(sql));
      while (query.executeStep()) {
        std::string row;
        for (int i = 0; i < query.getColumnCount(); ++i) row.append(query.getColumn(i).getString()).push_back('\0');
        rows.push_back(digest_hex(row));
      }
    }
    std::sort(rows.begin(), rows.end());
    std::string all;
    for (const std::string& row : rows) all += row;
    return digest_hex(all);
  });
}

std::vector<std::string> Ledger::check() const {
  ledger::Reader& open = reader();
  std::vector<std::string> out;
  try {
    const SQLite::Transaction snapshot(*open.database);
    SQLite::Statement integrity(*open.database, "PRAGMA integrity_check(20)");
    while (integrity.executeStep()) {
      if (const std::string line = integrity.getColumn(0).getString(); line != "ok") out.push_back(line);
    }
    SQLite::Statement keys(*open.database, "PRAGMA foreign_key_check");
    while (keys.executeStep() && out.size() < 40) out.push_back(fmt::format("{}: row {} names a row of {} that is missing", keys.getColumn(0).getString(), keys.getColumn(1).getString(), keys.getColumn(2).getString()));
    for (const Invariant& invariant : kInvariants) {
      SQLite::Statement count(*open.database, std::string(invariant.sql));
      count.executeStep();
      if (const std::int64_t number = count.getColumn(0).getInt64(); number != 0) out.push_back(fmt::format("{} {}", number, invariant.what));
    }
    // Every text must open and hold what its events point at.
    SQLite::Statement documents(*open.database, "SELECT id, size, text FROM document");
    while (documents.executeStep()) {
      const SQLite::Column bytes = documents.getColumn(2);
      try {
        (void)ledger::expand_text({static_cast<const char*>(bytes.getBlob()), static_cast<std::size_t>(bytes.getBytes())}, static_cast<std::size_t>(documents.getColumn(1).getInt64()));
      } catch (const Error&) {
        out.push_back(fmt::format("document {}: its text cannot be read", documents.getColumn(0).getInt64()));
      }
    }
  } catch (const SQLite::Exception& error) {
    out.push_back(fmt::format("reading stopped: {}", error.what()));
  }
  return out;
}

}  // namespace entente
