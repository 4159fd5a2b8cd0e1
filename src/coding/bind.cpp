// Pass 3, bind: who the parties of a predicate are: from the slots of its rule's frame, else from what
// stands around it.
#include "coding/sentence_coder.h"

#include <algorithm>
#include <array>

namespace entente::coding {

// ------------------------------------------------------------ slots

// The first slot that holds an actor. Parties of `taken` do not count as the other side unless they
// stand there by name (domestic acts).
Bound SentenceCoder::bind(const Node& node, const std::vector<Slot>& slots, const std::vector<Party>& taken) const {
  Bound without_country;  // "protesters", where no slot names a country
  // What stands at the predicate before what is buried: "appreciation for Spain's help in response to
  // Russia's war".
  for (const bool deep : {false, true}) {
    Bound bound = bind(node, slots, taken, deep, without_country);
    if (!bound.parties.empty()) return bound;
  }
  return without_country;
}

Bound SentenceCoder::bind(const Node& node, const std::vector<Slot>& slots, const std::vector<Party>& taken, bool deep, Bound& without_country) const {
  for (const Slot& slot : slots) {
    if (deep && slot.kind != SlotKind::kPreposition) continue;
    Bound bound;
    if (slot.kind == SlotKind::kReporter) bound = reporter_of(node);
    for (const Index i : slot_tokens(node, slot, deep)) {
      switch (slot.kind) {
        case SlotKind::kOwner:
          if (!tree_.in_class("relational", i)) collect_owner(i, bound.parties, 0);  // "Russia's neighbour" is another
          break;
        case SlotKind::kInobj: collect_inside(i, bound.parties); break;
        case SlotKind::kIncomp: collect_inside(i, bound.parties); break;
        case SlotKind::kPoss:
          bound.direct = collect(i, true, bound.parties) || bound.direct;
          // "Russia's missile attack": whose missile it is.
          if (bound.parties.empty() && tree_.inner_mention_at(i) >= 0) bound.parties = party_of_mention(tree_.inner_mention_at(i)).parties;
          break;
        default: bound.direct = collect(i, true, bound.parties) || bound.direct; break;
      }
    }
    const bool indirect = slot.kind == SlotKind::kOwner || slot.kind == SlotKind::kInobj || slot.kind == SlotKind::kIncomp || slot.kind == SlotKind::kComp || !bound.direct;
    std::erase_if(bound.parties, [&](const Party& party) { return is_taken(party, taken, indirect); });
    if (bound.parties.empty()) continue;
    bound.slot = slot.kind == SlotKind::kPreposition ? std::string(ontology_.words.text(slot.preposition)) : std::string(name_in(kSlotKinds, slot.kind));
    if (!codes(bound.parties).empty()) return bound;
    if (without_country.parties.empty()) without_country = std::move(bound);
  }
  return {};
}

bool SentenceCoder::is_taken(const Party& party, const std::vector<Party>& taken, bool indirect) const {
  const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
  for (const Party& other : taken) {
    if (other.mention == party.mention) return true;
    const Actor& a = document_.actors[other.actor];
    const Actor& b = document_.actors[party.actor];
    if (other.actor == party.actor && (a.code == b.code) && mention.kind == MentionKind::kPronoun) return true;
    if (a.code == b.code && !a.code.empty() && (others_only_ || indirect || mention.kind == MentionKind::kPronoun)) return true;
  }
  return false;
}

// `deep`: prepositions also further down than at the predicate and its object.
std::vector<Index> SentenceCoder::slot_tokens(const Node& node, const Slot& slot, bool deep) const {
  std::vector<Index> out;
  const Index verb = node.carrier;
  switch (slot.kind) {
    case SlotKind::kSubj: {
      if (node.kind == PredicateKind::kAdjective) {
        // "is committed to": the subject of the passive is who is committed.
        for (const Index c : tree_.children(verb)) {
          if (tree_.deprel(c) == Deprel::kNsubj || tree_.deprel(c) == Deprel::kNsubjPass) return tree_.with_conjuncts(c);
        }
        if (tree_.deprel(verb) == Deprel::kConj && tree_.head(verb) != kNone) {
          for (const Index c : tree_.children(tree_.head(verb))) {
            if (tree_.deprel(c) == Deprel::kNsubj || tree_.deprel(c) == Deprel::kNsubjPass) return tree_.with_conjuncts(c);
          }
        }
      }
      out = tree_.agents(verb);
      // "adopts resolution demanding a truce": who adopts demands.
      if (out.size() == 1 && tree_.deprel(verb) == Deprel::kAcl && tree_.head(verb) == out.front() && tree_.in_class("writings", out.front()) && tree_.deprel(out.front()) == Deprel::kObj) out = tree_.agents(tree_.head(out.front()));
      if (out.empty() && node.borrowed_from != kNone) out = tree_.agents(node.borrowed_from);
      if (out.empty()) {
        if (const Index poss = tree_.child(verb, Deprel::kNmodPoss); poss != kNone) out = tree_.with_conjuncts(poss);
      }
      break;
    }
    case SlotKind::kObj:
      // The object of a light verb is the event noun itself.
      if (!node.from_light_verb && node.kind != PredicateKind::kNoun) out = tree_.objects(node.word);
      if (out.empty()) out = particle_objects(node);
      break;
    case SlotKind::kIobj:
      if (const Index iobj = tree_.child(verb, Deprel::kIobj); iobj != kNone) out = tree_.with_conjuncts(iobj);
      break;
    case SlotKind::kPoss:
      for (const Index c : tree_.children(node.word)) {
        if (tree_.deprel(c) == Deprel::kNmodPoss) {
          const std::vector<Index> all = tree_.with_conjuncts(c);
          out.insert(out.end(), all.begin(), all.end());
        }
      }
      if (out.empty()) {
        for (const Index c : tree_.children(node.word)) {
          if ((tree_.deprel(c) == Deprel::kAmod || tree_.deprel(c) == Deprel::kCompound || tree_.deprel(c) == Deprel::kNmodDesc) && tree_.inner_mention_at(c) >= 0) {
            const std::vector<Index> all = tree_.with_conjuncts(c);
            out.insert(out.end(), all.begin(), all.end());
          } else if (const Index leader = leader_in(c); leader != kNone) {
            out.push_back(leader);
          }
        }
      }
      break;
    case SlotKind::kPreposition: {
      tree_.arguments_with(node.word, slot.preposition, out);
      if (node.carrier != node.word) tree_.arguments_with(node.carrier, slot.preposition, out);
      if (out.empty() && node.kind != PredicateKind::kNoun) {
        for (const Index object : tree_.objects(node.word)) tree_.arguments_with(object, slot.preposition, out);
      }
      // "Demonstrations against Japan broke out": what stands at the act that is the subject.
      if (out.empty() && node.kind == PredicateKind::kVerb && !node.rule->subject.empty()) {
        for (const Index subject : tree_.agents(node.word)) if (tree_.inner_mention_at(subject) < 0 && noun_types_[subject] != 0) tree_.arguments_with(subject, slot.preposition, out);
      }
      // "3 million doses to Chad, 2 million to Niger": each of a list has its own.
      if (!out.empty() && slot.preposition == to_ && node.kind != PredicateKind::kNoun) {
        for (const Index object : tree_.objects(node.word)) if (tree_.deprel(object) == Deprel::kConj) tree_.arguments_with(object, slot.preposition, out);
      }
      // Further down, nearest first: "took part in talks with Paraguay", "the bombing of the embassy by Iran",
      // "suspended its participation in the programme with Pakistan".
      std::vector<Index> level{node.word};
      for (int depth = 0; deep && depth < 3 && out.empty() && !level.empty(); ++depth) {
        std::vector<Index> below;
        for (const Index above : level) {
          for (const Index c : tree_.children(above)) {
            const Deprel relation = tree_.deprel(c);
            if (relation == Deprel::kObl || relation == Deprel::kNmod || (depth == 0 && (relation == Deprel::kObj || relation == Deprel::kAdvmod))) below.push_back(c);
          }
        }
        for (const Index c : below) {
          const std::span<const Index> cases = tree_.children(c);
          const bool manner = node.trigger->more.empty() && tree_.in_class("manner_nouns", c) && std::any_of(cases.begin(), cases.end(), [&](Index at) { return tree_.deprel(at) == Deprel::kCase && tree_.lower(at) == in_; });
          const bool venue = slot.preposition == in_ && node.rule->type != ontology_.type_named("CONSULT") && (noun_types_[c] >> ontology_.type_named("CONSULT") & 1U) != 0;  // "at talks in Djibouti"
          if (!manner && !venue) tree_.arguments_with(c, slot.preposition, out);
        }
        level = std::move(below);
      }
      if (deep && out.empty() && node.nominal) stranded_arguments(node.word, slot.preposition, out);
      break;
    }
    case SlotKind::kComp: case SlotKind::kIncomp:
      for (const Index c : tree_.children(node.word)) {
        const Deprel relation = tree_.deprel(c);
        const bool told_of = slot.kind == SlotKind::kComp && relation == Deprel::kCsubj;  // "absurd for Chad to sit on the council"
        if (!told_of && relation != Deprel::kCcomp && relation != Deprel::kXcomp && !(relation == Deprel::kAdvcl && tree_.mark(c) == to_) && relation != Deprel::kAcl) continue;
        if (slot.kind == SlotKind::kComp) {
          for (const Index s : tree_.children(c)) {
            if (tree_.deprel(s) == Deprel::kNsubj || tree_.deprel(s) == Deprel::kNsubjPass) {
              const std::vector<Index> all = tree_.with_conjuncts(s);
              out.insert(out.end(), all.begin(), all.end());
            }
          }
        } else {
          out.push_back(c);
        }
      }
      break;
    case SlotKind::kOwner: case SlotKind::kInobj:
      out = tree_.objects(node.word);
      if (out.empty()) out = particle_objects(node);
      break;
    case SlotKind::kCondition:
      if (const Index condition = condition_clause(verb); condition != kNone) out = tree_.agents(condition);
      break;
    case SlotKind::kPlace: case SlotKind::kReporter: case SlotKind::kCount:
      break;
  }
  return out;
}

// "came hours after an Israeli strike on Damascus", "followed talks in Paris between Iraq and Kuwait": what
// stands behind the noun, though the parser hung it to the verb of the clause.
void SentenceCoder::stranded_arguments(Index noun, WordId preposition, std::vector<Index>& out) const {
  if (!ontology_.in_class("noun_prepositions", preposition) && !(preposition == to_ && tree_.in_class("journeys", noun))) return;
  const Index verb = verb_above(noun);
  if (verb == kNone || verb > noun || (preposition == by_ && tree_.is_passive(verb))) return;
  for (const Index c : tree_.children(verb)) {
    const Index before = tree_.preposition_token(c);
    if (c < noun || before == kNone || before < noun || tree_.lower(before) != preposition) continue;
    bool beside = true;
    for (Index i = noun + 1; i < before && beside; ++i) beside = !tree_.is_verbal(i) && tree_.token(i).upos != Upos::kPunct && tree_.token(i).upos != Upos::kSconj && tree_.token(i).upos != Upos::kCconj;
    if (!beside) continue;
    const std::vector<Index> all = tree_.with_conjuncts(c);
    out.insert(out.end(), all.begin(), all.end());
    return;
  }
}

// The nearest verb above, kNone where there is none.
Index SentenceCoder::verb_above(Index i) const {
  do i = tree_.head(i);
  while (i != kNone && !tree_.is_verbal(i));
  return i;
}

// The verb of the clause that a phrase stands in, where the parser may have hung it on an infinitive of that
// clause: "pressed him to yield during a visit". kNone where it hangs on no verb.
Index SentenceCoder::clause_verb(Index phrase) const {
  Index verb = tree_.head(phrase);
  // "voiced gratitude during a call": hung on the object.
  if (verb != kNone && tree_.deprel(phrase) == Deprel::kNmod && tree_.deprel(verb) == Deprel::kObj) verb = tree_.head(verb);
  while (verb != kNone && tree_.is_verbal(verb) && tree_.mark(verb) == to_ && tree_.head(verb) != kNone) verb = tree_.head(verb);
  return verb != kNone && tree_.is_verbal(verb) ? verb : kNone;
}

// "the U.S.-led attack": who leads it.
Index SentenceCoder::leader_in(Index modifier) const {
  if (tree_.deprel(modifier) != Deprel::kAmod || tree_.form(modifier) != "led") return kNone;
  for (const Index c : tree_.children(modifier)) if (tree_.inner_mention_at(c) >= 0) return c;
  return kNone;
}

// Objects behind a preposition that belongs to the predicate: "complied with Kuwait's demands",
// "calls in the US envoy".
std::vector<Index> SentenceCoder::particle_objects(const Node& node) const {
  std::vector<Index> out;
  if (node.kind == PredicateKind::kNoun || node.trigger == nullptr) return out;
  for (const WordId word : node.trigger->more) tree_.arguments_with(node.word, word, out);
  if (!out.empty()) return out;
  // Of several prepositions of the rule the argument that stands first.
  for (const WordId word : node.rule->prepositions.words) {
    std::vector<Index> behind;
    tree_.arguments_with(node.word, word, behind);
    if (!behind.empty() && (out.empty() || behind.front() < out.front())) out = std::move(behind);
  }
  return out;
}

// ------------------------------------------------------------ actors of a noun phrase

// Actors of the noun phrase headed by i. `owner`: also what possesses or qualifies it.
// Returns whether the mention itself was found, not only its owner.
bool SentenceCoder::collect(Index i, bool owner, std::vector<Party>& out, int depth) const {
  if (depth > 4) return false;
  // "delegations representing Chad and Niger"
  const std::size_t already = out.size();
  for (const Index c : tree_.children(i)) {
    if (tree_.deprel(c) != Deprel::kAcl || tree_.lemma(c) != represent_) continue;
    for (const Index object : tree_.objects(c)) collect(object, true, out, depth + 1);
    if (out.size() > already) return true;
  }
  // "rockets fired from Gaza": of where, or by whom, they are fired.
  for (const Index c : tree_.children(i)) {
    if (tree_.deprel(c) != Deprel::kAcl) continue;
    // "a strike believed to have been carried out by a drone"
    const Index done = tree_.in_class("firing", c) || tree_.child(c, Deprel::kXcomp) == kNone ? c : tree_.child(c, Deprel::kXcomp);
    if (!tree_.in_class("firing", done)) continue;
    std::vector<Index> whence;
    for (const WordId preposition : {by_, from_}) if (whence.empty()) tree_.arguments_with(done, preposition, whence);
    for (const Index from : whence) collect(from, true, out, depth + 1);
    if (out.size() > already) return true;
  }
  // "China's southern neighbour, Vietnam", "its close partners Sweden and Finland": the names say who they are.
  if (const Index name = tree_.child(i, Deprel::kAppos); name != kNone && tree_.in_class("relational", i) && names_country(name)) {
    for (const Index member : tree_.with_conjuncts(name)) {
      const std::vector<Party> named = party_of_mention(tree_.mention_at(member) >= 0 ? tree_.mention_at(member) : tree_.inner_mention_at(member)).parties;
      out.insert(out.end(), named.begin(), named.end());
    }
    return true;
  }
  if (const std::int32_t m = tree_.mention_at(i); m >= 0) {
    const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
    // "the G7 foreign ministers of Canada, France ...": those listed, not the group.
    if (mention.actors.size() == 1 && document_.actors[mention.actors.front()].sector == "IGO") {
      for (const Index c : tree_.children(i)) {
        if (tree_.deprel(c) != Deprel::kNmod || tree_.preposition(c) != of_) continue;
        const std::vector<Index> listed = tree_.with_conjuncts(c);
        if (listed.size() < 3) continue;
        for (const Index member : listed) collect(member, true, out, depth + 1);
        return true;
      }
    }
    const bool codeless = std::all_of(mention.actors.begin(), mention.actors.end(), [&](std::uint32_t actor) { return document_.actors[actor].code.empty(); });
    if (codeless && owner) {
      // "the U.N. war crimes court": whose it is says more.
      const std::size_t before = out.size();
      collect_compound_owner(i, out, depth);
      // "customs officers at Sydney airport": of where they serve.
      for (const Index c : tree_.children(i)) {
        if (!force_ || out.size() > before || tree_.deprel(c) != Deprel::kNmod || (tree_.preposition(c) != at_ && tree_.preposition(c) != in_)) continue;
        for (const Index d : tree_.children(c)) {
          if (tree_.deprel(d) != Deprel::kCompound || tree_.inner_mention_at(d) < 0) continue;
          const std::vector<Party> here = party_of_mention(tree_.inner_mention_at(d)).parties;
          out.insert(out.end(), here.begin(), here.end());
        }
      }
      if (out.size() > before) return true;
    }
    for (const std::uint32_t actor : mention.actors) out.push_back({actor, m, mention.span});
    // "the leaders of China, Russia and four neighbours": the phrase ends before the rest of the list.
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) != Deprel::kNmod || tree_.preposition(c) != of_ || c >= mention.last || mention.kind == MentionKind::kName) continue;
      for (const Index member : tree_.with_conjuncts(c)) if (member >= mention.last && names_country(member)) collect(member, false, out, depth + 1);
    }
    // "Hanoi, Delhi ink deal": two states side by side are a list.
    if (const Index beside = tree_.child(i, Deprel::kAppos); beside != kNone && is_state_or_people(i, mention) && tree_.mention_at(beside) >= 0) {
      const Mention& other = document_.mentions[static_cast<std::size_t>(tree_.mention_at(beside))];
      const auto is_state = [&](const Mention& one) {
        return one.actors.size() == 1 && document_.actors[one.actors.front()].name.empty() && document_.actors[one.actors.front()].office.empty();
      };
      if (is_state(mention) && is_state(other) && is_state_or_people(beside, other) && document_.actors[mention.actors.front()].code != document_.actors[other.actors.front()].code) collect(beside, false, out, depth + 1);
    }
    // "Brazil's and Turkey's foreign ministers"
    const bool plural = tree_.token(i).xpos == "NNS" || tree_.token(i).xpos == "NNPS";
    for (const Index c : tree_.children(i)) {
      if (plural && tree_.deprel(c) == Deprel::kNmodPoss && c < mention.first && names_country(c) && tree_.child(c, Deprel::kConj) != kNone) collect(c, false, out, depth + 1);
    }
    return true;
  }
  const Upos upos = tree_.token(i).upos;
  if (tree_.in_class("partitives", i) || upos == Upos::kNum || upos == Upos::kPron || upos == Upos::kDet || upos == Upos::kSym) {
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) != Deprel::kNmod) continue;
      const WordId preposition = tree_.preposition(c);
      if (preposition != of_ && preposition != from_ && preposition != in_ && preposition != among_) continue;
      bool found = false;
      for (const Index member : tree_.with_conjuncts(c)) found = collect(member, owner, out, depth + 1) || found;
      if (found) return true;
    }
  }
  // "acted with respect to Libya"
  if (tree_.in_class("regards", i)) {
    for (const Index c : tree_.children(i)) {
      if (tree_.deprel(c) != Deprel::kNmod) continue;
      for (const Index member : tree_.with_conjuncts(c)) collect(member, owner, out, depth + 1);
      if (!out.empty()) return true;
    }
  }
  // "entities, including Russia's largest bank": those named stand for all.
  const std::size_t before = out.size();
  if (owner) collect_owner(i, out, depth);
  for (const Index c : tree_.children(i)) {
    if (out.size() > before || tree_.deprel(c) != Deprel::kNmod || tree_.preposition_token(c) == kNone) continue;
    const std::string_view preposition = tree_.form(tree_.preposition_token(c));
    if (preposition != "including" && preposition != "like" && preposition != "such") continue;
    for (const Index member : tree_.with_conjuncts(c)) collect(member, true, out, depth + 1);
  }
  // "invited some countries - Ghana, Togo": those named behind it.
  for (const Index c : tree_.children(i)) {
    if (out.size() > before || c < i || !(tree_.in_class("countries_by_noun", i) || names_office_holder(c)) || tree_.deprel(c) != Deprel::kAppos || tree_.token(c).upos != Upos::kPropn || !names_country(c)) continue;
    for (const Index member : tree_.with_conjuncts(c)) collect(member, false, out, depth + 1);
  }
  return false;
}

