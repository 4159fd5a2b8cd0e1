// The parts of the page, the most important first. Each takes acts that no part before it told.
#include "brief/brief.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <tuple>

#include "brief/choose.h"
#include "brief/phrase.h"
#include "outlook/outlook.h"
#include "series/series.h"

namespace entente {
namespace {

using brief::Candidate;
using brief::day_text;

constexpr std::size_t kActsAField = 5, kPromisesAField = 4, kMostFields = 9, kFrictionsASide = 6,
                      kMostPromises = 7, kMostThirds = 7, kMostInitiatives = 6;
constexpr std::size_t kReadAField = 60, kReadFrictions = 250, kReadPromises = 400;
constexpr double kWeak =
    6.3;  // an act of a lower rank is told only where its field has hardly anything better
constexpr double kWorthless = 2.8;  // an act of a lower rank is not told at all
constexpr double kWeakConflict =
    3.5;  // no conflict of a lower rank is told: it may be none between the two
constexpr double kFragment = -1.7;           // nor one of a heading or the like
constexpr double kUnreadable = -1.9;         // a line of lower quality is never told
constexpr std::size_t kFewestForShare = 10;  // acts below which a share is no figure
constexpr std::size_t kLongestProof = 170;   // bytes of a sentence quoted as evidence

Date month_of(std::int64_t day) {
  Date out = date_from_days(day);
  out.day = 0;
  return out;
}

Date next_month(Date date) {
  date.day = 0;
  if (++date.month > 12) {
    date.month = 1;
    ++date.year;
  }
  return date;
}

std::int64_t last_day(Date date) {
  if (date.day != 0) return date.days();
  if (date.month == 0) return Date{static_cast<std::int16_t>(date.year + 1), 1, 1}.days() - 1;
  return next_month(date).days() - 1;
}

std::string with_commas(std::uint64_t count) {
  std::string out = std::to_string(count);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, 1, ',');
  return out;
}
std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", with_commas(count), count == 1 ? one : many);
}
std::string percent(double share) { return fmt::format("{:.0f}%", 100 * share); }

std::string field_title(const std::string& pillar) {
  return brief::with_capital(pillar == "people" ? "people and culture" : pillar);
}

std::string without_brackets(const std::string& text) { return text.substr(1, text.size() - 2); }

// The end cut off what would be too long to quote beside a line.
std::string proof_text(std::string_view sentence) {
  std::string out = brief::one_line(sentence);
  if (out.size() <= kLongestProof) return out;
  std::size_t end = kLongestProof;
  while (end > 0 && out[end] != ' ') --end;
  out.resize(end);
  return out + " ...";
}

// When a promise was made: never later than its report. A date known to the year is that of the
// thing promised as often as not.
Date promised_on(const StoredCommitment& commitment) {
  const std::optional<Date> published = parse_date(commitment.told.published);
  if (published && (commitment.made.day == 0 || commitment.made > *published)) return *published;
  return commitment.made;
}

// Whether the words that give the due date go on as a name.
bool names_something(const StoredCommitment& commitment) {
  const std::string& sentence = commitment.told.sentence;
  const std::size_t at =
      commitment.due_text.empty() ? std::string::npos : sentence.find(commitment.due_text);
  if (at == std::string::npos) return false;
  const std::size_t after = at + commitment.due_text.size();
  return after + 1 < sentence.size() && sentence[after] == ' ' &&
         is_ascii_upper(sentence[after + 1]);
}

// A meeting, a call or a journey of the next weeks: a timetable rather than a promise.
bool timetable(const StoredCommitment& commitment) {
  static const std::set<std::string, std::less<>> kJourneys = {
      "meet",    "meets",     "meeting",     "speak",  "travel",  "visit",  "host",
      "co-host", "compare",   "participate", "join",   "joining", "attend", "begin",
      "deliver", "discuss",   "convene",     "depart", "arrive",  "call",   "lead",
      "address", "go",        "hold",        "have",   "welcome", "greet",  "receive",
      "look",    "traveling", "travelling",  "return", "summit",  "talk"};
  const Span sentence = commitment.told.sentence_span, trigger = commitment.told.trigger;
  if (trigger.begin < sentence.begin || trigger.end > sentence.end) return false;
  const std::string word = to_lower(slice(
      commitment.told.sentence, {trigger.begin - sentence.begin, trigger.end - sentence.begin}));
  return kJourneys.contains(word.substr(0, word.find(' '))) &&
         last_day(commitment.due_to) - promised_on(commitment).days() <= 31;
}

// A breach is told only where the evidence has a word for one.
bool speaks_of_breach(std::string_view sentence) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"cancel",  "postpone", "fail",  "reject", "withdr", "suspend", "refus",   "scrap",
       "abandon", "halt",     "block", "violat", "breach", "renege",  "broke",   "terminat",
       "ended",   "missed",   "impos", "revok",  "not ",   "dropped", "without "});
  const std::string lower = to_lower(sentence);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

struct Tone {
  std::size_t acts = 0, cooperative = 0;
  [[nodiscard]] double share() const {
    return static_cast<double>(cooperative) / static_cast<double>(acts);
  }
};

// Between the two: what both did against something else is no friction of theirs.
Tone tone_of(const std::vector<ActOutline>& acts) {
  Tone out;
  for (const ActOutline& act : acts) {
    if (act.quad >= 3 && act.together) continue;
    ++out.acts;
    out.cooperative += act.quad <= 2 ? 1 : 0;
  }
  return out;
}

class Maker {
 public:
  Maker(const Ledger& ledger, const BriefNames& names, BriefOptions options)
      : ledger_(ledger),
        names_(names),
        options_(std::move(options)),
        pool_(ledger, names, options_.a, options_.b),
        pillars_(ledger.pillars()) {}
  Brief make();

 private:
  void read_period();
  void read_acts();
  void read_promises();
  void basis();
  void in_short();
  void fields();
  void promises();
  void frictions();
  void third_parties();
  void expectations();
  void missing();

