// Runs the inputs in tests/cases/text and compares what was read with <input>.expected. With
// ENTENTE_UPDATE set the expectations are written instead, to be looked at in the diff. What a case
// file cannot hold (large, deep, cut or slow inputs) follows below.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/base.h"
#include "text/text.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
const fs::path kCases = fs::path(ENTENTE_SOURCE_DIR) / "tests/cases/text";

// ---------------------------------------------------------------- case files

void show_field(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += fmt::format("{}: {}\n", name, value);
}

// Each paragraph as "offset in the source", '#' for headings, and the words.
std::string show(const Document& document) {
  std::string out = "document\n";
  const bool digest = document.id == digest_hex(document.text);
  show_field(out, "id", digest ? "digest of the text" : document.id);
  show_field(out, "url", document.url);
  show_field(out, "title", document.title);
  show_field(out, "publisher", document.publisher);
  show_field(out, "published", document.published.iso());
  show_field(out, "language", document.language);
  for (const std::string& warning : document.warnings) show_field(out, "warning", warning);
  for (const Paragraph& paragraph : document.paragraphs) {
    out += fmt::format("{:5} {} {}\n", paragraph.source_begin, paragraph.heading ? '#' : '|',
                       slice(document.text, paragraph.span));
  }
  return out;
}

std::string show(const ReadResult& result) {
  return result.document ? show(*result.document) : "refused " + result.refusal + "\n";
}

std::string read_all(std::istream& input, const std::string& source, const ReadOptions& options = {}) {
  std::string out;
  read_documents(input, source, options, [&](ReadResult&& result) {
    out += show(result);
    return true;
  });
  return out;
}

std::string read_all(const std::string& bytes, const ReadOptions& options = {}) {
  std::istringstream input(bytes);
  return read_all(input, "input", options);
}

std::vector<Document> documents_in(const std::string& bytes) {
  std::vector<Document> documents;
  std::istringstream input(bytes);
  read_documents(input, "input", {}, [&](ReadResult&& result) {
    if (result.document) documents.push_back(std::move(*result.document));
    return true;
  });
  return documents;
}

std::vector<fs::path> case_inputs() {
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.path().extension() != ".expected") inputs.push_back(entry.path());
  }
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

TEST(Text, Cases) {
  for (const fs::path& path : case_inputs()) {
    std::istringstream input(read_file(path));
    const std::string found = read_all(input, path.filename().string());
    const fs::path expected = path.string() + ".expected";
    if (std::getenv("ENTENTE_UPDATE") != nullptr) {
      std::ofstream(expected) << found;
    } else {
      EXPECT_EQ(read_file(expected), found) << path;
    }
  }
}

// Every source offset of the plain and Latin-1 cases points at the first letter of its paragraph.
TEST(Text, SourceOffsetsPointAtParagraphs) {
  for (const char* name : {"readout.txt", "wrapped.txt", "lines.txt", "names.txt", "page.html"}) {
    const std::string bytes = read_file(kCases / name);
    for (const Document& document : documents_in(bytes)) {
      for (const Paragraph& paragraph : document.paragraphs) {
        const std::string_view words = slice(document.text, paragraph.span);
        EXPECT_EQ(bytes.substr(paragraph.source_begin, 5), words.substr(0, 5)) << name;
      }
    }
  }
}

// Reading in one byte pieces gives the same as reading at once.
class OneByteBuffer : public std::streambuf {
 public:
  explicit OneByteBuffer(std::string bytes) : bytes_(std::move(bytes)) {}

