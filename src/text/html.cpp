// Main text by density. Blocks that read like prose (long enough, few links, sentence punctuation)
// give mass to the container they stand in. From the page's root the search goes down into the
// child that holds most of the mass as long as there is one; where it ends is the article. Its
// blocks are given out in order, without those that look like menus, captions or bylines.
//
// The idea of paragraph mass is from boilerpipe and Readability; Kohlschuetter, Fankhauser, Nejdl:
// Boilerplate Detection using Shallow Text Features (WSDM 2010).
#include "text/html.h"

#include <algorithm>
#include <limits>

#include "base/base.h"
#include "text/boilerplate.h"
#include "text/dates.h"
#include "text/documents.h"
#include "text/html_blocks.h"
#include "text/normalise.h"

namespace entente {
namespace {

constexpr std::size_t kProseBytes = 80;       // a block shorter than this says little
constexpr double kMostLinks = 0.4;            // share of link bytes in prose
constexpr double kDominantShare = 0.7;       // of the mass, for the search to go down
constexpr double kArticleShare = 0.4;         // the same into a declared article
constexpr double kLeastSuspectFree = 0.1;     // of the mass outside suspects, else they count too

std::string_view text_of(const HtmlPage& page, const HtmlBlock& block) {
  return std::string_view(page.text).substr(block.begin, block.end - block.begin);
}

double link_share(const HtmlBlock& block) {
  return static_cast<double>(block.link_bytes) / static_cast<double>(block.end - block.begin);
}

bool ends_sentence(std::string_view text) {
  constexpr std::string_view kEnds = ".!?\"':;)";
  if (text.ends_with("\u201D") || text.ends_with("\u2019") || text.ends_with("\u2026")) return true;
  return kEnds.find(text.back()) != std::string_view::npos;
}

// How much a block counts as article text.
double mass_of(const HtmlPage& page, const HtmlBlock& block) {
  const std::string_view text = text_of(page, block);
  if (text.size() < kProseBytes || link_share(block) > kMostLinks) return 0;
  const double bytes = static_cast<double>(text.size() - std::min<std::size_t>(block.link_bytes, text.size()));
  return block.kind == BlockKind::kParagraph || ends_sentence(text) ? bytes : bytes / 4;
}

struct Masses {
  std::vector<double> of_node;  // with everything below it
  double total = 0;
};

Masses weigh(const HtmlPage& page, bool with_suspects) {
  Masses masses;
  masses.of_node.resize(page.nodes.size());
  for (const HtmlBlock& block : page.blocks) {
    if (!with_suspects && page.nodes[block.node].suspect) continue;
    masses.of_node[block.node] += mass_of(page, block);
  }
  for (std::size_t i = page.nodes.size(); i-- > 1;) {
    masses.of_node[page.nodes[i].parent] += masses.of_node[i];
  }
  masses.total = masses.of_node[0];
  return masses;
}

// For each node its heaviest child that is no leaf; 0 where it has none with mass.
std::vector<std::uint32_t> heaviest_children(const HtmlPage& page, const Masses& masses) {
  std::vector<std::uint32_t> heaviest(page.nodes.size(), 0);
  for (std::uint32_t i = 1; i < page.nodes.size(); ++i) {
    std::uint32_t& best = heaviest[page.nodes[i].parent];
    if (page.nodes[i].leaf || masses.of_node[i] == 0) continue;
    if (best == 0 || masses.of_node[i] > masses.of_node[best]) best = i;
  }
  return heaviest;
}

// From `from` down, as long as one child holds most of the mass.
std::uint32_t descend(const HtmlPage& page, const Masses& masses, std::uint32_t from) {
  const std::vector<std::uint32_t> heaviest = heaviest_children(page, masses);
  std::uint32_t node = from;
  while (heaviest[node] != 0 &&
         masses.of_node[heaviest[node]] >= kDominantShare * masses.of_node[node]) {
    node = heaviest[node];
  }
  return node;
}

std::uint32_t main_node(const HtmlPage& page, const Masses& masses) {
  std::uint32_t start = 0;
  for (std::uint32_t i = 1; i < page.nodes.size(); ++i) {
    const bool heavier = start == 0 || masses.of_node[i] > masses.of_node[start];
    if (page.nodes[i].article && heavier && masses.of_node[i] >= kArticleShare * masses.total) {
      start = i;
    }
  }
  return descend(page, masses, start);
}

// Marks the nodes of the subtree under `root`; parents come before children.
std::vector<bool> subtree(const HtmlPage& page, std::uint32_t root) {
  std::vector<bool> inside(page.nodes.size());
  for (std::uint32_t i = 0; i < page.nodes.size(); ++i) {
    inside[i] = i == root || (i > 0 && inside[page.nodes[i].parent]);
  }
  return inside;
}

// Whether a block inside the article is the author's text.
bool is_kept(const HtmlPage& page, const HtmlBlock& block) {
  const std::string_view text = text_of(page, block);
  switch (block.kind) {
    case BlockKind::kHeading: return link_share(block) < 0.8;
    case BlockKind::kParagraph:
    case BlockKind::kPreformatted:
      return link_share(block) < 0.8 || (ends_sentence(text) && text.size() > kProseBytes);
    case BlockKind::kItem: return link_share(block) < 0.5;
    case BlockKind::kCell: return link_share(block) < 0.5;
    case BlockKind::kOther:
      return link_share(block) < 0.5 && (text.size() >= kProseBytes || ends_sentence(text));
  }
  return false;
}

// A page without prose: everything that is no link or suspect, and if that is nothing, everything.
std::vector<HtmlBlock> all_blocks(const HtmlPage& page) {
  std::vector<HtmlBlock> blocks;
  std::copy_if(page.blocks.begin(), page.blocks.end(), std::back_inserter(blocks),
               [&](const HtmlBlock& block) {
                 return !page.nodes[block.node].suspect && link_share(block) < kMostLinks;
               });
  return blocks.empty() ? page.blocks : blocks;
}

std::vector<HtmlBlock> article_blocks(const HtmlPage& page) {
  const Masses all = weigh(page, true);
  Masses masses = weigh(page, false);
  const bool with_suspects = masses.total < kLeastSuspectFree * all.total;
  if (with_suspects) masses = all;
  const std::vector<bool> inside = subtree(page, main_node(page, masses));
  std::vector<HtmlBlock> blocks;
  for (const HtmlBlock& block : page.blocks) {
    if (!inside[block.node] || (!with_suspects && page.nodes[block.node].suspect)) continue;
    if (is_kept(page, block)) blocks.push_back(block);
  }
  // A heading with nothing under it led to something that was left out.
  while (!blocks.empty() && blocks.back().kind == BlockKind::kHeading) blocks.pop_back();
  return blocks.empty() ? all_blocks(page) : blocks;
}

void fill(std::string& field, const std::string& value) {
  if (field.empty()) field = value;
}

void fill_metadata(Document& document, const HtmlMetadata& metadata) {
  fill(document.title, metadata.title);
  fill(document.url, metadata.url);
  fill(document.publisher, metadata.publisher);
  if (!document.published.known()) {
    document.published = parse_written_date(metadata.published).value_or(Date{});
  }
}

}  // namespace

MainText html_main_text(std::string_view html, Document& document, HtmlScope scope) {
  if (html.size() > std::numeric_limits<std::uint32_t>::max() / 4) {
    throw Error(ErrorKind::kInput, "page is too long");
  }
  const HtmlPage page = read_html(html);
  if (scope == HtmlScope::kPage) fill_metadata(document, page.metadata);
  if (page.too_deep) {
    document.warnings.push_back("HTML nested too deep; its innermost structure was ignored");
  }
  MainText main;
  auto line = page.lines.begin();
  for (const HtmlBlock& block :
       scope == HtmlScope::kPage ? article_blocks(page) : page.blocks) {
    if (!main.text.empty()) main.text += "\n\n";
    const auto begin = static_cast<std::uint32_t>(main.text.size());
    const auto blank = static_cast<std::uint32_t>(leading_blank(text_of(page, block)));
    main.pieces.push_back({begin + blank, block.source, block.kind == BlockKind::kHeading});
    main.text += text_of(page, block);
    for (; line != page.lines.end() && line->begin < block.end; ++line) {
      if (line->begin >= block.begin) {
        main.pieces.push_back({begin + line->begin - block.begin, line->source, false});
      }
    }
  }
  return main;
}

std::string extract_html_main_text(std::string_view html, Document& document) {
  return html_main_text(html, document).text;
}

void set_text_from_html(Document& document, std::string_view html, HtmlScope scope) {
  const MainText main = html_main_text(html, document, scope);
  set_text(document, main.text);
  // A title that was put in front has no place of its own in the text.
  const auto& paragraphs = document.paragraphs;
  const bool title_added = paragraphs.size() > 1 && paragraphs[1].source_begin == 0;
  for (Paragraph& paragraph : document.paragraphs) {
    if (title_added && &paragraph == &document.paragraphs.front()) continue;
    const auto after = std::upper_bound(
        main.pieces.begin(), main.pieces.end(), paragraph.source_begin,
        [](std::uint64_t offset, const MainTextPiece& piece) { return offset < piece.begin; });
    if (after == main.pieces.begin()) continue;
    const MainTextPiece& piece = *std::prev(after);
    const std::uint64_t inside = paragraph.source_begin - piece.begin;
    paragraph.heading = paragraph.heading || (piece.heading && inside == 0);
    // Exact at the start of a piece; inside one (lines of <pre>) tags and references are not counted.
    paragraph.source_begin = std::min<std::uint64_t>(piece.source + inside, html.size());
  }
}

}  // namespace entente
