#include "core/measures/hessian_condition.hpp"

#include <algorithm>
#include <cmath>

#include "core/linear_algebra/entries.hpp"
#include "core/linear_algebra/singular_values.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::conjugate;
using linear_algebra::product;
using linear_algebra::quotient;

constexpr double root_of_two = 1.41421356237309504880;

/// Coefficients of 1, pole, pole^2, ... and of its derivative by the pole in the orthonormal basis of a list of poles.
struct Expansion {
  std::vector<Complex> response;
  std::vector<Complex> derivative;
};

Expansion expand(Complex pole, const std::vector<Complex>& basis) {
  Expansion found;
  Complex rest = 1;   // what the basis functions so far leave, as a function of the pole,
  Complex slope = 0;  // and its derivative
  for (const Complex& own : basis) {
    const double size = linear_algebra::modulus(own);
    const double power = (1 - size) * (1 + size);
    const Complex apart = quotient(Complex(1), 1.0 - product(pole, conjugate(own)));
    const Complex share = product(apart, std::sqrt(power));
    found.response.push_back(product(rest, share));
    found.derivative.push_back(product(share, slope + product(rest, product(apart, conjugate(own)))));
    const Complex factor = product(pole - own, apart);
    slope = product(slope, factor) + product(rest, product(product(apart, apart), power));
    rest = product(rest, factor);
  }
  return found;
}

/// Row `row` gets `factor` times a response in each channel, in the columns of an output.
void put_response(const std::vector<Complex>& coefficients, Complex factor, const Complex* input, int channels, int output, Complex* row) {
  const auto count = static_cast<int>(coefficients.size());
  for (int channel = 0; channel < channels; ++channel)
    for (int k = 0; k < count; ++k)
      row[(output * channels + channel) * count + k] = product(product(factor, input[channel]), coefficients[static_cast<std::size_t>(k)]);
}

/// J^T [weights x outputs, channels and basis functions]: the readout's weights, output by output, then the poles.
ComplexMatrix transposed_jacobian(const DiagonalForm& form, const ComplexMatrix& readout, int poles) {
  const int seen = static_cast<int>(form.poles.size());
  const int channels = form.input.columns();
  const int outputs = readout.columns();
  std::vector<Complex> basis = form.poles;
  basis.insert(basis.end(), form.poles.begin(), form.poles.begin() + poles);
  ComplexMatrix jacobian(outputs * seen + poles, outputs * channels * static_cast<int>(basis.size()));
  bool in_pair = false;
  for (int i = 0; i < seen; ++i) {
    const Expansion own = expand(form.poles[static_cast<std::size_t>(i)], basis);
    const bool begins = form.begins_pair[static_cast<std::size_t>(i)];
    const double scale = begins || in_pair ? root_of_two : 1;  // both poles of a pair move with its real part, and with its imaginary part
    in_pair = begins;
    for (int output = 0; output < outputs; ++output) {
      put_response(own.response, 1, form.input.row(i), channels, output, jacobian.row(output * seen + i));
      if (i >= poles) continue;
      const Complex factor = product(conjugate(readout(i, output)), scale);
      put_response(own.derivative, factor, form.input.row(i), channels, output, jacobian.row(outputs * seen + i));
    }
  }
  return jacobian;
}

}  // namespace

double hessian_condition(const LinearSystem& system, const std::vector<Complex>& weights, const Regressors& regressors, int outputs,
                         bool moves_poles) {
  const LinearSystem seen = regressors.inputs > 0 ? with_inputs_as_states(system) : system;
  const std::optional<DiagonalForm> form = DiagonalForm::of(seen);
  if (!form || regressors.widely_linear) return nan;
  const int count = static_cast<int>(weights.size()) / outputs;
  ComplexMatrix readout(seen.states, outputs);  // V^H, whose rows go over to the coordinates of the poles as the states do
  for (int output = 0; output < outputs; ++output)
    for (int i = 0; i < seen.states; ++i) readout(i, output) = conjugate(weights[static_cast<std::size_t>(output) * count + i]);
  form->to_coordinates(readout);
  if (!linear_algebra::is_finite(form->poles)) return nan;
  if (!form->is_stable()) return infinity;
  const ComplexMatrix jacobian = transposed_jacobian(*form, readout, moves_poles ? system.states : 0);
  const auto values = linear_algebra::singular_values(jacobian);
  if (!values) return nan;
  // The constant 1 is orthogonal to all responses.
  const double largest = regressors.intercept ? std::max(values->front(), 1.0) : values->front();
  const double smallest = regressors.intercept ? std::min(values->back(), 1.0) : values->back();
  const double root = condition_of(largest, smallest, jacobian.rows());
  return root * root;
}

namespace measures {

extern const Measure hessian_condition{
    .name = "hessian_condition",
    .summary =
        "condition number of the Gauss-Newton matrix of the risk by readout and (where they learn) poles, of diagonal networks whose risk is exact",
    .wants = "a diagonal network whose risk is exact",
    .applies = [](const MarkShape& shape) { return shape.exact && shape.diagonal; },
    .operations =
        [](const MarkShape& shape) {
          if (!shape.exact || !shape.diagonal) return 0.0;
          const double poles = shape.trains_network ? shape.states : 0;
          const double weights = static_cast<double>(shape.task.outputs) * shape.regressors + poles;
          const double columns = static_cast<double>(shape.task.outputs) * shape.task.inputs * (shape.regressors + poles);
          return 8 * weights * weights * (12 * weights + 2 * columns);
        },
    .values =
        [](const MarkView& at) {
          const Learner& learner = at.learner.learner();
          if (!at.exact || !at.network.shape().diagonal) return std::vector{not_measured};
          return std::vector{polesweep::hessian_condition(*at.linear_system(), at.readout_weights(), learner.regressors, at.task.outputs,
                                                          learner.moves_network)};
        },
};

}  // namespace measures

}  // namespace polesweep
