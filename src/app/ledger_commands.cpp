#include "app/ledger_commands.h"

#include "app/brief_command.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>

#include "ledger/ledger.h"
#include "query/query.h"
#include "watch/watch.h"

namespace entente::app {
namespace {

namespace fs = std::filesystem;

constexpr int kDone = 0, kSomeRefused = 1;

unsigned terminal_width() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 100;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

// Bytes of the inputs, 0 where they cannot be known (standard input).
std::uint64_t total_size(const std::vector<std::string>& paths) {
  std::uint64_t total = 0;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-") return 0;
    if (fs::is_directory(path, error)) {
      for (fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, error), end; it != end && !error; it.increment(error)) {
        if (std::error_code ignored; it->is_regular_file(ignored)) total += it->file_size(ignored);
      }
    } else if (const std::uint64_t size = fs::file_size(path, error); !error) {
      total += size;
    }
  }
  return total;
}

// One line on a terminal's standard error, rewritten a few times a second: how far, how fast, how long.
class Progress {
 public:
  Progress(bool shown, std::uint64_t total) : shown_(shown), total_(total), begin_(std::chrono::steady_clock::now()) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::uint64_t documents, std::uint64_t words, std::uint64_t bytes) {
    if (!shown_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    std::string line = fmt::format("{} documents, {:.0f} words/s", documents, seconds > 0 ? static_cast<double>(words) / seconds : 0);
    if (total_ > 0 && bytes > 0 && bytes <= total_) {
      const double share = static_cast<double>(bytes) / static_cast<double>(total_);
      const auto left = static_cast<long>(seconds * (1 - share) / share);
      line += fmt::format(", {:.0f} %, {}:{:02} left", 100 * share, left / 60, left % 60);
    }
    std::cerr << "\r\x1b[K" << line << std::flush;
    drawn_ = true;
  }
  void clear() {
    if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
    drawn_ = false;
  }

 private:
  bool shown_, drawn_ = false;
  std::uint64_t total_;
  std::chrono::steady_clock::time_point begin_, last_{};
};

std::string summary_line(const AddSummary& summary, std::uint64_t refused) {
  std::string out = counted(summary.added, "document added", "documents added");
  if (summary.corrections > 0) out += fmt::format(" ({} of them corrected)", summary.corrections);
  if (summary.copies > 0) out += ", " + counted(summary.copies, "copy", "copies");
  if (summary.known > 0) out += fmt::format(", {} already there", summary.known);
  if (refused > 0) out += fmt::format(", {} refused", refused);
  return out + fmt::format("; {} in {}, {}, {} of evidence", counted(summary.events, "mention", "mentions"), counted(summary.occurrences, "new act", "new acts"),
                           counted(summary.commitments, "commitment", "commitments"), counted(summary.evidence, "piece", "pieces"));
}

Treatment treatment_of(Admission admission) {
  switch (admission) {
    case Admission::kKnown: return Treatment::kDrop;
    case Admission::kCopy: return Treatment::kPass;
    default: return Treatment::kProcess;
  }
}

// A ledger in a folder that is read would be read as a document, and its locks would go when that is closed.
void keep_out(const std::string& file, const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return;
  const fs::path inside = fs::weakly_canonical(fs::absolute(file)).lexically_relative(fs::weakly_canonical(folder));
  if (!inside.empty() && *inside.begin() != "..") {
    throw Error(ErrorKind::kUsage, fmt::format("{}: the ledger lies in the folder {} that is read; keep it outside", file, folder));
  }
}

int add(const std::string& file, std::uint64_t max_bytes, const Session& session) {
  if (session.files->empty()) throw Error(ErrorKind::kUsage, "no input: name files or folders, or '-' for standard input");
  for (const std::string& path : *session.files) keep_out(file, path);
  const Models models = session.load();
  LedgerWriter writer(file, models.ontology, session.data(), max_bytes);
  const bool shown = !*session.quiet && isatty(STDERR_FILENO) == 1;
  RunOptions options = session.run_options();
  std::uint64_t seen = 0, words = 0, consumed = 0;
  Progress progress(shown, total_size(*session.files));
  options.read.consumed = &consumed;
  options.admit = [&](const Document& document) {
    ++seen;
    const Treatment treatment = treatment_of(writer.admit(document));
    progress.update(seen, words, consumed);
    return treatment;
  };
  const auto begin = std::chrono::steady_clock::now();
  const RunSummary summary = run(*session.files, models, options, [&](Document& document) {
    if (!*session.quiet) {
      for (const std::string& warning : document.warnings) {
        progress.clear();
        std::cerr << fmt::format("entente: warning: {}: {}\n", document.source.empty() ? document.id : document.source, warning);
      }
    }
    for (const Sentence& sentence : document.sentences) words += sentence.tokens.size();
    writer.add(document);
    progress.update(seen, words, consumed);
  }, [&](const std::string& message) {
    progress.clear();
    std::cerr << "entente: " << message << "\n";
  });
  writer.commit();
  progress.clear();
  if (!*session.quiet) std::cerr << file << ": " << summary_line(writer.summary(), summary.refused) << "\n";
  if (*session.stats) {
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    double stages = 0;
    for (const double seconds : summary.stage_seconds) stages += seconds;
    std::cerr << fmt::format("{} words in {:.2f} s ({:.0f} words/s), {:.2f} s of it in the stages\n", summary.words, wall, static_cast<double>(summary.words) / std::max(wall, 1e-9), stages);
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) std::cerr << "peak memory " << trim(std::string_view(line).substr(6)) << "\n";
    }
  }
  return summary.refused == 0 ? kDone : kSomeRefused;
}

