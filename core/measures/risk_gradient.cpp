#include "core/measures/risk_gradient.hpp"

#include <algorithm>

#include "core/measures/covariance_factor.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/teacher_system.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::conjugate;
using linear_algebra::product;

void add_to(ComplexMatrix& sum, const ComplexMatrix& x) {
  for (int i = 0; i < sum.rows(); ++i)
    for (int j = 0; j < sum.columns(); ++j) sum(i, j) += x(i, j);
}

ComplexMatrix leading_block(const ComplexMatrix& whole, int rows, int columns) {
  ComplexMatrix part(rows, columns);
  for (int i = 0; i < rows; ++i) std::copy_n(whole.row(i), columns, part.row(i));
  return part;
}

/// D [outputs x joint states]: what the error reads of student and teacher. Conjugates of the states are further outputs, which meet no
/// teacher: circular input leaves states and conjugates uncorrelated, so that their powers add.
ComplexMatrix error_reader(const std::vector<Complex>& weights, const Regressors& regressors, int states, const TeacherSystem& teacher) {
  const int outputs = teacher.gains.rows();
  const int count = static_cast<int>(weights.size()) / outputs;
  ComplexMatrix reader(regressors.widely_linear ? 2 * outputs : outputs, states + teacher.gains.columns());
  for (int output = 0; output < outputs; ++output) {
    const Complex* row = weights.data() + static_cast<std::ptrdiff_t>(output) * count;
    std::copy_n(row, states, reader.row(output));
    for (int k = 0; k < teacher.gains.columns(); ++k) reader(output, states + k) = -teacher.gains(output, k);
    for (int i = 0; regressors.widely_linear && i < states; ++i) reader(outputs + output, i) = conjugate(row[states + i]);
  }
  return reader;
}

/// Gradients by D, A and B of student and teacher.
struct JointGradient {
  ComplexMatrix reader;
  ComplexMatrix state;
  ComplexMatrix input;
};

std::optional<JointGradient> joint_gradient(LinearSystem joint, const ComplexMatrix& reader, const LinearTeacher& teacher) {
  const ComplexMatrix memory(joint.states, joint.states, joint.state);
  const ComplexMatrix memory_adjoint = adjoint(memory);
  const ComplexMatrix reader_adjoint = adjoint(reader);
  std::vector<ComplexMatrix> responses;  // A^k B while the taps last
  ComplexMatrix response(joint.states, joint.inputs, joint.input);
  for (std::size_t lag = 0; lag < teacher.lags(); ++lag) {
    responses.push_back(response);
    response = multiply(memory, response);
  }
  joint.input = response.entries();
  const auto covariance = stationary_covariance(joint);
  const auto weighed = stationary_covariance({joint.states, reader.rows(), memory_adjoint.entries(), reader_adjoint.entries(), {}});
  if (!covariance || !weighed) return std::nullopt;
  JointGradient gradient{multiply(reader, *covariance), multiply(multiply(*weighed, memory), *covariance), multiply(*weighed, response)};
  for (std::size_t lag = responses.size(); lag-- > 0;) {
    ComplexMatrix error = multiply(reader, responses[lag]);
    for (int output = 0; output < teacher.outputs; ++output) error(output, 0) -= teacher.tap(output, lag);
    const ComplexMatrix past = adjoint(responses[lag]);
    add_to(gradient.state, multiply(gradient.input, past));
    add_to(gradient.reader, multiply(error, past));
    gradient.input = multiply(memory_adjoint, gradient.input);
    add_to(gradient.input, multiply(reader_adjoint, error));
  }
  for (ComplexMatrix* part : {&gradient.reader, &gradient.state, &gradient.input}) add_to(*part, ComplexMatrix(*part));
  return gradient;
}

