#include "core/linear_algebra/qr.hpp"

#include <limits>
#include <numeric>
#include <utility>

namespace polesweep::linear_algebra {

template <class Number>
Qr<Number>::Qr(Matrix<Number> a, Pivoting pivoting) : a_(std::move(a)), order_(static_cast<std::size_t>(a_.columns())) {
  std::iota(order_.begin(), order_.end(), 0);
  std::vector<Number> sums(static_cast<std::size_t>(a_.columns()));
  for (int k = 0; k < std::min(a_.rows(), a_.columns()); ++k) {
    if (pivoting == Pivoting::columns) pivot(k);
    reflections_.emplace_back(a_.row(k) + k, a_.rows() - k, a_.columns());
    reflections_.back().apply_left(a_, k, k + 1, sums);
    a_(k, k) = reflections_.back().image();
  }
}

/// Swaps column k with the one whose part from row k on is longest; the first of several.
template <class Number>
void Qr<Number>::pivot(int k) {
  std::vector<double> largest(static_cast<std::size_t>(a_.columns()));
  for (int i = k; i < a_.rows(); ++i)
    for (int j = k; j < a_.columns(); ++j)
      largest[static_cast<std::size_t>(j)] = std::max(largest[static_cast<std::size_t>(j)], modulus(a_(i, j)));
  const double scale = *std::max_element(largest.begin(), largest.end());
  if (scale == 0) return;
  std::vector<double> squares(largest.size());
  for (int i = k; i < a_.rows(); ++i)
    for (int j = k; j < a_.columns(); ++j) {
      const double share = modulus(a_(i, j)) / scale;
      squares[static_cast<std::size_t>(j)] += share * share;
    }
  const int best = static_cast<int>(std::max_element(squares.begin() + k, squares.end()) - squares.begin());
  if (best == k) return;
  for (int i = 0; i < a_.rows(); ++i) std::swap(a_(i, k), a_(i, best));
  std::swap(order_[static_cast<std::size_t>(k)], order_[static_cast<std::size_t>(best)]);
}

template <class Number>
Matrix<Number> Qr<Number>::r() const {
  Matrix<Number> result(std::min(a_.rows(), a_.columns()), a_.columns());
  for (int i = 0; i < result.rows(); ++i) std::copy(a_.row(i) + i, a_.row(i) + a_.columns(), result.row(i) + i);
  return result;
}

template <class Number>
Matrix<Number> Qr<Number>::q() const {
  Matrix<Number> result(a_.rows(), std::min(a_.rows(), a_.columns()));
  for (int i = 0; i < result.columns(); ++i) result(i, i) = 1;
  apply(result);
  return result;
}

template <class Number>
int Qr<Number>::rank(double tolerance) const {
  int rank = 0;
  while (rank < std::ssize(reflections_) && modulus(a_(rank, rank)) > tolerance * modulus(a_(0, 0))) ++rank;
  return rank;
}

template <class Number>
void Qr<Number>::apply_adjoint(Matrix<Number>& b) const {
  std::vector<Number> sums(static_cast<std::size_t>(b.columns()));
  for (std::size_t k = 0; k < reflections_.size(); ++k) reflections_[k].apply_left(b, static_cast<int>(k), 0, sums);
}

template <class Number>
void Qr<Number>::apply(Matrix<Number>& b) const {
  std::vector<Number> sums(static_cast<std::size_t>(b.columns()));
  for (std::size_t k = reflections_.size(); k-- > 0;) reflections_[k].apply_left(b, static_cast<int>(k), 0, sums);
}

template <class Number>
Matrix<Number> solve_upper(const Matrix<Number>& r, Matrix<Number> b) {
  for (int i = b.rows() - 1; i >= 0; --i) {
    for (int k = i + 1; k < b.rows(); ++k) add_multiple(-r(i, k), b.row(k), b.row(i), b.columns());
    for (int j = 0; j < b.columns(); ++j) b(i, j) = quotient(b(i, j), r(i, i));
  }
  return b;
}

template <class Number>
Matrix<Number> solve_upper_adjoint(const Matrix<Number>& r, Matrix<Number> b) {
  for (int i = 0; i < b.rows(); ++i) {
    for (int k = 0; k < i; ++k) add_multiple(-conjugate(r(k, i)), b.row(k), b.row(i), b.columns());
    for (int j = 0; j < b.columns(); ++j) b(i, j) = quotient(b(i, j), conjugate(r(i, i)));
  }
  return b;
}

template <class Number>
Matrix<Number> least_squares_solution(const Matrix<Number>& a, Matrix<Number> b) {
  const Qr<Number> qr(a, Pivoting::columns);
  const int rank = qr.rank(std::max(a.rows(), a.columns()) * std::numeric_limits<double>::epsilon());
  qr.apply_adjoint(b);
  Matrix<Number> reached(rank, b.columns());
  for (int i = 0; i < rank; ++i) std::copy_n(b.row(i), b.columns(), reached.row(i));
  Matrix<Number> found(a.columns(), b.columns());
  const Matrix<Number> r = qr.r();
  if (rank == a.columns()) {
    found = solve_upper(r, std::move(reached));
  } else {
    // The rows of R that are left are T^H Q2^H: the solution in their span is the shortest.
    Matrix<Number> wide(a.columns(), rank);
    for (int i = 0; i < rank; ++i)
      for (int j = i; j < a.columns(); ++j) wide(j, i) = conjugate(r(i, j));
    const Qr<Number> second(std::move(wide));
    const Matrix<Number> inner = solve_upper_adjoint(second.r(), std::move(reached));
    for (int i = 0; i < rank; ++i) std::copy_n(inner.row(i), b.columns(), found.row(i));
    second.apply(found);
  }
  Matrix<Number> solution(a.columns(), b.columns());
  for (int i = 0; i < a.columns(); ++i) std::copy_n(found.row(i), b.columns(), solution.row(qr.order()[static_cast<std::size_t>(i)]));
  return solution;
}

template class Qr<double>;
template class Qr<Complex>;
template RealMatrix solve_upper(const RealMatrix&, RealMatrix);
template ComplexMatrix solve_upper(const ComplexMatrix&, ComplexMatrix);
template RealMatrix solve_upper_adjoint(const RealMatrix&, RealMatrix);
template ComplexMatrix solve_upper_adjoint(const ComplexMatrix&, ComplexMatrix);
template RealMatrix least_squares_solution(const RealMatrix&, RealMatrix);
template ComplexMatrix least_squares_solution(const ComplexMatrix&, ComplexMatrix);

}  // namespace polesweep::linear_algebra