// "Hanoi", "Serbs": a country's name, or its people as a whole.
bool SentenceCoder::is_state_or_people(Index i, const Mention& mention) const {
  const std::string& tag = tree_.token(i).xpos;
  return mention.kind == MentionKind::kName || (mention.kind == MentionKind::kNationality && (tag == "NNS" || tag == "NNPS"));
}

void SentenceCoder::collect_compound_owner(Index i, std::vector<Party>& out, int depth) const {
  for (const Index c : tree_.children(i)) {
    if (tree_.deprel(c) != Deprel::kCompound && tree_.deprel(c) != Deprel::kAmod && tree_.deprel(c) != Deprel::kNmodPoss) continue;
    if (tree_.form(c) == "whose") collect_antecedent(c, out, depth);
    const std::int32_t m = tree_.inner_mention_at(c);
    if (m < 0) continue;
    const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
    for (const std::uint32_t actor : mention.actors) {
      if (!document_.actors[actor].code.empty()) out.push_back({actor, m, mention.span});
    }
  }
  // "the spokesman for the UN secretary-general": whom he speaks for.
  for (const Index c : tree_.children(i)) {
    if (!out.empty() || tree_.deprel(c) != Deprel::kNmod || !tree_.in_class("spokespersons", i)) continue;
    for (std::size_t m = 0; m < document_.mentions.size(); ++m) {
      const Mention& whole = document_.mentions[m];
      if (whole.sentence != tree_.sentence_index() || whole.body_part || c < whole.first || c >= whole.last) continue;
      for (const std::uint32_t actor : whole.actors) if (!document_.actors[actor].code.empty()) out.push_back({actor, static_cast<std::int32_t>(m), whole.span});
    }
  }
}

