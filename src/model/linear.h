// A linear classifier over hashed sparse features: every feature is a 32-bit key, every key that
// was kept in training owns a row of (class, weight). Scoring adds the rows of the features up.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace entente {

// ---------------------------------------------------------------- hashing

inline std::uint64_t mix64(std::uint64_t x) {
  x ^= x >> 32U;
  x *= 0xd6e8feb86659fd93ULL;
  x ^= x >> 29U;
  return x;
}

// Hash of a few bytes; the same on every machine, because model files hold its results.
std::uint64_t hash_bytes(std::string_view bytes);

inline std::uint32_t hash_string(std::string_view bytes) {
  return static_cast<std::uint32_t>(hash_bytes(bytes) >> 32U);
}

// The key of feature template `id` filled with up to three values.
inline std::uint32_t feature_key(std::uint32_t id, std::uint64_t a, std::uint64_t b = 0,
                                 std::uint64_t c = 0) {
  std::uint64_t h = (a + id * 0x9e3779b97f4a7c15ULL) * 0xff51afd7ed558ccdULL;
  h = ((h ^ (h >> 31U)) + b) * 0xc4ceb9fe1a85ec53ULL;
  h = ((h ^ (h >> 30U)) + c) * 0x94d049bb133111ebULL;
  return static_cast<std::uint32_t>(h >> 32U);
}

// The keys of one decision; a fixed array, so that extraction allocates nothing.
struct FeatureList {
  static constexpr std::size_t kCapacity = 192;
  std::uint32_t keys[kCapacity];
  std::size_t size = 0;
  void clear() { size = 0; }
  void add(std::uint32_t key) { keys[size++] = key; }
  [[nodiscard]] std::span<const std::uint32_t> span() const { return {keys, size}; }
};

// ---------------------------------------------------------------- bytes in sections

class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void varint(std::uint64_t value);
  void signed_varint(std::int64_t value);
  void string(std::string_view value);
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Throws Error(kFatal) when the section ends early.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string_view name) : bytes_(bytes), name_(name) {}
  std::uint8_t u8();
  std::uint64_t varint();
  std::int64_t signed_varint();
  std::string_view string();
  // A count of items that take at least one byte each: refuses what cannot fit in the section.
  std::size_t count();
  // The next `size` bytes as they are.
  std::string_view raw(std::size_t size);
  float f32();  // little-endian
  [[nodiscard]] bool at_end() const { return offset_ == bytes_.size(); }
  [[noreturn]] void fail(std::string_view why) const;

 private:
  std::string_view bytes_;
  std::string_view name_;
  std::size_t offset_ = 0;
};

// ---------------------------------------------------------------- model

// Memory for tables that are read at random: in huge pages where the system has them, so that a
// lookup does not miss the page tables too.
void* allocate_table(std::size_t bytes);
void free_table(void* memory);
template <class T>
struct TableAllocator {
  using value_type = T;
  TableAllocator() = default;
  template <class U>
  explicit TableAllocator(const TableAllocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(allocate_table(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t) { free_table(memory); }
  bool operator==(const TableAllocator&) const = default;
};
template <class T>
using TableVector = std::vector<T, TableAllocator<T>>;

struct WeightRow {
  std::uint32_t key = 0;
  std::vector<std::pair<std::uint8_t, std::int16_t>> weights;  // (class, weight), classes ascending
};

class LinearModel {
 public:
  static constexpr std::size_t kMaxClasses = 256;

  LinearModel() = default;
  static LinearModel read(ByteReader& reader);
  // `rows` sorted by key.
  static void write(ByteWriter& writer, std::size_t classes, std::span<const WeightRow> rows);

  [[nodiscard]] std::size_t classes() const { return classes_; }
  // classes() rounded up to a multiple of 32: the size `scores` must have.
  [[nodiscard]] std::size_t stride() const { return stride_; }
  // Sets scores[0, stride) to the sums of weights.
  void score(std::span<const std::uint32_t> keys, std::int32_t* scores) const;

 private:
  struct Slot {
    std::uint32_t key = 0;
    std::uint32_t offset = kEmpty;  // in data_
  };
  static constexpr std::uint32_t kEmpty = 0xffffffffU;

  std::size_t classes_ = 0;
  std::size_t stride_ = 0;
  unsigned shift_ = 32;  // slot of a key = key >> shift_
  // One bit for the top bits of each key: most keys of a decision are not in the model, and this
  // table, which stays in the caches, says so.
  unsigned present_shift_ = 32;
  TableVector<std::uint64_t> present_;
  TableVector<Slot> slots_;
  // A row: its number of entries, then (class, weight) by entry; or kDense, then stride_ weights.
  TableVector<std::int16_t> data_;
  static constexpr std::int16_t kDense = -1;
};

// A read-only table from keys to small values, found through the top bits of the key.
template <class Value>
class KeyTable {
 public:
  struct Entry {
    std::uint32_t key = 0;
    Value value{};
  };
  KeyTable() = default;
  // Of several entries with one key the first counts.
  explicit KeyTable(std::vector<Entry> entries) : entries_(std::move(entries)) {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.key < b.key; });
    while ((std::size_t{1} << bits_) < entries_.size()) ++bits_;
    starts_.assign((std::size_t{1} << bits_) + 1, 0);
    for (const Entry& entry : entries_) ++starts_[(entry.key >> (32U - bits_)) + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  }
  [[nodiscard]] const Value* find(std::uint32_t key) const {
    if (entries_.empty()) return nullptr;
    const std::size_t bucket = key >> (32U - bits_);
    for (std::uint32_t i = starts_[bucket]; i < starts_[bucket + 1]; ++i) {
      if (entries_[i].key == key) return &entries_[i].value;
    }
    return nullptr;
  }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;         // by key
  std::vector<std::uint32_t> starts_;  // first entry by the top bits of the key
  unsigned bits_ = 4;
};

}  // namespace entente
