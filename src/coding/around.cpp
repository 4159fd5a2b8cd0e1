// Pass 4, parties from around: who is meant where no slot of the rule holds a party: the clause, the country the
// sentence begins with, those who speak to the press.
#include <algorithm>
#include <array>

#include "coding/sentence_coder.h"

namespace entente::coding {

// "grateful to our colleagues at the embassies", "appreciate the many Americans who".
bool SentenceCoder::thanks_own_people(const Node& node) const {
  const std::vector<bool> inside = clause_of(node);
  for (Index i = node.carrier + 1; i < tree_.size(); ++i) if (inside[i] && tree_.in_class("own_people", i)) return true;
  return false;
}

// "In her meetings with officials of Peru, the Minister said": hers.
Bound SentenceCoder::pointed_ahead(const Node& node) const {
  Bound out;
  const Index owner = tree_.child(node.word, Deprel::kNmodPoss), up = tree_.head(node.word);
  if (owner == kNone || up == kNone || up < node.word || tree_.token(owner).upos != Upos::kPron || tree_.mention_at(owner) >= 0 || tree_.deprel(node.word) != Deprel::kObl) return out;
  for (const Index i : tree_.agents(up)) out.direct = collect(i, true, out.parties) || out.direct;
  out.slot = "subject of the clause";
  return out;
}

// "When he announced the sanctions, the British premier told": he.
Bound SentenceCoder::subject_ahead(const Node& node) const {
  Bound out;
  const Index up = tree_.head(node.carrier);
  if (tree_.deprel(node.carrier) != Deprel::kAdvcl || up == kNone || up < node.carrier) return out;
  const std::vector<Index> subjects = tree_.agents(node.carrier);
  if (subjects.empty() || tree_.token(subjects.front()).upos != Upos::kPron || feature(tree_.token(subjects.front()).feats, "Person") != "3") return out;
  for (const Index i : tree_.agents(up)) out.direct = collect(i, true, out.parties) || out.direct;
  out.slot = "subject of the clause";
  return out;
}

// "said Germany would sell no arms while the killing remained unexplained, and called on Riyadh": a word whose verb
// the parser hung to one whose subject is a thing is of who speaks before.
Bound SentenceCoder::sayer_before(const Node& node) const {
  Bound out;
  const std::uint8_t quad = node.type == kNoType ? 0 : static_cast<std::uint8_t>(ontology_.types[node.type].quad);
  if ((quad != 1 && quad != 3) || node.nominal || tree_.deprel(node.carrier) != Deprel::kConj || tree_.is_passive(node.carrier) || tree_.child(node.carrier, Deprel::kNsubj) != kNone) return out;
  for (const Index i : tree_.agents(node.carrier)) if (tree_.inner_mention_at(i) >= 0 || tree_.token(i).upos == Upos::kPron) return out;
  for (Index at = tree_.head(node.carrier); at != kNone && codes(out.parties).empty(); at = tree_.head(at)) {
    if (!tree_.is_verbal(at) || tree_.token(at).xpos != tree_.token(node.carrier).xpos) continue;
    out = {};
    for (const Index i : tree_.agents(at)) out.direct = collect(i, false, out.parties) || out.direct;
  }
  out.slot = "who speaks before";
  return out;
}

// In the news an act that no rule finds a doer of is of the one state that the sentence speaks of besides its target.
Bound SentenceCoder::only_state_left(const Node& node, const std::vector<Party>& recipients) const {
  // "people enraged by", "which calls for", "ordered firms to block": told of a thing, or of whom the verb above names.
  const Deprel relation = tree_.deprel(node.carrier);
  if (relation != Deprel::kRoot && relation != Deprel::kConj && relation != Deprel::kCcomp && relation != Deprel::kParataxis && relation != Deprel::kAdvcl) return {};
  // "some cooks refuse": a word of people in general, to nobody.
  const int quad = ontology_.types[node.type].quad;
  for (const Index i : tree_.agents(node.carrier)) {
    if (!recipients.empty() || quad == 2 || quad == 4) break;
    const bool they = tree_.token(i).upos == Upos::kPron && feature(tree_.token(i).feats, "Person") == "3";
    if (!they && tree_.inner_mention_at(i) < 0 && !tree_.in_class("officials", i)) return {};
  }
  const std::set<std::string> left = document_.authors.empty() ? others_in_sentence(codes(recipients)) : std::set<std::string>{};
  if (left.size() != 1) return {};
  Bound out = country_spoken_of(*left.begin());
  // "The loan was announced at a dinner in Nairobi": where it was said, not by whom.
  const bool somewhere = quad != 4 && std::all_of(out.parties.begin(), out.parties.end(), [&](const Party& party) { return party.mention >= 0 && is_venue(document_.mentions[static_cast<std::size_t>(party.mention)].head); });
  out.slot = "the one state left";
  return somewhere ? Bound{} : out;
}

// Behind "in" or "at", also as one of a list.
bool SentenceCoder::is_venue(Index i) const {
  while (tree_.deprel(i) == Deprel::kConj && tree_.head(i) != kNone) i = tree_.head(i);
  return tree_.preposition(i) == in_ || tree_.preposition(i) == at_;
}

// "obtained from Gorbachev an undertaking", "won agreement from the lenders": given by whom it comes from.
bool SentenceCoder::word_obtained(const Node& node, Bound& actor, Bound& recipient) const {
  const Index verb = tree_.head(node.word);
  if (verb == kNone || !tree_.is_verbal(verb) || tree_.deprel(node.word) != Deprel::kObj || !tree_.in_class("obtaining", verb)) return false;
  std::vector<Index> from;
  tree_.arguments_with(verb, from_, from);
  tree_.arguments_with(node.word, from_, from);
  for (const Index i : from) actor.direct = collect(i, true, actor.parties) || actor.direct;
  if (actor.parties.empty()) actor = bind(node, {{SlotKind::kPoss, kUnknownWord}}, {});
  for (const Index i : tree_.agents(verb)) recipient.direct = collect(i, true, recipient.parties) || recipient.direct;
  if (codes(actor.parties).empty() || codes(recipient.parties).empty() || codes(actor.parties) == codes(recipient.parties)) {
    actor = recipient = {};
    return false;
  }
  actor.slot = "from";
  recipient.slot = "subj";
  return true;
}

bool SentenceCoder::thanks_other_side(const Node& node) const {
  if (ontology_.types[node.type].name != "SUPPORT" || node.nominal || scene_.press_asks || !scene_.speakers.people || scene_.speakers.sides.size() != 2) return false;
  const std::vector<Index> objects = tree_.objects(node.word);
  if (objects.empty() || feature(tree_.token(objects.front()).feats, "Person") != "2") return false;
  const std::vector<bool> inside = clause_of(node);
  for (Index i = 0; i < tree_.size(); ++i) if (inside[i] && tree_.in_class("courtesies", i)) return false;
  const std::set<std::string> teller = codes(teller_of(node).parties);
  return teller.size() == 1 && std::any_of(scene_.speakers.sides.begin(), scene_.speakers.sides.end(), [&](std::uint32_t side) { return teller.contains(document_.actors[side].code); });
}

// "pressed Hungary on a visit to Budapest", "said in a call with the premier": who acts in the clause.
Bound SentenceCoder::visitor_of_clause(const Node& node) const {
  Bound out;
  if (node.rule->type != ontology_.type_named("CONSULT") || (tree_.deprel(node.word) != Deprel::kObl && tree_.deprel(node.word) != Deprel::kNmod) || tree_.child(node.word, Deprel::kNmodPoss) != kNone || !is_fact_position(node.word) || is_yet_to_come(node.word)) return out;
  const Index verb = clause_verb(stretch_of(node.word));
  if (verb == kNone || tree_.is_passive(verb)) return out;
  for (const Index i : tree_.agents(verb)) out.direct = collect(i, false, out.parties) || out.direct;
  std::erase_if(out.parties, [&](const Party& party) { return document_.actors[party.actor].sector.empty() && document_.actors[party.actor].name.empty(); });
  if (codes(out.parties).size() != 1) return {};
  out.slot = "clause";
  return out;
}

// "told the visiting Kazakh minister that", "the visiting premier met the Omani king": the guest, and as host
// the other side of the verb.
Bound SentenceCoder::host_of_visiting(const Node& node, Bound& guest) const {
  Bound host;
  const Index above = tree_.head(node.word);
  if (above == kNone) return host;
  const bool bare = tree_.deprel(node.word) == Deprel::kXcomp && tree_.is_verbal(above) && above + 1 == node.word;
  if (tree_.deprel(node.word) != Deprel::kAmod && !bare) return host;
  const std::vector<Index> guests = bare ? tree_.objects(node.word) : tree_.with_conjuncts(above);
  for (const Index i : guests) guest.direct = collect(i, true, guest.parties) || guest.direct;
  const Index verb = tree_.is_verbal(above) ? above : verb_above(above);
  if (verb == kNone) return host;
  // "met the visiting minister": that meeting is told by its own verb.
  if (node_of_word_[verb] >= 0 && nodes_[static_cast<std::size_t>(node_of_word_[verb])].rule->type == node.rule->type && !bare) return host;
  const std::vector<Index> agents = tree_.agents(verb);
  const bool leads = std::any_of(agents.begin(), agents.end(), [&](Index agent) { return agent == above; });
  std::vector<Index> hosts = leads ? tree_.objects(verb) : agents;
  if (leads && with_ != kUnknownWord) tree_.arguments_with(verb, with_, hosts);
  for (const Index i : hosts) host.direct = collect(i, true, host.parties) || host.direct;
  host.slot = "host";
  guest.slot = "guest";
  return host;
}

// "Bolivia extradited him at the request of Argentina": asked of who does it.
Bound SentenceCoder::who_complies(const Node& node, const std::set<std::string>& askers) const {
  Bound out;
  const Index verb = tree_.head(node.word);
  if (tree_.deprel(node.word) != Deprel::kObl || verb == kNone || !tree_.is_verbal(verb) || (!is_fact_position(node.word) && !is_request_followed(node))) return out;
  for (const Index i : tree_.agents(verb)) out.direct = collect(i, true, out.parties) || out.direct;
  // "was held in Miami on a request from Lima": where it is done.
  if (out.parties.empty() && tree_.is_passive(verb)) out = party_of_mention(place_of_clause(verb));
  if (codes(out.parties).size() != 1 || codes(out.parties) == askers) return {};
  out.slot = "who complies";
  return out;
}

// "said that Chad attacked its ship": its own is the teller's, where a state would else strike itself.
void SentenceCoder::return_to_teller(const Node& node, const Bound& actor, Bound& recipient) const {
  if (node.reporter < 0 || codes(recipient.parties).size() != 1 || codes(recipient.parties) != codes(actor.parties)) return;
  const bool owned = std::all_of(recipient.parties.begin(), recipient.parties.end(), [&](const Party& party) {
    if (party.mention < 0) return false;
    const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
    if (mention.sentence != tree_.sentence_index()) return false;
    const Index owner = mention.kind == MentionKind::kPronoun ? mention.head : tree_.child(mention.head, Deprel::kNmodPoss);
    return owner != kNone && tree_.token(owner).upos == Upos::kPron;
  });
  Bound teller = reporter_of(node);
  if (owned && codes(teller.parties).size() == 1 && codes(teller.parties) != codes(actor.parties)) recipient = std::move(teller);
}

// "said 100 prisoners would be freed": what a state tells of another, with no doer named, it does itself.
Bound SentenceCoder::doer_by_report(const Node& node, const std::vector<Party>& recipients) const {
  static constexpr auto kOfStates = std::to_array<std::string_view>({"REJECT", "AID", "CONCEDE", "COERCE", "MOBILIZE", "RETREAT", "SANCTION"});
  if (node.rule->type == kNoType || std::find(kOfStates.begin(), kOfStates.end(), ontology_.types[node.rule->type].name) == kOfStates.end()) return {};
  if (node.nominal || node.reporter < 0 || !tree_.is_passive(node.carrier) || !tree_.agents(node.carrier).empty()) return {};
  Bound teller = reporter_of(node);
  const std::set<std::string> own = codes(teller.parties), others = codes(recipients);
  if (own.size() != 1 || others.empty() || others.contains(*own.begin()) || document_.actors[teller.parties.front().actor].sector == "IGO" || is_stateless_sector(document_.actors[teller.parties.front().actor].sector)) return {};
  const std::string country = place_country(node);
  return country.empty() || country == *own.begin() || others.contains(country) ? teller : Bound{};
}

// A country as its first mention of the sentence has it.
Bound SentenceCoder::country_spoken_of(const std::string& code) const {
  Bound out;
  for (Index i = 0; i < tree_.size() && out.parties.empty(); ++i) {
    const std::int32_t m = tree_.inner_mention_at(i);
    if (m < 0) continue;
    for (const Party& party : party_of_mention(m).parties) if (document_.actors[party.actor].code == code) out.parties.push_back(party);
  }
  out.slot = "the other country spoken of";
  return out;
}

// The one country that a sentence speaks of: where its police, crowds and authorities are at home.
std::string SentenceCoder::only_country() const {
  const std::set<std::string> named = others_in_sentence({});
  return document_.authors.empty() && named.size() == 1 ? *named.begin() : std::string();
}

// "condemned Russia over its invasion": whose it is, is who is judged.
Bound SentenceCoder::judged_owner(const Node& node) const {
  Bound out;
  const Index owner = tree_.child(node.word, Deprel::kNmodPoss);
  if (!node.nominal || owner == kNone || tree_.token(owner).upos != Upos::kPron || node.governor < 0 || !node.content) return out;
  const Node& judgement = nodes_[static_cast<std::size_t>(node.governor)];
  if (judgement.nominal || judgement.type == kNoType || content_policy(*judgement.rule) != Content::kKeep) return out;
  const Index judged = tree_.child(judgement.word, Deprel::kObj);
  if (judged == kNone || judged > owner || tree_.mention_at(judged) < 0) return out;
  out.direct = collect(judged, false, out.parties);
  if (codes(out.parties).size() != 1) return {};
  out.slot = "poss";
  return out;
}

// "will meet with senior government officials", who are of no country told.
bool SentenceCoder::meets_officials(const Node& node) const {
  for (const auto* slots : {&node.rule->frame.recipient, &node.rule->frame.noun_recipient}) {
    for (const Slot& slot : *slots) {
      for (const Index i : slot_tokens(node, slot, false)) if (tree_.in_class("officials", i)) return true;
    }
  }
  return false;
}

// Talks whose sides the sentence leaves out, or names one of: "during that call she asked", "our
// conversation was constructive", "the Secretary also discussed": those just told of, those who stand
// before the press, or those whom the document is about.
void SentenceCoder::complete_talk(const Node& node, Bound& actor, Bound& recipient) const {
  if (!recipient.parties.empty() || codes(actor.parties).size() > 1 || !node.rule->frame.symmetric || tree_.sentence().heading) return;
  for (const Index i : {node.word, node.carrier}) {
    std::vector<Index> others;  // "with lawmakers", who are of no country told
    for (const WordId preposition : {with_, to_, among_, ontology_.words.find("between")}) {
      if (preposition != kUnknownWord) tree_.arguments_with(i, preposition, others);
    }
    // "in very active discussions with them": of the one other country just spoken of.
    if (others.size() == 1 && tree_.token(others.front()).upos == Upos::kPron && tree_.inner_mention_at(others.front()) < 0 && feature(tree_.token(others.front()).feats, "Person") == "3" && !scene_.press_asks) {
      const Bound they = topic_before(codes(actor.parties));
      if (codes(actor.parties).size() == 1 && !they.parties.empty()) {
        actor.parties.push_back(they.parties.front());
        return;
      }
    }
    if (std::any_of(others.begin(), others.end(), [&](Index other) { return tree_.token(other).upos != Upos::kVerb; })) return;
  }
  std::vector<Party> sides;
  if (node.nominal) {
    if (tree_.token(node.word).upos != Upos::kNoun || !is_fact_position(node.word) || !tree_.in_class("talks_by_name", node.word) || is_yet_to_come(node.word)) return;
    const Index owner = tree_.child(node.word, Deprel::kNmodPoss), det = tree_.child(node.word, Deprel::kDet);
    const std::string owned = owner == kNone ? "" : to_lower_ascii(tree_.form(owner));
    if (owned == "our") sides = sides_before_press();
    else if (owned == "their" || is_told_to_be(node.word) || (owner != kNone && tree_.token(owner).upos == Upos::kPron) || (det != kNone && tree_.in_class("pointing", det))) sides = sides_told();
    else if (actor.parties.empty() || is_held_by(node.word, actor)) return talk_of_clause(node, actor);
    else return;
    if (sides.empty() && document_.sentences.size() <= kShortDocument) sides = meeting_;
    if (sides.empty() && actor.parties.empty()) return talk_of_clause(node, actor);
  } else {
    if (!tree_.in_class("talking", node.word)) return;
    if (actor.parties.empty()) {
      const std::vector<Index> subjects = tree_.agents(node.carrier);
      // "The situation in Mali was discussed", told of a meeting: by who met.
      const bool unnamed = tree_.is_passive(node.carrier) && subjects.empty() && document_.sentences.size() <= kShortDocument;
      const bool both = subjects.size() == 1 && tree_.in_class("both_sides", subjects.front()) && !tree_.is_passive(node.carrier);
      if (!unnamed && !both) return;
      sides = unnamed ? meeting_ : sides_told();
    } else if (!says_i(actor.parties)) {
      sides = meeting_;
    }
  }
  const std::set<std::string> both = codes(sides), own = codes(actor.parties);
  if (both.size() != 2 || !std::includes(both.begin(), both.end(), own.begin(), own.end())) return;
  for (const Party& side : sides) if (!own.contains(document_.actors[side.actor].code)) actor.parties.push_back({side.actor, -1, side.span});
  if (actor.slot.empty()) actor.slot = "talks told before";
}

// "talks hosted by China", of others.
bool SentenceCoder::is_held_by(Index talks, const Bound& host) const {
  for (const Index c : tree_.children(talks)) {
    if (tree_.deprel(c) != Deprel::kAcl || !tree_.in_class("hosting", c)) continue;
    std::vector<Party> hosts;
    for (const Index i : tree_.agents(c)) collect(i, true, hosts);
    if (!hosts.empty() && codes(hosts) == codes(host.parties)) return true;
  }
  return false;
}

// "In a phone call, Macron urged Modi to ...", "the two premiers agreed at a meeting to ...": who acts and
// who is spoken to in the clause are those who talk.
void SentenceCoder::talk_of_clause(const Node& node, Bound& actor) const {
  // "after four days of talks"
  const Index stretch = stretch_of(node.word);
  const Deprel relation = tree_.deprel(stretch);
  const bool on_object = relation == Deprel::kNmod && tree_.preposition_token(stretch) != kNone && tree_.form(tree_.preposition_token(stretch)) == "during";
  if ((relation != Deprel::kObl && relation != Deprel::kAdvcl && !on_object) || tree_.preposition(stretch) == as_) return;
  Index verb = clause_verb(stretch);
  if (verb == kNone) return;
  // "the two agreed to stop fighting, the envoy said after a week of talks": theirs.
  if (const Index told = tree_.child(verb, Deprel::kCcomp); told != kNone && tells(verb) && !tree_.is_passive(told)) {
    std::vector<Party> both;
    for (const Index i : tree_.agents(told)) collect(i, false, both);
    if (codes(both).size() == 2) verb = told;
  }
  // "at the Summit for Democracy": a known one, of more than who speaks of it.
  const Index det = tree_.child(node.word, Deprel::kDet);
  if (tree_.form(node.word) == "Summit" || (tree_.form(node.word) == "summit" && (det == kNone || (tree_.form(det) != "a" && tree_.form(det) != "an")))) return;
  std::vector<Party> sides;
  for (const Index i : tree_.agents(verb)) collect(i, false, sides);
  // "Israel was asked by the premier in a telephone call": who is asked is spoken to.
  if (tree_.is_passive(verb) && !sides.empty()) for (const Index i : tree_.objects(verb)) collect(i, false, sides);
  // "the two countries' cabinets agreed at a working dinner": said of a kind of meeting only where both are named.
  if (codes(sides).size() < 2 && tree_.child(node.word, Deprel::kAmod) != kNone) return;
  if (codes(sides).size() == 1) {
    // "apologised in a call to the premier": whom it is said to.
    std::vector<Index> addressed = tree_.objects(verb);
    tree_.arguments_with(verb, to_, addressed);
    for (const Index i : addressed) {
      const std::int32_t m = tree_.mention_at(i);
      if (m < 0) continue;
      for (const Party& party : party_of_mention(m).parties) if (document_.actors[party.actor].sector == "GOV") sides.push_back(party);
    }
  }
  unique_parties(sides);
  // "encourage all parties to take part in the meeting": theirs, not of those who encourage.
  if (codes(sides).size() >= 2 && tree_.head(stretch) != verb && tree_.child(verb, Deprel::kObj) != kNone) return;
  if (codes(sides).size() < 2 && distinct_people(sides, {}) < 2) return;
  actor.parties = std::move(sides);
  actor.slot = "clause";
}

std::vector<Party> SentenceCoder::sides_before_press() const {
  std::vector<Party> out;
  for (const std::uint32_t side : scene_.speakers.sides) out.push_back({side, -1, tree_.sentence().span});
  return out;
}

// "In Mali and Chad, groups have tortured": the countries set before the sentence.
Bound SentenceCoder::fronted_country(Index i) const {
  Bound out;
  for (Index at = i; at != kNone && out.parties.empty(); at = tree_.head(at)) {
    for (const Index c : tree_.children(at)) {
      if (c > i || tree_.deprel(c) != Deprel::kObl || tree_.preposition(c) != in_ || tree_.preposition_token(c) > 1) continue;
      for (const Index member : tree_.with_conjuncts(c)) {
        const Bound named = party_of_mention(tree_.mention_at(member));
        out.parties.insert(out.parties.end(), named.parties.begin(), named.parties.end());
      }
    }
  }
  out.slot = "country at the head of the sentence";
  return out;
}

// "In Argentina, she will meet ...", of a trip to two countries: the one.
void SentenceCoder::narrow_to_fronted(const Node& node, Bound& others) const {
  const std::set<std::string> all = codes(others.parties);
  if (all.size() < 2) return;
  Bound here = fronted_country(node.carrier);
  const std::set<std::string> named = codes(here.parties);
  if (!named.empty() && std::includes(all.begin(), all.end(), named.begin(), named.end())) others = std::move(here);
}

// "We'll continue to work with them on that", "is prepared to assist these efforts": the clause points back,
// and the sentence before, of the same speaker, is about another country.
bool SentenceCoder::goes_on_about_another(const Node& node, const std::vector<Party>& actors) const {
  if (scene_.press_asks || node.nominal || tree_.in_class("words_given", node.word) || tree_.sentence_index() == 0 || document_.sentences[tree_.sentence_index() - 1].heading) return false;
  if (document_.sentences[tree_.sentence_index() - 1].paragraph != tree_.sentence().paragraph) return false;
  const std::vector<bool> inside = clause_of(node);
  bool back = false;
  for (Index i = node.carrier + 1; i < tree_.size(); ++i) {
    if (!inside[i]) continue;
    if (tree_.in_class("courtesies", i) || tree_.in_class("at_home", i)) return false;
    back = back || tree_.in_class("pointing_back", i);
  }
  if (!back) return false;
  const std::set<std::string> own = codes(actors);
  const std::uint32_t before = tree_.sentence_index() - 1;
  const auto first = std::lower_bound(document_.mentions.begin(), document_.mentions.end(), before, [](const Mention& mention, std::uint32_t sentence) { return mention.sentence < sentence; });
  for (auto it = first; it != document_.mentions.end() && it->sentence == before; ++it) {
    for (const std::uint32_t actor : it->actors) {
      const Actor& who = document_.actors[actor];
      if (!who.code.empty() && !own.contains(who.code) && !is_stateless_sector(who.code) && it->kind != MentionKind::kPronoun) return true;
    }
  }
  return false;
}

// "We will continue to donate additional doses": the two sentences before speak of the world.
bool SentenceCoder::gives_abroad(const Node& node) const {
  if (node.rule->type != ontology_.type_named("AID") || node.nominal || scene_.press_asks) return false;
  for (Index i = 0; i < tree_.size(); ++i) if (tree_.in_class("at_home", i)) return false;
  const std::uint32_t here = tree_.sentence_index();
  for (std::uint32_t s = here < 2 ? 0 : here - 2; s < here; ++s) {
    const Sentence& before = document_.sentences[s];
    if (before.paragraph != tree_.sentence().paragraph || before.heading) continue;
    for (const Token& token : before.tokens) {
      const WordId word = ontology_.words.find(to_lower_ascii(form(document_, token)));
      if (word != kUnknownWord && ontology_.in_class("abroad", word)) return true;
    }
  }
  return !others_near({document_.actors[document_.authors.front()].code}).empty();
}

// Who tells this: whom "we" stands for in the paragraph, else the government that writes. Of a question
// nobody.
Bound SentenceCoder::teller_of(const Node& node) const {
  Bound out;
  if (scene_.press_asks || node.reporter >= 0) return out;
  const std::uint32_t paragraph = tree_.sentence().paragraph;
  const auto first = std::lower_bound(document_.mentions.begin(), document_.mentions.end(), paragraph, [&](const Mention& mention, std::uint32_t p) { return document_.sentences[mention.sentence].paragraph < p; });
  for (auto it = first; it != document_.mentions.end() && document_.sentences[it->sentence].paragraph == paragraph; ++it) {
    const Mention& mention = *it;
    const Sentence& sentence = document_.sentences[mention.sentence];
    if (mention.kind != MentionKind::kPronoun || mention.actors.size() != 1) continue;
    if (feature(sentence.tokens[mention.head].feats, "Person") != "1" || document_.actors[mention.actors.front()].code.empty()) continue;
    out.parties.push_back({mention.actors.front(), -1, tree_.token(node.carrier).span});
    break;
  }
  out.slot = "who tells it";
  return out.parties.empty() && scene_.speakers.sides.empty() && document_.authors.size() == 1 ? author_of(node) : out;
}

// "There have been a range of conversations with".
bool SentenceCoder::is_told_to_exist(const Node& node) const {
  for (Index at = node.word, up = tree_.head(at); node.nominal && up != kNone; at = up, up = tree_.head(at)) {
    if (tree_.deprel(at) == Deprel::kNmod && tree_.in_class("partitives", up)) continue;
    return tree_.deprel(at) == Deprel::kNsubj && tree_.child(up, Deprel::kExpl) != kNone && tree_.child(node.word, Deprel::kNmodPoss) == kNone;
  }
  return false;
}

// "The new initiative will support Guatemala", "assistance will be provided to Jordan".
bool SentenceCoder::gives_without_giver(const Node& node, std::string_view act, const std::vector<Party>& recipients) const {
  if ((act != "AGREE" && act != "AID") || node.nominal || recipients.empty() || tree_.token(node.carrier).upos != Upos::kVerb) return false;
  std::vector<Index> things = tree_.is_passive(node.carrier) ? tree_.objects(node.carrier) : tree_.agents(node.carrier);
  return std::any_of(things.begin(), things.end(), [&](Index i) { return tree_.in_class("means_of_help", i) || (tree_.is_passive(node.carrier) && tree_.in_class("people_helped", i)); });
}

// "This was a call for the President to reiterate".
bool SentenceCoder::is_told_to_be(Index i) const {
  const Index subject = tree_.child(i, Deprel::kNsubj), copula = tree_.child(i, Deprel::kCop);
  if (subject == kNone || copula == kNone) return false;
  const std::string be = to_lower_ascii(tree_.form(copula));
  return (be == "was" || be == "were" || be == "been") && (tree_.in_class("pointing", subject) || to_lower_ascii(tree_.form(subject)) == "it");
}

// "During their meeting, she will raise": not held yet.
bool SentenceCoder::is_yet_to_come(Index i) const {
  // "pledged not to use force after a meeting": pledged after it.
  const Index before = tree_.preposition_token(i), infinitive = tree_.head(i);
  const bool after = before != kNone && infinitive != kNone && tree_.in_class("turns", before) && tree_.is_verbal(infinitive) && tree_.mark(infinitive) == to_ && clause_verb(i) != kNone;
  for (Index at = i, up = after ? clause_verb(i) : infinitive; ; at = up, up = tree_.head(at)) {
    const Modality modality = modality_of(at);
    if (modality.future || modality.conditional || modality.obligation || modality.negated || modality.question) return true;
    const int above = node_of_word_[at];
    if (tree_.in_class("coming_times", at) || (above >= 0 && nodes_[static_cast<std::size_t>(above)].rule->effect == Effect::kPlan)) return true;
    for (const Index c : tree_.children(at)) if (tree_.in_class("coming_times", c)) return true;
    if (up == kNone) return false;
  }
}

// "concerns about many actions that Russia has taken": who did what is complained of.
Bound SentenceCoder::doer_in_topic(const Node& node, const std::vector<Party>& accusers) const {
  Bound out;
  std::vector<Index> level{node.word};
  for (int depth = 0; depth < 3 && out.parties.empty(); ++depth) {
    std::vector<Index> below;
    for (const Index at : level) {
      for (const Index c : tree_.children(at)) {
        const Deprel relation = tree_.deprel(c);
        if (relation == Deprel::kObj || relation == Deprel::kObl || relation == Deprel::kNmod) below.push_back(c);
        if (relation != Deprel::kAclRelcl || depth == 0) continue;
        for (const Index doer : tree_.agents(c)) out.direct = collect(doer, true, out.parties) || out.direct;
      }
    }
    level = std::move(below);
  }
  const std::set<std::string> own = codes(accusers);
  std::erase_if(out.parties, [&](const Party& party) { return own.contains(document_.actors[party.actor].code); });
  out.slot = "doer of the topic";
  return out;
}

}  // namespace entente::coding