// "Lebanon, whose minister hailed the help": Lebanon's; "its mission in Mali, whose rulers": Mali's, which stands next to
// it, wherever the clause hangs.
void SentenceCoder::collect_antecedent(Index whose, std::vector<Party>& out, int depth) const {
  Index before = whose;
  while (before > 0 && tree_.token(before - 1).upos == Upos::kPunct) --before;
  for (Index i = 0; i < before; ++i) {
    const std::int32_t m = tree_.mention_at(i);
    if (m < 0 || document_.mentions[static_cast<std::size_t>(m)].last != before || document_.mentions[static_cast<std::size_t>(m)].kind == MentionKind::kNationality) continue;
    if (const Bound named = party_of_mention(m); !codes(named.parties).empty()) {
      out.insert(out.end(), named.parties.begin(), named.parties.end());
      return;
    }
  }
  Index clause = whose;
  while (clause != kNone && tree_.deprel(clause) != Deprel::kAclRelcl) clause = tree_.head(clause);
  if (clause != kNone && tree_.head(clause) != kNone) collect(tree_.head(clause), true, out, depth + 1);
}

// Who a thing belongs to: "Russia's invasion", "Israeli changes", "demands from rebels", "the
// government of Angola".
void SentenceCoder::collect_owner(Index i, std::vector<Party>& out, int depth) const {
  const std::size_t before = out.size();
  for (const Index c : tree_.children(i)) {
    const Deprel relation = tree_.deprel(c);
    if (relation != Deprel::kNmodPoss && relation != Deprel::kAmod && relation != Deprel::kCompound && relation != Deprel::kNmodDesc) continue;
    const std::int32_t m = tree_.inner_mention_at(c);
    if (relation == Deprel::kNmodPoss && tree_.form(c) == "whose") {
      collect_antecedent(c, out, depth);
      continue;
    }
    if (m < 0) {
      // "the Indian-led force", "senior Iranian and Syrian officials": one step further down.
      if (relation == Deprel::kNmodPoss) collect(c, true, out, depth + 1);
      else if (const Index leader = leader_in(c); leader != kNone) collect(leader, false, out, depth + 1);
      continue;
    }
    const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
    for (const std::uint32_t actor : mention.actors) out.push_back({actor, m, mention.span});
    for (const Index d : tree_.children(c)) {
      if (tree_.deprel(d) == Deprel::kConj && tree_.inner_mention_at(d) >= 0) collect(d, false, out, depth + 1);
    }
  }
  if (out.size() > before) return;
  for (const Index c : tree_.children(i)) {
    if (tree_.deprel(c) != Deprel::kNmod) continue;
    const WordId preposition = tree_.preposition(c);
    // "demonstrators in Cairo" are of Egypt; "cooks in Athens" do nothing for Greece.
    if (preposition == of_ || preposition == from_ || preposition == by_ || (preposition == in_ && force_)) {
      for (const Index member : tree_.with_conjuncts(c)) collect(member, depth < 2, out, depth + 1);
      if (out.size() > before) return;
    }
  }
}

