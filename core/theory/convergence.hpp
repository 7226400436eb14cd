#pragma once

#include <cstdint>

#include "core/modes/mode.hpp"

/// How often the flow theta' = -Delta of one mode finds the teacher from random starts (arXiv 2606.00243, convergence). By integration of
/// flows from drawn starts: a Monte Carlo value, but the same one every time.
namespace polesweep::theory {

/// Independent normal numbers of mean 0; starts with |w| >= 1 are drawn again.
struct RandomStarts {
  double scale = 1;           ///< standard deviation of a and b
  double pole_scale = 0.3;    ///< of w
  double feedback_scale = 1;  ///< of a-hat
  std::int64_t runs = 1000;
  std::uint64_t seed = 0;
};

struct Converged {
  double all = 0;      ///< share of the runs whose loss falls to epsilon in time
  double aligned = 0;  ///< the same of those that start with a-hat a > 0,
  double opposed = 0;  ///< and of the others; 0 if there are none
};

/// a-hat is drawn for each run, whatever `algorithm` says. A run fails if it reaches |w| = 1 or has not got there after `time`.
Converged convergence(const Algorithm& algorithm, const Mode& teacher, const RandomStarts& starts, double epsilon, double time);

}  // namespace polesweep::theory