std::atomic<bool> stop_watching{false};
void on_signal(int) { stop_watching = true; }

int watch(const std::string& file, const std::string& config_file, bool once, const Session& session) {
  std::error_code ignored;
  if (!fs::is_regular_file(config_file, ignored)) throw Error(ErrorKind::kUsage, config_file + ": no such file; docs/inputs.md tells how a list of what to watch is written");
  const WatchConfig config = load_watch_config(config_file);
  for (const WatchedFolder& folder : config.folders) keep_out(file, folder.path);
  const Models models = session.load();
  LedgerWriter writer(file, models.ontology, session.data());
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  WatchHooks hooks;
  hooks.load = [&](const std::string& url) -> std::optional<FeedState> {
    const std::optional<StoredFeed> feed = writer.feed(url);
    if (!feed) return std::nullopt;
    return FeedState{feed->url, feed->etag, feed->last_modified, feed->next_due, feed->failures, feed->last_error};
  };
  // What was read is committed before the state that says so.
  hooks.save = [&](const FeedState& state) { writer.save_feed({state.url, state.etag, state.last_modified, state.last_error, state.next_due, state.failures}); };
  hooks.known = [&](const std::string& link) { return writer.has_entry(link); };
  hooks.sink = [&](ReadResult&& result) {
    if (!result.document) {
      std::cerr << "entente: " << result.refusal << "\n";
      return true;
    }
    Document& document = *result.document;
    const Treatment treatment = treatment_of(writer.admit(document));
    if (treatment == Treatment::kDrop) return true;
    if (treatment == Treatment::kProcess) process(document, models);
    writer.add(document);
    if (!*session.quiet) std::cerr << fmt::format("{} {}: {}\n", document.published.iso(), document.publisher, document.title);
    return true;
  };
  hooks.message = [](const std::string& message) { std::cerr << "entente: " << message << "\n"; };
  hooks.clock = [] { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(); };
  hooks.sleep = [](std::int64_t seconds) { std::this_thread::sleep_for(std::chrono::seconds(seconds)); };
  Watcher watcher(config, hooks);
  int code = kDone;
  if (once) {
    if (watcher.poll_once(stop_watching).failed > 0) code = kSomeRefused;
  } else {
    watcher.run(stop_watching);
  }
  writer.commit();
  if (!*session.quiet) std::cerr << file << ": " << summary_line(writer.summary(), 0) << "\n";
  return code;
}

OutputFormat output_format(const std::string& name) {
  if (name.empty()) return isatty(STDOUT_FILENO) == 1 ? OutputFormat::kTable : OutputFormat::kNdjson;
  const OutputFormatRow* row = row_named(kOutputFormats, name);
  if (row == nullptr) throw Error(ErrorKind::kUsage, fmt::format("--format: '{}' is none of table, ndjson, csv", name));
  return row->value;
}

// Values of a question's options until it is asked.
struct Asked {
  std::string ledger, format, svg;
  std::map<std::string, std::string, std::less<>> texts;
  std::map<std::string, bool, std::less<>> flags;
};

int answer(const Question& question, const Asked& asked, bool no_colour) {
  if (asked.ledger.empty()) throw Error(ErrorKind::kUsage, fmt::format("{} needs a ledger file", question.name));
  Arguments arguments;
  for (const auto& [name, value] : asked.texts) {
    if (!value.empty()) arguments[name] = value;
  }
  for (const auto& [name, value] : asked.flags) {
    if (value) arguments[name] = "1";
  }
  const OutputFormat format = output_format(asked.format);
  const Answer out = ask(question, asked.ledger, arguments);
  if (!asked.svg.empty()) {
    std::ofstream picture(asked.svg, std::ios::binary);
    picture << out.svg;
    if (!picture.flush()) throw Error(ErrorKind::kFatal, asked.svg + ": write failed");
  }
  const bool colour = !no_colour && std::getenv("NO_COLOR") == nullptr && isatty(STDOUT_FILENO) == 1;
  write_answer(out, format, terminal_width(), colour, std::cout);
  if (format != OutputFormat::kTable) {
    for (const std::string& note : out.notes) std::cerr << "entente: note: " << note << "\n";
  }
  if (out.rows.empty() && out.notes.empty()) std::cerr << "entente: nothing in this ledger answers that\n";
  if (!std::cout.flush()) throw Error(ErrorKind::kFatal, "standard output: write failed");
  return out.unsound ? kSomeRefused : kDone;
}

