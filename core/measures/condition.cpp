#include "core/measures/condition.hpp"

#include <algorithm>
#include <cmath>

#include "core/block/arena.hpp"
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

}  // namespace

std::vector<double> state_conditions(const std::vector<std::vector<Complex>>& grams, int states, bool complex_valued,
                                     const KernelSet& kernels) {
  const auto n = static_cast<std::size_t>(states);
  const auto lanes = static_cast<std::size_t>(kernels.lanes);
  const std::size_t width = lanes * (complex_valued ? 2 : 1);
  Arena triangle(n * (n + 1) / 2 * width);
  for (std::size_t lane = 0; lane < grams.size(); ++lane) {
    double* number = triangle.data() + lane;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j, number += width) {
        number[0] = grams[lane][i * n + j].real();
        if (complex_valued) number[lanes] = grams[lane][i * n + j].imag();
      }
  }
  Arena scratch(4 * n * width);
  Arena found(lanes);
  (complex_valued ? kernels.hermitian_condition_complex : kernels.hermitian_condition_real)(triangle.data(), states, scratch.data(),
                                                                                            found.data());
  return {found.data(), found.data() + grams.size()};
}

double state_condition(const std::vector<Complex>& gram, int states) {
  return state_conditions({gram}, states, true, portable_kernels()).front();
}

double state_condition(const LinearSystem& system) {
  for (const std::vector<Complex>* part : {&system.state, &system.input, &system.bias})
    if (!linear_algebra::is_finite(*part)) return nan;
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
        "condition number of the regressors that the readout has learnt from, with their weights and its regularisation; of rls, sliding_window_rls and ridge, whose weights it leaves about 16 less its logarithm digits",
    .in_fingerprint = true,
    .needs = {.readout_condition = true},
    .operations = [](const MarkShape& shape) { return shape.operations(11.0 / 6 * shape.cube(shape.regressors)); },
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
            return shape.operations(shape.scored_samples * sample / (shape.trains_network ? 1 : shape.marks) + 2.0 / 3 * cube);
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