// Every actor mentioned below i, outside relative clauses, nearest to i first.
void SentenceCoder::collect_inside(Index i, std::vector<Party>& out) const {
  std::vector<Index> queue{i};
  for (std::size_t k = 0; k < queue.size() && out.empty(); ++k) {
    for (const Index c : tree_.children(queue[k])) {
      if (tree_.deprel(c) == Deprel::kAclRelcl || tree_.deprel(c) == Deprel::kParataxis) continue;
      if (tree_.inner_mention_at(c) >= 0 && !is_temporal_or_place(c)) {
        for (const Index member : tree_.with_conjuncts(c)) collect(member, false, out);
      }
      queue.push_back(c);
    }
  }
}

bool SentenceCoder::is_temporal_or_place(Index i) const {
  const std::int32_t m = tree_.inner_mention_at(i);
  if (m < 0) return false;
  const WordId preposition = tree_.preposition(i);
  return document_.mentions[static_cast<std::size_t>(m)].place && (preposition == in_ || preposition == at_);
}

Bound SentenceCoder::party_of_mention(std::int32_t m) const {
  Bound out;
  if (m < 0) return out;
  const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
  for (const std::uint32_t actor : mention.actors) {
    if (!document_.actors[actor].code.empty()) out.parties.push_back({actor, m, mention.span});
  }
  return out;
}

