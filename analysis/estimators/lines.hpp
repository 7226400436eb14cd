#pragma once

#include <span>

namespace polesweep::analysis {

/// A straight line through points by ordinary least squares.
struct Line {
  double slope = 0;
  double residual = 0;  ///< sum of squares
  double spread = 0;    ///< sum of squared deviations of x; 0 if all x are equal, and the slope is no number then
};

/// Two parallel arrays of at least two finite numbers.
Line fit_line(std::span<const double> x, std::span<const double> y);

}  // namespace polesweep::analysis
