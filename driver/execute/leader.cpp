#include "driver/execute/leader.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <thread>

#include "analysis/results/looks.hpp"
#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/tell.hpp"
#include "core/utf8.hpp"
#include "driver/execute/closing.hpp"
#include "driver/execute/computing_rank.hpp"
#include "driver/execute/probe.hpp"
#include "driver/execute/results_place.hpp"
#include "driver/execute/serve_units.hpp"

namespace polesweep::execute {
namespace {

/// Mistakes that can be seen without the sweep are refused before anything is made.
const RunOptions& checked(const RunOptions& options) {
  if (!options.stop.deadline.empty()) parse_deadline(options.stop.deadline, 0);
  clear_outcome(options.outcome);
  return options;
}

results::Request request_of(Preparation& preparation, const std::string& fingerprint) {
  results::Request request = preparation.request();
  request.fingerprint = fingerprint;
  return request;
}

/// What a race or a look decides is known when all of its runs are there, of which a shard knows its own alone.
void refuse_shards(const RunOptions& options, const Preparation& preparation) {
  if (options.shard.parts > 1 && !preparation.races().empty())
    throw Error(
        "--shard: not for a sweep whose settings race (a rung is decided by all of its runs). Use more ranks, or tune without race?");
  if (options.shard.parts > 1 && preparation.sweep().seeds_until)
    throw Error(
        "--shard: not for a sweep that adds seeds until intervals are narrow (that is decided by all runs). Use more ranks, or give the number of seeds?");
}

SessionFiles begin_session(const RunOptions& options, Preparation& preparation, StoredSweep& stored, Provenance own) {
  refuse_shards(options, preparation);
  if (!options.redo) refuse_to_redo(preparation, stored);
  own.sweep_file = valid_utf8(std::filesystem::absolute(options.sweep).lexically_normal().string());
  own.results_file = valid_utf8(std::filesystem::absolute(options.results).lexically_normal().string());
  return {stored, std::move(own), [&](std::size_t point, const RunState& state) { return preparation.continues(point, state); },
          SessionRules{.mixes_numerics = options.mix_numerics, .shares_work = options.shard.parts > 1}};
}

/// The thread of rank 0 that computes, beside the one that hands out units.
class ComputingThread {
 public:
  explicit ComputingThread(ComputingRank& rank, LocalThread& local, LocalDesk& desk)
      : thread_([this, &rank, &local, &desk] {
          try {
            rank.work([&](const Report& report) { return desk.ask(report); });
            rank.sync();
          } catch (const Error& error) {
            disk_fault_ = error.what();
          } catch (...) {
            own_fault_ = std::current_exception();
          }
          local.done = true;
        }) {}

  /// Waits for its end; rethrows what is no fault of the disk. Returns why its log could not be written, or an empty text.
  std::string join() {
    thread_.join();
    if (own_fault_) std::rethrow_exception(own_fault_);
    return disk_fault_;
  }

