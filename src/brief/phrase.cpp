// Wording. The best line is the clause that tells the act, with names for its pronouns and without
// what the date says anyway; where the clause cannot be told apart safely it is the source's
// sentence, cut to the part that holds the act, in quotation marks. Nothing is added that the
// record does not hold.
#include "brief/phrase.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace entente::brief {
namespace {

constexpr std::size_t kLongest = 260;  // bytes of a line's sentence

constexpr auto kMonths = std::to_array<std::string_view>(
    {"", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});

// Words that may stand between a subject and its verb.
const std::set<std::string, std::less<>> kBetween = {
    "has",          "have",      "had",          "will",         "would",
    "is",           "are",       "was",          "were",         "also",
    "today",        "yesterday", "jointly",      "formally",     "again",
    "recently",     "now",       "later",        "earlier",      "be",
    "been",         "being",     "on",           "monday",       "tuesday",
    "wednesday",    "thursday",  "friday",       "saturday",     "sunday",
    "further",      "strongly",  "both",         "all",          "together",
    "then",         "once",      "more",         "publicly",     "repeatedly",
    "to",           "shall",     "can",          "may",          "each",
    "this",         "week",      "month",        "year",         "morning",
    "additionally", "warmly",    "collectively", "successfully", "officially",
    "clearly",      "firmly",    "deeply",       "continue",     "continues",
    "continued",    "not",       "did",          "does",         "do"};
// Words after which a clause begins.
const std::set<std::string, std::less<>> kClauseStarts = {
    "that",   "after",  "when", "while", "because",   "but",    "where",
    "before", "since",  "said", "says",  "although",  "though", "whereas",
    "until",  "unless", "if",   "how",   "announced", "added",  "noted"};
const std::set<std::string, std::less<>> kPronouns = {
    "they", "he", "she", "it", "we", "i", "both", "them", "him", "us", "me", "who", "which", "you"};
const std::set<std::string, std::less<>> kPossessives = {
    "their", "its", "his", "her", "our", "my", "your", "theirs", "ours", "whose"};
const std::set<std::string, std::less<>> kFirstPersons = {
    "we", "our", "ours", "us", "i", "my", "me", "mine", "ourselves", "myself"};
const std::set<std::string, std::less<>> kDeterminers = {
    "the",  "a",    "an",  "both", "these", "those", "two",   "three",
    "four", "five", "all", "this", "that",  "our",   "their", "its"};
const std::set<std::string, std::less<>> kArticles = {"the", "a", "an", "both"};
// Words at the front of a sentence that tie it to what was said before, or to its day, and tell
// nothing by themselves.
const std::set<std::string, std::less<>> kTies = {
    "on",        "the",         "same",         "day",      "meanwhile",   "today",
    "yesterday", "earlier",     "later",        "in",       "addition",    "and",
    "but",       "so",          "then",         "also",     "separately",  "however",
    "finally",   "importantly", "additionally", "moreover", "furthermore", "monday",
    "tuesday",   "wednesday",   "thursday",     "friday",   "saturday",    "sunday",
    "well",      "now",         "look",         "again",    "indeed",      "obviously",
    "first",     "second",      "third",        "of",       "all",         "as",
    "you",       "know",        "we",           "said",     "this",        "morning",
    "afternoon", "evening",     "week",         "just",     "next"};
const std::set<std::string, std::less<>> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                  "friday", "saturday", "sunday"};
// Where a long clause may end.
constexpr auto kTails = std::to_array<std::string_view>({"; ",
                                                         " \xE2\x80\x94 ",
                                                         " \xE2\x80\x93 ",
                                                         "\xE2\x80\x94",
                                                         " -- ",
                                                         ", which ",
                                                         ", who ",
                                                         ", whom ",
                                                         ", whose ",
                                                         ", where ",
                                                         ", while ",
                                                         ", although ",
                                                         ", though ",
                                                         ", but ",
                                                         ", as ",
                                                         ", saying ",
                                                         ", said ",
                                                         ", adding ",
                                                         ", after ",
                                                         ", since ",
                                                         ", so that ",
                                                         ", according to ",
                                                         ", noting ",
                                                         ", underscoring ",
                                                         ", the ministry ",
                                                         ", under which ",
                                                         ", in which ",
                                                         ", because ",
                                                         ", a sign ",
                                                         ", following ",
                                                         ", in an effort ",
                                                         ", so "});

bool word_byte(char c) {
  return is_ascii_alpha(c) || is_ascii_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         c == '\'';
}

// The word that ends at or before `at`, skipping spaces; `at` becomes where it begins.
std::string word_before(std::string_view text, std::size_t& at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  std::size_t begin = at;
  while (begin > 0 && word_byte(text[begin - 1])) --begin;
  std::string out = to_lower(text.substr(begin, at - begin));
  if (!out.empty()) at = begin;
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    if (!word_byte(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && word_byte(text[end])) ++end;
    out.emplace_back(text.substr(i, end - i));
    i = end;
  }
  return out;
}

