// Tags drive a stack of open elements; text goes to the current block, which ends wherever a
// non-inline element begins or ends. What a tag means is in the table kElements, what class names
// and roles mean in kSuspectWords and kSuspectRoles.
//
// Bounds against hostile pages: the stack holds kMostOpen elements (deeper ones are read as if
// inline), an end tag looks kFarthestMatch elements up for its start tag, nodes are made only for
// elements that hold text, blocks are at most kMostBlocks. So time and memory are linear in the input.
#include "text/html_blocks.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/base.h"
#include "text/html_tokens.h"
#include "text/normalise.h"

namespace entente {
namespace {

constexpr std::size_t kMostOpen = 2000;
constexpr std::size_t kFarthestMatch = 64;
// A page of more blocks than this is no article; the rest becomes one block, to bound memory.
constexpr std::size_t kMostBlocks = 1U << 19U;

// ---------------------------------------------------------------- elements

enum class ElementKind : std::uint8_t {
  kFormatting,  // <b>: as if it were not there
  kInline,      // <span>, and every element not in the table
  kLink,
  kVoid,
  kBreak,
  kDropped,     // goes with everything in it
  kSuspect,     // a container of what is seldom the article
  kContainer,
  kArticle,     // a container that declares the article
  kParagraph,
  kHeading,
  kItem,
  kCell,
  kPreformatted,
};

struct Element {
  std::string_view name;
  ElementKind kind;
};
constexpr auto kElements = std::to_array<Element>({
    {"a", ElementKind::kLink},
    {"abbr", ElementKind::kFormatting},
    {"address", ElementKind::kContainer},
    {"area", ElementKind::kVoid},
    {"article", ElementKind::kArticle},
    {"aside", ElementKind::kSuspect},
    {"audio", ElementKind::kDropped},
    {"b", ElementKind::kFormatting},
    {"base", ElementKind::kVoid},
    {"blockquote", ElementKind::kContainer},
    {"body", ElementKind::kContainer},
    {"br", ElementKind::kBreak},
    {"button", ElementKind::kDropped},
    {"canvas", ElementKind::kDropped},
    {"center", ElementKind::kContainer},
    {"cite", ElementKind::kFormatting},
    {"code", ElementKind::kFormatting},
    {"col", ElementKind::kVoid},
    {"dd", ElementKind::kItem},
    {"dialog", ElementKind::kDropped},
    {"div", ElementKind::kContainer},
    {"dl", ElementKind::kContainer},
    {"dt", ElementKind::kItem},
    {"em", ElementKind::kFormatting},
    {"embed", ElementKind::kVoid},
    {"fieldset", ElementKind::kContainer},
    {"figcaption", ElementKind::kSuspect},
    {"figure", ElementKind::kSuspect},
    {"font", ElementKind::kFormatting},
    {"footer", ElementKind::kSuspect},
    {"form", ElementKind::kContainer},
    {"frame", ElementKind::kVoid},
    {"h1", ElementKind::kHeading},
    {"h2", ElementKind::kHeading},
    {"h3", ElementKind::kHeading},
    {"h4", ElementKind::kHeading},
    {"h5", ElementKind::kHeading},
    {"h6", ElementKind::kHeading},
    {"head", ElementKind::kContainer},
    {"header", ElementKind::kSuspect},
    {"hr", ElementKind::kVoid},
    {"html", ElementKind::kContainer},
    {"i", ElementKind::kFormatting},
    {"iframe", ElementKind::kDropped},
    {"img", ElementKind::kVoid},
    {"input", ElementKind::kVoid},
    {"label", ElementKind::kInline},
    {"li", ElementKind::kItem},
    {"link", ElementKind::kVoid},
    {"main", ElementKind::kContainer},
    {"map", ElementKind::kDropped},
    {"math", ElementKind::kDropped},
    {"menu", ElementKind::kSuspect},
    {"meta", ElementKind::kVoid},
    {"nav", ElementKind::kSuspect},
    {"noembed", ElementKind::kDropped},
    {"noframes", ElementKind::kDropped},
    {"noscript", ElementKind::kDropped},
    {"object", ElementKind::kDropped},
    {"ol", ElementKind::kContainer},
    {"p", ElementKind::kParagraph},
    {"param", ElementKind::kVoid},
    {"pre", ElementKind::kPreformatted},
    {"q", ElementKind::kFormatting},
    {"s", ElementKind::kFormatting},
    {"script", ElementKind::kDropped},
    {"section", ElementKind::kContainer},
    {"select", ElementKind::kDropped},
    {"small", ElementKind::kFormatting},
    {"source", ElementKind::kVoid},
    {"span", ElementKind::kInline},
    {"strike", ElementKind::kFormatting},
    {"strong", ElementKind::kFormatting},
    {"style", ElementKind::kDropped},
    {"sub", ElementKind::kFormatting},
    {"sup", ElementKind::kFormatting},
    {"svg", ElementKind::kDropped},
    {"table", ElementKind::kContainer},
    {"tbody", ElementKind::kContainer},
    {"td", ElementKind::kCell},
    {"template", ElementKind::kDropped},
    {"textarea", ElementKind::kDropped},
    {"tfoot", ElementKind::kContainer},
    {"th", ElementKind::kCell},
    {"thead", ElementKind::kContainer},
    {"title", ElementKind::kDropped},
    {"tr", ElementKind::kContainer},
    {"track", ElementKind::kVoid},
    {"tt", ElementKind::kFormatting},
    {"u", ElementKind::kFormatting},
    {"ul", ElementKind::kContainer},
    {"video", ElementKind::kDropped},
    {"wbr", ElementKind::kVoid},
    {"xmp", ElementKind::kDropped},
});
static_assert(std::is_sorted(kElements.begin(), kElements.end(),
                             [](const Element& a, const Element& b) { return a.name < b.name; }));
constexpr std::size_t kLongestElement = 10;
constexpr Element kUnknownElement = {"", ElementKind::kInline};
constexpr Element kCustomElement = {"", ElementKind::kContainer};

const Element& element_named(std::string_view name) {
  if (name.size() <= kLongestElement) {
    std::array<char, kLongestElement> lower{};
    std::transform(name.begin(), name.end(), lower.begin(),
                   [](char c) { return is_ascii_upper(c) ? static_cast<char>(c + 32) : c; });
    const std::string_view key(lower.data(), name.size());
    const auto found = std::lower_bound(
        kElements.begin(), kElements.end(), key,
        [](const Element& row, std::string_view v) { return row.name < v; });
    if (found != kElements.end() && found->name == key) return *found;
  }
  return name.find('-') != std::string_view::npos ? kCustomElement : kUnknownElement;
}

bool is_inline(ElementKind kind) {
  return kind == ElementKind::kInline || kind == ElementKind::kLink;
}

bool is_leaf(ElementKind kind) {
  return kind == ElementKind::kParagraph || kind == ElementKind::kHeading ||
         kind == ElementKind::kPreformatted;
}

BlockKind block_kind_of(ElementKind kind) {
  switch (kind) {
    case ElementKind::kParagraph: return BlockKind::kParagraph;
    case ElementKind::kHeading: return BlockKind::kHeading;
    case ElementKind::kItem: return BlockKind::kItem;
    case ElementKind::kCell: return BlockKind::kCell;
    case ElementKind::kPreformatted: return BlockKind::kPreformatted;
    default: return BlockKind::kOther;
  }
}

// ---------------------------------------------------------------- class names and roles

enum class WordMeaning : std::uint8_t {
  kSuspect,      // the element is not the article
  kWeak,         // the same unless a kContent word stands in the same class name
  kContent,
  kNegation,     // "with-sidebar", "no-comments": says nothing about the element itself
};
struct ClassWord {
  std::string_view word;
  WordMeaning meaning;
};
constexpr auto kClassWords = std::to_array<ClassWord>({
    {"ad", WordMeaning::kSuspect},
    {"ads", WordMeaning::kSuspect},
    {"advert", WordMeaning::kSuspect},
    {"advertisement", WordMeaning::kSuspect},
    {"article", WordMeaning::kContent},
    {"author", WordMeaning::kWeak},
    {"banner", WordMeaning::kWeak},
    {"bio", WordMeaning::kWeak},
    {"body", WordMeaning::kContent},
    {"breadcrumb", WordMeaning::kSuspect},
    {"breadcrumbs", WordMeaning::kSuspect},
    {"byline", WordMeaning::kSuspect},
    {"caption", WordMeaning::kSuspect},
    {"comment", WordMeaning::kSuspect},
    {"comments", WordMeaning::kSuspect},
    {"consent", WordMeaning::kSuspect},
    {"content", WordMeaning::kContent},
    {"cookie", WordMeaning::kSuspect},
    {"cookies", WordMeaning::kSuspect},
    {"copyright", WordMeaning::kSuspect},
    {"credit", WordMeaning::kSuspect},
    {"dateline", WordMeaning::kSuspect},
    {"disclaimer", WordMeaning::kSuspect},
    {"disqus", WordMeaning::kSuspect},
    {"field", WordMeaning::kContent},
    {"footer", WordMeaning::kSuspect},
    {"has", WordMeaning::kNegation},
    {"header", WordMeaning::kWeak},
    {"hidden", WordMeaning::kWeak},
    {"main", WordMeaning::kContent},
    {"menu", WordMeaning::kSuspect},
    {"meta", WordMeaning::kWeak},
    {"modal", WordMeaning::kSuspect},
    {"nav", WordMeaning::kSuspect},
    {"navbar", WordMeaning::kSuspect},
    {"navigation", WordMeaning::kSuspect},
    {"newsletter", WordMeaning::kSuspect},
    {"no", WordMeaning::kNegation},
    {"noprint", WordMeaning::kWeak},
    {"outbrain", WordMeaning::kSuspect},
    {"overlay", WordMeaning::kSuspect},
    {"pager", WordMeaning::kSuspect},
    {"pagination", WordMeaning::kSuspect},
    {"popular", WordMeaning::kSuspect},
    {"popup", WordMeaning::kSuspect},
    {"promo", WordMeaning::kSuspect},
    {"recirc", WordMeaning::kSuspect},
    {"recommend", WordMeaning::kSuspect},
    {"recommendations", WordMeaning::kSuspect},
    {"recommended", WordMeaning::kSuspect},
    {"related", WordMeaning::kSuspect},
    {"rrssb", WordMeaning::kSuspect},
    {"share", WordMeaning::kSuspect},
    {"sharing", WordMeaning::kSuspect},
    {"sidebar", WordMeaning::kSuspect},
    {"signup", WordMeaning::kSuspect},
    {"social", WordMeaning::kSuspect},
    {"sponsor", WordMeaning::kSuspect},
    {"sponsored", WordMeaning::kSuspect},
    {"story", WordMeaning::kContent},
    {"subscribe", WordMeaning::kSuspect},
    {"subscription", WordMeaning::kWeak},
    {"taboola", WordMeaning::kSuspect},
    {"tags", WordMeaning::kSuspect},
    {"text", WordMeaning::kContent},
    {"toolbar", WordMeaning::kSuspect},
    {"tools", WordMeaning::kWeak},
    {"trending", WordMeaning::kSuspect},
    {"widget", WordMeaning::kWeak},
    {"with", WordMeaning::kNegation},
});
static_assert(std::is_sorted(kClassWords.begin(), kClassWords.end(),
                             [](const ClassWord& a, const ClassWord& b) { return a.word < b.word; }));

constexpr auto kSuspectRoles = std::to_array<std::string_view>(
    {"alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar",
     "navigation", "search", "tablist", "toolbar"});

// A class attribute longer than this says nothing worth the time.
constexpr std::size_t kLongestClass = 1000;

const ClassWord* class_word(std::string_view lower) {
  const auto found = std::lower_bound(
      kClassWords.begin(), kClassWords.end(), lower,
      [](const ClassWord& row, std::string_view v) { return row.word < v; });
  return found != kClassWords.end() && found->word == lower ? &*found : nullptr;
}

// Calls `on_word` with each word of "articleShare-bar": "article", "share", "bar".
template <class OnWord>
void for_each_word(std::string_view name, OnWord&& on_word) {
  std::string word;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const char c = i < name.size() ? name[i] : '-';
    const bool camel = is_ascii_upper(c) && i > 0 && is_ascii_lower(name[i - 1]);
    if ((!is_ascii_alpha(c) || camel) && !word.empty()) {
      on_word(word);
      word.clear();
    }
    if (is_ascii_alpha(c)) word.push_back(is_ascii_upper(c) ? static_cast<char>(c + 32) : c);
  }
}

bool is_suspect_class_name(std::string_view name) {
  bool suspect = false;
  bool weak = false;
  bool content = false;
  bool negated = false;
  for_each_word(name, [&](const std::string& word) {
    const ClassWord* row = class_word(word);
    if (row == nullptr) return;
    suspect = suspect || row->meaning == WordMeaning::kSuspect;
    weak = weak || row->meaning == WordMeaning::kWeak;
    content = content || row->meaning == WordMeaning::kContent;
    negated = negated || row->meaning == WordMeaning::kNegation;
  });
  return !negated && (suspect || (weak && !content));
}

bool is_suspect_class(std::string_view names) {
  if (names.size() > kLongestClass) return false;
  const std::vector<std::string_view> parts = split(names, ' ');
  return std::any_of(parts.begin(), parts.end(), is_suspect_class_name);
}

// What the attributes of a start tag say about its element.
struct AttributeHints {
  bool suspect = false;
  bool article = false;
  bool hidden = false;
};

AttributeHints hints_of(const std::vector<HtmlAttribute>& attributes) {
  AttributeHints hints;
  for (const HtmlAttribute& attribute : attributes) {
    const std::string_view value = trim(attribute.value);
    if (equals_ignoring_case(attribute.name, "class") ||
        equals_ignoring_case(attribute.name, "id")) {
      hints.suspect = hints.suspect || is_suspect_class(value);
    } else if (equals_ignoring_case(attribute.name, "role")) {
      hints.suspect = hints.suspect || std::any_of(kSuspectRoles.begin(), kSuspectRoles.end(),
                                                   [&](std::string_view role) {
                                                     return equals_ignoring_case(value, role);
                                                   });
    } else if (equals_ignoring_case(attribute.name, "itemprop")) {
      hints.article = hints.article || equals_ignoring_case(value, "articlebody");
    } else if (equals_ignoring_case(attribute.name, "hidden")) {
      hints.hidden = true;
    } else if (equals_ignoring_case(attribute.name, "style")) {
      std::string plain = to_lower_ascii(value.substr(0, kLongestClass));
      plain.erase(std::remove(plain.begin(), plain.end(), ' '), plain.end());
      hints.hidden = hints.hidden || plain.find("display:none") != std::string::npos;
    }
  }
  return hints;
}

// ---------------------------------------------------------------- metadata

// Keys of <meta property|name|itemprop> and the field they fill; the lowest rank found wins.
struct MetaKey {
  std::string_view key;
  std::string HtmlMetadata::*field;
  int rank;
};
constexpr auto kMetaKeys = std::to_array<MetaKey>({
    {"og:title", &HtmlMetadata::title, 0},
    {"twitter:title", &HtmlMetadata::title, 3},
    {"og:url", &HtmlMetadata::url, 1},
    {"og:site_name", &HtmlMetadata::publisher, 0},
    {"article:published_time", &HtmlMetadata::published, 0},
    {"datepublished", &HtmlMetadata::published, 2},
    {"date", &HtmlMetadata::published, 4},
    {"dc.date", &HtmlMetadata::published, 4},
    {"dc.date.issued", &HtmlMetadata::published, 4},
    {"dcterms.date", &HtmlMetadata::published, 4},
    {"pubdate", &HtmlMetadata::published, 4},
    {"publish_date", &HtmlMetadata::published, 4},
    {"parsely-pub-date", &HtmlMetadata::published, 4},
    {"sailthru.date", &HtmlMetadata::published, 4},
});
constexpr int kCanonicalRank = 0;
constexpr int kJsonLdRank = 1;
constexpr int kTimeRank = 3;
constexpr int kHeadingRank = 1;
constexpr int kTitleElementRank = 2;
constexpr std::size_t kLongestMetadata = 2000;

class MetadataReader {
 public:
  explicit MetadataReader(HtmlMetadata& metadata) : metadata_(metadata) {}

