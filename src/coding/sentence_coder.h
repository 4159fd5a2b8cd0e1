// Internal to src/coding: one sentence through the four passes; each pass has a file of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "coding/coding.h"
#include "coding/fields.h"
#include "coding/learnt.h"
#include "coding/scene.h"
#include "coding/tree.h"
#include "document/document.h"
#include "ontology/ontology.h"

namespace entente::coding {

// ---------------------------------------------------------------- predicates

// What auxiliaries, negation and subordination say about one predicate.
struct Modality {
  bool negated = false;
  bool future = false;
  bool conditional = false;  // would, could, may, if
  bool obligation = false;   // must, should
  bool infinitive = false;
  bool imperative = false;
  bool question = false;
};

struct Node {
  Index word = kNone;     // the token whose lemma the rule names
  Index carrier = kNone;  // the verb that carries tense and subject; the word itself for verbs and free nouns
  const Rule* rule = nullptr;
  const Trigger* trigger = nullptr;
  PredicateKind kind = PredicateKind::kVerb;
  int conditions = 0;      // how specific the match was
  int governor = -1;       // node above
  bool content = false;    // stands inside the governor as its content, not beside it
  bool nominal = false;    // an event noun without carrier verb
  bool absorbed = false;
  bool from_light_verb = false;
  // Result of composition.
  std::uint8_t type = kNoType;
  std::string mode;
  bool dropped = false;
  bool forced_future = false, forced_negated = false, imagined = false;
  std::vector<Index> borrowed_agents;  // of the operator above, where the word has none of its own
  Index borrowed_from = kNone;
  int reporter = -1;                   // node of the reporting predicate above
  int answered_by = -1;                // node of the answer that gives this deed as its reason, or of the demand whose "or" it is
  bool refusal = false;                // "there will be no talks"
  bool unnamed = false;                // asked of sides that nobody names: "donors", "all parties"
  std::vector<std::string> steps;
};

struct Bound {
  std::vector<Party> parties;
  std::string slot;
  bool direct = false;
};

// An act on its way to becoming an event: who stands on either side, and when it is told of.
struct Act {
  Node& node;
  std::size_t index = 0;        // of the node
  std::size_t first_event = 0;  // of the sentence
  Modality modality;
  const EventType* told_as = nullptr;   // its type before demands and time change it
  const EventType* own_type = nullptr;  // the type of its rule
  bool noun = false;
  bool item = false, bullet = false;  // a line of a list; one without a subject
  bool told_to = false;               // an order in quotes
  bool demanded = false;
  bool both_sides = false;      // the slots of one side hold two
  bool with_officials = false;  // talks with people of no country told
  bool future = false;
  bool symmetric = false;
  bool own_notice = false;      // a government's notice of its own sanction
  When when = When::kPast;
  Bound actor = {}, recipient = {};
  std::vector<Party> homeless = {};  // doers of no country told
  double probability = 0;            // of an act that no rule tells
};

// The line above a list: "The ministers agreed to:", "Chad will:". Its items are what its subjects promise.
struct LeadIn {
  std::vector<Party> subjects;
  bool whole = false;  // tells all there is: "called on Mali to:" is one demand
  [[nodiscard]] bool open() const { return whole || !subjects.empty(); }
};

// What the surroundings of a sentence are about.
struct Scene {
  bool sports = false;     // the paragraph tells a match
  bool press_asks = false; // a journalist's turn in a transcript
  bool has_state = false;  // the document names a government, forces or an international body
  Speakers speakers;       // the two sides that speak to the press together
  LeadIn lead;             // of the list whose item the sentence is
};

class SentenceCoder {
 public:
  // Documents of so many sentences are about one meeting: a readout, no briefing.
  static constexpr std::size_t kShortDocument = 60;

  SentenceCoder(Document& document, Index sentence, const Ontology& ontology, const std::vector<Party>& meeting, Scene scene);

  // `seen`: where to put what there is to learn from, or none.
  void run(const ActModel& acts, ActMaterial* seen);
  // After run(): what this sentence is to the lines below it.
  [[nodiscard]] LeadIn lead_in() const;