/// Adds what the squared mean of the error, |V mean + V' conj(mean) + intercept|^2, does.
void add_gradient_of_mean(const LinearSystem& seen, const std::vector<Complex>& weights, const Regressors& regressors, RiskGradient& to) {
  const int states = seen.states;
  const int count = to.readout.columns();
  const std::vector<Complex> mean = stationary_mean(seen);
  std::vector<Complex> pull(static_cast<std::size_t>(states));  // by the mean of the states
  for (int output = 0; output < to.readout.rows(); ++output) {
    const Complex* row = weights.data() + static_cast<std::ptrdiff_t>(output) * count;
    Complex error = regressors.intercept ? row[count - 1] : 0.0;
    for (int i = 0; i < states; ++i) {
      const Complex& own = mean[static_cast<std::size_t>(i)];
      error += product(row[i], own);
      if (regressors.widely_linear) error += product(row[states + i], conjugate(own));
    }
    error *= 2;
    if (regressors.intercept) to.readout(output, count - 1) = error;
    for (int i = 0; i < states; ++i) {
      const Complex& own = mean[static_cast<std::size_t>(i)];
      to.readout(output, i) += product(error, conjugate(own));
      pull[static_cast<std::size_t>(i)] += product(conjugate(row[i]), error);
      if (!regressors.widely_linear) continue;
      to.readout(output, states + i) += product(error, own);
      pull[static_cast<std::size_t>(i)] += product(row[states + i], conjugate(error));
    }
  }
  const ComplexMatrix back = adjoint(ComplexMatrix(states, states, seen.state));
  const std::vector<Complex> by_bias = stationary_mean({states, 0, back.entries(), {}, pull});
  for (int i = 0; i < to.state.rows(); ++i) {
    to.bias[static_cast<std::size_t>(i)] = by_bias[static_cast<std::size_t>(i)];
    for (int j = 0; j < to.state.columns(); ++j)
      to.state(i, j) += product(by_bias[static_cast<std::size_t>(i)], conjugate(mean[static_cast<std::size_t>(j)]));
  }
}

}  // namespace

std::optional<RiskGradient> risk_gradient(const LinearSystem& system, const std::vector<Complex>& weights, const Regressors& regressors,
                                          const LinearTeacher& teacher, bool complex_valued) {
  if (!linear_algebra::is_finite(weights) || !linear_algebra::is_finite(system.bias)) return std::nullopt;
  const LinearSystem seen = regressors.inputs > 0 ? with_inputs_as_states(system) : system;
  const TeacherSystem answer = TeacherSystem::of(teacher, complex_valued);
  const ComplexMatrix reader = error_reader(weights, regressors, seen.states, answer);
  const auto joint = joint_gradient(joined(seen, answer), reader, teacher);
  if (!joint) return std::nullopt;
  const int n = system.states;
  const int count = static_cast<int>(weights.size()) / teacher.outputs;
  RiskGradient gradient{ComplexMatrix(teacher.outputs, count), leading_block(joint->state, n, n),
                        leading_block(joint->input, n, system.inputs), std::vector<Complex>(static_cast<std::size_t>(n))};
  for (int output = 0; output < teacher.outputs; ++output) {
    std::copy_n(joint->reader.row(output), seen.states, gradient.readout.row(output));
    for (int i = 0; regressors.widely_linear && i < seen.states; ++i)
      gradient.readout(output, seen.states + i) = conjugate(joint->reader(teacher.outputs + output, i));
  }
  add_gradient_of_mean(seen, weights, regressors, gradient);
  return gradient;
}

