// Outside interface: links.h. relate() asks in this order: could it be (dates, documents), are they the
// same parties, is it about the same thing, is it the right act for this kind of promise, is it done
// and wholly done. Whatever stays in doubt is progress or nothing, never kept.
#include "ledger/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <toml++/toml.h>

namespace entente::ledger {
namespace {

using Strings = std::vector<std::string>;

bool has(const Strings& sorted, const std::string& value) { return std::binary_search(sorted.begin(), sorted.end(), value); }
bool meet(const Strings& a, const Strings& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& value) { return has(b, value); });
}
bool within(const Strings& small, const Strings& big) {
  return std::all_of(small.begin(), small.end(), [&](const std::string& value) { return has(big, value); });
}
bool named_in(const Strings& unsorted, const std::string& value) { return std::find(unsorted.begin(), unsorted.end(), value) != unsorted.end(); }
Strings sorted(std::set<std::string> values) {
  values.erase("");
  return {values.begin(), values.end()};
}
Strings united(const Strings& a, const Strings& b) {
  std::set<std::string> out(a.begin(), a.end());
  out.insert(b.begin(), b.end());
  return sorted(std::move(out));
}

// ---------------------------------------------------------------- facts from a document

using Index = std::uint32_t;

std::string lemma_of(const Document& document, const Token& token) {
  return to_lower_ascii(token.lemma.empty() ? form(document, token) : std::string_view(token.lemma));
}

Strings codes_of(const Document& document, const std::vector<Party>& parties) {
  std::set<std::string> out;
  for (const Party& party : parties) out.insert(document.actors[party.actor].code);
  return sorted(std::move(out));
}

// Words that name the parties, and those of the offices they hold.
Strings roles_of(const Document& document, const Event& event) {
  std::set<std::string> out;
  const auto add = [&](const Party& party) {
    Span span = party.span;
    if (party.mention >= 0) span = {std::min(span.begin, document.mentions[static_cast<std::size_t>(party.mention)].span.begin), std::max(span.end, document.mentions[static_cast<std::size_t>(party.mention)].span.end)};
    for (const Token& token : document.sentences[event.sentence].tokens) {
      if (span.contains(token.span)) out.insert(lemma_of(document, token));
    }
    for (const std::string_view word : split(document.actors[party.actor].office, ' ')) out.insert(to_lower_ascii(word));
  };
  for (const Party& party : event.actor) add(party);
  for (const Party& party : event.recipient) add(party);
  return sorted(std::move(out));
}

Strings people_of(const Document& document, const std::vector<const std::vector<Party>*>& lists) {
  std::set<std::string> out;
  for (const std::vector<Party>* parties : lists) {
    for (const Party& party : *parties) {
      const Actor& actor = document.actors[party.actor];
      if (!actor.name.empty() && !actor.code.empty() && actor.sector != "IGO") out.insert(actor.code + ":" + actor.name);
    }
  }
  return sorted(std::move(out));
}

Strings named_in_sentence(const Document& document, std::uint32_t sentence) {
  std::set<std::string> out;
  for (const Mention& mention : document.mentions) {
    if (mention.sentence != sentence) continue;
    for (const std::uint32_t actor : mention.actors) out.insert(document.actors[actor].code);
  }
  return sorted(std::move(out));
}

std::vector<Index> tokens_in(const Document& document, std::uint32_t sentence, Span span) {
  std::vector<Index> out;
  const std::vector<Token>& tokens = document.sentences[sentence].tokens;
  for (Index i = 0; i < tokens.size(); ++i) {
    if (span.contains(tokens[i].span)) out.push_back(i);
  }
  return out;
}

bool may_head(const Token& token) { return token.upos == Upos::kVerb || token.upos == Upos::kNoun || token.upos == Upos::kAdj || token.upos == Upos::kPropn; }

// The act words of a stretch of text: its top word, the verbs coordinated with that, and the verb it
// leads to ("begin delivering").
Strings heads_of(const Document& document, std::uint32_t sentence, Span span) {
  const std::vector<Token>& tokens = document.sentences[sentence].tokens;
  const std::vector<Index> inside = tokens_in(document, sentence, span);
  Strings out;
  std::vector<Index> tops;
  for (const Index i : inside) {
    const std::int32_t head = tokens[i].head;
    const bool top = head == kNoHead || !span.contains(tokens[static_cast<std::size_t>(head)].span);
    if (top && may_head(tokens[i]) && tops.empty()) tops.push_back(i);
  }
  if (tops.empty()) {
    for (const Index i : inside) {
      if (!may_head(tokens[i])) continue;
      tops.push_back(i);
      break;
    }
  }
  for (std::size_t k = 0; k < tops.size(); ++k) {
    for (const Index i : inside) {
      const Token& token = tokens[i];
      if (token.head != static_cast<std::int32_t>(tops[k])) continue;
      if ((token.deprel == Deprel::kConj && token.upos == tokens[tops[k]].upos) || (token.deprel == Deprel::kXcomp && token.upos == Upos::kVerb)) tops.push_back(i);
    }
  }
  for (const Index i : tops) out.push_back(lemma_of(document, tokens[i]));
  return out;
}

// The trigger and the verbs it hangs from without a clause of its own: "failed to", "began".
Strings act_heads(const Document& document, const Event& event) {
  const std::vector<Token>& tokens = document.sentences[event.sentence].tokens;
  std::set<std::string> out;
  std::int32_t at = kNoHead;
  for (Index i = 0; i < tokens.size(); ++i) {
    if (!event.trigger.contains(tokens[i].span) || !may_head(tokens[i])) continue;
    out.insert(lemma_of(document, tokens[i]));
    if (at == kNoHead) at = static_cast<std::int32_t>(i);
  }
  for (int steps = 0; steps < 6 && at != kNoHead; ++steps) {
    const Token& token = tokens[static_cast<std::size_t>(at)];
    const bool goes_on = token.deprel == Deprel::kXcomp || token.deprel == Deprel::kObj || token.deprel == Deprel::kNsubjPass || token.deprel == Deprel::kNsubj || token.deprel == Deprel::kObl || token.deprel == Deprel::kNmod || token.deprel == Deprel::kCompound;
    if (!goes_on || token.head == kNoHead) break;
    at = token.head;
    if (tokens[static_cast<std::size_t>(at)].upos == Upos::kVerb) out.insert(lemma_of(document, tokens[static_cast<std::size_t>(at)]));
  }
  return sorted(std::move(out));
}

