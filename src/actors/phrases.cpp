// Each sentence is first cut into pieces (a phrase of a table, a run of capitalised words, or one
// plain token); a small grammar over the pieces then reads noun phrases from left to right:
//
//   phrase := determiner? (modifier | country)* (organisation | role)* name?
//             ("of" phrase)? | phrase "'s" phrase | phrase "," phrase (apposition)
//
// The pieces follow tags and tables, not the tree: titles with names are what parsers are least
// sure of. The tree is asked where words alone do not tell (is "Ukraine" in "gave Ukraine troops"
// a modifier?) and later for the head of a mention.
#include "actors/phrases.h"

#include <algorithm>

namespace entente {

enum class PieceKind : std::uint8_t {
  kBreak, kDeterminer, kWord, kCountry, kOrg, kEquipment, kGroup, kPerson, kRole, kBlock, kName,
  kHonorific, kPossessive, kOf, kIn, kAnd, kComma, kHyphen, kPronoun
};

struct Piece {
  PieceKind kind = PieceKind::kBreak;
  TokenRange tokens;
  std::uint32_t unit = 0;        // first unit
  std::uint32_t unit_end = 0;
  std::int32_t entry = -1;       // table entry, by kind
  std::int32_t role = -1;        // the same words as a role
  Gender gender = Gender::kUnknown;
  bool loose = false;            // "Iranian" in "Iranian-backed": not the country of the head
};

namespace {

// ---------------------------------------------------------------- small word tables

struct HonorificRow { std::string_view word; Gender gender; };
constexpr auto kHonorifics = std::to_array<HonorificRow>(
    {{"mr", Gender::kMale}, {"mister", Gender::kMale}, {"mrs", Gender::kFemale},
     {"ms", Gender::kFemale}, {"miss", Gender::kFemale}, {"madam", Gender::kFemale},
     {"madame", Gender::kFemale}, {"dr", Gender::kUnknown}, {"sir", Gender::kMale},
     {"dame", Gender::kFemale}, {"lady", Gender::kFemale}, {"lord", Gender::kMale},
     {"prof", Gender::kUnknown}, {"shri", Gender::kMale}, {"smt", Gender::kFemale},
     {"hon", Gender::kUnknown}, {"honorable", Gender::kUnknown},
     {"honourable", Gender::kUnknown}, {"excellency", Gender::kUnknown}});

// Roles whose word tells the gender.
constexpr auto kGenderedRoles = std::to_array<HonorificRow>(
    {{"king", Gender::kMale}, {"queen", Gender::kFemale}, {"prince", Gender::kMale},
     {"princess", Gender::kFemale}, {"sultan", Gender::kMale}, {"emir", Gender::kMale},
     {"sheikh", Gender::kMale}, {"sheikha", Gender::kFemale}, {"pope", Gender::kMale},
     {"emperor", Gender::kMale}, {"empress", Gender::kFemale}, {"congresswoman", Gender::kFemale},
     {"congressman", Gender::kMale}, {"spokeswoman", Gender::kFemale},
     {"spokesman", Gender::kMale}, {"chairman", Gender::kMale}, {"chairwoman", Gender::kFemale},
     {"businessman", Gender::kMale}, {"businesswoman", Gender::kFemale}});

constexpr auto kFormerWords = std::to_array<std::string_view>(
    {"former", "ex", "ousted", "deposed", "disgraced", "retired", "erstwhile", "toppled", "late",
     "outgone", "onetime", "exiled", "fugitive"});

// After a hyphen these cut a country off from the noun that follows.
constexpr auto kLooseTails = std::to_array<std::string_view>(
    {"backed", "based", "registered", "flagged", "educated", "descended", "aligned", "sponsored", "funded", "supported", "allied", "occupied", "controlled",
     "held", "brokered", "mediated", "made", "friendly", "born", "linked", "imposed", "supplied",
     "trained", "armed", "facing", "bound", "speaking", "installed", "leaning", "administered"});

constexpr auto kCompanySuffixes = std::to_array<std::string_view>(
    {"inc", "ltd", "limited", "corp", "corporation", "plc", "llc", "gmbh", "co", "company", "ag",
     "holdings", "industries", "motors", "airlines", "airways", "petroleum"});

constexpr auto kNameParticles = std::to_array<std::string_view>(
    {"al", "el", "bin", "ibn", "bint", "de", "da", "do", "dos", "das", "del", "della", "di", "du",
     "la", "le", "van", "von", "der", "den", "ben", "abu", "ul", "ur", "y", "af", "ter", "zu"});

constexpr auto kNameSuffixes = std::to_array<std::string_view>({"jr", "sr", "ii", "iii", "iv"});

constexpr auto kCalendar = std::to_array<std::string_view>(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
     "february", "march", "april", "may", "june", "july", "august", "september", "october",
     "november", "december", "jan", "feb", "aug", "sept", "sep", "oct", "nov", "dec"});

struct PartyNounRow { std::string_view word; PartyNoun stands_for; };
constexpr auto kPartyNouns = std::to_array<PartyNounRow>(
    {{"country", PartyNoun::kState}, {"nation", PartyNoun::kState}, {"side", PartyNoun::kState},
     {"party", PartyNoun::kState}, {"government", PartyNoun::kState},
     {"capital", PartyNoun::kState}, {"delegation", PartyNoun::kState},
     {"neighbor", PartyNoun::kState}, {"neighbour", PartyNoun::kState},
     {"state", PartyNoun::kState}, {"democracy", PartyNoun::kState},
     {"power", PartyNoun::kState}, {"partner", PartyNoun::kState}, {"ally", PartyNoun::kState},
     {"people", PartyNoun::kState}, {"military", PartyNoun::kState},
     {"rival", PartyNoun::kState}, {"foe", PartyNoun::kState}, {"economy", PartyNoun::kState},
     {"leader", PartyNoun::kPerson}, {"minister", PartyNoun::kPerson},
     {"foreign minister", PartyNoun::kPerson}, {"president", PartyNoun::kPerson},
     {"secretary", PartyNoun::kPerson}, {"official", PartyNoun::kPerson},
     {"diplomat", PartyNoun::kPerson}, {"principal", PartyNoun::kPerson},
     {"counterpart", PartyNoun::kPerson}, {"prime minister", PartyNoun::kPerson},
     {"ambassador", PartyNoun::kPerson}, {"chief", PartyNoun::kPerson},
     {"statesman", PartyNoun::kPerson}, {"negotiator", PartyNoun::kPerson},
     {"envoy", PartyNoun::kPerson}, {"adviser", PartyNoun::kPerson},
     {"advisor", PartyNoun::kPerson}, {"dignitary", PartyNoun::kPerson}});

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool is_noun(const Token& token) { return token.upos == Upos::kNoun || token.upos == Upos::kPropn; }

bool is_plural(const Token& token) {
  if (token.xpos == "NNS" || token.xpos == "NNPS") return true;
  return is_noun(token) && (feature(token.feats, "Number") == "Plur" || feature(token.feats, "Number") == "Ptan");
}

bool capitalised(std::string_view word) {
  if (word.empty()) return false;
  if (is_ascii_upper(word[0])) return true;
  return static_cast<unsigned char>(word[0]) >= 0xC3;  // "Šefčovič"; lower case is rare at the front
}

}  // namespace

// ---------------------------------------------------------------- pieces

