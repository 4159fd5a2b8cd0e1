#include "query/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <ostream>

#include "ledger/ledger.h"
#include "outlook/outlook.h"
#include "series/series.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

// ---------------------------------------------------------------- arguments

std::string text(const Arguments& arguments, std::string_view name) {
  const auto found = arguments.find(name);
  return found == arguments.end() ? std::string() : found->second;
}

Date date(const Arguments& arguments, std::string_view name) {
  const std::string value = text(arguments, name);
  if (value.empty()) return {};
  const std::optional<Date> out = parse_date(value);
  if (!out) throw Error(ErrorKind::kUsage, fmt::format("--{}: '{}' is no date; write YYYY-MM-DD, YYYY-MM or YYYY", name, value));
  return *out;
}

std::size_t number(const Arguments& arguments, std::string_view name, std::size_t otherwise) {
  const std::string value = text(arguments, name);
  if (value.empty()) return otherwise;
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
  if (error != std::errc() || end != value.data() + value.size()) throw Error(ErrorKind::kUsage, fmt::format("--{}: '{}' is no whole number", name, value));
  return out;
}

template <class Row, std::size_t N>
decltype(Row::value) choice(const std::array<Row, N>& rows, const Arguments& arguments, std::string_view name, decltype(Row::value) otherwise) {
  const std::string value = text(arguments, name);
  if (value.empty()) return otherwise;
  if (const Row* row = row_named(rows, value)) return row->value;
  std::vector<std::string> all;
  for (const Row& row : rows) all.emplace_back(row.name);
  throw Error(ErrorKind::kUsage, fmt::format("--{}: '{}' is none of {}", name, value, join(all, ", ")));
}