// Whether the trigger is told as done. A title tells in the present; a noun ("the meeting") is done
// where the verb above it is, unless the sentence looks ahead to it.
bool told_as_done(const Document& document, const Event& event) {
  static constexpr auto kAhead = std::to_array<std::string_view>({"ahead", "before", "upcoming", "forthcoming", "prior", "next", "coming"});
  // What these are about need not have been.
  static constexpr auto kOpen = std::to_array<std::string_view>({"ask", "discuss", "talk", "plan", "expect", "consider", "invite", "announce", "hope", "await", "prepare", "want", "look", "propose", "offer", "speak", "postpone", "cancel"});
  static constexpr auto kModal = std::to_array<std::string_view>({"will", "would", "shall", "should", "may", "might", "can", "could", "must", "to"});
  const Sentence& sentence = document.sentences[event.sentence];
  const std::vector<Token>& tokens = sentence.tokens;
  std::int32_t at = kNoHead;
  for (Index i = 0; i < tokens.size() && at == kNoHead; ++i) {
    if (event.trigger.contains(tokens[i].span) && may_head(tokens[i])) at = static_cast<std::int32_t>(i);
  }
  if (at == kNoHead) return false;
  // "Eighty years ago", "just a few days ago": done, but not on the document's date.
  if (!event.date_from_text && std::any_of(tokens.begin(), tokens.end(), [&](const Token& t) { return to_lower_ascii(form(document, t)) == "ago"; })) return false;
  bool noun = tokens[static_cast<std::size_t>(at)].upos != Upos::kVerb;
  for (int steps = 0; steps < 12 && at != kNoHead; ++steps) {
    const Token& token = tokens[static_cast<std::size_t>(at)];
    if (token.upos == Upos::kVerb || (noun && token.upos == Upos::kAux)) {
      bool own_subject = false, modal = false, past = token.xpos == "VBD" || token.xpos == "VBN";
      for (const Token& child : tokens) {
        if (child.head != at) continue;
        const std::string lemma = lemma_of(document, child);
        modal = modal || ((child.deprel == Deprel::kAux || child.deprel == Deprel::kMark) && std::find(kModal.begin(), kModal.end(), lemma) != kModal.end());
        own_subject = own_subject || child.deprel == Deprel::kNsubj || child.deprel == Deprel::kAux;
        past = past || (child.deprel == Deprel::kAux && lemma == "do" && child.xpos == "VBD");
      }
      if (modal) return false;
      if (steps > 0 && std::find(kOpen.begin(), kOpen.end(), lemma_of(document, token)) != kOpen.end()) return false;
      if (past || (sentence.heading && token.xpos.starts_with("VB") && token.xpos != "VBG")) {
        if (!noun) return true;
        return std::none_of(tokens.begin(), tokens.end(), [&](const Token& t) { return std::find(kAhead.begin(), kAhead.end(), to_lower_ascii(form(document, t))) != kAhead.end(); });
      }
      // "began delivering", "ended by signing": the verb above tells.
      if (token.deprel != Deprel::kXcomp && token.deprel != Deprel::kAdvcl && !noun) return false;
      if (token.deprel == Deprel::kAdvcl && (token.xpos != "VBG" || own_subject)) return false;
    }
    at = token.head;
  }
  return false;
}

bool denies(const Document& document, std::uint32_t sentence, Span span) {
  static constexpr auto kNo = std::to_array<std::string_view>({"not", "never", "neither", "no", "refrain", "abstain", "avoid", "forgo"});
  // Only at its beginning: "not to supply", "refrain from".
  const std::vector<Index> inside = tokens_in(document, sentence, span);
  for (std::size_t k = 0; k < inside.size() && k < 3; ++k) {
    const std::string lemma = lemma_of(document, document.sentences[sentence].tokens[inside[k]]);
    if (std::find(kNo.begin(), kNo.end(), lemma) != kNo.end()) return true;
  }
  return false;
}

// ---------------------------------------------------------------- comparing

constexpr double kFrameworkWeight = 4.0;  // of a named framework that both tell

const std::string& canonical(const std::string& term, const Outcomes& outcomes) {
  const auto found = outcomes.synonyms.find(term);
  return found == outcomes.synonyms.end() ? term : found->second;
}

WeighedTerms weighed(const Strings& terms, const Strings& initiatives, const TermWeights& weights, const Outcomes& outcomes) {
  std::map<std::string, double> all;
  for (const std::string& term : terms) {
    const std::string& standing = canonical(term, outcomes);
    const auto factor = outcomes.factors.find(standing);
    const double weight = weights.weight(standing) * (factor == outcomes.factors.end() ? 1.0 : factor->second);
    if (weight > 0) all.emplace(standing, weight);
  }
  for (const std::string& initiative : initiatives) all.emplace("#" + initiative, kFrameworkWeight);
  WeighedTerms out;
  for (const auto& [term, weight] : all) {
    out.terms.emplace_back(term, weight);
    out.total += weight;
  }
  return out;
}

struct Likeness {
  double of_promise = 0;  // share of the promise's weight that the act has
  double of_smaller = 0;  // share of the lighter of the two
  double shared = 0;      // weight of shared terms
  double promised = 0;    // weight of all the promise's terms
  double strongest = 0;   // the heaviest shared term
  double words_shared = 0;  // weight of shared terms that are no framework's id
  Strings words;          // shared, heaviest first
};

Likeness likeness(const WeighedTerms& promise, const WeighedTerms& act) {
  Likeness out;
  out.promised = promise.total;
  std::vector<std::pair<double, std::string_view>> shared;
  for (auto a = promise.terms.begin(), b = act.terms.begin(); a != promise.terms.end() && b != act.terms.end();) {
    const int order = a->first.compare(b->first);
    if (order == 0) {
      out.shared += a->second;
      out.strongest = std::max(out.strongest, a->second);
      if (!a->first.starts_with('#')) out.words_shared += a->second;
      shared.emplace_back(-a->second, a->first);
    }
    if (order <= 0) ++a;
    if (order >= 0) ++b;
  }
  std::sort(shared.begin(), shared.end());
  for (const auto& [weight, term] : shared) out.words.emplace_back(term);
  out.of_promise = out.promised > 0 ? out.shared / out.promised : 0;
  const double smaller = std::min(out.promised, act.total);
  out.of_smaller = smaller > 0 ? out.shared / smaller : 0;
  return out;
}

