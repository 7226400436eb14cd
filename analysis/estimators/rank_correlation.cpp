#include "analysis/estimators/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "analysis/estimators/resampling.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// With fewer, resampled seeds say too little: 8 % of the claims about numbers that have nothing to do with each other were decided with
/// five, 35 % with two.
constexpr std::size_t fewest_seeds = 6;

/// Two numbers of each run of one seed.
struct OfSeed {
  std::vector<double> x;
  std::vector<double> y;
};

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t i = 0, end = 0; i < order.size(); i = end) {
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    for (std::size_t k = i; k < end; ++k) rank[order[k]] = static_cast<double>(i + end - 1) / 2;
  }
  return rank;
}

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / count;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / count;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : nan;
}

double spearman(const std::vector<OfSeed>& seeds, const std::vector<std::size_t>& taken) {
  std::vector<double> x;
  std::vector<double> y;
  for (const std::size_t seed : taken) {
    x.insert(x.end(), seeds[seed].x.begin(), seeds[seed].x.end());
    y.insert(y.end(), seeds[seed].y.begin(), seeds[seed].y.end());
  }
  return pearson(ranks(x), ranks(y));
}

}  // namespace

RankCorrelation rank_correlation(const RunsAlong& x, const RunsAlong& y, double confidence) {
  std::vector<OfSeed> seeds;
  std::size_t pairs = 0;
  for (std::size_t seed = 0; !x.empty() && seed < x.front().size(); ++seed) {
    OfSeed of_seed;
    for (std::size_t point = 0; point < x.size(); ++point) {
      if (std::isnan(x[point][seed]) || std::isnan(y[point][seed])) continue;
      of_seed.x.push_back(x[point][seed]);
      of_seed.y.push_back(y[point][seed]);
    }
    pairs += of_seed.x.size();
    if (!of_seed.x.empty()) seeds.push_back(std::move(of_seed));
  }
  if (seeds.empty()) return {{nan, nan, nan}, 0};
  std::vector<std::size_t> all(seeds.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const double rho = spearman(seeds, all);
  std::vector<double> replicates;
  for (std::uint64_t resample = 0; resample < resample_count; ++resample)
    replicates.push_back(spearman(seeds, resampled_seeds(seeds.size(), resample)));
  return {seeds.size() < fewest_seeds ? Estimate{rho, nan, nan} : percentile_interval(rho, replicates, confidence), pairs};
}

}  // namespace polesweep::analysis
