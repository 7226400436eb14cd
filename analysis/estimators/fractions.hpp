#pragma once

#include <span>

#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {

/// The mean of independent numbers in [0, 1], one for each seed (of one point: whether its run satisfies something; of several points: the
/// part of them that do), with an interval that covers at least as often as it says, whatever the distribution.
///
/// Both bounds are where runs x KL(mean || bound) = log(2 / (1 - confidence)), KL(a || b) = a log(a/b) + (1-a) log((1-a)/(1-b)). For a mean
/// of 0 or 1 this is the interval of Clopper and Pearson, in between it is wider. NaN is left out; all NaN without numbers.
/// Source: W. Hoeffding, Probability inequalities for sums of bounded random variables, JASA 58 (1963), theorem 1.
Estimate mean_share(std::span<const double> shares, double confidence);

}  // namespace polesweep::analysis