bool matches(const ActPattern& pattern, const ActFacts& act) {
  if (pattern.event != act.event) return false;
  if (!pattern.mode.empty() && !named_in(act.mode, pattern.mode)) return false;
  return pattern.heads.empty() || meet(pattern.heads, act.heads);
}
bool matches_any(const std::vector<ActPattern>& patterns, const ActFacts& act) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const ActPattern& pattern) { return matches(pattern, act); });
}

// How much of the promise's parties stand behind the act.
enum class Parties : std::uint8_t {
  kNone,
  kOneSide,  // the promiser, and nobody told as the other side
  kSome,     // and some of those it was promised to
  kAll
};

Parties parties_of(const CommitmentFacts& commitment, const ActFacts& act, const PromiseKind* kind, const Outcomes& outcomes) {
  const bool meeting = kind != nullptr && kind->meeting, joint = kind != nullptr && kind->joint;
  Strings all = united(act.actors, act.recipients);
  Strings doers = act.actors;
  // An act of a framework is one of its members.
  for (const std::string& initiative : act.initiatives) {
    if (!has(commitment.initiatives, initiative)) continue;
    const auto members = outcomes.frameworks.find(initiative);
    if (members == outcomes.frameworks.end() || !within(commitment.by, members->second) || !within(commitment.to, members->second) || !within(united(act.actors, act.recipients), members->second)) continue;
    all = united(all, members->second);
    if (act.actors.empty()) doers = united(doers, members->second);
  }
  const bool acts = joint ? meet(commitment.by, all) : meet(commitment.by, doers) || (act.actors.empty() && meet(commitment.by, act.named));
  if (!acts) return Parties::kNone;
  const auto elsewhere = [&](const Strings& to) {  // told of others only
    const bool theirs = meet(to, act.named), somebody = std::any_of(act.named.begin(), act.named.end(), [&](const std::string& code) { return !has(commitment.by, code); });
    return somebody && !theirs;
  };
  // To whom: those told, else whoever else the promise mentions, else the rest of those who promise together.
  Strings others = commitment.to;
  if (others.empty() && commitment.by.size() < 2) {
    for (const std::string& code : commitment.named) {
      if (!has(commitment.by, code)) others.push_back(code);
    }
    if (others.empty()) return act.recipients.empty() || joint ? Parties::kAll : Parties::kOneSide;
    if (meet(others, united(all, act.named))) return within(others, all) ? Parties::kAll : Parties::kSome;
    return act.recipients.empty() && !joint && !elsewhere(others) ? Parties::kOneSide : Parties::kNone;
  }
  const Strings& seen = meeting ? all : united(all, act.named);
  if (others.empty()) {
    const auto present = std::count_if(commitment.by.begin(), commitment.by.end(), [&](const std::string& code) { return has(seen, code); });
    if (within(commitment.by, seen)) return Parties::kAll;
    if (present >= 2) return Parties::kSome;
    return all.size() > 1 ? Parties::kNone : Parties::kOneSide;
  }
  if (within(others, seen)) return meeting && !within(commitment.by, seen) ? Parties::kSome : Parties::kAll;
  if (meet(others, seen)) return Parties::kSome;
  // Somebody else is told as the other side: another dyad.
  return !act.recipients.empty() || (joint && act.actors.size() > 1) || elsewhere(others) ? Parties::kNone : Parties::kOneSide;
}

// Persons are compared country by country: kOther where another person of a country comes than the one
// promised, kUntold where that cannot be told.
enum class People : std::uint8_t { kOther, kUntold, kOneSide, kBothSides };

People same_people(const CommitmentFacts& commitment, const ActFacts& act) {
  int sides = 0;
  bool missing = false, other_side = false;
  for (const std::string& code : united(commitment.by, commitment.to)) {
    bool promised = false, came = false, same = false;
    for (const std::string& person : commitment.people) {
      if (!person.starts_with(code + ":")) continue;
      promised = true;
      same = same || has(act.people, person);
    }
    for (const std::string& person : act.people) came = came || person.starts_with(code + ":");
    if (promised && came && !same) return People::kOther;
    if (promised && !came) missing = true;
    if (!promised || !same) continue;
    ++sides;
    other_side = other_side || has(commitment.to, code);
  }
  if (missing || sides == 0) return People::kUntold;
  return other_side || sides > 1 ? People::kBothSides : People::kOneSide;
}

Strings ranks_of(const Strings& roles, const Outcomes& outcomes) {
  std::set<std::string> out;
  for (const std::string& role : roles) {
    const auto found = outcomes.ranks.find(role);
    if (found != outcomes.ranks.end()) out.insert(found->second);
  }
  return sorted(std::move(out));
}

bool told_of(const Strings& words, const ActFacts& act) { return meet(words, act.terms) || meet(words, act.heads); }

std::string plain(const Strings& words, std::size_t at_most = 4) {
  Strings some(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(std::min(at_most, words.size())));
  for (std::string& word : some) {
    if (word.starts_with('#')) word.erase(0, 1);
  }
  return join(some, ", ");
}

// Whether the numbers told are those promised.
constexpr double kManyThings = 5000;  // doses and rounds are counted like money

enum class Quantity : std::uint8_t { kUnsaid, kWhole, kPart, kOther };

Quantity quantity(const CommitmentFacts& commitment, const ActFacts& act, const Outcomes& outcomes) {
  bool whole = false, part = false, other = false;
  for (const Amount& promised : commitment.amounts) {
    const bool money = promised.unit.size() == 3 && is_ascii_upper(promised.unit.front());
    for (const Amount& done : act.amounts) {
      if (canonical(done.unit, outcomes) != canonical(promised.unit, outcomes)) continue;
      // Of tanks more may come than were promised; another sum is another grant.
      if (done.number < (money || promised.number >= kManyThings ? 0.98 : 1.0) * promised.number) part = true;
      else if ((money || promised.number >= kManyThings) && done.number > 1.05 * promised.number) other = true;
      else whole = true;
    }
  }
  return whole ? Quantity::kWhole : part ? Quantity::kPart : other ? Quantity::kOther : Quantity::kUnsaid;
}

