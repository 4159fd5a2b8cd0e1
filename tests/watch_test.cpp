// Watching against a server on the loopback that misbehaves on demand. Time is a number that pauses move
// on; after each story what the user sees (documents, messages, state) is compared, and that nothing was
// lost or read twice.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <zlib.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/base.h"
#include "watch/robots.h"
#include "watch/watch.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;
const fs::path kCases = fs::path(ENTENTE_SOURCE_DIR) / "tests/cases/watch";
// A proxy of the environment knows nothing of the loopback.
const int kNoProxy = ::setenv("no_proxy", "127.0.0.1", 1);

// ---------------------------------------------------------------- the list of what to watch

std::string show(const WatchConfig& config) {
  std::string out;
  for (const WatchedFeed& feed : config.feeds) {
    out += fmt::format("feed {} '{}' every {} s{}\n", feed.url, feed.name, feed.every, feed.full_text ? ", full text" : "");
  }
  for (const WatchedFolder& folder : config.folders) out += fmt::format("folder {} every {} s\n", folder.path, folder.every);
  return out + fmt::format("limits {} bytes, {} s, {} s a host, '{}'\n", config.limits.max_bytes, config.limits.timeout,
                           config.limits.per_host_interval, config.limits.user_agent);
}

TEST(WatchConfig, Cases) {
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.path().extension() != ".toml") continue;
    std::string found;
    try {
      found = show(parse_watch_config(read_file(entry.path()), entry.path().filename().string()));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kFatal);
      found = fmt::format("{}\n", error.what());
    }
    const fs::path expected = entry.path().string() + ".expected";
    if (std::getenv("ENTENTE_UPDATE") != nullptr) {
      std::ofstream(expected) << found;
    } else {
      EXPECT_EQ(read_file(expected), found) << entry.path();
    }
  }
}

TEST(WatchConfig, FoldersAreRelativeToTheFile) {
  EXPECT_EQ(load_watch_config(kCases / "good.toml").folders.at(0).path, (kCases / "incoming").string());
}

TEST(Robots, Cases) {
  const std::string text = read_file(kCases / "robots.txt");
  for (const char* agent : {"entente", "stranger"}) {
    const Robots robots(text, agent);
    const std::string rows = read_file(kCases / fmt::format("robots.{}", agent));
    for (const std::string_view row : split(rows, '\n')) {
      if (row.empty()) continue;
      const std::size_t tab = row.find('\t');
      EXPECT_EQ(robots.allows(row.substr(0, tab)) ? "yes" : "no", row.substr(tab + 1)) << agent << " " << row;
    }
  }
  EXPECT_TRUE(Robots().allows("/anything"));
  EXPECT_TRUE(Robots("no rules at all", "entente").allows("/anything"));
}

TEST(Watch, BackOffDoublesUpToADay) {
  EXPECT_EQ(back_off(1, 900), 900);
  EXPECT_EQ(back_off(2, 900), 1800);
  EXPECT_EQ(back_off(4, 900), 7200);
  EXPECT_EQ(back_off(20, 900), 86400);
  EXPECT_EQ(back_off(1'000'000'000, 900), 86400);
  EXPECT_EQ(back_off(5, 7 * 86400), 7 * 86400) << "never sooner than the source's own interval";
}

// ---------------------------------------------------------------- a server that misbehaves

class TestServer {
 public:
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  TestServer() {
    const auto dispatch = [this](const httplib::Request& request, httplib::Response& response) {
      Handler handler;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request.path);
        const auto found = handlers_.find(request.path);
        if (found != handlers_.end()) handler = found->second;
      }
      if (handler) {
        handler(request, response);
      } else {
        response.status = 404;
      }
    };
    server_.Get(".*", dispatch);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~TestServer() {
    server_.stop();
    thread_.join();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] std::string host() const { return fmt::format("127.0.0.1:{}", port_); }
  [[nodiscard]] std::string url(const std::string& path = "") const { return fmt::format("http://{}{}", host(), path); }

  void on(const std::string& path, Handler handler) {
    const std::lock_guard lock(mutex_);
    handlers_[path] = std::move(handler);
  }
  void gives(const std::string& path, const std::string& body, const std::string& type = "application/rss+xml") {
    on(path, [=](const httplib::Request&, httplib::Response& response) { response.set_content(body, type); });
  }
  void gives_status(const std::string& path, int status, const std::string& field = "", const std::string& value = "") {
    on(path, [=](const httplib::Request&, httplib::Response& response) {
      response.status = status;
      if (!field.empty()) response.set_header(field, value);
    });
  }
  // Paths asked for since the last call, in order.
  Strings asked() {
    const std::lock_guard lock(mutex_);
    return std::exchange(requests_, {});
  }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  std::mutex mutex_;
  std::map<std::string, Handler> handlers_;
  Strings requests_;
};

std::string with(std::string_view what, std::string_view in_its_place, std::string_view text) {
  std::string out;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what)) {
    out += text.substr(0, at);
    out += in_its_place;
    text.remove_prefix(at + what.size());
  }
  return out += text;
}

