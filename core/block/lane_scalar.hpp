#pragma once

#include <cstdint>

#include "core/block/inlining.hpp"

/// The operations of core/block/lane.hpp on one run: plain numbers.
namespace polesweep::POLESWEEP_KERNELS {

using Real = double;
using Unsigned = std::uint64_t;

POLESWEEP_INLINE Real broadcast(double x) { return x; }
POLESWEEP_INLINE Unsigned broadcast_bits(std::uint64_t x) { return x; }

POLESWEEP_INLINE Real load(const double* array, std::int64_t index) { return array[index]; }
POLESWEEP_INLINE void store(double* array, std::int64_t index, Real value) { array[index] = value; }

POLESWEEP_INLINE Real fused(Real a, Real b, Real c) { return __builtin_fma(a, b, c); }
POLESWEEP_INLINE Real square_root(Real x) { return __builtin_sqrt(x); }
POLESWEEP_INLINE Unsigned multiply_low(Unsigned a, Unsigned b) { return (a & 0xffffffffu) * (b & 0xffffffffu); }

POLESWEEP_INLINE Real where(bool holds, Real yes, Real no) { return holds ? yes : no; }
POLESWEEP_INLINE bool any(bool holds) { return holds; }

/// Rows of a matrix that a vector can hold beside each other, for fewer runs (core/block/packing.hpp): there is one run.
inline constexpr int most_rows_in_vector = 1;

}  // namespace polesweep::POLESWEEP_KERNELS