  [[nodiscard]] std::string both() const {
    return names_.in_sentence(options_.a) + " and " + names_.in_sentence(options_.b);
  }
  [[nodiscard]] static bool is_friction(const ActOutline& act) {
    return act.quad >= 3 && !act.together;
  }
  [[nodiscard]] static bool sure_friction(const Candidate& candidate) {
    return candidate.phrase.quality >= kFragment && candidate.rank >= kWeakConflict;
  }
  [[nodiscard]] ActFilter dyad() const;
  [[nodiscard]] std::vector<const Candidate*> strongest(std::size_t most,
                                                        bool (*wanted)(const ActOutline&),
                                                        std::size_t pillar = 64);
  bool tell(BriefPart& part, const Candidate& candidate, const std::string& lead = {});
  void cite(BriefLine& line, const StoredMention& mention);
  [[nodiscard]] BriefLine promise_line(const StoredCommitment& commitment,
                                       const brief::Phrase& phrase, const std::string& rest);
  [[nodiscard]] static std::string due_text(const StoredCommitment& commitment);
  void number_sources();

  const Ledger& ledger_;
  const BriefNames& names_;
  BriefOptions options_;
  brief::Pool pool_;
  std::vector<std::string> pillars_;
  brief::Said said_;
  std::set<std::int64_t> told_;  // acts
  std::set<std::pair<std::int64_t, std::uint32_t>>
      promised_;  // document and sentence of promises told

  std::vector<DayExposure> read_;  // in the period
  std::uint64_t documents_ = 0, sentences_ = 0, undated_ = 0;
  std::vector<std::string> unread_;  // spans of months
  std::size_t unread_months_ = 0;
  std::vector<ActOutline> acts_;        // in the period
  std::size_t before_ = 0, after_ = 0;  // acts outside the period
  std::vector<PublisherCount> publishers_;
  std::size_t reporting_ = 0;  // documents that tell the acts
  struct Promise {
    const StoredCommitment* commitment;
    brief::Phrase phrase;
  };
  std::vector<StoredCommitment> commitments_;
  std::vector<Promise> due_, overdue_, kept_, broken_;

  Brief out_;
  BriefSection short_, promises_, frictions_, thirds_, outlook_, missing_;
  std::vector<BriefSection> fields_;
  std::string strongest_field_;
  std::string expected_;                         // the outlook in a clause
  std::vector<BriefSource> sources_;             // in order of citing while the page is made
  std::map<std::int64_t, std::size_t> numbers_;  // document -> place in sources_
};

// ---------------------------------------------------------------- lines and sources

void Maker::cite(BriefLine& line, const StoredMention& mention) {
  const auto [found, fresh] = numbers_.try_emplace(mention.document, sources_.size());
  if (fresh)
    sources_.push_back({mention.document,
                        mention.published,
                        mention.publisher,
                        brief::one_line(mention.title),
                        mention.url,
                        {}});
  BriefSource& source = sources_[found->second];
  if (std::find(source.sentences.begin(), source.sentences.end(), mention.sentence) ==
      source.sentences.end())
    source.sentences.push_back(mention.sentence);
  const std::size_t number = found->second + 1;
  if (std::find(line.cites.begin(), line.cites.end(), number) == line.cites.end())
    line.cites.push_back(number);
}

bool Maker::tell(BriefPart& part, const Candidate& candidate, const std::string& lead) {
  if (told_.contains(candidate.outline.occurrence) || candidate.phrase.text.empty() ||
      candidate.phrase.quality < kUnreadable)
    return false;
  if (promised_.contains({candidate.act.told.document, candidate.act.told.sentence_span.begin}) ||
      !said_.add(candidate.phrase.text))
    return false;
  told_.insert(candidate.outline.occurrence);
  BriefLine line;
  line.text = lead + candidate.phrase.text + " " + brief::dated(brief::telling_of(candidate.act));
  cite(line, candidate.act.told);
  // Two more of the documents that report it.
  if (candidate.act.documents > 1) {
    for (const StoredMention& mention : ledger_.mentions(candidate.act.occurrence)) {
      if (line.cites.size() < 3 && mention.document != candidate.act.told.document)
        cite(line, mention);
    }
  }
  part.lines.push_back(std::move(line));
  return true;
}

ActFilter Maker::dyad() const {
  ActFilter out;
  out.a = options_.a;
  out.b = options_.b;
  return out;
}

std::vector<const Candidate*> Maker::strongest(std::size_t most, bool (*wanted)(const ActOutline&),
                                               std::size_t pillar) {
  std::vector<const ActOutline*> some;
  for (const ActOutline& act : acts_) {
    if (wanted(act) && (pillar >= 64 || ((act.pillars >> pillar) & 1) != 0)) some.push_back(&act);
  }
  return pool_.best(some, most);
}

// Sources get their numbers in the order in which a reader meets them.
void Maker::number_sources() {
  std::vector<std::size_t> place(sources_.size(), 0);
  for (BriefSection& section : out_.sections) {
    for (BriefPart& part : section.parts) {
      for (BriefLine& line : part.lines) {
        for (std::size_t& cite : line.cites) {
          if (place[cite - 1] == 0) {
            out_.sources.push_back(std::move(sources_[cite - 1]));
            place[cite - 1] = out_.sources.size();
          }
          cite = place[cite - 1];
        }
        std::sort(line.cites.begin(), line.cites.end());
      }
    }
  }
}

// ---------------------------------------------------------------- reading