 protected:
  int_type underflow() override {
    if (at_ == bytes_.size()) return traits_type::eof();
    setg(&bytes_[at_], &bytes_[at_], &bytes_[at_] + 1);
    ++at_;
    return traits_type::to_int_type(*gptr());
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

TEST(Text, PiecesDoNotMatter) {
  for (const fs::path& path : case_inputs()) {
    const std::string bytes = read_file(path);
    OneByteBuffer buffer(bytes);
    std::istream slow(&buffer);
    EXPECT_EQ(read_all(bytes), read_all(slow, "input")) << path;
  }
}

// ---------------------------------------------------------------- files

TEST(Text, FilesThatCannotBeReadAreRefused) {
  const auto refusal = [](const std::string& path) {
    std::string reason;
    read_documents(path, {}, [&](ReadResult&& result) {
      reason = result.refusal;
      return true;
    });
    return reason;
  };
  EXPECT_EQ(refusal("no/such/file"), "no/such/file: No such file or directory");
}

// A folder of its own, gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "entente-text-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  void write(const fs::path& relative, std::string_view bytes) const {
    fs::create_directories((path_ / relative).parent_path());
    std::ofstream(path_ / relative, std::ios::binary) << bytes;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// What was read of a path, one line a result, with the folder's own path cut off.
std::vector<std::string> outcomes(const fs::path& path, const fs::path& folder, int most = 100) {
  std::vector<std::string> out;
  read_documents(path.string(), {}, [&](ReadResult&& result) {
    const std::string line = result.document ? result.document->source + " = " + result.document->text
                                             : "refused " + result.refusal;
    const std::size_t at = line.find(folder.string() + "/");
    out.push_back(at == std::string::npos ? line : std::string(line).erase(at, folder.string().size() + 1));
    return --most > 0;
  });
  return out;
}

std::string gzip(std::string_view bytes);

TEST(Text, FoldersAreReadInTheOrderOfTheirPaths) {
  const TemporaryFolder folder;
  folder.write("b/2.txt", "Two.");
  folder.write("b/1.dat", gzip("{\"text\": \"One.\"}\n{\"text\": \"One and a half.\"}"));
  folder.write("a.txt", "Zero.");
  folder.write("b.txt", "Three.");  // behind all of b/, though '.' comes before '/'
  folder.write("c/picture.txt", "\x89PNG\r\n");
  folder.write("c/.hidden.txt", "Never.");
  folder.write(".git/text.txt", "Never.");
  folder.write("d.txt", "Four.");
  fs::create_directory_symlink(folder.path(), folder.path() / "b" / "loop");
  fs::create_symlink("nowhere", folder.path() / "c" / "dead");
  ASSERT_EQ(::mkfifo((folder.path() / "c" / "pipe").c_str(), 0600), 0);
  const std::vector<std::string> expected = {
      "a.txt = Zero.",
      "b/1.dat = One.",
      "b/1.dat = One and a half.",
      "b/2.txt = Two.",
      "b.txt = Three.",
      "refused c/dead: No such file or directory",
      "refused c/picture.txt: not text: a PNG image; expected UTF-8 text, HTML or NDJSON",
      "refused c/pipe: not a regular file",
      "d.txt = Four."};
  EXPECT_EQ(outcomes(folder.path(), folder.path()), expected);
  EXPECT_EQ(outcomes(folder.path(), folder.path(), 2).size(), 2U) << "the sink stops the whole folder";
}

TEST(Text, FolderWithoutFilesIsNamed) {
  const TemporaryFolder folder;
  folder.write("in/.hidden", "Never.");
  EXPECT_EQ(outcomes(folder.path() / "in", folder.path()),
            std::vector<std::string>{"refused in: no files in this folder"});
}

TEST(Text, SinkStopsReading) {
  std::istringstream input("{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n");
  int results = 0;
  read_documents(input, "input", {}, [&](ReadResult&&) { return ++results < 1; });
  EXPECT_EQ(results, 1);
}

// The first line of a pipe is delivered while the pipe is still open.
TEST(Text, PipeDeliversLinesAsTheyCome) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const std::string line = "{\"text\": \"The ministers met.\"}\n";
  ASSERT_EQ(::write(ends[1], line.data(), line.size()), static_cast<ssize_t>(line.size()));
  int results = 0;
  read_documents(fmt::format("/dev/fd/{}", ends[0]), {}, [&](ReadResult&& result) {
    EXPECT_TRUE(result.document);
    if (++results == 1) ::close(ends[1]);  // would wait for ever if the line came with the end
    return true;
  });
  ::close(ends[0]);
  EXPECT_EQ(results, 1);
}

// ---------------------------------------------------------------- limits

TEST(Text, TooLongIsRefused) {
  ReadOptions options;
  options.max_document_bytes = 40;
  EXPECT_EQ(read_all(std::string(50, 'a'), options),
            "refused input: longer than 40 bytes, the longest document accepted\n");
  const std::string ndjson = "{\"text\": \"" + std::string(100000, 'a') + "\"}\n{\"text\": \"Short.\"}\n";
  const std::string found = read_all(ndjson, options);
  EXPECT_TRUE(found.starts_with(
      "refused input: line 1: longer than 40 bytes, the longest document accepted\ndocument\n"))
      << found;
}

TEST(Text, OneLineOfFiftyMegabytes) {
  std::string line;
  while (line.size() < 50'000'000) line += "The ministers met and agreed on the border. ";
  const std::vector<Document> documents = documents_in(line);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].paragraphs.size(), 1U);
  EXPECT_EQ(documents[0].text.size(), line.size() - 1);
}

