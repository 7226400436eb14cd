#pragma once

#include <functional>

#include "core/results/dataset.hpp"
#include "core/theory/predicted_rates.hpp"

namespace polesweep::analysis {

/// Raised when an estimator of /statistics gives other numbers; the group says it in its attribute `version`. 1 (which files do not say)
/// had convergence rates by ordinary least squares, 2 has them by Theil and Sen, over updates as well, and what theory predicts; 3 has
/// rates of what falls without a floor, intervals of runs on one data window, and divergence by length.
inline constexpr int statistics_version = 3;

/// The group /statistics of a results data set. The resampling unit is the seed (of a recorded task: the data window; repeats of a window
/// are left out); all intervals have the confidence of the root's attribute (after looks: all looks together have it) and are pointwise in
/// length and threshold.
///
/// Per run: `samples_to_threshold`(point, seed, threshold), `convergence_rate`(point, seed) with `convergence_rate_error`, its
/// standard error, and `convergence_rate_reason`, and `plateau_length`(point, seed); of points that are measured at updates also
/// `update_rate`(training_point, training_length, seed) with its companions and `plateau_updates`, the same along updates.
/// Per point: of the risk, of nmse = risk / trivial risk, and of every further metric on (point, seed, length), the curves `<name>_median`
/// and `<name>_quantile` (the 1 - delta quantile) with `_low` and `_high`, `<name>_mean` over the finite runs and `<name>_mean_runs`, their
/// number; `sample_complexity`(point, threshold), the smallest length from which the 1 - delta quantile of nmse stays at or below the
/// threshold, whose bounds are where the lower and the upper bound of that quantile do; `convergence_rate_median` over the
/// `convergence_rate_runs` that have a rate, likewise of `update_rate` and of plateaus; `runs` with a result, and the fractions of all runs
/// so far that diverged (at any length or iteration) and that failed; `fraction_infinite`(point, length), of the runs measured at a length,
/// with an infinite risk there: learned poles may leave the unit circle and come back.
///
/// Of a recorded task with a single data window the resampling unit is the run: where `given_data`(point) is 1 its runs differ in initial
/// weights alone, and intervals hold given the data; else all runs are one, and all bounds are NaN: there is no interval. See quantiles.hpp
/// and curves.hpp for the estimators. Throws Error if the data set lacks a variable. Memory: about as much as the data set itself holds
/// per run. What theory predicts is in it if it is given, for the points of the data set in their order.
results::Group statistics(const results::Group& root, const theory::PredictedRates* predicted = nullptr);

/// Empty: nothing is predicted.
using PredictRates = std::function<theory::PredictedRates()>;

/// The same, whose columns of runs are made when they are written: one at a time is in memory, of those that are computed together all
/// that are not written yet. The values of `root` from which they are computed must stay where they are until then.
results::Group statistics_to_write(const results::Group& root, const PredictRates& predict);

}  // namespace polesweep::analysis
