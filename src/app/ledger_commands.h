// The commands that work on a ledger: add, watch, explain of a stored event, and every question of
// src/query. They parse options and print; what they do is done below.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "pipeline/pipeline.h"

namespace entente::app {

// What the program knows when a command runs: models loaded with the common options, how to print.
struct Session {
  std::function<Models()> load;
  std::function<RunOptions()> run_options;
  std::function<std::filesystem::path()> data;
  std::vector<std::string>* files = nullptr;  // positional inputs
  bool* quiet = nullptr;
  bool* stats = nullptr;
  bool* no_colour = nullptr;
};

struct Command {
  CLI::App* app = nullptr;
  std::function<int()> run;
};

// Registers them; `common` adds the options of knowledge files, `inputs` those of commands that read documents.
void add_ledger_commands(CLI::App& app, const std::function<void(CLI::App*)>& common, const std::function<void(CLI::App*)>& inputs, const Session& session, std::vector<Command>& commands);

}  // namespace entente::app
