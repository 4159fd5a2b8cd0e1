// Copies are found and templates are kept apart: edits of our own texts must be called copies,
// everything else not. The texts and what publishers add to them stand in
// tests/cases/ledger/duplicates.
#include "ledger/near_duplicates.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "base/base.h"
#include "near_duplicates_edits.h"
#include "text/text.h"

namespace entente::ledger {
namespace {

const std::string kRoot = ENTENTE_SOURCE_DIR;
const std::string kCases = kRoot + "/tests/cases/ledger/duplicates";

bool share_key(std::string_view a, std::string_view b) {
  const std::vector<std::uint64_t> ours = bands(sign(a)), theirs = bands(sign(b));
  return std::any_of(ours.begin(), ours.end(), [&](std::uint64_t key) {
    return std::find(theirs.begin(), theirs.end(), key) != theirs.end();
  });
}

// What a ledger does: looks up the keys, compares what it finds.
bool recognised(std::string_view a, std::string_view b) {
  return share_key(a, b) && compare(a, b).copy;
}

// The case texts and the examples; a family is what stands before the slash, an example is its own.
std::vector<edits::Named> all_texts() {
  std::vector<edits::Named> texts = edits::read_blocks(kCases + "/texts.txt");
  read_documents(kRoot + "/examples/us-india/us-india.ndjson", {}, [&](ReadResult&& result) {
    EXPECT_TRUE(result.document) << result.refusal;
    if (result.document) texts.push_back({result.document->id + "/", result.document->text});
    return true;
  });
  return texts;
}

std::string family(const edits::Named& text) { return text.name.substr(0, text.name.find('/')); }

std::string show(const Verdict& verdict) {
  return fmt::format("{}, resemblance {:.2f}, containment {:.2f}, slots {}",
                     name_in(kFindings, verdict.finding), verdict.resemblance, verdict.containment,
                     verdict.slots);
}

TEST(NearDuplicates, EditsAreCopiesAndTemplatesAreNot) {
  const std::vector<edits::Named> texts = all_texts();
  ASSERT_GE(texts.size(), 75U);
  const edits::Material material = edits::read_material(kCases);
  edits::Random random(1);
  std::size_t copies = 0, found = 0, different = 0, wrong = 0;
  const auto take_for_copy = [&](const edits::Named& a, const edits::Named& b,
                                 std::string_view other, std::string_view how) {
    ++different;
    if (!recognised(a.text, other)) return;
    ++wrong;
    std::cout << fmt::format("not a copy: {} and {} {}: {}\n", a.name, b.name, how,
                             show(compare(a.text, other)));
  };
  for (const edits::Edit& edit : edits::kEdits) {
    std::size_t found_here = 0;
    for (const edits::Named& text : texts) {
      const std::string copy = edit.run(text.text, material, random);
      if (recognised(text.text, copy))
        ++found_here;
      else
        std::cout << fmt::format("missed: {} {}: {}\n", text.name, edit.name,
                                 show(compare(text.text, copy)));
      for (const edits::Named& other : texts) {
        if (edit.keeps_all && &other != &text && family(other) == family(text))
          take_for_copy(other, text, copy, edit.name);
      }
    }
    std::cout << fmt::format("{:<24} recall {:.3f} of {}\n", edit.name,
                             static_cast<double>(found_here) / static_cast<double>(texts.size()),
                             texts.size());
    copies += texts.size();
    found += found_here;
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t k = i + 1; k < texts.size(); ++k)
      take_for_copy(texts[i], texts[k], texts[k].text, "as they are");
  }
  const double recall = static_cast<double>(found) / static_cast<double>(copies),
               precision = static_cast<double>(found) / static_cast<double>(found + wrong);
  std::cout << fmt::format(
      "recall {:.4f} ({} of {}), precision {:.4f} ({} of {} other pairs taken for copies)\n",
      recall, found, copies, precision, wrong, different);
  EXPECT_GE(recall, 0.95);
  EXPECT_GE(precision, 0.99);
}

TEST(NearDuplicates, PairsJudgedByHand) {
  for (const edits::Named& block : edits::read_blocks(kCases + "/pairs.txt")) {
    const std::size_t line = block.text.find("\n----\n");
    ASSERT_NE(line, std::string::npos) << block.name;
    const std::string a = block.text.substr(0, line), b = block.text.substr(line + 6);
    const bool copy = block.name.starts_with("copy: ");
    EXPECT_EQ(recognised(a, b), copy) << block.name << ": " << show(compare(a, b));
  }
}

TEST(NearDuplicates, VerdictSaysWhichIsShorterAndHowMuchIsShared) {
  const std::string text = edits::read_blocks(kCases + "/texts.txt").front().text;
  const std::string half = text.substr(0, text.size() / 2);
  const Verdict same = compare(text, text), cut = compare(half, text), turned = compare(text, half);
  EXPECT_TRUE(same.copy);
  EXPECT_EQ(same.resemblance, 1);
  EXPECT_EQ(same.containment, 1);
  EXPECT_TRUE(cut.first_is_shorter);
  EXPECT_FALSE(turned.first_is_shorter);
  EXPECT_GT(cut.containment, 0.95);
  EXPECT_NEAR(cut.resemblance, 0.5, 0.1);
}

// The order of the arguments decides nothing but which is called the first.
TEST(NearDuplicates, SameVerdictBothWays) {
  const std::vector<edits::Named> texts = all_texts();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const Verdict one = compare(texts[i].text, texts[k].text),
                    other = compare(texts[k].text, texts[i].text);
      EXPECT_EQ(one.copy, other.copy);
      EXPECT_EQ(one.finding, other.finding);
      EXPECT_EQ(one.resemblance, other.resemblance);
      EXPECT_EQ(one.containment, other.containment);
      EXPECT_NE(one.first_is_shorter, other.first_is_shorter);
    }
  }
}