void Maker::read_period() {
  const std::vector<DayExposure> all = ledger_.exposure({}, {});
  if (!all.empty()) {
    if (!options_.since.known()) options_.since = date_from_days(all.front().day);
    if (!options_.until.known()) options_.until = date_from_days(all.back().day);
    if (!options_.as_of.known())
      options_.as_of = date_from_days(std::min(all.back().day, last_day(options_.until)));
  }
  std::uint64_t dated = 0;
  for (const DayExposure& day : all) dated += day.documents;
  const std::uint64_t documents = ledger_.documents();
  undated_ = documents > dated ? documents - dated : 0;
  if (!options_.since.known() || !options_.until.known()) return;
  if (options_.since.days() > last_day(options_.until)) {
    throw Error(ErrorKind::kUsage,
                fmt::format("the period begins ({}) after it ends ({}); check --since and --until",
                            options_.since.iso(), options_.until.iso()));
  }
  std::set<std::int64_t> months;
  for (const DayExposure& day : all) {
    if (day.day < options_.since.days() || day.day > last_day(options_.until)) continue;
    read_.push_back(day);
    documents_ += day.documents;
    sentences_ += day.sentences;
    if (day.documents > 0) months.insert(month_of(day.day).days());
  }
  Date first, last;
  const auto close = [&] {
    if (first.known())
      unread_.push_back(first == last ? day_text(first)
                        : first.year == last.year
                            ? fmt::format("{} to {}", day_text(first).substr(0, 3), day_text(last))
                            : fmt::format("{} to {}", day_text(first), day_text(last)));
    first = {};
  };
  const Date end = month_of(last_day(options_.until));
  for (Date month = month_of(options_.since.days()); month <= end; month = next_month(month)) {
    if (months.contains(month.days())) {
      close();
      continue;
    }
    if (!first.known()) first = month;
    last = month;
    ++unread_months_;
  }
  close();
}

void Maker::read_acts() {
  ActFilter filter = dyad();
  if (options_.since.known() && options_.until.known()) {
    const std::int64_t first = options_.since.days(), last = last_day(options_.until);
    filter.since = date_from_days(last + 1);
    for (const DayCount& day : ledger_.counts(filter)) after_ += day.acts;
    // As the outlook asks: the ledger keeps what it read last.
    filter.since = {};
    filter.until = options_.until;
    for (const DayCount& day : ledger_.counts(filter)) before_ += day.day < first ? day.acts : 0;
    filter.since = options_.since;
    pool_.set_period(first, last);
  }
  acts_ = ledger_.outline(filter);
  std::vector<std::int64_t> documents;
  for (const ActOutline& act : acts_) documents.push_back(act.document);
  std::sort(documents.begin(), documents.end());
  documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
  reporting_ = documents.size();
  publishers_ = ledger_.publishers(documents);
}

void Maker::read_promises() {
  CommitmentFilter filter;
  filter.a = options_.a;
  filter.b = options_.b;
  filter.until = options_.until;
  filter.as_of = options_.as_of;
  filter.traced_only = true;
  filter.limit = kReadPromises;
  commitments_ = ledger_.commitments(filter);
  const std::string first = options_.since.iso(), today = options_.as_of.iso();
  for (const StoredCommitment& commitment : commitments_) {
    brief::Phrase phrase = brief::phrase_of(brief::telling_of(commitment), names_);
    if (phrase.text.empty() || phrase.quality < kUnreadable + 0.6 || !commitment.firm) continue;
    // A date in the past when the promise was made, or one that names something ("the July 21st
    // Joint Statement"), is no due date.
    if (commitment.due_to.known() &&
        (last_day(commitment.due_to) < promised_on(commitment).days() ||
         names_something(commitment)))
      continue;
    const std::string status = commitment.status();
    const std::string step =
        commitment.steps.empty() ? std::string() : commitment.steps.back().date;
    const Promise promise{&commitment, std::move(phrase)};
    if (status == "broken" && commitment.decisions.empty() &&
        !speaks_of_breach(commitment.steps.back().told.sentence))
      continue;
    if (status == "kept" && step >= first)
      kept_.push_back(promise);
    else if (status == "broken" && step >= first)
      broken_.push_back(promise);
    else if (status == "overdue" && !timetable(commitment))
      overdue_.push_back(promise);
    else if ((status == "open" || status == "progressing") && commitment.due_to.known() &&
             last_day(commitment.due_to) >= options_.as_of.days())
      due_.push_back(promise);
  }
  const auto by_step = [](const Promise& x, const Promise& y) {
    return x.commitment->steps.back().date > y.commitment->steps.back().date;
  };
  std::stable_sort(due_.begin(), due_.end(), [](const Promise& x, const Promise& y) {
    return last_day(x.commitment->due_to) < last_day(y.commitment->due_to);
  });
  std::stable_sort(overdue_.begin(), overdue_.end(), [](const Promise& x, const Promise& y) {
    return last_day(x.commitment->due_to) > last_day(y.commitment->due_to);
  });
  for (std::vector<Promise>* list : {&kept_, &broken_}) {
    std::erase_if(*list, [](const Promise& promise) { return promise.commitment->steps.empty(); });
    std::stable_sort(list->begin(), list->end(), by_step);
  }
}

// ---------------------------------------------------------------- the head of the page

void Maker::basis() {
  std::string acts =
      fmt::format("{} between {} {} told, in {}", counted(acts_.size(), "act", "acts"), both(),
                  acts_.size() == 1 ? "is" : "are", counted(reporting_, "document", "documents"));
  std::set<std::string> publishers;
  for (const PublisherCount& publisher : publishers_) publishers.insert(publisher.publisher);
  publishers.erase("");
  if (!publishers.empty())
    acts += fmt::format(" of {}", counted(publishers.size(), "publisher", "publishers"));
  out_.basis.push_back(fmt::format(
      "For this period {} with {} {} read; {}.", counted(documents_, "document", "documents"),
      counted(sentences_, "sentence", "sentences"), documents_ == 1 ? "was" : "were", acts));
  if (!unread_.empty()) {
    out_.basis.push_back(
        unread_.size() <= 3
            ? fmt::format("Nothing was read of {}: silence there is not silence of the states.",
                          brief::listed(unread_))
            : fmt::format("Nothing was read of {} months of the period, named at the end: silence "
                          "there is not silence of the states.",
                          unread_months_));
  }
  if (options_.as_of.known())
    out_.basis.push_back(fmt::format("Promises are judged as of {}.", day_text(options_.as_of)));
}

