// `entente brief`: parses options, calls src/brief, prints.
#pragma once

#include "app/ledger_commands.h"

namespace entente::app {

void add_brief_command(CLI::App& app, const Session& session, std::vector<Command>& commands);

}  // namespace entente::app
