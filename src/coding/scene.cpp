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

std::vector<std::uint32_t> joint_speakers(const Document& document, const Ontology& ontology) {
  if (document.title.empty() || document.sentences.empty()) return {};
  const bool together = std::any_of(document.sentences[0].tokens.begin(), document.sentences[0].tokens.end(), [&](const Token& token) {
    const WordId id = ontology.words.find(to_lower_ascii(form(document, token)));
    return id != kUnknownWord && ontology.in_class("together_titles", id);
  });
  std::vector<std::uint32_t> out;
  for (const Mention& mention : document.mentions) {
    if (mention.sentence != 0 || mention.body_part || mention.place) continue;
    for (const std::uint32_t actor : mention.actors) {
      const std::string& code = document.actors[actor].code;
      const bool known = std::any_of(out.begin(), out.end(), [&](std::uint32_t other) { return document.actors[other].code == code; });
      if (!code.empty() && !known) out.push_back(actor);
    }
  }
  return together && out.size() == 2 ? out : std::vector<std::uint32_t>{};
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
