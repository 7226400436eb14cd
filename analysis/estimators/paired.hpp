#pragma once

#include <cstddef>
#include <span>

#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {

/// How much larger the risk of one learner is than that of another on the same seeds.
struct Comparison {
  Estimate ratio;        ///< median over seeds, with bounds (0 and +inf if open)
  std::size_t runs = 0;  ///< seeds that both were measured on
  double winning = 0;    ///< part of the seeds on which it is the smaller, ties counted half; NaN without seeds
};

/// The exponential of the median over seeds of log(risk / reference) with its order-statistic interval (see `quantile_ranks`).
///
/// The two have one value for each seed in the same order; a seed where either is NaN or negative is left out. Two equal values are a tie
/// (both +inf or both 0 as well); a single +inf is an infinite ratio. Assumes that pairs are independent between seeds.
Comparison compare_paired(std::span<const double> risk, std::span<const double> reference, double confidence);

}  // namespace polesweep::analysis
