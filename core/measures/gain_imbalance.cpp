#include "core/linear_algebra/numbers.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"

namespace polesweep::measures {
namespace {

double squared_norm(const std::vector<Complex>& weights, int rows, int columns, int stride) {
  double sum = 0;
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) sum += linear_algebra::squared_modulus(weights[static_cast<std::size_t>(i * stride + j)]);
  return sum;
}

/// The readout's weights of the states (and of their conjugates) stand before those of inputs and intercept.
double imbalance(const MarkView& at) {
  const int regressors = at.learner.learner().shape.regressors;
  const int of_states = at.states() * (at.learner.regressors().widely_linear ? 2 : 1);
  return squared_norm(at.readout_weights(), at.task.outputs, of_states, regressors) -
         squared_norm(at.network.input_weights(at.network_weights, at.lane), at.states(), at.task.inputs, at.task.inputs);
}

}  // namespace

extern const Measure gain_imbalance{
    .name = "gain_imbalance",
    .summary =
        "squared Frobenius norm of the readout's weights of the states less that of the input weights, a^2 - b^2 of a network of one state; gradient flow on all weights of a linear network keeps it, for scaling its states changes nothing",
    .operations =
        [](const MarkShape& shape) {
          return shape.operations(static_cast<double>(shape.states) * (shape.task.outputs + shape.task.inputs));
        },
    .values = [](const MarkView& at) { return std::vector{imbalance(at)}; },
};

}  // namespace polesweep::measures