 private:
  // ------------------------------------------------------------ pass 1: match (match.cpp)

  void match();
  [[nodiscard]] bool may_be_event_noun(Index i) const;
  template <class Visit>
  void for_each_trigger(PredicateKind kind, Index i, const Visit& visit) const;
  [[nodiscard]] bool noun_phrase_matches(Index i, const Trigger& trigger) const;
  [[nodiscard]] bool verb_phrase_matches(Index i, const Rule& rule, const Trigger& trigger) const;
  template <class Test>
  [[nodiscard]] Index next_of_phrase(Index head, Index previous, const Test& test) const;
  [[nodiscard]] bool belongs_to_phrase(Index head, Index previous, Index j) const;
  void consider(PredicateKind kind, Index i, Node& best) const;
  [[nodiscard]] std::optional<int> match_rule(PredicateKind kind, Index i, const Rule& rule, const Trigger& trigger) const;
  static bool holds(std::span<const WordId> words, WordId word);
  [[nodiscard]] std::vector<Index> condition_objects(Index predicate, const Rule& rule, const Trigger& trigger) const;
  [[nodiscard]] bool meets(Index i, const WordSet& set) const;
  [[nodiscard]] bool is_state_or_people(Index i, const Mention& mention) const;
  template <class Test>
  [[nodiscard]] bool any_actor_at(Index i, const Test& test) const;
  [[nodiscard]] bool names_country(Index i) const;
  [[nodiscard]] std::set<std::string> codes_of_subject(Index predicate) const;
  [[nodiscard]] bool names_other_state(Index predicate, Index i) const;
  [[nodiscard]] bool names_office_holder(Index i) const;
  [[nodiscard]] bool is_one_name(Index first, Index last) const;
  [[nodiscard]] bool has_complement(Index i) const;
  // What one party says of another ("said that Iran is not serious"): the actor is who says it.
  [[nodiscard]] static bool is_comment(const Rule& rule) { return !rule.frame.actor.empty() && rule.frame.actor.front().kind == SlotKind::kReporter; }
  [[nodiscard]] Index predicate_of(Index i) const;
  [[nodiscard]] bool is_asserted(Index i) const;
  [[nodiscard]] bool is_going_to(Index i) const;
  [[nodiscard]] Index report_beside(Index i) const;
  [[nodiscard]] bool says_future(Index i) const;
  [[nodiscard]] bool is_obliged(Index i) const;
  [[nodiscard]] bool is_needed(Index i) const;
  [[nodiscard]] bool is_subjunctive(Index i) const;
  [[nodiscard]] bool has_condition(Index i) const { return condition_clause(i) != kNone; }
  [[nodiscard]] Index condition_clause(Index i) const;
  [[nodiscard]] Index condition_below(const Node& node) const;
  void resolve_light_verbs();
  [[nodiscard]] Index carrier_of(Index noun) const;

  // ------------------------------------------------------------ pass 2: compose (compose.cpp)

  void compose();
  void find_governor(std::size_t k);
  void find_shared_governor(Node& node, std::size_t first, Index at);
  [[nodiscard]] bool stands_behind_own_word(Index i, int above) const;
  [[nodiscard]] bool is_subject_of_aspect(Index i, int above) const;
  [[nodiscard]] bool is_content_link(Index i, Index up) const;
  [[nodiscard]] bool has_mark(Index i) const;
  [[nodiscard]] bool keeps_from_happening(Index verb) const;
  [[nodiscard]] Index stretch_of(Index i) const;
  [[nodiscard]] bool is_subject_of(Index i, Index verb) const;
  [[nodiscard]] Index mark_token(Index i) const;
  [[nodiscard]] bool is_free_participle(Index i) const;
  [[nodiscard]] std::vector<bool> clause_of(const Node& node) const;
  const TypeMode* composition(CompositionTable table, std::uint8_t type) const;
  void retype(Node& node, CompositionTable table, bool drop_if_absent, std::string_view why);
  void apply_governor(std::size_t k);
  void lend(Node& node, const Node& above);
  [[nodiscard]] bool is_told_as_done(Index i) const;
  void apply_effect(Node& node, std::size_t operator_index);

