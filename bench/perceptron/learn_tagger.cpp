#include <algorithm>
#include <array>
#include <future>
#include <map>
#include <random>
#include <set>

#include "perceptron/learn.h"
#include "perceptron.h"
#include "perceptron/tagger.h"
#include "network/network.h"

namespace entente::train {
namespace {

using namespace syntax;

// A sentence ready for learning.
struct Item {
  std::vector<WordInfo> words;
  std::vector<WordTags> known;
  std::vector<std::uint8_t> gold;
  std::vector<std::uint8_t> first;  // tags of the first pass
};

template <class Map>
auto most_frequent(const Map& counts) {
  return std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
           return a.second < b.second;
         })->first;
}

// ---------------------------------------------------------------- tables

// Tags seen at least twice, by frequency.
std::vector<TagPair> tag_inventory(std::span<const Sample> samples) {
  std::map<TagPair, int> counts;
  for (const Sample& sample : samples) {
    for (const Token& token : sample.sentence->tokens) ++counts[{token.upos, token.xpos}];
  }
  std::vector<std::pair<int, TagPair>> order;
  for (const auto& [tag, count] : counts) {
    if (count >= 2) order.emplace_back(-count, tag);
  }
  std::sort(order.begin(), order.end());
  std::vector<TagPair> tags;
  for (const auto& [count, tag] : order) {
    if (tags.size() < 250) tags.push_back(tag);
  }
  return tags;
}

class TableBuilder {
 public:
  TableBuilder(std::span<const Sample> samples) {
    tables_.tags = tag_inventory(samples);
    for (std::size_t i = 0; i < tables_.tags.size(); ++i) ids_[tables_.tags[i]] = static_cast<std::uint8_t>(i);
    for (const Sample& sample : samples) {
      Item item;
      for (const Token& token : sample.sentence->tokens) {
        item.words.push_back(describe_word(form(*sample.document, token)));
        item.gold.push_back(id_of(token));
      }
      items_.push_back(std::move(item));
    }
    fill_words();
    for (Item& item : items_) known_words(tables_.words, item.words, item.known);
    fill_feats(samples);
    fill_lemmas(samples);
  }
  TaggerTables& tables() { return tables_; }
  std::vector<Item>& items() { return items_; }
  [[nodiscard]] const std::map<Feats, std::uint8_t>& feats_ids() const { return feats_ids_; }

 private:
  // A rare tag counts as the most frequent one with its UPOS.
  std::uint8_t id_of(const Token& token) const {
    const auto found = ids_.find({token.upos, token.xpos});
    if (found != ids_.end()) return found->second;
    for (std::size_t i = 0; i < tables_.tags.size(); ++i) {
      if (tables_.tags[i].upos == token.upos) return static_cast<std::uint8_t>(i);
    }
    return 0;
  }

  void fill_words() {
    std::map<std::uint32_t, std::map<std::uint8_t, int>> counts;
    for (const Item& item : items_) {
      for (std::size_t i = 0; i < item.words.size(); ++i) ++counts[item.words[i].lower][item.gold[i]];
    }
    std::map<std::set<std::uint8_t>, std::uint16_t> classes;
    std::vector<KeyTable<WordTags>::Entry> entries;
    for (const auto& [key, tags] : counts) {
      int total = 0;
      for (const auto& [tag, count] : tags) total += count;
      if (total < 3) continue;
      std::set<std::uint8_t> common;
      for (const auto& [tag, count] : tags) {
        if (count * 50 >= total) common.insert(tag);
      }
      const auto [at, added] = classes.emplace(common, static_cast<std::uint16_t>(classes.size() + 1));
      const bool only = total >= 30 && tags.size() == 1;
      entries.push_back({key, {at->second, only ? *common.begin() : std::uint8_t{0xFF}}});
    }
    tables_.words = KeyTable<WordTags>(std::move(entries));
  }

