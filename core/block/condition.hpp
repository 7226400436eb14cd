#pragma once

#include "core/block/gram.hpp"

/// Condition numbers in the 2-norm of one matrix for each run of a block.
namespace polesweep::POLESWEEP_KERNELS {

inline constexpr double double_epsilon = 0x1p-52;

/// 1 over the largest modulus of a part, so that no square overflows; 1 if all are 0.
template <class Number>
POLESWEEP_INLINE Real inverse_of_largest_part(const double* numbers, std::int64_t count) {
  Real largest = Real{};
  for (std::int64_t i = 0; i < count * slots<Number>; ++i) {
    const Real part = load(numbers, i);
    const Real size = where(part < Real{}, -part, part);
    largest = where(size > largest, size, largest);
  }
  return where(largest > Real{}, broadcast(1.0) / largest, broadcast(1.0));
}

/// 0 for runs whose numbers are all finite, else NaN.
template <class Number>
POLESWEEP_INLINE Real zero_if_finite(const double* numbers, std::int64_t count) {
  Real sum = Real{};
  for (std::int64_t i = 0; i < count * slots<Number>; ++i) sum = fused(load(numbers, i), Real{}, sum);
  return sum;
}

/// +inf if the ratio of two values is above 1/(size 2^-52), or no number.
POLESWEEP_INLINE Real condition_or_infinity(Real ratio, int size) {
  const Real most = broadcast(1.0 / (size * double_epsilon));
  return where(ratio < most, where(ratio >= broadcast(0.0), ratio, broadcast(__builtin_inf())), broadcast(__builtin_inf()));
}

/// A Hermitian matrix [size x size], its lower triangle row by row, on its way to tridiagonal form: Householder's reflections from the last
/// row up, each a product with the matrix in front and a change of it of rank two.
template <class Number>
class Hermitian {
 public:
  static constexpr int width = slots<Number> * lanes;

  /// `scratch`: 4 size numbers. The entries are to be of about size 1, and are destroyed.
  Hermitian(double* triangle, int size, double* scratch)
      : a_(triangle),
        n_(size),
        v_(scratch),
        w_(scratch + static_cast<std::int64_t>(size) * width),
        diagonal_(scratch + 2 * static_cast<std::int64_t>(size) * width),
        squares_(scratch + 3 * static_cast<std::int64_t>(size) * width) {}

  void reduce() {
    for (int i = n_ - 1; i > 0; --i) {
      store(diagonal_, i, part(i, i));
      const Real scale = reflection(i);
      if (i == 1) break;
      multiply(i);
      complete(i, scale);
      for (int j = 0; j + 2 <= i; j += 2) change<2>(j);
      if (i % 2 == 1) change<1>(i - 1);
    }
    store(diagonal_, 0, part(0, 0));
  }

  /// The largest and the smallest eigenvalue, each to within 2^-56 of the largest modulus of an eigenvalue, and rounding. After `reduce`.
  struct Ends {
    Real largest;
    Real smallest;
  };
  Ends ends() const {
    constexpr int halvings = 58;
    const Real bound = norm_bound();
    Real low[2] = {-bound, -bound};
    Real high[2] = {bound, bound};
    for (int halving = 0; halving < halvings; ++halving) {
      Real middle[2];
      for (int k = 0; k < 2; ++k) middle[k] = broadcast(0.5) * (low[k] + high[k]);
      Real below[2];
      count_below(middle, below);
      const auto all_below = below[0] > broadcast(n_ - 0.5);
      high[0] = where(all_below, middle[0], high[0]);
      low[0] = where(all_below, low[0], middle[0]);
      const auto some_below = below[1] > broadcast(0.5);
      high[1] = where(some_below, middle[1], high[1]);
      low[1] = where(some_below, low[1], middle[1]);
    }
    return {broadcast(0.5) * (low[0] + high[0]), broadcast(0.5) * (low[1] + high[1])};
  }

 private:
  double* row(int i) const { return a_ + triangle_entry(i, 0) * width; }
  Real part(int i, int j) const { return load(row(i), static_cast<std::int64_t>(j) * slots<Number>); }

  /// v with (I - scale v v^H) x = (0, ..., 0, image) for the column x above the diagonal element i; returns the scale, 0 if there is
  /// nothing to reflect. Keeps |image|^2.
  Real reflection(int i) {
    Real squares = Real{};
    for (int j = 0; j < i; ++j) {
      const Number x = conjugate(load_number<Number>(row(i), j));
      store_number(v_, j, x);
      if (j + 1 < i) squares = add_square(x, squares);
    }
    const Number head = load_number<Number>(v_, i - 1);
    const Real head_square = add_square(head, Real{});
    const Real both = head_square + squares;
    store(squares_, i - 1, both);
    const Real size = square_root(head_square);
    const Real length = square_root(both);
    // The sign that adds: nothing cancels.
    const Number direction = where(size > Real{}, scale(head, broadcast(1.0) / size), unit());
    store_number(v_, i - 1, plus(head, scale(direction, length)));
    return where(squares > Real{}, broadcast(1.0) / (length * (length + size)), Real{});
  }

