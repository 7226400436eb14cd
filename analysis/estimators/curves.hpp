#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// What is read off one curve of risk over lengths.
namespace polesweep::analysis {

/// The smallest measured length from which the curve stays at or below `level` up to the last measured length; +inf where it never does,
/// NaN where nothing was measured. Lengths ascend; a value that is NaN was not measured and is skipped.
///
/// Of one run's nmse this is the samples to a threshold; of the (1 - delta) quantile over runs it is the sample complexity N(level, delta).
double settles_at(std::span<const std::int64_t> lengths, std::span<const double> curve, double level);

enum class RateReason : std::int32_t {
  fitted = 0,
  few_points = 1,
  floor_not_reached = 2,
  not_exponential = 3,
  diverged = 4,
  not_measured = 5
};

/// The reasons as texts for the meanings of a status variable.
const std::vector<std::pair<std::int32_t, std::string>>& rate_reasons();

struct Rate {
  double value = 0;  ///< per training sample; NaN unless fitted
  RateReason reason = RateReason::fitted;
};

/// The rate r in risk - floor ~ exp(-r N) of one run.
///
/// The floor is the median risk of the last quarter of the measured lengths (at least three). The line log(risk - floor) over N is fitted
/// by least squares from the first length whose excess over the floor is at most half of the first excess to the last with risk >= 3 floor;
/// fewer than five points there are too few. The floor counts as reached unless the logarithm of the risk has a trend over the last quarter
/// of more than 5 % that is also larger than three times its standard error: a smaller trend moves the excess of a fitted point by less
/// than 2.5 %. The decay is not exponential where the line over log N leaves a smaller residual (recursive least squares, for example), or
/// where the excess grows.
Rate convergence_rate(std::span<const std::int64_t> lengths, std::span<const double> risk);

}  // namespace polesweep::analysis
