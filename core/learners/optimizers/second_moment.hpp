#pragma once

#include "core/learners/optimizers/optimizer.hpp"

/// The two second moments of a complex gradient. |g|^2 shared by both parts turns with the coordinates; squares of the parts by themselves
/// do not (PyTorch's view_as_real). Results differ, so it is a field. For real parameters both are the same.
namespace polesweep::POLESWEEP_KERNELS {

inline bool read_componentwise(Fields& fields) {
  return fields.choice(
             {.name = "second_moment",
              .help = "of complex gradients: the squared modulus for both parts (as optax), or each part's own square (as PyTorch)",
              .choices = "modulus|component",
              .fallback = "modulus"}) == 1;
}

POLESWEEP_INLINE Real squares(Real g, bool) { return g * g; }
POLESWEEP_INLINE Complex squares(Complex g, bool componentwise) {
  if (componentwise) return {g.re * g.re, g.im * g.im};
  const Real modulus = fused(g.re, g.re, g.im * g.im);
  return {modulus, modulus};
}

/// step / (sqrt(v) + epsilon), part by part.
POLESWEEP_INLINE Real over_root(Real step, Real v, Real epsilon) { return step / (square_root(v) + epsilon); }
POLESWEEP_INLINE Complex over_root(Complex step, Complex v, Real epsilon) {
  return {over_root(step.re, v.re, epsilon), over_root(step.im, v.im, epsilon)};
}

}  // namespace polesweep::POLESWEEP_KERNELS
