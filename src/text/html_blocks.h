// An HTML page as a list of text blocks, each hanging on a tree of the containers around it. The
// tree holds only containers with text somewhere in them; it is built in one pass with bounded
// stack and work, whatever the nesting.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace entente {

enum class BlockKind : std::uint8_t { kOther, kParagraph, kHeading, kItem, kCell, kPreformatted };

struct HtmlBlock {
  std::uint32_t node = 0;        // index in HtmlPage::nodes: the container it stands in
  std::uint32_t begin = 0;       // in HtmlPage::text
  std::uint32_t end = 0;
  std::uint32_t link_bytes = 0;  // how much of it is inside <a>
  std::uint32_t source = 0;      // byte offset of its first character in the page
  BlockKind kind = BlockKind::kOther;
};

// A line after <br> inside a block.
struct HtmlLine {
  std::uint32_t begin = 0;   // in HtmlPage::text
  std::uint32_t source = 0;  // in the page
};

struct HtmlNode {
  std::uint32_t parent = 0;  // node 0 is the page itself, its own parent; parents come first
  bool suspect = false;      // looks like comments, menus, share bars ... by tag, role or class,
                             // or stands inside such
  bool leaf = false;         // a paragraph or heading: never the article as a whole
  bool article = false;      // declared to hold the article (itemprop=articleBody, <article> ...)
};

struct HtmlMetadata {
  std::string title;
  std::string url;
  std::string publisher;
  std::string published;  // as written
};

struct HtmlPage {
  std::string text;  // UTF-8 with references resolved; white space collapsed outside <pre>
  std::vector<HtmlNode> nodes;
  std::vector<HtmlBlock> blocks;
  std::vector<HtmlLine> lines;  // ascending
  HtmlMetadata metadata;
  bool too_deep = false;  // elements beyond the depth limit were read without their structure
};

HtmlPage read_html(std::string_view html);

}  // namespace entente
