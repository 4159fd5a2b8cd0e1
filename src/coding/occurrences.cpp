#include "coding/occurrences.h"

#include <algorithm>
#include <set>
#include <string>

namespace entente::coding {
namespace {

using Codes = std::set<std::string>;

// Share of the smaller set of content words that the other has, too (overlap coefficient). Promises and
// judgements between the same two come several to a document, so they must share more than acts of force do;
// a title has few words.
constexpr double kVerbalOverlap = 0.6, kMaterialOverlap = 0.4, kTitleOverlap = 0.4;

struct Telling {
  Codes actors, recipients, all;
  std::set<std::string> words;
  bool heading = false;
};

Codes codes(const Document& document, const std::vector<Party>& parties) {
  Codes out;
  for (const Party& party : parties) {
    if (const std::string& code = document.actors[party.actor].code; !code.empty()) out.insert(code);
  }
  return out;
}

Telling read(const Document& document, const Event& event) {
  Telling out;
  out.actors = codes(document, event.actor);
  out.recipients = codes(document, event.recipient);
  out.all = out.actors;
  out.all.insert(out.recipients.begin(), out.recipients.end());
  const Sentence& sentence = document.sentences[event.sentence];
  out.heading = sentence.heading;
  for (const Token& token : sentence.tokens) {
    if (token.upos != Upos::kNoun && token.upos != Upos::kVerb && token.upos != Upos::kAdj && token.upos != Upos::kPropn && token.upos != Upos::kNum) continue;
    const bool party = std::any_of(event.actor.begin(), event.actor.end(), [&](const Party& p) { return p.span.contains(token.span); }) ||
                       std::any_of(event.recipient.begin(), event.recipient.end(), [&](const Party& p) { return p.span.contains(token.span); });
    if (!party) out.words.insert(to_lower_ascii(token.lemma.empty() ? form(document, token) : std::string_view(token.lemma)));
  }
  return out;
}

bool within(const Codes& small, const Codes& big) { return std::includes(big.begin(), big.end(), small.begin(), small.end()); }

// One tells all the other's parties, in the same roles; a symmetric telling has them all under actor.
bool parties_agree(const Telling& a, const Telling& b) {
  if (a.all.empty() || b.all.empty()) return false;
  const auto fits = [](const Telling& small, const Telling& big) {
    if (small.recipients.empty() || big.recipients.empty()) return within(small.all, big.all);
    return within(small.actors, big.actors) && within(small.recipients, big.recipients);
  };
  return fits(a, b) || fits(b, a);
}

bool dates_agree(const Event& a, const Event& b) {
  if (!a.date_from_text || !b.date_from_text) return true;
  const auto same = [](int x, int y) { return x == 0 || y == 0 || x == y; };
  return a.date.year == b.date.year && same(a.date.month, b.date.month) && same(a.date.day, b.date.day);
}

bool modes_agree(const Event& a, const Event& b) {
  if (a.mode.empty() || b.mode.empty()) return true;
  return std::any_of(a.mode.begin(), a.mode.end(), [&](const std::string& mode) { return std::find(b.mode.begin(), b.mode.end(), mode) != b.mode.end(); });
}

double overlap(const Telling& a, const Telling& b) {
  std::size_t shared = 0;
  for (const std::string& word : a.words) shared += b.words.contains(word) ? 1 : 0;
  const std::size_t smaller = std::min(a.words.size(), b.words.size());
  return smaller == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(smaller);
}

bool same_act(const Event& a, const Telling& of_a, const Event& b, const Telling& of_b) {
  if (a.event != b.event || a.when != b.when || a.sentence == b.sentence) return false;
  if (!parties_agree(of_a, of_b) || !dates_agree(a, b) || !modes_agree(a, b)) return false;
  if (a.event == "CONSULT") return true;  // "met X", "they also discussed Y": one meeting
  const double least = of_a.heading || of_b.heading ? kTitleOverlap : a.quad_code == 1 || a.quad_code == 3 ? kVerbalOverlap : kMaterialOverlap;
  return overlap(of_a, of_b) >= least;
}

// The fuller telling: more parties, then a date of its own, then a sentence rather than a title.
bool fuller(const Event& a, const Telling& of_a, const Event& b, const Telling& of_b) {
  const auto rank = [](const Event& event, const Telling& telling) {
    return std::tuple(telling.all.size(), !telling.recipients.empty(), event.date_from_text, !telling.heading, event.mode.size());
  };
  return rank(a, of_a) > rank(b, of_b);
}

}  // namespace

void find_occurrences(Document& document) {
  std::vector<Event>& events = document.events;
  std::vector<Telling> tellings;
  for (const Event& event : events) tellings.push_back(read(document, event));
  for (std::uint32_t k = 0; k < events.size(); ++k) {
    events[k].occurrence = k;
    events[k].mentions = {k};
    // Compared with the fullest telling of each act so far, the nearest first.
    for (std::uint32_t j = k; j-- > 0;) {
      if (events[j].occurrence != j || !same_act(events[j], tellings[j], events[k], tellings[k])) continue;
      std::vector<std::uint32_t> all = std::move(events[j].mentions);
      all.push_back(k);
      const std::uint32_t main = fuller(events[k], tellings[k], events[j], tellings[j]) ? k : j;
      events[j].mentions.clear();
      events[k].mentions.clear();
      for (const std::uint32_t member : all) events[member].occurrence = main;
      events[main].mentions = std::move(all);
      break;
    }
  }
}

}  // namespace entente::coding
