// Raw text to paragraphs. Blank lines part blocks. Inside a block a single line end either wraps a
// line or ends a paragraph: the block is taken as hard-wrapped when most of its lines are of one
// typical width and many of the next lines go on in lower case; then lines are joined unless the
// next line's first word would still have fitted. Boilerplate lines vanish on the way.
//
// Only one block's lines are held beside the raw text and the result.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "text/boilerplate.h"
#include "text/documents.h"
#include "text/headings.h"
#include "text/language.h"
#include "text/normalise.h"
#include "text/text.h"

namespace entente {
namespace {

constexpr std::string_view kBetweenParagraphs = "\n\n";
// More than this is no comment form or contact note but another text.
constexpr std::size_t kLongestTail = 1U << 16U;
constexpr std::size_t kWrapShortest = 50;
constexpr std::size_t kWrapLongest = 100;

bool is_line_end(char c) { return c >= '\n' && c <= '\r'; }  // \n \v \f \r

// Cuts the next line, without its end, off `rest`.
std::string_view take_line(std::string_view& rest) {
  const auto end = static_cast<std::size_t>(
      std::find_if(rest.begin(), rest.end(), is_line_end) - rest.begin());
  const std::string_view line = rest.substr(0, end);
  const bool crlf = rest.substr(end).starts_with("\r\n");
  rest.remove_prefix(std::min(rest.size(), end + (crlf ? 2 : 1)));
  return line;
}

// Without white space and invisible marks at either end; empty where nothing is left to see.
std::string_view visible(std::string_view line) {
  line.remove_prefix(leading_blank(line));
  return trim(line);
}

bool begins_lower(std::string_view line) {
  return is_ascii_lower(line.front());
}

bool begins_list_item(std::string_view line) {
  return line.starts_with("- ") || line.starts_with("* ") || line.starts_with("\u2022") ||
         line.starts_with("\u2013 ") || line.starts_with("\u2014 ");
}

std::size_t first_word_size(std::string_view line) { return std::min(line.find(' '), line.size()); }

// Lines of one block with the width they seem to be wrapped at.
struct WrapShape {
  bool wrapped = false;
  std::size_t width = 0;
};

WrapShape wrap_shape(const std::vector<std::string_view>& lines) {
  WrapShape shape;
  if (lines.size() < 2) return shape;
  std::size_t typical = 0;
  std::size_t goes_on = 0;
  const std::size_t breaks = lines.size() - 1;
  for (std::size_t i = 0; i < breaks; ++i) {
    const std::size_t size = lines[i].size();
    if (size >= kWrapShortest && size <= kWrapLongest) ++typical;
    if (begins_lower(lines[i + 1])) ++goes_on;
    shape.width = std::max(shape.width, size);
  }
  shape.wrapped = typical * 2 > breaks && goes_on * 3 >= breaks &&
                  shape.width <= kWrapLongest + kWrapLongest / 5;
  return shape;
}

bool joins(const WrapShape& shape, std::string_view line, std::string_view next) {
  if (!shape.wrapped || begins_list_item(next)) return false;
  return begins_lower(next) || line.size() + 1 + first_word_size(next) > shape.width;
}

// "Indo-" + "Pacific": the hyphen at the line end belongs to the word.
bool ends_in_hyphen(std::string_view line) {
  return line.size() > 1 && line.back() == '-' && is_ascii_alpha(line[line.size() - 2]);
}

class ParagraphBuilder {
 public:
  ParagraphBuilder(Document& document, std::string_view raw) : document_(document), raw_(raw) {
    append_normalised(title_, document.title);
  }

  void run() {
    std::string_view rest = raw_;
    std::vector<std::string_view> block;
    while (!rest.empty() && !cut_) {
      const std::string_view line = visible(take_line(rest));
      if (!line.empty()) block.push_back(line);
      if (line.empty() || rest.empty()) {
        put_block(block);
        block.clear();
      }
    }
    if (!title_.empty() && !title_placed_) put_title(0);
  }

  [[nodiscard]] std::uint64_t repairs() const { return repairs_; }