// Only lower-case words, but for the first letter: "both ministers", "They", "the President" is
// none.
bool anaphor(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_ascii_upper(words[i][0]) && (i > 0 || words.size() == 1) &&
        !kPronouns.contains(to_lower(words[i])))
      return false;
    if (is_ascii_upper(words[i][0]) && i == 0 && words.size() > 1 &&
        !kDeterminers.contains(to_lower(words[i])))
      return false;
  }
  return !words.empty() && !kPossessives.contains(to_lower(text));
}

struct Mention {
  std::size_t begin = 0, end = 0;  // of the sentence
  std::vector<StoredParty> parties;
};

struct Sentence {
  std::string text;  // as it stands in the document
  std::size_t trigger = 0, trigger_end = 0;
  std::vector<Mention> mentions;  // by begin
};

Sentence sentence_of(const Telling& telling) {
  Sentence out;
  out.text = telling.told.sentence;
  for (char& c : out.text) {
    if (c == '\n' || c == '\t' || c == '\r') c = ' ';
  }
  const Span span = telling.told.sentence_span;
  out.trigger =
      telling.told.trigger.begin >= span.begin
          ? std::min<std::size_t>(telling.told.trigger.begin - span.begin, out.text.size())
          : 0;
  out.trigger_end =
      telling.told.trigger.end >= span.begin
          ? std::min<std::size_t>(telling.told.trigger.end - span.begin, out.text.size())
          : out.trigger;
  for (const std::vector<StoredParty>* side : {&telling.actors, &telling.recipients}) {
    for (const StoredParty& party : *side) {
      if (party.text.empty() || !span.contains(party.span)) continue;
      const std::size_t begin = party.span.begin - span.begin, end = party.span.end - span.begin;
      const auto same = std::find_if(
          out.mentions.begin(), out.mentions.end(),
          [&](const Mention& mention) { return mention.begin == begin && mention.end == end; });
      if (same == out.mentions.end())
        out.mentions.push_back({begin, end, {party}});
      else
        same->parties.push_back(party);
    }
  }
  std::sort(out.mentions.begin(), out.mentions.end(), [](const Mention& x, const Mention& y) {
    return std::pair(x.begin, y.end) < std::pair(y.begin, x.end);
  });
  return out;
}

// Where the sentence itself begins after a dateline, a speaker's label, a bullet or a run-in
// heading.
std::size_t beginning(const Sentence& sentence) {
  const std::string& text = sentence.text;
  std::size_t at = 0;
  const auto skip = [&] {
    while (at < text.size() && !word_byte(text[at]) && text[at] != '"' && text[at] != '$' &&
           text[at] != '(' && !(static_cast<unsigned char>(text[at]) == 0xE2 && false))
      ++at;
  };
  for (std::size_t i = 0; i < text.size() && static_cast<unsigned char>(text[i]) < 0x80 &&
                          !word_byte(text[i]) && text[i] != '"';
       ++i)
    at = i + 1;
  if (text.compare(at, 3, "\xE2\x80\xA2") == 0) {
    at += 3;
    skip();
  }
  if (text.compare(at, 2, "Q ") == 0) at += 2;
  // "Label: The sentence", "Washington, 3 May 2024 - The sentence".
  std::size_t colon = text.find(':', at);
  while (colon != std::string::npos && colon + 1 < text.size() && text[colon + 1] != ' ' &&
         !is_ascii_upper(text[colon + 1]))
    colon = text.find(':', colon + 1);
  if (colon != std::string::npos && colon < sentence.trigger && colon - at < 90) {
    const bool before_mentions = std::none_of(
        sentence.mentions.begin(), sentence.mentions.end(), [&](const Mention& mention) {
          return mention.begin >= at && mention.end <= colon && mention.end > at;
        });
    if (before_mentions && words_of(std::string_view(text).substr(at, colon - at)).size() <= 9) {
      at = colon + 1;
      skip();
    }
  }
  for (const std::string_view dash : {" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 "}) {
    const std::size_t place = text.find(dash, at);
    if (place != std::string::npos && place < sentence.trigger && place - at < 50 &&
        std::any_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                    text.begin() + static_cast<std::ptrdiff_t>(place), is_ascii_digit))
      at = place + dash.size();
  }
  return at;
}

// A part of the text [begin, end) to be replaced.
struct Edit {
  std::size_t begin, end;
  std::string with;
};

std::string apply(std::string_view text, std::size_t begin, std::size_t end,
                  std::vector<Edit> edits) {
  std::sort(edits.begin(), edits.end(), [](const Edit& x, const Edit& y) {
    return std::pair(x.begin, x.end) < std::pair(y.begin, y.end);
  });
  std::string out;
  std::size_t at = begin;
  for (const Edit& edit : edits) {
    if (edit.begin < at || edit.end > end) continue;
    out.append(text.substr(at, edit.begin - at)).append(edit.with);
    at = edit.end;
  }
  out.append(text.substr(at, end - at));
  out = one_line(out);
  for (std::size_t i = 0; (i = out.find(" ,", i)) != std::string::npos;) out.erase(i, 1);
  for (std::size_t i = 0; (i = out.find(",,", i)) != std::string::npos;) out.erase(i, 1);
  while (!out.empty() && (out.front() == ',' || out.front() == ' ')) out.erase(0, 1);
  return out;
}

