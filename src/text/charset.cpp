// ICU converts; which charsets we honour is a table, since a page may declare anything.
#include "text/charset.h"

#include <fmt/format.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/base.h"
#include "text/html_tokens.h"

namespace entente {
namespace {

// Where a page may declare its charset (the standard looks at 1,024 bytes, pages often need more).
constexpr std::size_t kPrescan = 8192;

struct Charset {
  std::string_view label;  // lower case
  const char* icu_name;
  SourceWidth width;
};
constexpr auto kCharsets = std::to_array<Charset>({
    {"iso-8859-1", "windows-1252", SourceWidth::kSingleByte},
    {"latin1", "windows-1252", SourceWidth::kSingleByte},
    {"us-ascii", "windows-1252", SourceWidth::kSingleByte},
    {"windows-1252", "windows-1252", SourceWidth::kSingleByte},
    {"cp1252", "windows-1252", SourceWidth::kSingleByte},
    {"iso-8859-2", "iso-8859-2", SourceWidth::kSingleByte},
    {"iso-8859-5", "iso-8859-5", SourceWidth::kSingleByte},
    {"iso-8859-7", "iso-8859-7", SourceWidth::kSingleByte},
    {"iso-8859-9", "windows-1254", SourceWidth::kSingleByte},
    {"iso-8859-15", "iso-8859-15", SourceWidth::kSingleByte},
    {"windows-1250", "windows-1250", SourceWidth::kSingleByte},
    {"windows-1251", "windows-1251", SourceWidth::kSingleByte},
    {"windows-1253", "windows-1253", SourceWidth::kSingleByte},
    {"windows-1254", "windows-1254", SourceWidth::kSingleByte},
    {"windows-1255", "windows-1255", SourceWidth::kSingleByte},
    {"windows-1256", "windows-1256", SourceWidth::kSingleByte},
    {"windows-1257", "windows-1257", SourceWidth::kSingleByte},
    {"windows-1258", "windows-1258", SourceWidth::kSingleByte},
    {"koi8-r", "koi8-r", SourceWidth::kSingleByte},
    {"koi8-u", "koi8-u", SourceWidth::kSingleByte},
    {"shift_jis", "shift_jis", SourceWidth::kDoubleByte},
    {"euc-jp", "euc-jp", SourceWidth::kDoubleByte},
    {"euc-kr", "euc-kr", SourceWidth::kDoubleByte},
    {"big5", "big5", SourceWidth::kDoubleByte},
    {"gb2312", "gb18030", SourceWidth::kDoubleByte},
    {"gbk", "gb18030", SourceWidth::kDoubleByte},
    {"gb18030", "gb18030", SourceWidth::kDoubleByte},
});

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name, &status));
  if (U_FAILURE(status) != 0) {
    throw Error(ErrorKind::kFatal, fmt::format("ICU has no converter for {}", name));
  }
  return converter;
}

std::string to_utf8(const char* charset, std::string_view bytes) {
  const Converter from = open_converter(charset);
  const Converter to = open_converter("UTF-8");
  std::string out;
  std::array<char, 1U << 16U> buffer;
  std::array<UChar, 1U << 12U> pivot;
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  const char* source = bytes.data();
  UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
  for (bool first = true; status == U_BUFFER_OVERFLOW_ERROR; first = false) {
    status = U_ZERO_ERROR;
    char* target = buffer.data();
    ucnv_convertEx(to.get(), from.get(), &target, buffer.data() + buffer.size(), &source,
                   bytes.data() + bytes.size(), pivot.data(), &pivot_source, &pivot_target,
                   pivot.data() + pivot.size(), first ? 1 : 0, 1, &status);
    out.append(buffer.data(), static_cast<std::size_t>(target - buffer.data()));
  }
  return out;
}

// The charset of <meta charset="..."> or <meta ... content="text/html; charset=...">.
std::string declared_charset(std::string_view html) {
  HtmlTokenizer tokenizer(html.substr(0, kPrescan));
  HtmlToken token;
  while (tokenizer.next(token)) {
    if (token.kind != HtmlToken::Kind::kStartTag || !equals_ignoring_case(token.name, "meta")) continue;
    for (const HtmlAttribute& attribute : tokenizer.attributes()) {
      if (equals_ignoring_case(attribute.name, "charset")) {
        return to_lower_ascii(trim(attribute.value));
      }
      if (!equals_ignoring_case(attribute.name, "content")) continue;
      const std::string value = to_lower_ascii(attribute.value);
      const std::size_t at = value.find("charset=");
      if (at != std::string::npos) {
        const std::string_view label = std::string_view(value).substr(at + 8);
        return std::string(trim(label.substr(0, label.find(';'))));
      }
    }
  }
  return {};
}

const Charset* charset_named(std::string_view label) {
  const auto found = std::find_if(kCharsets.begin(), kCharsets.end(),
                                  [&](const Charset& row) { return row.label == label; });
  return found == kCharsets.end() ? nullptr : &*found;
}

const Charset* charset_of(std::string_view html, std::string_view label) {
  const Charset* found = charset_named(to_lower_ascii(label));
  if (found == nullptr) found = charset_named(declared_charset(html));
  return found == nullptr || is_valid_utf8(html) ? nullptr : found;
}

DecodedText decode_by(const Charset* charset, std::string_view bytes) {
  if (charset == nullptr) return {std::string(bytes), SourceWidth::kUtf8, 0};
  return {to_utf8(charset->icu_name, bytes), charset->width, 0};
}