// Two to six sentences: figures as notes, acts as lines.
void Maker::in_short() {
  short_.title = "In short";
  const Tone now = tone_of(acts_);
  std::string tone;
  if (now.acts < kFewestForShare)
    tone = fmt::format("Of {} between the two, {} cooperative: too few for a share.",
                       counted(now.acts, "act", "acts"),
                       now.cooperative == 1 ? "1 is" : std::to_string(now.cooperative) + " are");
  else
    tone = fmt::format("{} of the {} acts between the two are cooperative", percent(now.share()),
                       with_commas(now.acts));
  if (now.acts >= kFewestForShare) {
    // The period of the same length before, where as much as half its months was read.
    const std::int64_t first = options_.since.days(), length = last_day(options_.until) - first + 1;
    ActFilter filter = dyad();
    filter.since = date_from_days(first - length);
    filter.until = date_from_days(first - 1);
    // Whole months are compared with whole months.
    const Date begin = date_from_days(first), end = date_from_days(first + length);
    if (begin.day == 1 && end.day == 1) {
      const int months = 12 * (end.year - begin.year) + end.month - begin.month,
                since = 12 * begin.year + begin.month - 1 - months;
      filter.since = {static_cast<std::int16_t>(since / 12),
                      static_cast<std::int8_t>(since % 12 + 1), 1};
    }
    std::uint64_t read = 0;
    for (const DayExposure& day : ledger_.exposure(filter.since, filter.until))
      read += day.documents;
    const std::string span =
        fmt::format("{} to {}", day_text(filter.since), day_text(filter.until));
    if (read == 0) {
      tone += fmt::format(
          "; nothing was read of the period of the same length before ({}), so there is nothing to "
          "compare with.",
          span);
    } else {
      const Tone then = tone_of(ledger_.outline(filter));
      if (then.acts < kFewestForShare)
        tone += fmt::format("; the period before ({}) has {}, too few to compare.", span,
                            counted(then.acts, "act", "acts"));
      else {
        const double change = 100 * (now.share() - then.share());
        // Two shares of so few acts differ by chance unless they are two standard errors apart.
        const double error =
            100 * std::sqrt(now.share() * (1 - now.share()) / static_cast<double>(now.acts) +
                            then.share() * (1 - then.share()) / static_cast<double>(then.acts));
        tone +=
            fmt::format(", against {} of {} in the period before ({}): {}.", percent(then.share()),
                        with_commas(then.acts), span,
                        std::fabs(change) < 2 * error || std::fabs(change) < 1 ? "no clear change"
                        : change > 0 ? fmt::format("{:.0f} points up", change)
                                     : fmt::format("{:.0f} points down", -change));
      }
    }
  }
  short_.notes.push_back(tone);
  if (!strongest_field_.empty()) short_.notes.push_back(strongest_field_);
  if (!expected_.empty()) short_.notes.push_back(expected_);

  BriefPart part;
  const auto say = [&](const std::string& lead, const Candidate& candidate) {
    BriefLine line;
    line.text = lead + candidate.phrase.text + " " + brief::dated(brief::telling_of(candidate.act));
    cite(line, candidate.act.told);
    part.lines.push_back(std::move(line));
  };
  const Candidate* cooperation = nullptr;
  const Candidate* friction = nullptr;
  for (const auto& [occurrence, candidate] : pool_.all()) {
    if (!told_.contains(occurrence)) continue;
    const bool against = is_friction(candidate.outline);
    const Candidate*& best = against ? friction : cooperation;
    if (!against && candidate.outline.quad > 2) continue;
    if (against && (!candidate.phrase.made || !sure_friction(candidate))) continue;
    const auto weight = [&](const Candidate& c) {
      return against ? std::pair<double, double>(c.outline.quad == 4 ? 1 : 0, c.rank)
                     : std::pair<double, double>(0, c.rank);
    };
    if (best == nullptr || weight(candidate) > weight(*best)) best = &candidate;
  }
  if (cooperation != nullptr) {
    say("Most telling: ", *cooperation);
    // And the best of another field.
    const Candidate* second = nullptr;
    for (const auto& [occurrence, candidate] : pool_.all()) {
      if (!told_.contains(occurrence) || candidate.outline.quad > 2 ||
          candidate.act.pillars.empty() ||
          candidate.act.told.document == cooperation->act.told.document)
        continue;
      if (!cooperation->act.pillars.empty() &&
          candidate.act.pillars[0] == cooperation->act.pillars[0])
        continue;
      if (brief::substance(candidate.act.type, candidate.act.rule) < 1) continue;
      if (second == nullptr || candidate.rank > second->rank) second = &candidate;
    }
    if (second != nullptr && second->rank >= kWeak + 1) say("Also: ", *second);
  }
  if (friction != nullptr && friction->rank >= kWeak) say("Sharpest friction: ", *friction);
  const auto next = std::find_if(due_.begin(), due_.end(), [](const Promise& promise) {
    return !timetable(*promise.commitment);
  });
  if (next != due_.end()) {
    BriefLine line = promise_line(*next->commitment, next->phrase, {});
    line.text = fmt::format("Next promise due ({}): {}", due_text(*next->commitment), line.text);
    part.lines.push_back(std::move(line));
  } else if (!overdue_.empty()) {
    BriefLine line = promise_line(*overdue_[0].commitment, overdue_[0].phrase, {});
    line.text = fmt::format("Last promise to fall overdue ({}): {}",
                            due_text(*overdue_[0].commitment), line.text);
    part.lines.push_back(std::move(line));
  }
  if (!part.lines.empty()) short_.parts.push_back(std::move(part));

  // The pictures: how much, and of what kind.
  const std::int64_t days = last_day(options_.until) - options_.since.days() + 1;
  const Period period = days <= 70         ? Period::kDay
                        : days <= 366 * 6  ? Period::kMonth
                        : days <= 366 * 20 ? Period::kQuarter
                                           : Period::kYear;
  ActFilter filter = dyad();
  filter.since = options_.since;
  filter.until = options_.until;
  const Series series = make_series(ledger_, filter, period);
  if (series.points.size() < 3) return;
  const std::string_view name = kPeriods[static_cast<std::size_t>(period)].name;
  for (const Measure measure : {Measure::kActs, Measure::kCooperation}) {
    std::vector<std::size_t> marks;
    if (period != Period::kDay) {
      for (const ChangePoint& change : changes_of(series, measure).changes)
        marks.push_back(change.first);
    }
    short_.charts.push_back(
        plot_svg(series, measure, marks,
                 fmt::format("{} by {}",
                             measure == Measure::kActs ? "Acts" : "Share of cooperation", name)));
  }
}

