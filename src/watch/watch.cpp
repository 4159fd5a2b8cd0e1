// A look at a source is all or nothing for its state: validators and the next time are saved when
// the sink has everything, so whatever ends a look early (fault, stop, crash) is made good by the
// next one, and `known` keeps what was read from being read again.
//
// A page that cannot be had now (no answer, 429, 5xx) makes its entry wait: the feed is asked again
// without validators of this look. After kMostLooks looks the feed's own text is taken, since an
// entry leaves its feed sooner or later. A page that will never be had (404, robots.txt, no text)
// gives way to the feed's text at once.
#include "watch/watch.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>

#include "watch/fetch.h"
#include "watch/robots.h"

namespace entente {
namespace {

constexpr std::string_view kAgent = "entente";
constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kLongestRetryAfter = 7 * kDay;
constexpr std::int64_t kHostPause = 300;  // after a host gave no answer
constexpr std::int64_t kSettled = 2;      // seconds since a file changed last
constexpr int kMostRedirects = 5;
constexpr std::int64_t kMostLooks = 4;
constexpr std::size_t kLongestRobots = 500U << 10U;
constexpr std::size_t kMostRobots = 1000;

struct StatusRow {
  int status;
  std::string_view meaning;
};
constexpr auto kStatuses = std::to_array<StatusRow>({{400, "the server understood nothing"},
                                                     {401, "asks for a password"},
                                                     {403, "forbidden"},
                                                     {404, "not found"},
                                                     {410, "gone for good; take it off the list"},
                                                     {429, "too many requests"},
                                                     {500, "fault of the server"},
                                                     {502, "fault of the server"},
                                                     {503, "out of service"},
                                                     {504, "fault of the server"}});

std::string show_status(int status) {
  const auto row = std::find_if(kStatuses.begin(), kStatuses.end(),
                                [&](const StatusRow& r) { return r.status == status; });
  if (row == kStatuses.end()) return fmt::format("HTTP status {}", status);
  return fmt::format("HTTP status {}, {}", status, row->meaning);
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_for_good(int status) { return status == 301 || status == 308; }

bool may_pass(int status) { return status == 429 || status >= 500; }

// "15m", "36h": in the largest unit that comes out even.
std::string show_seconds(std::int64_t seconds) {
  if (seconds % kDay == 0) return fmt::format("{}d", seconds / kDay);
  if (seconds % 3600 == 0) return fmt::format("{}h", seconds / 3600);
  if (seconds % 60 == 0) return fmt::format("{}m", seconds / 60);
  return fmt::format("{}s", seconds);
}

// The answer at the end of the redirects.
struct Fetched {
  HttpAnswer answer;
  Address address;         // that gave it
  std::string moved_to;    // where the first redirects lead, as far as they are for good
  bool forbidden = false;  // by robots.txt
  bool unclear = false;    // robots.txt cannot be had now
  bool misled = false;     // by redirects that lead nowhere

  [[nodiscard]] bool has_failed_for_now() const {
    return unclear || may_pass(answer.status) ||
           (answer.status == 0 && !answer.too_long && !forbidden && !misled);
  }
  // Why there is nothing to read, empty where there is.
  [[nodiscard]] std::string fault() const {
    if (!answer.fault.empty()) return answer.fault;
    return answer.status == 200 || answer.status == 304 ? "" : show_status(answer.status);
  }
};

bool is_absolute(std::string_view link) {
  const std::string begin = to_lower_ascii(link.substr(0, 8));
  return begin.starts_with("http://") || begin.starts_with("https://");
}

}  // namespace

std::int64_t back_off(std::int64_t failures, std::int64_t every) {
  const std::int64_t most = std::max(every, kDay);
  std::int64_t delay = every;
  for (std::int64_t i = 1; i < failures && delay < most; ++i) delay *= 2;
  return std::min(delay, most);
}

// ---------------------------------------------------------------- requests

struct Watcher::Impl {
  Impl(WatchConfig the_config, WatchHooks the_hooks)
      : config(std::move(the_config)),
        hooks(std::move(the_hooks)),
        client(config.limits, hooks.clock) {
    options.max_document_bytes = config.limits.max_bytes;
  }

  PollSummary poll(const std::atomic<bool>& the_stop) {
    stop = &the_stop;
    summary = {};
    given.clear();
    for (const WatchedFeed& feed : config.feeds) {
      if (!going()) break;
      poll_feed(feed);
    }
    for (const WatchedFolder& folder : config.folders) {
      if (!going()) break;
      poll_folder(folder);
    }
    if (stop->load()) summary.stopped = true;
    return summary;
  }

