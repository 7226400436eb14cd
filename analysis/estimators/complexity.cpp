#include "analysis/estimators/complexity.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/estimators/curves.hpp"
#include "analysis/estimators/resampling.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// N of the runs with the given seeds.
double complexity_of(std::span<const std::int64_t> lengths, const RunsAlong& nmse, const std::vector<std::size_t>& seeds, double delta,
                     double level) {
  std::vector<double> curve;
  std::vector<double> sample;
  for (const std::vector<double>& runs : nmse) {
    sample.clear();
    for (const std::size_t seed : seeds)
      if (!std::isnan(runs[seed])) sample.push_back(runs[seed]);
    std::sort(sample.begin(), sample.end());
    curve.push_back(sorted_quantile(sample, 1 - delta));
  }
  return settles_at(lengths, curve, level);
}

}  // namespace

Estimate sample_complexity(std::span<const std::int64_t> lengths, std::span<const Estimate> quantile, double level) {
  const auto settled = [&](double Estimate::*part) {
    std::vector<double> curve;
    for (const Estimate& estimate : quantile) curve.push_back(estimate.*part);
    return settles_at(lengths, curve, level);
  };
  return {settled(&Estimate::value), settled(&Estimate::low), settled(&Estimate::high)};
}

Comparison compare_complexity(std::span<const std::int64_t> lengths, const RunsAlong& nmse, const RunsAlong& reference, double delta,
                              double level, double confidence) {
  std::vector<std::size_t> shared;
  for (std::size_t seed = 0; seed < nmse.front().size(); ++seed) {
    const auto measured = [&](const RunsAlong& runs) {
      return std::any_of(runs.begin(), runs.end(), [&](const std::vector<double>& at) { return !std::isnan(at[seed]); });
    };
    if (measured(nmse) && measured(reference)) shared.push_back(seed);
  }
  if (shared.empty()) return {{nan, nan, nan}, 0, nan};
  double wins = 0;
  const auto ratio = [&](const std::vector<std::size_t>& seeds) {
    const double own = complexity_of(lengths, nmse, seeds, delta, level);
    const double other = complexity_of(lengths, reference, seeds, delta, level);
    wins += own < other ? 1 : own == other ? 0.5 : 0;
    return std::isinf(own) && std::isinf(other) ? nan : own / other;
  };
  const double value = ratio(shared);
  wins = 0;
  std::vector<double> replicates;
  std::vector<std::size_t> seeds(shared.size());
  for (std::size_t b = 0; b < resample_count; ++b) {
    const std::vector<std::size_t> positions = resampled_seeds(shared.size(), b);
    std::transform(positions.begin(), positions.end(), seeds.begin(), [&](std::size_t position) { return shared[position]; });
    replicates.push_back(ratio(seeds));
  }
  Estimate estimate = percentile_interval(value, replicates, confidence);
  estimate.low = std::max(estimate.low, 0.0);
  return {estimate, shared.size(), wins / static_cast<double>(resample_count)};
}

}  // namespace polesweep::analysis
