#pragma once

#include "core/block/elementary.hpp"
#include "core/block/kernel_set.hpp"
#include "core/block/number.hpp"

/// Activation functions and their slopes.
namespace polesweep::POLESWEEP_KERNELS {

POLESWEEP_INLINE Real activate(const NetworkShape& network, Real a) {
  switch (network.activation) {
    case Activation::identity: return a;
    case Activation::tanh: return hyperbolic_tangent(a);
    case Activation::logistic: return fused(broadcast(0.5), hyperbolic_tangent(a * broadcast(0.5)), broadcast(0.5));
    default: return where(a < broadcast(0.0), broadcast(0.0), a);  // relu; a NaN stays
  }
}

/// Applies to complex numbers the function of both parts, or modrelu, which keeps the angle and shortens the modulus.
POLESWEEP_INLINE Complex activate(const NetworkShape& network, Complex a) {
  if (network.activation != Activation::modrelu) return {activate(network, a.re), activate(network, a.im)};
  const Real modulus = square_root(fused(a.re, a.re, a.im * a.im));
  const Real shortened = modulus + broadcast(network.activation_offset);
  const Real factor = where(shortened < broadcast(0.0), broadcast(0.0), shortened / modulus);
  return {a.re * factor, a.im * factor};
}

POLESWEEP_INLINE bool is_tanh_within(const NetworkShape& network) {
  return network.activation == Activation::tanh || network.activation == Activation::logistic;
}

/// f_k = activate(a_k) of some units at once, tanh in halves where the registers hold no more.
template <int count>
POLESWEEP_INLINE void activate_all(const NetworkShape& network, const Real (&a)[count], Real (&f)[count]) {
  if (!is_tanh_within(network)) {
    for (int k = 0; k < count; ++k) f[k] = activate(network, a[k]);
    return;
  }
  const bool logistic = network.activation == Activation::logistic;
  const auto take = [&]<int first, int end>() POLESWEEP_INLINED {
    Real x[end - first];
#pragma GCC unroll 8
    for (int k = first; k < end; ++k) x[k - first] = logistic ? a[k] * broadcast(0.5) : a[k];
    hyperbolic_tangents(x);
#pragma GCC unroll 8
    for (int k = first; k < end; ++k) f[k] = logistic ? fused(broadcast(0.5), x[k - first], broadcast(0.5)) : x[k - first];
  };
  constexpr int most = registers == 32 ? 8 : 4;
  if constexpr (count <= most) {
    take.template operator()<0, count>();
  } else {
    take.template operator()<0, (count + 1) / 2>();
    take.template operator()<(count + 1) / 2, count>();
  }
}
template <int count>
POLESWEEP_INLINE void activate_all(const NetworkShape& network, const Complex (&a)[count], Complex (&f)[count]) {
  if (!is_tanh_within(network)) {
    for (int k = 0; k < count; ++k) f[k] = activate(network, a[k]);
    return;
  }
  Real parts[2 * count];
#pragma GCC unroll 4
  for (int k = 0; k < count; ++k) {
    parts[2 * k] = a[k].re;
    parts[2 * k + 1] = a[k].im;
  }
  Real values[2 * count];
  activate_all(network, parts, values);
#pragma GCC unroll 4
  for (int k = 0; k < count; ++k) f[k] = {values[2 * k], values[2 * k + 1]};
}

/// The derivative of an activation. If it is complex, this is the matrix of the parts by the parts, which is symmetric for all of ours.
template <class Number>
struct Slope;

template <>
struct Slope<Real> {
  Real value;
};

template <>
struct Slope<Complex> {
  Real re_re;
  Real re_im;
  Real im_im;
};

/// Numbers of `lanes` doubles that a slope takes in an array.
template <class Number>
inline constexpr int slope_slots = sizeof(Slope<Number>) / sizeof(Real);

/// Returns the derivative at the point `a`, where the activation is `h`.
POLESWEEP_INLINE Slope<Real> slope(const NetworkShape& network, Real a, Real h) {
  const Real one = broadcast(1.0);
  switch (network.activation) {
    case Activation::identity: return {one};
    case Activation::tanh: return {fused(-h, h, one)};
    case Activation::logistic: return {fused(-h, h, h)};
    default: return {where(a > broadcast(0.0), one, broadcast(0.0))};
  }
}

POLESWEEP_INLINE Slope<Complex> slope(const NetworkShape& network, Complex a, Complex h) {
  if (network.activation != Activation::modrelu)
    return {slope(network, a.re, h.re).value, broadcast(0.0), slope(network, a.im, h.im).value};
  // f = g(r) a/r with g = r + offset if that is positive: f' = (g/r) I + (1 - g/r) a a^T/r^2.
  const Real zero_slope = broadcast(0.0);
  const Real square = fused(a.re, a.re, a.im * a.im);
  const Real modulus = square_root(square);
  const Real shortened = modulus + broadcast(network.activation_offset);
  const Real share = shortened / modulus;
  const Real rest = (broadcast(1.0) - share) / square;
  const auto active = shortened > zero_slope;
  return {where(active, fused(rest, a.re * a.re, share), zero_slope), where(active, rest * (a.re * a.im), zero_slope),
          where(active, fused(rest, a.im * a.im, share), zero_slope)};
}

POLESWEEP_INLINE Real apply(Slope<Real> slope, Real c) { return slope.value * c; }
POLESWEEP_INLINE Complex apply(Slope<Complex> slope, Complex c) {
  return {fused(slope.re_re, c.re, slope.re_im * c.im), fused(slope.im_im, c.im, slope.re_im * c.re)};
}

POLESWEEP_INLINE Slope<Real> scale(Slope<Real> slope, Real factor) { return {slope.value * factor}; }
POLESWEEP_INLINE Slope<Complex> scale(Slope<Complex> slope, Real factor) {
  return {slope.re_re * factor, slope.re_im * factor, slope.im_im * factor};
}

template <class Number>
POLESWEEP_INLINE Slope<Number> load_slope(const double* array, std::int64_t index) {
  if constexpr (slope_slots<Number> == 1)
    return {load(array, index)};
  else
    return {load(array, 3 * index), load(array, 3 * index + 1), load(array, 3 * index + 2)};
}

POLESWEEP_INLINE void store_slope(double* array, std::int64_t index, Slope<Real> slope) { store(array, index, slope.value); }
POLESWEEP_INLINE void store_slope(double* array, std::int64_t index, Slope<Complex> slope) {
  store(array, 3 * index, slope.re_re);
  store(array, 3 * index + 1, slope.re_im);
  store(array, 3 * index + 2, slope.im_im);
}

}  // namespace polesweep::POLESWEEP_KERNELS
