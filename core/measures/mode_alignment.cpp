#include "core/measures/mode_alignment.hpp"

#include <cmath>

#include "core/linear_algebra/singular_values.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::multiply;
using Matrix = linear_algebra::RealMatrix;

Matrix real_matrix(const std::vector<Complex>& entries, int rows, int columns) {
  const auto stride = static_cast<std::size_t>(std::ssize(entries) / rows);
  Matrix matrix(rows, columns);
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) matrix(i, j) = entries[static_cast<std::size_t>(i) * stride + static_cast<std::size_t>(j)].real();
  return matrix;
}

Matrix basis(const std::vector<double>& entries, int rows) { return {rows, static_cast<int>(entries.size()) / rows, entries}; }

/// Row k of `to`: the unit vector on which x x^T + y y^T, of rows k of both, is largest. It lies in their span, where the rotation that
/// makes the two orthogonal finds it.
void leading_direction(const Matrix& xs, const Matrix& ys, int k, Matrix& to) {
  const int n = xs.columns();
  const double* x = xs.row(k);
  const double* y = ys.row(k);
  const double alpha = linear_algebra::inner_product(x, x, n);
  const double beta = linear_algebra::inner_product(y, y, n);
  const double gamma = linear_algebra::inner_product(x, y, n);
  // The leading eigenvector (c, s) of [alpha, gamma; gamma, beta].
  const double half = (alpha - beta) / 2;
  const double root = linear_algebra::modulus(Complex(half, gamma));
  const double c = root == 0 ? 1 : half >= 0 ? root + half : std::fabs(gamma);
  const double s = half >= 0 ? gamma : std::copysign(root - half, gamma);
  for (int i = 0; i < n; ++i) to(k, i) = c * x[i] + s * y[i];
  const double length = linear_algebra::norm(to.row(k), n, 1);
  for (int i = 0; i < n; ++i) to(k, i) /= length;
}

/// The student's basis [states x modes] that goes with inputs B V and outputs A^T U.
Matrix student_basis(const Matrix& inputs, const Matrix& outputs) {
  const Matrix xs = adjoint(inputs);
  const Matrix ys = adjoint(outputs);
  Matrix directions(xs.rows(), xs.columns());
  for (int k = 0; k < xs.rows(); ++k) leading_direction(xs, ys, k, directions);
  return linear_algebra::orthonormal_part(adjoint(directions));
}

/// Share of `matrix` outside left diag(.) right^T.
double outside(const Matrix& matrix, const Matrix& left, const Matrix& right) {
  const Matrix inner = multiply(multiply(adjoint(left), matrix), right);
  Matrix own = left;
  for (int i = 0; i < own.rows(); ++i)
    for (int k = 0; k < own.columns(); ++k) own(i, k) *= inner(k, k);
  Matrix rest = multiply(own, adjoint(right));
  for (int i = 0; i < rest.rows(); ++i)
    for (int j = 0; j < rest.columns(); ++j) rest(i, j) = matrix(i, j) - rest(i, j);
  return norm(rest) / norm(matrix);
}

}  // namespace

std::array<double, 3> mode_alignment(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                                     std::uint64_t seed) {
  const Matrix w = real_matrix(system.state, system.states, system.states);
  const Matrix b = real_matrix(system.input, system.states, system.inputs);
  const Matrix a = real_matrix(readout, teacher.outputs, system.states);
  if (!w.is_finite() || !b.is_finite() || !a.is_finite()) return {nan, nan, nan};
  const Matrix u = basis(teacher.output_basis(seed), teacher.outputs);
  const Matrix v = basis(teacher.input_basis(seed), teacher.inputs);
  const Matrix p = student_basis(multiply(b, v), multiply(adjoint(a), u));
  return {outside(a, u, p), outside(w, p, p), outside(b, p, v)};
}

namespace measures {

extern const Measure mode_alignment{
    .name = "mode_alignment",
    .summary =
        "shares of readout, recurrent and input weights outside the modes of the task's teacher, for linear networks on data_aligned",
    .own = {"mode_matrix", [](int, int) { return 3; }},
    .operations =
        [](const MarkShape& shape) { return shape.task.modes ? 100.0 * shape.states * shape.states * shape.task.modes->count() : 0; },
    .values =
        [](const MarkView& at) {
          const std::optional<LinearSystem> system = at.system_beside_modes();
          if (!system) return std::vector<double>(3, not_measured);
          const auto shares = polesweep::mode_alignment(*system, at.readout_weights(), *at.task.modes, at.seed);
          return std::vector(shares.begin(), shares.end());
        },
};

}  // namespace measures

}  // namespace polesweep
