// Which real visits and trips a ledger tells, and whether the months of its talks follow them.
//   bench_visits LEDGER TABLE... [--home USA] [--list]
// TABLE, tab-separated with a header, has a line a stay: from_id (a leader who came) or country_id
// (where the home state's president or secretary went), start and end (YYYY-MM-DD), visitor or
// name, and where it mixes both kinds a column role that says "visitor". Country ids are names in
// lower case with hyphens. A stay is found where a CONSULT of home and country is dated within its
// days, one more on either side. Stays count where the ledger has read something that was published
// within those days; others are outside. Firmly found: by such an act that is told as a visit or
// tells the person. By chance: how many would be found were each stay three to six weeks earlier or
// later, as a measure of what the first figure is worth.
// --list prints every stay with what was found; without it the missed and the not firmly found
// ones.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/ledger.h"

namespace entente {
namespace {

constexpr std::int64_t kSlackDays = 1, kNearDays = 10;
constexpr auto kShifts = std::to_array<std::int64_t>(
    {-42, -35, -28, -21, 21, 28, 35, 42});  // whole weeks: few talks fall on Sundays

// ---------------------------------------------------------------- the tables

struct Stay {
  std::string code, id, name, told;  // told: the table's own words
  bool visitor = false;              // came; else the home state's went
  std::int64_t first = 0, last = 0;
};

// "Côte d'Ivoire" and "cote-d-ivoire" are "cote d ivoire"; the order of words, "and", "of" and
// "the" do not count
// ("korea-south", "saint-kitts-nevis").
std::string name_key(std::string_view name) {
  std::set<std::string> words;
  std::string word;
  for (const char c : to_lower(fold_accents(name)) + " ") {
    if (is_ascii_alpha(c) || is_ascii_digit(c)) {
      word.push_back(c);
    } else {
      if (!word.empty() && word != "and" && word != "of" && word != "the") words.insert(word);
      word.clear();
    }
  }
  return join(std::vector<std::string>(words.begin(), words.end()), " ");
}

// Names a historian's table uses that are no country's name.
struct OtherName {
  std::string_view key, code;
};
constexpr auto kOtherNames = std::to_array<OtherName>(
    {{"authority palestinian", "PSE"}, {"bank west", "PSE"}, {"gaza", "PSE"}});

std::map<std::string, std::string> load_names(const std::filesystem::path& file) {
  static constexpr auto kColumns =
      std::to_array<std::string_view>({"code", "sector", "kind", "phrase", "from", "to", "note"});
  std::map<std::string, std::string> out;
  for (const OtherName& row : kOtherNames) out.emplace(row.key, row.code);
  const Table table = read_table(file, kColumns);
  for (const std::string_view kind : {"name", "former"}) {
    for (const TableRow& row : table.rows) {
      if (row.cells[2] == kind) out.emplace(name_key(row.cells[3]), row.cells[0]);
    }
  }
  return out;
}

std::vector<Stay> load_stays(const std::string& path,
                             const std::map<std::string, std::string>& names) {
  std::map<std::string, std::size_t, std::less<>> columns;
  std::vector<Stay> out;
  std::map<std::string, std::size_t> unknown;
  const std::string text = read_file(path);
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string_view> cells =
        split(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, '\t');
    if (columns.empty()) {
      for (std::size_t i = 0; i < cells.size(); ++i) columns.emplace(cells[i], i);
      continue;
    }
    const auto cell = [&](std::string_view name) {
      const auto found = columns.find(name);
      return found == columns.end() || found->second >= cells.size()
                 ? std::string()
                 : std::string(trim(cells[found->second]));
    };
    Stay stay;
    stay.visitor = columns.contains("from_id") || cell("role") == "visitor";
    const std::string id = cell(columns.contains("from_id") ? "from_id" : "country_id");
    const std::optional<Date> start = parse_date(cell("start")), end = parse_date(cell("end"));
    if (!start || start->day == 0) continue;
    const auto found = names.find(name_key(id));
    if (found == names.end()) {
      ++unknown[id];
      continue;
    }
    stay.code = found->second;
    stay.id = cell("id");
    stay.name = cell(columns.contains("visitor") ? "visitor" : "name");
    stay.told = cell(columns.contains("description") ? "description" : "remarks");
    stay.first = start->days();
    stay.last = end && end->day != 0 && *end >= *start ? end->days() : stay.first;
    out.push_back(stay);
  }
  for (const auto& [id, count] : unknown)
    std::cerr << fmt::format("{}: {} lines name a country that no table knows: '{}'\n", path, count,
                             id);
  return out;
}

// ---------------------------------------------------------------- acts of the ledger

bool tells_person(const StoredAct& act, const std::string& name) {
  const std::size_t space = name.find_last_of(' ');
  const std::string last =
      to_lower(fold_accents(space == std::string::npos ? name : name.substr(space + 1)));
  for (const std::vector<StoredParty>* side : {&act.actors, &act.recipients}) {
    for (const StoredParty& party : *side) {
      if (to_lower(fold_accents(party.name)).find(last) != std::string::npos ||
          to_lower(fold_accents(party.text)).find(last) != std::string::npos)
        return true;
    }
  }
  return false;
}

bool is_visit(const StoredAct& act) {
  return std::find(act.modes.begin(), act.modes.end(), "visit") != act.modes.end();
}

std::string one_line(std::string text, std::size_t most = 150) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() > most) text = text.substr(0, most) + "...";
  return text;
}