// The encoding that <?xml version="1.0" encoding="..."?> names.
std::string xml_encoding(std::string_view xml) {
  if (!xml.starts_with("<?xml")) return {};
  const std::string_view declaration = xml.substr(0, std::min(xml.find("?>"), kPrescan));
  std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  at = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos) return {};
  const std::size_t end = declaration.find(declaration[at], at + 1);
  if (end == std::string_view::npos) return {};
  return to_lower_ascii(trim(declaration.substr(at + 1, end - at - 1)));
}

std::uint64_t source_bytes(SourceWidth width, const CodePoint& c) {
  switch (width) {
    case SourceWidth::kUtf8: return c.length;
    case SourceWidth::kSingleByte: return 1;
    case SourceWidth::kDoubleByte: return c.length == 1 ? 1 : 2;
    case SourceWidth::kUtf16: return c.length == 4 ? 4 : 2;
  }
  return c.length;
}

struct Magic {
  std::string_view bytes;
  std::string_view what;
};
constexpr auto kMagics = std::to_array<Magic>(
    {{"%PDF-", "a PDF file"}, {"PK\x03\x04", "a ZIP archive (perhaps a word processor's file)"},
     {"\x7F" "ELF", "a program"}, {"\x89PNG", "a PNG image"}, {"\xFF\xD8\xFF", "a JPEG image"},
     {"GIF8", "a GIF image"}, {"{\\rtf", "an RTF file"}, {"BZh", "bzip2 data"},
     {"\xFD" "7zXZ", "xz data"}, {"\x28\xB5\x2F\xFD", "Zstandard data"},
     {"\xD0\xCF\x11\xE0", "an old word processor's file"}});

// Tags that a page or a piece of one begins with.
constexpr auto kPageTags = std::to_array<std::string_view>(
    {"html", "head", "body", "div", "p", "article", "section", "main", "table", "meta", "title",
     "h1", "h2", "h3", "ul", "ol", "span", "script", "style", "link", "header", "nav", "br", "a",
     "b", "strong", "em", "i", "blockquote", "center", "font", "img"});

}  // namespace

bool is_utf16(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

DecodedText decode_utf16(std::string_view bytes) {
  const char* name = bytes.starts_with("\xFF\xFE") ? "UTF-16LE" : "UTF-16BE";
  return {to_utf8(name, bytes.substr(2)), SourceWidth::kUtf16, 2};
}

bool declares_other_charset(std::string_view html, std::string_view label) {
  return charset_of(html, label) != nullptr;
}

DecodedText decode_html(std::string_view html, std::string_view label) {
  return decode_by(charset_of(html, label), html);
}

DecodedText decode_labelled(std::string_view bytes, std::string_view label) {
  const Charset* charset = charset_named(to_lower_ascii(label));
  return decode_by(is_valid_utf8(bytes) ? nullptr : charset, bytes);
}

DecodedText decode_xml(std::string_view xml, std::string_view label) {
  if (is_utf16(xml)) return decode_utf16(xml);
  const std::string declared = xml_encoding(xml);
  return decode_labelled(xml, declared.empty() ? label : declared);
}

void to_source_offsets(const DecodedText& decoded, std::vector<std::uint64_t>& offsets) {
  std::uint64_t source = decoded.source_begin;
  std::size_t at = 0;
  for (std::uint64_t& offset : offsets) {
    while (at < offset && at < decoded.text.size()) {
      const CodePoint c = decode_utf8(decoded.text, at);
      source += source_bytes(decoded.width, c);
      at += c.length;
    }
    offset = source;
  }
}

bool looks_like_html(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  bytes = trim(bytes.substr(0, kPrescan));
  if (!bytes.starts_with('<')) return false;
  if (bytes.starts_with("<?xml") || equals_ignoring_case(bytes.substr(0, 9), "<!doctype")) return true;
  HtmlTokenizer tokenizer(bytes);
  HtmlToken token;
  if (!tokenizer.next(token) || token.kind != HtmlToken::Kind::kStartTag) return false;
  return std::any_of(kPageTags.begin(), kPageTags.end(),
                     [&](std::string_view tag) { return equals_ignoring_case(token.name, tag); });
}

std::string why_not_text(std::string_view bytes) {
  for (const Magic& magic : kMagics) {
    if (bytes.starts_with(magic.bytes)) return std::string(magic.what);
  }
  const std::size_t nul = bytes.find('\0');
  if (nul != std::string_view::npos) return fmt::format("byte 0x00 at offset {}", nul);
  constexpr std::size_t kSample = 1U << 16U;
  const std::string_view sample = bytes.substr(0, kSample);
  std::size_t odd = 0;
  std::size_t first_odd = 0;
  for (std::size_t i = 0; i < sample.size();) {
    const CodePoint c = decode_utf8(sample, i);
    const bool control = c.valid && (c.value < 0x20 || c.value == 0x7F) &&
                         std::string_view("\t\n\v\f\r").find(sample[i]) == std::string_view::npos;
    if (control || !c.valid) {
      if (odd == 0) first_odd = i;
      ++odd;
    }
    i += c.length;
  }
  if (odd * 4 <= sample.size()) return {};
  return fmt::format("{}% of the bytes are no characters, the first is 0x{:02X} at offset {}",
                     odd * 100 / sample.size(), static_cast<unsigned char>(sample[first_odd]),
                     first_odd);
}

}  // namespace entente
