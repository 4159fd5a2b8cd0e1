// What kind an input is, is told by its first bytes: gzip, then '{' for NDJSON, "WARC/1." for WARC, a
// feed's root element, tags for HTML, else text. NDJSON is read line by line as it arrives, WARC record
// by record; the others are held whole, up to the limit. A folder is read file by file.
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
#include "text/documents.h"
#include "text/feed.h"
#include "text/folder.h"
#include "text/ndjson.h"
#include "text/normalise.h"
#include "text/warc.h"

namespace entente {
namespace {

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
      if (buffer.size() > longest_document(options_)) {
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
    if (skipping_ || line.size() > longest_document(options_)) {
      skipping_ = false;
      return refuse(too_long(longest_document(options_)));
    }
    if (trim(line).empty()) return true;
    line_ = line;
    ReadResult result;
    try {
      Document document = parser_.parse(line_);
      finish(document, source_, options_);
      result.document = std::move(document);
    } catch (const Error& error) {
      return refuse(error.what());
    }
    return sink_(std::move(result));  // what the sink throws is no fault of the line
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

void read_single(InputBytes& bytes, std::string buffer, const std::string& source,
                 const ReadOptions& options, const ReadSink& sink) {
  while (buffer.size() <= longest_document(options) && bytes.read_more(buffer)) {
  }
  if (buffer.size() > longest_document(options)) {
    sink(refusal(source, too_long(longest_document(options))));
    return;
  }
  if (!bytes.fault().empty()) {
    sink(refusal(source, bytes.fault()));
    return;
  }
  if (options.format == InputFormat::kFeed ||
      (options.format == InputFormat::kAuto && looks_like_feed(buffer))) {
    read_feed(buffer, source, options, sink);
    return;
  }
  ReadResult result;
  try {
    Document document;
    set_text_of(document, buffer, options.format);
    finish(document, source, options);
    result.document = std::move(document);
  } catch (const Error& error) {
    result = refusal(source, error.what());
  }
  sink(std::move(result));
}

constexpr std::string_view kWarcMagic = "WARC/1.";

// The first bytes up to something that tells NDJSON and WARC from the rest: a few that are not blank.
std::string read_head(InputBytes& bytes, std::uint64_t limit) {
  constexpr std::size_t kEnough = 4;
  std::string head;
  std::size_t blank = 0;
  const auto enough = [&] {
    const std::string_view rest = std::string_view(head).substr(blank);
    return rest.size() >= kEnough && (rest.size() >= kWarcMagic.size() || !kWarcMagic.starts_with(rest));
  };
  while (!enough() && head.size() <= limit && bytes.read_more(head)) {
    blank += leading_blank(std::string_view(head).substr(blank));
  }
  return head;
}

bool begins_ndjson(std::string_view head) {
  const std::string_view rest = head.substr(leading_blank(head));
  return rest.starts_with('{') && !rest.starts_with("{\\rtf");
}

// NDJSON and WARC, which need not be held whole, or `asked`.
InputFormat format_by_head(std::string_view head, InputFormat asked) {
  if (asked != InputFormat::kAuto) return asked;
  if (begins_ndjson(head)) return InputFormat::kNdjson;
  return trim(head).starts_with(kWarcMagic) ? InputFormat::kWarc : InputFormat::kAuto;
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
    read_folder(path, options, sink);
    return;
  }
  DescriptorBuffer buffer(file.descriptor());
  std::istream input(&buffer);
  read_documents(input, path, options, sink);
}

void read_documents(std::istream& input, const std::string& source, const ReadOptions& options,
                    const ReadSink& sink) {
  InputBytes bytes(input, options.consumed);
  std::string head = read_head(bytes, longest_document(options));
  switch (format_by_head(head, options.format)) {
    case InputFormat::kNdjson: NdjsonReader(bytes, source, options, sink).run(std::move(head)); break;
    case InputFormat::kWarc: read_warc(bytes, std::move(head), source, options, sink); break;
    default: read_single(bytes, std::move(head), source, options, sink);
  }
}

}  // namespace entente