// "today", "on Tuesday": the date is given beside the line; "also" hangs on what was said before.
void drop_days(std::string_view text, std::size_t begin, std::size_t end,
               std::vector<Edit>& edits) {
  for (std::size_t i = begin; i < end;) {
    if (!word_byte(text[i])) {
      ++i;
      continue;
    }
    std::size_t stop = i;
    while (stop < end && word_byte(text[stop])) ++stop;
    const std::string word = to_lower(text.substr(i, stop - i));
    if (word == "also" || word == "additionally") {
      edits.push_back({i, stop, ""});
    } else if (word == "today" || word == "yesterday" || word == "tonight") {
      if (text.substr(stop, 2) != "'s" && text.substr(stop, 4) != "\xE2\x80\x99s")
        edits.push_back({i, stop, ""});
    } else if (kDays.contains(word)) {
      std::size_t before = i;
      if (word_before(text, before) == "on") edits.push_back({before, stop, ""});
    }
    i = stop;
  }
}

bool inside_quotes(std::string_view text, std::size_t at) {
  bool open = false;
  for (std::size_t i = 0; i < at && i < text.size(); ++i) {
    if (text[i] == '"') open = !open;
    if (text.substr(i, 3) == "\xE2\x80\x9C") open = true;
    if (text.substr(i, 3) == "\xE2\x80\x9D") open = false;
  }
  return open;
}

// "we", "our", "I" outside quotation marks: the sentence is somebody's own words.
bool first_person(std::string_view text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end;) {
    if (!word_byte(text[i])) {
      ++i;
      continue;
    }
    std::size_t stop = i;
    while (stop < end && word_byte(text[stop]) && text[stop] != '\'' &&
           static_cast<unsigned char>(text[stop]) < 0x80)
      ++stop;
    if (stop == i) ++stop;
    const std::string_view word = text.substr(i, stop - i);
    if (kFirstPersons.contains(to_lower(word)) && word != "US" &&
        !(word == "I" && stop < end && text[stop] == '.') && word != "ME" &&
        !inside_quotes(text, i))
      return true;
    i = stop;
    while (i < end && word_byte(text[i])) ++i;
  }
  return false;
}

// Where what `from` begins should end: before a side clause, at a list's item or, last, at a word.
std::size_t clause_end(const std::string& text, std::size_t begin, std::size_t from, bool cut_sides,
                       bool& broken) {
  std::size_t end = text.size();
  // The full stop goes, that of "D.C." stays.
  while (end > from && (text[end - 1] == ' ' || text[end - 1] == ':' ||
                        (text[end - 1] == '.' &&
                         !(end >= 3 && text[end - 3] == '.' && is_ascii_alpha(text[end - 2])))))
    --end;
  if (cut_sides) {
    for (const std::string_view tail : kTails) {
      const std::size_t place = text.find(tail, from);
      if (place != std::string::npos && place < end &&
          words_of(std::string_view(text).substr(from, place - from)).size() >= 3)
        end = place;
    }
    // ", and the other side did something": not the last item of a list.
    const std::size_t comma = text.find(", ", from);
    if (comma != std::string::npos && comma < end && text.compare(comma, 6, ", and ") == 0 &&
        words_of(std::string_view(text).substr(from, comma - from)).size() >= 5)
      end = comma;
  }
  if (end - begin > kLongest) {
    std::size_t best = 0;
    for (const std::string_view mark :
         {std::string_view(", "), std::string_view(" including "), std::string_view("; "),
          std::string_view(" \xE2\x80\x94 ")}) {
      for (std::size_t place = text.find(mark, from + 40);
           place != std::string::npos && place < begin + kLongest;
           place = text.find(mark, place + 1))
        best = std::max(best, place);
    }
    if (best > begin + kLongest * 3 / 5) {
      end = best;
    } else {
      end = std::min(end, begin + kLongest);
      while (end > from && text[end] != ' ') --end;
    }
    broken = true;
  }
  return end;
}

// Names of the parties of one mention as the subject or object of a sentence.
std::string names_of(const Mention& mention, const BriefNames& names) {
  return listed(party_names(mention.parties, names), 4);
}

// What a pronoun or a phrase such as "both sides" stands for; "the ministry" keeps its noun: "the
// Indian ministry".
std::string standing_for(const Mention& mention, std::string_view words, const BriefNames& names) {
  static const std::set<std::string, std::less<>> kNouns = {
      "ministry",    "government", "embassy",    "military",   "army",           "navy",
      "prosecutors", "officials",  "parliament", "delegation", "administration", "authorities",
      "troops",      "soldiers",   "forces",     "police",     "court"};
  std::vector<std::string> parts = words_of(words);
  const bool noun = !parts.empty() && kNouns.contains(to_lower(parts.back())) &&
                    mention.parties.size() == 1 && mention.parties[0].name.empty();
  const std::string adjective = noun ? names.adjective(mention.parties[0].code) : std::string();
  if (adjective.empty()) return names_of(mention, names);
  while (parts.size() > 1 && kDeterminers.contains(to_lower(parts.front())))
    parts.erase(parts.begin());
  return fmt::format("the {} {}", adjective, join(parts, " "));
}

