#pragma once

#include "core/block/kernel_set.hpp"
#include "core/block/triangular.hpp"

/// The stationary covariance of linear networks on white input, as factors, for the runs of a block.
namespace polesweep::POLESWEEP_KERNELS {

/// Entry (i, j) = sum_k left(i, k) right(k, j), or the conjugate of left, with k from `first` to the end, for a tile of `rows` x `columns`.
/// The entries of `left` and `right` are `*_step` numbers apart along k.
template <class Number, int rows, int columns, bool conjugated>
POLESWEEP_INLINE void product_tile(const double* const* left, std::int64_t left_step, const double* const* right, std::int64_t right_step,
                                   int first, int end, Number (*sums)[columns]) {
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) sums[r][c] = zero<Number>();
  for (std::int64_t k = first; k < end; ++k) {
    Number l[rows];
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) {
      l[r] = load_number<Number>(left[r], k * left_step);
      if constexpr (conjugated) l[r] = conjugate(l[r]);
    }
#pragma GCC unroll 4
    for (int c = 0; c < columns; ++c) {
      const Number b = load_number<Number>(right[c], k * right_step);
#pragma GCC unroll 4
      for (int r = 0; r < rows; ++r) sums[r][c] = multiply_add(l[r], b, sums[r][c]);
    }
  }
}

/// A matrix of a block as a product sees it: number (i, j) is at i * row + j * column.
struct Strided {
  const double* numbers;
  std::int64_t row;
  std::int64_t column;
};

/// out [rows x columns] = left right, or conj(left) right: every entry summed from the first term to the last, whatever the tiles.
template <class Number, bool conjugated>
void matrix_product(Strided left, Strided right, int rows, int inner, int columns, double* out, std::int64_t out_row) {
  constexpr std::int64_t width = slots<Number> * lanes;
  // 16 sums, or 8 where there are 16 registers.
  constexpr int tile_rows = slots<Number> == 1 ? 4 : 2;
  constexpr int tile_columns = slots<Number> == 1 && registers == 32 ? 4 : 2;
  const auto part = [&]<int r, int c>(int i, int j) {
    const double* l[r];
    const double* b[c];
    for (int a = 0; a < r; ++a) l[a] = left.numbers + (i + a) * left.row * width;
    for (int a = 0; a < c; ++a) b[a] = right.numbers + (j + a) * right.column * width;
    Number sums[r][c];
    product_tile<Number, r, c, conjugated>(l, left.column, b, right.row, 0, inner, sums);
#pragma GCC unroll 4
    for (int a = 0; a < r; ++a)
#pragma GCC unroll 4
      for (int d = 0; d < c; ++d) store_number(out + (i + a) * out_row * width, j + d, sums[a][d]);
  };
  int i = 0;
  for (; i + tile_rows <= rows; i += tile_rows) {
    int j = 0;
    for (; j + tile_columns <= columns; j += tile_columns) part.template operator()<tile_rows, tile_columns>(i, j);
    for (; j < columns; ++j) part.template operator()<tile_rows, 1>(i, j);
  }
  for (; i < rows; ++i)
    for (int j = 0; j < columns; ++j) part.template operator()<1, 1>(i, j);
}

/// The powers A^(2^k) fall doubly exponentially once they fall at all: 50 doublings reach poles within 4e-14 of the circle, far enough from
/// it for rounding not to decide. What lies closer counts as being on it.
inline constexpr int most_doublings = 50;
inline constexpr double enough = 1e-36;  ///< of a power's squared norm

/// Factors F of the stationary covariances F F^H = sum_k A^k B B^H (A^k)^H, by doubling on the factor (F <- [F, A F], A <- A^2), compressed
/// by reflections. A run whose powers have died out keeps its factor while the others of its block go on.
template <class Number>
void covariance_factors(const CovarianceProblem& problem) {
  constexpr std::int64_t width = slots<Number> * lanes;
  const int n = problem.states;
  double* a = problem.state;
  double* r = problem.factor;      // F^H, by rows
  double* rows = problem.scratch;  // by columns [n][2 n]
  double* next = problem.scratch + 2 * n * n * width;
  int count = 0;  // rows of F^H, which is triangular once there were more than n
  bool triangular = false;
  const auto compress = [&](double* w, int w_rows) {
    for (int i = 0; i < n * n; ++i) store_number(r, i, zero<Number>());
    append_rows<Number>(r, n, w, w_rows, 2 * n);
    count = n;
    triangular = true;
  };
  for (int i = 0; i < n * n; ++i) store_number(r, i, zero<Number>());
  if (problem.inputs > n) {
    // B^H has more rows than states: they are taken n at a time.
    triangular = true;
    count = n;
    for (int begin = 0; begin < problem.inputs; begin += n) {
      const int some = problem.inputs - begin < n ? problem.inputs - begin : n;
      for (int i = 0; i < n; ++i)
        for (int k = 0; k < some; ++k)
          store_number(rows + i * 2 * n * width, k, conjugate(load_number<Number>(problem.input, i * problem.inputs + begin + k)));
      append_rows<Number>(r, n, rows, some, 2 * n);
    }
  } else {
    count = problem.inputs;
    for (int k = 0; k < count; ++k)
      for (int i = 0; i < n; ++i) store_number(r, k * n + i, conjugate(load_number<Number>(problem.input, i * count + k)));
  }
  Real left = Real{};  // the squared norm of the power
  for (int doubling = 0; doubling < most_doublings; ++doubling) {
    left = Real{};
    for (int i = 0; i < n * n; ++i) left = add_square(load_number<Number>(a, i), left);
    const auto goes_on = left > broadcast(enough);
    if (!any(goes_on)) break;
    // Column i of F^H A^H: (F^H A^H)(k, i) = sum_j conj(A(i, j)) F^H(k, j).
    matrix_product<Number, true>({a, n, 1}, {r, 1, n}, n, n, count, rows, 2 * n);
    for (int i = 0; i < n; ++i)
      for (int k = 0; k < count; ++k) {
        double* number = rows + i * 2 * n * width;
        store_number(number, k, where(goes_on, load_number<Number>(number, k), zero<Number>()));
      }
    if (triangular) {
      append_rows<Number>(r, n, rows, n, 2 * n);
    } else if (2 * count <= n) {
      for (int k = 0; k < count; ++k)
        for (int i = 0; i < n; ++i) store_number(r, (count + k) * n + i, load_number<Number>(rows + i * 2 * n * width, k));
      count *= 2;
    } else {
      for (int i = 0; i < n; ++i)
        for (int k = 0; k < count; ++k) store_number(rows + i * 2 * n * width, count + k, load_number<Number>(r, k * n + i));
      compress(rows, 2 * count);
    }
    matrix_product<Number, false>({a, n, 1}, {a, n, 1}, n, n, n, next, n);
    for (int i = 0; i < n * n; ++i) store_number(a, i, load_number<Number>(next, i));
  }
  store(problem.stable, 0, where(left <= broadcast(enough), broadcast(1.0), Real{}));
}

}  // namespace polesweep::POLESWEEP_KERNELS
