// Rows live in one array; a table of (key, offset) with linear probing finds them. Keys are sorted
// in the file and the slot of a key is its top bits, so building the table walks memory in order.
// Lookups are made in rounds over all keys of a decision, each round prefetching for the next: a
// decision has about a hundred keys and most of them miss the caches.
#include "model/linear.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <new>

#include "base/base.h"

// Scoring adds rows of 16-bit weights: twice the vector width is a third more speed. The compiler
// makes one version per instruction set and picks at program start; integer sums are the same in all.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define ENTENTE_VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ENTENTE_VECTOR_CLONES
#endif

namespace entente {

std::uint64_t hash_bytes(std::string_view bytes) {
  std::uint64_t h = 0x9e3779b97f4a7c15ULL ^ bytes.size();
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  while (left > 0) {
    const std::size_t taken = left < 8 ? left : 8;
    std::uint64_t word = 0;
    // Bytes in little-endian order whatever the machine.
    for (std::size_t i = 0; i < taken; ++i) {
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8U * i);
    }
    h = mix64((h ^ word) * 0xff51afd7ed558ccdULL);
    at += taken;
    left -= taken;
  }
  return mix64(h * 0xc4ceb9fe1a85ec53ULL);
}

// ---------------------------------------------------------------- memory

void* allocate_table(std::size_t bytes) {
  constexpr std::size_t kHuge = std::size_t{2} << 20U;
  const std::size_t alignment = bytes >= kHuge / 2 ? kHuge : 64;
  const std::size_t size = (bytes + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, size);
  if (memory == nullptr) throw std::bad_alloc();
  // Only advice: where it is not taken, lookups are slower.
  if (alignment == kHuge) static_cast<void>(madvise(memory, size, MADV_HUGEPAGE));
  return memory;
}

void free_table(void* memory) { std::free(memory); }

// ---------------------------------------------------------------- bytes

void ByteWriter::varint(std::uint64_t value) {
  while (value >= 0x80U) {
    u8(static_cast<std::uint8_t>(value | 0x80U));
    value >>= 7U;
  }
  u8(static_cast<std::uint8_t>(value));
}

void ByteWriter::signed_varint(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  varint((bits << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void ByteWriter::string(std::string_view value) {
  varint(value.size());
  bytes_ += value;
}

void ByteReader::fail(std::string_view why) const {
  throw Error(ErrorKind::kFatal, "section " + std::string(name_) + " at byte " +
                                     std::to_string(offset_) + ": " + std::string(why));
}

std::uint8_t ByteReader::u8() {
  if (offset_ >= bytes_.size()) fail("ends early");
  return static_cast<std::uint8_t>(bytes_[offset_++]);
}

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = u8();
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if (byte < 0x80U) return value;
  }
  fail("a number is too long");
}

std::int64_t ByteReader::signed_varint() {
  const std::uint64_t bits = varint();
  return static_cast<std::int64_t>((bits >> 1U) ^ ((bits & 1U) != 0 ? ~std::uint64_t{0} : 0));
}

std::string_view ByteReader::string() {
  const std::uint64_t size = varint();
  if (size > bytes_.size() - offset_) fail("ends early");
  const std::string_view value = bytes_.substr(offset_, static_cast<std::size_t>(size));
  offset_ += static_cast<std::size_t>(size);
  return value;
}

std::string_view ByteReader::raw(std::size_t size) {
  if (size > bytes_.size() - offset_) fail("ends early");
  const std::string_view value = bytes_.substr(offset_, size);
  offset_ += size;
  return value;
}

float ByteReader::f32() {
  std::uint32_t bits = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) bits |= static_cast<std::uint32_t>(u8()) << shift;
  return std::bit_cast<float>(bits);
}

std::size_t ByteReader::count() {
  const std::uint64_t value = varint();
  if (value > bytes_.size() - offset_) fail("a count is larger than the section");
  return static_cast<std::size_t>(value);
}

// ---------------------------------------------------------------- model

void LinearModel::write(ByteWriter& writer, std::size_t classes, std::span<const WeightRow> rows) {
  writer.varint(classes);
  writer.varint(rows.size());
  std::uint32_t previous = 0;
  for (const WeightRow& row : rows) {
    writer.varint(row.key - previous);
    previous = row.key;
    writer.varint(row.weights.size());
    for (const auto& [label, weight] : row.weights) {
      writer.u8(label);
      writer.signed_varint(weight);
    }
  }
}

