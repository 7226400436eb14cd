#pragma once

#include <vector>

#include "core/linear_algebra/reflection.hpp"

namespace polesweep::linear_algebra {

/// Whether columns are taken in their order, or the one with the longest rest first.
enum class Pivoting { none, columns };

/// A P = Q R by Householder's reflections; A [rows x columns] is finite, P a permutation of columns.
///
/// Backward stable: Q R is within a few rows x 2^-52 of A. Cost: about 2 columns^2 (rows - columns/3) multiply-adds.
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, 5.2 and 5.4.
template <class Number>
class Qr {
 public:
  explicit Qr(Matrix<Number> a, Pivoting pivoting = Pivoting::none);

  /// [min(rows, columns) x columns], upper triangular.
  Matrix<Number> r() const;
  /// The first min(rows, columns) columns of Q [rows x ...].
  Matrix<Number> q() const;
  /// Column `order()[j]` of A is the j-th of Q R.
  const std::vector<int>& order() const { return order_; }
  /// How many diagonal elements of R exceed `tolerance` times the first in modulus. Means something with pivoting.
  int rank(double tolerance) const;
  /// b [rows x ...] becomes Q^H b, or Q b.
  void apply_adjoint(Matrix<Number>& b) const;
  void apply(Matrix<Number>& b) const;

 private:
  void pivot(int k);

  Matrix<Number> a_;  ///< R in its upper triangle
  std::vector<Reflection<Number>> reflections_;
  std::vector<int> order_;
};

/// X with R X = B, or R^H X = B: the leading square of an upper triangular R [n x at least n] without zeros on its diagonal, B [n x ...].
template <class Number>
Matrix<Number> solve_upper(const Matrix<Number>& r, Matrix<Number> b);
template <class Number>
Matrix<Number> solve_upper_adjoint(const Matrix<Number>& r, Matrix<Number> b);

/// X of least norm among those that make |A X - B| least, column by column. Columns of A that depend on others to within
/// max(rows, columns) x 2^-52 of the longest add nothing.
/// Source: Golub and Van Loan 5.5 (complete orthogonal decomposition).
template <class Number>
Matrix<Number> least_squares_solution(const Matrix<Number>& a, Matrix<Number> b);

}  // namespace polesweep::linear_algebra