  // ------------------------------------------------------------ what stands inside another act (content.cpp)

  void take_as_content(Node& node);
  [[nodiscard]] Content content_policy(const Rule& rule) const;
  [[nodiscard]] bool is_service(const Node& node) const;
  [[nodiscard]] bool is_done_by_object(Index i, Index verb) const;
  [[nodiscard]] bool is_definite_incident(const Node& node) const;
  [[nodiscard]] int answer_to(const Node& node) const;
  [[nodiscard]] bool is_told_of_thing(const Node& node) const;
  [[nodiscard]] bool is_request_followed(const Node& node) const;
  [[nodiscard]] bool is_word_answered(const Node& node) const;
  [[nodiscard]] bool is_judged_meeting(const Node& node) const;
  [[nodiscard]] bool is_said_in_talk(const Node& node) const;

  // ------------------------------------------------------------ modality (compose.cpp)

  [[nodiscard]] bool is_asked(Index i) const;
  [[nodiscard]] bool is_inverted(Index i) const;
  [[nodiscard]] Modality modality_of(Index i) const;
  [[nodiscard]] Modality whole_modality(const Node& node) const;
  [[nodiscard]] bool is_not_only(Index i) const;

  // ------------------------------------------------------------ pass 3: bind (bind.cpp)

  [[nodiscard]] Bound bind(const Node& node, const std::vector<Slot>& slots, const std::vector<Party>& taken) const;
  [[nodiscard]] Bound bind(const Node& node, const std::vector<Slot>& slots, const std::vector<Party>& taken, bool deep, Bound& without_country) const;
  [[nodiscard]] bool is_taken(const Party& party, const std::vector<Party>& taken, bool indirect) const;
  [[nodiscard]] std::vector<Index> slot_tokens(const Node& node, const Slot& slot, bool deep) const;
  void stranded_arguments(Index noun, WordId preposition, std::vector<Index>& out) const;
  [[nodiscard]] Index verb_above(Index i) const;
  [[nodiscard]] Index clause_verb(Index phrase) const;
  [[nodiscard]] Index leader_in(Index modifier) const;
  [[nodiscard]] std::vector<Index> particle_objects(const Node& node) const;

  // ------------------------------------------------------------ actors of a noun phrase (bind.cpp)

  bool collect(Index i, bool owner, std::vector<Party>& out, int depth = 0) const;
  void collect_compound_owner(Index i, std::vector<Party>& out, int depth) const;
  void collect_owner(Index i, std::vector<Party>& out, int depth) const;
  void collect_antecedent(Index whose, std::vector<Party>& out, int depth) const;
  void collect_inside(Index i, std::vector<Party>& out) const;
  [[nodiscard]] bool is_temporal_or_place(Index i) const;
  [[nodiscard]] Bound party_of_mention(std::int32_t m) const;
  [[nodiscard]] std::set<std::string> codes(const std::vector<Party>& parties) const;

  // ------------------------------------------------------------ parties that no slot holds (bind.cpp)

  [[nodiscard]] Bound reporter_of(const Node& node) const;
  [[nodiscard]] bool subject_is_open(const Node& node) const;
  [[nodiscard]] bool is_bullet(const Node& node) const;
  [[nodiscard]] bool is_list_item(const Node& node) const;
  [[nodiscard]] Index head_of_line(const Node& node) const;
  [[nodiscard]] bool writes_of_own_act(const Node& node, std::string_view name, const std::vector<Party>& recipients) const;
  [[nodiscard]] Bound author_of(const Node& node) const;
  [[nodiscard]] bool is_force_noun(Index i) const;
  [[nodiscard]] Bound interlocutor(const Node& node, const std::vector<Party>& actors, std::size_t first_event) const;
  [[nodiscard]] bool speaks_of_others(const Node& node, const std::set<std::string>& sides) const;
  [[nodiscard]] Bound thanking(const Node& node, const std::vector<Party>& givers) const;
  [[nodiscard]] Bound host_of_place(const Node& node, const std::vector<Party>& visitors) const;
  [[nodiscard]] Bound implied_recipient(const Node& node, const EventType& type, const std::vector<Party>& actors) const;
  [[nodiscard]] bool in_side_clause(Index i, const Node& node) const;
  [[nodiscard]] Bound content_parties(std::size_t k, const std::vector<Party>& taken) const;

