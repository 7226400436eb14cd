#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/spectrum.hpp"

/// The weights of small networks at each mark, the same numbers that `polesweep replay --trace` shows of single runs, and their averages.
namespace polesweep::measures {
namespace {

/// A million runs of five marks are 80 GB of them.
constexpr int most_weights = 1024;

constexpr MeasureDimension by_from_state{"from_state", [](const MeasureSizes& sizes) { return sizes.states; }, true};
constexpr MeasureDimension by_input{"input_channel", [](const MeasureSizes& sizes) { return sizes.inputs; }, true};
constexpr MeasureDimension by_output{"output", [](const MeasureSizes& sizes) { return sizes.outputs; }, true};
constexpr MeasureDimension by_regressor{"regressor", [](const MeasureSizes& sizes) { return sizes.regressors; }, true};

std::vector<double> parts_of(const std::vector<Complex>& weights) {
  std::vector<double> parts;
  parts.reserve(2 * weights.size());
  for (const Complex& weight : weights) parts.insert(parts.end(), {weight.real(), weight.imag()});
  return parts;
}

enum class Which { in_force, averaged };

const double* network_weights(const MarkView& at, Which which) {
  return which == Which::averaged ? at.averaged_network_weights() : at.network_weights;
}

template <Which which>
std::vector<double> recurrent_weights(const MarkView& at) {
  return parts_of(at.network.recurrent_matrix(network_weights(at, which), at.lane));
}

template <Which which>
std::vector<double> weights_of_inputs(const MarkView& at) {
  return parts_of(at.network.input_weights(network_weights(at, which), at.lane));
}

template <Which which>
std::vector<double> weights_of_constant(const MarkView& at) {
  return parts_of(at.network.bias(network_weights(at, which), at.lane));
}

template <Which which>
std::vector<double> poles_of_states(const MarkView& at) {
  return parts_of(poles_by_state(at.network.recurrent_matrix(network_weights(at, which), at.lane), at.network.shape()));
}

template <Which which>
std::vector<double> weights_of_readout(const MarkView& at) {
  return parts_of(at.learner.readout_weights(at.mark, which == Which::averaged, at.lane));
}

double recurrent_operations(const MarkShape& shape) { return shape.operations(static_cast<double>(shape.states) * shape.states); }
double input_operations(const MarkShape& shape) { return shape.operations(static_cast<double>(shape.states) * shape.task.inputs); }
double bias_operations(const MarkShape& shape) { return shape.operations(shape.states); }
double pole_operations(const MarkShape& shape) { return recurrent_operations(shape) + (shape.diagonal ? 0 : spectrum_operations(shape)); }
double readout_operations(const MarkShape& shape) { return shape.operations(static_cast<double>(shape.regressors) * shape.task.outputs); }

}  // namespace

extern const Measure recurrent_matrix{
    .name = "recurrent_matrix",
    .summary =
        "recurrent matrix, leak aside, to a state from another; a pair of poles u + iv, u - iv of a real diagonal network is the block [u -v; v u]",
    .own = by_state,
    .inner = by_from_state,
    .is_complex = true,
    .of_network = true,
    .operations = recurrent_operations,
    .most = most_weights,
    .values = recurrent_weights<Which::in_force>,
};

extern const Measure averaged_recurrent_matrix{
    .name = "averaged_recurrent_matrix",
    .summary = "recurrent_matrix of the average of the weights over the updates, as averaged_risk takes it",
    .own = by_state,
    .inner = by_from_state,
    .is_complex = true,
    .of_network = true,
    .needs = {.average = true},
    .operations = recurrent_operations,
    .most = most_weights,
    .values = recurrent_weights<Which::averaged>,
};

extern const Measure input_matrix{
    .name = "input_matrix",
    .summary = "input weights, to a state from an input",
    .own = by_state,
    .inner = by_input,
    .is_complex = true,
    .of_network = true,
    .operations = input_operations,
    .most = most_weights,
    .values = weights_of_inputs<Which::in_force>,
};

extern const Measure averaged_input_matrix{
    .name = "averaged_input_matrix",
    .summary = "input_matrix of the average of the weights over the updates, as averaged_risk takes it",
    .own = by_state,
    .inner = by_input,
    .is_complex = true,
    .of_network = true,
    .needs = {.average = true},
    .operations = input_operations,
    .most = most_weights,
    .values = weights_of_inputs<Which::averaged>,
};

extern const Measure bias_vector{
    .name = "bias_vector",
    .summary = "constant drive of each unit; 0 in a diagonal network",
    .own = by_state,
    .is_complex = true,
    .of_network = true,
    .operations = bias_operations,
    .values = weights_of_constant<Which::in_force>,
};

extern const Measure averaged_bias_vector{
    .name = "averaged_bias_vector",
    .summary = "bias_vector of the average of the weights over the updates, as averaged_risk takes it",
    .own = by_state,
    .is_complex = true,
    .of_network = true,
    .needs = {.average = true},
    .operations = bias_operations,
    .values = weights_of_constant<Which::averaged>,
};

extern const Measure state_poles{
    .name = "state_poles",
    .summary =
        "poles of a diagonal network in the order of its states, so that a pole keeps its place while it moves; of a dense one as spectrum has them",
    .own = by_state,
    .is_complex = true,
    .of_network = true,
    .operations = pole_operations,
    .values = poles_of_states<Which::in_force>,
};

extern const Measure averaged_state_poles{
    .name = "averaged_state_poles",
    .summary = "state_poles of the average of the weights over the updates, as averaged_risk takes it",
    .own = by_state,
    .is_complex = true,
    .of_network = true,
    .needs = {.average = true},
    .operations = pole_operations,
    .values = poles_of_states<Which::averaged>,
};

extern const Measure readout_matrix{
    .name = "readout_matrix",
    .summary =
        "readout weights, to an output from a regressor: the states, then their conjugates if it is widely linear, the inputs if it sees these, the constant 1 if it has an intercept",
    .own = by_output,
    .inner = by_regressor,
    .is_complex = true,
    .operations = readout_operations,
    .most = most_weights,
    .values = weights_of_readout<Which::in_force>,
};

extern const Measure averaged_readout_matrix{
    .name = "averaged_readout_matrix",
    .summary = "readout_matrix of the average of the weights over the updates, as averaged_risk takes it",
    .own = by_output,
    .inner = by_regressor,
    .is_complex = true,
    .needs = {.average = true},
    .operations = readout_operations,
    .most = most_weights,
    .values = weights_of_readout<Which::averaged>,
};

}  // namespace polesweep::measures
