#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/estimators/complexity.hpp"
#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {

enum class PowerLawReason : std::int32_t {
  fitted = 0,
  few_lengths = 1,
  diverged = 2,
  not_falling = 3,
  exponential_fits_better = 4,
  poor_fit = 5,
  exponent_undetermined = 6,
  not_measured = 7
};

/// The reasons as words for the meanings of a status variable.
const std::vector<std::pair<std::int32_t, std::string>>& power_law_reasons();

/// risk(N) = floor + amplitude N^-exponent. Everything but `reason` and `lengths` is NaN unless fitted.
struct PowerLaw {
  Estimate exponent;
  Estimate floor;
  Estimate amplitude;
  double r_squared = 0;       ///< part of the weighted variance of log risk that the curve explains
  double typical_misfit = 0;  ///< root mean square of log(median risk / curve)
  std::size_t lengths = 0;    ///< medians that were fitted
  PowerLawReason reason = PowerLawReason::fitted;
};

/// The power law with a floor behind the median risks over seeds: weighted least squares of log(median / curve) by Levenberg and
/// Marquardt's method (Eigen), the weight of a length being one over the variance of its log median, which is estimated from the median
/// absolute deviation of log risk plus (1 %)^2. Bounds are percentile intervals over seeds, refitted on each bootstrap sample; all lengths
/// of a run move together.
///
/// "No power law" is an answer: fewer than five finite positive medians; an infinite one; a fall between the first and last median that is
/// below 10 % or within three of its standard errors; a curve floor + A exp(-rN) that leaves a smaller residual; a typical misfit above 5 %
/// with a weighted residual above four for each degree of freedom; an exponent whose bounds are not both positive, or are a factor of four
/// or more apart.
///
/// Assumes that runs are independent between seeds. The percentile interval is known to be short for few seeds and for tails; of
/// medians it is not: simulated (tests/analysis/test_coverage.cpp), 95 % intervals of the exponent held it in 99 % of the samples of 16 to
/// 64 seeds.
/// Source: J. J. Moré, The Levenberg-Marquardt algorithm: implementation and theory (1978); B. Efron (1979).
PowerLaw fit_power_law(std::span<const std::int64_t> lengths, const RunsAlong& risk, double confidence);

}  // namespace polesweep::analysis
