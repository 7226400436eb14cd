#include "driver/execute/closing.hpp"

#include <fmt/format.h>

#include <set>

#include "analysis/report/report.hpp"
#include "analysis/report/summary.hpp"
#include "analysis/results/looks.hpp"
#include "analysis/results/runs.hpp"
#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/results/netcdf.hpp"
#include "core/tell.hpp"
#include "driver/execute/publish_results.hpp"
#include "driver/execute/results_place.hpp"
#include "driver/execute/versions.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::execute {

void warn(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) tell(stderr, "warning: {}\n", warning);
}

void refuse_to_redo(const Preparation& preparation, const StoredSweep& stored) {
  if (stored.found().older_runs.empty()) return;
  const results::ResultsBuilder& stored_runs = stored.runs();
  const std::vector<std::uint64_t>& seeds = stored_runs.request().seeds;
  std::set<std::pair<std::size_t, std::size_t>> again;
  std::string table;
  for (const auto& [versions, runs] : stored.found().older_runs) {
    const std::size_t before = again.size();
    for (std::size_t point = 0; point < preparation.points().points.size(); ++point) {
      const Point resolved = preparation.grid().resolve(preparation.points().points[point].ref);
      const PointId id = sweep::identify(with_versions(sweep::canonical_text(resolved, preparation.files()), versions));
      if (id == preparation.points().points[point].id) continue;  // it is missing for another reason
      for (std::size_t seed = 0; seed < seeds.size(); ++seed)
        if (!stored_runs.is_done(point, seed) && runs.contains({id, seeds[seed]})) again.emplace(point, seed);
    }
    if (again.size() > before)
      table += fmt::format("{} finished runs:\n{}", again.size() - before, version_changes(versions, current_versions()));
  }
  if (static_cast<double>(again.size()) > 0.01 * static_cast<double>(stored.runs_found() + again.size()))
    throw Error(fmt::format(
        "run: would compute {} finished runs again, because versions have changed since (a new version gives other numbers)\n{}Compute them with --redo, or read the old results where they are?",
        again.size(), table));
}

/// Of more, the page is made from the file: what is written is not kept.
constexpr std::uint64_t most_runs_in_memory = 1'000'000;

/// "3 of 8 runs", or of values, or both.
static std::string stored_part(const Standing& standing) {
  std::string runs = fmt::format("{} of {}", standing.complete + standing.diverged + standing.dropped, counted(standing.runs, "run"));
  if (standing.values == 0) return runs;
  const std::string values = fmt::format("{} of {} of formulas", standing.values_done, counted(standing.values, "value"));
  return standing.runs == 0 ? values : runs + " and " + values;
}

/// "Run the same command again to go on; 3 of 8 runs are stored."
static std::string how_to_go_on(const Standing& standing) {
  return fmt::format("Run the same command again to go on; {} are stored.", stored_part(standing));
}

Closing stopped_for_time(StoredSweep& stored, const Coordinator& coordinator, const StopWatch& stop, std::string reason) {
  try {
    stored.look_for_states();
  } catch (const Error& error) {
    reason += fmt::format(" ({})", error.what());  // the next session looks again
  }
  std::string line = fmt::format("stopped early: {}. {}", reason, how_to_go_on(coordinator.standing()));
  if (const std::int64_t samples = coordinator.samples_saved(); samples > 0)
    line += fmt::format(" Runs in progress are saved, at {} together.", counted(static_cast<std::uint64_t>(samples), "sample"));
  if (!coordinator.got_further()) line += " Nothing was added to them.";
  return {ExitCode::stopped_early, line, coordinator.got_further() && !stop.is_for_good()};
}

/// "3 runs", or values, or both.
static std::string missing_part(const StoredSweep& stored) {
  const std::uint64_t runs = stored.runs().count(Status::missing);
  if (stored.theory().count(Status::missing) == 0) return counted(runs, "run");
  return runs == 0 ? "values of formulas" : counted(runs, "run") + " and values of formulas";
}

/// "120 of them not to the end, as their settings lost a race, "; "" without races.
static std::string dropped_part(const StoredSweep& stored) {
  const std::uint64_t dropped = stored.runs().count(Status::dropped);
  return dropped == 0 ? "" : fmt::format("{} of them not to the end, for their settings lost a race, ", dropped);
}

