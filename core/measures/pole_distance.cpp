#include "core/measures/pole_distance.hpp"

#include <cmath>
#include <limits>

#include "core/measures/assignment.hpp"

namespace polesweep {

double pole_distance(const std::vector<Complex>& poles, const std::vector<Complex>& teacher_poles) {
  const bool teacher_has_fewer = teacher_poles.size() <= poles.size();
  const std::vector<Complex>& fewer = teacher_has_fewer ? teacher_poles : poles;
  const std::vector<Complex>& more = teacher_has_fewer ? poles : teacher_poles;
  std::vector<double> squares;
  for (const Complex& a : fewer)
    for (const Complex& b : more) {
      const Complex difference = a - b;
      squares.push_back(difference.real() * difference.real() + difference.imag() * difference.imag());
      if (!std::isfinite(squares.back())) return std::numeric_limits<double>::quiet_NaN();
    }
  if (squares.empty()) return std::numeric_limits<double>::quiet_NaN();
  const std::vector<int> partner = cheapest_assignment(squares, static_cast<int>(fewer.size()), static_cast<int>(more.size()));
  double sum = 0;
  for (std::size_t i = 0; i < fewer.size(); ++i) sum += squares[i * more.size() + static_cast<std::size_t>(partner[i])];
  return std::sqrt(sum / static_cast<double>(fewer.size()));
}

}  // namespace polesweep