// A pronoun, or a noun for the parties of an act.
bool stands_for_parties(std::string_view words) {
  static const std::set<std::string, std::less<>> kNouns = {
      "sides",        "countries",   "leaders",   "ministers", "nations",     "governments",
      "presidents",   "partners",    "parties",   "states",    "secretaries", "two",
      "both",         "president",   "secretary", "minister",  "officials",   "principals",
      "counterparts", "delegations", "militaries"};
  const std::vector<std::string> parts = words_of(words);
  return !parts.empty() &&
         (kPronouns.contains(to_lower(parts.back())) || kNouns.contains(to_lower(parts.back())));
}

// A person by surname: "Singh" for "Rajnath Singh".
bool surname_only(const Mention& mention, std::string_view text) {
  if (mention.parties.size() != 1 || mention.parties[0].name.empty()) return false;
  const std::string& name = mention.parties[0].name;
  return text.find(' ') == std::string_view::npos && name.size() > text.size() &&
         name.ends_with(text) && name[name.size() - text.size() - 1] == ' ';
}

// Left over what belongs to a mention in front: articles, for pronouns and the like also numbers.
std::size_t with_determiners(const std::string& text, std::size_t begin,
                             const std::set<std::string, std::less<>>& words) {
  for (;;) {
    std::size_t at = begin;
    const std::string word = word_before(text, at);
    if (!words.contains(word)) return begin;
    begin = at;
  }
}

// A clause whose subject is known: where the subject begins and ends, what replaces parts of it.
struct Clause {
  bool found = false;
  std::size_t begin = 0, subject_end = 0;
  const Mention* subject = nullptr;
  std::vector<Edit> edits;
};

Clause clause_of(const Sentence& sentence, std::size_t from, const BriefNames& names) {
  Clause out;
  const std::string& text = sentence.text;
  // The mention nearest before the trigger.
  const Mention* subject = nullptr;
  for (const Mention& mention : sentence.mentions) {
    if (mention.begin >= from && mention.end <= sentence.trigger &&
        (subject == nullptr || mention.end >= subject->end))
      subject = &mention;
  }
  if (subject == nullptr) return out;
  const std::string_view gap =
      std::string_view(text).substr(subject->end, sentence.trigger - subject->end);
  if (gap.find_first_not_of(" abcdefghijklmnopqrstuvwxyzMTWFS") != std::string_view::npos)
    return out;
  const std::vector<std::string> between = words_of(gap);
  if (between.size() > 7 ||
      std::any_of(between.begin(), between.end(),
                  [](const std::string& word) { return !kBetween.contains(to_lower(word)); }))
    return out;
  // A verb, not a noun after its owner: "talks", "meeting" do not follow a subject, but may follow
  // nothing else.
  out.subject_end = subject->end;
  std::size_t begin = subject->begin;
  const auto replaced = [&](const Mention& mention) {
    const std::string_view words =
        std::string_view(text).substr(mention.begin, mention.end - mention.begin);
    if (anaphor(words) || (mention.parties.size() == 1 && !mention.parties[0].name.empty() &&
                           mention.parties[0].sector == "GOV" && words_of(words).size() == 1 &&
                           !mention.parties[0].name.ends_with(words))) {
      const std::size_t start = with_determiners(text, mention.begin, kDeterminers);
      out.edits.push_back({start, mention.end, standing_for(mention, words, names)});
      return start;
    }
    if (surname_only(mention, words)) {
      out.edits.push_back({mention.begin, mention.end, names_of(mention, names)});
      return mention.begin;
    }
    return with_determiners(text, mention.begin, kArticles);
  };
  if (kPossessives.contains(to_lower(text.substr(subject->begin, subject->end - subject->begin))))
    return out;
  begin = replaced(*subject);
  // "A, B and C": move left over other mentions.
  for (;;) {
    std::size_t at = begin;
    while (at > from && text[at - 1] == ' ') --at;
    const std::string word = word_before(text, at);
    bool joined = word == "and";
    if (!joined) {
      at = begin;
      while (at > from && text[at - 1] == ' ') --at;
      joined = at > from && text[at - 1] == ',';
      if (joined) --at;
    } else {
      while (at > from && (text[at - 1] == ' ' || text[at - 1] == ',')) --at;
    }
    const Mention* previous = nullptr;
    for (const Mention& mention : sentence.mentions) {
      if (joined && mention.end == at && mention.begin >= from) previous = &mention;
    }
    if (previous == nullptr) break;
    begin = replaced(*previous);
  }
  // What stands before must be a border.
  std::size_t at = begin;
  while (at > from && text[at - 1] == ' ') --at;
  const std::vector<std::string> in_front =
      words_of(std::string_view(text).substr(from, at - from));
  const bool only_ties = std::all_of(in_front.begin(), in_front.end(), [](const std::string& word) {
    return kTies.contains(to_lower(word));
  });
  bool border = only_ties || at <= from || text[at - 1] == ',' || text[at - 1] == ';' ||
                text[at - 1] == ':' || (at >= 3 && text.compare(at - 3, 3, "\xE2\x80\x94") == 0);
  if (!border) {
    const std::string word = word_before(text, at);
    border = kClauseStarts.contains(word);
  } else if (!only_ties && at > from && text[at - 1] == ',') {
    // "On technology, they ...": a short phrase at the front belongs to it.
    const std::string_view front = std::string_view(text).substr(from, at - from);
    const std::vector<std::string> words = words_of(front);
    constexpr auto kFronts =
        std::to_array<std::string_view>({"On", "In", "At", "Under", "With", "Through"});
    const bool topical = !words.empty() && words.size() <= 8 &&
                         front.find(',') == front.size() - 1 &&
                         std::find(kFronts.begin(), kFronts.end(), words[0]) != kFronts.end() &&
                         std::none_of(words.begin(), words.end(), [](const std::string& w) {
                           return w == "day" || w == "same" || kDays.contains(to_lower(w)) ||
                                  kPossessives.contains(w) || w == "this" || w == "that" ||
                                  w == "response" || w == "addition";
                         });
    if (topical) begin = from;
  }
  if (!border) return out;
  // "they said that they would": said still, where the reporting verb is left behind.
  if (between.size() == 1 && between[0] == "would") {
    const std::vector<std::string> subjects = party_names(subject->parties, names);
    if (subjects.size() == 1 && !subject->parties[0].name.empty()) return out;
    const std::size_t place = text.find("would", subject->end);
    out.edits.push_back(
        {place, place + 5, subjects.size() > 1 ? "said they would" : "said it would"});
  }
  out.begin = begin;
  out.subject = subject;
  out.found = true;
  return out;
}

