#pragma once

#include "core/block/number.hpp"

/// Triangular factors that grow by rows, for the runs of a block.
namespace polesweep::POLESWEEP_KERNELS {

/// sum_i conj(a_i) b_i, from the first term to the last, for `width` arrays b at once.
template <class Number, int width>
POLESWEEP_INLINE void inner_products(const double* a, const double* const* b, int count, Number* sums) {
  for (int w = 0; w < width; ++w) sums[w] = zero<Number>();
  for (int i = 0; i < count; ++i) {
    const Number left = conjugate(load_number<Number>(a, i));
#pragma GCC unroll 4
    for (int w = 0; w < width; ++w) sums[w] = multiply_add(left, load_number<Number>(b[w], i), sums[w]);
  }
}

/// The reflection of one column: the diagonal element of the factor comes before the rows.
template <class Number>
struct ColumnReflection {
  Number head;           ///< of the vector; its rest is the column
  Real scale;            ///< 0 if there is nothing to reflect
  const double* column;  ///< [rows]
  int rows;

  /// Columns j ... j + width - 1, their elements of the factor at factor[j] and their rows at rows_at[j].
  template <int width>
  POLESWEEP_INLINE void apply(double* factor, double* const* columns) const {
    Number sums[width];
    inner_products<Number, width>(column, columns, rows, sums);
#pragma GCC unroll 4
    for (int w = 0; w < width; ++w) {
      const Number old = load_number<Number>(factor, w);
      sums[w] = POLESWEEP_KERNELS::scale(multiply_add(conjugate(head), old, sums[w]), -scale);
      store_number(factor, w, multiply_add(head, sums[w], old));
    }
    for (int i = 0; i < rows; ++i) {
      const Number left = load_number<Number>(column, i);
#pragma GCC unroll 4
      for (int w = 0; w < width; ++w) store_number(columns[w], i, multiply_add(left, sums[w], load_number<Number>(columns[w], i)));
    }
  }
};

template <class Number>
POLESWEEP_INLINE Number unit() {
  if constexpr (slots<Number> == 1)
    return broadcast(1.0);
  else
    return {broadcast(1.0), broadcast(0.0)};
}

/// Makes R [n x n] the triangular factor of what it stands for and `count` more rows: R^H R grows by W^H W. By Householder's reflections,
/// so that small singular values keep their digits; squares below 1e-308 count as zero.
///
/// R: rows, upper triangular, its lower triangle untouched. W: its columns [n][count], `stride` numbers from one to the next; destroyed.
template <class Number>
void append_rows(double* r, int n, double* w, int count, int stride) {
  const auto column = [&](int j) { return w + static_cast<std::int64_t>(j) * stride * slots<Number> * lanes; };
  const auto entry = [&](int i, int j) { return r + (static_cast<std::int64_t>(i) * n + j) * slots<Number> * lanes; };
  for (int j = 0; j < n; ++j) {
    Real squares = Real{};
    for (int i = 0; i < count; ++i) squares = add_square(load_number<Number>(column(j), i), squares);
    const Number diagonal = load_number<Number>(entry(j, j), 0);
    const Real size = square_root(add_square(diagonal, Real{}));
    const Real length = square_root(add_square(diagonal, squares));
    const auto reflects = squares > Real{};
    // The direction of the diagonal element, 1 where that is zero; the reflection's sign is the one that adds.
    const Number direction = where(size > Real{}, scale(diagonal, broadcast(1.0) / size), unit<Number>());
    ColumnReflection<Number> reflection;
    reflection.head = plus(diagonal, scale(direction, length));
    reflection.scale = where(reflects, broadcast(1.0) / (length * (length + size)), Real{});
    reflection.column = column(j);
    reflection.rows = count;
    store_number(entry(j, j), 0, where(reflects, scale(direction, -length), diagonal));
    int k = j + 1;
    for (; k + 4 <= n; k += 4) {
      double* const four[4] = {column(k), column(k + 1), column(k + 2), column(k + 3)};
      reflection.template apply<4>(entry(j, k), four);
    }
    for (; k < n; ++k) {
      double* const one[1] = {column(k)};
      reflection.template apply<1>(entry(j, k), one);
    }
  }
}

}  // namespace polesweep::POLESWEEP_KERNELS
