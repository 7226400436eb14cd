#include "core/measures/condition.hpp"

#include <algorithm>
#include <cmath>

#include "core/linear_algebra/eigenvalues.hpp"
#include "core/linear_algebra/entries.hpp"
#include "core/linear_algebra/singular_values.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/singular_values.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;

/// Any factor of the covariance of the states in any unitary basis, none of unstable systems: singular values do not see the basis.
std::optional<ComplexMatrix> factor_in_some_basis(const LinearSystem& system) {
  const std::optional<DiagonalForm> form = DiagonalForm::of(system);
  return form ? form->covariance_factor() : covariance_factor(system);
}

bool is_zero(const std::vector<Complex>& values) {
  return std::all_of(values.begin(), values.end(), [](const Complex& value) { return value == 0.0; });
}

/// [factor, mean].
ComplexMatrix with_mean(const ComplexMatrix& factor, const std::vector<Complex>& mean) {
  ComplexMatrix both(factor.rows(), factor.columns() + 1);
  for (int i = 0; i < factor.rows(); ++i) {
    std::copy_n(factor.row(i), factor.columns(), both.row(i));
    both(i, factor.columns()) = mean[static_cast<std::size_t>(i)];
  }
  return both;
}

linear_algebra::RealMatrix real_parts(const std::vector<Complex>& entries, int size) {
  std::vector<double> parts(entries.size());
  std::transform(entries.begin(), entries.end(), parts.begin(), [](const Complex& entry) { return entry.real(); });
  return {size, size, std::move(parts)};
}

}  // namespace

double state_condition(const std::vector<Complex>& gram, int states) {
  const bool real = std::all_of(gram.begin(), gram.end(), [](const Complex& entry) { return entry.imag() == 0; });
  const auto values = real ? linear_algebra::hermitian_eigenvalues(real_parts(gram, states))
                           : linear_algebra::hermitian_eigenvalues(ComplexMatrix(states, states, gram));
  return values ? condition_of(values->back(), values->front(), states) : nan;
}

double state_condition(const LinearSystem& system) {
  for (const std::vector<Complex>* part : {&system.state, &system.input, &system.bias})
    for (const Complex& value : *part)
      if (!linear_algebra::is_finite(value)) return nan;
  const bool has_mean = !is_zero(system.bias);
  const std::optional<ComplexMatrix> factor = has_mean ? covariance_factor(system) : factor_in_some_basis(system);
  if (!factor) return infinity;
  const auto values = linear_algebra::singular_values(has_mean ? with_mean(*factor, stationary_mean(system)) : *factor);
  const double root = condition_of(values->front(), values->back(), system.states);
  return root * root;
}

namespace measures {

extern const Measure recurrent_condition{
    .name = "recurrent_condition",
    .summary = "condition number of the recurrent matrix in the 2-norm",
    .of_network = true,
    .in_fingerprint = true,
    .operations = singular_values_operations,
    .values =
        [](const MarkView& at) {
          const std::vector<double> values = normwise_singular_values(at.recurrent_matrix(), at.states(), at.states());
          return std::vector{condition_of(values.front(), values.back(), at.states())};
        },
};

extern const Measure readout_condition{
    .name = "readout_condition",
    .summary =
        "condition number of the regressors that the readout has learnt from, with their weights and its regularisation; of rls and ridge, whose weights it leaves about 16 less its logarithm digits",
    .in_fingerprint = true,
    .needs = {.readout_condition = true},
    .operations = [](const MarkShape& shape) { return shape.operations(12 * shape.cube(shape.regressors)); },
    .values = [](const MarkView& at) { return std::vector{at.learner.condition(at.mark, at.lane)}; },
};

extern const Measure state_condition{
    .name = "state_condition",
    .summary = "condition number of the states' Gram matrix: exact where the risk is, else over the test",
    .of_network = true,
    .in_fingerprint = true,
    .needs = {.gram = true},
    .operations =
        [](const MarkShape& shape) {
          const double square = static_cast<double>(shape.states) * shape.states;
          const double cube = square * shape.states;
          if (!shape.exact) {
            const double sample = shape.diagonal ? static_cast<double>(shape.states) * shape.task.inputs : square / 2;
            return shape.operations(shape.scored_samples * sample / (shape.trains_network ? 1 : shape.marks) + 4.0 / 3 * cube);
          }
          return shape.diagonal ? shape.operations(20 * shape.task.inputs * square + 12 * shape.task.inputs * cube)
                                : shape.operations(10 * 5 * cube + 12 * cube);
        },
    .values =
        [](const MarkView& at) {
          if (at.exact) return std::vector{polesweep::state_condition(*at.linear_system())};
          return std::vector{at.state_condition};
        },
};

}  // namespace measures

}  // namespace polesweep