  static POLESWEEP_INLINE Number unit() {
    if constexpr (slots<Number> == 1)
      return broadcast(1.0);
    else
      return {broadcast(1.0), Real{}};
  }

  /// conj(a) b + sum.
  static POLESWEEP_INLINE Number add_conjugate(Number a, Number b, Number sum) { return multiply_add(conjugate(a), b, sum); }

  /// w = A v, of the first `size` rows and columns: every entry below the diagonal is read once and used twice.
  void multiply(int size) {
    for (int j = 0; j + 2 <= size; j += 2) {
      const double* rows[2] = {row(j), row(j + 1)};
      const Number v[2] = {load_number<Number>(v_, j), load_number<Number>(v_, j + 1)};
      Number sums[2] = {zero<Number>(), zero<Number>()};
      for (int k = 0; k < j; ++k) {
        const Number vk = load_number<Number>(v_, k);
        Number wk = load_number<Number>(w_, k);
#pragma GCC unroll 2
        for (int r = 0; r < 2; ++r) {
          const Number a = load_number<Number>(rows[r], k);
          sums[r] = multiply_add(a, vk, sums[r]);
          wk = add_conjugate(a, v[r], wk);
        }
        store_number(w_, k, wk);
      }
      const Number beside = load_number<Number>(rows[1], j);
      store_number(w_, j, add_conjugate(beside, v[1], multiply_add(v[0], part(j, j), sums[0])));
      store_number(w_, j + 1, multiply_add(beside, v[0], multiply_add(v[1], part(j + 1, j + 1), sums[1])));
    }
    if (size % 2 == 0) return;
    const int j = size - 1;
    const Number v = load_number<Number>(v_, j);
    Number sum = multiply_add(v, part(j, j), zero<Number>());
    for (int k = 0; k < j; ++k) {
      const Number a = load_number<Number>(row(j), k);
      sum = multiply_add(a, load_number<Number>(v_, k), sum);
      store_number(w_, k, add_conjugate(a, v, load_number<Number>(w_, k)));
    }
    store_number(w_, j, sum);
  }

  /// w <- scale (w - scale/2 (v^H w) v): then A - v w^H - w v^H is the matrix between the reflections.
  void complete(int size, Real factor) {
    Real partial[4] = {Real{}, Real{}, Real{}, Real{}};
    int i = 0;
    for (; i + 4 <= size; i += 4)
      for (int k = 0; k < 4; ++k) partial[k] = add_inner(load_number<Number>(v_, i + k), load_number<Number>(w_, i + k), partial[k]);
    for (; i < size; ++i) partial[0] = add_inner(load_number<Number>(v_, i), load_number<Number>(w_, i), partial[0]);
    const Real inner = (partial[0] + partial[1]) + (partial[2] + partial[3]);
    const Real share = -(broadcast(0.5) * factor * inner);
    for (i = 0; i < size; ++i)
      store_number(w_, i, scale(multiply_add(load_number<Number>(v_, i), share, load_number<Number>(w_, i)), factor));
  }

  /// Rows first ... first + rows - 1 of A - v w^H - w v^H.
  template <int rows>
  void change(int first) {
    Number v[rows];
    Number w[rows];
    for (int r = 0; r < rows; ++r) {
      v[r] = minus(zero<Number>(), load_number<Number>(v_, first + r));
      w[r] = minus(zero<Number>(), load_number<Number>(w_, first + r));
    }
    const auto entries = [&](int k, int from) POLESWEEP_INLINED {
      const Number vk = load_number<Number>(v_, k);
      const Number wk = load_number<Number>(w_, k);
#pragma GCC unroll 2
      for (int r = 0; r < rows; ++r)
        if (r >= from) store_number(row(first + r), k, add_outer(v[r], wk, add_outer(w[r], vk, load_number<Number>(row(first + r), k))));
    };
    for (int k = 0; k <= first; ++k) entries(k, 0);
    for (int r = 1; r < rows; ++r) entries(first + r, r);
  }

  /// Gershgorin's, of the tridiagonal form.
  Real norm_bound() const {
    Real bound = Real{};
    Real before = Real{};
    for (int i = 0; i < n_; ++i) {
      const Real d = load(diagonal_, i);
      const Real after = i + 1 < n_ ? square_root(load(squares_, i)) : Real{};
      const Real reach = where(d < Real{}, -d, d) + (before + after);
      bound = where(reach > bound, reach, bound);
      before = after;
    }
    return bound;
  }

  /// How many eigenvalues are below each of two numbers: negative pivots of what is left of the matrix after them. Two at a time, for each
  /// waits for its quotients.
  void count_below(const Real (&x)[2], Real (&count)[2]) const {
    const Real tiny = broadcast(0x1p-900);
    const Real one = broadcast(1.0);
    Real pivot[2];
    const auto take = [&](int k, Real now) POLESWEEP_INLINED {
      const Real size = where(now < Real{}, -now, now);
      pivot[k] = where(size < tiny, -tiny, now);
      count[k] += where(pivot[k] < Real{}, one, Real{});
    };
    for (int k = 0; k < 2; ++k) {
      count[k] = Real{};
      take(k, load(diagonal_, 0) - x[k]);
    }
    for (int i = 1; i < n_; ++i)
#pragma GCC unroll 2
      for (int k = 0; k < 2; ++k) take(k, (load(diagonal_, i) - x[k]) - load(squares_, i - 1) / pivot[k]);
  }

