#include "driver/execute/run_sweep.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <regex>
#include <set>
#include <thread>

#include "analysis/report.hpp"
#include "analysis/summary.hpp"
#include "core/error.hpp"
#include "core/fingerprint.hpp"
#include "core/results/record_log.hpp"
#include "driver/execute/coordinator.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/progress.hpp"
#include "driver/execute/session.hpp"
#include "driver/execute/signals.hpp"
#include "driver/execute/versions.hpp"
#include "driver/execute/worker.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::execute {
namespace {

/// The way between the coordinating main thread of rank 0 and the thread that computes there.
class LocalDesk {
 public:
  /// Called by the computing thread.
  std::optional<Assignment> ask(const Report& report) {
    std::unique_lock lock(mutex_);
    report_ = report;
    asked_ = true;
    answered_.wait(lock, [&] { return !asked_; });
    return std::move(answer_);
  }
  /// Called by the main thread: answers a question if there is one.
  bool serve(Coordinator& coordinator, double seconds_left) {
    const std::unique_lock lock(mutex_);
    if (!asked_) return false;
    answer_ = coordinator.next(report_, seconds_left);
    asked_ = false;
    answered_.notify_one();
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable answered_;
  Report report_;
  bool asked_ = false;
  std::optional<Assignment> answer_;
};

/// What rank 0 tells the others before the work: a text for each. Data files follow by name.
struct Briefing {
  std::string verdict;  ///< empty: go on; else the exit code
  std::string name;
  std::string text;
  std::string session;
  std::vector<std::pair<std::string, std::string>> files;
};

void share(Communicator& ranks, Briefing& briefing) {
  ranks.broadcast(briefing.verdict);
  if (!briefing.verdict.empty()) return;
  ranks.broadcast(briefing.name);
  ranks.broadcast(briefing.text);
  ranks.broadcast(briefing.session);
  std::string count = std::to_string(briefing.files.size());
  ranks.broadcast(count);
  briefing.files.resize(std::stoull(count));
  for (auto& [name, bytes] : briefing.files) {
    ranks.broadcast(name);
    ranks.broadcast(bytes);
  }
}

/// Every rank: the hosts, each once, if all ranks compute the same bits. Throws Error on rank 0 that names who differs.
std::string compare_fingerprints(Communicator& ranks, const std::string& host, const std::string& own) {
  const std::vector<std::string> all = ranks.gather(host + "\n" + own);
  std::map<std::string, std::set<std::string>> hosts_by_fingerprint;
  std::vector<std::string> hosts;
  for (const std::string& text : all) {
    const std::size_t split = text.find('\n');
    hosts_by_fingerprint[text.substr(split + 1)].insert(text.substr(0, split));
    if (std::find(hosts.begin(), hosts.end(), text.substr(0, split)) == hosts.end()) hosts.push_back(text.substr(0, split));
  }
  if (hosts_by_fingerprint.size() > 1) {
    std::string message = "numerics: ranks do not compute the same bits (";
    for (const auto& [fingerprint, names] : hosts_by_fingerprint)
      message += fmt::format("{}{} on {}", message.back() == '(' ? "" : "; ", fingerprint, fmt::join(names, ", "));
    throw Error(message + "). Run one build on all hosts?");
  }
  return fmt::format("{}", fmt::join(hosts, ","));
}

/// Rank 0: answers all ranks until every one of them has been told that there is nothing left, or the time for that is over. Answers
/// whether all ranks have come to their end.
bool coordinate(Communicator& ranks, Coordinator& coordinator, LocalDesk& desk, const std::atomic<bool>& local_done, Progress& progress,
                StopWatch& stop) {
  int others = ranks.size() - 1;
  useconds_t pause = 50;
  while (others > 0 || !local_done) {
    stop.look();
    if (!stop.reason().empty()) coordinator.stop();
    if (stop.is_over()) return false;
    bool served = desk.serve(coordinator, stop.seconds_left());
    if (ranks.size() > 1)
      while (const auto message = ranks.poll()) {
        const Report report = decode_report(message->second);
        if (report.stop) stop.ask(fmt::format("a signal to rank {} asked for it", message->first));
        if (!stop.reason().empty()) coordinator.stop();
        const std::optional<Assignment> answer = coordinator.next(report, stop.seconds_left());
        ranks.send(message->first, answer ? encode(*answer) : std::string());
        if (!answer) --others;
        served = true;
      }
    progress.show(coordinator.standing());
    pause = served ? 50 : std::min<useconds_t>(pause * 3 / 2, 2000);
    if (!served) usleep(pause);
  }
  return true;
}

/// Ranks other than 0.
std::optional<Assignment> ask_rank_zero(Communicator& ranks, Report report) {
  report.stop = SignalWatch::told_to_stop();
  ranks.send(0, encode(report));
  useconds_t pause = 20;
  while (true) {
    if (const auto message = ranks.poll()) {
      if (message->second.empty()) return std::nullopt;
      return decode_assignment(message->second);
    }
    usleep(pause);
    pause = std::min<useconds_t>(pause * 3 / 2, 1000);
  }
}

void warn(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
}

struct Closing {
  int code = ExitCode::complete;
  std::string line;
};

/// Throws Error if more than 1 % of the finished runs would be computed again because members have new versions.
void refuse_to_redo(const Preparation& preparation, const Session& session) {
  if (session.older_runs().empty()) return;
  const results::ResultsBuilder& stored = session.stored();
  const std::vector<std::uint64_t>& seeds = stored.request().seeds;
  std::uint64_t again = 0;
  std::string table;
  for (const auto& [versions, runs] : session.older_runs()) {
    std::uint64_t of_these = 0;
    for (std::size_t point = 0; point < preparation.points().points.size(); ++point) {
      const Point resolved = preparation.grid().resolve(preparation.points().points[point].ref);
      const PointId id = sweep::identify(with_versions(sweep::canonical_text(resolved, preparation.files()), versions));
      for (std::size_t seed = 0; seed < seeds.size(); ++seed) of_these += !stored.is_done(point, seed) && runs.contains({id, seeds[seed]});
    }
    if (of_these > 0) table += fmt::format("{} finished runs:\n{}", of_these, version_changes(versions, current_versions()));
    again += of_these;
  }
  if (static_cast<double>(again) > 0.01 * static_cast<double>(session.runs_found() + again))
    throw Error(
        fmt::format("run: would compute {} finished runs again, because versions have changed since (a new version gives other numbers)"
                    "\n{}Compute them with --redo, or read the old results where they are?",
                    again, table));
}

std::string how_to_go_on(const Standing& standing) {
  return fmt::format("Run the same command again to go on; {} of {} runs are stored.", standing.complete + standing.diverged,
                     standing.runs);
}

Closing close_sweep(const RunOptions& options, Session& session, const Coordinator& coordinator, const StopWatch& stop) {
  const Standing& standing = coordinator.standing();
  const std::string command = how_to_go_on(standing);
  if (!coordinator.fault().empty()) return {ExitCode::stopped_early, fmt::format("stopped early: {}. {}", coordinator.fault(), command)};
  if (coordinator.too_many_failures())
    return {ExitCode::stopped_early, fmt::format("stopped early: {} runs failed (--max-failures). {}", standing.failed, command)};
  if (coordinator.units_left() > 0) {
    if (coordinator.shortest_left_out_seconds() == 0)
      return {ExitCode::stopped_early, fmt::format("stopped early: {}. {}", stop.reason(), command)};
    return {ExitCode::stopped_early,
            fmt::format("stopped early: {} units do not fit into the time left (the shortest may take {:.1f} s). {}",
                        coordinator.units_left(), coordinator.shortest_left_out_seconds(), command)};
  }
  session.look_again();
  if (const std::uint64_t missing = session.stored().count(Status::missing); missing > 0 && options.shards > 1) {
    warn(session.warnings());
    return {ExitCode::complete, fmt::format("shard {} of {} is done; {} runs of other shards are missing, and the last shard builds {}",
                                            options.shard, options.shards, missing, options.results.string())};
  }
  results::Group root;
  try {
    root = session.build_results();
  } catch (const Error& error) {
    // A full disk, say: the logs are there, and what was at the place of the results still is.
    return {ExitCode::stopped_early, fmt::format("stopped early: {}. {}", error.what(), command)};
  }
  warn(session.warnings());
  if (options.report) {
    const std::filesystem::path folder =
        (options.results.has_parent_path() ? options.results.parent_path() : std::filesystem::path(".")) / "report";
    analysis::write_report(root, folder);
    fmt::print("{}", analysis::summary_table(root));
    fmt::print("page: {}\n", (folder / "index.html").string());
  }
  const std::uint64_t failed = session.stored().count(Status::failed);
  const std::string runs = fmt::format("{}: {} runs", options.results.string(), session.stored().run_count());
  if (failed > 0)
    return {ExitCode::complete_with_failures,
            fmt::format("{}, {} failed (messages are in its group /failures; the next run tries them again)", runs, failed)};
  return {ExitCode::complete, fmt::format("{}, {} of them diverged", runs, session.stored().count(Status::diverged))};
}

}  // namespace

std::pair<std::uint32_t, std::uint32_t> parse_shard(const std::string& text) {
  std::smatch part;
  if (std::regex_match(text, part, std::regex(R"((\d{1,6})/(\d{1,6}))")))
    if (const std::pair shard{std::stoul(part[1]), std::stoul(part[2])}; shard.first < shard.second) return shard;
  throw Error(fmt::format("--shard: got '{}' (must be i/N with 0 <= i < N)", text));
}

int run_sweep(const RunOptions& options, Communicator& ranks) {
  const SignalWatch signals;
  const bool first = ranks.rank() == 0;
  std::unique_ptr<Preparation> preparation;
  std::unique_ptr<Session> session;
  std::unique_ptr<StopWatch> stop_watch;
  Provenance provenance = own_provenance();
  Briefing briefing;
  const std::string fingerprint = numerics_fingerprint(kernels());
  // Bad input is a value that all ranks agree on, so that all leave the normal way.
  try {
    const std::string hosts = compare_fingerprints(ranks, provenance.hosts, fingerprint);
    if (first) {
      seconds_until_deadline(options.stop.deadline);  // a mistake is refused before anything is made
      preparation = std::make_unique<Preparation>(options.sweep, options.settings);
      session = std::make_unique<Session>(options.results, preparation->request(), options.reused);
      if (!options.redo) refuse_to_redo(*preparation, *session);
      provenance.fingerprint = fingerprint;
      provenance.hosts = hosts;
      provenance.ranks = ranks.size();
      session->begin(provenance, options.shards > 1);
      stop_watch = std::make_unique<StopWatch>(options.stop, session->parts_folder() / "stop");
      warn(session->warnings());
      if (session->runs_found() > 0)
        fmt::print(stderr, "found {} of {} runs already computed\n", session->runs_found(), session->stored().run_count());
      briefing = {"", options.sweep.string(), sweep::resolved_text(preparation->sweep()), provenance.session, {}};
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
  const Workplace workplace{first ? preparation->grid() : *received_grid, first ? preparation->files() : received, kernels(), options.fuse};
  results::RecordLog log(results::parts_folder(options.results), briefing.session, ranks.rank(), options.checkpoint_seconds);
  SignalWatch::guard(log.file());
  Worker worker(workplace, log);

  std::string code;
  if (first) {
    Coordinator coordinator(preparation->points(), preparation->units(), session->stored(),
                            {.most_failures = options.most_failures,
                             .shard = options.shard,
                             .shards = options.shards,
                             .operations_per_second = probe_rate(kernels())});
    StopWatch& stop = *stop_watch;
    Progress progress(session->parts_folder(), briefing.session);
    LocalDesk desk;
    std::atomic<bool> local_done = false;
    std::exception_ptr local_fault;
    std::thread computing([&] {
      try {
        work(worker, [&](const Report& report) { return desk.ask(report); });
        log.sync();
      } catch (...) {
        local_fault = std::current_exception();
      }
      local_done = true;
    });
    try {
      if (!coordinate(ranks, coordinator, desk, local_done, progress, stop)) {
        // Units are still being computed, here or elsewhere; what they have finished stays. The other ranks sync when they are told to end.
        log.sync();
        const std::string line =
            fmt::format("stopped early: {}, and units were not finished in time. {}", stop.reason(), how_to_go_on(coordinator.standing()));
        fmt::print(stderr, "{}\n", line);
        session->leave_last_message(line);
        session->end();
        ranks.abort(ExitCode::stopped_early);
      }
    } catch (...) {
      ranks.abort(ExitCode::our_fault);  // the computing thread waits for an answer that will not come
    }
    computing.join();
    if (local_fault) std::rethrow_exception(local_fault);
    ranks.wait_for_all();  // all logs are synced
    progress.finish(coordinator.standing());
    const Closing closing = close_sweep(options, *session, coordinator, stop);
    fmt::print(stderr, "{}\n", closing.line);
    session->leave_last_message(closing.line);
    session->end();
    code = std::to_string(closing.code);
  } else {
    work(worker, [&](const Report& report) { return ask_rank_zero(ranks, report); });
    log.sync();
    ranks.wait_for_all();
  }
  ranks.broadcast(code);
  return std::stoi(code);
}

int gather(const RunOptions& options) {
  Preparation preparation(options.sweep, options.settings);
  results::Request request = preparation.request();
  Session session(options.results, std::move(request), options.reused);
  const results::Group root = session.build_results();
  warn(session.warnings());
  const std::uint64_t missing = session.stored().count(Status::missing);
  fmt::print(stderr, "{}: {} of {} runs, {} missing\n", options.results.string(), session.stored().run_count() - missing,
             session.stored().run_count(), missing);
  return missing > 0 ? ExitCode::stopped_early : ExitCode::complete;
}

}  // namespace polesweep::execute
