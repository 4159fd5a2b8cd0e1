#include "record/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

namespace entente {
namespace {

using Json = nlohmann::ordered_json;

Json span_json(const CharacterIndex& characters, Span span) {
  return Json::array({characters.characters_before(span.begin), characters.characters_before(span.end)});
}

Json party_json(const Document& document, const CharacterIndex& characters, const Party& party) {
  const Actor& actor = document.actors[party.actor];
  Json out;
  out["code"] = actor.code;
  if (!actor.sector.empty()) out["sector"] = actor.sector;
  if (!actor.name.empty()) out["entity_name"] = actor.name;
  if (!actor.office.empty()) out["office"] = actor.office;
  if (!actor.wikidata.empty()) out["identifier_id"] = actor.wikidata;
  out["entity_text"] = std::string(slice(document.text, party.span));
  out["span"] = span_json(characters, party.span);
  return out;
}

Json parties_json(const Document& document, const CharacterIndex& characters, const std::vector<Party>& parties) {
  Json out = Json::array();
  for (const Party& party : parties) out.push_back(party_json(document, characters, party));
  return out;
}

std::string_view sentence_text(const Document& document, const Event& event) {
  return slice(document.text, document.sentences[event.sentence].span);
}

std::string_view precision_name(const Event& event) {
  if (!event.date.known()) return "none";
  return event.date_from_text ? name_in(kDatePrecisions, event.date.precision()) : "published";
}

// Every telling of the act: sentence and trigger.
Json mentions_json(const Document& document, const CharacterIndex& characters, const Event& event) {
  Json out = Json::array();
  for (const std::uint32_t index : event.mentions) {
    const Event& telling = document.events[index];
    out.push_back({{"text", std::string(sentence_text(document, telling))},
                   {"sentence", span_json(characters, document.sentences[telling.sentence].span)},
                   {"trigger", span_json(characters, telling.trigger)}});
  }
  return out;
}

Json event_json(const Document& document, const Ontology& ontology, const CharacterIndex& characters, const Event& event) {
  Json out;
  out["id"] = event.id;
  out["document"] = document.id;
  out["date"] = event.date.iso();
  out["date_precision"] = precision_name(event);
  out["event"] = event.event;
  out["mode"] = event.mode;
  out["context"] = event.context;
  out["actor"] = parties_json(document, characters, event.actor);
  out["recipient"] = parties_json(document, characters, event.recipient);
  out["when"] = name_in(kWhens, event.when);
  out["quad_code"] = event.quad_code;
  out["event_scale"] = event.event_scale;
  out["cameo"] = event.cameo;
  out["pillars"] = event.pillars;
  out["initiatives"] = event.initiatives;
  out["location"] = event.location.empty() ? Json(nullptr) : Json{{"text", event.location}, {"country", event.location_country}};
  Json magnitudes = Json::array();
  for (const Magnitude& magnitude : event.magnitude) {
    magnitudes.push_back({{"number", magnitude.number}, {"unit", magnitude.unit}, {"span", span_json(characters, magnitude.span)}});
  }
  out["magnitude"] = std::move(magnitudes);
  out["text"] = std::string(sentence_text(document, event));
  Json spans;
  spans["sentence"] = span_json(characters, document.sentences[event.sentence].span);
  spans["trigger"] = span_json(characters, event.trigger);
  spans["actors"] = Json::array();
  for (const Party& party : event.actor) spans["actors"].push_back(span_json(characters, party.span));
  spans["recipients"] = Json::array();
  for (const Party& party : event.recipient) spans["recipients"].push_back(span_json(characters, party.span));
  out["spans"] = std::move(spans);
  out["occurrence"] = document.events[event.occurrence].id;
  out["mentions"] = mentions_json(document, characters, event);
  out["rule"] = event.explanation.rule;
  out["confidence"] = std::round(event.confidence * 100) / 100;
  out["published"] = document.published.iso();
  out["title"] = document.title;
  out["url"] = document.url;
  out["publisher"] = document.publisher;
  out["ontology"] = ontology.version;
  return out;
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// RFC 4180: quoted where needed, quotes doubled.
void csv_cell(std::string& line, std::string_view cell) {
  if (!line.empty()) line.push_back(',');
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    line.append(cell);
    return;
  }
  line.push_back('"');
  for (const char c : cell) {
    if (c == '"') line.push_back('"');
    line.push_back(c);
  }
  line.push_back('"');
}

std::string code_list(const Document& document, const std::vector<Party>& parties) {
  std::vector<std::string> codes;
  for (const Party& party : parties) codes.push_back(document.actors[party.actor].code);
  return join(codes, ";");
}

std::string label(const Document& document, const Party& party) {
  const Actor& actor = document.actors[party.actor];
  std::string out = actor.code;
  const bool named = !actor.name.empty() && actor.name != actor.code;
  const std::string& more = named ? actor.name : actor.sector;
  if (named || (!more.empty() && more != "IGO")) out.append(" ").append(more);
  return out;
}

std::string labels(const Document& document, const std::vector<Party>& parties) {
  std::vector<std::string> out;
  for (const Party& party : parties) {
    if (std::string text = label(document, party); std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
  }
  return join(out, ", ");
}

std::string event_label(const Event& event) {
  return event.mode.empty() ? event.event : fmt::format("{}.{}", event.event, join(event.mode, "+"));
}

constexpr auto kCsvColumns = std::to_array<std::string_view>(
    {"id", "document", "date", "date_precision", "event", "mode", "context", "actor", "actor_sector", "actor_text", "recipient",
     "recipient_sector", "recipient_text", "when", "quad_code", "event_scale", "cameo", "pillars", "initiatives", "location",
     "location_country", "trigger", "text", "occurrence", "mentions", "rule", "confidence", "published", "title", "url", "publisher"});

std::string party_cells(const Document& document, const std::vector<Party>& parties, const auto& value) {
  std::vector<std::string> out;
  for (const Party& party : parties) out.emplace_back(value(party, document.actors[party.actor]));
  return join(out, ";");
}

}  // namespace

void write_events_ndjson(const Document& document, const Ontology& ontology, bool every_mention, std::ostream& output) {
  if (document.events.empty()) return;
  const CharacterIndex characters(document.text);
  std::string lines;
  for (const Event& event : document.events) {
    if (!every_mention && event.mentions.empty()) continue;
    lines += dump(event_json(document, ontology, characters, event));
    lines.push_back('\n');
  }
  output << lines;
}

void write_commitments_ndjson(const Document& document, std::ostream& output) {
  const CharacterIndex characters(document.text);
  for (const Commitment& commitment : document.commitments) {
    const Event& event = document.events[commitment.event];
    Json out;
    out["document"] = document.id;
    out["event"] = event.id;
    out["by"] = parties_json(document, characters, commitment.by);
    out["to"] = parties_json(document, characters, commitment.to);
    out["what"] = std::string(slice(document.text, commitment.what));
    out["span"] = span_json(characters, commitment.what);
    out["pillars"] = commitment.pillars;
    out["initiatives"] = commitment.initiatives;
    out["due"] = {{"text", commitment.due_text}, {"from", commitment.due_from.iso()}, {"to", commitment.due_to.iso()}};
    out["firmness"] = commitment.firm ? "firm" : "soft";
    out["published"] = document.published.iso();
    out["text"] = std::string(sentence_text(document, event));
    output << dump(out) << '\n';
  }
}

void write_csv_header(std::ostream& output) { output << fmt::format("{}\r\n", fmt::join(kCsvColumns, ",")); }

void write_events_csv(const Document& document, bool every_mention, std::ostream& output) {
  const auto sector = [](const Party&, const Actor& actor) { return actor.sector; };
  const auto text = [&](const Party& party, const Actor&) { return std::string(slice(document.text, party.span)); };
  for (const Event& event : document.events) {
    if (!every_mention && event.mentions.empty()) continue;
    const std::array<std::string, kCsvColumns.size()> cells = {
        event.id, document.id, event.date.iso(), std::string(precision_name(event)), event.event, join(event.mode, ";"), join(event.context, ";"),
        code_list(document, event.actor), party_cells(document, event.actor, sector), party_cells(document, event.actor, text),
        code_list(document, event.recipient), party_cells(document, event.recipient, sector), party_cells(document, event.recipient, text),
        std::string(name_in(kWhens, event.when)), std::to_string(event.quad_code), fmt::format("{}", event.event_scale), event.cameo,
        join(event.pillars, ";"), join(event.initiatives, ";"), event.location, event.location_country,
        std::string(slice(document.text, event.trigger)), std::string(sentence_text(document, event)), document.events[event.occurrence].id, std::to_string(event.mentions.size()), event.explanation.rule,
        fmt::format("{:.2f}", event.confidence), document.published.iso(), document.title, document.url, document.publisher};
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      // An empty first cell must still give its separator.
      if (i == 0) line = cells[i];
      else csv_cell(line, cells[i]);
    }
    output << line << "\r\n";
  }
}

// ---------------------------------------------------------------- tables

namespace {

struct Colours { std::string_view bold, dim, cooperation, conflict, reset; };
constexpr Colours kColoured = {"\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[0m"};
constexpr Colours kPlain = {"", "", "", "", ""};

// Breaks at spaces so that no line is longer than `width` bytes, continuation lines indented.
std::string wrap(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  for (const std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    if (column + word.size() > width && column > indent) {
      out.push_back('\n');
      out.append(indent, ' ');
      column = indent;
    }
    if (column > indent) {
      out.push_back(' ');
      ++column;
    }
    for (const char c : word) out.push_back(c == '\n' ? ' ' : c);
    column += word.size();
  }
  return out;
}

}  // namespace

void EventTable::add(const Document& document) {
  for (const Event& event : document.events) {
    if (!options_.every_mention && event.mentions.empty()) continue;
    Row row;
    row.mentions = event.mentions.size();
    row.document = !document.title.empty() ? document.title : document.source == "-" ? "standard input" : document.source;
    row.date = event.date.iso();
    row.when = std::string(name_in(kWhens, event.when));
    row.event = event_label(event);
    row.actors = labels(document, event.actor);
    row.recipients = labels(document, event.recipient);
    row.text = std::string(sentence_text(document, event));
    row.pillars = event.pillars;
    row.initiatives = join(event.initiatives, ", ");
    rows_.push_back(std::move(row));
  }
}

void EventTable::print_row(const Row& row, std::ostream& output) const {
  const Colours& colours = options_.colour ? kColoured : kPlain;
  const bool conflict = row.event.starts_with("REQ") || row.event.starts_with("ACC") || row.event.starts_with("REJ") || row.event.starts_with("THR") ||
                        row.event.starts_with("PRO") || row.event.starts_with("SANC") || row.event.starts_with("MOB") || row.event.starts_with("COE") || row.event.starts_with("ASS");
  output << fmt::format("  {:<10} {}{:<22}{} {}{}{}", row.date, conflict ? colours.conflict : colours.cooperation, row.event, colours.reset,
                        colours.bold, row.actors.empty() ? "(unnamed)" : row.actors, colours.reset);
  if (!row.recipients.empty()) output << fmt::format(" {}->{} {}", colours.dim, colours.reset, row.recipients);
  if (row.when != "past") output << fmt::format("  {}[{}]{}", colours.dim, row.when, colours.reset);
  if (!options_.by_pillar && !row.pillars.empty()) output << fmt::format("  {}{}{}", colours.dim, join(row.pillars, ", "), colours.reset);
  if (!row.initiatives.empty()) output << fmt::format("  {}({}){}", colours.dim, row.initiatives, colours.reset);
  if (row.mentions > 1) output << fmt::format("  {}told {} times{}", colours.dim, row.mentions, colours.reset);
  output << "\n             " << colours.dim << wrap(fmt::format("\"{}\"", row.text), 13, options_.width) << colours.reset << "\n";
}

void EventTable::print(std::ostream& output) const {
  const Colours& colours = options_.colour ? kColoured : kPlain;
  if (options_.by_pillar) {
    std::vector<std::string> pillars;
    for (const Row& row : rows_) {
      for (const std::string& pillar : row.pillars) if (std::find(pillars.begin(), pillars.end(), pillar) == pillars.end()) pillars.push_back(pillar);
    }
    std::sort(pillars.begin(), pillars.end());
    pillars.emplace_back();
    for (const std::string& pillar : pillars) {
      std::vector<const Row*> here;
      for (const Row& row : rows_) {
        // Under its strongest field only, so that no act is read twice.
        if (pillar.empty() ? row.pillars.empty() : (!row.pillars.empty() && row.pillars.front() == pillar)) here.push_back(&row);
      }
      if (here.empty()) continue;
      std::stable_sort(here.begin(), here.end(), [](const Row* a, const Row* b) { return a->date < b->date; });
      output << fmt::format("\n{}{}{} ({})\n", colours.bold, pillar.empty() ? "no field named" : pillar, colours.reset, here.size());
      for (const Row* row : here) print_row(*row, output);
    }
    return;
  }
  const std::string* document = nullptr;
  for (const Row& row : rows_) {
    if (document == nullptr || *document != row.document) {
      output << fmt::format("\n{}{}{}\n", colours.bold, row.document, colours.reset);
      document = &row.document;
    }
    print_row(row, output);
  }
}

// ---------------------------------------------------------------- explanation

namespace {

void write_tree(const Document& document, const Sentence& sentence, std::ostream& output) {
  for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
    const Token& token = sentence.tokens[i];
    int depth = 0;
    for (std::int32_t up = token.head; up != kNoHead && depth < 40; up = sentence.tokens[static_cast<std::size_t>(up)].head) ++depth;
    output << fmt::format("  {:>3} {}{} {}/{} {}\n", i + 1, std::string(static_cast<std::size_t>(depth) * 2, ' '), form(document, token),
                          token.lemma, name_in(kUpos, token.upos), name_in(kDeprels, token.deprel));
  }
}

void write_parties(const Document& document, std::string_view role, const std::vector<Party>& parties, std::ostream& output) {
  for (const Party& party : parties) {
    const Actor& actor = document.actors[party.actor];
    output << fmt::format("  {:<9} {} {}", role, actor.code, actor.sector);
    if (!actor.name.empty()) output << " " << actor.name;
    if (!actor.office.empty()) {
      output << ", " << actor.office;
      if (!actor.office_from.empty()) output << fmt::format(" ({} to {})", actor.office_from, actor.office_to.empty() ? "now" : actor.office_to);
    }
    output << fmt::format("  <- \"{}\"", slice(document.text, party.span));
    if (!actor.source.empty()) output << fmt::format("  [{}]", actor.source);
    if (party.mention >= 0) {
      const Mention& mention = document.mentions[static_cast<std::size_t>(party.mention)];
      if (mention.antecedent >= 0) {
        output << fmt::format("  stands for \"{}\"", slice(document.text, document.mentions[static_cast<std::size_t>(mention.antecedent)].span));
      }
    }
    output << "\n";
  }
}

}  // namespace

