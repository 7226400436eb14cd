#pragma once

#include "core/learners/recurrent/fields.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// How a rule with one trace for each weight carries it from sample to sample: trace <- factor trace + immediate derivative.
enum class TraceFactor { none, fixed, own_jacobian };

/// What the rules with one trace for each weight differ in; a rule sets what it reads fields for.
struct LocalChoice {
  LocalChoice(Fields& fields, TraceFactor trace) : settings(read_shared_fields(fields)), trace(trace) {
    settings.update_every = read_update_every(fields);
  }

  RuleSettings settings;
  TraceFactor trace;
  Real factor = broadcast(required);  ///< NaN: 1 - leak
  Real feedback_scale = broadcast(1.0);
  Real filter = broadcast(0.0);        ///< of the errors
  Real trace_filter = broadcast(0.0);  ///< of the traces
};

inline bool any_lane_nonzero(Real values) {
  alignas(64) double lane[lanes];
  store(lane, 0, values);
  for (const double value : lane)
    if (value != 0) return true;
  return false;
}

}  // namespace polesweep::POLESWEEP_KERNELS