std::string page(int number) { return with("NUMBER", fmt::format("{}", number), read_file(kCases / "page.html")); }

// A server, one feed or more, and all that the user would see.
class WatchTest : public testing::Test {
 protected:
  static constexpr std::int64_t kStart = 1'741'600'000;  // 2025-03-10

  void SetUp() override {
    WatchedFeed feed;
    feed.url = server_.url("/feed");
    config_.feeds.push_back(feed);
    config_.limits.timeout = 1;
    three_ = with("BASE", server_.url(), read_file(kCases / "three.xml"));
  }

  WatchHooks hooks() {
    WatchHooks hooks;
    hooks.load = [this](const std::string& url) -> std::optional<FeedState> {
      const auto found = states_.find(url);
      return found == states_.end() ? std::nullopt : std::optional(found->second);
    };
    hooks.save = [this](const FeedState& state) { states_[state.url] = state; };
    hooks.known = [this](const std::string& link) { return known_.contains(link); };
    hooks.sink = [this](ReadResult&& result) {
      if (most_results_-- <= 0) return false;
      if (!result.document) {
        refusals_.push_back(without_host(result.refusal));
        return true;
      }
      documents_.push_back(std::move(*result.document));
      if (!documents_.back().url.empty()) known_.insert(documents_.back().url);
      return true;
    };
    hooks.message = [this](const std::string& message) { messages_.push_back(without_host(message)); };
    hooks.clock = [this] { return now_; };
    hooks.sleep = [this](std::int64_t seconds) {
      EXPECT_LE(seconds, 1);
      now_ += seconds;
      slept_ += seconds;
      if (now_ >= stop_at_) stop_ = true;
    };
    return hooks;
  }

  // Each poll by a new watcher, as if the program had been started anew.
  PollSummary poll() { return Watcher(config_, hooks()).poll_once(stop_); }

