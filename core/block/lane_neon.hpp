#pragma once

#include <arm_neon.h>

#include <cstdint>

#include "core/block/inlining.hpp"

/// Advanced SIMD: one number for each of four runs in two registers. A vector type of 32 bytes would say the same, but GCC keeps such
/// vectors in memory where the processor has no register for them; of a structure it makes two registers.
namespace polesweep::POLESWEEP_KERNELS {

template <class Register>
struct Halves {
  Register low;
  Register high;
};

using Real = Halves<float64x2_t>;
using Unsigned = Halves<uint64x2_t>;

template <class Register>
POLESWEEP_INLINE Halves<Register> operator+(Halves<Register> a, Halves<Register> b) {
  return {a.low + b.low, a.high + b.high};
}
template <class Register>
POLESWEEP_INLINE Halves<Register> operator-(Halves<Register> a, Halves<Register> b) {
  return {a.low - b.low, a.high - b.high};
}
POLESWEEP_INLINE Real operator-(Real a) { return {-a.low, -a.high}; }
POLESWEEP_INLINE Real operator*(Real a, Real b) { return {a.low * b.low, a.high * b.high}; }
POLESWEEP_INLINE Real operator/(Real a, Real b) { return {a.low / b.low, a.high / b.high}; }

POLESWEEP_INLINE Unsigned operator&(Unsigned a, Unsigned b) { return {a.low & b.low, a.high & b.high}; }
POLESWEEP_INLINE Unsigned operator|(Unsigned a, Unsigned b) { return {a.low | b.low, a.high | b.high}; }
POLESWEEP_INLINE Unsigned operator^(Unsigned a, Unsigned b) { return {a.low ^ b.low, a.high ^ b.high}; }
POLESWEEP_INLINE Unsigned operator~(Unsigned a) { return {~a.low, ~a.high}; }
POLESWEEP_INLINE Unsigned operator<<(Unsigned a, int count) { return {a.low << count, a.high << count}; }
POLESWEEP_INLINE Unsigned operator>>(Unsigned a, int count) { return {a.low >> count, a.high >> count}; }

/// Comparisons: all bits of a run's number are set if it holds.
POLESWEEP_INLINE Unsigned operator<(Real a, Real b) { return {vcltq_f64(a.low, b.low), vcltq_f64(a.high, b.high)}; }
POLESWEEP_INLINE Unsigned operator>(Real a, Real b) { return {vcgtq_f64(a.low, b.low), vcgtq_f64(a.high, b.high)}; }
POLESWEEP_INLINE Unsigned operator<=(Real a, Real b) { return {vcleq_f64(a.low, b.low), vcleq_f64(a.high, b.high)}; }
POLESWEEP_INLINE Unsigned operator>=(Real a, Real b) { return {vcgeq_f64(a.low, b.low), vcgeq_f64(a.high, b.high)}; }
POLESWEEP_INLINE Unsigned operator==(Real a, Real b) { return {vceqq_f64(a.low, b.low), vceqq_f64(a.high, b.high)}; }
POLESWEEP_INLINE Unsigned operator!=(Real a, Real b) { return ~(a == b); }

POLESWEEP_INLINE Real where(Unsigned holds, Real yes, Real no) {
  return {vbslq_f64(holds.low, yes.low, no.low), vbslq_f64(holds.high, yes.high, no.high)};
}
POLESWEEP_INLINE bool any(Unsigned holds) { return vmaxvq_u32(vreinterpretq_u32_u64(vorrq_u64(holds.low, holds.high))) != 0; }

POLESWEEP_INLINE Real broadcast(double x) { return {vdupq_n_f64(x), vdupq_n_f64(x)}; }
POLESWEEP_INLINE Unsigned broadcast_bits(std::uint64_t x) { return {vdupq_n_u64(x), vdupq_n_u64(x)}; }

POLESWEEP_INLINE Real load(const double* array, std::int64_t index) {
  return {vld1q_f64(array + index * 4), vld1q_f64(array + index * 4 + 2)};
}
POLESWEEP_INLINE void store(double* array, std::int64_t index, Real value) {
  vst1q_f64(array + index * 4, value.low);
  vst1q_f64(array + index * 4 + 2, value.high);
}

POLESWEEP_INLINE Real fused(Real a, Real b, Real c) { return {vfmaq_f64(c.low, a.low, b.low), vfmaq_f64(c.high, a.high, b.high)}; }
POLESWEEP_INLINE Real square_root(Real x) { return {vsqrtq_f64(x.low), vsqrtq_f64(x.high)}; }

POLESWEEP_INLINE Unsigned multiply_low(Unsigned a, Unsigned b) {
  const auto lower_halves = [](Unsigned x)
                                POLESWEEP_INLINED { return vuzp1q_u32(vreinterpretq_u32_u64(x.low), vreinterpretq_u32_u64(x.high)); };
  const uint32x4_t left = lower_halves(a);
  const uint32x4_t right = lower_halves(b);
  return {vmull_u32(vget_low_u32(left), vget_low_u32(right)), vmull_high_u32(left, right)};
}

template <class To>
POLESWEEP_INLINE To bits_as(Real from) {
  return {vreinterpretq_u64_f64(from.low), vreinterpretq_u64_f64(from.high)};
}
template <class To>
POLESWEEP_INLINE To bits_as(Unsigned from) {
  return {vreinterpretq_f64_u64(from.low), vreinterpretq_f64_u64(from.high)};
}

/// Rows of a matrix that a vector can hold beside each other, for fewer runs (core/block/packing.hpp): not worth it, the cache holds
/// twice as large matrices of four runs.
inline constexpr int most_rows_in_vector = 1;

}  // namespace polesweep::POLESWEEP_KERNELS
