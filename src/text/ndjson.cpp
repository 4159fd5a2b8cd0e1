// simdjson's DOM parser checks the whole line, also the fields that are passed over. Text that is
// markup goes through main-text extraction like a page.
#include "text/ndjson.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/base.h"
#include "text/charset.h"
#include "text/dates.h"
#include "text/documents.h"
#include "text/normalise.h"

namespace entente {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

[[noreturn]] void refuse(const std::string& reason) { throw Error(ErrorKind::kInput, reason); }

// Absent and null are empty; a number is taken as it is written.
std::string_view string_field(const object& fields, std::string_view name, std::string& storage) {
  element value;
  if (fields[name].get(value) != simdjson::SUCCESS || value.is_null()) return {};
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) return text;
  if (!value.is_number()) refuse(fmt::format("{} is not a string", name));
  storage = simdjson::minify(value);
  return storage;
}

std::string clean_field(const object& fields, std::string_view name) {
  std::string storage;
  std::string clean;
  append_normalised(clean, string_field(fields, name, storage));
  return clean;
}

// The line with each byte that is not UTF-8 read as Windows-1252; returns their number.
std::uint64_t repair_utf8(std::string& line) {
  std::string repaired;
  repaired.reserve(line.size() + line.size() / 8);
  std::uint64_t repairs = 0;
  for (std::size_t i = 0; i < line.size();) {
    const CodePoint c = decode_utf8(line, i);
    if (c.valid) {
      repaired.append(line, i, c.length);
    } else {
      append_utf8(repaired, from_windows_1252(static_cast<unsigned char>(line[i])));
      ++repairs;
    }
    i += c.length;
  }
  line = std::move(repaired);
  return repairs;
}

void set_published(Document& document, const object& fields) {
  const std::string published = clean_field(fields, "published");
  if (published.empty()) return;
  const std::optional<Date> date = parse_written_date(published);
  if (date) {
    document.published = *date;
  } else {
    document.warnings.push_back(fmt::format("published is not a date: '{}'", published));
  }
}

}  // namespace

struct NdjsonParser::Impl {
  simdjson::dom::parser parser;

  simdjson::error_code parse(std::string& line, element& root) {
    line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    return parser.parse(line.data(), line.size(), false).get(root);
  }
};

NdjsonParser::NdjsonParser() : impl_(std::make_unique<Impl>()) {}
NdjsonParser::~NdjsonParser() = default;

Document NdjsonParser::parse(std::string& line) {
  element root;
  std::uint64_t repairs = 0;
  simdjson::error_code error = impl_->parse(line, root);
  if (error != simdjson::SUCCESS && (repairs = repair_utf8(line)) > 0) {
    error = impl_->parse(line, root);
  }
  if (error != simdjson::SUCCESS) {
    refuse(fmt::format("invalid JSON ({})", simdjson::error_message(error)));
  }
  object fields;
  if (root.get_object().get(fields) != simdjson::SUCCESS) refuse("not a JSON object");
  element text;
  if (fields["text"].get(text) != simdjson::SUCCESS || text.is_null()) refuse("text is missing");
  std::string_view raw;
  if (text.get_string().get(raw) != simdjson::SUCCESS) refuse("text is not a string");

  Document document;
  document.id = clean_field(fields, "id");
  document.url = clean_field(fields, "url");
  document.title = clean_field(fields, "title");
  document.publisher = clean_field(fields, "publisher");
  set_published(document, fields);
  if (repairs > 0) document.warnings.push_back(repair_warning(repairs));
  if (looks_like_html(raw)) {
    set_text_from_html(document, raw);
  } else {
    set_text(document, raw);
  }
  if (!has_body(document, raw)) refuse("text is empty");
  return document;
}

}  // namespace entente