TEST(Text, DeepAndHostilePagesEnd) {
  const std::string prose =
      "<p>The ministers met in the old town hall and agreed to meet again in the spring, they said.</p>";
  const auto repeated = [](std::string_view part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += part;
    return out;
  };
  const std::vector<std::string> pages = {
      "<html><body>" + repeated("<div>", 100000) + prose + repeated("</div>", 100000),
      "<html><body>" + repeated("<div class='a'><b>", 100000) + prose,
      "<html><body>" + prose + repeated("<font size=1><p>x", 300000),
      "<html><body>" + repeated("<div>", 2000) + prose + repeated("</p></x></div>", 300000),
      "<html><body " + repeated("a=1 ", 1000000) + ">" + prose,
      "<html><body>" + prose + repeated("<!-- ", 300000),
      "<html><body>" + prose + repeated("<a href=\"", 100001),
      "<html><body>" + prose + repeated("<table><tr><td>", 100000),
      "<html><body>" + prose + repeated("&#", 300000) + repeated("<", 300000),
      "<html><body>" + prose + repeated("<script>", 300000),
  };
  for (const std::string& page : pages) {
    const std::vector<Document> documents = documents_in(page);
    ASSERT_EQ(documents.size(), 1U) << page.substr(0, 200);
    EXPECT_NE(documents[0].text.find("met in the old town hall"), std::string::npos)
        << page.substr(0, 200);
  }
}

// ---------------------------------------------------------------- gzip

constexpr int kGzip = 16 + MAX_WBITS;
constexpr int kZlib = MAX_WBITS;
constexpr int kBareDeflate = -MAX_WBITS;

std::string packed_as(int kind, std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kind, 8, Z_DEFAULT_STRATEGY);
  std::string out(bytes.size() + 1000, '\0');
  std::string in(bytes);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string gzip(std::string_view bytes) { return packed_as(kGzip, bytes); }

TEST(Text, GzipIsTransparent) {
  for (const fs::path& path : case_inputs()) {
    const std::string bytes = read_file(path);
    EXPECT_EQ(read_all(gzip(bytes)), read_all(bytes)) << path;
    const std::string two_members = gzip(bytes.substr(0, 9)) + gzip(bytes.substr(std::min<std::size_t>(9, bytes.size())));
    EXPECT_EQ(read_all(two_members + std::string(3, '\0')), read_all(bytes)) << path;
  }
}

TEST(Text, CutGzipDeliversWholeLines) {
  std::string lines;
  for (int i = 0; i < 20000; ++i) lines += fmt::format("{{\"id\": \"d{}\", \"text\": \"The {}.\"}}\n", i, i * 7919);
  const std::string packed = gzip(lines);
  const std::size_t half = packed.size() / 2;
  std::istringstream input(packed.substr(0, half));
  int documents = 0;
  std::string refusal;
  read_documents(input, "cut.gz", {}, [&](ReadResult&& result) {
    if (!result.document) {
      refusal += result.refusal;
    } else {
      EXPECT_EQ(result.document->id, fmt::format("d{}", documents));
      ++documents;
    }
    return true;
  });
  EXPECT_GT(documents, 1000);
  EXPECT_EQ(refusal, fmt::format("cut.gz: gzip: unexpected end of compressed data after {} bytes", half));
}

TEST(Text, CutOrDamagedGzipTextIsRefused) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += fmt::format("The ministers met on day {}. ", i * 31);
  const std::string packed = gzip(text);
  EXPECT_EQ(read_all(packed.substr(0, 1000)),
            "refused input: gzip: unexpected end of compressed data after 1000 bytes\n");
  std::string damaged = packed;
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
  EXPECT_EQ(read_all(damaged).find("refused input: gzip: damaged data before byte"), 0U);
  EXPECT_EQ(read_all(packed + "tail").find("refused input: gzip: what follows"), 0U);
}

