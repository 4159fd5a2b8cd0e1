// Who the drafts of a document are. Three passes: read every sentence into drafts; learn the persons
// the document names together with a title or country, so that a heading may use the last name
// first; then resolve the drafts in reading order, keeping a history from which pronouns and
// phrases such as "the two countries" take what they stand for. Before the third pass the title and
// lead tell who wrote a joint statement ("we"); during it, the latest meeting told is kept: its
// parties are what "they", "the two" and "the ministers" mean first.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <unordered_map>

#include "actors/actors.h"
#include "actors/lexicon.h"
#include "actors/phrases.h"

namespace entente {

namespace {

// A person met in this document.
struct Known {
  NameWords name;
  Actor actor;
  TextId code = 0;
  std::int32_t role = -1;
  std::int32_t person = -1;
  Gender gender = Gender::kUnknown;
  std::int64_t last_seen = -1;  // running number of the latest mention
};

enum class Sort : std::uint8_t { kNone, kState, kPerson, kBody, kMany };

// What a draft was found to be.
struct Found {
  std::vector<std::uint32_t> actors;
  std::int32_t antecedent = -1;  // draft
  MentionKind kind = MentionKind::kName;
  Sort sort = Sort::kNone;
  Gender gender = Gender::kUnknown;
  std::int32_t known = -1;
  bool place = false;
  bool done = false;
};

// One resolved mention in reading order.
struct Trace {
  std::uint32_t draft = 0;
  std::uint32_t sentence = 0;
  std::uint32_t token = 0;
  Sort sort = Sort::kNone;
  bool subject = false;
  bool body_part = false;
};

// Offices by weight: who "Modi" alone may be, and which of two offices held at once names a person.
struct OfficeRow { std::string_view office; int rank; };
constexpr auto kOffices = std::to_array<OfficeRow>(
    {{"head_of_state", 9}, {"head_of_government", 10}, {"foreign", 8}, {"defence", 7}, {"vice", 6},
     {"body_head", 6}, {"nsa", 5}, {"finance", 5}, {"interior", 5}, {"trade", 5}, {"energy", 4},
     {"chief_of_defence", 4}, {"deputy_foreign", 4}, {"intelligence", 3}, {"ambassador_un", 3},
     {"ambassador_us", 3}, {"spokesperson", 2}, {"party_leader", 1}});
constexpr int kRankOfLoneName = 6;

// How many mentions back anything is looked for: keeps the cost of a long document linear.
constexpr std::size_t kReach = 400;

int office_rank(std::string_view office) {
  for (const OfficeRow& row : kOffices) {
    if (row.office == office) return row.rank;
  }
  return 0;
}

constexpr auto kStrongSectors = std::to_array<std::string_view>(
    {"MIL", "COP", "JUD", "SPY", "REB", "UAF", "PRM", "LEG", "PTY", "OPP", "LAB", "MED", "EDU",
     "JRN", "BUS", "REL", "CRM", "REF", "AGR", "PRE", "NGO", "IGO", "SOC"});
bool strong(std::string_view sector) {
  return std::ranges::find(kStrongSectors, sector) != kStrongSectors.end();
}

// ---------------------------------------------------------------- resolver

class Resolver {
 public:
  Resolver(Document& document, const ActorTables::Impl& tables, std::string_view context)
      : document_(document), tables_(tables), context_(tables.find_text(context)) {
    if (document.published.known()) day_ = static_cast<std::int32_t>(document.published.days());
  }

  void run() {
    document_.actors.clear();
    document_.authors.clear();
    document_.mentions.clear();
    read();
    publisher();
    briefs_ = is_briefing();
    count_labels();
    learn();
    order();
    authors();
    for (std::uint32_t index : order_) {
      new_sentence(drafts_[index].sentence);
      find(static_cast<std::int32_t>(index));
      remember(index);
    }
    write();
  }

 private:
  Document& document_;
  const ActorTables::Impl& tables_;
  TextId context_ = 0;
  std::int32_t day_ = kAlwaysTo;
  std::vector<Draft> drafts_;
  std::vector<Found> found_;
  std::vector<std::uint32_t> order_;
  std::vector<Known> known_;
  std::unordered_map<WordHash, std::vector<std::uint32_t>> known_words_;
  std::unordered_map<std::int32_t, std::int32_t> known_of_person_;
  std::unordered_map<std::uint64_t, std::uint32_t> pronouns_;  // by sentence and token
  std::unordered_map<WordHash, std::uint32_t> strangers_;  // last words of full names nobody knows
  std::unordered_map<std::string, std::uint32_t> actor_ids_;
  std::vector<Trace> history_;
  std::vector<std::size_t> history_of_sentence_;  // first trace of each sentence
  TextId publisher_code_ = 0;   // a government publishes
  TextId dateline_code_ = 0;
  std::map<TextId, double> weights_;  // countries by how much the document is about them
  std::uint32_t sentence_ = 0;
  std::int64_t seen_ = 0;
  std::int32_t speaker_ = -1;         // draft of who speaks in this paragraph
  std::int32_t byline_ = -1;
  bool speaker_unknown_ = false;
  std::uint32_t labels_read_ = 0;     // sentences before this one have been looked at for who speaks
  std::unordered_map<std::string, std::uint32_t> labels_;  // "MS. PSAKI", by how often they stand before a turn
  bool briefs_ = false;               // a transcript of a government's own briefing
  std::unordered_map<std::uint32_t, std::vector<std::int32_t>> lists_;  // "leaders of A, B and C": drafts of B, C
  std::vector<TextId> authors_;             // who "we" is in a joint statement; empty: nobody in particular
  std::vector<std::int32_t> meeting_;       // drafts of those who met, by the latest meeting told
  std::uint32_t meeting_read_ = 0;          // sentences before this one have been looked at

  const Token& token(const Draft& draft, std::uint32_t t) const {
    return document_.sentences[draft.sentence].tokens[t];
  }
  std::string_view word(std::uint32_t sentence, std::uint32_t t) const {
    return form(document_, document_.sentences[sentence].tokens[t]);
  }
  std::string lower_word(std::uint32_t sentence, std::uint32_t t) const {
    return to_lower_ascii(word(sentence, t));
  }
  const Role& role(std::int32_t index) const { return tables_.roles[static_cast<std::size_t>(index)]; }
  const Entry& entry(std::int32_t index) const { return tables_.entries[static_cast<std::size_t>(index)]; }
  const std::string& text(TextId id) const { return tables_.text(id); }
  Draft& draft(std::int32_t index) { return drafts_[static_cast<std::size_t>(index)]; }
  Found& found(std::int32_t index) { return found_[static_cast<std::size_t>(index)]; }
  bool is_country(TextId code) const { return text(code).size() == 3 && !body(code); }
  bool body(TextId code) const {
    constexpr auto kBodies = std::to_array<std::string_view>(
        {"UNO", "EUR", "NAT", "ASA", "G07", "G20", "IMF", "WBK", "WTO", "WHO", "IAE", "AFU", "OAS",
         "OSC", "OEC", "IGO", "NGO", "REB", "CVL", "CRM", "UNK", "MNC", "IMG", "ISM"});
    return std::ranges::find(kBodies, text(code)) != kBodies.end();
  }

  // ---- actors

  std::uint32_t actor_id(const Actor& actor) {
    std::string key = actor.code + '|' + actor.sector + '|' + actor.name + '|' + actor.office;
    const auto [at, fresh] = actor_ids_.try_emplace(std::move(key), static_cast<std::uint32_t>(document_.actors.size()));
    if (fresh) document_.actors.push_back(actor);
    return at->second;
  }
  std::uint32_t plain_actor(std::string_view code, std::string_view sector, std::string_view source,
                            std::string_view name = {}) {
    Actor actor;
    actor.code = code;
    actor.sector = sector;
    actor.name = name;
    // A country is the same actor however it was found.
    actor.source = sector.empty() && name.empty() ? "table:countries" : source;
    return actor_id(actor);
  }
  const Actor& first_actor(std::int32_t index) { return document_.actors[found(index).actors.front()]; }

  // ---- reading

  void read() {
    PhraseReader reader(tables_, document_);
    for (std::uint32_t s = 0; s < document_.sentences.size(); ++s) {
      const std::size_t from = drafts_.size();
      reader.read(s, drafts_);
      bare_parties(s, from);
      join_lists(from);
      join_titles(from);
    }
    found_.resize(drafts_.size());
    for (std::uint32_t i = 0; i < drafts_.size(); ++i) {
      if (drafts_[i].is_pronoun) pronouns_.emplace(place_key(drafts_[i].sentence, drafts_[i].core), i);
    }
  }

  // "The two discussed", "Participants stressed": subjects that no phrase was read from.
  void bare_parties(std::uint32_t s, std::size_t from) {
    const Sentence& sentence = document_.sentences[s];
    const std::size_t end = drafts_.size();
    for (std::uint32_t t = 0; t < sentence.tokens.size(); ++t) {
      const bool here = sentence.tokens[t].deprel == Deprel::kAdvmod && lower_word(s, t) == "here";
      if (!here && (sentence.tokens[t].deprel != Deprel::kNsubj || !bare_party(lower_word(s, t)))) continue;
      bool covered = false;
      for (std::size_t i = from; i < end; ++i) covered = covered || (drafts_[i].tokens.first <= t && t < drafts_[i].tokens.last);
      if (covered) continue;
      Draft d;
      d.sentence = s;
      d.tokens = {t, t + 1};
      d.core = t;
      d.is_pronoun = true;
      d.plural = true;
      drafts_.push_back(d);
    }
  }
  static bool bare_body(std::string_view lower) {
    constexpr auto kWords = std::to_array<std::string_view>({"council", "body", "bloc", "alliance", "organisation", "organization", "grouping", "union", "assembly", "association", "fund"});
    return std::ranges::find(kWords, lower) != kWords.end();
  }
  static bool bare_party(std::string_view lower) {
    if (bare_body(lower)) return true;
    constexpr auto kWords = std::to_array<std::string_view>({"two", "both", "three", "pair", "participants", "principals", "interlocutors"});
    return std::ranges::find(kWords, lower) != kWords.end();
  }

  // "the leaders of A, B, and C": the reader attaches A; B and C belong to the same noun.
  void join_lists(std::size_t from) {
    for (std::size_t i = from; i < drafts_.size(); ++i) {
      const Draft& d = drafts_[i];
      if (d.parent >= 0 || !d.plural || d.role < 0 || d.name.count > 0 || d.tokens.last <= d.core + 1) continue;
      const Sentence& sentence = document_.sentences[d.sentence];
      std::uint32_t end = d.tokens.last;
      std::vector<std::int32_t> members;
      bool closed = false;
      for (std::size_t j = i + 1; j < drafts_.size() && !closed; ++j) {
        const Draft& next = drafts_[j];
        if (next.parent >= 0 || next.is_pronoun || next.tokens.first < end) continue;
        const bool body_name = next.entry >= 0 && next.role < 0 && next.name.count == 0 && next.party_noun == PartyNoun::kNone;
        if (!next.bare_country() && !body_name) break;
        if (next.bare_country() && tables_.entries[next.countries[0].entry].kind == EntryKind::kAdjective) break;
        bool separator = false, linked = true;
        for (std::uint32_t t = end; t < next.tokens.first && linked; ++t) {
          const std::string w = lower_word(d.sentence, t);
          if (w == "and" || w == "&") closed = true;
          if (w == "," || w == ";" || w == "and" || w == "&") separator = true;
          else if (w != "the") linked = false;
        }
        if (!linked || !separator) { closed = false; break; }
        members.push_back(static_cast<std::int32_t>(j));
        end = next.tokens.last;
      }
      // "leaders of France, and Germany's ..." owns what follows: not a member.
      if (!closed || (end < sentence.tokens.size() && sentence.tokens[end].xpos == "POS")) continue;
      for (std::int32_t m : members) draft(m).parent = static_cast<std::int32_t>(i);
      drafts_[i].tokens.last = end;
      lists_.emplace(static_cast<std::uint32_t>(i), std::move(members));
    }
  }

  // "Assistant Secretary for Western Hemisphere Affairs Brian A. Nichols": title and name are one.
  void join_titles(std::size_t from) {
    for (std::size_t i = from; i < drafts_.size(); ++i) {
      const Draft d = drafts_[i];
      if (d.parent >= 0 || d.is_pronoun || d.plural || d.role < 0 || d.name.count > 0 || d.owner >= 0) continue;
      if (role(d.role).kind != RoleKind::kTitle && role(d.role).kind != RoleKind::kPerson) continue;
      if (!one_of(lower_core(d), {"secretary", "undersecretary", "advisor", "adviser", "director", "coordinator", "representative", "envoy",
                                  "ambassador", "commissioner", "minister", "administrator"})) {
        continue;
      }
      const auto size = static_cast<std::uint32_t>(document_.sentences[d.sentence].tokens.size());
      if (d.tokens.last >= size || !one_of(lower_word(d.sentence, d.tokens.last), {"for", "of", "on"})) continue;
      for (std::size_t j = i + 1; j < drafts_.size(); ++j) {
        Draft& next = drafts_[j];
        if (next.tokens.first < d.tokens.last || next.parent >= 0 || next.bare_country()) continue;
        if (next.name.count > 0 && next.role < 0 && field_of_work(lower_word(d.sentence, next.tokens.last - 1))) continue;
        if (next.is_pronoun || next.name.count < 2 || next.role >= 0 || next.honorific || next.country_count > 0 ||
            next.tokens.first > d.tokens.last + 14) {
          break;
        }
        bool title = true;
        for (std::uint32_t t = d.tokens.last; t < next.tokens.first && title; ++t) {
          const std::string_view w = word(d.sentence, t);
          title = (!w.empty() && w.front() >= 'A' && w.front() <= 'Z') || one_of(w, {"for", "of", "and", "the", "on", "in", "to", "-"});
        }
        if (!title || one_of(lower_word(d.sentence, next.tokens.first - 1), {"for", "of", "and", "the", "on", "in", "to"})) break;
        next.role = d.role;
        next.modifier_role = d.modifier_role;
        next.role_tokens = d.role_tokens;
        next.former = next.former || d.former;
        next.tokens.first = d.tokens.first;
        if (d.country_count > 0) {
          next.countries = d.countries;
          next.country_count = d.country_count;
        }
        for (std::size_t k = i; k < j; ++k) {
          if (drafts_[k].tokens.first >= d.tokens.first && drafts_[k].parent < 0) drafts_[k].parent = static_cast<std::int32_t>(j);
        }
        drafts_[i].same_as = static_cast<std::int32_t>(j);
        break;
      }
    }
  }

  static bool field_of_work(std::string_view lower) {
    return one_of(lower, {"affairs", "security", "policy", "relations", "programs", "operations", "issues", "control", "growth",
                          "environment", "rights", "labor", "trade", "terrorism", "law", "enforcement", "migration", "management"});
  }

  // ---- who wrote a joint statement

  static bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
  }
  static bool writing(std::string_view lower) {
    return one_of(lower, {"statement", "statements", "declaration", "communiqu\xC3\xA9", "communique"});
  }
  // "Joint Statement", "Joint Press Release", "Joint Readout"; a declaration of a disaster is nobody's text.
  bool text_named(std::uint32_t s, std::uint32_t t) const {
    const std::string w = lower_word(s, t), before = t > 0 ? lower_word(s, t - 1) : "";
    if (w == "declaration") return !one_of(before, {"disaster", "emergency"}) && (t + 2 >= document_.sentences[s].tokens.size() || lower_word(s, t + 1) != "of" || !one_of(lower_word(s, t + 2), {"emergency", "national"}));
    if (w == "readout") return before == "joint";
    if (w == "release") return before == "press" && t > 1 && lower_word(s, t - 2) == "joint";
    return writing(w) && w != "statements";  // of several, each by itself
  }
  static bool gathering(std::string_view lower) {
    return one_of(lower, {"meeting", "meetings", "call", "dialogue", "summit", "consultations", "talks", "council", "commission",
                          "conversation", "trilateral", "quadrilateral", "discussion", "discussions", "ministerial"});
  }

