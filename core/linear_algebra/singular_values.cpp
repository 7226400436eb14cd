#include "core/linear_algebra/singular_values.hpp"

#include <limits>

#include "core/linear_algebra/qr.hpp"

namespace polesweep::linear_algebra {
namespace {

constexpr int most_sweeps = 60;

double squares(const double* row, int count) { return inner_product(row, row, count); }
double squares(const Complex* row, int count) { return inner_product(row, row, count).real(); }

/// Rows x and y become c x - s u y and s conj(u) x + c y.
template <class Number>
void rotate(Number* x, Number* y, int count, double c, Number su) {
  const Number other = conjugate(su);
  for (int i = 0; i < count; ++i) {
    const Number before = x[i];
    x[i] = product(before, Number(c)) - product(su, y[i]);
    y[i] = product(y[i], Number(c)) + product(other, before);
  }
}

/// Makes the rows of `a` orthogonal by rotations of two at a time; the rows of `turned`, as many, go with them.
template <class Number>
void orthogonalise_rows(Matrix<Number>& a, Matrix<Number>& turned) {
  const int n = a.rows();
  const int width = a.columns();
  const double tolerance = std::sqrt(static_cast<double>(width)) * std::numeric_limits<double>::epsilon();
  bool rotated = true;
  for (int sweep = 0; rotated && sweep < most_sweeps; ++sweep) {
    rotated = false;
    for (int p = 0; p + 1 < n; ++p)
      for (int q = p + 1; q < n; ++q) {
        const double alpha = squares(a.row(p), width);
        const double beta = squares(a.row(q), width);
        const Number gamma = inner_product(a.row(q), a.row(p), width);  // sum p_i conj(q_i)
        const double size = modulus(gamma);
        if (size == 0 || size <= tolerance * (std::sqrt(alpha) * std::sqrt(beta))) continue;
        rotated = true;
        const double zeta = (beta - alpha) / (2 * size);
        const double t = std::copysign(1.0, zeta) / (std::fabs(zeta) + std::sqrt(1 + zeta * zeta));
        const double c = 1 / std::sqrt(1 + t * t);
        const Number su = product(quotient(gamma, Number(size)), Number(c * t));
        rotate(a.row(p), a.row(q), width, c, su);
        if (turned.columns() > 0) rotate(turned.row(p), turned.row(q), turned.columns(), c, su);
      }
  }
}

template <class Number>
std::optional<std::vector<double>> values_of(const Matrix<Number>& a) {
  if (!a.is_finite()) return std::nullopt;
  // Pivoting changes how many sweeps of rotations it takes, not what they find.
  Matrix<Number> r = Qr<Number>(a.rows() < a.columns() ? adjoint(a) : a, Pivoting::columns).r();
  double largest = 0;
  for (const Number& entry : r.entries()) largest = std::max(largest, modulus(entry));
  std::vector<double> values(static_cast<std::size_t>(r.rows()));
  if (largest == 0) return values;
  for (int i = 0; i < r.rows(); ++i)
    for (int j = 0; j < r.columns(); ++j) r(i, j) = quotient(r(i, j), Number(largest));
  Matrix<Number> nothing(r.rows(), 0);
  orthogonalise_rows(r, nothing);
  for (int i = 0; i < r.rows(); ++i) values[static_cast<std::size_t>(i)] = largest * norm(r.row(i), r.columns(), 1);
  std::sort(values.rbegin(), values.rend());
  return values;
}

}  // namespace

std::optional<std::vector<double>> singular_values(const RealMatrix& a) { return values_of(a); }
std::optional<std::vector<double>> singular_values(const ComplexMatrix& a) { return values_of(a); }

RealMatrix orthonormal_part(const RealMatrix& a) {
  // Rotations take the columns of A = U S V^T, here rows, to those of U S, and the identity to V^T.
  RealMatrix columns = adjoint(a);
  RealMatrix turned = identity<double>(a.columns());
  orthogonalise_rows(columns, turned);
  for (int i = 0; i < columns.rows(); ++i) {
    const double length = norm(columns.row(i), columns.columns(), 1);
    for (int j = 0; j < columns.columns(); ++j) columns(i, j) /= length;
  }
  return multiply(adjoint(columns), turned);
}

}  // namespace polesweep::linear_algebra
