// How well and how fast copies are told from templates on real releases. Every pair of documents
// that shares a key is compared and listed, to be read; edits of a sample are the copies that must
// be found. Usage: bench_near_duplicates CORPUS.ndjson[.gz] [PAIRS.txt [SEED]], from the root of
// the project
#include "ledger/near_duplicates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "../tests/near_duplicates_edits.h"
#include "text/text.h"

namespace {

using namespace entente;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<Document> read_corpus(const std::string& path) {
  std::vector<Document> out;
  read_documents(path, {}, [&](ReadResult&& result) {
    if (result.document)
      out.push_back(std::move(*result.document));
    else
      std::cerr << result.refusal << "\n";
    return true;
  });
  return out;
}

struct Pair {
  std::size_t a, b;
  ledger::Verdict verdict;
};

// Which documents have a key; what a ledger keeps as a table.
using Index = std::map<std::uint64_t, std::vector<std::size_t>>;

// Documents with at least one of `keys`, those with the most of them first.
std::vector<std::size_t> candidates(const Index& index, const std::vector<std::uint64_t>& keys) {
  std::map<std::size_t, std::size_t> shared;
  for (const std::uint64_t key : keys) {
    const auto documents = index.find(key);
    if (documents == index.end()) continue;
    for (const std::size_t document : documents->second) ++shared[document];
  }
  std::vector<std::size_t> out;
  for (const auto& [document, count] : shared) out.push_back(document);
  std::stable_sort(out.begin(), out.end(),
                   [&](std::size_t a, std::size_t b) { return shared.at(a) > shared.at(b); });
  return out;
}

void report_times(std::string_view what, std::vector<double>& milliseconds) {
  if (milliseconds.empty()) return;
  std::sort(milliseconds.begin(), milliseconds.end());
  std::cout << fmt::format(
      "compare, {}: median {:.3f} ms, 95 % below {:.3f} ms, longest {:.1f} ms\n", what,
      milliseconds[milliseconds.size() / 2], milliseconds[milliseconds.size() * 95 / 100],
      milliseconds.back());
}

// Edits of a sample, looked up among all documents: found are those whose original is among the
// candidates that a ledger would compare, others those documents taken for copies of the edit that
// are none of its original.
void report_edits(const std::vector<Document>& documents, const Index& index, std::uint64_t seed) {
  constexpr std::size_t kSample = 500, kCompared = 50, kLeastWords = 60;
  const edits::Material material = edits::read_material("tests/cases/ledger/duplicates");
  edits::Random random(seed);
  std::vector<std::size_t> sample;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (ledger::sign(documents[i].text).words >= kLeastWords) sample.push_back(i);
  }
  for (std::size_t i = 0; i < std::min(kSample, sample.size()); ++i)
    std::swap(sample[i], sample[i + edits::below(random, sample.size() - i)]);
  sample.resize(std::min(kSample, sample.size()));
  std::size_t total = 0, right = 0, wrong = 0;
  std::vector<double> times;
  std::cout << fmt::format(
      "\nedits of {} documents       found   copies  others  findings of the copies missed\n",
      sample.size());
  for (const edits::Edit& edit : edits::kEdits) {
    std::size_t found = 0, copies = 0, others = 0;
    std::map<std::string_view, std::size_t> missed;
    for (const std::size_t original : sample) {
      const std::string copy = edit.run(documents[original].text, material, random);
      std::vector<std::size_t> compared = candidates(index, ledger::bands(ledger::sign(copy)));
      compared.resize(std::min(compared.size(), kCompared));
      for (const std::size_t document : compared) {
        const auto begin = std::chrono::steady_clock::now();
        const ledger::Verdict verdict = ledger::compare(documents[document].text, copy);
        if (document == original) {
          times.push_back(1e3 * seconds_since(begin));
          ++found;
          if (verdict.copy)
            ++copies;
          else
            ++missed[name_in(ledger::kFindings, verdict.finding)];
        } else if (verdict.copy &&
                   !ledger::compare(documents[document].text, documents[original].text).copy) {
          ++others;
        }
      }
    }
    std::string why;
    for (const auto& [name, count] : missed) why += fmt::format(" {} {}", name, count);
    const auto share = [&](std::size_t count) {
      return static_cast<double>(count) / static_cast<double>(sample.size());
    };
    std::cout << fmt::format("{:<25} {:>7.3f}  {:>7.3f}  {:>6} {}{}\n", edit.name, share(found),
                             share(copies), others, why,
                             edit.keeps_all ? "" : " (not all is kept)");
    total += sample.size();
    right += copies;
    wrong += others;
  }
  std::cout << fmt::format("recall {:.4f} ({} of {}), precision {:.4f} ({} others)\n",
                           static_cast<double>(right) / static_cast<double>(total), right, total,
                           static_cast<double>(right) / static_cast<double>(right + wrong), wrong);
  report_times("an edit with its original", times);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: bench_near_duplicates CORPUS.ndjson[.gz] [PAIRS.txt [SEED]]\n";
    return 2;
  }
  const std::vector<Document> documents = read_corpus(argv[1]);
  auto begin = std::chrono::steady_clock::now();
  std::vector<std::vector<std::uint64_t>> keys;
  std::uint64_t words = 0;
  for (const Document& document : documents) {
    const ledger::Signature signature = ledger::sign(document.text);
    words += signature.words;
    keys.push_back(ledger::bands(signature));
  }
  const double signing = seconds_since(begin);
  std::cout << fmt::format(
      "sign and bands: {} words in {:.3f} s, {:.0f} ns a word, {:.2f} M words/s\n", words, signing,
      1e9 * signing / static_cast<double>(words), static_cast<double>(words) / signing / 1e6);

  Index index;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (const std::uint64_t key : keys[i]) {
      index[key].push_back(i);
      longest = std::max(longest, index[key].size());
    }
  }
  std::vector<Pair> pairs;
  std::vector<double> times;
  for (std::size_t a = 0; a < keys.size(); ++a) {
    for (const std::size_t b : candidates(index, keys[a])) {
      if (b <= a) continue;
      begin = std::chrono::steady_clock::now();
      pairs.push_back({a, b, ledger::compare(documents[a].text, documents[b].text)});
      times.push_back(1e3 * seconds_since(begin));
    }
  }
  std::cout << fmt::format(
      "candidates: {} pairs of {} documents; most documents under one key: {}\n", pairs.size(),
      keys.size(), longest);
  report_times("all candidates", times);
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) {
    return x.verdict.resemblance > y.verdict.resemblance;
  });
  const auto copies =
      std::count_if(pairs.begin(), pairs.end(), [](const Pair& pair) { return pair.verdict.copy; });
  std::cout << fmt::format("copies: {} pairs\n", copies);
  if (argc > 2) {
    std::ofstream out(argv[2]);
    for (const bool copy : {true, false}) {
      for (const Pair& pair : pairs) {
        if (pair.verdict.copy != copy) continue;
        const Document &a = documents[pair.a], &b = documents[pair.b];
        out << fmt::format("{:<13} r {:.2f} c {:.2f} slots {:>3} | {} {} | {} {} | {} {}\n",
                           name_in(ledger::kFindings, pair.verdict.finding),
                           pair.verdict.resemblance, pair.verdict.containment, pair.verdict.slots,
                           a.published.iso(), a.title, b.published.iso(), b.title, pair.a, pair.b);
      }
    }
  }
  report_edits(documents, index, argc > 3 ? std::stoull(argv[3]) : 20240501);
}
