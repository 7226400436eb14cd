#include "analysis/estimators/lines.hpp"

#include <cstddef>

namespace polesweep::analysis {

Line fit_line(std::span<const double> x, std::span<const double> y) {
  const auto n = static_cast<double>(x.size());
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  Line line;
  double product = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    line.spread += (x[i] - mean_x) * (x[i] - mean_x);
    product += (x[i] - mean_x) * (y[i] - mean_y);
  }
  line.slope = product / line.spread;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double rest = y[i] - mean_y - line.slope * (x[i] - mean_x);
    line.residual += rest * rest;
  }
  return line;
}

}  // namespace polesweep::analysis
