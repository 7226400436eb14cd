#include "driver/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>

#include "analysis/report/summary.hpp"
#include "analysis/results/runs.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/results/netcdf.hpp"
#include "core/tell.hpp"
#include "driver/execute/closing.hpp"
#include "driver/execute/launch.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/progress.hpp"
#include "driver/execute/replay.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/execute/slurm_request.hpp"
#include "driver/sweep/report.hpp"

namespace polesweep {

std::string positive_count(const std::string& text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc() && end == text.data() + text.size() && count > 0 ? "" : fmt::format("got {} (must be an integer > 0)", text);
}

void add_sweep_arguments(CLI::App& command, execute::RunOptions& options) {
  command.add_option("sweep", options.sweep, "sweep file (TOML)")->required();
  command.add_option("--set", options.settings, "replace a value of the sweep file, as in learner.0.readout.step_size=[0.1]");
}

namespace {

void add_output(CLI::App& command, execute::RunOptions& options) {
  command.add_option("-o,--output", options.results, "results file (netCDF-4)")
      ->check([](const std::string& name) { return name.empty() ? "got '' (must be the name of a file)" : ""; })
      ->default_str("results.h5")
      ->default_val("results.h5");
}

void add_mixing(CLI::App& command, execute::RunOptions& options) {
  command.add_flag("--mix-numerics", options.mix_numerics,
                   "take stored runs and saved states of other numerics (another processor family or library) as they are");
}

void add_shard(CLI::App& command, execute::RunOptions& options) {
  command
      .add_option_function<std::string>(
          "--shard", [&options](const std::string& text) { options.shard = execute::parse_shard(text); },
          "compute part i of N (i from 0), as in 0/4, or of parts that count otherwise, as in 3/1-8: jobs of an array share one results file; slurm: the part that this job of an array is")
      ->type_name("i/N");
}

/// The library's own checks of numbers print the largest of them in full.
std::string positive_seconds(const std::string& text) {
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  return *end == '\0' && seconds > 0 ? "" : fmt::format("got {} (must be > 0)", text);
}

std::string from_zero(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return *end == '\0' && number >= 0 && std::isfinite(number) ? "" : fmt::format("got {} (must be a number >= 0)", text);
}

/// Runs on the ranks of the launcher, or alone. Everything that a rank throws is caught here, around the communicator: a fault of one rank
/// ends all ranks at once.
int run_on_ranks(const execute::RunOptions& options, bool serial) {
  std::unique_ptr<execute::Communicator> ranks;
  try {
    ranks = serial || !execute::started_by_launcher() ? execute::single_rank() : execute::open_communicator();
    return execute::run_sweep(options, *ranks);
  } catch (const Error& error) {
    tell(stderr, "{}\n", error.what());
    if (!ranks || ranks->size() == 1) return execute::ExitCode::bad_input;
    ranks->abort(execute::ExitCode::bad_input);
  } catch (const std::bad_alloc&) {
    tell(stderr, "{}\n", execute::out_of_memory);
    if (!ranks || ranks->size() == 1) return execute::ExitCode::stopped_early;
    ranks->abort(execute::ExitCode::stopped_early);
  } catch (const std::exception& error) {
    if (!ranks || ranks->size() == 1) throw;
    tell(stderr, "polesweep: rank {}: internal error: {}\n", ranks->rank(), error.what());
    ranks->abort(execute::ExitCode::our_fault);
  }
  return execute::ExitCode::our_fault;  // GCC 12 does not see that abort() of an abstract class never returns
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("run", "compute what is missing of a sweep (start it with mpirun or srun for many ranks)");
  auto options = std::make_shared<execute::RunOptions>();
  auto serial = std::make_shared<bool>(false);
  auto no_report = std::make_shared<bool>(false);
  auto no_fuse = std::make_shared<bool>(false);
  add_sweep_arguments(*command, *options);
  add_output(*command, *options);
  command->add_flag("--serial", *serial, "compute in this process alone and leave MPI closed");
  command->add_option("--checkpoint", options->checkpoint_seconds, "longest time in seconds for which finished runs may be unsaved")
      ->check(positive_seconds)
      ->capture_default_str();
  command
      ->add_option("--states", options->states_megabytes,
                   "megabytes for the states of finished runs, kept beside the results: longer lengths go on from them; 0: none")
      ->check(from_zero)
      ->capture_default_str();
  command->add_option("--max-failures", options->most_failures, "stop early when more runs than this have failed");
  command->add_option("--deadline", options->stop.deadline, "when the job ends: +SECONDS, +H:MM:SS, or an instant (default: Slurm's)");
  command->add_option("--headroom", options->stop.headroom_seconds, "seconds before the deadline at which everything is stored")
      ->check(from_zero)
      ->capture_default_str();
  command
      ->add_option("--grace", options->stop.grace_seconds, "seconds that running units have after a request to stop (SIGUSR1, stop file)")
      ->check(from_zero)
      ->capture_default_str();
  add_shard(*command, *options);
  command->add_option(
      "--outcome", options->outcome,
      "leave for scripts how the run ended: complete, go-on (the same command gets further) or stopped, with the exit code");
  command->add_option("--reuse", options->reused, "take runs from other results files as well");
  add_mixing(*command, *options);
  command->add_flag("--redo", options->redo, "compute runs again that an older version has finished");
  command->add_flag("--no-report", *no_report, "leave out the page");
  command->add_flag("--no-fuse", *no_fuse, "compute every run and length by itself: the same bits, much slower; a check");
  command->callback([options, serial, no_report, no_fuse, &exit_code] {
    options->report = !*no_report;
    options->fuse = !*no_fuse;
    exit_code = run_on_ranks(*options, *serial);
  });
}

void add_gather(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("gather", "build the results file from what is stored now, also while a run is going on");
  auto options = std::make_shared<execute::RunOptions>();
  add_sweep_arguments(*command, *options);
  add_output(*command, *options);
  command->add_option("--reuse", options->reused, "take runs from other results files as well");
  add_mixing(*command, *options);
  command->callback([options, &exit_code] { exit_code = execute::gather(*options); });
}

void add_plan(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("plan", "check a sweep and say what it will take");
  auto options = std::make_shared<execute::RunOptions>();
  auto ranks = std::make_shared<int>(1);
  auto as_json = std::make_shared<bool>(false);
  add_sweep_arguments(*command, *options);
  command->add_option("--ranks", *ranks, "number of ranks to predict times for")->check(positive_count)->capture_default_str();
  auto rates = std::make_shared<std::filesystem::path>();
  command->add_option(
      "--rate-from", *rates,
      "learn from the times of these results, of the same points with fewer seeds or shorter lengths, what this sweep takes");
  auto as_slurm = std::make_shared<bool>(false);
  CLI::Option* json = command->add_flag("--json", *as_json, "print JSON");
  command->add_flag("--slurm", *as_slurm, "print the #SBATCH lines for this sweep (ranks, time, memory)")->excludes(json);
  command->callback([options, ranks, rates, as_json, as_slurm, &exit_code] {
    execute::Preparation preparation(options->sweep, options->settings);
    std::optional<results::Group> stored;
    if (!rates->empty()) stored = results::read_results(*rates);
    const sweep::PlanReport report = preparation.report(*ranks, preparation.unit_seconds(kernels(), stored ? &*stored : nullptr));
    execute::warn(preparation.warnings());
    if (*as_json)
      fmt::print("{}", sweep::report_json(report));
    else
      tell("{}", *as_slurm ? execute::slurm_request(report) : sweep::report_text(report));
    exit_code = execute::ExitCode::complete;
  });
}

void add_replay(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("replay", "compute one stored run again and compare the bits");
  auto results = std::make_shared<std::filesystem::path>();
  auto point = std::make_shared<std::string>();
  auto seed = std::make_shared<std::uint64_t>();
  command->add_option("results", *results, "results file")->required();
  command->add_option("point", *point, "id of the point, or its beginning")->required();
  command->add_option("seed", *seed, "seed of the run")->required();
  auto trace = std::make_shared<execute::TraceOptions>();
  CLI::Option* file =
      command->add_option("--trace", trace->file, "write inputs, predictions, states, poles, readout and gradients on the way (netCDF-4)");
  command->add_option("--every", trace->every, "training samples between two rows of the trace (of sweeps over iterations: updates)")
      ->check(positive_count)
      ->needs(file)
      ->capture_default_str();
  command->callback([results, point, seed, trace, &exit_code] { exit_code = execute::replay(*results, *point, *seed, *trace); });
}

void add_status(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("status", "say how far a sweep is");
  auto results = std::make_shared<std::filesystem::path>();
  command->add_option("results", *results, "results file that the run was given with -o")->default_val("results.h5");
  command->callback([results, &exit_code] {
    if (const auto status = execute::run_in_progress(*results)) {
      tell("{}\n", *status);
    } else if (std::filesystem::exists(*results)) {
      const results::Group root = results::read_results(*results, analysis::is_analysed);
      tell("{}: {}\n{}", results->string(), root.attribute("complete") == "true" ? "complete" : "runs are missing",
           analysis::summary_table(root));
    } else {
      throw Error(fmt::format("{}: no results and no run in progress", results->string()));
    }
    exit_code = execute::ExitCode::complete;
  });
}

}  // namespace polesweep
