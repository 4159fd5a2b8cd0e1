// Loading and searching the actor tables: every phrase of every table goes into one trie over the
// units of its words, in lower case; the case of each word is compared when a phrase ends.
#include "actors/lexicon.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_set>

namespace entente {

// ---------------------------------------------------------------- units

namespace {

constexpr WordHash kHashStart = 0xcbf29ce484222325U;
constexpr WordHash kHashStep = 0x100000001b3U;

WordHash hash_byte(WordHash hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * kHashStep;
}
WordHash finish_hash(WordHash hash) {
  hash ^= hash >> 32U;
  hash *= 0x9e3779b97f4a7c15U;
  hash ^= hash >> 29U;
  return hash == 0 ? 1 : hash;
}
char lower_char(char c) { return is_ascii_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// Longer words are no names; they stay whole, so that their cost is bounded.
constexpr std::size_t kLongestWord = 64;

// Length of a hyphen or dash at `at`, 0 where there is none.
std::size_t hyphen_at(std::string_view word, std::size_t at) {
  if (word[at] == '-' || word[at] == '/' || word[at] == '_') return 1;
  if (static_cast<signed char>(word[at]) >= 0) return 0;
  if (word.substr(at, 2) == "\xE2\x80" && at + 2 < word.size()) {
    const auto last = static_cast<unsigned char>(word[at + 2]);
    if (last >= 0x90 && last <= 0x94) return 3;
  }
  return 0;
}

Shape shape_of(std::size_t letters, std::size_t uppers, bool first_upper) {
  if (letters == 0) return Shape::kOther;
  if (uppers == 0) return Shape::kLower;
  if (uppers == letters) return Shape::kUpper;
  return first_upper ? Shape::kTitle : Shape::kOther;
}

class UnitBuilder {
 public:
  UnitBuilder(std::uint32_t token, std::vector<Unit>& units) : units_(units) { unit_.token = token; }
  void add(char c) {
    unit_.lower = hash_byte(unit_.lower, lower_char(c));
    unit_.cased = hash_byte(unit_.cased, c);
    ++bytes_;
    const bool upper = is_ascii_upper(c), lower = is_ascii_lower(c);
    if (upper || lower) {
      if (unit_.letters == 0) first_upper_ = upper;
      ++unit_.letters;
      if (upper) ++uppers_;
    }
  }
  void end_unit() {
    if (bytes_ == 0) return;
    unit_.lower = finish_hash(unit_.lower);
    unit_.cased = finish_hash(unit_.cased);
    unit_.shape = shape_of(unit_.letters, uppers_, first_upper_);
    units_.push_back(unit_);
    Unit next;
    next.token = unit_.token;
    next.after_hyphen = true;
    next.lower = next.cased = kHashStart;
    unit_ = next;
    bytes_ = uppers_ = 0;
  }
  void begin() { unit_.lower = unit_.cased = kHashStart; }

 private:
  std::vector<Unit>& units_;
  Unit unit_;
  std::size_t bytes_ = 0, uppers_ = 0;
  bool first_upper_ = false;
};

// Most words are one unit of plain letters: what UnitBuilder would give, in one pass. False where a byte asks for more.
bool append_plain_unit(std::string_view word, std::uint32_t token, std::vector<Unit>& units) {
  WordHash lower = kHashStart, cased = kHashStart;
  unsigned letters = 0, uppers = 0;
  bool first_upper = false;
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    const bool upper = byte - unsigned{'A'} < 26U;
    if (!upper && byte - unsigned{'a'} >= 26U) {
      if (byte >= 0x80 || c == '.' || c == '-' || c == '/' || c == '_') return false;
    } else {
      if (letters == 0) first_upper = upper;
      ++letters;
      uppers += upper ? 1U : 0U;
    }
    cased = (cased ^ byte) * kHashStep;
    lower = (lower ^ (upper ? byte + unsigned{'a' - 'A'} : byte)) * kHashStep;
  }
  Unit& unit = units.emplace_back();
  unit.lower = finish_hash(lower);
  unit.cased = uppers == 0 ? unit.lower : finish_hash(cased);
  unit.token = token;
  unit.letters = static_cast<std::uint16_t>(letters);
  unit.shape = shape_of(letters, uppers, first_upper);
  return true;
}

}  // namespace

WordHash word_hash(std::string_view lower_case_word) {
  WordHash hash = kHashStart;
  for (char c : lower_case_word) hash = hash_byte(hash, c);
  return finish_hash(hash);
}

void append_units(std::string_view word, std::uint32_t token, std::vector<Unit>& units) {
  if (!word.empty() && word.size() <= kLongestWord && append_plain_unit(word, token, units)) return;
  const std::size_t before = units.size();
  UnitBuilder builder(token, units);
  builder.begin();
  std::string folded;
  if (word.size() <= kLongestWord) {
    const bool ascii = std::ranges::all_of(word, [](char c) { return static_cast<signed char>(c) >= 0; });
    if (!ascii) {
      folded = fold_accents(word);
      word = folded;
    }
    for (std::size_t i = 0; i < word.size();) {
      if (const std::size_t hyphen = hyphen_at(word, i); hyphen > 0) {
        builder.end_unit();
        i += hyphen;
      } else if (word[i] == '.') {
        ++i;
      } else if (static_cast<signed char>(word[i]) >= 0) {
        builder.add(word[i++]);
      } else if (word.substr(i, 3) == "\xE2\x80\x99" || word.substr(i, 3) == "\xE2\x80\x98") {
        builder.add('\'');
        i += 3;
      } else {
        builder.add(word[i]);
        ++i;
      }
    }
    builder.end_unit();
  }
  if (units.size() == before) {  // only dots or hyphens, or too long
    for (char c : word) builder.add(c);
    builder.end_unit();
    if (units.size() > before) {
      units.back().shape = Shape::kOther;
      units.back().letters = 0;
    }
  }
}

void append_phrase_units(std::string_view phrase, std::vector<Unit>& units) {
  std::uint32_t word_index = 0;
  for (std::string_view word : split(phrase, ' ')) {
    if (word.empty()) continue;
    // The tokenizer cuts commas, brackets and the possessive off.
    while (!word.empty() && (word.front() == '(' || word.front() == '"')) {
      append_units(word.substr(0, 1), word_index++, units);
      word.remove_prefix(1);
    }
    std::array<std::string_view, 3> tail{};
    std::size_t tails = 0;
    constexpr std::string_view kTailEnds = ",)\":s";
    for (bool cut = true; cut && tails < tail.size() && !word.empty() && kTailEnds.find(word.back()) != std::string_view::npos;) {
      cut = false;
      for (std::string_view end : {",", ")", "\"", ":", "'s", "\xE2\x80\x99s"}) {
        if (word.size() <= end.size() || !word.ends_with(end)) continue;
        tail[tails++] = word.substr(word.size() - end.size());
        word.remove_suffix(end.size());
        cut = true;
        break;
      }
    }
    append_units(word, word_index++, units);
    while (tails > 0) append_units(tail[--tails], word_index++, units);
  }
}

// ---------------------------------------------------------------- trie

namespace {

std::uint64_t edge_key(std::uint32_t node, WordHash word) {
  const std::uint64_t key = word ^ (std::uint64_t{node + 1} * 0x9e3779b97f4a7c15U);
  return key == 0 ? 1 : key;
}

}  // namespace

TextId ActorTables::Impl::intern(std::string_view text) {
  const auto at = text_ids.find(text);
  if (at != text_ids.end()) return at->second;
  const auto id = static_cast<TextId>(texts.size());
  text_ids.emplace(texts.emplace_back(text), id);
  return id;
}

TextId ActorTables::Impl::find_text(std::string_view text) const {
  const auto at = text_ids.find(text);
  return at == text_ids.end() ? 0 : at->second;
}

std::uint32_t ActorTables::Impl::step(std::uint32_t node, WordHash word) const {
  if (edges.empty()) return 0;
  const std::uint64_t key = edge_key(node, word);
  const std::size_t mask = edges.size() - 1;
  for (std::size_t slot = key & mask; edges[slot].key != 0; slot = (slot + 1) & mask) {
    if (edges[slot].key == key) return edges[slot].node;
  }
  return 0;
}

void ActorTables::Impl::grow_edges() {
  std::vector<Edge> old = std::exchange(edges, {});
  edges.resize(std::max<std::size_t>(1U << 18U, old.size() * 2));
  const std::size_t mask = edges.size() - 1;
  for (const Edge& edge : old) {
    if (edge.key == 0) continue;
    std::size_t slot = edge.key & mask;
    while (edges[slot].key != 0) slot = (slot + 1) & mask;
    edges[slot] = edge;
  }
}

void ActorTables::Impl::add_phrase(std::string_view phrase, Entry entry) {
  std::vector<Unit> units;
  append_phrase_units(phrase, units);
  add_phrase(units, entry);
}

void ActorTables::Impl::add_phrase(std::span<const Unit> units, Entry entry) {
  entry.first_unit = static_cast<std::uint32_t>(phrase_units.size());
  phrase_units.insert(phrase_units.end(), units.begin(), units.end());
  entry.unit_count = static_cast<std::uint16_t>(phrase_units.size() - entry.first_unit);
  if (entry.unit_count == 0) return;
  std::uint32_t node = 0;
  for (std::size_t i = entry.first_unit; i < phrase_units.size(); ++i) {
    const WordHash word = phrase_units[i].lower;
    std::uint32_t next = step(node, word);
    if (next == 0) {
      if (edge_count * 2 >= edges.size()) grow_edges();
      next = static_cast<std::uint32_t>(node_entry.size());
      node_entry.push_back(-1);
      const std::uint64_t key = edge_key(node, word);
      const std::size_t mask = edges.size() - 1;
      std::size_t slot = key & mask;
      while (edges[slot].key != 0) slot = (slot + 1) & mask;
      edges[slot] = {key, next};
      ++edge_count;
    }
    node = next;
  }
  entry.next = node_entry[node];
  node_entry[node] = static_cast<std::int32_t>(entries.size());
  entries.push_back(entry);
}

namespace {

// Whether a word of the text may stand for a word of a phrase that has the same letters.
bool case_agrees(const Unit& text, const Unit& phrase, bool capitals, std::size_t phrase_length,
                 bool body) {
  if (text.cased == phrase.cased) return true;
  if (text.after_hyphen || phrase.after_hyphen) return text.shape != Shape::kLower || phrase_length > 1;
  if (phrase.shape == Shape::kLower) return phrase_length > 1;  // "Of", "FOR"
  if (text.shape == Shape::kLower) return false;                // "turkey", "us"
  if (text.shape == Shape::kUpper) return capitals || phrase_length > 1 || text.letters >= 4;
  // "Nato" for "NATO", but not "Sadr" for "SADR" the state; "Mckinley" for "McKinley".
  return text.letters >= 4 && (body || phrase.shape != Shape::kUpper);
}

bool entry_agrees(const ActorTables::Impl& tables, const Entry& entry, std::span<const Unit> units,
                  std::size_t at, std::int32_t day, bool capitals, bool through_lemma) {
  if (day != kAlwaysTo && !entry.period.holds(day) && entry.kind != EntryKind::kPerson) return false;
  if (entry.kind == EntryKind::kRole) return true;
  if (through_lemma) return false;
  if (entry.any_case) {
    const auto text = units.subspan(at, entry.unit_count);
    return std::ranges::any_of(text, [](const Unit& unit) { return unit.shape != Shape::kLower; });
  }
  for (std::size_t i = 0; i < entry.unit_count; ++i) {
    if (!case_agrees(units[at + i], tables.phrase_units[entry.first_unit + i], capitals,
                     entry.unit_count,
                     entry.kind == EntryKind::kOrg || entry.kind == EntryKind::kGroup)) {
      return false;
    }
  }
  return true;
}

}  // namespace

void find_longest(const ActorTables::Impl& tables, std::span<const Unit> units, std::size_t at,
                  std::int32_t day, bool capitals, Match& match) {
  match.length = 0;
  match.entries.clear();
  std::uint32_t node = 0;
  bool through_lemma = false;
  for (std::size_t i = at; i < units.size(); ++i) {
    std::uint32_t next = tables.step(node, units[i].lower);
    if (next == 0 && units[i].lemma != 0) {
      next = tables.step(node, units[i].lemma);
      through_lemma = true;
    }
    if (next == 0) return;
    node = next;
    bool first = true;
    for (std::int32_t e = tables.node_entry[node]; e >= 0;
         e = tables.entries[static_cast<std::size_t>(e)].next) {
      const Entry& entry = tables.entries[static_cast<std::size_t>(e)];
      if (!entry_agrees(tables, entry, units, at, day, capitals, through_lemma)) continue;
      if (first) match.entries.clear();
      // Newer entries stand first, and the user's are newest.
      if (!first && !entry.user && tables.entries[match.entries.front()].user) continue;
      first = false;
      match.length = static_cast<std::uint32_t>(i - at + 1);
      match.entries.push_back(static_cast<std::uint32_t>(e));
    }
  }
}

std::uint64_t office_key(TextId code, TextId office) {
  return (std::uint64_t{code} << 32U) | office;
}

// ---------------------------------------------------------------- loading

namespace {

struct KindRow { EntryKind value; std::string_view name; };
constexpr auto kKinds = std::to_array<KindRow>(
    {{EntryKind::kName, "name"}, {EntryKind::kFormer, "former"},
     {EntryKind::kAdjective, "adjective"}, {EntryKind::kPeople, "people"},
     {EntryKind::kCapital, "capital"}, {EntryKind::kSeat, "seat"}, {EntryKind::kPlace, "place"},
     {EntryKind::kOrg, "org"}, {EntryKind::kEquipment, "equipment"}, {EntryKind::kBlock, "block"},
     {EntryKind::kGroup, "group"}, {EntryKind::kPerson, "(person)"}, {EntryKind::kRole, "(role)"}});
static_assert(rows_in_enum_order(kKinds));

struct RoleKindRow { RoleKind value; std::string_view name; };
constexpr auto kRoleKinds = std::to_array<RoleKindRow>(
    {{RoleKind::kPerson, "person"}, {RoleKind::kGroup, "group"}, {RoleKind::kOrg, "org"},
     {RoleKind::kPlace, "place"}, {RoleKind::kThing, "thing"}, {RoleKind::kTitle, "title"}});
static_assert(rows_in_enum_order(kRoleKinds));

// Codes that stand for more than one country, by CODING guide; tables add to them.
struct BodyName { std::string_view code, name; };
constexpr auto kBodyNames = std::to_array<BodyName>({
    {"UNO", "United Nations"}, {"EUR", "European Union"}, {"NAT", "NATO"}, {"ASA", "ASEAN"},
    {"QUAD", "Quad"}, {"G07", "G7"}, {"G20", "G20"}, {"IMF", "International Monetary Fund"},
    {"WBK", "World Bank"}, {"WTO", "World Trade Organization"},
    {"WHO", "World Health Organization"}, {"IAE", "International Atomic Energy Agency"},
    {"AFU", "African Union"}, {"OAS", "Organization of American States"}, {"OSC", "OSCE"},
    {"IGO", "international organisation"}, {"NGO", "non-governmental organisation"},
    {"MNC", "multinational company"}, {"REB", "rebels"}, {"CVL", "civilians"},
    {"CRM", "criminals"}, {"IMG", "international militant group"}, {"UNK", "unknown actor"}});

class Loader {
 public:
  explicit Loader(ActorTables::Impl& tables) : tables_(tables) {
    constexpr std::size_t kExpected = 1U << 15U;  // about as many phrases as the tables have
    tables_.entries.reserve(kExpected);
    tables_.phrase_units.reserve(3 * kExpected);
    tables_.node_entry.reserve(2 * kExpected);
    tables_.name_words.reserve(kExpected / 2);
    role_of_.reserve(kExpected / 2);
    names_.reserve(kExpected / 2);
  }