struct PhraseReader::Workspace {
  const ActorTables::Impl& tables;
  const Document& document;
  std::int32_t day = kAlwaysTo;
  std::vector<Unit> units;
  std::vector<std::uint32_t> unit_of_token;  // first unit of each token, one more at the end
  std::vector<std::string> lowers;           // lower-case form of each token, dots removed
  std::vector<Piece> pieces;
  std::vector<std::uint32_t> code_counts;    // by TextId, of names that mean one country only
  Match match;
  const Sentence* sentence = nullptr;
  std::uint32_t sentence_index = 0;
  std::vector<Draft>* drafts = nullptr;

  Workspace(const ActorTables::Impl& t, const Document& d) : tables(t), document(d) {
    if (d.published.known()) day = static_cast<std::int32_t>(d.published.days());
    code_counts.resize(t.texts.size());
  }

  const Token& token(std::uint32_t index) const { return sentence->tokens[index]; }
  std::string_view word(std::uint32_t index) const { return form(document, token(index)); }
  std::string_view lower(std::uint32_t index) const { return lowers[index]; }
  const Entry& entry(std::int32_t index) const {
    return tables.entries[static_cast<std::size_t>(index)];
  }
  const Role& role(std::int32_t index) const { return tables.roles[static_cast<std::size_t>(index)]; }

  // ---- units

  void make_units() {
    const auto& tokens = sentence->tokens;
    units.clear();
    unit_of_token.clear();
    if (lowers.size() < tokens.size()) lowers.resize(tokens.size());
    for (std::uint32_t t = 0; t < tokens.size(); ++t) {
      unit_of_token.push_back(static_cast<std::uint32_t>(units.size()));
      const std::string_view text = word(t);
      std::string& low = lowers[t];
      low.clear();
      for (char c : text.substr(0, 40)) {
        if (c != '.') low += is_ascii_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
      }
      if (glued_hyphen(t)) continue;
      const std::size_t before = units.size();
      append_units(text, t, units);
      if (before < units.size() && t > 0 && glued_hyphen(t - 1)) units[before].after_hyphen = true;
      if (units.size() == before + 1 && !tokens[t].lemma.empty() && tokens[t].lemma != low &&
          (is_noun(tokens[t]) || tokens[t].upos == Upos::kAdj)) {
        units[before].lemma = lemma_hash(tokens[t].lemma);
      }
    }
    unit_of_token.push_back(static_cast<std::uint32_t>(units.size()));
  }

  static WordHash lemma_hash(std::string_view lemma) {
    std::array<char, 64> low{};
    if (lemma.size() > low.size()) return 0;
    std::ranges::transform(lemma, low.begin(), [](char c) {
      return is_ascii_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return word_hash({low.data(), lemma.size()});
  }

  // A hyphen or dash written without spaces between two words.
  bool glued_hyphen(std::uint32_t t) const {
    const std::string_view text = word(t);
    if (text != "-" && text != "/" && text != "\xE2\x80\x93" && text != "\xE2\x80\x90" &&
        text != "\xE2\x80\x91" && text != "\xE2\x80\x94") {
      return false;
    }
    return t > 0 && t + 1 < sentence->tokens.size() && !token(t).space_after &&
           !token(t - 1).space_after;
  }

  // Set in capitals: no word in lower case but for short ones, and a long word at least.
  bool all_capitals() const {
    bool long_word = false;
    for (const Unit& unit : units) {
      if (unit.shape == Shape::kLower || unit.shape == Shape::kTitle) return false;
      if (unit.shape == Shape::kUpper && unit.letters >= 4) long_word = true;
    }
    return long_word;
  }

  // ---- pieces

  void make_pieces() {
    pieces.clear();
    const auto count = static_cast<std::uint32_t>(sentence->tokens.size());
    const bool capitals = all_capitals();
    for (std::uint32_t t = 0; t < count;) {
      if (honorific(t) != nullptr) {
        push(PieceKind::kHonorific, t, honorific(t)->gender);
        ++t;
      } else if (phrase_piece(t, capitals)) {
        t = pieces.back().tokens.last;
      } else {
        plain_piece(t);
        t = pieces.back().tokens.last;
      }
    }
  }

  bool phrase_piece(std::uint32_t t, bool capitals) {
    // A phrase may begin inside a token only where a hyphen cuts it: "Indo-US", "non-Indian".
    if (unit_of_token[t] == unit_of_token[t + 1]) return false;
    const Token& first = token(t);
    // A name that no treebank knows may be tagged as a pronoun.
    const bool odd_pronoun = first.upos == Upos::kPron && t + 1 < sentence->tokens.size() && ((units[unit_of_token[t]].shape == Shape::kTitle && units[unit_of_token[t]].letters > 4) || (units[unit_of_token[t]].shape == Shape::kUpper && units[unit_of_token[t]].letters >= 2 && !capitals));
    if ((first.upos == Upos::kPron && !odd_pronoun) || first.upos == Upos::kDet) {
      if (lower(t) != "the" || t + 1 >= sentence->tokens.size()) return false;
    }
    if (first.upos == Upos::kPunct) return false;
    std::uint32_t unit = unit_of_token[t];
    find_longest(tables, units, unit, day, capitals, match);
    if (match.length == 0) return false;
    const std::uint32_t end = unit + match.length;
    Piece piece;
    piece.unit = unit;
    piece.unit_end = end;
    piece.tokens = {t, units[end - 1].token + 1};
    choose_entry(piece);
    if (piece.kind == PieceKind::kRole && !plausible_role(piece)) return false;
    if (piece.kind == PieceKind::kCountry && (part_of_person(piece) || surname_after_title(piece))) return false;
    piece.loose = loose_after(piece);
    pieces.push_back(piece);
    // The rest of a token cut inside: "US-India" as one token makes two pieces.
    if (end < unit_of_token[piece.tokens.last]) rest_of_token(piece.tokens.last - 1, end, capitals);
    return true;
  }

  void rest_of_token(std::uint32_t t, std::uint32_t unit, bool capitals) {
    while (unit < unit_of_token[t + 1]) {
      find_longest(tables, std::span(units).subspan(0, unit_of_token[t + 1]), unit, day, capitals, match);
      if (match.length == 0) {
        ++unit;
        continue;
      }
      Piece piece;
      piece.unit = unit;
      piece.unit_end = unit + match.length;
      piece.tokens = {t, t + 1};
      choose_entry(piece);
      if (piece.kind == PieceKind::kCountry) {
        Piece hyphen;
        hyphen.kind = PieceKind::kHyphen;
        hyphen.tokens = {t, t + 1};
        pieces.push_back(hyphen);
        pieces.push_back(piece);
      }
      unit = piece.unit_end;
    }
  }

  // Which row of several with the same words: a role and a name may share them ("Congress").
  void choose_entry(Piece& piece) {
    std::int32_t best = -1;
    int best_score = -1;
    std::int32_t latest = 0;
    for (std::uint32_t e : match.entries) {
      const Entry& row = tables.entries[e];
      if (row.kind == EntryKind::kRole) {
        piece.role = static_cast<std::int32_t>(row.index);
        continue;
      }
      // Kinds stand in the order of preference, but a country of the document wins.
      int score = 40 - static_cast<int>(row.kind);
      if (row.kind == EntryKind::kBlock) score += 100;
      if (row.kind == EntryKind::kPlace) score -= 4;
      if (match.entries.size() > 1 && row.code < code_counts.size()) {
        score += static_cast<int>(std::min<std::uint32_t>(code_counts[row.code], 8));
      }
      if (row.us_state && us_context()) score += 60;
      if (score > best_score || (score == best_score && row.period.to > latest)) {
        best = static_cast<std::int32_t>(e);
        best_score = score;
        latest = row.period.to;
      }
    }
    piece.entry = best;
    if (best < 0) {
      piece.kind = PieceKind::kRole;
      return;
    }
    const Entry& row = entry(best);
    switch (row.kind) {
      case EntryKind::kOrg: case EntryKind::kSeat: piece.kind = PieceKind::kOrg; break;
      case EntryKind::kEquipment: piece.kind = PieceKind::kEquipment; break;
      case EntryKind::kBlock: piece.kind = PieceKind::kBlock; break;
      case EntryKind::kGroup: piece.kind = PieceKind::kGroup; break;
      case EntryKind::kPerson: piece.kind = PieceKind::kPerson; break;
      default:
        piece.kind = PieceKind::kCountry;
        if (match.entries.size() == 1 && row.code < code_counts.size()) ++code_counts[row.code];
        break;
    }
  }

  // Words beside a homonym that speak for the US state: another state, or the offices of one.
  bool us_context() const {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"governor", "senator", "gov", "sen", "rep", "atlanta", "voters", "state", "counties",
         "county", "senators", "congressman", "texas", "florida", "california", "alabama",
         "carolina", "tennessee", "arizona", "michigan", "pennsylvania", "wisconsin", "nevada",
         "republican", "democrat", "runoff"});
    const auto count = std::min<std::size_t>(sentence->tokens.size(), 200);
    for (std::uint32_t t = 0; t < count; ++t) {
      if (contains(kWords, lower(t))) return true;
    }
    return false;
  }