  std::string without_host(std::string_view text) const { return with(server_.host(), "", with(server_.url(), "", text)); }
  Strings texts() const {
    Strings out;
    for (const Document& document : documents_) out.push_back(document.text);
    return out;
  }
  Strings urls() const {
    Strings out;
    for (const Document& document : documents_) out.push_back(without_host(document.url));
    return out;
  }
  const FeedState& state(const std::string& path = "/feed") { return states_[server_.url(path)]; }
  void later(std::int64_t seconds = 100'000) { now_ += seconds; }

  // After whatever went wrong: the feed is mended, and all three entries are there once.
  void expect_whole_after_mending() {
    server_.gives("/feed", three_);
    later();
    poll();
    EXPECT_EQ(urls(), (Strings{"/page/1", "/page/2", "/page/3"}));
    EXPECT_EQ(state().failures, 0);
    EXPECT_EQ(state().last_error, "");
    later();
    poll();
    EXPECT_EQ(documents_.size(), 3U) << "read twice";
  }

  // A look that fails with `reason`; nothing is read, nothing but the failure kept.
  void expect_failure(const std::string& reason) {
    const PollSummary summary = poll();
    EXPECT_EQ(summary.failed, 1U);
    EXPECT_EQ(messages_, Strings{fmt::format("/feed: {}; next look in 15m", reason)});
    EXPECT_EQ(without_host(state().last_error), reason);
    EXPECT_EQ(state().failures, 1);
    EXPECT_EQ(state().etag, "");
    EXPECT_EQ(state().next_due, now_ + 900);
    EXPECT_TRUE(documents_.empty());
    EXPECT_TRUE(refusals_.empty());
  }

  WatchConfig config_;
  std::map<std::string, FeedState> states_;
  std::set<std::string> known_;
  std::vector<Document> documents_;
  Strings refusals_;
  Strings messages_;
  std::string three_;
  std::int64_t now_ = kStart;
  std::int64_t slept_ = 0;
  std::int64_t stop_at_ = std::numeric_limits<std::int64_t>::max();
  int most_results_ = 1000;
  std::atomic<bool> stop_ = false;
  TestServer server_;  // ends first: its handlers use the others
};

// ---------------------------------------------------------------- feeds

TEST_F(WatchTest, ReadsAFeedOnce) {
  server_.gives("/feed", three_);
  const PollSummary first = poll();
  EXPECT_EQ(first.documents, 3U);
  EXPECT_EQ(first.next_due, now_ + 900);
  EXPECT_EQ(texts().at(0), "Ministers sign herring protocol\n\nThe short text of the first entry.");
  EXPECT_EQ(documents_[0].publisher, "The Example");
  EXPECT_EQ(documents_[0].published.iso(), "2025-03-04");
  EXPECT_EQ(documents_[0].source, server_.url("/feed"));
  EXPECT_EQ(documents_[2].url, server_.url("/page/3")) << "the link was relative";
  EXPECT_EQ(documents_[2].published.iso(), "2025-03-10") << "when it was first seen";
  EXPECT_EQ(documents_[2].warnings.size(), 1U);
  EXPECT_EQ(poll().polled, 0U) << "not due yet";
  later();
  EXPECT_EQ(poll().documents, 0U);
  EXPECT_EQ(server_.asked(), (Strings{"/feed", "/feed"}));
  EXPECT_TRUE(messages_.empty());
}

TEST_F(WatchTest, NameOfTheListGoesBeforeTheFeedsTitle) {
  config_.feeds[0].name = "Harbour Gazette";
  server_.gives("/feed", three_);
  poll();
  EXPECT_EQ(documents_.at(0).publisher, "Harbour Gazette");
}

TEST_F(WatchTest, AsksWithTheValidatorsOfTheLastAnswer) {
  std::vector<std::string> tags;
  server_.on("/feed", [&](const httplib::Request& request, httplib::Response& response) {
    tags.push_back(request.get_header_value("If-None-Match") + "|" + request.get_header_value("If-Modified-Since"));
    response.set_header("ETag", "\"v1\"");
    response.set_header("Last-Modified", "Mon, 10 Mar 2025 09:00:00 GMT");
    if (tags.size() > 1) {
      response.status = 304;
    } else {
      response.set_content(three_, "application/rss+xml");
    }
  });
  poll();
  later();
  EXPECT_EQ(poll().documents, 0U);
  EXPECT_EQ(tags, (Strings{"|", "\"v1\"|Mon, 10 Mar 2025 09:00:00 GMT"}));
  EXPECT_EQ(state().etag, "\"v1\"");
  EXPECT_EQ(state().next_due, now_ + 900);
  EXPECT_TRUE(messages_.empty());
}

// The validators of an answer that was not wholly taken must not be kept: the rest would never come.
TEST_F(WatchTest, SinkThatStopsLosesNothing) {
  server_.on("/feed", [&](const httplib::Request&, httplib::Response& response) {
    response.set_header("ETag", "\"v1\"");
    response.set_content(three_, "application/rss+xml");
  });
  most_results_ = 1;
  EXPECT_TRUE(poll().stopped);
  EXPECT_TRUE(states_.empty());
  most_results_ = 1000;
  EXPECT_EQ(poll().documents, 2U);
  EXPECT_EQ(urls(), (Strings{"/page/1", "/page/2", "/page/3"}));
  EXPECT_EQ(state().etag, "\"v1\"");
}

TEST_F(WatchTest, SinkThatThrowsLosesNothing) {
  server_.gives("/feed", three_);
  WatchHooks broken = hooks();
  const ReadSink sink = broken.sink;
  broken.sink = [&](ReadResult&& result) {
    if (documents_.size() == 2) throw Error(ErrorKind::kFatal, "disk full");
    return sink(std::move(result));
  };
  EXPECT_THROW(Watcher(config_, broken).poll_once(), Error);
  EXPECT_TRUE(states_.empty());
  poll();
  EXPECT_EQ(urls(), (Strings{"/page/1", "/page/2", "/page/3"}));
}

TEST_F(WatchTest, FollowsRedirectsAndReportsThoseForGood) {
  server_.gives_status("/feed", 301, "Location", "/moved");
  server_.gives_status("/moved", 308, "Location", server_.url("/now"));
  server_.gives_status("/now", 302, "Location", "/today");
  server_.gives("/today", three_);
  poll();
  EXPECT_EQ(documents_.size(), 3U);
  EXPECT_EQ(messages_, Strings{"/feed: moved for good to /now; change the list"});
  EXPECT_EQ(server_.asked(), (Strings{"/feed", "/moved", "/now", "/today"}));
}

TEST_F(WatchTest, RedirectLoop) {
  server_.gives_status("/feed", 302, "Location", "/other");
  server_.gives_status("/other", 302, "Location", "/feed");
  expect_failure("more than 5 redirects, the last to /feed");
  EXPECT_EQ(server_.asked().size(), 6U);
  expect_whole_after_mending();
}

TEST_F(WatchTest, NoRedirectToFiles) {
  for (const char* target : {"file:///etc/hostname", "ftp://127.0.0.1/feed", "gopher://127.0.0.1/"}) {
    states_.clear();
    messages_.clear();
    server_.gives_status("/feed", 302, "Location", target);
    expect_failure(fmt::format("redirect to '{}', which is no address of http or https", target));
  }
  expect_whole_after_mending();
}

TEST_F(WatchTest, FaultOfTheServerThenBackOff) {
  server_.gives_status("/feed", 500);
  expect_failure("HTTP status 500, fault of the server");
  for (const std::int64_t delay : {1800, 3600, 7200}) {
    now_ = state().next_due - 1;
    EXPECT_EQ(poll().polled, 0U);
    now_ += 1;
    EXPECT_EQ(poll().polled, 1U);
    EXPECT_EQ(state().next_due, now_ + delay);
  }
  EXPECT_EQ(state().failures, 4);
  expect_whole_after_mending();
}

TEST_F(WatchTest, RetryAfterIsObeyed) {
  server_.gives_status("/feed", 429, "Retry-After", "5000");
  poll();
  EXPECT_EQ(messages_, Strings{"/feed: HTTP status 429, too many requests; next look in 5000s"});
  EXPECT_EQ(state().next_due, now_ + 5000);
  now_ = state().next_due;
  const std::time_t date = static_cast<std::time_t>(now_ + 7200);
  server_.gives_status("/feed", 503, "Retry-After", fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", *std::gmtime(&date)));
  poll();
  EXPECT_EQ(state().next_due, now_ + 7200);
  now_ = state().next_due;
  server_.gives_status("/feed", 503, "Retry-After", "99999999999999999999");
  poll();
  EXPECT_EQ(state().next_due, now_ + 7 * 86400) << "a week at most";
  later(7 * 86400);
  expect_whole_after_mending();
}

TEST_F(WatchTest, NotFoundAndGone) {
  server_.gives_status("/feed", 404);
  expect_failure("HTTP status 404, not found");
  states_.clear();
  messages_.clear();
  server_.gives_status("/feed", 410);
  expect_failure("HTTP status 410, gone for good; take it off the list");
  expect_whole_after_mending();
}

TEST_F(WatchTest, TimeOut) {
  server_.on("/feed", [&](const httplib::Request&, httplib::Response& response) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    response.set_content(three_, "application/rss+xml");
  });
  expect_failure("no whole answer in 1 s (timeout)");
  expect_whole_after_mending();
}

TEST_F(WatchTest, TooLong) {
  config_.limits.max_bytes = 5000;
  server_.gives("/feed", std::string(100'000, ' ') + three_);
  expect_failure("longer than 5000 bytes (max_bytes)");
  expect_whole_after_mending();
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(bytes.size() + 1000, '\0');
  std::string in(bytes);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

TEST_F(WatchTest, PackedAnswers) {
  const auto give_packed = [&](const std::string& packed) {
    server_.on("/feed", [=](const httplib::Request& request, httplib::Response& response) {
      EXPECT_NE(request.get_header_value("Accept-Encoding").find("gzip"), std::string::npos);
      response.set_header("Content-Encoding", "gzip");
      response.set_content(packed, "application/rss+xml");
    });
  };
  config_.limits.max_bytes = 5000;
  give_packed(gzip(three_ + std::string(1'000'000, ' ')));  // 1 kB on the line
  expect_failure("longer than 5000 bytes (max_bytes)");
  give_packed(gzip(three_));
  later();
  EXPECT_EQ(poll().documents, 3U);
  expect_whole_after_mending();
}

TEST_F(WatchTest, CharsetOfTheAnswer) {
  server_.gives("/feed", "<rss><channel><title>T</title><item><title>\xcf\xee\xf1\xee\xeb</title></item></channel></rss>", "text/xml; charset=windows-1251");
  poll();
  EXPECT_EQ(texts(), Strings{"Посол"});
}

TEST_F(WatchTest, ATimeFarAheadIsNotBelieved) {
  server_.gives("/feed", three_);
  states_[server_.url("/feed")] = {server_.url("/feed"), "", "", now_ + 10LL * 365 * 86400, 0, ""};
  EXPECT_EQ(poll().documents, 3U) << "the clock was wrong when it was written";
}

TEST_F(WatchTest, BrokenFeedSaysWhere) {
  server_.gives("/feed", three_.substr(0, three_.find("</item>")) + "</channel></rss>");
  const std::size_t end = three_.find("</item>") + 2;
  expect_failure(fmt::format("broken XML at line 3 (byte {}): Start-end tags mismatch (content type application/rss+xml)", end));
  expect_whole_after_mending();
}

// What counts is what it is, not what it is called.
TEST_F(WatchTest, WrongContentType) {
  server_.gives("/feed", page(1), "application/rss+xml");
  expect_failure("no feed: its root element is <html>, not rss, rdf:RDF or feed (content type application/rss+xml)");
  server_.gives("/feed", three_, "text/html; charset=utf-8");
  later();
  EXPECT_EQ(poll().documents, 3U);
}

TEST_F(WatchTest, ConnectionThatClosesInTheMiddle) {
  server_.on("/feed", [&](const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(three_.size(), "application/rss+xml", [this](std::size_t, std::size_t, httplib::DataSink& sink) {
      sink.write(three_.data(), 600);
      return false;
    });
  });
  expect_failure(fmt::format("transfer closed with {} bytes remaining to read", three_.size() - 600));
  expect_whole_after_mending();
}

TEST_F(WatchTest, ServerThatIsNotThere) {
  config_.feeds[0].url = "http://127.0.0.1:1/feed";
  EXPECT_EQ(poll().failed, 1U);
  ASSERT_EQ(messages_.size(), 1U);
  EXPECT_NE(messages_[0].find("http://127.0.0.1:1/feed: Failed to connect"), std::string::npos) << messages_[0];
}

TEST_F(WatchTest, OneFeedThatFailsKeepsNoOtherFromBeingRead) {
  WatchedFeed other;
  other.url = server_.url("/other");
  config_.feeds.push_back(other);
  server_.gives_status("/feed", 500);
  server_.gives("/other", three_);
  const PollSummary summary = poll();
  EXPECT_EQ(summary.polled, 2U);
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_EQ(summary.documents, 3U);
}

TEST_F(WatchTest, AnEntryOfTwoFeedsIsReadOnce) {
  WatchedFeed other;
  other.url = server_.url("/other");
  config_.feeds.push_back(other);
  server_.gives("/feed", three_);
  server_.gives("/other", three_);
  WatchHooks slow = hooks();  // a ledger that knows what it took only after a while
  slow.known = [](const std::string&) { return false; };
  EXPECT_EQ(Watcher(config_, slow).poll_once().documents, 3U);
}

TEST_F(WatchTest, HostsAreAskedAtIntervals) {
  config_.limits.per_host_interval = 5;
  config_.feeds[0].full_text = true;
  server_.gives("/feed", three_);
  for (int i = 1; i <= 3; ++i) server_.gives(fmt::format("/page/{}", i), page(i), "text/html");
  poll();
  EXPECT_EQ(server_.asked(), (Strings{"/feed", "/robots.txt", "/page/1", "/page/2", "/page/3"}));
  EXPECT_EQ(slept_, 4 * 5);
}

// ---------------------------------------------------------------- pages of entries

class PageTest : public WatchTest {
 protected:
  void SetUp() override {
    WatchTest::SetUp();
    config_.feeds[0].full_text = true;
    server_.on("/feed", [&](const httplib::Request&, httplib::Response& response) {
      response.set_header("ETag", "\"v1\"");
      response.set_content(three_, "application/rss+xml");
    });
    for (int i = 1; i <= 3; ++i) server_.gives(fmt::format("/page/{}", i), page(i), "text/html");
  }
  // Which entries came with the text of their page (P) and which with that of the feed (F).
  std::string kinds() const {
    std::string out;
    for (const Document& document : documents_) out += document.text.find("The whole text") != std::string::npos ? 'P' : 'F';
    return out;
  }
};

TEST_F(PageTest, TextOfThePageWithWhatTheFeedKnows) {
  EXPECT_EQ(poll().documents, 3U);
  EXPECT_EQ(kinds(), "PPP");
  EXPECT_EQ(documents_[0].title, "Ministers sign herring protocol");
  EXPECT_EQ(documents_[0].published.iso(), "2025-03-04");
  EXPECT_EQ(documents_[2].published.iso(), "2025-03-06") << "the feed gave none, the page does";
  EXPECT_EQ(state().etag, "\"v1\"");
  later();
  poll();
  const Strings asked = server_.asked();
  EXPECT_EQ(std::count(asked.begin(), asked.end(), "/page/1"), 1) << "what is known is not fetched again";
}

TEST_F(PageTest, PageThatWillNeverBeHadGivesWayToTheFeed) {
  server_.gives_status("/page/1", 404);
  server_.gives("/page/2", "%PDF-1.4", "application/pdf");
  server_.gives_status("/page/3", 302, "Location", "file:///etc/hostname");
  EXPECT_EQ(poll().documents, 3U);
  EXPECT_EQ(kinds(), "FFF");
  EXPECT_EQ(messages_, (Strings{"/page/1: HTTP status 404, not found; the feed's own text is taken",
                                "/page/2: content type application/pdf is neither HTML nor plain text; the feed's own text is taken",
                                "/page/3: redirect to 'file:///etc/hostname', which is no address of http or https; the feed's own text is taken"}));
}

TEST_F(PageTest, PageThatCannotBeHadNowIsWaitedFor) {
  server_.gives_status("/page/2", 503);
  EXPECT_EQ(poll().documents, 1U);
  EXPECT_EQ(messages_, Strings{"/feed: 2 entries wait for their page: /page/2: HTTP status 503, out of service; next look in 15m"});
  EXPECT_EQ(state().etag, "") << "else the feed would say 304 and the entries never come";
  const Strings asked = server_.asked();
  EXPECT_EQ(std::count(asked.begin(), asked.end(), "/page/3"), 0) << "a host in trouble is left alone";
  server_.gives("/page/2", page(2), "text/html");
  later(900);
  EXPECT_EQ(poll().documents, 2U);
  EXPECT_EQ(urls(), (Strings{"/page/1", "/page/2", "/page/3"}));
  EXPECT_EQ(kinds(), "PPP");
  EXPECT_EQ(state().etag, "\"v1\"");
  EXPECT_EQ(state().failures, 0);
}

TEST_F(PageTest, WaitingEnds) {
  for (int i = 1; i <= 3; ++i) server_.gives_status(fmt::format("/page/{}", i), 500);
  for (int look = 1; look <= 4; ++look) {
    EXPECT_EQ(poll().documents, 0U) << look;
    now_ = state().next_due;
  }
  EXPECT_EQ(poll().documents, 3U);
  EXPECT_EQ(kinds(), "FFF");
  EXPECT_EQ(messages_.back(), "/page/3: HTTP status 500, fault of the server for 5 looks; the feed's own text is taken");
  EXPECT_EQ(state().failures, 0);
}

TEST_F(PageTest, RobotsAreObeyed) {
  server_.gives("/robots.txt", "User-agent: *\nDisallow: /page/1\n\nUser-agent: Entente\nDisallow: /page/2\n", "text/plain");
  server_.gives_status("/page/3", 302, "Location", "/page/2");
  EXPECT_EQ(poll().documents, 3U);
  EXPECT_EQ(kinds(), "PFF");
  EXPECT_EQ(messages_.at(0), "/page/2: robots.txt of the host forbids it; the feed's own text is taken");
  EXPECT_EQ(server_.asked(), (Strings{"/feed", "/robots.txt", "/page/1", "/page/3"})) << "asked once a host, also before a redirect is followed";
}

TEST_F(PageTest, WithoutAnAnswerForRobotsNothingIsFetched) {
  server_.gives_status("/robots.txt", 503);
  EXPECT_EQ(poll().documents, 0U);
  EXPECT_EQ(server_.asked(), (Strings{"/feed", "/robots.txt"}));
  EXPECT_EQ(state().last_error.find("3 entries wait for their page"), 0U);
  server_.gives_status("/robots.txt", 404);
  later();
  EXPECT_EQ(poll().documents, 3U);
  EXPECT_EQ(kinds(), "PPP");
}

// ---------------------------------------------------------------- folders

class FolderTest : public WatchTest {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "entente-watch-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    WatchedFolder folder;
    folder.path = folder_.string();
    config_.folders.push_back(folder);
    now_ = static_cast<std::int64_t>(std::time(nullptr)) + 100;
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }

  fs::path folder_;
};

TEST_F(FolderTest, NewAndChangedFilesAreRead) {
  write("b.txt", "Two.");
  write("a.ndjson", "{\"text\": \"One.\"}\n{\"text\": }\n");
  EXPECT_EQ(poll().documents, 2U);
  EXPECT_EQ(refusals_, Strings{(folder_ / "a.ndjson").string() + ": line 2: invalid JSON (The JSON document has an improper structure: missing or superfluous commas, braces, missing keys, etc.)"});
  later(60);
  EXPECT_EQ(poll().documents, 0U);
  write("c.txt", "Three.");
  write("b.txt", "Two again.");
  later(60);
  EXPECT_EQ(poll().documents, 2U);
  EXPECT_EQ(texts(), (Strings{"One.", "Two.", "Two again.", "Three."}));
  EXPECT_EQ(refusals_.size(), 1U);
}

TEST_F(FolderTest, AFileThatIsBeingWrittenIsLeftForLater) {
  write("a.txt", "One.");
  now_ = static_cast<std::int64_t>(std::time(nullptr));
  EXPECT_EQ(poll().documents, 0U);
  now_ += 100;
  EXPECT_EQ(poll().documents, 1U);
}

TEST_F(FolderTest, SinkThatStopsLosesNothing) {
  write("a.ndjson", "{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n");
  most_results_ = 1;
  EXPECT_TRUE(poll().stopped);
  EXPECT_TRUE(states_.empty());
  most_results_ = 1000;
  poll();
  EXPECT_EQ(texts(), (Strings{"One.", "One.", "Two."})) << "the file comes again as a whole; the ledger knows what it has";
}

TEST_F(FolderTest, TheFlagEndsALongFile) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += fmt::format("{{\"text\": \"Line {}.\"}}\n", i);
  write("a.ndjson", lines);
  WatchHooks stopping = hooks();
  const ReadSink sink = stopping.sink;
  stopping.sink = [&](ReadResult&& result) {
    if (documents_.size() == 9) stop_ = true;
    return sink(std::move(result));
  };
  EXPECT_TRUE(Watcher(config_, stopping).poll_once(stop_).stopped);
  EXPECT_EQ(documents_.size(), 10U);
  EXPECT_TRUE(states_.empty()) << "the file comes again";
}

TEST_F(FolderTest, FolderThatIsNotThere) {
  fs::remove_all(folder_);
  EXPECT_EQ(poll().failed, 1U);
  EXPECT_EQ(messages_, Strings{folder_.string() + ": No such file or directory; next look in 1m"});
}

// ---------------------------------------------------------------- the loop

TEST_F(WatchTest, LoopPollsWhenDueAndEndsOnTheFlag) {
  server_.gives("/feed", three_);
  stop_at_ = kStart + 3 * 900 + 10;
  Watcher(config_, hooks()).run(stop_);
  EXPECT_EQ(server_.asked().size(), 4U) << "at 0, 15, 30 and 45 minutes";
  EXPECT_EQ(documents_.size(), 3U);
  EXPECT_LE(now_, stop_at_ + 1);
}

TEST_F(WatchTest, TheFlagCutsAnAnswerShort) {
  config_.limits.timeout = 60;
  server_.on("/feed", [&](const httplib::Request&, httplib::Response& response) {
    stop_ = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    response.set_content(three_, "application/rss+xml");
  });
  const PollSummary summary = poll();
  EXPECT_TRUE(summary.stopped);
  EXPECT_TRUE(states_.empty()) << "a look that was cut short is no failure";
  EXPECT_TRUE(messages_.empty());
  stop_ = false;
  expect_whole_after_mending();
}

}  // namespace
}  // namespace entente