std::set<std::string> SentenceCoder::codes(const std::vector<Party>& parties) const {
  std::set<std::string> out;
  for (const Party& party : parties) {
    if (const std::string& code = document_.actors[party.actor].code; !code.empty()) out.insert(code);
  }
  return out;
}

// ------------------------------------------------------------ parties that no slot holds

// Actors of the reporting verb above, for a subject the text leaves out or a pronoun no one resolved.
Bound SentenceCoder::reporter_of(const Node& node) const {
  if (node.reporter < 0) return {};
  const Node& report = nodes_[static_cast<std::size_t>(node.reporter)];
  return bind(report, report.rule->frame.actor, {});
}

// A subject that is missing or a third-person pronoun without antecedent may be the reporter.
bool SentenceCoder::subject_is_open(const Node& node) const {
  // "we are troubled by reports, the ministers said": a state of mind has its subject for its holder.
  const bool state = node.kind == PredicateKind::kAdjective;
  if (!state && tree_.is_passive(node.carrier)) return false;
  const std::vector<Index> subjects = state ? slot_tokens(node, {SlotKind::kSubj, kUnknownWord}, false) : tree_.agents(node.carrier);
  if (subjects.empty()) return !tree_.is_passive(node.carrier);
  return tree_.token(subjects.front()).upos == Upos::kPron && tree_.mention_at(subjects.front()) < 0;
}

// The verb that a line without subject begins with, but for signs, adverbs and numbers; kNone elsewhere.
Index SentenceCoder::head_of_line(const Node& node) const {
  if (node.nominal) return kNone;
  Index first = node.carrier;
  while (tree_.deprel(first) == Deprel::kConj && tree_.head(first) != kNone && tree_.is_verbal(tree_.head(first))) first = tree_.head(first);
  if (tree_.head(first) != kNone || !tree_.agents(node.carrier).empty() || tree_.is_passive(node.carrier)) return kNone;
  for (Index i = 0; i < first; ++i) {
    const Upos upos = tree_.token(i).upos;
    const bool label = upos == Upos::kNum || upos == Upos::kX;
    if (upos != Upos::kPunct && upos != Upos::kAdv && upos != Upos::kSym && !(label && scene_.lead.open())) return kNone;
  }
  return first;
}

// A line of a list whose subject is left out: "Launched a partnership with Denmark". What only one
// government writes in the infinitive is a plan of its own; of two it is what they undertake.
bool SentenceCoder::is_bullet(const Node& node) const {
  if (document_.authors.empty() || head_of_line(node) == kNone) return false;
  const std::string& form = tree_.token(node.carrier).xpos;
  // "Condemns ...", "Calls upon the parties ...": paragraphs of a resolution.
  return form == "VBD" || form == "VBN" || (document_.authors.size() >= 2 && (form == "VB" || form == "VBP")) || (writes_as_body() && form == "VBZ");
}

// "- build a railway" below "agreed to:".
bool SentenceCoder::is_list_item(const Node& node) const {
  if (!scene_.lead.open() || head_of_line(node) == kNone) return false;
  const std::string& form = tree_.token(node.carrier).xpos;
  return form == "VB" || form == "VBP" || form == "VBG";
}

// A government's own notice leaves out who sanctions, a joint statement who condemns.
bool SentenceCoder::writes_of_own_act(const Node& node, std::string_view name, const std::vector<Party>& recipients) const {
  const std::set<std::string> others = codes(recipients);
  if (document_.authors.empty() || others.empty() || node.forced_negated) return false;
  if (std::any_of(document_.authors.begin(), document_.authors.end(), [&](std::uint32_t a) { return others.contains(document_.actors[a].code); })) return false;
  // "the restrictions on Russian oil": a measure known by whom it hits may be anybody's.
  if (name == "SANCTION") return document_.authors.size() == 1 && (!node.nominal || node.rule->prepositions.empty());
  return (document_.authors.size() >= 2 || writes_as_body()) && !node.nominal && !tree_.is_passive(node.carrier) && (name == "ACCUSE" || name == "SUPPORT" || name == "REQUEST" || name == "AGREE");
}

