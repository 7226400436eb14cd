#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/estimators/paired.hpp"
#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {

/// The values of one quantity of several runs along an axis: [position][seed], NaN if not measured.
using RunsAlong = std::vector<std::vector<double>>;

/// The sample complexity N(level, delta): the smallest length from which the (1 - delta) quantile of nmse stays at or below the level.
/// Its bounds are where the lower and the upper bound of that quantile do. `quantile` holds one estimate for each length.
///
/// The bounds of the quantile hold for one length at a time; simulated (tests/analysis/test_coverage.cpp), 95 % intervals held N in
/// 99 % of the samples of 12 to 64 seeds, and in 98 % where the true quantile is a hair below the level. With open upper bounds of the
/// quantile, N has none either (+inf).
Estimate sample_complexity(std::span<const std::int64_t> lengths, std::span<const Estimate> quantile, double level);

/// N of one learner as a multiple of another's, by bootstrap over the seeds they share; all lengths of a run move together.
///
/// Where both are +inf the ratio of a sample could be anything; where one is, it is 0 or +inf. An interval with such bounds is open and
/// decides nothing. Assumes that pairs are independent between seeds. Lengths are few, so that the ratio takes few values and the interval
/// covers too often: simulated, 95 % intervals held it in 99.5 % of the samples and more of 16 to 64 seeds (delta = 0.1). A bootstrap knows
/// nothing beyond the worst run: where that decides (fewer than 1 / delta seeds), the interval is too short whatever the simulation says.
/// The probability of winning is that of the bootstrap samples.
Comparison compare_complexity(std::span<const std::int64_t> lengths, const RunsAlong& nmse, const RunsAlong& reference, double delta,
                              double level, double confidence);

}  // namespace polesweep::analysis