// Subject and verb agree in number: a name put in place of a pronoun must not break it.
bool agrees(const std::string& text, const Clause& clause, const Sentence& sentence,
            const BriefNames& names) {
  for (const Mention& mention : sentence.mentions) {
    if (mention.end != clause.subject_end) continue;
    const std::vector<std::string> subjects = party_names(mention.parties, names);
    const std::string_view words =
        std::string_view(text).substr(mention.begin, mention.end - mention.begin);
    if (!anaphor(words)) continue;
    const std::string lower = to_lower(words);
    if ((lower == "they" || lower == "both" || lower.ends_with("s")) != (subjects.size() > 1) &&
        standing_for(mention, words, names) == names_of(mention, names))
      return false;
  }
  return true;
}

std::string quoted(const std::string& words, bool broken) {
  return fmt::format("\xE2\x80\x9C{}{}\xE2\x80\x9D", with_capital(words), broken ? " ..." : "");
}

// What is said on a podium and not written, and phrases that promise much and tell little.
struct Spoken {
  std::string_view words;
  double cost;
};
constexpr auto kSpoken =
    std::to_array<Spoken>({{"I think", 1.5},      {"I would", 1},         {"you know", 1.5},
                           {"I mean", 1.5},       {"let me ", 1.5},       {"I want to ", 1.2},
                           {"(inaudible)", 3},    {"(Inaudible)", 3},     {"sort of", 1.5},
                           {"kind of", 0.7},      {"if you ", 1},         {"obviously", 0.7},
                           {"I know", 1},         {"I guess", 1.5},       {"going to ", 0.5},
                           {"continue to ", 0.8}, {"continues to ", 0.8}, {"continued to ", 0.5},
                           {"stand with", 0.5},   {"I'm ", 0.7},          {"I\xE2\x80\x99m ", 0.7},
                           {"a couple ", 0.5},    {"a lot of ", 0.7},     {"as I noted", 1},
                           {"as I said", 1},      {"the question", 1},    {"Of course", 0.5},
                           {"of course", 0.5},    {"some of the ", 0.3},  {"last week", 0.3},
                           {"Cross talk", 3},     {"might ", 0.5},        {"would have ", 0.8},
                           {"whether ", 0.5},     {"hopefully", 1},       {"right now", 0.5}});
const std::set<std::string, std::less<>> kObjects = {"him", "her", "them", "it",  "us",
                                                     "me",  "you", "his",  "its", "their"};

std::size_t dashes(std::string_view text) {
  std::size_t out = 0;
  for (const std::string_view dash : {" \xE2\x80\x93 ", "\xE2\x80\x94", " -- "}) {
    for (std::size_t at = text.find(dash); at != std::string_view::npos;
         at = text.find(dash, at + 1))
      ++out;
  }
  return out;
}