  void offer(std::string HtmlMetadata::*field, int rank, std::string_view raw) {
    int& best = rank_of(field);
    if (rank >= best || raw.size() > kLongestMetadata) return;
    std::string resolved;
    append_unescaped(resolved, raw);
    std::string value;
    append_normalised(value, resolved);
    if (value.empty()) return;
    metadata_.*field = std::move(value);
    best = rank;
  }

  void on_start_tag(std::string_view name, const std::vector<HtmlAttribute>& attributes) {
    if (equals_ignoring_case(name, "meta")) {
      on_meta(attributes);
    } else if (equals_ignoring_case(name, "link")) {
      if (equals_ignoring_case(attribute(attributes, "rel"), "canonical")) {
        offer(&HtmlMetadata::url, kCanonicalRank, attribute(attributes, "href"));
      }
    } else if (equals_ignoring_case(name, "time")) {
      offer(&HtmlMetadata::published, kTimeRank, attribute(attributes, "datetime"));
    }
  }

  // JSON-LD is searched, not parsed: half of it is broken, and one key is all we want.
  void on_script(std::string_view script) {
    constexpr std::string_view kKey = "\"datePublished\"";
    const std::size_t key = script.find(kKey);
    if (key == std::string_view::npos) return;
    std::string_view rest = trim(script.substr(key + kKey.size()));
    if (!rest.starts_with(':')) return;
    rest = trim(rest.substr(1));
    if (!rest.starts_with('"')) return;
    rest.remove_prefix(1);
    offer(&HtmlMetadata::published, kJsonLdRank, rest.substr(0, rest.find('"')));
  }