  double* a_;
  int n_;
  double* v_;
  double* w_;
  double* diagonal_;
  double* squares_;  ///< |element beside the diagonal|^2, below row i
};

template <class Number>
void hermitian_condition(double* triangle, int size, double* scratch, double* condition) {
  const std::int64_t count = triangle_entry(size, 0);
  const Real finite = zero_if_finite<Number>(triangle, count);
  const Real factor = inverse_of_largest_part<Number>(triangle, count);
  for (std::int64_t i = 0; i < count; ++i) store_number(triangle, i, scale(load_number<Number>(triangle, i), factor));
  Hermitian<Number> matrix(triangle, size, scratch);
  matrix.reduce();
  const auto ends = matrix.ends();
  store(condition, 0, condition_or_infinity(ends.largest / ends.smallest, size) + finite);
}

/// X = R^-1 of upper triangular rows [size x size] with nothing below the diagonal.
template <class Number>
void invert_triangle(const double* r, int size, double* x) {
  constexpr int width = slots<Number> * lanes;
  const auto entry = [&](auto* matrix, int i, int j) { return matrix + (static_cast<std::int64_t>(i) * size + j) * width; };
  std::memset(x, 0, static_cast<std::size_t>(size) * size * width * sizeof(double));
  for (int i = size - 1; i >= 0; --i) {
    const Number diagonal = load_number<Number>(entry(r, i, i), 0);
    const Number inverse = scale(conjugate(diagonal), broadcast(1.0) / add_square(diagonal, Real{}));
    const Number negative = minus(zero<Number>(), inverse);
    // Column j of row i: a sum over the rows behind i that reach it, four columns at a time.
    int j = i + 1;
    const auto columns = [&]<int together>(int first) POLESWEEP_INLINED {
      Number sums[together];
      for (int c = 0; c < together; ++c) sums[c] = zero<Number>();
      for (int k = i + 1; k < first + together; ++k) {
        const Number left = load_number<Number>(entry(r, i, k), 0);
#pragma GCC unroll 4
        for (int c = 0; c < together; ++c) sums[c] = multiply_add(left, load_number<Number>(entry(x, k, first + c), 0), sums[c]);
      }
      for (int c = 0; c < together; ++c) store_number(entry(x, i, first + c), 0, multiply_add(negative, sums[c], zero<Number>()));
    };
    for (; j + 4 <= size; j += 4) columns.template operator()<4>(j);
    for (; j < size; ++j) columns.template operator()<1>(j);
    store_number(entry(x, i, i), 0, inverse);
  }
}

/// The square of the largest singular value of upper triangular rows [size x size] of about size 1, by their Gram matrix: squares lose the
/// digits of small values only.
template <class Number>
Real largest_square(const double* rows, int size, double* triangle, double* scratch) {
  constexpr int width = slots<Number> * lanes;
  constexpr int together = 16;
  std::memset(triangle, 0, static_cast<std::size_t>(triangle_entry(size, 0)) * width * sizeof(double));
  for (int t = 0; t < size; t += together)
    add_gram_behind<Number>({rows + static_cast<std::int64_t>(t) * size * width, size, size}, size - t < together ? size - t : together, t,
                            triangle);
  Hermitian<Number> matrix(triangle, size, scratch);
  matrix.reduce();
  return matrix.ends().largest;
}

template <class Number>
void triangular_condition(const double* factor, int size, int stride, double* scratch, double* condition) {
  constexpr int width = slots<Number> * lanes;
  const std::int64_t square = static_cast<std::int64_t>(size) * size;
  double* r = scratch;
  double* x = r + square * width;
  double* triangle = x + square * width;
  double* rest = triangle + triangle_entry(size, 0) * width;
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j)
      store_number(r, static_cast<std::int64_t>(i) * size + j,
                   j < i ? zero<Number>() : load_number<Number>(factor, static_cast<std::int64_t>(i) * stride + j));
  const Real finite = zero_if_finite<Number>(r, square);
  const Real down = inverse_of_largest_part<Number>(r, square);
  for (std::int64_t i = 0; i < square; ++i) store_number(r, i, scale(load_number<Number>(r, i), down));
  invert_triangle<Number>(r, size, x);
  const Real own = largest_square<Number>(r, size, triangle, rest);
  // Of what is singular it is not.
  const Real inverse_finite = zero_if_finite<Number>(x, square);
  const Real up = inverse_of_largest_part<Number>(x, square);
  for (std::int64_t i = 0; i < square; ++i) store_number(x, i, scale(load_number<Number>(x, i), up));
  const Real inverse = largest_square<Number>(x, size, triangle, rest);
  store(condition, 0, condition_or_infinity(square_root(own) * square_root(inverse) / up + inverse_finite, size) + finite);
}

}  // namespace polesweep::POLESWEEP_KERNELS
