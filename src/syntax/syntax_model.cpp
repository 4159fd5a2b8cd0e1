// The parts of a model and its self-test: a few sentences with the digest of their analysis, so
// that a damaged or mismatched model says so when it is loaded and not by wrong trees.
#include <sstream>

#include "syntax/impl.h"

namespace entente {

SyntaxModel::Impl::Impl(const ModelFile& file)
    : clusters(syntax::read_clusters(file.section("clusters"))),
      tokenizer(file.section("tokenizer")),
      tagger(file.section("tagger"), clusters),
      parser(file.section("parser"), clusters) {}

std::string analysis_digest(const SyntaxModel& model, std::string_view sample) {
  Document document;
  document.id = "self-test";
  document.text = sample;
  std::uint32_t begin = 0;
  for (const std::string_view line : split(sample, '\n')) {
    const auto end = begin + static_cast<std::uint32_t>(line.size());
    document.paragraphs.push_back({{begin, end}, begin, false});
    begin = end + 1;
  }
  tokenize(document, model);
  tag(document, model);
  parse(document, model);
  std::ostringstream out;
  write_conllu(document, out);
  return digest_hex(out.str());
}

SyntaxModel::SyntaxModel(const ModelFile& file) : impl_(std::make_unique<Impl>(file)) {
  if (!file.has("selftest")) return;
  const std::string_view record = file.section("selftest");
  const std::size_t line_end = record.find('\n');
  const std::string_view expected = record.substr(0, line_end);
  const std::string_view sample = line_end == std::string_view::npos ? "" : record.substr(line_end + 1);
  if (analysis_digest(*this, sample) != expected) {
    throw Error(ErrorKind::kFatal, "self-test: the model does not give its recorded answers");
  }
}

SyntaxModel SyntaxModel::load(const std::filesystem::path& path) {
  const ModelFile file = ModelFile::load(path);
  return with_context(path.string(), [&] {
    if (!file.has("selftest")) throw Error(ErrorKind::kFatal, "section selftest is missing");
    return SyntaxModel(file);
  });
}

SyntaxModel::~SyntaxModel() = default;
SyntaxModel::SyntaxModel(SyntaxModel&&) noexcept = default;
SyntaxModel& SyntaxModel::operator=(SyntaxModel&&) noexcept = default;

void tokenize(Document& document, const SyntaxModel& model) { model.impl().tokenizer.run(document); }
void tag(Document& document, const SyntaxModel& model) { model.impl().tagger.run(document); }
void parse(Document& document, const SyntaxModel& model) { model.impl().parser.run(document); }

}  // namespace entente