// "you", "your": an answer to a reporter, not a statement.
bool addresses_somebody(std::string_view text, std::size_t from) {
  for (const std::string& word : words_of(text.substr(from))) {
    const std::string lower = to_lower(word);
    if (lower == "you" || lower == "your" || lower.starts_with("you'") ||
        lower.starts_with("you\xE2"))
      return true;
  }
  return false;
}

// "that \u2014 that": a word twice.
bool stammers(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (to_lower(words[i]) == to_lower(words[i - 1]) && words[i].size() > 1 &&
        !is_ascii_digit(words[i][0]))
      return true;
    if (i >= 3 && words[i] == words[i - 2] && words[i - 1] == words[i - 3]) return true;
  }
  return false;
}

// "the project", "the matter" after the verb, and nothing that says which: told before this
// sentence.
bool points_back(std::string_view text, std::size_t from) {
  static const std::set<std::string, std::less<>> kNouns = {
      "project",    "facility",    "contract",  "step",     "notice",   "plan",         "decision",
      "matter",     "deal",        "opening",   "visit",    "attack",   "agreement",    "issue",
      "issues",     "proposal",    "move",      "measure",  "measures", "effort",       "efforts",
      "initiative", "arrangement", "request",   "incident", "case",     "announcement", "report",
      "process",    "event",       "situation", "idea",     "program",  "programme",    "bill",
      "resolution", "conflict",    "question",  "purpose"};
  static const std::set<std::string, std::less<>> kSayWhich = {
      "of",    "to",      "for",  "that", "between", "on",  "by", "in",
      "which", "against", "with", "at",   "from",    "led", "on"};
  const std::vector<std::string> words = words_of(text.substr(from));
  if (words.size() > 1 &&
      (words[1] == "it" || words[1] == "him" || words[1] == "them" || words[1] == "this" ||
       words[1] == "that" || words[1] == "her") &&
      words.size() > 2 && words[2] != "would")
    return true;
  for (std::size_t i = 1; i < words.size() && i < 8; ++i) {
    if ((words[i - 1] == "the" || words[i - 1] == "this" || words[i - 1] == "that" ||
         words[i - 1] == "these" || words[i - 1] == "those") &&
        kNouns.contains(words[i]) && (i + 1 == words.size() || !kSayWhich.contains(words[i + 1])))
      return true;
  }
  return false;
}

// A transcript: many speakers, whose pronouns are seldom who they seem.
bool spoken_document(std::string_view title) {
  constexpr auto kKinds = std::to_array<std::string_view>({"Press Briefing",  "Remarks",
                                                           "Interview",       "Press Availability",
                                                           "Gaggle",          "Press Call",
                                                           "Conversation",    "Q&A",
                                                           "Speech",          "Press Conference",
                                                           "Town Hall",       "Hearing",
                                                           "Testimony",       "Telephonic",
                                                           "Briefing",        "On-the-Record",
                                                           "Background Call", "Media Availability",
                                                           "Transcript",      "Address",
                                                           "Q and A"});
  return std::any_of(kKinds.begin(), kKinds.end(), [&](std::string_view kind) {
    return title.find(kind) != std::string_view::npos;
  });
}

// Past the words that tie a quotation to what was said before it.
std::size_t after_ties(std::string_view text, std::size_t from, std::size_t trigger) {
  constexpr auto kLeads = std::to_array<std::string_view>({"And ",
                                                           "But ",
                                                           "So ",
                                                           "Well, ",
                                                           "Now, ",
                                                           "Look, ",
                                                           "Also, ",
                                                           "Again, ",
                                                           "And, ",
                                                           "So, ",
                                                           "Then, ",
                                                           "Then ",
                                                           "then ",
                                                           "and then ",
                                                           "As you know, ",
                                                           "And so ",
                                                           "Indeed, ",
                                                           "Obviously, ",
                                                           "On the same day ",
                                                           "On the same day, ",
                                                           "In addition, ",
                                                           "However, ",
                                                           "Of course, ",
                                                           "First, ",
                                                           "Second, ",
                                                           "Third, ",
                                                           "Finally, ",
                                                           "Additionally, ",
                                                           "I would just say ",
                                                           "And of course, ",
                                                           "Yes, ",
                                                           "No, ",
                                                           "Meanwhile, ",
                                                           "Furthermore, ",
                                                           "Moreover, ",
                                                           "As I said, ",
                                                           "To that end, ",
                                                           "As I noted, "});
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view lead : kLeads) {
      if (text.substr(from, lead.size()) == lead && from + lead.size() <= trigger) {
        from += lead.size();
        again = true;
      }
    }
  }
  return from;
}

