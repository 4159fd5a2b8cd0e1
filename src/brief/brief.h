// The brief: what a desk officer reads about two states in a period. Made from the ledger alone;
// every line that tells an act carries numbers of sources, and every source shows the sentences
// that prove it. docs/brief.md tells how acts are chosen and worded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "document/document.h"
#include "ledger/ledger.h"

namespace entente {

// How codes are called in sentences.
class BriefNames {
 public:
  // Reads actors/countries.tsv, actors/bodies.tsv and initiatives.tsv below `data`. Throws
  // Error(kFatal) naming file and line.
  explicit BriefNames(const std::filesystem::path& data);

  [[nodiscard]] bool known(std::string_view code) const {
    return names_.find(code) != names_.end();
  }
  // "India"; in a sentence "the United States". The code itself where it has no name.
  [[nodiscard]] std::string name(std::string_view code) const;
  [[nodiscard]] std::string in_sentence(std::string_view code) const;
  [[nodiscard]] std::string adjective(std::string_view code) const;  // "Indian"; empty if unknown
  [[nodiscard]] std::string initiative(
      std::string_view id) const;  // "Quad"; the id where it has no name
  // Every spelling of a country: name, adjective, capital, seats of its power; to see whether a
  // sentence names it.
  [[nodiscard]] const std::vector<std::string>& spellings(std::string_view code) const;
  // Codes of the countries that a text names, each once, by code.
  [[nodiscard]] std::vector<std::string> named_in(std::string_view text) const;
  // Codes and names that somebody who wrote `wrong` may have meant: "IND (India)". At most three.
  [[nodiscard]] std::vector<std::string> near(std::string_view wrong) const;

 private:
  std::map<std::string, std::string, std::less<>> names_, adjectives_, initiatives_;
  std::map<std::string, std::vector<std::string>, std::less<>> spellings_;
  std::map<std::string, std::string, std::less<>>
      by_word_;  // names and adjectives of countries, of one or two words
};

struct BriefOptions {
  std::string a, b;   // codes
  Date since, until;  // of the acts, both inclusive; unset: the first and last day read
  Date as_of;         // what is overdue depends on it; unset: the last day read
};

struct BriefSource {
  std::int64_t document = 0;
  std::string published, publisher, title, url;
  std::vector<std::string> sentences;  // word for word, in order of first use
};

// One sentence of the page. `cites` are numbers of sources, from 1.
struct BriefLine {
  std::string text;
  std::vector<std::size_t> cites;
};

struct BriefPart {
  std::string label;  // "What was agreed"; empty where the section has one part
  std::vector<BriefLine> lines;
};

struct BriefSection {
  std::string title;
  int level = 2;                    // 2, or 3 below one of 2
  std::vector<std::string> notes;   // figures and what qualifies them, sentences without a source
  std::vector<std::string> charts;  // SVG
  std::vector<BriefPart> parts;
};

struct Brief {
  std::string title, period;
  std::vector<std::string> basis;  // what it rests on
  std::vector<BriefSection> sections;
  std::vector<BriefSource> sources;  // source n is at n - 1
};

// Throws Error(kUsage): a code nobody has (with what may have been meant), two equal codes, a
// period that ends before it begins; Error(kFatal) as Ledger does. A dyad without acts has a brief
// that says so.
Brief make_brief(const Ledger& ledger, const BriefNames& names, const BriefOptions& options);

void write_markdown(const Brief& brief, std::ostream& output);
// One file: styles and charts inside, no script, nothing fetched; text of documents is escaped.
void write_html(const Brief& brief, std::ostream& output);

}  // namespace entente