Bound SentenceCoder::author_of(const Node& node) const {
  Bound out;
  for (const std::uint32_t actor : document_.authors) out.parties.push_back({actor, -1, tree_.token(node.carrier).span});
  out.slot = "author";
  return out;
}

// Settled convention 4: what one side says in a meeting goes to the other side, unless the sentence
// names another object. The meeting is one told in this sentence, else the document's.
Bound SentenceCoder::interlocutor(const Node& node, const std::vector<Party>& actors, std::size_t first_event) const {
  Bound out;
  const std::set<std::string> said = codes(actors);
  if (said.empty()) return out;
  std::vector<Party> sides = said.size() == 1 ? meeting_ : std::vector<Party>{};
  for (std::size_t k = first_event; k < document_.events.size(); ++k) {
    const Event& told = document_.events[k];
    if (told.event != "CONSULT" || told.when != When::kPast) continue;
    std::vector<Party> both = told.actor;
    both.insert(both.end(), told.recipient.begin(), told.recipient.end());
    const std::set<std::string> talking = codes(both);
    if (std::includes(talking.begin(), talking.end(), said.begin(), said.end())) sides = std::move(both);
  }
  // "Merkel and Macron telephoned Putin to press him": two of those who talk.
  if (said.size() > 1 && (sides.empty() || node.borrowed_from == kNone)) return out;
  if (sides.empty() && document_.authors.size() == 2) sides = author_of(node).parties;
  if (sides.empty() && speaks_to_other_side(node, actors)) {
    for (const std::uint32_t side : scene_.speakers.sides) sides.push_back({side, -1, tree_.token(node.carrier).span});
  }
  const std::set<std::string> all = codes(sides);
  if (!all.contains(*said.begin())) return out;
  // A demand is made of whom it speaks of; thanks and promises are said to who listens.
  if (ontology_.types[node.type].name == "REQUEST" && speaks_of_others(node, all)) return out;
  for (const Party& party : sides) {
    if (!said.contains(document_.actors[party.actor].code)) out.parties.push_back(party);
  }
  out.slot = "interlocutor";
  return out;
}

bool SentenceCoder::speaks_of_others(const Node& node, const std::set<std::string>& sides) const {
  const std::vector<bool> inside = clause_of(node);
  for (Index i = 0; i < tree_.size(); ++i) {
    const std::int32_t m = inside[i] ? tree_.inner_mention_at(i) : -1;
    if (m < 0) continue;
    for (const std::uint32_t actor : document_.mentions[static_cast<std::size_t>(m)].actors) {
      const std::string& code = document_.actors[actor].code;
      if (!code.empty() && !sides.contains(code)) return true;
    }
  }
  return false;
}

// "thanked the President for all the help that the United States is giving": help to who thanks.
Bound SentenceCoder::thanking(const Node& node, const std::vector<Party>& givers) const {
  Index at = node.carrier;
  for (int steps = 0; steps < 8; ++steps) {
    at = tree_.head(at);
    if (at == kNone) return {};
    const int above = node_of_word_[at];
    if (above < 0 || nodes_[static_cast<std::size_t>(above)].type != ontology_.type_named("SUPPORT")) continue;
    const Node& thanks = nodes_[static_cast<std::size_t>(above)];
    if (&thanks == &node) continue;
    Bound out = bind(thanks, thanks.rule->frame.actor, givers);
    std::erase_if(out.parties, [&](const Party& party) { return codes(givers).contains(document_.actors[party.actor].code); });
    out.slot = "who thanks";
    return out;
  }
  return {};
}

// "While in Saudi Arabia, the President will discuss ...": with the hosts.
Bound SentenceCoder::host_of_place(const Node& node, const std::vector<Party>& visitors) const {
  // A government and its rebels, who talk abroad.
  if (codes(visitors).size() == 1 && distinct_people(visitors, {}) >= 2) return {};
  const std::int32_t place = place_mention(node);
  if (place >= 0) {
    // "The Indian embassy in Washington": it has no host but where it stands.
    const Index where = document_.mentions[static_cast<std::size_t>(place)].head;
    if (tree_.in_class("seats", where) || (tree_.head(where) != kNone && tree_.in_class("missions_abroad", tree_.head(where)))) return {};
  }
  Bound out = party_of_mention(place);
  std::erase_if(out.parties, [&](const Party& party) { return codes(visitors).contains(document_.actors[party.actor].code); });
  out.slot = "place";
  return out;
}

