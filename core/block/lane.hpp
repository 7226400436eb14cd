#pragma once

#include <cstdint>
#include <cstring>

#include "core/block/inlining.hpp"

/// One number for each run of a block, and the operations on it that are the same to the bit for 1, 4 and 8 runs.
///
/// Block code is compiled once per kind of processor: POLESWEEP_KERNELS names the namespace (portable, v3, v4, neon) and POLESWEEP_LANES
/// the number of runs (1, 4, 8). Such files emit nothing outside their namespace, or the linker could pick a function compiled for a
/// processor that this machine does not have; so they use no containers, no streams and no standard algorithms.
///
/// What a kind of processor brings: the types Real and Unsigned with operators (of comparisons, which `where` and `any` take),
/// broadcast(x) and broadcast_bits(x), the same number for all runs; load and store of element `index` of an array with the run index
/// fastest; fused(a, b, c), a*b + c with one rounding; square_root(x); multiply_low(a, b), the 64-bit product of the lower halves of a and
/// b; where(holds, yes, no), `yes` for the runs for which the comparison holds, `no` for others; any(holds), whether it holds for some run.
namespace polesweep::POLESWEEP_KERNELS {

inline constexpr int lanes = POLESWEEP_LANES;

/// Numbers that the vector registers hold: AVX-512 has 32, AVX2 16, Advanced SIMD 32 of half a number each.
inline constexpr int registers = lanes == 8 ? 32 : 16;

template <class To, class From>
POLESWEEP_INLINE To bits_as(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

}  // namespace polesweep::POLESWEEP_KERNELS

#if defined(POLESWEEP_LANE_TYPES)
#include POLESWEEP_LANE_TYPES
#elif POLESWEEP_LANES == 1
#include "core/block/lane_scalar.hpp"
#elif defined(__aarch64__)
#include "core/block/lane_neon.hpp"
#else
#include "core/block/lane_avx.hpp"
#endif
