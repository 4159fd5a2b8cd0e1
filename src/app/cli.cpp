// The command line: parses options, calls the pipeline, prints. Data goes to standard output,
// messages to standard error; exit code 0 done, 1 some inputs refused, 2 usage or fatal.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "app/ledger_commands.h"
#include "eval/eval.h"
#include "ledger/ledger.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

constexpr int kDone = 0, kSomeRefused = 1, kUsageOrFatal = 2;

struct Options {
  std::string data, model, date, input_format = "auto", format, event, coded, against, save;
  std::vector<std::string> files, documents, actors, agendas, rules;
  unsigned threads = 1;
  std::size_t draw = 0;
  bool adjudicate = false;
  std::uint64_t seed = 1;
  bool stats = false, quiet = false, by_pillar = false, commitments = false, parse = false, mentions = false, check = false, all = false, no_colour = false, no_learnt = false;
  bool lenient = false, every_mention = false;
};

// --data, then $ENTENTE_DATA, then beside the installed program, then the source tree it was built from.
fs::path find_data(const Options& options) {
  if (!options.data.empty()) return options.data;
  if (const char* variable = std::getenv("ENTENTE_DATA"); variable != nullptr && *variable != '\0') return variable;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path installed = program.parent_path().parent_path() / "share" / "entente" / "data";
    if (fs::exists(installed, error)) return installed;
  }
  return fs::path(ENTENTE_SOURCE_DIR) / "data";
}

fs::path find_model(const Options& options, const fs::path& data) {
  if (!options.model.empty()) return options.model;
  return data.parent_path() / "models" / "en.model";
}

// `learnt`: also what examples teach, unless the user wants none of it.
Models load(const Options& options, bool learnt = true) {
  const fs::path data = find_data(options);
  UserFiles user;
  user.actors.assign(options.actors.begin(), options.actors.end());
  user.ontology.agendas.assign(options.agendas.begin(), options.agendas.end());
  user.ontology.rules.assign(options.rules.begin(), options.rules.end());
  user.ontology.examples = options.check;
  user.learnt = learnt && !options.no_learnt;
  return with_context("loading", [&] { return load_models(data, find_model(options, data), user); });
}

bool colours(const Options& options) {
  return !options.no_colour && std::getenv("NO_COLOR") == nullptr && isatty(STDOUT_FILENO) == 1;
}

unsigned terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 100;
}

Date date_option(const Options& options) {
  if (options.date.empty()) return {};
  const std::optional<Date> date = parse_date(options.date);
  if (!date) throw Error(ErrorKind::kUsage, fmt::format("--date: '{}' is no date; write YYYY-MM-DD, YYYY-MM or YYYY", options.date));
  return *date;
}

RunOptions run_options(const Options& options, unsigned wanted) {
  RunOptions out;
  const InputFormatRow* format = row_named(kInputFormats, options.input_format);
  if (format == nullptr) throw Error(ErrorKind::kUsage, fmt::format("--input-format: '{}' is none of auto, text, html, ndjson, warc, feed", options.input_format));
  out.read.format = format->value;
  out.read.date = date_option(options);
  out.threads = options.threads == 0 ? 1 : options.threads;
  out.wanted = wanted;
  return out;
}

void print_stats(const RunSummary& summary, double wall) {
  double total = 0;
  for (const double seconds : summary.stage_seconds) total += seconds;
  const auto rate = [](std::uint64_t count, double seconds) { return seconds > 0 ? static_cast<double>(count) / seconds : 0.0; };
  std::cerr << fmt::format("{} documents, {} refused, {} sentences, {} words, {} events in {:.2f} s\n", summary.documents, summary.refused,
                           summary.sentences, summary.words, summary.events, wall);
  for (std::size_t i = 0; i < kPipeline.size(); ++i) {
    std::cerr << fmt::format("  {:<10} {:>8.3f} s  {:>10.0f} words/s\n", kPipeline[i].name, summary.stage_seconds[i], rate(summary.words, summary.stage_seconds[i]));
  }
  std::cerr << fmt::format("  {:<10} {:>8.3f} s  {:>10.0f} words/s, {:.0f} sentences/s, {:.1f} documents/s per core\n", "all stages", total,
                           rate(summary.words, total), rate(summary.sentences, total), rate(summary.documents, total));
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) std::cerr << "  peak memory " << trim(std::string_view(line).substr(6)) << "\n";
  }
}

