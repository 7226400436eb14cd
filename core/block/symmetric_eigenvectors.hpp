#pragma once

#include "core/block/number.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// The greatest eigenvalues of symmetric matrices, one of each run, and their vectors: Householder's reflections to three diagonals,
/// bisection by Sturm's sequence, inverse iteration, every vector made orthogonal to all before it (Golub and Van Loan 2013, sections 8.3
/// and 8.4).
///
/// Eigenvalues are right to 2^-53 of the greatest modulus; vectors are orthonormal to rounding even where eigenvalues meet. The number of
/// operations does not depend on the matrix: 2 n^3 for the reflections; 75 n divisions, 300 n and 2 n^2 for each vector; 12 n for each two.
class SymmetricEigenvectors {
 public:
  SymmetricEigenvectors(int size, int wanted) : n_(size), wanted_(wanted) {}

  /// Doubles of `scratch`.
  std::size_t scratch_size() const { return static_cast<std::size_t>(n_) * vectors_of_scratch * lanes; }

  /// `matrix` [size][size] is overwritten. `values` [wanted], the greatest first; `vectors` [wanted][size], a row each.
  void find(double* matrix, double* values, double* vectors, double* scratch) const {
    const Tridiagonal t(scratch, n_);
    const Real size = scale_down(matrix);
    reduce(matrix, t);
    for (int i = 0; i < wanted_; i += together) bisect(t, i, values);
    for (int i = 0; i < wanted_; ++i) {
      double* x = vectors + static_cast<std::size_t>(i) * n_ * lanes;
      find_vector(t, load(values, i), i, vectors, x);
      store(values, i, load(values, i) * size);
    }
    for (int i = 0; i < wanted_; ++i) reflect(matrix, t, vectors + static_cast<std::size_t>(i) * n_ * lanes);
  }

 private:
  static constexpr int vectors_of_scratch = 8;
  static constexpr int together = 4;   ///< eigenvalues side by side, which would wait for their divisions one by one
  static constexpr int halvings = 60;  ///< of an interval at most twice as wide as the greatest modulus
  static constexpr int iterations =
      3;  ///< from a vector that is none of them; every one also takes out what the last left of other vectors

  /// Places in the scratch, [size] each.
  struct Tridiagonal {
    Tridiagonal(double* scratch, int n)
        : diagonal(scratch),
          beside(scratch + static_cast<std::size_t>(n) * lanes),
          factor(beside + static_cast<std::size_t>(n) * lanes),
          pivot(factor + static_cast<std::size_t>(n) * lanes),
          right(pivot + static_cast<std::size_t>(n) * lanes),
          far(right + static_cast<std::size_t>(n) * lanes),
          multiplier(far + static_cast<std::size_t>(n) * lanes),
          swapped(multiplier + static_cast<std::size_t>(n) * lanes) {}

    double* diagonal;
    double* beside;      ///< the diagonal beside it; the last is 0
    double* factor;      ///< 2/|v|^2 of the reflections, whose v are left in the matrix's rows
    double* pivot;       ///< of the triangular factor: its diagonal,
    double* right;       ///< the one beside it,
    double* far;         ///< and the next,
    double* multiplier;  ///< what of a row was taken from the next,
    double* swapped;     ///< and 1 if the two had changed places before
  };

  std::int64_t at(int row, int column) const { return static_cast<std::int64_t>(row) * n_ + column; }
  static POLESWEEP_INLINE Real absolute(Real x) { return where(x < broadcast(0.0), -x, x); }
  /// 1/x, or 0 of what is so small that it, or a square of its size, would lose its digits.
  static POLESWEEP_INLINE Real reciprocal(Real x) { return where(x > broadcast(0x1p-900), broadcast(1.0) / x, broadcast(0.0)); }

