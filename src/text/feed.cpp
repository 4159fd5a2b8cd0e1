// One table tells what the elements of RSS 2.0, RSS 1.0 and Atom mean; elements are known by their
// namespace, since feeds mix vocabularies that share names (media:title, itunes:summary).
//
// pugixml reads no DTD and expands no entities but the five of XML, so a feed can neither grow when
// it is read nor reach for files; its parser and printer do not recurse. Other entities ("&nbsp;")
// stay as written and are resolved as HTML.
#include "text/feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <pugixml.hpp>

#include "base/base.h"
#include "text/charset.h"
#include "text/dates.h"
#include "text/documents.h"
#include "text/html_tokens.h"
#include "text/http.h"
#include "text/normalise.h"

namespace entente {
namespace {

// ---------------------------------------------------------------- the root

constexpr std::string_view kXmlSpace = " \t\r\n";

// Behind a document type declaration, whose internal subset may hold '>' in brackets and quotes.
std::size_t skip_doctype(std::string_view xml) {
  int depth = 0;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    const char c = xml[i];
    if (c == '"' || c == '\'') {
      i = std::min(xml.find(c, i + 1), xml.size());
    } else if (c == '[') {
      ++depth;
    } else if (c == ']') {
      --depth;
    } else if (c == '>' && depth <= 0) {
      return i + 1;
    }
  }
  return xml.size();
}

// The start tag of the root element without its '<', empty where `xml` does not begin like XML.
std::string_view root_tag(std::string_view xml) {
  if (xml.starts_with("\xEF\xBB\xBF")) xml.remove_prefix(3);
  const auto skip_to = [&](std::string_view end) {
    xml.remove_prefix(std::min(xml.find(end), xml.size() - std::min(xml.size(), end.size())));
    xml.remove_prefix(std::min(end.size(), xml.size()));
  };
  for (;;) {
    xml.remove_prefix(std::min(xml.find_first_not_of(kXmlSpace), xml.size()));
    if (xml.starts_with("<?")) {
      skip_to("?>");
    } else if (xml.starts_with("<!--")) {
      skip_to("-->");
    } else if (xml.starts_with("<!")) {
      xml.remove_prefix(skip_doctype(xml));
    } else {
      break;
    }
  }
  return xml.starts_with('<') ? xml.substr(1, xml.find('>') - 1) : std::string_view();
}

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

std::string_view local_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_feed_root(std::string_view tag) {
  const std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
  const std::string_view local = local_of(name);
  if (name == "rss") return true;
  if (local == "RDF") return tag.find("rss") != std::string_view::npos;
  return local == "feed" && to_lower_ascii(tag).find("atom") != std::string::npos;
}

// ---------------------------------------------------------------- elements

enum class Vocabulary : std::uint8_t { kCore, kContent, kDublinCore, kOther };
struct VocabularyRow {
  std::string_view address;
  std::string_view usual_prefix;  // where the feed forgot to declare it
  Vocabulary vocabulary;
};
constexpr auto kVocabularies = std::to_array<VocabularyRow>(
    {{"http://purl.org/rss/1.0/modules/content/", "content", Vocabulary::kContent},
     {"http://purl.org/dc/elements/1.1/", "dc", Vocabulary::kDublinCore},
     {"http://purl.org/dc/terms/", "dcterms", Vocabulary::kDublinCore}});

enum class Field : std::uint8_t { kTitle, kLink, kId, kDate, kContent, kCount };
struct ElementRow {
  Vocabulary vocabulary;
  std::string_view name;
  Field field;
  int rank;  // of those that are there and not empty, the lowest is taken
};
constexpr auto kElements = std::to_array<ElementRow>({
    {Vocabulary::kCore, "title", Field::kTitle, 0},
    {Vocabulary::kDublinCore, "title", Field::kTitle, 1},
    {Vocabulary::kCore, "link", Field::kLink, 0},
    {Vocabulary::kCore, "guid", Field::kId, 0},
    {Vocabulary::kCore, "id", Field::kId, 0},
    {Vocabulary::kDublinCore, "identifier", Field::kId, 1},
    {Vocabulary::kCore, "pubDate", Field::kDate, 0},
    {Vocabulary::kCore, "published", Field::kDate, 0},
    {Vocabulary::kCore, "issued", Field::kDate, 1},  // Atom 0.3
    {Vocabulary::kDublinCore, "date", Field::kDate, 2},
    {Vocabulary::kDublinCore, "created", Field::kDate, 2},
    {Vocabulary::kCore, "updated", Field::kDate, 3},
    {Vocabulary::kCore, "modified", Field::kDate, 4},  // Atom 0.3
    {Vocabulary::kContent, "encoded", Field::kContent, 0},
    {Vocabulary::kCore, "content", Field::kContent, 1},
    {Vocabulary::kCore, "description", Field::kContent, 2},
    {Vocabulary::kCore, "summary", Field::kContent, 3},
    {Vocabulary::kDublinCore, "description", Field::kContent, 4},
});

std::string_view declared_address(pugi::xml_node node, std::string_view prefix) {
  const std::string attribute = fmt::format("xmlns:{}", prefix);
  for (; node; node = node.parent()) {
    if (const pugi::xml_attribute found = node.attribute(attribute.c_str())) return found.value();
  }
  return {};
}

// Elements with the root's own prefix, or without any, are the feed's own.
Vocabulary vocabulary_of(pugi::xml_node node, std::string_view root_prefix) {
  const std::string_view prefix = prefix_of(node.name());
  if (prefix.empty() || prefix == root_prefix) return Vocabulary::kCore;
  const std::string_view address = declared_address(node, prefix);
  for (const VocabularyRow& row : kVocabularies) {
    if (address == row.address || (address.empty() && prefix == row.usual_prefix)) {
      return row.vocabulary;
    }
  }
  return Vocabulary::kOther;
}

const ElementRow* row_of(pugi::xml_node node, std::string_view root_prefix) {
  const std::string_view local = local_of(node.name());
  const auto named = [&](const ElementRow& row) { return row.name == local; };
  if (std::none_of(kElements.begin(), kElements.end(), named)) return nullptr;
  const Vocabulary vocabulary = vocabulary_of(node, root_prefix);
  const auto found = std::find_if(kElements.begin(), kElements.end(), [&](const ElementRow& row) {
    return named(row) && row.vocabulary == vocabulary;
  });
  return found == kElements.end() ? nullptr : &*found;
}

// ---------------------------------------------------------------- what stands in an element

struct Content {
  std::string text;
  bool markup = false;
};

bool has_markup(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.starts_with('/') || rest.starts_with('!')) return true;
    if (!rest.empty() && is_ascii_alpha(rest.front()) && rest.find('>') != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

struct StringWriter : pugi::xml_writer {
  std::string out;
  void write(const void* data, std::size_t size) override {
    out.append(static_cast<const char*>(data), size);
  }
};

// The text of `node`; where it holds elements, their markup.
Content content_of(pugi::xml_node node) {
  Content content;
  const auto children = node.children();
  content.markup = std::any_of(children.begin(), children.end(), [](pugi::xml_node child) {
    return child.type() == pugi::node_element;
  });
  StringWriter writer;
  for (const pugi::xml_node child : node.children()) {
    if (content.markup) {
      child.print(writer, "", pugi::format_raw);
    } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      writer.out += child.value();
    }
  }
  content.text = std::move(writer.out);
  return content;
}

// Atom says what its text is; in RSS anything may be markup.
Content typed_content(pugi::xml_node node) {
  Content content = content_of(node);
  const std::string type = to_lower_ascii(node.attribute("type").value());
  if (type == "text" || type == "text/plain") return content;
  if (!type.empty() && type != "html" && type != "xhtml" && !type.starts_with("text/") &&
      type.find("xml") == std::string::npos) {
    return {};  // Base64 of something else
  }
  content.markup =
      content.markup || type == "html" || type == "text/html" || has_markup(content.text);
  return content;
}

// Words without tags, on one line.
std::string plain_text(const Content& content) {
  std::string text;
  if (content.markup) {
    HtmlTokenizer tokenizer(content.text);
    HtmlToken token;
    while (tokenizer.next(token)) {
      if (token.kind == HtmlToken::Kind::kText) append_unescaped(text, token.text);
    }
  } else {
    append_unescaped(text, content.text);
  }
  std::string clean;
  append_normalised(clean, text);
  return clean;
}

std::string one_line(std::string_view raw) {
  std::string clean;
  append_normalised(clean, raw);
  return clean;
}

// RSS writes the address as text, Atom as an attribute, with other relations beside it.
std::string link_of(pugi::xml_node node) {
  const pugi::xml_attribute href = node.attribute("href");
  if (!href) return one_line(content_of(node).text);
  const std::string_view relation = node.attribute("rel").value();
  return relation.empty() || relation == "alternate" ? one_line(href.value()) : std::string();
}

// ---------------------------------------------------------------- dates

// RFC 822 allowed years of two digits: "Wed, 22 Jan 25 10:00 GMT". 50 to 99 are of the last century
// (RFC 5322, 4.3).
std::string with_whole_year(std::string_view date) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(date, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  if (!words.empty() && words.front().ends_with(',')) words.erase(words.begin());
  const auto is_digits = [](std::string_view word, std::size_t most) {
    return !word.empty() && word.size() <= most &&
           std::all_of(word.begin(), word.end(), is_ascii_digit);
  };
  if (words.size() < 3 || !is_digits(words[0], 2) || !is_digits(words[2], 2) ||
      words[2].size() != 2) {
    return std::string(date);
  }
  return fmt::format("{} {} {}{}", words[0], words[1], words[2] < "50" ? "20" : "19", words[2]);
}

std::optional<Date> feed_date(std::string_view written) {
  return parse_written_date(with_whole_year(written));
}

// ---------------------------------------------------------------- entries

FeedEntry read_item(pugi::xml_node item, std::string_view root_prefix) {
  FeedEntry entry;
  std::array<int, static_cast<std::size_t>(Field::kCount)> best;
  best.fill(100);
  const auto offer = [&](const ElementRow& row, std::string& field, std::string value) {
    int& rank = best[static_cast<std::size_t>(row.field)];
    if (row.rank >= rank || value.empty()) return false;
    field = std::move(value);
    rank = row.rank;
    return true;
  };
  bool id_is_link = false;
  for (const pugi::xml_node child : item.children()) {
    const ElementRow* row = row_of(child, root_prefix);
    if (row == nullptr) continue;
    switch (row->field) {
      case Field::kTitle:
        offer(*row, entry.title, plain_text(typed_content(child)));
        break;
      case Field::kLink:
        offer(*row, entry.link, link_of(child));
        break;
      case Field::kDate:
        offer(*row, entry.written_date, one_line(content_of(child).text));
        break;
      case Field::kId:
        if (offer(*row, entry.id, one_line(content_of(child).text))) {
          id_is_link = row->name == "guid" &&
                       std::string_view(child.attribute("isPermaLink").value()) != "false";
        }
        break;
      case Field::kContent: {
        Content content = typed_content(child);
        if (leading_blank(content.text) == content.text.size()) break;
        if (offer(*row, entry.content, std::move(content.text))) entry.markup = content.markup;
        break;
      }
      case Field::kCount:
        break;
    }
  }
  if (entry.id.empty()) entry.id = one_line(item.attribute("rdf:about").value());
  if (entry.link.empty() && id_is_link && entry.id.starts_with("http")) entry.link = entry.id;
  entry.published = feed_date(entry.written_date).value_or(Date{});
  return entry;
}

[[noreturn]] void refuse_broken(std::string_view xml, const pugi::xml_parse_result& result) {
  const auto at =
      std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)), xml.size());
  const auto line =
      std::count(xml.begin(), xml.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
  throw Error(ErrorKind::kInput,
              fmt::format("broken XML at line {} (byte {}): {}", line, at, result.description()));
}

