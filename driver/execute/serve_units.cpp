#include "driver/execute/serve_units.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "driver/execute/signals.hpp"

namespace polesweep::execute {

namespace {

using Clock = std::chrono::steady_clock;

/// Other ranks cannot wake this one: it looks again after a fifteenth of the time in which nobody has asked. So looking takes some two
/// percent of a core where questions lie 10 ms apart, waiting for it two percent of what lies between them, and both less where that is
/// longer.
std::chrono::microseconds pause_after(Clock::duration silence) {
  using std::chrono::microseconds;
  return std::clamp(std::chrono::duration_cast<microseconds>(silence / 15), microseconds(100), microseconds(2000));
}

/// Answers the messages that have arrived; returns their number. Ranks that learn that nothing is left are marked in `ended`.
int answer_messages(Communicator& ranks, Coordinator& coordinator, StopWatch& stop, std::vector<bool>& ended) {
  int answered = 0;
  while (const auto message = ranks.poll()) {
    const auto& [rank, bytes] = *message;
    const Report report = decode_report(bytes);
    if (report.stop) stop.ask(fmt::format("a signal to rank {} asked for it", rank));
    if (!stop.reason().empty()) coordinator.stop();
    const std::optional<Assignment> answer = coordinator.next(report, stop.seconds_left());
    ranks.send(rank, answer ? encode(*answer) : std::string());
    if (!answer) ended[static_cast<std::size_t>(rank)] = true;
    ++answered;
  }
  return answered;
}

}  // namespace

bool serve_units(Communicator& ranks, Coordinator& coordinator, LocalDesk& desk, LocalThread& local, Progress& progress, StopWatch& stop) {
  std::vector<bool> ended(static_cast<std::size_t>(ranks.size()));
  ended[0] = true;  // what this rank computes is `local`
  bool leaving = false;
  auto last_served = Clock::now();
  while (!local.done || std::ranges::find(ended, false) != ended.end()) {
    stop.look();
    if (!stop.reason().empty()) coordinator.stop();
    if (stop.is_over() && !leaving) {
      leaving = local.leave_unit = true;
      for (int rank = 1; rank < ranks.size(); ++rank)
        if (!ended[static_cast<std::size_t>(rank)]) ranks.send(rank, leave_unit);
    }
    if (stop.is_over_and_saved()) return false;
    bool served = desk.serve(coordinator, stop.seconds_left());
    if (ranks.size() > 1 && answer_messages(ranks, coordinator, stop, ended) > 0) served = true;
    progress.show(coordinator.standing());
    if (served)
      last_served = Clock::now();
    else
      desk.sleep(pause_after(Clock::now() - last_served));
  }
  return true;
}

bool told_to_leave(Communicator& ranks) {
  const auto message = ranks.poll();
  return message && message->second == leave_unit;
}

std::optional<Assignment> ask_rank_zero(Communicator& ranks, Report report) {
  report.stop = SignalWatch::told_to_stop();
  ranks.send(0, encode(report));
  useconds_t pause = 20;
  while (true) {
    if (const auto message = ranks.poll()) {
      if (message->second == leave_unit) continue;  // it came when the unit was finished
      if (message->second.empty()) return std::nullopt;
      return decode_assignment(message->second);
    }
    usleep(pause);
    pause = std::min<useconds_t>(pause * 3 / 2, 1000);
  }
}

}  // namespace polesweep::execute
