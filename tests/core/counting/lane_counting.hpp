#pragma once

#include <cstdint>

#include "core/block/inlining.hpp"
#include "tests/core/counting/counted.hpp"

/// The operations of core/block/lane.hpp on one run, counted: what the cost formulas of the rules are held against. Additions and
/// multiplications count one each, fused ones two; divisions, square roots and comparisons nothing, as the formulas have it.
namespace polesweep::POLESWEEP_KERNELS {

struct Real {
  double value;
};
using Unsigned = std::uint64_t;

POLESWEEP_INLINE Real counted(double value, int operations) {
  counted_operations += operations;
  return {value};
}

POLESWEEP_INLINE Real operator+(Real a, Real b) { return counted(a.value + b.value, 1); }
POLESWEEP_INLINE Real operator-(Real a, Real b) { return counted(a.value - b.value, 1); }
POLESWEEP_INLINE Real operator*(Real a, Real b) { return counted(a.value * b.value, 1); }
POLESWEEP_INLINE Real operator/(Real a, Real b) { return {a.value / b.value}; }
POLESWEEP_INLINE Real operator-(Real a) { return {-a.value}; }
POLESWEEP_INLINE Real& operator+=(Real& a, Real b) { return a = a + b; }
POLESWEEP_INLINE bool operator<(Real a, Real b) { return a.value < b.value; }
POLESWEEP_INLINE bool operator>(Real a, Real b) { return a.value > b.value; }
POLESWEEP_INLINE bool operator<=(Real a, Real b) { return a.value <= b.value; }
POLESWEEP_INLINE bool operator>=(Real a, Real b) { return a.value >= b.value; }
POLESWEEP_INLINE bool operator==(Real a, Real b) { return a.value == b.value; }

POLESWEEP_INLINE Real broadcast(double x) { return {x}; }
POLESWEEP_INLINE Unsigned broadcast_bits(std::uint64_t x) { return x; }

POLESWEEP_INLINE Real load(const double* array, std::int64_t index) { return {array[index]}; }
POLESWEEP_INLINE void store(double* array, std::int64_t index, Real value) { array[index] = value.value; }

POLESWEEP_INLINE Real fused(Real a, Real b, Real c) { return counted(__builtin_fma(a.value, b.value, c.value), 2); }
POLESWEEP_INLINE Real square_root(Real x) { return {__builtin_sqrt(x.value)}; }
POLESWEEP_INLINE Unsigned multiply_low(Unsigned a, Unsigned b) { return (a & 0xffffffffu) * (b & 0xffffffffu); }

POLESWEEP_INLINE Real where(bool holds, Real yes, Real no) { return holds ? yes : no; }
POLESWEEP_INLINE Unsigned where(bool holds, Unsigned yes, Unsigned no) { return holds ? yes : no; }
POLESWEEP_INLINE bool any(bool holds) { return holds; }

inline constexpr int most_rows_in_vector = 1;

}  // namespace polesweep::POLESWEEP_KERNELS