 private:
  static std::string_view attribute(const std::vector<HtmlAttribute>& attributes,
                                    std::string_view name) {
    for (const HtmlAttribute& candidate : attributes) {
      if (equals_ignoring_case(candidate.name, name)) return candidate.value;
    }
    return {};
  }

  void on_meta(const std::vector<HtmlAttribute>& attributes) {
    for (const std::string_view key_attribute : {"property", "name", "itemprop"}) {
      const std::string_view key = attribute(attributes, key_attribute);
      for (const MetaKey& row : kMetaKeys) {
        if (equals_ignoring_case(key, row.key)) {
          offer(row.field, row.rank, attribute(attributes, "content"));
        }
      }
    }
  }

  int& rank_of(std::string HtmlMetadata::*field) {
    if (field == &HtmlMetadata::title) return title_rank_;
    if (field == &HtmlMetadata::url) return url_rank_;
    return field == &HtmlMetadata::publisher ? publisher_rank_ : published_rank_;
  }

  static constexpr int kNothingYet = 100;
  HtmlMetadata& metadata_;
  int title_rank_ = kNothingYet;
  int url_rank_ = kNothingYet;
  int publisher_rank_ = kNothingYet;
  int published_rank_ = kNothingYet;
};

// "Minister visits Oslo | The Example" -> "Minister visits Oslo"
std::string_view without_site_name(std::string_view title) {
  for (const std::string_view separator : {" | ", " - ", " \u2013 ", " \u2014 ", " :: "}) {
    const std::size_t at = title.rfind(separator);
    if (at != std::string_view::npos && at * 2 > title.size()) return title.substr(0, at);
  }
  return title;
}

// ---------------------------------------------------------------- the builder

struct OpenElement {
  const Element* element;
  std::string_view name;  // as the start tag wrote it
  std::uint32_t node;     // index in HtmlPage::nodes, kNoNode until text asks for it
  BlockKind block_kind;
  bool dropped;
  bool link;
  bool suspect;
  bool article;
};
constexpr std::uint32_t kNoNode = 0xFFFFFFFF;

class PageBuilder {
 public:
  explicit PageBuilder(std::string_view html) : html_(html), metadata_(page_.metadata) {
    page_.nodes.push_back({});
    open_.push_back({&kUnknownElement, {}, 0, BlockKind::kOther, false, false, false, false});
  }

