// A record is a header, a block of as many bytes as the header says, and an empty line. A record is
// given out only when what follows its block is where a record ends, so a wrong length is seen
// before anything is made of it; then, as after any other fault, the search for the next line that
// begins like a record starts right behind the faulty header.
//
// At most one record is held, and a block beyond the limit is never held at all.
#include "text/warc.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/base.h"
#include "text/documents.h"
#include "text/http.h"
#include "text/normalise.h"

namespace entente {
namespace {

constexpr std::string_view kMagic = "WARC/";
constexpr std::string_view kMagicOnLine = "\nWARC/1.";
constexpr std::size_t kLongestHeader = 1U << 16U;
constexpr std::size_t kLongestHttpHeader = 1U << 18U;
// How often what looks like a gzip member behind damage may turn out to be none: bounds the time
// that a file made to mislead can take.
constexpr int kMostResumedInVain = 100;
constexpr std::size_t kShownUrl = 200;
constexpr std::string_view kLineEnds = "\r\n";

// The bytes that are held, with their place in the whole (unpacked) input.
class ByteWindow {
 public:
  ByteWindow(InputBytes& bytes, std::string head) : bytes_(bytes), buffer_(std::move(head)) {}

  [[nodiscard]] std::string_view view() const { return std::string_view(buffer_).substr(begin_); }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

  // False at the end, or at a fault.
  bool more() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    return bytes_.read_more(buffer_);
  }
  // As much as there is of the next `size` bytes; false where that is less.
  bool hold(std::uint64_t size) {
    while (view().size() < size) {
      if (!more()) return false;
    }
    return true;
  }
  void skip(std::size_t size) {
    begin_ += size;
    offset_ += size;
  }
  // False where the input ends before.
  bool skip_far(std::uint64_t size) {
    while (size > view().size()) {
      size -= view().size();
      skip(view().size());
      if (!more()) return false;
    }
    skip(static_cast<std::size_t>(size));
    return true;
  }
  void clear() { skip(view().size()); }

 private:
  InputBytes& bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;     // in buffer_
  std::uint64_t offset_ = 0;  // of view()
};

enum class RecordType : std::uint8_t { kOther, kResponse, kResource };

struct RecordHeader {
  HeaderFields fields;
  RecordType type = RecordType::kOther;
  std::uint64_t length = 0;  // of the block
  std::size_t size = 0;      // of the header
};

// Throws Error(kInput) saying what is wrong.
RecordHeader parse_header(std::string_view bytes) {
  const auto refuse = [](const std::string& reason) { throw Error(ErrorKind::kInput, reason); };
  RecordHeader header;
  header.size = bytes.size();
  const std::size_t line_end = bytes.find('\n');
  const std::string_view version = trim(bytes.substr(0, line_end));
  if (version != "WARC/1.0" && version != "WARC/1.1") {
    refuse(
        fmt::format("'{}' is none of the versions WARC/1.0 and WARC/1.1", version.substr(0, 20)));
  }
  header.fields = HeaderFields(bytes.substr(line_end + 1));
  if (!header.fields.odd_line().empty()) {
    refuse(fmt::format("header line without a name: '{}'", header.fields.odd_line()));
  }
  const std::string type = to_lower_ascii(header.fields.get("warc-type"));
  if (type.empty()) refuse("WARC-Type is missing");
  if (type == "response") header.type = RecordType::kResponse;
  if (type == "resource") header.type = RecordType::kResource;
  const std::string_view length = header.fields.get("content-length");
  if (length.empty()) refuse("Content-Length is missing");
  const auto [end, fault] =
      std::from_chars(length.data(), length.data() + length.size(), header.length);
  if (fault != std::errc() || end != length.data() + length.size()) {
    refuse(fmt::format("Content-Length is no number: '{}'", length.substr(0, 20)));
  }
  return header;
}

std::string target_url(const HeaderFields& fields) {
  std::string_view url = fields.get("warc-target-uri");
  // Drafts of the standard, and some writers, put it into angle brackets.
  if (url.starts_with('<') && url.ends_with('>') && url.size() > 1) {
    url = url.substr(1, url.size() - 2);
  }
  std::string clean;
  append_normalised(clean, url);
  return clean;
}

class WarcReader {
 public:
  WarcReader(InputBytes& bytes, std::string head, const std::string& source,
             const ReadOptions& options, const ReadSink& sink)
      : bytes_(bytes),
        window_(bytes, std::move(head)),
        source_(source),
        options_(options),
        sink_(sink) {}

  void run() {
    bytes_.remember_members();
    if (window_.view().starts_with("\xEF\xBB\xBF")) window_.skip(3);
    while (more_ && find_record()) take_record();
    if (more_ && !gave_any_) {
      sink_(refusal(source_,
                    fmt::format("no page in it; {} record{} of other kinds (expected response "
                                "with status 200 or resource, HTML or plain text)",
                                number_, number_ == 1 ? "" : "s")));
    }
  }

 private:
  // ------------------------------------------------ records