namespace measures {
namespace {

/// Of the weights of a network that learn, those of a diagonal one on real data as it holds them: real and imaginary part of a pair.
std::vector<Complex> by_recurrent_weights(const MarkView& at, const ComplexMatrix& state) {
  const NetworkShape& shape = at.network.shape();
  const std::vector<Complex> start = at.network.recurrent_matrix(at.network.start().data(), at.lane);
  const int n = state.rows();
  const auto at_start = [&](int i, int j) { return start[static_cast<std::size_t>(i) * n + j]; };
  std::vector<Complex> found;
  for (int i = 0; i < n; ++i) {
    if (!shape.diagonal) {
      for (int j = 0; j < n; ++j)
        if (!shape.keeps_zeros || at_start(i, j) != 0.0) found.push_back(product(state(i, j), shape.leak));
      continue;
    }
    if (shape.complex_valued || i + 1 == n || at_start(i + 1, i) == 0.0) {
      found.push_back(state(i, i));
      continue;
    }
    found.push_back(state(i, i) + state(i + 1, i + 1));
    found.push_back(state(i + 1, i) - state(i, i + 1));
    ++i;
  }
  return found;
}

std::vector<Complex> by_learned_weights(const MarkView& at, const RiskGradient& gradient) {
  const NetworkShape& shape = at.network.shape();
  std::vector<Complex> found = gradient.readout.entries();
  if (!at.learner.learner().moves_network) return found;
  const std::vector<Complex> recurrent = by_recurrent_weights(at, gradient.state);
  found.insert(found.end(), recurrent.begin(), recurrent.end());
  const std::vector<Complex> start = at.network.input_weights(at.network.start().data(), at.lane);
  for (std::size_t i = 0; i < start.size(); ++i)
    if (!shape.keeps_zeros || start[i] != 0.0) found.push_back(product(gradient.input.entries()[i], shape.leak));
  if (at.learner.learner().moves_bias)
    for (const Complex& value : gradient.bias) found.push_back(product(value, shape.leak));
  return found;
}

/// Over a test (core/learners/batch_gradient.hpp): the test again with traces, or forward and back; of a readout alone one product more.
double held_out_operations(const MarkShape& shape) {
  const double of_readout = shape.operations(shape.task.outputs * shape.regressors);
  if (!shape.trains_network) return shape.scored_samples * of_readout;
  const double states = shape.states;
  const double columns = states + shape.task.inputs + 1;
  const double of_network =
      shape.diagonal ? 16 * states * (shape.task.inputs + 1) : shape.operations(2 * states * columns + states * states);
  return shape.risk_operations + shape.scored_samples * (of_network + 2 * of_readout);
}

double gradient_operations(const MarkShape& shape) {
  if (shape.holdout) return held_out_operations(shape);
  if (!shape.exact) return 0;
  const double numbers = shape.task.complex_valued ? 2 : 1;
  const double joint = shape.states + static_cast<double>(shape.task.teacher->poles.size());
  const double channels = shape.task.inputs + shape.task.outputs;
  const double square = joint * joint;
  // Two covariances: of dense networks ten doublings each (core/block/covariance.hpp) and the product of the factors.
  const double doublings = shape.diagonal ? 0 : 2 * (10 * 5 * 2 * numbers * numbers + 8) * joint * square;
  const double taps = static_cast<double>(shape.task.teacher->lags()) * (3 + 2 * shape.task.outputs) * square;
  return doublings + 8 * (2 * joint * square + 2 * channels * square + taps);
}

}  // namespace

extern const Measure risk_gradient_norm{
    .name = "risk_gradient_norm",
    .summary =
        "norm of the gradient of the risk by all weights that learn (readout, recurrent and input weights, bias), in closed form or over the holdout test: 0 at a stationary point",
    .is_error = true,
    .needs = {.risk_gradient = true},
    .operations = gradient_operations,
    .values =
        [](const MarkView& at) {
          if (!at.exact) return std::vector{at.risk_gradient_norm};
          const Learner& learner = at.learner.learner();
          if (learner.trains_network != learner.moves_network) return std::vector{not_measured};
          const auto gradient =
              risk_gradient(*at.linear_system(), at.readout_weights(), learner.regressors, at.teacher(), at.task.complex_valued);
          if (!gradient) return std::vector{infinity};
          std::vector<Complex> parts = by_learned_weights(at, *gradient);
          if (!at.task.complex_valued)
            for (Complex& part : parts) part = part.real();
          if (!linear_algebra::is_finite(parts)) return std::vector{infinity};
          return std::vector{linear_algebra::norm(parts.data(), static_cast<int>(parts.size()), 1)};
        },
};

}  // namespace measures

}  // namespace polesweep
