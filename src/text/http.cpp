// Only what a finished message on disk needs of RFC 9112: nothing here waits for a peer.
#include "text/http.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/base.h"

namespace entente {
namespace {

constexpr std::size_t kMostFields = 1000;
constexpr std::size_t kMostEncodings = 4;
constexpr std::size_t kShownBytes = 60;

[[noreturn]] void refuse(const std::string& reason) { throw Error(ErrorKind::kInput, reason); }

// Cuts the next line off `rest`, without its end.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// ---------------------------------------------------------------- chunks

// The size of the chunk whose size line `rest` begins with; nullopt where it is none.
std::optional<std::uint64_t> take_chunk_size(std::string_view& rest) {
  if (rest.find('\n') == std::string_view::npos) return std::nullopt;
  std::string_view after = rest;
  const std::string_view line = trim(take_line(after));
  const std::string_view digits = trim(line.substr(0, line.find(';')));
  std::uint64_t size = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (fault != std::errc() || end != digits.data() + digits.size() || digits.empty()) {
    return std::nullopt;
  }
  rest = after;
  return size;
}

std::string unchunk(std::string_view body) {
  std::string out;
  std::string_view rest = body;
  for (std::size_t chunk = 1;; ++chunk) {
    const std::size_t at = body.size() - rest.size();
    const std::optional<std::uint64_t> size = take_chunk_size(rest);
    if (!size && chunk == 1) return std::string(body);
    if (!size) refuse(fmt::format("chunk {} at byte {} of the body has no size", chunk, at));
    if (*size == 0) return out;
    if (*size > rest.size()) {
      refuse(fmt::format("chunk {} at byte {} of the body: {} of {} bytes are there", chunk, at,
                         rest.size(), *size));
    }
    out += rest.substr(0, static_cast<std::size_t>(*size));
    rest.remove_prefix(static_cast<std::size_t>(*size));
    if (!trim(take_line(rest)).empty()) {
      refuse(fmt::format("chunk {} at byte {} of the body is longer than its size", chunk, at));
    }
  }
}

// ---------------------------------------------------------------- content encodings

enum class Encoding : std::uint8_t { kIdentity, kGzip, kDeflate };
struct EncodingRow {
  std::string_view name;
  Encoding encoding;
};
constexpr auto kEncodings = std::to_array<EncodingRow>({{"", Encoding::kIdentity},
                                                        {"identity", Encoding::kIdentity},
                                                        {"none", Encoding::kIdentity},
                                                        {"utf-8", Encoding::kIdentity},
                                                        {"gzip", Encoding::kGzip},
                                                        {"x-gzip", Encoding::kGzip},
                                                        {"deflate", Encoding::kDeflate}});

class BodyInflater {
 public:
  explicit BodyInflater(int window_bits) {
    if (inflateInit2(&stream_, window_bits) != Z_OK) {
      throw Error(ErrorKind::kFatal, "zlib: no memory");
    }
  }
  ~BodyInflater() { inflateEnd(&stream_); }
  BodyInflater(const BodyInflater&) = delete;
  BodyInflater& operator=(const BodyInflater&) = delete;

  // What follows the end of the packed data is passed over, as browsers do.
  std::string run(std::string_view packed, std::string_view name, std::uint64_t limit) {
    std::string out;
    std::array<char, 1U << 16U> buffer;
    // zlib's old interface; it does not write to its input.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    for (int status = Z_OK; status != Z_STREAM_END;) {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = static_cast<uInt>(buffer.size());
      status = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t got = buffer.size() - stream_.avail_out;
      out.append(buffer.data(), got);
      if (out.size() > limit) {
        refuse(fmt::format("longer than {} bytes unpacked, the longest document accepted", limit));
      }
      if (status == Z_STREAM_END) break;
      if (status != Z_OK && status != Z_BUF_ERROR) {
        refuse(fmt::format("content encoding {}: damaged before byte {} of the body ({})", name,
                           packed.size() - stream_.avail_in,
                           stream_.msg != nullptr ? stream_.msg : "unknown fault"));
      }
      if (stream_.avail_in == 0 && got == 0) {
        refuse(fmt::format("content encoding {}: cut off after {} bytes", name, packed.size()));
      }
    }
    return out;
  }