  // A role word must be a noun (or a title before a name); "rebel" as a verb is none.
  bool plausible_role(const Piece& piece) const {
    for (std::uint32_t t = piece.tokens.first; t < piece.tokens.last; ++t) {
      if (is_noun(token(t)) || token(t).upos == Upos::kX) return true;
    }
    return false;
  }

  // "Michael Jordan", "Chad Brown": a country word inside a personal name.
  bool part_of_person(const Piece& piece) const {
    if (piece.tokens.last - piece.tokens.first != 1) return false;
    const EntryKind kind = entry(piece.entry).kind;
    if (kind == EntryKind::kAdjective || kind == EntryKind::kPeople) return false;
    const std::uint32_t t = piece.tokens.first;
    if (t + 1 < sentence->tokens.size()) {
      const Token& next = token(t + 1);
      if (next.head == static_cast<std::int32_t>(t) && next.deprel == Deprel::kFlat &&
          next.upos == Upos::kPropn) {
        return true;
      }
    }
    return t > 0 && token(t).deprel == Deprel::kFlat && token(t - 1).upos == Upos::kPropn &&
           !pieces.empty() && pieces.back().kind == PieceKind::kName;
  }

  // "Secretary Austin": a town after a title is a name.
  bool surname_after_title(const Piece& piece) const {
    // A user's dictionary does not tell people from countries: "minister Calimehtar".
    const bool may_be_name = entry(piece.entry).kind == EntryKind::kPlace || (entry(piece.entry).any_case && entry(piece.entry).kind == EntryKind::kName);
    if (pieces.empty() || !may_be_name) return false;
    const Piece& before = pieces.back();
    if (before.tokens.last != piece.tokens.first || piece.tokens.last - piece.tokens.first != 1) return false;
    if (before.kind == PieceKind::kHonorific) return true;
    return before.kind == PieceKind::kRole && role(before.role).kind != RoleKind::kOrg &&
           role(before.role).kind != RoleKind::kPlace && role(before.role).kind != RoleKind::kGroup &&
           (capitalised(word(before.tokens.last - 1)) || entry(piece.entry).any_case) && !is_plural(token(before.tokens.last - 1)) &&
           !all_capitals();
  }

  // "Iranian-backed", whether the tokenizer cuts at the hyphen or not.
  bool loose_after(const Piece& piece) const {
    if (piece.kind != PieceKind::kCountry && piece.kind != PieceKind::kOrg) return false;
    const std::uint32_t next = piece.unit_end;
    if (next >= units.size() || !units[next].after_hyphen) return false;
    const std::uint32_t t = units[next].token;
    std::string_view tail = lower(t);
    tail.remove_prefix(std::min(tail.size(), tail.find_last_of('-') == std::string_view::npos
                                                 ? 0 : tail.find_last_of('-') + 1));
    return contains(kLooseTails, tail);
  }

  void push(PieceKind kind, std::uint32_t t, Gender gender = Gender::kUnknown) {
    Piece piece;
    piece.kind = kind;
    piece.tokens = {t, t + 1};
    piece.unit = unit_of_token[t];
    piece.unit_end = unit_of_token[t + 1];
    piece.gender = gender;
    pieces.push_back(piece);
  }

  // "Mr.", "Dr." before a name.
  const HonorificRow* honorific(std::uint32_t t) const {
    if (!capitalised(word(t)) || t + 1 >= sentence->tokens.size() || !is_noun_like(token(t)) ||
        !capitalised(word(t + 1))) {
      return nullptr;
    }
    const auto* row = std::ranges::find(kHonorifics, lower(t), &HonorificRow::word);
    return row == kHonorifics.end() ? nullptr : row;
  }

  // "State Secretary for Foreign Affairs to the Prime Minister of Sweden", "adviser to the king".
  bool serves(std::uint32_t t) const {
    constexpr auto kStaff = std::to_array<std::string_view>({"secretary", "adviser", "advisor", "aide", "assistant", "counsel", "counsellor", "counselor", "chief", "spokesperson", "spokesman", "spokeswoman", "deputy"});
    constexpr auto kChiefs = std::to_array<std::string_view>({"minister", "president", "premier", "chancellor", "king", "queen", "emir", "sultan", "secretary", "governor", "chief"});
    const std::int32_t served = token(t).head;
    if (served < 0 || lower(t + 1) != "the" || !contains(kChiefs, lower(static_cast<std::uint32_t>(served)))) return false;
    for (std::uint32_t back = 1; back <= 6 && back <= t; ++back) {
      if (token(t - back).upos == Upos::kVerb || token(t - back).upos == Upos::kPunct) return false;
      if (contains(kStaff, lower(t - back))) return true;
    }
    return false;
  }

