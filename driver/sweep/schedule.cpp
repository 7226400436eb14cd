#include "driver/sweep/schedule.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <vector>

namespace polesweep::sweep {

Schedule simulate(std::span<const double> unit_seconds, int ranks, double seconds_of_answer) {
  std::priority_queue<double, std::vector<double>, std::greater<>> asks_at;
  for (int i = 0; i < ranks; ++i) asks_at.push(0);
  double answered = 0;
  Schedule schedule;
  for (const double seconds : unit_seconds) {
    answered = std::max(answered, asks_at.top()) + seconds_of_answer;
    asks_at.pop();
    asks_at.push(answered + seconds);
    schedule.wall_seconds = std::max(schedule.wall_seconds, answered + seconds);
  }
  const double busy = std::accumulate(unit_seconds.begin(), unit_seconds.end(), 0.0);
  if (busy > 0) schedule.efficiency = busy / (ranks * schedule.wall_seconds);
  return schedule;
}

}  // namespace polesweep::sweep