  // Codes of the countries and bodies that stand in [begin, end) of a sentence, in reading order.
  // `person_alone`: set where a single official is among them, who writes for himself.
  void codes_between(std::uint32_t s, std::uint32_t begin, std::uint32_t end, std::vector<TextId>& codes, bool* person_alone = nullptr) {
    for (std::uint32_t index : drafts_of_sentence(s)) {
      const Draft& d = drafts_[index];
      if (d.parent >= 0 || d.is_pronoun || d.tokens.first < begin || d.tokens.last > end) continue;
      if (d.country_count == 0 && d.entry < 0 && d.name.count == 0 && d.owner < 0) continue;
      find(static_cast<std::int32_t>(index));
      const Found& f = found_[index];
      if (person_alone != nullptr && f.sort == Sort::kPerson) *person_alone = true;
      for (std::uint32_t a : f.actors) {
        const TextId code = tables_.find_text(document_.actors[a].code);
        if (code == 0 || text(code).empty()) continue;
        if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
      }
    }
  }
  // Where a list of authors that begins at `t` ends.
  std::uint32_t authors_end(std::uint32_t s, std::uint32_t t) const {
    const Sentence& sentence = document_.sentences[s];
    for (; t < sentence.tokens.size(); ++t) {
      const std::string w = lower_word(s, t);
      if (w == "on" && t + 1 < sentence.tokens.size() && lower_word(s, t + 1) == "behalf") continue;
      if (one_of(w, {"on", "following", "after", "regarding", "concerning", "during", "at", "in", "about", ":", "ahead", "to", "condemning"})) break;
      if (s == 0 && w == "for") break;  // "Special Envoy for Yemen"
      const Token& token = sentence.tokens[t];
      // "Joint Statement by Secretary A and Secretary B Commending the United Kingdom"; other words of a title may be names.
      const bool verb = token.upos == Upos::kVerb && !inside_mention(s, t) && (sentence.heading ? token.xpos == "VBG" : token.xpos != "VBN");
      if (verb) break;
    }
    return t;
  }
  bool inside_mention(std::uint32_t s, std::uint32_t t) const {
    return std::ranges::any_of(drafts_of_sentence(s), [&](std::uint32_t i) { return drafts_[i].tokens.first <= t && t < drafts_[i].tokens.last; });
  }
  bool accept_authors(std::vector<TextId>& codes, bool person_alone) {
    // With its members listed, a group is not one more author.
    if (codes.size() > 2) std::erase_if(codes, [&](TextId c) { return text(c) == "G07"; });
    const bool one_body = codes.size() == 1 && body(codes[0]) && !person_alone;
    if (codes.size() < 2 && !one_body) return false;
    authors_ = codes;
    return true;
  }

  void authors() {
    if (document_.sentences.empty()) return;
    bool joint = false, plural = false;
    const Sentence& title = document_.sentences[0];
    const auto title_size = static_cast<std::uint32_t>(title.tokens.size());
    std::uint32_t noun = title_size;
    bool remarks = false;
    if (!document_.title.empty()) {
      for (std::uint32_t t = 0; t < title_size; ++t) {
        const std::string w = lower_word(0, t);
        const bool named = text_named(0, t);
        if (named && noun == title_size) noun = t;
        joint = joint || w == "joint";
        const bool of_release = w == "press" && t + 1 < title_size && text_named(0, t + 1) && lower_word(0, t + 1) == "release";
        remarks = remarks || (noun == title_size && !of_release && one_of(w, {"remarks", "press", "interview", "readout", "transcript", "briefing", "conference", "sheet"}));
        plural = plural || one_of(w, {"leaders", "ministers", "communiqu\xC3\xA9", "communique", "ministerial"}) || (named && w == "declaration");
      }
    }
    std::vector<TextId> codes;
    if (remarks) {
      // "Fact Sheet: United States - Republic of Korea Partnership" speaks for both.
      bool sheet = false, partnership = false;
      for (std::uint32_t t = 0; t < title_size; ++t) {
        const std::string w = lower_word(0, t);
        sheet = sheet || w == "sheet";
        partnership = partnership || (gathering(w) && w != "call") || one_of(w, {"partnership", "relationship", "relations", "cooperation", "alliance", "roadmap", "framework"});
      }
      if (sheet && partnership) codes_between(0, 0, title_size, codes);
      // "Security Council Press Statement on ..."
      if (!sheet && noun < title_size) {
        bool alone = false;
        codes_between(0, 0, noun, codes, &alone);
        if (codes.size() == 1) accept_authors(codes, alone);
      } else if (codes.size() == 2) {
        accept_authors(codes, false);
      }
      return;
    }
    // The words above the text tell most: "statement was released by the governments of A, B and C".
    const auto lead = static_cast<std::uint32_t>(std::min<std::size_t>(document_.sentences.size(), 8));
    for (std::uint32_t s = noun < title_size ? 1 : 0; s < lead; ++s) {
      const auto size = static_cast<std::uint32_t>(document_.sentences[s].tokens.size());
      bool text_noun = false, following = false;
      for (std::uint32_t t = 0; t + 1 < size && t < 60; ++t) {
        const std::string w = lower_word(s, t);
        text_noun = text_noun || writing(w);
        following = following || one_of(w, {"following", "text", "joint", "below"});
        if ((w == "by" || w == "from") && text_noun && following) {
          bool alone = false;
          codes.clear();
          codes_between(s, t + 1, authors_end(s, t + 1), codes, &alone);
          if (accept_authors(codes, alone)) return;
        }
      }
      // "The ministers of A and B met in C and issued the following statement:"
      const bool introduces = size > 3 && (word(s, size - 1) == ":" || (word(s, size - 1) == "." && writing(lower_word(s, size - 2))));
      if (s > 0 && text_noun && following && introduces) {
        std::uint32_t verb = 0;
        while (verb < size && (document_.sentences[s].tokens[verb].upos != Upos::kVerb || inside_mention(s, verb))) ++verb;
        codes.clear();
        codes_between(s, 0, verb, codes);
        if (codes.size() >= 2 && accept_authors(codes, false)) return;
      }
      // "We, the leaders of A, B and C, ..."
      if (size > 3 && lower_word(s, 0) == "we" && word(s, 1) == ",") {
        std::uint32_t end = 2;
        while (end < size && (document_.sentences[s].tokens[end].upos != Upos::kVerb || inside_mention(s, end))) ++end;
        codes.clear();
        codes_between(s, 2, end, codes);
        if (accept_authors(codes, false)) return;
      }
    }
    if (noun == title_size) return joint_minutes(title_size);
    // "G7 Foreign Ministers' Statement on ...".
    bool alone = false;
    codes_between(0, 0, noun, codes, &alone);
    if ((joint || plural) && accept_authors(codes, alone)) return;
    // "Joint Statement of A and B", "... by", "... following the meeting between".
    for (std::uint32_t t = noun + 1; t < title_size; ++t) {
      const std::string w = lower_word(0, t);
      if (one_of(w, {"by", "of", "from", "between"})) {
        codes.clear();
        alone = false;
        codes_between(0, t + 1, authors_end(0, t + 1), codes, &alone);
        if ((t == noun + 1 || (joint && codes.size() > 1)) && accept_authors(codes, alone)) return;
      } else if (joint && w == "visit") {  // "on the Visit to A of the President of B"
        codes.clear();
        codes_between(0, noun + 1, title_size, codes);
        if (codes.size() == 2 && accept_authors(codes, false)) return;
      } else if (joint && gathering(w)) {  // "on the U.S.-Kenya Strategic Dialogue"
        codes.clear();
        codes_between(0, noun + 1, t, codes);
        if (codes.size() >= 2 && accept_authors(codes, false)) return;
      }
    }
    if (!joint && !plural) return;
    // Those who are the subject of the first sentence of the text.
    for (std::uint32_t s = 1; s < std::min<std::uint32_t>(lead, 6); ++s) {
      const Sentence& sentence = document_.sentences[s];
      std::uint32_t verb = 0;
      while (verb < sentence.tokens.size() && (sentence.tokens[verb].upos != Upos::kVerb || inside_mention(s, verb))) ++verb;
      if (verb == sentence.tokens.size()) continue;
      codes.clear();
      codes_between(s, 0, verb, codes);
      if (codes.size() >= 2) { accept_authors(codes, false); return; }
    }
  }

  // "U.S.-Thailand Strategic Dialogue" over a text in which "the two sides" or "delegations" act: both
  // write it.
  void joint_minutes(std::uint32_t title_size) {
    bool dialogue = false, sides = false;
    for (std::uint32_t t = 0; t < title_size; ++t) dialogue = dialogue || gathering(lower_word(0, t)) || one_of(lower_word(0, t), {"partnership", "forum"});
    if (!dialogue || document_.title.empty()) return;
    const auto lead = static_cast<std::uint32_t>(std::min<std::size_t>(document_.sentences.size(), 8));
    for (std::uint32_t s = 1; s < lead && !sides; ++s) {
      const auto size = static_cast<std::uint32_t>(document_.sentences[s].tokens.size());
      for (std::uint32_t t = 0; t < size; ++t) sides = sides || one_of(lower_word(s, t), {"sides", "delegations", "participants"});
    }
    std::vector<TextId> codes;
    bool alone = false;
    if (sides) codes_between(0, 0, title_size, codes, &alone);
    if (codes.size() == 2 && !alone) accept_authors(codes, false);
  }

  // ---- who met

