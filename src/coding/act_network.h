// Internal to src/coding: the network that reads which acts a sentence tells, word by word, and who has a part in them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "coding/coding.h"
#include "network/network.h"

namespace entente {

// What it makes of one sentence.
struct ActsRead {
  std::vector<double> types;          // by type, log of the odds that the sentence tells such an act
  std::vector<std::uint32_t> teller;  // by type, the word of Reading that speaks most for it
  std::vector<std::uint8_t> states;   // activations, a row a word
};

class ActNetwork {
 public:
  // Throws Error(kFatal) where the section is damaged or was made for other signs or types.
  ActNetwork(std::string_view section, const network::Kernels& kernels, std::size_t types);
  [[nodiscard]] ActsRead read(const Reading& reading) const;
  struct Part { double does = 0, receives = 0; };  // log odds
  // By side of that sentence, in an act of the type.
  [[nodiscard]] std::vector<Part> parts(const ActsRead& read, const Reading& reading, std::size_t type) const;

 private:
  const network::Kernels* kernels_;
  std::size_t size_ = 0, units_[2] = {}, hidden_units_ = 0, part_units_ = 0, types_count_ = 0;
  network::WordTables words_;
  network::SignTable signs_, side_signs_;
  network::BothWays first_, second_;
  network::Packed hidden_, types_, side_, teller_, parts_;
};

}  // namespace entente