  void fill_feats(std::span<const Sample> samples) {
    std::map<Feats, int> totals;
    for (const Sample& sample : samples) {
      for (const Token& token : sample.sentence->tokens) ++totals[token.feats];
    }
    std::vector<std::pair<int, Feats>> order;
    for (const auto& [feats, count] : totals) order.emplace_back(-count, feats);
    std::sort(order.begin(), order.end());
    if (order.size() > 250) order.resize(250);
    for (const auto& [count, feats] : order) {
      feats_ids_[feats] = static_cast<std::uint8_t>(tables_.feats.size());
      tables_.feats.push_back(feats);
    }
    std::vector<std::map<std::uint8_t, int>> by_tag(tables_.tags.size());
    std::map<std::uint32_t, std::map<std::uint8_t, int>> by_word;
    for (std::size_t s = 0; s < samples.size(); ++s) {
      for (std::size_t i = 0; i < items_[s].words.size(); ++i) {
        const auto found = feats_ids_.find(samples[s].sentence->tokens[i].feats);
        if (found == feats_ids_.end()) continue;
        ++by_tag[items_[s].gold[i]][found->second];
        ++by_word[word_tag_key(items_[s].words[i].lower, items_[s].gold[i])][found->second];
      }
    }
    for (const auto& counts : by_tag) {
      std::vector<std::pair<int, std::uint8_t>> choices;
      for (const auto& [feats, count] : counts) choices.emplace_back(-count, feats);
      std::sort(choices.begin(), choices.end());
      std::vector<std::uint8_t> list;
      for (const auto& [count, feats] : choices) {
        if (list.empty() || -count >= 2) list.push_back(feats);
      }
      tables_.tag_feats.push_back(std::move(list));
    }
    std::vector<KeyTable<std::uint16_t>::Entry> entries;
    for (const auto& [key, counts] : by_word) {
      int total = 0;
      int most = 0;
      for (const auto& [feats, count] : counts) {
        total += count;
        most = std::max(most, count);
      }
      if (total < 3) continue;
      const bool clear = most * 200 >= total * 199;
      entries.push_back({key, clear ? std::uint16_t{most_frequent(counts)} : kAmbiguous});
    }
    tables_.word_feats = KeyTable<std::uint16_t>(std::move(entries));
  }

  void fill_lemmas(std::span<const Sample> samples) {
    std::map<std::uint32_t, std::map<LemmaEdit, int>> by_word;
    std::map<std::uint32_t, std::map<LemmaEdit, int>> by_ending;
    std::set<std::pair<std::uint32_t, LemmaEdit>> types;  // endings count types, not occurrences
    for (std::size_t s = 0; s < samples.size(); ++s) {
      for (std::size_t i = 0; i < items_[s].words.size(); ++i) {
        const Token& token = samples[s].sentence->tokens[i];
        if (token.lemma.empty() || (token.lemma == "_" && token.upos != Upos::kPunct && token.upos != Upos::kSym)) continue;
        const std::string_view surface = form(*samples[s].document, token);
        const LemmaEdit edit = lemma_edit(surface, token.lemma);
        const std::uint8_t tag = items_[s].gold[i];
        ++by_word[baseline_lemma_key(items_[s].words[i], token.upos, tag)][edit];
        ++by_word[baseline_lemma_key(items_[s].words[i], token.upos, 256U + static_cast<std::uint32_t>(token.upos))][edit];
        if (!types.emplace(word_tag_key(items_[s].words[i].cased, tag), edit).second) continue;
        if (feature(token.feats, "Typo") == "Yes") continue;
        std::string normal;
        network::append_normal_form(normal, surface);
        for (std::size_t length = 0; length <= std::min(kLongestEnding, normal.size()); ++length) {
          ++by_ending[ending_key(normal, length, tag)][edit];
        }
      }
    }
    std::map<LemmaEdit, std::uint16_t> ids;
    const auto id_for = [&](const LemmaEdit& edit) {
      const auto [at, added] = ids.emplace(edit, static_cast<std::uint16_t>(tables_.edits.size()));
      if (added) tables_.edits.push_back(edit);
      return at->second;
    };
    std::vector<KeyTable<std::uint16_t>::Entry> lemmas;
    for (const auto& [key, counts] : by_word) lemmas.push_back({key, id_for(most_frequent(counts))});
    std::vector<KeyTable<std::uint16_t>::Entry> endings;
    for (const auto& [key, counts] : by_ending) {
      const LemmaEdit& edit = most_frequent(counts);
      if (counts.at(edit) >= 2) endings.push_back({key, id_for(edit)});
    }
    tables_.lemmas = KeyTable<std::uint16_t>(std::move(lemmas));
    tables_.endings = KeyTable<std::uint16_t>(std::move(endings));
  }

