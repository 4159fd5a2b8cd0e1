// Arc-hybrid transitions (Kuhlmann, Gómez-Rodríguez and Satta 2011) chosen greedily by a linear
// model over the templates of Zhang and Nivre (2011), with word classes, word endings and lemmas
// added; trained with a dynamic oracle (Goldberg and Nivre 2013), see train/. Two transitions a
// word, so time is linear, and the tree is projective with one root whatever the model says.
#include "perceptron/parser.h"

#include <algorithm>
#include <array>

namespace entente::syntax {

// ---------------------------------------------------------------- state

void ParserState::start(std::size_t words) {
  words_ = words;
  next_ = 1;
  stack_.clear();
  links_.assign(words + 2, Link{});
}

bool ParserState::is_legal(Move move) const {
  switch (move) {
    case Move::kShift: return !at_root();
    case Move::kLeft: return at_root() ? stack_.size() == 1 : !stack_.empty();
    case Move::kRight: return stack_.size() >= 2;
  }
  return false;
}

void ParserState::apply(Transition transition) {
  if (transition.move == Move::kShift) {
    stack_.push_back(static_cast<std::uint32_t>(next_++));
    return;
  }
  const std::uint32_t child = stack_.back();
  stack_.pop_back();
  const bool left = transition.move == Move::kLeft;
  const std::uint32_t head = left ? static_cast<std::uint32_t>(next_) : stack_.back();
  links_[child].head = head;
  links_[child].deprel = transition.deprel;
  Link& link = links_[head];
  const std::uint64_t label = std::uint64_t{1} << static_cast<unsigned>(transition.deprel);
  auto& outer = left ? link.left : link.right;
  outer[1] = outer[0];
  outer[0] = child;
  auto& count = left ? link.left_count : link.right_count;
  if (count < 255) ++count;
  (left ? link.left_labels : link.right_labels) |= label;
}

// ---------------------------------------------------------------- features

void describe_sentence(const Document& document, const Sentence& sentence,
                       std::vector<Node>& nodes) {
  nodes.assign(sentence.tokens.size() + 2, Node{});
  for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
    const Token& token = sentence.tokens[i];
    const WordInfo word = describe_word(form(document, token));
    Node& node = nodes[i + 1];
    node.word = word.lower;
    node.upos = static_cast<std::uint32_t>(token.upos) + 1;
    node.tag = hash_string(token.xpos) + node.upos;
    node.word_tag = word.lower ^ (node.tag * 0x9E3779B1U);
    node.lemma = hash_string(token.lemma);
    node.suffix2 = word.suffix[1];
    node.suffix3 = word.suffix[2];
    const bool verb = token.upos == Upos::kVerb || token.upos == Upos::kAux;
    const bool joins = token.upos == Upos::kCconj || token.upos == Upos::kSconj;
    Node& after = nodes[i + 2];
    after.verb_before = node.verb_before + (verb ? 1 : 0);
    after.punct_before = node.punct_before + (token.upos == Upos::kPunct ? 1 : 0);
    after.conj_before = node.conj_before + (joins ? 1 : 0);
  }
  Node& root = nodes.back();
  root.word = root.tag = root.word_tag = root.lemma = root.upos = 7;
}

