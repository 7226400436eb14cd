#pragma once

#include <vector>

#include "core/linear_algebra/matrix.hpp"

namespace polesweep::linear_algebra {

/// P^T A P = L D L^H of a Hermitian A [n x n], the largest diagonal element of the rest first; only A's lower triangle is read.
///
/// Backward stable if A is positive definite. Cost: about n^3/6 multiply-adds.
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, 4.2.8.
template <class Number>
class Cholesky {
 public:
  explicit Cholesky(Matrix<Number> a);

  /// Whether every element of D is positive and finite: A is positive definite to working precision.
  bool is_positive() const { return positive_; }
  /// X with A X = B [n x ...]; A must be positive.
  Matrix<Number> solve(const Matrix<Number>& b) const;

 private:
  Matrix<Number> l_;  ///< D on its diagonal
  std::vector<int> order_;
  bool positive_ = true;
};

}  // namespace polesweep::linear_algebra
