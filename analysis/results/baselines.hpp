#pragma once

#include <span>
#include <string>

#include "core/results/dataset.hpp"

/// Results beside what a linear predictor without a network reaches: on recorded data least squares, on a synthetic task with a known best
/// linear predictor that one.
namespace polesweep::analysis {

/// The figures of each point; NaN if there are none: a task that has none, another evaluation or unit. Refers to
/// the data set, which must outlive it. Results that say nothing of baselines count as having none.
class Baselines {
 public:
  explicit Baselines(const results::Group& root);

  double risk(std::size_t point) const;
  double symbol_error_rate(std::size_t point) const;
  /// Whether some point has any.
  bool any() const;
  bool any_symbol_error_rate() const;

  /// Whether a median risk on recorded data is below a third of the point's least-squares risk, and of the trivial risk: least squares that
  /// are worse than a constant are no measure. A synthetic task leaks nothing: there a network that is not linear may go as low as it can.
  bool is_suspicious(std::size_t point, double median_risk) const;
  /// "least squares with 21 taps reach risk 0.0084 and symbol error rate 8e-05 on the same test split"; of a synthetic task "the best
  /// linear predictor with 21 taps, found from the task itself, has risk 0.027"; of tests whose targets do not vary, that they do not; ""
  /// if there is nothing to say.
  std::string sentence(std::size_t point) const;
  /// What a result so far below the figures may mean.
  std::string warning(std::size_t point) const;

 private:
  std::span<const double> trivial_risks(std::size_t point) const;

  std::span<const std::int32_t> recorded_;
  std::span<const std::int64_t> taps_;
  std::span<const double> risk_;
  std::span<const double> symbol_error_rate_;
  std::span<const double> trivial_risk_;  // [point][seed]
};

}  // namespace polesweep::analysis
