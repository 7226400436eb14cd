#include "core/measures/measure.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "core/measures/mark_view.hpp"
#include "core/numbers.hpp"

namespace polesweep {

double MarkShape::operations(double multiply_adds) const { return (task.complex_valued ? 8 : 2) * multiply_adds; }

std::vector<double> Measure::measure(const MarkView& at) const {
  std::vector<double> numbers = values(at);
  const auto expected = static_cast<std::size_t>(width(at.sizes()));
  if (numbers.size() != expected) throw std::logic_error(fmt::format("{} gave {} numbers, not {}", name, numbers.size(), expected));
  if (is_error && at.diverged)
    for (double& number : numbers)
      if (!std::isnan(number)) number = infinity;
  return numbers;
}

std::vector<std::string> Measure::dimensions() const {
  std::vector<std::string> names;
  for (const MeasureDimension* dimension : {&own, &inner})
    if (dimension->name) names.emplace_back(dimension->name);
  return names;
}

std::vector<std::string> Measure::variables() const {
  if (!is_complex) return {name};
  return {std::string(name) + "_re", std::string(name) + "_im"};
}

}  // namespace polesweep
