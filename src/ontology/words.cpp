// Word numbers, phrase tries and the small look-ups of the ontology.
#include <algorithm>

#include "ontology/ontology.h"

namespace entente {

WordId Words::add(std::string_view word) {
  const auto [it, inserted] =
      ids_.try_emplace(std::string(word), static_cast<WordId>(texts_.size()));
  if (inserted) texts_.emplace_back(word);
  return it->second;
}

WordId Words::find(std::string_view word) const {
  const auto it = ids_.find(word);
  return it == ids_.end() ? kUnknownWord : it->second;
}

bool WordSet::has(WordId word) const {
  return word != kUnknownWord && std::binary_search(words.begin(), words.end(), word);
}

void PhraseTrie::add(const std::vector<WordId>& phrase, std::uint32_t payload) {
  std::uint32_t node = 0;
  for (const WordId word : phrase) {
    const std::uint64_t key = (static_cast<std::uint64_t>(node) << 32U) | word;
    const auto [it, inserted] = edges_.try_emplace(key, static_cast<std::uint32_t>(payloads_.size()));
    if (inserted) payloads_.emplace_back();
    node = it->second;
  }
  payloads_[node].push_back(payload);
}

void PhraseTrie::erase_if(const std::function<bool(std::uint32_t payload)>& gone) {
  for (std::vector<std::uint32_t>& list : payloads_) std::erase_if(list, gone);
}

std::uint32_t PhraseTrie::next(std::uint32_t node, WordId word) const {
  if (word == kUnknownWord) return 0;
  const auto it = edges_.find((static_cast<std::uint64_t>(node) << 32U) | word);
  return it == edges_.end() ? 0 : it->second;
}

std::uint8_t Ontology::type_named(std::string_view name) const {
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i].name == name) return static_cast<std::uint8_t>(i);
  }
  return kNoType;
}

const std::vector<WordId>& Ontology::word_class(std::string_view name) const {
  static const std::vector<WordId> kEmpty;
  const auto it = classes.find(name);
  return it == classes.end() ? kEmpty : it->second;
}

bool Ontology::in_class(std::string_view name, WordId word) const {
  const std::vector<WordId>& words_of_class = word_class(name);
  return word != kUnknownWord && std::binary_search(words_of_class.begin(), words_of_class.end(), word);
}

std::string Ontology::content_mode(std::uint8_t outer, std::uint8_t inner, std::string_view inner_mode) const {
  const auto row = mode_by_content.find(outer);
  if (row == mode_by_content.end()) return {};
  const std::string& name = types[inner].name;
  for (const std::string& key : {name + "." + std::string(inner_mode), name, std::string("default")}) {
    if (const auto found = row->second.find(key); found != row->second.end()) return found->second;
  }
  return {};
}

// PLOVER scores modes apart; an event with several modes counts as the strongest of them.
double Ontology::score(std::uint8_t type, const std::vector<std::string>& modes) const {
  const EventType& event_type = types[type];
  std::optional<double> best;
  for (const std::string& mode : modes) {
    const auto it = event_type.modes.find(mode);
    if (it == event_type.modes.end()) continue;
    if (!best || std::abs(it->second) > std::abs(*best)) best = it->second;
  }
  return best.value_or(event_type.score);
}

std::string phrase_word(std::string_view form) {
  std::string out;
  bool letters = false;
  for (const char c : form) {
    if (c == '.') continue;
    if (is_ascii_alpha(c) || is_ascii_digit(c) || (static_cast<unsigned char>(c) & 0x80U) != 0) letters = true;
    out.push_back(c);
  }
  return letters ? out : std::string();
}

std::vector<std::string> phrase_words(std::string_view phrase) {
  std::vector<std::string> out;
  std::string current;
  const auto flush = [&] {
    if (std::string word = phrase_word(current); !word.empty()) out.push_back(std::move(word));
    current.clear();
  };
  for (const char c : phrase) {
    if (c == ' ' || c == '-' || c == '/' || c == ',') flush();
    else current.push_back(c);
  }
  flush();
  return out;
}

}  // namespace entente