  [[nodiscard]] bool going() const { return !summary.stopped && !stop->load(); }

  void tell(const std::string& message) const { hooks.message(message); }

  // What does not change from look to look is said once.
  void tell_once(const std::string& message) {
    if (told.insert(message).second) tell(message);
  }

  void wait_for(const std::string& host) {
    const auto last = asked_at.find(host);
    while (last != asked_at.end() && going() &&
           hooks.clock() < last->second + config.limits.per_host_interval) {
      hooks.sleep(1);
    }
    asked_at[host] = hooks.clock();
  }

  // `for_pages`: obeys robots.txt.
  Fetched fetch(const Address& start, const Validators& validators, bool for_pages) {
    Fetched fetched;
    fetched.address = start;
    bool for_good = true;
    for (int redirects = 0;; ++redirects) {
      if (for_pages && !check_robots(fetched)) return fetched;
      wait_for(fetched.address.host);
      fetched.answer = client.get(fetched.address, validators, *stop);
      const HttpAnswer& answer = fetched.answer;
      if (!is_redirect(answer.status) || answer.location.empty()) return fetched;
      const std::optional<Address> next = resolve_address(answer.location, fetched.address.url);
      if (!next || redirects == kMostRedirects) {
        fetched.misled = true;
        fetched.answer.fault =
            next ? fmt::format("more than {} redirects, the last to {}", kMostRedirects, next->url)
                 : fmt::format("redirect to '{}', which is no address of http or https",
                               answer.location);
        return fetched;
      }
      for_good = for_good && is_for_good(answer.status);
      if (for_good) fetched.moved_to = next->url;
      fetched.address = *next;
    }
  }

  bool check_robots(Fetched& fetched) {
    const RobotsOf& robots_of = robots_for(fetched.address);
    fetched.answer = {};
    if (!robots_of.fault.empty()) {
      fetched.unclear = true;
      fetched.answer.fault = robots_of.fault;
    } else if (!robots_of.rules.allows(fetched.address.path)) {
      fetched.forbidden = true;
      fetched.answer.fault = "robots.txt of the host forbids it";
    }
    return fetched.answer.fault.empty();
  }

  struct RobotsOf {
    Robots rules;
    std::string fault;  // why they cannot be had
    std::int64_t until = 0;
  };

  // RFC 9309: without the file all is allowed, without an answer nothing.
  const RobotsOf& robots_for(const Address& address) {
    const auto found = robots.find(address.origin);
    if (found != robots.end() && hooks.clock() < found->second.until) return found->second;
    if (robots.size() >= kMostRobots) robots.clear();
    RobotsOf out;
    const std::optional<Address> file = resolve_address("/robots.txt", address.url);
    const Fetched fetched = fetch(*file, {}, false);
    if (fetched.answer.status == 200) {
      out.rules = Robots(std::string_view(fetched.answer.body).substr(0, kLongestRobots), kAgent);
    } else if (fetched.has_failed_for_now()) {
      out.fault = fmt::format("robots.txt of the host cannot be had: {}", fetched.fault());
    }
    out.until = hooks.clock() + (out.fault.empty() ? kDay : kHostPause);
    return robots[address.origin] = std::move(out);
  }

  // ---------------------------------------------------------------- state

  FeedState state_of(const std::string& url) const {
    FeedState state = hooks.load(url).value_or(FeedState{});
    state.url = url;
    return state;
  }

  // Whether the source is due; else what it is due counts for the summary.
  bool is_due(const FeedState& state, std::int64_t every) {
    const std::int64_t wait = state.next_due - hooks.clock();
    // A time that no look can have set was written under a wrong clock.
    const std::int64_t longest = std::max({every, kDay, kLongestRetryAfter});
    if (wait > 0 && wait <= longest) {
      note_due(state.next_due);
      return false;
    }
    ++summary.polled;
    return true;
  }

  void note_due(std::int64_t due) {
    summary.next_due = summary.next_due == 0 ? due : std::min(summary.next_due, due);
  }

  void save_success(FeedState state, std::int64_t every) {
    state.failures = 0;
    state.last_error.clear();
    state.next_due = hooks.clock() + every;
    hooks.save(state);
    note_due(state.next_due);
  }

