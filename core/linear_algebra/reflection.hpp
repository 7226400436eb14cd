#pragma once

#include "core/linear_algebra/matrix.hpp"

namespace polesweep::linear_algebra {

/// The reflection H = I - scale v v^H that takes a vector x [size] to `image` in its first element and 0 below. H is Hermitian and unitary.
/// v is divided by the largest element of x, so that no square overflows.
template <class Number>
class Reflection {
 public:
  /// Makes the reflection of the finite vector whose elements are `stride` apart.
  Reflection(const Number* x, int size, int stride) : v_(static_cast<std::size_t>(size)) {
    double largest = 0;
    for (int i = 0; i < size; ++i) largest = std::max(largest, modulus(x[static_cast<std::ptrdiff_t>(i) * stride]));
    image_ = size > 0 ? x[0] : Number(0);
    if (largest == 0) return;
    double squares = 0;
    for (int i = 0; i < size; ++i) {
      const Number share = x[static_cast<std::ptrdiff_t>(i) * stride];
      v_[static_cast<std::size_t>(i)] = divided(share, largest);
      if (i > 0) squares += squared_modulus(v_[static_cast<std::size_t>(i)]);
    }
    if (squares == 0) return;  // it is such a vector already
    const double head = modulus(v_[0]);
    const double length = std::sqrt(head * head + squares);
    const Number direction = head == 0 ? Number(1) : divided(v_[0], head);
    // The sign that adds: nothing cancels.
    v_[0] += product(direction, length);
    scale_ = 1 / (length * (length + head));
    image_ = product(direction, -length * largest);
  }

  Number image() const { return image_; }

  /// Rows first ... first + size - 1 of `a`, columns `begin` to the end, become H times what they are. `sums` has a's columns.
  void apply_left(Matrix<Number>& a, int first, int begin, std::vector<Number>& sums) const {
    if (scale_ == 0) return;
    const int count = a.columns() - begin;
    std::fill_n(sums.begin(), count, Number(0));
    for (std::size_t i = 0; i < v_.size(); ++i)
      add_multiple(conjugate(v_[i]), a.row(first + static_cast<int>(i)) + begin, sums.data(), count);
    for (std::size_t i = 0; i < v_.size(); ++i)
      add_multiple(product(v_[i], -scale_), sums.data(), a.row(first + static_cast<int>(i)) + begin, count);
  }

  /// Columns first ... first + size - 1 of the rows of `a` from `begin` on become what they are times H.
  void apply_right(Matrix<Number>& a, int first, int begin = 0) const {
    if (scale_ == 0) return;
    const int size = static_cast<int>(v_.size());
    std::vector<Number> conjugates(v_.size());
    for (std::size_t i = 0; i < v_.size(); ++i) conjugates[i] = conjugate(v_[i]);
    for (int i = begin; i < a.rows(); ++i) {
      Number* row = a.row(i) + first;
      const Number sum = inner_product(conjugates.data(), row, size);
      add_multiple(product(sum, -scale_), conjugates.data(), row, size);
    }
  }

 private:
  static double divided(double a, double by) { return a / by; }
  static Complex divided(Complex a, double by) { return {a.real() / by, a.imag() / by}; }

  std::vector<Number> v_;
  double scale_ = 0;  ///< 0: H = I
  Number image_;
};

}  // namespace polesweep::linear_algebra