int run_over_files(const Options& options, unsigned wanted, const Models& models, const DocumentSink& sink) {
  std::vector<std::string> files = options.files;
  if (files.empty()) {
    if (isatty(STDIN_FILENO) == 1) throw Error(ErrorKind::kUsage, "no input: name files, or '-' for standard input");
    files.emplace_back("-");
  }
  const auto begin = std::chrono::steady_clock::now();
  const RunSummary summary = run(files, models, run_options(options, wanted), [&](Document& document) {
    if (!options.quiet) {
      for (const std::string& warning : document.warnings) std::cerr << fmt::format("entente: warning: {}: {}\n", document.source.empty() ? document.id : document.source, warning);
    }
    sink(document);
    if (!std::cout) throw Error(ErrorKind::kFatal, "standard output: write failed");
  }, [](const std::string& message) { std::cerr << "entente: " << message << "\n"; });
  if (options.stats) print_stats(summary, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return summary.refused == 0 ? kDone : kSomeRefused;
}

OutputFormat output_format(const Options& options) {
  // A table for a person, NDJSON for a pipe.
  if (options.format.empty()) return isatty(STDOUT_FILENO) == 1 ? OutputFormat::kTable : OutputFormat::kNdjson;
  const OutputFormatRow* row = row_named(kOutputFormats, options.format);
  if (row == nullptr) throw Error(ErrorKind::kUsage, fmt::format("--format: '{}' is none of table, ndjson, csv", options.format));
  return row->value;
}

int command_code(const Options& options) {
  const OutputFormat format = output_format(options);
  const Models models = load(options);
  const TableOptions table_options{colours(options), terminal_width(), options.every_mention, options.by_pillar};
  EventTable table(table_options);
  if (format == OutputFormat::kCsv) write_csv_header(std::cout);
  const int code = run_over_files(options, kEvents, models, [&](Document& document) {
    if (options.commitments) {
      write_commitments_ndjson(document, std::cout);
    } else if (format == OutputFormat::kTable) {
      table.add(document);
      if (!options.by_pillar) {
        table.print(std::cout);
        table = EventTable(table_options);
      }
    } else if (format == OutputFormat::kCsv) {
      write_events_csv(document, options.every_mention, std::cout);
    } else {
      write_events_ndjson(document, models.ontology, options.every_mention, std::cout);
      std::cout.flush();
    }
  });
  if (format == OutputFormat::kTable && options.by_pillar) table.print(std::cout);
  return code;
}

int command_parse(const Options& options) {
  const Models models = load(options);
  return run_over_files(options, kTree, models, [&](Document& document) { write_conllu(document, std::cout); });
}

bool is_ledger(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  std::string magic(15, '\0');
  return input.read(magic.data(), 15) && magic == "SQLite format 3";
}

// `explain LEDGER EVENT`: the event's document is coded again from the ledger, with the tables of today.
int explain_stored(const Options& options, const Models& models) {
  std::string event = options.files.size() > 1 ? options.files[1] : options.event;
  if (options.files.size() > 2) throw Error(ErrorKind::kUsage, "explain of a ledger takes the ledger and one event id");
  Document document = Ledger(options.files[0]).document_of_event(event);
  process(document, models);
  const bool still = std::any_of(document.events.begin(), document.events.end(), [&](const Event& e) { return e.id == event; });
  if (!still) throw Error(ErrorKind::kInput, fmt::format("event {}: the tables of today no longer code it; read its document again with 'entente add' into a new ledger", event));
  write_explanation(document, models.ontology, event, std::cout);
  return kDone;
}

int command_explain(const Options& options) {
  const Models models = load(options);
  if (!options.files.empty() && is_ledger(options.files[0])) return explain_stored(options, models);
  if (options.mentions) {
    return run_over_files(options, kActors, models, [&](Document& document) { write_mentions(document, std::cout); });
  }
  bool any = false;
  const int code = run_over_files(options, kEvents, models, [&](Document& document) {
    for (const Event& event : document.events) any = any || event.id.starts_with(options.event);
    write_explanation(document, models.ontology, options.event, std::cout);
  });
  if (!any) std::cerr << (options.event.empty() ? "entente: no event was coded\n" : fmt::format("entente: no event whose id begins with '{}'\n", options.event));
  return any ? code : std::max(code, kSomeRefused);
}

Document coded(const Models& models, const std::string& text, Date date, unsigned wanted = kEvents) {
  Document document;
  document.published = date;
  set_text(document, text);
  process(document, models, wanted);
  return document;
}

// Word lists of a treebank file, from gold words and from its raw text.
int eval_parse(const Options& options, const Models& models) {
  for (const std::string& path : options.files) {
    std::ifstream input(path);
    if (!input) throw Error(ErrorKind::kInput, path + ": cannot be opened");
    const Document gold = read_conllu(input, path);
    Document given = gold;
    strip_annotation(given);
    parse(given, models.syntax);
    print_parse_scores(score_parse(gold, given), path + ", gold words:", std::cout);
    Document raw;
    raw.text = gold.text;
    raw.paragraphs = gold.paragraphs;
    process(raw, models, kTree);
    print_parse_scores(score_parse(gold, raw), path + ", raw text:", std::cout);
  }
  return kDone;
}

int command_eval(const Options& options) {
  if (options.files.empty()) throw Error(ErrorKind::kUsage, "eval needs a gold file");
  const Models models = load(options);
  if (options.parse) return eval_parse(options, models);
  if (options.mentions) {
    const Date today = options.date.empty() ? Date{2022, 11, 1} : date_option(options);
    for (const std::string& path : options.files) {
      const MentionCheck check = check_mentions(path, [&](const std::string& mention, const std::string& context, Date date) {
        Document phrase;
        phrase.published = date;
        set_text(phrase, mention);
        process(phrase, models, kTree);
        const Document where = coded(models, context, date, kActors);
        return resolve_mention(phrase, where.actors.empty() ? "" : where.actors.front().code, models.actors);
      }, today, std::cout);
      std::cout << fmt::format("{}: {} of {} asserted cells right ({:.1f}%)\n", path, check.right, check.asserted,
                               check.asserted == 0 ? 0.0 : 100.0 * static_cast<double>(check.right) / static_cast<double>(check.asserted));
    }
    return kDone;
  }
  if (options.draw > 0) {
    draw_sentences(options.files, models, options.seed, options.draw, std::cout);
    return kDone;
  }
  if (options.adjudicate) {
    std::vector<std::vector<GoldDocument>> coders;
    for (const std::string& path : options.files) coders.push_back(read_gold(path));
    write_gold(adjudicate(coders), std::cout);
    return kDone;
  }
  const Matching matching = options.lenient ? Matching::kLenient : Matching::kStrict;
  std::vector<GoldDocument> gold;
  for (const std::string& path : options.files) {
    std::vector<GoldDocument> more = read_gold(path);
    gold.insert(gold.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  const CodedRun run = options.coded.empty() ? code_gold(gold, models, options.documents, options.all) : join_gold(gold, options.coded);
  for (const std::string& missing : run.missing) std::cerr << fmt::format("entente: not found in the documents given with --documents: {}\n", missing);
  if (!options.save.empty()) {
    std::ofstream output(options.save);
    write_run(run, output);
    if (!output.flush()) throw Error(ErrorKind::kFatal, options.save + ": write failed");
  }
  if (options.stats) print_texts(run, std::cout);
  if (!options.against.empty()) {
    print_comparison(join_gold(gold, options.against), run, matching, std::cout);
  } else if (options.format == "ndjson") {
    print_scores_ndjson(score_run(run, matching), matching, std::cout);
  } else {
    print_scores(score_run(run, matching), matching, std::cout);
  }
  return run.missing.empty() ? kDone : kSomeRefused;
}

int command_rules(const Options& options) {
  const Models models = load(options, false);
  std::uint64_t predicates = 0;
  for (const auto& index : models.ontology.triggers) {
    for (const auto& [word, triggers] : index) predicates += triggers.size();
  }
  if (!options.check) {
    for (const Rule& rule : models.ontology.rules) {
      std::cout << fmt::format("{}\t{}\t{}\t{}:{}\n", rule.id, rule.type == kNoType ? std::string(name_in(kEffects, rule.effect)) : models.ontology.types[rule.type].name,
                               rule.mode, rule.file, rule.line);
    }
    std::cerr << fmt::format("{} rules, {} predicates, ontology {}\n", models.ontology.rules.size(), predicates, models.ontology.version);
    return kDone;
  }
  const RuleCheck check = check_rules(models.ontology, [&](const std::string& text) { return coded(models, text, kExampleDate); }, std::cout);
  std::cout << fmt::format("{} rules, {} predicates: {} examples right, {} wrong\n", models.ontology.rules.size(), predicates, check.passed, check.failed);
  return check.failed == 0 ? kDone : kSomeRefused;
}

int import_actors(const Options& options) {
  for (const std::string& path : options.files) std::cout << import_petrarch_actors(read_file(path), path);
  return kDone;
}

int main_with(int argc, char** argv) {
  Options options;
  CLI::App program{"entente reads diplomatic text and tells who did what to whom, in which field, with the sentence that proves it."};
  program.require_subcommand(1);
  program.set_version_flag("--version", "entente " ENTENTE_VERSION);
  program.failure_message(CLI::FailureMessage::help);

  const auto common = [&](CLI::App* command) {
    command->add_option("--data", options.data, "folder of rules and actor tables (else $ENTENTE_DATA, else the installed one)");
    command->add_option("--model", options.model, "syntax model file (else models/en.model beside the data)");
    command->add_option("--actors", options.actors, "own actors: tables as in data/actors, or PETRARCH and TABARI dictionaries as they are")->allow_extra_args(false);
    command->add_option("--agenda", options.agendas, "own fields: a table as data/pillars.tsv")->allow_extra_args(false);
    command->add_option("--rules", options.rules, "own rules: TOML as in data/rules")->allow_extra_args(false);
    command->add_flag("--no-learnt", options.no_learnt, "only acts that a rule tells, none learnt from examples");
  };
  const auto inputs = [&](CLI::App* command) {
    common(command);
    command->add_option("files", options.files, "text, HTML or NDJSON files, gzip of each; '-' is standard input");
    command->add_option("--date", options.date, "date of documents that carry none: YYYY-MM-DD");
    command->add_option("--input-format", options.input_format, "auto (told by content), text, html, ndjson, warc or feed")->capture_default_str();
    command->add_option("--threads", options.threads, "documents worked on at a time; the output is the same for any number")->capture_default_str();
    command->add_flag("--stats", options.stats, "counts, speed by stage and peak memory on standard error");
    command->add_flag("--quiet", options.quiet, "no warnings about repaired input");
  };
  std::vector<app::Command> commands;
  const auto add = [&](const char* name, const char* help, int (*function)(const Options&)) {
    CLI::App* command = program.add_subcommand(name, help);
    commands.push_back({command, [function, &options] { return function(options); }});
    return command;
  };

  CLI::App* code = add("code", "who did what to whom: a table on a terminal, NDJSON in a pipe", command_code);
  inputs(code);
  code->add_option("--format", options.format, "table, ndjson or csv");
  code->add_flag("--by-pillar", options.by_pillar, "table grouped by field");
  code->add_flag("--every-mention", options.every_mention, "a row for each sentence that tells an act, not one for the act");
  code->add_flag("--commitments", options.commitments, "what was promised, as NDJSON, instead of events");
  code->add_flag("--no-colour,--no-color", options.no_colour, "plain table");

  inputs(add("parse", "the linguistic analysis as CoNLL-U", command_parse));

  CLI::App* explain = add("explain", "why each event was coded: sentence, tree, rule, actors and their offices; also LEDGER EVENT", command_explain);
  inputs(explain);
  explain->add_option("--event", options.event, "only events whose id begins so");
  explain->add_flag("--mentions", options.mentions, "who every sentence mentions, instead of its events");

  CLI::App* eval = add("eval", "score the coder on gold JSON lines, the parser on CoNLL-U, or actors on a mention table", command_eval);
  common(eval);
  eval->add_option("gold", options.files, "gold files; with --draw the documents to draw from")->required();
  eval->add_option("--documents", options.documents, "documents that hold the sentences of gold records with url and sentence instead of text")->allow_extra_args(false);
  eval->add_flag("--lenient", options.lenient, "any 'alt' reading is right, 'optional' events are neutral");
  eval->add_option("--save", options.save, "write what was coded, as JSON lines with id and events");
  eval->add_option("--coded", options.coded, "score such a file instead of coding");
  eval->add_option("--against", options.against, "compare with such a file: differences with intervals, texts better and worse");
  eval->add_flag("--adjudicate", options.adjudicate, "the files are several coders' work on the same texts: write the gold that more than half of them hold");
  eval->add_option("--draw", options.draw, "draw so many sentences from documents and write them as gold records to correct");
  eval->add_option("--seed", options.seed, "of --draw")->capture_default_str();
  eval->add_flag("--parse", options.parse, "the files are CoNLL-U: score the syntax");
  eval->add_flag("--mentions", options.mentions, "the files are mention tables (TSV): score the actors");
  eval->add_flag("--all", options.all, "count negated and hypothetical events too");
  eval->add_flag("--verbose", options.stats, "print gold and coded events of every text");
  eval->add_option("--format", options.format, "table or ndjson");
  eval->add_option("--date", options.date, "mentions: the date that 'today' means");

  CLI::App* rules = add("rules", "list the rules, or run their examples", command_rules);
  common(rules);
  rules->add_flag("--check", options.check, "run every example and counter-example");

  CLI::App* import = program.add_subcommand("import", "tables of other programs as Entente's own");
  import->require_subcommand(1);
  CLI::App* petrarch = import->add_subcommand("petrarch-actors", "PETRARCH or TABARI actor and agent dictionaries as actor tables for --actors");
  petrarch->add_option("files", options.files, "dictionaries")->required();
  commands.push_back({petrarch, [&options] { return import_actors(options); }});

  app::add_ledger_commands(program, common, inputs,
                           {[&options] { return load(options); }, [&options] { return run_options(options, kEvents); }, [&options] { return find_data(options); }, &options.files,
                            &options.quiet, &options.stats, &options.no_colour},
                           commands);

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code_of_help = program.exit(error, std::cout, std::cerr);
    return code_of_help == 0 ? kDone : kUsageOrFatal;
  }
  for (const app::Command& command : commands) {
    if (command.app->parsed()) return command.run();
  }
  return kUsageOrFatal;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    return entente::main_with(argc, argv);
  } catch (const entente::Error& error) {
    std::cerr << "entente: " << error.what() << "\n";
    return error.kind() == entente::ErrorKind::kInput ? 1 : 2;
  } catch (const std::exception& error) {
    std::cerr << "entente: internal error: " << error.what() << "\n";
    return 2;
  }
}
