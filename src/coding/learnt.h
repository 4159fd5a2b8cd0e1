// Internal to src/coding: two sides of a sentence as the classifier of ActModel sees them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "coding/act_network.h"
#include "coding/tree.h"
#include "document/document.h"
#include "model/model.h"

namespace entente::coding {

// Parties that stand together: one mention, or several joined by "and".
struct Side {
  Index at = kNone;  // the word that carries the grammatical relation of them all
  std::vector<Party> parties;
  std::set<std::string> codes;
};

// Two sides, the first named first, and the way between them in the tree; or one side of several states.
struct SidePair {
  Side first, second;
  Index top = kNone;             // the word above both
  std::vector<Index> up, down;   // from the first up to below the top; from the second
  [[nodiscard]] bool alone() const { return second.parties.empty(); }
};

// What the pairs of a sentence share.
struct WordsOfPairs {
  std::vector<Side> sides;
  std::vector<bool> in_mention;        // by token: part of somebody's name
  std::vector<std::uint64_t> lemmas;   // by token: hash of the lemma in small letters
};

// Keys of LinearModel, each once: what words say of a pair, and what the rules made of the sentence.
struct PairFeatures {
  std::vector<std::uint32_t> words, rules;
};

struct PairSeen {
  SidePair pair;
  PairFeatures features;
};

// One who may have a part in what a sentence tells: named in it, or one whom the document is about.
struct WholeSide {
  // Where else it stands. The numbers are in model files.
  enum Where : unsigned { kAuthors = 1, kMeeting = 2, kSpeakers = 4, kTitle = 8, kBefore = 16, kDidBefore = 32, kReceivedBefore = 64, kMember = 128, kInside = 256 };
  Index at = kNone;  // kNone: not named in the sentence
  std::vector<Party> parties;
  std::set<std::string> codes;
  bool author = false;  // of those who write
  unsigned where = 0;
  [[nodiscard]] bool named() const { return at != kNone; }
};

// A sentence as the network reads it, and what it makes of it.
struct NetworkReading {
  Reading reading;
  ActsRead read;
};

// Who most likely stands on either side of an act of some type.
struct WholeParts {
  std::vector<Party> actor, recipient;
  double sure = 1;                     // how likely all of it is right
  std::vector<double> does, receives;  // probabilities, by side
};
// What examples say of the acts of a sentence.
struct WholeReading {
  std::vector<WholeSide> sides;
  std::vector<double> likely;               // by type; empty where they are not asked
  std::map<std::size_t, WholeParts> parts;  // by type
  std::vector<std::pair<std::size_t, Index>> added;  // types that no rule tells, with the word that tells them
};

// How many sides a sentence names, up to kMany, how many of them do not write, and whether one does.
struct Named {
  static constexpr std::uint64_t kMany = 4;
  std::uint64_t all = 0, foreign = 0;
  bool author = false;
};
Named named_among(const std::vector<WholeSide>& sides);

// What a side is to an act. The numbers are in model files.
enum class Part : std::uint64_t { kNone, kActor, kRecipient, kBoth };
Part part_of(const std::set<std::string>& side, const std::set<std::string>& actors, const std::set<std::string>& recipients);

// Sorts, and keeps each key once.
void sort_once(std::vector<std::uint32_t>& keys);
// Of the lemma in small letters, as features have it.
std::uint64_t hash_lemma(const Token& token);
bool overlap(const std::set<std::string>& a, const std::set<std::string>& b);
// A way in the tree, as features have it, one relation longer.
inline std::uint64_t longer_way(std::uint64_t way, Deprel relation) { return mix64(way * 64 + static_cast<std::uint64_t>(relation) + 1); }

}  // namespace entente::coding
