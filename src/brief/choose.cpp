#include "brief/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace entente::brief {
namespace {

struct Weight {
  std::string_view word;
  double value;
};

// By type, then by words of the rule's name; a rule no row names counts as its type. The scale is
// that of a reader's attention: 0 is an ordinary statement.
constexpr auto kTypes = std::to_array<Weight>({{"AGREE", 1},
                                               {"CONSULT", 0.5},
                                               {"SUPPORT", -0.5},
                                               {"CONCEDE", 1.5},
                                               {"COOPERATE", 1.5},
                                               {"AID", 2},
                                               {"RETREAT", 2},
                                               {"REQUEST", -0.5},
                                               {"ACCUSE", 0},
                                               {"REJECT", 0.5},
                                               {"THREATEN", 0.5},
                                               {"PROTEST", 1},
                                               {"SANCTION", 2},
                                               {"MOBILIZE", 1},
                                               {"COERCE", 1.5},
                                               {"ASSAULT", 2}});
constexpr auto kRules = std::to_array<Weight>({{"sign-agreement", 3.5},
                                               {"reach-deal", 2.5},
                                               {"launch", 1.5},
                                               {"upgrade-ties", 2.5},
                                               {"agree-consent", 1.5},
                                               {"authorise", 1.5},
                                               {"delist", 1},
                                               {"lift-", 1.5},
                                               {"give-arms", 1},
                                               {"promise", 0.7},
                                               {"host", 0.7},
                                               {"receive-guest", 0.7},
                                               {"visit", 0.5},
                                               {"telephone", 0.3},
                                               {"recognise", 1},
                                               {"announce-money", 0.5},
                                               {"extradite", 1.5},
                                               {"exercise", 0.7},
                                               {"raise-issue", -0.5},
                                               {"warn-party", -2.5},
                                               {"look-forward", -3},
                                               {"willing", -1.5},
                                               {"willingness", -1.5},
                                               {"stand-ready", -2},
                                               {"reaffirm", -1.5},
                                               {"committed", -1.5},
                                               {"commit-to", -1},
                                               {"commitment-stands", -2.5},
                                               {"united", -2},
                                               {"praise", -1},
                                               {"welcome", -0.7},
                                               {"thank", -1.5},
                                               {"pleased", -2},
                                               {"express-support", -0.3},
                                               {"underscore", -1.5},
                                               {"share-values", -2},
                                               {"condole", -0.5},
                                               {"work-together-on", -1.5},
                                               {"cooperate-to", -1.5},
                                               {"cooperation-noun", -1.5},
                                               {"meeting-noun", -0.7},
                                               {"speak-about", -0.7},
                                               {"talk-with", -0.7},
                                               {"discuss-joint", -0.3},
                                               {"export-nouns", -3},
                                               {"import-nouns", -3},
                                               {"headline", -1},
                                               {"concerned", -0.5},
                                               {"mobilize-police", -2},
                                               {"invite", -0.3},
                                               {"continue-support", -1},
                                               {"stand-", -1},
                                               {"give-deadline", -2},
                                               {"travel-", -0.7},
                                               {"take-part", -0.3},
                                               {"deepen", -0.7}});

// Parties that act for a state, or for its economy.
constexpr auto kOfState = std::to_array<std::string_view>(
    {"", "GOV", "MIL", "LEG", "JUD", "SPY", "COP", "BUS", "IGO", "ELI"});

const std::set<std::string, std::less<>> kVague = {"they",  "he",   "she", "it",   "we",
                                                   "i",     "both", "us",  "them", "our",
                                                   "their", "its",  "my",  "his",  "her"};

bool speaks_for_state(const StoredParty& party) {
  return std::find(kOfState.begin(), kOfState.end(), party.sector) != kOfState.end();
}

// Whether the sentence itself names that side, or its parties do.
bool named(const StoredAct& act, const std::string& code, const BriefNames& names) {
  for (const std::vector<StoredParty>* side : {&act.actors, &act.recipients}) {
    for (const StoredParty& party : *side) {
      if (party.code == code &&
          (party.sector == "GOV" || party.sector == "MIL" || party.sector.empty() ||
           act.quad <= 2) &&
          std::any_of(party.text.begin(), party.text.end(), is_ascii_upper) &&
          !kVague.contains(to_lower(party.text)))
        return true;
    }
  }
  const std::vector<std::string>& spellings = names.spellings(code);
  return std::any_of(spellings.begin(), spellings.end(), [&](const std::string& word) {
    return word.size() > 2 && act.told.sentence.find(word) != std::string::npos;
  });
}

constexpr auto kVictims = std::to_array<std::string_view>(
    {"attacks against ", "attack against ", "war against ", "war on ",     "aggression against ",
     "invasion of ",     "attack on ",      "attacks on ",  "assault on ", "areas of ",
     "parts of ",        "regions of ",     "region of ",   "people of ",  "sovereignty of ",
     "threat to ",       "threats to ",     "support for ", "support to ", "assistance to ",
     "aid to "});
// Words one of which a sentence has that tells a sanction; "the designation of a delegation" has
// none.
constexpr auto kOfSanctions = std::to_array<std::string_view>(
    {"sanction", "ban",      "tariff",  "dut",     "restrict",    "terror",  "freez",
     "froze",    "block",    "embargo", "visa",    "export",      "asset",   "penal",
     "fine",     "entity",   "cut",     "suspend", "revok",       "withdr",  "convict",
     "sentenc",  "expel",    "stop",    "prohib",  "accountable", "punish",  "cost",
     "list",     "terminat", "halt",    "boycott", "trade",       "measures"});
constexpr auto kGround = std::to_array<std::string_view>(
    {"territor", "border", "areas", "regions", "soil", "waters", "coast"});
constexpr auto kHelped =
    std::to_array<std::string_view>({"support ", "help ", "assist ", "defend ", "arm ", "aid ",
                                     "protect ", "supporting ", "helping ", "rebuild ", "for "});
constexpr auto kPassives = std::to_array<std::string_view>(
    {" was ", " were ", " been ", " is ", " are ", " being ", " be "});
constexpr std::uint32_t kFarthest = 90;  // bytes between a verb of conflict and whom it is against

// Whether a conflict is surely one of this side: a person or state told by name, not as a pronoun
// nor as the place where others do something, with no third country between the actor and the verb.
// Wrong here is worse than missing.
bool surely(const StoredAct& act, const std::string& code, const BriefNames& names) {
  constexpr auto kPlaces = std::to_array<std::string_view>(
      {"in ", "inside ", "within ", "across ", "throughout ", "around ", "near ", "from ",
       "in the ", "inside the ", "within the ", "from the ", "outside "});
  const std::string& sentence = act.told.sentence;
  const std::uint32_t base = act.told.sentence_span.begin;
  bool any = false;
  for (const std::vector<StoredParty>* side : {&act.actors, &act.recipients}) {
    for (const StoredParty& party : *side) {
      if (party.code != code || party.text.empty()) continue;
      const std::string lower = to_lower(party.text);
      const bool own_words = lower == "we" || lower == "i";
      if (kVague.contains(lower) && !own_words) continue;
      if (!act.told.sentence_span.contains(party.span)) continue;
      // A firm or a group counts where its words name the country.
      const bool of_state = party.sector.empty() || party.sector == "GOV" ||
                            party.sector == "MIL" || party.sector == "LEG" ||
                            party.sector == "JUD" || party.sector == "COP" || party.sector == "SPY";
      const std::vector<std::string>& words = names.spellings(code);
      if (!of_state && std::none_of(words.begin(), words.end(), [&](const std::string& word) {
            return party.text.find(word) != std::string::npos;
          }))
        continue;
      // "operating in Ukraine's territory": where, not whom.
      const std::string own = to_lower(party.text);
      if (std::any_of(kGround.begin(), kGround.end(), [&](std::string_view ground) {
            return own.find(ground) != std::string::npos;
          }))
        continue;
      const std::string before = to_lower(sentence.substr(0, party.span.begin - base));
      if (std::any_of(kPlaces.begin(), kPlaces.end(),
                      [&](std::string_view place) { return before.ends_with(place); }))
        continue;
      // The victim of what a third party does is not the one accused.
      if (std::any_of(kVictims.begin(), kVictims.end(), [&](std::string_view words_before) {
            return before.ends_with(words_before);
          }))
        continue;
      // "called on others to support Ukraine": asked for it, not of it.
      if (act.type == "REQUEST" &&
          std::any_of(kHelped.begin(), kHelped.end(),
                      [&](std::string_view verb) { return before.ends_with(verb); }))
        continue;
      const std::string_view after = std::string_view(sentence).substr(party.span.end - base);
      if (after.starts_with("'s territory") || after.starts_with("\xE2\x80\x99s territory") ||
          after.starts_with("'s border") || after.starts_with("'s sovereign"))
        continue;
      if (side == &act.actors && party.span.end <= act.told.trigger.begin) {
        const std::vector<std::string> between = names.named_in(std::string_view(sentence).substr(
            party.span.end - base, act.told.trigger.begin - party.span.end));
        std::set<std::string> parties;
        for (const StoredParty& actor : act.actors) parties.insert(actor.code);
        if (std::any_of(between.begin(), between.end(),
                        [&](const std::string& other) { return !parties.contains(other); }))
          continue;
      }
      if (side == &act.recipients && party.span.end <= act.told.trigger.begin) {
        // Before the verb stands whom it is against only in the passive.
        const std::string between = fmt::format(
            " {}", sentence.substr(party.span.end - base, act.told.trigger.begin - party.span.end));
        if (std::none_of(kPassives.begin(), kPassives.end(), [&](std::string_view word) {
              return between.find(word) != std::string::npos;
            }))
          continue;
      }
      if (side == &act.recipients && party.span.begin >= act.told.trigger.end) {
        if (party.span.begin - act.told.trigger.end > kFarthest) continue;
        // "sanctions for Russia's war against Ukraine": somebody else stands nearer to the verb.
        const auto other = [&](const std::string& found) {
          return found != code && std::none_of(act.recipients.begin(), act.recipients.end(),
                                               [&](const StoredParty& recipient) {
                                                 return recipient.code == found;
                                               });
        };
        const std::vector<std::string> between = names.named_in(std::string_view(sentence).substr(
            act.told.trigger.end - base, party.span.begin - act.told.trigger.end));
        if (std::any_of(between.begin(), between.end(), other)) continue;
        if (std::any_of(act.actors.begin(), act.actors.end(), [&](const StoredParty& actor) {
              return other(actor.code) && actor.span.begin >= act.told.trigger.end &&
                     actor.span.end <= party.span.begin;
            }))
          continue;
      }
      any = true;
    }
  }
  return any;
}

// A line in the form "The United States: "We ..."".
bool own_words(const Candidate& candidate) {
  return candidate.phrase.text.find(": \xE2\x80\x9C") != std::string::npos;
}

}  // namespace

