// Keeps reading feeds and folders: asks each when it is due, politely, and hands on what is new.
// What must outlive a run (when a feed is due, what it looked like last) is kept by the caller;
// clock and pauses are parameters. docs/inputs.md tells the rules.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "text/text.h"

namespace entente {

// ---------------------------------------------------------------- what to watch

struct WatchedFeed {
  std::string url;               // http or https
  std::string name;              // publisher of its documents; empty: the feed's own title
  std::int64_t every = 15 * 60;  // seconds from one look to the next
  bool full_text = false;  // fetch the page of each entry instead of taking the feed's content
};
struct WatchedFolder {
  std::string path;
  std::int64_t every = 60;  // seconds
};
struct WatchLimits {
  std::uint64_t max_bytes = 16U << 20U;  // of an answer, unpacked; of a document
  std::int64_t timeout = 30;             // seconds, for a whole answer
  std::int64_t per_host_interval = 2;    // seconds between two requests to a host
  std::string user_agent = "entente (reads feeds; obeys robots.txt as 'entente')";
};
struct WatchConfig {
  std::vector<WatchedFeed> feeds;
  std::vector<WatchedFolder> folders;  // paths relative to the folder of the file they stand in
  WatchLimits limits;
};

// TOML: [[feed]] url, name, every ("15m"), full_text; [[folder]] path, every; [limits] max_bytes,
// timeout, per_host_interval, user_agent. Throws Error(kFatal) naming every fault at once, each
// with `name` and its line.
WatchConfig parse_watch_config(std::string_view toml, const std::string& name);
// The same from a file; throws Error(kInput) where it cannot be read.
WatchConfig load_watch_config(const std::filesystem::path& path);

// ---------------------------------------------------------------- what is remembered

// Of a feed, a folder (`url` is its path), or a file of a folder (`url` is its path, `etag` tells
// its size and time of change).
struct FeedState {
  std::string url;
  std::string etag;
  std::string last_modified;  // as the server wrote it
  std::int64_t next_due = 0;  // Unix seconds
  std::int64_t failures = 0;  // in a row
  std::string last_error;     // empty after a success
  bool operator==(const FeedState&) const = default;
};

// What the watcher needs of its surroundings. Whatever these throw leaves the watcher.
struct WatchHooks {
  std::function<std::optional<FeedState>(const std::string& url)> load;
  std::function<void(const FeedState&)> save;
  // Whether the entry was read before, by its link, or its id where it has none.
  std::function<bool(const std::string& link)> known;
  // As for read_documents. False: not taken, and nothing more is wanted; the entry comes again.
  ReadSink sink;
  std::function<void(const std::string& message)> message;
  std::function<std::int64_t()> clock;              // Unix seconds
  std::function<void(std::int64_t seconds)> sleep;  // pauses of at most one second
};

struct PollSummary {
  std::size_t polled = 0;     // feeds and folders that were due
  std::size_t failed = 0;     // of them
  std::size_t documents = 0;  // handed to the sink
  std::size_t refused = 0;
  std::int64_t next_due = 0;  // Unix seconds, of what is due first; 0 where nothing is watched
  bool stopped = false;       // by the sink or the flag
};

// The seconds until a source that failed `failures` times in a row is tried again: `every`, doubled
// with each further failure, up to a day (or `every` where that is longer). An answer's Retry-After
// makes it longer, up to a week.
std::int64_t back_off(std::int64_t failures, std::int64_t every);

// Holds the connection, robots.txt of the hosts, and when each was asked last.
class Watcher {
 public:
  Watcher(WatchConfig config, WatchHooks hooks);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // Reads what is due. The state of a source is saved only after the sink took all that it gave, so
  // what a fault or a stop cuts short comes again. `stop` may be set by another thread or a signal.
  PollSummary poll_once(const std::atomic<bool>& stop);
  PollSummary poll_once();
  // Polls and sleeps until `stop` is set or the sink wants no more.
  void run(const std::atomic<bool>& stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entente
