// Internal to src/actors: the actor tables as they are searched.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "actors/actors.h"
#include "base/base.h"

namespace entente {

// ---------------------------------------------------------------- units

// What phrases are compared by: a word, or a part of one between hyphens, without dots and accents,
// so that "U.S.-India", "U.S. - India" and "US-India" give the same units. Words are 64-bit
// hashes of their letters: no table of strings, and words no table knows compare as well.
using WordHash = std::uint64_t;

enum class Shape : std::uint8_t { kLower, kTitle, kUpper, kOther };

struct Unit {
  WordHash lower = 0;
  WordHash cased = 0;
  WordHash lemma = 0;         // of the token's lemma, where it differs from the word; else 0
  std::uint32_t token = 0;    // index in the sentence
  std::uint16_t letters = 0;
  Shape shape = Shape::kOther;
  bool after_hyphen = false;
};

WordHash word_hash(std::string_view lower_case_word);
// Appends the units of one token. A token without letters or digits is one unit of its own bytes.
void append_units(std::string_view word, std::uint32_t token, std::vector<Unit>& units);
// Splits a table phrase the way the tokenizer splits text, then into units.
void append_phrase_units(std::string_view phrase, std::vector<Unit>& units);

// ---------------------------------------------------------------- entries

enum class EntryKind : std::uint8_t {
  kName, kFormer, kAdjective, kPeople, kCapital, kSeat, kPlace, kOrg, kEquipment, kBlock,
  kGroup, kPerson, kRole, kCount
};

// Small ids of strings that repeat (codes, sectors, office keys, titles); 0 is the empty string.
using TextId = std::uint32_t;

inline constexpr std::int32_t kAlwaysFrom = std::numeric_limits<std::int32_t>::min();
inline constexpr std::int32_t kAlwaysTo = std::numeric_limits<std::int32_t>::max();

struct Validity {
  std::int32_t from = kAlwaysFrom;  // days since 1970-01-01, both ends included
  std::int32_t to = kAlwaysTo;
  [[nodiscard]] bool holds(std::int32_t day) const { return from <= day && day <= to; }
};

struct Entry {
  EntryKind kind = EntryKind::kName;
  bool us_state = false;
  bool any_case = false;         // legacy dictionaries are in capitals: the text needs one capital, no more
  bool user = false;             // of the user's own table: hides built-in entries of the same words
  std::uint16_t unit_count = 0;
  std::uint32_t first_unit = 0;  // in Impl::phrase_units
  TextId code = 0;
  TextId sector = 0;
  std::string_view phrase;       // as the table writes it
  std::uint32_t index = 0;       // of the group, person or role
  std::int32_t next = -1;        // another entry of the same words
  Validity period;
};

struct Group {
  std::vector<TextId> members;  // empty: stands for itself
};

struct Spell {
  TextId code = 0, sector = 0, office = 0, title = 0;
  TextId from = 0, to = 0;  // as the table writes them
  TextId wikidata = 0;
  Validity period;
};

struct Person {
  TextId name = 0;
  std::vector<Spell> spells;  // by beginning
  std::vector<WordHash> words;  // of the main name, without particles in lower case
  std::vector<WordHash> first_names;  // first words of all its forms
};

enum class RoleKind : std::uint8_t { kPerson, kGroup, kOrg, kPlace, kThing, kTitle, kCount };

struct Role {
  TextId phrase = 0, sector = 0, office = 0, note = 0;
  WordHash head_word = 0;  // "minister" of "minister of foreign affairs"
  TextId code = 0;         // of the one country or body with an office of this title, else 0
  RoleKind kind = RoleKind::kPerson;
};

// A person found by one word of the name; `last` where that word is the surname.
struct NameWord { std::uint32_t person = 0; bool last = false; };
struct OfficeHolder { std::uint32_t person = 0, spell = 0; };

// ---------------------------------------------------------------- tables

struct ActorTables::Impl {
  std::deque<std::string> storage;  // of the tables, for Entry::phrase
  std::deque<std::string> texts{""};
  std::unordered_map<std::string_view, TextId> text_ids{{"", 0}};
  std::vector<Entry> entries;
  std::vector<Unit> phrase_units;
  std::vector<Group> groups;
  std::vector<Person> persons;
  std::vector<Role> roles;
  std::unordered_map<WordHash, std::vector<NameWord>> name_words;
  std::unordered_map<std::uint64_t, std::vector<OfficeHolder>> holders;  // by office_key()
  // Head words of office titles ("minister"), alone and with each country that has such a title.
  std::unordered_set<std::uint64_t> title_heads;
  [[nodiscard]] bool may_have_title(TextId code, WordHash head) const {
    return !title_heads.contains(head) || title_heads.contains(head ^ (std::uint64_t{code} << 40U));
  }
  std::unordered_map<std::string, std::string_view> code_names;
  std::unordered_map<std::string, TextId> domains;  // last labels of a host name -> code

  // The trie: edges (node, word) -> node in one open-addressed table; node -> first entry.
  struct Edge { std::uint64_t key = 0; std::uint32_t node = 0; };
  std::vector<Edge> edges;
  std::size_t edge_count = 0;
  std::vector<std::int32_t> node_entry{-1};

  [[nodiscard]] const std::string& text(TextId id) const { return texts[id]; }
  TextId intern(std::string_view text);
  [[nodiscard]] TextId find_text(std::string_view text) const;
  [[nodiscard]] std::uint32_t step(std::uint32_t node, WordHash word) const;  // 0: none
  void add_phrase(std::string_view phrase, Entry entry);
  void add_phrase(std::span<const Unit> units, Entry entry);
  void grow_edges();
};

std::uint64_t office_key(TextId code, TextId office);
// Reads every table of the folder, then the user's files; throws Error(kFatal) with all faults.
void load_tables(const std::filesystem::path& folder, std::span<const std::filesystem::path> user_files, ActorTables::Impl& tables);

// The entries of the longest phrase that begins at `units[at]`.
struct Match {
  std::uint32_t length = 0;      // in units, 0: none
  std::vector<std::uint32_t> entries;
};
// `day`: only rows that hold then; kAlwaysTo: any row. `capitals`: the sentence is set in capitals.
void find_longest(const ActorTables::Impl& tables, std::span<const Unit> units, std::size_t at,
                  std::int32_t day, bool capitals, Match& match);

}  // namespace entente
