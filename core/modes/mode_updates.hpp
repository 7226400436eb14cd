#pragma once

#include "core/modes/mode.hpp"

/// Mean updates and losses of one mode (arXiv 2606.00243, the mode equations).
namespace polesweep::theory {

Updates mean_updates(const Algorithm& algorithm, const Mode& mode, const Mode& teacher);
/// The same for sequences of T steps: sums over T lags, O(T).
Updates mean_updates(const Algorithm& algorithm, const Mode& mode, const Mode& teacher, std::int64_t length, LossAt at);

/// 1/2 E (y - y*)^2, written in differences from the teacher: it keeps its digits near zero.
double loss(const Mode& mode, const Mode& teacher);
/// The same for sequences of T steps.
double loss(const Mode& mode, const Mode& teacher, std::int64_t length, LossAt at);

/// BPTT conserves a^2 - b^2. RFLO with w held at w* conserves a - D b^2/(2 a-hat rho), rho = 1/(1 - w-hat w*), D = 1/(1 - w*^2).
double rflo_invariant(double a, double b, double feedback, double leak, double teacher_w);

}  // namespace polesweep::theory
