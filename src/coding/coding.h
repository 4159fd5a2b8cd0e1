// What: rules on trees -> events and commitments, each with its explanation; and acts no rule tells, learnt from
// examples.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "document/document.h"
#include "model/model.h"
#include "ontology/ontology.h"

namespace entente {

// Which way an act goes between two sides of a sentence: from the first named to the second, back, or by both.
enum class Way : std::uint8_t { kOnward, kBack, kTogether, kCount };
inline constexpr std::size_t kWays = static_cast<std::size_t>(Way::kCount);

// What is asked of an act that rules code: does a side do it, is it whom the act is meant for; is the act told at all.
enum class RoleClass : std::uint8_t { kDoes, kReceives, kTold, kCount };

// What ActModel is made of. Classes are type * kWays + way; weights stand in the file as whole numbers.
struct ActWeights {
  std::uint32_t scale = 1;          // what weights and starts were multiplied with
  double threshold = 1;             // see ActModel::threshold()
  std::vector<std::int32_t> start;  // by class: the log of the odds before any feature
  std::vector<WeightRow> rows;      // by key
  std::vector<WeightRow> roles;     // by key, of the classes RoleClass
};

// What examples say: how likely two sides of a sentence did what to each other (a linear classifier for each event type
// and way), and of the acts that rules code. Made by scripts/train-acts.
class ActModel {
 public:
  struct Weighed { double does = 0, receives = 0, told = 0; };  // probabilities

  ActModel() = default;  // of no act
  // Throws Error(kFatal) where the file is missing or damaged, or was learnt for other event types.
  static ActModel load(const std::filesystem::path& path, const Ontology& ontology);
  // Throws Error(kFatal) where the file cannot be written.
  static void write(const std::filesystem::path& path, const Ontology& ontology, const ActWeights& weights);

  [[nodiscard]] bool empty() const { return rules_.empty(); }
  [[nodiscard]] const std::string& digest() const { return digest_; }  // of what was loaded
  // From this probability on an act is coded.
  [[nodiscard]] double threshold() const { return threshold_; }
  // By class: the log of the odds, for keys that each stand once.
  [[nodiscard]] std::vector<double> logits(std::span<const std::uint32_t> keys) const;
  // For the keys of a side beside an act (does, receives), or of the act (told).
  [[nodiscard]] Weighed weigh(std::span<const std::uint32_t> keys) const;
  // Stands where an event names its rule.
  [[nodiscard]] const Rule& rule(std::size_t type) const { return rules_[type]; }

 private:
  LinearModel weights_, roles_;
  std::vector<std::int32_t> start_;  // by class
  double scale_ = 1, threshold_ = 1;
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
// What a document holds to learn from, in text order.
struct ActMaterial {
  std::vector<ActCandidate> pairs;
  std::vector<RoleCandidate> roles;
  std::vector<ToldCandidate> told;
};

// The stage: reads sentences with trees and mentions, fills Document::events and
// Document::commitments in text order. Const on the models, safe from several threads.
void code_events(Document& document, const Ontology& ontology, const ActModel& acts);

// To learn from: codes the document by rules alone, gives every two sides of its sentences, and every side beside
// every act.
ActMaterial act_material(Document& document, const Ontology& ontology);

}  // namespace entente
