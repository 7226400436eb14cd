#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>

#include "core/block/kernel_set.hpp"
#include "core/command_line.hpp"
#include "core/error.hpp"
#include "core/run/fingerprint.hpp"
#include "core/tell.hpp"
#include "driver/build_info.hpp"
#include "driver/commands.hpp"
#include "driver/execute/run_sweep.hpp"

namespace {

std::string version_text() {
  using namespace polesweep;
  return fmt::format("polesweep {} ({}, {}, {})\nEigen {}, {}, kernels {}, numerics fingerprint {}", build_info::version,
                     build_info::commit, build_info::compiler, build_info::build_type, build_info::eigen, build_info::processor,
                     kernels().name, numerics_fingerprint(kernels()));
}

}  // namespace

int main(int argc, char** argv) {
  using namespace polesweep;
  int exit_code = execute::ExitCode::complete;
  try {
    CLI::App app("Sweeps of recurrent networks that learn online: samples to threshold and convergence of fixed and learned poles.");
    app.name("polesweep");
    app.require_subcommand(1);
    app.set_version_flag("--version", version_text);
    app.set_help_all_flag("--help-all", "Help of all commands");
    add_init(app, exit_code);
    add_run(app, exit_code);
    add_plan(app, exit_code);
    add_explain(app, exit_code);
    add_status(app, exit_code);
    add_gather(app, exit_code);
    add_replay(app, exit_code);
    add_list(app, exit_code);
    add_theory(app, exit_code);
    add_schema(app, exit_code);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return tell_end(app, error) == 0 ? execute::ExitCode::complete : execute::ExitCode::bad_input;
    }
  } catch (const Error& error) {
    tell(stderr, "{}\n", error.what());
    return execute::ExitCode::bad_input;
  } catch (const std::filesystem::filesystem_error& error) {
    // The system's refusal, where nobody waited for one.
    tell(stderr, "{}: cannot be used ({})\n", error.path1().string(), error.code().message());
    return execute::ExitCode::bad_input;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "polesweep: there is not enough memory\n");
    return execute::ExitCode::our_fault;
  } catch (const std::exception& error) {
    tell(stderr, "polesweep: internal error: {}\n", error.what());
    return execute::ExitCode::our_fault;
  }
  return exit_code;
}