std::string parties(const std::vector<StoredParty>& list) {
  std::vector<std::string> out;
  for (const StoredParty& party : list)
    out.push_back(party.name.empty() || party.name == party.code ? party.code
                                                                 : party.code + ":" + party.name);
  return join(out, "+");
}

std::string line_of(const StoredAct& act) {
  return fmt::format("{} {}{}{} {} > {} [{} reports] {}", act.date.iso(), act.type,
                     act.modes.empty() ? "" : ".", join(act.modes, "."), parties(act.actors),
                     parties(act.recipients), act.mentions, one_line(act.told.sentence));
}

class Source {
 public:
  Source(const std::string& file, std::string home) : ledger_(file), home_(std::move(home)) {
    for (const DayExposure& day : ledger_.exposure({}, {})) read_[day.day] += day.documents;
  }

  [[nodiscard]] std::uint64_t documents(std::int64_t first, std::int64_t last) const {
    std::uint64_t out = 0;
    for (auto day = read_.lower_bound(first); day != read_.end() && day->first <= last; ++day)
      out += day->second;
    return out;
  }
  [[nodiscard]] std::int64_t first() const { return read_.empty() ? 0 : read_.begin()->first; }
  [[nodiscard]] std::int64_t last() const { return read_.empty() ? -1 : read_.rbegin()->first; }

  // All acts of home and country, of every time and type, oldest first.
  const std::vector<StoredAct>& acts(const std::string& code) {
    const auto [found, fresh] = acts_.try_emplace(code);
    if (fresh) {
      ActFilter filter;
      filter.a = home_;
      filter.b = code;
      filter.every_when = true;
      found->second = ledger_.acts(filter, 0);
      std::reverse(found->second.begin(), found->second.end());
    }
    return found->second;
  }

  // Passages read within these days that hold the words.
  [[nodiscard]] std::size_t passages(const std::string& words, std::int64_t first,
                                     std::int64_t last, std::string* example) const {
    SearchFilter filter;
    filter.words = words;
    filter.acts.since = date_from_days(first);
    filter.acts.until = date_from_days(last);
    const std::vector<SearchHit> hits = ledger_.search(filter);
    if (!hits.empty() && example != nullptr)
      *example = hits.front().published + " " + hits.front().title;
    return hits.size();
  }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

 private:
  Ledger ledger_;
  std::string home_;
  std::map<std::int64_t, std::uint64_t> read_;
  std::map<std::string, std::vector<StoredAct>> acts_;
};

bool talk(const StoredAct& act) {
  return act.type == "CONSULT" && act.when == When::kPast &&
         act.date.precision() == DatePrecision::kDay;
}

bool within(const StoredAct& act, const Stay& stay) {
  return act.date.days() >= stay.first - kSlackDays && act.date.days() <= stay.last + kSlackDays;
}

std::string quoted_name(const Stay& stay) {
  const std::size_t space = stay.name.find_last_of(' ');
  return "\"" + (space == std::string::npos ? stay.name : stay.name.substr(space + 1)) + "\"";
}