void add_question(CLI::App& app, const Question& question, const Session& session, std::vector<Command>& commands) {
  CLI::App* command = app.add_subcommand(std::string(question.name), std::string(question.help));
  const auto asked = std::make_shared<Asked>();
  CLI::Option* ledger = command->add_option("ledger", asked->ledger, "the ledger file");
  const bool has_set = question.name == "commitments";
  ledger->required(!has_set);  // a required positional would swallow the name of a command below
  for (const Parameter& parameter : question.parameters) {
    const std::string name(parameter.name), help(parameter.help);
    CLI::Option* option = nullptr;
    switch (parameter.kind) {
      case ParameterKind::kPositional: option = command->add_option(name, asked->texts[name], help); break;
      case ParameterKind::kFlag: option = command->add_flag("--" + name, asked->flags[name], help); break;
      default: option = command->add_option("--" + name, asked->texts[name], help); break;
    }
    if (parameter.required) option->required();
  }
  command->add_option("--format", asked->format, "table, ndjson or csv");
  if (question.name == "series") command->add_option("--svg", asked->svg, "also write the plot as a picture to this file");
  command->add_flag("--no-colour,--no-color", *session.no_colour, "plain table");
  commands.push_back({command, [&question, asked, no_colour = session.no_colour] { return answer(question, *asked, *no_colour); }});

  if (!has_set) return;
  // A person's word, as a command below the question.
  struct Decision { std::string ledger, id, status, note, date; };
  const auto decision = std::make_shared<Decision>();
  command->require_subcommand(0, 1);
  CLI::App* set = command->add_subcommand("set", "record a person's judgement of a commitment beside the machine's");
  set->add_option("ledger", decision->ledger, "the ledger file")->required();
  set->add_option("id", decision->id, "the commitment's id, or its beginning")->required();
  set->add_option("status", decision->status, "open, progressing, kept, overdue, broken or superseded")->required();
  set->add_option("--note", decision->note, "why");
  set->add_option("--date", decision->date, "date of the judgement (else today)");
  commands.insert(commands.end() - 1, {set, [decision, session] {
    Date date;
    if (decision->date.empty()) {
      date = date_from_days(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()).time_since_epoch().count());
    } else {
      const std::optional<Date> given = parse_date(decision->date);
      if (!given) throw Error(ErrorKind::kUsage, fmt::format("--date: '{}' is no date; write YYYY-MM-DD", decision->date));
      date = *given;
    }
    if (!fs::exists(decision->ledger)) throw Error(ErrorKind::kFatal, decision->ledger + ": no such ledger; 'entente add' makes one");
    const Ontology ontology = load_ontology(session.data());
    LedgerWriter(decision->ledger, ontology, session.data()).decide(decision->id, decision->status, decision->note, date);
    return kDone;
  }});
}

}  // namespace

void add_ledger_commands(CLI::App& app, const std::function<void(CLI::App*)>& common, const std::function<void(CLI::App*)>& inputs, const Session& session, std::vector<Command>& commands) {
  CLI::App* adding = app.add_subcommand("add", "read documents into a ledger, each exactly once: files, folders, NDJSON, WARC, feeds, gzip of each");
  const auto file = std::make_shared<std::string>();
  adding->add_option("ledger", *file, "the ledger file; made where it is missing")->required();
  inputs(adding);
  const auto max_bytes = std::make_shared<std::uint64_t>(0);
  adding->add_option("--max-size", *max_bytes, "let the ledger file grow to no more than this (bytes, or with K, M, G)")->transform(CLI::AsSizeValue(false));
  commands.push_back({adding, [file, max_bytes, session] { return add(*file, *max_bytes, session); }});
  CLI::App* watching = app.add_subcommand("watch", "keep reading feeds and folders into a ledger, until it is stopped");
  struct Watched { std::string file, config; bool once = false; };
  const auto watched = std::make_shared<Watched>();
  watching->add_option("ledger", watched->file, "the ledger file; made where it is missing")->required();
  watching->add_option("config", watched->config, "what to watch, as docs/inputs.md tells (TOML)")->required();
  watching->add_flag("--once", watched->once, "read what is due and end");
  watching->add_flag("--quiet", *session.quiet, "no line for every document");
  common(watching);
  commands.push_back({watching, [watched, session] { return watch(watched->file, watched->config, watched->once, session); }});
  for (const Question& question : questions()) add_question(app, question, session, commands);
  add_brief_command(app, session, commands);
}

}  // namespace entente::app
