// Outside interface: terms.h.
#include "ledger/terms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace entente::ledger {
namespace {

using Index = std::uint32_t;

bool is_content(Upos upos) { return upos == Upos::kNoun || upos == Upos::kVerb || upos == Upos::kAdj || upos == Upos::kPropn; }

std::string lemma_of(const Document& document, const Token& token) {
  return to_lower_ascii(token.lemma.empty() ? form(document, token) : std::string_view(token.lemma));
}

bool is_clause(Deprel deprel) {
  switch (deprel) {
    case Deprel::kRoot:
    case Deprel::kCcomp:
    case Deprel::kAdvcl:
    case Deprel::kAdvclRelcl:
    case Deprel::kAclRelcl:
    case Deprel::kAcl:
    case Deprel::kParataxis:
    case Deprel::kCsubj:
    case Deprel::kList: return true;
    default: return false;
  }
}

bool is_verb(const Token& token) { return token.upos == Upos::kVerb || token.upos == Upos::kAux; }

// Clauses told beside the one above them: another act.
bool stands_beside(const Sentence& sentence, Index i) {
  const Token& token = sentence.tokens[i];
  switch (token.deprel) {
    case Deprel::kAdvcl:
    case Deprel::kAdvclRelcl:
    case Deprel::kParataxis:
    case Deprel::kCcomp:
    case Deprel::kList: return true;
    case Deprel::kConj: return is_verb(token) && token.head != kNoHead && is_verb(sentence.tokens[static_cast<std::size_t>(token.head)]);
    default: return false;
  }
}

struct NumberWord { std::string_view word; double value; };
constexpr auto kNumberWords = std::to_array<NumberWord>(
    {{"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9}, {"ten", 10},
     {"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18},
     {"nineteen", 19}, {"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50}, {"sixty", 60}, {"seventy", 70}, {"eighty", 80}, {"ninety", 90},
     {"dozen", 12}, {"hundred", 100}, {"thousand", 1000}, {"million", 1e6}, {"billion", 1e9}, {"trillion", 1e12}});

std::optional<double> number_of(std::string_view word) {
  const std::string lower = to_lower_ascii(word);
  for (const NumberWord& row : kNumberWords) {
    if (row.word == lower) return row.value;
  }
  std::string digits;
  for (const char c : lower) {
    if (c != ',') digits += c;
  }
  if (digits.empty() || !is_ascii_digit(digits.front())) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

struct CurrencyRow { std::string_view word, code; };
constexpr auto kCurrencies = std::to_array<CurrencyRow>(
    {{"$", "USD"}, {"us$", "USD"}, {"a$", "AUD"}, {"dollar", "USD"}, {"usd", "USD"}, {"€", "EUR"}, {"euro", "EUR"}, {"eur", "EUR"}, {"£", "GBP"}, {"pound", "GBP"},
     {"¥", "JPY"}, {"yen", "JPY"}, {"yuan", "CNY"}, {"won", "KRW"}, {"rupee", "INR"}, {"rouble", "RUB"}, {"ruble", "RUB"}, {"krona", "SEK"}, {"krone", "NOK"}});

std::string currency(const std::string& word) {
  for (const CurrencyRow& row : kCurrencies) {
    if (row.word == word) return std::string(row.code);
  }
  return {};
}

bool looks_like_year(std::string_view word, double value) { return word.size() == 4 && value >= 1900 && value <= 2100; }

bool names_a_unit_of_time(std::string_view lemma) {
  static constexpr auto kTime = std::to_array<std::string_view>(
      {"day", "week", "month", "year", "hour", "minute", "decade", "quarter", "january", "february", "march", "april", "may", "june", "july",
       "august", "september", "october", "november", "december", "percent", "per", "cent", "%", "round", "time", "country", "side", "nation", "minister", "leader"});
  return std::find(kTime.begin(), kTime.end(), lemma) != kTime.end();
}

}  // namespace

TermWeights TermWeights::load(const std::filesystem::path& file) {
  static constexpr auto kColumns = std::to_array<std::string_view>({"term", "documents"});
  const Table table = read_table(file, kColumns);
  std::unordered_map<std::string, double> counts;
  double documents = 0;
  std::string faults;
  for (const TableRow& row : table.rows) {
    double count = 0;
    const auto [end, error] = std::from_chars(row.cells[1].data(), row.cells[1].data() + row.cells[1].size(), count);
    if (error != std::errc() || end != row.cells[1].data() + row.cells[1].size() || count < 1) {
      faults += "\n  " + file.string() + ":" + std::to_string(row.line) + ": not a number of documents: " + std::string(row.cells[1]);
    } else if (row.cells[0] == "*") {
      documents = count;
    } else {
      counts.emplace(row.cells[0], count);
    }
  }
  if (documents == 0) faults += "\n  " + file.string() + ": no row \"*\" with the number of all documents";
  if (!faults.empty()) throw Error(ErrorKind::kFatal, "faults in the table of term weights:" + faults);
  return {documents, std::move(counts)};
}

TermWeights::TermWeights(double documents, std::unordered_map<std::string, double> counts) : documents_(documents), counts_(std::move(counts)) {}

double TermWeights::weight(const std::string& term) const {
  const auto found = counts_.find(term);
  const double count = found == counts_.end() ? 1 : std::max(1.0, found->second);
  return std::max(0.0, std::log(documents_ / count));
}

std::vector<Index> clause_tokens(const Document& document, const Event& event) {
  const Sentence& sentence = document.sentences[event.sentence];
  const auto size = static_cast<Index>(sentence.tokens.size());
  Index trigger = size;
  for (Index i = 0; i < size && trigger == size; ++i) {
    if (event.trigger.contains(sentence.tokens[i].span)) trigger = i;
  }
  std::vector<Index> all(size);
  for (Index i = 0; i < size; ++i) all[i] = i;
  if (trigger == size) return all;
  Index top = trigger;
  for (Index steps = 0; steps < size; ++steps) {
    const Token& token = sentence.tokens[top];
    if (token.head == kNoHead || is_clause(token.deprel)) break;
    if (token.deprel == Deprel::kConj && is_verb(token)) break;
    top = static_cast<Index>(token.head);
  }
  std::vector<char> taken(size, 0);
  // A child is taken with what it depends on, unless it begins another telling; heads may follow
  // their dependents, so this runs until nothing is added.
  taken[top] = 1;
  const Token& head = sentence.tokens[top];
  Index noun = size;
  if ((head.deprel == Deprel::kAclRelcl || head.deprel == Deprel::kAcl) && head.head != kNoHead) {
    noun = static_cast<Index>(head.head);
    taken[noun] = 1;
  }
  for (bool grew = true; grew;) {
    grew = false;
    for (Index i = 0; i < size; ++i) {
      const Token& token = sentence.tokens[i];
      if (taken[i] != 0 || token.head == kNoHead || taken[static_cast<std::size_t>(token.head)] == 0) continue;
      if (i != trigger && stands_beside(sentence, i)) continue;
      // Of the noun that a relative clause belongs to: its own words, no second relative.
      if (noun != size && token.head == static_cast<std::int32_t>(noun) && (token.deprel == Deprel::kAclRelcl || token.deprel == Deprel::kAcl)) continue;
      taken[i] = 1;
      grew = true;
    }
  }
  std::vector<Index> out;
  for (Index i = 0; i < size; ++i) {
    if (taken[i] != 0) out.push_back(i);
  }
  return out;
}

std::vector<std::string> content_terms(const Document& document, std::uint32_t sentence, const std::vector<Index>& tokens) {
  const Sentence& of = document.sentences[sentence];
  // 1: inside whoever is mentioned, 2: a town.
  std::vector<char> named(of.tokens.size(), 0);
  for (const Mention& mention : document.mentions) {
    if (mention.sentence != sentence) continue;
    bool town = mention.place && mention.kind == MentionKind::kName && !mention.actors.empty();
    for (const std::uint32_t actor : mention.actors) town = town && !document.actors[actor].sector.empty();
    for (Index i = mention.first; i < mention.last && i < of.tokens.size(); ++i) named[i] = town ? 2 : std::max<char>(named[i], 1);
  }
  std::set<std::string> out;
  for (const Index i : tokens) {
    const Token& token = of.tokens[i];
    // Of "five American prisoners" the nationality is the party's name, the prisoners are the matter.
    const std::string_view written = form(document, token);
    if (named[i] == 1 && (token.upos == Upos::kPropn || written.empty() || !is_ascii_lower(written.front()))) continue;
    if (is_content(token.upos)) out.insert(lemma_of(document, token));
  }
  return {out.begin(), out.end()};
}

std::vector<std::string> content_terms(const Document& document, const Event& event) {
  std::vector<Index> tokens = clause_tokens(document, event);
  if (event.content.size() > 0) {
    tokens.clear();
    const Sentence& sentence = document.sentences[event.sentence];
    for (Index i = 0; i < sentence.tokens.size(); ++i) {
      if (event.content.contains(sentence.tokens[i].span)) tokens.push_back(i);
    }
  }
  return content_terms(document, event.sentence, tokens);
}

std::vector<Amount> amounts_in(const Document& document, std::uint32_t sentence, const std::vector<Index>& tokens) {
  const Sentence& of = document.sentences[sentence];
  std::vector<char> in(of.tokens.size(), 0);
  for (const Index i : tokens) in[i] = 1;
  std::set<Amount> out;
  for (Index i = 0; i < of.tokens.size(); ++i) {
    if (in[i] == 0 || of.tokens[i].upos != Upos::kNum) continue;
    const std::string_view word = form(document, of.tokens[i]);
    std::optional<double> value = number_of(word);
    // "F-16" and "S-400" count nothing.
    const auto touches = [&](Index other) { return other < of.tokens.size() && form(document, of.tokens[other]) == "-"; };
    if (!value || looks_like_year(word, *value) || (i > 0 && touches(i - 1)) || touches(i + 1)) continue;
    const Index first = i;
    while (i + 1 < of.tokens.size() && in[i + 1] != 0) {
      const std::string_view next = form(document, of.tokens[i + 1]);
      const std::optional<double> scale = number_of(next);
      if (!scale || *scale < 12 || is_ascii_digit(next.front())) break;
      *value *= *scale;
      ++i;
    }
    // What is counted: the noun above the number, past other numbers and measures.
    std::string unit;
    std::int32_t above = of.tokens[first].head;
    for (int steps = 0; steps < 4 && above != kNoHead; ++steps) {
      const Token& token = of.tokens[static_cast<std::size_t>(above)];
      if (token.upos == Upos::kNoun || token.upos == Upos::kPropn) {
        unit = lemma_of(document, token);
        break;
      }
      above = token.upos == Upos::kNum || token.upos == Upos::kSym ? token.head : kNoHead;
    }
    if (unit.empty() && i + 1 < of.tokens.size() && of.tokens[i + 1].upos == Upos::kNoun) unit = lemma_of(document, of.tokens[i + 1]);
    if (first > 0) {
      const std::string symbol = currency(to_lower_ascii(form(document, of.tokens[first - 1])));
      if (!symbol.empty()) unit = symbol;
    }
    if (const std::string code = currency(unit); !code.empty()) unit = code;
    if (i + 1 < of.tokens.size()) {
      const std::string code = currency(lemma_of(document, of.tokens[i + 1]));
      if (!code.empty()) unit = code;
    }
    if (!unit.empty() && !names_a_unit_of_time(unit)) out.insert({*value, unit});
  }
  return {out.begin(), out.end()};
}

}  // namespace entente::ledger