// Ledgers keep keys on disk: a change of the words, the hashes or the seeds must not go unnoticed.
TEST(NearDuplicates, KeysStayWhatTheyAre) {
  const std::vector<std::uint64_t> keys =
      bands(sign(edits::read_blocks(kCases + "/texts.txt").front().text));
  ASSERT_EQ(keys.size(), kBands);
  EXPECT_EQ(keys.front(), 3278366494857661965U);
  EXPECT_EQ(keys.back(), 11630441925905620664U);
  EXPECT_EQ(bands(sign("Ambassador Lee will brief the council at noon.")).size(), 1U);
}

TEST(NearDuplicates, AnyBytesEndInAnAnswer) {
  EXPECT_TRUE(bands(sign("")).empty());
  EXPECT_TRUE(bands(sign(" \n.,-'’")).empty());
  EXPECT_FALSE(compare("", "").copy);
  edits::Random random(2);
  std::string bytes, refrain;
  for (int i = 0; i < 20000; ++i) bytes += static_cast<char>(random() & 0xFFU);
  for (int i = 0; i < 20000; ++i) refrain += i % 5 == 0 ? "over, " : "and over ";
  EXPECT_TRUE(compare(bytes, bytes).copy);
  EXPECT_TRUE(compare(refrain, refrain).copy);
  EXPECT_FALSE(compare(refrain, bytes).copy);
  compare(refrain, refrain + bytes);
  std::string numbers, other;
  for (int i = 0; i < 300000; ++i) numbers += std::to_string(random() % 5000) + " ";
  for (int i = 0; i < 300000; ++i)
    other += "Name" + std::to_string(random() % 5000) + (i % 9 == 0 ? "\n" : " ");
  EXPECT_TRUE(compare(numbers, numbers).copy);
  EXPECT_FALSE(compare(numbers + other, other + numbers).copy);
  EXPECT_EQ(bands(sign(numbers)).size(), kBands);
  for (std::size_t cut = 0; cut < 200; ++cut)
    sign(std::string_view("S. Jaishankar’s talks in São Tomé, U.S. 北京 1,000.5")
             .substr(0, cut % 60));
}

}  // namespace
}  // namespace entente::ledger