  void load(const std::filesystem::path& folder, std::span<const std::filesystem::path> user_files) {
    std::error_code error;
    for (std::string_view name : {"countries.tsv", "places.tsv", "bodies.tsv"}) file(kPhrases, folder / name);
    if (std::filesystem::exists(folder / "extra.tsv", error)) file(kPhrases, folder / "extra.tsv");
    file(kGroups, folder / "groups.tsv");
    file(kRoles, folder / "roles.tsv");
    std::vector<std::filesystem::path> offices_files;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (name.starts_with("offices-") && name.ends_with(".tsv")) offices_files.push_back(at->path());
    }
    std::ranges::sort(offices_files);
    for (const auto& path : offices_files) file(kOffices, path);
    if (std::filesystem::exists(folder / "domains.tsv", error)) file(kDomains, folder / "domains.tsv");
    user_ = true;
    for (const auto& path : user_files) user_file(path);
    index_persons();
    titles_as_roles();
    for (const BodyName& body : kBodyNames) {
      tables_.code_names[std::string(body.code)] = body.name;
    }
    if (!faults_.empty()) throw Error(ErrorKind::kFatal, join(faults_, "\n"));
  }

 private:
  // A kind of table: its columns and what reads a row.
  struct Format {
    std::span<const std::string_view> columns;
    void (Loader::*row)(const std::vector<std::string_view>& cells);
  };
  static constexpr auto kPhraseColumns = std::to_array<std::string_view>({"code", "sector", "kind", "phrase", "from", "to", "note"});
  static constexpr auto kGroupColumns = std::to_array<std::string_view>({"code", "phrase", "members", "from", "to", "note"});
  static constexpr auto kRoleColumns = std::to_array<std::string_view>({"phrase", "sector", "kind", "office", "note"});
  static constexpr auto kOfficeColumns = std::to_array<std::string_view>({"code", "sector", "office", "title", "name", "other_names", "from", "to", "source"});
  static constexpr auto kDomainColumns = std::to_array<std::string_view>({"domain", "code"});
  static const Format kPhrases, kGroups, kRoles, kOffices, kDomains;

