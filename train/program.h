// What the main functions of the trainers share.
#pragma once

#include <fmt/format.h>

#include <exception>

namespace entente::train {

// Runs a program: what it throws becomes a message under its name and exit code 2.
inline int guarded(const char* name, int (*run)(int, char**), int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
    return 2;
  }
}

}  // namespace entente::train
