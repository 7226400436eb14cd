#pragma once

#include <immintrin.h>

#include <cstdint>

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
template <class Comparison>
POLESWEEP_INLINE bool any(Comparison holds) {
  return _mm256_movemask_pd(reinterpret_cast<__m256d>(holds)) != 0;
}

#endif

}  // namespace polesweep::POLESWEEP_KERNELS