// What the ledger has instead, the first that applies: for whoever mends it.
std::string why_missed(Source& source, const Stay& stay, const std::string& country_words) {
  const std::vector<StoredAct>& acts = source.acts(stay.code);
  std::vector<std::string> out;
  const auto look = [&](std::string_view reason, const auto& fits) {
    std::size_t shown = 0, count = 0;
    std::string lines;
    for (const StoredAct& act : acts) {
      if (!fits(act)) continue;
      ++count;
      if (shown++ < 3) lines += "\n      " + line_of(act);
    }
    if (count > 0) out.push_back(fmt::format("{}: {}{}", reason, count, lines));
  };
  const auto published = [&](const StoredAct& act) {
    const std::optional<Date> date = parse_date(act.told.published);
    return date && date->days() >= stay.first - kSlackDays && date->days() <= stay.last + 3;
  };
  look("talks without a day or of another time", [&](const StoredAct& act) {
    return act.type == "CONSULT" && !talk(act) && (within(act, stay) || published(act));
  });
  look("talks dated up to ten days away", [&](const StoredAct& act) {
    return talk(act) && act.date.days() >= stay.first - kNearDays &&
           act.date.days() <= stay.last + kNearDays;
  });
  look("other acts in the days", [&](const StoredAct& act) {
    return act.type != "CONSULT" && act.when == When::kPast && within(act, stay);
  });
  std::string example;
  const std::size_t person =
      source.passages(quoted_name(stay), stay.first - kSlackDays, stay.last + 3, &example);
  std::string both_example;
  const std::size_t both =
      country_words.empty()
          ? 0
          : source.passages(quoted_name(stay) + " AND (" + country_words + ")",
                            stay.first - kSlackDays, stay.last + 3, &both_example);
  out.push_back(fmt::format(
      "passages read in the days with the name: {}, with name and country: {}{}", person, both,
      both > 0     ? " (" + both_example + ")"
      : person > 0 ? " (" + example + ")"
                   : ""));
  return join(out, "\n    ");
}

// ---------------------------------------------------------------- figures

std::string month_of(std::int64_t day) { return date_from_days(day).iso().substr(0, 7); }

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = static_cast<double>(x.size());
  double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : std::nan("");
}

// Ranks from 1, those of equal values shared out.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<double> out;
  for (const double value : values) {
    const auto below =
        std::count_if(values.begin(), values.end(), [&](double other) { return other < value; });
    const auto same = std::count(values.begin(), values.end(), value);
    out.push_back(static_cast<double>(below) + (static_cast<double>(same) + 1) / 2);
  }
  return out;
}

std::string correlations(const std::vector<double>& x, const std::vector<double>& y) {
  return fmt::format("Pearson {:.2f}, Spearman {:.2f} (n = {})", pearson(x, y),
                     pearson(ranks(x), ranks(y)), x.size());
}

struct Tally {
  std::size_t stays = 0, found = 0, firm = 0, visit = 0, person = 0, shifted = 0, shifted_found = 0,
              shifted_firm = 0;
};

void print(const std::string& name, const Tally& tally) {
  const double n = static_cast<double>(std::max<std::size_t>(tally.stays, 1));
  const double shifted = static_cast<double>(std::max<std::size_t>(tally.shifted, 1));
  std::cout << fmt::format(
      "{:<12} {:>5} {:>6} {:>6.1f} {:>12.1f}   {:>6} {:>6.1f} {:>12.1f}   {:>11} {:>11}\n", name,
      tally.stays, tally.found, 100 * static_cast<double>(tally.found) / n,
      100 * static_cast<double>(tally.shifted_found) / shifted, tally.firm,
      100 * static_cast<double>(tally.firm) / n,
      100 * static_cast<double>(tally.shifted_firm) / shifted, tally.visit, tally.person);
}

