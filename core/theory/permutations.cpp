#include "core/theory/permutations.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/theory/domain.hpp"
#include "core/theory/gram.hpp"

namespace polesweep::theory {
namespace {

/// sum_n conj(u^n - p^n) (v^n - q^n).
Wide product_of_differences(Wide u, Wide p, Wide v, Wide q) {
  u = std::conj(u);
  p = std::conj(p);
  return (u - p) * (v - q) * (1.0L - u * p * v * q) / ((1.0L - u * v) * (1.0L - u * q) * (1.0L - p * v) * (1.0L - p * q));
}

}  // namespace

double unit_gain_surface(const std::vector<Complex>& student, const std::vector<Complex>& teacher) {
  Wide sum = 0;
  for (std::size_t i = 0; i < teacher.size(); ++i)
    for (std::size_t j = 0; j < teacher.size(); ++j)
      sum += product_of_differences(wide(student[i]), wide(teacher[i]), wide(student[j]), wide(teacher[j]));
  return static_cast<double>(sum.real());
}

double midpoint_barrier(const std::vector<Complex>& poles) {
  in_domain(poles.size() >= 2 && poles.size() <= 8, "there must be two to eight poles");
  std::vector<std::size_t> order(poles.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<Complex> middle(poles.size());
  double lowest = std::numeric_limits<double>::infinity();
  // Between any two orders lies, with other names, what lies between the first and another.
  while (std::next_permutation(order.begin(), order.end())) {
    for (std::size_t k = 0; k < poles.size(); ++k) middle[k] = 0.5 * (poles[k] + poles[order[k]]);
    lowest = std::min(lowest, unit_gain_surface(middle, poles));
  }
  return lowest;
}

}  // namespace polesweep::theory