void parser_features(const ParserState& state, std::span<const Node> nodes, FeatureList& keys) {
  using Id = std::uint32_t;
  const Id s0 = state.stack(0);
  const Id s1 = state.stack(1);
  const Id s2 = state.stack(2);
  const Id b0 = state.buffer(0);
  const Id b1 = state.buffer(1);
  const Id b2 = state.buffer(2);
  const Id b3 = state.buffer(3);
  const Node& S0 = nodes[s0];
  const Node& S1 = nodes[s1];
  const Node& S2 = nodes[s2];
  const Node& B0 = nodes[b0];
  const Node& B1 = nodes[b1];
  const Node& B2 = nodes[b2];
  const Node& B3 = nodes[b3];
  const ParserState::Link& L0 = state.link(s0);
  const ParserState::Link& L1 = state.link(s1);
  const ParserState::Link& LB = state.link(b0);
  const Node& s0l = nodes[L0.left[0]];
  const Node& s0l2 = nodes[L0.left[1]];
  const Node& s0r = nodes[L0.right[0]];
  const Node& s0r2 = nodes[L0.right[1]];
  const Node& s1l = nodes[L1.left[0]];
  const Node& s1l2 = nodes[L1.left[1]];
  const Node& s1r = nodes[L1.right[0]];
  const Node& s1r2 = nodes[L1.right[1]];
  const Node& b0l = nodes[LB.left[0]];
  const Node& b0l2 = nodes[LB.left[1]];
  const Node& before_b0 = nodes[b0 > 0 ? b0 - 1 : 0];
  const Node& after_s0 = nodes[s0 > 0 ? s0 + 1 : 0];
  const Node& before_s0 = nodes[s0 > 1 ? s0 - 1 : 0];
  const auto label = [&](Id node) -> Id {
    return node == 0 ? 99U : static_cast<Id>(state.deprel(node));
  };
  const Id s0l_label = label(L0.left[0]);
  const Id s0r_label = label(L0.right[0]);
  const Id s1l_label = label(L1.left[0]);
  const Id s1r_label = label(L1.right[0]);
  const Id b0l_label = label(LB.left[0]);
  const auto distance = [](Id a, Id b) -> Id {
    if (a == 0 || b == 0) return 0;
    const Id d = b - a;
    if (d < 5) return d;
    return d < 7 ? 5 : (d < 11 ? 6 : 7);
  };
  const auto few = [](std::uint32_t n) -> std::uint32_t { return n < 3 ? n : 3; };
  const Id d0 = distance(s0, b0);
  const Id d1 = distance(s1, s0);
  // What stands between two nodes: verbs, punctuation, conjunctions.
  const auto between = [&](Id a, const Node& A, const Node& B) -> Id {
    if (a == 0) return 999;
    const Id verbs = B.verb_before - nodes[a + 1].verb_before;
    const Id puncts = B.punct_before - nodes[a + 1].punct_before;
    const Id conjs = B.conj_before - nodes[a + 1].conj_before;
    static_cast<void>(A);
    return few(verbs) * 16 + few(puncts) * 4 + few(conjs);
  };
  const Id btw0 = between(s0, S0, B0);
  const Id btw1 = s0 > 0 ? between(s1, S1, S0) : 999;
  const Id s0v = few(L0.left_count) * 4 + few(L0.right_count);
  const Id s1v = few(L1.left_count) * 4 + few(L1.right_count);
  const Id b0v = few(LB.left_count);

  std::uint32_t id = 0;
  const auto add = [&](std::uint64_t a, std::uint64_t b = 0, std::uint64_t c = 0) {
    keys.add(feature_key(++id, a, b, c));
  };
  const auto join = [](std::uint64_t a, std::uint64_t b) { return a ^ (b * 0x9E3779B97F4A7C15ULL); };
  const std::uint64_t tt0 = join(S0.tag, B0.tag);
  const std::uint64_t tt1 = join(S1.tag, S0.tag);

  // Single words.
  add(1);
  add(S0.word);
  add(S0.tag);
  add(S0.word_tag);
  add(S1.word);
  add(S1.tag);
  add(S1.word_tag);
  add(S2.word_tag);
  add(S2.tag);
  add(B0.word);
  add(B0.tag);
  add(B0.word_tag);
  add(B1.word);
  add(B1.tag);
  add(B1.word_tag);
  add(B2.word);
  add(B2.tag);
  add(B2.word_tag);
  add(B3.tag);
  // Pairs: top of the stack and next word.
  add(S0.word_tag, B0.word_tag);
  add(S0.word_tag, B0.tag);
  add(S0.tag, B0.word_tag);
  add(S0.word, B0.word);
  add(tt0);
  add(S0.lemma, B0.lemma);
  add(S0.lemma, B0.tag);
  add(S0.tag, B0.lemma);
  add(B0.tag, B1.tag);
  add(B0.word, B1.tag);
  add(B0.tag, B1.word);
  add(B0.word, B1.word);
  // Pairs: the two topmost of the stack.
  add(S1.word_tag, S0.word_tag);
  add(S1.word_tag, S0.tag);
  add(S1.tag, S0.word_tag);
  add(S1.word, S0.word);
  add(tt1);
  add(S1.lemma, S0.lemma);
  add(S1.tag, S0.lemma);
  add(S1.lemma, S0.tag);
  add(S1.tag, B0.tag);
  add(S1.word, B0.tag);
  add(S1.tag, B0.word);
  // Triples of tags.
  add(tt0, B1.tag);
  add(tt0, join(B1.tag, B2.tag));
  add(B0.tag, B1.tag, B2.tag);
  add(tt1, B0.tag);
  add(tt1, B0.word);
  add(tt1, join(B0.tag, B1.tag));
  add(S2.tag, tt1);
  add(S2.tag, tt1, B0.tag);
  add(S0.word, B0.tag, B1.tag);
  add(S0.tag, B0.word, B1.tag);
  add(S0.tag, B0.tag, B1.word);
  add(S1.word, S0.tag, B0.tag);
  add(S1.tag, S0.word, B0.tag);
  // Dependents.
  add(tt0, s0l.tag);
  add(tt0, s0r.tag);
  add(tt0, b0l.tag);
  add(tt0, s0l_label, s0r_label);
  add(tt0, b0l_label);
  add(tt1, s0l.tag);
  add(tt1, s0r.tag);
  add(tt1, s1l.tag);
  add(tt1, s1r.tag);
  add(tt1, s0l_label, s1r_label);
  add(tt1, s1l_label, s0r_label);
  add(S0.tag, s0l.tag, s0l2.tag);
  add(S0.tag, s0r.tag, s0r2.tag);
  add(S1.tag, s1l.tag, s1l2.tag);
  add(S1.tag, s1r.tag, s1r2.tag);
  add(B0.tag, b0l.tag, b0l2.tag);
  add(s0l.word, S0.tag, s0l_label);
  add(s0r.word, S0.tag, s0r_label);
  add(s1l.word, S1.tag, s1l_label);
  add(s1r.word, S1.tag, s1r_label);
  add(b0l.word, B0.tag, b0l_label);
  add(s0l.word, tt1);
  add(s0r.word, tt0);
  add(s1r.word, tt1);
  add(S0.word, s0l.word);
  add(S0.word, s0r.word);
  add(S1.word, s0l.word, S0.tag);
  add(s0l.word, S0.word, S1.tag);
  add(b0l.word, S0.word, B0.tag);
  // Distance, what is between, how many dependents, which labels.
  add(S0.word, d0);
  add(S0.tag, d0);
  add(B0.word, d0);
  add(B0.tag, d0);
  add(tt0, d0);
  add(tt1, d1);
  add(S0.word, B0.word, d0);
  add(tt0, btw0);
  add(tt1, btw1);
  add(S1.word, S0.tag, btw1);
  add(S0.word, s0v);
  add(S0.tag, s0v);
  add(S1.word, s1v);
  add(S1.tag, s1v);
  add(B0.word, b0v);
  add(B0.tag, b0v);
  add(tt0, s0v, b0v);
  add(S0.tag, L0.left_labels);
  add(S0.tag, L0.right_labels);
  add(S0.word, L0.right_labels);
  add(S0.lemma, L0.left_labels, L0.right_labels);
  add(S1.tag, L1.left_labels);
  add(S1.tag, L1.right_labels);
  add(S1.lemma, L1.right_labels);
  add(tt1, L1.right_labels);
  add(B0.tag, LB.left_labels);
  add(tt0, LB.left_labels);
  add(tt1, L0.left_labels);
  // Word classes and endings.
  add(S0.suffix3, S0.tag);
  add(B0.suffix3, B0.tag);
  add(S1.suffix3, S0.suffix3);
  add(S0.suffix2, B0.tag);
  add(S0.tag, B0.suffix2);
  // Neighbours in the text, beyond the usual.
  add(before_b0.tag, B0.tag, S0.tag);
  add(before_b0.word, B0.tag);
  add(after_s0.tag, S0.tag, B0.tag);
  add(after_s0.word, S0.tag);
  add(before_s0.tag, tt1);
  add(S2.tag, S1.tag, B0.tag);
  add(S0.upos, join(S1.upos, S2.upos), join(B0.upos, B1.upos));
  add(state.stack_size() < 4 ? state.stack_size() : 4, S0.tag, B0.tag);
}

