// Foreign bytes in, clean documents out: gzip, plain text, HTML main text, NDJSON, WARC, RSS and
// Atom, folders of these; UTF-8 repair, normalisation, paragraphs and headings with offsets into the
// source. docs/inputs.md says what is taken from each.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "document/document.h"

namespace entente {

enum class InputFormat : std::uint8_t { kAuto, kText, kHtml, kNdjson, kWarc, kFeed, kCount };
struct InputFormatRow { InputFormat value; std::string_view name; };
inline constexpr auto kInputFormats = std::to_array<InputFormatRow>(
    {{InputFormat::kAuto, "auto"}, {InputFormat::kText, "text"},
     {InputFormat::kHtml, "html"}, {InputFormat::kNdjson, "ndjson"},
     {InputFormat::kWarc, "warc"}, {InputFormat::kFeed, "feed"}});
static_assert(rows_in_enum_order(kInputFormats));

struct ReadOptions {
  InputFormat format = InputFormat::kAuto;  // kAuto: told by content, never by file name
  Date date;                                // for documents that carry none
  // Longest document accepted, in bytes of text after decompression; a longer one is refused with
  // a message (bounded memory whatever comes in).
  std::uint64_t max_document_bytes = 64U << 20U;
  // Where given: bytes read from inputs, as they lie there (packed), are added to it.
  std::uint64_t* consumed = nullptr;
};

// One outcome of reading: a document, or why a piece of the input was refused. Reading goes on
// after a refusal where the input allows it (the next NDJSON line, WARC record, feed item, file).
struct ReadResult {
  std::optional<Document> document;  // text, paragraphs, metadata set; nothing else
  std::string refusal;               // "news.ndjson: line 3: ...", when document is empty
};
// Returns false to stop reading.
using ReadSink = std::function<bool(ReadResult&&)>;

// Reads a file, a folder with everything below it, or standard input for "-"; gives results one by
// one in input order, NDJSON line by line as it arrives, WARC record by record, the files of a folder
// in the order of their paths. Never throws for what the input holds; a file that cannot be opened is
// a refusal too.
void read_documents(const std::string& path, const ReadOptions& options, const ReadSink& sink);
// The same from a stream; `source` names it in messages.
void read_documents(std::istream& input, const std::string& source, const ReadOptions& options,
                    const ReadSink& sink);

// The files below a folder in the order in which they are read, for who must know which they are. Gives
// a path, or a path with the reason why it cannot be read ("not a regular file"); false from `on_file`
// ends the walk.
using FileSink = std::function<bool(const std::string& path, const std::string& fault)>;
void walk_folder(const std::string& folder, const FileSink& on_file);

// ---------------------------------------------------------------- feeds and pages, one by one

struct FeedEntry {
  std::string id;     // guid, atom:id or rdf:about as written; only the feed says what it is worth
  std::string link;   // as written: may be relative to the feed's address
  std::string title;  // plain text
  Date published;
  std::string written_date;  // what `published` was read from; it is unknown where that is no date
  std::string content;       // the fullest the entry gives, empty for a mere headline
  bool markup = false;       // `content` is HTML
};
struct Feed {
  std::string title;  // plain text
  std::vector<FeedEntry> entries;  // in the feed's order
};
// RSS 2.0 (and 0.9x), RSS 1.0, Atom; UTF-8, UTF-16 or the charset of the XML declaration, without one
// that of `content_type`, the HTTP header. Throws Error(kInput) for what is no feed or breaks off, with
// line and byte.
Feed parse_feed(std::string_view bytes, std::string_view content_type = {});
// Whether the root element is that of a feed.
bool looks_like_feed(std::string_view bytes);
// The entry as a document, a headline alone as one of one sentence. `source` as in read_documents.
ReadResult read_entry(const FeedEntry& entry, const std::string& publisher, const std::string& source,
                      const ReadOptions& options);

// A page as it came over HTTP, unpacked. `content_type` is the header ("text/html; charset=x"), empty
// where there was none; what is neither HTML nor plain text is refused. `known` holds what is known
// beside the bytes (url, title, published, publisher); the page fills what is empty.
ReadResult read_page(std::string_view bytes, std::string_view content_type, Document known,
                     const std::string& source, const ReadOptions& options);

// The parts, for tests and fuzzing.
std::string extract_html_main_text(std::string_view html, Document& document);
// Sets document.text, paragraphs and language from raw text: repairs UTF-8 (with a warning),
// normalises line ends, spaces, soft hyphens and quotes, splits paragraphs, marks headings.
void set_text(Document& document, std::string_view raw);

}  // namespace entente
