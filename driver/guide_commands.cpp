#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "core/block/kernel_set.hpp"
#include "driver/commands.hpp"
#include "driver/execute/closing.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/guide/explain.hpp"
#include "driver/guide/schema.hpp"

namespace polesweep {

void add_explain(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("explain", "say in sentences what a sweep compares, measures, claims and costs");
  auto options = std::make_shared<execute::RunOptions>();
  add_sweep_arguments(*command, *options);
  command->callback([options, &exit_code] {
    execute::Preparation preparation(options->sweep, options->settings);
    execute::warn(preparation.warnings());
    fmt::print("{}", guide::explain(preparation, preparation.report(1, preparation.unit_seconds(kernels(), nullptr))));
    exit_code = execute::ExitCode::complete;
  });
}

void add_schema(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("schema", "print a JSON schema of sweep files, for editors to complete and check them by");
  command->callback([&exit_code] {
    fmt::print("{}", guide::schema_text());
    exit_code = execute::ExitCode::complete;
  });
}

}  // namespace polesweep
