// Each folder is listed and sorted when the walk reaches it, so memory holds the names of the
// folders on the way down, not of the whole tree. Paths are compared name by name; what is hidden
// (a name that begins with a dot) is passed over, and so are links to folders, which may lead back
// up.
#include "text/folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "text/documents.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

// False: `on_file` wants no more.
bool walk(const fs::path& folder, const FileSink& on_file);

bool visit(const fs::directory_entry& entry, const FileSink& on_file) {
  std::error_code fault;
  if (entry.is_directory(fault)) return entry.is_symlink(fault) || walk(entry.path(), on_file);
  // A named pipe would wait for ever. What is not there (a dead link) is refused when it is opened.
  const bool odd = entry.exists(fault) && !entry.is_regular_file(fault);
  return on_file(entry.path().string(), odd ? "not a regular file" : "");
}

bool walk(const fs::path& folder, const FileSink& on_file) {
  std::error_code fault;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator it(folder, fault), end; !fault && it != end; it.increment(fault)) {
    if (!it->path().filename().string().starts_with('.')) entries.push_back(*it);
  }
  if (fault) return on_file(folder.string(), fault.message());
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return a.path().filename().string() < b.path().filename().string();
  });
  return std::all_of(entries.begin(), entries.end(),
                     [&](const fs::directory_entry& entry) { return visit(entry, on_file); });
}

}  // namespace

void walk_folder(const std::string& folder, const FileSink& on_file) { walk(folder, on_file); }

void read_folder(const std::string& path, const ReadOptions& options, const ReadSink& sink) {
  bool any = false;
  walk_folder(path, [&](const std::string& file, const std::string& fault) {
    any = true;
    if (!fault.empty()) return sink(refusal(file, fault));
    bool more = true;
    read_documents(file, options, [&](ReadResult&& result) {
      more = sink(std::move(result));
      return more;
    });
    return more;
  });
  if (!any) sink(refusal(path, "no files in this folder"));
}

}  // namespace entente
