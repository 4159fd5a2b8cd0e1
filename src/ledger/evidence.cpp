// Whether a pair is worth relating depends on the pair only (worth_relating), so the evidence found does
// not depend on the order in which documents are read. An act looks for promises in an index in memory
// that adds up the weight of shared terms. A promise looks for acts in a full-text index of their terms
// in the file: what shares enough of its weight must share one of its heaviest terms, those without
// which too little is left (prefix filtering: Chaudhuri, Ganti and Kaushik 2006), and these are rare.
#include "ledger/evidence.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "ledger/store.h"

namespace entente::ledger {
namespace {

// Below what relate() asks for any link (links.cpp): shared weight, share of the promise, share of the lighter.
constexpr double kLeastShared = 0.6, kLeastShare = 0.3, kLeastOfSmaller = 0.75, kLeastBySmaller = 0.15;
// A promise to meet that says no more than "will meet" is found by its parties.
constexpr double kBare = 3.0;
constexpr std::size_t kKeptPromises = 100'000;

bool worth_relating(double shared, double of_promise, double of_act) {
  if (shared < kLeastShared) return false;
  return shared >= kLeastShare * of_promise || (shared >= kLeastOfSmaller * std::min(of_promise, of_act) && shared >= kLeastBySmaller * of_promise);
}

// As the index takes it: one word a term, whatever stands in it.
std::string index_word(const std::string& term) { return digest_hex(term).substr(0, 12); }

std::string amounts_text(const std::vector<Amount>& amounts) {
  std::vector<std::string> out;
  for (const Amount& amount : amounts) {
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), amount.number);
    out.push_back(std::string(digits.data(), end) + ":" + amount.unit);
  }
  return list_of(out);
}

std::vector<Amount> amounts_of(std::string_view text) {
  std::vector<Amount> out;
  for (const std::string& part : words_of(text)) {
    const std::size_t colon = part.find(':');
    Amount amount;
    std::from_chars(part.data(), part.data() + std::min(colon, part.size()), amount.number);
    if (colon != std::string::npos) amount.unit = part.substr(colon + 1);
    out.push_back(std::move(amount));
  }
  return out;
}

std::vector<std::string> people_of(std::string_view text) {
  std::vector<std::string> out;
  if (text.empty()) return out;
  for (const std::string_view name : split(text, ';')) out.emplace_back(name);
  return out;
}

Date date_or_none(std::string_view text) { return parse_date(text).value_or(Date{}); }

std::vector<std::string_view> parts_of(std::string_view text, std::size_t number) {
  std::vector<std::string_view> out = split(text, '\t');
  out.resize(number);
  return out;
}

void add_code(std::vector<std::string>& list, const std::string& code) {
  const auto at = std::lower_bound(list.begin(), list.end(), code);
  if (!code.empty() && (at == list.end() || *at != code)) list.insert(at, code);
}

// The pairs of different parties, each in alphabetical order.
std::set<std::pair<std::string, std::string>> pairs_of(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  std::vector<std::string> all = some;
  all.insert(all.end(), others.begin(), others.end());
  std::set<std::pair<std::string, std::string>> out;
  for (const std::string& a : all) {
    for (const std::string& b : all) {
      if (a < b) out.emplace(a, b);
    }
  }
  return out;
}

std::vector<std::string> sorted_words(std::string_view text) {
  std::vector<std::string> out = words_of(text);
  std::sort(out.begin(), out.end());
  return out;
}

// One bit of 64 a party or framework: two lists without a bit in common have nothing in common.
std::uint64_t marks_of(const std::vector<std::string>& codes, const std::vector<std::string>& initiatives) {
  std::uint64_t out = 0;
  for (const std::vector<std::string>* list : {&codes, &initiatives}) {
    for (const std::string& name : *list) out |= std::uint64_t{1} << (digest64(name) % 64);
  }
  return out;
}

}  // namespace

std::string encode_act(const ActFacts& facts) {
  const std::vector<std::string> parts{list_of(facts.named), list_of(facts.heads), list_of(facts.roles), join(facts.people, ";"), amounts_text(facts.amounts),
                                       list_of(facts.promised), facts.due_from.iso(), facts.due_to.iso(), facts.done ? "1" : ""};
  return join(parts, "\t");
}

void decode_act(std::string_view text, ActFacts& facts) {
  const std::vector<std::string_view> parts = parts_of(text, 9);
  facts.named = words_of(parts[0]);
  facts.heads = words_of(parts[1]);
  facts.roles = words_of(parts[2]);
  facts.people = people_of(parts[3]);
  facts.amounts = amounts_of(parts[4]);
  facts.promised = words_of(parts[5]);
  facts.due_from = date_or_none(parts[6]);
  facts.due_to = date_or_none(parts[7]);
  facts.done = !parts[8].empty();
}

