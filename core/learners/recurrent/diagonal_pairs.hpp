#pragma once

#include "core/block/number.hpp"

/// The algebra of two states that share a block: a rotation [u -v; v u], the pole pair u +- iv, or two real poles u and v. A pair's trace e
/// stands for ds/du = e and ds/dv = i e; of two real poles each has its own.
namespace polesweep::POLESWEEP_KERNELS {

/// Which of the two the blocks of a pair of states are in the runs of a block of runs: two real poles, a rotation, or not all the same.
enum PairKind { reals = 0, rotations = 1, mixed = 2 };

/// The numbers of two states.
struct Pair {
  Real first;
  Real second;
};

/// The derivative of the loss by a pair's two coordinates, of which ds is e for the first and (of a rotation) i e for the second.
template <int kind>
POLESWEEP_INLINE Pair derivative_of(Pair e, Pair q, Real mask) {
  const Pair rotation{fused(q.first, e.first, q.second * e.second), fused(q.second, e.first, -(q.first * e.second))};
  const Pair real{q.first * e.first, q.second * e.second};
  if constexpr (kind == rotations) return rotation;
  if constexpr (kind == reals) return real;
  const auto rotates = mask > broadcast(0.0);
  return {where(rotates, rotation.first, real.first), where(rotates, rotation.second, real.second)};
}

/// One trace pair: e <- A e + fresh, with A = [u -v; v u] or [u 0; 0 w], carrier = (u, v, w).
template <int kind>
POLESWEEP_INLINE Pair carry_on(const Real (&carrier)[3], Pair e, Pair fresh, Real mask) {
  const Real u = carrier[0];
  const Real v = carrier[1];
  const Pair rotation{fused(u, e.first, fused(-v, e.second, fresh.first)), fused(u, e.second, fused(v, e.first, fresh.second))};
  const Pair real{fused(u, e.first, fresh.first), fused(carrier[2], e.second, fresh.second)};
  if constexpr (kind == rotations) return rotation;
  if constexpr (kind == reals) return real;
  const auto rotates = mask > broadcast(0.0);
  return {where(rotates, rotation.first, real.first), where(rotates, rotation.second, real.second)};
}

}  // namespace polesweep::POLESWEEP_KERNELS
