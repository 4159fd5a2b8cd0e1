// How fast a large ledger answers. Makes a ledger of so many events through LedgerWriter,
// documents, sentences and trees made from a fixed seed, and times the questions people ask of it.
//   bench_ledger_scale make FILE EVENTS   writes the ledger, prints how fast; goes on where an
//   earlier run
//                                         was broken off
//   bench_ledger_scale ask FILE           times every question, prints a line each: name, cold and
//   warm
//                                         milliseconds, rows of the answer
// The made world: 200 states met by a Zipf law (the largest dyad has about 5 % of all acts), 15
// years of days, about 5 events and 100 words a document, the ontology's 16 types and 12 fields,
// persons, a tenth of the acts promises, a seventh told again by another document. Words are those
// of data/term_weights.tsv as often as it counts them, and made ones below, 20,000 in all. Cold:
// the file's pages dropped from the system's cache, then a first question of a fresh connection.
// Warm: median of five, each on a fresh connection, as every command opens one; processor time
// beside it for machines that are busy with other things.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <filesystem>
#include <functional>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "brief/brief.h"
#include "ledger/ledger.h"
#include "outlook/outlook.h"
#include "series/series.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSeed = 20250122;
constexpr std::size_t kCountries = 200, kPersonsEach = 5, kWords = 20'000;
constexpr double kCountryZipf = 1.15, kTailZipf = 1.0;
constexpr std::int64_t kFirstDay = 14'610, kDays = 5'479;  // 2010-01-01, fifteen years
constexpr double kPersonShare = 0.3, kEqualsShare = 0.35, kMoreShare = 0.12, kRetoldShare = 0.15,
                 kCopyShare = 0.02, kRarePromises = 0.9;

// SplitMix64 (G. Steele et al., 2014): the same on every machine, unlike the library's
// distributions.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  double share() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool happens(double probability) { return share() < probability; }

 private:
  std::uint64_t state_;
};

class Draw {
 public:
  explicit Draw(const std::vector<double>& weights) {
    double sum = 0;
    for (const double weight : weights) sums_.push_back(sum += weight);
  }
  std::size_t operator()(Random& random) const {
    const double at = random.share() * sums_.back();
    return std::min(
        sums_.size() - 1,
        static_cast<std::size_t>(std::upper_bound(sums_.begin(), sums_.end(), at) - sums_.begin()));
  }

 private:
  std::vector<double> sums_;
};

std::vector<double> zipf(std::size_t n, double exponent) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i)
    out.push_back(1 / std::pow(static_cast<double>(i + 1), exponent));
  return out;
}

std::string made_word(Random& random, std::size_t syllables) {
  static constexpr std::string_view kConsonants = "bdfgklmnprstvz", kVowels = "aeiou";
  std::string out;
  for (std::size_t i = 0; i < syllables; ++i) {
    out.push_back(kConsonants[random.below(kConsonants.size())]);
    out.push_back(kVowels[random.below(kVowels.size())]);
  }
  return out;
}