// Money and doses: without the number nobody knows whether it is the same grant.
bool sum_matters(const CommitmentFacts& commitment) {
  return std::any_of(commitment.amounts.begin(), commitment.amounts.end(), [](const Amount& amount) { return amount.number >= kManyThings || (amount.unit.size() == 3 && is_ascii_upper(amount.unit.front())); });
}

constexpr double kNumberWeight = 4.0;    // of a sum, or a number above a dozen, that is the same in both
bool told_exactly(const CommitmentFacts& commitment, const ActFacts& act, const Outcomes& outcomes) {
  return std::any_of(commitment.amounts.begin(), commitment.amounts.end(), [&](const Amount& promised) {
    return promised.number > 12 && std::any_of(act.amounts.begin(), act.amounts.end(), [&](const Amount& done) { return done.number == promised.number && canonical(done.unit, outcomes) == canonical(promised.unit, outcomes); });
  });
}

constexpr double kAllShare = 0.8;        // nearly all that was promised is told ...
constexpr double kAllWeight = 1.2;       // ... then common words do, for what two sides do together or the very act promised ...
constexpr double kAllWeightAlone = 2.5;  // ... and less common ones otherwise
constexpr double kKeptShare = 0.45;      // of the promise's weighted words in the act that keeps it
constexpr double kKeptWeight = 4.0;      // shared weight, about two uncommon words or one rare one
constexpr double kLinkShare = 0.35;      // for progress and breach
constexpr double kLinkWeight = 4.0;
constexpr double kRareWeight = 6.0;      // of a word so rare that it names the thing by itself
constexpr double kTalkWeight = 5.0;      // of talk about a promise, and of steps in a direction
constexpr double kSameShare = 0.6;       // the same promise made anew

bool alike(const Likeness& like, double share, double weight) {
  return like.shared >= weight && (like.of_promise >= share || (like.of_smaller >= 0.75 && like.of_promise >= 0.75 * share && like.strongest >= weight));
}

// Nearly every word of the promise stands in the act: "free trade agreement" consists of common words,
// but between the same two it is the same thing.
bool tells_all(const Likeness& like, bool common_words_do, bool fields_differ) {
  return like.of_promise >= kAllShare && !fields_differ && like.shared >= (common_words_do ? kAllWeight : kAllWeightAlone);
}

bool tells_word(std::string_view sentence, const Strings& words) {
  std::string word;
  for (std::size_t i = 0; i <= sentence.size(); ++i) {
    if (i < sentence.size() && is_ascii_alpha(sentence[i])) {
      word += sentence[i];
      continue;
    }
    if (has(words, to_lower_ascii(word))) return true;
    word.clear();
  }
  return false;
}

constexpr std::int64_t kMeetingDays = 92;  // a meeting promised without a date is looked for so long,
constexpr std::int64_t kJourneyDays = 46;  // and a journey so long

// Whether a meeting is the promised one.
bool promised_meeting(const CommitmentFacts& commitment, const ActFacts& act, const Likeness& like, Parties parties, const Outcomes& outcomes) {
  if (parties != Parties::kAll && parties != Parties::kSome) return false;
  if (!meet(united(commitment.by, commitment.to), act.actors)) return false;
  // "the next meeting of the framework" is one that names it.
  if (!commitment.initiatives.empty() && !meet(commitment.initiatives, act.initiatives)) return false;
  const auto any_head = [&](const Strings& words) { return std::any_of(commitment.heads.begin(), commitment.heads.end(), [&](const std::string& head) { return has(words, head); }); };
  const bool remote = named_in(act.mode, "phone") || told_of(outcomes.remote, act);
  if (any_head(outcomes.remote)) {
    if (same_people(commitment, act) != People::kBothSides) return false;
  } else if (remote && !meet(outcomes.remote, commitment.terms)) {
    return false;
  }
  if (tells_word(act.sentence, outcomes.others) && !tells_word(commitment.sentence, outcomes.others)) return false;
  // A journey goes one way, to the country promised.
  const bool journey = any_head(outcomes.travel);
  if (journey && !act.country.empty() && !commitment.to.empty() && !has(commitment.to, act.country)) return false;
  if (journey && !commitment.to.empty() && !act.recipients.empty() && !(meet(commitment.by, act.actors) && meet(commitment.to, act.recipients))) return false;
  const People people = same_people(commitment, act);
  if (people == People::kOther) return false;
  const Strings ranks = ranks_of(commitment.roles, outcomes), theirs = ranks_of(act.roles, outcomes);
  if (people == People::kUntold && !ranks.empty() && !theirs.empty() && !meet(ranks, theirs)) return false;
  // What tells this meeting from others: a place, a subject, a name.
  const bool particular = like.words_shared >= 2 && like.of_promise >= 0.3;
  const bool close = like.words_shared >= 4 && like.of_promise >= 0.5 && like.words.size() >= 2;
  // Nobody to meet is named: only a meeting with a name of its own can be found again.
  if (commitment.to.empty() && commitment.by.size() < 2) return close && like.shared >= 6;
  // The right persons, or the right person of one side where nothing else was said.
  const bool bare = like.promised < 3;
  const bool right_people = people == People::kBothSides || (people == People::kOneSide && bare);
  if (journey && !named_in(act.mode, "visit") && !particular && !(right_people && act.actors.size() + act.recipients.size() <= 3)) return false;
  const std::int64_t day = act.date.days();
  if (commitment.due_to.known()) {
    const std::int64_t from = commitment.due_from.known() ? commitment.due_from.days() : commitment.made.days();
    const std::int64_t to = last_day(commitment.due_to).days();
    const bool inside = day >= from - 1 && day <= to + 3;
    if (inside && to - from <= 45) return particular || right_people || bare;
    if (inside) return particular || (right_people && bare);
    if (day < from || day - to > (journey ? kJourneyDays : 2 * kMeetingDays)) return false;
    return close || (right_people && particular && day - to <= kMeetingDays);
  }
  if (journey && day - commitment.made.days() > kJourneyDays) return false;
  if (day - commitment.made.days() > kMeetingDays) return close && right_people;
  if (bare) return right_people || (commitment.by.size() + commitment.to.size() == 2 && commitment.people.empty() && act.actors.size() + act.recipients.size() == 2 && like.of_promise >= 0.5 && like.words_shared > 0);
  return (particular && right_people) || close || (people == People::kBothSides && like.promised < 6);
}

