// Two tables and one rule. A line is compared with kLines in lower case. A short line made of nothing but kShareWords
// ("Facebook Twitter WhatsApp Print") is a share bar.
#include <array>
#include <cstdint>

#include "text/boilerplate.h"

#include <algorithm>

#include "base/base.h"

namespace entente {
namespace {

enum class Match : std::uint8_t { kWhole, kStart };

struct LineRow {
  std::string_view text;  // lower case, no end punctuation
  Match match;
  Boilerplate kind;
};

// kWhole rows are compared without end punctuation. kStart rows match lines of up to kLongestStart bytes only, so that a
// paragraph which happens to begin with the same words stays.
constexpr std::size_t kLongestStart = 300;
constexpr std::size_t kLongestWhole = 120;
constexpr auto kLines = std::to_array<LineRow>({
    {"###", Match::kWhole, Boilerplate::kTail},
    {"# # #", Match::kWhole, Boilerplate::kTail},
    {"-30-", Match::kWhole, Boilerplate::kTail},
    {"- end -", Match::kWhole, Boilerplate::kTail},
    {"add a comment", Match::kWhole, Boilerplate::kTail},
    {"add comment", Match::kWhole, Boilerplate::kTail},
    {"advertisement", Match::kWhole, Boilerplate::kLine},
    {"advertisements", Match::kWhole, Boilerplate::kLine},
    {"advertising", Match::kWhole, Boilerplate::kLine},
    {"all rights reserved", Match::kStart, Boilerplate::kLine},
    {"also read:", Match::kStart, Boilerplate::kLine},
    {"article continues after", Match::kStart, Boilerplate::kLine},
    {"article continues below", Match::kStart, Boilerplate::kLine},
    {"back to top", Match::kWhole, Boilerplate::kLine},
    {"cancel reply", Match::kWhole, Boilerplate::kLine},
    {"click here to subscribe", Match::kStart, Boilerplate::kLine},
    {"click to email", Match::kStart, Boilerplate::kLine},
    {"click to print", Match::kStart, Boilerplate::kLine},
    {"click to share on", Match::kStart, Boilerplate::kLine},
    {"comment *", Match::kStart, Boilerplate::kTail},
    {"comments are closed", Match::kStart, Boilerplate::kTail},
    {"comments", Match::kWhole, Boilerplate::kTail},
    {"continue reading", Match::kWhole, Boilerplate::kLine},
    {"copy link", Match::kWhole, Boilerplate::kLine},
    {"copyright \xC2\xA9", Match::kStart, Boilerplate::kLine},
    {"download our app", Match::kStart, Boilerplate::kLine},
    {"e-mail *", Match::kStart, Boilerplate::kLine},
    {"email *", Match::kStart, Boilerplate::kLine},
    {"enter your email", Match::kStart, Boilerplate::kLine},
    {"follow us on", Match::kStart, Boilerplate::kLine},
    {"get our newsletter", Match::kStart, Boilerplate::kLine},
    {"join the conversation", Match::kWhole, Boilerplate::kTail},
    {"leave a comment", Match::kStart, Boilerplate::kTail},
    {"leave a reply", Match::kStart, Boilerplate::kTail},
    {"leave comment", Match::kWhole, Boilerplate::kTail},
    {"like loading", Match::kStart, Boilerplate::kLine},
    {"like this:", Match::kStart, Boilerplate::kLine},
    {"like this", Match::kWhole, Boilerplate::kLine},
    {"load comments", Match::kWhole, Boilerplate::kTail},
    {"load more", Match::kWhole, Boilerplate::kLine},
    {"log in to leave a comment", Match::kWhole, Boilerplate::kLine},
    {"more from", Match::kWhole, Boilerplate::kLine},
    {"most popular", Match::kWhole, Boilerplate::kTail},
    {"most read", Match::kWhole, Boilerplate::kTail},
    {"name * email *", Match::kStart, Boilerplate::kLine},
    {"name *", Match::kStart, Boilerplate::kLine},
    {"newsletter", Match::kWhole, Boilerplate::kLine},
    {"notify me of follow-up comments", Match::kStart, Boilerplate::kLine},
    {"notify me of new posts", Match::kStart, Boilerplate::kLine},
    {"opens in new window", Match::kWhole, Boilerplate::kLine},
    {"post a comment", Match::kWhole, Boilerplate::kTail},
    {"post comment", Match::kWhole, Boilerplate::kTail},
    {"previous article", Match::kWhole, Boilerplate::kLine},
    {"previous post", Match::kStart, Boilerplate::kLine},
    {"print this page", Match::kWhole, Boilerplate::kLine},
    {"read also", Match::kWhole, Boilerplate::kLine},
    {"read also:", Match::kStart, Boilerplate::kLine},
    {"read more", Match::kWhole, Boilerplate::kLine},
    {"read more:", Match::kStart, Boilerplate::kLine},
    {"read next", Match::kWhole, Boilerplate::kLine},
    {"recommended for you", Match::kWhole, Boilerplate::kTail},
    {"related articles", Match::kWhole, Boilerplate::kTail},
    {"related content", Match::kWhole, Boilerplate::kTail},
    {"related news", Match::kWhole, Boilerplate::kTail},
    {"related posts", Match::kWhole, Boilerplate::kTail},
    {"related stories", Match::kWhole, Boilerplate::kTail},
    {"related topics", Match::kWhole, Boilerplate::kTail},
    {"related", Match::kWhole, Boilerplate::kLine},
    {"reply", Match::kWhole, Boilerplate::kLine},
    {"required fields are marked", Match::kStart, Boilerplate::kLine},
    {"save my name, email", Match::kStart, Boilerplate::kLine},
    {"share on facebook", Match::kStart, Boilerplate::kLine},
    {"share on twitter", Match::kStart, Boilerplate::kLine},
    {"share this article", Match::kWhole, Boilerplate::kLine},
    {"share this page", Match::kWhole, Boilerplate::kLine},
    {"share this post", Match::kWhole, Boilerplate::kLine},
    {"share this story", Match::kWhole, Boilerplate::kLine},
    {"share this:", Match::kStart, Boilerplate::kLine},
    {"share this", Match::kWhole, Boilerplate::kLine},
    {"share via", Match::kWhole, Boilerplate::kLine},
    {"sign up for our newsletter", Match::kStart, Boilerplate::kLine},
    {"skip to content", Match::kWhole, Boilerplate::kLine},
    {"skip to main content", Match::kWhole, Boilerplate::kLine},
    {"sponsored content", Match::kWhole, Boilerplate::kLine},
    {"story continues below", Match::kStart, Boilerplate::kLine},
    {"submit comment", Match::kWhole, Boilerplate::kLine},
    {"subscribe now", Match::kWhole, Boilerplate::kLine},
    {"subscribe to our", Match::kStart, Boilerplate::kLine},
    {"subscribe", Match::kWhole, Boilerplate::kLine},
    {"table of contents", Match::kWhole, Boilerplate::kLine},
    {"this site uses akismet", Match::kStart, Boilerplate::kLine},
    {"this site uses cookies", Match::kStart, Boilerplate::kLine},
    {"view comments", Match::kWhole, Boilerplate::kTail},
    {"we use cookies", Match::kStart, Boilerplate::kLine},
    {"website", Match::kWhole, Boilerplate::kLine},
    {"write a comment", Match::kWhole, Boilerplate::kTail},
    {"you may also like", Match::kStart, Boilerplate::kTail},
    {"you might also like", Match::kStart, Boilerplate::kTail},
    {"your comment", Match::kWhole, Boilerplate::kLine},
    {"your email address will not be published", Match::kStart, Boilerplate::kLine},
});
// Longer words before their beginnings.
constexpr auto kShareWords = std::to_array<std::string_view>(
    {"whatsapp", "facebook", "messenger", "twitter", "linkedin", "pinterest", "telegram", "reddit",
     "tumblr", "pocket", "copy link", "instagram", "youtube", "e-mail", "email", "print", "share",
     "tweet", "more", "flipboard"});

// Cut wherever they stand.
constexpr auto kGlued = std::to_array<std::string_view>(
    {"Your email address will not be published.", "Required fields are marked *",
     "Save my name, email, and website in this browser for the next time I comment.",
     "(Opens in new window)"});

bool matches(const LineRow& row, std::string_view line, std::string_view bare) {
  if (row.match == Match::kWhole) return bare == row.text;
  return line.starts_with(row.text) && line.size() <= kLongestStart;
}

std::string_view without_end_punctuation(std::string_view line) {
  constexpr std::string_view kEnds = " .:!\xE2\x80\xBA>\xC2\xBB";
  const std::size_t last = line.find_last_not_of(kEnds);
  return last == std::string_view::npos ? line : line.substr(0, last + 1);
}

bool is_share_bar(std::string_view lower) {
  std::size_t words = 0;
  while (!lower.empty()) {
    if (!is_ascii_alpha(lower.front())) {
      if (is_ascii_digit(lower.front())) return false;
      lower.remove_prefix(1);
      continue;
    }
    const auto found = std::find_if(kShareWords.begin(), kShareWords.end(),
                                    [&](std::string_view word) { return lower.starts_with(word); });
    if (found == kShareWords.end()) return false;
    lower.remove_prefix(found->size());
    ++words;
  }
  return words > 0;
}

}  // namespace

Boilerplate boilerplate_of(std::string_view line) {
  if (line.empty() || line.size() > kLongestStart) return Boilerplate::kNone;
  const std::string lower = to_lower_ascii(line);
  const std::string_view bare = without_end_punctuation(lower);
  const auto row = std::find_if(kLines.begin(), kLines.end(), [&](const LineRow& candidate) {
    return candidate.text.front() == lower.front() && matches(candidate, lower, bare);
  });
  if (row != kLines.end()) return row->kind;
  if (line.size() <= kLongestWhole && is_share_bar(lower)) return Boilerplate::kLine;
  return Boilerplate::kNone;
}

void remove_glued_boilerplate(std::string& line) {
  for (const std::string_view phrase : kGlued) {
    std::size_t at = line.find(phrase);
    if (at == std::string::npos) continue;
    std::string kept;
    std::size_t begin = 0;
    for (; at != std::string::npos; at = line.find(phrase, begin)) {
      kept += trim(std::string_view(line).substr(begin, at - begin));
      kept += ' ';
      begin = at + phrase.size();
    }
    kept += trim(std::string_view(line).substr(begin));
    line = trim(kept);
  }
}

}  // namespace entente
