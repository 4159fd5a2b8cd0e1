// Foreign bytes in, clean documents out: gzip, plain text, HTML main text, NDJSON; UTF-8 repair,
// normalisation, paragraphs and headings with offsets into the source.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "base/base.h"
#include "document/document.h"

namespace entente {

enum class InputFormat : std::uint8_t { kAuto, kText, kHtml, kNdjson, kCount };
struct InputFormatRow { InputFormat value; std::string_view name; };
inline constexpr auto kInputFormats = std::to_array<InputFormatRow>(
    {{InputFormat::kAuto, "auto"}, {InputFormat::kText, "text"},
     {InputFormat::kHtml, "html"}, {InputFormat::kNdjson, "ndjson"}});
static_assert(rows_in_enum_order(kInputFormats));

struct ReadOptions {
  InputFormat format = InputFormat::kAuto;  // kAuto: told by content, never by file name
  Date date;                                // for documents that carry none
  // Longest document accepted, in bytes of text after decompression; a longer one is refused with
  // a message (bounded memory whatever comes in).
  std::uint64_t max_document_bytes = 64U << 20U;
};

// One outcome of reading: a document, or why a piece of the input was refused. Reading goes on
// after a refusal where the input allows it (the next NDJSON line, the next file).
struct ReadResult {
  std::optional<Document> document;  // text, paragraphs, metadata set; nothing else
  std::string refusal;               // "news.ndjson: line 3: ...", when document is empty
};
// Returns false to stop reading.
using ReadSink = std::function<bool(ReadResult&&)>;

// Reads a file, or standard input for "-"; gives results one by one in input order, NDJSON line by
// line as it arrives. Never throws for what the input holds; a file that cannot be opened is a
// refusal too.
void read_documents(const std::string& path, const ReadOptions& options, const ReadSink& sink);
// The same from a stream; `source` names it in messages.
void read_documents(std::istream& input, const std::string& source, const ReadOptions& options,
                    const ReadSink& sink);

// The parts, for tests and fuzzing.
std::string extract_html_main_text(std::string_view html, Document& document);
// Sets document.text, paragraphs and language from raw text: repairs UTF-8 (with a warning),
// normalises line ends, spaces, soft hyphens and quotes, splits paragraphs, marks headings.
void set_text(Document& document, std::string_view raw);

}  // namespace entente
