// The tokenizer of the HTML standard (13.2.5), reduced. Every byte is looked at a bounded number of
// times whatever the input: an unclosed comment or raw text element runs to the end of the input.
#include "text/html_tokens.h"

#include <algorithm>
#include <array>

#include "base/base.h"
#include "text/normalise.h"

namespace entente {
namespace {

constexpr std::size_t kMostAttributes = 64;

constexpr auto kRawTextElements =
    std::to_array<std::string_view>({"script", "style", "textarea", "title", "xmp", "iframe",
                                     "noembed", "noframes"});

struct Entity {
  std::string_view name;
  char32_t code_point;
};
constexpr auto kEntities = std::to_array<Entity>({
#include "text/html_entities.inc"
});
static_assert(std::is_sorted(kEntities.begin(), kEntities.end(),
                             [](const Entity& a, const Entity& b) { return a.name < b.name; }));
constexpr std::size_t kLongestEntity = 8;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_name_char(char c) {
  return !is_space(c) && c != '>' && c != '/' && c != '\0' && c != '<';
}

char lower(char c) { return is_ascii_upper(c) ? static_cast<char>(c + 32) : c; }

std::size_t find_from(std::string_view text, std::string_view what, std::size_t from) {
  return std::min(text.find(what, from), text.size());
}

struct Reference {
  char32_t code_point = 0;
  std::size_t length = 0;  // 0: not a reference
};

// "&#8217;", "&#x2019;"; `text` begins after "&#".
Reference numeric_reference(std::string_view text) {
  const bool hex = !text.empty() && lower(text[0]) == 'x';
  std::size_t i = hex ? 1 : 0;
  const std::size_t first = i;
  char32_t value = 0;
  for (; i < text.size(); ++i) {
    const char c = lower(text[i]);
    char32_t digit = 0;
    if (is_ascii_digit(c)) {
      digit = static_cast<char32_t>(c - '0');
    } else if (hex && c >= 'a' && c <= 'f') {
      digit = static_cast<char32_t>(c - 'a' + 10);
    } else {
      break;
    }
    value = std::min<char32_t>(value * (hex ? 16 : 10) + digit, 0x110000);
  }
  if (i == first) return {};
  if (i < text.size() && text[i] == ';') ++i;
  // Numbers 0x80..0x9F mean Windows-1252 by the standard.
  if (value >= 0x80 && value < 0xA0) value = from_windows_1252(static_cast<unsigned char>(value));
  return {value == 0 ? U'\xFFFD' : value, i + 2};
}

Reference named_reference(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && end <= kLongestEntity &&
         (is_ascii_alpha(text[end]) || is_ascii_digit(text[end]))) {
    ++end;
  }
  if (end >= text.size() || text[end] != ';') return {};
  const std::string_view name = text.substr(1, end - 1);
  const auto found = std::lower_bound(kEntities.begin(), kEntities.end(), name,
                                      [](const Entity& row, std::string_view v) { return row.name < v; });
  if (found == kEntities.end() || found->name != name) return {};
  return {found->code_point, end + 1};
}

}  // namespace

bool equals_ignoring_case(std::string_view text, std::string_view lower_text) {
  return text.size() == lower_text.size() &&
         std::equal(text.begin(), text.end(), lower_text.begin(),
                    [](char a, char b) { return lower(a) == b; });
}

void append_unescaped(std::string& out, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', begin)) {
    out.append(text, begin, at - begin);
    const std::string_view rest = text.substr(at);
    const Reference found = rest.size() > 1 && rest[1] == '#' ? numeric_reference(rest.substr(2))
                                                              : named_reference(rest);
    if (found.length == 0) {
      out.push_back('&');
    } else {
      append_utf8(out, found.code_point);
    }
    begin = at + std::max<std::size_t>(found.length, 1);
  }
  out.append(text, begin);
}