std::string upper(std::string value) {
  for (char& c : value) {
    if (is_ascii_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return value;
}

ActFilter act_filter(const Arguments& arguments) {
  ActFilter out;
  out.a = upper(text(arguments, "actor"));
  out.b = upper(text(arguments, "other"));
  out.direction = choice(kDirections, arguments, "direction", Direction::kBoth);
  out.pillar = text(arguments, "pillar");
  out.type = upper(text(arguments, "type"));
  out.initiative = text(arguments, "initiative");
  out.person = text(arguments, "person");
  out.quad = static_cast<int>(number(arguments, "quad", 0));
  if (out.quad > 4) throw Error(ErrorKind::kUsage, "--quad: classes are 1 to 4");
  out.since = date(arguments, "since");
  out.until = date(arguments, "until");
  out.every_when = !text(arguments, "all").empty();
  return out;
}

// ---------------------------------------------------------------- cells

std::vector<std::string> labels(const std::vector<StoredParty>& parties) {
  std::vector<std::string> out;
  for (const StoredParty& party : parties) {
    std::string label = party.code;
    if (!party.name.empty() && party.name != party.code) label += " " + party.name;
    else if (!party.sector.empty() && party.sector != "IGO" && party.sector != party.code) label += " " + party.sector;
    if (std::find(out.begin(), out.end(), label) == out.end()) out.push_back(std::move(label));
  }
  return out;
}

Cell whole(std::uint64_t value) { return static_cast<std::int64_t>(value); }
Cell maybe(const std::optional<double>& value) { return value ? Cell(*value) : Cell(); }
Cell rounded(double value) { return std::round(value * 10000) / 10000; }

std::vector<std::string> counted_labels(const std::vector<std::pair<std::string, std::uint64_t>>& counts, std::size_t most = 10) {
  std::vector<std::string> out;
  for (const auto& [name, count] : counts) {
    if (out.size() < most) out.push_back(fmt::format("{} {}", name, count));
  }
  return out;
}

// ---------------------------------------------------------------- answers

Answer answer_events(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  Answer out;
  for (const StoredAct& act : ledger.acts(act_filter(arguments), number(arguments, "limit", 50))) {
    std::vector<std::string> sources;
    if (!text(arguments, "mentions").empty()) {
      for (const StoredMention& mention : ledger.mentions(act.occurrence)) sources.push_back(mention.published + " " + (mention.url.empty() ? mention.title : mention.url));
    }
    out.rows.push_back({act.event, act.date.iso(), std::string(act.date_from_text ? name_in(kDatePrecisions, act.date.precision()) : act.date.known() ? "published" : "none"),
                        act.type, act.modes, labels(act.actors), labels(act.recipients), std::string(name_in(kWhens, act.when)), act.pillars, act.initiatives,
                        act.location, rounded(act.score), std::int64_t{act.quad}, act.told.sentence, act.told.published, act.told.publisher, act.told.title, act.told.url,
                        whole(act.mentions), whole(act.documents), rounded(act.confidence), rounded(act.weight), sources});
  }
  return out;
}

Answer answer_series(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  const Period period = choice(kPeriods, arguments, "by", Period::kMonth);
  const Measure measure = choice(kMeasures, arguments, "measure", Measure::kActs);
  const Series series = make_series(ledger, act_filter(arguments), period);
  const ChangeResult changes = changes_of(series, measure);
  std::vector<std::size_t> marks;
  for (const ChangePoint& change : changes.changes) marks.push_back(change.first);
  Answer out;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const SeriesPoint& point = series.points[i];
    const bool read = point.read();
    const bool change = std::find(marks.begin(), marks.end(), i) != marks.end();
    out.rows.push_back({period_name(point.start, period), whole(point.documents), whole(point.sentences), whole(point.words), read ? whole(point.acts) : Cell(),
                        read ? rounded(point.weight) : Cell(), maybe(point.rate()), read ? rounded(point.score_sum) : Cell(), read ? maybe(point.score_mean()) : Cell(),
                        read ? maybe(point.cooperation()) : Cell(), Cell(std::int64_t{change ? 1 : 0})});
  }
  if (series.points.empty()) out.notes.push_back("the ledger has read nothing with a date in this time");
  if (series.too_coarse > 0) out.notes.push_back(fmt::format("{} dated to a longer period than a {}, in none of these", series.too_coarse == 1 ? "1 act is" : fmt::format("{} acts are", series.too_coarse), kPeriods[static_cast<std::size_t>(period)].name));
  if (series.outside > 0) out.notes.push_back(fmt::format("{} dated where nothing was read or outside the time asked for, in none of these", series.outside == 1 ? "1 act is" : fmt::format("{} acts are", series.outside)));
  const bool counts = measure == Measure::kActs || measure == Measure::kWeight;
  for (const ChangePoint& change : changes.changes) {
    const double unit = counts ? 1000 : 1;
    out.notes.push_back(fmt::format("new level from {}: {:.2f} before, {:.2f} after{}", period_name(series.points[change.first].start, period), unit * change.level_before,
                                    unit * change.level_after, counts ? " per 1,000 sentences read" : ""));
  }
  const unsigned width = static_cast<unsigned>(number(arguments, "width", 100));
  out.picture = plot_text(series, measure, marks, width);
  const std::string dyad = series.filter.b.empty() ? series.filter.a : series.filter.a + " and " + series.filter.b;
  out.svg = plot_svg(series, measure, marks, fmt::format("{}: {} by {}{}{}", dyad, kMeasures[static_cast<std::size_t>(measure)].title, kPeriods[static_cast<std::size_t>(period)].name,
                                                         series.filter.pillar.empty() ? "" : ", " + series.filter.pillar, series.filter.type.empty() ? "" : ", " + series.filter.type));
  return out;
}

Answer answer_commitments(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  CommitmentFilter filter;
  filter.a = upper(text(arguments, "actor"));
  filter.b = upper(text(arguments, "other"));
  filter.pillar = text(arguments, "pillar");
  filter.initiative = text(arguments, "initiative");
  filter.status = text(arguments, "status");
  filter.id = text(arguments, "id");
  filter.since = date(arguments, "since");
  filter.until = date(arguments, "until");
  filter.as_of = date(arguments, "as-of");
  filter.firm_only = !text(arguments, "firm").empty();
  Answer out;
  for (const StoredCommitment& commitment : ledger.commitments(filter)) {
    std::vector<std::string> evidence;
    for (const StoredStep& step : commitment.steps) {
      evidence.push_back(fmt::format("{} {}: {}{}", step.date, name_in(kCommitmentStatuses, step.status), step.why, step.told.sentence.empty() ? "" : " \"" + step.told.sentence + "\""));
    }
    std::vector<std::string> decisions;
    for (const StoredDecision& decision : commitment.decisions) decisions.push_back(fmt::format("{} {}: {}", decision.decided, decision.status, decision.note));
    out.rows.push_back({commitment.id, commitment.status(), commitment.made.iso(), labels(commitment.by), labels(commitment.to), commitment.what,
                        std::string(commitment.firm ? "firm" : "soft"), commitment.due_text, commitment.due_from.iso(), commitment.due_to.iso(), commitment.pillars, commitment.initiatives,
                        evidence, decisions, commitment.told.sentence, commitment.told.published, commitment.told.title, commitment.told.url});
  }
  return out;
}

Answer answer_outlook(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  const Period period = choice(kPeriods, arguments, "by", Period::kMonth);
  const std::size_t horizons = number(arguments, "periods", 3);
  ActFilter filter = act_filter(arguments);
  const LedgerInfo info = ledger.info();
  Answer out;
  std::vector<std::string> fields{""};
  if (!filter.pillar.empty()) fields = {filter.pillar};
  else for (const std::string& pillar : ledger.pillars()) fields.push_back(pillar);
  for (const std::string& field : fields) {
    filter.pillar = field;
    const Series series = make_series(ledger, filter, period);
    OutlookInput input;
    input.values = values_of(series, Measure::kActs);
    input.periods_a_year = kPeriods[static_cast<std::size_t>(period)].a_year;
    for (const SeriesPoint& point : series.points) input.exposure.push_back(static_cast<double>(point.sentences));
    const Outlook outlook = make_outlook(input, static_cast<unsigned>(horizons));
    const std::string name = field.empty() ? "all" : field;
    out.notes.push_back(name + ": " + describe(outlook));
    std::int64_t start = series.points.empty() ? 0 : series.points.back().start;
    for (const Forecast& forecast : outlook.forecasts) {
      start = period_after(start, period);
      Cell origins, mase, naive, crps, crps_naive, covered50, covered90;
      for (const HorizonScore& score : outlook.backtest) {
        if (score.horizon != forecast.horizon) continue;
        origins = whole(score.origins);
        mase = rounded(score.issued.mase);
        naive = rounded(score.naive.mase);
        crps = rounded(score.issued.crps);
        crps_naive = rounded(score.naive.crps);
        covered50 = rounded(score.covered_50);
        covered90 = rounded(score.covered_90);
      }
      std::string model;
      for (const OutlookModelRow& row : outlook_models()) {
        if (row.value == outlook.model) model = row.name;
      }
      out.rows.push_back({name, period_name(start, period), whole(forecast.horizon), rounded(forecast.mean), rounded(forecast.median), rounded(forecast.half.low), rounded(forecast.half.high),
                          rounded(forecast.most.low), rounded(forecast.most.high), model, std::string(verdict_words(outlook.verdict)), origins, mase, naive, crps, crps_naive, covered50, covered90});
    }
  }
  return out;
}

Answer answer_search(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  SearchFilter filter;
  filter.words = text(arguments, "words");
  filter.acts = act_filter(arguments);
  filter.limit = number(arguments, "limit", 20);
  filter.by_act = !filter.acts.a.empty() || !filter.acts.pillar.empty() || !filter.acts.type.empty() || !filter.acts.initiative.empty() || !filter.acts.person.empty();
  Answer out;
  for (const SearchHit& hit : ledger.search(filter)) out.rows.push_back({hit.published, hit.snippet, hit.acts, hit.title, hit.publisher, hit.url});
  return out;
}

Answer answer_dyads(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  Answer out;
  for (const Ledger::DyadCount& dyad : ledger.dyads(number(arguments, "limit", 30))) out.rows.push_back({dyad.a, dyad.b, whole(dyad.acts)});
  return out;
}

Answer answer_initiative(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  Answer out;
  const std::string id = text(arguments, "initiative");
  const std::vector<std::string> all = id.empty() ? ledger.initiatives() : std::vector<std::string>{id};
  for (const std::string& name : all) {
    const std::optional<InitiativeFacts> facts = ledger.initiative(name);
    if (!facts && id.empty()) continue;  // named by what has not happened only
    if (!facts) throw Error(ErrorKind::kUsage, fmt::format("no act in this ledger names the initiative '{}'; 'initiatives' without a name lists those it has", name));
    out.rows.push_back({facts->id, whole(facts->acts), whole(facts->documents), facts->first, facts->last, counted_labels(facts->by_year, 30), counted_labels(facts->by_type), counted_labels(facts->members, 12)});
  }
  return out;
}

Answer answer_person(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  const std::string name = text(arguments, "name");
  const std::optional<PersonFacts> facts = ledger.person(name);
  if (!facts) throw Error(ErrorKind::kUsage, fmt::format("nobody of the name '{}' acts in this ledger", name));
  Answer out;
  out.rows.push_back({facts->name, whole(facts->acts), facts->first, facts->last, facts->offices, counted_labels(facts->by_type), counted_labels(facts->counterparts)});
  return out;
}

Answer answer_info(const fs::path& path, const Arguments& arguments) {
  const Ledger ledger(path);
  Answer out;
  // What is damaged is named even where nothing else can be read.
  const bool check = !text(arguments, "check").empty();
  const std::vector<std::string> faults = check ? ledger.check() : std::vector<std::string>();
  out.unsound = !faults.empty();
  const auto add = [&](const char* name, Cell value) { out.rows.push_back({std::string(name), std::move(value)}); };
  const auto found = [&] {
    if (faults.empty() && check) add("faults", std::string("none"));
    for (const std::string& fault : faults) add("fault", fault);
  };
  LedgerInfo info;
  try {
    info = ledger.info();
  } catch (const Error&) {
    if (faults.empty()) throw;
    found();
    return out;
  }
  add("documents", whole(info.documents));
  add("copies", whole(info.copies));
  add("superseded", whole(info.retired));
  add("sentences", whole(info.sentences));
  add("words", whole(info.words));
  add("mentions of acts", whole(info.events));
  add("acts", whole(info.occurrences));
  add("commitments", whole(info.commitments));
  add("evidence", whole(info.evidence));
  add("first date", info.first);
  add("last date", info.last);
  add("ontology", info.version);
  add("bytes", whole(info.bytes));
  if (!text(arguments, "digest").empty()) add("content digest", ledger.content_digest());
  found();
  return out;
}

// ---------------------------------------------------------------- the table

constexpr Parameter kActor{"actor", "a party: ISO 3166 code or body code (USA, EUR)", ParameterKind::kPositional, true};
constexpr Parameter kOther{"other", "the other party; left out: anybody", ParameterKind::kPositional, false};
constexpr Parameter kSince{"since", "first date of the acts", ParameterKind::kDate, false}, kUntil{"until", "last date of the acts", ParameterKind::kDate, false};
constexpr Parameter kPillar{"pillar", "only acts in this field"}, kType{"type", "only this event type (CONSULT, SANCTION ...)"};
constexpr Parameter kInitiative{"initiative", "only acts that name this initiative (iCET, QUAD ...)"};
constexpr Parameter kPerson{"person", "only acts of this person (full name)"};
constexpr Parameter kQuad{"quad", "only this class: 1 verbal, 2 material cooperation, 3 verbal, 4 material conflict", ParameterKind::kNumber, false};
constexpr Parameter kDirection{"direction", "both, to (the first acts) or from (the other acts)"};
constexpr Parameter kAll{"all", "also future, hypothetical, negated and historical acts", ParameterKind::kFlag, false};
constexpr Parameter kLimit{"limit", "at most so many, the newest", ParameterKind::kNumber, false};
constexpr Parameter kBy{"by", "day, month, quarter or year"};

std::vector<Parameter> with_acts(std::vector<Parameter> first, std::vector<Parameter> more) {
  for (const Parameter& parameter : {kSince, kUntil, kPillar, kType, kInitiative, kPerson, kQuad, kDirection, kAll}) first.push_back(parameter);
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

}  // namespace

const std::vector<Question>& questions() {
  static const std::vector<Question> kQuestions = {
      {"events", "acts of a dyad, the newest first, each with the sentence that proves it",
       with_acts({kActor, kOther}, {kLimit, {"mentions", "list every report of an act", ParameterKind::kFlag, false}}),
       {"id", "date", "date_precision", "event", "mode", "actor", "recipient", "when", "pillars", "initiatives", "location", "event_scale", "quad_code", "text", "published", "publisher", "title",
        "url", "mentions", "documents", "confidence", "weight", "sources"},
       answer_events},
      {"series", "counts and scores by period, with how much was read",
       with_acts({kActor, kOther}, {kBy, {"measure", "plotted: acts, weight, rate, score, score-mean or cooperation"}, {"width", "columns of the plot", ParameterKind::kNumber, false}}),
       {"period", "documents", "sentences", "words", "acts", "weight", "per_1000_sentences", "score", "score_mean", "cooperation", "change"},
       answer_series},
      {"commitments", "what was promised and what became of it",
       {{"actor", kActor.help, ParameterKind::kPositional, false}, kOther, {"since", "promised since", ParameterKind::kDate, false}, {"until", "promised until", ParameterKind::kDate, false},
        {"pillar", "only in this field"}, kInitiative, {"status", "open, progressing, kept, overdue, broken or superseded"}, {"id", "only the one whose id begins so"},
        {"as-of", "the day that overdue is judged by; else the last day read", ParameterKind::kDate, false}, {"firm", "only firm ones", ParameterKind::kFlag, false}},
       {"id", "status", "made", "by", "to", "what", "firmness", "due", "due_from", "due_to", "pillars", "initiatives", "steps", "decisions", "text", "published", "title", "url"},
       answer_commitments},
      {"outlook", "forecasts with intervals, and how such forecasts would have fared",
       with_acts({kActor, kOther}, {kBy, {"periods", "how many ahead, 1 to 6", ParameterKind::kNumber, false}}),
       {"pillar", "period", "ahead", "mean", "median", "low_50", "high_50", "low_90", "high_90", "model", "verdict", "origins", "mase", "mase_naive", "crps", "crps_naive", "covered_50", "covered_90"},
       answer_outlook},
      {"search", "full text, narrowed by actors, field, type and dates",
       with_acts({{"words", "words, \"phrases\", AND, OR, NOT, prefix*", ParameterKind::kPositional, true}},
                 {{"actor", "only passages that tell an act of this party"}, {"other", "and of this one"}, kLimit}),
       {"published", "snippet", "acts", "title", "publisher", "url"},
       answer_search},
      {"dyads", "the pairs with most acts", {kLimit}, {"a", "b", "acts"}, answer_dyads},
      {"initiatives", "what is known of a named framework", {{"initiative", "its id; left out: all that acts name", ParameterKind::kPositional, false}},
       {"id", "acts", "documents", "first", "last", "by_year", "by_type", "members_seen"}, answer_initiative},
      {"person", "what a person did, and in which office", {{"name", "full name, or a surname only one bears", ParameterKind::kPositional, true}},
       {"name", "acts", "first", "last", "offices", "by_type", "counterparts"}, answer_person},
      {"info", "what the ledger holds",
       {{"digest", "digest of all content: equal for equal ledgers", ParameterKind::kFlag, false}, {"check", "look for damage", ParameterKind::kFlag, false}},
       {"what", "value"}, answer_info}};
  return kQuestions;
}

const Question* question_named(std::string_view name) {
  for (const Question& question : questions()) {
    if (question.name == name) return &question;
  }
  return nullptr;
}

Answer ask(const Question& question, const fs::path& ledger, const Arguments& arguments) {
  for (const auto& [name, value] : arguments) {
    const bool known = std::any_of(question.parameters.begin(), question.parameters.end(), [&name = name](const Parameter& parameter) { return parameter.name == name; });
    if (!known) throw Error(ErrorKind::kUsage, fmt::format("{} has no parameter '{}'", question.name, name));
  }
  for (const Parameter& parameter : question.parameters) {
    if (parameter.required && text(arguments, parameter.name).empty()) throw Error(ErrorKind::kUsage, fmt::format("{} needs {}: {}", question.name, parameter.name, parameter.help));
  }
  Answer out = question.answer(ledger, arguments);
  out.columns.assign(question.columns.begin(), question.columns.end());
  return out;
}

}  // namespace entente
