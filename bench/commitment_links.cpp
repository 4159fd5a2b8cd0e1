// Promises of a corpus and the acts linked to them, for reading by eye: how many links of each
// relation there are, and a sample of pairs that is the same in every run.
//   bench_commitment_links CORPUS [PAIRS [RELATION ...]]
// RELATION is kept (the default), progress, broken, superseded or none (promises without a link); of
// each so many PAIRS are printed, 40 unless told.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "ledger/links.h"
#include "pipeline/pipeline.h"

namespace entente {
namespace {

using ledger::ActFacts;
using ledger::CommitmentFacts;

struct Pair {
  const CommitmentFacts* commitment;
  const ActFacts* act;
  ledger::Link link;
};

std::string on_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

int measure(const std::string& corpus, std::size_t pairs, const std::vector<std::string>& wanted) {
  const std::filesystem::path root = ENTENTE_SOURCE_DIR;
  const Models models = load_models(root / "data", root / "models" / "en.model");
  const ledger::TermWeights weights = ledger::TermWeights::load(root / "data" / "term_weights.tsv");
  const ledger::Outcomes outcomes = ledger::Outcomes::load(root / "data");
  std::vector<CommitmentFacts> commitments;
  std::vector<ActFacts> acts;
  RunOptions options;
  options.threads = 2;
  run({corpus}, models, options,
      [&](Document& document) {
        for (const Commitment& commitment : document.commitments) commitments.push_back(ledger::commitment_facts(document, commitment));
        for (std::uint32_t k = 0; k < document.events.size(); ++k) {
          if (document.events[k].occurrence == k) acts.push_back(ledger::act_facts(document, document.events[k]));
        }
      },
      [](const std::string&) {});
  std::map<std::string, std::vector<ledger::PreparedAct>> by_code;
  for (const ActFacts& act : acts) {
    for (const std::string& code : act.named) by_code[code].push_back(ledger::prepare(act, weights, outcomes));
  }
  const double begun = thread_seconds();
  std::map<std::string, std::size_t> links, kinds;
  std::map<std::string, std::size_t> with;
  std::map<std::string, std::vector<Pair>> chosen;
  std::size_t asked = 0;
  for (const CommitmentFacts& commitment : commitments) {
    const ledger::PreparedCommitment promise = ledger::prepare(commitment, weights, outcomes);
    const ledger::PromiseKind* kind = promise.kind;
    ++kinds[kind == nullptr ? "none" : kind->name];
    // The rarest of the promisers has the shortest list.
    const std::vector<ledger::PreparedAct>* candidates = nullptr;
    for (const std::string& code : commitment.by) {
      const std::vector<ledger::PreparedAct>& all = by_code[code];
      if (candidates == nullptr || all.size() < candidates->size()) candidates = &all;
    }
    std::set<std::string> relations;
    std::map<std::string, std::vector<Pair>> here;
    if (candidates != nullptr) {
      for (const ledger::PreparedAct& act : *candidates) {
        ++asked;
        const std::optional<ledger::Link> link = ledger::relate(promise, act, outcomes);
        if (!link) continue;
        const std::string name(name_in(ledger::kRelations, link->relation));
        ++links[name];
        relations.insert(name);
        here[name].push_back({&commitment, act.facts, *link});
      }
    }
    for (const std::string& name : relations) ++with[name];
    if (relations.empty()) ++with["none"];
    if (relations.empty()) here["none"].push_back({&commitment, nullptr, {}});
    // Of each promise its first answer: that is what settles it.
    for (auto& [name, all] : here) {
      std::stable_sort(all.begin(), all.end(), [](const Pair& a, const Pair& b) { return a.act != nullptr && b.act != nullptr && a.act->date < b.act->date; });
      chosen[name].push_back(all.front());
    }
  }
  fmt::print("{} commitments, {} acts, {} pairs asked in {:.1f} s\n", commitments.size(), acts.size(), asked, thread_seconds() - begun);
  for (const auto& [name, count] : kinds) fmt::print("kind {}: {}\n", name, count);
  for (const auto& [name, count] : links) fmt::print("{}: {} links, {} commitments have one\n", name, count, with[name]);
  fmt::print("no link: {} commitments\n\n", with["none"]);
  for (const std::string& relation : wanted) {
    std::vector<Pair>& all = chosen[relation];
    std::stable_sort(all.begin(), all.end(), [](const Pair& a, const Pair& b) { return digest64(a.commitment->sentence + a.commitment->what) < digest64(b.commitment->sentence + b.commitment->what); });
    for (std::size_t k = 0; k < all.size() && k < pairs; ++k) {
      const CommitmentFacts& promise = *all[k].commitment;
      const ledger::PromiseKind* kind = outcomes.kind_of(promise);
      fmt::print("{}. [{}] {} {}>{} due {}: {}\n   IN {}\n", k + 1, kind == nullptr ? "none" : kind->name, promise.made.iso(), join(promise.by, "+"), join(promise.to, "+"), promise.due_to.iso(), on_one_line(promise.what), on_one_line(promise.sentence));
      if (const ActFacts* act = all[k].act; act != nullptr) fmt::print("   {} {} {} {}>{}: {}\n   {} {}\n", relation, act->date.iso(), act->event, join(act->actors, "+"), join(act->recipients, "+"), on_one_line(act->sentence), all[k].link.score, all[k].link.why);
    }
  }
  return 0;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: bench_commitment_links CORPUS [PAIRS [kept|progress|broken|superseded|none ...]]\n";
    return 2;
  }
  std::vector<std::string> wanted(argv + std::min(argc, 3), argv + argc);
  if (wanted.empty()) wanted.emplace_back("kept");
  try {
    return entente::measure(argv[1], argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 40, wanted);
  } catch (const entente::Error& error) {
    std::cerr << "bench_commitment_links: " << error.what() << "\n";
    return 2;
  }
}
