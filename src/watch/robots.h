// robots.txt (RFC 9309): which paths of a host a reader may fetch.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace entente {

class Robots {
 public:
  // Allows everything.
  Robots() = default;
  // The rules for `agent` (lower case); where no group names it, those for '*'.
  Robots(std::string_view text, std::string_view agent);
  // `path` begins with '/' and includes the query.
  [[nodiscard]] bool allows(std::string_view path) const;

 private:
  struct Rule {
    std::string pattern;
    bool allow;
  };
  std::vector<Rule> rules_;
};

}  // namespace entente
