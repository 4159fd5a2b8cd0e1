// The coder works sentence by sentence in four passes over the tree, each in a file of its own:
//   1. match:   every verb, event noun and adjective looks up its rules; the most specific one wins.
//               A light verb hands its meaning to the noun it carries ("hold talks"). match.cpp
//   2. compose: each predicate finds the predicate above it. Operators (said, plans to, halted) change
//               what stands below them; events take events inside them as content ("agreed to meet").
//               compose.cpp, content.cpp
//   3. bind:    the rule's frame names the slots that hold the parties; when and polarity come from
//               the carrier verb. bind.cpp
//   4. emit:    parties become events; the same act told twice in a sentence is one. emit.cpp, with
//               parties.cpp (which parties make an act) and details.cpp (what else the record says);
//               acts that no rule tells are added by examples. whole.cpp
// sentence_coder.h declares them all; scene.h says what surrounds a sentence.
// Outside interface: code_events().
#include "coding/coding.h"

#include <fmt/format.h>

#include <algorithm>

#include "coding/commitments.h"
#include "coding/occurrences.h"
#include "coding/scene.h"
#include "coding/sentence_coder.h"

namespace entente {
namespace coding {

SentenceCoder::SentenceCoder(Document& document, Index sentence, const Ontology& ontology, const std::vector<Party>& meeting, Scene scene)
    : document_(document), ontology_(ontology), meeting_(meeting), scene_(scene), tree_(document, sentence, ontology),
      to_(ontology.words.find("to")), of_(ontology.words.find("of")), in_(ontology.words.find("in")),
      from_(ontology.words.find("from")), among_(ontology.words.find("among")), at_(ontology.words.find("at")), represent_(ontology.words.find("represent")), with_(ontology.words.find("with")),
      by_(ontology.words.find("by")),
      be_(ontology.words.find("be")),
      as_(ontology.words.find("as")) {}

void SentenceCoder::run(const ActModel& acts, ActMaterial* seen) {
  match();
  if (nodes_.empty() && acts.empty() && seen == nullptr) return;
  compose();
  emit(acts, seen);
}

namespace {

// One party a country where the event has exactly two countries and is cooperative.
std::vector<Party> two_sides(const Document& document, const Event& event) {
  if (event.quad_code > 2) return {};
  std::vector<Party> out;
  for (const std::vector<Party>* parties : {&event.actor, &event.recipient}) {
    for (const Party& party : *parties) {
      // "travelled to Brussels" tells no one who was met there.
      if (party.mention >= 0 && document.mentions[static_cast<std::size_t>(party.mention)].place) return {};
      const bool known = std::any_of(out.begin(), out.end(), [&](const Party& other) {
        return document.actors[other.actor].code == document.actors[party.actor].code;
      });
      if (!known) out.push_back(party);
    }
  }
  // A visitor and several hosts are sides, too.
  constexpr std::size_t kManyHosts = 6;
  const bool tour = event.actor.size() == 1 && out.size() > 2 && out.size() <= kManyHosts;
  return out.size() == 2 || tour ? out : std::vector<Party>{};
}

}  // namespace
}  // namespace coding

namespace {

void code_sentences(Document& document, const Ontology& ontology, const ActModel& acts, ActMaterial* seen) {
  // The two sides of a readout: of the first talks coded in its title or first sentences. A long text
  // (a briefing, a speech) is about more than one meeting.
  constexpr std::uint32_t kLead = 5, kLongDocument = 60;
  std::vector<Party> meeting;
  const std::vector<bool> sports = coding::sports_paragraphs(document, ontology);
  const bool has_state = coding::names_a_state(document);
  bool press_asks = false;
  const coding::Speakers speakers = coding::joint_speakers(document, ontology);
  coding::LeadIn lead;  // of the list that the sentences before opened
  std::uint32_t paragraph = 0;
  for (std::uint32_t s = 0; s < document.sentences.size(); ++s) {
    const Sentence& sentence = document.sentences[s];
    if (sentence.tokens.empty()) continue;
    const std::size_t before = document.events.size();
    press_asks = coding::turn_of_press(document, sentence, press_asks);
    // An item is a paragraph of its own; what follows in the same paragraph says more about it.
    const bool new_line = sentence.paragraph != paragraph;
    paragraph = sentence.paragraph;
    const bool item = lead.open() && new_line && coding::begins_item(document, sentence);
    if (new_line && !item) lead = {};
    coding::SentenceCoder coder(document, s, ontology, meeting, {sports[std::min<std::size_t>(paragraph, sports.size() - 1)], press_asks, has_state, speakers, item ? lead : coding::LeadIn()});
    coder.run(acts, seen);
    if (!item) lead = coder.lead_in();
    if (!meeting.empty() || s >= kLead || document.sentences.size() > kLongDocument) continue;
    for (std::size_t k = before; k < document.events.size() && meeting.empty(); ++k) meeting = coding::two_sides(document, document.events[k]);
  }
}

}  // namespace

void code_events(Document& document, const Ontology& ontology, const ActModel& acts) {
  code_sentences(document, ontology, acts, nullptr);
  for (std::size_t k = 0; k < document.events.size(); ++k) {
    Event& event = document.events[k];
    std::string key = document.id;
    key += fmt::format("|{}|{}|{}|{}", document.sentences[event.sentence].span.begin, event.trigger.begin, event.event, name_in(kWhens, event.when));
    event.id = digest_hex(key).substr(0, 16);
  }
  coding::find_occurrences(document);
  coding::find_commitments(document, ontology);
}

ActMaterial act_material(Document& document, const Ontology& ontology) {
  ActMaterial out;
  code_sentences(document, ontology, ActModel(), &out);
  return out;
}

}  // namespace entente
