#include <algorithm>

#include "core/linear_algebra/entries.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"

namespace polesweep::measures {
namespace {

/// Singular values [states] of B_N - B_0 [states x inputs], in descending order; with fewer inputs than states the last of them are 0. NaN
/// if a weight is not finite. arXiv 2606.00243, proposition 3.1: with random feedback the change has no higher rank than there are outputs,
/// as that of the recurrent matrix. Cost: 2 rows columns^2 - 2/3 columns^3 multiplications with addition, columns the fewer.
std::vector<double> of_learned_input_weights(const MarkView& at) {
  std::vector<double> values = normwise_singular_values(at.learned_input_change(), at.states(), at.network.shape().inputs);
  values.resize(static_cast<std::size_t>(at.states()));
  return values;
}

double operations(const MarkShape& shape) {
  const double fewer = std::min(shape.states, shape.task.inputs);
  const double more = std::max(shape.states, shape.task.inputs);
  return shape.operations(2 * more * fewer * fewer - 2.0 / 3 * MarkShape::cube(static_cast<int>(fewer)));
}

}  // namespace

extern const Measure input_singular_values{
    .name = "input_singular_values",
    .summary = "singular values of the learned change of the input weights, 0 beyond the number of inputs",
    .own = by_state,
    .of_network = true,
    .operations = operations,
    .values = of_learned_input_weights,
};

}  // namespace polesweep::measures