  void plain_piece(std::uint32_t t) {
    const Token& tok = token(t);
    const std::string_view low = lower(t);
    if (glued_hyphen(t)) return push(PieceKind::kHyphen, t);
    switch (tok.upos) {
      case Upos::kDet: return push(PieceKind::kDeterminer, t);
      case Upos::kPron:
        if (feature(tok.feats, "Poss") == "Yes" || tok.xpos == "PRP$") return push(PieceKind::kDeterminer, t);
        return push(low == "both" ? PieceKind::kDeterminer : PieceKind::kPronoun, t);
      case Upos::kPart:
        if (low == "'s" || low == "\xE2\x80\x99s" || low == "'" || low == "\xE2\x80\x99") {
          return push(PieceKind::kPossessive, t);
        }
        return push(PieceKind::kBreak, t);
      case Upos::kAdp:
        if (low == "of" || (low == "to" && serves(t))) return push(PieceKind::kOf, t);
        if (low == "in" || low == "from" || low == "at") return push(PieceKind::kIn, t);
        return push(PieceKind::kBreak, t);
      case Upos::kCconj:
        // "with both nations prioritizing": a determiner that the tagger took for "both ... and".
        if (low == "both") return push(PieceKind::kDeterminer, t);
        return push(low == "and" || low == "&" ? PieceKind::kAnd : PieceKind::kBreak, t);
      case Upos::kPunct:
        return push(low == "," ? PieceKind::kComma : PieceKind::kBreak, t);
      case Upos::kAdv:
        if (low == "former" || low == "ex" || low == "both") return push(PieceKind::kWord, t);
        return push(tok.deprel == Deprel::kAdvmod && tok.head == static_cast<std::int32_t>(t) + 1 &&
                            token(t + 1).upos != Upos::kVerb
                        ? PieceKind::kWord : PieceKind::kBreak, t);
      case Upos::kAux:
        if ((tok.deprel == Deprel::kCase || owns_what_follows(t)) && (low == "'s" || low == "\xE2\x80\x99s")) return push(PieceKind::kPossessive, t);
        return push(PieceKind::kBreak, t);
      case Upos::kVerb:
        return push(tok.deprel == Deprel::kAmod ? PieceKind::kWord : PieceKind::kBreak, t);
      case Upos::kAdj: case Upos::kNoun: case Upos::kNum: case Upos::kPropn: case Upos::kX:
        return noun_piece(t);
      default: return push(PieceKind::kBreak, t);
    }
  }

  // "Ithilen's awful minister warned": read as "Ithilen is awful", which a clause with a verb of its own
  // and no comma before it cannot mean.
  bool owns_what_follows(std::uint32_t t) const {
    const Token& tok = token(t);
    if (tok.deprel != Deprel::kCop || tok.head < 0 || tok.head < static_cast<std::int32_t>(t) || t == 0 || token(t - 1).space_after) return false;
    const Token& predicate = token(static_cast<std::uint32_t>(tok.head));
    if (predicate.deprel != Deprel::kCcomp || predicate.head < tok.head) return false;
    for (std::int32_t i = tok.head + 1; i < predicate.head; ++i) {
      if (token(static_cast<std::uint32_t>(i)).upos == Upos::kPunct) return false;
    }
    return true;
  }

  static bool is_noun_like(const Token& tok) {
    return tok.upos == Upos::kPropn || tok.upos == Upos::kNoun || tok.upos == Upos::kAdj ||
           tok.upos == Upos::kX;
  }

  bool name_token(std::uint32_t t) const {
    const Token& tok = token(t);
    if (unit_of_token[t] == unit_of_token[t + 1] || !capitalised(word(t)) || contains(kCalendar, lower(t))) return false;
    if (tok.upos == Upos::kPropn || tok.upos == Upos::kX) return true;
    if (tok.upos != Upos::kNoun && tok.upos != Upos::kAdj) return false;
    if (t > 0 && tok.deprel == Deprel::kFlat) return true;
    // "FOREIGN MINISTER TESTARRA:" - taggers are unsure of names in capitals.
    const Unit& unit = units[unit_of_token[t]];
    return !pieces.empty() && (pieces.back().kind == PieceKind::kRole || pieces.back().kind == PieceKind::kHonorific) &&
           pieces.back().tokens.last == t && unit.shape == Shape::kUpper && unit.letters >= 3;
  }

  void noun_piece(std::uint32_t t) {
    if (!name_token(t)) return push(PieceKind::kWord, t);
    std::uint32_t end = t + 1;
    const auto count = static_cast<std::uint32_t>(sentence->tokens.size());
    while (end < count && end - t < 12) {
      if (name_token(end) && !starts_phrase(end)) {
        ++end;
      } else if (end + 1 < count && glued_hyphen(end) && token(end + 1).upos != Upos::kVerb &&
                 (name_token(end + 1) || is_noun_like(token(end + 1)))) {
        end += 2;
      } else if (end + 1 < count && contains(kNameParticles, lower(end)) && name_token(end + 1)) {
        end += 2;
      } else if (end + 3 < count && contains(kNameParticles, lower(end)) && glued_hyphen(end + 1) &&
                 name_token(end + 2)) {
        end += 3;
      } else if (end + 2 < count && contains(kNameParticles, lower(end)) &&
                 contains(kNameParticles, lower(end + 1)) && name_token(end + 2)) {
        end += 3;
      } else {
        break;
      }
    }
    Piece piece;
    piece.kind = PieceKind::kName;
    piece.tokens = {t, end};
    piece.unit = unit_of_token[t];
    piece.unit_end = unit_of_token[end];
    pieces.push_back(piece);
  }

  // Whether a table phrase (other than a role that could be a surname) begins at this token.
  bool starts_phrase(std::uint32_t t) {
    if (unit_of_token[t] == unit_of_token[t + 1]) return false;
    find_longest(tables, units, unit_of_token[t], day, false, match);
    if (match.length == 0) return false;
    for (std::uint32_t e : match.entries) {
      const Entry& row = tables.entries[e];
      if (row.kind != EntryKind::kRole) return true;
      const RoleKind kind = tables.roles[row.index].kind;
      if (kind == RoleKind::kPlace || kind == RoleKind::kThing) continue;
      // "Ahmad Shah Massoud": one role word between two words of a name is part of it.
      const bool inside = match.length == 1 && t + 1 < sentence->tokens.size() && name_token(t + 1);
      if (!inside) return true;
      find_longest(tables, units, unit_of_token[t + 1], day, false, match);
      return match.length != 0;
    }
    return false;
  }

  // ---- phrases

  bool at(std::size_t i, PieceKind kind) const { return i < pieces.size() && pieces[i].kind == kind; }

  // A draft that has nothing yet but may become one.
  Draft new_draft(std::uint32_t t) const {
    Draft draft;
    draft.sentence = sentence_index;
    draft.tokens = {t, t};
    return draft;
  }

  void determiner(Draft& draft, const Piece& piece) {
    const std::uint32_t t = piece.tokens.first;
    const std::string_view low = lower(t);
    const Token& tok = token(t);
    if (tok.upos == Upos::kPron && low != "both") {
      draft.definite = Definiteness::kPossessive;
      draft.pronoun_owner = static_cast<std::int32_t>(t);
    } else if (low == "both") {
      draft.definite = Definiteness::kBoth;
      draft.two = true;
      draft.number_token = static_cast<std::int32_t>(t);
    } else if (low == "the" || low == "these" || low == "those" || low == "this" || low == "that") {
      if (draft.definite == Definiteness::kNone) draft.definite = Definiteness::kDefinite;
    } else if (low == "each" || low == "either") {
      draft.definite = Definiteness::kBoth;
      draft.two = draft.plural = true;
    } else {
      draft.definite = Definiteness::kIndefinite;
    }
  }

  // Sector words: a plain person role leaves the say to what stands before it ("police spokesman").
  void add_role(Draft& draft, const Piece& piece) {
    if (draft.role >= 0) draft.modifier_role = draft.role;
    else draft.role_tokens.first = piece.tokens.first;
    draft.role = piece.role;
    draft.role_tokens.last = piece.tokens.last;
    draft.core = piece.tokens.last - 1;
    for (std::uint32_t t = piece.tokens.first; t < piece.tokens.last; ++t) {
      if (is_noun(token(t))) {
        draft.core = t;
        if (role_head(piece.role, t)) break;
      }
    }
    draft.plural = is_plural(token(draft.core));
    if (draft.entry < 0 && draft.country_count == 0) body_inside_role(draft, piece);
    for (const HonorificRow& row : kGenderedRoles) {
      if (row.word == lower(draft.core)) draft.gender = row.gender;
    }
  }

