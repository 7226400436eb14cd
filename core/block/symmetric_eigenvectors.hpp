#pragma once

#include "core/block/number.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// The eigenvectors of symmetric matrices, one of each run, by Jacobi's rotations in rows (Golub and Van Loan 2013, section 8.5): entries
/// beside the diagonal are turned away until none is more than 2^-56 of the trace. Eigenvalues below that, as those of the zero space of
/// a matrix without full rank, are not told apart; the vectors are orthonormal to rounding all the same.
///
/// A run that has come to its end is not turned further, so that neighbours do not matter.
class SymmetricEigenvectors {
 public:
  explicit SymmetricEigenvectors(int size) : n_(size) {}

  /// `matrix` [size][size] is overwritten: its diagonal holds the eigenvalues, the greatest first. Column i of `vectors` [size][size] is
  /// the vector of the i-th.
  void find(double* matrix, double* vectors) const {
    std::memset(vectors, 0, sizeof(double) * n_ * n_ * lanes);
    Real trace = broadcast(0.0);
    for (int i = 0; i < n_; ++i) {
      store(vectors, at(i, i), broadcast(1.0));
      trace = trace + load(matrix, at(i, i));
    }
    const Real least = trace * broadcast(0x1p-56);
    bool turned = true;
    for (int sweep = 0; turned && sweep < most_sweeps; ++sweep) {
      turned = false;
      for (int p = 0; p + 1 < n_; ++p)
        for (int q = p + 1; q < n_; ++q) turned = turn(matrix, vectors, p, q, least) || turned;
    }
    sort(matrix, vectors);
  }

 private:
  static constexpr int most_sweeps = 30;  // Jacobi's method ends after six to ten

  std::int64_t at(int row, int column) const { return static_cast<std::int64_t>(row) * n_ + column; }
  static POLESWEEP_INLINE Real absolute(Real x) { return where(x < broadcast(0.0), -x, x); }

  /// Turns rows and columns p and q so that entry (p, q) vanishes, in the runs where it counts. Returns whether there are such.
  bool turn(double* matrix, double* vectors, int p, int q, Real least) const {
    const Real one = broadcast(1.0);
    const Real beside = load(matrix, at(p, q));
    const auto counts = absolute(beside) > least;
    if (!any(counts)) return false;
    const Real theta = (load(matrix, at(q, q)) - load(matrix, at(p, p))) / (beside + beside);
    const Real size = one / (absolute(theta) + square_root(fused(theta, theta, one)));
    const Real tangent = where(theta < broadcast(0.0), -size, size);
    const Real cosine = one / square_root(fused(tangent, tangent, one));
    const Real c = where(counts, cosine, one);
    const Real s = where(counts, tangent * cosine, broadcast(0.0));
    for (int k = 0; k < n_; ++k) mix(matrix, at(k, p), at(k, q), c, s);
    for (int k = 0; k < n_; ++k) mix(matrix, at(p, k), at(q, k), c, s);
    for (int k = 0; k < n_; ++k) mix(vectors, at(k, p), at(k, q), c, s);
    return true;
  }
  static POLESWEEP_INLINE void mix(double* array, std::int64_t first, std::int64_t second, Real c, Real s) {
    const Real a = load(array, first);
    const Real b = load(array, second);
    store(array, first, fused(c, a, -(s * b)));
    store(array, second, fused(s, a, c * b));
  }

  /// Every run by its own order.
  void sort(double* matrix, double* vectors) const {
    for (int i = 0; i + 1 < n_; ++i)
      for (int j = i + 1; j < n_; ++j) {
        const auto later = load(matrix, at(j, j)) > load(matrix, at(i, i));
        if (!any(later)) continue;
        exchange(matrix, at(i, i), at(j, j), later);
        for (int k = 0; k < n_; ++k) exchange(vectors, at(k, i), at(k, j), later);
      }
  }
  template <class Comparison>
  static POLESWEEP_INLINE void exchange(double* array, std::int64_t first, std::int64_t second, Comparison holds) {
    const Real a = load(array, first);
    const Real b = load(array, second);
    store(array, first, where(holds, b, a));
    store(array, second, where(holds, a, b));
  }

  const int n_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