std::string encode_commitment(const CommitmentFacts& facts) {
  const std::vector<std::string> parts{list_of(facts.heads), list_of(facts.roles), join(facts.people, ";"), list_of(facts.named), amounts_text(facts.amounts),
                                       facts.negative ? "1" : ""};
  return join(parts, "\t");
}

void decode_commitment(std::string_view text, CommitmentFacts& facts) {
  const std::vector<std::string_view> parts = parts_of(text, 6);
  facts.heads = words_of(parts[0]);
  facts.roles = words_of(parts[1]);
  facts.people = people_of(parts[2]);
  facts.named = words_of(parts[3]);
  facts.amounts = amounts_of(parts[4]);
  facts.negative = !parts[5].empty();
}

Linker::Linker(SQLite::Database& database, const TermWeights& weights, const Outcomes& outcomes)
    : database_(database), weights_(weights), outcomes_(outcomes), texts_(database),
      insert_evidence_(database, "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?)"),
      insert_words_(database, "INSERT INTO act_words(rowid, terms) VALUES (?, ?)"),
      find_acts_(database, "SELECT rowid FROM act_words WHERE act_words MATCH ? AND rowid >= ?"),
      find_meetings_(database, "SELECT o.event FROM code x JOIN code z JOIN tie t ON t.a = x.id AND t.b = z.id JOIN event_type y ON y.id = t.type JOIN occurrence o ON o.id = t.occurrence "
                               "WHERE x.name = ? AND z.name = ? AND y.name = 'CONSULT' AND t.day >= ? AND t.happened = 0"),
      read_act_(database, "SELECT d.given, y.name, e.modes, e.pillars, e.initiatives, e.terms, e.facts, e.day, e.precision, e.happened, e.occurrence IS NULL, d.published, e.date_from_text, e.location_country, e.document, e.sentence_first, e.sentence_last "
                          "FROM event e JOIN document d ON d.id = e.document JOIN event_type y ON y.id = e.type WHERE e.id = ?"),
      read_parties_(database, "SELECT p.recipient, c.name FROM party p JOIN actor a ON a.id = p.actor JOIN code c ON c.id = a.code WHERE p.event = ?"),
      read_commitment_(database, "SELECT d.given, e.pillars, e.initiatives, c.terms, c.facts, d.published, c.due_from, c.due_to, c.firm, c.what, c.event, e.day, e.precision, e.document, e.sentence_first, e.sentence_last "
                                 "FROM commitment c JOIN event e ON e.id = c.event JOIN document d ON d.id = e.document WHERE c.id = ?") {}

void Linker::load() {
  if (loaded_) return;
  loaded_ = true;
  SQLite::Statement rows(database_, "SELECT c.id FROM commitment c JOIN event e ON e.id = c.event WHERE e.occurrence IS NOT NULL ORDER BY c.id");
  std::vector<std::int64_t> ids;
  while (rows.executeStep()) ids.push_back(rows.getColumn(0).getInt64());
  for (const std::int64_t id : ids) index(id, commitment(id));
  SQLite::Statement days(database_, "SELECT e.id, e.day, d.day FROM event e JOIN document d ON d.id = e.document ORDER BY e.id");
  while (days.executeStep()) {
    note_day(days.getColumn(0).getInt64(), days.isColumnNull(1) ? days.getColumn(2).getInt64() : days.getColumn(1).getInt64());
  }
}

void Linker::note_day(std::int64_t event, std::int64_t day) {
  const auto size = static_cast<std::size_t>(event) + 1;
  days_.resize(size, 0);
  latest_.resize(size, latest_.empty() ? 0 : latest_.back());
  days_.back() = static_cast<std::int32_t>(day);
  latest_.back() = std::max(latest_.back(), days_.back());
}

void Linker::index(std::int64_t id, const PreparedCommitment& promise) {
  const auto number = static_cast<std::uint32_t>(promises_.size());
  promises_.push_back({id, promise.words.total, promise.facts->made.known() ? promise.facts->made.days() : 0});
  met_.push_back(marks_of(promise.facts->by, promise.facts->initiatives));
  for (const auto& [term, weight] : promise.words.terms) postings_[term].push_back({number, static_cast<float>(weight)});
  if (promise.kind != nullptr && promise.kind->meeting && promise.words.total < kBare) {
    for (const auto& pair : pairs_of(promise.facts->by, promise.facts->to)) bare_[pair].push_back(number);
  }
}

