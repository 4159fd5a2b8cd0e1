// Weighted terms, longest match first; a field is named where its weights add up to at least 2 (one
// clear term, or two hints) and to a third of the strongest field's sum.
#include "coding/fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace entente::coding {
namespace {

// Walks the trie from every token; of overlapping matches the longest that begins first wins.
// A trie word matches the token's form or its lower-case lemma.
template <class Emit>
void match(const PhraseTrie& trie, const std::vector<WordId>& forms, const std::vector<WordId>& lemmas,
           const std::vector<bool>& skip, const Emit& emit) {
  const auto n = static_cast<Index>(forms.size());
  std::vector<std::uint32_t> states, following;
  for (Index i = 0; i < n;) {
    if (skip[i]) { ++i; continue; }
    states.assign(1, 0);
    Index best_end = 0;
    std::uint32_t best_node = 0;
    for (Index j = i; j < n && !states.empty(); ++j) {
      if (skip[j]) continue;
      following.clear();
      for (const std::uint32_t state : states) {
        if (const std::uint32_t to = trie.next(state, forms[j])) following.push_back(to);
        if (lemmas[j] != forms[j]) {
          if (const std::uint32_t to = trie.next(state, lemmas[j])) following.push_back(to);
        }
      }
      for (const std::uint32_t node : following) {
        if (!trie.payloads(node).empty() && j + 1 > best_end) { best_end = j + 1; best_node = node; }
      }
      states.swap(following);
    }
    if (best_end > i) {
      for (const std::uint32_t payload : trie.payloads(best_node)) emit(i, best_end, payload);
      i = best_end;
    } else {
      ++i;
    }
  }
}

}  // namespace

SentenceFields find_fields(const Tree& tree) {
  const Ontology& ontology = tree.ontology();
  const Index n = tree.size();
  std::vector<WordId> forms(n), lowers(n), lemmas(n);
  std::vector<bool> skip(n);
  for (Index i = 0; i < n; ++i) {
    const std::string word = phrase_word(tree.form(i));
    skip[i] = word.empty();
    forms[i] = ontology.words.find(word);
    lowers[i] = tree.lower(i);
    lemmas[i] = tree.lemma(i);
  }
  SentenceFields out;
  match(ontology.pillar_trie, forms, lemmas, skip, [&](Index first, Index last, std::uint32_t payload) {
    const FieldTerm term = ontology.pillar_terms[payload];
    out.pillars.push_back({first, last, term.field, term.weight});
  });
  match(ontology.context_trie, forms, lemmas, skip, [&](Index first, Index last, std::uint32_t payload) {
    const FieldTerm term = ontology.context_terms[payload];
    out.contexts.push_back({first, last, term.field, term.weight});
  });
  match(ontology.initiative_trie, forms, lowers, skip, [&](Index first, Index last, std::uint32_t payload) {
    out.initiatives.push_back({first, last, static_cast<std::uint16_t>(payload), 3});
  });
  return out;
}

std::vector<std::string> named_fields(const std::vector<FieldHit>& hits, const std::vector<std::string>& names,
                                      const std::vector<bool>& inside) {
  std::vector<int> sums(names.size(), 0);
  for (const FieldHit& hit : hits) {
    if (hit.field < sums.size() && inside[hit.first]) sums[hit.field] += hit.weight;
  }
  int strongest = 0;
  for (const int sum : sums) strongest = std::max(strongest, sum);
  std::vector<std::pair<int, std::size_t>> order;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i] >= 2 && sums[i] * 3 >= strongest) order.emplace_back(-sums[i], i);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::string> out;
  for (const auto& [sum, index] : order) out.push_back(names[index]);
  return out;
}

