// Pass 4, parties from what was told before: in the sentence, in the sentences above, in the document.
#include <algorithm>
#include <array>
#include <map>

#include "coding/sentence_coder.h"

namespace entente::coding {
namespace {

// The parties of an event told before, as parties of this one: named there, by no token here.
void append_told(const std::vector<Party>& told, std::vector<Party>& out) {
  for (const Party& party : told) out.push_back({party.actor, -1, party.span});
}

}  // namespace

// "deported two journalists who had been held for a week": by the same.
Bound SentenceCoder::holder_told(const Node& node) const {
  Bound out;
  if (tree_.deprel(node.carrier) != Deprel::kAclRelcl && tree_.deprel(node.carrier) != Deprel::kAcl) return out;
  for (const auto& [k, index] : emitted_) {
    const Event& told = document_.events[index];
    if (nodes_[k].carrier != tree_.head(tree_.head(node.carrier)) || (told.event != "COERCE" && told.event != "RETREAT" && told.event != "SANCTION")) continue;
    out.parties = told.actor;
    out.slot = "who acts on them";
  }
  return out;
}

// "sent a carrier, a move Caracas condemned": said of who made the move.
Bound SentenceCoder::judged_move(const Node& node, const std::set<std::string>& own) const {
  Bound out;
  if (own.empty()) return out;
  Index move = kNone;
  if (tree_.deprel(node.carrier) == Deprel::kAclRelcl || tree_.deprel(node.carrier) == Deprel::kAcl) move = tree_.head(node.carrier);
  if (tree_.deprel(node.carrier) == Deprel::kParataxis) move = tree_.child(node.carrier, Deprel::kNsubj);
  if (move == kNone || !tree_.in_class("moves", move)) {
    // "called the attack unacceptable", "saluted the decision".
    move = kNone;
    for (const Index i : tree_.objects(node.word)) if (points_back_at_act(i)) move = i;
  }
  if (move == kNone) return out;
  const bool force = is_force_noun(move);
  constexpr std::uint32_t kNear = 2;
  for (std::size_t k = document_.events.size(); k-- > 0;) {
    const Event& told = document_.events[k];
    if (told.sentence + kNear < tree_.sentence_index()) break;
    const bool here = told.sentence == tree_.sentence_index();
    if (told.when != When::kPast || (here && told.trigger.begin > tree_.token(move).span.begin) || codes(told.actor).empty() || codes(told.actor) == own || (force && told.event != "ASSAULT")) continue;
    for (const Party& party : told.actor) if (!own.contains(document_.actors[party.actor].code)) out.parties.push_back({party.actor, -1, party.span});
    out.slot = "who made the move";
    return out;
  }
  // "handed him over to the tribunal, a move hailed by Washington": an act that no rule knows has its doer, too.
  const Deprel beside = tree_.deprel(move);
  const bool apart = beside == Deprel::kAppos || beside == Deprel::kObl || beside == Deprel::kOblUnmarked || beside == Deprel::kParataxis;
  const Index verb = apart ? verb_above(move) : kNone;
  if (verb == kNone || verb > move) return out;
  for (const Index i : tree_.agents(verb)) collect(i, true, out.parties);
  std::erase_if(out.parties, [&](const Party& party) { return own.contains(document_.actors[party.actor].code); });
  out.slot = "who made the move";
  return out;
}

// "the attack", "this decision", whose doer stands elsewhere.
bool SentenceCoder::points_back_at_act(Index i) const {
  const Index det = tree_.child(i, Deprel::kDet);
  if ((det == kNone ? !tree_.sentence().heading : !tree_.in_class("pointing", det)) || !(is_force_noun(i) || tree_.in_class("moves", i))) return false;
  const std::span<const Index> below = tree_.children(i);
  return std::none_of(below.begin(), below.end(), [&](Index c) {
    const Deprel relation = tree_.deprel(c);
    return relation == Deprel::kNmodPoss || relation == Deprel::kNmod || relation == Deprel::kAclRelcl || relation == Deprel::kAcl || tree_.inner_mention_at(c) >= 0;
  });
}

// "told the Kenyan premier that ..., and praised its readiness", "deplored the raid by Syria and called on it to":
// the second of two verbs of one subject goes to whom the first went.
Bound SentenceCoder::other_side_of_first(const Node& node, const std::set<std::string>& own) const {
  Bound out;
  if (own.size() != 1 || node.nominal || tree_.deprel(node.carrier) != Deprel::kConj || tree_.child(node.carrier, Deprel::kNsubj) != kNone) return out;
  const Index first = tree_.head(node.carrier);
  const bool told = first != kNone && std::any_of(emitted_.begin(), emitted_.end(), [&](const auto& emitted) { return nodes_[emitted.first].carrier == first; });
  if (first == kNone || (!told && (!tree_.is_verbal(first) || tree_.is_passive(first)))) return out;
  for (auto it = emitted_.rbegin(); it != emitted_.rend() && out.parties.empty(); ++it) {
    const Event& told = document_.events[it->second];
    if (nodes_[it->first].carrier != first || codes(told.actor) != own) continue;
    append_told(told.recipient, out.parties);
  }
  for (const Deprel relation : {Deprel::kIobj, Deprel::kObj}) {
    const Index to = tree_.child(first, relation);
    if (to == kNone || !out.parties.empty() || tree_.mention_at(to) < 0) continue;
    for (const Party& party : party_of_mention(tree_.mention_at(to)).parties) if (document_.actors[party.actor].sector == "GOV") out.parties.push_back(party);
  }
  std::erase_if(out.parties, [&](const Party& party) { return own.contains(document_.actors[party.actor].code); });
  if (codes(out.parties).size() != 1) return {};
  out.slot = "other side of the verb before";
  return out;
}

// "The visit ended when the President berated him": the one other side told of in the sentence.
Bound SentenceCoder::only_other_side(const Node& node, const std::set<std::string>& own) const {
  Bound out;
  if (own.size() != 1 || node.nominal) return out;
  const std::vector<Index> objects = tree_.objects(node.word);
  if (objects.size() != 1 || tree_.token(objects.front()).upos != Upos::kPron || feature(tree_.token(objects.front()).feats, "Person") != "3" || feature(tree_.token(objects.front()).feats, "Reflex") == "Yes") return out;
  // It may stand for who does it only by mistake.
  if (tree_.mention_at(objects.front()) >= 0 && codes(party_of_mention(tree_.mention_at(objects.front())).parties) != own) return out;
  for (const auto& [k, index] : emitted_) {
    const Event& told = document_.events[index];
    for (const std::vector<Party>* parties : {&told.actor, &told.recipient}) {
      for (const Party& party : *parties) if (!document_.actors[party.actor].code.empty() && !own.contains(document_.actors[party.actor].code)) out.parties.push_back({party.actor, -1, party.span});
    }
  }
  if (codes(out.parties).size() != 1) return {};
  unique_parties(out.parties);
  out.slot = "the other side told of";
  return out;
}

// "After the arrests in Managua, the OAS demanded their release": of the one state whose deed is told.
Bound SentenceCoder::only_doer_told(std::string_view act, const std::set<std::string>& own) const {
  Bound out;
  if (own.size() != 1 || (act != "REQUEST" && act != "ACCUSE")) return out;
  const std::set<std::string> others = others_in_sentence(own);
  if (others.size() != 1) return out;
  for (const auto& [k, index] : emitted_) {
    const Event& told = document_.events[index];
    if (told.quad_code != 4 || codes(told.actor) != others) continue;
    append_told(told.actor, out.parties);
    out.slot = "whose deed is told";
    break;
  }
  return out;
}

// "The two leaders met, and both signed up to it", "the neighbours scrapped visas": the sides just told of.
Bound SentenceCoder::both_told(const Node& node) const {
  Bound out;
  // "the countries that are welcoming refugees": those.
  if (tree_.deprel(node.carrier) == Deprel::kAclRelcl || tree_.deprel(node.carrier) == Deprel::kAcl) return out;
  const std::vector<Index> subjects = tree_.agents(node.carrier);
  if (subjects.size() != 1 || !tree_.in_class("both_sides", subjects.front()) || tree_.is_passive(node.carrier)) return out;
  const Index det = tree_.child(subjects.front(), Deprel::kDet);
  const bool pointed_at = det != kNone && tree_.in_class("pointing", det);
  if (!pointed_at && tree_.form(subjects.front()) != "both" && tree_.form(subjects.front()) != "each") return out;
  out.parties = sides_told();
  // "The leaders of Chad and Mali said each recognised the other": of the clause above.
  for (Index at = tree_.head(node.carrier); at != kNone && out.parties.empty(); at = tree_.head(at)) {
    if (!tree_.is_verbal(at)) continue;
    for (const Index i : tree_.agents(at)) if (i != subjects.front()) collect(i, false, out.parties);
    if (codes(out.parties).size() < 2) out.parties.clear();
  }
  out.slot = "the two sides";
  return out;
}

// "delivered food to Haiti, and a field hospital will be sent": by the same, to the same.
bool SentenceCoder::share_giver(const Node& node, Bound& actor, Bound& recipient) const {
  if (!tree_.is_passive(node.carrier) || tree_.deprel(node.carrier) != Deprel::kConj) return false;
  // "will be sent by sea" names nobody.
  for (const Index i : tree_.agents(node.carrier)) if (tree_.inner_mention_at(i) >= 0) return false;
  for (const auto& [k, index] : emitted_) {
    const Event& told = document_.events[index];
    if (nodes_[k].carrier != tree_.head(node.carrier) || (told.event != "AID" && told.event != "AGREE") || told.actor.empty()) continue;
    append_told(told.actor, actor.parties);
    actor.slot = "giver of the verb before";
    if (recipient.parties.empty()) append_told(told.recipient, recipient.parties);
    return true;
  }
  return false;
}

// "apologised for the attack", "expelled diplomats over the poisoning", "thanked China for giving vaccines": who
// apologises, or who is punished or thanked, did it; where nobody else is named, to who answers. What stands behind
// the "or" of a demand has the sides of the demand.
void SentenceCoder::sides_of_answer(const Node& node, Bound& actor, Bound& recipient) const {
  const Node& answer = nodes_[static_cast<std::size_t>(node.answered_by)];
  std::string by = ontology_.types[answer.type].name;
  std::vector<Party> speakers, addressed;
  const auto emitted = std::find_if(emitted_.begin(), emitted_.end(), [&](const auto& one) { return static_cast<int>(one.first) == node.answered_by; });
  if (emitted != emitted_.end()) {
    const Event& told = document_.events[emitted->second];
    by = told.event;
    append_told(told.actor, speakers);
    append_told(told.recipient, addressed);
  } else if (by == "SUPPORT" || node.rule->alternative) {  // merged with an act of the same kind told before
    speakers = bind(answer, answer.rule->frame.actor, {}).parties;
    addressed = bind(answer, answer.rule->frame.recipient, speakers).parties;
  }
  if (node.rule->alternative) {
    actor = {speakers, "the demand before", false};
    recipient = {addressed, "the demand before", false};
    return;
  }
  const bool own_deed = by == "CONCEDE";
  // "detained two men over the bombing": suspects need not have done it.
  if (by == "COERCE") addressed.clear();
  const std::vector<Party>& doers = own_deed ? speakers : addressed;
  const std::vector<Party>& others = own_deed ? addressed : speakers;
  // "thanked China for giving": the gerund has no other subject.
  if (!node.nominal && codes(doers) == codes(recipient.parties)) recipient = {};
  if ((codes(actor.parties).empty() || !node.nominal) && codes(doers).size() == 1 && codes(doers) != codes(recipient.parties)) actor = {doers, "who is answered", false};
  if (!codes(recipient.parties).empty() || (by != "SUPPORT" && node.type != ontology_.type_named("ASSAULT"))) return;
  recipient = party_of_mention(place_mention(node));
  if (recipient.parties.empty() && by == "COERCE") recipient = party_of_mention(place_around(node));
  recipient.slot = "place";
  if (!codes(recipient.parties).empty() && codes(recipient.parties) != codes(actor.parties)) return;
  recipient = {};
  // "condemned, sanctioned Russia for the shelling of a school": no school of its own.
  const bool state = by != "ACCUSE" && by != "SANCTION" && by != "COERCE" && others.size() == 1 && document_.actors[others.front().actor].sector != "IGO" && !is_stateless_sector(document_.actors[others.front().actor].sector);
  if (state && codes(others) != codes(actor.parties)) recipient.parties = others;
  recipient.slot = "who answers";
}

// "Niger raided a village in Chad; Chad promised to respond": a hostile word without an address answers who
// last did harm to the one who speaks.
Bound SentenceCoder::provoker(const Node& node, std::string_view act, const std::set<std::string>& own) const {
  static constexpr auto kAnswers = std::to_array<std::string_view>({"ACCUSE", "REJECT", "REQUEST", "SANCTION", "THREATEN"});
  constexpr std::uint32_t kNear = 1;
  Bound out;
  if (own.size() != 1 || std::find(kAnswers.begin(), kAnswers.end(), act) == kAnswers.end() || !document_.authors.empty() || !is_asserted(node.carrier)) return out;
  for (std::size_t k = document_.events.size(); k-- > 0;) {
    const Event& told = document_.events[k];
    if (told.sentence + kNear < tree_.sentence_index()) break;
    if (told.when != When::kPast || (told.quad_code != 3 && told.quad_code != 4) || codes(told.recipient) != own || codes(told.actor).size() != 1 || codes(told.actor) == own) continue;
    append_told(told.actor, out.parties);
    out.slot = "who did harm before";
    break;
  }
  return out;
}

// The two sides of the latest talks told, up to three sentences before.
std::vector<Party> SentenceCoder::sides_told() const {
  for (std::size_t k = document_.events.size(); k-- > 0;) {
    const Event& told = document_.events[k];
    if (told.sentence + 3 < tree_.sentence_index()) break;
    if (told.event != "CONSULT" || told.when != When::kPast) continue;
    std::vector<Party> out;
    for (const std::vector<Party>* parties : {&told.actor, &told.recipient}) for (const Party& party : *parties) out.push_back({party.actor, -1, party.span});
    return codes(out).size() == 2 ? out : std::vector<Party>{};
  }
  return {};
}

// "We're imposing massive costs", "as Russia's attacks go on": where the sentence names no other country,
// the act falls on whom the same side's acts of that kind told just before fell on; an attack on whom it
// fell before in the document.
Bound SentenceCoder::target_told(const Node& node, const EventType& type, const std::vector<Party>& actors) const {
  constexpr std::uint32_t kNear = 5;
  Bound out;
  const std::set<std::string> own = codes(actors);
  const bool hostile = type.name == "SANCTION" || type.name == "THREATEN" || type.name == "ASSAULT" || type.name == "ACCUSE";
  if (node.nominal || own.size() != 1 || (!hostile && type.name != "AID") || node.rule->frame.own || !others_in_sentence(own).empty()) return out;
  if (type.name == "AID") {
    const std::vector<bool> inside = clause_of(node);
    for (Index i = 0; i < tree_.size(); ++i) if (inside[i] && (tree_.in_class("abroad", i) || tree_.in_class("everyone", i))) return out;
  }
  for (std::size_t k = document_.events.size(); k-- > 0;) {
    const Event& told = document_.events[k];
    if (told.sentence == tree_.sentence_index() || told.recipient.empty() || codes(told.actor) != own) continue;
    if (told.sentence + kNear < tree_.sentence_index() && type.name != "ASSAULT") break;
    const bool alike = type.name == "ASSAULT" ? told.event == "ASSAULT" : hostile ? told.event == "SANCTION" || told.event == "THREATEN" || told.event == type.name : told.event == "AID";
    const std::set<std::string> others = codes(told.recipient);
    if (!alike || others.empty() || others.contains(*own.begin())) continue;
    append_told(told.recipient, out.parties);
    out.slot = "target of the acts told before";
    break;
  }
  return out;
}

// The other country that the document tells most hostile acts of or against, where the sentence or the three
// before it speak of it.
Bound SentenceCoder::adversary(const std::set<std::string>& own) const {
  static constexpr auto kAgainst = std::to_array<std::string_view>({"SANCTION", "THREATEN", "ACCUSE"});
  static constexpr auto kForce = std::to_array<std::string_view>({"ASSAULT", "MOBILIZE", "COERCE", "THREATEN"});
  constexpr std::uint32_t kNear = 3;
  constexpr int kEnough = 2;
  const auto is_one_of = [](const auto& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  std::map<std::string, int> told;
  for (const Event& event : document_.events) {
    if (event.when != When::kPast) continue;
    const std::set<std::string> doers = codes(event.actor), others = codes(event.recipient);
    if (is_one_of(kAgainst, event.event) && doers == own && others.size() == 1 && !own.contains(*others.begin())) ++told[*others.begin()];
    if (is_one_of(kForce, event.event) && doers.size() == 1 && !own.contains(*doers.begin())) ++told[*doers.begin()];
  }
  const auto most = std::max_element(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  Bound out;
  if (most == told.end() || most->second < kEnough) return out;
  const std::uint32_t from = tree_.sentence_index() < kNear ? 0 : tree_.sentence_index() - kNear;
  for (auto it = std::lower_bound(document_.mentions.begin(), document_.mentions.end(), from, [](const Mention& mention, std::uint32_t sentence) { return mention.sentence < sentence; }); it != document_.mentions.end() && it->sentence <= tree_.sentence_index(); ++it) {
    for (const std::uint32_t actor : it->actors) {
      if (document_.actors[actor].code != most->first) continue;
      out.parties = {{actor, -1, tree_.sentence().span}};
      out.slot = "adversary of the document";
      return out;
    }
  }
  return out;
}

// "We have voiced our concerns over this": the one other country that the two sentences before speak of.
Bound SentenceCoder::topic_before(const std::set<std::string>& own) const {
  Bound out;
  if (!others_in_sentence(own).empty()) return out;
  std::vector<Party> near = others_near(own);
  if (codes(near).size() != 1) return out;
  out.parties = {near.front()};
  out.slot = "the sentences before";
  return out;
}

// The other side of what the same side did or promised in the sentence before.
Bound SentenceCoder::taken_up(const std::set<std::string>& own) const {
  static constexpr auto kGood = std::to_array<std::string_view>({"AGREE", "AID", "CONSULT", "COOPERATE", "SUPPORT"});
  Bound out;
  if (scene_.press_asks || tree_.sentence_index() == 0 || document_.sentences[tree_.sentence_index() - 1].paragraph != tree_.sentence().paragraph) return out;
  for (std::size_t k = document_.events.size(); k-- > 0;) {
    const Event& told = document_.events[k];
    if (told.sentence + 1 < tree_.sentence_index()) break;
    if (told.sentence + 1 != tree_.sentence_index() || told.when != When::kPast || std::find(kGood.begin(), kGood.end(), told.event) == kGood.end() || !codes(told.actor).contains(own.empty() ? "" : *own.begin())) continue;
    std::vector<Party> all = told.recipient;
    all.insert(all.end(), told.actor.begin(), told.actor.end());
    for (const Party& party : all) if (const std::string& code = document_.actors[party.actor].code; !code.empty() && !own.contains(code)) out.parties.push_back({party.actor, -1, party.span});
    if (!out.parties.empty()) break;
  }
  out.slot = "the sentence before";
  return out;
}

// The country that the same side's trip leads to, told up to three sentences before.
Bound SentenceCoder::hosts_of_trip(const std::vector<Party>& travellers) const {
  Bound out;
  const std::set<std::string> own = codes(travellers);
  for (std::size_t k = document_.events.size(); k-- > 0;) {
    const Event& told = document_.events[k];
    if (told.sentence + 3 < tree_.sentence_index()) break;
    const auto rule = std::find_if(ontology_.rules.begin(), ontology_.rules.end(), [&](const Rule& r) { return r.id == told.explanation.rule; });
    if (rule == ontology_.rules.end() || rule->mode != "visit" || told.recipient.empty() || codes(told.actor) != own) continue;
    append_told(told.recipient, out.parties);
    out.slot = "hosts of the trip";
    break;
  }
  return out;
}

// Other countries that the two sentences before speak of.
std::vector<Party> SentenceCoder::others_near(const std::set<std::string>& own) const {
  std::vector<Party> out;
  const std::uint32_t from = tree_.sentence_index() < 2 ? 0 : tree_.sentence_index() - 2;
  auto it = std::lower_bound(document_.mentions.begin(), document_.mentions.end(), from, [](const Mention& mention, std::uint32_t sentence) { return mention.sentence < sentence; });
  for (; it != document_.mentions.end() && it->sentence < tree_.sentence_index(); ++it) {
    if (it->kind == MentionKind::kPronoun) continue;
    for (const std::uint32_t actor : it->actors) {
      const Actor& who = document_.actors[actor];
      if (!who.code.empty() && !own.contains(who.code) && !is_stateless_sector(who.code)) out.push_back({actor, -1, tree_.sentence().span});
    }
  }
  return out;
}

}  // namespace entente::coding
