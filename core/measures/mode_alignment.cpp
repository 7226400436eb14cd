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

/// The student's matrices with its and the teacher's bases.
struct StudentInModes {
  Matrix readout, recurrent, input;
  Matrix u, v, p;  ///< p is empty if a matrix is not finite

  StudentInModes(const LinearSystem& system, const std::vector<Complex>& weights, const TeacherModes& teacher, std::uint64_t seed)
      : readout(real_matrix(weights, teacher.outputs, system.states)),
        recurrent(real_matrix(system.state, system.states, system.states)),
        input(real_matrix(system.input, system.states, system.inputs)),
        u(basis(teacher.output_basis(seed), teacher.outputs)),
        v(basis(teacher.input_basis(seed), teacher.inputs)) {
    if (recurrent.is_finite() && input.is_finite() && readout.is_finite())
      p = student_basis(multiply(input, v), multiply(adjoint(readout), u));
  }
};

}  // namespace

std::array<double, 3> mode_alignment(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                                     std::uint64_t seed) {
  const StudentInModes student(system, readout, teacher, seed);
  const Matrix& p = student.p;
  if (p.rows() == 0) return {nan, nan, nan};
  return {outside(student.readout, student.u, p), outside(student.recurrent, p, p), outside(student.input, p, student.v)};
}

std::vector<theory::Mode> student_modes(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                                        const std::vector<double>& basis, std::uint64_t seed) {
  StudentInModes student(system, readout, teacher, seed);
  Matrix& p = student.p;
  if (p.rows() == 0) return std::vector<theory::Mode>(static_cast<std::size_t>(teacher.count()), {nan, nan, nan});
  for (int k = 0; k < p.columns(); ++k) {
    double along = 0;
    for (int i = 0; i < p.rows(); ++i) along += p(i, k) * basis[static_cast<std::size_t>(i) * p.rows() + k];
    for (int i = 0; along < 0 && i < p.rows(); ++i) p(i, k) = -p(i, k);
  }
  const Matrix a = multiply(multiply(adjoint(student.u), student.readout), p);
  const Matrix b = multiply(multiply(adjoint(p), student.input), student.v);
  const Matrix w = multiply(multiply(adjoint(p), student.recurrent), p);
  std::vector<theory::Mode> modes;
  for (int k = 0; k < p.columns(); ++k) modes.push_back({a(k, k), b(k, k), w(k, k)});
  return modes;
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
