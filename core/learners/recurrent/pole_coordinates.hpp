#pragma once

#include "core/block/elementary.hpp"
#include "core/block/number.hpp"

/// The exp-exp coordinates of a pole, lambda = exp(-e^nu + i e^theta): stable for every (nu, theta). Orvieto et al. 2023 (arXiv
/// 2303.06349); angles are in (0, 2 pi], so that the positive real axis has coordinates as well.
namespace polesweep::POLESWEEP_KERNELS {

inline constexpr double two_pi = 6.28318530717958647693;

/// exp for any argument: beyond the range of `exponential` it is 0 or the largest power that function gives.
POLESWEEP_INLINE Real bounded_exponential(Real x) {
  const Real low = broadcast(-700.0);
  const Real high = broadcast(700.0);
  const Real inside = where(x > high, high, where(x < low, low, x));
  return where(x < low, broadcast(0.0), exponential(inside));
}

/// The share of a turn that an angle in radians leaves, in [0, 1].
POLESWEEP_INLINE Real turns_of(Real angle) {
  const Real turns = angle * broadcast(1.0 / two_pi);
  const Real nearest = (turns + broadcast(detail::round_to_integer)) - broadcast(detail::round_to_integer);
  const Real rest = turns - nearest;
  return where(rest < broadcast(0.0), rest + broadcast(1.0), rest);
}

POLESWEEP_INLINE Complex exp_exp_pole(Complex coordinates) {
  const Real modulus = bounded_exponential(-bounded_exponential(coordinates.re));
  const SineCosine angle = sine_cosine_of_turns(turns_of(bounded_exponential(coordinates.im)));
  return {modulus * angle.cosine, modulus * angle.sine};
}

/// dL/dnu + i dL/dtheta from g = dL/dlambda: Re(conj(-e^nu lambda) g) and Re(conj(i e^theta lambda) g).
POLESWEEP_INLINE Complex exp_exp_gradient(Complex coordinates, Complex pole, Complex g) {
  const Real along = fused(pole.re, g.re, pole.im * g.im);
  const Real across = fused(pole.re, g.im, -(pole.im * g.re));
  return {-(bounded_exponential(coordinates.re) * along), bounded_exponential(coordinates.im) * across};
}

/// The angle of a number in turns, in (0, 1], by bisection on the sign of a cross product: for set-up, with the same bits everywhere.
inline Real turns_of_number(Complex z) {
  const Real half = broadcast(0.5);
  const auto lower = z.im < broadcast(0.0);
  const Real im = where(lower, -z.im, z.im);
  Real low = broadcast(0.0);
  Real high = half;
  for (int i = 0; i < 60; ++i) {
    const Real middle = (low + high) * half;
    const SineCosine angle = sine_cosine_of_turns(middle);
    const auto beyond = fused(z.re, angle.sine, -(im * angle.cosine)) >= broadcast(0.0);
    high = where(beyond, middle, high);
    low = where(beyond, low, middle);
  }
  const Real turns = where(lower, broadcast(1.0) - high, high);
  const Real on_real_axis = where(z.re > broadcast(0.0), broadcast(1.0), turns);
  return where(z.im == broadcast(0.0), on_real_axis, turns);
}

/// Coordinates of a pole with 0 < |lambda| < 1.
inline Complex exp_exp_coordinates(Complex pole) {
  const Real square = fused(pole.re, pole.re, pole.im * pole.im);
  const Real rate = broadcast(-0.5) * logarithm(square);
  return {logarithm(rate), logarithm(turns_of_number(pole) * broadcast(two_pi))};
}

/// Whether a value of any run exceeds a bound: projections are rare, and skipping one multiplies by exactly 1.
POLESWEEP_INLINE bool any_above(Real values, double bound) { return any(values > broadcast(bound)); }

/// The factor that brings a modulus down to the limit; 1 for a run inside.
POLESWEEP_INLINE Real pull_factor(Real square, double limit) {
  const Real factor = broadcast(limit) / square_root(square);
  return where(square > broadcast(limit * limit), factor, broadcast(1.0));
}

}  // namespace polesweep::POLESWEEP_KERNELS
