#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {

/// Bootstrap samples of seeds: which of `runs` seeds the `resample`-th sample takes, with replacement [runs].
///
/// The numbers come from the counter-based stream of the role `resampling` and depend on these two arguments alone, so that an interval is
/// the same on every machine and in every order, and two points resampled alike stay paired.
/// Source: B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979).
std::vector<std::size_t> resampled_seeds(std::size_t runs, std::uint64_t resample);

/// Number of bootstrap samples behind an interval: the error of a 95 % bound's own level is then about 0.5 %.
inline constexpr std::size_t resample_count = 1000;

/// The percentile interval (Efron 1979) of a statistic from its values on the bootstrap samples. NaN stands for a sample on which the
/// statistic could be anything: it counts as lower than all for the lower bound, as higher than all for the upper one, so that an interval
/// with many of them is open. `value` is the statistic of the sample itself.
///
/// Approximate: covers less often than it says for few seeds and for tails; each caller states what was measured.
Estimate percentile_interval(double value, std::span<const double> replicates, double confidence);

}  // namespace polesweep::analysis