  // A role row may hold a name: "former White House official".
  void body_inside_role(Draft& draft, const Piece& piece) {
    if (piece.unit_end - piece.unit < 3) return;
    for (std::uint32_t u = piece.unit; u + 1 < piece.unit_end; ++u) {
      find_longest(tables, std::span(units).first(piece.unit_end - 1), u, day, false, match);
      for (std::uint32_t e : match.entries) {
        const EntryKind kind = tables.entries[e].kind;
        if (kind == EntryKind::kOrg || kind == EntryKind::kSeat) {
          draft.entry = static_cast<std::int32_t>(e);
          return;
        }
      }
    }
  }

  bool role_head(std::int32_t role_index, std::uint32_t t) const {
    const Unit& unit = units[unit_of_token[t]];
    const WordHash head = role(role_index).head_word;
    return unit.lower == head || unit.lemma == head;
  }

  static bool particle(WordHash word) {
    static const auto hashes = [] {
      std::array<WordHash, kNameParticles.size()> all{};
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = word_hash(kNameParticles[i]);
      return all;
    }();
    return std::ranges::find(hashes, word) != hashes.end();
  }

  void add_name(Draft& draft, const Piece& piece) {
    draft.name.count = 0;
    for (std::uint32_t u = piece.unit; u < piece.unit_end; ++u) {
      if (units[u].letters == 0) continue;
      const std::string_view low = lower(units[u].token);
      if (contains(kNameSuffixes, low) && u > piece.unit) continue;
      if (u + 1 < piece.unit_end && particle(units[u].lower)) continue;
      if (draft.name.count == draft.name.words.size()) {
        draft.name.words.back() = units[u].lower;  // the last word matters more than a middle one
        continue;
      }
      if (draft.name.count == 0) draft.name.first_is_initial = units[u].letters == 1;
      draft.name.words[draft.name.count++] = units[u].lower;
    }
    draft.name_tokens = piece.tokens;
    draft.core = piece.tokens.last - 1;
    while (draft.core > piece.tokens.first &&
           (contains(kNameSuffixes, lower(draft.core)) || units[unit_of_token[draft.core]].letters == 0)) {
      --draft.core;
    }
    if (piece.kind == PieceKind::kPerson) draft.person = piece.entry;
    draft.plural = false;
  }

  // "Hungarian and Romanian officials", "U.S., Indian and Japanese diplomats": does the list that
  // goes on after piece `i` (an "and" or comma) reach a role with country words alone?
  bool country_list_reaches_role(std::size_t i) const {
    bool country = false;
    for (std::size_t steps = 0; i < pieces.size() && steps < 14; ++i, ++steps) {
      switch (pieces[i].kind) {
        case PieceKind::kAnd: case PieceKind::kComma:
          if (country && at(i + 1, PieceKind::kCountry) == false && !at(i + 1, PieceKind::kAnd)) return false;
          break;
        case PieceKind::kCountry:
          if (country && !at(i - 1, PieceKind::kAnd) && !at(i - 1, PieceKind::kComma)) return false;
          country = true;
          break;
        case PieceKind::kWord:
          if (!country) return false;
          // "the Armenian and Serbian sides"
          if (std::ranges::any_of(kPartyNouns, [&](const PartyNounRow& row) { return row.word == to_lower_ascii(token(pieces[i].tokens.first).lemma); })) return true;
          break;
        case PieceKind::kRole: return country;
        default: return false;
      }
    }
    return false;
  }

  bool modifier_country(const Piece& piece) const {
    const EntryKind kind = entry(piece.entry).kind;
    if (kind == EntryKind::kAdjective || kind == EntryKind::kPeople) return true;
    const Unit& unit = units[piece.unit];
    if (unit.shape == Shape::kUpper && unit.letters <= 3) return true;  // "U.S., Indian and ..."
    const Deprel rel = token(piece.tokens.last - 1).deprel;
    return rel == Deprel::kAmod || rel == Deprel::kCompound || rel == Deprel::kNmodPoss;
  }

  // Whether a country word that stands before a role is really an argument of its own.
  bool own_argument(const Piece& country, const Piece& role_piece) const {
    const Token& tok = token(country.tokens.last - 1);
    const EntryKind kind = entry(country.entry).kind;
    if (kind == EntryKind::kAdjective) return false;
    switch (tok.deprel) {
      case Deprel::kIobj: case Deprel::kObj: case Deprel::kNsubj: case Deprel::kObl: break;
      default: return false;
    }
    const std::int32_t head = tok.head;
    return head >= 0 && (head < static_cast<std::int32_t>(country.tokens.first) ||
                         head >= static_cast<std::int32_t>(role_piece.tokens.last)) &&
           role_piece.tokens.first > country.tokens.last - 1;
  }

  // "While in Brussels President Biden ...": where, not whose.
  bool place_before_title(std::size_t country, std::size_t role_piece) const {
    const EntryKind kind = entry(pieces[country].entry).kind;
    if (country == 0 || kind == EntryKind::kAdjective || kind == EntryKind::kPeople || pieces[country - 1].kind != PieceKind::kIn) return false;
    return country + 1 == role_piece && (at(role_piece + 1, PieceKind::kName) || at(role_piece + 1, PieceKind::kPerson));
  }

  void bare_countries(const Draft& draft) {
    for (std::uint8_t c = 0; c < draft.country_count; ++c) country_draft(draft.countries[c], -1);
  }
  std::int32_t country_draft(const CountryPart& part, std::int32_t parent) {
    Draft country = new_draft(part.tokens.first);
    country.tokens = part.tokens;
    country.core = part.tokens.last - 1;
    country.countries[0] = part;
    country.country_count = 1;
    country.parent = parent;
    const EntryKind kind = tables.entries[part.entry].kind;
    country.plural = kind == EntryKind::kPeople;
    drafts->push_back(country);
    return static_cast<std::int32_t>(drafts->size()) - 1;
  }

  struct Read { std::int32_t draft = -1; std::size_t next = 0; };

  bool company_after(std::size_t i) const {
    return at(i, PieceKind::kName) && contains(kCompanySuffixes, lower(pieces[i].tokens.last - 1)) ;
  }