  /// Divides by the greatest sum of a row's moduli, so that those of the eigenvalues are at most 1; returns it.
  Real scale_down(double* matrix) const {
    Real bound = broadcast(0.0);
    for (int i = 0; i < n_; ++i) {
      Real sum = broadcast(0.0);
      for (int j = 0; j < n_; ++j) sum = sum + absolute(load(matrix, at(i, j)));
      bound = where(sum > bound, sum, bound);
    }
    const Real inverse = reciprocal(bound);
    for (std::int64_t i = 0; i < at(n_, 0); ++i) store(matrix, i, load(matrix, i) * inverse);
    return bound;
  }

  void reduce(double* matrix, const Tridiagonal& t) const {
    const Real nothing = broadcast(0.0);
    double* w = t.pivot;
    for (int k = 0; k + 2 < n_; ++k) {
      double* v = matrix + static_cast<std::size_t>(at(k, k + 1)) * lanes;
      const int rest = n_ - k - 1;
      const Real square = dot<Real>(v, v, rest);
      const Real size = square_root(square);
      const Real first = load(v, 0);
      const Real image = where(first > nothing, -size, size);
      const Real factor = reciprocal(square - image * first);  // 0: nothing is reflected, and what is beside the diagonal does not count
      store(t.beside, k, where(factor > nothing, image, nothing));
      store(t.factor, k, factor);
      store(v, 0, first - image);
      for (int i = 0; i < rest; ++i)
        store(w, i, factor * dot<Real>(matrix + static_cast<std::size_t>(at(k + 1 + i, k + 1)) * lanes, v, rest));
      const Real share = broadcast(0.5) * factor * dot<Real>(w, v, rest);
      for (int i = 0; i < rest; ++i) store(w, i, fused(-share, load(v, i), load(w, i)));
      for (int i = 0; i < rest; ++i) {
        double* row = matrix + static_cast<std::size_t>(at(k + 1 + i, k + 1)) * lanes;
        const Real vi = -load(v, i);
        const Real wi = -load(w, i);
        for (int j = 0; j < rest; ++j) store(row, j, fused(vi, load(w, j), fused(wi, load(v, j), load(row, j))));
      }
    }
    for (int k = 0; k < n_; ++k) store(t.diagonal, k, load(matrix, at(k, k)));
    if (n_ > 1) store(t.beside, n_ - 2, load(matrix, at(n_ - 2, n_ - 1)));
    store(t.beside, n_ - 1, nothing);
  }

  /// Eigenvalues first, first + 1, ... in [-1, 1]: how many are below a number is told by the signs of Sturm's sequence.
  void bisect(const Tridiagonal& t, int first, double* values) const {
    const Real nothing = broadcast(0.0);
    const Real one = broadcast(1.0);
    const Real least = broadcast(0x1p-200);  // in place of zero
    Real low[together];
    Real high[together];
    for (int c = 0; c < together; ++c) {
      low[c] = broadcast(-1.0);
      high[c] = one;
    }
    for (int halving = 0; halving < halvings; ++halving) {
      Real middle[together];
      Real ratio[together];
      Real below[together];
      for (int c = 0; c < together; ++c) {
        middle[c] = broadcast(0.5) * (low[c] + high[c]);
        ratio[c] = one;
        below[c] = nothing;
      }
      for (int k = 0; k < n_; ++k) {
        const Real entry = load(t.diagonal, k);
        const Real link = k > 0 ? load(t.beside, k - 1) : nothing;
        const Real square = link * link;
#pragma GCC unroll 4
        for (int c = 0; c < together; ++c) {
          const Real next = (entry - middle[c]) - square / ratio[c];
          ratio[c] = where(absolute(next) < least, -least, next);
          below[c] = below[c] + where(ratio[c] < nothing, one, nothing);
        }
      }
      for (int c = 0; c < together; ++c) {
        const auto is_above = below[c] > broadcast(n_ - 1 - (first + c));
        high[c] = where(is_above, middle[c], high[c]);
        low[c] = where(is_above, low[c], middle[c]);
      }
    }
    for (int c = 0; c < together && first + c < wanted_; ++c) store(values, first + c, broadcast(0.5) * (low[c] + high[c]));
  }