 private:
  void put_block(const std::vector<std::string_view>& lines) {
    const WrapShape shape = wrap_shape(lines);
    for (std::size_t first = 0; first < lines.size() && !cut_;) {
      std::size_t last = first + 1;
      while (last < lines.size() && joins(shape, lines[last - 1], lines[last])) ++last;
      scratch_.clear();
      for (std::size_t i = first; i < last; ++i) {
        if (i > first && !ends_in_hyphen(scratch_)) scratch_.push_back(' ');
        repairs_ += append_normalised(scratch_, lines[i]);
      }
      put_line(source_of(lines[first]), first > 0 ? lines[first - 1] : std::string_view(),
               last < lines.size() ? lines[last] : std::string_view());
      first = last;
    }
  }

  // `before` and `after` are its neighbours in the block: one heading-like line among others is an
  // entry of a list.
  void put_line(std::uint64_t source, std::string_view before, std::string_view after) {
    const Boilerplate kind = boilerplate_of(scratch_);
    cut_ = kind == Boilerplate::kTail && source >= raw_.size() / 3 * 2 &&
           raw_.size() - source <= kLongestTail;
    if (kind != Boilerplate::kNone) return;
    remove_glued_boilerplate(scratch_);
    if (scratch_.empty()) return;
    if (!title_placed_ && !title_.empty() && place_title(source)) return;
    const bool first = document_.paragraphs.empty();
    const bool title = first && title_.empty() && looks_like_title(scratch_);
    const bool heading = (title || looks_like_heading(scratch_)) && !looks_like_heading(before) &&
                         !looks_like_heading(after);
    put_paragraph(scratch_, source, heading);
  }

  // The title against the first line of the text; true where that line is the title itself.
  bool place_title(std::uint64_t source) {
    title_placed_ = true;
    const std::string line = to_lower_ascii(scratch_);
    const std::string title = to_lower_ascii(title_);
    if (line == title) {
      put_title(source);
      return true;
    }
    if (!line.starts_with(title)) put_title(0);
    return false;
  }

  void put_title(std::uint64_t source) {
    title_placed_ = true;
    document_.title = title_;
    put_paragraph(title_, source, true);
  }

  void put_paragraph(std::string_view text, std::uint64_t source, bool heading) {
    std::string& out = document_.text;
    if (!out.empty()) out += kBetweenParagraphs;
    const auto begin = static_cast<std::uint32_t>(out.size());
    out += text;
    document_.paragraphs.push_back(
        {{begin, static_cast<std::uint32_t>(out.size())}, source, heading});
  }

  [[nodiscard]] std::uint64_t source_of(std::string_view line) const {
    return static_cast<std::uint64_t>(line.data() - raw_.data());
  }

  Document& document_;
  std::string_view raw_;
  std::string title_;
  std::string scratch_;
  std::uint64_t repairs_ = 0;
  bool title_placed_ = false;
  bool cut_ = false;
};

}  // namespace

std::string repair_warning(std::uint64_t repairs) {
  return fmt::format("{} byte{} not UTF-8, read as Windows-1252", repairs,
                     repairs == 1 ? " was" : "s were");
}

bool has_body(const Document& document, std::string_view raw) {
  return document.paragraphs.size() > 1 ||
         (!document.paragraphs.empty() && leading_blank(raw) < raw.size());
}

void set_text(Document& document, std::string_view raw) {
  // A Windows-1252 byte may become three bytes of UTF-8; spans hold 32 bits.
  if (raw.size() > std::numeric_limits<std::uint32_t>::max() / 4) {
    throw Error(ErrorKind::kInput, fmt::format("text of {} bytes is too long", raw.size()));
  }
  document.text.clear();
  document.paragraphs.clear();
  ParagraphBuilder builder(document, raw);
  builder.run();
  if (document.title.empty() && !document.paragraphs.empty() && document.paragraphs[0].heading) {
    document.title = slice(document.text, document.paragraphs[0].span);
  }
  if (builder.repairs() > 0) {
    document.warnings.push_back(repair_warning(builder.repairs()));
  }
  document.language = looks_english(document.text) ? "en" : "und";
  if (document.language != "en") document.warnings.push_back("text does not look English");
}

}  // namespace entente