 private:
  std::exception_ptr own_fault_;
  std::string disk_fault_;
  std::thread thread_;  // last: it writes the others
};

}  // namespace

Leader::Leader(const RunOptions& options, Provenance own)
    : options_(checked(options)),
      own_(std::move(own)),
      preparation_(options.sweep, options.settings),
      stored_(options.results, request_of(preparation_, own_.fingerprint), options.reused, preparation_.theory_tables(),
              seed_looks(preparation_)),
      session_(begin_session(options, preparation_, stored_, own_)),
      stop_(options.stop, session_.folder() / "stop") {
  warn(preparation_.warnings());
  warn(preparation_.data_warnings());
  warn(stored_.found().warnings);
  warn(session_.warnings());
  if (stored_.runs_found() > 0)
    tell(stderr, "found {} of {} already computed\n", stored_.runs_found(), counted(stored_.runs().run_count(), "run"));
  if (const results::TheoryBuilder& theory = stored_.theory(); theory.values_done() > 0)
    tell(stderr, "found {} of {} of formulas already computed\n", theory.values_done(), counted(theory.value_count(), "value"));
}

Briefing Leader::briefing() {
  Briefing briefing{
      .refusal = {},
      .sweep_name = options_.sweep.string(),
      .sweep_text = sweep::resolved_text(preparation_.sweep()),
      .session = session_.name(),
      .least_operations_per_byte = preparation_.least_operations_per_byte(most_state_bytes(options_.results, options_.states_megabytes)),
      .data_files = {}};
  for (const std::string& name : preparation_.files().names()) briefing.data_files.emplace_back(name, preparation_.files().bytes(name));
  return briefing;
}

Coordinator Leader::make_coordinator(double operations_per_second, bool goes_on) {
  return {{preparation_.points(), preparation_.units(), stored_.runs(), preparation_.theory_units(), stored_.theory(), &stored_.states()},
          {.most_failures = options_.most_failures,
           .shard = options_.shard.part,
           .shards = options_.shard.parts,
           .operations_per_second = operations_per_second,
           .in_parts = preparation_.decides_on_the_way(),
           .goes_on = goes_on}};
}

/// Says how the run ended, to people, to other sessions and to scripts.
void Leader::leave(const Closing& closing) {
  tell(stderr, "{}\n", closing.line);
  session_.leave_last_message(closing.line);
  session_.end(closing.code == ExitCode::complete || closing.code == ExitCode::complete_with_failures);
  leave_outcome(options_.outcome, closing);
}

void Leader::serve(Communicator& ranks, ComputingRank& rank, Coordinator& coordinator, Progress& progress) {
  local_.done = false;
  LocalDesk desk;
  ComputingThread computing(rank, local_, desk);
  try {
    if (!serve_units(ranks, coordinator, desk, local_, progress, stop_)) {
      // Units are still being computed, here or elsewhere; what they have finished stays. The other ranks sync when they are told to end.
      std::string reason = stop_.reason() + ", and units were not finished in time";
      try {
        rank.sync_log();
      } catch (const Error& error) {
        reason += fmt::format(" ({})", error.what());
      }
      leave(stopped_for_time(stored_, coordinator, stop_, reason));
      ranks.abort(ExitCode::stopped_early);
    }
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "{}\n", out_of_memory);
    ranks.abort(ExitCode::stopped_early);  // the computing thread waits for an answer that will not come
  } catch (const std::exception& error) {
    fmt::print(stderr, "polesweep: internal error: {}\n", error.what());
    ranks.abort(ExitCode::our_fault);
  }
  if (const std::string fault = computing.join(); !fault.empty()) coordinator.fail(fault);
  ranks.wait_for_all();  // all logs are synced
}

bool Leader::goes_further(Coordinator& coordinator) {
  if (!preparation_.decides_on_the_way() || !coordinator.all_done() || !coordinator.fault().empty() || coordinator.too_many_failures())
    return false;
  const auto stored = [this] { return std::pair{stored_.runs().lengths_stored(), stored_.runs_found()}; };
  const auto before = stored();
  try {
    stored_.read(session_.name());
  } catch (const Error& error) {
    coordinator.fail(error.what());  // it can be read later, say, and nothing is decided until then
    return false;
  }
  // Where what was computed cannot be read again, nothing would ever be enough.
  if (stored() <= before || make_coordinator(1, true).units_left() == 0) return false;
  if (const analysis::Looks& looks = stored_.looks(); looks.last())
    tell(stderr, "{}\n", analysis::looks_text(looks, static_cast<std::size_t>(looks.last()->seeds)));
  return true;
}

/// At the end of a session, when it is known which runs end early, and how many are needed.
Standing Leader::last_standing(const Coordinator& coordinator) {
  Standing standing = coordinator.standing();
  // After a fault what is stored may have been read in part alone.
  if (!preparation_.decides_on_the_way() || !coordinator.all_done() || !coordinator.fault().empty()) return standing;
  standing.runs = stored_.runs().run_count();
  standing.complete = stored_.runs().count(Status::complete);
  standing.diverged = stored_.runs().count(Status::diverged);
  standing.dropped = stored_.runs().count(Status::dropped);
  return standing;
}

int Leader::lead(Communicator& ranks, const Briefing& briefing) {
  ComputingRank rank(options_, briefing, own_, 0, preparation_.grid(), preparation_.files(), [&] { return local_.leave_unit.load(); });
  const double operations_per_second = probe_rate(kernels());
  Progress progress(session_.folder(), session_.name());
  std::uint64_t continued = 0;
  std::uint64_t samples_spared = 0;
  for (bool goes_on = false;; goes_on = true) {
    Coordinator coordinator = make_coordinator(operations_per_second, goes_on);
    serve(ranks, rank, coordinator, progress);
    continued += coordinator.standing().continued;
    samples_spared += coordinator.standing().samples_spared;
    if (share_whether(ranks, goes_further(coordinator))) continue;
    progress.finish(last_standing(coordinator));
    if (continued > 0)
      tell(stderr, "{} went on from saved states: {} were not computed again\n", counted(continued, "run"),
           counted(samples_spared, "sample"));
    const Closing closing = close_sweep(options_, preparation_, stored_, session_.name(), coordinator, stop_);
    leave(closing);
    return closing.code;
  }
}

}  // namespace polesweep::execute