// ---------------------------------------------------------------- WARC

std::string warc_record(std::string_view type, std::string_view url, std::string_view content_type,
                        std::string_view block) {
  return fmt::format(
      "WARC/1.1\r\nWARC-Type: {}\r\nWARC-Target-URI: {}\r\nContent-Type: {}\r\nContent-Length: "
      "{}\r\n\r\n{}\r\n\r\n",
      type, url, content_type, block.size(), block);
}

std::string response(std::string_view name, std::string_view body, std::string_view fields = "") {
  return warc_record("response", fmt::format("https://example.org/{}", name), "application/http",
                     fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{}\r\n{}", fields, body));
}

// One line a result: the text of a document, or the refusal.
std::string lines_of(const std::string& bytes, const ReadOptions& options = {}, int most = 1000) {
  std::string out;
  std::istringstream input(bytes);
  read_documents(input, "w", options, [&](ReadResult&& result) {
    out += (result.document ? result.document->text : "refused " + result.refusal) + "\n";
    return --most > 0;
  });
  return out;
}

TEST(Warc, ContentEncodings) {
  const std::string body = "The ministers met on the quay.";
  for (const auto& [kind, name] : {std::pair{kGzip, "gzip"}, {kZlib, "deflate"}, {kBareDeflate, "deflate"}}) {
    const std::string packed = packed_as(kind, body);
    const std::string field = fmt::format("Content-Encoding: {}\r\n", name);
    EXPECT_EQ(lines_of(response("a", packed, field)), body + "\n") << name << kind;
    const std::string chunked = fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", packed.size(), packed);
    EXPECT_EQ(lines_of(response("a", chunked, field + "transfer-encoding: Chunked\r\n")), body + "\n") << name << kind;
  }
  const std::string twice = gzip(packed_as(kZlib, body));
  EXPECT_EQ(lines_of(response("a", twice, "Content-Encoding: deflate, gzip\r\n")), body + "\n");
}

TEST(Warc, OneMemberARecordOrOneForAll) {
  std::string members;
  std::string plain;
  std::string expected;
  for (int i = 0; i < 500; ++i) {
    const std::string text = fmt::format("The ministers met on day {}.", i);
    const std::string record = i % 3 == 0 ? warc_record("request", "https://example.org", "application/http", "GET / HTTP/1.1\r\n\r\n") : response("a", text);
    if (i % 3 != 0) expected += text + "\n";
    members += gzip(record);
    plain += record;
  }
  EXPECT_EQ(lines_of(plain), expected);
  EXPECT_EQ(lines_of(members), expected);
  EXPECT_EQ(lines_of(gzip(plain)), expected);
}

TEST(Warc, DamagedMembersAreNamedAndTheOthersRead) {
  const std::vector<std::string> records = {response("1", "One met."), response("2", "Two met."),
                                            response("3", "Three met."), response("4", "Four met.")};
  const auto archive = [&](std::size_t damaged, std::size_t at) {
    std::string out;
    for (std::size_t i = 0; i < records.size(); ++i) {
      std::string member = gzip(records[i]);
      if (i == damaged) member[at < member.size() ? at : member.size() - 6] ^= 0x55;
      out += member;
    }
    return out;
  };
  const std::uint64_t offset = records[0].size();
  // In the checksum, after the data were unpacked.
  EXPECT_EQ(lines_of(archive(1, 1000)).find(fmt::format("One met.\nrefused w: record 2 at byte {} (https://example.org/2): gzip: damaged data before byte", offset)), 0U);
  EXPECT_TRUE(lines_of(archive(1, 1000)).ends_with("(incorrect data check)\nThree met.\nFour met.\n")) << lines_of(archive(1, 1000));
  // In the header of the member: the record before it is whole.
  EXPECT_EQ(lines_of(archive(1, 2)).find("One met.\nrefused w: after record 1: gzip: damaged data before byte"), 0U) << lines_of(archive(1, 2));
  EXPECT_TRUE(lines_of(archive(1, 2)).ends_with("\nThree met.\nFour met.\n"));
  // Wherever it is, the other three are read and something is said.
  for (std::size_t at = 0; at < gzip(records[1]).size(); ++at) {
    const std::string found = lines_of(archive(1, at));
    if (at >= 3 && at <= 9) continue;  // flags, time stamp and system: the data may still be right
    EXPECT_NE(found.find("refused w: "), std::string::npos) << at;
    EXPECT_TRUE(found.starts_with("One met.\n")) << at << "\n" << found;
    EXPECT_NE(found.find("Three met.\n"), std::string::npos) << at << "\n" << found;
    EXPECT_TRUE(found.ends_with("Four met.\n")) << at << "\n" << found;
  }
}

TEST(Warc, CutGzipIsNamed) {
  const std::string first = gzip(response("1", "One met."));
  const std::string second = gzip(response("2", "Two met."));
  for (std::size_t kept = 2; kept < second.size(); ++kept) {
    const std::string found = lines_of(first + second.substr(0, kept));
    EXPECT_TRUE(found.starts_with("One met.\n")) << kept << "\n" << found;
    EXPECT_TRUE(found.ends_with(fmt::format("gzip: unexpected end of compressed data after {} bytes\n", first.size() + kept))) << kept << "\n" << found;
  }
}

TEST(Warc, TooLongIsRefusedByNameAndTheOthersRead) {
  ReadOptions options;
  options.max_document_bytes = 200;
  const std::string expected_refusal = "longer than 200 bytes";
  const std::string long_text(1000, 'a');
  const std::string very_long(1'000'000, 'b');
  const std::string archive =
      response("1", "One met.") + response("held", long_text) + response("passed-over", very_long) +
      warc_record("resource", "https://example.org/r", "text/plain", very_long) +
      warc_record("resource", "https://example.org/film", "video/mp4", very_long) +
      response("bomb", gzip(very_long), "Content-Encoding: gzip\r\n") + response("2", "Two met.");
  for (const std::string& bytes : {archive, gzip(archive)}) {
    const std::string found = lines_of(bytes, options);
    EXPECT_TRUE(found.starts_with("One met.\nrefused w: record 2 at byte ")) << found;
    for (const char* name : {"held", "passed-over", "r", "bomb"}) {
      EXPECT_NE(found.find(fmt::format("(https://example.org/{}): longer than 200 bytes", name)), std::string::npos) << name << "\n" << found;
    }
    EXPECT_EQ(found.find("film"), std::string::npos);
    EXPECT_TRUE(found.ends_with("\nTwo met.\n")) << found;
  }
}

TEST(Warc, SinkStopsReading) {
  EXPECT_EQ(lines_of(response("1", "One met.") + response("2", "Two met."), {}, 1), "One met.\n");
  const std::string broken = "WARC/1.0\r\n\r\n" + response("2", "Two met.");
  EXPECT_EQ(lines_of(broken, {}, 1), "refused w: record 1 at byte 0: WARC-Type is missing\n");
}

TEST(Warc, DateOfTheUserGoesBeforeThatOfTheCrawl) {
  std::string record = response("1", "One met.");
  record.insert(record.find("Content-Type"), "WARC-Date: 2025-03-09T08:00:00Z\r\n");
  ReadOptions options;
  options.date = *parse_date("2024-12-31");
  EXPECT_NE(read_all(record, options).find("published: 2024-12-31"), std::string::npos);
  EXPECT_NE(read_all(record).find("published: 2025-03-09"), std::string::npos);
}

// ---------------------------------------------------------------- feeds

TEST(Feed, EntriesForTheWatcher) {
  const Feed feed = parse_feed(read_file(kCases / "rss.xml"));
  EXPECT_EQ(feed.title, "The Example & Sons");
  ASSERT_EQ(feed.entries.size(), 5U);
  EXPECT_EQ(feed.entries[0].id, "ferry-1");
  EXPECT_EQ(feed.entries[0].link, "https://example.org/ferry");
  EXPECT_TRUE(feed.entries[0].markup);
  EXPECT_EQ(feed.entries[1].link, "https://example.org/aurora");
  EXPECT_EQ(feed.entries[1].published.iso(), "2025-03-05");
  EXPECT_EQ(feed.entries[2].content, "");
  EXPECT_EQ(feed.entries[3].written_date, "next week");
}

TEST(Feed, DatesAsFeedsWriteThem) {
  const auto date_of = [](std::string_view written) {
    return parse_feed(fmt::format("<rss><channel><item><title>T</title><pubDate>{}</pubDate></item></channel></rss>", written)).entries.at(0).published.iso();
  };
  EXPECT_EQ(date_of("Sat, 07 Sep 2002 00:00:01 GMT"), "2002-09-07");
  EXPECT_EQ(date_of("7 Sep 02 00:00 EST"), "2002-09-07");
  EXPECT_EQ(date_of("Mon, 7 Sep 98 00:00:01 +0000"), "1998-09-07");
  EXPECT_EQ(date_of("\n  Tue, 4 March 2025 10:00:00 -0500 \n"), "2025-03-04");
  EXPECT_EQ(date_of("2025-03-04T23:59:59.123+05:30"), "2025-03-04");
  EXPECT_EQ(date_of("2025-03-04"), "2025-03-04");
  EXPECT_EQ(date_of("2025-03"), "2025-03");
  EXPECT_EQ(date_of("yesterday"), "");
}

TEST(Feed, BrokenFeedsSayWhere) {
  const auto fault = [](std::string_view bytes) -> std::string {
    try {
      parse_feed(bytes);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput);
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(fault("<rss><channel>\n<item></channel></rss>"), "broken XML at line 2 (byte 23): Start-end tags mismatch");
  EXPECT_EQ(fault("<html><body>Not found</body></html>"), "no feed: its root element is <html>, not rss, rdf:RDF or feed");
  EXPECT_EQ(fault("Service unavailable"), "no feed: does not begin like XML");
  EXPECT_EQ(fault(""), "no feed: does not begin like XML");
}

// Entities that would grow a thousandfold are not expanded, deep trees end.
TEST(Feed, HostileFeedsAreHarmless) {
  std::string bomb = "<!DOCTYPE rss [<!ENTITY a0 \"xxxxxxxxxx\">";
  for (int i = 1; i < 30; ++i) bomb += fmt::format("<!ENTITY a{} \"&a{};&a{};\">", i, i - 1, i - 1);
  bomb += "]><rss><channel><title>T</title><item><title>&a29;</title><description>&a29;</description></item></channel></rss>";
  const std::vector<Document> documents = documents_in(bomb);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].text, "&a29;");
  std::string deep = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>Envoys meet</title><content type='xhtml'>";
  for (int i = 0; i < 200000; ++i) deep += "<div>";
  deep += "The envoys met.";
  for (int i = 0; i < 200000; ++i) deep += "</div>";
  deep += "</content></entry></feed>";
  const std::vector<Document> nested = documents_in(deep);
  ASSERT_EQ(nested.size(), 1U);
  EXPECT_NE(nested[0].text.find("The envoys met."), std::string::npos);
}

