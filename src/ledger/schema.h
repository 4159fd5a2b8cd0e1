// The tables of a ledger file, their versions, and opening one with errors that say what to do.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "base/base.h"

namespace entente::ledger {

// "Ente" in ASCII: tells our files from other programs' databases.
inline constexpr std::int32_t kApplicationId = 0x456E7465;

enum class Access : std::uint8_t { kRead, kWrite };

// Opens `file` for one thread at a time; kWrite creates it where it is missing, brings an older version up to date in one
// transaction and takes the writer's lock of its life. Throws Error(kFatal).
std::unique_ptr<SQLite::Database> open_database(const std::filesystem::path& file, Access access);

// What SQLite's error means for the user: what, where, what to do.
[[noreturn]] void refuse(const std::filesystem::path& file, const SQLite::Exception& error);

// Runs `body`, turning SQLite's errors into ours.
template <class Body>
decltype(auto) guarded(const std::filesystem::path& file, Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (const SQLite::Exception& error) {
    refuse(file, error);
  }
}

}  // namespace entente::ledger