  void file(const Format& format, const std::filesystem::path& path) {
    table(format, path.string(), [&] { return read_table(path, format.columns); });
  }

  template <class Read>
  void table(const Format& format, const std::string& name, const Read& read) {
    name_ = name;
    try {
      Table table = read();
      for (const TableRow& row : table.rows) {
        line_ = row.line;
        (this->*format.row)(row.cells);
      }
      // Short strings move their bytes; a table that short has no rows.
      if (!table.rows.empty()) tables_.storage.push_back(std::move(table.storage));
    } catch (const Error& error) {
      faults_.emplace_back(error.what());
    }
  }

  // The tables of a user's file, one after the other: each line of column names begins a new one.
  void user_file(const std::filesystem::path& path) {
    std::string text;
    try {
      text = read_file(path);
      if (is_petrarch_dictionary(text)) text = import_petrarch_actors(text, path.string());
    } catch (const Error& error) {
      faults_.emplace_back(error.what());
      return;
    }
    const Format* format = nullptr;
    std::string block;
    std::size_t first_line = 1, line_number = 0;
    const auto finish = [&] {
      if (format != nullptr) table(*format, path.string(), [&] { return parse_table(std::move(block), path.string(), format->columns, first_line); });
      block.clear();
    };
    for (const std::string_view line : split(text, '\n')) {
      ++line_number;
      const std::vector<std::string_view> cells = split(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, '\t');
      for (const Format* known : {&kPhrases, &kGroups, &kRoles, &kOffices, &kDomains}) {
        if (!std::ranges::equal(cells, known->columns)) continue;
        finish();
        format = known;
        first_line = line_number;
      }
      if (format == nullptr && !trim(line).empty() && line.front() != '#') {
        faults_.push_back(path.string() + ": line " + std::to_string(line_number) + ": no table begins here; name the columns first, as the files of data/actors do, or give a PETRARCH dictionary");
        return;
      }
      block += line;
      block += '\n';
    }
    finish();
  }

