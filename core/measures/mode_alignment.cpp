#include "core/measures/mode_alignment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/linear_algebra/qr.hpp"
#include "core/linear_algebra/singular_values.hpp"
#include "core/measures/assignment.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/spectrum.hpp"
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

/// The student's matrices with the teacher's bases.
struct StudentMatrices {
  Matrix readout, recurrent, input;
  Matrix u, v;

  StudentMatrices(const LinearSystem& system, const std::vector<Complex>& weights, const TeacherModes& teacher, std::uint64_t seed)
      : readout(real_matrix(weights, teacher.outputs, system.states)),
        recurrent(real_matrix(system.state, system.states, system.states)),
        input(real_matrix(system.input, system.states, system.inputs)),
        u(basis(teacher.output_basis(seed), teacher.outputs)),
        v(basis(teacher.input_basis(seed), teacher.inputs)) {}

  bool is_finite() const { return recurrent.is_finite() && input.is_finite() && readout.is_finite(); }
};

/// And the student's own basis.
struct StudentInModes : StudentMatrices {
  Matrix p;  ///< empty if a matrix is not finite

  StudentInModes(const LinearSystem& system, const std::vector<Complex>& weights, const TeacherModes& teacher, std::uint64_t seed)
      : StudentMatrices(system, weights, teacher, seed) {
    if (is_finite()) p = student_basis(multiply(input, v), multiply(adjoint(readout), u));
  }
};

/// The eigenvectors of a real eigenvalue.
struct Eigenvectors {
  Matrix right;  ///< a column of length 1
  Matrix left;   ///< a column whose inner product with the right one is 1
};

/// The states that go on as this pole alone says, coupled to no other, as those of a diagonal network do.
std::vector<int> lone_states(const Matrix& w, double pole) {
  std::vector<int> found;
  for (int i = 0; i < w.rows(); ++i) {
    bool is_alone = w(i, i) == pole;
    for (int j = 0; is_alone && j < w.rows(); ++j) is_alone = j == i || (w(i, j) == 0 && w(j, i) == 0);
    if (is_alone) found.push_back(i);
  }
  return found;
}

/// Both are in the null spaces of W - pole: Q R P^T of it ends in a row of rounding. Returns nothing if more than one row does.
std::optional<Eigenvectors> eigenvectors(const Matrix& w, double pole) {
  const int n = w.rows();
  if (const std::vector<int> alone = lone_states(w, pole); !alone.empty()) {
    Matrix state(n, 1);
    state(alone.front(), 0) = 1;
    return alone.size() == 1 ? std::optional(Eigenvectors{state, state}) : std::nullopt;
  }
  Matrix rest = w;
  for (int i = 0; i < n; ++i) rest(i, i) -= pole;
  const linear_algebra::Qr<double> qr(std::move(rest), linear_algebra::Pivoting::columns);
  if (qr.rank(n * std::numeric_limits<double>::epsilon()) < n - 1) return std::nullopt;
  const Matrix r = qr.r();
  Matrix last(n - 1, 1);
  for (int i = 0; i + 1 < n; ++i) last(i, 0) = -r(i, n - 1);
  last = linear_algebra::solve_upper(r, std::move(last));
  Eigenvectors found{{n, 1}, {n, 1}};
  for (int i = 0; i < n; ++i) found.right(qr.order()[static_cast<std::size_t>(i)], 0) = i + 1 < n ? last(i, 0) : 1;
  found.left(n - 1, 0) = 1;
  qr.apply(found.left);
  const double length = norm(found.right);
  for (int i = 0; i < n; ++i) found.right(i, 0) /= length;
  const double both = linear_algebra::inner_product(found.left.row(0), found.right.row(0), n);
  for (int i = 0; i < n; ++i) found.left(i, 0) /= both;
  return found;
}

/// Turns both to the side of that column of `basis` [n x n] which is closest to their line.
void turn_towards(const Matrix& basis, Eigenvectors& vectors) {
  const Matrix along = multiply(adjoint(vectors.right), basis);
  double closest = 0;
  for (int j = 0; j < along.columns(); ++j)
    if (std::fabs(along(0, j)) > std::fabs(closest)) closest = along(0, j);
  if (closest >= 0) return;
  for (Matrix* vector : {&vectors.right, &vectors.left})
    for (int i = 0; i < vector->rows(); ++i) (*vector)(i, 0) = -(*vector)(i, 0);
}

