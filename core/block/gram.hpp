#pragma once

#include "core/block/kernel_set.hpp"
#include "core/block/number.hpp"

/// Sums of products of the states of runs with themselves and with other numbers, sample by sample.
namespace polesweep::POLESWEEP_KERNELS {

/// a conj(b) + sum.
POLESWEEP_INLINE Real add_outer(Real a, Real b, Real sum) { return fused(a, b, sum); }
POLESWEEP_INLINE Complex add_outer(Complex a, Complex b, Complex sum) {
  return {fused(a.re, b.re, fused(a.im, b.im, sum.re)), fused(a.im, b.re, fused(-a.re, b.im, sum.im))};
}

/// Entry (i, j) of the lower triangle, rows after each other.
POLESWEEP_INLINE std::int64_t triangle_entry(int i, int j) { return static_cast<std::int64_t>(i) * (i + 1) / 2 + j; }

/// Adds samples to the entries (first ... first + rows, column ... column + columns) of the triangle; those above it are left out.
template <class Number, int rows, int columns>
POLESWEEP_INLINE void gram_tile(const double* samples, std::int64_t step, int steps, int first, int column, double* gram) {
  Number sums[rows][columns];
#pragma GCC unroll 4
  for (int r = 0; r < rows; ++r)
#pragma GCC unroll 4
    for (int c = 0; c < columns; ++c)
      sums[r][c] = column + c <= first + r ? load_number<Number>(gram, triangle_entry(first + r, column + c)) : zero<Number>();
  for (int t = 0; t < steps; ++t, samples += step) {
    Number left[rows];
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) left[r] = load_number<Number>(samples, first + r);
#pragma GCC unroll 4
    for (int c = 0; c < columns; ++c) {
      const Number right = load_number<Number>(samples, column + c);
#pragma GCC unroll 4
      for (int r = 0; r < rows; ++r) sums[r][c] = add_outer(left[r], right, sums[r][c]);
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < rows; ++r)
#pragma GCC unroll 4
    for (int c = 0; c < columns; ++c)
      if (column + c <= first + r) store_number(gram, triangle_entry(first + r, column + c), sums[r][c]);
}

/// Adds sum_t s_t s_t^H to the lower triangle [states (states + 1) / 2] of rows that are zero in front of number `from`; every entry sums
/// from the first sample to the last, whatever the tiles. The imaginary parts of the diagonal are rounding.
template <class Number>
void add_gram_behind(SampleRows rows, int steps, int from, double* gram) {
  // 16 sums, or 8 where there are 16 registers.
  constexpr int tile_rows = slots<Number> == 1 ? 4 : 2;
  constexpr int tile_columns = slots<Number> == 1 && registers == 32 ? 4 : 2;
  constexpr int together = 16;  // samples whose states stay in the first-level cache while tiles go through them
  const std::int64_t step = static_cast<std::int64_t>(rows.stride) * slots<Number> * lanes;
  const int count = rows.count;
  for (const double* states = rows.numbers; steps > 0; steps -= together, states += together * step) {
    const int some = steps < together ? steps : together;
    int i = from;
    for (; i + tile_rows <= count; i += tile_rows)
      for (int j = from; j < i + tile_rows; j += tile_columns) gram_tile<Number, tile_rows, tile_columns>(states, step, some, i, j, gram);
    for (; i < count; ++i)
      for (int j = from; j <= i; ++j) gram_tile<Number, 1, 1>(states, step, some, i, j, gram);
  }
}

template <class Number>
void add_gram(SampleRows rows, int steps, double* gram) {
  add_gram_behind<Number>(rows, steps, 0, gram);
}

/// Adds samples to the rows (first ... first + rows) of one column of sum_t a_t b_t^H.
template <class Number, int rows>
POLESWEEP_INLINE void product_rows(SampleRows a, SampleRows b, int steps, int first, int column, double* sums_at) {
  Number sums[rows];
#pragma GCC unroll 4
  for (int r = 0; r < rows; ++r) sums[r] = load_number<Number>(sums_at, static_cast<std::int64_t>(first + r) * b.count + column);
  const double* left = a.numbers;
  const double* right = b.numbers;
  for (int t = 0; t < steps; ++t, left += a.stride * slots<Number> * lanes, right += b.stride * slots<Number> * lanes) {
    const Number one = load_number<Number>(right, column);
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) sums[r] = add_outer(load_number<Number>(left, first + r), one, sums[r]);
  }
#pragma GCC unroll 4
  for (int r = 0; r < rows; ++r) store_number(sums_at, static_cast<std::int64_t>(first + r) * b.count + column, sums[r]);
}

/// Adds sum_t a_t b_t^H [a.count x b.count]; every entry sums from the first sample to the last.
template <class Number>
void add_products(SampleRows a, SampleRows b, int steps, double* sums) {
  int i = 0;
  for (; i + 4 <= a.count; i += 4)
    for (int j = 0; j < b.count; ++j) product_rows<Number, 4>(a, b, steps, i, j, sums);
  for (; i < a.count; ++i)
    for (int j = 0; j < b.count; ++j) product_rows<Number, 1>(a, b, steps, i, j, sums);
}

}  // namespace polesweep::POLESWEEP_KERNELS
