// What a reader of the brief relies on: every line has a source that exists and says it, nothing is
// told twice, nothing stands empty, what was not read is named, foreign text cannot become markup.
#include "brief/brief.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "pipeline/pipeline.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = ENTENTE_SOURCE_DIR;

const Models& models() {
  static const Models kModels = load_models(kRoot / "data", kRoot / "models" / "en.model");
  return kModels;
}

const BriefNames& names() {
  static const BriefNames kNames(kRoot / "data");
  return kNames;
}

struct Built {
  fs::path file;
  std::map<std::string, std::string> texts;  // by title
};

Built build(const std::string& name, const std::vector<std::string>& inputs) {
  Built out;
  out.file = fs::temp_directory_path() / ("entente-brief-" + name + ".db");
  for (const char* ending : {"", "-wal", "-shm"}) fs::remove(out.file.string() + ending);
  LedgerWriter writer(out.file, models().ontology, kRoot / "data");
  RunOptions options;
  options.admit = [&](const Document& document) {
    const Admission admission = writer.admit(document);
    return admission == Admission::kKnown  ? Treatment::kDrop
           : admission == Admission::kCopy ? Treatment::kPass
                                           : Treatment::kProcess;
  };
  run(
      inputs, models(), options,
      [&](Document& document) {
        writer.add(document);
        out.texts[document.title] = document.text;
      },
      [](const std::string& message) { ADD_FAILURE() << message; });
  writer.commit();
  return out;
}

const Built& examples() {
  static const Built kBuilt =
      build("examples", {(kRoot / "examples" / "us-india" / "us-india.ndjson").string()});
  return kBuilt;
}
const Built& small() {
  static const Built kBuilt =
      build("small", {(kRoot / "tests" / "cases" / "brief" / "documents.ndjson").string()});
  return kBuilt;
}

Brief brief_of(const Built& built, const std::string& a, const std::string& b,
               const char* since = "", const char* until = "") {
  const Ledger ledger(built.file);
  return make_brief(
      ledger, names(),
      {a, b, parse_date(since).value_or(Date{}), parse_date(until).value_or(Date{}), {}});
}

std::string markdown(const Brief& brief) {
  std::ostringstream out;
  write_markdown(brief, out);
  return out.str();
}
std::string html(const Brief& brief) {
  std::ostringstream out;
  write_html(brief, out);
  return out.str();
}

void expect_sound(const Brief& brief, const Built& built) {
  std::set<std::string> lines;
  std::set<std::size_t> cited;
  for (const BriefSection& section : brief.sections) {
    // "By field" heads the sections below it; every other section tells something.
    EXPECT_FALSE(section.notes.empty() && section.parts.empty()) << section.title;
    for (const BriefPart& part : section.parts) {
      EXPECT_FALSE(part.lines.empty()) << section.title << ": " << part.label;
      for (const BriefLine& line : part.lines) {
        EXPECT_TRUE(lines.insert(line.text).second) << "twice: " << line.text;
        EXPECT_FALSE(line.cites.empty()) << "no source: " << line.text;
        for (const std::size_t cite : line.cites) {
          ASSERT_GE(cite, 1U);
          ASSERT_LE(cite, brief.sources.size());
          cited.insert(cite);
        }
      }
    }
  }
  EXPECT_EQ(cited.size(), brief.sources.size()) << "a source that no line cites";
  std::set<std::int64_t> documents;
  for (const BriefSource& source : brief.sources) {
    EXPECT_TRUE(documents.insert(source.document).second) << "two numbers for " << source.title;
    EXPECT_FALSE(source.sentences.empty());
    ASSERT_TRUE(built.texts.contains(source.title)) << source.title;
    for (const std::string& sentence : source.sentences) {
      EXPECT_NE(built.texts.at(source.title).find(sentence), std::string::npos)
          << "not in its document: " << sentence;
    }
  }
}

std::string all_text(const Brief& brief, const std::string& title) {
  std::string out;
  for (const BriefSection& section : brief.sections) {
    if (section.title != title) continue;
    for (const std::string& note : section.notes) out += note + "\n";
    for (const BriefPart& part : section.parts) {
      out += part.label + "\n";
      for (const BriefLine& line : part.lines) out += line.text + "\n";
    }
  }
  return out;
}

TEST(Brief, EveryLineHasASourceThatSaysIt) {
  expect_sound(brief_of(examples(), "USA", "IND"), examples());
  expect_sound(brief_of(examples(), "IND", "USA", "2025-01", "2025-06"), examples());
  expect_sound(brief_of(examples(), "USA", "JPN"), examples());
  expect_sound(brief_of(small(), "USA", "IND"), small());
}

