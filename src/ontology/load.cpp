// Reads and checks the knowledge files. Every fault of every file is collected and reported at once,
// "file:line: what is wrong", so that a rule writer mends them in one go. Outside interface:
// load_ontology().
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include <toml++/toml.h>

#include "ontology/ontology.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

class Loader {
 public:
  Loader(fs::path directory, const OntologyFiles& user) : directory_(std::move(directory)), user_(user) {}

  Ontology load() {
    load_types();
    load_classes();
    load_frames();
    load_composition();
    load_rules();
    load_terms("pillars.tsv", "pillar", out_.pillars, out_.pillar_terms, out_.pillar_trie);
    for (const fs::path& agenda : user_.agendas) load_agenda(agenda);
    load_terms("contexts.tsv", "context", out_.contexts, out_.context_terms, out_.context_trie);
    load_initiatives();
    out_.digest = digest_hex(digested_);
    if (!faults_.empty()) {
      throw Error(ErrorKind::kFatal, fmt::format("{} fault{} in the knowledge files:\n  {}", faults_.size(),
                                                 faults_.size() == 1 ? "" : "s", fmt::join(faults_, "\n  ")));
    }
    return std::move(out_);
  }

 private:
  void fault(const std::string& file, std::size_t line, const std::string& what) {
    faults_.push_back(fmt::format("{}:{}: {}", file, line, what));
  }
  void fault(const std::string& file, const toml::node& node, const std::string& what) {
    fault(file, node.source().begin.line, what);
  }

  // An unreadable or ungrammatical file gives an empty table and a fault.
  toml::table read_toml(const std::string& relative) {
    std::string bytes;
    try {
      bytes = read_file(directory_ / relative);
    } catch (const Error& error) {
      faults_.emplace_back(error.what());
      return {};
    }
    digested_ += bytes;
    if (!user_.examples && !fs::path(relative).is_absolute()) blank_examples(bytes);
    try {
      return toml::parse(bytes);
    } catch (const toml::parse_error& error) {
      fault(relative, error.source().begin.line, std::string(error.description()));
      return {};
    }
  }

  // Blanks the lists of examples in a built-in file, whose lines stay where they are. A list ends with the line
  // that ends in "]".
  static void blank_examples(std::string& bytes) {
    bool inside = false;
    for (std::size_t begin = 0, end = 0; begin < bytes.size(); begin = end + 1) {
      end = std::min(bytes.find('\n', begin), bytes.size());
      const std::string_view line(bytes.data() + begin, end - begin);
      inside = inside || line.starts_with("examples = [") || line.starts_with("counter = [");
      if (!inside) continue;
      inside = !line.ends_with(']');
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(begin), bytes.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    }
  }

  void load_types() {
    const std::string file = "ontology/plover.toml";
    const toml::table table = read_toml(file);
    out_.version = table["version"].value_or(std::string("unknown"));
    const toml::table* types = table["types"].as_table();
    if (types == nullptr) return;
    for (const auto& [name, node] : *types) {
      const toml::table* row = node.as_table();
      if (row == nullptr) {
        fault(file, node, "a type must be a table");
        continue;
      }
      EventType type;
      type.name = std::string(name.str());
      type.quad = static_cast<int>((*row)["quad"].value_or(std::int64_t{0}));
      type.score = (*row)["score"].value_or(0.0);
      type.cameo = (*row)["cameo"].value_or(std::string());
      if (type.quad < 1 || type.quad > 4) fault(file, node, "quad must be 1 to 4");
      if (const toml::table* modes = (*row)["modes"].as_table()) {
        for (const auto& [mode, value] : *modes) type.modes[std::string(mode.str())] = value.value_or(0.0);
      }
      out_.types.push_back(std::move(type));
    }
    if (out_.types.size() > 31) fault(file, 1, "more than 31 event types");
  }

  void load_classes() {
    const std::string file = "rules/classes.toml";
    const toml::table table = read_toml(file);
    for (const auto& [name, node] : table) {
      std::vector<WordId> words;
      for (const std::string_view word : words_of(file, node)) words.push_back(out_.words.add(word));
      std::sort(words.begin(), words.end());
      words.erase(std::unique(words.begin(), words.end()), words.end());
      out_.classes[std::string(name.str())] = std::move(words);
    }
  }

