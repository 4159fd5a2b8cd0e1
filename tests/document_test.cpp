// Dates and features: what is read is what is written.
#include <gtest/gtest.h>

#include "document/document.h"

namespace entente {
namespace {

TEST(Dates, ReadsWhatItWrites) {
  for (const char* text : {"2025-01-22", "2025-01", "2025", "1990-12-31", "2024-02-29"}) {
    const auto date = parse_date(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(date->iso(), text);
  }
  EXPECT_EQ(parse_date("2021-05-20T22:14:56+00:00")->iso(), "2021-05-20");
  EXPECT_EQ(Date{}.iso(), "");
  EXPECT_EQ(parse_date("2025-01")->precision(), DatePrecision::kMonth);
}

TEST(Dates, RefusesWhatIsNoDate) {
  for (const char* text : {"", "today", "2025-13", "2023-02-29", "2025-1-2", "20250122", "2025-01-22x", "0000"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Dates, DaysCountFromTheEpoch) {
  EXPECT_EQ((Date{1970, 1, 1}.days()), 0);
  EXPECT_EQ((Date{2000, 3, 1}.days()), 11017);
  EXPECT_EQ((Date{2000, 0, 0}.days()), (Date{2000, 1, 1}.days()));
  for (std::int64_t day : {-20000, -1, 0, 59, 11016, 20000}) EXPECT_EQ(date_from_days(day).days(), day);
  EXPECT_FALSE(date_from_days(1'000'000'000).known());
}

TEST(Features, ReadWhatTheyWrite) {
  for (const char* text : {"_", "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin", "Gender=Fem,Masc",
                           "Number=Sing|NumForm=Word|NumType=Frac", "Case=Nom|Definite=Def|PronType=Prs"}) {
    EXPECT_EQ(format_feats(parse_feats(text)), text);
  }
}

TEST(Features, UnknownOnesAreDropped) {
  EXPECT_EQ(format_feats(parse_feats("Animacy=Anim|Tense=Past|Tense=Never")), "Tense=Past");
  EXPECT_EQ(feature(parse_feats("Tense=Past"), "Tense"), "Past");
  EXPECT_EQ(feature(parse_feats("Tense=Past"), "Mood"), "");
}

}  // namespace
}  // namespace entente