int measure(const std::string& file, const std::vector<std::string>& tables,
            const std::string& home, bool list) {
  const std::map<std::string, std::string> names =
      load_names(std::filesystem::path(ENTENTE_SOURCE_DIR) / "data" / "actors" / "countries.tsv");
  std::vector<Stay> stays;
  for (const std::string& table : tables) {
    const std::vector<Stay> more = load_stays(table, names);
    stays.insert(stays.end(), more.begin(), more.end());
  }
  if (stays.empty())
    throw Error(ErrorKind::kUsage, "the tables hold no stay with a day and a known country");
  std::stable_sort(stays.begin(), stays.end(), [](const Stay& x, const Stay& y) {
    return std::pair(x.first, x.code) < std::pair(y.first, y.code);
  });
  std::map<std::string, std::string> country_words;  // as a search
  for (const auto& [key, code] : names) {
    std::string& words = country_words[code];
    if (!words.empty()) words += " OR ";
    std::string all = "(";
    for (const std::string_view word : split(key, ' '))
      all += (all.size() > 1 ? " AND \"" : "\"") + std::string(word) + "\"";
    words += all + ")";
  }

  Source source(file, home);
  Tally all, came, went;
  std::map<std::string, Tally> months;
  std::size_t outside = 0;
  std::map<std::string, std::vector<const Stay*>> by_code;
  std::int64_t covered_first = stays.front().first, covered_last = stays.front().last;
  std::string missed;
  for (const Stay& stay : stays) {
    by_code[stay.code].push_back(&stay);
    covered_last = std::max(covered_last, stay.last);
    if (stay.code == home) continue;
    if (source.documents(stay.first, stay.last + kSlackDays) == 0) {
      ++outside;
      continue;
    }
    const std::vector<StoredAct>& acts = source.acts(stay.code);
    const StoredAct* best = nullptr;
    const auto worth = [&](const StoredAct& act) {
      return 2 * tells_person(act, stay.name) + is_visit(act);
    };
    bool visit = false, person = false;
    for (const StoredAct& act : acts) {
      if (!talk(act) || !within(act, stay)) continue;
      visit = visit || is_visit(act);
      person = person || tells_person(act, stay.name);
      if (best == nullptr || worth(act) > worth(*best)) best = &act;
    }
    for (Tally* tally : {&all, stay.visitor ? &came : &went, &months[month_of(stay.first)]}) {
      ++tally->stays;
      tally->found += best != nullptr ? 1 : 0;
      tally->firm += visit || person ? 1 : 0;
      tally->visit += visit ? 1 : 0;
      tally->person += person ? 1 : 0;
    }
    for (const std::int64_t shift : kShifts) {
      Stay other = stay;
      other.first += shift;
      other.last += shift;
      const auto overlaps = [&](const Stay& real) {
        return real.code == stay.code && real.first - kSlackDays <= other.last + kSlackDays &&
               real.last + kSlackDays >= other.first - kSlackDays;
      };
      if (source.documents(other.first, other.last + kSlackDays) == 0 ||
          std::any_of(stays.begin(), stays.end(), overlaps))
        continue;
      const auto any = [&](const auto& fits) {
        return std::any_of(acts.begin(), acts.end(), [&](const StoredAct& act) {
          return talk(act) && within(act, other) && fits(act);
        });
      };
      const bool found = any([](const StoredAct&) { return true; }),
                 firm = any([&](const StoredAct&act) { return worth(act) > 0; });
      for (Tally* tally : {&all, stay.visitor ? &came : &went}) {
        ++tally->shifted;
        tally->shifted_found += found ? 1 : 0;
        tally->shifted_firm += firm ? 1 : 0;
      }
    }
    const std::string head = fmt::format(
        "{} .. {} {} {} {}: {}", date_from_days(stay.first).iso(), date_from_days(stay.last).iso(),
        stay.visitor ? "from" : "to", stay.code, stay.name, one_line(stay.told, 80));
    const bool firm = visit || person;
    if (best != nullptr && (list || !firm))
      std::cout << fmt::format("{}  {}\n    {}\n", firm ? "found" : "loose", head, line_of(*best));
    if (!firm)
      missed += fmt::format("{} {}\n    {}\n", best == nullptr ? "missed" : "not firm", head,
                            why_missed(source, stay, country_words[stay.code]));
  }
  std::cout << fmt::format(
      "{} stays with a day, {} of them on days that the ledger has read nothing of\n\n",
      stays.size(), outside);
  std::cout << "             stays  found      %  by chance %   firmly      %  by chance %    mode "
               "visit  the person\n";
  print("all", all);
  print("visitors", came);
  print("trips", went);
  for (const auto& [month, tally] : months) print(month, tally);

  // Acts told as visits that no stay explains, in the months the table covers.
  std::size_t visits = 0, explained = 0;
  std::string unexplained;
  std::vector<double> x_months, y_months, x_cells, y_cells, x_rates;
  std::map<std::string, std::pair<double, double>> by_month;
  std::map<std::pair<std::string, std::string>, std::pair<double, double>> cells;
  std::map<std::string, double> sentences;
  for (const DayExposure& day : source.ledger().exposure({}, {})) {
    if (day.day >= covered_first && day.day <= covered_last)
      sentences[month_of(day.day)] += static_cast<double>(day.sentences);
  }
  for (const Ledger::DyadCount& dyad : source.ledger().dyads(1'000'000)) {
    if (dyad.a != home && dyad.b != home) continue;
    const std::string& other = dyad.a == home ? dyad.b : dyad.a;
    if (std::none_of(names.begin(), names.end(),
                     [&](const auto& name) { return name.second == other; }))
      continue;  // a body, not a country
    for (const StoredAct& act : source.acts(other)) {
      if (!talk(act) || act.date.days() < covered_first || act.date.days() > covered_last) continue;
      const std::string month = month_of(act.date.days());
      if (!sentences.contains(month)) continue;
      by_month[month].first += 1;
      cells[{other, month}].first += 1;
      if (!is_visit(act)) continue;
      ++visits;
      const std::vector<const Stay*>& known = by_code[other];
      if (std::any_of(known.begin(), known.end(),
                      [&](const Stay* stay) { return within(act, *stay); }))
        ++explained;
      else
        unexplained += "    " + line_of(act) + "\n";
    }
  }
  for (const Stay& stay : stays) {
    const std::string month = month_of(stay.first);
    if (!sentences.contains(month) || stay.code == home) continue;
    by_month[month].second += 1;
    cells[{stay.code, month}].second += 1;
  }
  std::cout << fmt::format(
      "\nacts of mode visit on days from {} to {}: {}, within a stay of that country: {} ({:.1f} "
      "%; a table that leaves out lesser guests and foreign ministers makes this low)\n",
      date_from_days(covered_first).iso(), date_from_days(covered_last).iso(), visits, explained,
      visits == 0 ? 0.0 : 100 * static_cast<double>(explained) / static_cast<double>(visits));
  std::cout << "\nmonth     talks told  per 1,000 sentences  stays\n";
  for (const auto& [month, counts] : by_month) {
    std::cout << fmt::format("{:<9} {:>10.0f} {:>20.2f} {:>6.0f}\n", month, counts.first,
                             1000 * counts.first / sentences[month], counts.second);
    x_months.push_back(counts.first);
    x_rates.push_back(counts.first / sentences[month]);
    y_months.push_back(counts.second);
  }
  std::set<std::string> countries;
  for (const auto& [key, counts] : cells) countries.insert(key.first);
  std::map<std::string, std::pair<double, double>> totals;
  for (const std::string& country : countries) {
    for (const auto& [month, counts] : by_month) {
      const auto& cell = cells[{country, month}];
      x_cells.push_back(cell.first);
      y_cells.push_back(cell.second);
      totals[country].first += cell.first;
      totals[country].second += cell.second;
    }
  }
  std::vector<double> x_countries, y_countries;
  for (const auto& [country, counts] : totals) {
    x_countries.push_back(counts.first);
    y_countries.push_back(counts.second);
  }
  std::cout << fmt::format(
      "\nmonths, talks and stays: {}\nmonths, talks per sentence read and stays: {}\ncountries, "
      "talks and stays: {}\ncountries by month, talks and stays: {}\n",
      correlations(x_months, y_months), correlations(x_rates, y_months),
      correlations(x_countries, y_countries), correlations(x_cells, y_cells));
  if (!missed.empty()) std::cout << "\n" << missed;
  if (list && !unexplained.empty())
    std::cout << "\nvisits told that no stay of the tables explains:\n" << unexplained;
  return 0;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  std::vector<std::string> files;
  std::string home = "USA";
  bool list = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--list")
      list = true;
    else if (argument == "--home" && i + 1 < argc)
      home = argv[++i];
    else
      files.push_back(argument);
  }
  if (files.size() < 2) {
    std::cerr << "usage: bench_visits LEDGER TABLE... [--home USA] [--list]\n";
    return 2;
  }
  try {
    return entente::measure(files.front(), {files.begin() + 1, files.end()}, home, list);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
  }
}