  // Looks at the sentences before `sentence`: has one of them told of a meeting?
  void look_for_meetings(std::uint32_t sentence) {
    for (; meeting_read_ < sentence; ++meeting_read_) meeting_of(meeting_read_);
  }
  void meeting_of(std::uint32_t s) {
    const Sentence& sentence = document_.sentences[s];
    const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(sentence.tokens.size(), 160));
    std::uint32_t verb = size;
    bool noun = false;
    for (std::uint32_t t = 0; t < size && verb == size; ++t) {
      const Token& tok = sentence.tokens[t];
      const std::string_view lemma = tok.lemma;
      if (tok.upos == Upos::kVerb && tok.xpos != "VBG" &&
          (tok.deprel == Deprel::kRoot || tok.deprel == Deprel::kConj || tok.deprel == Deprel::kParataxis)) {
        if (one_of(lemma, {"meet", "speak", "talk", "call", "convene", "consult", "confer", "host"})) verb = t;
        else if (one_of(lemma, {"hold", "have", "participate", "join", "co-host", "lead"})) {
          for (std::uint32_t n = t + 1; n < std::min(size, t + 12) && verb == size; ++n) {
            if (gathering(lower_word(s, n))) { verb = t; noun = true; }
          }
        } else if (tok.deprel == Deprel::kRoot) {
          return;
        }
      } else if (s == 0 && !document_.title.empty() && gathering(lower_word(s, t))) {
        verb = t;
        noun = true;
      }
    }
    if (verb == size) return;
    std::vector<std::int32_t> members;
    bool open = true;            // the subject
    bool finished = false;
    std::size_t codes_count = 0;
    std::vector<TextId> codes;
    std::uint32_t t = 0;
    const std::vector<std::uint32_t> here = drafts_of_sentence(s);
    std::vector<char> part(size, 0);
    for (; t < size; ++t) {
      const std::string w = lower_word(s, t);
      const Upos next = t + 1 < size ? sentence.tokens[t + 1].upos : Upos::kPunct;
      if (t == verb) {
        open = !noun && one_of(sentence.tokens[t].lemma, {"meet", "call", "host", "convene"});
      } else if (t < verb) {
        if (t == 0 && one_of(w, {"on", "in", "at", "following", "after", "during"})) open = false;
        else if (w == "," ) open = true;
        else if (one_of(w, {"in", "at", "on", "following", "after"}) ) open = false;
      } else {
        if (one_of(w, {"about", "regarding", "discuss", "concerning", "following", "after", "before", "where", "which", "as", "ahead"}) ||
            (w == "to" && (next == Upos::kVerb || next == Upos::kAux || next == Upos::kAdv)) || w == ";") {
          finished = true;
        }
        if (one_of(w, {"with", "between"}) || (w == "to" && !noun && t <= verb + 2)) open = true;
        else if (one_of(w, {"in", "at", "on", "during", "from", "by"})) open = false;
      }
      part[t] = open && !finished ? 1 : 0;
    }
    for (std::uint32_t index : here) {
      const Draft& d = drafts_[index];
      if (d.parent >= 0 || d.is_pronoun || d.tokens.last > size) continue;
      if (part[d.tokens.first] == 0) continue;
      const Found& f = found_[index];
      if (f.actors.empty() || f.kind == MentionKind::kNationality) continue;
      if (f.place && f.sort == Sort::kState) continue;
      // "in the U.S.-Kenya dialogue" names its parties; other words before a noun do not.
      members.push_back(static_cast<std::int32_t>(index));
      for (std::uint32_t a : f.actors) {
        const TextId code = tables_.find_text(document_.actors[a].code);
        if (code == 0 || text(code).empty() || std::ranges::find(codes, code) != codes.end()) continue;
        codes.push_back(code);
        ++codes_count;
      }
    }
    if (codes_count >= 2 && members.size() <= 30) meeting_ = std::move(members);
  }
  // Whether somebody of the meeting is among the actors of a mention.
  bool of_meeting(const std::vector<std::uint32_t>& actors) {
    for (std::uint32_t a : actors) {
      for (std::int32_t m : meeting_) {
        for (std::uint32_t b : found(m).actors) {
          if (document_.actors[a].code == document_.actors[b].code && !document_.actors[a].code.empty()) return true;
        }
      }
    }
    return false;
  }
  // Gives those who met to a mention: as they were named, as officials, or as states.
  enum class As : std::uint8_t { kNamed, kOfficials, kStates };
  bool take_meeting(Found& f, As as) {
    std::vector<std::uint32_t> named, actors;
    for (std::int32_t m : meeting_) {
      for (std::uint32_t a : found(m).actors) {
        if (!document_.actors[a].code.empty() && std::ranges::find(named, a) == named.end()) named.push_back(a);
      }
    }
    const auto bare = [&](std::uint32_t a) { return document_.actors[a].sector.empty(); };
    for (std::uint32_t a : named) {
      const std::string code = document_.actors[a].code;
      // A country beside its own minister is no further party.
      if (bare(a) && as != As::kStates && std::ranges::any_of(named, [&](std::uint32_t b) { return !bare(b) && document_.actors[b].code == code; })) {
        continue;
      }
      std::uint32_t actor = a;
      if (as == As::kStates) actor = plain_actor(code, "", "coreference");
      else if (as == As::kOfficials && bare(a) && document_.actors[a].name.empty() && is_country(tables_.find_text(code))) actor = plain_actor(code, "GOV", "coreference");
      if (std::ranges::find(actors, actor) == actors.end()) actors.push_back(actor);
    }
    if (actors.size() < 2) return false;
    f.actors = std::move(actors);
    f.sort = Sort::kMany;
    f.antecedent = meeting_.back();
    return true;
  }
  // Nouns that those who met go by; "these advisors" are others.
  static bool names_those_who_met(std::string_view core) {
    return one_of(core, {"leaders", "presidents", "ministers", "officials", "secretaries", "representatives", "envoys", "counterparts",
                         "chiefs", "heads", "premiers", "ministries", "diplomats", "negotiators", "delegates", "delegations", "sides", "parties",
                         "governments", "countries", "nations", "capitals", "principals", "ambassadors", "directors"});
  }
  std::size_t meeting_codes() {
    std::vector<std::string_view> codes;
    for (const std::int32_t m : meeting_) add_codes(found(m), codes);
    return codes.size();
  }
  void add_codes(const Found& f, std::vector<std::string_view>& codes) const {
    for (const std::uint32_t a : f.actors) {
      const std::string_view code = document_.actors[a].code;
      if (!code.empty() && std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
    }
  }
  // What people do when they meet: discuss, agree, reaffirm ...
  bool subject_of_talk(const Draft& d) const {
    const Sentence& sentence = document_.sentences[d.sentence];
    const std::int32_t verb = subject_verb(sentence, d.core);
    if (verb < 0) return false;
    constexpr auto kVerbs = std::to_array<std::string_view>(
        {"discuss", "agree", "reaffirm", "affirm", "condemn", "underscore", "underline", "stress", "emphasize", "emphasise",
         "exchange", "review", "commit", "pledge", "welcome", "reiterate", "note", "express", "talk", "speak", "consult",
         "highlight", "recognize", "recognise", "acknowledge", "decide", "share", "explore", "address", "consider", "call",
         "meet", "coordinate", "concur", "resolve", "confirm", "commend", "applaud", "urge", "touch", "conclude", "sign", "pay"});
    return std::ranges::find(kVerbs, std::string_view(sentence.tokens[static_cast<std::size_t>(verb)].lemma)) != kVerbs.end();
  }

  // Which government publishes, from the host name or from the publisher's name.
  void publisher() {
    for (const std::string* source : {&document_.publisher, &document_.url}) {
      if (publisher_code_ == 0 && !source->empty()) publisher_code_ = domain_code(*source);
    }
    if (publisher_code_ == 0 && !document_.publisher.empty() && document_.publisher.find('.') == std::string::npos) {
      std::vector<Unit> units;
      append_phrase_units(document_.publisher, units);
      Match match;
      bool government = false;
      TextId code = 0;
      for (std::size_t i = 0; i < units.size(); ++i) {
        find_longest(tables_, units, i, day_, false, match);
        for (std::uint32_t e : match.entries) {
          const Entry& row = tables_.entries[e];
          if (row.kind == EntryKind::kRole) {
            government = government || text(tables_.roles[row.index].sector) == "GOV";
          } else if (text(row.sector) == "IGO" && body(row.code) && match.length == units.size()) {
            government = true;  // a body under its whole name
            code = row.code;
          } else if (row.kind == EntryKind::kSeat || row.kind == EntryKind::kOrg) {
            if (text(row.sector) == "GOV" || text(row.sector) == "MIL") { government = true; code = row.code; }
          } else if (row.code != 0 && row.kind != EntryKind::kPlace && row.kind != EntryKind::kBlock && code == 0) {
            code = row.code;
          }
        }
        if (match.length > 1) i += match.length - 1;
      }
      if (government) publisher_code_ = code;
    }
    // A capital or town at the head of the first text paragraph.
    for (std::uint32_t s = 0; s < std::min<std::size_t>(document_.sentences.size(), 3) && dateline_code_ == 0; ++s) {
      for (const Draft& d : drafts_) {
        if (d.sentence > s) break;
        if (d.sentence != s || d.tokens.first != 0 || !d.bare_country()) continue;
        const EntryKind kind = tables_.entries[d.countries[0].entry].kind;
        if (kind != EntryKind::kCapital && kind != EntryKind::kPlace) continue;
        const std::uint32_t after = d.tokens.last;
        if (after < document_.sentences[s].tokens.size()) {
          const std::string_view next = word(s, after);
          if (next == "," || next == "(" || next == "-" || next == ":" || next.starts_with("\xE2\x80")) {
            dateline_code_ = d.countries[0].code;
          }
        }
      }
    }
  }

  TextId domain_code(std::string_view source) const {
    const std::size_t scheme = source.find("://");
    if (scheme != std::string_view::npos) source.remove_prefix(scheme + 3);
    source = source.substr(0, std::min(source.find_first_of("/?#:"), source.size()));
    const std::string host = to_lower_ascii(source);
    if (host.find(' ') != std::string::npos) return 0;
    // A government's host: .gov, .mil, .gov.xx, .go.xx, .gouv.xx, .gob.xx, .government.xx ...
    const std::vector<std::string_view> labels = split(host, '.');
    if (labels.size() < 2) return 0;
    constexpr auto kMarks = std::to_array<std::string_view>(
        {"gov", "go", "gouv", "gob", "gub", "govt", "government", "mil", "gc", "admin", "bund", "nic"});
    // The whole name of a body's host, or what it ends in: "nato.int", "press.un.org".
    for (std::size_t dot = 0; dot != std::string::npos && dot < host.size();) {
      const std::string_view tail = std::string_view(host).substr(dot);
      const auto whole = tables_.domains.find(std::string(tail));
      if (whole != tables_.domains.end() && tail.find('.') != std::string_view::npos) return whole->second;
      const std::size_t next = host.find('.', dot);
      dot = next == std::string::npos ? next : next + 1;
    }
    const std::string_view top = labels.back();
    if (top == "gov" || top == "mil") return tables_.find_text("USA");
    const auto at = tables_.domains.find(std::string(top));
    if (at == tables_.domains.end()) return 0;
    for (std::size_t i = 0; i + 1 < labels.size(); ++i) {
      if (std::ranges::find(kMarks, labels[i]) != kMarks.end()) return at->second;
    }
    return 0;
  }

  void order() {
    order_.resize(drafts_.size());
    for (std::uint32_t i = 0; i < order_.size(); ++i) order_[i] = i;
    std::ranges::stable_sort(order_, [&](std::uint32_t a, std::uint32_t b) {
      const Draft& x = drafts_[a];
      const Draft& y = drafts_[b];
      if (x.sentence != y.sentence) return x.sentence < y.sentence;
      if (x.core != y.core) return x.core < y.core;
      return x.tokens.first > y.tokens.first;  // parts before the whole
    });
  }

  // ---- sectors

  std::string sector_of(const Draft& d) const {
    if (d.former) return "ELI";
    std::string sector;
    if (d.role >= 0) {
      const Role& head = role(d.role);
      sector = text(head.sector);
      const bool generic = !strong(sector);
      if (d.modifier_role >= 0 && generic) {
        const std::string& before = text(role(d.modifier_role).sector);
        if (strong(before)) sector = before;
        else if (sector.empty() || sector == "CVL" || sector == "UNK") sector = before.empty() ? sector : before;
      }
      if (d.entry >= 0 && generic && sector != "ELI") {
        const std::string& table = text(entry(d.entry).sector);
        if (!table.empty()) sector = table;
      }
    } else if (d.entry >= 0) {
      sector = text(entry(d.entry).sector);
    }
    // News agencies of the state speak for it.
    if (sector == "JRN" && (d.state_run || (d.role >= 0 && text(role(d.role).phrase).starts_with("state ")))) return "GOV";
    return sector;
  }

  // ---- persons

  const Spell* spell_at(const Person& person, TextId code, TextId office) const {
    const Spell* best = nullptr;
    int best_rank = -1;
    for (const Spell& spell : person.spells) {
      if (code != 0 && spell.code != code) continue;
      if (day_ != kAlwaysTo && !spell.period.holds(day_)) continue;
      int rank = office_rank(text(spell.office)) + (office != 0 && spell.office == office ? 100 : 0);
      if (day_ == kAlwaysTo) {  // no date: the latest row
        if (best != nullptr && spell.period.to < best->period.to) continue;
        if (best != nullptr && spell.period.to > best->period.to) best_rank = -1;
      }
      if (rank >= best_rank) {
        best = &spell;
        best_rank = rank;
      }
    }
    return best;
  }

  Actor person_actor(const Person& person, TextId code, TextId office) const {
    Actor actor;
    actor.name = text(person.name);
    const Spell* spell = spell_at(person, code, office);
    const Spell& any = person.spells.back();
    actor.code = text(spell != nullptr ? spell->code : code != 0 ? code : any.code);
    if (spell != nullptr) {
      actor.sector = body(spell->code) && text(spell->sector) == "GOV" ? "IGO" : text(spell->sector);
      actor.office = text(spell->title);
      actor.office_from = text(spell->from);
      actor.office_to = text(spell->to);
      actor.wikidata = text(spell->wikidata);
      actor.source = "offices:" + actor.code + " " + text(spell->office);
    } else {
      // Between or after offices: of the elite; before the first one, nothing is known.
      const bool held_before = std::ranges::any_of(person.spells, [&](const Spell& s) { return s.period.to < day_; });
      actor.sector = held_before ? "ELI" : "";
      actor.source = "offices:" + actor.code;
    }
    return actor;
  }

  bool first_name_agrees(const NameWords& name, const Person& person) const {
    if (name.count < 2 || name.first_is_initial) return true;
    return std::ranges::find(person.first_names, name.first()) != person.first_names.end();
  }

  // Scores a table person against what the text says; < 0: cannot be.
  int score_person(const Draft& d, std::uint32_t index, bool last_word, TextId code) const {
    const Person& person = tables_.persons[index];
    int score = last_word ? 4 : 0;
    bool country_agrees = false, office_agrees = false, at_date = false, office_at_date = false;
    int rank = 0;
    for (const Spell& spell : person.spells) {
      const bool same_country = code == 0 || spell.code == code;
      if (spell.code == code && code != 0) country_agrees = true;
      if (!same_country) continue;
      const bool holds = day_ == kAlwaysTo ? true : spell.period.holds(day_);
      at_date = at_date || holds;
      const bool office = d.role >= 0 && role_means(role(d.role), spell);
      office_agrees = office_agrees || office;
      office_at_date = office_at_date || (office && holds);
      if (holds) rank = std::max(rank, office_rank(text(spell.office)));
    }
    if (code != 0 && !country_agrees) return -1;
    if (country_agrees) score += 6;
    if (office_at_date) score += 8;
    else if (office_agrees) score += 3;
    if (at_date) score += 4;
    if (d.name.count >= 2) score += d.name.first_is_initial ? 4 : 8;
    else if (d.role >= 0 && !office_agrees && !d.former) score -= 8;
    if (code == 0 && weights_.contains(person.spells.back().code)) score += 2;
    if (code == 0 && person.spells.back().code == publisher_code_) score += 1;
    return score * 16 + rank;
  }

  // Whether a spell is an office that the role names: same key, or the title has its words.
  bool role_means(const Role& r, const Spell& spell) const {
    if (r.office != 0 && r.office == spell.office) {
      // One key holds "Secretary of State" and "Foreign Minister" alike; the head of state of a
      // kingdom is no president, so the key is enough only where the words do not deny it.
      return true;
    }
    if (r.code != 0 && r.code == spell.code && to_lower_ascii(text(spell.title)) == text(r.phrase)) return true;
    const std::string title = to_lower_ascii(text(spell.title));
    return title == text(r.phrase) || title.ends_with(" " + text(r.phrase)) || title.starts_with(text(r.phrase) + " ");
  }

  std::int32_t table_person(const Draft& d, TextId code) const {
    if (d.person >= 0) {  // full names of this spelling
      std::int32_t best = -1;
      int best_score = -1;
      for (std::int32_t e = d.person; e >= 0; e = entry(e).next) {
        if (entry(e).kind != EntryKind::kPerson) continue;
        const int score = score_person(d, entry(e).index, true, code);
        if (score > best_score) { best = static_cast<std::int32_t>(entry(e).index); best_score = score; }
      }
      return best;
    }
    if (d.name.count == 0) return -1;
    std::int32_t best = -1;
    int best_score = -1, second = -1;
    const auto consider = [&](WordHash word_of_name, bool family_before) {
      const auto at = tables_.name_words.find(word_of_name);
      if (at == tables_.name_words.end()) return;
      for (const NameWord& candidate : at->second) {
        if (d.name.count >= 2 && !candidate.last) continue;
        const Person& person = tables_.persons[candidate.person];
        // "Mori Takeo", "Orban Viktor": in the order of their own language.
        if (family_before ? std::ranges::find(person.first_names, d.name.last()) == person.first_names.end() : !first_name_agrees(d.name, person)) continue;
        if (d.name.first_is_initial && d.name.count >= 2 && d.role < 0 && code == 0) continue;
        const int score = score_person(d, candidate.person, candidate.last, code);
        if (static_cast<std::int32_t>(candidate.person) == best) continue;
        if (score > best_score) { second = best_score; best_score = score; best = static_cast<std::int32_t>(candidate.person); }
        else if (score > second) second = score;
      }
    };
    consider(d.name.last(), false);
    if (best < 0 && d.name.count == 2 && !d.name.first_is_initial) consider(d.name.first(), true);
    if (best < 0) return -1;
    // A last name with a title needs the office or the country to agree; a full name its holder.
    const int needed = d.name.count >= 2 ? 10 * 16 : d.role >= 0 || d.honorific ? 10 * 16 : 1000 * 16;
    if (best_score < needed) return -1;
    if (d.honorific && d.role < 0 && d.name.count == 1 && (best_score % 16 < kRankOfLoneName || second / 16 == best_score / 16)) return -1;
    return best;
  }

  // A last name by itself that only one holder of a great office has at the date.
  std::int32_t lone_person(const Draft& d) const {
    if (d.name.count != 1 || d.definite != Definiteness::kNone || strangers_.contains(d.name.last())) return -1;
    if (token(d, d.core).upos != Upos::kPropn) return -1;
    const auto at = tables_.name_words.find(d.name.last());
    if (at == tables_.name_words.end()) return -1;
    std::int32_t best = -1;
    int best_rank = 0;
    bool tie = false;
    for (const NameWord& candidate : at->second) {
      if (!candidate.last) continue;
      const Person& person = tables_.persons[candidate.person];
      for (const Spell& spell : person.spells) {
        if (day_ != kAlwaysTo ? !spell.period.holds(day_) : spell.period.to != kAlwaysTo) continue;
        int rank = office_rank(text(spell.office));
        if (rank < kRankOfLoneName) continue;
        // A name that many bear, or a common word, needs its country in the document.
        if (weights_.contains(spell.code) || spell.code == publisher_code_) rank += 20;
        else if (at->second.size() > 2) continue;
        if (rank > best_rank) { best = static_cast<std::int32_t>(candidate.person); best_rank = rank; tie = false; }
        else if (rank == best_rank && static_cast<std::int32_t>(candidate.person) != best) tie = true;
      }
    }
    return tie ? -1 : best;
  }

  std::int32_t known_person(const Draft& d, TextId code) const {
    if (d.name.count == 0) return -1;
    const auto at = known_words_.find(d.name.last());
    if (at == known_words_.end()) return -1;
    std::int32_t best = -1;
    int best_score = -1;
    for (std::uint32_t index : at->second) {
      const Known& known = known_[index];
      int score = 1;
      const WordHash first = d.name.first();
      if (d.name.count >= 2) {
        const auto words = std::span(known.name.words).first(known.name.count);
        const bool has_first = std::ranges::find(words, first) != words.end();
        const bool initial = d.name.first_is_initial || known.name.first_is_initial || known.name.count == 1;
        if (!has_first && !initial) continue;
        if (has_first) score += 4;
      }
      if (code != 0 && known.code != code) continue;
      if (d.role >= 0 && known.role >= 0) {
        if (role(d.role).head_word == role(known.role).head_word) score += 3;
        if (role(d.role).office != 0 && role(d.role).office == role(known.role).office) score += 2;
      }
      if (d.gender != Gender::kUnknown && known.gender != Gender::kUnknown && d.gender != known.gender) continue;
      if (score > best_score || (score == best_score && best >= 0 && known.last_seen > known_[static_cast<std::size_t>(best)].last_seen)) {
        best = static_cast<std::int32_t>(index);
        best_score = score;
      }
    }
    return best;
  }

  bool owner_tells_country(const Draft& d) const {
    if (d.owner < 0) return false;
    const Draft& owner = drafts_[static_cast<std::size_t>(d.owner)];
    return owner.entry >= 0 || owner.country_count > 0;
  }
  // The country the draft's own words give: 0 where they give none. Uses owners already found.
  TextId own_code(const Draft& d) {
    if (d.country_count > 0) return d.countries[0].code;
    if (d.entry >= 0 && (entry(d.entry).kind == EntryKind::kOrg || entry(d.entry).kind == EntryKind::kSeat ||
                         entry(d.entry).kind == EntryKind::kEquipment)) {
      return entry(d.entry).code;
    }
    if (d.entry >= 0 && entry(d.entry).kind == EntryKind::kGroup && tables_.groups[entry(d.entry).index].members.empty()) {
      return entry(d.entry).code;
    }
    if (d.role >= 0 && role(d.role).code != 0 && !owner_tells_country(d)) {
      // Who briefs the press is of the government that publishes, whoever else has such a title.
      return briefs_ && d.sentence == 0 ? publisher_code_ : role(d.role).code;
    }
    return 0;
  }

  std::int32_t add_known(const Draft& d, Actor actor, std::int32_t person) {
    Known known;
    known.name = d.name;
    known.code = tables_.find_text(actor.code);
    known.actor = std::move(actor);
    known.role = d.role;
    known.person = person;
    known.gender = d.gender;
    const auto index = static_cast<std::uint32_t>(known_.size());
    for (std::uint8_t w = 0; w < d.name.count; ++w) {
      if (w == 0 && d.name.count > 1 && !family_first(known.actor.code)) continue;
      auto& words = known_words_[d.name.words[w]];
      if (words.size() < 32) words.push_back(index);
    }
    if (person >= 0) known_of_person_.emplace(person, static_cast<std::int32_t>(index));
    known_.push_back(std::move(known));
    return static_cast<std::int32_t>(index);
  }
  static bool family_first(std::string_view code) {
    constexpr auto kCodes = std::to_array<std::string_view>({"CHN", "TWN", "HKG", "KOR", "PRK", "KHM", "VNM", "SGP", "JPN", "HUN"});
    return std::ranges::find(kCodes, code) != kCodes.end();
  }

  std::string name_text(const Draft& d) const {
    const auto& tokens = document_.sentences[d.sentence].tokens;
    const Span span{tokens[d.name_tokens.first].span.begin, tokens[d.name_tokens.last - 1].span.end};
    return std::string(slice(document_.text, span));
  }
  std::string role_text(const Draft& d) const {
    if (d.role_tokens.empty()) return {};
    const auto& tokens = document_.sentences[d.sentence].tokens;
    const Span span{tokens[d.role_tokens.first].span.begin, tokens[d.role_tokens.last - 1].span.end};
    return std::string(slice(document_.text, span));
  }

  // Makes sure that the person a draft names is known; -1 where nothing says who it is.
  std::int32_t identify(const Draft& d, TextId code, std::string_view source) {
    const TextId office = d.role >= 0 ? role(d.role).office : 0;
    if (const std::int32_t person = table_person(d, code); person >= 0) {
      if (const auto at = known_of_person_.find(person); at != known_of_person_.end()) {
        merge_known(at->second, d);
        return at->second;
      }
      Actor actor = person_actor(tables_.persons[static_cast<std::size_t>(person)], code, office);
      if (d.former) { actor.sector = "ELI"; actor.office.clear(); actor.office_from.clear(); actor.office_to.clear(); }
      return add_known(d, std::move(actor), person);
    }
    if (const std::int32_t known = known_person(d, code); known >= 0) {
      merge_known(known, d);
      return known;
    }
    if (code == 0 || d.name.count == 0 || (d.role < 0 && d.entry < 0)) return -1;
    Actor actor;
    actor.code = text(code);
    actor.sector = sector_of(d);
    actor.name = name_text(d);
    if (!d.former) actor.office = role_text(d);
    actor.source = source;
    return add_known(d, std::move(actor), -1);
  }

  void merge_known(std::int32_t index, const Draft& d) {
    Known& known = known_[static_cast<std::size_t>(index)];
    if (known.gender == Gender::kUnknown) known.gender = d.gender;
    if (known.role < 0) known.role = d.role;
    if (d.name.count > known.name.count) {
      if (known.person < 0) known.actor.name = name_text(d);
      for (std::uint8_t w = family_first(known.actor.code) ? 0 : 1; w < d.name.count; ++w) {
        auto& words = known_words_[d.name.words[w]];
        if (std::ranges::find(words, static_cast<std::uint32_t>(index)) == words.end() && words.size() < 32) {
          words.push_back(static_cast<std::uint32_t>(index));
        }
      }
      known.name = d.name;
    }
  }

  // First pass: names with a country of their own, and full names of the tables. Those without
  // are tried when their turn comes, when all of these are known.
  void learn() {
    for (const Draft& d : drafts_) {
      for (std::uint8_t c = 0; c < d.country_count && d.parent < 0; ++c) {
        if (is_country(d.countries[c].code)) weights_[d.countries[c].code] += d.sentence == 0 ? 4 : d.sentence < 3 ? 2 : 1;
      }
    }
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      const Draft d = drafts_[i];
      if (d.name.count == 0 || d.is_pronoun) continue;
      const TextId code = own_code(d);
      // A country that only the title tells is the last to be asked: whoever of this name the text places is told first.
      if (code != 0 && d.country_count == 0 && d.entry < 0 && table_person(d, code) < 0) continue;
      if (code != 0 || d.person >= 0 || (d.name.count >= 2 && table_person(d, 0) >= 0)) {
        const std::int32_t k = identify(d, code, "learnt in document");
        if (k >= 0) {
          const TextId who = known_[static_cast<std::size_t>(k)].code;
          if (is_country(who)) weights_[who] += d.sentence == 0 ? 4 : d.sentence < 3 ? 2 : 1;
          continue;
        }
      }
      if (d.name.count >= 2 && d.role < 0) ++strangers_[d.name.last()];
    }
  }