  // ------------------------------------------------------------ countries of the parties (bind.cpp)

  void inherit_countries(const Node& node, Bound& actor, Bound& recipient, bool conflict);
  [[nodiscard]] bool falls_on_mission(const Node& node) const;
  [[nodiscard]] std::string country_of_first(const Party& party, const std::vector<Party>& parties) const;
  [[nodiscard]] std::string country_below(const Party& party) const;
  [[nodiscard]] bool is_named_by_country(const Party& party) const;
  static bool is_force_sector(std::string_view sector);
  [[nodiscard]] bool dates_another(Index i, Index carrier) const;
  [[nodiscard]] bool is_plural_pronoun(const Party& party) const;
  [[nodiscard]] bool says_i(const std::vector<Party>& parties) const;
  [[nodiscard]] bool is_owned_by_us(Index i) const;
  [[nodiscard]] bool speaks_to_other_side(const Node& node, const std::vector<Party>& speakers) const;
  void drop_bystanders(std::string_view act, Bound& recipient) const;
  [[nodiscard]] bool is_without_subject(Index i) const;
  [[nodiscard]] std::set<std::string> others_in_sentence(const std::set<std::string>& but) const;
  [[nodiscard]] bool is_source(Index i) const;
  static bool is_stateless_sector(std::string_view sector);
  std::uint32_t add_actor(const Actor& actor);
  void drop_countryless(Bound& bound) const;

  // ------------------------------------------------------------ parties from around (around.cpp)

  [[nodiscard]] bool thanks_own_people(const Node& node) const;
  [[nodiscard]] Bound pointed_ahead(const Node& node) const;
  [[nodiscard]] Bound subject_ahead(const Node& node) const;
  [[nodiscard]] Bound sayer_before(const Node& node) const;
  [[nodiscard]] bool is_venue(Index i) const;
  [[nodiscard]] Bound only_state_left(const Node& node, const std::vector<Party>& recipients) const;
  [[nodiscard]] bool word_obtained(const Node& node, Bound& actor, Bound& recipient) const;
  [[nodiscard]] bool thanks_other_side(const Node& node) const;
  [[nodiscard]] Bound visitor_of_clause(const Node& node) const;
  [[nodiscard]] Bound host_of_visiting(const Node& node, Bound& guest) const;
  [[nodiscard]] Bound who_complies(const Node& node, const std::set<std::string>& askers) const;
  void return_to_teller(const Node& node, const Bound& actor, Bound& recipient) const;
  [[nodiscard]] Bound doer_by_report(const Node& node, const std::vector<Party>& recipients) const;
  [[nodiscard]] Bound judged_owner(const Node& node) const;
  [[nodiscard]] std::string only_country() const;
  [[nodiscard]] Bound country_spoken_of(const std::string& code) const;
  [[nodiscard]] bool meets_officials(const Node& node) const;
  void complete_talk(const Node& node, Bound& actor, Bound& recipient) const;
  void talk_of_clause(const Node& node, Bound& actor) const;
  [[nodiscard]] bool is_held_by(Index talks, const Bound& host) const;
  [[nodiscard]] std::vector<Party> sides_before_press() const;
  [[nodiscard]] Bound fronted_country(Index i) const;
  void narrow_to_fronted(const Node& node, Bound& others) const;
  [[nodiscard]] bool goes_on_about_another(const Node& node, const std::vector<Party>& actors) const;
  [[nodiscard]] bool gives_abroad(const Node& node) const;
  [[nodiscard]] Bound teller_of(const Node& node) const;
  [[nodiscard]] bool is_told_to_exist(const Node& node) const;
  [[nodiscard]] bool gives_without_giver(const Node& node, std::string_view act, const std::vector<Party>& recipients) const;
  [[nodiscard]] bool is_told_to_be(Index i) const;
  [[nodiscard]] bool is_yet_to_come(Index i) const;
  [[nodiscard]] Bound doer_in_topic(const Node& node, const std::vector<Party>& accusers) const;

