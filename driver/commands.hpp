#pragma once

#include <string>

namespace CLI {
class App;
}

namespace polesweep {

namespace execute {
struct RunOptions;
}
/// What names a sweep in the commands that read one.
void add_sweep_arguments(CLI::App& command, execute::RunOptions& options);

/// Says why a text is no whole number > 0; "" if it is one.
std::string positive_count(const std::string& text);

/// Adds a command to the program. A command that has been chosen sets `exit_code` when the arguments have been parsed.
void add_run(CLI::App& app, int& exit_code);
void add_gather(CLI::App& app, int& exit_code);
void add_plan(CLI::App& app, int& exit_code);
void add_status(CLI::App& app, int& exit_code);
void add_replay(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_init(CLI::App& app, int& exit_code);
void add_schema(CLI::App& app, int& exit_code);
void add_list(CLI::App& app, int& exit_code);
void add_theory(CLI::App& app, int& exit_code);

}  // namespace polesweep