double substance(const std::string& type, const std::string& rule) {
  double out = 0;
  for (const Weight& weight : kTypes) {
    if (weight.word == type) out = weight.value;
  }
  for (const Weight& weight : kRules) {
    if (rule.find(weight.word) != std::string::npos) return out + weight.value;
  }
  return out;
}

double outline_rank(const ActOutline& outline) {
  return 0.9 * std::log2(1.0 + std::min<double>(outline.documents, 16)) +
         0.3 * std::log2(1.0 + std::min<double>(outline.mentions, 16)) +
         (outline.quad == 2 || outline.quad == 4 ? 0.7 : 0) + 0.1 * std::fabs(outline.score) +
         2 * outline.weight + 2 * outline.confidence +
         (outline.precision == DatePrecision::kDay ? 0.3 : 0);
}

double full_rank(const Candidate& candidate, const std::string& a, const std::string& b,
                 const BriefNames& names) {
  const StoredAct& act = candidate.act;
  double out = outline_rank(candidate.outline) + substance(act.type, act.rule) +
               candidate.phrase.quality + (candidate.phrase.made ? 0.5 : 0) +
               (act.magnitude.empty() ? 0 : 0.8) + (act.date_from_text ? 0.4 : 0) +
               (act.initiatives.empty() ? 0 : 0.4);
  for (const std::string& code : {a, b}) {
    const bool told = named(act, code, names);
    if (!told) out -= 1.5;
    if (act.quad >= 3 && (!told || !surely(act, code, names))) out -= 20;
    if (act.quad >= 3 && candidate.phrase.text.find(" had ") != std::string::npos)
      out -= 2;  // told as past history
    if (act.type == "SANCTION") {
      const std::string lower = to_lower(act.told.sentence);
      if (std::none_of(kOfSanctions.begin(), kOfSanctions.end(), [&](std::string_view word) {
            return lower.find(word) != std::string::npos;
          }))
        out -= 3;
    }
    if (act.quad >= 3 && !candidate.phrase.made)
      out -= candidate.phrase.spoken && !own_words(candidate) ? 20 : 1.2;
    bool any = false, state = false, place = true;
    for (const std::vector<StoredParty>* side : {&act.actors, &act.recipients}) {
      for (const StoredParty& party : *side) {
        if (party.code != code) continue;
        any = true;
        state = state || speaks_for_state(party);
        // A town or region that is no word for its country: an act there, seldom one toward it.
        const std::vector<std::string>& words = names.spellings(code);
        place = place && party.sector.empty() && party.name.empty() && !party.text.empty() &&
                is_ascii_upper(party.text[0]) && !kVague.contains(to_lower(party.text)) &&
                std::none_of(words.begin(), words.end(), [&](const std::string& word) {
                  return party.text.find(word) != std::string::npos;
                });
      }
    }
    if (any && !state) out -= 4;
    if (any && place) out -= act.quad >= 3 ? 5 : 1;
  }
  return out;
}