std::size_t best_transition(const ParserState& state, const std::int32_t* scores) {
  const auto root = static_cast<std::size_t>(Deprel::kRoot);
  if (state.at_root() && !state.is_legal(Move::kRight)) {
    return transition_id({Move::kLeft, Deprel::kRoot});
  }
  std::size_t best = kTransitionCount;
  const auto try_range = [&](std::size_t begin, std::size_t end) {
    for (std::size_t id = begin; id < end; ++id) {
      const bool labels_root = id > 0 && (id - 1) % kDeprelCount == root;
      if (!labels_root && (best == kTransitionCount || scores[id] > scores[best])) best = id;
    }
  };
  if (state.is_legal(Move::kShift)) try_range(0, 1);
  if (state.is_legal(Move::kLeft) && !state.at_root()) try_range(1, 1 + kDeprelCount);
  if (state.is_legal(Move::kRight)) try_range(1 + kDeprelCount, kTransitionCount);
  return best;
}

// ---------------------------------------------------------------- running

Parser::Parser(std::string_view section) {
  ByteReader reader(section, "parser");
  model_ = LinearModel::read(reader);
  if (model_.classes() != kTransitionCount) reader.fail("wrong number of classes");
}

std::string Parser::write(std::span<const WeightRow> rows) {
  ByteWriter writer;
  LinearModel::write(writer, kTransitionCount, rows);
  return writer.take();
}

void Parser::run(Document& document) const {
  std::vector<Node> nodes;
  ParserState state;
  FeatureList keys;
  std::array<std::int32_t, LinearModel::kMaxClasses> scores;
  for (Sentence& sentence : document.sentences) {
    describe_sentence(document, sentence, nodes);
    state.start(sentence.tokens.size());
    if (sentence.tokens.empty()) continue;
    while (!state.finished()) {
      // No choice: nothing to ask.
      if (state.stack_size() == 0) {
        state.apply({});
        continue;
      }
      keys.clear();
      parser_features(state, nodes, keys);
      model_.score(keys.span(), scores.data());
      state.apply(transition_of(best_transition(state, scores.data())));
    }
    for (std::uint32_t i = 0; i < sentence.tokens.size(); ++i) {
      const std::uint32_t head = state.head(i + 1);
      const bool root = head > sentence.tokens.size();
      sentence.tokens[i].head = root ? kNoHead : static_cast<std::int32_t>(head) - 1;
      sentence.tokens[i].deprel = state.deprel(i + 1);
    }
  }
}

}  // namespace entente::syntax
