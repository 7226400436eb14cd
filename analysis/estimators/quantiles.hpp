#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Estimates from a sample of runs. The runs are independent draws of one distribution; nothing else is assumed of it. A run that diverged
/// has the value +inf, which is worse than everything.
namespace polesweep::analysis {

/// An estimate with its confidence bounds. A bound that the runs are too few for is open: -inf or +inf. All are NaN without runs.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
};

/// Positions (from 1) of the order statistics that bound a quantile; 0 and runs + 1 mean that the bound is open.
struct Ranks {
  std::size_t low = 0;
  std::size_t high = 0;
};

/// Ranks of a confidence interval for the `quantile` (in (0, 1)) of any distribution: with B ~ Binomial(runs, quantile), the order
/// statistics X(low), X(high) enclose it with probability at least P(low <= B < high) >= confidence.
///
/// Both tails get half of what the confidence leaves over. Where the extreme run is not enough for one half, that end takes the extreme and
/// its tail, and the other end what then remains; if nothing remains, the end is open. The ranks depend on no data, so that coverage
/// holds in every case. Source: H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed. (2003), section 7.1.
Ranks quantile_ranks(std::size_t runs, double quantile, double confidence);

/// The smallest number of runs for which both bounds of `quantile_ranks` are closed.
std::size_t runs_for_closed_bounds(double quantile, double confidence);

/// The middle value of an ascending sample, of an even number the mean of the two in the middle; NaN without values.
double sorted_median(std::span<const double> ascending);

/// The smallest value that at least the fraction `quantile` of an ascending sample does not exceed; NaN without values.
double sorted_quantile(std::span<const double> ascending, double quantile);

/// Median and quantile with intervals for samples of at most `most_runs` values; the ranks are computed once for each number of runs.
class OrderStatistics {
 public:
  OrderStatistics(std::size_t most_runs, double quantile, double confidence);

  Estimate median(std::span<const double> ascending) const;
  Estimate quantile(std::span<const double> ascending) const;

 private:
  double quantile_;
  std::vector<Ranks> median_ranks_;    ///< by number of runs
  std::vector<Ranks> quantile_ranks_;  ///< by number of runs
};

/// The median of any sample with its interval; values that are NaN are left out.
///
/// Of `unknown` further runs nothing is known but that they exist: they count as lower than all for the lower bound and as higher than all
/// for the upper one, so that the interval covers whatever their values are. The median is that of the others.
Estimate median_of(std::span<const double> values, double confidence, std::size_t unknown = 0);

}  // namespace polesweep::analysis