LinearModel LinearModel::read(ByteReader& reader) {
  LinearModel model;
  model.classes_ = static_cast<std::size_t>(reader.varint());
  if (model.classes_ > kMaxClasses) reader.fail("too many classes");
  model.stride_ = (model.classes_ + 31U) / 32U * 32U;
  const std::size_t count = reader.count();
  // Load factor at most 0.6; the table holds a few slots past the end, so that probing need not wrap.
  unsigned bits = 4;
  while ((std::size_t{1} << bits) * 6 < count * 10) ++bits;
  model.shift_ = 32 - bits;
  model.slots_.assign((std::size_t{1} << bits), Slot{});
  const unsigned present_bits = std::min(bits + 3, 24U);
  model.present_shift_ = 32 - present_bits;
  model.present_.assign((std::size_t{1} << present_bits) / 64 + 1, 0);
  std::uint32_t key = 0;
  std::size_t next_free = 0;
  for (std::size_t i = 0; i < count; ++i) {
    key += static_cast<std::uint32_t>(reader.varint());
    const std::uint32_t bit = key >> model.present_shift_;
    model.present_[bit >> 6U] |= std::uint64_t{1} << (bit & 63U);
    // Keys ascend, so the first free slot at or after the home slot is the later of the two.
    std::size_t slot = key >> model.shift_;
    if (slot < next_free) slot = next_free;
    next_free = slot + 1;
    if (slot >= model.slots_.size()) model.slots_.push_back(Slot{});
    model.slots_[slot] = {key, static_cast<std::uint32_t>(model.data_.size())};
    const std::size_t entries = reader.count();
    if (entries > model.classes_) reader.fail("a row has more weights than classes");
    const bool dense = entries * 8 > model.stride_;
    model.data_.push_back(dense ? kDense : static_cast<std::int16_t>(entries));
    std::array<std::int16_t, kMaxClasses> row{};
    for (std::size_t e = 0; e < entries; ++e) {
      const std::size_t label = reader.u8();
      const std::int64_t weight = reader.signed_varint();
      if (label >= model.classes_) reader.fail("a class is out of range");
      if (weight < -32768 || weight > 32767) reader.fail("a weight is out of range");
      if (dense) {
        row[label] = static_cast<std::int16_t>(weight);
      } else {
        model.data_.push_back(static_cast<std::int16_t>(label));
        model.data_.push_back(static_cast<std::int16_t>(weight));
      }
    }
    if (dense) {
      model.data_.insert(model.data_.end(), row.begin(),
                         row.begin() + static_cast<std::ptrdiff_t>(model.stride_));
    }
  }
  model.slots_.push_back(Slot{});  // probing ends here at the latest
  return model;
}

ENTENTE_VECTOR_CLONES
void LinearModel::score(std::span<const std::uint32_t> keys, std::int32_t* scores) const {
  for (std::size_t c = 0; c < stride_; ++c) scores[c] = 0;
  std::uint32_t likely[FeatureList::kCapacity];
  std::size_t likely_count = 0;
  for (const std::uint32_t key : keys) {
    const std::uint32_t bit = key >> present_shift_;
    likely[likely_count] = key;
    likely_count += (present_[bit >> 6U] >> (bit & 63U)) & 1U;
  }
  for (std::size_t i = 0; i < likely_count; ++i) __builtin_prefetch(&slots_[likely[i] >> shift_]);
  std::uint32_t found[FeatureList::kCapacity];
  std::size_t count = 0;
  for (std::size_t i = 0; i < likely_count; ++i) {
    const std::uint32_t key = likely[i];
    const Slot* slot = &slots_[key >> shift_];
    while (slot->offset != kEmpty && slot->key < key) ++slot;
    if (slot->offset != kEmpty && slot->key == key) {
      found[count++] = slot->offset;
      __builtin_prefetch(&data_[slot->offset]);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::int16_t* row = &data_[found[i]];
    const std::int16_t* at = row + 1;
    if (*row == kDense) {
      for (std::size_t c = 0; c < stride_; ++c) scores[c] += at[c];
      continue;
    }
    for (const std::int16_t* end = at + 2 * *row; at != end; at += 2) scores[at[0]] += at[1];
  }
}

}  // namespace entente