/// Everything is there, or has failed.
static Closing closing_of_all(const std::string& file, const StoredSweep& stored) {
  const results::TheoryBuilder& theory = stored.theory();
  const std::uint64_t failed = stored.runs().count(Status::failed);
  std::string line = file + ":";
  if (stored.runs().run_count() > 0)
    line += fmt::format(" {}, {}{} {}", counted(stored.runs().run_count(), "run"), dropped_part(stored),
                        failed > 0 ? failed : stored.runs().count(Status::diverged),
                        failed > 0 ? "failed (messages are in its group /failures; the next run tries them again)" : "of them diverged");
  if (failed > 0) line += fmt::format(". The first: {}", stored.runs().first_failure());
  if (theory.value_count() > 0)
    line += fmt::format("{} {} of formulas", line.back() == ':' ? "" : ";", counted(theory.values_done(), "value"));
  if (theory.count(Status::failed) > 0)
    line += fmt::format(", {} stretches failed (unit_message in its group /theory; the next run tries them again)",
                        theory.count(Status::failed));
  if (const std::uint64_t waiting = stored.runs().waiting(); waiting > 0)
    line += fmt::format(", and {} runs of races wait for them", waiting);
  if (!stored.looks().list.empty()) line += "; " + analysis::looks_text(stored.looks(), stored.runs().request().seeds.size());
  return {stored.failed() > 0 ? ExitCode::complete_with_failures : ExitCode::complete, line};
}

/// Writes the page beside the results, and says in a few lines what it says.
static void report(const RunOptions& options, const StoredSweep& stored, const results::Group& root) {
  const std::filesystem::path folder =
      (options.results.has_parent_path() ? options.results.parent_path() : std::filesystem::path(".")) / "report";
  if (std::error_code unknown; std::filesystem::is_symlink(std::filesystem::symlink_status(folder, unknown)))
    throw Error(
        fmt::format("{}: is a link (the report of a run lies beside its results). Remove it, or add --no-report?", folder.string()));
  const analysis::Conclusions conclusions = analysis::write_report(root, folder);
  tell("{}{}", analysis::conclusion_lines(conclusions), stored.runs().run_count() > 0 ? analysis::summary_table(root) : "");
  tell("page: {}\n", (folder / "index.html").string());
}

Closing close_sweep(const RunOptions& options, const Preparation& preparation, StoredSweep& stored, const std::string& session,
                    const Coordinator& coordinator, const StopWatch& stop) {
  const Standing& standing = coordinator.standing();
  const std::string command = how_to_go_on(standing);
  if (!coordinator.fault().empty()) return {ExitCode::stopped_early, fmt::format("stopped early: {}. {}", coordinator.fault(), command)};
  if (coordinator.too_many_failures())
    return {ExitCode::stopped_early,
            fmt::format("stopped early: {} failed (--max-failures). {}", counted(standing.failed, "run"), command)};
  if (coordinator.units_left() > 0) {
    if (coordinator.shortest_left_out_seconds() == 0) return stopped_for_time(stored, coordinator, stop, stop.reason());
    return stopped_for_time(stored, coordinator, stop,
                            fmt::format("{} units do not fit into the time left (the shortest may take {:.1f} s)", coordinator.units_left(),
                                        coordinator.shortest_left_out_seconds()));
  }
  const bool makes_page_at_once = options.report && stored.runs().run_count() <= most_runs_in_memory;
  Published published;
  try {
    stored.read(session);
    if (stored.missing() > 0 && options.shard.parts > 1) {
      warn(stored.found().warnings);
      const std::vector<std::uint32_t> others = coordinator.other_shards_missing();
      return {ExitCode::complete,
              fmt::format("shard {} of {} is done; {} of other shards are missing (shard{} {}), and the last shard builds {}",
                          options.shard.name(), options.shard.array, missing_part(stored), others.size() > 1 ? "s" : "",
                          options.shard.names(others), options.results.string())};
    }
    published = publish_results(stored, {.session = session,
                                         .mixes_numerics = options.mix_numerics,
                                         .most_state_bytes = most_state_bytes(options.results, options.states_megabytes),
                                         .predicted_rates = [&] { return preparation.predicted_rates(stored.runs().request().seeds); },
                                         .keeps_values = makes_page_at_once});
  } catch (const MixtureError& error) {
    return {ExitCode::bad_input, error.what()};
  } catch (const Error& error) {
    // A full disk, say: the logs are there, and what was at the place of the results still is.
    return {ExitCode::stopped_early, fmt::format("stopped early: {}. {}", error.what(), command)};
  }
  warn(stored.found().warnings);
  warn(published.warnings);
  if (const std::uint64_t missing = stored.missing() - stored.runs().waiting(); missing > 0)
    return {
        ExitCode::stopped_early,
        fmt::format(
            "stopped early: {} runs were computed and are not there (logs were deleted, or cannot be read). Run the same command again to go on.",
            missing)};
  if (options.report) try {
      if (!makes_page_at_once) published.root = results::read_results(options.results, analysis::is_analysed);
      report(options, stored, published.root);
    } catch (const Error& error) {
      // The results are there, and the same command writes the page.
      return {ExitCode::stopped_early, fmt::format("stopped early: {}. {}", error.what(), command)};
    }
  return closing_of_all(options.results.string(), stored);
}

}  // namespace polesweep::execute