  // A string or an array of strings, which live as long as the table.
  std::vector<std::string_view> strings(const std::string& file, const toml::node& node) {
    std::vector<std::string_view> out;
    if (const toml::value<std::string>* single = node.as_string()) {
      out.emplace_back(single->get());
    } else if (const toml::array* array = node.as_array()) {
      for (const toml::node& item : *array) {
        if (const toml::value<std::string>* text = item.as_string()) out.emplace_back(text->get());
        else fault(file, item, "expected a string");
      }
    } else {
      fault(file, node, "expected a string or a list of strings");
    }
    return out;
  }

  // The words of a list. A string may hold several with commas between them: "impose, slap, put in place". Long
  // lists are written so; they load in a third of the time.
  std::vector<std::string_view> words_of(const std::string& file, const toml::node& node) {
    if (!node.is_string()) return strings(file, node);
    std::vector<std::string_view> out;
    for (const std::string_view word : split(strings(file, node).front(), ',')) {
      if (const std::string_view bare = trim(word); !bare.empty()) out.push_back(bare);
    }
    if (out.empty()) fault(file, node, "an empty list");
    return out;
  }

  std::vector<Slot> slots(const std::string& file, const toml::node& node) {
    std::vector<Slot> out;
    for (const std::string_view text : strings(file, node)) {
      Slot slot;
      if (const SlotKindRow* row = row_named(kSlotKinds, text); row != nullptr && row->value != SlotKind::kPreposition) {
        slot.kind = row->value;
      } else {
        slot.kind = SlotKind::kPreposition;
        slot.preposition = out_.words.add(text);
      }
      out.push_back(slot);
    }
    return out;
  }

  void apply_frame_keys(const std::string& file, const toml::table& table, Frame& frame) {
    if (const toml::node* node = table.get("symmetric")) frame.symmetric = node->value_or(false);
    if (const toml::node* node = table.get("own")) frame.own = node->value_or(false);
    const auto set = [&](std::string_view key, std::vector<Slot>& target) {
      if (const toml::node* node = table.get(key)) target = slots(file, *node);
    };
    set("actor", frame.actor);
    set("recipient", frame.recipient);
    set("noun_actor", frame.noun_actor);
    set("noun_recipient", frame.noun_recipient);
  }

  void load_frames() {
    const std::string file = "rules/frames.toml";
    const toml::table table = read_toml(file);
    if (const toml::table* frames = table["frame"].as_table()) {
      for (const auto& [name, node] : *frames) {
        if (const toml::table* row = node.as_table()) apply_frame_keys(file, *row, frames_[std::string(name.str())]);
      }
    }
  }

  // "TYPE", "TYPE.mode" or "" (nothing).
  TypeMode type_mode(const std::string& file, const toml::node& node, const std::string& text) {
    TypeMode out;
    if (text.empty()) return out;
    const std::size_t dot = text.find('.');
    out.type = out_.type_named(text.substr(0, dot));
    if (out.type == kNoType) {
      fault(file, node, fmt::format("unknown event type {}", text.substr(0, dot)));
      return out;
    }
    if (dot != std::string::npos) {
      out.mode = text.substr(dot + 1);
      check_mode(file, node, out.type, out.mode);
    }
    return out;
  }

  void check_mode(const std::string& file, const toml::node& node, std::uint8_t type, const std::string& mode) {
    if (!mode.empty() && type != kNoType && !out_.types[type].modes.contains(mode)) {
      fault(file, node, fmt::format("{} has no mode {}", out_.types[type].name, mode));
    }
  }

  void load_composition() {
    const std::string file = "rules/composition.toml";
    const toml::table table = read_toml(file);
    for (const auto& [name, node] : table) {
      const toml::table* rows = node.as_table();
      if (rows == nullptr) continue;
      if (name.str() == "mode_by_content") {
        for (const auto& [outer, inner] : *rows) {
          const TypeMode type = type_mode(file, inner, std::string(outer.str()));
          if (type.type == kNoType || !inner.is_table()) continue;
          for (const auto& [content, mode] : *inner.as_table()) {
            const std::string value = mode.value_or(std::string());
            check_mode(file, mode, type.type, value);
            out_.mode_by_content[type.type][std::string(content.str())] = value;
          }
        }
        continue;
      }
      const CompositionTableRow* row = row_named(kCompositionTables, name.str());
      if (row == nullptr) {
        fault(file, node, fmt::format("unknown table {}", std::string(name.str())));
        continue;
      }
      for (const auto& [from, to] : *rows) {
        const TypeMode key = type_mode(file, to, std::string(from.str()));
        if (key.type == kNoType) continue;
        out_.composition[static_cast<std::size_t>(row->value)][key.type] = type_mode(file, to, to.value_or(std::string()));
      }
    }
  }