  // Lines such as "PHRASE [CODE]", with no cells.
  static bool is_petrarch_dictionary(std::string_view text) {
    std::size_t coded = 0, tabbed_header = 0;
    for (const std::string_view line : split(text, '\n')) {
      if (line.empty() || line.front() == '#' || line.front() == '<') continue;
      if (line.find('[') != std::string_view::npos && line.find(']') != std::string_view::npos) ++coded;
      if (coded == 0 && (line.starts_with("code\t") || line.starts_with("phrase\t") || line.starts_with("domain\t"))) ++tabbed_header;
    }
    return coded > 0 && tabbed_header == 0;
  }

  void fault(const std::string& message) { faults_.push_back(name_ + ":" + std::to_string(line_) + ": " + message); }

  // A date cell as a day; a year or month ends with its last day where `end` is set.
  std::int32_t day(std::string_view cell, bool end) {
    if (trim(cell).empty()) return end ? kAlwaysTo : kAlwaysFrom;
    const std::optional<Date> date = parse_date(cell);
    if (!date) {
      fault("not a date: " + std::string(cell));
      return end ? kAlwaysTo : kAlwaysFrom;
    }
    if (end && date->precision() != DatePrecision::kDay) {
      Date next = *date;
      if (next.month == 0 || next.month == 12) {
        next = {static_cast<std::int16_t>(next.year + 1), 1, 1};
      } else {
        next = {next.year, static_cast<std::int8_t>(next.month + 1), 1};
      }
      return static_cast<std::int32_t>(next.days() - 1);
    }
    return static_cast<std::int32_t>(date->days());
  }

