#pragma once

#include "core/block/lane.hpp"

/// Real and complex numbers of a block under one set of operations, so that a rule is written once in its textbook form.
///
/// A real number of a block takes one slot of `lanes` doubles in an array, a complex one two (real part first).
namespace polesweep::POLESWEEP_KERNELS {

struct Complex {
  Real re;
  Real im;
};

template <class Number>
inline constexpr int slots = sizeof(Number) / sizeof(Real);

template <class Number>
POLESWEEP_INLINE Number zero() {
  return Number{};
}

template <class Number>
POLESWEEP_INLINE Number load_number(const double* array, std::int64_t index) {
  if constexpr (slots<Number> == 1)
    return load(array, index);
  else
    return {load(array, 2 * index), load(array, 2 * index + 1)};
}

POLESWEEP_INLINE void store_number(double* array, std::int64_t index, Real value) { store(array, index, value); }
POLESWEEP_INLINE void store_number(double* array, std::int64_t index, Complex value) {
  store(array, 2 * index, value.re);
  store(array, 2 * index + 1, value.im);
}

POLESWEEP_INLINE Real conjugate(Real a) { return a; }
POLESWEEP_INLINE Complex conjugate(Complex a) { return {a.re, -a.im}; }

POLESWEEP_INLINE Real real_part(Real a) { return a; }
POLESWEEP_INLINE Complex real_part(Complex a) { return {a.re, Real{}}; }

POLESWEEP_INLINE Real plus(Real a, Real b) { return a + b; }
POLESWEEP_INLINE Complex plus(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
POLESWEEP_INLINE Real minus(Real a, Real b) { return a - b; }
POLESWEEP_INLINE Complex minus(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }

template <class Comparison>
POLESWEEP_INLINE Complex where(Comparison holds, Complex yes, Complex no) {
  return {where(holds, yes.re, no.re), where(holds, yes.im, no.im)};
}

POLESWEEP_INLINE Real scale(Real a, Real factor) { return a * factor; }
POLESWEEP_INLINE Complex scale(Complex a, Real factor) { return {a.re * factor, a.im * factor}; }

/// a*b + c. Complex: the terms of each part are added in the order c, second product, first product.
POLESWEEP_INLINE Real multiply_add(Real a, Real b, Real c) { return fused(a, b, c); }
POLESWEEP_INLINE Complex multiply_add(Complex a, Complex b, Complex c) {
  return {fused(a.re, b.re, fused(-a.im, b.im, c.re)), fused(a.re, b.im, fused(a.im, b.re, c.im))};
}
POLESWEEP_INLINE Complex multiply_add(Complex a, Real b, Complex c) { return {fused(a.re, b, c.re), fused(a.im, b, c.im)}; }

/// |a|^2 + sum.
POLESWEEP_INLINE Real add_square(Real a, Real sum) { return fused(a, a, sum); }
POLESWEEP_INLINE Real add_square(Complex a, Real sum) { return fused(a.re, a.re, fused(a.im, a.im, sum)); }

/// conj(a)*b of which only the real part is wanted, + sum.
POLESWEEP_INLINE Real add_inner(Real a, Real b, Real sum) { return fused(a, b, sum); }
POLESWEEP_INLINE Real add_inner(Complex a, Complex b, Real sum) { return fused(a.re, b.re, fused(a.im, b.im, sum)); }

/// sum_j a[j] b[j] in the one order that every readout and every prediction uses: four partial sums (j mod 4), added in pairs. A single
/// chain of additions would wait four cycles for each term.
template <class Number>
POLESWEEP_INLINE Number dot(const double* a, const double* b, int count) {
  Number partial[4] = {zero<Number>(), zero<Number>(), zero<Number>(), zero<Number>()};
  int j = 0;
  for (; j + 4 <= count; j += 4) {
    for (int k = 0; k < 4; ++k) partial[k] = multiply_add(load_number<Number>(a, j + k), load_number<Number>(b, j + k), partial[k]);
  }
#pragma GCC unroll 3
  for (int k = 0; k < 3; ++k)  // by constants: an index would keep the sums in memory
    if (j + k < count) partial[k] = multiply_add(load_number<Number>(a, j + k), load_number<Number>(b, j + k), partial[k]);
  return plus(plus(partial[0], partial[1]), plus(partial[2], partial[3]));
}

}  // namespace polesweep::POLESWEEP_KERNELS
