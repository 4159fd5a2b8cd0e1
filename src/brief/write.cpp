// A brief as Markdown and as one HTML file. Everything that a document said is escaped here.
#include <fmt/format.h>

#include <ostream>

#include "brief/brief.h"
#include "brief/phrase.h"

namespace entente {
namespace {

std::string escaped_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

// What Markdown would read as markup; a page made from it must show the words and nothing else.
// Brackets alone are none, and are left as they are for who reads the text itself.
std::string escaped_markdown(std::string_view text) {
  const bool links = text.find("](") != std::string_view::npos ||
                     text.find("][") != std::string_view::npos ||
                     text.find("]:") != std::string_view::npos;
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
      continue;
    }
    const bool starts = out.empty() && (c == '#' || c == '>' || c == '-' || c == '+' || c == '=');
    if (c == '\\' || c == '`' || c == '*' || c == '_' || (links && (c == '[' || c == ']')) ||
        starts)
      out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

bool web_address(std::string_view url) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) return false;
  return url.find_first_of(" \t\r\n<>\"'`\\()") == std::string_view::npos;
}

std::string published(const BriefSource& source) {
  const std::optional<Date> date = parse_date(source.published);
  return date ? brief::day_text(*date) : "no date";
}

std::string heading(const BriefSource& source) {
  return source.title.empty() ? "Untitled document" : source.title;
}

constexpr std::string_view kStyle = R"(
:root { color-scheme: light; }
body { font: 16px/1.5 Georgia, "Times New Roman", serif; color: #1b1b1b; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1.2rem; }
h1, h2, h3, h4 { font-family: system-ui, "Helvetica Neue", Arial, sans-serif; line-height: 1.25; }
h1 { font-size: 1.9rem; margin: 0; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .5rem; padding-top: .5rem; border-top: 2px solid #24405f; color: #24405f; }
h3 { font-size: 1.08rem; margin: 1.5rem 0 .2rem; }
h4 { font-size: .82rem; margin: .8rem 0 .2rem; text-transform: uppercase; letter-spacing: .05em; color: #555; }
.period { font-size: 1.1rem; margin: .2rem 0 1rem; color: #444; }
.basis, .note { color: #444; font-size: .93rem; margin: .3rem 0; }
.short p { font-size: 1.02rem; color: #1b1b1b; }
ul { margin: .3rem 0 .6rem; padding-left: 1.2rem; }
li { margin: .3rem 0; }
sup a { text-decoration: none; color: #24559a; font-family: system-ui, Arial, sans-serif; font-size: .72rem; padding-left: .12rem; }
ol.sources { padding-left: 2.2rem; font-size: .9rem; }
ol.sources li { margin: .6rem 0; }
blockquote { margin: .2rem 0 .2rem .2rem; padding-left: .7rem; border-left: 3px solid #ccd; color: #444; overflow-wrap: anywhere; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
:target { background: #fff6d6; }
@media print {
  body { font-size: 10.5pt; max-width: none; margin: 0; padding: 0; }
  h2, h3, h4 { break-after: avoid; }
  li, figure, blockquote { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  @page { margin: 18mm 16mm; }
}
)";

}  // namespace

void write_markdown(const Brief& brief, std::ostream& output) {
  output << "# " << escaped_markdown(brief.title) << "\n\n";
  if (!brief.period.empty()) output << "**" << brief.period << "**\n\n";
  for (const std::string& line : brief.basis) output << escaped_markdown(line) << "\n\n";
  for (const BriefSection& section : brief.sections) {
    output << (section.level == 2 ? "## " : "### ") << escaped_markdown(section.title) << "\n\n";
    for (const std::string& note : section.notes) output << escaped_markdown(note) << "\n\n";
    for (const BriefPart& part : section.parts) {
      if (!part.label.empty()) output << "**" << escaped_markdown(part.label) << "**\n\n";
      for (const BriefLine& line : part.lines) {
        output << "- " << escaped_markdown(line.text);
        for (const std::size_t cite : line.cites) output << " [" << cite << "]";
        output << "\n";
      }
      output << "\n";
    }
  }
  if (brief.sources.empty()) return;
  output << "## Sources\n\n";
  for (std::size_t i = 0; i < brief.sources.size(); ++i) {
    const BriefSource& source = brief.sources[i];
    output << i + 1 << ". " << published(source) << ", "
           << (source.publisher.empty() ? std::string() : escaped_markdown(source.publisher) + ", ")
           << "*" << escaped_markdown(heading(source)) << "*";
    if (web_address(source.url)) output << ", <" << source.url << ">";
    output << "\n";
    for (const std::string& sentence : source.sentences)
      output << "   > " << escaped_markdown(brief::one_line(sentence)) << "\n   >\n";
  }
}

void write_html(const Brief& brief, std::ostream& output) {
  output << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
            "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
            "'unsafe-inline'\">\n"
         << "<title>" << escaped_html(brief.title)
         << (brief.period.empty() ? std::string() : fmt::format(", {}", escaped_html(brief.period)))
         << "</title>\n<style>" << kStyle << "</style>\n</head>\n<body>\n";
  output << "<h1>" << escaped_html(brief.title) << "</h1>\n";
  if (!brief.period.empty())
    output << "<p class=\"period\">" << escaped_html(brief.period) << "</p>\n";
  for (const std::string& line : brief.basis)
    output << "<p class=\"basis\">" << escaped_html(line) << "</p>\n";
  for (std::size_t i = 0; i < brief.sections.size(); ++i) {
    const BriefSection& section = brief.sections[i];
    output << "<section" << (i == 0 ? " class=\"short\"" : "") << ">\n<h" << section.level << ">"
           << escaped_html(section.title) << "</h" << section.level << ">\n";
    for (const std::string& note : section.notes)
      output << "<p class=\"note\">" << escaped_html(note) << "</p>\n";
    for (const BriefPart& part : section.parts) {
      if (!part.label.empty()) output << "<h4>" << escaped_html(part.label) << "</h4>\n";
      output << "<ul>\n";
      for (const BriefLine& line : part.lines) {
        output << "<li>" << escaped_html(line.text);
        for (const std::size_t cite : line.cites)
          output << "<sup><a href=\"#source-" << cite << "\">[" << cite << "]</a></sup>";
        output << "</li>\n";
      }
      output << "</ul>\n";
    }
    for (const std::string& chart : section.charts)
      output << "<figure>\n" << chart << "</figure>\n";
    output << "</section>\n";
  }
  if (!brief.sources.empty()) {
    output << "<section>\n<h2>Sources</h2>\n<ol class=\"sources\">\n";
    for (std::size_t i = 0; i < brief.sources.size(); ++i) {
      const BriefSource& source = brief.sources[i];
      output << "<li id=\"source-" << i + 1 << "\">" << escaped_html(published(source)) << ", "
             << (source.publisher.empty() ? std::string() : escaped_html(source.publisher) + ", ");
      if (web_address(source.url))
        output << "<a href=\"" << escaped_html(source.url) << "\" rel=\"noreferrer\"><cite>"
               << escaped_html(heading(source)) << "</cite></a>";
      else
        output << "<cite>" << escaped_html(heading(source)) << "</cite>";
      output << "\n";
      for (const std::string& sentence : source.sentences)
        output << "<blockquote>" << escaped_html(brief::one_line(sentence)) << "</blockquote>\n";
      output << "</li>\n";
    }
    output << "</ol>\n</section>\n";
  }
  output << "</body>\n</html>\n";
}

}  // namespace entente