  void phrase_row(const std::vector<std::string_view>& cells) {
    const KindRow* kind = row_named(kKinds, trim(cells[2]));
    if (kind == nullptr) return fault("unknown kind " + std::string(cells[2]));
    const std::string_view phrase = trim(cells[3]);
    if (phrase.empty()) return fault("no phrase");
    Entry entry;
    entry.kind = kind->value;
    entry.code = tables_.intern(trim(cells[0]));
    entry.sector = tables_.intern(trim(cells[1]));
    entry.phrase = phrase;
    entry.us_state = cells[6].find("us_state") != std::string_view::npos;
    entry.any_case = cells[6].find("any_case") != std::string_view::npos;
    entry.user = user_;
    entry.period = {day(cells[4], false), day(cells[5], true)};
    if (entry.kind == EntryKind::kName || entry.kind == EntryKind::kOrg) {
      tables_.code_names.try_emplace(std::string(trim(cells[0])), entry.phrase);
    }
    tables_.add_phrase(phrase, entry);
  }

  void group_row(const std::vector<std::string_view>& cells) {
    Group group;
    const bool body = cells[5].find("body") != std::string_view::npos;
    for (std::string_view member : split(cells[2], ' ')) {
      if (!member.empty() && !body) group.members.push_back(tables_.intern(member));
    }
    Entry entry;
    entry.kind = EntryKind::kGroup;
    entry.code = tables_.intern(trim(cells[0]));
    entry.sector = tables_.intern("IGO");
    entry.phrase = trim(cells[1]);
    entry.index = static_cast<std::uint32_t>(tables_.groups.size());
    entry.any_case = cells[5].find("any_case") != std::string_view::npos;
    entry.user = user_;
    entry.period = {day(cells[3], false), day(cells[4], true)};
    tables_.code_names.try_emplace(std::string(trim(cells[0])), entry.phrase);
    tables_.groups.push_back(std::move(group));
    tables_.add_phrase(trim(cells[1]), entry);
  }

