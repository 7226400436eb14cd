#pragma once

#include <array>
#include <cstdint>

/// One mode of a data-aligned linear network, y = sum_n a b w^n x_{t-n}, learning a teacher of the same kind (arXiv 2606.00243). White
/// input of unit variance. |w| < 1 for both. T -> infinity and the loss of the final step unless a function says otherwise.
namespace polesweep::theory {

struct Mode {
  double a = 0;  ///< readout
  double b = 0;  ///< input weight
  double w = 0;  ///< pole
};

/// In the order of the parameter `algorithm` of the formulas. `rtrl` is exact and has BPTT's mean.
enum class Rule { bptt, tbptt, rflo, eprop, rtrl };

struct Algorithm {
  Rule rule = Rule::bptt;
  std::int64_t depth = 1;  ///< k of tbptt: transitions a gradient goes back, >= 1
  double feedback = 1;     ///< a-hat of rflo and e-prop
  double leak = 0;         ///< w-hat of rflo, in (-1, 1)
};

/// Delta: parameters move by minus a step size times this.
struct Updates {
  double a = 0;
  double b = 0;
  double w = 0;
};

/// Where the loss is taken in a sequence of T steps that starts at zero state: at its end, or as the mean over all steps.
enum class LossAt { last_step, every_step };

}  // namespace polesweep::theory