// ---------------------------------------------------------------- by field

void Maker::fields() {
  struct Field {
    std::size_t pillar;
    double weight = 0;
    std::size_t acts = 0, cooperative = 0, all = 0;
  };
  std::vector<Field> order;
  for (std::size_t i = 0; i < pillars_.size(); ++i) order.push_back({i});
  Field general{64};
  for (const ActOutline& act : acts_) {
    const bool between = act.quad <= 2 || !act.together;
    const auto count = [&](Field& field) {
      field.weight += act.weight;
      ++field.acts;
      field.all += between ? 1 : 0;
      field.cooperative += act.quad <= 2 ? 1 : 0;
    };
    if (act.pillars == 0) count(general);
    for (Field& field : order) {
      if (((act.pillars >> field.pillar) & 1) != 0) count(field);
    }
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Field& x, const Field& y) { return x.weight > y.weight; });
  if (order.size() > kMostFields) order.resize(kMostFields);
  if (!order.empty() && order[0].acts > 0) {
    double all = 0;
    for (const ActOutline& act : acts_) all += act.weight;
    std::string text =
        fmt::format("Most passes between them in {} ({})", field_title(pillars_[order[0].pillar]),
                    percent(order[0].weight / all));
    if (order.size() > 1 && order[1].acts > 0)
      text += fmt::format(", then in {} ({})", field_title(pillars_[order[1].pillar]),
                          percent(order[1].weight / all));
    strongest_field_ = text + ".";
  }
  order.push_back(general);
  for (const Field& field : order) {
    if (field.acts == 0) continue;
    // An act stands in its first field; one whose first field is not shown in the next that is.
    const auto own = [&](const Candidate& candidate) {
      if (field.pillar == 64) return true;
      return !candidate.act.pillars.empty() && candidate.act.pillars[0] == pillars_[field.pillar];
    };
    std::vector<const Candidate*> best;
    if (field.pillar == 64) {
      std::vector<const ActOutline*> some;
      for (const ActOutline& act : acts_) {
        if (act.pillars == 0 && act.quad <= 2) some.push_back(&act);
      }
      best = pool_.best(some, kReadAField);
    } else {
      best = strongest(
          kReadAField, [](const ActOutline& act) { return act.quad <= 2; }, field.pillar);
    }
    BriefPart happened{"What happened", {}}, agreed{"What was agreed", {}};
    double top = -100;
    for (const bool strict : {true, false}) {
      for (const Candidate* candidate : best) {
        const bool promise = candidate->act.type == "AGREE";
        BriefPart& part = promise ? agreed : happened;
        if (part.lines.size() >= (promise ? kPromisesAField : kActsAField)) continue;
        if (strict && !own(*candidate)) continue;
        if (!strict && (happened.lines.size() + agreed.lines.size() >= 2)) continue;
        if (candidate->rank < (field.pillar == 64 ? kWeak : kWorthless)) continue;
        top = std::max(top, candidate->rank);
        // A weak act only where hardly anything else is told, and none far below the best.
        if (candidate->rank < kWeak && happened.lines.size() + agreed.lines.size() >= 2) continue;
        if (candidate->rank < top - 5) continue;
        tell(part, *candidate);
      }
    }
    BriefSection section;
    section.level = 3;
    section.title = field.pillar == 64 ? "Across fields" : field_title(pillars_[field.pillar]);
    for (BriefPart* part : {&happened, &agreed}) {
      std::stable_sort(part->lines.begin(), part->lines.end(),
                       [](const BriefLine&, const BriefLine&) { return false; });
      if (!part->lines.empty()) section.parts.push_back(std::move(*part));
    }
    if (section.parts.empty()) continue;
    std::string note = counted(field.acts, "act", "acts");
    if (field.all >= kFewestForShare)
      note += fmt::format(", {} cooperative", percent(static_cast<double>(field.cooperative) /
                                                      static_cast<double>(field.all)));
    section.notes.push_back(note + ".");
    fields_.push_back(std::move(section));
  }
}

// ---------------------------------------------------------------- promises

std::string Maker::due_text(const StoredCommitment& commitment) {
  const Date from = commitment.due_from, to = commitment.due_to;
  if (!from.known() || from == to) return day_text(to);
  return day_text(from) + " to " + day_text(to);
}

BriefLine Maker::promise_line(const StoredCommitment& commitment, const brief::Phrase& phrase,
                              const std::string& rest) {
  BriefLine line;
  line.text =
      phrase.text + " " + fmt::format("(promised {})", day_text(promised_on(commitment))) + rest;
  cite(line, commitment.told);
  return line;
}

