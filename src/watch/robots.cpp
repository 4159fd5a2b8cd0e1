// The longest pattern that matches decides, "allow" where two are as long. '*' stands for any
// bytes, '$' at the end for the end of the path.
#include "watch/robots.h"

#include <algorithm>

#include "base/base.h"

namespace entente {
namespace {

constexpr std::size_t kMostRules = 5000;
constexpr std::size_t kLongestPattern = 1000;
constexpr std::size_t kLongestPath = 1000;

// Goes back to the last '*' only, so the time is at most the product of the lengths.
bool matches(std::string_view pattern, std::string_view path) {
  const bool whole = pattern.ends_with('$');
  if (whole) pattern.remove_suffix(1);
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  for (std::size_t i = 0;;) {
    if (p == pattern.size() && (!whole || i == path.size())) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = i;
    } else if (p < pattern.size() && i < path.size() && pattern[p] == path[i]) {
      ++p;
      ++i;
    } else if (star != std::string_view::npos && resume < path.size()) {
      p = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
}

// "Entente/1.0" names the same reader as "entente".
bool names_agent(std::string_view value, std::string_view agent) {
  return to_lower_ascii(trim(value.substr(0, value.find_first_of("/ ")))) == agent;
}

}  // namespace

Robots::Robots(std::string_view text, std::string_view agent) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Rule> for_all;
  std::vector<Rule> for_agent;
  bool agent_named = false;
  bool in_agent = false;  // the group names `agent`, or '*'
  bool in_all = false;
  bool rules_begun = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = trim(line.substr(0, line.find('#')));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string key = to_lower_ascii(trim(line.substr(0, colon)));
    const std::string_view value = trim(line.substr(colon + 1));
    if (key == "user-agent") {
      // Lines of agents that follow one another name one group.
      if (rules_begun) in_agent = in_all = rules_begun = false;
      in_agent = in_agent || names_agent(value, agent);
      in_all = in_all || value == "*";
      agent_named = agent_named || in_agent;
    } else if (key == "allow" || key == "disallow") {
      rules_begun = true;
      if (value.empty() || value.size() > kLongestPattern) continue;
      const Rule rule{std::string(value), key == "allow"};
      if (in_agent && for_agent.size() < kMostRules) for_agent.push_back(rule);
      if (in_all && for_all.size() < kMostRules) for_all.push_back(rule);
    }
  }
  rules_ = agent_named ? std::move(for_agent) : std::move(for_all);
}

bool Robots::allows(std::string_view path) const {
  path = path.substr(0, kLongestPath);
  const Rule* best = nullptr;
  for (const Rule& rule : rules_) {
    if (!matches(rule.pattern, path)) continue;
    const bool longer = best == nullptr || rule.pattern.size() > best->pattern.size();
    const bool as_long = best != nullptr && rule.pattern.size() == best->pattern.size();
    if (longer || (as_long && rule.allow)) best = &rule;
  }
  return best == nullptr || best->allow;
}

}  // namespace entente