const PreparedCommitment& Linker::commitment(std::int64_t id) {
  if (const auto found = kept_.find(id); found != kept_.end()) return found->second->prepared;
  if (kept_.size() >= kKeptPromises) kept_.clear();
  auto kept = std::make_unique<Kept>();
  CommitmentFacts& out = kept->facts;
  read_commitment_.reset();
  read_commitment_.bind(1, id);
  read_commitment_.executeStep();
  out.document = read_commitment_.getColumn(0).getString();
  out.pillars = sorted_words(read_commitment_.getColumn(1).getString());
  out.initiatives = sorted_words(read_commitment_.getColumn(2).getString());
  out.terms = words_of(read_commitment_.getColumn(3).getString());
  decode_commitment(read_commitment_.getColumn(4).getString(), out);
  out.made = date_or_none(read_commitment_.getColumn(5).getString());
  out.due_from = date_or_none(read_commitment_.getColumn(6).getString());
  out.due_to = date_or_none(read_commitment_.getColumn(7).getString());
  out.firm = read_commitment_.getColumn(8).getInt() != 0;
  out.what = read_commitment_.getColumn(9).getString();
  if (!read_commitment_.isColumnNull(11)) out.made = date_of(read_commitment_.getColumn(11).getInt64(), static_cast<DatePrecision>(read_commitment_.getColumn(12).getInt()));
  out.sentence = std::string(slice(texts_.text(read_commitment_.getColumn(13).getInt64()), {read_commitment_.getColumn(14).getUInt(), read_commitment_.getColumn(15).getUInt()}));
  read_parties_.reset();
  read_parties_.bind(1, read_commitment_.getColumn(10).getInt64());
  while (read_parties_.executeStep()) add_code(read_parties_.getColumn(0).getInt() != 0 ? out.to : out.by, read_parties_.getColumn(1).getString());
  kept->prepared = prepare(out, weights_, outcomes_);
  return (kept_[id] = std::move(kept))->prepared;
}

ActFacts Linker::act(std::int64_t event) {
  ActFacts out;
  read_act_.reset();
  read_act_.bind(1, event);
  if (!read_act_.executeStep() || read_act_.getColumn(10).getInt() != 0) return out;  // retired: no date, relates to nothing
  out.document = read_act_.getColumn(0).getString();
  out.event = read_act_.getColumn(1).getString();
  out.mode = words_of(read_act_.getColumn(2).getString());
  out.pillars = sorted_words(read_act_.getColumn(3).getString());
  out.initiatives = sorted_words(read_act_.getColumn(4).getString());
  out.terms = words_of(read_act_.getColumn(5).getString());
  decode_act(read_act_.getColumn(6).getString(), out);
  out.date = read_act_.isColumnNull(7) ? date_or_none(read_act_.getColumn(11).getString())
                                       : date_of(read_act_.getColumn(7).getInt64(), static_cast<DatePrecision>(read_act_.getColumn(8).getInt()));
  out.when = static_cast<When>(read_act_.getColumn(9).getInt());
  out.dated = read_act_.getColumn(12).getInt() != 0;
  out.country = read_act_.getColumn(13).getString();
  out.sentence = std::string(slice(texts_.text(read_act_.getColumn(14).getInt64()), {read_act_.getColumn(15).getUInt(), read_act_.getColumn(16).getUInt()}));
  read_parties_.reset();
  read_parties_.bind(1, event);
  while (read_parties_.executeStep()) add_code(read_parties_.getColumn(0).getInt() != 0 ? out.recipients : out.actors, read_parties_.getColumn(1).getString());
  return out;
}

void Linker::relate_and_store(std::int64_t commitment, const PreparedCommitment& promise, std::int64_t event, const PreparedAct& act) {
  const std::optional<Link> link = relate(promise, act, outcomes_);
  if (!link) return;
  insert_evidence_.reset();
  insert_evidence_.bind(1, commitment);
  insert_evidence_.bind(2, event);
  insert_evidence_.bind(3, static_cast<std::int64_t>(link->relation));
  insert_evidence_.bind(4, link->score);
  insert_evidence_.bind(5, link->why);
  found_ += static_cast<std::uint64_t>(insert_evidence_.exec());
}