void Maker::promises() {
  promises_.title = "Promises";
  const auto add =
      [&](const char* label, const std::vector<Promise>& list, std::size_t most,
          const std::function<std::string(const StoredCommitment&, BriefLine&)>& rest) {
        BriefPart part{label, {}};
        for (const Promise& promise : list) {
          const StoredCommitment& commitment = *promise.commitment;
          const std::pair<std::int64_t, std::uint32_t> place{commitment.told.document,
                                                             commitment.told.sentence_span.begin};
          if (part.lines.size() >= most || promised_.contains(place) ||
              !said_.add(promise.phrase.text))
            continue;
          promised_.insert(place);
          BriefLine line = promise_line(commitment, promise.phrase, {});
          line.text += rest(commitment, line);
          part.lines.push_back(std::move(line));
        }
        if (!part.lines.empty()) promises_.parts.push_back(std::move(part));
      };
  const auto by_evidence = [&](const StoredCommitment& commitment, BriefLine& line) {
    if (!commitment.decisions.empty()) {
      const StoredDecision& decision = commitment.decisions.back();
      return fmt::format("; judged {} on {}{}", decision.status, decision.decided,
                         decision.note.empty()
                             ? std::string()
                             : fmt::format(": {}", brief::one_line(decision.note)));
    }
    const StoredStep& step = commitment.steps.back();
    std::string out = fmt::format("; {} {}", name_in(kCommitmentStatuses, step.status),
                                  day_text(parse_date(step.date).value_or(Date{})));
    if (step.event.empty()) return out;
    cite(line, step.told);
    return out + fmt::format(": \xE2\x80\x9C{}\xE2\x80\x9D", proof_text(step.told.sentence));
  };
  add("Due", due_, kMostPromises, [&](const StoredCommitment& commitment, BriefLine&) {
    return fmt::format("; due {}", due_text(commitment));
  });
  add("Overdue", overdue_, kMostPromises, [&](const StoredCommitment& commitment, BriefLine&) {
    return fmt::format("; was due {}, nothing read tells that it was kept", due_text(commitment));
  });
  add("Kept", kept_, kMostPromises, by_evidence);
  add("Broken", broken_, kMostPromises, by_evidence);
}

// ---------------------------------------------------------------- frictions, third parties

void Maker::frictions() {
  frictions_.title = "Frictions";
  const std::vector<const Candidate*> best = strongest(kReadFrictions, is_friction);
  std::vector<const Candidate*> order = best;
  // Deeds before words, then by rank.
  std::stable_sort(order.begin(), order.end(), [](const Candidate* x, const Candidate* y) {
    return std::pair(x->outline.quad == 4 ? 1.5 + x->rank : x->rank, 0) >
           std::pair(y->outline.quad == 4 ? 1.5 + y->rank : y->rank, 0);
  });
  for (const bool from_b : {false, true}) {
    const std::string& by = from_b ? options_.b : options_.a;
    const std::string& toward = from_b ? options_.a : options_.b;
    BriefPart part{fmt::format("{} toward {}", brief::with_capital(names_.in_sentence(by)),
                               names_.in_sentence(toward)),
                   {}};
    for (const Candidate* candidate : order) {
      if (candidate->outline.from_b != from_b || part.lines.size() >= kFrictionsASide) continue;
      if (!sure_friction(*candidate) || (candidate->rank < kWeak - 2 && part.lines.size() >= 2))
        continue;
      tell(part, *candidate);
    }
    if (!part.lines.empty()) frictions_.parts.push_back(std::move(part));
  }
  const std::size_t all =
      static_cast<std::size_t>(std::count_if(acts_.begin(), acts_.end(), is_friction));
  const std::size_t deeds =
      static_cast<std::size_t>(std::count_if(acts_.begin(), acts_.end(), [](const ActOutline& act) {
        return is_friction(act) && act.quad == 4;
      }));
  if (all > 0)
    frictions_.notes.push_back(
        fmt::format("{} of conflict between the two, {} of them deeds, the others words.",
                    counted(all, "act", "acts"), with_commas(deeds)));
}

void Maker::third_parties() {
  thirds_.title = "Third parties";
  std::vector<const Candidate*> all;
  for (const auto& [occurrence, candidate] : pool_.all()) all.push_back(&candidate);
  std::sort(all.begin(), all.end(), [](const Candidate* x, const Candidate* y) {
    return x->rank != y->rank ? x->rank > y->rank : x->outline.occurrence > y->outline.occurrence;
  });

  // Parties of the acts, and countries that their sentences name.
  std::map<std::string, std::vector<const Candidate*>> beside, named;
  for (const Candidate* candidate : all) {
    std::set<std::string> parties;
    for (const std::vector<StoredParty>* side :
         {&candidate->act.actors, &candidate->act.recipients}) {
      for (const StoredParty& party : *side) parties.insert(party.code);
    }
    for (const std::string& code : parties) {
      if (code != options_.a && code != options_.b && code != "IGO" && code != "NGO" &&
          names_.known(code))
        beside[code].push_back(candidate);
    }
    for (const std::string& code : names_.named_in(candidate->act.told.sentence)) {
      if (code != options_.a && code != options_.b && !parties.contains(code))
        named[code].push_back(candidate);
    }
  }
  const auto part_of = [&](const char* label,
                           const std::map<std::string, std::vector<const Candidate*>>& where,
                           std::size_t most) {
    std::vector<std::pair<std::string, std::size_t>> order;
    for (const auto& [code, acts] : where) order.emplace_back(code, acts.size());
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& x, const auto& y) { return x.second > y.second; });
    BriefPart part{label, {}};
    for (const auto& [code, count] : order) {
      if (part.lines.size() >= most) break;
      const std::string lead =
          fmt::format("{} ({}): ", names_.name(code), counted(count, "act", "acts"));
      const std::size_t before = part.lines.size();
      for (const Candidate* candidate : where.at(code)) {
        if (part.lines.size() == before && candidate->rank >= kWeak - 2 &&
            (!is_friction(candidate->outline) || sure_friction(*candidate)))
          tell(part, *candidate, lead);
      }
      if (part.lines.size() > before) continue;
      // Told above already: where.
      BriefLine line;
      for (const Candidate* candidate : where.at(code)) {
        if (line.cites.size() < 3 && told_.contains(candidate->outline.occurrence))
          cite(line, candidate->act.told);
      }
      if (line.cites.empty() || count < 2) continue;
      line.text = lead + "as told above";
      part.lines.push_back(std::move(line));
    }
    if (!part.lines.empty()) thirds_.parts.push_back(std::move(part));
  };
  part_of("Named in what the two say and do", named, kMostThirds);
  part_of("Acting with them or addressed by them", beside, kMostThirds);

  std::map<std::string, std::vector<const Candidate*>> initiatives;
  for (const Candidate* candidate : all) {
    for (const std::string& id : candidate->act.initiatives) initiatives[id].push_back(candidate);
  }
  ActFilter filter = dyad();
  filter.since = options_.since;
  filter.until = options_.until;
  BriefPart part{"Initiatives named", {}};
  for (const auto& [id, count] : ledger_.initiatives(filter)) {
    if (part.lines.size() >= kMostInitiatives) break;
    const auto told = initiatives.find(id);
    if (told == initiatives.end()) continue;
    const Candidate* latest = nullptr;
    for (const Candidate* candidate : told->second) {
      if (candidate->act.date.day != 0 &&
          (latest == nullptr || candidate->act.date > latest->act.date))
        latest = candidate;
    }
    if (latest == nullptr) latest = told->second.front();
    BriefLine line;
    line.text = fmt::format("{}: named in {}, the latest {}", names_.initiative(id),
                            counted(count, "act", "acts"),
                            without_brackets(brief::dated(brief::telling_of(latest->act))));
    cite(line, latest->act.told);
    part.lines.push_back(std::move(line));
  }
  if (!part.lines.empty()) thirds_.parts.push_back(std::move(part));
}

