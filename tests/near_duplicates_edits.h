// What editors do to a text that they take over: cuts, frames, slips, other words. Shared by the
// test of near duplicates and its benchmark. Everything random comes from the generator that is
// passed in.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente::edits {

using Random = std::mt19937_64;

inline std::size_t below(Random& random, std::size_t n) {
  return static_cast<std::size_t>(random() % n);
}

// Blocks of a file, each begun by a line "== name"; lines before the first are a comment.
struct Named {
  std::string name, text;
};
inline std::vector<Named> read_blocks(const std::string& path) {
  std::ifstream input(path);
  if (!input) throw std::runtime_error("cannot open " + path);
  std::vector<Named> out;
  for (std::string line; std::getline(input, line);) {
    if (line.starts_with("== "))
      out.push_back({line.substr(3), {}});
    else if (!out.empty())
      out.back().text += line + "\n";
  }
  for (Named& block : out) {
    block.text.erase(0, block.text.find_first_not_of('\n'));
    while (block.text.ends_with('\n')) block.text.pop_back();
  }
  return out;
}

// What publishers add, from tests/cases/ledger/duplicates: headlines, datelines, notes, passages,
// and words for words.
struct Material {
  std::vector<std::string> headlines, datelines, notes, passages;
  std::vector<std::pair<std::string, std::string>> words;
};

inline Material read_material(const std::string& folder) {
  Material out;
  for (const Named& block : read_blocks(folder + "/material.txt")) {
    const auto each_line = [&](auto&& take) {
      for (std::size_t at = 0; at < block.text.size();) {
        const std::size_t end = std::min(block.text.find('\n', at), block.text.size());
        if (end > at) take(block.text.substr(at, end - at));
        at = end + 1;
      }
    };
    if (block.name == "headlines")
      each_line([&](std::string line) { out.headlines.push_back(std::move(line)); });
    if (block.name == "datelines")
      each_line([&](std::string line) { out.datelines.push_back(std::move(line)); });
    if (block.name == "notes")
      each_line([&](std::string line) { out.notes.push_back(std::move(line)); });
    if (block.name == "passages")
      each_line([&](std::string line) { out.passages.push_back(std::move(line)); });
    if (block.name == "words") {
      each_line([&](const std::string& line) {
        const std::size_t space = line.find(' ');
        out.words.emplace_back(line.substr(0, space), line.substr(space + 1));
      });
    }
  }
  return out;
}

inline std::vector<std::string> paragraphs_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

inline std::string joined(const std::vector<std::string>& paragraphs) {
  std::string out;
  for (const std::string& paragraph : paragraphs) out += (out.empty() ? "" : "\n\n") + paragraph;
  return out;
}

