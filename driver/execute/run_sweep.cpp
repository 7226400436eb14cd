#include "driver/execute/run_sweep.hpp"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <thread>

#include "core/error.hpp"
#include "core/fingerprint.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/record_log.hpp"
#include "driver/execute/briefing.hpp"
#include "driver/execute/closing.hpp"
#include "driver/execute/coordinate.hpp"
#include "driver/execute/coordinator.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/progress.hpp"
#include "driver/execute/results_place.hpp"
#include "driver/execute/session.hpp"
#include "driver/execute/signals.hpp"
#include "driver/execute/worker.hpp"

namespace polesweep::execute {

int run_sweep(const RunOptions& options, Communicator& ranks) {
  const SignalWatch signals;
  const bool first = ranks.rank() == 0;
  std::unique_ptr<Preparation> preparation;
  std::unique_ptr<Session> session;
  std::unique_ptr<StopWatch> stop_watch;
  Provenance provenance = own_provenance();
  Briefing briefing;
  provenance.fingerprint = numerics_fingerprint(kernels());
  // Bad input is a value that all ranks agree on, so that all leave the normal way.
  try {
    const std::string hosts = compare_fingerprints(ranks, provenance.hosts, provenance.fingerprint);
    if (first) {
      if (!options.stop.deadline.empty()) parse_deadline(options.stop.deadline, 0);  // a mistake is refused before anything is made
      clear_outcome(options.outcome);
      preparation = std::make_unique<Preparation>(options.sweep, options.settings);
      results::Request request = preparation->request();
      request.fingerprint = provenance.fingerprint;
      session = std::make_unique<Session>(options.results, std::move(request), options.reused, preparation->theory_tables(),
                                          options.mix_numerics);
      if (!options.redo) refuse_to_redo(*preparation, *session);
      provenance.hosts = hosts;
      provenance.sweep_file = std::filesystem::absolute(options.sweep).lexically_normal().string();
      provenance.results_file = std::filesystem::absolute(options.results).lexically_normal().string();
      provenance.ranks = ranks.size();
      session->begin(
          provenance, [&](std::size_t point, const RunState& state) { return preparation->continues(point, state); },
          options.shard.parts > 1);
      stop_watch = std::make_unique<StopWatch>(options.stop, session->parts_folder() / "stop");
      warn(preparation->warnings());
      warn(preparation->data_warnings());
      warn(session->warnings());
      if (session->runs_found() > 0)
        fmt::print(stderr, "found {} of {} runs already computed\n", session->runs_found(), session->stored().run_count());
      if (const results::TheoryBuilder& theory = session->stored_theory(); theory.values_done() > 0)
        fmt::print(stderr, "found {} of {} values of formulas already computed\n", theory.values_done(), theory.value_count());
      briefing = {"",
                  options.sweep.string(),
                  sweep::resolved_text(preparation->sweep()),
                  provenance.session,
                  canonical(preparation->least_operations_per_byte(most_state_bytes(options.results, options.states_megabytes))),
                  {}};
      for (const std::string& name : preparation->files().names()) briefing.files.emplace_back(name, preparation->files().bytes(name));
    }
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    briefing.verdict = std::to_string(ExitCode::bad_input);
  }
  share(ranks, briefing);
  if (!briefing.verdict.empty()) return std::stoi(briefing.verdict);

  data::DataFiles received;
  std::unique_ptr<sweep::Grid> received_grid;
  if (!first) {
    for (auto& [name, bytes] : briefing.files) received.add(name, std::move(bytes));
    received_grid = std::make_unique<sweep::Grid>(sweep::parse_sweep({briefing.name, briefing.text, {}}, {}, received), received);
  }
  const Workplace workplace{
      first ? preparation->grid() : *received_grid,
      first ? preparation->files() : received,
      kernels(),
      provenance.fingerprint,
      options.fuse,
      options.states_megabytes > 0 ? std::stod(briefing.least_operations_per_byte) : std::numeric_limits<double>::infinity()};
  results::name_temporary_files(briefing.session);
  results::RecordLog log(results::parts_folder(options.results), briefing.session, ranks.rank(), options.checkpoint_seconds,
                         numerics_of(provenance));
  SignalWatch::guard(log.file());
  LocalThread local;
  RunKeeper keeper({.folder = results::parts_folder(options.results),
                    .session = briefing.session,
                    .numerics = numerics_of(provenance),
                    .rank = ranks.rank(),
                    .interval_seconds = options.checkpoint_seconds,
                    .stop_asked = [&] { return first ? local.leave_unit.load() : told_to_leave(ranks); }});
  Worker worker(workplace, log, &keeper);

  std::string code;
  if (first) {
    Coordinator coordinator({preparation->points(), preparation->units(), session->stored(), preparation->theory_units(),
                             session->stored_theory(), &session->states()},
                            {.most_failures = options.most_failures,
                             .shard = options.shard.part,
                             .shards = options.shard.parts,
                             .operations_per_second = probe_rate(kernels())});
    StopWatch& stop = *stop_watch;
    Progress progress(session->parts_folder(), briefing.session);
    LocalDesk desk;
    const auto leave = [&](const Closing& closing) {
      fmt::print(stderr, "{}\n", closing.line);
      session->leave_last_message(closing.line);
      session->end();
      leave_outcome(options.outcome, closing);
    };
    std::exception_ptr local_fault;
    std::string disk_fault;  // a log that cannot be written
    std::thread computing([&] {
      try {
        work(worker, [&](const Report& report) { return desk.ask(report); });
        log.sync();
        keeper.sync();
      } catch (const Error& error) {
        disk_fault = error.what();
      } catch (...) {
        local_fault = std::current_exception();
      }
      local.done = true;
    });
    try {
      if (!coordinate(ranks, coordinator, desk, local, progress, stop)) {
        // Units are still being computed, here or elsewhere; what they have finished stays. The other ranks sync when they are told to end.
        log.sync();
        session->look_for_states();
        leave(stopped_for_time(coordinator, stop, stop.reason() + ", and units were not finished in time"));
        ranks.abort(ExitCode::stopped_early);
      }
    } catch (...) {
      ranks.abort(ExitCode::our_fault);  // the computing thread waits for an answer that will not come
    }
    computing.join();
    if (local_fault) std::rethrow_exception(local_fault);
    if (!disk_fault.empty()) coordinator.fail(disk_fault);
    ranks.wait_for_all();  // all logs are synced
    progress.finish(coordinator.standing());
    if (coordinator.standing().continued > 0)
      fmt::print(stderr, "{} runs went on from saved states: {} samples were not computed again\n", coordinator.standing().continued,
                 coordinator.standing().samples_spared);
    const Closing closing = close_sweep(options, *session, coordinator, stop);
    leave(closing);
    code = std::to_string(closing.code);
  } else {
    work(worker, [&](const Report& report) { return ask_rank_zero(ranks, report); });
    try {
      log.sync();
      keeper.sync();
    } catch (const Error& error) {
      fmt::print(stderr, "stopped early: {}. Run the same command again to go on.\n", error.what());
      ranks.abort(ExitCode::stopped_early);
    }
    ranks.wait_for_all();
  }
  ranks.broadcast(code);
  return std::stoi(code);
}

int gather(const RunOptions& options) {
  Preparation preparation(options.sweep, options.settings);
  warn(preparation.warnings());
  results::Request request = preparation.request();
  Session session(options.results, std::move(request), options.reused, preparation.theory_tables(), options.mix_numerics);
  const results::Group root = session.build_results(most_state_bytes(options.results, options.states_megabytes));
  warn(session.warnings());
  const std::uint64_t missing = session.stored().count(Status::missing);
  fmt::print(stderr, "{}: {} of {} runs, {} missing\n", options.results.string(), session.stored().run_count() - missing,
             session.stored().run_count(), missing);
  return session.missing() > 0 ? ExitCode::stopped_early : ExitCode::complete;
}

}  // namespace polesweep::execute