  TaggerTables tables_;
  std::map<TagPair, std::uint8_t> ids_;
  std::map<Feats, std::uint8_t> feats_ids_;
  std::vector<Item> items_;
};

// ---------------------------------------------------------------- weights

void shuffle(std::vector<std::size_t>& order, std::mt19937_64& random) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
}

std::vector<std::size_t> numbers(std::size_t n) {
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  return order;
}

std::size_t argmax(const std::int32_t* scores, std::size_t n) {
  return static_cast<std::size_t>(std::max_element(scores, scores + n) - scores);
}

Perceptron learn_pass(const std::vector<Item>& items, std::vector<std::size_t> order,
                      std::size_t tags, bool second, const BaselineOptions& options) {
  Perceptron model(tags);
  std::mt19937_64 random(options.seed + (second ? 17 : 0));
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  FeatureList keys;
  std::vector<std::uint8_t> history;
  for (int iteration = 0; iteration < options.tagger_iterations; ++iteration) {
    shuffle(order, random);
    for (const std::size_t index : order) {
      const Item& item = items[index];
      history.assign(item.words.size(), 0);
      TagContext context{item.words, item.known, history, {}, 0};
      if (second) context.first = item.first;
      for (std::size_t i = 0; i < item.words.size(); ++i) {
        if (item.known[i].only != 0xFF) {
          history[i] = item.known[i].only;
          continue;
        }
        context.i = i;
        keys.clear();
        tag_features(context, keys);
        model.score(keys.span(), scores.data());
        const std::size_t best = argmax(scores.data(), tags);
        if (best != item.gold[i]) model.update(keys.span(), item.gold[i], best);
        model.step();
        history[i] = static_cast<std::uint8_t>(best);
      }
    }
  }
  return model;
}

// Sets item.first for the items of `held` from a model trained on the others.
void first_pass_tags(std::vector<Item>& items, std::size_t folds, std::size_t tags, const BaselineOptions& options) {
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i % folds != fold) others.push_back(i);
    }
    BaselineOptions fewer = options;
    fewer.tagger_iterations = std::min(options.tagger_iterations, 5);
    const Perceptron learned = learn_pass(items, others, tags, false, fewer);
    ByteWriter writer;
    LinearModel::write(writer, tags, learned.averaged(256, options.tagger_smallest));
    const std::string bytes = writer.take();
    ByteReader reader(bytes, "fold");
    const LinearModel model = LinearModel::read(reader);
    FeatureList keys;
    std::array<std::int32_t, LinearModel::kMaxClasses> scores;
    for (std::size_t index = fold; index < items.size(); index += folds) {
      Item& item = items[index];
      item.first.assign(item.words.size(), 0);
      TagContext context{item.words, item.known, item.first, {}, 0};
      for (std::size_t i = 0; i < item.words.size(); ++i) {
        context.i = i;
        keys.clear();
        tag_features(context, keys);
        model.score(keys.span(), scores.data());
        item.first[i] = item.known[i].only != 0xFF ? item.known[i].only : static_cast<std::uint8_t>(argmax(scores.data(), tags));
      }
    }
  }
}