  // ---- resolution

  void find(std::int32_t index) {
    Found& f = found(index);
    if (f.done) return;
    f.done = true;
    const Draft d = draft(index);
    if (d.is_pronoun) return pronoun(index, d);
    if (d.same_as >= 0) {
      find(d.same_as);
      const Found& other = found(d.same_as);
      f.actors = other.actors;
      f.kind = MentionKind::kRole;
      f.sort = other.sort;
      f.known = other.known;
      return;
    }
    if (d.name.count > 0) return name(index, d);
    if (d.bare_country()) return country(index, d);
    if (d.company) {
      f.kind = MentionKind::kName;
      f.sort = Sort::kBody;
      f.actors.push_back(plain_actor(text(d.countries[0].code), "BUS", "rule:company name"));
      return;
    }
    if (d.entry >= 0 && entry(d.entry).kind == EntryKind::kGroup) return group(index, d);
    if (d.role < 0 && d.entry >= 0) return organisation(index, d);
    if (d.role >= 0 || d.party_noun != PartyNoun::kNone) {
      role_phrase(index, d);
      list_members(index, d);
    }
  }
  void list_members(std::int32_t index, const Draft& d) {
    const auto list = lists_.find(static_cast<std::uint32_t>(index));
    if (list == lists_.end()) return;
    const std::string sector = d.role >= 0 ? sector_of(d) : "GOV";
    for (std::int32_t member : list->second) {
      find(member);
      const std::vector<std::uint32_t> actors = found(member).actors;
      for (std::uint32_t a : actors) {
        const std::string code = document_.actors[a].code;
        const std::uint32_t actor = body(tables_.find_text(code)) ? a : plain_actor(code, sector, "roles");
        Found& f = found(index);
        if (std::ranges::find(f.actors, actor) == f.actors.end()) f.actors.push_back(actor);
      }
    }
    if (!found(index).actors.empty()) found(index).sort = Sort::kMany;
  }

  // Capitals that are better known as the seat of a body, which they stand for where they act and the document
  // does not speak of their country.
  struct SeatOfBody {
    std::string_view city, body;
  };
  static const SeatOfBody* seat_of_body(std::string_view city) {
    static constexpr auto kSeats = std::to_array<SeatOfBody>({{"Brussels", "EUR"}});
    const auto row = std::ranges::find(kSeats, city, &SeatOfBody::city);
    return row == kSeats.end() ? nullptr : &*row;
  }
  // "Brussels imposed", "criticised Brussels", "talks between London and Brussels": not "met in Brussels",
  // "Brussels airport", "Brussels is rainy", "Brussels will host".
  bool acts(const Draft& d) const {
    const auto& tokens = document_.sentences[d.sentence].tokens;
    const auto head = [&](std::uint32_t t) { return tokens[t].head < 0 ? kNobody : static_cast<std::uint32_t>(tokens[t].head); };
    std::uint32_t t = head_of(d);
    while (tokens[t].deprel == Deprel::kConj && head(t) != kNobody) t = head(t);
    const std::uint32_t verb = head(t);
    if (verb == kNobody) return false;
    if (tokens[t].deprel == Deprel::kNsubj) return tokens[verb].upos == Upos::kVerb && tokens[verb].lemma != "host";
    if (tokens[t].deprel == Deprel::kObj) return one_of(tokens[verb].lemma, {"accuse", "ask", "blame", "criticise", "criticize", "press", "slam", "tell", "thank", "urge", "warn"});
    for (std::uint32_t c = 0; c < tokens.size(); ++c) {
      if (head(c) == t && tokens[c].deprel == Deprel::kCase) return one_of(lower_word(d.sentence, c), {"between", "with", "against"});
    }
    return false;
  }
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;
  bool speaks_of(std::string_view code) const {
    return std::ranges::any_of(drafts_, [&](const Draft& other) {
      return other.country_count > 0 && text(other.countries[0].code) == code && tables_.entries[other.countries[0].entry].kind != EntryKind::kCapital;
    });
  }

  // "ethnic Albanian guerrillas in Macedonia": of a people, not of its state.
  bool ethnic(const Draft& d) const {
    const std::uint32_t first = d.country_count == 0 ? 0 : d.countries[0].tokens.first;
    return first > 0 && lower_word(d.sentence, first - 1) == "ethnic";
  }

  void country(std::int32_t index, const Draft& d) {
    Found& f = found(index);
    const Entry& row = tables_.entries[d.countries[0].entry];
    if (ethnic(d)) {
      f.kind = MentionKind::kRole;
      f.sort = Sort::kMany;
      f.actors.push_back(plain_actor("", "CVL", "ethnic group"));
      return;
    }
    const bool capital = row.kind == EntryKind::kCapital;
    if (const SeatOfBody* seat = capital ? seat_of_body(row.phrase) : nullptr; seat != nullptr && acts(d) && !speaks_of(text(row.code))) {
      f.kind = MentionKind::kName;
      f.sort = Sort::kBody;
      f.actors.push_back(plain_actor(seat->body, "IGO", "table:" + std::string(row.phrase)));
      return;
    }
    f.kind = row.kind == EntryKind::kAdjective || row.kind == EntryKind::kPeople ? MentionKind::kNationality : MentionKind::kName;
    f.sort = Sort::kState;
    f.place = capital || row.kind == EntryKind::kPlace;
    std::string_view sector = text(row.sector);
    if (sector.empty() && capital) sector = "GOV";
    if (sector.empty() && row.kind == EntryKind::kPeople) sector = "CVL";
    f.actors.push_back(plain_actor(text(row.code), sector, row.kind == EntryKind::kPlace ? "table:places" : "table:countries"));
  }

  void organisation(std::int32_t index, const Draft& d) {
    Found& f = found(index);
    const Entry& row = entry(d.entry);
    f.kind = row.kind == EntryKind::kEquipment ? MentionKind::kRole : MentionKind::kName;
    f.sort = Sort::kBody;
    f.place = row.kind == EntryKind::kSeat && text(row.sector) == "GOV" && names_building(row.phrase);
    std::string_view code = text(row.code);
    std::string_view sector = text(row.sector);
    if (d.country_count > 0) code = text(d.countries[0].code);
    if (row.kind == EntryKind::kEquipment && sector.empty()) sector = "MIL";
    if (d.former) sector = "ELI";
    f.actors.push_back(plain_actor(code, sector, "table:" + std::string(row.phrase), row.kind == EntryKind::kOrg ? row.phrase : ""));
  }

  // "White House", "Kremlin", "Blue House": a seat that one can be at, not a ministry.
  static bool names_building(std::string_view phrase) {
    constexpr auto kBuildings = std::to_array<std::string_view>(
        {"House", "Palace", "Kremlin", "Street", "Office", "Hill", "Square", "Lodge", "Bhavan", "Block", "Pentagon",
         "Whitehall", "Quay", "d'Orsay", "d'Orsay", "Foggy Bottom", "Compound", "Zhongnanhai", "Blok"});
    return std::ranges::any_of(kBuildings, [&](std::string_view b) { return phrase.ends_with(b); });
  }

  void group(std::int32_t index, const Draft& d) {
    Found& f = found(index);
    const Entry& row = entry(d.entry);
    const Group& g = tables_.groups[row.index];
    f.kind = MentionKind::kGroup;
    f.sort = Sort::kMany;
    const std::string source = "groups:" + std::string(row.phrase);
    const bool officials = d.role >= 0;
    if (g.members.empty()) {
      f.sort = Sort::kBody;
      std::string sector = text(row.sector);
      f.actors.push_back(plain_actor(text(row.code), sector, source));
      return;
    }
    for (TextId member : g.members) f.actors.push_back(plain_actor(text(member), officials ? sector_of_members(d) : "", source));
  }
  std::string sector_of_members(const Draft& d) const {
    const std::string& sector = text(role(d.role).sector);
    return sector == "IGO" || sector == "CVL" ? "" : sector;
  }

  void use_known(std::int32_t index, std::int32_t known) {
    Found& f = found(index);
    Known& k = known_[static_cast<std::size_t>(known)];
    f.known = known;
    f.sort = Sort::kPerson;
    f.gender = k.gender;
    f.actors.push_back(actor_id(k.actor));
    k.last_seen = ++seen_;
  }

  TextId owner_code(const Draft& d) {
    if (d.owner < 0) return 0;
    find(d.owner);
    if (found(d.owner).actors.empty()) return 0;
    return tables_.find_text(first_actor(d.owner).code);
  }

  void name(std::int32_t index, const Draft& d) {
    Found& f = found(index);
    f.kind = MentionKind::kName;
    TextId code = own_code(d);
    if (code == 0) code = owner_code(d);
    if (code == 0 && d.pronoun_owner >= 0) code = pronoun_code(d);
    std::int32_t known = -1;
    if (d.role < 0 && !d.honorific && code == 0) {
      // Whom the document itself introduced goes before the tables' bearer of the name.
      known = known_person(d, 0);
      if (d.person >= 0 && (known < 0 || d.name.count < 2 || known_[static_cast<std::size_t>(known)].name.count < 2 ||
                            known_[static_cast<std::size_t>(known)].person >= 0)) {
        known = identify(d, 0, "");
      }
      if (known < 0 && d.name.count >= 2) known = identify(d, 0, "");
      if (known < 0) {
        if (const std::int32_t person = lone_person(d); person >= 0) {
          const auto at = known_of_person_.find(person);
          if (at != known_of_person_.end()) known = at->second;
          else known = add_known(d, person_actor(tables_.persons[static_cast<std::size_t>(person)], 0, 0), person);
        }
      }
    } else {
      // Persons of the document first: "Foreign Minister Lamamra" in the title is who the text names.
      if (code == 0 && d.person < 0) known = known_person(d, 0);
      // An office that one country has by its name ("Attorney General") may be another's here.
      if (code != 0 && d.country_count == 0 && d.entry < 0 && d.owner < 0 && d.pronoun_owner < 0 && d.role >= 0 && d.name.count == 1) {
        const std::int32_t here = known_person(d, 0);
        if (here >= 0 && known_[static_cast<std::size_t>(here)].role >= 0 &&
            role(known_[static_cast<std::size_t>(here)].role).head_word == role(d.role).head_word) {
          known = here;
        }
      }
      if (known < 0) known = identify(d, code, "learnt in document");
      // Without "for", the title is that of one country's minister.
      if (known < 0 && code == 0 && d.role >= 0 && text(role(d.role).phrase) == "secretary of state") known = identify(d, code = tables_.find_text("USA"), "roles");
      if (known < 0 && code == 0 && d.role >= 0 && of_the_state(sector_of(d))) {
        std::string source;
        code = fallback_code(d, source);
        if (code != 0) known = identify(d, code, source);
      }
    }
    if (known >= 0) use_known(index, known);
    else if (d.role >= 0 && !d.honorific && !sector_of(d).empty()) {
      // Nobody knows whose: the sector is told all the same.
      f.sort = Sort::kPerson;
      f.actors.push_back(plain_actor(code != 0 ? text(code) : "", sector_of(d), "roles", name_text(d)));
    }
    if (f.actors.empty() && d.name.count == 1 && d.role < 0 && ((lower_core(d) == "council" && joint_council(f)) || named_body(f, d))) return;
    if (f.gender == Gender::kUnknown) f.gender = d.gender;
    if (known >= 0 && d.former) {
      Actor actor = known_[static_cast<std::size_t>(known)].actor;
      actor.sector = "ELI";
      actor.office.clear();
      actor.office_from.clear();
      actor.office_to.clear();
      f.actors[0] = actor_id(actor);
    }
  }

  // Sectors in which a title without a country is the publisher's own; a reporter may be anyone's.
  static bool of_the_state(std::string_view sector) {
    constexpr auto kSectors = std::to_array<std::string_view>({"GOV", "MIL", "LEG", "COP", "SPY", "JUD"});
    return std::ranges::find(kSectors, sector) != kSectors.end();
  }

  // The country of a title that names none: the publisher's government, else the dateline's or
  // the document's main country, where that country has such an office.
  TextId fallback_code(const Draft& d, std::string& source) const {
    const auto has_office = [&](TextId code) {
      const Role& r = role(d.role);
      if (r.office == 0) return tables_.may_have_title(code, r.head_word);
      const auto at = tables_.holders.find(office_key(code, r.office));
      if (at == tables_.holders.end()) return false;
      return std::ranges::any_of(at->second, [&](const OfficeHolder& h) {
        const Spell& spell = tables_.persons[h.person].spells[h.spell];
        return title_has_head(r, spell);
      });
    };
    if (publisher_code_ != 0 && has_office(publisher_code_)) {
      source = "publisher";
      return publisher_code_;
    }
    if (publisher_code_ == 0 && dateline_code_ != 0) {
      source = "dateline";
      return dateline_code_;
    }
    TextId best = 0;
    double most = 0;
    for (const auto& [code, weight] : weights_) {
      if (code != publisher_code_ && weight > most && has_office(code)) { best = code; most = weight; }
    }
    source = "main country of the document";
    if (best == 0 && context_ != 0) best = context_;
    return best;
  }
  bool title_has_head(const Role& r, const Spell& spell) const {
    const std::string title = to_lower_ascii(text(spell.title));
    for (std::string_view part : split(title, ' ')) {
      if (word_hash(part) == r.head_word) return true;
    }
    return false;
  }