// Reporters ask about many things.
bool tells_a_question(const ActFacts& act) { return act.sentence.ends_with('?') || act.sentence.starts_with("QUESTION:") || act.sentence.starts_with("Q:"); }

// The promise's own sentence once more.
bool retold(const CommitmentFacts& commitment, const ActFacts& act) { return act.sentence == commitment.sentence || (commitment.what.size() > 40 && act.sentence.find(commitment.what) != std::string::npos); }

// A date later or earlier than the one promised, or a larger amount, where one stands for the other.
bool in_its_place(const CommitmentFacts& commitment, const ActFacts& act, const Outcomes& outcomes, std::string& why) {
  const Date old = last_day(commitment.due_to), fresh = last_day(act.due_to);
  if (old.known() && fresh.known()) {
    if (fresh.days() > old.days() + 31 || (fresh.days() > old.days() && told_of(outcomes.instead, act))) {
      why = fmt::format("promised anew for {} instead of {}", act.due_to.iso(), commitment.due_to.iso());
      return true;
    }
  }
  if (!told_of(outcomes.instead, act)) return false;
  for (const Amount& promised : commitment.amounts) {
    for (const Amount& now : act.amounts) {
      if (canonical(now.unit, outcomes) != canonical(promised.unit, outcomes) || now.number <= promised.number) continue;
      why = fmt::format("raised from {} to {} {}", promised.number, now.number, now.unit);
      return true;
    }
  }
  return false;
}

}  // namespace

CommitmentFacts commitment_facts(const Document& document, const Commitment& commitment) {
  const Event& event = document.events[commitment.event];
  const std::vector<Index> tokens = tokens_in(document, event.sentence, commitment.what);
  CommitmentFacts out;
  out.document = document.id;
  out.by = codes_of(document, commitment.by);
  out.to = codes_of(document, commitment.to);
  out.pillars = sorted({commitment.pillars.begin(), commitment.pillars.end()});
  out.initiatives = sorted({commitment.initiatives.begin(), commitment.initiatives.end()});
  out.terms = content_terms(document, event.sentence, tokens);
  out.heads = heads_of(document, event.sentence, commitment.what);
  out.roles = roles_of(document, event);
  out.people = people_of(document, {&commitment.by, &commitment.to});
  std::vector<Party> met;  // also who else is to be met there
  for (const Mention& mention : document.mentions) {
    if (mention.sentence != event.sentence || !commitment.what.contains(mention.span) || mention.place) continue;
    for (const std::uint32_t actor : mention.actors) met.push_back({actor, -1, mention.span});
  }
  out.people = united(out.people, people_of(document, {&met}));
  out.named = united(named_in_sentence(document, event.sentence), united(out.by, out.to));
  std::erase_if(out.to, [&](const std::string& code) { return has(out.by, code); });
  out.amounts = amounts_in(document, event.sentence, tokens);
  out.negative = denies(document, event.sentence, commitment.what);
  // A month or year in a promise is more often the promised time than that of promising.
  const bool told = event.date.precision() == DatePrecision::kDay && (!document.published.known() || event.date <= document.published);
  out.made = told || !document.published.known() ? event.date : document.published;  // as in act_facts()
  out.due_from = commitment.due_from;
  out.due_to = commitment.due_to;
  out.firm = commitment.firm;
  out.what = std::string(slice(document.text, commitment.what));
  out.sentence = std::string(slice(document.text, document.sentences[event.sentence].span));
  return out;
}

ActFacts act_facts(const Document& document, const Event& event) {
  const std::vector<Index> tokens = clause_tokens(document, event);
  ActFacts out;
  out.document = document.id;
  out.event = event.event;
  out.mode = event.mode;
  out.actors = codes_of(document, event.actor);
  out.recipients = codes_of(document, event.recipient);
  out.named = united(named_in_sentence(document, event.sentence), united(out.actors, out.recipients));
  out.pillars = sorted({event.pillars.begin(), event.pillars.end()});
  out.initiatives = sorted({event.initiatives.begin(), event.initiatives.end()});
  out.terms = content_terms(document, event.sentence, tokens);
  out.heads = act_heads(document, event);
  out.roles = roles_of(document, event);
  out.people = people_of(document, {&event.actor, &event.recipient});
  out.done = told_as_done(document, event);
  out.dated = event.date_from_text;
  out.country = event.location_country;
  out.amounts = amounts_in(document, event.sentence, tokens);
  out.when = event.when;
  for (const Commitment& commitment : document.commitments) {
    if (&document.events[commitment.event] != &event) continue;
    out.promised = heads_of(document, event.sentence, commitment.what);
    out.due_from = commitment.due_from;
    out.due_to = commitment.due_to;
  }
  out.date = event.date.known() ? event.date : document.published;
  // What is told as done was done by the day it was told; a later date is that of what was agreed.
  if (document.published.known() && out.when == When::kPast && out.date.days() > document.published.days()) {
    if (event.event == "AGREE" && !out.due_to.known()) out.due_to = out.date;
    out.date = document.published;
  }
  out.sentence = std::string(slice(document.text, document.sentences[event.sentence].span));
  return out;
}

// ---------------------------------------------------------------- data/outcomes.toml

