// The file that says what to watch. Every fault is collected, so that it can be mended in one go.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>

#include "watch/watch.h"

namespace entente {
namespace {

struct UnitRow {
  std::string_view name;
  std::int64_t seconds;
};
constexpr auto kUnits = std::to_array<UnitRow>({{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}});
constexpr std::int64_t kLongest = 366 * 86400;

std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
  const auto row = std::find_if(kUnits.begin(), kUnits.end(),
                                [&](const UnitRow& candidate) { return candidate.name == unit; });
  if (fault != std::errc() || row == kUnits.end() || number < 0) return std::nullopt;
  if (number > kLongest / row->seconds) return std::nullopt;
  return number * row->seconds;
}

class ConfigReader {
 public:
  explicit ConfigReader(const std::string& name) : name_(name) {}

  WatchConfig read(std::string_view text) {
    try {
      const toml::table root = toml::parse(text, name_);
      check_keys(root, {"feed", "folder", "limits"}, "");
      for (const toml::table* table : tables(root, "feed")) read_feed(*table);
      for (const toml::table* table : tables(root, "folder")) read_folder(*table);
      read_limits(root);
      if (faults_.empty() && config_.feeds.empty() && config_.folders.empty()) {
        fault(1, "nothing to watch: expected [[feed]] with url or [[folder]] with path");
      }
    } catch (const toml::parse_error& error) {
      fault(error.source().begin.line, std::string(error.description()));
    }
    if (!faults_.empty()) {
      // Where they stand in the file, whatever the order of the checks.
      std::stable_sort(faults_.begin(), faults_.end(),
                       [](const Fault& a, const Fault& b) { return a.line < b.line; });
      std::string all;
      for (const Fault& f : faults_) all += fmt::format("\n  {}:{}: {}", name_, f.line, f.what);
      throw Error(ErrorKind::kFatal,
                  fmt::format("{} fault{} in the list of what to watch:{}", faults_.size(),
                              faults_.size() == 1 ? "" : "s", all));
    }
    return std::move(config_);
  }

 private:
  struct Fault {
    std::size_t line;
    std::string what;
  };

  void fault(std::size_t line, const std::string& what) { faults_.push_back({line, what}); }
  void fault(const toml::node& node, const std::string& what) {
    fault(node.source().begin.line, what);
  }

  void check_keys(const toml::table& table, const std::vector<std::string_view>& allowed,
                  std::string_view where) {
    for (const auto& [key, value] : table) {
      if (std::find(allowed.begin(), allowed.end(), key.str()) != allowed.end()) continue;
      fault(key.source().begin.line, fmt::format("unknown key '{}'{}; expected {}", key.str(),
                                                 where, fmt::join(allowed, ", ")));
    }
  }

  std::vector<const toml::table*> tables(const toml::table& root, std::string_view key) {
    std::vector<const toml::table*> out;
    const toml::node* node = root.get(key);
    if (node == nullptr) return out;
    const toml::array* array = node->as_array();
    if (array == nullptr || (!array->empty() && !array->is_array_of_tables())) {
      fault(*node, fmt::format("'{0}' must be written [[{0}]]", key));
      return out;
    }
    for (const toml::node& element : *array) out.push_back(element.as_table());
    return out;
  }

  template <class Value>
  void take(const toml::table& table, std::string_view key, Value& out, std::string_view kind) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    const std::optional<Value> value = node->value_exact<Value>();
    if (value) {
      out = *value;
    } else {
      fault(*node, fmt::format("{} must be {}", key, kind));
    }
  }

  void take_duration(const toml::table& table, std::string_view key, std::int64_t least,
                     std::int64_t& out) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    const std::optional<std::string> text = node->value_exact<std::string>();
    const std::optional<std::int64_t> seconds = text ? parse_duration(*text) : std::nullopt;
    if (!seconds) {
      fault(*node, fmt::format("{} must be a time like \"30s\", \"15m\", \"6h\", \"1d\"", key));
    } else if (*seconds < least) {
      fault(*node, fmt::format("{} must be at least {} s", key, least));
    } else {
      out = *seconds;
    }
  }

  // Each source once: two states of one source would undo each other.
  void add_source(const toml::table& table, std::string_view key, const std::string& value) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      fault(table, fmt::format("{} is missing", key));
    } else if (value.empty()) {
      if (node->is_string()) fault(*node, fmt::format("{} is empty", key));
    } else if (!sources_.insert(value).second) {
      fault(*node, fmt::format("{} is listed twice", value));
    }
  }

  void read_feed(const toml::table& table) {
    constexpr std::int64_t kLeast = 60;
    check_keys(table, {"url", "name", "every", "full_text"}, " in [[feed]]");
    WatchedFeed feed;
    take(table, "url", feed.url, "a string");
    take(table, "name", feed.name, "a string");
    take(table, "full_text", feed.full_text, "true or false");
    take_duration(table, "every", kLeast, feed.every);
    add_source(table, "url", feed.url);
    const std::string lower = to_lower_ascii(feed.url);
    if (!feed.url.empty() && !lower.starts_with("http://") && !lower.starts_with("https://")) {
      fault(*table.get("url"),
            fmt::format("url must begin with http:// or https://, not '{}'", feed.url));
    }
    config_.feeds.push_back(std::move(feed));
  }

  void read_folder(const toml::table& table) {
    check_keys(table, {"path", "every"}, " in [[folder]]");
    WatchedFolder folder;
    take(table, "path", folder.path, "a string");
    take_duration(table, "every", 1, folder.every);
    add_source(table, "path", folder.path);
    config_.folders.push_back(std::move(folder));
  }

  void read_limits(const toml::table& root) {
    const toml::node* node = root.get("limits");
    if (node == nullptr) return;
    const toml::table* table = node->as_table();
    if (table == nullptr) {
      fault(*node, "'limits' must be written [limits]");
      return;
    }
    check_keys(*table, {"max_bytes", "timeout", "per_host_interval", "user_agent"}, " in [limits]");
    std::int64_t bytes = static_cast<std::int64_t>(config_.limits.max_bytes);
    take(*table, "max_bytes", bytes, "a whole number");
    if (bytes < 1) fault(*table->get("max_bytes"), "max_bytes must be at least 1");
    config_.limits.max_bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 1));
    take_duration(*table, "timeout", 1, config_.limits.timeout);
    take_duration(*table, "per_host_interval", 0, config_.limits.per_host_interval);
    take(*table, "user_agent", config_.limits.user_agent, "a string");
    const std::string& agent = config_.limits.user_agent;
    if (std::any_of(agent.begin(), agent.end(), [](char c) { return c >= 0 && c < ' '; })) {
      fault(*table->get("user_agent"), "user_agent must be one line");
    }
  }

  const std::string& name_;
  WatchConfig config_;
  std::set<std::string> sources_;
  std::vector<Fault> faults_;
};

}  // namespace

WatchConfig parse_watch_config(std::string_view toml, const std::string& name) {
  return ConfigReader(name).read(toml);
}

WatchConfig load_watch_config(const std::filesystem::path& path) {
  WatchConfig config = parse_watch_config(read_file(path), path.string());
  for (WatchedFolder& folder : config.folders) {
    folder.path = (path.parent_path() / folder.path).string();
  }
  return config;
}

}  // namespace entente