  // To the start of the next record; false at the end.
  bool find_record() {
    skip_blank();
    if (!bytes_.fault().empty() && window_.view().empty()) return report_fault_between();
    if (window_.view().empty()) return false;
    window_.hold(kMagic.size());
    if (window_.view().starts_with(kMagic)) return true;
    begin_record();
    const bool cut = window_.view().size() < kMagic.size() && !bytes_.fault().empty();
    refuse(cut ? bytes_.fault() : "does not begin with WARC/1.0 or WARC/1.1");
    return more_ && search_record();
  }

  void begin_record() {
    ++number_;
    record_offset_ = window_.offset();
    url_.clear();
  }

  void take_record() {
    begin_record();
    try {
      read_record();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kInput) throw;
      refuse(error.what());
      if (more_ && !search_record()) more_ = false;
    }
  }

  // Throws Error(kInput) with the window where the search for the next record shall begin.
  void read_record() {
    const RecordHeader header = read_header();
    url_ = target_url(header.fields);
    const std::uint64_t longest_block = longest_document(options_) + kLongestHttpHeader;
    if (header.length > longest_block) {
      pass_over_long_block(header);
      return;
    }
    if (!window_.hold(header.length)) fail_in_block(header.length);
    if (!ends_record(static_cast<std::size_t>(header.length))) {
      throw Error(
          ErrorKind::kInput,
          fmt::format("no record ends after the {} bytes of Content-Length", header.length));
    }
    // The view moves with the window: the block is taken after the look at its end.
    const std::string_view block =
        window_.view().substr(0, static_cast<std::size_t>(header.length));
    ReadResult result;
    const bool given = read_block(header, block, result);
    window_.skip(block.size());
    if (given) give(std::move(result));
  }

  RecordHeader read_header() {
    std::size_t size = header_size(window_.view().substr(0, kLongestHeader));
    while (size == std::string_view::npos && window_.view().size() < kLongestHeader) {
      if (!window_.more()) break;
      size = header_size(window_.view().substr(0, kLongestHeader));
    }
    if (size == std::string_view::npos) {
      const bool long_header = window_.view().size() >= kLongestHeader;
      // Without a header's end nothing is known of where the next record is; this one's start is
      // passed.
      window_.skip(std::min(kMagic.size(), window_.view().size()));
      if (long_header) {
        throw Error(ErrorKind::kInput,
                    fmt::format("header without an end in {} bytes", kLongestHeader));
      }
      throw Error(ErrorKind::kInput,
                  bytes_.fault().empty() ? "cut off in its header" : bytes_.fault());
    }
    const std::string_view bytes = window_.view().substr(0, size);
    try {
      const RecordHeader header = parse_header(bytes);
      window_.skip(size);
      return header;
    } catch (const Error&) {
      window_.skip(kMagic.size());
      throw;
    }
  }

  [[noreturn]] void fail_in_block(std::uint64_t length) {
    if (!bytes_.fault().empty()) throw Error(ErrorKind::kInput, bytes_.fault());
    throw Error(ErrorKind::kInput,
                fmt::format("cut off: {} of the {} bytes of Content-Length are there",
                            window_.view().size(), length));
  }

  // Whether a record may end `size` bytes on: an empty line, or at least line ends up to the next
  // record or the end of the input. Unpacks beyond the end, so that the checksum of a gzip member
  // is tried.
  bool ends_record(std::size_t size) {
    std::size_t at = size;
    for (;;) {
      const std::string_view view = window_.view();
      while (at < view.size() && kLineEnds.find(view[at]) != std::string_view::npos) ++at;
      if (view.size() >= at + kMagic.size() || !window_.more()) break;
    }
    // Damage behind a checksum that was right is that of the next record.
    if (bytes_.damaged() && window_.offset() + at > bytes_.verified()) {
      throw Error(ErrorKind::kInput, bytes_.fault());
    }
    const std::string_view rest = window_.view().substr(size);
    return rest.starts_with("\r\n\r\n") || rest.starts_with("\n\n") ||
           window_.view().size() == at || window_.view().substr(at).starts_with(kMagic);
  }

  // A block too long to be held: refused where it is a page, else passed over.
  void pass_over_long_block(const RecordHeader& header) {
    window_.hold(kLongestHttpHeader);
    if (is_page(header, window_.view())) {
      refuse(too_long(longest_document(options_)));
      if (!more_) return;
    }
    if (!window_.skip_far(header.length)) fail_after_long_block(header.length);
    if (!ends_record(0)) {
      throw Error(
          ErrorKind::kInput,
          fmt::format("no record ends after the {} bytes of Content-Length", header.length));
    }
  }

  [[noreturn]] void fail_after_long_block(std::uint64_t length) {
    throw Error(ErrorKind::kInput,
                bytes_.fault().empty()
                    ? fmt::format("cut off before the {} bytes of Content-Length", length)
                    : bytes_.fault());
  }

  // ------------------------------------------------ pages

  static bool holds_http(const RecordHeader& header) {
    const std::string type = media_type(header.fields.get("content-type"));
    return type.empty() || type == "application/http";
  }

