// What kind an input is, is told by its first bytes: gzip, then '{' for NDJSON, tags for HTML,
// else text. NDJSON is read line by line as it arrives; the others are one document and are held
// whole, up to the limit.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <streambuf>

#include "base/base.h"
#include "text/bytes.h"
#include "text/charset.h"
#include "text/documents.h"
#include "text/ndjson.h"
#include "text/normalise.h"

namespace entente {
namespace {

// Offsets and spans are 32 bits, and normalised text may be three times as long as its source.
constexpr std::uint64_t kMostDocumentBytes = 0xFFFFFFFFU / 4;

std::uint64_t limit_of(const ReadOptions& options) {
  return std::min(options.max_document_bytes, kMostDocumentBytes);
}

std::string too_long(std::uint64_t limit) {
  return fmt::format("longer than {} bytes, the longest document accepted", limit);
}

void finish(Document& document, const std::string& source, const ReadOptions& options) {
  document.source = source;
  if (!document.published.known()) document.published = options.date;
  if (document.id.empty()) document.id = digest_hex(document.text);
}

ReadResult refusal(const std::string& source, std::string_view reason) {
  return {std::nullopt, fmt::format("{}: {}", source, reason)};
}

// ---------------------------------------------------------------- NDJSON

class NdjsonReader {
 public:
  NdjsonReader(InputBytes& bytes, const std::string& source, const ReadOptions& options,
               const ReadSink& sink)
      : bytes_(bytes), source_(source), options_(options), sink_(sink) {}

  // `buffer` holds what was read already.
  void run(std::string buffer) {
    if (buffer.starts_with("\xEF\xBB\xBF")) buffer.erase(0, 3);
    std::size_t searched = 0;  // no line end before it
    bool more = true;
    while (more) {
      std::size_t begin = 0;
      for (std::size_t end = buffer.find('\n', searched); end != std::string::npos;
           end = buffer.find('\n', begin)) {
        ++line_number_;
        if (!take(std::string_view(buffer).substr(begin, end - begin))) return;
        begin = end + 1;
      }
      buffer.erase(0, begin);
      if (buffer.size() > limit_of(options_)) {
        skipping_ = true;
        buffer.clear();
      }
      searched = buffer.size();
      more = bytes_.read_more(buffer);
    }
    finish_input(buffer);
  }

 private:
  void finish_input(std::string_view rest) {
    if (!bytes_.fault().empty()) {
      sink_(refusal(source_, bytes_.fault()));
      return;
    }
    ++line_number_;
    take(rest);
  }

  bool take(std::string_view line) {
    if (skipping_ || line.size() > limit_of(options_)) {
      skipping_ = false;
      return refuse(too_long(limit_of(options_)));
    }
    if (trim(line).empty()) return true;
    line_ = line;
    try {
      Document document = parser_.parse(line_);
      finish(document, source_, options_);
      return sink_({std::move(document), {}});
    } catch (const Error& error) {
      return refuse(error.what());
    }
  }

  bool refuse(std::string_view reason) {
    return sink_(refusal(source_, fmt::format("line {}: {}", line_number_, reason)));
  }