Outcomes Outcomes::load(const std::filesystem::path& data) {
  const std::filesystem::path file = data / "outcomes.toml";
  Outcomes out;
  Strings faults;
  toml::table table;
  try {
    table = toml::parse(read_file(file));
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::kFatal, fmt::format("{}:{}: {}", file.string(), error.source().begin.line, std::string(error.description())));
  }
  const auto fault = [&](const toml::node& node, const std::string& what) { faults.push_back(fmt::format("{}:{}: {}", file.string(), node.source().begin.line, what)); };
  const auto list = [&](const toml::table& from, std::string_view key, bool keep_order = false) {
    Strings values;
    const toml::node* node = from.get(key);
    if (node == nullptr) return values;
    if (!node->is_array()) {
      fault(*node, fmt::format("{} must be a list", key));
      return values;
    }
    for (const toml::node& value : *node->as_array()) {
      if (value.is_string()) values.push_back(value.as_string()->get());
      else fault(value, fmt::format("{} holds something that is no text", key));
    }
    if (!keep_order) values = united(values, {});
    return values;
  };
  const auto patterns = [&](const toml::table& from, std::string_view key) {
    std::vector<ActPattern> acts;
    for (const std::string& text : list(from, key, true)) {
      ActPattern pattern;
      const std::size_t colon = text.find(':');
      const std::string name = text.substr(0, colon);
      const std::size_t dot = name.find('.');
      pattern.event = name.substr(0, dot);
      if (dot != std::string::npos) pattern.mode = name.substr(dot + 1);
      if (pattern.event.empty() || !std::all_of(pattern.event.begin(), pattern.event.end(), is_ascii_upper)) fault(*from.get(key), fmt::format("\"{}\" names no event type", text));
      if (colon != std::string::npos) {
        std::set<std::string> heads;
        for (const std::string_view word : split(std::string_view(text).substr(colon + 1), ' ')) heads.insert(std::string(word));
        pattern.heads = sorted(std::move(heads));
      }
      acts.push_back(std::move(pattern));
    }
    return acts;
  };
  out.progress = patterns(table, "progress");
  out.broken = patterns(table, "broken");
  out.partial = list(table, "partial");
  out.whole = list(table, "whole");
  out.postponed = list(table, "postponed");
  out.instead = list(table, "instead");
  out.remote = list(table, "remote");
  out.announced = list(table, "announced");
  out.travel = list(table, "travel");
  out.others = list(table, "others");
  const auto classes = [&](std::string_view key, std::unordered_map<std::string, std::string>& into) {
    const toml::table* section = table[key].as_table();
    if (section == nullptr) return;
    for (const auto& [name, node] : *section) {
      for (const std::string& word : list(*section, name.str(), true)) {
        if (!into.emplace(word, std::string(name.str())).second) fault(node, fmt::format("\"{}\" stands in two classes of [{}]", word, key));
      }
    }
  };
  classes("synonyms", out.synonyms);
  classes("ranks", out.ranks);
  if (const toml::array* weak = table["weak"].as_array()) {
    for (const toml::node& node : *weak) {
      const toml::table* row = node.as_table();
      const std::optional<double> factor = row == nullptr ? std::nullopt : (*row)["factor"].value<double>();
      if (!factor || *factor < 0 || *factor > 1) {
        fault(node, "weak words need a factor from 0 to 1");
        continue;
      }
      for (const std::string& term : list(*row, "terms")) out.factors.emplace(canonical(term, out), *factor);
    }
  }
  if (const toml::array* kinds = table["kind"].as_array()) {
    for (const toml::node& node : *kinds) {
      const toml::table* row = node.as_table();
      if (row == nullptr) continue;
      PromiseKind kind;
      kind.name = (*row)["name"].value_or(std::string());
      kind.heads = list(*row, "heads");
      std::set<std::string> objects;
      for (const std::string& word : list(*row, "objects")) objects.insert(canonical(word, out));
      kind.objects = sorted(std::move(objects));
      kind.not_objects = list(*row, "not_objects");
      kind.kept = patterns(*row, "kept");
      kind.progress = patterns(*row, "progress");
      kind.broken = patterns(*row, "broken");
      kind.shared_out = (*row)["shared_out"].value_or(false);
      kind.persons = (*row)["persons"].value_or(false);
      kind.meeting = (*row)["meeting"].value_or(false);
      kind.direction = (*row)["direction"].value_or(false);
      kind.joint = (*row)["joint"].value_or(false);
      if (kind.name.empty() || kind.heads.empty()) fault(node, "a kind needs a name and heads");
      if (kind.kept.empty() && !kind.direction) fault(node, fmt::format("nothing keeps a promise of the kind \"{}\"", kind.name));
      out.kinds.push_back(std::move(kind));
    }
  }
  if (out.kinds.empty()) faults.push_back(file.string() + ": no [[kind]]");
  static constexpr auto kColumns = std::to_array<std::string_view>({"id", "name", "other_names", "members", "pillars", "from", "to", "note"});
  for (const Table initiatives = read_table(data / "initiatives.tsv", kColumns); const TableRow& row : initiatives.rows) {
    std::set<std::string> members;
    for (const std::string_view code : split(row.cells[3], ' ')) members.insert(std::string(code));
    out.frameworks.emplace(row.cells[0], sorted(std::move(members)));
  }
  if (!faults.empty()) throw Error(ErrorKind::kFatal, fmt::format("faults in the table of outcomes:\n  {}", fmt::join(faults, "\n  ")));
  return out;
}

const PromiseKind* Outcomes::kind_of(const CommitmentFacts& commitment) const {
  for (const std::string& head : commitment.heads) {
    for (const PromiseKind& kind : kinds) {
      if (!has(kind.heads, head)) continue;
      if (meet(kind.not_objects, commitment.terms)) continue;
      const bool about = kind.objects.empty() || std::any_of(commitment.terms.begin(), commitment.terms.end(), [&](const std::string& term) { return has(kind.objects, canonical(term, *this)); });
      const bool person = kind.persons && std::any_of(commitment.people.begin(), commitment.people.end(), [&](const std::string& who) { return has(commitment.to, who.substr(0, who.find(':'))) || commitment.by.size() > 1; });
      if (!about && !person && !(kind.persons && commitment.people.size() > 1)) continue;
      return &kind;
    }
  }
  return nullptr;
}

// ---------------------------------------------------------------- relate