std::vector<Magnitude> find_magnitudes(const Tree& tree, const std::vector<bool>& inside) {
  struct UnitRow { std::string_view word, unit; };
  static constexpr auto kUnits = std::to_array<UnitRow>(
      {{"troop", "troops"}, {"soldier", "troops"}, {"peacekeeper", "troops"}, {"ship", "vessels"}, {"vessel", "vessels"},
       {"warship", "vessels"}, {"submarine", "vessels"}, {"dose", "doses"}, {"vaccine", "doses"}, {"ton", "tons"}, {"tonne", "tons"},
       {"barrel", "barrels"}, {"megawatt", "MW"}, {"gigawatt", "GW"}, {"missile", "missiles"}, {"aircraft", "aircraft"},
       {"jet", "aircraft"}, {"helicopter", "aircraft"}, {"drone", "aircraft"}, {"tank", "tanks"}, {"refugee", "refugees"}, {"prisoner", "prisoners"}, {"hostage", "hostages"}, {"visa", "visas"}, {"student", "students"}, {"scholarship", "scholarships"}});
  struct ScaleRow { std::string_view word; double factor; };
  static constexpr auto kScales = std::to_array<ScaleRow>(
      {{"hundred", 1e2}, {"thousand", 1e3}, {"lakh", 1e5}, {"million", 1e6}, {"crore", 1e7}, {"billion", 1e9}, {"trillion", 1e12}});
  struct CurrencyRow { std::string_view word, unit; };
  static constexpr auto kCurrencies = std::to_array<CurrencyRow>(
      {{"$", "USD"}, {"us$", "USD"}, {"€", "EUR"}, {"£", "GBP"}, {"¥", "JPY"}, {"₹", "INR"}, {"dollar", "USD"}, {"euro", "EUR"},
       {"pound", "GBP"}, {"yen", "JPY"}, {"rupee", "INR"}, {"yuan", "CNY"}, {"usd", "USD"}});
  const auto lower_lemma = [&](Index i) { return to_lower_ascii(tree.token(i).lemma); };
  std::vector<Magnitude> out;
  const Index n = tree.size();
  for (Index i = 0; i < n; ++i) {
    if (!inside[i] || tree.token(i).upos != Upos::kNum) continue;
    std::string digits(tree.form(i));
    digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
    double number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end == digits.data()) continue;
    Index first = i;
    Index last = i + 1;
    std::string unit;
    if (i > 0) {
      if (const auto* row = [&]() -> const CurrencyRow* {
            const std::string before = to_lower_ascii(tree.form(i - 1));
            for (const CurrencyRow& currency : kCurrencies) if (currency.word == before) return &currency;
            return nullptr;
          }()) {
        unit = row->unit;
        first = i - 1;
      }
    }
    for (bool again = true; again && last < n;) {
      again = false;
      for (const ScaleRow& scale : kScales) {
        if (to_lower_ascii(tree.form(last)) == scale.word) { number *= scale.factor; ++last; again = true; break; }
      }
    }
    // The counted noun stands within the next few words ("2,000 additional U.S. troops").
    for (Index j = last; unit.empty() && j < n && j < last + 5; ++j) {
      const std::string lemma = lower_lemma(j);
      for (const CurrencyRow& currency : kCurrencies) if (currency.word == lemma && lemma.size() > 2) unit = currency.unit;
      for (const UnitRow& row : kUnits) if (row.word == lemma) unit = row.unit;
      if (!unit.empty()) last = j + 1;
      else if (tree.token(j).upos == Upos::kVerb || tree.token(j).upos == Upos::kPunct || tree.token(j).upos == Upos::kAdp) break;
    }
    // "killed 46 civilians", "wounded two others": the verb above names the unit.
    if (unit.empty()) {
      for (Index at = i, steps = 0; at != kNone && steps < 4; at = tree.head(at), ++steps) {
        const std::string lemma = lower_lemma(at);
        if (lemma == "kill" || lemma == "die") unit = "dead";
        else if (lemma == "wound" || lemma == "injure") unit = "wounded";
        else if (lemma == "arrest" || lemma == "detain") unit = "arrested";
        if (!unit.empty()) break;
      }
    }
    if (unit.empty()) continue;
    out.push_back({number, unit, {tree.token(first).span.begin, tree.token(last - 1).span.end}});
    i = last - 1;
  }
  return out;
}

}  // namespace entente::coding
