// Names of codes and initiatives, from the tables that the coder uses.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "brief/brief.h"

namespace entente {
namespace {

// Names that take an article, by their last word or as a whole.
constexpr auto kArticleEndings = std::to_array<std::string_view>(
    {"States",    "Kingdom",     "Emirates",    "Union",       "Nations",      "Republic",
     "Islands",   "Netherlands", "Philippines", "Bahamas",     "Maldives",     "Seychelles",
     "Comoros",   "Gambia",      "Congo",       "Territories", "Organization", "Organisation",
     "Fund",      "Bank",        "Agency",      "Court",       "League",       "Council",
     "Community", "Commission",  "Cross",       "Territory"});

// Where the table's first word is not the one that desk officers write, or there is none.
struct Preferred {
  std::string_view code, name, adjective;
};
constexpr auto kPreferred =
    std::to_array<Preferred>({{"USA", "United States", "US"},
                              {"GBR", "United Kingdom", "British"},
                              {"KOR", "South Korea", "South Korean"},
                              {"PRK", "North Korea", "North Korean"},
                              {"COD", "Democratic Republic of the Congo", "Congolese"},
                              {"EUR", "European Union", "EU"},
                              {"NAT", "NATO", "NATO"},
                              {"ASA", "ASEAN", "ASEAN"},
                              {"UNO", "United Nations", "UN"},
                              {"G07", "G7", "G7"},
                              {"G20", "G20", "G20"},
                              {"IGO", "other international bodies", ""},
                              {"NGO", "non-governmental organisations", ""}});

// Edits that turn one word into another, up to `most`.
std::size_t distance(std::string_view x, std::string_view y) {
  std::vector<std::size_t> row(y.size() + 1);
  for (std::size_t j = 0; j <= y.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= x.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= y.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (x[i - 1] == y[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[y.size()];
}

}  // namespace

BriefNames::BriefNames(const std::filesystem::path& data) {
  constexpr auto kCountryColumns =
      std::to_array<std::string_view>({"code", "sector", "kind", "phrase", "from", "to", "note"});
  const Table countries = read_table(data / "actors" / "countries.tsv", kCountryColumns);
  for (const TableRow& row : countries.rows) {
    const std::string code(row.cells[0]), phrase(row.cells[3]);
    const std::string_view kind = row.cells[2];
    if (kind == "name" && row.cells[1].empty()) names_.try_emplace(code, phrase);
    if (kind == "adjective" && row.cells[1].empty()) adjectives_.try_emplace(code, phrase);
    if (kind != "former" && (row.cells[1].empty() || kind == "seat"))
      spellings_[code].push_back(phrase);
    if (row.cells[1].empty() && (kind == "name" || kind == "adjective"))
      by_word_.try_emplace(phrase, code);
  }
  // Countries that stand with a sector only (unrecognised ones).
  for (const TableRow& row : countries.rows) {
    if (row.cells[2] == "name")
      names_.try_emplace(std::string(row.cells[0]), std::string(row.cells[3]));
  }
  const Table bodies = read_table(data / "actors" / "bodies.tsv", kCountryColumns);
  for (const TableRow& row : bodies.rows) {
    if (row.cells[2] != "org" || row.cells[0].empty()) continue;
    const std::string code(row.cells[0]);
    const std::string_view note = row.cells[6];
    if (adjectives_.contains(code)) continue;  // a body of a country
    names_.try_emplace(code, std::string(!note.empty() && is_ascii_upper(note[0]) &&
                                                 note.find(';') == std::string_view::npos
                                             ? note
                                             : row.cells[3]));
    spellings_[code].emplace_back(row.cells[3]);
  }
  for (const Preferred& preferred : kPreferred) {
    names_[std::string(preferred.code)] = preferred.name;
    adjectives_[std::string(preferred.code)] = preferred.adjective;
  }
  constexpr auto kInitiativeColumns = std::to_array<std::string_view>(
      {"id", "name", "other_names", "members", "pillars", "from", "to", "note"});
  const Table initiatives = read_table(data / "initiatives.tsv", kInitiativeColumns);
  for (const TableRow& row : initiatives.rows)
    initiatives_.try_emplace(std::string(row.cells[0]), std::string(row.cells[1]));
}

std::string BriefNames::name(std::string_view code) const {
  const auto found = names_.find(code);
  return found == names_.end() ? std::string(code) : found->second;
}

std::string BriefNames::in_sentence(std::string_view code) const {
  std::string out = name(code);
  const bool article =
      std::any_of(kArticleEndings.begin(), kArticleEndings.end(), [&](std::string_view ending) {
        return out.size() >= ending.size() && out.ends_with(ending) &&
               (out.size() == ending.size() || out[out.size() - ending.size() - 1] == ' ');
      });
  return article || out.starts_with("Democratic Republic") ? fmt::format("the {}", out) : out;
}

std::string BriefNames::adjective(std::string_view code) const {
  const auto found = adjectives_.find(code);
  return found == adjectives_.end() ? std::string() : found->second;
}

std::string BriefNames::initiative(std::string_view id) const {
  const auto found = initiatives_.find(id);
  return found == initiatives_.end() ? std::string(id) : found->second;
}

const std::vector<std::string>& BriefNames::spellings(std::string_view code) const {
  static const std::vector<std::string> kNone;
  const auto found = spellings_.find(code);
  return found == spellings_.end() ? kNone : found->second;
}

std::vector<std::string> BriefNames::named_in(std::string_view text) const {
  std::set<std::string> found;
  // Words in capitals, alone and with the one that follows.
  for (std::size_t i = 0; i < text.size();) {
    const auto end_of = [&](std::size_t at) {
      while (at < text.size() &&
             (is_ascii_alpha(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80))
        ++at;
      return at;
    };
    const std::size_t end = end_of(i);
    if (end == i) {
      ++i;
      continue;
    }
    if (is_ascii_upper(text[i])) {
      const std::size_t second = end < text.size() && text[end] == ' ' ? end_of(end + 1) : end;
      auto country = by_word_.find(text.substr(i, second - i));
      if (country == by_word_.end()) country = by_word_.find(text.substr(i, end - i));
      if (country != by_word_.end() && !text.substr(end).starts_with(" Sea"))
        found.insert(country->second);
    }
    i = end;
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> BriefNames::near(std::string_view wrong) const {
  const std::string lower = to_lower(wrong);
  std::vector<std::tuple<std::size_t, std::string, std::string>> found;
  for (const auto& [code, name] : names_) {
    // A name or part of one first, then codes of nearly the same letters.
    std::size_t away = 2 * distance(lower, to_lower_ascii(code)) + 1;
    std::vector<std::string> words{name, adjective(code)};
    const std::vector<std::string>& more = spellings(code);
    words.insert(words.end(), more.begin(), more.end());
    for (const std::string& word : words) {
      if (word.empty()) continue;
      const std::size_t edits = distance(lower, to_lower(word));
      if (edits * 4 <= word.size()) away = std::min(away, edits);
      if (lower.size() >= 2 && lower.size() < word.size() && to_lower(word).starts_with(lower))
        away = std::min<std::size_t>(away, 2);
    }
    if (away <= 3) found.emplace_back(away, code, name);
  }
  std::sort(found.begin(), found.end());
  // Somebody who wrote the name itself meant nothing else.
  if (!found.empty() && std::get<0>(found.front()) == 0)
    std::erase_if(found, [](const auto& row) { return std::get<0>(row) > 0; });
  std::vector<std::string> out;
  for (const auto& [away, code, name] : found) {
    if (out.size() < 3) out.push_back(fmt::format("{} ({})", code, name));
  }
  return out;
}

}  // namespace entente