  // Reads one phrase from piece `i`; always advances. `draft` is its draft in `drafts`, -1: none.
  Read phrase(std::size_t i, bool attach) {
    const std::size_t begin = i;
    Draft draft = new_draft(pieces[i].tokens.first);
    std::uint32_t significant = pieces[i].tokens.first;
    bool started = false;
    bool words_since_country = false;
    std::size_t country_piece = 0;
    const auto start_at = [&](const Piece& piece) {
      if (!started) significant = piece.tokens.first;
      started = true;
    };
    bool stop = false;
    std::size_t after_stop = 0;
    for (; i < pieces.size(); ++i) {
      const Piece& piece = pieces[i];
      switch (piece.kind) {
        case PieceKind::kDeterminer:
          if (started || (draft.definite != Definiteness::kNone && i > begin && !at(i - 1, PieceKind::kDeterminer))) { stop = true; break; }
          determiner(draft, piece);
          break;
        case PieceKind::kWord: {
          if (draft.entry >= 0 && draft.role < 0 && draft.name.count == 0 && group_members(draft, piece)) { stop = true; after_stop = i + 1; break; }
          if (draft.role >= 0 || draft.entry >= 0 || draft.name.count > 0) { stop = true; break; }
          const std::uint32_t t = piece.tokens.first;
          if (contains(kFormerWords, lower(t))) { draft.former = true; start_at(piece); }
          else if (lower(t) == "two" || lower(t) == "2" || lower(t) == "both") {
            draft.two = true;
            draft.number_token = static_cast<std::int32_t>(t);
            if (lower(t) == "both") draft.definite = Definiteness::kBoth;
          }
          else if (lower(t) == "three" || lower(t) == "four") draft.more = lower(t) == "three" ? 3 : 4;
          else if (lower(t) == "state" || lower(t) == "official" || lower(t) == "state-run" || lower(t) == "state-owned") draft.state_run = true;
          else if (party_noun(draft, i)) { start_at(piece); break; }
          if (draft.country_count > 0) words_since_country = true;
          break;
        }
        case PieceKind::kHonorific:
          if (draft.name.count > 0) { stop = true; break; }
          draft.honorific = true;
          draft.gender = piece.gender != Gender::kUnknown ? piece.gender : draft.gender;
          start_at(piece);
          break;
        case PieceKind::kHyphen: break;
        case PieceKind::kCountry:
          if (draft.role >= 0 || draft.entry >= 0 || draft.name.count > 0 || words_since_country ||
              draft.country_count == draft.countries.size()) { stop = true; break; }
          if (piece.loose) {
            country_draft({entry(piece.entry).code, static_cast<std::uint32_t>(piece.entry), piece.tokens}, -1);
            break;
          }
          start_at(piece);
          draft.countries[draft.country_count++] = {entry(piece.entry).code, static_cast<std::uint32_t>(piece.entry), piece.tokens};
          draft.core = piece.tokens.last - 1;
          country_piece = i;
          break;
        case PieceKind::kOrg: case PieceKind::kEquipment: case PieceKind::kGroup:
          if (piece.role >= 0 && draft.country_count > 0 && entry(piece.entry).code != draft.countries[0].code) {
            add_role(draft, piece);  // "the Peruvian Congress"
            break;
          }
          if (draft.role >= 0 || draft.entry >= 0 || draft.name.count > 0 ||
              (draft.country_count > 0 && piece.kind != PieceKind::kEquipment && entry(piece.entry).code != draft.countries[0].code)) {
            stop = true;
            break;
          }
          start_at(piece);
          draft.entry = piece.entry;
          draft.core = piece.tokens.last - 1;
          draft.plural = is_plural(token(draft.core));
          break;
        case PieceKind::kRole:
          if (draft.name.count > 0) {
            if (!name_owns_role(draft, piece)) { stop = true; break; }
            name_becomes_owner(draft);
          }
          if (draft.country_count > 0 && draft.role < 0 && (own_argument(pieces[country_piece], piece) || place_before_title(country_piece, i))) {
            stop = true;
            break;
          }
          start_at(piece);
          add_role(draft, piece);
          break;
        case PieceKind::kName: case PieceKind::kPerson:
          if (draft.name.count > 0 || (draft.role >= 0 && !has_holders(draft.role))) { stop = true; break; }
          if (piece.kind == PieceKind::kName && draft.country_count > 0 && draft.role < 0) {
            if (contains(kCompanySuffixes, lower(piece.tokens.last - 1))) {
              draft.company = true;
              draft.core = piece.tokens.last - 1;
              stop = true;
              after_stop = i + 1;
              break;
            }
            words_since_country = true;  // "Indian Space Research Organisation": the role may follow
            break;
          }
          if (draft.entry >= 0 && draft.role < 0 && piece.kind == PieceKind::kName) { stop = true; break; }
          start_at(piece);
          add_name(draft, piece);
          break;
        case PieceKind::kAnd: case PieceKind::kComma:
          if (draft.bare_country() && !words_since_country && modifier_country(pieces[country_piece]) &&
              country_list_reaches_role(i)) {
            break;
          }
          // "awful and evil minister"
          if (piece.kind == PieceKind::kAnd && !started && at(i - 1, PieceKind::kWord) && at(i + 1, PieceKind::kWord) &&
              token(pieces[i - 1].tokens.first).upos == Upos::kAdj && token(pieces[i + 1].tokens.first).upos == Upos::kAdj) {
            break;
          }
          if (piece.kind == PieceKind::kAnd && draft.role >= 0 && draft.name.count == 0 &&
              !draft.plural && joint_office(i + 1, draft)) {
            break;  // "Vice President and Foreign Minister Marta Lucia Ramirez"
          }
          stop = true;
          break;
        default: stop = true; break;
      }
      if (stop) break;
    }
    i = std::max({i, after_stop, begin + 1});
    if (!started) return {-1, i};
    draft.tokens = {significant, std::max(last_significant(draft), significant + 1)};
    // "both sides", but "soldiers" in "two Indian soldiers".
    if (draft.number_token >= 0 && draft.country_count == 0 && draft.entry < 0 && draft.name.count == 0) {
      draft.tokens.first = std::min(draft.tokens.first, static_cast<std::uint32_t>(draft.number_token));
    }
    if (draft.company) draft.tokens.last = std::max(draft.tokens.last, draft.core + 1);
    if (draft.bare_country()) {
      bare_countries(draft);
      return {static_cast<std::int32_t>(drafts->size()) - 1, i};
    }
    i = suffix(draft, i);
    const auto index = static_cast<std::int32_t>(drafts->size());
    drafts->push_back(draft);
    for (std::uint8_t c = 0; c < draft.country_count; ++c) country_draft(draft.countries[c], index);
    if (draft.owner >= 0) (*drafts)[static_cast<std::size_t>(draft.owner)].parent = index;
    if (attach) i = postmodifiers(index, i);
    return {index, i};
  }

  // "my G7 counterparts", "the NATO allies": the group itself.
  bool group_members(Draft& draft, const Piece& piece) {
    constexpr auto kMembers = std::to_array<std::string_view>(
        {"counterparts", "partners", "allies", "colleagues", "members", "countries", "nations", "states", "governments", "leaders", "powers", "economies"});
    const EntryKind kind = entry(draft.entry).kind;
    if ((kind != EntryKind::kGroup && tables.text(entry(draft.entry).sector) != "IGO") || !contains(kMembers, lower(piece.tokens.first))) return false;
    draft.core = piece.tokens.first;
    draft.plural = true;
    return true;
  }

  std::uint32_t last_significant(const Draft& draft) const {
    std::uint32_t last = draft.tokens.first;
    if (draft.name.count > 0) last = std::max(last, draft.name_tokens.last);
    if (draft.role >= 0) last = std::max(last, draft.role_tokens.last);
    last = std::max(last, draft.core + 1);
    for (std::uint8_t c = 0; c < draft.country_count; ++c) last = std::max(last, draft.countries[c].tokens.last);
    return last;
  }