TEST(Feed, InUtf16) {
  const std::string feed = "<rss><channel><title>T</title><item><title>Envoys meet</title></item></channel></rss>";
  std::string wide = "\xFF\xFE";
  for (const char c : feed) wide += {c, '\0'};
  EXPECT_EQ(lines_of(wide), "Envoys meet\n");
}

TEST(Text, FormatCanBeForced) {
  const std::string feed = read_file(kCases / "rss1.rdf");
  ReadOptions options;
  options.format = InputFormat::kWarc;
  EXPECT_EQ(lines_of(feed, options), "refused w: record 1 at byte 0: does not begin with WARC/1.0 or WARC/1.1\n");
  options.format = InputFormat::kFeed;
  EXPECT_EQ(lines_of("Plain words.", options), "refused w: no feed: does not begin like XML\n");
  options.format = InputFormat::kHtml;
  EXPECT_NE(lines_of(feed, options).find("new buoys in the strait"), std::string::npos);
}

// ---------------------------------------------------------------- set_text

TEST(Text, SpansTileTheText) {
  for (const fs::path& path : case_inputs()) {
    Document document;
    set_text(document, read_file(path));
    EXPECT_TRUE(is_valid_utf8(document.text)) << path;
    std::uint32_t end = 0;
    for (const Paragraph& paragraph : document.paragraphs) {
      EXPECT_EQ(paragraph.span.begin, end == 0 ? 0 : end + 2) << path;
      end = paragraph.span.end;
    }
    EXPECT_EQ(document.text.size(), end) << path;
  }
}

}  // namespace
}  // namespace entente
