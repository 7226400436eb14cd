#include "core/run/trace_entries.hpp"

#include <cmath>

#include "core/measures/spectrum.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

/// The run's part of an array of the block.
Numbers numbers_of(const TraceShape& shape, const TracedMoment& moment, const double* array, std::size_t count) {
  const std::size_t slots = shape.network.complex_valued ? 2 : 1;
  const auto lanes = static_cast<std::size_t>(moment.lanes);
  Numbers numbers;
  numbers.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double* number = array + i * slots * lanes + static_cast<std::size_t>(moment.lane);
    numbers.emplace_back(number[0], slots == 2 ? number[lanes] : 0.0);
  }
  return numbers;
}

std::size_t inputs(const TraceShape& shape) { return static_cast<std::size_t>(shape.network.inputs); }
std::size_t outputs(const TraceShape& shape) { return static_cast<std::size_t>(shape.outputs); }
std::size_t states(const TraceShape& shape) { return static_cast<std::size_t>(shape.network.states); }
std::size_t regressors(const TraceShape& shape) { return static_cast<std::size_t>(shape.regressors.count(shape.network.states)); }

Numbers errors(const TraceShape& shape, const TracedMoment& moment) {
  Numbers errors = numbers_of(shape, moment, moment.prediction, outputs(shape));
  const Numbers targets = numbers_of(shape, moment, moment.target, outputs(shape));
  for (std::size_t k = 0; k < errors.size(); ++k) errors[k] -= targets[k];
  return errors;
}

/// (y - d) s^H with the readout's regressors s.
Numbers readout_gradient(const TraceShape& shape, const TracedMoment& moment) {
  Numbers regressors = numbers_of(shape, moment, moment.states, states(shape));
  if (shape.regressors.widely_linear)
    for (std::size_t i = 0; i < states(shape); ++i) regressors.push_back(std::conj(regressors[i]));
  if (shape.regressors.inputs > 0) {
    const Numbers seen = numbers_of(shape, moment, moment.input, inputs(shape));
    regressors.insert(regressors.end(), seen.begin(), seen.end());
  }
  if (shape.regressors.intercept) regressors.emplace_back(1.0);
  Numbers gradient;
  for (const Complex& e : errors(shape, moment))
    for (const Complex& s : regressors)
      gradient.emplace_back(e.real() * s.real() + e.imag() * s.imag(), e.imag() * s.real() - e.real() * s.imag());
  return gradient;
}

/// Some columns of a group of parameters.
Numbers gradient_block(const TraceShape& shape, const TracedMoment& moment, ParameterGroup group, std::int64_t first, std::int64_t count) {
  const ParameterBlock& block = shape.gradient.blocks[static_cast<int>(group)];
  if (!moment.gradient) return Numbers(static_cast<std::size_t>(block.rows * count), {not_measured, not_measured});
  const std::size_t number = static_cast<std::size_t>((shape.network.complex_valued ? 2 : 1) * moment.lanes);
  Numbers gradient;
  for (std::int64_t row = 0; row < block.rows; ++row) {
    const auto at = static_cast<std::size_t>(block.first + row * block.stride + first);
    const Numbers part = numbers_of(shape, moment, moment.gradient + at * number, static_cast<std::size_t>(count));
    gradient.insert(gradient.end(), part.begin(), part.end());
  }
  return gradient;
}

const ParameterBlock& block_of(const TraceShape& shape, ParameterGroup group) { return shape.gradient.blocks[static_cast<int>(group)]; }

bool always(const TraceShape&) { return true; }
bool predicts(const TraceShape& shape) { return shape.predicts; }
bool is_dense(const TraceShape& shape) { return !shape.network.diagonal; }
bool has_gradient(const TraceShape& shape) { return shape.gradient.size > 0; }
bool trains_bias(const TraceShape& shape) { return block_of(shape, ParameterGroup::inputs).columns > shape.network.inputs; }
bool readout_follows_gradient(const TraceShape& shape) { return block_of(shape, ParameterGroup::readout).rows > 0; }
/// A rule that solves for poles and readout at once (gauss_newton) follows no gradient of a sample.
bool readout_has_own_rule(const TraceShape& shape) {
  return shape.predicts && !readout_follows_gradient(shape) && (!shape.trains_network || has_gradient(shape));
}

