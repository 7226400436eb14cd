#include "core/measures/singular_values.hpp"

#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/linear_algebra/entries.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"

namespace polesweep {

double entropy_rank(std::span<const double> singular_values) {
  if (!linear_algebra::is_finite(singular_values)) return nan;
  double sum = 0;
  for (const double value : singular_values) sum += value;
  if (sum == 0) return 0;
  double entropy = 0;
  for (const double value : singular_values) {
    const double share = value / sum;
    // Shares too small for the logarithm add nothing that shows.
    if (share > 1e-300) entropy -= share * portable_logarithm(share);
  }
  return portable_exponential(entropy);
}

double participation_ratio(std::span<const double> singular_values) {
  if (!linear_algebra::is_finite(singular_values)) return nan;
  double largest = 0;
  for (const double value : singular_values) largest = std::max(largest, value);
  if (largest == 0) return 0;
  double sum = 0;
  double squares = 0;
  for (const double value : singular_values) {
    const double relative = value / largest;  // whose square overflows for no unit
    sum += relative;
    squares += relative * relative;
  }
  return sum * sum / squares;
}

double singular_values_operations(const MarkShape& shape) {
  return shape.operations(shape.diagonal ? static_cast<double>(shape.states) * shape.states : 4.0 / 3 * shape.cube(shape.states));
}

namespace measures {
namespace {

std::vector<double> of_learned_change(const MarkView& at) {
  return normwise_singular_values(at.learned_change(), at.states(), at.states());
}

}  // namespace

extern const Measure singular_values{
    .name = "singular_values",
    .summary = "singular values of the learned change of the recurrent matrix",
    .own = by_state,
    .of_network = true,
    .in_fingerprint = true,
    .operations = singular_values_operations,
    .values = of_learned_change,
};

extern const Measure effective_rank{
    .name = "effective_rank",
    .summary = "effective rank of the learned change of the recurrent matrix, by entropy",
    .of_network = true,
    .operations = singular_values_operations,
    .values = [](const MarkView& at) { return std::vector{entropy_rank(of_learned_change(at))}; },
};

extern const Measure participation_ratio{
    .name = "participation_ratio",
    .summary = "participation ratio of the singular values of the learned change of the recurrent matrix",
    .of_network = true,
    .operations = singular_values_operations,
    .values = [](const MarkView& at) { return std::vector{polesweep::participation_ratio(of_learned_change(at))}; },
};

}  // namespace measures

}  // namespace polesweep