  // Who holds the office of a role in a country at the document's date; of a body with several
  // ("Commission", "Council") the one whose title names `body`.
  const OfficeHolder* holder(TextId code, const Role& r, std::string_view body = {}) const {
    if (r.office == 0) return nullptr;
    const auto at = tables_.holders.find(office_key(code, r.office));
    if (at == tables_.holders.end()) return nullptr;
    const OfficeHolder* best = nullptr;
    bool best_head = false;
    std::int32_t best_from = kAlwaysFrom;
    for (const OfficeHolder& h : at->second) {
      const Spell& spell = tables_.persons[h.person].spells[h.spell];
      if (day_ != kAlwaysTo ? !spell.period.holds(day_) : spell.period.to != kAlwaysTo) continue;
      const bool head = title_has_head(r, spell) && (body.empty() || text(spell.title).find(body) != std::string::npos);
      if (!head && r.office == tables_.find_text("other")) continue;
      if (best == nullptr || (head && !best_head) || (head == best_head && spell.period.from >= best_from)) {
        best = &h;
        best_head = head;
        best_from = spell.period.from;
      }
    }
    return best;
  }

  // "Commission" of "the European Commission President".
  std::string_view body_word(const Draft& d) const {
    std::string_view phrase;
    if (d.entry >= 0) phrase = entry(d.entry).phrase;
    else if (d.owner >= 0 && drafts_[static_cast<std::size_t>(d.owner)].entry >= 0) phrase = entry(drafts_[static_cast<std::size_t>(d.owner)].entry).phrase;
    for (const std::string_view word : {"Commission", "Council", "Parliament"}) {
      if (phrase.ends_with(word)) return word;
    }
    return {};
  }

  void use_holder(std::int32_t index, const OfficeHolder& h) {
    const Person& person = tables_.persons[h.person];
    const Spell& spell = person.spells[h.spell];
    std::int32_t known = -1;
    const auto at = known_of_person_.find(static_cast<std::int32_t>(h.person));
    if (at != known_of_person_.end()) known = at->second;
    if (known < 0) {
      Known k;
      k.actor = person_actor(person, spell.code, spell.office);
      k.code = spell.code;
      k.person = static_cast<std::int32_t>(h.person);
      k.role = draft(index).role;
      known = static_cast<std::int32_t>(known_.size());
      if (!person.words.empty()) {
        known_words_[person.words.back()].push_back(static_cast<std::uint32_t>(known));
        for (WordHash w : person.words) {
          if (k.name.count < k.name.words.size()) k.name.words[k.name.count++] = w;
        }
      }
      known_.push_back(std::move(k));
      known_of_person_.emplace(static_cast<std::int32_t>(h.person), known);
    }
    use_known(index, known);
  }

  void role_phrase(std::int32_t index, const Draft& d) {
    Found& f = found(index);
    f.kind = MentionKind::kRole;
    if (d.role >= 0 && (role(d.role).kind == RoleKind::kPlace || role(d.role).kind == RoleKind::kThing) &&
        d.modifier_role < 0 && text(role(d.role).sector).empty()) {
      if (d.country_count == 0) return;
    }
    if (one_of(lower_core(d), {"council", "group", "commission", "committee", "forum"}) && d.country_count == 0 && d.entry < 0 && d.owner < 0 && !authors_.empty() && joint_council(f)) return;
    if (d.definite == Definiteness::kDefinite && !d.plural && d.country_count == 0 && d.entry < 0 && d.owner < 0 && d.modifier_role < 0 && d.name.count == 0 && named_body(f, d)) return;
    const std::string sector = sector_of(d);
    if (ethnic(d)) {
      f.sort = Sort::kMany;
      f.actors.push_back(plain_actor(standing_code(sector), sector, "ethnic group"));
      return;
    }
    TextId code = own_code(d);
    std::string source = "roles";
    // "representatives of Israeli and Palestinian civil society"
    if (d.plural && d.owner >= 0 && d.country_count == 0) {
      find(d.owner);
      if (found(d.owner).actors.size() > 1) {
        const std::vector<std::uint32_t> owners = found(d.owner).actors;
        for (const std::uint32_t a : owners) f.actors.push_back(plain_actor(document_.actors[a].code, sector, source));
        f.sort = Sort::kMany;
        return;
      }
    }
    if (d.country_count > 1 || (code != 0 && d.plural)) {
      for (std::uint8_t c = 0; c < std::max<std::uint8_t>(d.country_count, 1); ++c) {
        const TextId each = d.country_count > 0 ? d.countries[c].code : code;
        f.actors.push_back(plain_actor(text(each), sector, source));
      }
      f.sort = Sort::kMany;
      return;
    }
    if (code == 0) code = owner_code(d);
    if (code == 0 && d.pronoun_owner >= 0 && d.plural && parties(index, d)) return;
    // "the plaintiffs' lawyers": whose is not known; "Zapatista rebels" are rebels, whoever that is.
    if (code == 0 && d.owner >= 0 && !(d.plural && (sector == "REB" || sector == "UAF"))) return;
    std::int32_t possessor = -1;
    if (code == 0 && d.pronoun_owner >= 0) {
      possessor = pronoun_draft(d);
      code = pronoun_code(d);
    }
    const std::string core = lower_core(d);
    // "our allies", "Ukraine's partners" are others, and nobody in particular.
    if (d.plural && (d.owner >= 0 || d.pronoun_owner >= 0 || d.country_count > 0) && relational(core)) return;
    if (d.role >= 0 && role(d.role).kind == RoleKind::kThing && code == 0 && context_ == 0) return;
    // "its neighbour": the other of the two the text is about.
    const bool its_other = !d.plural && d.pronoun_owner >= 0 && d.country_count == 0 && one_of(core, {"neighbour", "neighbor", "rival", "foe", "adversary"});
    if (core == "colleagues" && d.country_count == 0 && d.owner < 0) return;  // nobody in particular
    if (core == "counterpart" || core == "counterparts" || core == "colleague" || its_other) return counterpart(index, d, code, possessor);
    if (code == 0 && (d.plural || d.definite == Definiteness::kBoth || d.two)) {
      if (parties(index, d)) return;
    }
    // "Congress", of the government that writes
    if (code == 0 && d.definite == Definiteness::kNone && publisher_code_ != 0 && one_of(core, {"congress", "treasury", "pentagon"})) code = publisher_code_;
    // "urged Congress", "asked parliament": of the country spoken of.
    if (code == 0 && d.definite == Definiteness::kNone && d.owner < 0 && one_of(core, {"congress", "parliament"})) {
      std::string why;
      code = institution_code(d, why);
    }
    if (code == 0 && tells_a_person(d) && shares_article(d) && introduced_person(index, d)) return;
    if (code == 0 && d.definite == Definiteness::kDefinite && !d.plural) {
      if (definite_person(index, d)) return;
      std::string why;
      if (d.role >= 0) code = institution_code(d, why);
      source = why.empty() ? source : why;
      if (code != 0) f.kind = MentionKind::kAnaphor;
    }
    if (d.role < 0) {
      if (code == 0) return;
      // "the Indian side"
      f.sort = d.party_noun == PartyNoun::kPerson ? Sort::kPerson : Sort::kState;
      f.actors.push_back(plain_actor(text(code), "GOV", "role:side"));
      return;
    }
    const Role& r = role(d.role);
    if (code != 0 && !d.plural && !d.former && d.definite != Definiteness::kIndefinite && r.kind != RoleKind::kOrg &&
        r.kind != RoleKind::kGroup) {
      if (const OfficeHolder* h = holder(code, r, body_word(d)); h != nullptr) {
        use_holder(index, *h);
        return;
      }
    }
    if (code == 0 && context_ != 0) code = context_;
    if (code == 0 && sector.empty()) return;
    f.sort = r.kind == RoleKind::kPerson || r.kind == RoleKind::kTitle ? (d.plural ? Sort::kMany : Sort::kPerson) : Sort::kBody;
    f.gender = d.gender;
    f.actors.push_back(plain_actor(code != 0 ? text(code) : standing_code(sector), sector, source));
  }