  // ------------------------------------------------------------ parties from what was told before (told.cpp)

  [[nodiscard]] Bound holder_told(const Node& node) const;
  [[nodiscard]] Bound judged_move(const Node& node, const std::set<std::string>& own) const;
  [[nodiscard]] bool points_back_at_act(Index i) const;
  [[nodiscard]] Bound other_side_of_first(const Node& node, const std::set<std::string>& own) const;
  [[nodiscard]] Bound only_other_side(const Node& node, const std::set<std::string>& own) const;
  [[nodiscard]] Bound only_doer_told(std::string_view act, const std::set<std::string>& own) const;
  [[nodiscard]] Bound both_told(const Node& node) const;
  bool share_giver(const Node& node, Bound& actor, Bound& recipient) const;
  void sides_of_answer(const Node& node, Bound& actor, Bound& recipient) const;
  [[nodiscard]] Bound provoker(const Node& node, std::string_view act, const std::set<std::string>& own) const;
  [[nodiscard]] std::vector<Party> sides_told() const;
  [[nodiscard]] Bound target_told(const Node& node, const EventType& type, const std::vector<Party>& actors) const;
  [[nodiscard]] Bound adversary(const std::set<std::string>& own) const;
  [[nodiscard]] Bound topic_before(const std::set<std::string>& own) const;
  [[nodiscard]] Bound taken_up(const std::set<std::string>& own) const;
  [[nodiscard]] Bound hosts_of_trip(const std::vector<Party>& travellers) const;
  [[nodiscard]] std::vector<Party> others_near(const std::set<std::string>& own) const;

  // ------------------------------------------------------------ pass 4: emit (emit.cpp)

  void emit(const ActModel& acts, ActMaterial* seen);
  void share_other_side();
  void turn_to_other_state();
  void share_gift(Index carrier, Event& gift);
  void free_content(std::size_t k);
  [[nodiscard]] bool is_purpose_of(const Node& inner, std::size_t k) const;
  void emit_node(std::size_t k, std::size_t first_event);
  void record(Act& act);
  void merge_or_add(Event event, std::size_t first_event, const std::set<std::string>& actors, const std::set<std::string>& recipients, const Node& node);

  // ------------------------------------------------------------ the way of an act between two sides (learnt.cpp)

  [[nodiscard]] std::vector<Side> sides_named() const;
  [[nodiscard]] WordsOfPairs words_of_pairs() const;
  [[nodiscard]] std::vector<SidePair> pairs_of_sides(const std::vector<Side>& sides) const;
  [[nodiscard]] PairFeatures features_of(const SidePair& pair, const WordsOfPairs& words, std::size_t first_event) const;
  [[nodiscard]] std::vector<PairSeen> pairs_seen(const WordsOfPairs& words, std::size_t first_event) const;
  [[nodiscard]] std::set<std::string> types_told(std::size_t first_event) const;
  [[nodiscard]] bool is_emitted(std::size_t k) const;
  [[nodiscard]] std::optional<std::pair<std::vector<Party>, std::vector<Party>>> likeliest_pair(const ActModel& acts, const std::vector<PairSeen>& pairs, std::size_t type) const;

  // ------------------------------------------------------------ acts read off a whole sentence (whole.cpp)

