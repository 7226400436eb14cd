#pragma once

#include <cstddef>
#include <span>

#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {

/// How much larger the risk of one learner is than that of another on the same seeds.
struct Comparison {
  Estimate ratio;                 ///< median over seeds, with bounds (0 and +inf if open)
  std::size_t runs = 0;           ///< seeds that both were measured on
  double winning = 0;             ///< part of the seeds on which it is the smaller, ties counted half; NaN without seeds
  std::size_t both_infinite = 0;  ///< seeds on which both are, and that say nothing of which is better
  std::size_t negative = 0;       ///< seeds on which one is, and that have no ratio
};

/// The exponential of the median over seeds of log(risk / reference) with its order-statistic interval (see `quantile_ranks`).
///
/// The two have one value for each seed in the same order. Two equal numbers are a tie, both 0 as well; a single +inf is an infinite ratio.
/// Where both are +inf, or one is negative, any ratio is possible: such seeds count against both bounds (`median_of`), as do `unknown`
/// further ones. A seed where either is NaN is left out. Assumes that pairs are independent between seeds.
Comparison compare_paired(std::span<const double> risk, std::span<const double> reference, double confidence, std::size_t unknown = 0);

}  // namespace polesweep::analysis