  WordSet word_set(const std::string& file, const toml::node& node) {
    WordSet out;
    for (const std::string_view text : words_of(file, node)) {
      if (text.starts_with('@')) {
        const auto it = out_.classes.find(text.substr(1));
        if (it == out_.classes.end()) fault(file, node, fmt::format("unknown class {}", text));
        else out.words.insert(out.words.end(), it->second.begin(), it->second.end());
      } else if (text == "%ACTOR") {
        out.actor = true;
      } else if (text == "%OTHER") {
        out.other = true;
      } else if (text == "%PERSON") {
        out.person = true;
      } else if (text.starts_with('%')) {
        const std::uint8_t type = out_.type_named(text.substr(1));
        if (type == kNoType) fault(file, node, fmt::format("unknown event type {}", text));
        else out.types |= 1U << type;
      } else {
        out.words.push_back(out_.words.add(text));
      }
    }
    std::sort(out.words.begin(), out.words.end());
    out.words.erase(std::unique(out.words.begin(), out.words.end()), out.words.end());
    return out;
  }

  void add_triggers(const std::string& file, const toml::node& node, PredicateKind kind, std::uint32_t rule) {
    for (const std::string_view text : words_of(file, node)) {
      std::vector<WordId> words;
      if (text.starts_with('@')) {
        const auto it = out_.classes.find(text.substr(1));
        if (it == out_.classes.end()) {
          fault(file, node, fmt::format("unknown class {}", text));
          continue;
        }
        for (const WordId word : it->second) out_.triggers[static_cast<std::size_t>(kind)][word].push_back({rule, {}});
        continue;
      }
      for (const std::string_view word : split(text, ' ')) {
        if (!word.empty()) words.push_back(out_.words.add(word));
      }
      if (words.empty()) {
        fault(file, node, "an empty trigger");
        continue;
      }
      // A noun phrase is headed by its last word ("phone call"), a verb phrase by its first.
      Trigger trigger{rule, {}};
      WordId head = words.front();
      if (kind == PredicateKind::kNoun) {
        head = words.back();
        trigger.more.assign(words.begin(), words.end() - 1);
      } else {
        trigger.more.assign(words.begin() + 1, words.end());
      }
      out_.triggers[static_cast<std::size_t>(kind)][head].push_back(std::move(trigger));
    }
  }