/// Which of the student's poles belongs to each mode; none if a pole is not finite or two modes have one.
std::vector<int> partners(const std::vector<Complex>& poles, const std::vector<theory::Mode>& modes) {
  std::vector<double> squares;
  for (std::size_t k = 0; k < modes.size(); ++k) {
    for (std::size_t l = 0; l < k; ++l)
      if (modes[l].w == modes[k].w) return {};
    for (const Complex& pole : poles) squares.push_back(linear_algebra::squared_modulus(pole - modes[k].w));
  }
  if (!linear_algebra::is_finite(squares)) return {};
  return cheapest_assignment(squares, static_cast<int>(modes.size()), static_cast<int>(poles.size()));
}

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
  modes.reserve(static_cast<std::size_t>(p.columns()));
  for (int k = 0; k < p.columns(); ++k) modes.push_back({a(k, k), b(k, k), w(k, k)});
  return modes;
}

std::vector<theory::Mode> student_modes_by_poles(const LinearSystem& system, const std::vector<Complex>& readout,
                                                 const TeacherModes& teacher, const std::vector<double>& basis, std::uint64_t seed) {
  std::vector<theory::Mode> modes(static_cast<std::size_t>(teacher.count()), {nan, nan, nan});
  const StudentMatrices student(system, readout, teacher, seed);
  if (!student.is_finite()) return modes;
  const std::vector<Complex> poles = spectrum(system.state, system.states);
  const std::vector<int> partner = partners(poles, teacher.modes);
  const Matrix outputs = multiply(adjoint(student.u), student.readout);  // [modes x states]
  const Matrix inputs = adjoint(multiply(student.input, student.v));     // likewise
  const Matrix start(system.states, system.states, basis);
  for (std::size_t i = 0; i < partner.size(); ++i) {
    const Complex pole = poles[static_cast<std::size_t>(partner[i])];
    if (pole.imag() != 0) continue;
    auto vectors = eigenvectors(student.recurrent, pole.real());
    if (!vectors) continue;
    turn_towards(start, *vectors);
    const auto k = static_cast<int>(i);
    const auto square = [k](const Matrix& columns) {
      const double length = linear_algebra::norm(columns.row(0) + k, columns.rows(), columns.columns());
      return length * length;
    };
    modes[i] = {linear_algebra::inner_product(outputs.row(k), vectors->right.row(0), system.states) / square(student.u),
                linear_algebra::inner_product(inputs.row(k), vectors->left.row(0), system.states) / square(student.v), pole.real()};
  }
  return modes;
}

std::optional<TeacherModes> modes_of_teacher(const TaskFacts& task) {
  if (task.modes) return task.modes;
  if (task.complex_valued || !task.teacher) return std::nullopt;
  const LinearTeacher& teacher = *task.teacher;
  if (teacher.inputs != 1 || teacher.outputs != 1 || !teacher.taps.empty() || teacher.poles.empty()) return std::nullopt;
  TeacherModes modes{.modes = {}, .inputs = 1, .outputs = 1, .random_bases = false};
  for (std::size_t k = 0; k < teacher.poles.size(); ++k) {
    const auto before = teacher.poles.begin() + static_cast<std::ptrdiff_t>(k);
    if (teacher.poles[k].imag() != 0 || std::find(teacher.poles.begin(), before, teacher.poles[k]) != before) return std::nullopt;
    modes.modes.push_back({teacher.gains[k].real(), teacher.input_weight(k, 0).real(), teacher.poles[k].real()});
  }
  return modes;
}

namespace measures {

extern const Measure mode_alignment{
    .name = "mode_alignment",
    .summary =
        "shares of readout, recurrent and input weights outside the modes of the task's teacher, for linear networks on tasks whose modes have inputs and outputs of their own: data_aligned with as many as modes, teachers with a single real pole",
    .own = {"mode_matrix", [](const MeasureSizes&) { return 3; }},
    .wants = "a linear network, and a real teacher with real modes",
    .applies = [](const MarkShape& shape) { return shape.linear && modes_of_teacher(shape.task).has_value(); },
    .operations =
        [](const MarkShape& shape) {
          const auto modes = modes_of_teacher(shape.task);
          return modes ? 100.0 * shape.states * shape.states * modes->count() : 0;
        },
    .values =
        [](const MarkView& at) {
          const auto modes = modes_of_teacher(at.task);
          const auto system = modes && modes->decouple() ? at.system_beside(*modes) : std::nullopt;
          if (!system) return std::vector<double>(3, not_measured);
          const auto shares = polesweep::mode_alignment(*system, at.readout_weights(), *modes, at.seed);
          return std::vector(shares.begin(), shares.end());
        },
};

}  // namespace measures

}  // namespace polesweep
