// One HTTP request: within bounds of time and size, over http and https only.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "watch/watch.h"

namespace entente {

struct Validators {
  std::string etag;
  std::string last_modified;
};

struct HttpAnswer {
  int status = 0;         // 0: there was no whole answer
  std::string fault;      // why, without the address; empty where status tells all
  bool too_long = false;  // the fault: asking again does not help
  std::string body;       // unpacked
  std::string content_type;
  Validators validators;
  std::int64_t retry_after = 0;  // seconds, 0 where none was given
  std::string location;          // absolute, of a redirect
};

// An address cut into what the watcher needs of it.
struct Address {
  std::string url;     // normalised, without fragment
  std::string whole;   // with it
  std::string origin;  // "https://example.org:8443"
  std::string host;    // "example.org:8443": what the polite interval goes by
  std::string path;    // with the query
};
// `link` as it stands in a document at `base`; nullopt where it is no address of http or https.
std::optional<Address> resolve_address(const std::string& link, const std::string& base = {});

class HttpClient {
 public:
  HttpClient(const WatchLimits& limits, std::function<std::int64_t()> clock);
  ~HttpClient();
  // One request; redirects are not followed. Ends early when `stop` is set.
  HttpAnswer get(const Address& address, const Validators& known, const std::atomic<bool>& stop);

 private:
  struct Handle;
  const WatchLimits& limits_;
  std::function<std::int64_t()> clock_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace entente
