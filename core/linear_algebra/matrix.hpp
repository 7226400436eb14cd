#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/linear_algebra/numbers.hpp"

namespace polesweep::linear_algebra {

/// A matrix of real or complex numbers, row-major.
template <class Number>
class Matrix {
 public:
  Matrix() = default;
  /// All zero.
  Matrix(int rows, int columns) : rows_(rows), columns_(columns), entries_(static_cast<std::size_t>(rows) * columns) {}
  /// `entries` [rows x columns], row-major.
  Matrix(int rows, int columns, std::vector<Number> entries) : rows_(rows), columns_(columns), entries_(std::move(entries)) {}

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  Number* row(int i) { return entries_.data() + static_cast<std::size_t>(i) * columns_; }
  const Number* row(int i) const { return entries_.data() + static_cast<std::size_t>(i) * columns_; }
  Number& operator()(int i, int j) { return row(i)[j]; }
  const Number& operator()(int i, int j) const { return row(i)[j]; }
  /// Row-major.
  const std::vector<Number>& entries() const { return entries_; }

  bool is_finite() const { return linear_algebra::is_finite(entries_); }

 private:
  int rows_ = 0;
  int columns_ = 0;
  std::vector<Number> entries_;
};

using RealMatrix = Matrix<double>;
using ComplexMatrix = Matrix<Complex>;

template <class Number>
Matrix<Number> identity(int size) {
  Matrix<Number> result(size, size);
  for (int i = 0; i < size; ++i) result(i, i) = 1;
  return result;
}

template <class Number>
Matrix<Number> adjoint(const Matrix<Number>& a) {
  Matrix<Number> result(a.columns(), a.rows());
  for (int i = 0; i < a.rows(); ++i)
    for (int j = 0; j < a.columns(); ++j) result(j, i) = conjugate(a(i, j));
  return result;
}

/// to += factor x, element by element. The one loop that the algorithms here spend their time in: independent sums, which a compiler may do
/// side by side without changing a bit.
template <class Number>
inline void add_multiple(Number factor, const Number* x, Number* to, int count) {
  for (int i = 0; i < count; ++i) to[i] += product(factor, x[i]);
}

/// sum_i conj(a_i) b_i in four partial sums (i mod 4), added in pairs.
template <class Number>
inline Number inner_product(const Number* a, const Number* b, int count) {
  Number partial[4] = {};
  int i = 0;
  for (; i + 4 <= count; i += 4)
    for (int k = 0; k < 4; ++k) partial[k] += product(conjugate(a[i + k]), b[i + k]);
  for (int k = 0; i < count; ++i, ++k) partial[k] += product(conjugate(a[i]), b[i]);
  return (partial[0] + partial[1]) + (partial[2] + partial[3]);
}

/// a b; every entry is summed from the first term to the last.
template <class Number>
Matrix<Number> multiply(const Matrix<Number>& a, const Matrix<Number>& b) {
  Matrix<Number> result(a.rows(), b.columns());
  for (int i = 0; i < a.rows(); ++i)
    for (int k = 0; k < a.columns(); ++k) add_multiple(a(i, k), b.row(k), result.row(i), b.columns());
  return result;
}

/// The Euclidean norm of `count` numbers that stand `stride` apart, without overflow or underflow in between. They must be finite.
template <class Number>
double norm(const Number* a, int count, int stride) {
  double largest = 0;
  for (int i = 0; i < count; ++i) largest = std::max(largest, modulus(a[static_cast<std::ptrdiff_t>(i) * stride]));
  if (largest == 0) return 0;
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    const double share = modulus(a[static_cast<std::ptrdiff_t>(i) * stride]) / largest;
    sum += share * share;
  }
  return largest * std::sqrt(sum);
}

/// The Frobenius norm of a finite matrix.
template <class Number>
double norm(const Matrix<Number>& a) {
  return norm(a.entries().data(), static_cast<int>(a.entries().size()), 1);
}

/// Divides a finite matrix by the power of two next to its norm, which it returns: exact but for elements that vanish beside the norm.
template <class Number>
double scale_to_one(Matrix<Number>& a) {
  int exponent = 0;
  std::frexp(norm(a), &exponent);
  const double inverse = std::ldexp(1.0, -exponent);
  for (int i = 0; i < a.rows(); ++i)
    for (int j = 0; j < a.columns(); ++j) a(i, j) = product(a(i, j), Number(inverse));
  return std::ldexp(1.0, exponent);
}

}  // namespace polesweep::linear_algebra
