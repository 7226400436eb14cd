#pragma once

#include <functional>
#include <unordered_map>

#include "core/run/cost.hpp"
#include "driver/sweep/grid.hpp"

namespace polesweep::sweep {

/// Called once for every shape of a point, so the cost must not depend on real-valued fields.
using CostFunction = std::function<RunCost(const Point&)>;

class Costs {
 public:
  /// The grid must outlive this.
  Costs(const Grid& grid, CostFunction function) : grid_(&grid), function_(std::move(function)) {}
  const RunCost& of(PointRef ref);

 private:
  const Grid* grid_;
  CostFunction function_;
  std::unordered_map<std::uint64_t, RunCost> known_;
};

}  // namespace polesweep::sweep
