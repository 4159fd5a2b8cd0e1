#include "app/brief_command.h"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "brief/brief.h"

namespace entente::app {
namespace {

struct Asked {
  std::string ledger, a, b, since, until, as_of, format = "markdown", output, data;
};

Date date_option(const std::string& value, const char* name) {
  if (value.empty()) return {};
  const std::optional<Date> date = parse_date(value);
  if (!date)
    throw Error(ErrorKind::kUsage,
                fmt::format("{}: '{}' is no date; write YYYY-MM-DD, YYYY-MM or YYYY", name, value));
  return *date;
}

int brief(const Asked& asked, const Session& session) {
  if (asked.format != "markdown" && asked.format != "html")
    throw Error(ErrorKind::kUsage,
                fmt::format("--format: '{}' is none of markdown, html", asked.format));
  BriefOptions options{asked.a, asked.b, date_option(asked.since, "--since"),
                       date_option(asked.until, "--until"), date_option(asked.as_of, "--as-of")};
  const BriefNames names(asked.data.empty() ? session.data() : std::filesystem::path(asked.data));
  const Ledger ledger(asked.ledger);
  const Brief page = make_brief(ledger, names, options);
  const bool html =
      asked.format == "html" || asked.output.ends_with(".html") || asked.output.ends_with(".htm");
  const auto write = [&](std::ostream& output) {
    html ? write_html(page, output) : write_markdown(page, output);
  };
  if (asked.output.empty()) {
    write(std::cout);
    if (!std::cout.flush()) throw Error(ErrorKind::kFatal, "standard output: write failed");
    return 0;
  }
  std::ofstream file(asked.output, std::ios::binary);
  if (!file)
    throw Error(ErrorKind::kFatal,
                asked.output + ": cannot be written; check that its folder exists");
  write(file);
  if (!file.flush()) throw Error(ErrorKind::kFatal, asked.output + ": write failed");
  return 0;
}

}  // namespace

void add_brief_command(CLI::App& app, const Session& session, std::vector<Command>& commands) {
  CLI::App* command =
      app.add_subcommand("brief",
                         "the page to read about two states: what happened, what was agreed, "
                         "promises, frictions, outlook, every line with its source");
  const auto asked = std::make_shared<Asked>();
  command->add_option("ledger", asked->ledger, "the ledger file")->required();
  command->add_option("actor", asked->a, "a party: ISO 3166 code or body code (USA, EUR)")
      ->required();
  command->add_option("other", asked->b, "the other party")->required();
  command->add_option("--since", asked->since, "first date of the acts; else the first day read");
  command->add_option("--until", asked->until, "last date of the acts; else the last day read");
  command->add_option("--as-of", asked->as_of,
                      "the day that promises are judged by; else the last day read of the period");
  command->add_option("--format", asked->format, "markdown or html")->capture_default_str();
  command->add_option("--output,-o", asked->output,
                      "write to this file (HTML where its name ends so)");
  command->add_option("--data", asked->data,
                      "folder of actor tables (else $ENTENTE_DATA, else the installed one)");
  commands.push_back({command, [asked, session] { return brief(*asked, session); }});
}

}  // namespace entente::app
