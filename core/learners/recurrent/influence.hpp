#pragma once

#include "core/block/number.hpp"

/// The matrix products of dense RTRL, on real numbers: a complex network is a real one of twice the size here, its re and im parts in turn.
namespace polesweep::POLESWEEP_KERNELS {

// Rows and columns of the register tile: 24 of 32 registers hold sums, or 10 of 16.
inline constexpr int tile_rows = registers == 32 ? 4 : 2;
inline constexpr int tile_columns = registers == 32 ? 6 : 5;
inline constexpr int most_tile_columns = 6;  ///< of any kernels: a saved state has one size on all machines

/// sum[r][c] += sum_l a[r row_stride + l depth_stride] b[l columns + c], l ascending.
template <int rows, int columns>
POLESWEEP_INLINE void add_products(Real (&sum)[rows][columns], const double* a, std::int64_t row_stride, std::int64_t depth_stride,
                                   const double* b, int depth) {
#pragma GCC unroll 1
  for (int l = 0; l < depth; ++l) {
    Real right[columns];
#pragma GCC unroll 8
    for (int c = 0; c < columns; ++c) right[c] = load(b, static_cast<std::int64_t>(l) * columns + c);
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r) {
      const Real left = load(a, r * row_stride + l * depth_stride);
#pragma GCC unroll 8
      for (int c = 0; c < columns; ++c) sum[r][c] = fused(left, right[c], sum[r][c]);
    }
  }
}

/// One panel, a matrix of `height` rows and `columns` columns [row][stride], is replaced by  left * panel + extra * rows_below.
struct PanelProduct {
  const double* left = nullptr;  ///< [height][height]
  int height = 0;
  const double* extra = nullptr;  ///< [depth][height], its columns one after the other; nullptr if depth is 0
  int depth = 0;
};

/// Columns [first, first + columns) of the panel. `copy` holds (height + depth) x columns numbers: the old columns, then the rows of
/// `below` [depth][stride].
template <int columns>
POLESWEEP_INLINE void multiply_columns(const PanelProduct& product, double* panel, const double* below, std::int64_t stride, int first,
                                       double* copy) {
  for (int l = 0; l < product.height; ++l)
    for (int c = 0; c < columns; ++c) store(copy, static_cast<std::int64_t>(l) * columns + c, load(panel, l * stride + first + c));
  double* copied_below = copy + static_cast<std::int64_t>(product.height) * columns * lanes;
  for (int l = 0; l < product.depth; ++l)
    for (int c = 0; c < columns; ++c) store(copied_below, static_cast<std::int64_t>(l) * columns + c, load(below, l * stride + first + c));
  const auto rows_from = [&]<int rows>(int k) POLESWEEP_INLINED {
    Real sum[rows][columns];
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c) sum[r][c] = broadcast(0.0);
    add_products(sum, product.left + static_cast<std::int64_t>(k) * product.height * lanes, product.height, 1, copy, product.height);
    if (product.depth > 0)
      add_products(sum, product.extra + static_cast<std::int64_t>(k) * lanes, 1, product.height, copied_below, product.depth);
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c) store(panel, (k + r) * stride + first + c, sum[r][c]);
  };
  int k = 0;
  for (; k + tile_rows <= product.height; k += tile_rows) rows_from.template operator()<tile_rows>(k);
  for (; k < product.height; ++k) rows_from.template operator()<1>(k);
}

/// The whole panel.
inline void multiply_panel(const PanelProduct& product, double* panel, const double* below, int columns, double* copy) {
  int first = 0;
  for (; first + tile_columns <= columns; first += tile_columns)
    multiply_columns<tile_columns>(product, panel, below, columns, first, copy);
  for (; first + 2 <= columns; first += 2) multiply_columns<2>(product, panel, below, columns, first, copy);
  for (; first < columns; ++first) multiply_columns<1>(product, panel, below, columns, first, copy);
}

/// out[c] (+)= sum_k q[k] panel[k][c].
inline void project_panel(const double* q, int height, const double* panel, int columns, double* out, bool add) {
  const auto project = [&]<int count>(int first) POLESWEEP_INLINED {
    Real sum[count];
#pragma GCC unroll 8
    for (int c = 0; c < count; ++c) sum[c] = add ? load(out, first + c) : broadcast(0.0);
    for (int k = 0; k < height; ++k) {
      const Real qk = load(q, k);
#pragma GCC unroll 8
      for (int c = 0; c < count; ++c) sum[c] = fused(qk, load(panel, static_cast<std::int64_t>(k) * columns + first + c), sum[c]);
    }
#pragma GCC unroll 8
    for (int c = 0; c < count; ++c) store(out, first + c, sum[c]);
  };
  int first = 0;
  for (; first + 8 <= columns; first += 8) project.template operator()<8>(first);
  for (; first + 2 <= columns; first += 2) project.template operator()<2>(first);
  for (; first < columns; ++first) project.template operator()<1>(first);
}

}  // namespace polesweep::POLESWEEP_KERNELS
