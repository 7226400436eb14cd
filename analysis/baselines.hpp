#pragma once

#include <span>
#include <string>

#include "core/results/dataset.hpp"

/// Results on recorded data beside what least squares without a network reach there.
namespace polesweep::analysis {

/// The least-squares figures of each point; NaN where there are none: data that were not recorded, another evaluation or unit. Refers to
/// the data set, which must outlive it. Results that say nothing of baselines count as having none.
class Baselines {
 public:
  explicit Baselines(const results::Group& root);

  double risk(std::size_t point) const;
  double symbol_error_rate(std::size_t point) const;
  /// Whether some point has any.
  bool any() const;
  bool any_symbol_error_rate() const;

  /// Whether a median risk is below a third of the point's least-squares risk.
  bool is_suspicious(std::size_t point, double median_risk) const;
  /// "least squares with 21 taps reach risk 0.0084 and symbol error rate 8e-05 on the same test split"; "" where there are no figures.
  std::string sentence(std::size_t point) const;
  /// What a result so far below the figures may mean.
  std::string warning(std::size_t point) const;

 private:
  std::span<const std::int64_t> taps_;
  std::span<const double> risk_;
  std::span<const double> symbol_error_rate_;
};

}  // namespace polesweep::analysis
