// The bytes of an input as they arrive, unpacked where they are gzip.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

namespace entente {

class InputBytes {
 public:
  explicit InputBytes(std::istream& input);
  ~InputBytes();
  // Appends the next bytes, at least one, waiting for them if need be; false at the end.
  bool read_more(std::string& out);
  // After the end: why it is not the true end ("gzip: unexpected end of compressed data after 812
  // bytes"), empty where it is.
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  struct Inflater;
  bool read_packed(std::string& out);
  bool inflate_some(std::string& out);
  bool next_member();

  std::istream& input_;
  std::string packed_;  // compressed bytes not yet unpacked
  std::unique_ptr<Inflater> inflater_;
  std::uint64_t packed_total_ = 0;
  std::string fault_;
  bool started_ = false;
};

}  // namespace entente
