// Internal to src/actors: from the tokens of one sentence to drafts of mentions, each with what its
// own words say (countries, role, name); who that is comes later, with the whole document known.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "actors/lexicon.h"
#include "document/document.h"

namespace entente {

// The words of a person's name, without honorifics and "Jr.".
struct NameWords {
  std::array<WordHash, 6> words{};
  std::uint8_t count = 0;
  bool first_is_initial = false;
  [[nodiscard]] WordHash first() const { return words[0]; }
  [[nodiscard]] WordHash last() const { return words[count - 1U]; }
};

struct TokenRange {
  std::uint32_t first = 0, last = 0;  // half-open
  [[nodiscard]] bool empty() const { return first == last; }
};

// A country word inside a draft.
struct CountryPart {
  TextId code = 0;
  std::uint32_t entry = 0;
  TokenRange tokens;
};

enum class Gender : std::uint8_t { kUnknown, kMale, kFemale };
enum class Definiteness : std::uint8_t { kNone, kIndefinite, kDefinite, kBoth, kPossessive };

// What plural phrases such as "both sides" stand for.
enum class PartyNoun : std::uint8_t { kNone, kState, kPerson };

struct Draft {
  std::uint32_t sentence = 0;
  TokenRange tokens;
  std::uint32_t core = 0;            // role noun, last word of the name, or country word
  std::int32_t parent = -1;          // draft this one is a part of
  std::array<CountryPart, 4> countries{};
  std::uint8_t country_count = 0;
  std::int32_t entry = -1;           // organisation, equipment or group
  std::int32_t role = -1;            // head role
  std::int32_t modifier_role = -1;   // "police" in "police spokesman"
  TokenRange role_tokens;
  std::int32_t person = -1;          // entry of a full name
  NameWords name;
  TokenRange name_tokens;
  std::int32_t owner = -1;           // draft whose actor lends its country ("Putin's spokesman")
  std::int32_t same_as = -1;         // apposition: draft of the same actor
  std::int32_t pronoun_owner = -1;   // token of "his", "our", "its"
  Definiteness definite = Definiteness::kNone;
  PartyNoun party_noun = PartyNoun::kNone;
  Gender gender = Gender::kUnknown;
  bool honorific = false;
  bool former = false;
  bool plural = false;
  bool two = false;                  // "two", "both"
  std::uint8_t more = 0;             // 3 or 4: "three", "four"
  bool is_pronoun = false;
  bool company = false;              // ends in Inc, Ltd ...
  bool state_run = false;            // "state", "official" before it
  std::int32_t number_token = -1;    // of "two", "both"
  [[nodiscard]] bool bare_country() const {
    return country_count > 0 && role < 0 && entry < 0 && name.count == 0 && !company &&
           party_noun == PartyNoun::kNone;
  }
};

struct Piece;
class PhraseReader {
 public:
  PhraseReader(const ActorTables::Impl& tables, const Document& document);
  // How often each country was meant beyond doubt so far; decides between homonyms.
  void read(std::uint32_t sentence, std::vector<Draft>& drafts);
  ~PhraseReader();
  PhraseReader(const PhraseReader&) = delete;
  PhraseReader& operator=(const PhraseReader&) = delete;

 private:
  struct Workspace;
  std::unique_ptr<Workspace> work_;
};

}  // namespace entente
