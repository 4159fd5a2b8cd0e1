// A greedy left-to-right averaged perceptron, made twice: the second pass sees the tags that the
// first gave to the words on the right. Frequent words that never had two tags are not asked about.
#include "perceptron/tagger.h"

#include <algorithm>
#include <array>

#include "base/base.h"
#include "syntax/irregular.h"
#include "network/network.h"

namespace entente::syntax {
namespace {

constexpr std::uint32_t kBefore = 1001;  // stands for what is before or after the sentence
constexpr std::uint32_t kAfter = 1002;

}  // namespace

// ---------------------------------------------------------------- features

void tag_features(const TagContext& context, FeatureList& keys) {
  const auto& words = context.words;
  const std::size_t i = context.i;
  const std::size_t n = words.size();
  const WordInfo& w = words[i];
  const auto lower = [&](std::ptrdiff_t d) -> std::uint32_t {
    const auto at = static_cast<std::ptrdiff_t>(i) + d;
    if (at < 0) return kBefore;
    return at >= static_cast<std::ptrdiff_t>(n) ? kAfter : words[static_cast<std::size_t>(at)].lower;
  };
  const auto ambiguity = [&](std::ptrdiff_t d) -> std::uint32_t {
    const auto at = static_cast<std::ptrdiff_t>(i) + d;
    if (at < 0) return kBefore;
    if (at >= static_cast<std::ptrdiff_t>(n)) return kAfter;
    const WordTags& known = context.known[static_cast<std::size_t>(at)];
    // An unknown word: its ending and shape say something.
    return known.ambiguity != 0 ? known.ambiguity : words[static_cast<std::size_t>(at)].suffix[1] ^ words[static_cast<std::size_t>(at)].flags;
  };
  const std::uint32_t t1 = i > 0 ? context.tags[i - 1] : kBefore;
  const std::uint32_t t2 = i > 1 ? context.tags[i - 2] : kBefore;
  const std::uint32_t t3 = i > 2 ? context.tags[i - 3] : kBefore;
  const std::uint32_t w0 = w.lower;
  const std::uint32_t p1 = lower(-1);
  const std::uint32_t p2 = lower(-2);
  const std::uint32_t n1 = lower(1);
  const std::uint32_t n2 = lower(2);
  const std::uint32_t a0 = ambiguity(0);
  const std::uint32_t a1 = ambiguity(1);
  const std::uint32_t a2 = ambiguity(2);
  const std::uint32_t first = i == 0 ? 1 : 0;
  const std::uint32_t next_flags = i + 1 < n ? words[i + 1].flags : 99;
  const std::uint32_t prev_flags = i > 0 ? words[i - 1].flags : 99;

  keys.add(feature_key(1, 1));
  keys.add(feature_key(2, w0));
  keys.add(feature_key(3, w.cased));
  keys.add(feature_key(4, w.suffix[0]));
  keys.add(feature_key(5, w.suffix[1]));
  keys.add(feature_key(6, w.suffix[2]));
  keys.add(feature_key(7, w.suffix[3]));
  keys.add(feature_key(8, w.suffix[4]));
  keys.add(feature_key(9, w.prefix[0]));
  keys.add(feature_key(10, w.prefix[1]));
  keys.add(feature_key(11, w.prefix[2]));
  keys.add(feature_key(12, w.prefix[3]));
  keys.add(feature_key(13, w.shape));
  keys.add(feature_key(14, w.shape, first));
  keys.add(feature_key(15, w.flags, first, w.suffix[2]));
  keys.add(feature_key(16, t1));
  keys.add(feature_key(17, t1, t2));
  keys.add(feature_key(18, t1, w0));
  keys.add(feature_key(19, t1, t2, w0));
  keys.add(feature_key(20, p1));
  keys.add(feature_key(21, n1));
  keys.add(feature_key(22, p2));
  keys.add(feature_key(23, n2));
  keys.add(feature_key(24, p1, w0));
  keys.add(feature_key(25, w0, n1));
  keys.add(feature_key(26, a0, t1));
  keys.add(feature_key(27, a0, a1));
  keys.add(feature_key(28, a0, a1, t1));
  keys.add(feature_key(29, a1));
  keys.add(feature_key(30, a1, a2));
  keys.add(feature_key(31, a0, t1, t2));
  keys.add(feature_key(32, a0, n1));
  keys.add(feature_key(33, a0, p1));
  keys.add(feature_key(39, w.suffix[2], t1));
  keys.add(feature_key(40, w.suffix[1], a1));
  keys.add(feature_key(41, w.flags, prev_flags, next_flags));
  keys.add(feature_key(42, w.flags, first, a0));
  keys.add(feature_key(43, t1, t2, t3));
  keys.add(feature_key(44, p1, n1));
  keys.add(feature_key(45, w0, a1, a2));
  keys.add(feature_key(46, t1, a1));
  keys.add(feature_key(47, w.shape, t1));
  if (context.first.empty()) return;

  const std::uint32_t r1 = i + 1 < n ? context.first[i + 1] : kAfter;
  const std::uint32_t r2 = i + 2 < n ? context.first[i + 2] : kAfter;
  const std::uint32_t r3 = i + 3 < n ? context.first[i + 3] : kAfter;
  const std::uint32_t r0 = context.first[i];
  keys.add(feature_key(60, r1));
  keys.add(feature_key(61, r1, r2));
  keys.add(feature_key(62, r1, w0));
  keys.add(feature_key(63, r1, r2, w0));
  keys.add(feature_key(64, t1, r1));
  keys.add(feature_key(65, t1, r1, w0));
  keys.add(feature_key(66, t1, r1, a0));
  keys.add(feature_key(67, t2, t1, r1));
  keys.add(feature_key(68, t1, r1, r2));
  keys.add(feature_key(69, r0));
  keys.add(feature_key(70, r0, t1, r1));
  keys.add(feature_key(71, r0, w0));
  keys.add(feature_key(72, r1, r2, r3));
  keys.add(feature_key(73, a0, r1, r2));
}

void feats_features(const TagContext& context, std::span<const TagPair> tags, FeatureList& keys) {
  const std::size_t i = context.i;
  const std::size_t n = context.words.size();
  const WordInfo& w = context.words[i];
  const std::uint32_t t = context.tags[i];
  const auto tag = [&](std::ptrdiff_t d) -> std::uint32_t {
    const auto at = static_cast<std::ptrdiff_t>(i) + d;
    if (at < 0) return kBefore;
    return at >= static_cast<std::ptrdiff_t>(n) ? kAfter : context.tags[static_cast<std::size_t>(at)];
  };
  const auto lower = [&](std::ptrdiff_t d) -> std::uint32_t {
    const auto at = static_cast<std::ptrdiff_t>(i) + d;
    if (at < 0) return kBefore;
    return at >= static_cast<std::ptrdiff_t>(n) ? kAfter : context.words[static_cast<std::size_t>(at)].lower;
  };
  // The likely subject: the nearest noun or pronoun on the left, one on its left that has no
  // preposition between, whether they are coordinated; and the same for inversion on the right.
  const auto nominal = [&](std::size_t at) {
    const TagPair& pair = tags[context.tags[at]];
    return pair.upos == Upos::kNoun || pair.upos == Upos::kPropn || pair.upos == Upos::kPron;
  };
  std::uint32_t subject = kBefore;
  std::uint32_t subject_tag = kBefore;
  std::uint32_t outer_tag = kBefore;
  std::uint32_t outer = kBefore;
  std::uint32_t coordinated = 0;
  std::uint32_t seen = 0;
  for (std::size_t back = 1; back <= 12 && back <= i; ++back) {
    const std::size_t at = i - back;
    const Upos upos = tags[context.tags[at]].upos;
    if (upos == Upos::kCconj) coordinated = seen > 0 ? 1 : 2;
    if (upos == Upos::kVerb || (upos == Upos::kPunct && seen > 0)) break;
    const bool last_of_phrase = at + 1 >= n || !nominal(at + 1);
    if (!nominal(at) || !last_of_phrase) continue;
    if (seen == 0) {
      subject = context.words[at].lower;
      subject_tag = context.tags[at];
    } else {
      outer = context.words[at].lower;
      outer_tag = context.tags[at];
    }
    if (++seen == 2) break;
  }
  std::uint32_t right = kAfter;
  for (std::size_t at = i + 1; at < n && at <= i + 4; ++at) {
    if (!nominal(at)) continue;
    right = context.words[at].lower;
    break;
  }
  keys.add(feature_key(1, t));
  keys.add(feature_key(2, t, w.lower));
  keys.add(feature_key(3, t, w.cased));
  keys.add(feature_key(4, t, w.suffix[2]));
  keys.add(feature_key(5, t, w.suffix[1]));
  keys.add(feature_key(6, t, w.shape));
  keys.add(feature_key(7, t, tag(-1)));
  keys.add(feature_key(8, t, tag(1)));
  keys.add(feature_key(9, t, lower(-1)));
  keys.add(feature_key(10, t, lower(1)));
  keys.add(feature_key(11, t, tag(-1), tag(-2)));
  keys.add(feature_key(12, w.lower, lower(-1)));
  keys.add(feature_key(13, w.lower, lower(1)));
  keys.add(feature_key(14, t, subject));
  keys.add(feature_key(15, t, subject_tag, coordinated));
  keys.add(feature_key(16, t, subject_tag, outer_tag));
  keys.add(feature_key(17, t, subject, coordinated));
  keys.add(feature_key(18, t, outer));
  keys.add(feature_key(19, w.lower, subject_tag));
  keys.add(feature_key(20, w.lower, subject));
  keys.add(feature_key(21, t, right, seen));
  keys.add(feature_key(22, t, i == 0 ? 1 : 0, tag(1)));
  keys.add(feature_key(23, w.lower, tag(-1), tag(1)));
  keys.add(feature_key(24, t, tag(-1), tag(1)));
  keys.add(feature_key(26, t, seen, coordinated));
  keys.add(feature_key(27, t, w.suffix[3]));
  keys.add(feature_key(28, t, lower(-1), subject_tag));
}

std::uint32_t word_tag_key(std::uint32_t lower, std::uint8_t tag) {
  return feature_key(200, lower, tag);
}

std::uint32_t ending_key(std::string_view normal, std::size_t length, std::uint8_t tag) {
  return feature_key(201, hash_string(normal.substr(normal.size() - length)), length, tag);
}

std::uint32_t baseline_lemma_key(const WordInfo& word, Upos upos, std::uint32_t tag_or_upos) {
  return feature_key(202, upos == Upos::kPropn ? word.cased : word.lower, tag_or_upos);
}

// ---------------------------------------------------------------- lemmas

std::string Tagger::choose_lemma(std::string_view form, const WordInfo& word,
                                 std::uint8_t tag) const {
  const Upos upos = tables_.tags[tag].upos;
  const auto edited = [&](const std::uint16_t* id) {
    return id == nullptr ? std::string() : apply_edit(tables_.edits[*id], form);
  };
  std::string lemma = edited(tables_.lemmas.find(baseline_lemma_key(word, upos, tag)));
  if (!lemma.empty()) return lemma;
  lemma = edited(tables_.lemmas.find(baseline_lemma_key(word, upos, 256U + static_cast<std::uint32_t>(upos))));
  if (!lemma.empty()) return lemma;
  if (upos == Upos::kVerb) {
    const std::string lower = to_lower(form);
    std::string_view prefix;
    if (const std::string_view base = irregular_base(lower, prefix); !base.empty()) return std::string(prefix).append(base);
  }
  thread_local std::string normal;
  normal.clear();
  network::append_normal_form(normal, form);
  for (std::size_t length = std::min(kLongestEnding, normal.size()) + 1; length-- > 0;) {
    lemma = edited(tables_.endings.find(ending_key(normal, length, tag)));
    if (!lemma.empty()) return lemma;
  }
  return upos == Upos::kPropn ? std::string(form) : to_lower(form);
}

// ---------------------------------------------------------------- running

void known_words(const KeyTable<WordTags>& table, std::span<const WordInfo> words,
                 std::vector<WordTags>& known) {
  known.resize(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const WordTags* found = table.find(words[i].lower);
    known[i] = found == nullptr ? WordTags{} : *found;
  }
}

void Tagger::one_pass(TagContext context, const LinearModel& model,
                      std::vector<std::uint8_t>& tags) const {
  FeatureList keys;
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  const auto classes = static_cast<std::ptrdiff_t>(tables_.tags.size());
  for (std::size_t i = 0; i < context.words.size(); ++i) {
    if (context.known[i].only != 0xFF) {
      tags[i] = context.known[i].only;
      continue;
    }
    context.i = i;
    context.tags = tags;
    keys.clear();
    tag_features(context, keys);
    model.score(keys.span(), scores.data());
    tags[i] = static_cast<std::uint8_t>(
        std::max_element(scores.begin(), scores.begin() + classes) - scores.begin());
  }
}

void Tagger::predict(std::span<const WordInfo> words, std::vector<std::uint8_t>& tags,
                     bool both) const {
  thread_local std::vector<WordTags> known;
  thread_local std::vector<std::uint8_t> first;
  known_words(tables_.words, words, known);
  tags.assign(words.size(), 0);
  one_pass({words, known, {}, {}, 0}, first_, tags);
  if (!both || second_.classes() == 0) return;
  first = tags;
  one_pass({words, known, {}, first, 0}, second_, tags);
}

Feats Tagger::choose_feats(const TagContext& context) const {
  const std::uint8_t tag = context.tags[context.i];
  const std::vector<std::uint8_t>& choices = tables_.tag_feats[tag];
  if (choices.empty()) return {};
  if (choices.size() == 1) return tables_.feats[choices[0]];
  const std::uint16_t* known = tables_.word_feats.find(word_tag_key(context.words[context.i].lower, tag));
  if (known != nullptr && *known != kAmbiguous) return tables_.feats[*known];
  FeatureList keys;
  feats_features(context, tables_.tags, keys);
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  feats_model_.score(keys.span(), scores.data());
  std::uint8_t best = choices[0];
  for (const std::uint8_t choice : choices) {
    if (scores[choice] > scores[best]) best = choice;
  }
  return tables_.feats[best];
}

void Tagger::run(Document& document) const {
  std::vector<WordInfo> words;
  std::vector<std::uint8_t> tags;
  for (Sentence& sentence : document.sentences) {
    words.clear();
    for (const Token& token : sentence.tokens) words.push_back(describe_word(form(document, token)));
    predict(words, tags, true);
    TagContext context{words, {}, tags, {}, 0};
    for (std::size_t i = 0; i < tags.size(); ++i) {
      Token& token = sentence.tokens[i];
      const TagPair& pair = tables_.tags[tags[i]];
      token.upos = pair.upos;
      token.xpos = pair.xpos;
      context.i = i;
      token.feats = choose_feats(context);
      token.lemma = choose_lemma(form(document, token), words[i], tags[i]);
    }
  }
}

// ---------------------------------------------------------------- section

namespace {

void write_table(ByteWriter& writer, const KeyTable<std::uint16_t>& table) {
  writer.varint(table.entries().size());
  std::uint32_t previous = 0;
  for (const auto& entry : table.entries()) {
    writer.varint(entry.key - previous);
    previous = entry.key;
    writer.varint(entry.value);
  }
}

KeyTable<std::uint16_t> read_table(ByteReader& reader, std::size_t limit, bool may_be_ambiguous) {
  std::vector<KeyTable<std::uint16_t>::Entry> entries(reader.count());
  std::uint32_t key = 0;
  for (auto& entry : entries) {
    key += static_cast<std::uint32_t>(reader.varint());
    entry.key = key;
    entry.value = static_cast<std::uint16_t>(reader.varint());
    const bool ambiguous = may_be_ambiguous && entry.value == kAmbiguous;
    if (entry.value >= limit && !ambiguous) reader.fail("a value is out of range");
  }
  return KeyTable<std::uint16_t>(std::move(entries));
}

}  // namespace

std::string Tagger::write(const TaggerTables& tables, std::span<const WeightRow> first,
                          std::span<const WeightRow> second, std::span<const WeightRow> feats) {
  ByteWriter writer;
  writer.varint(tables.tags.size());
  for (const TagPair& tag : tables.tags) {
    writer.string(name_in(kUpos, tag.upos));
    writer.string(tag.xpos);
  }
  writer.varint(tables.words.entries().size());
  std::uint32_t previous = 0;
  for (const auto& entry : tables.words.entries()) {
    writer.varint(entry.key - previous);
    previous = entry.key;
    writer.varint(entry.value.ambiguity);
    writer.u8(entry.value.only);
  }
  writer.varint(tables.feats.size());
  for (const Feats feats_value : tables.feats) writer.string(format_feats(feats_value));
  for (const auto& choices : tables.tag_feats) {
    writer.varint(choices.size());
    for (const std::uint8_t choice : choices) writer.u8(choice);
  }
  write_table(writer, tables.word_feats);
  writer.varint(tables.edits.size());
  for (const LemmaEdit& edit : tables.edits) {
    writer.u8(edit.keep_case ? 1 : 0);
    writer.varint(edit.strip);
    writer.string(edit.append);
  }
  write_table(writer, tables.lemmas);
  write_table(writer, tables.endings);
  LinearModel::write(writer, tables.tags.size(), first);
  LinearModel::write(writer, second.empty() ? 0 : tables.tags.size(), second);
  LinearModel::write(writer, tables.feats.size(), feats);
  return writer.take();
}

Tagger::Tagger(std::string_view section) {
  ByteReader reader(section, "tagger");
  const std::size_t tag_count = reader.count();
  if (tag_count == 0 || tag_count > 255) reader.fail("wrong number of tags");
  for (std::size_t i = 0; i < tag_count; ++i) {
    const UposRow* row = row_named(kUpos, reader.string());
    if (row == nullptr) reader.fail("unknown part of speech");
    tables_.tags.push_back({row->value, std::string(reader.string())});
  }
  std::vector<KeyTable<WordTags>::Entry> words(reader.count());
  std::uint32_t key = 0;
  for (auto& entry : words) {
    key += static_cast<std::uint32_t>(reader.varint());
    entry.key = key;
    entry.value.ambiguity = static_cast<std::uint16_t>(reader.varint());
    entry.value.only = reader.u8();
    if (entry.value.only != 0xFF && entry.value.only >= tag_count) reader.fail("a tag is out of range");
  }
  tables_.words = KeyTable<WordTags>(std::move(words));
  const std::size_t feats_count = reader.count();
  if (feats_count > 255) reader.fail("too many feature sets");
  for (std::size_t i = 0; i < feats_count; ++i) tables_.feats.push_back(parse_feats(reader.string()));
  for (std::size_t i = 0; i < tag_count; ++i) {
    std::vector<std::uint8_t> choices(reader.count());
    for (std::uint8_t& choice : choices) {
      choice = reader.u8();
      if (choice >= feats_count) reader.fail("a feature set is out of range");
    }
    tables_.tag_feats.push_back(std::move(choices));
  }
  tables_.word_feats = read_table(reader, feats_count, true);
  const std::size_t edit_count = reader.count();
  for (std::size_t i = 0; i < edit_count; ++i) {
    LemmaEdit edit;
    edit.keep_case = reader.u8() != 0;
    edit.strip = static_cast<std::uint32_t>(reader.varint());
    edit.append = std::string(reader.string());
    tables_.edits.push_back(std::move(edit));
  }
  tables_.lemmas = read_table(reader, edit_count, false);
  tables_.endings = read_table(reader, edit_count, false);
  first_ = LinearModel::read(reader);
  second_ = LinearModel::read(reader);
  feats_model_ = LinearModel::read(reader);
  if (first_.classes() != tag_count || (second_.classes() != 0 && second_.classes() != tag_count) ||
      feats_model_.classes() != feats_count) {
    reader.fail("wrong number of classes");
  }
}

}  // namespace entente::syntax