  void role_row(const std::vector<std::string_view>& cells) {
    const RoleKindRow* kind = row_named(kRoleKinds, trim(cells[2]));
    if (kind == nullptr && !(user_ && trim(cells[2]).empty())) return fault("unknown kind " + std::string(cells[2]));
    const std::string phrase = to_lower(trim(cells[0]));
    Role role;
    role.phrase = tables_.intern(phrase);
    role.sector = tables_.intern(trim(cells[1]));
    if (trim(cells[3]) != "other") role.office = tables_.intern(trim(cells[3]));
    role.note = tables_.intern(trim(cells[4]));
    if (kind != nullptr) role.kind = kind->value;
    role.head_word = head_word(phrase);
    if (user_) override_role(phrase, role, kind == nullptr);
    else add_role(phrase, role);
  }

  // A user's row takes the place of the built-in one. Where it leaves kind and office open, they are
  // those of that row, or of its last word ("manpower minister": a minister).
  void override_role(const std::string& phrase, Role role, bool open) {
    const auto known = role_of_.find(phrase);
    if (open) {
      const auto like = known != role_of_.end() ? known : role_of_.find(phrase.substr(phrase.find_last_of(" -") + 1));
      if (like != role_of_.end()) {
        role.kind = tables_.roles[like->second].kind;
        if (like == known) role.office = tables_.roles[like->second].office;
      }
    }
    if (known != role_of_.end()) tables_.roles[known->second] = role;
    else add_role(phrase, role);
  }

  void add_role(const std::string& phrase, const Role& role) {
    if (!role_of_.try_emplace(phrase, static_cast<std::uint32_t>(tables_.roles.size())).second) return;
    Entry entry;
    entry.kind = EntryKind::kRole;
    entry.index = static_cast<std::uint32_t>(tables_.roles.size());
    entry.phrase = tables_.text(role.phrase);
    tables_.roles.push_back(role);
    tables_.add_phrase(phrase, entry);
  }

  // Bodies share their titles ("Director-General") with bodies that the tables do not have.
  bool one_country(TextId code) const {
    return std::ranges::none_of(kBodyNames, [&](const BodyName& b) { return b.code == tables_.text(code); });
  }

  // Titles of offices are roles too ("External Affairs Minister"); one that only one country has
  // tells the country. Of the years before 1990 the tables know too few to tell that ("First Lady").
  void titles_as_roles() {
    constexpr std::string_view kWellKnownFrom = "1990";
    struct Use {
      const Spell* spell = nullptr;
      std::vector<TextId> codes;
      bool well_known = false;
    };
    std::vector<std::pair<std::string, Use>> titles;
    std::unordered_map<std::string, std::size_t> at;
    struct Title { std::size_t index = 0; WordHash head = 0; };
    std::unordered_map<TextId, Title> spellings;  // each written form is folded once
    for (const Person& person : tables_.persons) {
      for (const Spell& spell : person.spells) {
        const auto [written, unseen] = spellings.try_emplace(spell.title);
        if (unseen) {
          const std::string title = to_lower(tables_.text(spell.title));
          const auto [place, fresh] = at.try_emplace(title, titles.size());
          if (fresh) titles.push_back({title, {&spell, {}}});
          written->second = {place->second, head_word(title)};
        }
        const WordHash head = written->second.head;
        tables_.title_heads.insert(head);
        tables_.title_heads.insert(head ^ (std::uint64_t{spell.code} << 40U));
        Use& use = titles[written->second.index].second;
        if (std::ranges::find(use.codes, spell.code) == use.codes.end()) use.codes.push_back(spell.code);
        use.well_known = use.well_known || tables_.text(spell.from) >= kWellKnownFrom;
      }
    }
    const auto tells = [&](const std::string& title, const Use& use) {
      if (use.codes.size() > 1 || !one_country(use.codes.front())) return false;
      // "First Vice Foreign Minister", "caretaker Prime Minister": any of those who have the office may have that, too.
      constexpr std::size_t kSpread = 4;  // countries; "Deputy Secretary of State" stays that of one
      const auto office = at.find(without_ranks(title));
      return office == at.end() || titles[office->second].second.codes.size() < kSpread;
    };
    for (const auto& [title, use] : titles) {
      const std::size_t words = static_cast<std::size_t>(std::ranges::count(title, ' ')) + 1;
      // "ambassador to Ghana" would hide the other country.
      if (words < 2 || title.find(" to ") != std::string::npos || !use.well_known) continue;
      const auto known = role_of_.find(title);
      if (known != role_of_.end()) {
        if (tells(title, use)) tables_.roles[known->second].code = use.codes.front();
        continue;
      }
      Role role;
      role.phrase = tables_.intern(title);
      role.sector = use.spell->sector;
      if (tables_.text(use.spell->office) != "other") role.office = use.spell->office;
      role.kind = RoleKind::kPerson;
      role.head_word = head_word(title);
      role.code = tells(title, use) ? use.codes.front() : 0;
      add_role(title, role);
    }
  }

