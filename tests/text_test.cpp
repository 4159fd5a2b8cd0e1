// Runs the inputs in tests/cases/text and compares what was read with <input>.expected. With
// ENTENTE_UPDATE set the expectations are written instead, to be looked at in the diff. What a case
// file cannot hold (large, deep, cut or slow inputs) follows below.
#include <fmt/format.h>
#include <gtest/gtest.h>
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
  EXPECT_EQ(refusal("/tmp"), "/tmp: Is a directory");
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

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
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
