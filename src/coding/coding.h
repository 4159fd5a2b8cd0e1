// What: rules on trees -> events and commitments, each with its explanation; and acts no rule tells, learnt from
// examples.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "model/model.h"
#include "ontology/ontology.h"

namespace entente {

// Which way an act goes between two sides of a sentence: from the first named to the second, back, or by both.
enum class Way : std::uint8_t { kOnward, kBack, kTogether, kCount };
inline constexpr std::size_t kWays = static_cast<std::size_t>(Way::kCount);

// Of the log of its odds.
double probability(double odds);

// What is asked of a side beside an act: does it do it, is it whom the act is meant for; and of an act: is it told at all.
enum class RoleClass : std::uint8_t { kDoes, kReceives, kTold, kCount };

// What ActModel is made of. Weights and starts stand in the file as whole numbers.
struct ActWeights {
  std::uint32_t scale = 1;               // what they were multiplied with
  std::vector<std::int32_t> type_start;  // by type: the log of the odds before any feature
  std::vector<WeightRow> types;          // by key of a sentence, of event types
  std::vector<WeightRow> parts;          // by key of a side of it, of the classes RoleClass
  std::vector<std::int32_t> pair_start;  // by class type * kWays + way
  std::vector<WeightRow> pairs;          // by key of two sides
  std::vector<WeightRow> roles;          // by key of an act of a rule or of a side beside it, of the classes RoleClass
};

class ActNetwork;

// What examples say, as linear classifiers: which acts a sentence tells and who has a part in them, which way an act goes
// between two sides, and who has a part in an act that a rule codes; and as a network, of the first two. Made by
// scripts/train-acts and scripts/train-acts-network.
class ActModel {
 public:
  struct Weighed { double does = 0, receives = 0, told = 0; };  // log odds

  ActModel() = default;  // of no act
  // Throws Error(kFatal) where the file is missing or damaged, or was learnt for other event types.
  static ActModel load(const std::filesystem::path& path, const Ontology& ontology);
  // Throws Error(kFatal) where the file cannot be written. `network`: bytes of the section of that name; empty: none.
  static void write(const std::filesystem::path& path, const Ontology& ontology, const ActWeights& weights, std::string network);

  [[nodiscard]] bool empty() const { return rules_.empty(); }
  [[nodiscard]] const std::string& digest() const { return digest_; }  // of what was loaded
  // Null where the file has none.
  [[nodiscard]] const ActNetwork* network() const { return network_.get(); }
  // By type, the log of the odds that the sentence tells such an act. Keys stand once each, here and below.
  [[nodiscard]] std::vector<double> types(std::span<const std::uint32_t> keys) const;
  // What a key of the sentence says for an act of the type.
  [[nodiscard]] double says(std::uint32_t key, std::size_t type) const;
  // For the keys of a side as keys_beside() has them.
  [[nodiscard]] Weighed part(std::span<const std::uint32_t> keys) const;
  // By way, how likely an act of the type goes so between two sides.
  [[nodiscard]] std::array<double, kWays> ways(std::span<const std::uint32_t> keys, std::size_t type) const;
  // For the keys of a side beside an act of a rule (does, receives), or of the act (told).
  [[nodiscard]] Weighed role(std::span<const std::uint32_t> keys) const;
  // Stands where an event names its rule.
  [[nodiscard]] const Rule& rule(std::size_t type) const { return rules_[type]; }

 private:
  LinearModel types_, parts_, pairs_, roles_;
  std::vector<std::int32_t> type_start_, pair_start_;
  double scale_ = 1;
  std::shared_ptr<const ActNetwork> network_;
  std::vector<Rule> rules_;  // by type
  std::string digest_;
};

// Two sides of a sentence (or one of several states, then `second` is empty) as ActModel sees them.
struct ActCandidate {
  std::uint32_t sentence = 0;
  std::set<std::string> first, second;      // codes, in the order of the text
  std::vector<std::uint32_t> words, rules;  // keys of what the words say, and of what the rules made of the sentence
};
// A side of a sentence beside an act that rules code there.
struct RoleCandidate {
  std::uint32_t sentence = 0;
  std::string type;
  std::set<std::string> actor, recipient;  // of the act, as the rules have it
  std::set<std::string> side;
  std::vector<std::uint32_t> keys;
};
// An act that rules code.
struct ToldCandidate {
  std::uint32_t sentence = 0;
  std::string type;
  std::vector<std::uint32_t> keys;
};
// A sentence as the network reads it. Signs are numbers below kReadingSigns, of sides below kPartSigns.
inline constexpr std::size_t kReadingSigns = 240, kPartSigns = 32;
struct Reading {
  struct Word {
    std::string_view form;  // of the document's text; empty for the first, which says where the sentence stands
    bool masked = false;    // a name, which is not read
    std::vector<std::uint16_t> signs;
  };
  struct Side {
    std::vector<std::uint32_t> words;  // numbers of words that name it; none: named elsewhere
    std::vector<std::uint16_t> signs;
    // By type told, what the rules have it do there: 0 nothing, 1 does it, 2 is whom it is meant for, 3 both.
    std::map<std::size_t, std::uint8_t> own;
  };
  std::vector<Word> words;
  std::vector<Side> sides;
};
// A sentence as a whole, and those who may have a part in what it tells.
struct WholeCandidate {
  struct Side {
    std::set<std::string> codes;
    std::vector<std::uint32_t> keys;
  };
  std::uint32_t sentence = 0;
  std::vector<std::uint32_t> keys;
  std::vector<Side> sides;
  Reading reading;
};
// The keys of a side as they stand beside an act of the type.
std::vector<std::uint32_t> keys_beside(std::span<const std::uint32_t> side, std::size_t type);
// What a document holds to learn from, in text order.
struct ActMaterial {
  std::vector<ActCandidate> pairs;
  std::vector<RoleCandidate> roles;
  std::vector<ToldCandidate> told;
  std::vector<WholeCandidate> whole;
};

// The stage: reads sentences with trees and mentions, fills Document::events and
// Document::commitments in text order. Const on the models, safe from several threads.
void code_events(Document& document, const Ontology& ontology, const ActModel& acts);

// To learn from: codes the document by rules alone, gives every two sides of its sentences, and every side beside
// every act.
ActMaterial act_material(Document& document, const Ontology& ontology);

}  // namespace entente
