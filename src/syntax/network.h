// The network that gives each word its tags, features, lemma edit, head and relation. Sums of hashed word parts
// go through two bidirectional LSTM layers; tags are read off both, heads are dot products of word vectors
// (Dozat and Manning 2017, with a low-rank form), relations a hidden layer over word and head.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "network/network.h"
#include "syntax/lemmas.h"

namespace entente::syntax {

// What the network says of a word.
struct WordAnalysis {
  std::int32_t head = kNoHead;  // in the window, kNoHead = root
  std::uint16_t xpos = 0, feats = 0, edit = 0;  // indexes into NetworkLabels
  Upos upos = Upos::kX;
  Deprel deprel = Deprel::kDep;
};

struct NetworkLabels {
  std::vector<std::string> xpos;
  std::vector<Feats> feats;
  std::vector<LemmaEdit> edits;
};

// Words of one sentence; the analysis goes to `analyses` (as many).
struct Window {
  std::span<const std::string_view> forms;
  std::span<WordAnalysis> analyses;
};
inline constexpr std::size_t kLongestWindow = 512;  // head scores take the square of it

class Network {
 public:
  // Throws Error(kFatal) when the section is damaged or has other sizes than the program expects.
  Network(std::string_view section, const network::Kernels& kernels);
  [[nodiscard]] const NetworkLabels& labels() const { return labels_; }
  [[nodiscard]] const network::Kernels& kernels() const { return *kernels_; }
  // Whether a word, in normal form, has a row of its own.
  [[nodiscard]] bool knows(std::string_view word) const { return words_.knows(word); }
  // Analyses windows of up to kLongestWindow words, several at a time in lock-step; what a window gets does not
  // depend on the others.
  void run(std::span<const Window> windows) const;

 private:
  struct Scratch;
  void run_group(std::span<const Window* const> group, Scratch& scratch) const;

  const network::Kernels* kernels_;
  NetworkLabels labels_;
  std::size_t size_ = 0;  // of a word vector
  network::WordTables words_;
  network::BothWays first_, second_;
  std::size_t first_units_ = 0, second_units_ = 0;
  network::Packed arcs_, relation_parts_, relation_, tag_hidden_, tags_;
  std::size_t arc_ = 0, rel_ = 0, tag_ = 0;
  std::vector<std::uint8_t> root_arc_;  // activations of the root as a head
  std::vector<float> root_rel_;
};

}  // namespace entente::syntax
