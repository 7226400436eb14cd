#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "core/block/kernel_set.hpp"
#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/tell.hpp"
#include "driver/commands.hpp"
#include "driver/execute/closing.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/guide/explain.hpp"
#include "driver/guide/init.hpp"
#include "driver/guide/schema.hpp"

namespace polesweep {

void add_explain(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("explain", "say in sentences what a sweep compares, measures, claims and costs");
  auto options = std::make_shared<execute::RunOptions>();
  add_sweep_arguments(*command, *options);
  command->callback([options, &exit_code] {
    execute::Preparation preparation(options->sweep, options->settings);
    execute::warn(preparation.warnings());
    tell("{}", guide::explain(preparation, preparation.report(1, preparation.unit_seconds(kernels(), nullptr))));
    exit_code = execute::ExitCode::complete;
  });
}

void add_init(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("init", "write a sweep to begin with, with a comment on every line");
  auto request = std::make_shared<guide::InitRequest>();
  auto file = std::make_shared<std::filesystem::path>();
  command->add_option("file", *file, "sweep file that is written; it must not be there")->default_val("sweep.toml");
  command->add_option("--task", request->task, "a kind of polesweep list tasks (linear_teacher)");
  command->add_option("--network", request->network, "a kind of polesweep list networks (the first that goes with the rest)");
  command->add_option("--poles", request->poles, "a kind of polesweep list poles (ring, or random)");
  command->add_option("--learner", request->learners,
                      "kinds of polesweep list recurrent readouts: rules that learn poles, or readouts on fixed poles (rls rtrl)");
  command->add_option("--optimizer", request->optimizer, "a kind of polesweep list optimizers, of learners that follow a gradient (adam)");
  command->add_option("--regime", request->regime, "a kind of polesweep list regimes (stream where it goes)");
  command->add_option("--seeds", request->seeds, fmt::format("runs of each point ({})", guide::usual_seeds))->check(positive_count);
  command->add_option(
      "--budget", request->budget,
      fmt::format("core-hours that it may take, by which its lengths are chosen, up to a million samples ({:g})", guide::usual_budget));
  command->add_option("--data", request->data,
                      "file of recorded data, for --task file or order_book; the sweep names it as seen from its own folder");
  command->add_option("--inputs", request->inputs, "its columns that are inputs");
  command->add_option("--targets", request->targets, "its columns that are to be predicted");
  command->callback([request, file, &exit_code] {
    if (std::filesystem::exists(*file))
      throw Error(fmt::format("{}: exists (it is never overwritten). Choose another name?", file->string()));
    if (isatty(STDIN_FILENO) == 1) guide::ask_for_the_rest(*request, std::cin, std::cerr);
    const guide::NewSweep made = guide::new_sweep(*request, *file);
    guide::write_new_file(*file, made.text);
    tell("{0}: {1}, about {2:.2g} core-hours. Next: polesweep explain {0}\n", file->string(), counted(made.runs, "run"), made.core_hours);
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