  // "countries", "sides": nouns that stand for parties named before, where no role row knows them.
  bool party_noun(Draft& draft, std::size_t i) {
    const Token& tok = token(pieces[i].tokens.first);
    if (tok.upos != Upos::kNoun && tok.upos != Upos::kPropn) return false;
    // The head of its phrase: no further noun follows.
    if (at(i + 1, PieceKind::kWord) || at(i + 1, PieceKind::kHyphen) || at(i + 1, PieceKind::kRole)) return false;
    const std::string lemma = tok.lemma.empty() ? lowers[pieces[i].tokens.first] : to_lower_ascii(tok.lemma);
    for (const PartyNounRow& row : kPartyNouns) {
      if (row.word != lemma) continue;
      const bool singular_too = lemma == "country" || lemma == "nation" || lemma == "side" || lemma == "delegation" ||
                                lemma == "government" || lemma == "counterpart" || row.stands_for == PartyNoun::kPerson;
      if (!singular_too && !is_plural(tok)) return false;
      draft.party_noun = row.stands_for;
      draft.core = pieces[i].tokens.first;
      draft.role_tokens = pieces[i].tokens;
      draft.plural = is_plural(tok);
      return true;
    }
    return false;
  }

  bool has_holders(std::int32_t role_index) const {
    return role(role_index).kind == RoleKind::kPerson || role(role_index).kind == RoleKind::kTitle;
  }

  // "the Biden administration", "Blinken aides".
  bool name_owns_role(const Draft& draft, const Piece& piece) const {
    if (draft.role >= 0 || piece.tokens.first != draft.name_tokens.last) return false;
    const RoleKind kind = role(piece.role).kind;
    return kind == RoleKind::kOrg || kind == RoleKind::kGroup || kind == RoleKind::kPerson;
  }
  void name_becomes_owner(Draft& draft) {
    Draft owner = draft;
    owner.tokens = draft.name_tokens;
    owner.definite = Definiteness::kNone;
    owner.country_count = 0;
    drafts->push_back(owner);
    draft.owner = static_cast<std::int32_t>(drafts->size()) - 1;
    draft.name = {};
    draft.person = -1;
    draft.name_tokens = {};
    draft.honorific = false;
  }

  // After "and": a second office of the same person, told by the name that ends it.
  bool joint_office(std::size_t i, const Draft& draft) const {
    if (draft.definite == Definiteness::kDefinite && draft.country_count == 0) return false;
    bool seen_role = false;
    for (std::size_t steps = 0; i < pieces.size() && steps < 6; ++i, ++steps) {
      if (pieces[i].kind == PieceKind::kRole) seen_role = true;
      else if (pieces[i].kind == PieceKind::kName || pieces[i].kind == PieceKind::kPerson) {
        return seen_role;
      } else if (pieces[i].kind != PieceKind::kWord) return false;
    }
    return false;
  }

  // "Joseph R. Biden, Jr."
  std::size_t suffix(Draft& draft, std::size_t i) {
    if (draft.name.count == 0) return i;
    if (at(i, PieceKind::kComma) && i + 1 < pieces.size() &&
        contains(kNameSuffixes, lower(pieces[i + 1].tokens.first))) {
      draft.tokens.last = draft.name_tokens.last = pieces[i + 1].tokens.first + 1;
      return i + 2;
    }
    return i;
  }

  Draft& draft_at(std::int32_t index) { return (*drafts)[static_cast<std::size_t>(index)]; }

  void take_country_of(std::int32_t index, std::int32_t from) {
    const Draft source = draft_at(from);
    Draft& draft = draft_at(index);
    if (source.bare_country()) {
      if (draft.country_count < draft.countries.size()) {
        draft.countries[draft.country_count++] = source.countries[0];
      }
    } else {
      draft.owner = from;
    }
  }

  // The name that ends an office: "Foreign Minister of Japan Hayashi Yoshimasa". -> the piece after it
  std::size_t name_after(std::int32_t index, std::size_t i) {
    Draft& office = draft_at(index);
    if (office.name.count > 0 || office.plural || (!at(i, PieceKind::kName) && !at(i, PieceKind::kPerson))) return i;
    add_name(office, pieces[i]);
    office.tokens.last = pieces[i].tokens.last;
    return i + 1;
  }

  // "Special Representative for Iran Robert Malley": the state dealt with, which is not the envoy's own.
  std::size_t errand(std::int32_t index, std::size_t i) {
    constexpr auto kEnvoys = std::to_array<std::string_view>({"representative", "representatives", "envoy", "envoys", "coordinator", "coordinators", "negotiator", "negotiators"});
    Draft& envoy = draft_at(index);
    if (!at(i, PieceKind::kBreak) || lower(pieces[i].tokens.first) != "for" || envoy.role < 0 || envoy.name.count > 0 || !contains(kEnvoys, lower(envoy.core))) return i;
    const std::size_t state = at(i + 1, PieceKind::kDeterminer) ? i + 2 : i + 1;
    if (!at(state, PieceKind::kCountry)) return i;
    const CountryPart dealt_with{entry(pieces[state].entry).code, static_cast<std::uint32_t>(pieces[state].entry), pieces[state].tokens};
    envoy.tokens.last = dealt_with.tokens.last;
    const std::size_t next = name_after(index, state + 1);
    country_draft(dealt_with, index);
    return next;
  }

  // "... of France", "... of Prime Minister Modi", "... in Denmark", apposition after a comma.
  std::size_t postmodifiers(std::int32_t index, std::size_t i) {
    i = errand(index, i);
    if (draft_at(index).role >= 0 && draft_at(index).country_count == 0 && draft_at(index).entry < 0 &&
        draft_at(index).owner < 0 && (at(i, PieceKind::kOf) || at(i, PieceKind::kIn))) {
      const bool of = at(i, PieceKind::kOf);
      std::size_t inner = i + 1;
      const bool from = lower(pieces[i].tokens.first) == "from";
      if (inner < pieces.size() && (of || (from ? comes_from(draft_at(index), i) : place_tells_country(draft_at(index))))) {
        const std::size_t before = drafts->size();
        // "Head of Cabinet of the President of the Commission"
        const Read read = phrase(inner, of);
        std::int32_t source = read.draft;
        if (source >= 0 && drafts->size() > before && of_gives_country(static_cast<std::int32_t>(before), of || comes_from(draft_at(index), i))) {
          source = static_cast<std::int32_t>(before);
          take_country_of(index, source);
          draft_at(source).parent = index;
          draft_at(index).tokens.last = std::max(draft_at(index).tokens.last, draft_at(source).tokens.last);
          i = read.next;
          if (of) i = name_after(index, i);
        } else {
          drafts->resize(before);  // read again as a phrase of its own
          // "the leaders of the region": not those named before.
          if (of && draft_at(index).plural && at(inner, PieceKind::kDeterminer)) draft_at(index).definite = Definiteness::kIndefinite;
        }
      }
    }
    return i;
  }

  bool of_gives_country(std::int32_t source, bool of) {
    const Draft& draft = draft_at(source);
    if (draft.bare_country()) return true;
    // "officials in the White House", "aides in the Kremlin"
    if (!of) return draft.entry >= 0 && tables.text(entry(draft.entry).sector) == "GOV" && entry(draft.entry).kind != EntryKind::kPlace;
    return draft.entry >= 0 || draft.name.count > 0 || draft.country_count > 0 || (draft.role >= 0 && draft.owner >= 0);
  }

