// CoNLL-U in and out. Reading rebuilds the text: words joined by a space unless SpaceAfter=No,
// paragraphs (newpar, newdoc) by an empty line, so that gold files can be read as raw text too.
#include <charconv>
#include <istream>
#include <optional>
#include <ostream>

#include "base/base.h"
#include "syntax/syntax.h"

namespace entente {
namespace {

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool has_no_space_after(std::string_view misc) {
  for (const std::string_view item : split(misc, '|')) {
    if (item == "SpaceAfter=No") return true;
  }
  return false;
}

class ConlluReader {
 public:
  explicit ConlluReader(const std::string& source) { document_.source = source; }

  void line(std::string_view text) {
    ++line_;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) {
      end_sentence();
    } else if (text.front() == '#') {
      comment(text);
    } else {
      word(split(text, '\t'));
    }
  }

  Document finish() {
    end_sentence();
    close_paragraph();
    return std::move(document_);
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorKind::kInput, document_.source + ": line " + std::to_string(line_) + ": " + why);
  }

  void comment(std::string_view text) {
    const std::string_view body = trim(text.substr(1));
    if (body.starts_with("newdoc") || body.starts_with("newpar")) new_paragraph_ = true;
    if (body.starts_with("newdoc id = ") && document_.id.empty()) document_.id = body.substr(12);
  }

  void close_paragraph() {
    if (!document_.paragraphs.empty()) {
      document_.paragraphs.back().span.end = static_cast<std::uint32_t>(text_end_);
    }
    document_.text.resize(text_end_);
  }

  void begin_sentence() {
    if (new_paragraph_ || document_.paragraphs.empty()) {
      close_paragraph();
      if (!document_.text.empty()) document_.text += "\n\n";
      Paragraph& paragraph = document_.paragraphs.emplace_back();
      paragraph.span.begin = static_cast<std::uint32_t>(document_.text.size());
      paragraph.source_begin = paragraph.span.begin;
      new_paragraph_ = false;
    }
    Sentence& sentence = document_.sentences.emplace_back();
    sentence.paragraph = static_cast<std::uint32_t>(document_.paragraphs.size() - 1);
    open_ = true;
  }

  Span append(std::string_view form, bool space_after) {
    const auto begin = static_cast<std::uint32_t>(document_.text.size());
    document_.text += form;
    if (document_.text.size() > 0xFFFFFF00U) fail("the text is longer than 4 GiB");
    text_end_ = document_.text.size();
    if (space_after) document_.text += ' ';
    return {begin, static_cast<std::uint32_t>(text_end_)};
  }

  void multiword(std::string_view range, std::string_view form, bool space_after) {
    const std::size_t dash = range.find('-');
    const auto first = number(range.substr(0, dash));
    const auto last = number(range.substr(dash + 1));
    if (!first || !last || *first != tokens().size() + 1 || *last <= *first || *last - *first > 200) {
      fail("bad multiword range " + std::string(range));
    }
    multiword_ = append(form, space_after);
    multiword_at_ = multiword_.begin;
    multiword_left_ = *last - *first + 1;
    multiword_space_ = space_after;
    multiword_size_ = static_cast<std::uint8_t>(multiword_left_);
  }

  // The next part of the multiword token: its own form where the forms add up to the surface,
  // else the last part takes what is left.
  Span part_span(std::string_view form) {
    const std::string_view rest = slice(document_.text, {multiword_at_, multiword_.end});
    const bool last = multiword_left_ == 1;
    const auto size = static_cast<std::uint32_t>(
        last ? rest.size() : (rest.starts_with(form) ? form.size() : std::min(form.size(), rest.size())));
    const Span span{multiword_at_, multiword_at_ + size};
    multiword_at_ += size;
    --multiword_left_;
    return span;
  }

  std::vector<Token>& tokens() { return document_.sentences.back().tokens; }

  void word(const std::vector<std::string_view>& cells) {
    if (cells.size() != 10) fail("expected 10 columns, found " + std::to_string(cells.size()));
    if (!open_) begin_sentence();
    const bool space_after = !has_no_space_after(cells[9]);
    if (cells[0].find('.') != std::string_view::npos) return;  // an empty node
    if (cells[1].empty()) fail("the form is empty");
    if (cells[0].find('-') != std::string_view::npos) return multiword(cells[0], cells[1], space_after);
    if (number(cells[0]) != tokens().size() + 1) {
      fail("expected word " + std::to_string(tokens().size() + 1) + ", found " + std::string(cells[0]));
    }
    Token token;
    if (multiword_left_ > 0) {
      token.multiword = multiword_size_;
      multiword_size_ = 0;
      token.span = part_span(cells[1]);
      token.space_after = multiword_left_ == 0 && multiword_space_;
    } else {
      token.span = append(cells[1], space_after);
      token.space_after = space_after;
    }
    token.lemma = cells[2];
    const UposRow* upos = row_named(kUpos, cells[3]);
    if (upos == nullptr && cells[3] != "_") fail("unknown part of speech " + std::string(cells[3]));
    token.upos = upos == nullptr ? Upos::kX : upos->value;
    token.xpos = cells[4];
    token.feats = parse_feats(cells[5]);
    if (cells[6] != "_") {
      const auto head = number(cells[6]);
      if (!head || *head > 0x7FFFFFFFU) fail("bad head " + std::string(cells[6]));
      token.head = static_cast<std::int32_t>(*head) - 1;
    }
    token.deprel = relation(cells[7]);
    tokens().push_back(std::move(token));
  }

