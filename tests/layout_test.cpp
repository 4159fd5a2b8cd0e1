// The house rules that a compiler does not check: includes point upward only, a folder is entered by
// its public header, and every path named in the documentation exists.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

namespace {

namespace fs = std::filesystem;
const fs::path kRoot = ENTENTE_SOURCE_DIR;

std::string contents(const fs::path& path) {
  std::ifstream input(path);
  std::stringstream out;
  out << input.rdbuf();
  return out.str();
}

std::vector<fs::path> files_below(const fs::path& folder, const std::vector<std::string>& endings) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string ending = entry.path().extension().string();
    if (entry.is_regular_file() && std::find(endings.begin(), endings.end(), ending) != endings.end()) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

// What each folder of src/ may include besides itself; ARCHITECTURE.md draws the same picture.
const std::map<std::string, std::vector<std::string>> kMayInclude = {
    {"base", {}},
    {"document", {"base"}},
    {"model", {"base"}},
    {"text", {"base", "document"}},
    {"watch", {"base", "document", "text"}},
    {"network", {"base", "model"}},
    {"syntax", {"base", "document", "model", "network"}},
    {"actors", {"base", "document"}},
    {"ontology", {"base", "document"}},
    {"coding", {"base", "document", "model", "network", "ontology"}},
    {"record", {"base", "document", "ontology"}},
    {"ledger", {"base", "document", "ontology"}},
    {"series", {"base", "document", "ledger"}},
    {"outlook", {"base"}},
    {"query", {"base", "document", "record", "ledger", "series", "outlook"}},
    {"pipeline", {"base", "document", "model", "text", "syntax", "actors", "ontology", "coding"}},
    {"eval", {"base", "document", "ontology", "syntax", "text", "pipeline"}},
    {"brief", {"base", "document", "ledger", "series", "outlook"}},
    {"app", {"base", "document", "text", "syntax", "actors", "ontology", "pipeline", "record", "eval", "ledger", "query", "watch", "brief"}}};

TEST(Layout, IncludesPointUpwardThroughPublicHeaders) {
  const std::regex include("#include \"([a-z_]+)/([a-z_0-9.]+)\"");
  for (const fs::path& file : files_below(kRoot / "src", {".h", ".cpp"})) {
    const std::string folder = fs::relative(file, kRoot / "src").begin()->string();
    ASSERT_TRUE(kMayInclude.contains(folder)) << "src/" << folder << " is not in the table of this test";
    const std::string text = contents(file);
    for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) {
      const std::string other = (*it)[1], header = (*it)[2];
      if (other == folder) continue;
      const std::vector<std::string>& allowed = kMayInclude.at(folder);
      EXPECT_TRUE(std::find(allowed.begin(), allowed.end(), other) != allowed.end()) << file << " includes " << other << "/" << header;
      EXPECT_EQ(header, other + ".h") << file << " must enter " << other << " by its public header";
    }
  }
}

TEST(Layout, TypesHaveOneDefinition) {
  // Two types of one name in two files are one to the linker, which takes the functions of either for both.
  const std::regex opens("^namespace ?([A-Za-z_:]*) ?\\{"), closes("^\\}  // namespace"), defines("^(?:struct|class|enum class) ([A-Za-z_:]+)(?: final)?(?: :[^{;]*)? \\{");
  std::map<std::string, std::vector<std::string>> files;
  for (const fs::path& file : files_below(kRoot / "src", {".h", ".cpp"})) {
    std::vector<std::string> scopes;
    std::istringstream lines(contents(file));
    std::smatch found;
    for (std::string line; std::getline(lines, line);) {
      if (std::regex_search(line, found, opens)) {
        scopes.push_back(found[1]);
      } else if (std::regex_search(line, closes)) {
        if (!scopes.empty()) scopes.pop_back();
      } else if (std::find(scopes.begin(), scopes.end(), "") == scopes.end() && std::regex_search(line, found, defines)) {
        std::string name;
        for (const std::string& scope : scopes) name += scope + "::";
        files[name + found[1].str()].push_back(fs::relative(file, kRoot).string());
      }
    }
  }
  EXPECT_GT(files.size(), 100U);
  for (const auto& [name, where] : files) EXPECT_EQ(where.size(), 1U) << name << " is defined in " << where.front() << " and " << where.back();
}

TEST(Layout, EveryPathNamedInTheDocsExists) {
  // In backticks or as a link target; words with a slash that begin with a folder or file of the tree.
  const std::regex quoted("[`(]([A-Za-z0-9_.][A-Za-z0-9_./*-]*/[A-Za-z0-9_./*-]*)[`)]");
  for (const fs::path& file : files_below(kRoot, {".md"})) {
    const std::string relative = fs::relative(file, kRoot).string();
    if (relative.starts_with("build") || relative.starts_with(".")) continue;
    const std::string text = contents(file);
    for (std::sregex_iterator it(text.begin(), text.end(), quoted), end; it != end; ++it) {
      std::string path = (*it)[1];
      if (path.starts_with("..") || path.starts_with("build") || path.find('*') != std::string::npos) continue;
      const std::string first = path.substr(0, path.find('/'));
      const bool ours = fs::exists(kRoot / first) || fs::exists(file.parent_path() / first);
      if (!ours) continue;
      EXPECT_TRUE(fs::exists(kRoot / path) || fs::exists(file.parent_path() / path)) << relative << " names " << path;
    }
  }
}

}  // namespace