// A whole page where a piece was expected.
bool is_whole_page(std::string_view html) {
  const std::string begin = to_lower_ascii(trim(html).substr(0, 100));
  return begin.starts_with("<!doctype html") || begin.starts_with("<html");
}

bool has_visible_text(const Document& document) {
  return std::any_of(document.paragraphs.begin(), document.paragraphs.end(),
                     [](const Paragraph& paragraph) { return paragraph.span.size() > 0; });
}

void set_entry_text(Document& document, const FeedEntry& entry) {
  if (entry.markup) {
    const bool page = is_whole_page(entry.content);
    set_text_from_html(document, entry.content, page ? HtmlScope::kPage : HtmlScope::kFragment);
    return;
  }
  std::string text;
  append_unescaped(text, entry.content);
  set_text(document, text);
}

}  // namespace

bool looks_like_feed(std::string_view bytes) {
  if (is_utf16(bytes)) return is_feed_root(root_tag(decode_utf16(bytes).text));
  return is_feed_root(root_tag(bytes));
}

Feed parse_feed(std::string_view bytes, std::string_view content_type) {
  const DecodedText decoded = decode_xml(bytes, charset_parameter(content_type));
  const std::string_view xml = decoded.text;
  const std::string_view tag = root_tag(xml);
  if (!is_feed_root(tag)) {
    throw Error(ErrorKind::kInput,
                tag.empty()
                    ? "no feed: does not begin like XML"
                    : fmt::format("no feed: its root element is <{}>, not rss, rdf:RDF or feed",
                                  one_line(tag.substr(0, std::min<std::size_t>(
                                                             tag.find_first_of(" \t\r\n/"), 60)))));
  }
  pugi::xml_document tree;
  const pugi::xml_parse_result result =
      tree.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result) refuse_broken(xml, result);
  const pugi::xml_node root = tree.document_element();
  const std::string_view root_name = local_of(root.name());
  const bool atom = root_name == "feed";
  const std::string_view prefix = atom ? prefix_of(root.name()) : std::string_view();
  // RSS 2.0 has its items inside the channel, RSS 1.0 beside it.
  const pugi::xml_node channel = atom ? root : root.child("channel");
  const pugi::xml_node parent = root_name == "RDF" ? root : channel;
  Feed feed;
  feed.title = read_item(channel, prefix).title;
  for (const pugi::xml_node child : parent.children()) {
    if (local_of(child.name()) != (atom ? "entry" : "item")) continue;
    if (vocabulary_of(child, prefix) != Vocabulary::kCore) continue;
    feed.entries.push_back(read_item(child, prefix));
  }
  return feed;
}