  void find_vector(const Tridiagonal& t, Real value, int index, const double* before, double* x) const {
    factorise(t, value);
    for (int k = 0; k < n_; ++k) store(x, k, broadcast(((12 * k + 7 * index + k * index) % 31 - 12.4) / 31));
    for (int iteration = 0; iteration < iterations; ++iteration) {
      solve(t, x);
      normalise(x);
      for (int j = 0; j < index; ++j) {
        const double* other = before + static_cast<std::size_t>(j) * n_ * lanes;
        const Real share = -dot<Real>(other, x, n_);
        for (int k = 0; k < n_; ++k) store(x, k, fused(share, load(other, k), load(x, k)));
      }
      normalise(x);
    }
  }

  void normalise(double* x) const {
    const Real inverse = reciprocal(square_root(dot<Real>(x, x, n_)));
    for (int k = 0; k < n_; ++k) store(x, k, load(x, k) * inverse);
  }

  /// T - value = P L U, rows exchanged where the lower one has the greater entry.
  void factorise(const Tridiagonal& t, Real value) const {
    const Real nothing = broadcast(0.0);
    const Real least = broadcast(0x1p-53);
    const auto at_least = [&](Real pivot) { return where(absolute(pivot) < least, least, pivot); };
    Real own = load(t.diagonal, 0) - value;
    Real next = load(t.beside, 0);
    for (int k = 0; k + 1 < n_; ++k) {
      const Real below = load(t.beside, k);
      const Real below_own = load(t.diagonal, k + 1) - value;
      const Real below_next = load(t.beside, k + 1);
      const auto swaps = absolute(below) > absolute(own);
      const Real pivot = at_least(where(swaps, below, own));
      const Real multiplier = where(swaps, own, below) / pivot;
      store(t.pivot, k, pivot);
      store(t.right, k, where(swaps, below_own, next));
      store(t.far, k, where(swaps, below_next, nothing));
      store(t.multiplier, k, multiplier);
      store(t.swapped, k, where(swaps, broadcast(1.0), nothing));
      own = where(swaps, fused(-multiplier, below_own, next), fused(-multiplier, next, below_own));
      next = where(swaps, -(multiplier * below_next), below_next);
    }
    store(t.pivot, n_ - 1, at_least(own));
  }

  /// x <- (T - value)^-1 x.
  void solve(const Tridiagonal& t, double* x) const {
    for (int k = 0; k + 1 < n_; ++k) {
      const auto swaps = load(t.swapped, k) > broadcast(0.0);
      const Real upper = where(swaps, load(x, k + 1), load(x, k));
      const Real lower = where(swaps, load(x, k), load(x, k + 1));
      store(x, k, upper);
      store(x, k + 1, fused(-load(t.multiplier, k), upper, lower));
    }
    store(x, n_ - 1, load(x, n_ - 1) / load(t.pivot, n_ - 1));
    for (int k = n_ - 2; k >= 0; --k) {
      Real sum = fused(-load(t.right, k), load(x, k + 1), load(x, k));
      if (k + 2 < n_) sum = fused(-load(t.far, k), load(x, k + 2), sum);
      store(x, k, sum / load(t.pivot, k));
    }
  }

  /// Back from the three diagonals: the reflections, last first.
  void reflect(const double* matrix, const Tridiagonal& t, double* x) const {
    for (int k = n_ - 3; k >= 0; --k) {
      const double* v = matrix + static_cast<std::size_t>(at(k, k + 1)) * lanes;
      double* rest = x + static_cast<std::size_t>(k + 1) * lanes;
      const Real share = -(load(t.factor, k) * dot<Real>(v, rest, n_ - k - 1));
      for (int i = 0; i < n_ - k - 1; ++i) store(rest, i, fused(share, load(v, i), load(rest, i)));
    }
  }

  const int n_;
  const int wanted_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
