#pragma once

#include "core/block/number.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// The greatest eigenvalues of symmetric matrices, one of each run, and their vectors: Householder's reflections to three diagonals,
/// bisection by Sturm's sequence, inverse iteration, every vector made orthogonal to all before it (Golub and Van Loan 2013, sections 8.3
/// and 8.4), twice over (Parlett 1998, section 6.9).
///
/// Eigenvalues are right to 2^-53 of the greatest modulus; vectors are orthonormal to rounding even where eigenvalues meet. The number of
/// operations does not depend on the matrix: 2 n^3 for the reflections; 64 n divisions, 250 n and 2 n^2 for each vector; 24 n for each two.
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
  static constexpr int vectors_of_scratch = 5;
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
          multiplier(pivot + static_cast<std::size_t>(n) * lanes) {}

    double* diagonal;
    double* beside;      ///< the diagonal beside it; the last is 0
    double* factor;      ///< 2/|v|^2 of the reflections, whose v are left in the matrix's rows
    double* pivot;       ///< the diagonal of the triangular factor
    double* multiplier;  ///< the share of a row that was taken from the next
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
    for (int k = 0; k < n_; ++k) store(x, k, broadcast(start_of(index, k)));
    for (int iteration = 0; iteration < iterations; ++iteration) {
      solve(t, x);
      normalise(x);
      // What is left of a vector that was almost one of those before is their rounding in part: that goes the second time.
      for (int pass = 0; pass < 2; ++pass) {
        for (int j = 0; j < index; ++j) {
          const double* other = before + static_cast<std::size_t>(j) * n_ * lanes;
          const Real share = -dot<Real>(other, x, n_);
          for (int k = 0; k < n_; ++k) store(x, k, fused(share, load(other, k), load(x, k)));
        }
        normalise(x);
      }
    }
  }

  /// Entry k of what a vector starts from, in [-1/2, 1/2): bits mixed until those of several vectors have nothing in common in any few
  /// places, or two eigenvectors of one value could not be told apart (Wellons' low-bias hash).
  static double start_of(int vector, int k) {
    std::uint32_t word = static_cast<std::uint32_t>(vector) * 0x9e3779b9U + static_cast<std::uint32_t>(k) * 0x85ebca6bU + 1;
    word = (word ^ (word >> 16)) * 0x7feb352dU;
    word = (word ^ (word >> 15)) * 0x846ca68bU;
    return static_cast<double>(word >> 16) / 65536.0 - 0.5;
  }

  void normalise(double* x) const {
    const Real inverse = reciprocal(square_root(dot<Real>(x, x, n_)));
    for (int k = 0; k < n_; ++k) store(x, k, load(x, k) * inverse);
  }

  /// T - value = L U without exchanges of rows, which are for other right sides. A pivot p as small as 2^-53 makes a multiplier b/p as
  /// large as 2^53; but the pivot after it is about -b^2/p, and the entry of the eigenvector after it -p/b times its own. So the rounding
  /// of what is large meets the entry that is small, and (T - value) x is off by 2^-53 |x|, as with exchanges. With these, one in three
  /// thousand matrices that nearly fall apart had a vector that was none (of 1.2 million of 2 to 7 rows; without, none), for the small
  /// pivots of a value that is there several times come to stand in one another's rows.
  void factorise(const Tridiagonal& t, Real value) const {
    const Real least = broadcast(0x1p-53);
    Real pivot = load(t.diagonal, 0) - value;
    for (int k = 0; k < n_; ++k) {
      pivot = where(absolute(pivot) < least, least, pivot);
      store(t.pivot, k, pivot);
      if (k + 1 == n_) return;
      const Real beside = load(t.beside, k);
      const Real multiplier = beside / pivot;
      store(t.multiplier, k, multiplier);
      pivot = fused(-multiplier, beside, load(t.diagonal, k + 1) - value);
    }
  }

  /// x <- (T - value)^-1 x.
  void solve(const Tridiagonal& t, double* x) const {
    for (int k = 0; k + 1 < n_; ++k) store(x, k + 1, fused(-load(t.multiplier, k), load(x, k), load(x, k + 1)));
    store(x, n_ - 1, load(x, n_ - 1) / load(t.pivot, n_ - 1));
    for (int k = n_ - 2; k >= 0; --k) store(x, k, fused(-load(t.beside, k), load(x, k + 1), load(x, k)) / load(t.pivot, k));
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
