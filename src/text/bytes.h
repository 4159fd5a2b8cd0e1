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
  // Bytes taken from `input` are added to `consumed`, where that is given.
  explicit InputBytes(std::istream& input, std::uint64_t* consumed = nullptr);
  ~InputBytes();
  // Appends the next bytes, at least one, waiting for them if need be; false at the end.
  bool read_more(std::string& out);
  // After the end: why it is not the true end ("gzip: unexpected end of compressed data after 812
  // bytes"), empty where it is.
  [[nodiscard]] const std::string& fault() const { return fault_; }
  // Whether the fault is damage, not just an end that came too soon.
  [[nodiscard]] bool damaged() const { return damaged_; }
  // After a fault: goes on at the next thing that looks like the start of a gzip member; false where there
  // is none. What is read then does not join what was read before. Damaged data may unpack as something
  // else far beyond their end, even to that of the input, so with remember_members() the search begins
  // where their member did.
  bool resume();
  void remember_members() { remembers_ = true; }
  // How many of the bytes given were followed by the checksum of their gzip member, and it was right.
  [[nodiscard]] std::uint64_t verified() const { return verified_; }

 private:
  struct Inflater;
  bool read_packed(std::string& out);
  bool inflate_some(std::string& out);
  bool next_member();
  void start_member();

  std::istream& input_;
  std::uint64_t* consumed_;
  std::string packed_;   // compressed bytes not yet unpacked
  std::string history_;  // the last of those of the current member that were
  std::unique_ptr<Inflater> inflater_;
  std::uint64_t packed_total_ = 0;
  std::uint64_t unpacked_total_ = 0;
  std::uint64_t verified_ = 0;
  std::string fault_;
  bool started_ = false;
  bool damaged_ = false;
  bool remembers_ = false;
};

}  // namespace entente