void write_mentions(const Document& document, std::ostream& output) {
  std::uint32_t last_sentence = 0xFFFFFFFF;
  for (const Mention& mention : document.mentions) {
    if (mention.sentence != last_sentence) {
      last_sentence = mention.sentence;
      output << fmt::format("\nSentence {}: {}\n", last_sentence + 1, slice(document.text, document.sentences[last_sentence].span));
    }
    for (const std::uint32_t index : mention.actors) {
      const Actor& actor = document.actors[index];
      output << fmt::format("  {:<11} {:<4} {:<4} \"{}\"{}{}{}{}  [{}]\n", name_in(kMentionKinds, mention.kind), actor.code, actor.sector,
                            slice(document.text, mention.span), actor.name.empty() ? "" : "  " + actor.name, actor.office.empty() ? "" : ", " + actor.office,
                            mention.place ? "  (place)" : "", mention.body_part ? "  (part of a larger mention)" : "", actor.source);
    }
  }
}

void write_explanation(const Document& document, const Ontology& ontology, const std::string& event_id, std::ostream& output) {
  std::uint32_t last_sentence = 0xFFFFFFFF;
  for (const Event& event : document.events) {
    if (!event.id.starts_with(event_id)) continue;
    const Sentence& sentence = document.sentences[event.sentence];
    if (event.sentence != last_sentence) {
      output << fmt::format("\nSentence {}: {}\n", event.sentence + 1, slice(document.text, sentence.span));
      write_tree(document, sentence, output);
      last_sentence = event.sentence;
    }
    output << fmt::format("\nEvent {}  {}  {}  score {}  CAMEO {}  date {} ({})  confidence {:.2f}\n", event.id, event_label(event),
                          name_in(kWhens, event.when), event.event_scale, event.cameo, event.date.iso(), precision_name(event), event.confidence);
    output << fmt::format("  rule      {} ({}), ontology {}\n", event.explanation.rule, event.explanation.rule_file, ontology.version);
    output << fmt::format("  trigger   \"{}\"\n", slice(document.text, event.trigger));
    write_parties(document, "actor", event.actor, output);
    write_parties(document, "recipient", event.recipient, output);
    if (!event.pillars.empty()) output << fmt::format("  pillars   {}\n", join(event.pillars, ", "));
    if (!event.context.empty()) output << fmt::format("  context   {}\n", join(event.context, ", "));
    if (!event.initiatives.empty()) output << fmt::format("  initiatives {}\n", join(event.initiatives, ", "));
    for (const std::string& step : event.explanation.steps) output << "  because   " << step << "\n";
  }
}

}  // namespace entente
