// Dictionaries of the older event coders: TABARI and PETRARCH actor files ("GONDOR [GON]", "+ANORIEN",
// date-restricted codes below) and agent files ("AMBASSADOR [~GOV]", plurals in braces, !SETS!).
// The first three letters of a code are country or body, the rest the sector.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "actors/lexicon.h"

namespace entente {
namespace {

struct Restriction {
  std::string code;
  std::int32_t from = kAlwaysFrom, to = kAlwaysTo;  // days, both ends included
};

struct LegacyActor {
  std::vector<std::string> phrases;
  std::vector<Restriction> codes;
};

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) if (is_ascii_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// Underscores are spaces; words get capitals as text writes them, so that the table reads well. What
// is matched is the same words in any case.
std::string readable(std::string_view phrase) {
  static constexpr auto kSmall = std::to_array<std::string_view>({"OF", "AND", "THE", "FOR", "IN", "ON"});
  std::vector<std::string> out;
  std::string spaced(phrase);
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  for (const std::string_view word : split(spaced, ' ')) {
    if (word.empty()) continue;
    const bool small = !out.empty() && std::ranges::find(kSmall, word) != kSmall.end();
    // "U.S.", "PLO", "UAE": abbreviations keep their capitals.
    const bool abbreviation = word.find('.') != std::string_view::npos || word.find_first_of("AEIOUY") == std::string_view::npos || word.size() <= 3;
    std::string text(word);
    if (small) text = to_lower(word);
    else if (!abbreviation) text = upper(word.substr(0, 1)) + to_lower(word.substr(1));
    out.push_back(std::move(text));
  }
  return join(out, " ");
}

// The files do not say which words are adjectives; these endings are those of nationality words.
bool looks_like_adjective(std::string_view phrase) {
  static constexpr auto kEndings = std::to_array<std::string_view>({"ian", "ean", "ish", "ese", "ench", "erman", "stani", "aqi", "aeli", "eni", "wegian", "utch", "reek", "wiss"});
  return phrase.find(' ') == std::string_view::npos && std::ranges::any_of(kEndings, [&](std::string_view end) { return phrase.ends_with(end); });
}

// "911226" and "19911226"; two-digit years are of the 20th century, as those programs had it.
std::optional<std::int32_t> legacy_day(std::string_view digits) {
  std::string text(digits);
  if (text.size() == 6) text.insert(0, "19");
  if (text.size() != 8) return std::nullopt;
  const auto date = parse_date(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
  if (!date) return std::nullopt;
  return static_cast<std::int32_t>(date->days());
}

// "CODE", "CODE < date", "CODE > date", "CODE date - date".
std::optional<Restriction> read_code(std::string_view text) {
  text = trim(text);
  Restriction out;
  std::size_t end = 0;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || std::string_view("~-+/#").find(text[end]) != std::string_view::npos)) ++end;
  out.code = upper(text.substr(0, end));
  std::string_view rest = trim(text.substr(end));
  if (rest.empty()) return out;
  const char sign = rest.front();
  if (sign == '<' || sign == '>') {
    const auto day = legacy_day(trim(rest.substr(1)));
    if (!day) return std::nullopt;
    if (sign == '<') out.to = *day;
    else out.from = *day;
    return out;
  }
  const std::size_t dash = rest.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = legacy_day(trim(rest.substr(0, dash))), to = legacy_day(trim(rest.substr(dash + 1)));
  if (!from || !to) return std::nullopt;
  out.from = *from;
  out.to = *to;
  return out;
}

std::string iso(std::int32_t day) { return day == kAlwaysFrom || day == kAlwaysTo ? std::string() : date_from_days(day).iso(); }

// Earlier restrictions win over later ones, and all of them over the code without dates: what is left
// of each is cut out as periods that do not overlap.
std::vector<Restriction> without_overlap(const std::vector<Restriction>& codes) {
  std::vector<Restriction> order, out;
  for (const bool dated : {true, false}) {
    for (const Restriction& code : codes) {
      if ((code.from != kAlwaysFrom || code.to != kAlwaysTo) == dated) order.push_back(code);
    }
  }
  for (const Restriction& code : order) {
    std::vector<Restriction> pieces{code};
    for (const Restriction& taken : out) {
      std::vector<Restriction> left;
      for (const Restriction& piece : pieces) {
        if (taken.to < piece.from || piece.to < taken.from) {
          left.push_back(piece);
          continue;
        }
        if (piece.from < taken.from) left.push_back({piece.code, piece.from, taken.from - 1});
        if (taken.to < piece.to) left.push_back({piece.code, taken.to + 1, piece.to});
      }
      pieces = std::move(left);
    }
    out.insert(out.end(), pieces.begin(), pieces.end());
  }
  return out;
}

class Importer {
 public:
  explicit Importer(std::string name) : name_(std::move(name)) {}

  std::string run(std::string_view text) {
    std::size_t number = 0;
    for (std::string_view line : split(text, '\n')) {
      ++number;
      line = without_markup(line);
      if (const std::size_t comment = line.find_first_of("#;"); comment != std::string_view::npos) line = line.substr(0, comment);
      const std::string_view content = trim(line);
      if (content.empty()) continue;
      read_line(content, number);
    }
    finish_actor();
    if (!faults_.empty()) throw Error(ErrorKind::kInput, join(faults_, "\n"));
    std::string out = fmt::format("# Made from {} by: entente import petrarch-actors\n", std::filesystem::path(name_).filename().string());
    if (!phrases_.empty()) out += "code\tsector\tkind\tphrase\tfrom\tto\tnote\n" + phrases_;
    if (!groups_.empty()) out += "code\tphrase\tmembers\tfrom\tto\tnote\n" + groups_;
    if (!roles_.empty()) out += "phrase\tsector\tkind\toffice\tnote\n" + roles_;
    return out;
  }

