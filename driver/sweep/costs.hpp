#pragma once

#include <functional>
#include <unordered_map>

#include "driver/sweep/grid.hpp"

namespace polesweep::sweep {

/// What the runs of a point take, in nominal operations: counts that the members declare, the same on every machine.
struct PointCost {
  double data = 0;         ///< per training sample; shared by all points with the same task and seed
  double state = 0;        ///< per training sample; shared by learners on the same fixed poles, 0 where a learner moves its poles
  double learner = 0;      ///< per training sample; of this point alone
  double test = 0;         ///< per run, for the data and states of its test; shared as `state` is
  double measurement = 0;  ///< per measured length; of this point alone
  double bytes = 0;        ///< working memory of one run
  double state_bytes = 0;  ///< of the saved state of a finished run; 0 where there is none
  double values = 1;       ///< numbers recorded at each length: the risk and the metrics
};

/// Asked once for every shape of a point, so the answer must not depend on real-valued fields.
using CostFunction = std::function<PointCost(const Point&)>;

class Costs {
 public:
  /// The grid must outlive this.
  Costs(const Grid& grid, CostFunction function) : grid_(&grid), function_(std::move(function)) {}
  const PointCost& of(PointRef ref);

 private:
  const Grid* grid_;
  CostFunction function_;
  std::unordered_map<std::uint64_t, PointCost> known_;
};

}  // namespace polesweep::sweep
