#include "core/linear_algebra/cholesky.hpp"

#include <numeric>
#include <utility>

namespace polesweep::linear_algebra {
namespace {

/// Swaps rows and columns k < other of a Hermitian matrix that is kept as its lower triangle; columns before k are rows of L.
template <class Number>
void swap_hermitian(Matrix<Number>& a, int k, int other) {
  for (int j = 0; j < k; ++j) std::swap(a(k, j), a(other, j));
  for (int i = other + 1; i < a.rows(); ++i) std::swap(a(i, k), a(i, other));
  std::swap(a(k, k), a(other, other));
  for (int i = k + 1; i < other; ++i) {
    const Number below = a(i, k);
    a(i, k) = conjugate(a(other, i));
    a(other, i) = conjugate(below);
  }
  a(other, k) = conjugate(a(other, k));
}

}  // namespace

template <class Number>
Cholesky<Number>::Cholesky(Matrix<Number> a) : l_(std::move(a)), order_(static_cast<std::size_t>(l_.rows())) {
  const int n = l_.rows();
  std::iota(order_.begin(), order_.end(), 0);
  std::vector<Number> conjugates(static_cast<std::size_t>(n));
  for (int k = 0; k < n; ++k) {
    int largest = k;
    for (int i = k + 1; i < n; ++i)
      if (real_part(l_(i, i)) > real_part(l_(largest, largest))) largest = i;
    if (largest != k) {
      swap_hermitian(l_, k, largest);
      std::swap(order_[static_cast<std::size_t>(k)], order_[static_cast<std::size_t>(largest)]);
    }
    const double pivot = real_part(l_(k, k));
    if (!(pivot > 0) || !std::isfinite(pivot)) {
      positive_ = false;
      return;
    }
    for (int i = k + 1; i < n; ++i) {
      conjugates[static_cast<std::size_t>(i)] = conjugate(l_(i, k));
      l_(i, k) = quotient(l_(i, k), Number(pivot));
      add_multiple(-l_(i, k), conjugates.data() + k + 1, l_.row(i) + k + 1, i - k);
    }
  }
}

template <class Number>
Matrix<Number> Cholesky<Number>::solve(const Matrix<Number>& b) const {
  const int n = l_.rows();
  Matrix<Number> x(n, b.columns());
  for (int i = 0; i < n; ++i) {
    std::copy_n(b.row(order_[static_cast<std::size_t>(i)]), b.columns(), x.row(i));
    for (int k = 0; k < i; ++k) add_multiple(-l_(i, k), x.row(k), x.row(i), b.columns());
  }
  for (int i = n - 1; i >= 0; --i) {
    for (int j = 0; j < b.columns(); ++j) x(i, j) = quotient(x(i, j), Number(real_part(l_(i, i))));
    for (int k = i + 1; k < n; ++k) add_multiple(-conjugate(l_(k, i)), x.row(k), x.row(i), b.columns());
  }
  Matrix<Number> solution(n, b.columns());
  for (int i = 0; i < n; ++i) std::copy_n(x.row(i), b.columns(), solution.row(order_[static_cast<std::size_t>(i)]));
  return solution;
}

template class Cholesky<double>;
template class Cholesky<Complex>;

}  // namespace polesweep::linear_algebra
