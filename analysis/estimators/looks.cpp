#include "analysis/estimators/looks.hpp"

#include <algorithm>
#include <cmath>

#include "core/numbers.hpp"

namespace polesweep::analysis {

std::vector<std::size_t> seeds_at_looks(std::size_t first, std::size_t at_most) {
  std::vector<std::size_t> seeds;
  for (std::size_t next = first; next < at_most; next *= 2) seeds.push_back(next);
  seeds.push_back(at_most);
  return seeds;
}

double confidence_at_look(double confidence, std::size_t looks) {
  // One look is no peeking, and keeps its bits.
  return looks > 1 ? 1 - (1 - confidence) / static_cast<double>(looks) : confidence;
}

double relative_half_width(const Estimate& estimate) {
  if (std::isnan(estimate.value) || std::isnan(estimate.low) || std::isnan(estimate.high)) return nan;
  if (estimate.low == estimate.high) return 0;
  const double further = std::max(estimate.high - estimate.value, estimate.value - estimate.low);
  return std::isfinite(further) && estimate.value != 0 ? further / std::abs(estimate.value) : infinity;
}

}  // namespace polesweep::analysis
