#pragma once

#include <cstdint>
#include <vector>

#include "core/run/setup.hpp"

/// Nominal operations and memory of runs; the same on every machine.
namespace polesweep {

struct RunCost {
  double data = 0;              ///< per training sample, shared by all points with this task and seed
  double state = 0;             ///< per training sample, shared by the learners on the same fixed poles
  double learner = 0;           ///< per training sample of the longest length, all repetitions or episodes included
  double test = 0;              ///< per run: data and states of a holdout test, shared as `state` is
  double measurement = 0;       ///< per mark: solving for weights, predicting the test
  double bytes = 0;             ///< working memory
  double state_bytes = 0;       ///< of the saved state of a finished run; 0 if longer lengths do not go on from one
  double values = 1;            ///< numbers recorded at each mark
  double measures = 0;          ///< per mark: the metrics asked for, which say nothing of the learner's own cost
  std::int64_t parameters = 0;  ///< trained numbers (a complex one counts twice)
};

RunCost run_cost(const Setup& setup, const Measurement& asked);

/// How far runs go. A sweep without lengths has costs for each run: of one sample.
struct RunExtent {
  double samples = 1;
  double marks = 1;  ///< lengths and iterations at which a run is measured
};
/// The extent of one run up to the longest length.
RunExtent extent_of(const std::vector<std::int64_t>& lengths, const std::vector<std::int64_t>& iterations);

/// The operations of one run, by what it can share with others.
struct RunOperations {
  double data = 0;   ///< with all points of the task
  double state = 0;  ///< with the learners on the same fixed poles
  double own = 0;

  double total() const { return data + state + own; }
};
RunOperations operations(const RunCost& cost, const RunExtent& extent);

}  // namespace polesweep