  HtmlPage build() && {
    HtmlTokenizer tokenizer(html_);
    HtmlToken token;
    while (tokenizer.next(token)) {
      switch (token.kind) {
        case HtmlToken::Kind::kText: on_text(token.text); break;
        case HtmlToken::Kind::kRawText: on_raw_text(token); break;
        case HtmlToken::Kind::kStartTag: on_start_tag(token, tokenizer.attributes()); break;
        case HtmlToken::Kind::kEndTag: on_end_tag(token); break;
      }
    }
    at_end_ = true;
    end_block();
    return std::move(page_);
  }

 private:
  // ------------------------------------------------ text

  void on_text(std::string_view text) {
    if (open_.back().dropped) return;
    if (trim(text).empty()) {
      if (!text.empty()) space_pending_ = true;
      return;
    }
    const auto source = static_cast<std::uint32_t>(
        static_cast<std::size_t>(text.data() - html_.data()) + leading_blank(text));
    if (!block_has_source_) {
      block_source_ = source;
      block_has_source_ = true;
    } else if (after_break_) {
      page_.lines.push_back({static_cast<std::uint32_t>(page_.text.size()), source});
    }
    after_break_ = false;
    const std::size_t before = page_.text.size();
    if (open_.back().block_kind == BlockKind::kPreformatted) {
      append_unescaped(page_.text, text);
    } else {
      scratch_.clear();
      append_unescaped(scratch_, text);
      append_collapsed(scratch_);
    }
    if (open_.back().link) {
      link_bytes_ += static_cast<std::uint32_t>(page_.text.size() - before);
    }
  }