  // "soldiers from France", but not "withdrew soldiers from France": the tree hangs the country to the
  // role.
  bool comes_from(const Draft& draft, std::size_t preposition) const {
    const std::uint32_t t = pieces[preposition].tokens.first;
    if (lower(t) != "from" || token(t).head < 0 || draft.name.count > 0) return false;
    // "his soldiers from France": the owner tells; a counterpart is of the other country.
    if (draft.definite == Definiteness::kPossessive && lower(draft.core) != "counterpart" && lower(draft.core) != "counterparts") return false;
    return token(static_cast<std::uint32_t>(token(t).head)).head == static_cast<std::int32_t>(draft.core);
  }

  // "in" tells where somebody is, and of soldiers and diplomats not whose they are.
  bool place_tells_country(const Draft& draft) const {
    constexpr auto kAtHome = std::to_array<std::string_view>({"official", "officials", "authorities", "leaders", "police"});
    if (draft.name.count == 0 && !draft.former && contains(kAtHome, lower(draft.core))) return true;
    const std::string& sector = tables.text(role(draft.role).sector);
    return sector != "MIL" && sector != "UAF" && sector != "REB" && draft.name.count == 0 &&
           !draft.former && role(draft.role).office == 0;
  }

  // X 's Y: Y is X's where it is a role without a country of its own. Returns where reading goes on.
  std::size_t possessive(std::int32_t owner, std::size_t i) {
    while (at(i, PieceKind::kPossessive)) {
      if (i + 1 == pieces.size()) return i + 1;
      const std::size_t before = drafts->size();
      const Read read = phrase(i + 1, true);
      i = std::max(read.next, i + 1);
      if (read.draft < 0 || drafts->size() == before) return i;
      const auto owned = static_cast<std::int32_t>(own_draft(before));
      Draft& draft = draft_at(owned);
      if ((draft.role >= 0 || draft.party_noun != PartyNoun::kNone) && draft.country_count == 0 &&
          draft.entry < 0 && draft.owner < 0) {
        take_country_of(owned, owner);
        draft_at(owner).parent = owned;
        draft_at(owned).tokens.first = draft_at(owner).tokens.first;
        draft_at(owned).definite = Definiteness::kDefinite;
      }
      owner = owned;
    }
    return i;
  }
  // The draft a phrase call made for itself: owners made on the way come before it.
  std::size_t own_draft(std::size_t before) const {
    for (std::size_t d = before; d < drafts->size(); ++d) {
      if ((*drafts)[d].parent < 0) return d;
    }
    return before;
  }

  // Name and role on both sides of a comma: "Wang Yi, China's foreign minister".
  void appositions(std::size_t first_draft) {
    std::int32_t previous = -1;
    for (std::size_t d = first_draft; d < drafts->size(); ++d) {
      if ((*drafts)[d].parent >= 0) continue;
      const auto current = static_cast<std::int32_t>(d);
      if (previous >= 0) {
        Draft& a = draft_at(previous);
        Draft& b = draft_at(current);
        if (comma_between(a, b)) join_apposition(previous, current);
      }
      previous = current;
    }
  }
  bool comma_between(const Draft& a, const Draft& b) const {
    std::uint32_t t = a.tokens.last;
    if (t >= sentence->tokens.size() || lower(t) != ",") return false;
    ++t;
    while (t < b.tokens.first) {
      const std::string_view low = lower(t);
      if (low != "the" && low != "a" && low != "an" && token(t).upos != Upos::kAdj && low != "then") return false;
      ++t;
    }
    return t == b.tokens.first;
  }
  void join_apposition(std::int32_t first, std::int32_t second) {
    Draft& a = draft_at(first);
    Draft& b = draft_at(second);
    const bool a_name = a.name.count > 0, b_name = b.name.count > 0;
    const auto singular_role = [](const Draft& d) { return d.role >= 0 && !d.plural; };
    // A list "Secretary X, Minister Y, and ..." is no apposition: the tree or what follows tells.
    const bool closed = b.tokens.last >= sentence->tokens.size() || lower(b.tokens.last) == "," ||
                        token(b.tokens.last).upos == Upos::kPunct;
    const std::int32_t head_of_b = token(b.core).head;
    const bool attached = token(b.core).deprel == Deprel::kAppos && head_of_b >= 0 &&
                          head_of_b >= static_cast<std::int32_t>(a.tokens.first) &&
                          head_of_b < static_cast<std::int32_t>(a.tokens.last);
    if (a_name && !b_name && singular_role(b) && a.role < 0 && (closed || attached)) {
      b.same_as = first;
      b.parent = first;
      // A full name the tables know needs no former office to tell who it is.
      if (!(b.former && a.person >= 0)) lend_role(a, b);
    } else if (a_name && !b_name && singular_role(b) && a.role >= 0 && attached) {
      b.same_as = first;
      b.parent = first;
    } else if (!a_name && b_name && singular_role(a) && b.role < 0 && b.entry < 0 && (closed || attached) &&
               a.entry < 0) {
      a.same_as = second;
      a.parent = second;
      lend_role(b, a);
    }
  }
  static void lend_role(Draft& name, const Draft& from) {
    name.role = from.role;
    name.modifier_role = from.modifier_role;
    name.role_tokens = from.role_tokens;
    name.countries = from.countries;
    name.country_count = from.country_count;
    name.owner = from.owner;
    name.former = from.former;
    if (name.entry < 0) name.entry = from.entry;
    name.pronoun_owner = from.pronoun_owner;
  }

  void pronouns() {
    for (std::uint32_t t = 0; t < sentence->tokens.size(); ++t) {
      const Token& tok = token(t);
      if (tok.upos != Upos::kPron) continue;
      Draft draft = new_draft(t);
      draft.tokens = {t, t + 1};
      draft.core = t;
      draft.is_pronoun = true;
      drafts->push_back(draft);
    }
  }

  void read(std::uint32_t index, std::vector<Draft>& out) {
    sentence = &document.sentences[index];
    sentence_index = index;
    drafts = &out;
    const std::size_t before = out.size();
    make_units();
    make_pieces();
    for (std::size_t i = 0; i < pieces.size();) {
      switch (pieces[i].kind) {
        case PieceKind::kDeterminer: case PieceKind::kWord: case PieceKind::kCountry:
        case PieceKind::kOrg: case PieceKind::kEquipment: case PieceKind::kGroup:
        case PieceKind::kPerson: case PieceKind::kRole: case PieceKind::kName:
        case PieceKind::kHonorific: {
          const std::size_t from = out.size();
          const Read got = phrase(i, true);
          i = std::max(got.next, i + 1);
          if (got.draft >= 0 && at(i, PieceKind::kPossessive)) {
            // Of several bare countries ("US-India's") the last one owns.
            const std::int32_t owner = draft_at(got.draft).bare_country()
                ? static_cast<std::int32_t>(out.size()) - 1
                : static_cast<std::int32_t>(own_draft(from));
            i = possessive(owner, i);
          }
          break;
        }
        default: ++i; break;
      }
    }
    appositions(before);
    pronouns();
  }
};

PhraseReader::PhraseReader(const ActorTables::Impl& tables, const Document& document)
    : work_(std::make_unique<Workspace>(tables, document)) {}
PhraseReader::~PhraseReader() = default;

void PhraseReader::read(std::uint32_t sentence, std::vector<Draft>& drafts) {
  work_->read(sentence, drafts);
}

}  // namespace entente