// ---------------------------------------------------------------- outlook, what is missing

void Maker::expectations() {
  outlook_.title = "Outlook";
  std::vector<std::string> short_of_data, guesses, rare;
  std::size_t observed = 0, needed = 0;
  std::vector<std::pair<std::string, std::string>> told;
  // Months as the series of all fields has them; each field's acts are counted into the same
  // months.
  ActFilter filter = dyad();
  filter.until = options_.until;
  const Series series = make_series(ledger_, filter, Period::kMonth);
  std::map<std::int64_t, std::size_t> months;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    if (series.points[i].read()) months.emplace(series.points[i].start, i);
  }
  for (std::size_t i = 0; i <= pillars_.size(); ++i) {
    OutlookInput input;
    input.periods_a_year = 12;
    for (const SeriesPoint& point : series.points) {
      input.exposure.push_back(static_cast<double>(point.sentences));
      input.values.push_back(
          point.read() ? std::optional<double>(i == 0 ? static_cast<double>(point.acts) : 0.0)
                       : std::nullopt);
    }
    if (i > 0) {
      ActFilter of_field = filter;
      of_field.pillar = pillars_[i - 1];
      for (const DayCount& day : ledger_.counts(of_field)) {
        if (day.precision < DatePrecision::kMonth) continue;
        const auto month = months.find(period_start(day.day, Period::kMonth));
        if (month != months.end()) *input.values[month->second] += static_cast<double>(day.acts);
      }
    }
    const double acts = std::accumulate(
        input.values.begin(), input.values.end(), 0.0,
        [](double sum, const std::optional<double>& value) { return sum + value.value_or(0); });
    if (acts == 0) continue;
    const Outlook outlook = make_outlook(input, 3);
    if (outlook.verdict == OutlookVerdict::kTooLittleData) {
      if (i == 0) {
        expected_ = "Too little was read for a tested outlook.";
        if (!outlook.forecasts.empty()) told.emplace_back("All fields", describe(outlook));
      } else {
        short_of_data.push_back(field_title(pillars_[i - 1]));
      }
      observed = outlook.observed;
      needed = outlook.needed;
      continue;
    }
    if (i > 0 && outlook.forecasts.front().mean < 0.5)
      rare.push_back(field_title(pillars_[i - 1]));
    else if (i > 0 && outlook.verdict == OutlookVerdict::kNoBetterThanNaive)
      guesses.push_back(
          fmt::format("{} {:.1f}", field_title(pillars_[i - 1]), outlook.forecasts.front().mean));
    else
      told.emplace_back(i == 0 ? "All fields" : field_title(pillars_[i - 1]), describe(outlook));
    if (i == 0) {
      const Forecast& next = outlook.forecasts.front();
      expected_ = fmt::format(
          "For the next month about {:.0f} acts are to be expected ({:.0f} to {:.0f}), by "
          "forecasts that were {}.",
          next.mean, next.most.low, next.most.high, verdict_words(outlook.verdict));
    }
  }
  for (const auto& [field, text] : told) outlook_.notes.push_back(fmt::format("{}: {}", field, text));
  if (!guesses.empty())
    outlook_.notes.push_back(
        fmt::format("No better than naive, so no more than guesses, are the numbers of acts to be "
                    "expected next month in {}.",
                    brief::listed(guesses, 12)));
  if (!rare.empty())
    outlook_.notes.push_back(fmt::format(
        "Fewer than one act in two months is to be expected in {}.", brief::listed(rare, 12)));
  if (!short_of_data.empty()) {
    outlook_.notes.push_back(fmt::format(
        "Too little data to test an outlook by field ({}): {} months with a value, {} are needed.",
        brief::listed(short_of_data, 12), observed, needed));
  }
}

