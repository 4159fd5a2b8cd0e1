// One document from the bytes of one file or one HTTP answer: charset, then HTML main text or plain
// text, with offsets that lead back into the bytes as they came.
#include <fmt/format.h>

#include <algorithm>

#include "base/base.h"
#include "text/charset.h"
#include "text/documents.h"
#include "text/http.h"
#include "text/normalise.h"

namespace entente {
namespace {

// Offsets and spans are 32 bits, and normalised text may be three times as long as its source.
constexpr std::uint64_t kMostDocumentBytes = 0xFFFFFFFFU / 4;

void map_to_source(Document& document, const DecodedText& decoded) {
  std::vector<std::uint64_t> offsets;
  for (const Paragraph& paragraph : document.paragraphs) offsets.push_back(paragraph.source_begin);
  to_source_offsets(decoded, offsets);
  for (std::size_t i = 0; i < offsets.size(); ++i) document.paragraphs[i].source_begin = offsets[i];
}

void set_text_as(InputFormat format, Document& document, std::string_view text,
                 std::string_view charset) {
  const bool html =
      format == InputFormat::kHtml || (format == InputFormat::kAuto && looks_like_html(text));
  if (!html && charset.empty()) {
    set_text(document, text);
  } else if (!html) {
    const DecodedText decoded = decode_labelled(text, charset);
    set_text(document, decoded.text);
    map_to_source(document, decoded);
  } else if (declares_other_charset(text, charset)) {
    const DecodedText decoded = decode_html(text, charset);
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

std::string why_not_text_in(std::string_view bytes, std::string_view charset) {
  if (charset.empty()) return why_not_text(bytes);
  return why_not_text(decode_labelled(bytes, charset).text);
}

}  // namespace

std::uint64_t longest_document(const ReadOptions& options) {
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

void set_text_of(Document& document, std::string_view bytes, InputFormat format,
                 std::string_view charset) {
  if (is_utf16(bytes)) {
    const DecodedText decoded = decode_utf16(bytes);
    set_text_as(format, document, decoded.text, {});
    map_to_source(document, decoded);
  } else {
    const bool html = format == InputFormat::kHtml || looks_like_html(bytes);
    if (!html) {
      const std::string fault = why_not_text_in(bytes, charset);
      if (!fault.empty()) {
        throw Error(ErrorKind::kInput,
                    fmt::format("not text: {}; expected UTF-8 text, HTML or NDJSON", fault));
      }
    }
    if (format == InputFormat::kAuto && begins_json_array(bytes)) {
      throw Error(ErrorKind::kInput, "a JSON array; expected NDJSON, one object a line");
    }
    set_text_as(format, document, bytes, charset);
  }
  if (!has_body(document, bytes)) throw Error(ErrorKind::kInput, "empty: no text found");
}

ReadResult read_page(std::string_view bytes, std::string_view content_type, Document known,
                     const std::string& source, const ReadOptions& options) {
  const std::optional<InputFormat> format = page_format(content_type);
  if (!format) {
    return refusal(source, fmt::format("content type {} is neither HTML nor plain text",
                                       media_type(content_type)));
  }
  if (bytes.size() > longest_document(options)) {
    return refusal(source, too_long(longest_document(options)));
  }
  try {
    // Servers call anything text/html: what does not look like it must at least be text.
    const std::string charset = charset_parameter(content_type);
    const bool surely_text = looks_like_html(bytes) || is_utf16(bytes);
    const std::string fault = surely_text ? "" : why_not_text_in(bytes, charset);
    if (!fault.empty()) return refusal(source, fmt::format("not text: {}", fault));
    set_text_of(known, bytes, *format, charset);
    finish(known, source, options);
    return {std::move(known), {}};
  } catch (const Error& error) {
    return refusal(source, error.what());
  }
}

}  // namespace entente