  static bool relational(std::string_view core) {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"allies", "partners", "friends", "neighbors", "neighbours", "adversaries", "competitors", "enemies", "rivals", "foes"});
    return std::ranges::find(kWords, core) != kWords.end();
  }

  // Actors that have a code without a country, by CODING guide.
  std::string_view standing_code(std::string_view sector) const { return sector == "NGO" || sector == "IGO" ? sector : std::string_view(); }

  std::string lower_core(const Draft& d) const { return lower_word(d.sentence, d.core); }

  // "her counterparts from Chile and Peru": the countries behind the noun.
  std::vector<TextId> countries_from(const Draft& d) const {
    const std::vector<Token>& tokens = document_.sentences[d.sentence].tokens;
    std::vector<TextId> codes;
    std::int32_t first = -1;
    for (std::uint32_t index : drafts_of_sentence(d.sentence)) {
      const Draft& other = drafts_[index];
      if (!other.bare_country() || other.core <= d.core || other.country_count != 1) continue;
      const Token& name = tokens[other.core];
      const bool listed = name.deprel == Deprel::kConj && !codes.empty() && name.head == first;
      // Right behind it, whatever the parser hung it on.
      const bool from = other.tokens.first == d.core + 2 && one_of(form(document_, tokens[d.core + 1]), {"from", "of", "in"});
      if (!listed && !from) continue;
      if (from) first = static_cast<std::int32_t>(other.core);
      codes.push_back(other.countries[0].code);
    }
    return codes;
  }

  // "his Indian counterpart": the same office in the other country.
  void counterpart(std::int32_t index, const Draft& d, TextId code, std::int32_t possessor) {
    Found& f = found(index);
    f.kind = MentionKind::kAnaphor;
    f.antecedent = possessor;
    std::int32_t known = possessor >= 0 ? found(possessor).known : -1;
    TextId own = 0;
    if (possessor >= 0 && !found(possessor).actors.empty()) own = tables_.find_text(first_actor(possessor).code);
    if (d.country_count == 0 && d.entry < 0 && d.owner < 0) {
      code = 0;
      for (TextId party : dyad()) {
        if (party != own && code == 0) code = party;
      }
    }
    // "his Chadian counterpart in Paris": Paris is where they met.
    const std::vector<TextId> named = d.country_count > 0 ? std::vector<TextId>{} : countries_from(d);
    if (named.size() > 1) {
      for (const TextId each : named) f.actors.push_back(plain_actor(text(each), "GOV", "role:counterpart"));
      f.sort = Sort::kMany;
      return;
    }
    if (!named.empty()) code = named.front();
    // "He and his counterparts": the others of those who met.
    if (named.empty() && d.plural && d.country_count == 0 && d.entry < 0 && d.owner < 0 && own != 0 && meeting_codes() > 2) {
      for (const std::int32_t member : meeting_) {
        for (const std::uint32_t a : found(member).actors) {
          if (const std::string& each = document_.actors[a].code; !each.empty() && each != text(own) && std::ranges::find(f.actors, a) == f.actors.end()) f.actors.push_back(a);
        }
      }
      f.sort = Sort::kMany;
      return;
    }
    if (code == 0) return;
    if (d.country_count > 1) {
      for (std::uint8_t c = 0; c < d.country_count; ++c) f.actors.push_back(plain_actor(text(d.countries[c].code), "GOV", "role:counterpart"));
      f.sort = Sort::kMany;
      return;
    }
    if (known < 0) known = last_person(code);
    if (known >= 0 && !d.plural) {
      const Known k = known_[static_cast<std::size_t>(known)];
      TextId office = 0;
      if (k.person >= 0) {
        const Spell* spell = spell_at(tables_.persons[static_cast<std::size_t>(k.person)], k.code, 0);
        if (spell != nullptr) office = spell->office;
      } else if (k.role >= 0) {
        office = role(k.role).office;
      }
      if (office != 0 && k.code != code) {
        Role same;
        same.office = office;
        same.head_word = k.role >= 0 ? role(k.role).head_word : 0;
        if (const OfficeHolder* h = holder(code, same); h != nullptr && text(office) != "other") return use_holder(index, *h);
      }
    }
    f.sort = Sort::kPerson;
    f.actors.push_back(plain_actor(text(code), "GOV", "role:counterpart"));
  }
  std::int32_t last_person(TextId not_code) const {
    for (std::size_t i = history_.size(); i-- > 0 && i + 60 > history_.size();) {
      const Found& f = found_[history_[i].draft];
      if (f.known >= 0 && known_[static_cast<std::size_t>(f.known)].code != not_code) return f.known;
    }
    return -1;
  }

  // "the Secretary and Foreign Minister": two of whom the document has told before; the article stands once.
  bool shares_article(const Draft& d) const {
    if (d.definite != Definiteness::kNone || d.plural || d.tokens.first == 0 || lower_word(d.sentence, d.tokens.first - 1) != "and") return false;
    const Token& word = document_.sentences[d.sentence].tokens[d.core];
    if (word.deprel != Deprel::kConj) return false;
    return std::ranges::any_of(drafts_of_sentence(d.sentence), [&](std::uint32_t i) {
      const Draft& other = drafts_[i];
      return static_cast<std::int32_t>(other.core) == word.head && other.role >= 0 && other.definite == Definiteness::kDefinite && !other.plural && other.name.count == 0 && other.country_count == 0;
    });
  }

  // "the Secretary", "the Foreign Minister": whom the document introduced with that title; or, of a government, its own.
  bool definite_person(std::int32_t index, const Draft& d) {
    if (!tells_a_person(d)) return false;
    if (introduced_person(index, d)) return true;
    const Role& r = role(d.role);
    std::string source;
    if (r.office == 0 && !(publisher_code_ != 0 && text(r.phrase).ends_with("secretary") && of_the_state(sector_of(d)) &&
                           tables_.may_have_title(publisher_code_, r.head_word))) {
      return false;
    }
    const TextId code = fallback_code(d, source);
    if (code == 0) return false;
    Found& f = found(index);
    f.kind = MentionKind::kAnaphor;
    if (const OfficeHolder* h = holder(code, r); h != nullptr) {
      use_holder(index, *h);
      return true;
    }
    f.sort = Sort::kPerson;
    f.actors.push_back(plain_actor(text(code), sector_of(d), source));
    return true;
  }
  bool tells_a_person(const Draft& d) const {
    if (d.role < 0 || d.former) return false;
    const RoleKind kind = role(d.role).kind;
    return kind != RoleKind::kOrg && kind != RoleKind::kGroup && kind != RoleKind::kPlace;
  }
  bool introduced_person(std::int32_t index, const Draft& d) {
    const Role& r = role(d.role);
    const OfficeHolder* own = publisher_code_ != 0 ? holder(publisher_code_, r) : nullptr;
    const bool own_office = own != nullptr && title_has_head(r, tables_.persons[own->person].spells[own->spell]);
    std::int32_t best = -1;
    double best_score = 0;
    for (std::size_t k = known_.size() > kReach ? known_.size() - kReach : 0; k < known_.size(); ++k) {
      const Known& known = known_[k];
      double score = 0;
      if (known.role >= 0) {
        const Role& other = role(known.role);
        if (other.phrase == r.phrase) score = 6;
        else if (text(other.phrase).starts_with(text(r.phrase) + " ") && !single_word(r)) score = 5;
        else if (other.head_word == r.head_word && (r.phrase == tables_.find_text(head_text(r)) || other.office == r.office)) score = 4;
      }
      if (score == 0 && known.person >= 0) {
        const Spell* spell = spell_at(tables_.persons[static_cast<std::size_t>(known.person)], known.code, r.office);
        if (spell != nullptr && (spell->office == r.office || single_word(r)) && title_has_head(r, *spell)) score = 3;
      }
      if (score == 0) continue;
      // "Statement of the President on the Call with President Zelenskyy": the one who writes, not the one to come
      // or spoken of long before.
      if (known.code != publisher_code_ && own_office && !is_near(static_cast<std::int32_t>(k), d.sentence)) continue;
      // A government's own "the President" is its own; otherwise the one named last.
      if (known.code == publisher_code_ && publisher_code_ != 0 && title_said(known)) score += 2.5;
      if (known.last_seen >= 0) score += 1 + static_cast<double>(known.last_seen) / static_cast<double>(seen_ + 1);
      if (score > best_score) { best = static_cast<std::int32_t>(k); best_score = score; }
    }
    if (best < 0) return false;
    Found& f = found(index);
    f.kind = MentionKind::kAnaphor;
    f.antecedent = last_draft_of(best);
    use_known(index, best);
    return true;
  }
  // Spoken of in this sentence or the few before.
  bool is_near(std::int32_t known, std::uint32_t sentence) const {
    constexpr std::uint32_t kNear = 4;
    const std::int32_t last = last_draft_of(known);
    return last >= 0 && drafts_[static_cast<std::size_t>(last)].sentence + kNear >= sentence;
  }
  bool title_said(const Known& known) const { return known.last_seen >= 0; }
  bool single_word(const Role& r) const { return text(r.phrase).find(' ') == std::string::npos; }
  std::string_view head_text(const Role& r) const { return single_word(r) ? std::string_view(text(r.phrase)) : std::string_view(); }

  std::int32_t last_draft_of(std::int32_t known) const {
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      if (found_[history_[i].draft].known == known) return static_cast<std::int32_t>(history_[i].draft);
    }
    return -1;
  }

  // "the government", "the ministry", "the army": of the country the text speaks about.
  TextId institution_code(const Draft& d, std::string& source) {
    const Role& r = role(d.role);
    if (r.kind != RoleKind::kOrg && r.kind != RoleKind::kGroup) return 0;
    const std::string& sector = text(r.sector);
    if (sector != "GOV" && sector != "MIL" && sector != "LEG" && sector != "COP" && sector != "JUD" && sector != "SPY") return 0;
    source = "publisher";
    if (publisher_code_ != 0 && one_of(lower_core(d), {"administration", "department", "departments", "treasury"})) return publisher_code_;
    source = "coreference";
    // A ruler one does not like is never oneself: the country the document is most about.
    if (publisher_code_ != 0 && one_of(lower_core(d), {"regime", "junta"})) {
      TextId best = 0;
      double most = 0;
      for (const auto& [code, weight] : weights_) {
        if (code != publisher_code_ && weight > most && std::ranges::find(authors_, code) == authors_.end() && is_country(code)) { best = code; most = weight; }
      }
      return best;
    }
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      const Trace& trace = history_[i];
      if (trace.sentence + 2 < sentence_) break;
      if (trace.sort != Sort::kState && trace.sort != Sort::kPerson) continue;
      if (found_[trace.draft].actors.empty()) continue;
      const TextId code = tables_.find_text(document_.actors[found_[trace.draft].actors[0]].code);
      if (is_country(code) && (trace.subject || trace.sort == Sort::kState)) return code;
    }
    return 0;
  }

  // ---- parties

  // "the two countries", "both sides", "the leaders".
  bool parties(std::int32_t index, const Draft& d) {
    Found& f = found(index);
    PartyNoun noun = d.party_noun;
    const std::string core = lower_core(d);
    if (d.role >= 0) {
      noun = party_noun_of(d);
      if (noun == PartyNoun::kNone) return false;
    }
    const bool pair = d.two;
    const bool definite = d.definite == Definiteness::kDefinite || d.definite == Definiteness::kBoth;
    const bool ours = d.definite == Definiteness::kPossessive;
    // "Officials underscored" after a meeting.
    if (!pair && !definite && !ours &&
        !(d.definite == Definiteness::kNone && !meeting_.empty() && core == "officials" && d.tokens.first == d.core && subject_of_talk(d))) {
      return false;
    }
    if (!pair && !ours && is_narrowed(d)) return false;
    // "our allies", "our partners" are others than the two who speak.
    if (ours && !(core == "countries" || core == "nations" || core == "governments" || core == "peoples" || core == "leaders" ||
                  core == "presidents" || core == "ministers" || core == "delegations" || core == "democracies" || core == "militaries")) {
      return false;
    }
    if (!pair && !ours && (core == "partners" || core == "allies" || core == "powers" || core == "people" || core == "states" ||
                  core == "economies" || core == "democracies" || core == "militaries" || core == "rivals" ||
                  core == "neighbors" || core == "neighbours" || core == "foes" || core == "peoples")) {
      return false;
    }
    if (ours && authors_.size() >= 2 && d.pronoun_owner >= 0 && lower_word(d.sentence, static_cast<std::uint32_t>(d.pronoun_owner)) == "our") {
      f.kind = MentionKind::kAnaphor;
      write_authors(f);
      return true;
    }
    const As as = noun == PartyNoun::kPerson ? As::kOfficials : As::kStates;
    if (d.more > 0) return so_many(f, d, as);
    // Those who met, before others that the sentences between happen to name.
    if (!ours && !meeting_.empty() && names_those_who_met(core) && (is_subject(document_.sentences[d.sentence], d.core)) &&
        (!pair || meeting_codes() == 2) && take_meeting(f, as)) {
      f.kind = MentionKind::kAnaphor;
      return true;
    }
    // "The ministers" of a communique of a group.
    if (!pair && names_those_who_met(core)) {
      constexpr std::uint32_t kCommunique = 12;
      if (const std::int32_t acting = acting_body(kCommunique, true); acting >= 0) {
        f.kind = MentionKind::kAnaphor;
        take(f, acting);
        return true;
      }
    }
    if (noun == PartyNoun::kPerson) {
      std::vector<std::int32_t> persons = recent_persons(pair ? 2 : 0, conjoined(d));
      if (persons.size() >= 2) {
        take_persons(f, persons);
        // Of the two, and no longer of the many named before, speaks what follows.
        if (pair && persons.size() == 2 && is_subject(document_.sentences[d.sentence], d.core)) meeting_ = std::move(persons);
        return true;
      }
    }
    std::vector<TextId> two;
    if (ours || says_we_before(d)) two = guest_and_host();
    if (two.empty()) two = dyad();
    if (two.size() < 2) return false;
    f.kind = MentionKind::kAnaphor;
    f.sort = Sort::kMany;
    for (TextId code : two) {
      f.actors.push_back(plain_actor(text(code), noun == PartyNoun::kPerson || core == "governments" ? "GOV" : "", "coreference"));
    }
    f.antecedent = last_draft_of_code(two.back());
    return true;
  }
  // "our four countries", "the three ministers": so many who met, or who were named together last.
  bool so_many(Found& f, const Draft& d, As as) {
    if (meeting_codes() == d.more && take_meeting(f, as)) {
      f.kind = MentionKind::kAnaphor;
      return true;
    }
    for (std::size_t i = history_.size(); i-- > 0;) {
      std::vector<std::string_view> codes;
      add_codes(found_[history_[i].draft], codes);
      if (codes.size() != d.more) continue;
      f.kind = MentionKind::kAnaphor;
      take(f, static_cast<std::int32_t>(history_[i].draft));
      return true;
    }
    const std::vector<std::int32_t> persons = recent_persons(0, conjoined(d));
    if (persons.size() != d.more) return false;
    take_persons(f, persons);
    return true;
  }
  void take_persons(Found& f, const std::vector<std::int32_t>& persons) {
    f.kind = MentionKind::kAnaphor;
    f.sort = Sort::kMany;
    for (const std::int32_t p : persons) {
      for (const std::uint32_t a : found(p).actors) {
        if (std::ranges::find(f.actors, a) == f.actors.end()) f.actors.push_back(a);
      }
    }
    f.antecedent = persons.back();
  }
  // "the countries that are welcoming refugees", "the governments of the region": those, not the ones told of before.
  bool is_narrowed(const Draft& d) const {
    const std::vector<Token>& tokens = document_.sentences[d.sentence].tokens;
    for (std::uint32_t i = d.core + 1; i < tokens.size(); ++i) {
      if (tokens[i].head != static_cast<std::int32_t>(d.core)) continue;
      const bool apart = lower_word(d.sentence, d.core + 1) == ",";
      if (tokens[i].deprel == Deprel::kNmod || (!apart && (tokens[i].deprel == Deprel::kAclRelcl || tokens[i].deprel == Deprel::kAcl))) return true;
    }
    return false;
  }
  PartyNoun party_noun_of(const Draft& d) const {
    const Role& r = role(d.role);
    const std::string core = lower_core(d);
    constexpr auto kStates = std::to_array<std::string_view>(
        {"countries", "nations", "sides", "parties", "governments", "capitals", "delegations", "states", "militaries", "armies",
         "peoples", "allies", "partners", "neighbors", "neighbours", "administrations", "ministries"});
    if (std::ranges::find(kStates, std::string_view(core)) != kStates.end()) return PartyNoun::kState;
    if (r.kind != RoleKind::kPerson && r.kind != RoleKind::kTitle) return PartyNoun::kNone;
    return text(r.sector) == "GOV" || r.office != 0 || core == "leaders" || core == "diplomats" ? PartyNoun::kPerson : PartyNoun::kNone;
  }

  // "The Secretary and the two ministers": he is none of the two.
  std::int32_t conjoined(const Draft& d) const {
    const Token& core = document_.sentences[d.sentence].tokens[d.core];
    if (core.deprel != Deprel::kConj) return -1;
    for (std::size_t i = history_.size(); i-- > 0 && history_[i].sentence == d.sentence;) {
      if (static_cast<std::int32_t>(history_[i].token) == core.head) return found_[history_[i].draft].known;
    }
    return -1;
  }
  // Persons named together last: a subject with its partners, or a list. `limit`: at most so many.
  std::vector<std::int32_t> recent_persons(std::size_t limit, std::int32_t but) {
    std::vector<std::int32_t> persons;
    const auto add = [&](std::size_t i) {
      const Trace& trace = history_[i];
      const Found& f = found_[trace.draft];
      if (trace.sort != Sort::kPerson || f.known < 0 || f.known == but || trace.body_part) return;
      for (std::int32_t p : persons) {
        if (found(p).known == f.known) return;
      }
      persons.push_back(static_cast<std::int32_t>(trace.draft));
    };
    std::uint32_t sentence = sentence_ + 1;
    std::uint32_t looked = 0;
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      const Trace& trace = history_[i];
      if (trace.sentence != sentence) {
        if (persons.size() >= 2 || looked == 5) break;
        sentence = trace.sentence;
        ++looked;
      }
      add(i);
    }
    std::ranges::reverse(persons);
    if (limit != 0 && persons.size() > limit) {
      // Two of the countries the document is about, else the two named last.
      const std::vector<TextId> two = dyad();
      std::vector<std::int32_t> leading;
      for (const TextId code : two) {
        const auto at = std::ranges::find_if(persons, [&](std::int32_t p) { return document_.actors[found(p).actors[0]].code == text(code); });
        if (at != persons.end()) leading.push_back(*at);
      }
      if (leading.size() == limit) return leading;
      persons.erase(persons.begin(), persons.end() - static_cast<std::ptrdiff_t>(limit));
    }
    return persons;
  }

  // "We, as the leaders of the two countries": a guest who speaks at a government's press conference means his and his host's.
  std::vector<TextId> guest_and_host() {
    if (speaker_ < 0 || found(speaker_).actors.empty() || !is_country(publisher_code_)) return {};
    const TextId guest = tables_.find_text(first_actor(speaker_).code);
    return is_country(guest) && guest != publisher_code_ ? std::vector{guest, publisher_code_} : std::vector<TextId>{};
  }
  bool says_we_before(const Draft& d) const {
    for (std::uint32_t t = 0; t < d.tokens.first; ++t) {
      if (one_of(lower_word(d.sentence, t), {"we", "our"})) return true;
    }
    return false;
  }

  // The two countries the text is about here: by weight in the document and nearness.
  std::vector<TextId> dyad() {
    std::map<TextId, double> scores;
    for (const auto& [code, weight] : weights_) scores[code] += std::min(weight, 12.0) / 3;
    for (std::size_t i = history_.size(); i-- > 0 && i + 200 > history_.size();) {
      const Trace& trace = history_[i];
      const std::uint32_t distance = sentence_ - trace.sentence;
      if (distance > 3) break;
      if (trace.sort == Sort::kBody) continue;
      for (std::uint32_t a : found_[trace.draft].actors) {
        const TextId code = tables_.find_text(document_.actors[a].code);
        if (is_country(code)) scores[code] += (trace.subject ? 2.0 : 1.2) / (1 + distance);
      }
    }
    std::vector<std::pair<double, TextId>> ranked;
    for (const auto& [code, score] : scores) ranked.emplace_back(score, code);
    std::ranges::stable_sort(ranked, [&](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : text(a.second) < text(b.second);
    });
    std::vector<TextId> two;
    for (const auto& [score, code] : ranked) {
      if (two.size() < 2) two.push_back(code);
    }
    return two;
  }
  std::int32_t last_draft_of_code(TextId code) const {
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      for (std::uint32_t a : found_[history_[i].draft].actors) {
        if (document_.actors[a].code == text(code)) return static_cast<std::int32_t>(history_[i].draft);
      }
    }
    return -1;
  }

  // ---- pronouns

  enum class Pronoun : std::uint8_t { kNone, kHe, kShe, kIt, kThey, kWe, kI, kHere };
  static Pronoun pronoun_kind(std::string_view lower) {
    struct Row { std::string_view word; Pronoun kind; };
    constexpr auto kRows = std::to_array<Row>(
        {{"here", Pronoun::kHere}, {"he", Pronoun::kHe}, {"him", Pronoun::kHe}, {"his", Pronoun::kHe}, {"himself", Pronoun::kHe},
         {"she", Pronoun::kShe}, {"her", Pronoun::kShe}, {"hers", Pronoun::kShe}, {"herself", Pronoun::kShe},
         {"it", Pronoun::kIt}, {"its", Pronoun::kIt}, {"itself", Pronoun::kIt}, {"they", Pronoun::kThey},
         {"two", Pronoun::kThey}, {"both", Pronoun::kThey}, {"three", Pronoun::kThey}, {"pair", Pronoun::kThey},
         {"participants", Pronoun::kThey}, {"principals", Pronoun::kThey}, {"interlocutors", Pronoun::kThey},
         {"them", Pronoun::kThey}, {"their", Pronoun::kThey}, {"themselves", Pronoun::kThey},
         {"we", Pronoun::kWe}, {"us", Pronoun::kWe}, {"our", Pronoun::kWe}, {"ours", Pronoun::kWe},
         {"ourselves", Pronoun::kWe}, {"i", Pronoun::kI}, {"me", Pronoun::kI}, {"my", Pronoun::kI}});
    for (const Row& row : kRows) {
      if (row.word == lower) return row.kind;
    }
    return bare_body(lower) ? Pronoun::kThey : Pronoun::kNone;
  }

  static bool is_subject(const Sentence& sentence, std::uint32_t t) {
    for (int steps = 0; steps < 8; ++steps) {
      const Token& tok = sentence.tokens[t];
      switch (tok.deprel) {
        case Deprel::kNsubj: case Deprel::kNsubjPass: case Deprel::kNsubjOuter: return true;
        case Deprel::kConj: case Deprel::kFlat: case Deprel::kCompound: case Deprel::kNmodDesc:
          if (tok.head < 0) return false;
          t = static_cast<std::uint32_t>(tok.head);
          break;
        default: return false;
      }
    }
    return false;
  }

  // "The members of the Security Council", "leaders of the member states of the SCO": the body acts.
  static bool speaks_by_members(const Sentence& sentence, std::uint32_t t) {
    for (int steps = 0; steps < 3 && sentence.tokens[t].deprel == Deprel::kNmod && sentence.tokens[t].head >= 0; ++steps) {
      t = static_cast<std::uint32_t>(sentence.tokens[t].head);
      if (!one_of(sentence.tokens[t].lemma, {"member", "leader", "minister", "president", "head", "state", "country", "nation", "representative",
                                             "ambassador", "government", "council", "envoy", "official", "participant"})) {
        return false;
      }
      if (is_subject(sentence, t)) return true;
    }
    return false;
  }
  // The body that acted last through many people or states ("G7 foreign ministers"); else, for "they",
  // any body that acted. -1: none near.
  std::int32_t acting_body(std::uint32_t reach, bool by_many) const {
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      const Trace& trace = history_[i];
      if (sentence_ - trace.sentence > reach && trace.sentence != 0) continue;
      // A body that a title begins with speaks below it.
      const bool entitled = trace.sentence == 0 && !document_.title.empty() && drafts_[trace.draft].tokens.first == 0 && !by_many;
      if (trace.sort != Sort::kBody || !(trace.subject || entitled) || trace.body_part || found_[trace.draft].actors.size() != 1) continue;
      if (document_.actors[found_[trace.draft].actors[0]].sector != "IGO") continue;
      const Draft& d = drafts_[trace.draft];
      const Sentence& sentence = document_.sentences[trace.sentence];
      const Token& head = sentence.tokens[head_of(d)];
      if (!by_many || head.xpos == "NNS" || head.xpos == "NNPS" || speaks_by_members(sentence, head_of(d))) return static_cast<std::int32_t>(trace.draft);
    }
    return -1;
  }

  // What a body is called once it has been named: "the Agency", "the bloc".
  static bool calls_body(std::string_view code, std::string_view lower) {
    struct Row { std::string_view code, words; };
    static constexpr auto kRows = std::to_array<Row>({
        {"UNO", " council assembly body organisation organization "},
        {"EUR", " council commission union bloc body "},
        {"NAT", " alliance bloc organisation organization "},
        {"IAE", " agency watchdog body "},
        {"ASA", " bloc association grouping "},
        {"AFU", " union bloc body commission "},
        {"OSC", " organisation organization body "},
        {"OAS", " organisation organization body "},
        {"WHO", " organisation organization agency body "},
        {"WTO", " organisation organization body "},
        {"IMF", " fund lender body "},
        {"WBK", " bank lender body "},
        {"IGO", " organisation organization bloc grouping union council body alliance "},
    });
    const auto row = std::ranges::find(kRows, code, &Row::code);
    return row != kRows.end() && row->words.find(" " + std::string(lower) + " ") != std::string_view::npos;
  }
  // Takes up the body named last that goes by this word, else the body that writes.
  bool named_body(Found& f, const Draft& d) {
    const std::string lower = lower_core(d);
    if (d.core == 0 || lower_word(d.sentence, d.core - 1) != "the") return false;  // not "the National Security Council"
    constexpr std::uint32_t kNear = 8;
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      const Trace& trace = history_[i];
      const auto& actors = found_[trace.draft].actors;
      if (actors.size() != 1 || !calls_body(document_.actors[actors[0]].code, lower)) continue;
      if (sentence_ - trace.sentence > kNear && trace.sentence != 0) continue;
      f.kind = MentionKind::kAnaphor;
      if (trace.sort == Sort::kBody) {
        take(f, static_cast<std::int32_t>(trace.draft));
      } else {  // named through its people: "IAEA chief Grossi"
        const std::string code = document_.actors[actors[0]].code;
        f.sort = Sort::kBody;
        f.antecedent = static_cast<std::int32_t>(trace.draft);
        f.actors.push_back(plain_actor(code, "IGO", "coreference"));
      }
      return true;
    }
    if (publisher_code_ == 0 || !calls_body(text(publisher_code_), lower)) return false;
    f.kind = MentionKind::kAnaphor;
    f.sort = Sort::kBody;
    f.actors.push_back(plain_actor(text(publisher_code_), "IGO", "publisher"));
    return true;
  }

  void pronoun(std::int32_t index, const Draft& d) {
    Found& f = found(index);
    f.kind = MentionKind::kPronoun;
    const Token& tok = token(d, d.core);
    if (tok.deprel == Deprel::kExpl) return;
    const Pronoun kind = pronoun_kind(lower_core(d));
    switch (kind) {
      case Pronoun::kHe: case Pronoun::kShe:
        return one_person(f, d, kind == Pronoun::kHe ? Gender::kMale : Gender::kFemale);
      case Pronoun::kIt: return one_state(f, d);
      case Pronoun::kThey:
        if (bare_body(lower_core(d))) {
          if (lower_core(d) != "council" || !joint_council(f)) named_body(f, d);
          return;
        }
        several(f, d);
        if (bare_party(lower_core(d)) && f.actors.size() < 2) {
          f = Found();
          f.done = true;
        }
        return;
      case Pronoun::kHere: {  // where the report comes from, in its first sentences
        constexpr std::uint32_t kLead = 4;
        if (dateline_code_ == 0 || d.sentence >= kLead || publisher_code_ != 0) return;
        f.sort = Sort::kState;
        f.place = true;
        f.actors.push_back(plain_actor(text(dateline_code_), "", "dateline"));
        return;
      }
      case Pronoun::kWe: case Pronoun::kI: return speaker(f, d, kind == Pronoun::kI);
      case Pronoun::kNone: return;
    }
  }

  // "The Council" in the joint statement of a council of two sides: those sides.
  bool joint_council(Found& f) {
    static constexpr auto kJoint = std::to_array<std::string_view>({"Council", "Group", "Commission", "Committee", "Forum"});
    const bool named = std::ranges::any_of(kJoint, [&](std::string_view word) { return document_.title.find(word) != std::string::npos; });
    if (authors_.size() < 2 || !named) return false;
    f.kind = MentionKind::kAnaphor;
    write_authors(f);
    return true;
  }
  void write_authors(Found& f) {
    f.sort = authors_.size() > 1 ? Sort::kMany : body(authors_[0]) ? Sort::kBody : Sort::kState;
    for (TextId code : authors_) f.actors.push_back(plain_actor(text(code), body(code) ? "IGO" : "GOV", "authors"));
  }
  void take(Found& f, std::int32_t antecedent) {
    const Found& other = found(antecedent);
    f.actors = other.actors;
    f.sort = other.sort;
    f.known = other.known;
    f.gender = other.gender;
    f.antecedent = antecedent;
  }

  // The verb of praise, blame or request whose object a possessive below it belongs to, or -1.
  static std::int32_t judging_verb(const Sentence& sentence, std::uint32_t t) {
    constexpr auto kVerbs = std::to_array<std::string_view>(
        {"thank", "congratulate", "commend", "praise", "applaud", "salute", "honor", "honour", "urge", "ask", "encourage",
         "press", "condemn", "criticize", "criticise", "accuse", "credit", "blame", "remind", "invite"});
    for (int steps = 0; steps < 5; ++steps) {
      const std::int32_t head = sentence.tokens[t].head;
      if (head < 0) return -1;
      t = static_cast<std::uint32_t>(head);
      if (sentence.tokens[t].upos != Upos::kVerb) continue;
      return std::ranges::find(kVerbs, std::string_view(sentence.tokens[t].lemma)) != kVerbs.end() ? head : -1;
    }
    return -1;
  }
  static bool object_of(const Sentence& sentence, std::uint32_t t, std::int32_t verb) {
    for (int steps = 0; steps < 4; ++steps) {
      const Token& tok = sentence.tokens[t];
      if (tok.head == verb) return tok.deprel == Deprel::kObj || tok.deprel == Deprel::kIobj;
      if (tok.head < 0 || (tok.deprel != Deprel::kFlat && tok.deprel != Deprel::kCompound && tok.deprel != Deprel::kNmodDesc)) return false;
      t = static_cast<std::uint32_t>(tok.head);
    }
    return false;
  }

  // "She and President Moon", "he met President Moon": whoever is meant, it is not Moon.
  std::vector<std::int32_t> named_beside(const Draft& d) {
    const Token& pronoun = token(d, d.core);
    const bool subject = pronoun.deprel == Deprel::kNsubj || pronoun.deprel == Deprel::kNsubjPass;
    std::vector<std::int32_t> out;
    for (const std::uint32_t index : drafts_of_sentence(d.sentence)) {
      const Draft& other = drafts_[index];
      if (other.core <= d.core || other.parent >= 0 || (other.name.count == 0 && other.person < 0)) continue;
      const Token& name = token(other, other.core);
      const bool listed = name.deprel == Deprel::kConj && name.head == static_cast<std::int32_t>(d.core);
      const bool acted_on = subject && name.head == pronoun.head && (name.deprel == Deprel::kObj || name.deprel == Deprel::kIobj || name.deprel == Deprel::kObl);
      if (!listed && !acted_on) continue;
      find(static_cast<std::int32_t>(index));
      if (found_[index].known >= 0) out.push_back(found_[index].known);
    }
    return out;
  }

  void one_person(Found& f, const Draft& d, Gender gender) {
    const std::vector<std::int32_t> others = named_beside(d);
    const Sentence& sentence = document_.sentences[d.sentence];
    const Token& tok = token(d, d.core);
    const bool object = (tok.deprel == Deprel::kObj || tok.deprel == Deprel::kIobj || tok.deprel == Deprel::kObl) &&
                        !lower_core(d).ends_with("self");
    const std::int32_t verb = tok.deprel == Deprel::kNmodPoss ? judging_verb(sentence, d.core) : -1;
    std::int32_t best = -1;
    double best_score = -1;
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      const Trace& trace = history_[i];
      const std::uint32_t distance = sentence_ - trace.sentence;
      if (distance > 2) break;
      const Found& other = found_[trace.draft];
      if (trace.sort != Sort::kPerson || std::ranges::find(others, other.known) != others.end()) continue;
      const Gender theirs = other.known >= 0 ? known_[static_cast<std::size_t>(other.known)].gender : other.gender;
      if (theirs != Gender::kUnknown && theirs != gender) continue;
      const bool same_sentence = distance == 0;
      // "spoke with Macron to congratulate him on his election": an object is not its own subject,
      // and what one is thanked for is one's own.
      if (same_sentence && trace.subject && object) continue;
      const bool judged = same_sentence && verb >= 0 && object_of(sentence, trace.token, verb);
      double score = 10.0 - 3.0 * distance + (trace.subject ? 4 : 0) + (theirs == gender ? 1.5 : 0) + (judged ? 6 : 0) +
                     (trace.body_part ? -2 : 0) - 0.02 * static_cast<double>(history_.size() - i);
      if (score > best_score) { best = static_cast<std::int32_t>(trace.draft); best_score = score; }
    }
    // A stranger is an antecedent too: then nobody known is meant.
    if (best < 0 || found(best).actors.empty()) return;
    take(f, best);
    if (f.known >= 0 && known_[static_cast<std::size_t>(f.known)].gender == Gender::kUnknown) {
      known_[static_cast<std::size_t>(f.known)].gender = gender;
    }
  }

  // "it", "its": the last country or body that was a subject; a possessive also takes the nearest.
  void one_state(Found& f, const Draft& d) {
    const bool possessive = token(d, d.core).deprel == Deprel::kNmodPoss || lower_core(d) == "its";
    // "thanked Canada for the doctors it had sent": what one is thanked for is one's own doing.
    const Sentence& sentence = document_.sentences[d.sentence];
    const Token& tok = token(d, d.core);
    const bool doer = tok.deprel == Deprel::kNsubj && tok.head >= 0;
    const std::int32_t judging = doer || possessive ? judging_verb(sentence, doer ? static_cast<std::uint32_t>(tok.head) : d.core) : -1;
    std::int32_t best = -1;
    double best_score = 0;
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      const Trace& trace = history_[i];
      const std::uint32_t distance = sentence_ - trace.sentence;
      if (distance > 1) break;
      if ((trace.sort != Sort::kState && trace.sort != Sort::kBody) || found_[trace.draft].actors.size() != 1) continue;
      if (found_[trace.draft].kind == MentionKind::kNationality) continue;
      // Who says "we" does not speak of itself as "it".
      const Pronoun before = drafts_[trace.draft].is_pronoun ? pronoun_kind(lower_core(drafts_[trace.draft])) : Pronoun::kNone;
      if (before == Pronoun::kWe || before == Pronoun::kI) continue;
      const bool judged = distance == 0 && judging >= 0 && object_of(sentence, trace.token, judging);
      if (!trace.subject && !judged && !(possessive && distance == 0)) continue;
      const double score = 10.0 - 4.0 * distance + (trace.subject ? 3 : 0) + (judged ? 6 : 0) - (trace.body_part ? 3 : 0) -
                           0.05 * static_cast<double>(history_.size() - i);
      if (score > best_score) { best = static_cast<std::int32_t>(trace.draft); best_score = score; }
    }
    if (best >= 0) take(f, best);
  }

  // "they": several named together in this or the two sentences before; a group; else the dyad.
  void several(Found& f, const Draft& d) {
    // In a long briefing "they" are whoever was spoken of last, not those the document is most about.
    constexpr std::size_t kShort = 30, kLongDocument = 60;
    const Sentence& sentence = document_.sentences[d.sentence];
    // Another plural noun as a nearer subject is what "they" takes up.
    for (std::uint32_t t = 0; t < std::min<std::uint32_t>(d.core, 60); ++t) {
      const Token& tok = sentence.tokens[t];
      if (tok.deprel == Deprel::kNsubj && tok.upos == Upos::kNoun && (tok.xpos == "NNS") && !has_mention_at(t)) return;
    }
    const bool subject = is_subject(sentence, d.core);
    const bool bare = bare_party(lower_core(d));
    if (subject && !meeting_.empty() && (bare || subject_of_talk(d)) && (lower_core(d) != "two" || meeting_codes() == 2) &&
        !other_subjects() && take_meeting(f, As::kNamed)) {
      return;
    }
    if (bare && lower_core(d) != "two" && lower_core(d) != "both") return;
    std::size_t i = history_.size();
    std::uint32_t looked = 0;
    while (i > 0 && looked < 3) {
      const std::uint32_t s = history_[i - 1].sentence;
      if (sentence_ - s > 2) break;
      const std::size_t end = i;
      while (i > 0 && history_[i - 1].sentence == s) --i;
      ++looked;
      if (end - i > kReach) i = end - kReach;
      if (joint_parties(f, d, i, end)) return;
      // "The Council met. They called on ...": a body of many.
      const std::int32_t acting = subject && document_.sentences.size() <= kLongDocument ? acting_body(sentence_ - s, false) : -1;
      if (acting >= 0 && drafts_[static_cast<std::size_t>(acting)].sentence == s) return take(f, acting);
    }
    if (const std::int32_t acting = subject && meeting_.empty() && document_.sentences.size() <= kShort ? acting_body(2, false) : -1; acting >= 0) return take(f, acting);
    if (document_.sentences.size() > kLongDocument) return;
    const std::vector<TextId> two = dyad();
    if (two.size() < 2 || !is_subject(sentence, d.core) || history_.empty()) return;
    // Only where the document is about the two and speaks of one of them just before.
    for (TextId code : two) {
      const auto weight = weights_.find(code);
      if (weight == weights_.end() || weight->second < 3) return;
    }
    bool near = false;
    for (std::size_t j = history_.size(); j-- > 0 && sentence_ - history_[j].sentence <= 1;) {
      const auto& actors = found_[history_[j].draft].actors;
      near = near || (history_[j].subject && actors.size() == 1 &&
                      std::ranges::find(two, tables_.find_text(document_.actors[actors[0]].code)) != two.end());
    }
    if (!near) return;
    for (TextId code : two) f.actors.push_back(plain_actor(text(code), "", "coreference"));
    f.sort = Sort::kMany;
    f.antecedent = last_draft_of_code(two.back());
  }
  // Does the sentence just before speak of several others, and of none who met?
  bool other_subjects() {
    std::vector<std::uint32_t> others;
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size();) {
      const Trace& trace = history_[i];
      if (sentence_ - trace.sentence > 1) break;
      if (!trace.subject || trace.body_part) continue;
      const auto& actors = found_[trace.draft].actors;
      if (of_meeting(actors)) return false;
      for (std::uint32_t a : actors) {
        if (!document_.actors[a].code.empty() && std::ranges::find(others, a) == others.end()) others.push_back(a);
      }
      if (trace.sort == Sort::kMany && actors.size() == 1 && !document_.actors[actors[0]].code.empty()) return true;
    }
    return others.size() >= 2;
  }
  bool has_mention_at(std::uint32_t t) const {
    for (std::size_t i = history_.size(); i-- > 0 && i + kReach > history_.size() && history_[i].sentence == sentence_;) {
      if (history_[i].token == t) return true;
    }
    return false;
  }
  // "They" are never those who say "we".
  bool says_we(const Trace& trace) const {
    const Draft& d = drafts_[trace.draft];
    return d.is_pronoun && pronoun_kind(lower_core(d)) == Pronoun::kWe;
  }
  // In the traces [begin, end) of one sentence: a plural mention, or subject with others of its kind.
  bool joint_parties(Found& f, const Draft& d, std::size_t begin, std::size_t end) {
    for (std::size_t i = end; i-- > begin;) {
      const Trace& trace = history_[i];
      if (says_we(trace)) continue;
      if (trace.sort == Sort::kMany && trace.subject) {
        take(f, static_cast<std::int32_t>(trace.draft));
        return true;
      }
    }
    std::vector<std::int32_t> group;
    const auto collect = [&](Sort sort) {
      group.clear();
      bool subject = false;
      for (std::size_t i = begin; i < end; ++i) {
        const Trace& trace = history_[i];
        if (trace.sort != sort || trace.body_part || found_[trace.draft].actors.empty() || says_we(trace)) continue;
        if (sort == Sort::kState && found_[trace.draft].kind == MentionKind::kNationality) continue;
        if (found_[trace.draft].kind == MentionKind::kPronoun && trace.sentence == d.sentence) continue;
        if (!trace.subject && !partner(trace)) continue;
        subject = subject || trace.subject;
        bool fresh = true;
        for (std::int32_t g : group) fresh = fresh && found(g).actors[0] != found_[trace.draft].actors[0];
        if (fresh) group.push_back(static_cast<std::int32_t>(trace.draft));
      }
      return subject && group.size() >= 2;
    };
    if (!collect(Sort::kPerson) && !collect(Sort::kState)) {
      for (std::size_t i = end; i-- > begin;) {
        if (says_we(history_[i]) || (!meeting_.empty() && !of_meeting(found_[history_[i].draft].actors))) continue;
        if (history_[i].sort == Sort::kMany && found_[history_[i].draft].actors.size() >= 2) {
          take(f, static_cast<std::int32_t>(history_[i].draft));
          return true;
        }
      }
      return false;
    }
    for (std::int32_t g : group) {
      for (std::uint32_t a : found(g).actors) {
        if (std::ranges::find(f.actors, a) == f.actors.end()) f.actors.push_back(a);
      }
    }
    f.sort = Sort::kMany;
    f.antecedent = group.back();
    return true;
  }
  // "with X", "and X", "by X": who acts together with the subject.
  bool partner(const Trace& trace) const {
    const Sentence& sentence = document_.sentences[trace.sentence];
    std::uint32_t t = trace.token;
    for (int steps = 0; steps < 6; ++steps) {
      const Token& tok = sentence.tokens[t];
      if (tok.deprel == Deprel::kObj || tok.deprel == Deprel::kIobj) return true;
      if (tok.deprel == Deprel::kObl || tok.deprel == Deprel::kNmod) {
        for (std::uint32_t c = t; c-- > 0 && c + 12 > t;) {
          if (sentence.tokens[c].head == static_cast<std::int32_t>(t) && sentence.tokens[c].deprel == Deprel::kCase) {
            const std::string_view preposition = form(document_, sentence.tokens[c]);
            return preposition == "with" || preposition == "between" || preposition == "by" || preposition == "With" ||
                   preposition == "to" || preposition == "alongside";
          }
        }
        return false;
      }
      if ((tok.deprel == Deprel::kConj || tok.deprel == Deprel::kFlat || tok.deprel == Deprel::kAppos) && tok.head >= 0) {
        t = static_cast<std::uint32_t>(tok.head);
        continue;
      }
      return false;
    }
    return false;
  }

  // "we", "our", "I": the speaker of the paragraph, of the quotation, else the publishing government.
  void speaker(Found& f, const Draft& d, bool singular) {
    std::int32_t who = quoted_speaker(d);
    if (who < 0 && speaker_ < 0 && !singular && !authors_.empty() && !speaker_unknown_) {
      return write_authors(f);
    }
    if (who < 0) who = speaker_ >= 0 ? speaker_ : byline_;
    if (speaker_unknown_ && who < 0) return;
    if (who >= 0 && !found(who).actors.empty()) {
      f.antecedent = who;
      if (singular) {
        if (found(who).sort == Sort::kPerson) take(f, who);
        return;
      }
      f.sort = Sort::kState;
      f.actors.push_back(plain_actor(first_actor(who).code, "GOV", "speaker"));
      return;
    }
    if (singular || publisher_code_ == 0) return;
    f.sort = body(publisher_code_) ? Sort::kBody : Sort::kState;
    f.actors.push_back(plain_actor(text(publisher_code_), body(publisher_code_) ? "IGO" : "GOV", "publisher"));
  }

  // Inside quotation marks: the person who is the subject of the verb of saying in the sentence.
  std::int32_t quoted_speaker(const Draft& d) {
    const Sentence& sentence = document_.sentences[d.sentence];
    if (sentence.tokens.size() > 400) return -1;
    bool quote = false;
    for (std::uint32_t t = 0; t < d.core; ++t) {
      const std::string_view w = form(document_, sentence.tokens[t]);
      if (w == "\"" || w == "\xE2\x80\x9C" || w == "\xE2\x80\x9D" || w == "``" || w == "''") quote = !quote;
    }
    if (!quote) return -1;
    for (std::uint32_t index : drafts_of_sentence(d.sentence)) {
      const Draft& other = drafts_[index];
      if (other.is_pronoun || other.parent >= 0) continue;
      if (!is_subject(sentence, other.core)) continue;
      const std::int32_t verb = subject_verb(sentence, other.core);
      if (verb < 0 || !says(sentence.tokens[static_cast<std::size_t>(verb)])) continue;
      find(static_cast<std::int32_t>(index));
      if (!found_[index].actors.empty()) return static_cast<std::int32_t>(index);
    }
    return -1;
  }
  std::vector<std::uint32_t> drafts_of_sentence(std::uint32_t sentence) const {
    const auto before = [&](std::uint32_t i, std::uint32_t s) { return drafts_[i].sentence < s; };
    std::vector<std::uint32_t> indexes;
    for (auto at = std::lower_bound(order_.begin(), order_.end(), sentence, before);
         at != order_.end() && drafts_[*at].sentence == sentence; ++at) {
      indexes.push_back(*at);
    }
    return indexes;
  }
  static std::int32_t subject_verb(const Sentence& sentence, std::uint32_t t) {
    for (int steps = 0; steps < 8; ++steps) {
      const Token& tok = sentence.tokens[t];
      if (tok.deprel == Deprel::kNsubj) return tok.head;
      if (tok.head < 0) return -1;
      t = static_cast<std::uint32_t>(tok.head);
    }
    return -1;
  }
  static bool says(const Token& tok) {
    constexpr auto kVerbs = std::to_array<std::string_view>(
        {"say", "tell", "add", "write", "note", "stress", "declare", "announce", "state", "remark", "argue", "explain",
         "warn", "reply", "continue", "tweet", "post", "emphasize", "emphasise", "insist", "assert"});
    return std::ranges::find(kVerbs, std::string_view(tok.lemma)) != kVerbs.end();
  }

  static std::uint64_t place_key(std::uint32_t sentence, std::uint32_t t) { return (std::uint64_t{sentence} << 32U) | t; }
  std::int32_t pronoun_draft(const Draft& d) {
    const auto at = pronouns_.find(place_key(d.sentence, static_cast<std::uint32_t>(d.pronoun_owner)));
    if (at == pronouns_.end()) return -1;
    const auto index = static_cast<std::int32_t>(at->second);
    find(index);
    return found(index).actors.empty() ? -1 : index;
  }
  TextId pronoun_code(const Draft& d) {
    const std::int32_t owner = pronoun_draft(d);
    if (owner < 0 || found(owner).actors.size() != 1) return 0;
    return tables_.find_text(first_actor(owner).code);
  }

  // ---- history

  // Transcripts and statements: who speaks from here on.
  void new_sentence(std::uint32_t sentence) {
    if (sentence == sentence_ && !history_.empty()) return;
    const bool moved = sentence != sentence_ || history_.empty();
    sentence_ = sentence;
    if (!moved) return;
    look_for_meetings(sentence);
    // Also the labels of sentences that mention nobody: "MR. FAUCHER: Sure."
    if (sentence < labels_read_) labels_read_ = sentence;
    while (labels_read_ <= sentence) read_label(labels_read_++);
  }
  void read_label(std::uint32_t sentence) {
    // "MS." may stand as a sentence of its own before "PSAKI: ...".
    const auto begins = [&](std::uint32_t i) { return i == 0 || document_.sentences[i - 1].paragraph != document_.sentences[i].paragraph; };
    if (!begins(sentence) && !(begins(sentence - 1) && is_honorific(document_.sentences[sentence - 1]))) return;
    const std::uint32_t colon = label_end(sentence);
    if (colon == 0) return;
    std::int32_t who = -1;
    for (std::uint32_t index : drafts_of_sentence(sentence)) {
      const Draft& other = drafts_[index];
      if (other.parent >= 0 || other.is_pronoun || other.tokens.last > colon) continue;
      find(static_cast<std::int32_t>(index));
      if (!found_[index].actors.empty() && found_[index].sort == Sort::kPerson && !(briefs_ && first_actor(static_cast<std::int32_t>(index)).code.empty())) who = static_cast<std::int32_t>(index);
    }
    // "FACT SHEET:", "CLEAN ENERGY:": a heading, which stands once; who speaks is called again.
    if (who < 0 && labels_[label(sentence, colon)] < 2) return;
    speaker_ = who;
    // "SENIOR ADMINISTRATION OFFICIAL:", "MR. FAUCHER:" in a government's briefing: of that government.
    const bool official = briefs_ && !one_of(word(sentence, 0), {"Q", "QUESTION", "MODERATOR", "OPERATOR", "AUDIENCE", "AIDE", "PARTICIPANT", "INTERPRETER"});
    speaker_unknown_ = who < 0 && !official;
  }
  // The colon behind "PREMIER EGEDE: ..." at the head of a sentence, or 0.
  std::uint32_t label_end(std::uint32_t sentence) const {
    constexpr std::size_t kLongest = 9;
    const std::vector<Token>& tokens = document_.sentences[sentence].tokens;
    for (std::uint32_t t = 0; t < std::min(tokens.size(), kLongest); ++t) {
      const std::string_view w = form(document_, tokens[t]);
      if (w == ":") return t;
      if (std::ranges::any_of(w, is_ascii_lower)) return 0;
    }
    return 0;
  }
  std::string label(std::uint32_t sentence, std::uint32_t end) const {
    const std::vector<Token>& tokens = document_.sentences[sentence].tokens;
    return std::string(slice(document_.text, {tokens[0].span.begin, tokens[end].span.begin}));
  }
  void count_labels() {
    for (std::uint32_t i = 0; i < document_.sentences.size(); ++i) {
      if (const std::uint32_t end = label_end(i); end > 0) ++labels_[label(i, end)];
    }
  }
  // A government answers the press: who speaks under a label that nobody is known by is its official.
  bool is_briefing() const {
    const std::string title = to_lower_ascii(document_.title);
    return publisher_code_ != 0 && std::ranges::any_of(std::to_array<std::string_view>({"briefing", "gaggle", "press call"}), [&](std::string_view word) { return title.find(word) != std::string::npos; });
  }
  bool is_honorific(const Sentence& sentence) const {
    return !sentence.tokens.empty() && sentence.tokens.size() <= 2 && one_of(form(document_, sentence.tokens.front()), {"MS", "MR", "DR", "MS.", "MR.", "DR.", "MRS", "MRS."});
  }

  void remember(std::uint32_t index) {
    const Draft& d = drafts_[index];
    const Found& f = found_[index];
    if (f.actors.empty() && (d.name.count < 2 || d.is_pronoun || f.sort != Sort::kNone)) return;
    const Sentence& sentence = document_.sentences[d.sentence];
    const Sort sort = f.actors.empty() ? Sort::kPerson : f.sort;
    const bool acts = is_subject(sentence, head_of(d)) || (sort == Sort::kBody && speaks_by_members(sentence, head_of(d)));
    history_.push_back({index, d.sentence, d.core, sort, acts, d.parent >= 0});
    if (f.known >= 0) known_[static_cast<std::size_t>(f.known)].last_seen = ++seen_;
    // A byline: a person at the beginning of a short first paragraph, or "Statement by X".
    if (byline_ < 0 && f.sort == Sort::kPerson && f.known >= 0 && d.sentence < 4) {
      // "President X Statement on ..."
      if (d.tokens.first == 0 && d.sentence == 0 && d.tokens.last < sentence.tokens.size() && writing(lower_word(0, d.tokens.last))) byline_ = static_cast<std::int32_t>(index);
      if (d.tokens.first == 0 && sentence.tokens.size() < 14 && !has_verb(sentence)) byline_ = static_cast<std::int32_t>(index);
      if (d.tokens.first >= 2) {
        const std::string before = lower_word(d.sentence, d.tokens.first - 1);
        const std::string what = lower_word(d.sentence, d.tokens.first - 2);
        const bool article = before == "the" && d.tokens.first >= 3;
        const std::string preposition = article ? what : before;
        const std::string noun = article ? lower_word(d.sentence, d.tokens.first - 3) : what;
        if ((preposition == "by" || preposition == "of" || preposition == "from") &&
            (noun == "statement" || noun == "remarks" || noun == "address" || noun == "message" || noun == "speech" || noun == "letter")) {
          byline_ = static_cast<std::int32_t>(index);
        }
      }
    }
  }
  static bool has_verb(const Sentence& sentence) {
    return std::ranges::any_of(sentence.tokens, [](const Token& t) { return t.upos == Upos::kVerb; });
  }

  // The token whose head lies outside the mention; the core where that does.
  std::uint32_t head_of(const Draft& d) const {
    const auto& tokens = document_.sentences[d.sentence].tokens;
    const auto outside = [&](std::uint32_t t) {
      const std::int32_t head = tokens[t].head;
      return head < static_cast<std::int32_t>(d.tokens.first) || head >= static_cast<std::int32_t>(d.tokens.last);
    };
    // "Barad-dur": the half that the tree took for the name.
    const bool odd = tokens[d.core].upos != Upos::kPropn && tokens[d.core].upos != Upos::kNoun && tokens[d.core].upos != Upos::kPron && d.name.count == 0 && d.role < 0;
    for (std::uint32_t t = d.tokens.first; t < d.tokens.last && odd; ++t) {
      if (outside(t) && tokens[t].upos == Upos::kPropn) return t;
    }
    if (outside(d.core)) return d.core;
    for (std::uint32_t t = d.tokens.first; t < d.tokens.last; ++t) {
      if (outside(t) && tokens[t].upos != Upos::kPunct) return t;
    }
    return d.core;
  }

  // ---- output

  void write() {
    for (const TextId code : authors_) document_.authors.push_back(plain_actor(text(code), body(code) ? "IGO" : "", "author"));
    if (authors_.empty() && publisher_code_ != 0) document_.authors.push_back(plain_actor(text(publisher_code_), body(publisher_code_) ? "IGO" : "GOV", "publisher"));
    std::vector<std::uint32_t> kept;
    for (std::uint32_t index : order_) {
      if (!found_[index].actors.empty()) kept.push_back(index);
    }
    std::ranges::stable_sort(kept, [&](std::uint32_t a, std::uint32_t b) {
      const Draft& x = drafts_[a];
      const Draft& y = drafts_[b];
      if (x.sentence != y.sentence) return x.sentence < y.sentence;
      if (x.tokens.first != y.tokens.first) return x.tokens.first < y.tokens.first;
      return x.tokens.last > y.tokens.last;
    });
    std::vector<std::int32_t> place_of(drafts_.size(), -1);
    for (std::size_t i = 0; i < kept.size(); ++i) place_of[kept[i]] = static_cast<std::int32_t>(i);
    for (std::uint32_t index : kept) {
      const Draft& d = drafts_[index];
      Found& f = found_[index];
      const auto& tokens = document_.sentences[d.sentence].tokens;
      Mention mention;
      mention.sentence = d.sentence;
      mention.first = d.tokens.first;
      mention.last = d.tokens.last;
      mention.head = head_of(d);
      mention.kind = f.kind;
      mention.span = {tokens[d.tokens.first].span.begin, tokens[d.tokens.last - 1].span.end};
      mention.actors = std::move(f.actors);
      if (f.antecedent >= 0) mention.antecedent = place_of[static_cast<std::size_t>(f.antecedent)];
      mention.place = f.place;
      mention.body_part = is_body_part(d);
      document_.mentions.push_back(std::move(mention));
    }
  }
  // Not the title beside a name, "the Foreign Minister of Chad, Ali Bako": both stand for him.
  bool is_body_part(const Draft& d) const { return d.parent >= 0 && !found_whole_empty(d.parent) && !is_title_before(d); }
  bool is_title_before(const Draft& d) const {
    const Draft& whole = drafts_[static_cast<std::size_t>(d.parent)];
    return d.same_as == d.parent && d.tokens.last <= whole.tokens.first;
  }
  bool found_whole_empty(std::int32_t parent) const {
    const auto at = static_cast<std::size_t>(parent);
    // Already written ones have given their actors away; the sort tells them from the unresolved.
    return found_[at].actors.empty() && found_[at].sort == Sort::kNone;
  }
};

}  // namespace

