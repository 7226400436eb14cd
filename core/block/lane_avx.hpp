#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>
#include <utility>

#include "core/block/inlining.hpp"

/// The operations of core/block/lane.hpp on four runs with AVX2, on eight with AVX-512.
namespace polesweep::POLESWEEP_KERNELS {

typedef double Real __attribute__((vector_size(8 * POLESWEEP_LANES)));
typedef std::uint64_t Unsigned __attribute__((vector_size(8 * POLESWEEP_LANES)));

POLESWEEP_INLINE Real load(const double* array, std::int64_t index) {
  return *reinterpret_cast<const Real*>(array + index * POLESWEEP_LANES);
}
POLESWEEP_INLINE void store(double* array, std::int64_t index, Real value) {
  *reinterpret_cast<Real*>(array + index * POLESWEEP_LANES) = value;
}

template <class Comparison>
POLESWEEP_INLINE Real where(Comparison holds, Real yes, Real no) {
  return holds ? yes : no;
}

/// Rows of a matrix that a vector can hold beside each other, for fewer runs (core/block/packing.hpp).
inline constexpr int most_rows_in_vector = POLESWEEP_LANES;

/// Rows side by side: the runs of row r from `array + at(r)`.
template <int rows, class At>
POLESWEEP_INLINE Real join_runs(const double* array, const At& at) {
  constexpr int runs = POLESWEEP_LANES / rows;
  typedef double Runs __attribute__((vector_size(8 * runs)));
  const auto part = [&](int r) POLESWEEP_INLINED {
    Runs numbers;
    std::memcpy(&numbers, array + at(r), sizeof numbers);
    return numbers;
  };
  const auto pair = [](auto a, auto b) POLESWEEP_INLINED {
    if constexpr (sizeof a == 32)
      return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
    else
      return __builtin_shufflevector(a, b, 0, 1, 2, 3);
  };
  if constexpr (rows == 2) {
    return pair(part(0), part(1));
  } else if constexpr (rows == 4 && runs == 2) {
    return pair(pair(part(0), part(1)), pair(part(2), part(3)));
  } else if constexpr (rows == 4) {
    return Real{array[at(0)], array[at(1)], array[at(2)], array[at(3)]};
  } else {
    return Real{array[at(0)], array[at(1)], array[at(2)], array[at(3)], array[at(4)], array[at(5)], array[at(6)], array[at(7)]};
  }
}

/// Row r of the `rows` rows of a vector: its runs, to `out`.
template <int rows, int r>
POLESWEEP_INLINE void store_row(double* out, Real value) {
  constexpr int runs = POLESWEEP_LANES / rows;
  if constexpr (runs == 1) {
    *out = value[r];
  } else {
    typedef double Runs __attribute__((vector_size(8 * runs)));
    Runs part;
    if constexpr (runs == 2)
      part = __builtin_shufflevector(value, value, 2 * r, 2 * r + 1);
    else
      part = __builtin_shufflevector(value, value, 4 * r, 4 * r + 1, 4 * r + 2, 4 * r + 3);
    std::memcpy(out, &part, sizeof part);
  }
}

/// The first `count` rows of a vector, the runs of each to `out`, `stride` doubles apart.
template <int rows>
POLESWEEP_INLINE void store_runs(double* out, std::int64_t stride, int count, Real value) {
  [&]<int... r>(std::integer_sequence<int, r...>) POLESWEEP_INLINED {
    ((r < count ? store_row<rows, r>(out + r * stride, value) : void()), ...);
  }
  (std::make_integer_sequence<int, rows>{});
}

#if POLESWEEP_LANES == 8

/// GCC 12 warns of an uninitialised value inside the unmasked forms of some intrinsics; a full mask makes the same instruction.
inline constexpr __mmask8 all_lanes = 0xff;

POLESWEEP_INLINE Real broadcast(double x) { return Real{x, x, x, x, x, x, x, x}; }
POLESWEEP_INLINE Unsigned broadcast_bits(std::uint64_t x) { return Unsigned{x, x, x, x, x, x, x, x}; }

POLESWEEP_INLINE Real fused(Real a, Real b, Real c) {
  return reinterpret_cast<Real>(_mm512_fmadd_pd(reinterpret_cast<__m512d>(a), reinterpret_cast<__m512d>(b), reinterpret_cast<__m512d>(c)));
}
POLESWEEP_INLINE Real square_root(Real x) { return reinterpret_cast<Real>(_mm512_maskz_sqrt_pd(all_lanes, reinterpret_cast<__m512d>(x))); }
POLESWEEP_INLINE Unsigned multiply_low(Unsigned a, Unsigned b) {
  return reinterpret_cast<Unsigned>(_mm512_maskz_mul_epu32(all_lanes, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
}
/// The numbers of lanes/rows runs, for every row of a vector.
template <int rows>
POLESWEEP_INLINE Real repeat_runs(const double* numbers) {
  if constexpr (rows == 2)
    return reinterpret_cast<Real>(_mm512_maskz_broadcast_f64x4(all_lanes, _mm256_loadu_pd(numbers)));
  else if constexpr (rows == 4)
    return reinterpret_cast<Real>(_mm512_maskz_broadcast_f64x2(all_lanes, _mm_loadu_pd(numbers)));
  else
    return broadcast(*numbers);
}
template <class Comparison>
POLESWEEP_INLINE bool any(Comparison holds) {
  return _mm512_movepi64_mask(reinterpret_cast<__m512i>(holds)) != 0;
}

#else

POLESWEEP_INLINE Real broadcast(double x) { return Real{x, x, x, x}; }
POLESWEEP_INLINE Unsigned broadcast_bits(std::uint64_t x) { return Unsigned{x, x, x, x}; }

POLESWEEP_INLINE Real fused(Real a, Real b, Real c) {
  return reinterpret_cast<Real>(_mm256_fmadd_pd(reinterpret_cast<__m256d>(a), reinterpret_cast<__m256d>(b), reinterpret_cast<__m256d>(c)));
}
POLESWEEP_INLINE Real square_root(Real x) { return reinterpret_cast<Real>(_mm256_sqrt_pd(reinterpret_cast<__m256d>(x))); }
POLESWEEP_INLINE Unsigned multiply_low(Unsigned a, Unsigned b) {
  return reinterpret_cast<Unsigned>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
}
template <int rows>
POLESWEEP_INLINE Real repeat_runs(const double* numbers) {
  if constexpr (rows == 2)
    return reinterpret_cast<Real>(_mm256_broadcast_pd(reinterpret_cast<const __m128d*>(numbers)));
  else
    return broadcast(*numbers);
}
template <class Comparison>
POLESWEEP_INLINE bool any(Comparison holds) {
  return _mm256_movemask_pd(reinterpret_cast<__m256d>(holds)) != 0;
}

#endif

}  // namespace polesweep::POLESWEEP_KERNELS
