#pragma once

#include "core/block/lane.hpp"

/// Elementary functions for numbers that reach a run. The C library's choose their code by processor and differ in the last bit between
/// processors; these use only additions, products, quotients, square roots and fused multiply-adds, which IEEE 754 fixes to the bit.
namespace polesweep::POLESWEEP_KERNELS {

namespace detail {

inline constexpr double round_to_integer = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves the nearest integer in the low bits
inline constexpr double log2_of_e = 1.4426950408889634074;
inline constexpr double ln2_high = 6.93147180369123816490e-01;  // 32 leading bits, so that k * ln2_high is exact
inline constexpr double ln2_low = 1.90821492927058770002e-10;

/// expm1(r) for |r| <= ln(2)/2 by its Taylor polynomial of degree 13 (next term: 4e-18 of r), of `count` arguments at once.
template <int count>
POLESWEEP_INLINE void expm1_reduced(const Real (&r)[count], Real (&p)[count]) {
  constexpr double coefficients[] = {1.0 / 479001600.0,
                                     1.0 / 39916800.0,
                                     1.0 / 3628800.0,
                                     1.0 / 362880.0,
                                     1.0 / 40320.0,
                                     1.0 / 5040.0,
                                     1.0 / 720.0,
                                     1.0 / 120.0,
                                     1.0 / 24.0,
                                     1.0 / 6.0,
                                     0.5};
#pragma GCC unroll 8
  for (int k = 0; k < count; ++k) p[k] = broadcast(1.0 / 6227020800.0);
#pragma GCC unroll 11
  for (const double coefficient : coefficients) {
#pragma GCC unroll 8
    for (int k = 0; k < count; ++k) p[k] = fused(p[k], r[k], broadcast(coefficient));
  }
#pragma GCC unroll 8
  for (int k = 0; k < count; ++k) p[k] = fused(p[k], r[k] * r[k], r[k]);
}

}  // namespace detail

/// exp(x) for |x| <= 700 (no overflow handling beyond: callers stay inside). At most 1.5 ulp off.
POLESWEEP_INLINE Real exponential(Real x) {
  const Real shifted = fused(x, broadcast(detail::log2_of_e), broadcast(detail::round_to_integer));
  const Real k = shifted - broadcast(detail::round_to_integer);
  const Real r[1] = {fused(k, broadcast(-detail::ln2_low), fused(k, broadcast(-detail::ln2_high), x))};
  Real p[1];
  detail::expm1_reduced(r, p);
  const Unsigned exponent = (bits_as<Unsigned>(shifted) << 52) + broadcast_bits(0x3ff0000000000000u);
  const Real power = bits_as<Real>(exponent);
  return fused(power, p[0], power);
}

/// tanh(x) = E/(E + 2) with E = expm1(2|x|), in place, of `count` arguments at once. At most 2.5 ulp off; NaN stays NaN, -0 stays -0.
///
/// One argument is a chain of thirty operations that wait for each other: eight at once take 0.6 of the time that they take in turn.
template <int count>
POLESWEEP_INLINE void hyperbolic_tangents(Real (&x)[count]) {
  const Unsigned sign = broadcast_bits(0x8000000000000000u);
  Real y[count], shifted[count], r[count], p[count];
#pragma GCC unroll 8
  for (int k = 0; k < count; ++k) {
    Real a = bits_as<Real>(bits_as<Unsigned>(x[k]) & ~sign);
    a = where(a > broadcast(20.0), broadcast(20.0), a);  // tanh(20) rounds to 1; a NaN compares false and stays
    y[k] = a + a;
  }
#pragma GCC unroll 8
  for (int k = 0; k < count; ++k) {
    shifted[k] = fused(y[k], broadcast(detail::log2_of_e), broadcast(detail::round_to_integer));
    const Real exponent = shifted[k] - broadcast(detail::round_to_integer);
    r[k] = fused(exponent, broadcast(-detail::ln2_low), fused(exponent, broadcast(-detail::ln2_high), y[k]));
  }
  detail::expm1_reduced(r, p);
#pragma GCC unroll 8
  for (int k = 0; k < count; ++k) {
    const Real power = bits_as<Real>((bits_as<Unsigned>(shifted[k]) << 52) + broadcast_bits(0x3ff0000000000000u));
    const Real e = fused(power, p[k], power - broadcast(1.0));
    const Real quotient = e / (e + broadcast(2.0));
    x[k] = bits_as<Real>(bits_as<Unsigned>(quotient) ^ (bits_as<Unsigned>(x[k]) & sign));
  }
}

POLESWEEP_INLINE Real hyperbolic_tangent(Real x) {
  Real one[1] = {x};
  hyperbolic_tangents(one);
  return one[0];
}

/// Natural logarithm of a positive normal number. At most 1 ulp off.
///
/// x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); log(1 + f) = 2 atanh(s), s = f/(2 + f), as its odd series in s up to s^21.
POLESWEEP_INLINE Real logarithm(Real x) {
  const Unsigned bits = bits_as<Unsigned>(x);
  // Adding the distance between 1 and sqrt(1/2) moves the carry so that the exponent field counts from sqrt(1/2).
  const Unsigned moved = bits + broadcast_bits(0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
  const Unsigned mantissa = (moved & broadcast_bits(0x000fffffffffffffu)) + broadcast_bits(0x3fe6a09e667f3bcdu);
  // The exponent as a double without an integer conversion, which AVX2 lacks: 2^52 + exponent, minus 2^52 + bias.
  const Real k = bits_as<Real>((moved >> 52) | broadcast_bits(0x4330000000000000u)) - broadcast(4503599627370496.0 + 1023.0);
  const Real f = bits_as<Real>(mantissa) - broadcast(1.0);
  const Real s = f / (f + broadcast(2.0));
  const Real z = s * s;
  Real p = broadcast(2.0 / 21.0);
  p = fused(p, z, broadcast(2.0 / 19.0));
  p = fused(p, z, broadcast(2.0 / 17.0));
  p = fused(p, z, broadcast(2.0 / 15.0));
  p = fused(p, z, broadcast(2.0 / 13.0));
  p = fused(p, z, broadcast(2.0 / 11.0));
  p = fused(p, z, broadcast(2.0 / 9.0));
  p = fused(p, z, broadcast(2.0 / 7.0));
  p = fused(p, z, broadcast(2.0 / 5.0));
  p = fused(p, z, broadcast(2.0 / 3.0));
  // log(1 + f) = f - s (f - z p): the large term f is exact.
  const Real tail = fused(k, broadcast(detail::ln2_low), -(s * fused(-z, p, f)));
  return fused(k, broadcast(detail::ln2_high), f + tail);
}

struct SineCosine {
  Real sine;
  Real cosine;
};

/// Sine and cosine of an angle in turns, 0 <= turns <= 1. At most 1 ulp of 1 off.
///
/// turns = q/4 + r with |r| <= 1/8; Taylor polynomials of 2 pi r, then the quadrant swaps and negates.
POLESWEEP_INLINE SineCosine sine_cosine_of_turns(Real turns) {
  const Real shifted = fused(turns, broadcast(4.0), broadcast(detail::round_to_integer));
  const Real quarter = shifted - broadcast(detail::round_to_integer);
  const Unsigned quadrant = bits_as<Unsigned>(shifted);
  const Real a = fused(quarter, broadcast(-0.25), turns) * broadcast(6.28318530717958647693);
  const Real z = a * a;
  Real s = broadcast(-1.0 / 1307674368000.0);
  s = fused(s, z, broadcast(1.0 / 6227020800.0));
  s = fused(s, z, broadcast(-1.0 / 39916800.0));
  s = fused(s, z, broadcast(1.0 / 362880.0));
  s = fused(s, z, broadcast(-1.0 / 5040.0));
  s = fused(s, z, broadcast(1.0 / 120.0));
  s = fused(s, z, broadcast(-1.0 / 6.0));
  const Real sine = fused(s, a * z, a);
  Real c = broadcast(1.0 / 20922789888000.0);
  c = fused(c, z, broadcast(-1.0 / 87178291200.0));
  c = fused(c, z, broadcast(1.0 / 479001600.0));
  c = fused(c, z, broadcast(-1.0 / 3628800.0));
  c = fused(c, z, broadcast(1.0 / 40320.0));
  c = fused(c, z, broadcast(-1.0 / 720.0));
  c = fused(c, z, broadcast(1.0 / 24.0));
  c = fused(c, z, broadcast(-0.5));
  const Real cosine = fused(c, z, broadcast(1.0));
  // Quadrants 1 and 3 swap sine and cosine; the signs follow from the two low bits of the quadrant.
  const Unsigned one = broadcast_bits(1);
  const Unsigned swap = broadcast_bits(0) - (quadrant & one);
  const Unsigned sine_bits = bits_as<Unsigned>(sine);
  const Unsigned cosine_bits = bits_as<Unsigned>(cosine);
  const Unsigned sine_sign = (quadrant & broadcast_bits(2)) << 62;
  const Unsigned cosine_sign = ((quadrant + one) & broadcast_bits(2)) << 62;
  return {bits_as<Real>(((cosine_bits & swap) | (sine_bits & ~swap)) ^ sine_sign),
          bits_as<Real>(((sine_bits & swap) | (cosine_bits & ~swap)) ^ cosine_sign)};
}

}  // namespace polesweep::POLESWEEP_KERNELS