 private:
  z_stream stream_{};
};

// zlib's header (RFC 1950); without it, "deflate" is the bare stream.
bool has_zlib_header(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  return (first & 0x0FU) == 8 && (first * 256U + second) % 31 == 0;
}

std::string unpack(std::string body, std::string_view name, std::uint64_t limit) {
  const auto row = std::find_if(kEncodings.begin(), kEncodings.end(),
                                [&](const EncodingRow& r) { return r.name == name; });
  if (row == kEncodings.end()) {
    refuse(fmt::format("content encoding {} cannot be read", name.substr(0, kShownBytes)));
  }
  switch (row->encoding) {
    case Encoding::kIdentity:
      return body;
    case Encoding::kGzip:
      if (!body.starts_with("\x1F\x8B")) return body;
      return BodyInflater(16 + MAX_WBITS).run(body, name, limit);
    case Encoding::kDeflate:
      if (has_zlib_header(body)) return BodyInflater(MAX_WBITS).run(body, name, limit);
      // Markup cannot begin a bare stream that inflates.
      if (trim(body).starts_with('<')) return body;
      return BodyInflater(-MAX_WBITS).run(body, name, limit);
  }
  return body;
}

}  // namespace

// ---------------------------------------------------------------- fields

HeaderFields::HeaderFields(std::string_view lines) {
  while (!lines.empty() && fields_.size() < kMostFields) {
    const std::string_view line = take_line(lines);
    if (line.empty()) continue;
    if ((line.front() == ' ' || line.front() == '\t') && !fields_.empty()) {
      fields_.back().value.push_back(' ');
      fields_.back().value += trim(line);
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) {
      if (odd_line_.empty()) odd_line_ = line.substr(0, kShownBytes);
      continue;
    }
    fields_.push_back(
        {to_lower_ascii(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
  }
}

std::string_view HeaderFields::get(std::string_view lower) const {
  for (const Field& field : fields_) {
    if (field.name == lower) return field.value;
  }
  return {};
}

std::size_t header_size(std::string_view bytes) {
  for (std::size_t end = bytes.find('\n'); end != std::string_view::npos;
       end = bytes.find('\n', end + 1)) {
    const std::string_view rest = bytes.substr(end + 1);
    if (rest.starts_with('\n')) return end + 2;
    if (rest.starts_with("\r\n")) return end + 3;
  }
  return std::string_view::npos;
}

std::optional<HttpHead> parse_http_head(std::string_view message) {
  if (!message.starts_with("HTTP/")) return std::nullopt;
  HttpHead head;
  const std::size_t size = header_size(message);
  if (size == std::string_view::npos) return std::nullopt;
  head.size = size;
  std::string_view lines = message.substr(0, head.size);
  const std::string_view status_line = take_line(lines);
  const std::string_view rest =
      trim(status_line.substr(std::min(status_line.find(' '), status_line.size())));
  const std::string_view digits = rest.substr(0, 3);
  const auto [end, fault] =
      std::from_chars(digits.data(), digits.data() + digits.size(), head.status);
  if (fault != std::errc() || end != digits.data() + digits.size() || head.status < 100) {
    return std::nullopt;
  }
  head.fields = HeaderFields(lines);
  return head;
}

// ---------------------------------------------------------------- bodies

std::string decode_body(const HeaderFields& fields, std::string_view body, std::uint64_t limit) {
  const std::string transfer = to_lower_ascii(fields.get("transfer-encoding"));
  std::string out =
      transfer.find("chunked") != std::string::npos ? unchunk(body) : std::string(body);
  const std::string encodings = to_lower_ascii(fields.get("content-encoding"));
  std::vector<std::string_view> names = split(encodings, ',');
  if (names.size() > kMostEncodings) refuse("packed in more than four content encodings");
  std::reverse(names.begin(), names.end());  // the last was put on last
  for (const std::string_view name : names) out = unpack(std::move(out), trim(name), limit);
  return out;
}

std::string media_type(std::string_view content_type) {
  return to_lower_ascii(
      trim(content_type.substr(0, content_type.find(';'))).substr(0, kShownBytes));
}

std::string charset_parameter(std::string_view content_type) {
  const std::string lower = to_lower_ascii(content_type);
  constexpr std::string_view kName = "charset=";
  const std::size_t at = lower.find(kName);
  if (at == std::string::npos) return {};
  std::string_view value = std::string_view(lower).substr(at + kName.size());
  value = trim(value.substr(0, value.find_first_of(";,")));
  if (value.starts_with('"') || value.starts_with('\'')) value.remove_prefix(1);
  if (value.ends_with('"') || value.ends_with('\'')) value.remove_suffix(1);
  return std::string(value);
}

std::optional<InputFormat> page_format(std::string_view content_type) {
  const std::string type = media_type(content_type);
  if (type.empty()) return InputFormat::kAuto;
  if (type == "text/html" || type == "application/xhtml+xml") return InputFormat::kHtml;
  if (type == "text/plain") return InputFormat::kText;
  return std::nullopt;
}

}  // namespace entente
