#include "driver/sweep/costs.hpp"

namespace polesweep::sweep {

const RunCost& Costs::of(PointRef ref) {
  const std::uint64_t shape = grid_->shape(ref);
  const auto known = known_.find(shape);
  return known != known_.end() ? known->second : known_.emplace(shape, function_(grid_->resolve(ref))).first->second;
}

}  // namespace polesweep::sweep
