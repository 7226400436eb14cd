#include "driver/execute/run_sweep.hpp"

#include <fmt/format.h>

#include <memory>

#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/run/fingerprint.hpp"
#include "core/tell.hpp"
#include "driver/execute/closing.hpp"
#include "driver/execute/computing_rank.hpp"
#include "driver/execute/leader.hpp"
#include "driver/execute/publish_results.hpp"
#include "driver/execute/results_place.hpp"
#include "driver/execute/serve_units.hpp"
#include "driver/execute/signals.hpp"

namespace polesweep::execute {
namespace {

/// Ranks other than 0: compute what rank 0 hands out.
void follow(const RunOptions& options, Communicator& ranks, Briefing& briefing, const Provenance& own) {
  data::DataFiles files;
  for (auto& [name, bytes] : briefing.data_files) files.add(name, std::move(bytes));
  const sweep::Grid grid(sweep::parse_sweep({briefing.sweep_name, briefing.sweep_text, {}}, {}, files), files);
  ComputingRank rank(options, briefing, own, ranks.rank(), grid, files, [&] { return told_to_leave(ranks); });
  do {
    rank.work([&](const Report& report) { return ask_rank_zero(ranks, report); });
    try {
      rank.sync();
    } catch (const Error& error) {
      tell(stderr, "stopped early: {}. Run the same command again to go on.\n", error.what());
      ranks.abort(ExitCode::stopped_early);
    }
    ranks.wait_for_all();
  } while (share_whether(ranks, false));  // races go on to their next rung, or more seeds are needed
}

}  // namespace

int run_sweep(const RunOptions& options, Communicator& ranks) {
  const SignalWatch signals;
  Provenance own = own_provenance();
  own.fingerprint = numerics_fingerprint(kernels());
  std::unique_ptr<Leader> leader;
  Briefing briefing;
  // Bad input is a value that all ranks agree on, so that all leave the normal way.
  try {
    const std::string hosts = compare_fingerprints(ranks, own.hosts, own.fingerprint);
    if (ranks.rank() == 0) {
      own.hosts = hosts;
      own.ranks = ranks.size();
      leader = std::make_unique<Leader>(options, own);
      briefing = leader->briefing();
    }
  } catch (const Error& error) {
    tell(stderr, "{}\n", error.what());
    briefing.refusal = ExitCode::bad_input;
  }
  share(ranks, briefing);
  if (briefing.refusal) return *briefing.refusal;
  if (leader) std::string().swap(briefing.sweep_text);  // a list of a million values is long
  results::name_temporary_files(briefing.session);
  int code = ExitCode::complete;
  if (leader)
    code = leader->lead(ranks, briefing);
  else
    follow(options, ranks, briefing, own);
  return share_exit_code(ranks, code);
}

int gather(const RunOptions& options) {
  Preparation preparation(options.sweep, options.settings);
  warn(preparation.warnings());
  StoredSweep stored(options.results, preparation.request(), options.reused, preparation.theory_tables(), seed_looks(preparation));
  const Published published =
      publish_results(stored, {.session = "",
                               .mixes_numerics = options.mix_numerics,
                               .most_state_bytes = most_state_bytes(options.results, options.states_megabytes),
                               .predicted_rates = [&] { return preparation.predicted_rates(stored.runs().request().seeds); }});
  warn(stored.found().warnings);
  warn(published.warnings);
  const std::uint64_t missing = stored.runs().count(Status::missing);
  tell(stderr, "{}: {} of {} runs, {} missing\n", options.results.string(), stored.runs().run_count() - missing, stored.runs().run_count(),
       missing);
  return stored.missing() > 0 ? ExitCode::stopped_early : ExitCode::complete;
}

}  // namespace polesweep::execute