  InputBytes& bytes_;
  const std::string& source_;
  const ReadOptions& options_;
  const ReadSink& sink_;
  NdjsonParser parser_;
  std::string line_;
  std::size_t line_number_ = 0;
  bool skipping_ = false;
};

// ---------------------------------------------------------------- single documents

void map_to_source(Document& document, const DecodedText& decoded) {
  std::vector<std::uint64_t> offsets;
  for (const Paragraph& paragraph : document.paragraphs) offsets.push_back(paragraph.source_begin);
  to_source_offsets(decoded, offsets);
  for (std::size_t i = 0; i < offsets.size(); ++i) document.paragraphs[i].source_begin = offsets[i];
}

void set_text_as(InputFormat format, Document& document, std::string_view text) {
  const bool html = format == InputFormat::kHtml ||
                    (format == InputFormat::kAuto && looks_like_html(text));
  if (!html) {
    set_text(document, text);
  } else if (declares_other_charset(text)) {
    const DecodedText decoded = decode_html(text);
    set_text_from_html(document, decoded.text);
    map_to_source(document, decoded);
  } else {
    set_text_from_html(document, text);
  }
}

// One JSON array of objects: a likely mistake, and useless as text.
bool begins_json_array(std::string_view bytes) {
  std::string_view rest = bytes.substr(leading_blank(bytes));
  if (!rest.starts_with('[')) return false;
  rest = trim(rest.substr(1));
  return rest.starts_with("{\"") || rest.starts_with("{\n") || rest.starts_with("{ ");
}

Document read_one(std::string_view bytes, const ReadOptions& options) {
  Document document;
  if (is_utf16(bytes)) {
    const DecodedText decoded = decode_utf16(bytes);
    set_text_as(options.format, document, decoded.text);
    map_to_source(document, decoded);
  } else {
    const bool html = options.format == InputFormat::kHtml || looks_like_html(bytes);
    if (!html) {
      const std::string fault = why_not_text(bytes);
      if (!fault.empty()) {
        throw Error(ErrorKind::kInput,
                    fmt::format("not text: {}; expected UTF-8 text, HTML or NDJSON", fault));
      }
    }
    if (options.format == InputFormat::kAuto && begins_json_array(bytes)) {
      throw Error(ErrorKind::kInput, "a JSON array; expected NDJSON, one object a line");
    }
    set_text_as(options.format, document, bytes);
  }
  if (!has_body(document, bytes)) throw Error(ErrorKind::kInput, "empty: no text found");
  return document;
}

void read_single(InputBytes& bytes, std::string buffer, const std::string& source,
                 const ReadOptions& options, const ReadSink& sink) {
  while (buffer.size() <= limit_of(options) && bytes.read_more(buffer)) {
  }
  if (buffer.size() > limit_of(options)) {
    sink(refusal(source, too_long(limit_of(options))));
    return;
  }
  if (!bytes.fault().empty()) {
    sink(refusal(source, bytes.fault()));
    return;
  }
  ReadResult result;
  try {
    result.document = read_one(buffer, options);
    finish(*result.document, source, options);
  } catch (const Error& error) {
    result = refusal(source, error.what());
  }
  sink(std::move(result));
}

// The first bytes up to something that tells NDJSON from the rest: a few that are not blank.
std::string read_head(InputBytes& bytes, std::uint64_t limit) {
  constexpr std::size_t kEnough = 4;
  std::string head;
  std::size_t blank = 0;
  while (head.size() < blank + kEnough && head.size() <= limit && bytes.read_more(head)) {
    blank += leading_blank(std::string_view(head).substr(blank));
  }
  return head;
}

bool begins_ndjson(std::string_view head) {
  const std::string_view rest = head.substr(leading_blank(head));
  return rest.starts_with('{') && !rest.starts_with("{\\rtf");
}

// ---------------------------------------------------------------- files

// A file descriptor as a stream buffer that gives what a read returned at once: a pipe's lines are
// seen as they come.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor) {}

 protected:
  int_type underflow() override {
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, buffer_.data(), buffer_.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) throw Error(ErrorKind::kInput, std::strerror(errno));  // the stream turns bad
    if (got == 0) return traits_type::eof();
    setg(buffer_.data(), buffer_.data(), buffer_.data() + got);
    return traits_type::to_int_type(*gptr());
  }

 private:
  int descriptor_;
  std::array<char, 1U << 16U> buffer_{};
};

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] bool is_directory() const {
    struct stat info {};
    return ::fstat(descriptor_, &info) == 0 && S_ISDIR(info.st_mode);
  }

 private:
  int descriptor_;
};

}  // namespace

void read_documents(const std::string& path, const ReadOptions& options, const ReadSink& sink) {
  const OpenFile file(path);
  if (file.descriptor() < 0) {
    sink(refusal(path, std::strerror(errno)));
    return;
  }
  if (file.is_directory()) {
    sink(refusal(path, std::strerror(EISDIR)));
    return;
  }
  DescriptorBuffer buffer(file.descriptor());
  std::istream input(&buffer);
  read_documents(input, path, options, sink);
}

void read_documents(std::istream& input, const std::string& source, const ReadOptions& options,
                    const ReadSink& sink) {
  InputBytes bytes(input);
  std::string head = read_head(bytes, limit_of(options));
  const bool ndjson = options.format == InputFormat::kNdjson ||
                      (options.format == InputFormat::kAuto && begins_ndjson(head));
  if (ndjson) {
    NdjsonReader(bytes, source, options, sink).run(std::move(head));
  } else {
    read_single(bytes, std::move(head), source, options, sink);
  }
}

}  // namespace entente