  void append_collapsed(std::string_view text) {
    for (const char c : text) {
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
        space_pending_ = true;
        continue;
      }
      if (space_pending_ && page_.text.size() > block_begin_ && page_.text.back() != '\n') {
        page_.text.push_back(' ');
      }
      space_pending_ = false;
      page_.text.push_back(c);
    }
  }

  void on_break() {
    if (open_.back().dropped) return;
    const std::string_view block = current_block();
    if (block.empty()) return;
    if (block.back() == '\n') {  // a second <br>: a new paragraph
      end_block();
      return;
    }
    if (page_.lines.size() >= kMostBlocks) {
      space_pending_ = true;
      return;
    }
    page_.text.push_back('\n');
    after_break_ = true;
    space_pending_ = false;
  }

  void on_raw_text(const HtmlToken& token) {
    if (equals_ignoring_case(token.name, "script")) {
      metadata_.on_script(token.text);
    } else if (equals_ignoring_case(token.name, "title")) {
      metadata_.offer(&HtmlMetadata::title, kTitleElementRank,
                      without_site_name(trim(token.text)));
    }
  }

  [[nodiscard]] std::string_view current_block() const {
    return std::string_view(page_.text).substr(block_begin_);
  }

  void end_block() {
    if (page_.blocks.size() == kMostBlocks - 1 && !at_end_) {
      space_pending_ = true;
      return;
    }
    const std::string_view block = trim(current_block());
    if (!block.empty()) {
      const auto begin = static_cast<std::uint32_t>(block.data() - page_.text.data());
      const auto end = static_cast<std::uint32_t>(begin + block.size());
      const BlockKind kind = open_.back().block_kind;
      page_.blocks.push_back({node_of_top(), begin, end, link_bytes_, block_source_, kind});
      if (in_first_heading()) metadata_.offer(&HtmlMetadata::title, kHeadingRank, block);
    }
    block_begin_ = page_.text.size();
    link_bytes_ = 0;
    block_has_source_ = false;
    after_break_ = false;
    space_pending_ = false;
  }