  [[nodiscard]] std::vector<std::uint64_t> words_by_kind() const;
  [[nodiscard]] std::set<std::string> author_codes() const;
  [[nodiscard]] std::vector<WholeSide> whole_sides() const;
  void add_sides_around(std::vector<WholeSide>& out, std::size_t first_event) const;
  [[nodiscard]] std::vector<std::uint32_t> whole_keys(const std::vector<std::uint64_t>& words, const std::vector<WholeSide>& sides, std::size_t first_event) const;
  [[nodiscard]] std::vector<std::uint32_t> side_keys(std::size_t s, const std::vector<WholeSide>& sides, const std::vector<std::uint64_t>& words, std::size_t first_event) const;
  [[nodiscard]] WholeCandidate whole_candidate(std::size_t first_event) const;
  [[nodiscard]] bool is_masked(Index i) const;
  [[nodiscard]] Reading reading(const std::vector<WholeSide>& sides, std::size_t first_event) const;
  [[nodiscard]] bool names_only_authors() const;
  [[nodiscard]] bool is_retold(std::size_t type) const;
  [[nodiscard]] WholeReading read_whole(const ActModel& acts, std::size_t first_event) const;
  [[nodiscard]] std::optional<NetworkReading> read_by_network(const ActModel& acts, bool ruled, std::vector<double>& odds, std::vector<WholeSide>& sides, std::size_t first_event) const;
  [[nodiscard]] Index word_that_tells(const ActModel& acts, const std::optional<NetworkReading>& network, std::size_t type, const std::vector<std::uint64_t>& words) const;
  void add_whole(const ActModel& acts, const WholeReading& reading, std::size_t first_event);

  // ------------------------------------------------------------ the acts of the rules weighed by examples (weighed.cpp)

  [[nodiscard]] bool is_weighed_by_examples(std::size_t k, const Event& event) const;
  [[nodiscard]] std::vector<Side> sides_around(const Node& node, const std::vector<Side>& sides) const;
  [[nodiscard]] std::vector<std::uint32_t> role_features(std::size_t k, const Event& event, const Side& side, const std::vector<Side>& sides) const;
  [[nodiscard]] std::vector<std::uint32_t> act_features(std::size_t k, const Event& event, std::size_t sides) const;
  void add_material(ActMaterial& out, std::size_t first_event) const;
  [[nodiscard]] bool is_told_of_third(const Side& side, const Event& event) const;
  [[nodiscard]] bool is_only_venue(const Side& side) const;
  void weigh(const ActModel& acts, const WholeReading& whole);
  [[nodiscard]] bool is_told_across(const Event& event) const;
  [[nodiscard]] bool is_only_of_its_type(const Event& event) const;
  void settle_parts(std::size_t k, Event& event, const std::vector<WholeSide>& sides, const WholeParts& parts) const;
  void weigh_by_whole(const WholeReading& whole);
  void weigh_alone(const ActModel& acts);
  void drop_emitted(std::size_t e);
  void turn_from_itself(Event& event, const std::vector<Side>& sides, const std::vector<double>& receives) const;
  template <class Any>
  void fill_part(std::vector<Party>& part, const std::vector<Party>& other, const std::vector<Any>& sides, const std::vector<double>& likely, std::string_view name, Event& event) const;

  // ------------------------------------------------------------ who an act is by and toward (sides.cpp)

  bool name_parties(Act& act);
  void parties_of_content(Act& act);
  bool settle_sides(Act& act);
  void find_missing_sides(Act& act);
  void judge_doer(const Node& node, const std::vector<Party>& judges, Bound& recipient) const;
  [[nodiscard]] bool is_quoted_order(const Node& node) const;
  [[nodiscard]] bool asks_unnamed(const Node& node) const;
  bool rule_out_talks(Node& node, Bound& actor, Bound& recipient);
  [[nodiscard]] bool blow_of_charge(const Node& node, Bound& actor, Bound& recipient) const;
  bool who_is_told(const Node& node, Bound& told_party) const;
  bool demand(Node& node, Bound& actor, Bound& recipient);

  // ------------------------------------------------------------ done, promised, thought of (when.cpp)

  bool place_in_time(Act& act);
  [[nodiscard]] bool is_background(const Node& node) const;
  void retype_future(Node& node);
  [[nodiscard]] bool has_coming_time(Index i) const;
  [[nodiscard]] bool has_auxiliary(Index i, std::string_view word) const;
  [[nodiscard]] bool is_imagined(Index i) const;
  [[nodiscard]] bool is_weighed(Index i) const;
  [[nodiscard]] bool is_decided(Index i) const;

