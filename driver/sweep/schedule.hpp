#pragma once

#include <span>

namespace polesweep::sweep {

/// What rank 0 takes to hand out a unit, in seconds: measured with 64 ranks of tiny units (docs/speed.md).
inline constexpr double answer_seconds = 5e-6;

/// How units keep ranks busy.
struct Schedule {
  double wall_seconds = 0;  ///< until the last rank is done
  double efficiency = 1;    ///< share of the ranks' time in which units are computed
};

/// Simulates ranks that each take the next unit when they are free. One coordinator answers them, one after another.
Schedule simulate(std::span<const double> unit_seconds, int ranks, double seconds_of_answer = answer_seconds);

}  // namespace polesweep::sweep