// Where the text names no other side: the country named in the rest of the clause ("aid to refugees
// fleeing the war in Liberia", "settlements in Gaza"); for rules of acts inside a country (protest,
// curfew, reform) the country itself, as the PLOVER manual's records do.
Bound SentenceCoder::implied_recipient(const Node& node, const EventType& type, const std::vector<Party>& actors) const {
  static constexpr auto kReachOut = std::to_array<std::string_view>({"AID", "AGREE", "ASSAULT", "COERCE", "SANCTION", "THREATEN", "REJECT", "REQUEST", "MOBILIZE", "RETREAT", "CONCEDE", "PROTEST"});
  Bound out;
  if (node.nominal || node.mode == "resign") return out;
  const auto among = [&](const auto& names) { return std::find(names.begin(), names.end(), type.name) != names.end(); };
  // "criticised the closure of shops in Bali", but an attack in Kabul is not Kabul's.
  const std::vector<Index> objects = type.name == "ACCUSE" ? tree_.objects(node.word) : std::vector<Index>{};
  const bool of_force = std::any_of(objects.begin(), objects.end(), [&](Index o) { return is_force_noun(o); });
  if (among(kReachOut) || (type.name == "ACCUSE" && !objects.empty() && !of_force)) {
    const std::vector<bool> inside = clause_of(node);
    for (Index i = node.word + 1; i < tree_.size() && out.parties.empty(); ++i) {
      const std::int32_t m = inside[i] && !in_side_clause(i, node) ? tree_.mention_at(i) : -1;
      if (m < 0 || document_.mentions[static_cast<std::size_t>(m)].kind == MentionKind::kPronoun) continue;
      const WordId preposition = tree_.preposition(i);
      const bool beside = (type.name == "ASSAULT" || type.name == "COERCE") && ontology_.in_class("beside_a_place", preposition);  // "destroyed a reactor outside Baghdad"
      // "agreed in Pretoria", "urged in London": where it was said.
      const Mention& named = document_.mentions[static_cast<std::size_t>(m)];
      const auto is_seat = [](const Actor& who) { return who.sector == "GOV" && who.name.empty() && who.office.empty(); };  // a capital by name
      const bool city = !named.actors.empty() && named.kind == MentionKind::kName && (is_seat(document_.actors[named.actors.front()]) || (named.place && document_.actors[named.actors.front()].source == "table:places"));
      if (city && (preposition == in_ || preposition == at_) && (type.quad == 1 || type.quad == 3) && tree_.head(i) == node.carrier) continue;
      if (!named.actors.empty() && document_.actors[named.actors.front()].sector == "JUD" && preposition == in_) continue;  // "filed in a court"
      if (!beside && preposition != in_ && preposition != from_ && preposition != of_ && (preposition != to_ || type.name == "PROTEST")) continue;
      // "agreed to a truce at talks in Djibouti": where they are held.
      if (preposition == in_ && tree_.head(i) != kNone && type.quad <= 2 && (noun_types_[tree_.head(i)] >> ontology_.type_named("CONSULT") & 1U) != 0) continue;
      // "agreed to resume negotiations in Malaysia": where they will be held.
      if (preposition == in_ && type.name == "AGREE" && std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& inner) { return inner.absorbed && inner.rule->type == ontology_.type_named("CONSULT") && inner.word > node.word && inner.word < i; })) continue;
      Bound found = party_of_mention(m);
      std::erase_if(found.parties, [&](const Party& party) { return codes(actors).contains(document_.actors[party.actor].code); });
      out.parties = std::move(found.parties);
      out.slot = "clause";
    }
  }
  // Rebels and crowds act at home unless another country is named.
  const bool at_home = (type.name == "ASSAULT" || type.name == "COERCE" || type.name == "THREATEN") && actors.size() == 1 && (document_.actors[actors.front().actor].sector == "REB" || document_.actors[actors.front().actor].sector == "UAF");
  // "prisoners in Israeli jails went on hunger strike": against who holds them.
  if (out.parties.empty() && type.name == "PROTEST") {
    for (const Index agent : tree_.agents(node.carrier)) {
      for (const Index c : tree_.children(agent)) if (tree_.deprel(c) == Deprel::kNmod && tree_.in_class("prisons", c)) collect_owner(c, out.parties, 0);
    }
    if (!out.parties.empty()) out.slot = "who holds them";
  }
  if (out.parties.empty() && (node.rule->frame.own || at_home) && node.type == node.rule->type && codes(actors).size() == 1) {
    out.parties = {actors.front()};
    out.slot = "own country";
  }
  return out;
}

// Inside "after a soldier was reported missing": another act's surroundings.
bool SentenceCoder::in_side_clause(Index i, const Node& node) const {
  for (Index at = i; at != kNone && at != node.word && at != node.carrier; at = tree_.head(at)) {
    if (tree_.deprel(at) == Deprel::kAdvcl && tree_.mark(at) != to_ && !is_free_participle(at)) return true;
  }
  return false;
}

Bound SentenceCoder::content_parties(std::size_t k, const std::vector<Party>& taken) const {
  for (std::size_t j = 0; j < nodes_.size(); ++j) {
    const Node& inner = nodes_[j];
    if (inner.governor != static_cast<int>(k) || !inner.content) continue;
    const bool noun = inner.kind == PredicateKind::kNoun;
    Bound bound = bind(inner, noun ? inner.rule->frame.noun_recipient : inner.rule->frame.recipient, taken);
    if (bound.parties.empty()) bound = bind(inner, noun ? inner.rule->frame.noun_actor : inner.rule->frame.actor, taken);
    if (bound.parties.empty()) bound = content_parties(j, taken);
    if (!bound.parties.empty()) {
      bound.slot = "content " + bound.slot;
      return bound;
    }
  }
  return {};
}

// ------------------------------------------------------------ countries of the parties