void resolve_actors(Document& document, const ActorTables& tables) {
  Resolver(document, tables.impl(), {}).run();
}

std::vector<Actor> resolve_mention(Document& phrase, std::string_view context_country, const ActorTables& tables) {
  Resolver(phrase, tables.impl(), context_country).run();
  // The outermost mention: the one that holds the root, else the longest, else the first.
  const Mention* best = nullptr;
  std::int64_t best_score = -1;
  for (const Mention& mention : phrase.mentions) {
    if (mention.body_part) continue;
    const Sentence& sentence = phrase.sentences[mention.sentence];
    bool root = false;
    for (std::uint32_t t = mention.first; t < mention.last; ++t) root = root || sentence.tokens[t].head == kNoHead;
    const std::int64_t score = (root ? 1000 : 0) + static_cast<std::int64_t>(mention.last - mention.first);
    if (score > best_score) {
      best = &mention;
      best_score = score;
    }
  }
  std::vector<Actor> actors;
  if (best == nullptr) return actors;
  for (std::uint32_t index : best->actors) actors.push_back(phrase.actors[index]);
  // "an amusement park in Kabul": something civil that is merely there.
  const std::vector<Token>& tokens = phrase.sentences[best->sentence].tokens;
  if (best->place && best->first > 0 && tokens[best->head].deprel == Deprel::kNmod && tokens[best->head].head >= 0 &&
      tokens[static_cast<std::size_t>(tokens[best->head].head)].upos == Upos::kNoun) {
    for (Actor& actor : actors) actor.sector = "CVL";
  }
  return actors;
}

}  // namespace entente
