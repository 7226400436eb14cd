#pragma once

#include "core/modes/mode.hpp"

/// The flow theta' = -Delta of one mode, integrated with a controlled error of 1e-13 per step (arXiv 2606.00243, the detour).
namespace polesweep::theory {

struct FlowEnd {
  double time = 0;
  double path = 0;  ///< Euclidean length in (a, b, w)
  Mode mode;        ///< where the loss has come down to epsilon
};

/// From `start` until the loss is epsilon > 0. Errors: std::domain_error if the flow reaches |w| = 1, or needs more than 10^6 steps.
FlowEnd flow_until(const Algorithm& algorithm, const Mode& start, const Mode& teacher, double epsilon);
/// Follows the flow for the time given, >= 0.
FlowEnd flow_for(const Algorithm& algorithm, const Mode& start, const Mode& teacher, double time);

/// Time in which the flow leaves the silent student: from a = b = `scale` (b has the sign of the teacher's gain) and w until the loss is
/// `part` of the silent one's. Away from a saddle it grows as log(1/scale) over the exponent; where there is none it stays bounded. Error:
/// std::domain_error if the scale is not positive, the teacher's gain is zero, or as of flow_until.
double escape_time(const Algorithm& algorithm, double scale, double w, const Mode& teacher, double part);

/// Whether the loss comes down to epsilon within `time`. Not if the flow reaches |w| = 1, or needs more than 10^6 steps.
bool flow_converges(const Algorithm& algorithm, const Mode& start, const Mode& teacher, double epsilon, double time);

/// Whether the flow from near the optimal point (s, m/s, w*) comes back to it: from a start with all three weights off by `perturbation`,
/// the loss falls by a factor of 10^4 before the weights are further off than 10^3 perturbations or half way to |w| = 1. What decides is
/// the flow alone, not the linearisation. Error: std::domain_error if neither happens within 10^6 steps.
bool flow_returns(const Algorithm& algorithm, double s, const Mode& teacher, double perturbation);

/// RFLO with w held at w*: the time in which b moves from b0 to b1, by partial fractions of the cubic that b' is. Error: std::domain_error
/// where b does not get there.
double frozen_rflo_time(double a0, double b0, double b1, const Algorithm& algorithm, const Mode& teacher);

}  // namespace polesweep::theory