TEST(Brief, TellsWhatMatters) {
  const Brief brief = brief_of(examples(), "USA", "IND");
  EXPECT_EQ(brief.title, "United States and India");
  EXPECT_EQ(brief.period, "31 Jan 2023 to 31 Oct 2025");
  EXPECT_NE(all_text(brief, "Defense").find("signed a framework for the defence partnership"),
            std::string::npos);
  EXPECT_NE(all_text(brief, "Frictions").find("tariff of 25 percent"), std::string::npos);
  EXPECT_NE(all_text(brief, "Promises").find("trade agreement by the fall of 2025"),
            std::string::npos);
  EXPECT_FALSE(all_text(brief, "Outlook").empty());
  const std::string text = markdown(brief);
  EXPECT_EQ(text.find("  \n\n\n"), std::string::npos);
  EXPECT_NE(text.find("\n## Sources\n"), std::string::npos);
}

TEST(Brief, UnreadMonthsAreNamed) {
  const Brief brief = brief_of(small(), "USA", "IND");
  EXPECT_NE(all_text(brief, "What is missing").find("Feb 2024"), std::string::npos);
  EXPECT_NE(markdown(brief).find("Nothing was read of Feb 2024"), std::string::npos);
  const Brief later = brief_of(small(), "USA", "IND", "2024-03", "2024-05");
  EXPECT_NE(all_text(later, "What is missing").find("Apr to May 2024"), std::string::npos);
}

TEST(Brief, ForeignTextIsNoMarkup) {
  const Brief brief = brief_of(small(), "USA", "IND");
  const std::string page = html(brief);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<b>shipping"), std::string::npos);
  EXPECT_EQ(page.find("<i>Herald"), std::string::npos);
  EXPECT_EQ(page.find("javascript:"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt; &amp; trade"), std::string::npos);
  EXPECT_NE(page.find("<svg"), std::string::npos);
  // Every source that a line names can be jumped to.
  for (std::size_t at = page.find("href=\"#source-"); at != std::string::npos;
       at = page.find("href=\"#source-", at + 1)) {
    const std::size_t begin = at + 7, end = page.find('"', begin);
    EXPECT_NE(page.find("id=\"" + page.substr(begin, end - begin) + "\""), std::string::npos);
  }
  const std::string text = markdown(brief);
  EXPECT_EQ(text.find("<script"), std::string::npos);
  EXPECT_EQ(text.find("javascript:"), std::string::npos);
}

TEST(Brief, NothingToTellIsSaid) {
  const Brief strangers = brief_of(small(), "PER", "FIN");
  ASSERT_EQ(strangers.sections.size(), 1U);
  EXPECT_NE(markdown(strangers).find("No act between Peru and Finland is told"), std::string::npos);
  EXPECT_TRUE(strangers.sources.empty());
  const Brief early = brief_of(small(), "USA", "IND", "1990", "1991");
  EXPECT_NE(markdown(early).find("Nothing was read of this period"), std::string::npos);
}

TEST(Brief, WrongQuestionsAreRefusedWithAdvice) {
  const auto message = [](const std::string& a, const std::string& b, const char* since = "",
                          const char* until = "") -> std::string {
    try {
      brief_of(small(), a, b, since, until);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      return error.what();
    }
    return "no error";
  };
  EXPECT_NE(message("USA", "India").find("IND (India)"), std::string::npos)
      << message("USA", "India");
  EXPECT_NE(message("USA", "INX").find("IND (India)"), std::string::npos) << message("USA", "INX");
  EXPECT_NE(message("Ukrane", "USA").find("UKR (Ukraine)"), std::string::npos)
      << message("Ukrane", "USA");
  EXPECT_NE(message("USA", "Q#!zzzz").find("ISO 3166"), std::string::npos);
  EXPECT_NE(message("USA", "usa").find("two parties"), std::string::npos);
  EXPECT_NE(message("USA", "IND", "2024-03", "2024-01").find("begins"), std::string::npos);
}

TEST(Brief, TwoRunsGiveTheSameBytes) {
  EXPECT_EQ(html(brief_of(examples(), "USA", "IND")), html(brief_of(examples(), "USA", "IND")));
  const Built again =
      build("again", {(kRoot / "examples" / "us-india" / "us-india.ndjson").string()});
  EXPECT_EQ(markdown(brief_of(examples(), "USA", "IND")), markdown(brief_of(again, "USA", "IND")));
}

}  // namespace
}  // namespace entente