// The words and what stands between them; concatenated they are the text.
inline std::vector<std::string> pieces_of(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
  };
  std::vector<std::string> out;
  for (const char c : text) {
    if (out.empty() || letter(out.back().back()) != letter(c)) out.emplace_back();
    out.back() += c;
  }
  return out;
}
inline std::string concatenated(const std::vector<std::string>& pieces) {
  std::string out;
  for (const std::string& piece : pieces) out += piece;
  return out;
}
inline bool is_small_word(const std::string& piece, std::size_t letters) {
  constexpr auto kNumbers = std::to_array<std::string_view>(
      {"four", "five", "seven", "eight", "nine", "three", "eleven", "twelve", "twenty", "thirty",
       "forty", "fifty", "first", "second", "third", "fourth", "fifth", "sixth"});
  return std::find(kNumbers.begin(), kNumbers.end(), piece) == kNumbers.end() &&
         piece.size() >= letters &&
         std::all_of(piece.begin(), piece.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// ---------------------------------------------------------------- the edits

// The text from or to the end of the sentence nearest to `share` of it.
inline std::string part(const std::string& text, double from, double to) {
  const auto near_sentence = [&](double share) -> std::size_t {
    const auto at = static_cast<std::size_t>(share * static_cast<double>(text.size()));
    if (share <= 0 || share >= 1) return at;
    const std::size_t end = text.find(". ", at);
    return end == std::string::npos || end > at + text.size() / 10 ? text.find_first_of(" \n", at)
                                                                   : end + 2;
  };
  const std::size_t begin = near_sentence(from), end = std::min(near_sentence(to), text.size());
  return begin < end ? text.substr(begin, end - begin) : text;
}

inline std::string without_first_half(const std::string& text, const Material&, Random&) {
  return part(text, 0.5, 1);
}
inline std::string without_last_third(const std::string& text, const Material&, Random&) {
  return part(text, 0, 0.667);
}

inline std::string reordered(const std::string& text, const Material&, Random& random) {
  std::vector<std::string> paragraphs = paragraphs_of(text);
  for (std::size_t i = paragraphs.size(); i > 2; --i)
    std::swap(paragraphs[i - 1], paragraphs[1 + below(random, i - 1)]);
  return joined(paragraphs);
}

inline std::string framed(const std::string& text, const Material& material, Random& random) {
  std::string out = material.notes[below(random, material.notes.size())] + "\n\n" + text;
  const std::size_t after = 1 + below(random, 2);
  for (std::size_t i = 0; i < after; ++i)
    out += "\n\n" + material.notes[below(random, material.notes.size())];
  return out;
}

inline std::string with_dateline(const std::string& text, const Material& material,
                                 Random& random) {
  std::vector<std::string> paragraphs = paragraphs_of(text);
  std::string& first = paragraphs[paragraphs.size() > 1 ? 1 : 0];
  first = material.datelines[below(random, material.datelines.size())] + " " + first;
  return joined(paragraphs);
}

inline std::string with_other_headline(const std::string& text, const Material& material,
                                       Random& random) {
  std::vector<std::string> paragraphs = paragraphs_of(text);
  const std::string headline = material.headlines[below(random, material.headlines.size())];
  if (paragraphs.size() > 1)
    paragraphs[0] = headline;
  else
    paragraphs.insert(paragraphs.begin(), headline);
  return joined(paragraphs);
}

// One word in forty misspelt: letters exchanged, dropped or doubled.
inline std::string misspelt(const std::string& text, const Material&, Random& random) {
  std::vector<std::string> pieces = pieces_of(text);
  for (std::string& piece : pieces) {
    const bool plain =
        std::all_of(piece.begin(), piece.end(), [](char c) { return (c & 0x80) == 0; });
    if (piece.size() < 5 || !plain || !((piece[0] | 0x20) >= 'a' && (piece[0] | 0x20) <= 'z') ||
        below(random, 20) != 0)
      continue;
    const std::size_t at = 1 + below(random, piece.size() - 2);
    switch (below(random, 3)) {
      case 0:
        std::swap(piece[at], piece[at + 1]);
        break;
      case 1:
        piece.erase(at, 1);
        break;
      default:
        piece.insert(at, 1, piece[at]);
        break;
    }
  }
  return concatenated(pieces);
}

// Words of the table by their partners, and one small word in thirty by another of the text.
inline std::string reworded(const std::string& text, const Material& material, Random& random) {
  std::vector<std::string> pieces = pieces_of(text), small;
  for (const std::string& piece : pieces) {
    if (is_small_word(piece, 4)) small.push_back(piece);
  }
  for (std::string& piece : pieces) {
    const auto other = std::find_if(material.words.begin(), material.words.end(),
                                    [&](const auto& pair) { return pair.first == piece; });
    if (other != material.words.end())
      piece = other->second;
    else if (is_small_word(piece, 4) && below(random, 20) == 0)
      piece = small[below(random, small.size())];
  }
  return concatenated(pieces);
}

inline std::string with_passage(const std::string& text, const Material& material, Random& random) {
  std::vector<std::string> paragraphs = paragraphs_of(text);
  const std::size_t at =
      paragraphs.size() < 2 ? paragraphs.size() : 1 + below(random, paragraphs.size() - 1);
  paragraphs.insert(paragraphs.begin() + static_cast<std::ptrdiff_t>(at),
                    material.passages[below(random, material.passages.size())]);
  return joined(paragraphs);
}

// A subscriber's version: headline and dateline of its own, the end cut off, a note below.
inline std::string syndicated(const std::string& text, const Material& material, Random& random) {
  const std::string cut = without_last_third(
      with_dateline(with_other_headline(text, material, random), material, random), material,
      random);
  return cut + "\n\n" + material.notes[below(random, material.notes.size())];
}

inline std::string revised(const std::string& text, const Material& material, Random& random) {
  return with_passage(reworded(misspelt(text, material, random), material, random), material,
                      random);
}

// What a cut leaves, or a text without its headline, may be the same for two texts of one template.
struct Edit {
  std::string_view name;
  std::string (*run)(const std::string&, const Material&, Random&);
  bool keeps_all;
};
inline constexpr auto kEdits =
    std::to_array<Edit>({{"without first half", without_first_half, false},
                         {"without last third", without_last_third, false},
                         {"paragraphs reordered", reordered, true},
                         {"framed by notes", framed, true},
                         {"agency and dateline", with_dateline, true},
                         {"other headline", with_other_headline, false},
                         {"misspelt", misspelt, true},
                         {"reworded", reworded, true},
                         {"passage inserted", with_passage, true},
                         {"syndicated", syndicated, false},
                         {"revised", revised, true}});

}  // namespace entente::edits