std::string capital(std::string word) {
  word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

// ---------------------------------------------------------------- the made world

// Shares of types, much as releases have them.
struct TypeShare {
  std::string_view name;
  double share;
};
constexpr auto kTypeShares = std::to_array<TypeShare>({{"CONSULT", 30},
                                                       {"SUPPORT", 22},
                                                       {"AGREE", 10},
                                                       {"COOPERATE", 9},
                                                       {"REQUEST", 7},
                                                       {"AID", 5},
                                                       {"ACCUSE", 4},
                                                       {"CONCEDE", 2},
                                                       {"REJECT", 2},
                                                       {"SANCTION", 2},
                                                       {"THREATEN", 1},
                                                       {"PROTEST", 1},
                                                       {"MOBILIZE", 1},
                                                       {"COERCE", 1},
                                                       {"ASSAULT", 2},
                                                       {"RETREAT", 1}});

struct World {
  std::vector<std::string> codes, words, persons;  // persons: kPersonsEach a country
  std::vector<const EventType*> types;
  std::vector<std::string> pillars, initiatives, publishers;
  Draw country, word, type, pillar;

  static World make(const Ontology& ontology, const fs::path& data) {
    Random random(kSeed);
    World out{.codes = {},
              .words = {},
              .persons = {},
              .types = {},
              .pillars = ontology.pillars,
              .initiatives = {},
              .publishers = {},
              .country = Draw(zipf(kCountries, kCountryZipf)),
              .word = Draw({1}),
              .type = Draw({1}),
              .pillar = Draw(zipf(ontology.pillars.size(), 1))};
    static constexpr auto kColumns = std::to_array<std::string_view>({"term", "documents"});
    const Table terms = read_table(data / "term_weights.tsv", kColumns);
    std::vector<std::pair<double, std::string>> counted;
    for (const TableRow& row : terms.rows) {
      const std::string word(row.cells[0]);
      if (word != "*" && std::all_of(word.begin(), word.end(), is_ascii_lower))
        counted.emplace_back(std::strtod(std::string(row.cells[1]).c_str(), nullptr), word);
    }
    std::stable_sort(counted.begin(), counted.end(),
                     [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<double> weights;
    for (const auto& [count, word] : counted) {
      out.words.push_back(word);
      weights.push_back(count);
    }
    const double last = weights.back();
    std::set<std::string> known(out.words.begin(), out.words.end());
    for (std::size_t i = 1; out.words.size() < kWords;) {
      const std::string word = made_word(random, 4);
      if (!known.insert(word).second) continue;
      out.words.push_back(word);
      weights.push_back(last / std::pow(1 + static_cast<double>(i++) / 1000, kTailZipf));
    }
    out.word = Draw(weights);
    static constexpr auto kLeading = std::to_array<std::string_view>(
        {"USA", "CHN", "RUS", "GBR", "FRA", "DEU", "JPN", "IND", "UKR", "ISR", "IRN", "KOR"});
    out.codes.assign(kLeading.begin(), kLeading.end());
    static constexpr auto kCountryColumns =
        std::to_array<std::string_view>({"code", "sector", "kind", "phrase", "from", "to", "note"});
    std::set<std::string> others;
    for (const TableRow& row : read_table(data / "actors" / "countries.tsv", kCountryColumns).rows)
      others.emplace(row.cells[0]);
    for (const std::string& code : others) {
      if (out.codes.size() < kCountries && code.size() == 3 &&
          std::find(kLeading.begin(), kLeading.end(), code) == kLeading.end())
        out.codes.push_back(code);
    }
    for (std::size_t i = 0; i < out.codes.size() * kPersonsEach; ++i)
      out.persons.push_back(capital(made_word(random, 2)) + " " + capital(made_word(random, 3)));
    weights.clear();
    for (const TypeShare& share : kTypeShares) {
      for (const EventType& type : ontology.types) {
        if (type.name != share.name) continue;
        out.types.push_back(&type);
        weights.push_back(share.share);
      }
    }
    out.type = Draw(weights);
    for (std::size_t i = 0; i < ontology.initiatives.size() && i < 30; ++i)
      out.initiatives.push_back(ontology.initiatives[i].id);
    for (int i = 0; i < 50; ++i) out.publishers.push_back(capital(made_word(random, 3)) + " Post");
    return out;
  }
};

// What happened, before a document tells it.
struct Story {
  std::int64_t day = 0;
  const EventType* type = nullptr;
  std::vector<std::pair<std::size_t, std::size_t>> parties;  // country, person + 1; 0 = none
  bool equals = false;
  When when = When::kPast;
  std::vector<std::string> pillars, initiatives, words;
};

class Generator {
 public:
  Generator(const Ontology& ontology, const fs::path& data) : world_(World::make(ontology, data)) {}

  // Document number `i` of `n`: days go forward with it.
  Document document(std::size_t i, std::size_t n) {
    if (!last_.text.empty() && random_.happens(kCopyShare)) {
      Document copy = last_;
      copy.id = copy.url = fmt::format("https://mirror.example/{}", i);
      copy.publisher = world_.publishers[random_.below(world_.publishers.size())];
      copy.events.clear();
      copy.commitments.clear();
      return copy;
    }
    const std::int64_t day =
        kFirstDay +
        static_cast<std::int64_t>(std::min(i, n - 1) * static_cast<std::size_t>(kDays) / n);
    Document out;
    out.id = out.url = fmt::format("https://news.example/{}/{}", date_from_days(day).iso(), i);
    out.publisher = world_.publishers[random_.below(world_.publishers.size())];
    out.language = "en";
    out.published = date_from_days(day);
    const std::size_t events = 3 + random_.below(5);
    out.title = capital(join(words(6), " "));
    out.text = out.title;
    out.paragraphs.push_back({{0, size(out)}, 0, true});
    add_words_sentence(out);
    for (std::size_t k = 0; k < events; ++k) {
      if (k % 2 == 0) {
        out.text += "\n";
        out.paragraphs.push_back({{size(out), size(out)}, 0, false});
      } else {
        out.text += " ";
      }
      add_event(out, story(day));
      out.paragraphs.back().span.end = size(out);
    }
    last_ = out;
    return out;
  }

 private:
  static std::uint32_t size(const Document& document) {
    return static_cast<std::uint32_t>(document.text.size());
  }

  std::vector<std::string> words(std::size_t n) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(world_.words[world_.word(random_)]);
    return out;
  }

  Story story(std::int64_t day) {
    if (!recent_.empty() && random_.happens(kRetoldShare)) {
      Story again = recent_[random_.below(recent_.size())];
      if (again.day + 2 >= day) return again;
    }
    Story out;
    out.day = day;
    out.type = world_.types[world_.type(random_)];
    const std::size_t n = random_.happens(kMoreShare) ? 3 + random_.below(4) : 2;
    std::set<std::size_t> met;
    while (met.size() < n) {
      const std::size_t country = world_.country(random_);
      if (!met.insert(country).second) continue;
      out.parties.emplace_back(country,
                               random_.happens(kPersonShare) ? random_.below(kPersonsEach) + 1 : 0);
    }
    out.equals = random_.happens(kEqualsShare);
    const double when = random_.share();
    out.when = when < 0.92 ? When::kPast : when < 0.97 ? When::kHypothetical : When::kFuture;
    if (random_.happens(0.7)) out.pillars.push_back(world_.pillars[world_.pillar(random_)]);
    if (random_.happens(0.08) && !world_.initiatives.empty())
      out.initiatives.push_back(world_.initiatives[random_.below(world_.initiatives.size())]);
    // About as many as in releases. Most promises are of uncommon words: linking, whose cost grows
    // with the promises that share words with an act, is measured on real ones.
    const bool promise = out.type->name == "AGREE";
    out.words = words(promise ? 8 : 5);
    if (promise && random_.happens(kRarePromises)) {
      for (std::string& word : out.words)
        word = world_.words[world_.words.size() / 2 + random_.below(world_.words.size() / 2)];
    }
    recent_.push_back(out);
    if (recent_.size() > 300) recent_.pop_front();
    return out;
  }

  // Of a token that begins here.
  Token& add_token(Document& document, Sentence& sentence, const std::string& word, Upos upos,
                   Deprel deprel, std::int32_t head) {
    if (sentence.span.begin != size(document)) document.text += " ";
    Token token;
    token.span.begin = size(document);
    document.text += word;
    token.span.end = size(document);
    token.lemma = to_lower_ascii(word);
    token.upos = upos;
    token.deprel = deprel;
    token.head = head;
    sentence.tokens.push_back(token);
    return sentence.tokens.back();
  }

  void add_words_sentence(Document& document) {
    Sentence title;
    title.heading = true;
    title.span = {0, size(document)};
    Token token;
    token.span = title.span;
    token.upos = Upos::kNoun;
    token.deprel = Deprel::kRoot;
    title.tokens.push_back(token);
    document.sentences.push_back(title);
  }

  Party add_party(Document& document, Sentence& sentence, std::size_t country, std::size_t person,
                  Deprel deprel) {
    Actor actor;
    actor.code = world_.codes[country];
    if (person != 0) {
      actor.sector = "GOV";
      actor.name = world_.persons[country * kPersonsEach + person - 1];
      actor.office = "Minister";
    }
    auto at = std::find(document.actors.begin(), document.actors.end(), actor);
    if (at == document.actors.end()) at = document.actors.insert(at, actor);
    Mention mention;
    mention.sentence = static_cast<std::uint32_t>(document.sentences.size());
    mention.first = mention.head = static_cast<std::uint32_t>(sentence.tokens.size());
    mention.last = mention.first + 1;
    mention.actors = {static_cast<std::uint32_t>(at - document.actors.begin())};
    mention.span = add_token(document, sentence, actor.name.empty() ? actor.code : actor.name,
                             Upos::kPropn, deprel, 0)
                       .span;
    document.mentions.push_back(mention);
    return {mention.actors.front(), static_cast<std::int32_t>(document.mentions.size()) - 1,
            mention.span};
  }

  void add_event(Document& document, const Story& told) {
    Sentence sentence;
    sentence.paragraph = static_cast<std::uint32_t>(document.paragraphs.size() - 1);
    sentence.span.begin = size(document);
    Event event;
    event.sentence = static_cast<std::uint32_t>(document.sentences.size());
    event.trigger = add_token(document, sentence, "told", Upos::kVerb, Deprel::kRoot, kNoHead).span;
    sentence.tokens.back().lemma = to_lower_ascii(told.type->name);
    for (std::size_t i = 0; i < told.parties.size(); ++i) {
      const bool first = told.equals || i == 0;
      (first ? event.actor : event.recipient)
          .push_back(add_party(document, sentence, told.parties[i].first, told.parties[i].second,
                               first ? Deprel::kNsubj : Deprel::kObj));
    }
    event.content.begin = size(document) + 1;
    for (const std::string& word : told.words)
      add_token(document, sentence, word, Upos::kNoun, Deprel::kObl, 0);
    event.content.end = size(document);
    // What is told beside it, in words of this document only.
    const auto beside = static_cast<std::int32_t>(sentence.tokens.size());
    add_token(document, sentence, "while", Upos::kVerb, Deprel::kAdvcl, 0);
    for (const std::string& word : words(8))
      add_token(document, sentence, word, Upos::kNoun, Deprel::kObl, beside);
    document.text += ".";
    sentence.span.end = size(document);
    document.sentences.push_back(sentence);
    event.event = told.type->name;
    event.quad_code = told.type->quad;
    event.event_scale = told.type->score;
    event.cameo = told.type->cameo;
    event.pillars = told.pillars;
    event.initiatives = told.initiatives;
    event.when = told.when;
    event.date = date_from_days(told.day);
    event.date_from_text = random_.happens(0.3);
    event.confidence = 0.8;
    event.explanation.rule = "made";
    const auto number = static_cast<std::uint32_t>(document.events.size());
    event.occurrence = number;
    event.mentions = {number};
    event.id = digest_hex(document.id + std::to_string(number)).substr(0, 16);
    if (told.type->name != "AGREE") event.content = {};
    document.events.push_back(event);
    if (told.type->name != "AGREE") return;
    Commitment promise;
    promise.by = event.actor;
    promise.to = event.recipient;
    promise.what = event.content;
    promise.pillars = event.pillars;
    promise.initiatives = event.initiatives;
    promise.firm = random_.happens(0.5);
    promise.event = number;
    if (random_.happens(0.3)) {
      promise.due_from = event.date;
      promise.due_to =
          date_from_days(told.day + 30 + static_cast<std::int64_t>(random_.below(700)));
      promise.due_text = "by " + promise.due_to.iso();
    }
    document.commitments.push_back(promise);
  }

  World world_;
  Random random_{kSeed + 1};
  std::deque<Story> recent_;
  Document last_;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

int make(const fs::path& file, std::uint64_t events) {
  const fs::path data = fs::path(ENTENTE_SOURCE_DIR) / "data";
  const Ontology ontology = load_ontology(data);
  Generator generator(ontology, data);
  LedgerWriter writer(file, ontology, data);
  const auto documents =
      static_cast<std::size_t>(static_cast<double>(events) / (5 * (1 - kCopyShare)));
  const auto begin = std::chrono::steady_clock::now();
  auto last = begin;
  double making = 0;
  std::uint64_t reported = 0;
  std::uint64_t told = 0;
  for (std::size_t i = 0; told < events; ++i) {
    const auto before = std::chrono::steady_clock::now();
    const Document document = generator.document(i, documents);
    making += seconds_since(before);
    told += document.events.size();
    if (writer.admit(document) != Admission::kKnown) writer.add(document);
    if (told / (events / 20) > reported) {
      reported = told / (events / 20);
      std::cerr << fmt::format(
          "{} events, {:.0f} s, {:.0f} s of processor time, the last twentieth {:.0f} events/s\n",
          told, seconds_since(begin), processor_seconds(),
          static_cast<double>(events) / 20 / seconds_since(last));
      last = std::chrono::steady_clock::now();
    }
  }
  writer.commit();
  const AddSummary& summary = writer.summary();
  std::cout << fmt::format(
      "{} events in {} acts, {} documents, {} copies, {} commitments, {} links; {:.0f} s, {:.0f} s "
      "of processor time, {:.0f} s to make the documents; {:.0f} MB\n",
      summary.events, summary.occurrences, summary.added, summary.copies, summary.commitments,
      summary.evidence, seconds_since(begin), processor_seconds(), making,
      static_cast<double>(fs::file_size(file)) / 1e6);
  return 0;
}

// ---------------------------------------------------------------- asking

void forget_pages(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  fdatasync(descriptor);
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  close(descriptor);
}

struct Asked {
  std::string name;
  double bar;                                          // milliseconds, warm
  std::function<std::size_t(const Ledger&)> question;  // rows of the answer
};

int ask(const fs::path& file, std::string_view only) {
  std::vector<Ledger::DyadCount> dyads;
  LedgerInfo info;
  {
    const Ledger ledger(file);
    info = ledger.info();
    dyads = ledger.dyads(100'000);
  }
  const std::size_t middle = std::min<std::size_t>(dyads.size() / 20, dyads.size() - 1),
                    small = dyads.size() - 1 - dyads.size() / 10;
  const auto filter = [&](std::size_t rank) {
    ActFilter out;
    out.a = dyads[rank].a;
    out.b = dyads[rank].b;
    return out;
  };
  const auto with = [](ActFilter out, const std::function<void(ActFilter&)>& change) {
    change(out);
    return out;
  };
  const Date until = parse_date(info.last).value_or(Date{}),
             since = date_from_days(until.days() - 364);
  const std::string pillar = load_ontology(fs::path(ENTENTE_SOURCE_DIR) / "data").pillars.front();
  const auto in_field = [&](ActFilter& f) { f.pillar = pillar; };
  const auto in_year = [&](ActFilter& f) {
    f.since = since;
    f.until = until;
  };
  const auto in_both = [&](ActFilter& f) {
    in_field(f);
    in_year(f);
  };
  ActFilter one;
  one.a = dyads.front().a;
  ActFilter any;
  // Words by how often they stand in the made texts.
  const Ontology ontology = load_ontology(fs::path(ENTENTE_SOURCE_DIR) / "data");
  const World world = World::make(ontology, fs::path(ENTENTE_SOURCE_DIR) / "data");
  const std::string common = world.words.front(), frequent = world.words[300],
                    usual = world.words[4000], rare = world.words.back();
  const auto series = [](const ActFilter& f, Period period = Period::kMonth) {
    return
        [f, period](const Ledger& ledger) { return make_series(ledger, f, period).points.size(); };
  };
  const auto search = [](const std::string& words, const ActFilter& f = {}) {
    return [words, f](const Ledger& ledger) {
      SearchFilter search_filter;
      search_filter.words = words;
      search_filter.acts = f;
      search_filter.by_act = !f.a.empty() || !f.pillar.empty();
      return ledger.search(search_filter).size();
    };
  };
  const auto acts = [](const ActFilter& f, std::size_t limit) {
    return [f, limit](const Ledger& ledger) { return ledger.acts(f, limit).size(); };
  };
  const auto promises = [](const ActFilter& f) {
    return [f](const Ledger& ledger) {
      CommitmentFilter commitments;
      commitments.a = f.a;
      commitments.b = f.b;
      commitments.since = f.since;
      commitments.until = f.until;
      return ledger.commitments(commitments).size();
    };
  };
  const std::string phrase = fmt::format("\"{} {}\"", world.words[1], world.words[2]);
  const BriefNames names(fs::path(ENTENTE_SOURCE_DIR) / "data");
  const auto brief = [&names](const ActFilter& f) {
    return [&names, f](const Ledger& ledger) {
      std::ostringstream page;
      write_markdown(make_brief(ledger, names, {f.a, f.b, f.since, f.until, {}}), page);
      return page.str().size();
    };
  };
  const std::vector<Asked> questions{
      {"series, largest dyad, months", 300, series(filter(0))},
      {"series, largest dyad, months, a field", 300, series(with(filter(0), in_field))},
      {"series, largest dyad, days of a year", 300, series(with(filter(0), in_year), Period::kDay)},
      {"series, middle dyad", 300, series(filter(middle))},
      {"series, small dyad", 300, series(filter(small))},
      {"series, largest state with anybody", 0, series(one)},
      {"outlook's inputs, 13 series", 1000,
       [&](const Ledger& ledger) {
         std::size_t out = make_series(ledger, filter(0), Period::kMonth).points.size();
         for (const std::string& name : ledger.pillars())
           out += make_series(ledger, with(filter(0), [&](ActFilter& f) { f.pillar = name; }),
                              Period::kMonth)
                      .points.size();
         return out;
       }},
      {"search, rare word (" + rare + ")", 200, search(rare)},
      {"search, middle word (" + usual + ")", 200, search(usual)},
      {"search, frequent word (" + frequent + ")", 200, search(frequent)},
      {"search, commonest word (" + common + ")", 200, search(common)},
      {"search, phrase " + phrase, 200, search(phrase)},
      {"search, commonest word, dyad + field + year", 200,
       search(common, with(filter(0), in_both))},
      {"search, frequent word, dyad + field + year", 200,
       search(frequent, with(filter(0), in_both))},
      {"search, commonest word, small dyad", 200, search(common, filter(small))},
      {"search, commonest word, middle dyad + field + year", 200,
       search(common, with(filter(middle), in_both))},
      {"search, middle word, largest state", 200, search(usual, one)},
      {"brief, largest dyad, a year", 3000, brief(with(filter(0), in_year))},
      {"brief, largest dyad, all", 3000, brief(filter(0))},
      {"brief, middle dyad, all", 3000, brief(filter(middle))},
      {"events, 50 newest, largest dyad", 200, acts(filter(0), 50)},
      {"events, 50 newest, largest dyad, a field", 200, acts(with(filter(0), in_field), 50)},
      {"events, 50 newest, largest state", 200, acts(one, 50)},
      {"events, 50 newest of all", 200, acts(any, 50)},
      {"acts, 2,000 newest of a year, largest dyad", 1000, acts(with(filter(0), in_year), 2000)},
      {"commitments, largest dyad, a year", 1000, promises(with(filter(0), in_year))},
      {"commitments, middle dyad", 1000, promises(filter(middle))},
      {"commitments, largest dyad, all", 0, promises(filter(0))},
      {"initiatives of the largest dyad, all", 0,
       [&](const Ledger& ledger) { return ledger.initiatives(filter(0)).size(); }},
      {"dyads, 30 largest", 300, [](const Ledger& ledger) { return ledger.dyads(30).size(); }},
      {"initiatives", 300, [](const Ledger& ledger) { return ledger.initiatives().size(); }},
      {"initiative, one", 3000,
       [&](const Ledger& ledger) {
         return ledger.initiative(world.initiatives.front()) ? std::size_t{1} : 0;
       }},
      {"person, one of the largest state", 3000,
       [&](const Ledger& ledger) {
         return ledger.person(world.persons.front()) ? std::size_t{1} : 0;
       }},
      {"info", 300,
       [](const Ledger& ledger) { return static_cast<std::size_t>(ledger.info().documents); }}};
  std::cout << fmt::format(
      "{} events, {} acts, {} documents, {:.0f} MB; dyads: {}-{} {} acts, {}-{} {}, {}-{} {}\n",
      info.events, info.occurrences, info.documents, static_cast<double>(info.bytes) / 1e6,
      dyads[0].a, dyads[0].b, dyads[0].acts, dyads[middle].a, dyads[middle].b, dyads[middle].acts,
      dyads[small].a, dyads[small].b, dyads[small].acts);
  std::cout << "question\tcold ms\twarm ms\tprocessor ms\tbar ms\trows\n";
  for (const Asked& asked : questions) {
    if (!only.empty() && asked.name.find(only) == std::string::npos) continue;
    std::size_t rows = 0;
    const auto time = [&] {
      const auto begin = std::chrono::steady_clock::now();
      const double before = processor_seconds();
      const Ledger ledger(file);
      rows = asked.question(ledger);
      return std::pair(1000 * seconds_since(begin), 1000 * (processor_seconds() - before));
    };
    forget_pages(file);
    const double cold = time().first;
    std::array<double, 5> warm{}, busy{};
    for (std::size_t i = 0; i < warm.size(); ++i) std::tie(warm[i], busy[i]) = time();
    std::sort(warm.begin(), warm.end());
    std::sort(busy.begin(), busy.end());
    std::cout << fmt::format("{}\t{:.1f}\t{:.1f}\t{:.1f}\t{:.0f}\t{}{}\n", asked.name, cold,
                             warm[2], busy[2], asked.bar, rows,
                             asked.bar > 0 && warm[2] > asked.bar ? "\tOVER" : "")
              << std::flush;
  }
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 3 && arguments[0] == "make") {
    std::uint64_t events = 0;
    const auto [end, error] =
        std::from_chars(arguments[2].data(), arguments[2].data() + arguments[2].size(), events);
    if (error == std::errc() && *end == '\0' && events >= 1000) return make(arguments[1], events);
  }
  if ((arguments.size() == 2 || arguments.size() == 3) && arguments[0] == "ask")
    return ask(arguments[1], arguments.size() == 3 ? arguments[2] : "");
  std::cerr
      << "usage: bench_ledger_scale make FILE EVENTS | ask FILE [PART OF A QUESTION'S NAME]\n";
  return 2;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  try {
    return entente::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
  }
}