const TraceEntry entries[] = {
    {"input",
     "inputs of the task",
     "1",
     {"input_channel"},
     TracePart::sample,
     NumberKind::as_data,
     always,
     [](const TraceShape& shape, const TracedMoment& moment) { return numbers_of(shape, moment, moment.input, inputs(shape)); }},
    {"target",
     "target d as the learner saw it, with observation noise",
     "target",
     {"output"},
     TracePart::sample,
     NumberKind::as_data,
     always,
     [](const TraceShape& shape, const TracedMoment& moment) { return numbers_of(shape, moment, moment.target, outputs(shape)); }},
    {"clean_target",
     "target that the risk is measured against",
     "target",
     {"output"},
     TracePart::sample,
     NumberKind::as_data,
     [](const TraceShape& shape) { return shape.knows_clean; },
     [](const TraceShape& shape, const TracedMoment& moment) { return numbers_of(shape, moment, moment.clean, outputs(shape)); }},
    {"prediction",
     "prediction y, made before the target was seen",
     "target",
     {"output"},
     TracePart::sample,
     NumberKind::as_data,
     predicts,
     [](const TraceShape& shape, const TracedMoment& moment) { return numbers_of(shape, moment, moment.prediction, outputs(shape)); }},
    {"error", "error y - d", "target", {"output"}, TracePart::sample, NumberKind::as_data, predicts, errors},
    {"states",
     "states of the network, as the readout saw them",
     "1",
     {"state"},
     TracePart::sample,
     NumberKind::as_data,
     always,
     [](const TraceShape& shape, const TracedMoment& moment) { return numbers_of(shape, moment, moment.states, states(shape)); }},
    {"poles",
     "poles: of a diagonal network in the order of its states, else eigenvalues of the recurrent matrix, largest modulus first",
     "1",
     {"state"},
     TracePart::network,
     NumberKind::always_complex,
     always,
     [](const TraceShape& shape, const TracedMoment& moment) {
       return poles_by_state(moment.network.recurrent_matrix(moment.network_weights, moment.lane), shape.network);
     }},
    {"recurrent_weights",
     "recurrent matrix, to a state from another",
     "1",
     {"state", "from_state"},
     TracePart::network,
     NumberKind::as_data,
     is_dense,
     [](const TraceShape&, const TracedMoment& moment) { return moment.network.recurrent_matrix(moment.network_weights, moment.lane); }},
    {"input_weights",
     "input weights",
     "1",
     {"state", "input_channel"},
     TracePart::network,
     NumberKind::as_data,
     always,
     [](const TraceShape&, const TracedMoment& moment) { return moment.network.input_weights(moment.network_weights, moment.lane); }},
    {"bias",
     "constant drive of the units",
     "1",
     {"state"},
     TracePart::network,
     NumberKind::as_data,
     is_dense,
     [](const TraceShape&, const TracedMoment& moment) { return moment.network.bias(moment.network_weights, moment.lane); }},
    {"readout",
     "readout weights: of the states, then of their conjugates if it is widely linear, of the inputs if it sees these, and of the constant 1 if it has an intercept",
     "1",
     {"output", "regressor"},
     TracePart::readout,
     NumberKind::as_data,
     always,
     [](const TraceShape& shape, const TracedMoment& moment) {
       return numbers_of(shape, moment, moment.readout, outputs(shape) * regressors(shape));
     }},
    {"feedback_weights",
     "fixed weights B that carry the errors of the outputs to the states in place of the readout's",
     "1",
     {"state", "output"},
     TracePart::nothing,
     NumberKind::as_data,
     [](const TraceShape& shape) { return shape.has_feedback; },
     [](const TraceShape& shape, const TracedMoment& moment) {
       return numbers_of(shape, moment, moment.feedback, states(shape) * outputs(shape));
     }},
    {"gradient_poles",
     "gradient that the last update followed (the sum over its samples in a stream, else their mean) by the coordinates of the poles: u and v of a pair u + iv, u - iv, or each real pole itself; "
     "of complex data by real + i by imaginary part; exp_exp: by (nu, theta)",
     "target^2",
     {"state"},
     TracePart::update,
     NumberKind::as_data,
     [](const TraceShape& shape) { return has_gradient(shape) && shape.network.diagonal; },
     [](const TraceShape& shape, const TracedMoment& moment) {
       return gradient_block(shape, moment, ParameterGroup::poles, 0, shape.network.states);
     }},
    {"gradient_recurrent_weights",
     "gradient that the last update followed (the sum over its samples in a stream, else their mean) by the recurrent matrix",
     "target^2",
     {"state", "from_state"},
     TracePart::update,
     NumberKind::as_data,
     [](const TraceShape& shape) { return has_gradient(shape) && !shape.network.diagonal; },
     [](const TraceShape& shape, const TracedMoment& moment) {
       return gradient_block(shape, moment, ParameterGroup::poles, 0, shape.network.states);
     }},
    {"gradient_input_weights",
     "gradient that the last update followed (the sum over its samples in a stream, else their mean) by the input weights",
     "target^2",
     {"state", "input_channel"},
     TracePart::update,
     NumberKind::as_data,
     has_gradient,
     [](const TraceShape& shape, const TracedMoment& moment) {
       return gradient_block(shape, moment, ParameterGroup::inputs, 0, shape.network.inputs);
     }},
    {"gradient_bias",
     "gradient that the last update followed (the sum over its samples in a stream, else their mean) by the constant drive",
     "target^2",
     {"state"},
     TracePart::update,
     NumberKind::as_data,
     trains_bias,
     [](const TraceShape& shape, const TracedMoment& moment) {
       return gradient_block(shape, moment, ParameterGroup::inputs, shape.network.inputs, 1);
     }},
    {"gradient_readout",
     "gradient that the last update followed (the sum over its samples in a stream, else their mean) by the readout weights",
     "target^2",
     {"output", "regressor"},
     TracePart::update,
     NumberKind::as_data,
     readout_follows_gradient,
     [](const TraceShape& shape, const TracedMoment& moment) {
       return gradient_block(shape, moment, ParameterGroup::readout, 0, static_cast<std::int64_t>(regressors(shape)));
     }},
    {"gradient_readout",
     "gradient of this sample's loss |y - d|^2/2 by the readout weights, (y - d) s^H; the readout's rule makes its step of it",
     "target^2",
     {"output", "regressor"},
     TracePart::sample,
     NumberKind::as_data,
     readout_has_own_rule,
     readout_gradient},
    {"loss",
     "mean of |y - d|^2/2 over the loss terms of the last update",
     "target^2",
     {},
     TracePart::update,
     NumberKind::always_real,
     has_gradient,
     [](const TraceShape&, const TracedMoment& moment) { return Numbers{moment.gradient ? moment.loss : not_measured}; }},
    {"gradient_norm",
     "norm of that gradient, before any clipping",
     "target^2",
     {},
     TracePart::update,
     NumberKind::always_real,
     has_gradient,
     [](const TraceShape&, const TracedMoment& moment) { return Numbers{moment.gradient ? moment.gradient_norm : not_measured}; }},
};

}  // namespace

std::size_t trace_extent(const TraceShape& shape, std::string_view dimension) {
  if (dimension == "input_channel") return inputs(shape);
  if (dimension == "output") return outputs(shape);
  if (dimension == "regressor") return regressors(shape);
  return states(shape);
}

std::vector<const TraceEntry*> trace_entries(const TraceShape& shape) {
  std::vector<const TraceEntry*> existing;
  for (const TraceEntry& entry : entries)
    if (entry.exists(shape)) existing.push_back(&entry);
  return existing;
}

}  // namespace polesweep
