#pragma once

#include "core/block/number.hpp"

/// Matrices of a block that the first-level cache does not hold as they stand, one for each of 8 runs: a product with them waits for the
/// second level, which brings half of what the multiply-adds ask for. Packed, a vector holds `rows` rows of lanes/rows runs, a *part* of
/// the block, and one part after the other is taken through as many steps as are known. Every run keeps its order of sums, so the bits are
/// the same. Forward passes of 32 tanh units take 35 ns a run and step instead of 68 on v4 (`bench_kernels`).
namespace polesweep::POLESWEEP_KERNELS {

/// Doubles of one part of a packed matrix, at most: the cache's 48 KiB less what passes through it.
inline constexpr std::int64_t most_packed = 5504;

/// Steps from which on packing pays.
inline constexpr int least_steps_to_pack = 8;

/// How the rows of a matrix become vectors: `groups` of `count` vectors that are summed side by side, each of `rows` rows. Groups are
/// alike, for a small one would wait for its few sums; the last is filled up with zeros.
struct Packing {
  int rows;
  int groups;
  int count;
  POLESWEEP_INLINE int height() const { return groups * count; }
};
template <class Number>
inline constexpr int most_sums = slots<Number> == 1 ? 8 : 4;
template <class Number>
inline constexpr int least_sums = slots<Number> == 1 ? 5 : 3;

/// The fewest rows in a vector whose parts fit, or 1, which is no packing.
template <class Number>
POLESWEEP_INLINE Packing find_packing(int height, int columns) {
  for (int rows = 2; rows <= most_rows_in_vector; rows *= 2) {
    const int vectors = (height + rows - 1) / rows;
    const int groups = (vectors + most_sums<Number> - 1) / most_sums<Number>;
    const int even = (vectors + groups - 1) / groups;
    const Packing packing{.rows = rows, .groups = groups, .count = even < least_sums<Number> ? least_sums<Number> : even};
    if (static_cast<std::int64_t>(packing.height()) * columns * slots<Number> * lanes <= most_packed) return packing;
  }
  return {.rows = 1, .groups = 1, .count = height};
}
/// Whether a product with a matrix is to be packed.
template <class Number>
POLESWEEP_INLINE bool is_packed(int height, int columns) {
  return static_cast<std::int64_t>(height) * columns * slots<Number> * lanes > most_packed &&
         find_packing<Number>(height, columns).rows > 1;
}

/// Calls `use<rows, count>()` for a packing with more than one row in a vector.
template <class Number, class Use>
POLESWEEP_INLINE void with_packing(const Packing& packing, const Use& use) {
  const auto with_rows = [&]<int rows>() POLESWEEP_INLINED {
    constexpr int least = least_sums<Number>;
    switch (packing.count) {
      case least: return use.template operator()<rows, least>();
      case least + 1: return use.template operator()<rows, least + 1>();
      default:
        if constexpr (most_sums<Number> == least + 3) {
          if (packing.count == least + 2) return use.template operator()<rows, least + 2>();
          return use.template operator()<rows, least + 3>();
        }
    }
  };
  if constexpr (most_rows_in_vector >= 2)
    if (packing.rows == 2) return with_rows.template operator()<2>();
  if constexpr (most_rows_in_vector >= 4)
    if (packing.rows == 4) return with_rows.template operator()<4>();
  if constexpr (most_rows_in_vector >= 8)
    if (packing.rows == 8) return with_rows.template operator()<8>();
}

/// One number of each run of a part, for all rows of a vector. `array` begins with the part's first run.
template <class Number, int rows>
POLESWEEP_INLINE Number load_repeated(const double* array, std::int64_t index) {
  if constexpr (slots<Number> == 1)
    return repeat_runs<rows>(array + index * lanes);
  else
    return {repeat_runs<rows>(array + 2 * index * lanes), repeat_runs<rows>(array + (2 * index + 1) * lanes)};
}

/// The numbers first, first + 1, ... of a part's runs as one vector, and back. Beyond `height` the last one is repeated, and nothing
/// stored.
template <class Number, int rows>
POLESWEEP_INLINE Number load_rows(const double* array, int first, int height) {
  const auto at = [&](int r) POLESWEEP_INLINED {
    const int row = first + r < height ? first + r : height - 1;
    return static_cast<std::int64_t>(row) * slots<Number> * lanes;
  };
  if constexpr (slots<Number> == 1)
    return join_runs<rows>(array, at);
  else
    return {join_runs<rows>(array, at), join_runs<rows>(array + lanes, at)};
}
template <class Number, int rows>
POLESWEEP_INLINE void store_rows(double* array, int first, int height, Number number) {
  double* out = array + static_cast<std::int64_t>(first) * slots<Number> * lanes;
  const int count = height - first;
  if constexpr (slots<Number> == 1) {
    store_runs<rows>(out, lanes, count, number);
  } else {
    store_runs<rows>(out, 2 * lanes, count, number.re);
    store_runs<rows>(out + lanes, 2 * lanes, count, number.im);
  }
}

/// Packs the part that begins with run `first_run` of the matrix with elements `element(i, j)`, pointers to their first slots:
/// out [packing.height()][columns] numbers.
template <class Number, int rows, class Element>
POLESWEEP_INLINE void pack(const Packing& packing, const Element& element, int height, int columns, int first_run, double* out) {
  constexpr int runs = lanes / rows;
  for (int i = 0; i < packing.height() * rows; i += rows)
    for (int j = 0; j < columns; ++j)
      for (int slot = 0; slot < slots<Number>; ++slot, out += lanes)
        for (int r = 0; r < rows; ++r) {
          if (i + r < height)
            std::memcpy(out + r * runs, element(i + r, j) + slot * lanes + first_run, runs * sizeof(double));
          else
            std::memset(out + r * runs, 0, runs * sizeof(double));
        }
}

}  // namespace polesweep::POLESWEEP_KERNELS
