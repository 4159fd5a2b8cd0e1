// The model file: magic, version, checksum, named sections, and a self-test sample that says what
// the model must answer. docs/model-format.md holds the format. linear.h: the linear classifiers that sections hold.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/base.h"
#include "model/linear.h"

namespace entente {

// Named byte sections. Written sorted by name, so the same sections give the same file.
class ModelFile {
 public:
  // Throws Error(kFatal) saying which check failed (magic, version, length, checksum) and where.
  static ModelFile load(const std::filesystem::path& path);
  static ModelFile parse(std::string bytes, std::string_view name);
  void save(const std::filesystem::path& path) const;

  // Throws Error(kFatal) when the section is missing.
  [[nodiscard]] std::string_view section(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  void set(const std::string& name, std::string bytes);

 private:
  std::map<std::string, std::string, std::less<>> sections_;
};

}  // namespace entente
