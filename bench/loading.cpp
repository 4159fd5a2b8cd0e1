// How long the tables take to load: actors, rules and fields, and the syntax model. Prints medians of
// several loads in one process. Usage: bench_loading [DATA MODEL]
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>

#include "pipeline/pipeline.h"

int main(int argc, char** argv) {
  using namespace entente;
  const std::filesystem::path data = argc > 2 ? argv[1] : "data", model = argc > 2 ? argv[2] : "models/en.model";
  constexpr std::size_t kLoads = 11;
  struct Part { std::string_view name; std::array<double, kLoads> milliseconds; };
  std::array<Part, 4> parts{{{"actor tables", {}}, {"rules and fields", {}}, {"syntax model", {}}, {"all, side by side", {}}}};
  for (std::size_t i = 0; i < kLoads; ++i) {
    const auto time = [&](Part& part, const auto& load) {
      const auto begin = std::chrono::steady_clock::now();
      const auto loaded = load();  // released after the clock has stopped
      part.milliseconds[i] = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    };
    time(parts[0], [&] { return ActorTables::load(data); });
    time(parts[1], [&] { return load_ontology(data); });
    time(parts[2], [&] { return SyntaxModel::load(model); });
    time(parts[3], [&] { return load_models(data, model); });
  }
  for (Part& part : parts) {
    std::sort(part.milliseconds.begin(), part.milliseconds.end());
    std::cout << fmt::format("{:<17} {:>7.1f} ms (median of {}, {:.1f} to {:.1f})\n", part.name, part.milliseconds[kLoads / 2], kLoads, part.milliseconds.front(), part.milliseconds.back());
  }
}