  void save_failure(FeedState state, std::int64_t every, const std::string& reason,
                    std::int64_t retry_after) {
    ++summary.failed;
    ++state.failures;
    state.last_error = reason;
    const std::int64_t delay =
        std::max(back_off(state.failures, every), std::min(retry_after, kLongestRetryAfter));
    state.next_due = hooks.clock() + delay;
    hooks.save(state);
    note_due(state.next_due);
    tell(fmt::format("{}: {}; next look in {}", state.url, reason, show_seconds(delay)));
  }

  // False: the sink wants no more.
  bool give(ReadResult&& result) {
    ++(result.document ? summary.documents : summary.refused);
    if (hooks.sink(std::move(result))) return true;
    summary.stopped = true;
    return false;
  }

  // ---------------------------------------------------------------- feeds

  void poll_feed(const WatchedFeed& feed) {
    FeedState state = state_of(feed.url);
    if (!is_due(state, feed.every)) return;
    const std::optional<Address> address = resolve_address(feed.url);
    if (!address) return save_failure(state, feed.every, "no address of http or https", 0);
    const Fetched fetched = fetch(*address, {state.etag, state.last_modified}, false);
    if (!going()) return;
    if (!fetched.moved_to.empty()) {
      tell_once(
          fmt::format("{}: moved for good to {}; change the list", feed.url, fetched.moved_to));
    }
    const std::string fault = fetched.fault();
    if (!fault.empty()) return save_failure(state, feed.every, fault, fetched.answer.retry_after);
    if (fetched.answer.status == 304) return save_success(std::move(state), feed.every);
    Feed entries;
    try {
      entries = parse_feed(fetched.answer.body, fetched.answer.content_type);
    } catch (const Error& error) {
      const std::string& type = fetched.answer.content_type;
      const std::string shown = type.empty() ? "" : fmt::format(" (content type {})", type);
      return save_failure(state, feed.every, error.what() + shown, 0);
    }
    const Waiting waiting = take_entries(feed, entries, fetched.address.url, state.failures);
    if (!going()) return;
    if (waiting.entries > 0) {
      return save_failure(state, feed.every,
                          fmt::format("{} entr{} for {} page: {}", waiting.entries,
                                      waiting.entries == 1 ? "y waits" : "ies wait",
                                      waiting.entries == 1 ? "its" : "their", waiting.reason),
                          0);
    }
    state.etag = fetched.answer.validators.etag;
    state.last_modified = fetched.answer.validators.last_modified;
    save_success(std::move(state), feed.every);
  }

  struct Waiting {
    std::size_t entries = 0;
    std::string reason;  // of the first
  };

  Waiting take_entries(const WatchedFeed& feed, Feed& entries, const std::string& base,
                       std::int64_t failures) {
    Waiting waiting;
    const std::string publisher = feed.name.empty() ? entries.title : feed.name;
    for (std::size_t i = 0; i < entries.entries.size() && going(); ++i) {
      FeedEntry& entry = entries.entries[i];
      const std::optional<Address> address = resolve_address(entry.link, base);
      if (address && !is_absolute(entry.link)) entry.link = address->whole;
      const std::string& key = entry.link.empty() ? entry.id : entry.link;
      if (!key.empty() && (given.contains(key) || hooks.known(key))) continue;
      std::optional<ReadResult> result;
      if (feed.full_text && address) {
        std::string reason;
        const bool last_look = failures >= kMostLooks;
        switch (read_page_of(entry, *address, publisher, feed.url, result, reason)) {
          case Page::kRead:
            break;
          case Page::kNever:
            tell(fmt::format("{}: {}; the feed's own text is taken", entry.link, reason));
            break;
          case Page::kLater:
            if (!going()) return waiting;
            if (!last_look) {
              if (++waiting.entries == 1)
                waiting.reason = fmt::format("{}: {}", entry.link, reason);
              continue;
            }
            tell(fmt::format("{}: {} for {} looks; the feed's own text is taken", entry.link,
                             reason, failures + 1));
            break;
        }
      }
      if (!result) {
        result = read_entry(entry, publisher, fmt::format("{}: item {}", feed.url, i + 1), options);
      }
      if (result->document) complete(*result->document, feed.url);
      if (!give(std::move(*result))) return waiting;
      if (!key.empty()) given.insert(key);
    }
    return waiting;
  }

  void complete(Document& document, const std::string& source) const {
    document.source = source;
    if (document.published.known()) return;
    document.published = date_from_days(hooks.clock() / kDay);
    document.warnings.push_back(fmt::format(
        "neither feed nor page says when it was published; taken: {}, when it was first seen",
        document.published.iso()));
  }

  enum class Page : std::uint8_t { kRead, kLater, kNever };

