#include "analysis/estimators/paired.hpp"

#include <cmath>
#include <vector>

#include "core/numbers.hpp"

namespace polesweep::analysis {

Comparison compare_paired(std::span<const double> risk, std::span<const double> reference, double confidence, std::size_t unknown) {
  Comparison comparison;
  std::vector<double> log_ratios;
  double wins = 0;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    if (std::isnan(risk[i]) || std::isnan(reference[i])) continue;
    ++comparison.runs;
    if (risk[i] < 0 || reference[i] < 0) {
      ++comparison.negative;
      continue;
    }
    wins += risk[i] < reference[i] ? 1 : risk[i] == reference[i] ? 0.5 : 0;
    if (std::isinf(risk[i]) && std::isinf(reference[i]))
      ++comparison.both_infinite;
    else
      log_ratios.push_back(risk[i] == reference[i] ? 0.0 : std::log(risk[i]) - std::log(reference[i]));
  }
  comparison.winning = wins / static_cast<double>(comparison.runs - comparison.negative);
  if (comparison.runs == 0) {
    comparison.ratio = {nan, nan, nan};
    return comparison;
  }
  Estimate median = median_of(log_ratios, confidence, comparison.both_infinite + comparison.negative + unknown);
  // Half of the seeds infinitely better and half infinitely worse: every ratio is a median, and a tie is the fair one.
  if (!log_ratios.empty() && std::isnan(median.value)) median.value = 0;
  comparison.ratio = {std::exp(median.value), std::exp(median.low), std::exp(median.high)};
  comparison.runs += unknown;
  return comparison;
}

}  // namespace polesweep::analysis