std::vector<WeightRow> learn_feats(std::span<const Sample> samples, TableBuilder& builder, const BaselineOptions& options) {
  const TaggerTables& tables = builder.tables();
  Perceptron model(tables.feats.size());
  std::mt19937_64 random(options.seed + 5);
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  FeatureList keys;
  std::vector<std::size_t> order = numbers(samples.size());
  for (int iteration = 0; iteration < options.tagger_iterations; ++iteration) {
    shuffle(order, random);
    for (const std::size_t s : order) {
      const Item& item = builder.items()[s];
      TagContext context{item.words, item.known, item.gold, {}, 0};
      for (std::size_t i = 0; i < item.words.size(); ++i) {
        const auto gold = builder.feats_ids().find(samples[s].sentence->tokens[i].feats);
        const auto& choices = tables.tag_feats[item.gold[i]];
        if (gold == builder.feats_ids().end() || choices.size() < 2) continue;
        // Words that need no decision are still learned from where they are rare, so that unknown
        // words find weights for their endings.
        const std::uint16_t* known = tables.word_feats.find(word_tag_key(item.words[i].lower, item.gold[i]));
        if (known != nullptr && *known != kAmbiguous && iteration > 1) continue;
        context.i = i;
        keys.clear();
        feats_features(context, tables.tags, keys);
        model.score(keys.span(), scores.data());
        std::uint8_t best = choices[0];
        for (const std::uint8_t choice : choices) {
          if (scores[choice] > scores[best]) best = choice;
        }
        if (best != gold->second) model.update(keys.span(), gold->second, best);
        model.step();
      }
    }
  }
  return model.averaged(128, options.tagger_smallest);
}

}  // namespace

std::vector<Sample> samples_of(std::span<const Document> documents) {
  std::vector<Sample> samples;
  for (const Document& document : documents) {
    for (const Sentence& sentence : document.sentences) samples.push_back({&document, &sentence});
  }
  return samples;
}

std::string learn_tagger(std::span<const Sample> samples, const BaselineOptions& options) {
  TableBuilder builder(samples);
  const std::size_t tags = builder.tables().tags.size();
  first_pass_tags(builder.items(), 4, tags, options);
  const auto order = numbers(builder.items().size());
  const auto first = learn_pass(builder.items(), order, tags, false, options).averaged(128, options.tagger_smallest);
  const auto second = learn_pass(builder.items(), order, tags, true, options).averaged(128, options.tagger_smallest);
  return Tagger::write(builder.tables(), first, second, learn_feats(samples, builder, options));
}

std::vector<Document> jackknife(std::span<const Document> documents, std::size_t folds,
                                const BaselineOptions& options) {
  std::vector<Document> tagged(documents.begin(), documents.end());
  const auto run_fold = [&](std::size_t fold) {
    std::vector<Sample> others;
    std::size_t count = 0;
    for (const Document& document : documents) {
      for (const Sentence& sentence : document.sentences) {
        if (count++ / 10 % folds != fold) others.push_back({&document, &sentence});
      }
    }
    const Tagger tagger(learn_tagger(others, options));
    count = 0;
    for (std::size_t d = 0; d < documents.size(); ++d) {
      Document held;
      held.text = documents[d].text;
      std::vector<std::size_t> indexes;
      for (std::size_t s = 0; s < documents[d].sentences.size(); ++s) {
        if (count++ / 10 % folds != fold) continue;
        indexes.push_back(s);
        held.sentences.push_back(documents[d].sentences[s]);
      }
      tagger.run(held);
      // Each fold writes sentences of its own.
      for (std::size_t i = 0; i < indexes.size(); ++i) tagged[d].sentences[indexes[i]] = std::move(held.sentences[i]);
    }
  };
  for (std::size_t fold = 0; fold < folds; fold += options.threads) {
    std::vector<std::future<void>> running;
    for (std::size_t f = fold; f < std::min<std::size_t>(fold + options.threads, folds); ++f) {
      running.push_back(std::async(std::launch::async, run_fold, f));
    }
    for (auto& future : running) future.get();
  }
  return tagged;
}

}  // namespace entente::train