// Both sides by named persons, where a noun tells that they met.
std::string met(const Telling& telling, const BriefNames& names) {
  if (telling.type != "CONSULT" || !telling.date_from_text) return {};
  std::vector<StoredParty> all = telling.actors;
  all.insert(all.end(), telling.recipients.begin(), telling.recipients.end());
  std::set<std::string> codes;
  for (const StoredParty& party : all) {
    if (party.name.empty() || party.sector == "IGO") return {};
    codes.insert(party.code);
  }
  if (codes.size() < 2 || all.size() > 6) return {};
  const bool phone = telling.rule.find("phone") != std::string::npos ||
                     telling.rule.find("call") != std::string::npos;
  std::string out = listed(party_names(all, names), 6) + (phone ? " spoke by telephone" : " met");
  if (!phone && !telling.location.empty() && telling.location != "House")
    out += " in " +
           std::string(telling.location == "White House" ? "the White House" : telling.location);
  return out;
}

}  // namespace

Telling telling_of(const StoredAct& act) {
  return {act.type,       act.rule, act.location, act.actors,
          act.recipients, act.told, act.date,     act.date_from_text};
}

Telling telling_of(const StoredCommitment& commitment) {
  return {"AGREE",
          {},
          {},
          commitment.by,
          commitment.to,
          commitment.told,
          commitment.made,
          commitment.told.published != commitment.made.iso()};
}

std::string one_line(std::string_view text) {
  std::string out;
  bool space = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool no_break =
        c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0xA0;
    if (no_break) ++i;
    if (c <= 0x20 || c == 0x7F || no_break) {
      space = true;
      continue;
    }
    if (space && !out.empty()) out.push_back(' ');
    space = false;
    out.push_back(text[i]);
  }
  return out;
}

std::string with_capital(std::string text) {
  if (!text.empty() && is_ascii_lower(text[0])) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string day_text(Date date) {
  switch (date.precision()) {
    case DatePrecision::kDay:
      return fmt::format("{} {} {}", static_cast<int>(date.day),
                         kMonths[static_cast<std::size_t>(date.month)], date.year);
    case DatePrecision::kMonth:
      return fmt::format("{} {}", kMonths[static_cast<std::size_t>(date.month)], date.year);
    case DatePrecision::kYear:
      return std::to_string(date.year);
    default:
      return "date unknown";
  }
}

std::string dated(const Telling& telling) {
  // "Since 24 February ..." dates the beginning, not what is told.
  const bool since =
      telling.type != "CONSULT" && (telling.told.sentence.find("ince ") != std::string::npos);
  // A date in a promise is more often that of the thing promised.
  const std::optional<Date> published = parse_date(telling.told.published);
  const bool ahead =
      telling.type == "AGREE" && published && (telling.date.day == 0 || telling.date > *published);
  if (telling.date_from_text && !since && !ahead)
    return fmt::format("({})", day_text(telling.date));
  return fmt::format("(reported {})", day_text(published ? *published : telling.date));
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most)));
  if (names.size() > most) {
    if (names.size() == most + 1)
      shown.push_back(names.back());
    else
      shown.push_back(fmt::format("{} others", names.size() - most));
  }
  if (shown.empty()) return {};
  std::string out = shown[0];
  for (std::size_t i = 1; i < shown.size(); ++i)
    out += fmt::format("{}{}", i + 1 == shown.size() ? " and " : ", ", shown[i]);
  return out;
}

std::vector<std::string> party_names(const std::vector<StoredParty>& parties,
                                     const BriefNames& names) {
  std::vector<std::string> out;
  const bool many = std::count_if(parties.begin(), parties.end(),
                                  [](const StoredParty& party) { return !party.name.empty(); }) > 2;
  for (const StoredParty& party : parties) {
    std::string name;
    if (party.name.empty())
      name = names.in_sentence(party.code);
    else if (many || party.sector == "IGO" || party.office.empty() ||
             !is_ascii_upper(party.office[0]))
      name = party.name;
    else
      name = party.office + " " + party.name;
    if (!name.empty() && std::find(out.begin(), out.end(), name) == out.end())
      out.push_back(std::move(name));
  }
  return out;
}

