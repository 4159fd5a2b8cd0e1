// HTML cut into tags and text, in one pass and constant memory. Only what main-text extraction
// needs of the standard's tokenizer: comments, declarations, raw text elements, quoted attributes,
// character references. Never fails: what is no tag is text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace entente {

struct HtmlAttribute {
  std::string_view name;   // as written
  std::string_view value;  // character references not yet resolved
};

struct HtmlToken {
  enum class Kind : std::uint8_t { kText, kStartTag, kEndTag, kRawText };
  Kind kind = Kind::kText;
  std::string_view name;  // tag name as written; for kRawText that of its element
  std::string_view text;  // kText, kRawText: bytes of the input, references not yet resolved
  bool self_closing = false;
};

class HtmlTokenizer {
 public:
  explicit HtmlTokenizer(std::string_view html) : html_(html) {}
  // False at the end. Views stay valid as long as the input.
  bool next(HtmlToken& token);
  // Attributes of the start tag that next() gave last; at most 64, the rest is skipped.
  [[nodiscard]] const std::vector<HtmlAttribute>& attributes() const { return attributes_; }

 private:
  bool read_markup(HtmlToken& token);
  bool read_raw_text(HtmlToken& token);
  std::size_t read_attributes(std::size_t at, bool& self_closing);

  std::string_view html_;
  std::size_t at_ = 0;
  std::string_view raw_element_;  // inside <script>, <style> ...: until its end tag
  std::vector<HtmlAttribute> attributes_;
};

// Appends `text` with its character references resolved ("&amp;" -> "&").
void append_unescaped(std::string& out, std::string_view text);

// ASCII case-insensitive equality; `lower` is lower case already.
bool equals_ignoring_case(std::string_view text, std::string_view lower);

}  // namespace entente
