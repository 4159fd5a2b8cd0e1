// Little-endian: magic "ENTGMODL", u32 version, u32 number of sections, u64 length of the rest,
// u64 XXH3 of the rest; then by section u32 name length, name, u64 size, bytes.
#include "model/model.h"

#include <fstream>
#include <system_error>

namespace entente {
namespace {

constexpr std::string_view kMagic = "ENTGMODL";
// Versions: 1 = perceptrons (no longer read), 2 = the network.
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kHeaderSize = 32;

void append_number(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8U * i)) & 0xFFU));
}

std::uint64_t number_at(std::string_view bytes, std::size_t offset, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[offset + i])) << (8U * i);
  }
  return value;
}

[[noreturn]] void fail(const std::string& why) { throw Error(ErrorKind::kFatal, why); }

class SectionReader {
 public:
  explicit SectionReader(std::string_view body) : body_(body) {}
  std::uint64_t number(std::size_t size) {
    const std::string_view bytes = take(size);
    return number_at(bytes, 0, size);
  }
  std::string_view take(std::uint64_t size) {
    if (size > body_.size() - offset_) {
      fail("sections end early at byte " + std::to_string(kHeaderSize + offset_));
    }
    const std::string_view bytes = body_.substr(offset_, static_cast<std::size_t>(size));
    offset_ += static_cast<std::size_t>(size);
    return bytes;
  }
  [[nodiscard]] bool at_end() const { return offset_ == body_.size(); }

 private:
  std::string_view body_;
  std::size_t offset_ = 0;
};

}  // namespace

ModelFile ModelFile::parse(std::string bytes, std::string_view name) {
  return with_context(name, [&] {
    const std::string_view all = bytes;
    if (all.substr(0, kMagic.size()) != kMagic) {
      fail("not a model file: it does not begin with " + std::string(kMagic));
    }
    if (all.size() < kHeaderSize) fail("truncated: the header has " + std::to_string(kHeaderSize) + " bytes, the file " + std::to_string(all.size()));
    const std::uint64_t version = number_at(all, 8, 4);
    if (version == 1) fail("format version 1 is no longer read; make the model anew (docs/model-format.md)");
    if (version > kVersion || version == 0) {
      fail("format version " + std::to_string(version) + ", this program reads up to version " + std::to_string(kVersion));
    }
    const std::string_view body = all.substr(kHeaderSize);
    const std::uint64_t length = number_at(all, 16, 8);
    if (length != body.size()) {
      fail("truncated or extended: " + std::to_string(length) + " bytes of sections expected, " + std::to_string(body.size()) + " found");
    }
    if (number_at(all, 24, 8) != digest64(body)) fail("damaged: the checksum does not fit the contents");
    ModelFile file;
    SectionReader reader(body);
    const std::uint64_t count = number_at(all, 12, 4);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string section(reader.take(reader.number(4)));
      const std::uint64_t size = reader.number(8);
      file.sections_[section] = std::string(reader.take(size));
    }
    if (!reader.at_end()) fail("bytes after the last section");
    return file;
  });
}

ModelFile ModelFile::load(const std::filesystem::path& path) {
  std::string bytes;
  try {
    bytes = read_file(path);
  } catch (const Error& error) {
    fail(error.what());
  }
  return parse(std::move(bytes), path.string());
}

void ModelFile::save(const std::filesystem::path& path) const {
  std::string body;
  for (const auto& [name, bytes] : sections_) {
    append_number(body, name.size(), 4);
    body += name;
    append_number(body, bytes.size(), 8);
    body += bytes;
  }
  std::string header(kMagic);
  append_number(header, kVersion, 4);
  append_number(header, sections_.size(), 4);
  append_number(header, body.size(), 8);
  append_number(header, digest64(body), 8);
  // Beside the target first, so that a reader never sees half a file.
  const std::filesystem::path partial = path.string() + ".partial";
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  out << header << body;
  out.close();
  if (!out) fail(partial.string() + ": cannot be written");
  std::error_code error;
  std::filesystem::rename(partial, path, error);
  if (error) fail(path.string() + ": " + error.message());
}

std::string_view ModelFile::section(std::string_view name) const {
  const auto found = sections_.find(name);
  if (found == sections_.end()) fail("section " + std::string(name) + " is missing");
  return found->second;
}

bool ModelFile::has(std::string_view name) const { return sections_.find(name) != sections_.end(); }

void ModelFile::set(const std::string& name, std::string bytes) { sections_[name] = std::move(bytes); }

}  // namespace entente