Phrase phrase_of(const Telling& telling, const BriefNames& names) {
  const Sentence sentence = sentence_of(telling);
  const std::string& text = sentence.text;
  const std::size_t from = std::min(beginning(sentence), sentence.trigger);
  Phrase out;
  const bool ends = [&] {
    const std::string_view last = trim(text);
    return !last.empty() && (last.back() == '.' || last.back() == '!' ||
                             last.ends_with("\xE2\x80\x9D") || last.back() == '"');
  }();
  if (!ends) out.quality -= 1.8;
  const std::string_view whole = trim(text);
  if (text.find('?') != std::string::npos || whole.ends_with("\xE2\x80\x94") ||
      whole.ends_with("\xE2\x80\x93"))
    out.quality -= 3;
  if (text.starts_with("Q ")) out.quality -= 3;
  if (from < text.size() && is_ascii_lower(text[from])) out.quality -= 1;
  for (const Spoken& spoken : kSpoken) {
    if (text.find(spoken.words) != std::string::npos) out.quality -= spoken.cost;
  }
  out.quality -= 0.5 * static_cast<double>(std::min<std::size_t>(dashes(text), 4));
  if (addresses_somebody(text, from)) out.quality -= 1.5;
  if (stammers(text)) out.quality -= 1;
  if (words_of(text).size() < 6) out.quality -= 1;
  const bool spoken = spoken_document(telling.told.title);
  out.spoken = spoken;
  if (spoken) out.quality -= 0.6;
  if (points_back(text, sentence.trigger)) out.quality -= 1.3;
  // A pronoun as the one acted upon is too often somebody else.
  if (!telling.recipients.empty() &&
      std::all_of(telling.recipients.begin(), telling.recipients.end(),
                  [](const StoredParty& party) { return kObjects.contains(to_lower(party.text)); }))
    out.quality -= 2;
  if (text.find(" had ") != std::string::npos && text.find(" had ") < sentence.trigger)
    out.quality -= 1.2;

  if (first_person(text, from, text.size())) {
    // Somebody's own words stay his own.
    std::vector<StoredParty> speakers;
    for (const Mention& mention : sentence.mentions) {
      const std::string word = to_lower(text.substr(mention.begin, mention.end - mention.begin));
      if (!kFirstPersons.contains(word) || !speakers.empty()) continue;
      speakers = mention.parties;
    }
    bool broken = false;
    const std::size_t start = after_ties(text, from, sentence.trigger);
    const std::size_t end = clause_end(text, start, sentence.trigger_end, false, broken);
    const std::string words = apply(text, start, end, {});
    if (broken) out.quality -= 0.5;
    const std::vector<std::string> opening = words_of(words.substr(0, 20));
    if (!opening.empty() &&
        (to_lower(opening[0]).starts_with("that") || to_lower(opening[0]).starts_with("it") ||
         to_lower(opening[0]) == "this" || to_lower(opening[0]) == "they"))
      out.quality -= 1;
    if (speakers.empty()) {
      out.text = quoted(words, broken);
      out.quality -= 1.5;
    } else {
      std::vector<std::string> who = party_names(speakers, names);
      const bool joint = who.size() > 1;
      out.text =
          with_capital(listed(who, 4)) + (joint ? ", together: " : ": ") + quoted(words, broken);
      out.quality -= 0.8;
    }
    return out;
  }

  const Clause clause = clause_of(sentence, from, names);
  if (clause.found && agrees(text, clause, sentence, names)) {
    bool broken = false;
    const std::size_t end = clause_end(text, clause.begin, sentence.trigger_end, true, broken);
    std::vector<Edit> edits = clause.edits;
    drop_days(text, clause.begin, end, edits);
    // Whole names for surnames that follow.
    for (const Mention& mention : sentence.mentions) {
      const std::string_view words =
          std::string_view(text).substr(mention.begin, mention.end - mention.begin);
      if (mention.begin >= clause.subject_end && mention.end <= end && surname_only(mention, words))
        edits.push_back({mention.begin, mention.end, names_of(mention, names)});
    }
    const std::string made = apply(text, clause.begin, end, edits);
    if (words_of(made).size() >= 5 && !inside_quotes(text, sentence.trigger)) {
      out.text = with_capital(made) + (broken ? " ..." : "");
      out.made = true;
      if (broken) out.quality -= 0.5;
      const std::string subject =
          to_lower(text.substr(clause.subject->begin, clause.subject->end - clause.subject->begin));
      if (kPronouns.contains(subject)) out.quality -= subject == "both" ? 0.2 : spoken ? 4 : 0.8;
      return out;
    }
  }
  if (std::string made = met(telling, names); !made.empty()) {
    out.text = with_capital(std::move(made));
    out.made = true;
    out.quality -= 0.3;
    return out;
  }
  // The sentence itself; names in brackets for its pronouns.
  bool broken = false;
  const std::size_t start = after_ties(text, from, sentence.trigger);
  const std::size_t end = clause_end(text, start, sentence.trigger_end, false, broken);
  if (broken) out.quality -= 0.5;
  std::vector<Edit> edits;
  for (const Mention& mention : sentence.mentions) {
    const std::string_view words =
        std::string_view(text).substr(mention.begin, mention.end - mention.begin);
    if (!anaphor(words) || mention.begin < start || !stands_for_parties(words) ||
        std::string_view(text).substr(mention.end).starts_with(" of "))
      continue;
    if (spoken && kPronouns.contains(to_lower(words))) out.quality -= 4;
    edits.push_back({with_determiners(text, mention.begin, kDeterminers), mention.end,
                     fmt::format("[{}]", names_of(mention, names))});
    break;
  }
  const std::string words = apply(text, start, end, edits);
  out.text = quoted(words, broken);
  const std::vector<std::string> first = words_of(words);
  if (!first.empty() &&
      (kPronouns.contains(to_lower(first[0])) || kPossessives.contains(to_lower(first[0])) ||
       to_lower(first[0]) == "this" || to_lower(first[0]) == "these" ||
       to_lower(first[0]) == "that" || to_lower(first[0]) == "here" ||
       to_lower(first[0]) == "there"))
    out.quality -= 2;
  out.quality -= 0.5;
  return out;
}

}  // namespace entente::brief
