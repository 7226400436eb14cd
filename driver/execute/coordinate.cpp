#include "driver/execute/coordinate.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "driver/execute/signals.hpp"

namespace polesweep::execute {

bool coordinate(Communicator& ranks, Coordinator& coordinator, LocalDesk& desk, LocalThread& local, Progress& progress, StopWatch& stop) {
  std::vector<bool> ended(static_cast<std::size_t>(ranks.size()));
  int others = ranks.size() - 1;
  bool leaving = false;
  useconds_t pause = 50;
  while (others > 0 || !local.done) {
    stop.look();
    if (!stop.reason().empty()) coordinator.stop();
    if (stop.is_over() && !leaving) {
      leaving = local.leave_unit = true;
      for (int rank = 1; rank < ranks.size(); ++rank)
        if (!ended[static_cast<std::size_t>(rank)]) ranks.send(rank, leave_unit);
    }
    if (stop.is_over_and_saved()) return false;
    bool served = desk.serve(coordinator, stop.seconds_left());
    if (ranks.size() > 1)
      while (const auto message = ranks.poll()) {
        const Report report = decode_report(message->second);
        if (report.stop) stop.ask(fmt::format("a signal to rank {} asked for it", message->first));
        if (!stop.reason().empty()) coordinator.stop();
        const std::optional<Assignment> answer = coordinator.next(report, stop.seconds_left());
        ranks.send(message->first, answer ? encode(*answer) : std::string());
        if (!answer) {
          ended[static_cast<std::size_t>(message->first)] = true;
          --others;
        }
        served = true;
      }
    progress.show(coordinator.standing());
    pause = served ? 50 : std::min<useconds_t>(pause * 3 / 2, 2000);
    if (!served) usleep(pause);
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