  [[nodiscard]] bool in_first_heading() const {
    for (std::size_t i = open_.size(); i-- > 1 && i + kFarthestMatch > open_.size();) {
      if (equals_ignoring_case(open_[i].name, "h1")) return true;
      if (!is_inline(open_[i].element->kind)) return false;
    }
    return false;
  }

  // ------------------------------------------------ elements

  void on_start_tag(const HtmlToken& token, const std::vector<HtmlAttribute>& attributes) {
    const Element& element = element_named(token.name);
    metadata_.on_start_tag(token.name, attributes);
    switch (element.kind) {
      case ElementKind::kFormatting: return;
      case ElementKind::kVoid: return;
      case ElementKind::kBreak: on_break(); return;
      default: break;
    }
    if (!is_inline(element.kind)) {
      end_block();
      close_implied(element.kind);
    }
    if (open_.size() >= kMostOpen) {
      page_.too_deep = true;
      return;
    }
    push(element, token.name, attributes);
  }

  void push(const Element& element, std::string_view name,
            const std::vector<HtmlAttribute>& attributes) {
    const OpenElement& top = open_.back();
    const AttributeHints hints = hints_of(attributes);
    OpenElement opened = top;
    opened.element = &element;
    opened.name = name;
    if (!is_inline(element.kind)) {
      const BlockKind kind = block_kind_of(element.kind);
      // Containers inherit: <li><div>text</div></li> is still an item.
      if (kind != BlockKind::kOther) opened.block_kind = kind;
      opened.node = kNoNode;
      opened.article = element.kind == ElementKind::kArticle || hints.article;
    }
    opened.link = top.link || element.kind == ElementKind::kLink;
    opened.dropped = top.dropped || element.kind == ElementKind::kDropped || hints.hidden;
    const bool whole_page = equals_ignoring_case(name, "body") || equals_ignoring_case(name, "html") ||
                            equals_ignoring_case(name, "main");
    const bool suspect = (element.kind == ElementKind::kSuspect || hints.suspect) && !whole_page &&
                         element.kind != ElementKind::kArticle && !hints.article;
    if (is_inline(element.kind) && suspect) {
      // An inline element has no node to carry the mark.
      opened.dropped = true;
    } else {
      opened.suspect = top.suspect || suspect;
    }
    open_.push_back(opened);
  }

