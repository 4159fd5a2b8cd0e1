// Every rule's examples must code as they say, its counter-examples must code nothing by the rule.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>

#include "eval/eval.h"

namespace entente {
namespace {

struct Expectation {
  std::string event, mode;
  std::set<std::string> actor, recipient;
  bool event_only = false;
};

// "EVENT.mode A B > C D"
Expectation parse_expectation(std::string_view text) {
  Expectation out;
  bool recipient = false;
  bool first = true;
  for (const std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    if (first) {
      const std::size_t dot = word.find('.');
      out.event = std::string(word.substr(0, dot));
      if (dot != std::string_view::npos) out.mode = std::string(word.substr(dot + 1));
      first = false;
    } else if (word == ">") {
      recipient = true;
    } else {
      (recipient ? out.recipient : out.actor).insert(std::string(word));
    }
  }
  out.event_only = out.actor.empty() && out.recipient.empty();
  return out;
}

std::set<std::string> codes(const Document& document, const std::vector<Party>& parties) {
  std::set<std::string> out;
  for (const Party& party : parties) out.insert(document.actors[party.actor].code);
  return out;
}

bool agrees(const Document& document, const Event& event, const Expectation& expected) {
  if (event.event != expected.event || event.when == When::kNegated || event.when == When::kHypothetical) return false;
  if (!expected.mode.empty() && std::find(event.mode.begin(), event.mode.end(), expected.mode) == event.mode.end()) return false;
  return expected.event_only || (codes(document, event.actor) == expected.actor && codes(document, event.recipient) == expected.recipient);
}

std::string said(const Document& document) {
  std::vector<std::string> out;
  for (const Event& event : document.events) {
    const std::set<std::string> a = codes(document, event.actor), r = codes(document, event.recipient);
    out.push_back(fmt::format("{}{} {} > {} ({}, {})", event.event, event.mode.empty() ? "" : "." + event.mode.front(), fmt::join(a, " "),
                              fmt::join(r, " "), event.explanation.rule, name_in(kWhens, event.when)));
  }
  return out.empty() ? "nothing" : join(out, "; ");
}

}  // namespace

std::vector<GoldDocument> rule_examples(const Ontology& ontology) {
  std::vector<GoldDocument> out;
  for (const Rule& rule : ontology.rules) {
    for (const RuleExample& example : rule.examples) {
      const Expectation expected = parse_expectation(example.expected);
      ScoredEvent event;
      event.event = expected.event;
      if (!expected.event_only) {
        event.actor.emplace(expected.actor.begin(), expected.actor.end());
        event.recipient.emplace(expected.recipient.begin(), expected.recipient.end());
      }
      out.push_back({rule.id, example.text, "", 0, kExampleDate, {std::move(event)}});
    }
  }
  return out;
}

RuleCheck check_rules(const Ontology& ontology, const CodeText& code, std::ostream& output) {
  RuleCheck result;
  for (const Rule& rule : ontology.rules) {
    for (const RuleExample& example : rule.examples) {
      const Document document = code(example.text);
      const Expectation expected = parse_expectation(example.expected);
      const bool ok = std::any_of(document.events.begin(), document.events.end(), [&](const Event& event) { return agrees(document, event, expected); });
      ++(ok ? result.passed : result.failed);
      if (!ok) output << fmt::format("{}:{}: {}: \"{}\"\n  expected {}\n  coded    {}\n", rule.file, rule.line, rule.id, example.text, example.expected, said(document));
    }
    for (const std::string& text : rule.counter) {
      const Document document = code(text);
      const bool fired = std::any_of(document.events.begin(), document.events.end(), [&](const Event& event) {
        return event.explanation.rule == rule.id && event.when != When::kNegated && event.when != When::kHypothetical;
      });
      ++(fired ? result.failed : result.passed);
      if (fired) output << fmt::format("{}:{}: {}: \"{}\"\n  must not code, coded {}\n", rule.file, rule.line, rule.id, text, said(document));
    }
  }
  return result;
}

}  // namespace entente