 private:
  // XML comments, also over several lines; "<! -- ... -->" is seen in the wild.
  std::string_view without_markup(std::string_view line) {
    if (in_comment_) {
      const std::size_t end = line.find("-->");
      if (end == std::string_view::npos) return {};
      in_comment_ = false;
      return without_markup(line.substr(end + 3));
    }
    if (trim(line).starts_with("<!")) {
      in_comment_ = line.find("-->") == std::string_view::npos;
      return {};
    }
    return line;
  }

  void fault(std::size_t line, std::string_view what) { faults_.push_back(fmt::format("{}: line {}: {}", name_, line, what)); }

  void read_line(std::string_view line, std::size_t number) {
    if (line.front() == '!' && line.find('=') != std::string_view::npos && line.find('[') == std::string_view::npos) return read_set(line);
    const std::size_t open = line.find('[');
    const std::string_view phrase = trim(line.substr(0, open));
    std::vector<Restriction> codes;
    for (std::size_t at = open; at != std::string_view::npos; at = line.find('[', at + 1)) {
      const std::size_t close = line.find(']', at);
      if (close == std::string_view::npos) return fault(number, "a code without ']'");
      const auto code = read_code(line.substr(at + 1, close - at - 1));
      if (!code) return fault(number, fmt::format("'{}' is not CODE, CODE < date, CODE > date or CODE date - date", line.substr(at + 1, close - at - 1)));
      codes.push_back(*code);
    }
    if (!codes.empty() && codes.front().code.find('~') != std::string::npos) return agent(phrase, codes.front().code);
    if (!phrase.empty() && phrase.front() != '+') finish_actor();
    if (!phrase.empty()) actor_.phrases.emplace_back(phrase.front() == '+' ? trim(phrase.substr(1)) : phrase);
    actor_.codes.insert(actor_.codes.end(), codes.begin(), codes.end());
  }

  void read_set(std::string_view line) {
    const std::size_t equal = line.find('=');
    std::vector<std::string>& words = sets_[std::string(trim(line.substr(0, equal)))];
    for (const std::string_view word : split(line.substr(equal + 1), ',')) words.emplace_back(trim(word));
  }

  void finish_actor() {
    for (const std::string& phrase : actor_.phrases) {
      for (const Restriction& code : without_overlap(actor_.codes)) actor_row(readable(phrase), code);
    }
    actor_ = {};
  }

  void actor_row(const std::string& phrase, const Restriction& code) {
    if (phrase.empty()) return;
    const std::string period = iso(code.from) + "\t" + iso(code.to);
    if (code.code.find_first_of("-+#") != std::string::npos || code.code.empty()) {
      // Null and discard codes: the words name nobody.
      phrases_ += fmt::format("\t\tblock\t{}\t{}\tany_case\n", phrase, period);
    } else if (code.code.find('/') != std::string::npos) {
      std::string members = code.code;
      std::replace(members.begin(), members.end(), '/', ' ');
      groups_ += fmt::format("{}\t{}\t{}\t{}\tany_case\n", upper(phrase), phrase, members, period);
    } else {
      const std::string country = code.code.substr(0, 3), sector = code.code.size() > 3 ? code.code.substr(3) : "";
      const bool body = !sector.empty() || country == "IGO" || country == "NGO" || country == "NGM" || country == "MNC" || country == "IMG";
      phrases_ += fmt::format("{}\t{}\t{}\t{}\t{}\tany_case\n", country, sector, body ? "org" : looks_like_adjective(phrase) ? "adjective" : "name", phrase, period);
    }
  }

  // "PHRASE {PLURAL} [~CODE]". Lemmas find regular plurals; irregular ones are given.
  void agent(std::string_view phrase, std::string_view code) {
    std::vector<std::string> forms;
    const std::size_t brace = phrase.find('{');
    forms.emplace_back(trim(phrase.substr(0, brace)));
    if (brace != std::string_view::npos) {
      const std::size_t close = std::min(phrase.find('}', brace), phrase.size());
      if (const std::string_view plural = trim(phrase.substr(brace + 1, close - brace - 1)); !plural.empty()) forms.emplace_back(plural);
    }
    std::string sector(code);
    std::erase(sector, '~');
    for (const std::string& form : forms) {
      for (const std::string& spelled : with_sets(form)) {
        std::string words = to_lower(readable(spelled));
        roles_ += fmt::format("{}\t{}\t\t\t\n", words, sector);
        // The tokenizer keeps hyphens inside words; tables write them set off and joined.
        if (words.find('-') != std::string::npos) {
          std::replace(words.begin(), words.end(), '-', ' ');
          roles_ += fmt::format("{}\t{}\t\t\t\n", words, sector);
        }
      }
    }
  }

  // "CONGRESS!PERSON!" stands for CONGRESSMAN, CONGRESSWOMAN ...
  [[nodiscard]] std::vector<std::string> with_sets(const std::string& phrase) const {
    for (const auto& [set, words] : sets_) {
      const std::size_t at = phrase.find(set);
      if (at == std::string::npos) continue;
      std::vector<std::string> out;
      for (const std::string& word : words) {
        std::string one = phrase;
        one.replace(at, set.size(), word);
        out.push_back(std::move(one));
      }
      return out;
    }
    return {phrase};
  }

  std::string name_;
  bool in_comment_ = false;
  LegacyActor actor_;
  std::map<std::string, std::vector<std::string>> sets_;
  std::string phrases_, groups_, roles_;
  std::vector<std::string> faults_;
};

}  // namespace

std::string import_petrarch_actors(std::string_view dictionary, const std::string& name) { return Importer(name).run(dictionary); }

}  // namespace entente