// A person or group without a country of its own ("demonstrators", "residents") belongs where the act
// happens, else to the country of the other side.
void SentenceCoder::inherit_countries(const Node& node, Bound& actor, Bound& recipient, bool conflict) {
  const std::string here = place_country(node);
  const auto inherit = [&](Bound& bound, const Bound& other) {
    for (Party& party : bound.parties) {
      const Actor& actor_value = document_.actors[party.actor];
      if (!actor_value.code.empty() || actor_value.sector.empty()) continue;
      static constexpr auto kDomestic = std::to_array<std::string_view>({"OPP", "PTY", "REB", "COP", "JUD"});
      const bool domestic = std::find(kDomestic.begin(), kDomestic.end(), actor_value.sector) != kDomestic.end() || actor_value.source == "ethnic group";
      // "Turkish warplanes and artillery": of the same country as those they are named with.
      std::string code = country_of_first(party, bound.parties);
      if (code.empty() && (conflict || (domestic && &bound == &actor))) code = here;
      // "In Burma, security forces torture": of the country the sentence begins with.
      if (code.empty() && force_ && &bound == &actor && !is_stateless_sector(actor_value.sector)) {
        const std::set<std::string> fronted = codes(fronted_country(node.carrier).parties);
        if (fronted.size() == 1) code = *fronted.begin();
      }
      // Who sanctions is abroad, as are the diplomats it falls on; crowds and soldiers are of the country they act in.
      const bool abroad_by_nature = ontology_.types[node.type].name == "SANCTION" && (&bound == &actor || node.mode == "expel");
      if (code.empty() && conflict && ontology_.types[node.type].quad == 4 && !abroad_by_nature) {
        // Soldiers abroad harm others than their own: the other country of the sentence, if there is one.
        const std::set<std::string> others = codes(other.parties);
        const std::set<std::string> foreign = others_in_sentence(others);
        // "the murder of ten of its soldiers by Hutu troops": of another country than theirs.
        const bool on_soldiers = !other.parties.empty() && document_.actors[other.parties.front().actor].sector == "MIL" && (actor_value.sector == "MIL" || actor_value.sector == "REB" || actor_value.sector == "UAF");
        // "militants in Pakistan said they had beheaded a Polish geologist": not of the country of who is named by it.
        const bool on_foreigner = (actor_value.sector == "REB" || actor_value.sector == "UAF" || actor_value.sector == "CRM") && foreign.size() == 1 && others.size() == 1 && is_named_by_country(other.parties.front());
        const bool abroad = &bound == &actor && (falls_on_mission(node) || (on_soldiers && foreign.size() == 1) || on_foreigner);
        const bool soldiers = &bound == &recipient && !other.parties.empty() && document_.actors[other.parties.front().actor].sector != "COP";
        // "condemned the arrest of journalists by Mali": Mali's own.
        // "deplored the use of force against civilians": not against those of who deplores it.
        const bool judged = node.nominal && node.governor >= 0 && node.content && nodes_[static_cast<std::size_t>(node.governor)].type == ontology_.type_named("ACCUSE");
        const bool told_of = (node.nominal && node.rule->frame.own) || judged;
        if (abroad || (others.size() == 1 && soldiers && !told_of && !foreign.empty())) {
          if (foreign.size() == 1) code = *foreign.begin();
        } else if (others.size() == 1) {
          code = *others.begin();
        } else if (others.empty() && !other.parties.empty() && foreign.size() == 1) {
          code = *foreign.begin();  // "demonstrators were killed by security forces": of the one country spoken of
        }
      }
      if (code.empty()) code = country_below(party);  // "the rebels in Sudan"
      if (code.empty() && is_stateless_sector(actor_value.sector)) code = actor_value.sector;
      if (code.empty()) continue;
      Actor with_country = actor_value;
      with_country.code = code;
      with_country.source += with_country.source.empty() ? "country of the act" : "; country of the act";
      party.actor = add_actor(with_country);
    }
  };
  inherit(actor, recipient);
  inherit(recipient, actor);
}

// The country that stands behind "in" or "of" below a party of none.
std::string SentenceCoder::country_below(const Party& party) const {
  if (party.mention < 0) return {};
  const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
  if (mention.sentence != tree_.sentence_index() || mention.head >= tree_.size()) return {};
  for (const Index c : tree_.children(mention.head)) {
    if (tree_.deprel(c) != Deprel::kNmod || (tree_.preposition(c) != in_ && tree_.preposition(c) != of_) || !names_country(c)) continue;
    const std::set<std::string> there = codes(party_of_mention(tree_.inner_mention_at(c)).parties);
    if (there.size() == 1 && !is_stateless_sector(*there.begin())) return *there.begin();
  }
  return {};
}

// The country of who heads the list that a party without one stands in; empty where it heads none or none is told.
std::string SentenceCoder::country_of_first(const Party& party, const std::vector<Party>& parties) const {
  if (party.mention < 0) return {};
  const Mention& mention = document_.mentions[static_cast<std::size_t>(party.mention)];
  if (mention.sentence != tree_.sentence_index() || !is_force_sector(document_.actors[party.actor].sector) || tree_.deprel(mention.head) != Deprel::kConj) return {};
  const Index head = tree_.head(mention.head);
  for (const Party& other : parties) {
    if (other.mention < 0) continue;
    const Mention& first = document_.mentions[static_cast<std::size_t>(other.mention)];
    if (first.sentence == mention.sentence && (first.head == head || (head >= first.first && head < first.last)) && is_force_sector(document_.actors[other.actor].sector)) return document_.actors[other.actor].code;
  }
  return {};
}

// "crowds trashed its embassy": an embassy stands in another country than its own.
bool SentenceCoder::falls_on_mission(const Node& node) const {
  const std::vector<Index> objects = tree_.objects(node.word);
  return std::any_of(objects.begin(), objects.end(), [&](Index i) { return tree_.in_class("missions_abroad", i); });
}

// Countries that the sentence names besides these, but for who only reports.
std::set<std::string> SentenceCoder::others_in_sentence(const std::set<std::string>& but) const {
  std::set<std::string> out;
  for (Index i = 0; i < tree_.size(); ++i) {
    const std::int32_t m = tree_.inner_mention_at(i);
    if (m < 0 || is_source(i)) continue;
    for (const std::uint32_t actor : document_.mentions[static_cast<std::size_t>(m)].actors) {
      const Actor& who = document_.actors[actor];
      if (!who.code.empty() && who.sector != "IGO" && who.sector != "JRN" && who.sector != "NGO" && !is_stateless_sector(who.code) && !but.contains(who.code)) out.insert(who.code);
    }
  }
  return out;
}

// Inside the subject of a report: "a Russian official said".
bool SentenceCoder::is_source(Index i) const {
  for (Index at = i; at != kNone; at = tree_.head(at)) {
    const Index up = tree_.head(at);
    if (up == kNone) return false;
    const int above = node_of_word_[up];
    if (tree_.deprel(at) == Deprel::kNsubj && above >= 0 && nodes_[static_cast<std::size_t>(above)].rule->effect == Effect::kReport) return true;
  }
  return false;
}

bool SentenceCoder::is_stateless_sector(std::string_view sector) {
  return sector == "REB" || sector == "NGO" || sector == "CRM";
}

std::uint32_t SentenceCoder::add_actor(const Actor& actor) {
  for (std::size_t i = 0; i < document_.actors.size(); ++i) {
    if (document_.actors[i] == actor) return static_cast<std::uint32_t>(i);
  }
  document_.actors.push_back(actor);
  return static_cast<std::uint32_t>(document_.actors.size() - 1);
}

void SentenceCoder::drop_countryless(Bound& bound) const {
  std::erase_if(bound.parties, [&](const Party& party) { return document_.actors[party.actor].code.empty(); });
}

}  // namespace entente::coding