PreparedCommitment prepare(const CommitmentFacts& commitment, const TermWeights& weights, const Outcomes& outcomes) {
  // The promised act itself is the kind's matter, the other words tell what it is about.
  Strings about = commitment.terms;
  std::erase_if(about, [&](const std::string& term) { return named_in(commitment.heads, term); });
  return {&commitment, outcomes.kind_of(commitment), weighed(about, commitment.initiatives, weights, outcomes)};
}

PreparedAct prepare(const ActFacts& act, const TermWeights& weights, const Outcomes& outcomes) {
  return {&act, weighed(act.terms, act.initiatives, weights, outcomes)};
}

std::optional<Link> relate(const CommitmentFacts& commitment, const ActFacts& act, const TermWeights& weights, const Outcomes& outcomes) {
  return relate(prepare(commitment, weights, outcomes), prepare(act, weights, outcomes), outcomes);
}

std::optional<Link> relate(const PreparedCommitment& prepared, const PreparedAct& prepared_act, const Outcomes& outcomes) {
  const CommitmentFacts& commitment = *prepared.facts;
  const ActFacts& act = *prepared_act.facts;
  const PromiseKind* kind = prepared.kind;
  if (!commitment.made.known() || !act.date.known() || commitment.by.empty()) return std::nullopt;
  if (act.when != When::kPast || act.date.days() < commitment.made.days()) return std::nullopt;
  if (act.document == commitment.document && act.date.days() <= commitment.made.days()) return std::nullopt;
  // Most pairs end here.
  if (!meet(commitment.by, act.named) && !meet(commitment.initiatives, act.initiatives)) return std::nullopt;
  if (!commitment.to.empty() && !act.recipients.empty() && !meet(commitment.to, act.named) && !meet(commitment.initiatives, act.initiatives)) return std::nullopt;
  const bool joint = kind != nullptr && kind->joint;
  Likeness like = likeness(prepared.words, prepared_act.words);
  const Quantity sum = quantity(commitment, act, outcomes);
  if (sum == Quantity::kWhole && told_exactly(commitment, act, outcomes)) {
    like.shared += kNumberWeight;
    like.words_shared += kNumberWeight;
    like.promised += kNumberWeight;
    like.of_promise = like.shared / like.promised;
    like.words.emplace_back("the same number");
  }
  const bool nothing_but_a_sum = like.promised < 3 && sum == Quantity::kPart && sum_matters(commitment);
  if (like.shared < kAllWeight / 2 && !nothing_but_a_sum && !(kind != nullptr && kind->meeting)) return std::nullopt;
  const Parties parties = parties_of(commitment, act, kind, outcomes);
  if (parties == Parties::kNone) return std::nullopt;
  // The fields of a sentence are a guess; the very verb promised is a better sign.
  const bool same_verb = std::any_of(commitment.heads.begin(), commitment.heads.end(), [&](const std::string& head) { return has(act.heads, head); });
  const bool fields_differ = !same_verb && !commitment.pillars.empty() && !act.pillars.empty() && !meet(commitment.pillars, act.pillars);
  const double strictness = (fields_differ ? 1.3 : 1.0) * (parties == Parties::kOneSide ? 1.25 : 1.0);
  const bool same_act = same_verb && (parties == Parties::kAll || (parties == Parties::kSome && kind != nullptr && !kind->shared_out));
  const bool common_words_do = joint || same_act;
  const auto link = [&](Relation relation, const std::string& why) { return Link{relation, std::round(like.of_promise * 1000) / 1000, why}; };
  const std::string about = like.words.empty() ? std::string() : " (" + plain(like.words) + ")";

  // The same promise again.
  const bool promise = !act.promised.empty() || act.event == "AGREE";
  if (promise && (act.promised.empty() ? meet(act.heads, united(commitment.heads, {})) : std::any_of(act.promised.begin(), act.promised.end(), [&](const std::string& head) { return named_in(commitment.heads, head); }) || told_of(outcomes.postponed, act))) {
    std::string why;
    const bool meeting = kind != nullptr && kind->meeting;
    // Journeys and meetings come again; only one that is put off stands for another.
    const bool put_off = meeting && parties == Parties::kAll && told_of(outcomes.instead, act) && same_people(commitment, act) != People::kOther && like.of_promise >= 0.5;
    const bool same = put_off || (!meeting && parties != Parties::kSome && (alike(like, kSameShare, kKeptWeight) || tells_all(like, common_words_do, fields_differ)));
    if (same && !retold(commitment, act) && kind != nullptr && !kind->direction && in_its_place(commitment, act, outcomes, why)) return link(Relation::kSuperseded, why + about);
    if (!act.promised.empty()) return std::nullopt;  // told again: nothing has been done
  }
  const bool meeting = kind != nullptr && kind->meeting;
  const bool put_off = told_of(outcomes.postponed, act);
  const bool breaks = matches_any(outcomes.broken, act) || (kind != nullptr && matches_any(kind->broken, act));
  if (breaks) {
    const bool by_promiser = meet(commitment.by, act.actors) || (act.actors.empty() && meet(commitment.by, act.named)) || joint;
    if (put_off || !by_promiser || commitment.negative || kind == nullptr || kind->direction || !act.done || tells_a_question(act)) return std::nullopt;
    if (parties == Parties::kOneSide || parties == Parties::kSome) return std::nullopt;
    const bool names_it = parties == Parties::kAll && std::any_of(commitment.heads.begin(), commitment.heads.end(), [&](const std::string& head) { return has(act.terms, head); });  // "refused to ratify"
    const bool same = meeting ? like.words_shared >= kAllWeightAlone && like.of_promise >= 0.5 && same_people(commitment, act) != People::kOther && act.actors.size() <= 2 : (like.words_shared >= kAllWeightAlone && alike(like, kLinkShare * strictness, kLinkWeight * strictness)) || tells_all(like, common_words_do, fields_differ) || (names_it && like.of_promise >= kAllShare && like.shared >= kAllWeight / 2);
    if (!same) return std::nullopt;
    // A promise to nobody in particular may be about anywhere: a breach must name what was promised, or much of it.
    constexpr std::size_t kWordsOfABreach = 3;
    if (commitment.to.empty() && !meeting && !names_it && like.words.size() < kWordsOfABreach) return std::nullopt;
    return link(Relation::kBroken, fmt::format("{} by {}{}", act.event == "REJECT" ? "refused or called off" : "the contrary was done", join(act.actors, ", "), about));
  }

  const bool fits = kind != nullptr && !kind->direction && matches_any(kind->kept, act);
  if (fits) {
    if (nothing_but_a_sum && act.done && parties == Parties::kAll && !commitment.negative) return link(Relation::kProgress, "part of the sum was paid");
    const bool same = !act.done || tells_a_question(act) ? false : meeting ? promised_meeting(commitment, act, like, parties, outcomes) : like.words_shared >= kAllWeight && (alike(like, kKeptShare * strictness, kKeptWeight * strictness) || tells_all(like, common_words_do || sum == Quantity::kWhole, fields_differ)) && sum != Quantity::kOther;
    if (same && commitment.negative) return link(Relation::kBroken, "done what was promised not to be done" + about);
    if (same) {
      if (retold(commitment, act) || (!meeting && told_of(outcomes.announced, act) && !meet(outcomes.announced, commitment.terms))) return std::nullopt;
      if (parties == Parties::kOneSide && like.strongest < kRareWeight) return link(Relation::kProgress, "done, but it is not said for whom" + about);
      if (parties == Parties::kSome && kind->shared_out) return link(Relation::kProgress, "done for some of those it was promised to or with" + about);
      // Words that the promise has too tell nothing of a part.
      Strings parts;
      for (const std::string& word : outcomes.partial) {
        if ((has(act.terms, word) || has(act.heads, word)) && !has(commitment.terms, word) && !named_in(commitment.heads, word)) parts.push_back(word);
      }
      const bool rest = told_of(outcomes.whole, act);
      if (sum == Quantity::kUnsaid && sum_matters(commitment)) return link(Relation::kProgress, "done, but it is not said how much" + about);
      if (sum == Quantity::kPart && !rest) return link(Relation::kProgress, "part of what was promised was done" + about);
      if (!parts.empty() && !rest && !meeting && sum != Quantity::kWhole) return link(Relation::kProgress, fmt::format("begun or done in part (\"{}\"){}", parts.front(), about));
      return link(Relation::kKept, fmt::format("{}{}", meeting ? "the promised meeting was held" : "what was promised was done", about));
    }
  }
  if (commitment.negative || !act.done || tells_a_question(act) || retold(commitment, act)) return std::nullopt;
  if (parties == Parties::kSome && (kind == nullptr || kind->direction)) return std::nullopt;
  // Talk must be about the very thing, and so must whatever advances a direction.
  const bool vague = kind == nullptr || kind->direction || act.event == "CONSULT";
  const bool about_it = vague ? like.of_promise >= 0.5 && like.words_shared >= kTalkWeight && like.words.size() >= 2 : like.words_shared >= kAllWeightAlone && alike(like, kLinkShare * strictness, kLinkWeight * strictness);
  if (about_it && (kind != nullptr || act.event != "CONSULT") && (matches_any(outcomes.progress, act) || (kind != nullptr && matches_any(kind->progress, act)))) {
    return link(Relation::kProgress, "a step towards it" + about);
  }
  return std::nullopt;
}