void Maker::missing() {
  missing_.title = "What is missing";
  if (!unread_.empty())
    missing_.notes.push_back(
        fmt::format("No document read was published in {}.", brief::listed(unread_, 24)));
  if (undated_ > 0)
    missing_.notes.push_back(
        fmt::format("{} of the ledger {} no date of publication and {} in no period.",
                    counted(undated_, "document", "documents"), undated_ == 1 ? "carries" : "carry",
                    undated_ == 1 ? "counts" : "count"));
  const auto coarse = [&](DatePrecision precision) {
    return static_cast<std::size_t>(
        std::count_if(acts_.begin(), acts_.end(),
                      [&](const ActOutline& act) { return act.precision == precision; }));
  };
  if (const std::size_t years = coarse(DatePrecision::kYear),
      months = coarse(DatePrecision::kMonth);
      years + months > 0) {
    std::vector<std::string> texts;
    if (years > 0)
      texts.push_back(fmt::format(
          "{} known to the year only",
          years == 1 ? std::string("1 is") : fmt::format("{} are", with_commas(years))));
    if (months > 0)
      texts.push_back(fmt::format(
          "{} known to the month only",
          months == 1 ? std::string("1 is") : fmt::format("{} are", with_commas(months))));
    missing_.notes.push_back(fmt::format("Of the acts, {}.", brief::listed(texts)));
  }
  if (before_ + after_ > 0)
    missing_.notes.push_back(fmt::format(
        "{} of the two that the documents tell {} outside the period ({} before, {} after) and {} "
        "not in this page.",
        counted(before_ + after_, "act", "acts"), before_ + after_ == 1 ? "lies" : "lie",
        with_commas(before_), with_commas(after_), before_ + after_ == 1 ? "is" : "are"));
  if (reporting_ > 0) {
    std::map<std::string, std::uint64_t> by_publisher, by_language;
    for (const PublisherCount& count : publishers_) {
      by_publisher[count.publisher.empty() ? "no publisher named" : count.publisher] +=
          count.documents;
      by_language[count.language.empty() ? "not told" : count.language] += count.documents;
    }
    const auto shares = [&](const std::map<std::string, std::uint64_t>& counts) {
      std::vector<std::pair<std::string, std::uint64_t>> order(counts.begin(), counts.end());
      std::stable_sort(order.begin(), order.end(),
                       [](const auto& x, const auto& y) { return x.second > y.second; });
      std::vector<std::string> texts;
      for (const auto& [name, count] : order)
        texts.push_back(fmt::format(
            "{} {}", name, percent(static_cast<double>(count) / static_cast<double>(reporting_))));
      return texts;
    };
    const std::vector<std::string> publishers = shares(by_publisher);
    std::string text = fmt::format("Who is heard: {} of the documents that tell the acts.",
                                   brief::listed(publishers, 6));
    if (publishers.size() == 1)
      text += " A single publisher: the other side's words reach this page through it alone.";
    missing_.notes.push_back(text);
    missing_.notes.push_back(
        fmt::format("Languages read: {}. Sources in other languages are not heard.",
                    brief::listed(shares(by_language), 6)));
  }
}

// ---------------------------------------------------------------- the page

Brief Maker::make() {
  out_.title = names_.name(options_.a) + " and " + names_.name(options_.b);
  read_period();
  if (options_.since.known() && options_.until.known()) {
    out_.period = day_text(date_from_days(options_.since.days())) + " to " +
                  day_text(date_from_days(last_day(options_.until)));
  }
  read_acts();
  basis();
  if (documents_ == 0 && acts_.empty()) {
    short_.title = "In short";
    short_.notes.push_back(
        "Nothing was read of this period, so this page can say nothing about it.");
    out_.sections.push_back(std::move(short_));
    return std::move(out_);
  }
  if (acts_.empty()) {
    short_.title = "In short";
    short_.notes.push_back(
        fmt::format("No act between {} is told in what was read of this period.", both()));
    if (before_ + after_ > 0)
      short_.notes.push_back(fmt::format(
          "{} of the two outside the period {} known: {} before, {} after.",
          counted(before_ + after_, "act", "acts"), before_ + after_ == 1 ? "is" : "are",
          with_commas(before_), with_commas(after_)));
    out_.sections.push_back(std::move(short_));
    return std::move(out_);
  }
  read_promises();
  promises();
  frictions();
  fields();
  third_parties();
  expectations();
  missing();
  in_short();
  const auto place = [&](BriefSection& section) {
    if (!section.parts.empty() || !section.notes.empty())
      out_.sections.push_back(std::move(section));
  };
  place(short_);
  if (!fields_.empty()) {
    BriefSection head;
    head.title = "By field";
    head.notes.push_back(
        "Acts of cooperation and what was agreed, the fields with most between the two first. An "
        "act can count in several fields and is told in one.");
    out_.sections.push_back(std::move(head));
    for (BriefSection& field : fields_) place(field);
  }
  for (BriefSection* section : {&promises_, &frictions_, &thirds_, &outlook_, &missing_})
    place(*section);
  number_sources();
  return std::move(out_);
}

std::string upper(std::string code) {
  for (char& c : code) {
    if (is_ascii_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return code;
}

std::string known_code(const std::string& given, const BriefNames& names) {
  std::string code = upper(given);
  if (names.known(code)) return code;
  const std::vector<std::string> near = names.near(given);
  throw Error(
      ErrorKind::kUsage,
      fmt::format(
          "'{}' is no code of a country or body; {}", given,
          near.empty()
              ? std::string("codes are those of ISO 3166 (USA, IND) and of bodies (EUR, UNO, NAT)")
              : fmt::format("did you mean {}?", join(near, " or "))));
}

}  // namespace

Brief make_brief(const Ledger& ledger, const BriefNames& names, const BriefOptions& options) {
  BriefOptions checked = options;
  checked.a = known_code(options.a, names);
  checked.b = known_code(options.b, names);
  if (checked.a == checked.b)
    throw Error(ErrorKind::kUsage,
                fmt::format("a brief is about two parties; both are {}", checked.a));
  return Maker(ledger, names, std::move(checked)).make();
}

}  // namespace entente
