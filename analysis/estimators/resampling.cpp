#include "analysis/estimators/resampling.hpp"

#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {

std::vector<std::size_t> resampled_seeds(std::size_t runs, std::uint64_t resample) {
  constexpr std::uint64_t stream = 0;  // one stream for all statistics: samples are numbered, not streams
  std::vector<double> uniform(runs);
  portable_kernels().uniform(&stream, Role::resampling, 0, resample * runs, static_cast<std::int64_t>(runs), uniform.data());
  std::vector<std::size_t> seeds(runs);
  for (std::size_t i = 0; i < runs; ++i) seeds[i] = static_cast<std::size_t>(uniform[i] * static_cast<double>(runs));
  return seeds;
}

Estimate percentile_interval(double value, std::span<const double> replicates, double confidence) {
  const auto bound = [&](double quantile, double unknown) {
    std::vector<double> ascending(replicates.begin(), replicates.end());
    std::replace_if(
        ascending.begin(), ascending.end(), [](double x) { return std::isnan(x); }, unknown);
    std::sort(ascending.begin(), ascending.end());
    return sorted_quantile(ascending, quantile);
  };
  return {value, bound((1 - confidence) / 2, -infinity), bound((1 + confidence) / 2, infinity)};
}

}  // namespace polesweep::analysis