// ---------------------------------------------------------------- status

Date last_day(Date date) {
  if (!date.known() || date.day != 0) return date;
  const bool december = date.month == 0 || date.month == 12;
  const Date next{static_cast<std::int16_t>(december ? date.year + 1 : date.year), static_cast<std::int8_t>(december ? 1 : date.month + 1), 1};
  return date_from_days(next.days() - 1);
}

std::vector<StatusStep> status_history(const CommitmentFacts& commitment, std::span<const DatedLink> links, Date as_of) {
  std::vector<const DatedLink*> order;
  for (const DatedLink& link : links) {
    if (link.date.days() <= last_day(as_of).days()) order.push_back(&link);
  }
  // On one day what was kept stands before what was merely advanced, and evidence names decide the rest.
  const auto rank = [](Relation relation) { return relation == Relation::kKept ? 0 : relation == Relation::kBroken ? 1 : relation == Relation::kSuperseded ? 2 : 3; };
  std::sort(order.begin(), order.end(), [&](const DatedLink* a, const DatedLink* b) {
    return std::tuple(a->date.days(), rank(a->link.relation), std::string_view(a->evidence)) < std::tuple(b->date.days(), rank(b->link.relation), std::string_view(b->evidence));
  });
  std::vector<StatusStep> out;
  out.push_back({Status::kOpen, commitment.made, "", "promised on " + commitment.made.iso()});
  const Date due = last_day(commitment.due_to);
  const auto settled = [&] { return out.back().status == Status::kKept || out.back().status == Status::kSuperseded; };
  bool lapsed = false;
  const auto lapse = [&](Date until) {
    if (lapsed || !due.known() || due.days() >= until.days() || settled() || out.back().status == Status::kBroken) return;
    lapsed = true;
    out.push_back({Status::kOverdue, date_from_days(due.days() + 1), "", fmt::format("due {} and not known to be kept", commitment.due_to.iso())});
  };
  for (const DatedLink* next : order) {
    lapse(next->date);
    if (settled()) continue;
    const std::string why = next->link.why + ", " + next->date.iso();
    switch (next->link.relation) {
      case Relation::kProgress:
        if (out.back().status == Status::kBroken) break;
        out.push_back({lapsed ? Status::kOverdue : Status::kProgressing, next->date, next->evidence, why});
        break;
      case Relation::kKept: {
        std::string reason = why;
        if (due.known() && next->date.days() > due.days()) reason += fmt::format(", late: it was due {}", commitment.due_to.iso());
        else if (due.known()) reason += fmt::format(", in time: it was due {}", commitment.due_to.iso());
        out.push_back({Status::kKept, next->date, next->evidence, reason});
        break;
      }
      case Relation::kBroken:
        if (out.back().status != Status::kBroken) out.push_back({Status::kBroken, next->date, next->evidence, why});
        break;
      case Relation::kSuperseded: out.push_back({Status::kSuperseded, next->date, next->evidence, why}); break;
      case Relation::kCount: break;
    }
  }
  lapse(last_day(as_of));
  return out;
}

}  // namespace entente::ledger
