// What a series says: silence of the sources is missing, silence of the states is zero; periods add up; an act
// counts once and by its share. Cases: tests/cases/series/questions.tsv over documents.ndjson beside it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "pipeline/pipeline.h"
#include "series/series.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = ENTENTE_SOURCE_DIR;
const fs::path kCases = kRoot / "tests/cases/series";

const Models& models() {
  static const Models loaded = load_models(kRoot / "data", kRoot / "models" / "en.model");
  return loaded;
}

class SeriesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("entente-series-{}", getpid());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  struct Report { std::string published, text; };
  Ledger ledger_of(const std::vector<Report>& reports) {
    const fs::path file = folder_ / "l.db";
    LedgerWriter writer(file, models().ontology, kRoot / "data");
    int n = 0;
    for (const Report& report : reports) {
      Document document;
      document.id = std::to_string(++n);
      document.published = parse_date(report.published).value_or(Date{});
      set_text(document, report.text);
      if (writer.admit(document) == Admission::kKnown) continue;
      process(document, models());
      writer.add(document);
    }
    writer.commit();
    return Ledger(file);
  }
  Ledger ledger_of_cases() {
    std::vector<Report> reports;
    std::ifstream input(kCases / "documents.ndjson");
    for (std::string line; std::getline(input, line);) {
      const nlohmann::json source = nlohmann::json::parse(line);
      reports.push_back({source.at("published"), source.at("text")});
    }
    return ledger_of(reports);
  }
  fs::path folder_;
};

struct Question { ActFilter filter; Period period = Period::kMonth; };
Question question_of(std::string_view arguments) {
  Question out;
  std::vector<std::string> words;
  for (const std::string_view word : split(arguments, ' ')) words.emplace_back(word);
  out.filter.a = words[0];
  std::size_t i = 1;
  if (i < words.size() && words[i].size() == 3 && words[i] != "by") out.filter.b = words[i++];
  for (; i + 1 < words.size(); i += 2) {
    const std::string& value = words[i + 1];
    if (words[i] == "by") out.period = row_named(kPeriods, value)->value;
    else if (words[i] == "direction") out.filter.direction = row_named(kDirections, value)->value;
    else if (words[i] == "type") out.filter.type = value;
    else if (words[i] == "since") out.filter.since = *parse_date(value);
    else if (words[i] == "until") out.filter.until = *parse_date(value);
    else ADD_FAILURE() << words[i];
  }
  return out;
}

std::string shown(const std::vector<std::optional<double>>& values) {
  std::vector<std::string> out;
  for (const std::optional<double>& value : values) out.push_back(value ? fmt::format("{:g}", *value) : "-");
  return join(out, " ");
}

TEST_F(SeriesTest, Cases) {
  static constexpr auto kColumns = std::to_array<std::string_view>({"name", "arguments", "measure", "first", "values", "coarse", "outside"});
  const Ledger ledger = ledger_of_cases();
  for (const TableRow& row : read_table(kCases / "questions.tsv", kColumns).rows) {
    SCOPED_TRACE(std::string(row.cells[0]));
    const Question question = question_of(row.cells[1]);
    const Series series = make_series(ledger, question.filter, question.period);
    ASSERT_FALSE(series.points.empty());
    EXPECT_EQ(period_name(series.points.front().start, series.period), row.cells[3]);
    EXPECT_EQ(shown(values_of(series, row_named(kMeasures, row.cells[2])->value)), row.cells[4]);
    EXPECT_EQ(std::to_string(series.too_coarse), row.cells[5]);
    EXPECT_EQ(std::to_string(series.outside), row.cells[6]);
  }
}

TEST_F(SeriesTest, EveryActIsInAPeriodOrNamedAsLeftOut) {
  const Ledger ledger = ledger_of_cases();
  for (const std::string a : {"FRA", "RUS", "DEU"}) {
    for (const std::string b : {"", "FRA", "RUS", "DEU"}) {
      if (a == b) continue;
      ActFilter filter;
      filter.a = a;
      filter.b = b;
      const std::size_t acts = ledger.acts(filter, 0).size();
      for (const PeriodRow& period : kPeriods) {
        const Series series = make_series(ledger, filter, period.value);
        std::uint64_t counted = series.too_coarse + series.outside;
        for (const SeriesPoint& point : series.points) counted += point.acts;
        EXPECT_EQ(counted, acts) << a << " " << b << " by " << period.name;
      }
    }
  }
}

TEST_F(SeriesTest, BothDirectionsTogetherCountAnActOfEqualsOnce) {
  const Ledger ledger = ledger_of_cases();
  ActFilter filter;
  filter.a = "FRA";
  filter.b = "RUS";
  const auto acts = [&](Direction direction) {
    filter.direction = direction;
    return ledger.acts(filter, 0);
  };
  std::size_t equals = 0;
  for (const StoredAct& act : acts(Direction::kBoth)) equals += act.recipients.empty() ? 1 : 0;
  EXPECT_EQ(equals, 2U);
  EXPECT_EQ(acts(Direction::kTo).size() + acts(Direction::kFrom).size(), acts(Direction::kBoth).size() + equals);
  std::swap(filter.a, filter.b);
  EXPECT_EQ(acts(Direction::kBoth).size(), 7U) << "a dyad has no first party";
}