  void load_rules() {
    std::vector<std::string> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory_ / "rules", ignored)) {
      const std::string name = entry.path().filename().string();
      if (!name.ends_with(".toml") || name == "classes.toml" || name == "frames.toml" || name == "composition.toml") continue;
      files.push_back("rules/" + name);
    }
    std::sort(files.begin(), files.end());
    // The user's rules first: they win ties, and built-in rules of the same id give way.
    std::vector<std::string> own;
    for (const fs::path& path : user_.rules) own.push_back(fs::absolute(path).string());
    files.insert(files.begin(), own.begin(), own.end());
    for (const std::string& file : files) {
      toml::table table = read_toml(file);
      // A rule file may bring classes of its own under [classes].
      if (const toml::table* classes = table["classes"].as_table()) {
        for (const auto& [name, node] : *classes) {
          std::vector<WordId>& words = out_.classes[std::string(name.str())];
          for (const std::string_view word : words_of(file, node)) words.push_back(out_.words.add(word));
          std::sort(words.begin(), words.end());
          words.erase(std::unique(words.begin(), words.end()), words.end());
        }
      }
      tables_.emplace_back(file, std::move(table));  // a copy would lose the line numbers
    }
    for (const auto& [file, table] : tables_) {
      for (const auto& [key, node] : table) {
        if (key.str() != "rule" && key.str() != "classes") fault(file, node, fmt::format("unknown key {}", std::string(key.str())));
      }
      const toml::array* rules = table["rule"].as_array();
      if (rules == nullptr) continue;
      for (const toml::node& node : *rules) {
        const toml::table* row = node.as_table();
        if (row == nullptr) continue;
        const std::string id = (*row)["id"].value_or(std::string());
        const bool of_user = std::find(own.begin(), own.end(), file) != own.end();
        if (!of_user && replaced_.contains(id)) {
          if (const std::uint8_t type = out_.type_named((*row)["event"].value_or(std::string())); type != kNoType) out_.overruled |= 1U << type;
          continue;
        }
        if (of_user && !id.empty()) replaced_.insert(id);
        if (of_user && (*row)["disabled"].value_or(false)) continue;
        load_rule(file, *row, of_user);
      }
    }
    tables_.clear();
  }

  void load_rule(const std::string& file, const toml::table& row, bool of_user) {
    static const std::set<std::string, std::less<>> kKeys = {
        "id", "event", "mode", "cameo", "verbs", "nouns", "adjectives", "object", "not_object", "endings", "subject", "not_subject",
        "of", "prepositions", "not_prepositions", "voice", "complement", "frame", "actor", "recipient", "noun_actor", "noun_recipient",
        "symmetric", "own", "content", "effect", "firmness", "priority", "examples", "counter", "disabled", "conditional", "transitive", "future", "negated", "obligation", "alternative", "within", "mutual"};
    Rule rule;
    rule.of_user = of_user;
    rule.file = file;
    rule.line = row.source().begin.line;
    rule.id = row["id"].value_or(std::string());
    for (const auto& [key, node] : row) {
      if (!kKeys.contains(key.str())) fault(file, node, fmt::format("rule {}: unknown key {}", rule.id, std::string(key.str())));
    }
    if (rule.id.empty()) fault(file, row, "a rule without id");
    if (!ids_.insert(rule.id).second) fault(file, row, fmt::format("rule {} stands twice", rule.id));
    const std::string event = row["event"].value_or(std::string());
    const std::string effect = row["effect"].value_or(std::string("none"));
    if (const EffectRow* found = row_named(kEffects, effect)) rule.effect = found->value;
    else fault(file, row, fmt::format("rule {}: unknown effect {}", rule.id, effect));
    if (!event.empty()) {
      rule.type = out_.type_named(event);
      if (rule.type == kNoType) fault(file, row, fmt::format("rule {}: unknown event type {}", rule.id, event));
    } else if (rule.effect == Effect::kNone) {
      fault(file, row, fmt::format("rule {}: neither event nor effect", rule.id));
    }
    rule.mode = row["mode"].value_or(std::string());
    check_mode(file, row, rule.type, rule.mode);
    rule.cameo = row["cameo"].value_or(std::string());
    const std::string content = row["content"].value_or(std::string("default"));
    if (const ContentRow* found = row_named(kContents, content)) rule.content = found->value;
    else fault(file, row, fmt::format("rule {}: unknown content {}", rule.id, content));
    const auto set = [&](std::string_view key, WordSet& target) {
      if (const toml::node* node = row.get(key)) target = word_set(file, *node);
      if (target.other && key != "object") fault(file, row, fmt::format("rule {}: %OTHER stands in object only, not in {}", rule.id, key));
    };
    set("object", rule.object);
    set("not_object", rule.not_object);
    set("subject", rule.subject);
    set("not_subject", rule.not_subject);
    set("endings", rule.endings);
    set("of", rule.of);
    set("prepositions", rule.prepositions);
    set("not_prepositions", rule.not_prepositions);
    set("within", rule.within);
    if (const auto voice = row["voice"].value<std::string>()) {
      if (*voice != "passive" && *voice != "active") fault(file, row, fmt::format("rule {}: voice is passive or active", rule.id));
      rule.passive = *voice == "passive";
    }
    rule.negated = row["negated"].value_or(false);
    rule.future = row["future"].value_or(false);
    rule.obligation = row["obligation"].value_or(false);
    rule.alternative = row["alternative"].value_or(false);
    rule.mutual = row["mutual"].value_or(false);
    if (const auto transitive = row["transitive"].value<bool>()) rule.transitive = *transitive;
    rule.conditional = row["conditional"].value_or(false);
    if (const auto complement = row["complement"].value<bool>()) rule.complement = *complement;
    const std::string frame = row["frame"].value_or(std::string("directed"));
    if (const auto it = frames_.find(frame); it != frames_.end()) rule.frame = it->second;
    else fault(file, row, fmt::format("rule {}: unknown frame {}", rule.id, frame));
    apply_frame_keys(file, row, rule.frame);
    const std::string firmness = row["firmness"].value_or(std::string("firm"));
    if (firmness != "firm" && firmness != "soft") fault(file, row, fmt::format("rule {}: firmness is firm or soft", rule.id));
    rule.firm = firmness == "firm";
    rule.priority = static_cast<int>(row["priority"].value_or(std::int64_t{0}));
    if (const toml::node* node = row.get("examples")) {
      for (const std::string_view text : strings(file, *node)) {
        const std::size_t arrow = text.find("=>");
        if (arrow == std::string::npos) fault(file, *node, fmt::format("rule {}: an example needs '=> EVENT parties'", rule.id));
        else rule.examples.push_back({std::string(trim(text.substr(0, arrow))), std::string(trim(text.substr(arrow + 2)))});
      }
    }
    if (const toml::node* node = row.get("counter")) {
      for (const std::string_view text : strings(file, *node)) rule.counter.emplace_back(text);
    }
    const auto index = static_cast<std::uint32_t>(out_.rules.size());
    bool any = false;
    const auto triggers = [&](std::string_view key, PredicateKind kind) {
      if (const toml::node* node = row.get(key)) {
        any = true;
        add_triggers(file, *node, kind, index);
      }
    };
    triggers("verbs", PredicateKind::kVerb);
    triggers("nouns", PredicateKind::kNoun);
    triggers("adjectives", PredicateKind::kAdjective);
    if (!any) fault(file, row, fmt::format("rule {}: no verbs, nouns or adjectives", rule.id));
    out_.rules.push_back(std::move(rule));
  }

  std::optional<Table> read_tsv(const std::string& relative, std::span<const std::string_view> columns) {
    try {
      Table table = read_table(directory_ / relative, columns);
      digested_ += table.storage;
      return table;
    } catch (const Error& error) {
      faults_.emplace_back(error.what());
      return std::nullopt;
    }
  }

  void load_terms(const std::string& file, std::string_view field_column, std::vector<std::string>& fields,
                  std::vector<FieldTerm>& terms, PhraseTrie& trie) {
    const std::array<std::string_view, 3> columns = {field_column, "weight", "terms"};
    const std::optional<Table> table = read_tsv(file, columns);
    if (!table) return;
    for (const TableRow& row : table->rows) {
      auto found = std::find(fields.begin(), fields.end(), row.cells[0]);
      if (found == fields.end()) found = fields.insert(fields.end(), std::string(row.cells[0]));
      if (row.cells[1].size() != 1 || row.cells[1][0] < '1' || row.cells[1][0] > '3') {
        fault(file, row.line, fmt::format("weight must be 1, 2 or 3, not '{}'", row.cells[1]));
        continue;
      }
      std::vector<WordId> phrase;
      for (const std::string& word : phrase_words(row.cells[2])) phrase.push_back(out_.words.add(word));
      if (phrase.empty()) {
        fault(file, row.line, "an empty term");
        continue;
      }
      trie.add(phrase, static_cast<std::uint32_t>(terms.size()));
      terms.push_back({static_cast<std::uint16_t>(found - fields.begin()), static_cast<std::uint8_t>(row.cells[1][0] - '0')});
    }
  }

  // The user's fields; see OntologyFiles::agendas.
  void load_agenda(const fs::path& path) {
    static constexpr std::array<std::string_view, 3> kColumns = {"pillar", "weight", "terms"};
    const std::string file = fs::absolute(path).string();
    const std::optional<Table> table = read_tsv(file, kColumns);
    if (!table) return;
    for (const TableRow& row : table->rows) {
      const std::string_view field = row.cells[0], weight = row.cells[1], term = trim(row.cells[2]);
      if (weight.size() != 1 || weight[0] < '0' || weight[0] > '3') {
        fault(file, row.line, fmt::format("weight must be 1, 2 or 3, or 0 to take the term away, not '{}'", weight));
        continue;
      }
      const auto found = std::find(out_.pillars.begin(), out_.pillars.end(), field);
      if (weight == "0" && (term == "*" || field == "*")) {
        if (field != "*" && found == out_.pillars.end()) {
          fault(file, row.line, fmt::format("there is no field '{}' to take away", field));
          continue;
        }
        out_.pillar_trie.erase_if([&](std::uint32_t payload) { return field == "*" || out_.pillars[out_.pillar_terms[payload].field] == field; });
        continue;
      }
      std::vector<WordId> phrase;
      for (const std::string& word : phrase_words(term)) phrase.push_back(out_.words.add(word));
      if (phrase.empty()) {
        fault(file, row.line, "an empty term");
        continue;
      }
      std::uint32_t node = 0;
      for (std::size_t k = 0; k < phrase.size() && (k == 0 || node != 0); ++k) node = out_.pillar_trie.next(node, phrase[k]);
      if (node != 0) {
        const std::vector<std::uint32_t> there = out_.pillar_trie.payloads(node);
        out_.pillar_trie.erase_if([&](std::uint32_t payload) { return std::find(there.begin(), there.end(), payload) != there.end(); });
      }
      if (weight == "0") continue;
      const auto index = static_cast<std::uint16_t>(found - out_.pillars.begin());
      if (found == out_.pillars.end()) out_.pillars.emplace_back(field);
      out_.pillar_trie.add(phrase, static_cast<std::uint32_t>(out_.pillar_terms.size()));
      out_.pillar_terms.push_back({index, static_cast<std::uint8_t>(weight[0] - '0')});
    }
  }

  // A name of several words is matched whatever its case; one in capitals only as it stands, and a
  // single word too ("TRUST" is an initiative, "trust" is not).
  void add_initiative_name(std::string_view name, std::uint32_t index) {
    std::vector<WordId> exact;
    std::vector<WordId> lower;
    for (const std::string& word : phrase_words(name)) {
      exact.push_back(out_.words.add(word));
      lower.push_back(out_.words.add(to_lower(word)));
    }
    if (exact.empty()) return;
    out_.initiative_trie.add(exact, index);
    if (exact.size() > 1 && lower != exact) out_.initiative_trie.add(lower, index);
  }

  void load_initiatives() {
    const std::string file = "initiatives.tsv";
    static constexpr std::array<std::string_view, 8> kColumns = {"id", "name", "other_names", "members", "pillars", "from", "to", "note"};
    const std::optional<Table> table = read_tsv(file, kColumns);
    if (!table) return;
    std::set<std::string, std::less<>> seen;
    for (const TableRow& row : table->rows) {
      Initiative initiative;
      initiative.id = std::string(row.cells[0]);
      initiative.name = std::string(row.cells[1]);
      if (!seen.insert(initiative.id).second) fault(file, row.line, fmt::format("initiative {} stands twice", initiative.id));
      const auto words = [](std::string_view text) {
        std::vector<std::string> out;
        for (const std::string_view word : split(text, ' ')) if (!word.empty()) out.emplace_back(word);
        return out;
      };
      initiative.members = words(row.cells[3]);
      initiative.pillars = words(row.cells[4]);
      for (const std::string& pillar : initiative.pillars) {
        if (std::find(out_.pillars.begin(), out_.pillars.end(), pillar) == out_.pillars.end()) fault(file, row.line, fmt::format("unknown pillar {}", pillar));
      }
      for (const auto& [cell, target] : {std::pair{row.cells[5], &initiative.from}, std::pair{row.cells[6], &initiative.to}}) {
        if (cell.empty()) continue;
        if (const auto date = parse_date(cell)) *target = *date;
        else fault(file, row.line, fmt::format("'{}' is not a date", cell));
      }
      const auto index = static_cast<std::uint32_t>(out_.initiatives.size());
      add_initiative_name(row.cells[1], index);
      for (const std::string_view name : split(row.cells[2], ';')) add_initiative_name(trim(name), index);
      out_.initiatives.push_back(std::move(initiative));
    }
  }

  fs::path directory_;
  const OntologyFiles& user_;
  Ontology out_;
  std::map<std::string, Frame, std::less<>> frames_;
  std::set<std::string, std::less<>> ids_, replaced_;
  std::vector<std::pair<std::string, toml::table>> tables_;
  std::vector<std::string> faults_;
  std::string digested_;
};

}  // namespace

Ontology load_ontology(const std::filesystem::path& data_directory, const OntologyFiles& user) { return Loader(data_directory, user).load(); }

}  // namespace entente
