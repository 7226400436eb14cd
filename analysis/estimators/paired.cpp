#include "analysis/estimators/paired.hpp"

#include <cmath>
#include <vector>

namespace polesweep::analysis {

Comparison compare_paired(std::span<const double> risk, std::span<const double> reference, double confidence) {
  std::vector<double> log_ratios;
  double wins = 0;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    if (!(risk[i] >= 0) || !(reference[i] >= 0)) continue;
    wins += risk[i] < reference[i] ? 1 : risk[i] == reference[i] ? 0.5 : 0;
    log_ratios.push_back(risk[i] == reference[i] ? 0.0 : std::log(risk[i]) - std::log(reference[i]));
  }
  Estimate median = median_of(log_ratios, confidence);
  // Half of the seeds infinitely better and half infinitely worse: every ratio is a median, and a tie is the fair one.
  if (!log_ratios.empty() && std::isnan(median.value)) median.value = 0;
  return {{std::exp(median.value), std::exp(median.low), std::exp(median.high)},
          log_ratios.size(),
          wins / static_cast<double>(log_ratios.size())};
}

}  // namespace polesweep::analysis