  // `reason` says why there is no result.
  Page read_page_of(const FeedEntry& entry, const Address& address, const std::string& publisher,
                    const std::string& source, std::optional<ReadResult>& result,
                    std::string& reason) {
    const auto closed = closed_hosts.find(address.host);
    if (closed != closed_hosts.end() && hooks.clock() < closed->second.until) {
      reason = closed->second.reason;
      return Page::kLater;
    }
    const Fetched fetched = fetch(address, {}, true);
    if (!going()) return Page::kLater;
    reason = fetched.fault();
    if (reason.empty() && fetched.answer.status != 200) reason = show_status(fetched.answer.status);
    if (fetched.has_failed_for_now()) {
      const std::int64_t pause =
          std::max(kHostPause, std::min(fetched.answer.retry_after, kLongestRetryAfter));
      closed_hosts[address.host] = {hooks.clock() + pause, reason};
      return Page::kLater;
    }
    if (!reason.empty()) return Page::kNever;
    Document known;
    known.url = entry.link;
    known.title = entry.title;
    known.publisher = publisher;
    known.published = entry.published;
    ReadResult page = read_page(fetched.answer.body, fetched.answer.content_type, std::move(known),
                                source, options);
    if (!page.document) {
      reason = page.refusal.substr(source.size() + 2);  // without "source: "
      return Page::kNever;
    }
    result = std::move(page);
    return Page::kRead;
  }

  // ---------------------------------------------------------------- folders

  void poll_folder(const WatchedFolder& folder) {
    const FeedState state = state_of(folder.path);
    if (!is_due(state, folder.every)) return;
    std::string folder_fault;
    walk_folder(folder.path, [&](const std::string& path, const std::string& fault) {
      if (!fault.empty()) {
        if (path == folder.path) {
          folder_fault = fault;
        } else {
          tell_once(fmt::format("{}: {}", path, fault));
        }
        return going();
      }
      poll_file(path);
      return going();
    });
    if (!going()) return;
    if (!folder_fault.empty()) return save_failure(state, folder.every, folder_fault, 0);
    save_success(state, folder.every);
  }

  // Tells one state of a file from another: the time of change of its inode cannot be set back as
  // that of its content can.
  static std::optional<std::string> mark_of(const std::string& path, std::int64_t& changed) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return std::nullopt;
    changed = static_cast<std::int64_t>(info.st_ctim.tv_sec);
    return fmt::format("{}.{:09}-{}", info.st_ctim.tv_sec, info.st_ctim.tv_nsec, info.st_size);
  }

  void poll_file(const std::string& path) {
    std::int64_t changed = 0;
    const std::optional<std::string> mark = mark_of(path, changed);
    if (!mark) {
      tell_once(fmt::format("{}: {}", path, std::strerror(errno)));
      return;
    }
    FeedState state = state_of(path);
    if (state.etag == *mark) return;
    // A file that is still being written is left for the next look.
    const std::int64_t now = hooks.clock();
    if (now >= changed && now - changed < kSettled) return;
    bool taken = true;
    read_documents(path, options, [&](ReadResult&& result) {
      taken = give(std::move(result)) && going();
      return taken;
    });
    if (!taken || mark_of(path, changed) != mark) return;
    state.etag = *mark;
    hooks.save(state);
  }

  WatchConfig config;
  WatchHooks hooks;
  HttpClient client;
  ReadOptions options;
  const std::atomic<bool>* stop = nullptr;
  PollSummary summary;
  std::set<std::string> given;  // entries of this poll: a link may stand in several feeds
  std::set<std::string> told;
  struct Closed {
    std::int64_t until;
    std::string reason;
  };
  std::map<std::string, Closed> closed_hosts;
  std::map<std::string, std::int64_t> asked_at;  // by host
  std::map<std::string, RobotsOf> robots;        // by origin
};

Watcher::Watcher(WatchConfig config, WatchHooks hooks)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(hooks))) {}

Watcher::~Watcher() = default;

PollSummary Watcher::poll_once(const std::atomic<bool>& stop) { return impl_->poll(stop); }

PollSummary Watcher::poll_once() {
  const std::atomic<bool> never = false;
  return impl_->poll(never);
}

void Watcher::run(const std::atomic<bool>& stop) {
  while (!stop) {
    const PollSummary summary = impl_->poll(stop);
    if (summary.stopped) return;
    do {
      impl_->hooks.sleep(1);
    } while (!stop && impl_->hooks.clock() < summary.next_due);
  }
}

}  // namespace entente