  // A subtype that is not in the table counts as its universal relation.
  Deprel relation(std::string_view name) const {
    if (name == "_") return Deprel::kDep;
    const DeprelRow* row = row_named(kDeprels, name);
    if (row == nullptr) row = row_named(kDeprels, name.substr(0, name.find(':')));
    if (row == nullptr) fail("unknown relation " + std::string(name));
    return row->value;
  }

  void end_sentence() {
    if (!open_) return;
    open_ = false;
    if (multiword_left_ > 0) fail("a multiword token has too few words");
    Sentence& sentence = document_.sentences.back();
    if (sentence.tokens.empty()) {
      document_.sentences.pop_back();
      return;
    }
    for (const Token& token : sentence.tokens) {
      if (token.head >= static_cast<std::int32_t>(sentence.tokens.size())) {
        fail("a head is outside the sentence");
      }
    }
    sentence.span = {sentence.tokens.front().span.begin, sentence.tokens.back().span.end};
  }

  Document document_;
  std::size_t line_ = 0;
  std::size_t text_end_ = 0;  // end of the last word in the text
  bool open_ = false;
  bool new_paragraph_ = false;
  Span multiword_;
  std::uint32_t multiword_at_ = 0;
  std::uint32_t multiword_left_ = 0;
  std::uint8_t multiword_size_ = 0;
  bool multiword_space_ = true;
};

// Control characters would break the lines of the format.
std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return out;
}

void write_word(std::ostream& out, const Document& document, const Token& token, std::size_t id,
                bool space_after) {
  const std::string_view lemma = token.lemma.empty() ? std::string_view("_") : token.lemma;
  const std::string_view xpos = token.xpos.empty() ? std::string_view("_") : token.xpos;
  out << id << '\t' << one_line(form(document, token)) << '\t' << one_line(lemma) << '\t'
      << name_in(kUpos, token.upos) << '\t' << xpos << '\t' << format_feats(token.feats) << '\t'
      << token.head + 1 << '\t' << name_in(kDeprels, token.deprel) << "\t_\t"
      << (space_after ? "_" : "SpaceAfter=No") << '\n';
}

void write_sentence(std::ostream& out, const Document& document, const Sentence& sentence) {
  const std::vector<Token>& tokens = sentence.tokens;
  std::size_t multiword_end = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].multiword > 0) {
      multiword_end = std::min(i + tokens[i].multiword, tokens.size());
      const Token& last = tokens[multiword_end - 1];
      const Span surface{tokens[i].span.begin, last.span.end};
      out << i + 1 << '-' << multiword_end << '\t' << one_line(slice(document.text, surface))
          << "\t_\t_\t_\t_\t_\t_\t_\t" << (last.space_after ? "_" : "SpaceAfter=No") << '\n';
    }
    write_word(out, document, tokens[i], i + 1, i < multiword_end || tokens[i].space_after);
  }
  out << '\n';
}

}  // namespace

Document read_conllu(std::istream& input, const std::string& source) {
  ConlluReader reader(source);
  for (std::string line; std::getline(input, line);) reader.line(line);
  return reader.finish();
}

void write_conllu(const Document& document, std::ostream& output) {
  const std::string id = document.id.empty() ? "document" : one_line(document.id);
  output << "# newdoc id = " << id << '\n';
  std::optional<std::uint32_t> paragraph;
  std::size_t count = 0;
  for (const Sentence& sentence : document.sentences) {
    if (paragraph != sentence.paragraph) output << "# newpar\n";
    paragraph = sentence.paragraph;
    output << "# sent_id = " << id << '-' << ++count << '\n'
           << "# text = " << one_line(slice(document.text, sentence.span)) << '\n';
    write_sentence(output, document, sentence);
  }
}

void strip_annotation(Document& document) {
  for (Sentence& sentence : document.sentences) {
    for (Token& token : sentence.tokens) {
      Token bare;
      bare.span = token.span;
      bare.multiword = token.multiword;
      bare.space_after = token.space_after;
      token = bare;
    }
  }
}

}  // namespace entente
