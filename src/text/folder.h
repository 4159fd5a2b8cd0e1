// All files below a folder, one after the other.
#pragma once

#include <string>

#include "text/text.h"

namespace entente {

// Reads what walk_folder() finds.
void read_folder(const std::string& path, const ReadOptions& options, const ReadSink& sink);

}  // namespace entente