ReadResult read_entry(const FeedEntry& entry, const std::string& publisher,
                      const std::string& source, const ReadOptions& options) {
  if (entry.content.size() > longest_document(options)) {
    return refusal(source, too_long(longest_document(options)));
  }
  Document document;
  document.url = entry.link;
  document.title = entry.title;
  document.publisher = publisher;
  document.published = entry.published;
  if (!entry.written_date.empty() && !entry.published.known()) {
    document.warnings.push_back(fmt::format("published is not a date: '{}'", entry.written_date));
  }
  try {
    set_entry_text(document, entry);
  } catch (const Error& error) {
    return refusal(source, error.what());
  }
  if (!has_visible_text(document)) return refusal(source, "empty: neither title nor text");
  finish(document, source, options);
  return {std::move(document), {}};
}

void read_feed(std::string_view bytes, const std::string& source, const ReadOptions& options,
               const ReadSink& sink) {
  Feed feed;
  try {
    feed = parse_feed(bytes);
  } catch (const Error& error) {
    sink(refusal(source, error.what()));
    return;
  }
  if (feed.entries.empty()) sink(refusal(source, "a feed without items"));
  for (std::size_t i = 0; i < feed.entries.size(); ++i) {
    ReadResult result =
        read_entry(feed.entries[i], feed.title, fmt::format("{}: item {}", source, i + 1), options);
    if (result.document) result.document->source = source;
    if (!sink(std::move(result))) return;
  }
}

}  // namespace entente
