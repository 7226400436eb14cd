#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/run/setup.hpp"

/// Nominal operations and memory of runs; the same on every machine.
namespace polesweep {

/// How far runs go. A sweep without lengths has costs for each run: of one sample.
struct RunExtent {
  double samples = 1;
  double marks = 1;  ///< lengths and iterations at which a run is measured
};

struct RunCost {
  double data = 0;                             ///< per training sample, shared by all points with this task and seed
  double state = 0;                            ///< per training sample, shared by the learners on the same fixed poles
  double learner = 0;                          ///< per training sample of the longest length, all repetitions or episodes included
  double test = 0;                             ///< per run: data and states of a holdout test, shared as `state` is
  double measurement = 0;                      ///< per mark: solving for weights, predicting the test
  double bytes = 0;                            ///< working memory
  double state_bytes = 0;                      ///< of the saved state of a finished run; 0 if longer lengths do not go on from one
  double values = 1;                           ///< numbers recorded at each mark
  double measures = 0;                         ///< per mark: the metrics asked for, which say nothing of the learner's own cost
  std::int64_t parameters = 0;                 ///< trained numbers (a complex one counts twice)
  double once = 0;                             ///< per run, however short: what makes it and its record
  double block = 0;                            ///< per block of up to `seeds_of_block` seeds of a point
  double ground = 0;                           ///< per block, shared by all points with this task and poles
  RunExtent extent = {};                       ///< of the whole run
  double drawn = 1;                            ///< samples of the task that a whole run takes
  double advanced = 1;                         ///< samples that its network goes through
  double tests = 1;                            ///< times that it goes through a holdout test
  std::vector<std::string> idle_metrics = {};  ///< of the metrics asked for those that it has no values of
};

/// Seeds that travel together through a unit. Nominal: kernels may have fewer lanes.
inline constexpr std::uint32_t seeds_of_block = 8;

RunCost run_cost(const Setup& setup, const Measurement& asked);

/// The operations of one run, by what it can share with others.
struct RunOperations {
  double data = 0;   ///< with all points on the same poles
  double state = 0;  ///< with the learners on the same fixed poles
  double own = 0;

  double total() const { return data + state + own; }
};
/// What learning takes up to an extent, as learners are compared; what is paid once for a run or a block is left out.
RunOperations operations(const RunCost& cost, const RunExtent& extent);
/// What a whole run takes, without what is paid for a block.
RunOperations operations(const RunCost& cost);

/// Bytes that the record of a run holds.
double record_bytes(const RunCost& cost);

}  // namespace polesweep
