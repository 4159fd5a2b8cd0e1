// The values every stage reads and writes: a document, its sentences and tokens, who is mentioned,
// what happened. Nothing but data; who fills what is in ARCHITECTURE.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"

namespace entente {

// ---------------------------------------------------------------- dates

enum class DatePrecision : std::uint8_t { kNone, kYear, kMonth, kDay, kCount };
struct DatePrecisionRow { DatePrecision value; std::string_view name; };
inline constexpr auto kDatePrecisions = std::to_array<DatePrecisionRow>({
    {DatePrecision::kNone, "none"}, {DatePrecision::kYear, "year"},
    {DatePrecision::kMonth, "month"}, {DatePrecision::kDay, "day"}});
static_assert(rows_in_enum_order(kDatePrecisions));

// A calendar date known to a precision; month and day are 0 where not known.
struct Date {
  std::int16_t year = 0;
  std::int8_t month = 0;
  std::int8_t day = 0;
  [[nodiscard]] bool known() const { return year != 0; }
  [[nodiscard]] DatePrecision precision() const;
  [[nodiscard]] std::string iso() const;  // "2025-01-22", "2025-01", "2025" or ""
  // Days since 1970-01-01; unknown month or day count as the first.
  [[nodiscard]] std::int64_t days() const;
  auto operator<=>(const Date&) const = default;
};
// Reads "2025-01-22", "2025-01", "2025" and ISO timestamps (the time is dropped).
std::optional<Date> parse_date(std::string_view text);
Date date_from_days(std::int64_t days);

// ---------------------------------------------------------------- syntax

enum class Upos : std::uint8_t {
  kAdj, kAdp, kAdv, kAux, kCconj, kDet, kIntj, kNoun, kNum, kPart, kPron, kPropn, kPunct, kSconj,
  kSym, kVerb, kX, kCount
};
struct UposRow { Upos value; std::string_view name; };
inline constexpr auto kUpos = std::to_array<UposRow>(
    {{Upos::kAdj, "ADJ"}, {Upos::kAdp, "ADP"}, {Upos::kAdv, "ADV"}, {Upos::kAux, "AUX"},
     {Upos::kCconj, "CCONJ"}, {Upos::kDet, "DET"}, {Upos::kIntj, "INTJ"}, {Upos::kNoun, "NOUN"},
     {Upos::kNum, "NUM"}, {Upos::kPart, "PART"}, {Upos::kPron, "PRON"}, {Upos::kPropn, "PROPN"},
     {Upos::kPunct, "PUNCT"}, {Upos::kSconj, "SCONJ"}, {Upos::kSym, "SYM"}, {Upos::kVerb, "VERB"},
     {Upos::kX, "X"}});
static_assert(rows_in_enum_order(kUpos));

// Universal relations with the English subtypes of EWT and GUM.
enum class Deprel : std::uint8_t {
  kAcl, kAclRelcl, kAdvcl, kAdvclRelcl, kAdvmod, kAmod, kAppos, kAux, kAuxPass, kCase, kCc,
  kCcPreconj, kCcomp, kCompound, kCompoundPrt, kConj, kCop, kCsubj, kCsubjOuter, kCsubjPass, kDep,
  kDet, kDetPredet, kDiscourse, kDislocated, kExpl, kFixed, kFlat, kGoeswith, kIobj, kList, kMark,
  kNmod, kNmodDesc, kNmodPoss, kNmodUnmarked, kNsubj, kNsubjOuter, kNsubjPass, kNummod, kObj, kObl,
  kOblAgent, kOblUnmarked, kOrphan, kParataxis, kPunct, kReparandum, kRoot, kVocative, kXcomp,
  kCount
};
struct DeprelRow { Deprel value; std::string_view name; };
inline constexpr auto kDeprels = std::to_array<DeprelRow>(
    {{Deprel::kAcl, "acl"}, {Deprel::kAclRelcl, "acl:relcl"}, {Deprel::kAdvcl, "advcl"},
     {Deprel::kAdvclRelcl, "advcl:relcl"}, {Deprel::kAdvmod, "advmod"}, {Deprel::kAmod, "amod"},
     {Deprel::kAppos, "appos"}, {Deprel::kAux, "aux"}, {Deprel::kAuxPass, "aux:pass"},
     {Deprel::kCase, "case"}, {Deprel::kCc, "cc"}, {Deprel::kCcPreconj, "cc:preconj"},
     {Deprel::kCcomp, "ccomp"}, {Deprel::kCompound, "compound"},
     {Deprel::kCompoundPrt, "compound:prt"}, {Deprel::kConj, "conj"}, {Deprel::kCop, "cop"},
     {Deprel::kCsubj, "csubj"}, {Deprel::kCsubjOuter, "csubj:outer"},
     {Deprel::kCsubjPass, "csubj:pass"}, {Deprel::kDep, "dep"}, {Deprel::kDet, "det"},
     {Deprel::kDetPredet, "det:predet"}, {Deprel::kDiscourse, "discourse"},
     {Deprel::kDislocated, "dislocated"}, {Deprel::kExpl, "expl"}, {Deprel::kFixed, "fixed"},
     {Deprel::kFlat, "flat"}, {Deprel::kGoeswith, "goeswith"}, {Deprel::kIobj, "iobj"},
     {Deprel::kList, "list"}, {Deprel::kMark, "mark"}, {Deprel::kNmod, "nmod"},
     {Deprel::kNmodDesc, "nmod:desc"}, {Deprel::kNmodPoss, "nmod:poss"},
     {Deprel::kNmodUnmarked, "nmod:unmarked"}, {Deprel::kNsubj, "nsubj"},
     {Deprel::kNsubjOuter, "nsubj:outer"}, {Deprel::kNsubjPass, "nsubj:pass"},
     {Deprel::kNummod, "nummod"}, {Deprel::kObj, "obj"}, {Deprel::kObl, "obl"},
     {Deprel::kOblAgent, "obl:agent"}, {Deprel::kOblUnmarked, "obl:unmarked"},
     {Deprel::kOrphan, "orphan"}, {Deprel::kParataxis, "parataxis"}, {Deprel::kPunct, "punct"},
     {Deprel::kReparandum, "reparandum"}, {Deprel::kRoot, "root"}, {Deprel::kVocative, "vocative"},
     {Deprel::kXcomp, "xcomp"}});
static_assert(rows_in_enum_order(kDeprels));

// UD features packed into one word: each feature owns a few bits, 0 = absent. The table of
// features, values and their bit fields is in document.cpp; read and write go through it.
struct Feats {
  std::uint64_t bits = 0;
  auto operator<=>(const Feats&) const = default;
};
// "Mood=Ind|Number=Sing" or "_". Features unknown to the table are dropped.
Feats parse_feats(std::string_view text);
std::string format_feats(Feats feats);
// Value of one feature ("Tense" -> "Past"), empty where absent.
std::string_view feature(Feats feats, std::string_view name);

inline constexpr std::int32_t kNoHead = -1;

struct Token {
  Span span;                    // of the surface word; the parts of a multiword token share out its span
  std::string lemma;
  std::string xpos;             // Penn tag, as EWT writes it
  Feats feats;
  std::int32_t head = kNoHead;  // index in the sentence; kNoHead = root
  Upos upos = Upos::kX;
  Deprel deprel = Deprel::kDep;
  std::uint8_t multiword = 0;   // > 0: this token begins a multiword token of that many words
  bool space_after = true;
};

struct Sentence {
  Span span;
  std::uint32_t paragraph = 0;  // index in Document::paragraphs
  bool heading = false;         // the title, or a line set like one
  std::vector<Token> tokens;
};

// ---------------------------------------------------------------- actors

// Who a mention stands for. `code` is ISO 3166 alpha-3 or a body code (UNO, EUR, NGO ...), empty
// where only a sector is known.
struct Actor {
  std::string code;
  std::string sector;       // PLOVER sector, empty where none is implied (a bare country)
  std::string name;         // canonical name of a person or body, empty for a bare country
  std::string office;       // title held on the document's date, e.g. "External Affairs Minister"
  std::string office_from;  // ISO dates of that spell, empty where unknown
  std::string office_to;
  std::string wikidata;
  std::string source;       // which table row or rule said so: "offices:IND foreign", "learnt in document"
  bool operator==(const Actor&) const = default;
};

enum class MentionKind : std::uint8_t {
  kName,       // a name known to a table or learnt in the document
  kRole,       // "the Indian defence minister"
  kNationality,// adjective or people noun
  kGroup,      // "the Quad", "G7 leaders"
  kPronoun,
  kAnaphor,    // "the two countries", "the Secretary", "both sides"
  kCount
};
struct MentionKindRow { MentionKind value; std::string_view name; };
inline constexpr auto kMentionKinds = std::to_array<MentionKindRow>(
    {{MentionKind::kName, "name"}, {MentionKind::kRole, "role"},
     {MentionKind::kNationality, "nationality"}, {MentionKind::kGroup, "group"},
     {MentionKind::kPronoun, "pronoun"}, {MentionKind::kAnaphor, "anaphor"}});
static_assert(rows_in_enum_order(kMentionKinds));

struct Mention {
  std::uint32_t sentence = 0;
  std::uint32_t first = 0;  // token indexes, half-open [first, last)
  std::uint32_t last = 0;
  std::uint32_t head = 0;   // the token that carries the grammatical relation of the mention
  MentionKind kind = MentionKind::kName;
  Span span;
  std::vector<std::uint32_t> actors;       // indexes in Document::actors; several for a group
  std::int32_t antecedent = -1;            // index in Document::mentions, for pronouns and anaphors
  bool place = false;  // names a location that may stand for its government ("Washington", "Gaza")
  bool body_part = false;  // a modifier inside a larger mention ("Indian" in "Indian minister")
};

// ---------------------------------------------------------------- events

enum class When : std::uint8_t { kPast, kFuture, kHypothetical, kNegated, kHistorical, kCount };
struct WhenRow { When value; std::string_view name; };
inline constexpr auto kWhens = std::to_array<WhenRow>(
    {{When::kPast, "past"}, {When::kFuture, "future"}, {When::kHypothetical, "hypothetical"},
     {When::kNegated, "negated"}, {When::kHistorical, "historical"}});
static_assert(rows_in_enum_order(kWhens));

// One party of an event: the actor and where the text names it.
struct Party {
  std::uint32_t actor = 0;   // index in Document::actors
  std::int32_t mention = -1; // index in Document::mentions
  Span span;                 // what the text says there ("both sides", "Secretary Rubio")
};

struct Magnitude {
  double number = 0;
  std::string unit;  // "USD", "troops", "dead", "wounded", "vessels", "doses"
  Span span;
};

// Why an event was coded: enough to show each step to a person.
struct Explanation {
  std::string rule;         // id of the rule that fired
  std::string rule_file;    // file and line of it
  std::vector<std::string> steps;  // what bound what, in order, one sentence each
};

struct Event {
  std::string id;            // digest of document id, sentence span, type and parties
  std::uint32_t sentence = 0;
  std::string event;         // PLOVER type
  std::vector<std::string> mode;
  std::vector<std::string> context;
  std::vector<std::string> pillars;
  std::vector<std::string> initiatives;
  std::vector<Party> actor;
  std::vector<Party> recipient;
  When when = When::kPast;
  int quad_code = 0;         // 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict
  double event_scale = 0;    // PLOVER score, -10 .. +10
  std::string cameo;
  Date date;                 // when it happened, to its own precision; else the document's date
  bool date_from_text = false;
  std::string location;      // as the text names it
  std::string location_country;
  std::vector<Magnitude> magnitude;
  Span trigger;
  Span content;              // AGREE: what was promised, in the document's words; empty if unsaid
  bool firm = false;         // AGREE: an undertaking rather than a wish
  std::uint32_t occurrence = 0;          // index of the event that stands for the act; its own where it does
  std::vector<std::uint32_t> mentions;   // of that event: indexes of all that tell the act, in text order
  double confidence = 0;     // 0 .. 1, how directly the text names rule and parties; no probability
  Explanation explanation;
};

struct Commitment {
  std::vector<Party> by;
  std::vector<Party> to;
  Span what;
  std::vector<std::string> pillars;
  std::vector<std::string> initiatives;
  std::string due_text;
  Date due_from;
  Date due_to;
  bool firm = false;
  std::uint32_t event = 0;   // index in Document::events
};

// ---------------------------------------------------------------- document

struct Paragraph {
  Span span;                    // of Document::text
  std::uint64_t source_begin = 0;  // byte offset of its first character in the input as it was given
  bool heading = false;
};

struct Document {
  std::string id;         // as given, else digest of the normalised text
  std::string url;
  std::string title;
  std::string publisher;
  std::string language;   // BCP 47, "en" or what the check found
  Date published;
  std::string source;     // file name or "-", for messages
  std::string text;       // clean UTF-8; all spans refer to it. The title, where there is one, is its first paragraph.
  std::vector<Paragraph> paragraphs;
  std::vector<Sentence> sentences;
  std::vector<Actor> actors;
  std::vector<std::uint32_t> authors;  // who "we" is: indexes in actors; empty where nobody in particular writes
  std::vector<Mention> mentions;  // by sentence, then first token
  std::vector<Event> events;      // in text order
  std::vector<Commitment> commitments;
  std::vector<std::string> warnings;  // repaired bytes, unknown language ...
};

inline std::string_view form(const Document& document, const Token& token) {
  return slice(document.text, token.span);
}

}  // namespace entente