  static std::string without_ranks(std::string_view title) {
    constexpr auto kRanks = std::to_array<std::string_view>({"first", "second", "third", "senior", "acting", "interim", "vice", "deputy", "caretaker", "transitional", "provisional"});
    const auto first = [&] { return title.substr(0, title.find(' ')); };
    while (first().size() < title.size() && std::ranges::find(kRanks, first()) != kRanks.end()) title.remove_prefix(first().size() + 1);
    return std::string(title);
  }

  static WordHash head_word(std::string_view phrase) {
    for (std::string_view preposition : {" of ", " for ", " to ", " in "}) {
      phrase = phrase.substr(0, std::min(phrase.find(preposition), phrase.size()));
    }
    return word_hash(phrase.substr(phrase.find_last_of(" -") + 1));
  }

  void office_row(const std::vector<std::string_view>& cells) {
    const std::string_view name = trim(cells[4]);
    if (name.empty()) return fault("no name");
    Spell spell;
    spell.code = tables_.intern(trim(cells[0]));
    spell.sector = tables_.intern(trim(cells[1]));
    spell.office = tables_.intern(trim(cells[2]));
    spell.title = tables_.intern(trim(cells[3]));
    spell.from = tables_.intern(trim(cells[6]));
    spell.to = tables_.intern(trim(cells[7]));
    spell.period = {day(cells[6], false), day(cells[7], true)};
    const std::string_view source = trim(cells[8]);
    if (source.size() > 1 && source[0] == 'Q' && is_ascii_digit(source[1])) {
      spell.wikidata = tables_.intern(source);
    }
    // One person: the same name in the same country.
    units_.clear();
    append_phrase_units(name, units_);
    std::uint64_t key = spell.code;
    for (const Unit& unit : units_) key = key * 0x9e3779b97f4a7c15U + unit.lower;
    const auto [at, fresh] =
        person_of_.try_emplace(key, static_cast<std::uint32_t>(tables_.persons.size()));
    const std::uint32_t index = at->second;
    if (fresh) {
      tables_.persons.emplace_back().name = tables_.intern(name);
      add_name(name, index);
    }
    tables_.persons[index].spells.push_back(spell);
    std::string_view others = cells[5];
    while (!others.empty()) {
      const std::size_t end = std::min(others.find(';'), others.size());
      const std::string_view other = trim(others.substr(0, end));
      if (!other.empty()) add_name(other, index);
      others.remove_prefix(std::min(end + 1, others.size()));
    }
  }

  void add_name(std::string_view name, std::uint32_t person) {
    if (!names_.insert(digest64(name) * 0x9e3779b97f4a7c15U + person).second) return;
    Entry entry;
    entry.kind = EntryKind::kPerson;
    entry.user = user_;
    entry.index = person;
    entry.phrase = name;
    // A lone word is no full name: it is found through name_words, with the care that needs.
    std::vector<Unit> units;
    append_phrase_units(name, units);
    if (units.size() > 1) tables_.add_phrase(units, entry);
    if (tables_.persons[person].words.empty()) {
      for (const Unit& unit : units) {
        if (unit.shape != Shape::kLower || units.size() == 1) tables_.persons[person].words.push_back(unit.lower);
      }
    }
    if (units.size() > 1) {
      auto& firsts = tables_.persons[person].first_names;
      if (std::ranges::find(firsts, units[0].lower) == firsts.end()) firsts.push_back(units[0].lower);
    }
    extra_names_.push_back({person, std::move(units)});
  }

