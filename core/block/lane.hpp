#pragma once

#include <cstdint>
#include <cstring>

#if POLESWEEP_LANES > 1
#include <immintrin.h>
#endif

/// One number for each run of a block, and the operations on it that are the same to the bit for 1, 4 and 8 runs.
///
/// Block code is compiled once per kind of processor: POLESWEEP_KERNELS names the namespace (portable, v3, v4) and POLESWEEP_LANES the
/// number of runs (1, 4, 8). Such files emit nothing outside their namespace, or the linker could pick a function compiled for a processor
/// that this machine does not have; so they use no containers, no streams and no standard algorithms.
namespace polesweep::POLESWEEP_KERNELS {

inline constexpr int lanes = POLESWEEP_LANES;

#if POLESWEEP_LANES == 1
using Real = double;
using Integer = std::int64_t;
using Unsigned = std::uint64_t;
#else
typedef double Real __attribute__((vector_size(8 * POLESWEEP_LANES)));
typedef std::int64_t Integer __attribute__((vector_size(8 * POLESWEEP_LANES)));
typedef std::uint64_t Unsigned __attribute__((vector_size(8 * POLESWEEP_LANES)));
#endif

#define POLESWEEP_INLINE inline __attribute__((always_inline))
/// Behind the parameters of a lambda in a hot loop: out of line, its vectors would go through memory.
#define POLESWEEP_INLINED __attribute__((always_inline))

POLESWEEP_INLINE Real broadcast(double x) {
#if POLESWEEP_LANES == 8
  return Real{x, x, x, x, x, x, x, x};
#elif POLESWEEP_LANES == 4
  return Real{x, x, x, x};
#else
  return x;
#endif
}

POLESWEEP_INLINE Unsigned broadcast_bits(std::uint64_t x) {
#if POLESWEEP_LANES == 8
  return Unsigned{x, x, x, x, x, x, x, x};
#elif POLESWEEP_LANES == 4
  return Unsigned{x, x, x, x};
#else
  return x;
#endif
}

#if POLESWEEP_LANES == 8
/// GCC 12 warns of an uninitialised value inside the unmasked forms of some intrinsics; a full mask makes the same instruction.
inline constexpr __mmask8 all_lanes = 0xff;
#endif

/// Element `index` of an array with the run index fastest.
POLESWEEP_INLINE Real load(const double* array, std::int64_t index) { return *reinterpret_cast<const Real*>(array + index * lanes); }
POLESWEEP_INLINE void store(double* array, std::int64_t index, Real value) { *reinterpret_cast<Real*>(array + index * lanes) = value; }

/// a*b + c with one rounding.
POLESWEEP_INLINE Real fused(Real a, Real b, Real c) {
#if POLESWEEP_LANES == 8
  return reinterpret_cast<Real>(_mm512_fmadd_pd(reinterpret_cast<__m512d>(a), reinterpret_cast<__m512d>(b), reinterpret_cast<__m512d>(c)));
#elif POLESWEEP_LANES == 4
  return reinterpret_cast<Real>(_mm256_fmadd_pd(reinterpret_cast<__m256d>(a), reinterpret_cast<__m256d>(b), reinterpret_cast<__m256d>(c)));
#else
  return __builtin_fma(a, b, c);
#endif
}

POLESWEEP_INLINE Real square_root(Real x) {
#if POLESWEEP_LANES == 8
  return reinterpret_cast<Real>(_mm512_maskz_sqrt_pd(all_lanes, reinterpret_cast<__m512d>(x)));
#elif POLESWEEP_LANES == 4
  return reinterpret_cast<Real>(_mm256_sqrt_pd(reinterpret_cast<__m256d>(x)));
#else
  return __builtin_sqrt(x);
#endif
}

/// The 64-bit product of the lower halves of a and b.
POLESWEEP_INLINE Unsigned multiply_low(Unsigned a, Unsigned b) {
#if POLESWEEP_LANES == 8
  return reinterpret_cast<Unsigned>(_mm512_maskz_mul_epu32(all_lanes, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif POLESWEEP_LANES == 4
  return reinterpret_cast<Unsigned>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#else
  return (a & 0xffffffffu) * (b & 0xffffffffu);
#endif
}

template <class To, class From>
POLESWEEP_INLINE To bits_as(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

}  // namespace polesweep::POLESWEEP_KERNELS
