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
#include "syntax/kernels.h"
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
  Network(std::string_view section, const Kernels& kernels);
  [[nodiscard]] const NetworkLabels& labels() const { return labels_; }
  [[nodiscard]] const Kernels& kernels() const { return *kernels_; }
  // Whether a word, in normal form, has a row of its own.
  [[nodiscard]] bool knows(std::string_view word) const { return tables_[0].find(word) != nullptr; }
  // Analyses windows of up to kLongestWindow words, several at a time in lock-step; what a window gets does not
  // depend on the others.
  void run(std::span<const Window> windows) const;

 private:
  struct Table {  // rows by the hash of a string
    std::vector<std::uint64_t> keys;  // open addressing, 0 = free
    std::vector<std::uint32_t> rows;
    unsigned shift = 64;
    TableVector<std::int8_t> values;
    std::vector<float> scale;
    [[nodiscard]] const std::uint32_t* find(std::string_view text) const;
  };
  struct Layer {
    Packed forward, backward;
    std::size_t inputs = 0, units = 0;
  };
  struct Scratch;
  static constexpr std::size_t kTables = 9;
  static constexpr std::uint32_t kNoRow = 0xFFFFFFFFU;
  struct WordRows {
    std::uint32_t row[kTables];
  };

  void read_table(class ByteReader& reader, Table& table) const;
  WordRows look_up(std::string_view form) const;
  void run_group(std::span<const Window* const> group, Scratch& scratch) const;
  void run_layer(const Layer& layer, std::size_t in, std::size_t out, std::span<const std::size_t> starts,
                 std::span<const std::size_t> lengths, Scratch& scratch) const;

  std::uint64_t id_;  // tells networks of one process apart
  const Kernels* kernels_;
  NetworkLabels labels_;
  std::size_t size_ = 0;  // of a word vector
  Table tables_[kTables];
  Layer first_, second_;
  Packed arcs_, relation_parts_, relation_, tag_hidden_, tags_;
  std::size_t arc_ = 0, rel_ = 0, tag_ = 0;
  std::vector<std::uint8_t> root_arc_;  // activations of the root as a head
  std::vector<float> root_rel_;
};

}  // namespace entente::syntax
