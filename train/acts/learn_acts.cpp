// Learns models/acts.model by logistic regression (L2, liblinear), one for each class: which types of act a sentence tells,
// who has a part in them, which way an act goes between two sides, and what is asked of the acts of rules. Of two sides,
// what the rules code already is left out of a type's examples, and stays in them once more without what the rules said,
// so that the words alone are learnt from it, too.
#include <CLI/CLI.hpp>
#include <linear.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "coding/coding.h"
#include "eval/eval.h"
#include "program.h"
#include "text/text.h"

namespace entente::train {
namespace {

constexpr std::size_t kDoes = static_cast<std::size_t>(RoleClass::kDoes), kReceives = static_cast<std::size_t>(RoleClass::kReceives), kTold = static_cast<std::size_t>(RoleClass::kTold);
constexpr std::uint32_t kScale = 1000;      // weights are kept in thousandths
constexpr std::size_t kLeastExamples = 8;   // a class with fewer is not learnt

struct Example {
  std::vector<int> features;       // numbers from 1, ascending
  std::vector<int> without_rules;  // those of the words alone
  std::set<std::size_t> classes;   // type * kWays + way
  std::set<std::size_t> told;      // types that rules code in the sentence
  std::set<std::size_t> open;      // classes that may be said of it or not: nothing is learnt
};

struct Knowledge {
  SyntaxModel syntax;
  ActorTables actors;
  Ontology ontology;
};

bool within(const std::set<std::string>& small, const std::set<std::string>& big) { return std::includes(big.begin(), big.end(), small.begin(), small.end()); }

std::set<std::string> codes_of(const std::optional<std::vector<std::string>>& codes) { return codes ? std::set<std::string>(codes->begin(), codes->end()) : std::set<std::string>(); }

// Which way the event goes between the two sides, kWays if it does not.
std::size_t way_of(const ActCandidate& candidate, const ScoredEvent& event) {
  const std::set<std::string> actor = codes_of(event.actor), recipient = codes_of(event.recipient);
  if (candidate.second.empty()) return candidate.first.size() > 1 && within(candidate.first, actor) ? static_cast<std::size_t>(Way::kTogether) : kWays;
  if (within(candidate.first, actor) && within(candidate.second, recipient)) return static_cast<std::size_t>(Way::kOnward);
  if (within(candidate.second, actor) && within(candidate.first, recipient)) return static_cast<std::size_t>(Way::kBack);
  return within(candidate.first, actor) && within(candidate.second, actor) ? static_cast<std::size_t>(Way::kTogether) : kWays;
}

// Numbers the features; those seen less than `least` times are left out of the model.
class Numbering {
 public:
  std::vector<int> of(const std::vector<std::uint32_t>& keys) {
    std::vector<int> out;
    for (const std::uint32_t key : keys) {
      const auto [at, added] = numbers_.try_emplace(key, static_cast<int>(keys_.size()) + 1);
      if (added) {
        keys_.push_back(key);
        counts_.push_back(0);
      }
      ++counts_[static_cast<std::size_t>(at->second) - 1];
      out.push_back(at->second);
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  [[nodiscard]] bool often(int number, std::size_t least) const { return counts_[static_cast<std::size_t>(number) - 1] >= least; }
  [[nodiscard]] std::uint32_t key(int number) const { return keys_[static_cast<std::size_t>(number) - 1]; }
  [[nodiscard]] int size() const { return static_cast<int>(keys_.size()); }

 private:
  std::unordered_map<std::uint32_t, int> numbers_;
  std::vector<std::uint32_t> keys_;
  std::vector<std::size_t> counts_;
};

// The reading of the gold that comes nearest to the act as the rules have it; none where its type is not in the gold.
const ScoredEvent* nearest(const std::vector<ScoredEvent>& gold, const RoleCandidate& act) {
  const ScoredEvent* best = nullptr;
  std::size_t most = 0;
  const auto consider = [&](const ScoredEvent& reading) {
    if (reading.event != act.type) return;
    const std::set<std::string> actor = codes_of(reading.actor), recipient = codes_of(reading.recipient);
    std::size_t alike = 1 + (actor == act.actor ? 3 : 0) + (recipient == act.recipient ? 3 : 0);
    for (const std::string& code : act.actor) alike += actor.contains(code) ? 1 : 0;
    for (const std::string& code : act.recipient) alike += recipient.contains(code) ? 1 : 0;
    if (alike > most) {
      most = alike;
      best = &reading;
    }
  };
  for (const ScoredEvent& event : gold) {
    consider(event);
    for (const ScoredEvent& reading : event.alt) consider(reading);
  }
  return best;
}

// Of a document that has its text.
ActMaterial read_material(Document& document, const Knowledge& knowledge) {
  tokenize(document, knowledge.syntax);
  parse(document, knowledge.syntax);
  resolve_actors(document, knowledge.actors);
  return act_material(document, knowledge.ontology);
}

struct Examples {
  std::vector<Example> whole, parts, pairs, roles, told;  // of pairs the classes are type * kWays + way, of whole types, of the others RoleClass
};

// A sentence as a whole, and every side of it beside every act that it certainly tells.
void add_whole(const WholeCandidate& candidate, const std::vector<ScoredEvent>& gold, const Ontology& ontology, Numbering& numbering, Examples& out) {
  Example& example = out.whole.emplace_back();
  example.features = numbering.of(candidate.keys);
  for (const ScoredEvent& event : gold) {
    const std::size_t type = ontology.type_named(event.event);
    (event.optional ? example.open : example.classes).insert(type);
    for (const ScoredEvent& reading : event.alt) example.open.insert(ontology.type_named(reading.event));
  }
  for (const std::size_t type : example.classes) example.open.erase(type);
  for (const ScoredEvent& event : gold) {
    if (event.optional || !event.actor || !event.recipient) continue;
    for (const WholeCandidate::Side& side : candidate.sides) {
      Example& beside = out.parts.emplace_back();
      beside.features = numbering.of(keys_beside(side.keys, ontology.type_named(event.event)));
      if (within(side.codes, codes_of(event.actor))) beside.classes.insert(kDoes);
      if (within(side.codes, codes_of(event.recipient))) beside.classes.insert(kReceives);
    }
  }
}

void check_types(const std::vector<GoldDocument>& texts, const Ontology& ontology) {
  for (const GoldDocument& gold : texts) {
    for (const ScoredEvent& event : gold.events) {
      const auto known = [&](const ScoredEvent& reading) {
        if (ontology.type_named(reading.event) == kNoType) throw Error(ErrorKind::kInput, fmt::format("{}: no such event type: {}", gold.id, reading.event));
      };
      known(event);
      for (const ScoredEvent& reading : event.alt) known(reading);
    }
  }
}

// Gold sentences of documents that are read from elsewhere. Says how many of them no document holds.
std::size_t read_sentences(const std::vector<GoldDocument>& gold, const std::vector<std::string>& documents, const Knowledge& knowledge, Numbering& numbering, Examples& out) {
  std::map<std::string, std::vector<const GoldDocument*>> by_url;
  for (const GoldDocument& sentence : gold) by_url[sentence.url].push_back(&sentence);
  std::size_t found = 0;
  for (const std::string& path : documents) {
    read_documents(path, ReadOptions{}, [&](ReadResult&& result) {
      if (!result.document) throw Error(ErrorKind::kInput, result.refusal);
      Document& document = *result.document;
      const auto wanted = by_url.find(document.url);
      if (wanted == by_url.end()) return true;
      const ActMaterial material = read_material(document, knowledge);
      std::map<std::uint32_t, const WholeCandidate*> by_number;
      for (const WholeCandidate& candidate : material.whole) by_number[candidate.sentence] = &candidate;
      for (const GoldDocument* sentence : wanted->second) {
        const auto candidate = by_number.find(sentence->sentence);
        if (candidate == by_number.end()) continue;
        ++found;
        add_whole(*candidate->second, sentence->events, knowledge.ontology, numbering, out);
      }
      return true;
    });
  }
  return gold.size() - found;
}

// `whole`: the gold holds every act of its texts, so that what it does not hold is wrong; else only what it holds is learnt.
void read_examples(const std::vector<GoldDocument>& texts, bool whole, const Knowledge& knowledge, Numbering& numbering, Examples& out) {
  for (const GoldDocument& gold : texts) {
    Document document;
    document.published = gold.date;
    set_text(document, gold.text);
    const ActMaterial material = read_material(document, knowledge);
    for (const RoleCandidate& candidate : material.roles) {
      const ScoredEvent* truth = nearest(gold.events, candidate);
      if (truth == nullptr || !truth->actor || !truth->recipient) continue;
      Example& example = out.roles.emplace_back();
      example.features = numbering.of(candidate.keys);
      if (within(candidate.side, codes_of(truth->actor))) example.classes.insert(kDoes);
      if (within(candidate.side, codes_of(truth->recipient))) example.classes.insert(kReceives);
    }
    for (const ToldCandidate& candidate : material.told) {
      const auto says_so = [&](const ScoredEvent& event) {
        return event.event == candidate.type || std::any_of(event.alt.begin(), event.alt.end(), [&](const ScoredEvent& reading) { return reading.event == candidate.type; });
      };
      const bool right = std::any_of(gold.events.begin(), gold.events.end(), says_so);
      if (!right && !whole) continue;
      Example& example = out.told.emplace_back();
      example.features = numbering.of(candidate.keys);
      if (right) example.classes.insert(kTold);
    }
    if (!whole) continue;
    // The acts of a text of several sentences are not told apart by sentence.
    if (material.whole.size() == 1) add_whole(material.whole.front(), gold.events, knowledge.ontology, numbering, out);
    for (const ActCandidate& candidate : material.pairs) {
      Example example;
      example.without_rules = numbering.of(candidate.words);
      example.features = numbering.of(candidate.rules);
      example.features.insert(example.features.end(), example.without_rules.begin(), example.without_rules.end());
      std::sort(example.features.begin(), example.features.end());
      for (const ScoredEvent& event : gold.events) {
        const std::size_t way = way_of(candidate, event);
        if (way < kWays) example.classes.insert(knowledge.ontology.type_named(event.event) * kWays + way);
      }
      for (const ScoredEvent& event : scored_events(document, candidate.sentence, false)) example.told.insert(knowledge.ontology.type_named(event.event));
      out.pairs.push_back(std::move(example));
    }
  }
}

// The weights of one class by feature number (from 1), the last without a feature; empty where there is too little to learn from.
std::vector<double> learn_class(const std::vector<Example>& examples, std::size_t label, double bias, const Numbering& numbering, std::size_t least, double cost) {
  std::vector<std::vector<feature_node>> rows;
  std::vector<double> labels;
  const auto add = [&](const std::vector<int>& features, bool yes) {
    std::vector<feature_node>& row = rows.emplace_back();
    for (const int number : features) if (numbering.often(number, least)) row.push_back({number, 1});
    if (bias > 0) row.push_back({numbering.size() + 1, bias});
    row.push_back({-1, 0});
    labels.push_back(yes ? 1 : 0);
  };
  std::size_t positive = 0;
  for (const Example& example : examples) {
    if (example.open.contains(label)) continue;
    const bool yes = example.classes.contains(label), told = example.told.contains(label / kWays);
    positive += yes ? 1 : 0;
    if (!told) add(example.features, yes);
    else if (yes) add(example.without_rules, true);
  }
  if (positive < kLeastExamples) return {};
  std::vector<feature_node*> pointers;
  for (std::vector<feature_node>& row : rows) pointers.push_back(row.data());
  problem task{static_cast<int>(rows.size()), numbering.size() + 1, labels.data(), pointers.data(), -1};
  parameter how{};
  how.solver_type = L2R_LR;
  how.eps = 0.001;
  how.C = cost;
  if (const char* fault = check_parameter(&task, &how); fault != nullptr) throw Error(ErrorKind::kUsage, fault);
  model* learnt = ::train(&task, &how);
  std::vector<double> weights(static_cast<std::size_t>(numbering.size()) + 2);
  const double sign = learnt->label[0] == 1 ? 1 : -1;  // liblinear's weights speak for its first label
  for (std::size_t number = 1; number < weights.size(); ++number) weights[number] = sign * learnt->w[number - 1];
  free_and_destroy_model(&learnt);
  return weights;
}

// What a network learns from (train/network/acts.py): every sentence of the documents and gold texts as it is read, those
// that are coded with their acts, one JSON object a line.
class Export {
 public:
  explicit Export(const std::string& path) : out_(path) {
    if (!out_) throw Error(ErrorKind::kInput, fmt::format("{}: cannot be written", path));
  }
  void add(const std::string& id, const WholeCandidate& candidate, const std::vector<ScoredEvent>* gold, const std::string& title, const std::string& before) {
    nlohmann::ordered_json line{{"id", id}};
    if (!title.empty()) line["title"] = title;
    if (!before.empty()) line["before"] = before;
    for (const Reading::Word& word : candidate.reading.words) {
      line["forms"].push_back(word.form);
      line["masked"].push_back(word.masked ? 1 : 0);
      line["signs"].push_back(word.signs);
    }
    line["sides"] = nlohmann::ordered_json::array();
    for (std::size_t s = 0; s < candidate.sides.size(); ++s) {
      const Reading::Side& side = candidate.reading.sides[s];
      nlohmann::ordered_json own = nlohmann::ordered_json::array();
      for (const auto& [type, part] : side.own) own.push_back({type, part});
      line["sides"].push_back({{"codes", candidate.sides[s].codes}, {"words", side.words}, {"signs", side.signs}, {"own", own}});
    }
    if (gold != nullptr) {
      line["events"] = nlohmann::ordered_json::array();
      for (const ScoredEvent& event : *gold) line["events"].push_back(of(event));
    }
    out_ << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  }

 private:
  static nlohmann::ordered_json of(const ScoredEvent& event) {
    nlohmann::ordered_json out{{"event", event.event}};
    if (event.actor) out["actor"] = *event.actor;
    if (event.recipient) out["recipient"] = *event.recipient;
    if (event.optional) out["optional"] = true;
    for (const ScoredEvent& reading : event.alt) out["alt"].push_back(of(reading));
    return out;
  }
  std::ofstream out_;
};

// `number`: of texts before these.
void export_texts(const std::vector<GoldDocument>& texts, const Knowledge& knowledge, std::size_t& number, Export& out) {
  for (const GoldDocument& gold : texts) {
    Document document;
    document.published = gold.date;
    set_text(document, gold.text);
    const ActMaterial material = read_material(document, knowledge);
    const std::string id = fmt::format("own#{}", number++);
    if (material.whole.size() == 1) out.add(id, material.whole.front(), &gold.events, "", "");
  }
}

void export_documents(const std::vector<GoldDocument>& gold, const std::vector<std::string>& documents, const Knowledge& knowledge, Export& out) {
  std::map<std::pair<std::string, std::uint32_t>, const GoldDocument*> coded;
  for (const GoldDocument& sentence : gold) coded[{sentence.url, sentence.sentence}] = &sentence;
  for (const std::string& path : documents) {
    read_documents(path, ReadOptions{}, [&](ReadResult&& result) {
      if (!result.document) throw Error(ErrorKind::kInput, result.refusal);
      Document& document = *result.document;
      const ActMaterial material = read_material(document, knowledge);
      const auto text_of = [&](std::uint32_t s) { return std::string(slice(document.text, document.sentences[s].span)); };
      for (const WholeCandidate& candidate : material.whole) {
        const auto truth = coded.find({document.url, candidate.sentence});
        std::string before;
        for (std::uint32_t s = candidate.sentence < 2 ? 0 : candidate.sentence - 2; s < candidate.sentence; ++s) before += text_of(s) + " ";
        out.add(fmt::format("{}#{}", document.url, candidate.sentence), candidate, truth == coded.end() ? nullptr : &truth->second->events, document.title, before);
      }
      return true;
    });
  }
}

// The section of a model file, or the bytes of a file that is none. It is made by another command and stays as it is.
std::string network_of(const std::string& path, bool wanted) {
  if (!wanted && !std::filesystem::exists(path)) return {};
  std::string bytes = read_file(path);
  if (!bytes.starts_with("ENTGMODL")) return bytes;
  const ModelFile file = ModelFile::parse(std::move(bytes), path);
  return file.has("network") ? std::string(file.section("network")) : std::string();
}

int run(int argc, char** argv) {
  CLI::App app("Learns what examples add to the rules from gold files (docs/annotation.md).");
  std::vector<std::string> gold, documents;
  std::string exported, network, data = "data", output = "models/acts.model", syntax = "models/en.model";
  double cost = 0.5, cost_whole = 0.1, cost_parts = 0.3, cost_told = 0.2, smallest = 0.02;
  std::size_t least = 3;
  app.add_option("gold", gold, "gold files; those of sentences of documents need --documents")->required();
  app.add_option("--documents", documents, "documents that hold the sentences of gold records with url and sentence");
  app.add_option("--cost-told", cost_told, "--cost of whether an act of the rules is told at all")->capture_default_str();
  app.add_option("--cost-whole", cost_whole, "--cost of sentences as a whole")->capture_default_str();
  app.add_option("--cost-parts", cost_parts, "--cost of who has a part in what they tell")->capture_default_str();
  app.add_option("--data", data, "folder of rules and actor tables")->capture_default_str();
  app.add_option("--model", syntax, "syntax model")->capture_default_str();
  app.add_option("--output", output, "where the model goes")->capture_default_str();
  app.add_option("--cost", cost, "how much an error counts against large weights")->capture_default_str();
  app.add_option("--least", least, "features seen less often are left out")->capture_default_str();
  app.add_option("--smallest", smallest, "weights below are left out")->capture_default_str();
  app.add_option("--network", network, "network that goes into the file: made by train/network/acts.py, or of another model; else the one that is in it stays");
  app.add_option("--export", exported, "write what a network learns from there, and learn nothing");
  CLI11_PARSE(app, argc, argv);
  set_print_string_function([](const char*) {});
  OntologyFiles with_examples;
  with_examples.examples = true;
  const Knowledge knowledge{SyntaxModel::load(syntax), ActorTables::load(data, {}), load_ontology(data, with_examples)};
  Numbering numbering;
  Examples examples;
  std::vector<GoldDocument> sentences;
  std::optional<Export> out;
  std::size_t number = 0;
  if (!exported.empty()) out.emplace(exported);
  for (const std::string& path : gold) {
    std::vector<GoldDocument> texts = read_gold(path);
    check_types(texts, knowledge.ontology);
    const auto elsewhere = std::stable_partition(texts.begin(), texts.end(), [](const GoldDocument& text) { return !text.text.empty(); });
    sentences.insert(sentences.end(), elsewhere, texts.end());
    texts.erase(elsewhere, texts.end());
    if (out) export_texts(texts, knowledge, number, *out);
    else read_examples(texts, true, knowledge, numbering, examples);
  }
  if (out) {
    export_documents(sentences, documents, knowledge, *out);
    return 0;
  }
  if (const std::size_t missing = read_sentences(sentences, documents, knowledge, numbering, examples); missing > 0) fmt::print(stderr, "{} of {} sentences are in no document (--documents)\n", missing, sentences.size());
  read_examples(rule_examples(knowledge.ontology), false, knowledge, numbering, examples);
  fmt::print(stderr, "{} pairs of sides, {} sides beside acts, {} features\n", examples.pairs.size(), examples.roles.size(), numbering.size());
  fmt::print(stderr, "{} sentences, {} sides beside their acts\n", examples.whole.size(), examples.parts.size());
  ActWeights learnt;
  learnt.scale = kScale;
  const auto keep = [&](const std::vector<double>& weights, std::size_t label, std::map<std::uint32_t, WeightRow>& rows) {
    for (int number = 1; number + 1 < static_cast<int>(weights.size()); ++number) {
      const double weight = weights[static_cast<std::size_t>(number)];
      if (std::abs(weight) < smallest) continue;
      WeightRow& row = rows[numbering.key(number)];
      row.key = numbering.key(number);
      constexpr double kMost = 32.767;  // what 16 bits hold
      row.weights.emplace_back(static_cast<std::uint8_t>(label), static_cast<std::int16_t>(std::lround(std::clamp(weight, -kMost, kMost) * kScale)));
    }
  };
  using Rows = std::map<std::uint32_t, WeightRow>;
  // One classifier for each class. `starts`: where the log of the odds before any feature goes; what is not learnt must
  // not be coded.
  const auto learn = [&](const std::vector<Example>& from, std::size_t label, double how, Rows& rows, std::vector<std::int32_t>* starts) {
    const std::vector<double> weights = learn_class(from, label, starts != nullptr ? 1 : 0, numbering, least, how);
    if (starts != nullptr) starts->push_back(weights.empty() ? -100 * static_cast<std::int32_t>(kScale) : static_cast<std::int32_t>(std::lround(weights.back() * kScale)));
    keep(weights, label, rows);
  };
  const std::size_t types = knowledge.ontology.types.size();
  Rows whole, parts, pairs, roles;
  for (std::size_t label = 0; label < types; ++label) learn(examples.whole, label, cost_whole, whole, &learnt.type_start);
  for (std::size_t label = 0; label < types * kWays; ++label) learn(examples.pairs, label, cost, pairs, &learnt.pair_start);
  for (const std::size_t label : {kDoes, kReceives}) {
    learn(examples.parts, label, cost_parts, parts, nullptr);
    learn(examples.roles, label, cost, roles, nullptr);
  }
  learn(examples.told, kTold, cost_told, roles, nullptr);
  for (const auto& [from, to] : {std::pair{&whole, &learnt.types}, std::pair{&parts, &learnt.parts}, std::pair{&pairs, &learnt.pairs}, std::pair{&roles, &learnt.roles}}) {
    for (auto& [key, row] : *from) to->push_back(std::move(row));
  }
  ActModel::write(output, knowledge.ontology, learnt, network_of(network.empty() ? output : network, !network.empty()));
  fmt::print(stderr, "{}: {} features of sentences, {} of their sides, {} of pairs, {} of sides beside acts of rules\n", output, learnt.types.size(), learnt.parts.size(), learnt.pairs.size(), learnt.roles.size());
  return 0;
}

}  // namespace
}  // namespace entente::train

int main(int argc, char** argv) { return entente::train::guarded("entente-learn-acts", entente::train::run, argc, argv); }
