#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// What is read off one curve of risk over lengths.
namespace polesweep::analysis {

/// The smallest measured length from which the curve stays at or below `level` up to the last measured length; +inf if it never does,
/// NaN if nothing was measured. Lengths ascend; a value that is NaN was not measured and is skipped.
///
/// Of one run's nmse this is the samples to a threshold; of the (1 - delta) quantile over runs it is the sample complexity N(level, delta).
double settles_at(std::span<const std::int64_t> lengths, std::span<const double> curve, double level);

/// The longest plateau of a curve of losses: the largest distance of two measured places between which the loss does not fall by a tenth of
/// what it was at the first, if it does so later. 0 if every place brings such a fall; NaN if none ever comes. What follows the last fall,
/// at a floor or at the end of a run, is no plateau. Places ascend; values that are NaN or infinite are skipped.
///
/// Good to the distance of places. Of losses that scatter by a tenth a low one begins a plateau: measure exact risks.
double plateau_length(std::span<const std::int64_t> places, std::span<const double> loss);

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
  double value = 0;           ///< per training sample, or per update if the curve is over updates; NaN unless fitted
  double standard_error = 0;  ///< of the value, from the scatter about the fitted line; NaN unless fitted
  RateReason reason = RateReason::fitted;
};

/// The rate r in risk - floor ~ exp(-r N) of one run, N a number of samples or of updates (`places`, ascending).
///
/// The floor is the median risk of the last quarter of the measured places (at least three). The slope of log(risk - floor) over N is that
/// of Theil and Sen (robust_line.hpp), from the first place whose excess over the floor is at most half of the first excess to the last
/// with risk >= 3 floor; fewer than five points there are too few. The floor counts as reached unless the logarithm of the risk has a trend
/// over the last quarter of more than 5 % that is also larger than three times its standard error: a smaller trend moves the excess of a
/// fitted point by less than 2.5 %. The decay is not exponential where the line over log N leaves smaller absolute deviations (recursive
/// least squares, for example), or where the excess grows.
///
/// Where the risk is still falling at the end, the floor is taken as 0 if the fall is straight in the logarithm over a decade or more: the
/// slopes of its two halves differ by less than 5 %, two standard errors included, which leaves no room for a floor or a power of N that
/// would change the rate by more (of a fall by less than a decade, but a factor of 2: 1 %). All places behind the half of the first risk
/// are tried, then the last three, two and one quarter of them. Where none of these is straight, the places up to 30 times the median of
/// the last three risks are taken, from which no floor is far enough away to matter, if the halves differ by no more than 5 % or three
/// standard errors. Else the floor is not reached.
///
/// With a floor the line is fitted twice: first in that window, then between the places where the first line crosses the same two levels,
/// at most two beyond that window. A curve crosses them early or late with the scatter there, which makes the first line too flat (by 3 %
/// in the simulation below), and an outlier at the floor opens the first window as far as there.
///
/// Assumes relative errors of the risk that are independent from place to place, with a few arbitrary ones among them. Of a learner that
/// fluctuates about its floor they are correlated, and `standard_error` is too small; the interval of the median over seeds does not use
/// it. Simulated: falls by 3 exp(-r N) to 0.01 whose rates scatter by 10 % among seeds, every risk with a relative error of 20 %, and wrong
/// by a factor of e^2 either way with a chance of 0, 5 or 10 %. At 40 even places the median of 12, 32 and 64 seeds has a bias of at most
/// 0.5 %, and its 95 % interval holds the true median in 97, 97 and 98 (no outliers), 98, 96, 96 (5 %) and 97, 95, 93 (10 %) of 100 sweeps;
/// 93, 90 and 88 % of the runs have a rate. At 20 places, where fast runs leave fewer than five to be fitted, 61 % have one, and the median
/// is theirs: bias -2 to -3 %, coverage 96, 89 and 82 % at 12, 32 and 64 seeds at worst. Measure more lengths if
/// `convergence_rate_runs` is far below the number of runs.
Rate convergence_rate(std::span<const std::int64_t> places, std::span<const double> risk);

}  // namespace polesweep::analysis