  // ------------------------------------------------------------ which parties make an act (parties.cpp)

  bool is_act_of_states(Act& act);
  void settle_at_home(const Node& node, std::string_view act, const std::vector<Party>& homeless, Bound& actor, Bound& recipient);
  void share_country(std::vector<Party>& parties);
  [[nodiscard]] bool parties_suffice(const EventType& type, const std::vector<Party>& actors, const std::vector<Party>& recipients) const;
  [[nodiscard]] bool meets_region(const std::set<std::string>& all) const;
  [[nodiscard]] bool is_gathering(const std::vector<Party>& actors, const std::vector<Party>& recipients) const;
  [[nodiscard]] std::size_t distinct_people(const std::vector<Party>& actors, const std::vector<Party>& recipients) const;
  [[nodiscard]] bool among_states(const Node& node, const EventType& type, const Bound& actor, const Bound& recipient) const;
  [[nodiscard]] bool is_local(const Node& node) const;
  [[nodiscard]] bool is_own_government(const std::vector<Party>& actors) const;
  [[nodiscard]] bool writes_as_body() const;
  [[nodiscard]] bool is_domestic(const std::vector<Party>& actors) const;
  static bool is_topic_slot(std::string_view slot);
  [[nodiscard]] bool blames_nobody(const Node& node) const;
  [[nodiscard]] bool nominal_counts(const Node& node, const EventType& type, const std::set<std::string>& actors, const std::set<std::string>& recipients) const;
  [[nodiscard]] bool is_force_judged(const Node& node, const std::set<std::string>& actors) const;
  [[nodiscard]] bool is_news_of_incident(const Node& node, const EventType& type, const std::set<std::string>& all) const;
  [[nodiscard]] bool is_subject_of_heading(Index i) const;
  [[nodiscard]] bool is_fact_position(Index i) const;
  void unique_parties(std::vector<Party>& parties) const;

  // ------------------------------------------------------------ what else the record says (details.cpp)

  [[nodiscard]] Span trigger_span(const Node& node) const;
  void set_consult_mode(const Node& node, Event& event) const;
  [[nodiscard]] std::string visiting_country(const Node& node) const;
  void receive_at_home(const std::string& host, Event& event) const;
  void set_fields(const Node& node, Event& event) const;
  void set_date(const Node& node, Event& event, bool future);
  void set_place(const Node& node, Event& event) const;
  [[nodiscard]] bool tells(Index i) const;
  [[nodiscard]] std::int32_t place_mention(const Node& node) const;
  [[nodiscard]] std::int32_t place_of_relative(Index verb) const;
  [[nodiscard]] bool is_place_phrase(Index i) const;
  [[nodiscard]] std::int32_t place_below(Index i, int depth = 0) const;
  [[nodiscard]] std::int32_t place_around(const Node& node) const;
  [[nodiscard]] std::int32_t place_of_clause(Index verb) const;
  [[nodiscard]] std::string place_country(const Node& node) const;
  [[nodiscard]] double confidence(const Node& node, const Bound& actor, const Bound& recipient) const;
  [[nodiscard]] bool is_promise(const Node& node, const Event& event) const;
  void add_commitment_source(Event& event, const Node& node) const;
  [[nodiscard]] Span content_span(const Node& node) const;

  // ------------------------------------------------------------ state

  Document& document_;
  const Ontology& ontology_;
  const std::vector<Party>& meeting_;  // the two sides the document is about, empty if unknown
  Scene scene_;
  Tree tree_;
  bool others_only_ = false;  // its other side must be another country
  bool force_ = false;  // the node being emitted is an act of force
  WordId to_, of_, in_, from_, among_, at_, represent_, with_, by_, be_, as_;
  std::vector<Node> nodes_;
  std::vector<int> node_of_word_;
  std::vector<std::pair<std::size_t, std::size_t>> emitted_;  // node and event
  std::vector<std::pair<std::string, std::string>> slots_;    // by node: what held actor and recipient of its event
  std::vector<std::uint32_t> noun_types_;
  SentenceFields fields_;
};

}  // namespace entente::coding
