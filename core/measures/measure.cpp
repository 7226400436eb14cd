#include "core/measures/measure.hpp"

#include <cmath>
#include <limits>

#include "core/measures/mark_view.hpp"

namespace polesweep {

double MarkShape::operations(double multiply_adds) const { return (task.complex_valued ? 8 : 2) * multiply_adds; }

void Measure::measure(const MarkView& at, double* out) const {
  values(at, out);
  if (!is_error || !at.diverged) return;
  for (int i = 0; i < width(at.states(), at.shadows); ++i)
    if (!std::isnan(out[i])) out[i] = std::numeric_limits<double>::infinity();
}

std::vector<std::string> Measure::variables() const {
  if (!is_complex) return {name};
  return {std::string(name) + "_re", std::string(name) + "_im"};
}

}  // namespace polesweep