  // `begin` is the block, or the begin of it.
  static bool is_page(const RecordHeader& header, std::string_view begin) {
    if (header.type == RecordType::kResource) {
      return page_format(header.fields.get("content-type")).has_value();
    }
    if (header.type != RecordType::kResponse || !holds_http(header)) return false;
    const std::optional<HttpHead> head = parse_http_head(begin.substr(0, kLongestHttpHeader));
    return head && head->status == 200 && page_format(head->fields.get("content-type")).has_value();
  }

  // False where the record is none of those that are read.
  bool read_block(const RecordHeader& header, std::string_view block, ReadResult& result) {
    if (header.type == RecordType::kOther) return false;
    if (header.type == RecordType::kResponse) {
      if (!holds_http(header)) return false;
      if (!parse_http_head(block.substr(0, kLongestHttpHeader))) {
        result = refusal(place(), "the block is no HTTP response");
        return true;
      }
    }
    if (!is_page(header, block)) return false;
    try {
      result = read_body(header, block);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kInput) throw;
      result = refusal(place(), error.what());
    }
    return true;
  }

  ReadResult read_body(const RecordHeader& header, std::string_view block) {
    Document known;
    known.url = url_;
    const std::string_view cut = header.fields.get("warc-truncated");
    if (!cut.empty()) {
      known.warnings.push_back(fmt::format("the archive holds only the begin of this page ({})",
                                           cut.substr(0, kShownUrl)));
    }
    ReadResult result;
    if (header.type == RecordType::kResource) {
      result =
          read_page(block, header.fields.get("content-type"), std::move(known), place(), options_);
    } else {
      const HttpHead head = *parse_http_head(block.substr(0, kLongestHttpHeader));
      const std::string body =
          decode_body(head.fields, block.substr(head.size), longest_document(options_));
      result =
          read_page(body, head.fields.get("content-type"), std::move(known), place(), options_);
    }
    if (result.document) {
      result.document->source = source_;
      if (!result.document->published.known()) take_crawl_date(*result.document, header.fields);
    }
    return result;
  }

  // The day of the crawl is no publication date, but tells who held which office better than
  // nothing.
  static void take_crawl_date(Document& document, const HeaderFields& fields) {
    const std::optional<Date> date = parse_date(fields.get("warc-date"));
    if (!date) return;
    document.published = *date;
    document.warnings.push_back(
        fmt::format("the page does not say when it was published; taken: {}, when it was archived",
                    date->iso()));
  }

  // ------------------------------------------------ faults

  [[nodiscard]] std::string place() const {
    const std::string url = url_.empty() ? "" : fmt::format(" ({})", url_.substr(0, kShownUrl));
    return fmt::format("{}: record {} at byte {}{}", source_, number_, record_offset_, url);
  }

  void give(ReadResult&& result) {
    gave_any_ = true;
    more_ = sink_(std::move(result));
  }

  void refuse(std::string_view reason) { give(refusal(place(), reason)); }

  // A fault of the packing that is met between two records.
  bool report_fault_between() {
    give(refusal(source_, number_ == 0
                              ? bytes_.fault()
                              : fmt::format("after record {}: {}", number_, bytes_.fault())));
    return more_ && search_record();
  }

  void skip_blank() {
    do {
      const std::string_view view = window_.view();
      window_.skip(std::min(view.find_first_not_of(kLineEnds), view.size()));
    } while (window_.view().empty() && window_.more());
  }

  // To the next line that begins like a record; over damage to the next gzip member. False at the
  // end.
  bool search_record() {
    for (bool resumed = false;;) {
      if (!bytes_.fault().empty()) {
        window_.clear();
        if (resumed_in_vain_ == kMostResumedInVain || !bytes_.resume()) return false;
        ++resumed_in_vain_;
        resumed = true;
        window_.hold(kMagicOnLine.size());
      }
      const std::string_view view = window_.view();
      if (view.starts_with(kMagicOnLine.substr(1))) {
        if (resumed) --resumed_in_vain_;
        return true;
      }
      const std::size_t at = view.find(kMagicOnLine);
      if (at != std::string_view::npos) {
        window_.skip(at + 1);
        return true;
      }
      window_.skip(view.size() - std::min(view.size(), kMagicOnLine.size() - 1));
      if (!window_.more() && bytes_.fault().empty()) return false;
    }
  }

  InputBytes& bytes_;
  ByteWindow window_;
  const std::string& source_;
  const ReadOptions& options_;
  const ReadSink& sink_;
  std::uint64_t number_ = 0;
  std::uint64_t record_offset_ = 0;
  std::string url_;
  int resumed_in_vain_ = 0;
  bool gave_any_ = false;
  bool more_ = true;  // the sink wants more
};

}  // namespace

void read_warc(InputBytes& bytes, std::string head, const std::string& source,
               const ReadOptions& options, const ReadSink& sink) {
  WarcReader(bytes, std::move(head), source, options, sink).run();
}

}  // namespace entente