bool HtmlTokenizer::next(HtmlToken& token) {
  attributes_.clear();
  if (!raw_element_.empty() && read_raw_text(token)) return true;
  while (at_ < html_.size()) {
    if (html_[at_] == '<') {
      const std::size_t before = at_;
      if (read_markup(token)) return true;
      if (at_ != before) continue;  // a comment or declaration was passed over
    }
    const std::size_t end = find_from(html_, "<", at_ + 1);
    token = {HtmlToken::Kind::kText, {}, html_.substr(at_, end - at_), false};
    at_ = end;
    return true;
  }
  return false;
}

// At '<'. True: a tag was read. False with at_ moved: something without meaning was passed over;
// with at_ in place: the '<' is text.
bool HtmlTokenizer::read_markup(HtmlToken& token) {
  const std::string_view rest = html_.substr(at_);
  if (rest.starts_with("<!--")) {
    const bool empty = rest.starts_with("<!-->") || rest.starts_with("<!--->");
    at_ = empty ? find_from(html_, ">", at_) + 1 : find_from(html_, "-->", at_ + 4) + 3;
    at_ = std::min(at_, html_.size());
    return false;
  }
  if (rest.starts_with("<!") || rest.starts_with("<?")) {
    at_ = std::min(find_from(html_, ">", at_) + 1, html_.size());
    return false;
  }
  const bool end_tag = rest.starts_with("</");
  const std::size_t name_begin = at_ + (end_tag ? 2 : 1);
  if (name_begin >= html_.size() || !is_ascii_alpha(html_[name_begin])) return false;
  std::size_t name_end = name_begin;
  while (name_end < html_.size() && is_name_char(html_[name_end])) ++name_end;
  token = {end_tag ? HtmlToken::Kind::kEndTag : HtmlToken::Kind::kStartTag,
           html_.substr(name_begin, name_end - name_begin), {}, false};
  at_ = read_attributes(name_end, token.self_closing);
  if (end_tag) {
    attributes_.clear();
  } else {
    for (const std::string_view name : kRawTextElements) {
      if (equals_ignoring_case(token.name, name)) raw_element_ = name;
    }
  }
  return true;
}

// From behind the tag name to behind '>'.
std::size_t HtmlTokenizer::read_attributes(std::size_t at, bool& self_closing) {
  while (at < html_.size() && html_[at] != '>') {
    if (is_space(html_[at]) || html_[at] == '/') {
      self_closing = html_[at] == '/';
      ++at;
      continue;
    }
    HtmlAttribute attribute;
    const std::size_t begin = at;
    ++at;
    while (at < html_.size() && html_[at] != '=' && html_[at] != '>' && html_[at] != '/' &&
           !is_space(html_[at])) {
      ++at;
    }
    attribute.name = html_.substr(begin, at - begin);
    std::size_t value = at;
    while (value < html_.size() && is_space(html_[value])) ++value;
    if (value < html_.size() && html_[value] == '=') {
      ++value;
      while (value < html_.size() && is_space(html_[value])) ++value;
      if (value < html_.size() && (html_[value] == '"' || html_[value] == '\'')) {
        const std::size_t end = std::min(html_.find(html_[value], value + 1), html_.size());
        attribute.value = html_.substr(value + 1, end - value - 1);
        at = std::min(end + 1, html_.size());
      } else {
        std::size_t end = value;
        while (end < html_.size() && !is_space(html_[end]) && html_[end] != '>') ++end;
        attribute.value = html_.substr(value, end - value);
        at = end;
      }
    }
    self_closing = false;
    if (attributes_.size() < kMostAttributes) attributes_.push_back(attribute);
  }
  return std::min(at + 1, html_.size());
}

// Everything up to the end tag of raw_element_, which next() then gives as a tag.
bool HtmlTokenizer::read_raw_text(HtmlToken& token) {
  const std::string_view element = raw_element_;
  raw_element_ = {};
  const std::size_t begin = at_;
  std::size_t end = find_from(html_, "</", begin);
  while (end < html_.size() &&
         !equals_ignoring_case(html_.substr(end + 2, element.size()), element)) {
    end = find_from(html_, "</", end + 2);
  }
  at_ = end;
  if (end == begin) return false;
  token = {HtmlToken::Kind::kRawText, element, html_.substr(begin, end - begin), false};
  return true;
}

}  // namespace entente
