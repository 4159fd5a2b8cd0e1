// Pass 4, what else a record says: trigger, mode, fields, date, place, confidence and what was promised.
#include "coding/sentence_coder.h"

#include <algorithm>
#include <array>

#include "coding/dates.h"

namespace entente::coding {

Span SentenceCoder::trigger_span(const Node& node) const {
  Span span = tree_.token(node.word).span;
  if (node.from_light_verb) {
    const Span verb = tree_.token(node.carrier).span;
    // Verb to noun where they are close; else the noun alone.
    if (verb.begin < span.begin && span.end - verb.begin < 60) span.begin = verb.begin;
  }
  return span;
}

// Settled convention 1: the mode comes only from the words of the sentence.
void SentenceCoder::set_consult_mode(const Node& node, Event& event) const {
  std::set<std::string> all = codes(event.actor);
  const std::set<std::string> others = codes(event.recipient);
  const bool has_recipient = !others.empty();
  all.insert(others.begin(), others.end());
  bool phone = tree_.in_class("phone", node.word) && ontology_.types[node.type].name == "CONSULT";
  for (const Index c : tree_.children(node.word)) if (tree_.in_class("phone", c) && tree_.deprel(c) != Deprel::kObj) phone = true;
  for (const Index c : tree_.children(node.carrier)) if (tree_.in_class("phone", c) && tree_.deprel(c) != Deprel::kObj && tree_.deprel(c) != Deprel::kNsubj) phone = true;
  if (!event.mode.empty()) return;
  if (all.size() >= 3) event.mode = {"multilateral"};
  else if (phone) event.mode = {"phone"};
  else if (has_recipient) event.mode = {"visit"};
  else if (const std::string guest = visiting_country(node); all.size() == 2 && all.contains(guest)) {
    receive_at_home(*all.begin() == guest ? *all.rbegin() : *all.begin(), event);
  } else {
    const std::string country = place_country(node);
    if (!country.empty()) {
      if (all.contains(country)) receive_at_home(country, event);
      else if (all.size() == 2) event.mode = {"third-party"};
    }
  }
}

// Two sides in the country of one: the other is the visitor.
// "met visiting Kenyan officials": whose they are.
std::string SentenceCoder::visiting_country(const Node& node) const {
  for (Index i = 0; i < tree_.size(); ++i) {
    if (to_lower_ascii(tree_.form(i)) != "visiting" || tree_.distance_up(i, node.carrier) > 4) continue;
    // "met with visiting Tanzanian Prime Minister": read as a verb with its object.
    const Index guest = tree_.deprel(i) == Deprel::kAmod ? tree_.head(i) : tree_.mark(i) == with_ && tree_.child(i, Deprel::kNsubj) == kNone ? tree_.child(i, Deprel::kObj) : kNone;
    if (guest == kNone) continue;
    std::vector<Party> guests;
    collect(guest, true, guests);
    if (codes(guests).size() == 1) return *codes(guests).begin();
  }
  return {};
}

void SentenceCoder::receive_at_home(const std::string& host, Event& event) const {
  event.mode = {"visit"};
  std::vector<Party> visitors, hosts;
  for (const Party& party : event.actor) (document_.actors[party.actor].code == host ? hosts : visitors).push_back(party);
  if (visitors.empty() || codes(visitors).size() != 1) return;
  event.actor = std::move(visitors);
  event.recipient = std::move(hosts);
}

void SentenceCoder::set_fields(const Node& node, Event& event) const {
  const std::vector<bool> inside = clause_of(node);
  const std::vector<bool> everywhere(tree_.size(), true);
  event.pillars = named_fields(fields_.pillars, ontology_.pillars, inside);
  if (event.pillars.empty()) event.pillars = named_fields(fields_.pillars, ontology_.pillars, everywhere);
  event.context = named_fields(fields_.contexts, ontology_.contexts, inside);
  if (event.context.empty()) event.context = named_fields(fields_.contexts, ontology_.contexts, everywhere);
  // "diplomacy" is for acts with no other field.
  if (event.pillars.size() > 1) std::erase(event.pillars, "diplomacy");
  const auto add_initiatives = [&](const std::vector<bool>& where) {
    for (const FieldHit& hit : fields_.initiatives) {
      if (!where[hit.first]) continue;
      const std::string& id = ontology_.initiatives[hit.field].id;
      if (std::find(event.initiatives.begin(), event.initiatives.end(), id) == event.initiatives.end()) event.initiatives.push_back(id);
    }
  };
  add_initiatives(inside);
  if (event.initiatives.empty()) add_initiatives(everywhere);
  event.magnitude = find_magnitudes(tree_, inside);
}

// "relations broken off in 1945": the date of the participle on the way up, not of the act.
bool SentenceCoder::dates_another(Index i, Index carrier) const {
  for (Index at = i; at != kNone && at != carrier; at = tree_.head(at)) {
    if (at != i && tree_.is_verbal(at) && (tree_.deprel(at) == Deprel::kAcl || tree_.deprel(at) == Deprel::kAclRelcl)) return true;
  }
  return false;
}

namespace {

// A day of the week before publication: when something was done, not when it is due.
bool is_of_the_news(const TimeExpression& time, Date published) {
  constexpr std::int64_t kNewsDays = 7;
  if (time.from.precision() != DatePrecision::kDay || !published.known()) return false;
  const std::int64_t age = published.days() - time.from.days();
  return age >= 0 && age <= kNewsDays;
}

}  // namespace

void SentenceCoder::set_date(const Node& node, Event& event, bool future) {
  const std::vector<TimeExpression> times = find_time_expressions(tree_, document_.published, future && !is_promise(node, event));
  // The expression that hangs lowest above or beside the carrier: fewest steps from it.
  const TimeExpression* best = nullptr;
  Index best_distance = tree_.size();
  const Span promised = is_promise(node, event) ? content_span(node) : Span{};
  for (const TimeExpression& time : times) {
    if (time.deadline || (promised.contains(time.span) && !is_of_the_news(time, document_.published))) continue;
    for (Index i = time.first; i < time.last; ++i) {
      const Index distance = dates_another(i, node.carrier) ? tree_.size() : tree_.distance_up(i, node.carrier);
      if (distance < best_distance) {
        best_distance = distance;
        best = &time;
      }
    }
  }
  // A promise is made no later than it is reported: what lies ahead is when it is due.
  // A year or month that goes on says no more of when it was made than the report does.
  const bool ahead = best != nullptr && is_promise(node, event) && document_.published.known() &&
                     (best->from.days() > document_.published.days() || (best->to.precision() != DatePrecision::kDay && best->to.year == document_.published.year &&
                                                                         (best->to.month == 0 || best->to.month >= document_.published.month)));
  if (best != nullptr && best_distance <= 4 && !future && !ahead) {
    event.date = best->from;
    if (document_.published.known() && best->from.known() && best->to.year + 1 < document_.published.year && event.when == When::kPast) event.when = When::kHistorical;
    event.explanation.steps.push_back("dated by its own words");
    event.date_from_text = true;
  } else {
    event.date = document_.published;
  }
}

void SentenceCoder::set_place(const Node& node, Event& event) const {
  const std::int32_t m = place_mention(node);
  if (m < 0) return;
  const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
  event.location = std::string(slice(document_.text, mention.span));
  event.location_country = document_.actors[mention.actors.front()].code;
}

// Country of the place the clause names ("in Paris", "at the White House"), empty if none.
// A verb of saying: where it is said nothing of what is said need have happened.
bool SentenceCoder::tells(Index i) const {
  return node_of_word_[i] >= 0 && nodes_[static_cast<std::size_t>(node_of_word_[i])].rule->effect == Effect::kReport;
}

std::int32_t SentenceCoder::place_mention(const Node& node) const {
  if (const std::int32_t where = place_of_relative(node.carrier); where >= 0) return where;
  // "attacked a market in Bangui, killing nine": there.
  const Index above = tree_.deprel(node.carrier) == Deprel::kAdvcl && is_free_participle(node.carrier) && !tells(tree_.head(node.carrier)) ? tree_.head(node.carrier) : node.carrier;
  // "voiced concern during talks with the premier in Jakarta": the talks are there, though the parser hung it higher.
  const bool talks = node.nominal && node.rule != nullptr && node.rule->type == ontology_.type_named("CONSULT") && clause_verb(node.word) != kNone && (tree_.deprel(node.word) == Deprel::kObl || tree_.deprel(node.word) == Deprel::kNmod);
  if (const Index verb = talks ? clause_verb(node.word) : kNone; verb != kNone && verb < node.word) {
    for (const Index c : tree_.children(verb)) {
      const std::int32_t m = c > node.word && tree_.deprel(c) == Deprel::kObl && tree_.preposition(c) == in_ ? tree_.inner_mention_at(c) : -1;
      if (m >= 0 && document_.mentions[static_cast<std::size_t>(m)].place) return m;
    }
  }
  for (const Index base : {node.word, node.carrier, above}) {
    std::vector<Index> candidates;
    for (const Index c : tree_.children(base)) {
      if (tree_.deprel(c) == Deprel::kObl || tree_.deprel(c) == Deprel::kNmod || (tree_.deprel(c) == Deprel::kAdvcl && tree_.token(c).upos == Upos::kPropn)) candidates.push_back(c);
      // "arrived here": the place of the dateline.
      if (tree_.deprel(c) == Deprel::kAdvmod && tree_.inner_mention_at(c) >= 0 && document_.mentions[static_cast<std::size_t>(tree_.inner_mention_at(c))].place) return tree_.inner_mention_at(c);
      // "talks with the premier in Jakarta": there, too.
      const bool partner = tree_.deprel(c) == Deprel::kNmod && tree_.preposition(c) == with_ && node.rule != nullptr && node.rule->type == ontology_.type_named("CONSULT");
      if (tree_.deprel(c) == Deprel::kObj || tree_.deprel(c) == Deprel::kNsubj || tree_.deprel(c) == Deprel::kNsubjPass || tree_.deprel(c) == Deprel::kObl || partner) {
        for (const Index d : tree_.children(c)) if (tree_.deprel(d) == Deprel::kNmod) candidates.push_back(d);
      }
    }
    for (const Index c : candidates) {
      const std::int32_t m = tree_.inner_mention_at(c);
      if (m < 0) {
        // "near the town of Samarra", "in a residential sector of eastern Beirut".
        const std::int32_t inner = is_place_phrase(c) ? place_below(c) : -1;
        if (inner >= 0) return inner;
        continue;
      }
      const WordId preposition = tree_.preposition(c);
      const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
      const bool country = mention.kind != MentionKind::kNationality && mention.actors.size() == 1 && document_.actors[mention.actors.front()].sector.empty() && document_.actors[mention.actors.front()].name.empty();
      if ((preposition == in_ || preposition == at_ || tree_.form(tree_.preposition_token(c) == kNone ? c : tree_.preposition_token(c)) == "near") && (mention.place || country)) return m;
      // "near the town of Samarra", where the town is somebody's too.
      if (document_.actors.empty() || mention.actors.size() != 1 || document_.actors[mention.actors.front()].sector != "CVL" || !is_place_phrase(c)) continue;
      if (const std::int32_t inner = place_below(c); inner >= 0) return inner;
    }
  }
  return -1;
}

// A place that the words of the act name in passing ("a Jerusalem bus", "around Beijing's square"), or where the
// clauses above it happen, up to the one that only tells it.
std::int32_t SentenceCoder::place_around(const Node& node) const {
  for (Index i = 0; i < tree_.size(); ++i) {
    const std::int32_t m = i != node.word && tree_.dominates(node.word, i) ? tree_.inner_mention_at(i) : -1;
    if (m >= 0 && document_.mentions[static_cast<std::size_t>(m)].place) return m;
  }
  for (Index at = tree_.head(node.carrier); at != kNone && !tells(at); at = tree_.head(at)) {
    if (const std::int32_t m = tree_.is_verbal(at) ? place_of_clause(at) : -1; m >= 0) return m;
  }
  return -1;
}

// Where the clause of a verb happens, whether a rule knows the verb or none.
std::int32_t SentenceCoder::place_of_clause(Index verb) const {
  Node clause;
  clause.word = clause.carrier = verb;
  return place_mention(clause);
}

// "was in Peru, where he met officials", "Belarus, where police beat": what the clause is said of.
std::int32_t SentenceCoder::place_of_relative(Index verb) const {
  for (Index at = verb; at != kNone && tree_.is_verbal(at); at = tree_.head(at)) {
    if (tree_.deprel(at) != Deprel::kAclRelcl) continue;
    const Index where = tree_.child(at, Deprel::kAdvmod), place = tree_.head(at);
    return where != kNone && to_lower_ascii(tree_.form(where)) == "where" && place != kNone ? tree_.inner_mention_at(place) : -1;
  }
  return -1;
}

bool SentenceCoder::is_place_phrase(Index i) const {
  static constexpr auto kPlace = std::to_array<std::string_view>({"in", "at", "near", "outside", "around", "inside", "on"});
  const Index preposition = tree_.preposition_token(i);
  return preposition != kNone && std::find(kPlace.begin(), kPlace.end(), tree_.form(preposition)) != kPlace.end();
}

// A place or country in the "of" phrases below a noun.
std::int32_t SentenceCoder::place_below(Index i, int depth) const {
  for (const Index c : tree_.children(i)) {
    const Deprel relation = tree_.deprel(c);
    if (relation == Deprel::kAmod ? !tree_.in_class("localities", i) : relation != Deprel::kNmod && relation != Deprel::kCompound && relation != Deprel::kAppos) continue;
    if (relation == Deprel::kNmod && tree_.preposition(c) != of_ && tree_.preposition(c) != in_) continue;
    const std::int32_t m = tree_.inner_mention_at(c);
    if (m >= 0) {
      const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
      const bool country = mention.actors.size() == 1 && document_.actors[mention.actors.front()].sector.empty() && document_.actors[mention.actors.front()].name.empty();
      if (mention.place || country) return m;
    }
    if (depth < 2 && relation == Deprel::kNmod) {
      if (const std::int32_t below = place_below(c, depth + 1); below >= 0) return below;
    }
  }
  return -1;
}

std::string SentenceCoder::place_country(const Node& node) const {
  const std::int32_t m = place_mention(node);
  if (m < 0) return {};
  const Mention& mention = document_.mentions[static_cast<std::size_t>(m)];
  return mention.actors.empty() ? std::string() : document_.actors[mention.actors.front()].code;
}

// A rule of thumb for sorting, not a probability: how directly the text names rule and parties.
double SentenceCoder::confidence(const Node& node, const Bound& actor, const Bound& recipient) const {
  double value = 0.6;
  if (actor.direct) value += 0.15;
  if (recipient.direct || node.rule->frame.symmetric) value += 0.1;
  if (node.conditions % 100 >= 2) value += 0.1;
  if (node.nominal) value -= 0.15;
  if (recipient.slot == "inobj" || recipient.slot == "incomp") value -= 0.15;
  if (actor.slot == "the one state left") value -= 0.2;
  return std::clamp(value, 0.05, 0.95);
}

// Agreements, and easings announced.
bool SentenceCoder::is_promise(const Node& node, const Event& event) const {
  return event.event == "AGREE" || (event.event == "CONCEDE" && node.rule->type == ontology_.type_named("RETREAT"));
}

void SentenceCoder::add_commitment_source(Event& event, const Node& node) const {
  if (!is_promise(node, event) || event.when != When::kPast) return;
  event.content = content_span(node);
  event.firm = node.rule->type != ontology_.type_named("AGREE") || node.rule->firm;
}

// What was promised, in the document's words: the complement, object or "agreed on ...", else the clause
// without those coordinated with it.
Span SentenceCoder::content_span(const Node& node) const {
  const auto has_own_subject = [&](Index verb) {
    return std::any_of(tree_.children(verb).begin(), tree_.children(verb).end(), [&](Index i) { return tree_.deprel(i) == Deprel::kNsubj || tree_.deprel(i) == Deprel::kNsubjPass; });
  };
  const auto trimmed = [&](Span span) {
    static constexpr std::string_view kMarks = " ,;.:";
    while (span.end > span.begin && kMarks.find(document_.text[span.end - 1]) != std::string_view::npos) --span.end;
    while (span.end > span.begin && kMarks.find(document_.text[span.begin]) != std::string_view::npos) ++span.begin;
    return span;
  };
  for (const Index c : tree_.children(node.word)) {
    const Deprel relation = tree_.deprel(c);
    if (relation == Deprel::kXcomp || relation == Deprel::kCcomp || (relation == Deprel::kAdvcl && tree_.mark(c) == to_) || relation == Deprel::kAcl) return trimmed(tree_.subtree_span(c));
  }
  if (node.rule->future && tree_.is_passive(node.word)) {
    // "that a framework will be signed": all of it but the "that".
    Span span = tree_.subtree_span(node.word);
    for (const Index c : tree_.children(node.word)) {
      if (tree_.deprel(c) == Deprel::kMark && tree_.token(c).span.begin <= span.begin) span.begin = tree_.token(c).span.end;
    }
    while (span.begin < span.end && document_.text[span.begin] == ' ') ++span.begin;
    return trimmed(span);
  }
  if (node.rule->type == ontology_.type_named("AGREE")) {
    for (const Index c : tree_.objects(node.word)) return trimmed(tree_.subtree_span(c));
    for (const Index c : tree_.children(node.word)) {
      if ((tree_.deprel(c) != Deprel::kObl && tree_.deprel(c) != Deprel::kNmod) || tree_.token(c).upos != Upos::kNoun || tree_.in_class("calendar", c)) continue;
      for (const Index k : tree_.children(c)) {
        if (tree_.deprel(k) != Deprel::kCase || !tree_.in_class("agreed_on", k)) continue;
        Span span = tree_.subtree_span(c);
        span.begin = std::max(span.begin, tree_.token(k).span.end);
        while (span.begin < span.end && document_.text[span.begin] == ' ') ++span.begin;
        return trimmed(span);
      }
    }
  }
  // A future act: from the verb to the end of its clause.
  Span span = tree_.subtree_span(node.carrier);
  span.begin = std::min(tree_.token(node.carrier).span.begin, tree_.token(node.word).span.begin);
  for (const Index c : tree_.children(node.carrier)) {
    const bool own_clause = (tree_.deprel(c) == Deprel::kConj && tree_.is_verbal(c) && has_own_subject(c)) || tree_.deprel(c) == Deprel::kParataxis;
    if (own_clause && c > node.carrier && tree_.subtree_span(c).begin > tree_.token(node.word).span.end) span.end = std::min(span.end, tree_.subtree_span(c).begin);
  }
  return trimmed(span);
}

}  // namespace entente::coding
