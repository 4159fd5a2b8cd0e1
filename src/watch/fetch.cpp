// libcurl does the work. What it would do beyond one request (redirects, other protocols, cookies)
// stays off: each step is the watcher's decision.
#include "watch/fetch.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace entente {
namespace {

constexpr const char* kProtocols = "http,https";
constexpr std::size_t kLongestUrl = 4096;
constexpr std::size_t kLongestField = 4096;

void require_curl() {
  static const CURLcode status = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (status != CURLE_OK) {
    throw Error(ErrorKind::kFatal, fmt::format("libcurl: {}", curl_easy_strerror(status)));
  }
}

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string out = text;
  curl_free(text);
  return out;
}

// Of one request, for the callbacks.
struct Transfer {
  HttpAnswer* answer;
  std::uint64_t max_bytes;
  std::string retry_after;
  const std::atomic<bool>* stop;
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (transfer.answer->body.size() + size > transfer.max_bytes) {
    transfer.answer->too_long = true;
    return CURL_WRITEFUNC_ERROR;
  }
  transfer.answer->body.append(data, size);
  return size;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {  // after "100 Continue" the fields begin anew
    transfer.answer->validators = {};
    transfer.retry_after.clear();
    return size;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || size > kLongestField) return size;
  const std::string name = to_lower_ascii(trim(line.substr(0, colon)));
  const std::string value(trim(line.substr(colon + 1)));
  if (name == "etag") transfer.answer->validators.etag = value;
  if (name == "last-modified") transfer.answer->validators.last_modified = value;
  if (name == "retry-after") transfer.retry_after = value;
  return size;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->stop->load() ? 1 : 0;
}

// Seconds, or a date.
std::int64_t parse_retry_after(const std::string& value, std::int64_t now) {
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (fault == std::errc() && end == value.data() + value.size())
    return std::max<std::int64_t>(seconds, 0);
  if (fault == std::errc::result_out_of_range) return std::numeric_limits<std::int64_t>::max();
  const time_t date = curl_getdate(value.c_str(), nullptr);
  return date < 0 ? 0 : std::max<std::int64_t>(static_cast<std::int64_t>(date) - now, 0);
}

// A value that the caller kept is sent back only if it can be a header field.
bool is_one_line(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; });
}

class HeaderList {
 public:
  ~HeaderList() { curl_slist_free_all(list_); }
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  void add(std::string_view name, std::string_view value) {
    if (value.empty() || !is_one_line(value)) return;
    list_ = curl_slist_append(list_, fmt::format("{}: {}", name, value).c_str());
  }
  [[nodiscard]] curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

}  // namespace

std::optional<Address> resolve_address(const std::string& link, const std::string& base) {
  if (link.empty() || link.size() > kLongestUrl) return std::nullopt;
  require_curl();
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (!url) throw Error(ErrorKind::kFatal, "libcurl: no memory");
  if (!base.empty() && curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK) {
    return std::nullopt;
  }
  // Spaces and letters beyond ASCII are escaped, as browsers do.
  if (curl_url_set(url.get(), CURLUPART_URL, link.c_str(), CURLU_URLENCODE) != CURLUE_OK) {
    return std::nullopt;
  }
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  const std::string port = part(url.get(), CURLUPART_PORT);
  Address address;
  address.whole = part(url.get(), CURLUPART_URL);
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  address.url = part(url.get(), CURLUPART_URL);
  address.host = to_lower_ascii(part(url.get(), CURLUPART_HOST));
  if (!port.empty()) address.host += ":" + port;
  address.origin = scheme + "://" + address.host;
  address.path = part(url.get(), CURLUPART_PATH);
  const std::string query = part(url.get(), CURLUPART_QUERY);
  if (!query.empty()) address.path += "?" + query;
  return address.host.empty() ? std::nullopt : std::optional(address);
}

struct HttpClient::Handle {
  Handle() : curl(curl_easy_init()) {
    if (curl == nullptr) throw Error(ErrorKind::kFatal, "libcurl: no memory");
  }
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  CURL* curl;
  std::array<char, CURL_ERROR_SIZE> error{};
};

HttpClient::HttpClient(const WatchLimits& limits, std::function<std::int64_t()> clock)
    : limits_(limits), clock_(std::move(clock)) {
  require_curl();
  handle_ = std::make_unique<Handle>();
}

HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::get(const Address& address, const Validators& known,
                       const std::atomic<bool>& stop) {
  HttpAnswer answer;
  Transfer transfer{&answer, limits_.max_bytes, {}, &stop};
  HeaderList headers;
  headers.add("If-None-Match", known.etag);
  headers.add("If-Modified-Since", known.last_modified);
  CURL* curl = handle_->curl;
  curl_easy_reset(curl);  // keeps the connections
  handle_->error[0] = '\0';
  curl_easy_setopt(curl, CURLOPT_URL, address.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, kProtocols);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(limits_.timeout));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(limits_.timeout));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, limits_.user_agent.c_str());
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl can unpack
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, handle_->error.data());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  const CURLcode status = curl_easy_perform(curl);
  // What the handle keeps must not point at what goes away.
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  if (status != CURLE_OK) {
    if (answer.too_long) {
      answer.fault = fmt::format("longer than {} bytes (max_bytes)", limits_.max_bytes);
    } else if (status == CURLE_OPERATION_TIMEDOUT) {
      answer.fault = fmt::format("no whole answer in {} s (timeout)", limits_.timeout);
    } else {
      const std::string_view detail = handle_->error.data();
      answer.fault = detail.empty() ? curl_easy_strerror(status) : std::string(detail);
    }
    answer.body.clear();
    return answer;
  }
  long code = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  answer.status = static_cast<int>(code);
  const char* text = nullptr;
  if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &text) == CURLE_OK && text != nullptr) {
    answer.content_type = text;
  }
  char* location = nullptr;
  if (curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location) == CURLE_OK &&
      location != nullptr) {
    answer.location = location;
  }
  if (!transfer.retry_after.empty()) {
    answer.retry_after = parse_retry_after(transfer.retry_after, clock_());
  }
  return answer;
}

}  // namespace entente
