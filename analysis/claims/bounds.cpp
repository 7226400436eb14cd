#include <algorithm>
#include <cmath>

#include "analysis/claims/claim.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {

const std::vector<std::pair<std::int32_t, std::string>>& decisions() {
  static const std::vector<std::pair<std::int32_t, std::string>> words = {{0, "undecided"}, {1, "holds"}, {2, "fails"}};
  return words;
}

Bounds read_bounds(Fields& fields) {
  const double above = fields.real({.name = "above", .help = "the number is larger than this", .follows = "unbounded"});
  const double below = fields.real({.name = "below", .help = "the number is smaller than this", .follows = "unbounded"});
  return {above, below};
}

Judgement judge(const Estimate& estimate, std::size_t runs, const Bounds& bounds) {
  Judgement judgement{Decision::undecided, estimate, runs, "", 0};
  if (runs == 0)
    judgement.reason = "no runs";
  else if (std::isnan(estimate.low) || std::isnan(estimate.high))
    judgement.reason = no_interval;
  if (!judgement.reason.empty()) return judgement;
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  const double inside = std::min(std::isnan(bounds.above) ? unbounded : estimate.low - bounds.above,
                                 std::isnan(bounds.below) ? unbounded : bounds.below - estimate.high);
  const double beyond = std::max(std::isnan(bounds.above) ? -unbounded : bounds.above - estimate.high,
                                 std::isnan(bounds.below) ? -unbounded : estimate.low - bounds.below);
  if (inside > 0) return {Decision::holds, estimate, runs, "", inside};
  if (beyond > 0) return {Decision::fails, estimate, runs, "", -beyond};
  // It is neither within nor beyond, though it seems to be known exactly.
  if (estimate.low == estimate.high) judgement.reason = equals_bound;
  return judgement;
}

Judgement judge(const Estimate& against_above, const Estimate& against_below, std::size_t runs, const Bounds& bounds) {
  Judgement above = judge(against_above, runs, {bounds.above, nan});
  Judgement below = judge(against_below, runs, {nan, bounds.below});
  if (std::isnan(bounds.above)) return below;
  if (std::isnan(bounds.below)) return above;
  return is_weaker(above, below) ? above : below;
}

void add_reason(Judgement& judgement, const std::string& reason) {
  if (!reason.empty()) judgement.reason += (judgement.reason.empty() ? "" : "; ") + reason;
}

bool is_weaker(const Judgement& a, const Judgement& b) {
  const auto rank = [](Decision decision) { return decision == Decision::fails ? 0 : decision == Decision::undecided ? 1 : 2; };
  return rank(a.decision) != rank(b.decision) ? rank(a.decision) < rank(b.decision) : a.margin < b.margin;
}

}  // namespace polesweep::analysis
