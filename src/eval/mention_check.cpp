// Actor resolution on short mentions: two cells a row, country and sector.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <ostream>

#include "eval/eval.h"

namespace entente {
namespace {

// "UNK" and an empty cell both assert that there is none. Bodies that have a code of their own here
// are IGO there.
bool same_cell(const std::string& gold, std::string coded, bool country) {
  const std::string wanted = gold == "UNK" ? "" : gold;
  if (coded == "UNK") coded.clear();
  if (wanted == coded) return true;
  static constexpr auto kBodyCodes = std::to_array<std::string_view>({"UNO", "WBK", "IMF", "WTO", "WHO", "IAE", "NAT", "ASA", "AFU", "OAS", "OSC", "G07", "G20"});
  static constexpr auto kNoCountry = std::to_array<std::string_view>({"REB", "NGO", "CVL", "CRM"});
  if (country && wanted == "IGO") return std::find(kBodyCodes.begin(), kBodyCodes.end(), coded) != kBodyCodes.end();
  return country && wanted.empty() && std::find(kNoCountry.begin(), kNoCountry.end(), coded) != kNoCountry.end();
}

}  // namespace

MentionCheck check_mentions(const std::string& path, const ResolveText& resolve, Date today, std::ostream& output) {
  std::ifstream input(path);
  if (!input) throw Error(ErrorKind::kInput, path + ": cannot be opened");
  MentionCheck result;
  std::string line;
  std::getline(input, line);  // column names
  for (std::size_t number = 2; std::getline(input, line); ++number) {
    const std::vector<std::string_view> cells = split(line, '\t');
    if (cells.size() < 7) throw Error(ErrorKind::kInput, fmt::format("{}: line {}: {} columns, expected at least 7", path, number, cells.size()));
    const std::string mention(cells[2]), context(cells[3]), country(cells[5]), sector(trim(cells[6]));
    const Date date = to_lower_ascii(cells[4]) == "today" ? today : parse_date(cells[4]).value_or(Date{});
    const std::vector<Actor> actors = resolve(mention, context, date);
    const Actor actor = actors.empty() ? Actor{} : actors.front();
    for (const auto& [gold, coded, is_country] : {std::tuple{country, actor.code, true}, std::tuple{sector, actor.sector, false}}) {
      if (gold == "*") continue;
      ++result.asserted;
      if (same_cell(gold, coded, is_country)) ++result.right;
      else output << fmt::format("{}:{}: \"{}\"{}: {} expected '{}', resolved '{}' ({})\n", path, number, mention, context.empty() ? "" : " in " + context,
                                 is_country ? "country" : "sector", gold, coded, actor.source);
    }
  }
  return result;
}

}  // namespace entente