void Linker::add_act(std::int64_t event) {
  load();
  const ActFacts facts = act(event);
  note_day(event, 0);
  if (!facts.date.known() || facts.when != When::kPast) return;
  const PreparedAct prepared = prepare(facts, weights_, outcomes_);
  const std::int64_t day = facts.date.days();
  note_day(event, day);
  const std::uint64_t marks = marks_of(facts.named, facts.initiatives);
  const double of_act = prepared.words.total;
  shared_.resize(promises_.size(), 0);
  std::vector<std::uint32_t> touched;
  std::string words;
  for (const auto& [term, weight] : prepared.words.terms) {
    words += index_word(term) + " ";
    const auto found = postings_.find(term);
    if (found == postings_.end()) continue;
    for (const Posting& posting : found->second) {
      if ((met_[posting.promise] & marks) == 0) continue;  // relate() asks for a party or framework in common
      if (shared_[posting.promise] == 0) touched.push_back(posting.promise);
      shared_[posting.promise] += posting.weight;
    }
  }
  insert_words_.reset();
  insert_words_.bind(1, event);
  insert_words_.bind(2, words);
  insert_words_.exec();
  std::vector<std::uint32_t> candidates;
  for (const std::uint32_t number : touched) {
    const Promise& promise = promises_[number];
    if (promise.made <= day && worth_relating(shared_[number], promise.weight, of_act)) candidates.push_back(number);
    shared_[number] = 0;
  }
  if (facts.event == "CONSULT") {
    for (const auto& pair : pairs_of(facts.actors, facts.recipients)) {
      const auto found = bare_.find(pair);
      if (found == bare_.end()) continue;
      for (const std::uint32_t number : found->second) {
        if (promises_[number].made <= day) candidates.push_back(number);
      }
    }
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  for (const std::uint32_t number : candidates) {
    const std::int64_t id = promises_[number].id;
    if (!forgotten_.contains(id)) relate_and_store(id, commitment(id), event, prepared);
  }
}

void Linker::add_commitment(std::int64_t id) {
  load();
  const PreparedCommitment& prepared = commitment(id);
  const CommitmentFacts& facts = *prepared.facts;
  if (!facts.made.known()) return;
  const double of_promise = prepared.words.total;
  const std::int64_t made = facts.made.days();
  std::vector<std::int64_t> candidates, meetings;
  std::vector<std::pair<double, std::string_view>> heaviest;
  for (const auto& [term, weight] : prepared.words.terms) heaviest.emplace_back(-weight, term);
  std::sort(heaviest.begin(), heaviest.end());
  double left = of_promise;
  // No act before this one is of the promise's day or later.
  const auto first = static_cast<std::int64_t>(std::lower_bound(latest_.begin(), latest_.end(), static_cast<std::int32_t>(made)) - latest_.begin());
  for (const auto& [weight, term] : heaviest) {
    if (left < kLeastBySmaller * of_promise || left < kLeastShared) break;
    left += weight;
    find_acts_.reset();
    find_acts_.bind(1, index_word(std::string(term)));
    find_acts_.bind(2, first);
    while (find_acts_.executeStep()) {
      const std::int64_t event = find_acts_.getColumn(0).getInt64();
      if (days_[static_cast<std::size_t>(event)] >= made) candidates.push_back(event);
    }
  }
  if (prepared.kind != nullptr && prepared.kind->meeting && of_promise < kBare) {
    for (const auto& [a, b] : pairs_of(facts.by, facts.to)) {
      for (const bool turned : {false, true}) {
        find_meetings_.reset();
        find_meetings_.bind(1, turned ? b : a);
        find_meetings_.bind(2, turned ? a : b);
        find_meetings_.bind(3, made);
        while (find_meetings_.executeStep()) meetings.push_back(find_meetings_.getColumn(0).getInt64());
      }
    }
  }
  const auto unique = [](std::vector<std::int64_t>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  };
  unique(candidates);
  unique(meetings);
  for (const std::int64_t event : candidates) {
    const ActFacts other = act(event);
    const PreparedAct prepared_act = prepare(other, weights_, outcomes_);
    double shared = 0;
    for (auto x = prepared.words.terms.begin(), y = prepared_act.words.terms.begin(); x != prepared.words.terms.end() && y != prepared_act.words.terms.end();) {
      const int order = x->first.compare(y->first);
      if (order == 0) shared += x->second;
      if (order <= 0) ++x;
      if (order >= 0) ++y;
    }
    if (worth_relating(shared, of_promise, prepared_act.words.total)) relate_and_store(id, prepared, event, prepared_act);
  }
  for (const std::int64_t event : meetings) {
    const ActFacts other = act(event);
    relate_and_store(id, prepared, event, prepare(other, weights_, outcomes_));
  }
  index(id, prepared);
}

}  // namespace entente::ledger