const Candidate& Pool::candidate(const ActOutline& outline) {
  const auto found = kept_.find(outline.occurrence);
  if (found != kept_.end()) return found->second;
  Candidate out;
  out.outline = outline;
  out.act = ledger_.act(outline.occurrence);
  out.phrase = phrase_of(telling_of(out.act), names_);
  out.rank = full_rank(out, a_, b_, names_);
  if (last_ > first_)
    out.rank += 2 * std::clamp(static_cast<double>(outline.day - first_) /
                                   static_cast<double>(last_ - first_),
                               0.0, 1.0);
  return kept_.emplace(outline.occurrence, std::move(out)).first->second;
}

std::vector<const Candidate*> Pool::best(const std::vector<const ActOutline*>& outlines,
                                         std::size_t most) {
  std::vector<std::pair<double, const ActOutline*>> ranked;
  ranked.reserve(outlines.size());
  for (const ActOutline* outline : outlines) ranked.emplace_back(outline_rank(*outline), outline);
  const auto better = [](const auto& x, const auto& y) {
    return x.first != y.first ? x.first > y.first
                              : std::pair(x.second->day, x.second->occurrence) >
                                    std::pair(y.second->day, y.second->occurrence);
  };
  const std::size_t count = std::min(most, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count),
                    ranked.end(), better);
  ranked.resize(count);
  // Acts of one document together: its text is read once.
  std::sort(ranked.begin(), ranked.end(), [](const auto& x, const auto& y) {
    return std::pair(x.second->document, x.second->occurrence) <
           std::pair(y.second->document, y.second->occurrence);
  });
  std::vector<const Candidate*> out;
  for (const auto& [rank, outline] : ranked) out.push_back(&candidate(*outline));
  std::sort(out.begin(), out.end(), [](const Candidate* x, const Candidate* y) {
    return x->rank != y->rank ? x->rank > y->rank
                              : std::pair(x->outline.day, x->outline.occurrence) >
                                    std::pair(y->outline.day, y->outline.occurrence);
  });
  return out;
}

bool Said::add(const std::string& text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if (is_ascii_alpha(c) || is_ascii_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
      word.push_back(c);
    } else {
      if (word.size() >= 4) words.insert(to_lower(word));
      word.clear();
    }
  }
  for (const std::set<std::string>& other : said_) {
    std::size_t shared = 0;
    for (const std::string& w : words) shared += other.contains(w) ? 1 : 0;
    const std::size_t smaller = std::min(words.size(), other.size());
    if (words == other || (smaller >= 4 && shared * 10 >= smaller * 7)) return false;
  }
  said_.push_back(std::move(words));
  return true;
}

}  // namespace entente::brief