  // <p> ends an open <p>, <li> an open <li>, and so on, unless a container stands between.
  void close_implied(ElementKind starting) {
    for (std::size_t i = open_.size(); i-- > 1 && i + kFarthestMatch > open_.size();) {
      const ElementKind kind = open_[i].element->kind;
      const bool same = kind == starting && (kind == ElementKind::kItem || kind == ElementKind::kCell);
      if (kind == ElementKind::kParagraph || same) {
        open_.resize(i);
        return;
      }
      if (!is_inline(kind)) return;
    }
  }

  void on_end_tag(const HtmlToken& token) {
    const Element& element = element_named(token.name);
    if (element.kind == ElementKind::kFormatting || element.kind == ElementKind::kVoid) return;
    if (element.kind == ElementKind::kBreak) return on_break();
    if (!is_inline(element.kind)) end_block();
    for (std::size_t i = open_.size(); i-- > 1 && i + kFarthestMatch > open_.size();) {
      if (same_element(open_[i], element, token.name)) {
        if (std::any_of(open_.begin() + static_cast<std::ptrdiff_t>(i), open_.end(),
                        [](const OpenElement& o) { return !is_inline(o.element->kind); })) {
          end_block();
        }
        open_.resize(i);
        return;
      }
      // An end tag inside a cell closes nothing outside it; an inline one nothing beyond its block.
      const ElementKind kind = open_[i].element->kind;
      const bool table_part = element.name.starts_with("t") && element.name != "time";
      if (kind == ElementKind::kCell && !table_part) return;
      if (is_inline(element.kind) && !is_inline(kind)) return;
    }
  }

  static bool same_element(const OpenElement& open, const Element& element, std::string_view name) {
    if (open.element != &element) return false;
    return !element.name.empty() || equals_ignoring_case(name, to_lower_ascii(open.name));
  }

  // ------------------------------------------------ nodes

  // The node of the innermost container, made with its ancestors where they have none yet.
  std::uint32_t node_of_top() {
    std::size_t known = open_.size() - 1;
    while (open_[known].node == kNoNode) --known;
    std::uint32_t node = open_[known].node;
    for (std::size_t i = known + 1; i < open_.size(); ++i) {
      if (!is_inline(open_[i].element->kind)) {
        page_.nodes.push_back(
            {node, open_[i].suspect, is_leaf(open_[i].element->kind), open_[i].article});
        node = static_cast<std::uint32_t>(page_.nodes.size() - 1);
      }
      open_[i].node = node;
    }
    return node;
  }

  std::string_view html_;
  HtmlPage page_;
  MetadataReader metadata_;
  std::vector<OpenElement> open_;
  std::string scratch_;
  std::size_t block_begin_ = 0;
  std::uint32_t block_source_ = 0;
  std::uint32_t link_bytes_ = 0;
  bool block_has_source_ = false;
  bool after_break_ = false;
  bool at_end_ = false;
  bool space_pending_ = false;
};

}  // namespace

HtmlPage read_html(std::string_view html) { return PageBuilder(html).build(); }

}  // namespace entente
