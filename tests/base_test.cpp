// The ground everything stands on: UTF-8, strings, tables, digests, errors.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/base.h"

namespace entente {
namespace {

TEST(Utf8, RoundTripOfEveryCodePoint) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string bytes;
    append_utf8(bytes, c);
    const CodePoint read = decode_utf8(bytes, 0);
    ASSERT_TRUE(read.valid && read.value == c && read.length == bytes.size()) << static_cast<unsigned>(c);
  }
}

TEST(Utf8, InvalidBytesAdvanceByOne) {
  for (const std::string_view bytes :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5", "\xC3", "\xE2\x82"}) {
    const CodePoint c = decode_utf8(bytes, 0);
    EXPECT_FALSE(c.valid);
    EXPECT_EQ(c.length, 1U);
    EXPECT_EQ(c.value, U'\xFFFD');
    EXPECT_FALSE(is_valid_utf8(bytes));
    EXPECT_FALSE(is_valid_utf8("plain text before " + std::string(bytes)));
  }
  EXPECT_TRUE(is_valid_utf8("S\u00E3o Tom\u00E9 \u2014 \U0001F600"));
  std::string replaced;
  append_utf8(replaced, 0xD800);
  EXPECT_EQ(replaced, "\uFFFD");
}

TEST(Utf8, CharacterIndexCountsCodePoints) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "a\u00E9\u20AC\U0001F600";
  const CharacterIndex index(text);
  std::uint32_t characters = 0;
  for (std::size_t offset = 0; offset < text.size(); ++characters) {
    ASSERT_EQ(index.characters_before(static_cast<std::uint32_t>(offset)), characters);
    offset += decode_utf8(text, offset).length;
  }
  EXPECT_EQ(index.characters_before(static_cast<std::uint32_t>(text.size())), 200U);
  EXPECT_EQ(CharacterIndex("plain ASCII").characters_before(5), 5U);
  EXPECT_EQ(CharacterIndex("").characters_before(0), 0U);
}

TEST(Strings, CaseAndAccents) {
  EXPECT_EQ(to_lower_ascii("\u00C9COLE Abc"), "\u00C9cole abc");
  EXPECT_EQ(to_lower("\u00C9COLE \u0416"), "\u00E9cole \u0436");
  EXPECT_EQ(to_lower("A\xFFZ"), "a\xFFz");
  EXPECT_EQ(fold_accents("S\u00E3o Tom\u00E9, \u0141\u00F3d\u017A, Erdo\u011Fan, Stra\u00DFe"), "Sao Tome, Lodz, Erdogan, Strasse");
  EXPECT_EQ(fold_accents("e\u0301 \u0439 \u1EC7"), "e \u0439 e");
}

TEST(Strings, TrimSplitJoin) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(join(std::vector<std::string>{"a", "b"}, ", "), "a, b");
  EXPECT_EQ(join(std::vector<std::string>{}, ", "), "");
}

TEST(Digest, IsFixed) {
  EXPECT_EQ(digest_hex(""), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(digest64(""), 0x2D06800538D394C2U);
  EXPECT_NE(digest_hex("a"), digest_hex("b"));
}

TEST(Errors, ContextIsPutInFront) {
  try {
    with_context("outer", [] { with_context("inner", [] { throw Error(ErrorKind::kUsage, "no"); }); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "outer: inner: no");
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
  }
}

class TableFile {
 public:
  explicit TableFile(std::string_view content)
      : path_(std::filesystem::temp_directory_path() / ("entente_table_test_" + digest_hex(content))) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TableFile() { std::filesystem::remove(path_); }
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

constexpr auto kColumns = std::to_array<std::string_view>({"code", "name"});

std::string fault_of(std::string_view content) {
  const TableFile file(content);
  try {
    read_table(file.path(), kColumns);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFatal);
    std::string message = error.what();
    for (std::size_t at = message.find(file.path().string()); at != std::string::npos;
         at = message.find(file.path().string())) {
      message.replace(at, file.path().string().size(), "T");
    }
    return message;
  }
  return {};
}

TEST(Tables, RowsKeepTheirLines) {
  const TableFile file("# comment\ncode\tname\r\nNOR\tNorway\n\n# more\nSWE\t\n");
  const Table table = read_table(file.path(), kColumns);
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].line, 3U);
  EXPECT_EQ(table.rows[0].cells[1], "Norway");
  EXPECT_EQ(table.rows[1].line, 6U);
  EXPECT_EQ(table.rows[1].cells[1], "");
}

TEST(Tables, EveryFaultIsListed) {
  EXPECT_EQ(fault_of("code\tname\nNOR\nSWE\tSweden\tx\n"),
            "T: line 2: 1 cells, expected 2\nT: line 3: 3 cells, expected 2");
  EXPECT_EQ(fault_of("code\tnames\n"), "T: line 1: columns are \"code|names\", expected \"code|name\"");
  EXPECT_EQ(fault_of("# only\n"), "T: no line names the columns");
}

TEST(Files, ReasonsAreNamed) {
  const auto reason = [](const char* path) -> std::string {
    try {
      read_file(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput);
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(reason("no/such/file"), "no/such/file: No such file or directory");
  EXPECT_EQ(reason("/tmp"), "/tmp: Is a directory");
}

}  // namespace
}  // namespace entente
