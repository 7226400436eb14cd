#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <span>

/// Real and complex numbers under one set of operations whose bits depend on their arguments alone: sums, products, quotients and square
/// roots, which IEEE 754 fixes. The products and quotients of std::complex call the compiler's library, std::abs and std::sqrt the C
/// library's hypot, which follow version and processor. No multiply-add is fused: without the instruction it is a call.
namespace polesweep::linear_algebra {

using Complex = std::complex<double>;

inline double conjugate(double a) { return a; }
inline Complex conjugate(Complex a) { return {a.real(), -a.imag()}; }

inline double real_part(double a) { return a; }
inline double real_part(Complex a) { return a.real(); }

inline double product(double a, double b) { return a * b; }
inline Complex product(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
inline Complex product(Complex a, double b) { return {a.real() * b, a.imag() * b}; }

/// |a|^2.
inline double squared_modulus(double a) { return a * a; }
inline double squared_modulus(Complex a) { return a.real() * a.real() + a.imag() * a.imag(); }

/// |a| without overflow or underflow in between; at most 2 ulp off. NaN if a part is NaN.
inline double modulus(double a) { return std::fabs(a); }
inline double modulus(Complex a) {
  const double re = std::fabs(a.real());
  const double im = std::fabs(a.imag());
  const double large = re > im ? re : im;
  const double small = re > im ? im : re;
  if (large == 0 || std::isinf(large)) return large + small;
  const double ratio = small / large;
  return large * std::sqrt(1 + ratio * ratio);
}

inline double quotient(double a, double b) { return a / b; }
/// a/b after Smith (1962): scaled by the larger part of b.
inline Complex quotient(Complex a, Complex b) {
  if (std::fabs(b.real()) >= std::fabs(b.imag())) {
    const double ratio = b.imag() / b.real();
    const double scale = b.real() + b.imag() * ratio;
    return {(a.real() + a.imag() * ratio) / scale, (a.imag() - a.real() * ratio) / scale};
  }
  const double ratio = b.real() / b.imag();
  const double scale = b.real() * ratio + b.imag();
  return {(a.real() * ratio + a.imag()) / scale, (a.imag() * ratio - a.real()) / scale};
}

/// The square root with a real part that is not negative.
inline Complex square_root(Complex a) {
  const double size = modulus(a);
  if (size == 0) return 0;
  const double root = std::sqrt((size + std::fabs(a.real())) / 2);
  const double other = a.imag() / (2 * root);
  if (a.real() >= 0) return {root, other};
  return {std::fabs(other), std::copysign(root, a.imag())};
}

inline bool is_finite(double a) { return std::isfinite(a); }
inline bool is_finite(Complex a) { return std::isfinite(a.real()) && std::isfinite(a.imag()); }

/// Whether all numbers are.
inline bool is_finite(std::span<const double> numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double number) { return is_finite(number); });
}
inline bool is_finite(std::span<const Complex> numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](const Complex& number) { return is_finite(number); });
}

}  // namespace polesweep::linear_algebra