  // Chinese, Korean, Vietnamese and Khmer names begin with the family name.
  static bool family_name_first(std::string_view code) {
    constexpr auto kCodes = std::to_array<std::string_view>(
        {"CHN", "TWN", "HKG", "KOR", "PRK", "KHM", "VNM", "SGP"});
    return std::ranges::find(kCodes, code) != kCodes.end();
  }

  void index_persons() {
    for (Person& person : tables_.persons) {
      std::ranges::stable_sort(person.spells, {}, [](const Spell& s) { return s.period.from; });
    }
    for (std::uint32_t p = 0; p < tables_.persons.size(); ++p) {
      for (std::uint32_t s = 0; s < tables_.persons[p].spells.size(); ++s) {
        const Spell& spell = tables_.persons[p].spells[s];
        if (spell.office != 0) {
          tables_.holders[office_key(spell.code, spell.office)].push_back({p, s});
        }
      }
    }
    std::int64_t previous = -1;
    for (const auto& [person, units] : extra_names_) {
      // Other forms may begin with a title or a Western first name: only the main one tells.
      const bool main_form = std::exchange(previous, person) != person;
      const std::string& code = tables_.text(tables_.persons[person].spells[0].code);
      const bool city_state = code == "HKG" || code == "SGP";  // "John Lee", but "Lee Hsien Loong"
      const bool first = main_form && family_name_first(code) && (!city_state || units.size() > 2);
      for (std::size_t i = 0; i < units.size(); ++i) {
        if (units[i].shape == Shape::kLower || units[i].letters < 2) continue;
        const bool last = i + 1 == units.size() || (first && i == 0);
        if (i == 0 && units.size() > 1 && !first) continue;
        auto& words = tables_.name_words[units[i].lower];
        const auto same = std::ranges::find(words, person, &NameWord::person);
        if (same == words.end()) words.push_back({person, last});
        else same->last = same->last || last;
      }
    }
  }

  void domain_row(const std::vector<std::string_view>& cells) {
    tables_.domains[std::string(trim(cells[0]))] = tables_.intern(trim(cells[1]));
  }

  struct ExtraName { std::uint32_t person; std::vector<Unit> units; };
  ActorTables::Impl& tables_;
  std::vector<std::string> faults_;
  std::string name_;  // of the table being read, for messages
  bool user_ = false;
  std::size_t line_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> person_of_;  // by name and country
  std::unordered_set<std::uint64_t> names_;
  std::vector<Unit> units_;
  std::unordered_map<std::string, std::uint32_t> role_of_;  // phrase -> role
  std::vector<ExtraName> extra_names_;
};

const Loader::Format Loader::kPhrases{kPhraseColumns, &Loader::phrase_row};
const Loader::Format Loader::kGroups{kGroupColumns, &Loader::group_row};
const Loader::Format Loader::kRoles{kRoleColumns, &Loader::role_row};
const Loader::Format Loader::kOffices{kOfficeColumns, &Loader::office_row};
const Loader::Format Loader::kDomains{kDomainColumns, &Loader::domain_row};

}  // namespace

void load_tables(const std::filesystem::path& folder, std::span<const std::filesystem::path> user_files, ActorTables::Impl& tables) {
  Loader(tables).load(folder, user_files);
}

// ---------------------------------------------------------------- interface

ActorTables::ActorTables(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ActorTables::~ActorTables() = default;
ActorTables::ActorTables(ActorTables&&) noexcept = default;
ActorTables& ActorTables::operator=(ActorTables&&) noexcept = default;

ActorTables ActorTables::load(const std::filesystem::path& data_directory, std::span<const std::filesystem::path> user_files) {
  auto impl = std::make_unique<Impl>();
  const std::filesystem::path folder = data_directory / "actors";
  load_tables(std::filesystem::is_directory(folder) ? folder : data_directory, user_files, *impl);
  return ActorTables(std::move(impl));
}

std::string_view actor_code_name(const ActorTables& tables, std::string_view code) {
  const auto& names = tables.impl().code_names;
  const auto at = names.find(std::string(code));
  return at == names.end() ? std::string_view() : at->second;
}

bool is_known_actor_code(const ActorTables& tables, std::string_view code) {
  return !code.empty() && tables.impl().code_names.contains(std::string(code));
}

}  // namespace entente