TEST_F(SeriesTest, WeightsOfAMeetingAddUpToOneForEachOfThem) {
  const Ledger ledger = ledger_of({{"2024-07-30", "The foreign ministers of Australia, India, Japan and the United States met in Tokyo on 29 July 2024."}});
  double all = 0;
  for (const std::string other : {"IND", "JPN", "USA"}) {
    ActFilter filter;
    filter.a = "AUS";
    filter.b = other;
    const std::vector<StoredAct> acts = ledger.acts(filter, 0);
    ASSERT_EQ(acts.size(), 1U) << other;
    EXPECT_NEAR(acts[0].weight, 1.0 / 3, 1e-12) << other;
    all += acts[0].weight;
  }
  EXPECT_NEAR(all, 1, 1e-12);
  ActFilter alone;
  alone.a = "AUS";
  EXPECT_NEAR(ledger.acts(alone, 0).at(0).weight, 1, 1e-12) << "with anybody";
}

TEST_F(SeriesTest, ANewLevelIsFoundWhereItBegins) {
  // Two condemnations a month for a year and a half, then ten; each on a day of its own.
  std::vector<Report> reports;
  for (int month = 0; month < 36; ++month) {
    const int year = 2020 + month / 12, of_year = month % 12 + 1;
    for (int k = 0; k < 10; ++k) {
      const std::string day = fmt::format("{:04}-{:02}-{:02}", year, of_year, 2 + 2 * k);
      static constexpr std::array<const char*, 12> kMonths = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
      const bool act = k < (month < 18 ? 2 : 10);
      reports.push_back({day, act ? fmt::format("France condemned Russia on {} {} {}.", 2 + 2 * k, kMonths[static_cast<std::size_t>(of_year - 1)], year)
                                  : fmt::format("Bread was sold in market number {}.", month * 10 + k)});
    }
  }
  const Ledger ledger = ledger_of(reports);
  ActFilter filter;
  filter.a = "FRA";
  filter.b = "RUS";
  const Series series = make_series(ledger, filter, Period::kMonth);
  ASSERT_EQ(series.points.size(), 36U);
  EXPECT_EQ(series.points[0].acts, 2U);
  EXPECT_EQ(series.points[35].acts, 10U);
  const ChangeResult changes = changes_of(series, Measure::kActs);
  ASSERT_EQ(changes.changes.size(), 1U);
  EXPECT_EQ(period_name(series.points[changes.changes[0].first].start, Period::kMonth), "2021-07");
  // Twice as much reading of the same world is no change of it: rates tell it.
  EXPECT_TRUE(changes_of(make_series(ledger, [] { ActFilter f; f.a = "FRA"; f.b = "KEN"; return f; }(), Period::kMonth), Measure::kActs).changes.empty());
}

TEST_F(SeriesTest, PeriodsFollowTheCalendar) {
  for (const PeriodRow& row : kPeriods) {
    std::int64_t start = period_start(Date{1999, 12, 31}.days(), row.value);
    for (int i = 0; i < 50; ++i) {
      const std::int64_t next = period_after(start, row.value);
      EXPECT_GT(next, start);
      EXPECT_EQ(period_start(next, row.value), next);
      EXPECT_EQ(period_start(next - 1, row.value), start);
      EXPECT_EQ(period_after(next, row.value, -1), start);
      start = next;
    }
  }
}

TEST_F(SeriesTest, PicturesAreWellFormedWhateverIsInThem) {
  const Ledger ledger = ledger_of_cases();
  for (const Measure measure : {Measure::kActs, Measure::kScore, Measure::kScoreMean, Measure::kCooperation}) {
    ActFilter filter;
    filter.a = "FRA";
    const Series series = make_series(ledger, filter, Period::kMonth);
    const std::string title = "A & B <script>alert(\"1\")</script> 'x' ]]>";
    const std::string svg = plot_svg(series, measure, {1}, title);
    pugi::xml_document document;
    const pugi::xml_parse_result parsed = document.load_string(svg.c_str());
    ASSERT_TRUE(parsed) << parsed.description() << svg;
    EXPECT_EQ(std::string(document.child("svg").child("title").text().get()), title);
    EXPECT_TRUE(document.child("svg").child("script").empty());
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(svg.find("inf"), std::string::npos);
    // Every row of the terminal's plot has one width.
    for (const unsigned width : {40U, 100U}) {
      const std::string text = plot_text(series, measure, {1}, width);
      EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), series.points.size() + 1);
    }
  }
  pugi::xml_document nothing;
  EXPECT_TRUE(nothing.load_string(plot_svg(Series{}, Measure::kActs, {}, "empty").c_str()));
}

}  // namespace
}  // namespace entente
