#include "coding/scene.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>

namespace entente::coding {

std::vector<bool> sports_paragraphs(const Document& document, const Ontology& ontology) {
  constexpr std::size_t kEnough = 3;
  std::vector<std::set<WordId>> found(document.paragraphs.size() + 1);
  std::vector<bool> officials(found.size(), false);
  const auto paragraph_of = [&](const Sentence& sentence) { return std::min<std::size_t>(sentence.paragraph, found.size() - 1); };
  for (const Sentence& sentence : document.sentences) {
    for (const Token& token : sentence.tokens) {
      for (const std::string_view word : {std::string_view(token.lemma), form(document, token)}) {
        const WordId id = ontology.words.find(to_lower_ascii(word));
        if (id == kUnknownWord || !ontology.in_class("sports", id)) continue;
        found[paragraph_of(sentence)].insert(id);
        break;
      }
    }
  }
  for (const Mention& mention : document.mentions) {
    for (const std::uint32_t actor : mention.actors) {
      const Actor& who = document.actors[actor];
      const bool known = !who.code.empty() && (!who.office.empty() || !who.name.empty());
      if (known && (who.sector == "GOV" || who.sector == "IGO" || who.sector == "LEG")) officials[paragraph_of(document.sentences[mention.sentence])] = true;
    }
  }
  std::vector<bool> out(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) out[i] = found[i].size() >= kEnough && !officials[i];
  return out;
}

Speakers joint_speakers(const Document& document, const Ontology& ontology) {
  if (document.title.empty() || document.sentences.empty()) return {};
  const std::vector<Token>& title = document.sentences[0].tokens;
  const auto any_word = [&](std::size_t from, std::size_t to, const auto& test) {
    return std::any_of(title.begin() + static_cast<std::ptrdiff_t>(from), title.begin() + static_cast<std::ptrdiff_t>(to), [&](const Token& token) { return test(to_lower_ascii(form(document, token))); });
  };
  const bool together = any_word(0, title.size(), [&](const std::string& word) {
    const WordId id = ontology.words.find(word);
    return id != kUnknownWord && ontology.in_class("together_titles", id);
  });
  std::vector<std::uint32_t> named, people;
  const auto add = [&](std::vector<std::uint32_t>& list, std::uint32_t actor) {
    const std::string& code = document.actors[actor].code;
    if (code.empty() || std::any_of(list.begin(), list.end(), [&](std::uint32_t other) { return document.actors[other].code == code; })) return false;
    list.push_back(actor);
    return true;
  };
  std::uint32_t first_ends = 0, second_begins = 0;
  for (const Mention& mention : document.mentions) {
    if (mention.sentence != 0 || mention.body_part || mention.place) continue;
    for (const std::uint32_t actor : mention.actors) {
      add(named, actor);
      const Actor& who = document.actors[actor];
      if ((who.sector != "GOV" && who.sector != "IGO") || who.office.empty() || !add(people, actor)) continue;
      if (people.size() == 1) first_ends = mention.last;
      if (people.size() == 2) second_begins = mention.first;
    }
  }
  Speakers out;
  // "Secretary X and Foreign Minister Y": two people beside each other, whatever the occasion.
  out.people = people.size() == 2 && named.size() == 2 && first_ends < second_begins && any_word(first_ends, second_begins, [](const std::string& word) { return word == "and" || word == "with" || word == "&"; });
  // Three or four of them: those of the title, all by name.
  constexpr std::size_t kMostSides = 4;
  const bool several = people.size() > 2 && people.size() <= kMostSides && named.size() == people.size();
  if (out.people || several) out.sides = std::move(people);
  else if (together && named.size() == 2) out.sides = std::move(named);
  return out;
}

bool turn_of_press(const Document& document, const Sentence& sentence, bool before) {
  constexpr std::size_t kLongestLabel = 8;
  const std::vector<Token>& tokens = sentence.tokens;
  if (tokens.empty()) return before;
  const std::string_view first = form(document, tokens.front());
  const bool part_of_name = tokens.size() > 1 && form(document, tokens[1]) == "-";  // "Q-CHAMP"
  if ((first == "Q" && !part_of_name) || first == "QUESTION") return true;
  for (std::size_t i = 0; i < tokens.size() && i < kLongestLabel; ++i) {
    const std::string_view word = form(document, tokens[i]);
    if (word == ":" && i > 0) return false;
    if (std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) break;
  }
  return before;
}

bool begins_item(const Document& document, const Sentence& sentence) {
  static constexpr auto kSigns = std::to_array<std::string_view>({"-", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\xA2", "\xC2\xB7", "\xE2\x97\xA6", "\xE2\x96\xAA", "*", "("});
  if (sentence.tokens.size() < 2) return false;
  const Token& first = sentence.tokens.front();
  const std::string_view word = form(document, first), next = form(document, sentence.tokens[1]);
  if (std::find(kSigns.begin(), kSigns.end(), word) != kSigns.end()) return true;
  // "1.", "a)", and "1." as one token.
  const bool label = word.size() <= 3 && (first.upos == Upos::kNum || word.size() == 1 || word.back() == '.' || word.back() == ')');
  if (label && (next == "." || next == ")" || word.back() == '.' || word.back() == ')')) return true;
  return first.upos == Upos::kVerb && (first.xpos == "VB" || first.xpos == "VBP" || first.xpos == "VBG");
}

bool names_a_state(const Document& document) {
  static constexpr auto kPublic = std::to_array<std::string_view>({"GOV", "MIL", "LEG", "IGO", "SPY", "REB", "UAF"});
  return std::any_of(document.mentions.begin(), document.mentions.end(), [&](const Mention& mention) {
    return std::any_of(mention.actors.begin(), mention.actors.end(), [&](std::uint32_t actor) {
      const Actor& who = document.actors[actor];
      if (who.sector.empty()) {
        // A country by name, where it acts or is acted on.
        const Deprel relation = document.sentences[mention.sentence].tokens[mention.head].deprel;
        const bool party = relation == Deprel::kNsubj || relation == Deprel::kNsubjPass || relation == Deprel::kObj || relation == Deprel::kIobj;
        return mention.kind == MentionKind::kName && !who.code.empty() && !mention.place && party;
      }
      return std::find(kPublic.begin(), kPublic.end(), who.sector) != kPublic.end() && !who.code.empty();
    });
  });
}

}  // namespace entente::coding
