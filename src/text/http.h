// HTTP messages as archives keep them: header fields, chunks, content encodings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace entente {

// "name: value" lines as of RFC 9112 and of WARC; folded lines are joined.
class HeaderFields {
 public:
  // `lines` without the empty line that ends them. A line that is no field is kept out and counted.
  explicit HeaderFields(std::string_view lines);
  HeaderFields() = default;
  // The first value under `lower` (lower case), trimmed; empty where there is none.
  [[nodiscard]] std::string_view get(std::string_view lower) const;
  // The first line that is no field, empty where there is none.
  [[nodiscard]] const std::string& odd_line() const { return odd_line_; }

 private:
  struct Field {
    std::string name;  // lower case
    std::string value;
  };
  std::vector<Field> fields_;
  std::string odd_line_;
};

// The bytes up to and with the empty line that ends a header; npos where it is not there.
std::size_t header_size(std::string_view bytes);

struct HttpHead {
  int status = 0;
  HeaderFields fields;
  std::size_t size = 0;  // bytes up to the body
};
// nullopt where `message` does not begin with a status line and a whole header.
std::optional<HttpHead> parse_http_head(std::string_view message);

// The body with its transfer and content encodings undone (chunked, gzip, deflate). Archives often
// keep the header of a body they have unpacked: a body that does not begin like what the header
// says is taken as it is. Throws Error(kInput) for a broken one, and beyond `limit` bytes.
std::string decode_body(const HeaderFields& fields, std::string_view body, std::uint64_t limit);

// "text/html" of "Text/HTML; charset=utf-8".
std::string media_type(std::string_view content_type);
// The charset it names, lower case; empty where it names none.
std::string charset_parameter(std::string_view content_type);
// How to read it; kAuto where it says nothing, nullopt where it is neither HTML nor plain text.
std::optional<InputFormat> page_format(std::string_view content_type);

}  // namespace entente
