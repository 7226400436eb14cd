#pragma once

#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/members/fields.hpp"

namespace polesweep {

struct MarkShape;

/// Eigenvalues [states] of the recurrent matrix [states x states], row-major, of one run (unit: 1, the factor of a mode per step). Cost:
/// about 10 states^3 operations (real), four times as many (complex).
///
/// In descending order of modulus; moduli that agree to 1e-9 count as equal and follow by angle from -pi to pi, so that rounding does not
/// shuffle a ring. Eigenvalues of a matrix without imaginary parts come in exact conjugate pairs. All NaN if an entry is not finite.
std::vector<Complex> spectrum(const std::vector<Complex>& matrix, int states);

/// The poles [states] of a network with this recurrent matrix: of a diagonal one in the order of its states, so that a pole keeps its place
/// while it moves (of a real one u + iv, then u - iv, of a block [u -v; v u]); of a dense one, whose states have no poles of their own, the
/// spectrum.
std::vector<Complex> poles_by_state(const std::vector<Complex>& matrix, const NetworkShape& shape);

/// Largest modulus of the eigenvalues (unit: 1); NaN if one is. Dimension: one number.
double spectral_radius(const std::vector<Complex>& spectrum);

/// Share of the eigenvalues whose modulus is above 1, from 0 to 1 (unit: 1); NaN if one is. Dimension: one number.
double outside_fraction(const std::vector<Complex>& spectrum);

/// Share of the eigenvalues of a sum of two independent matrices [states x states] of independent random numbers, of these Frobenius norms,
/// whose modulus is above 1, in the limit of many states: the circular law, 1 - 1/r^2 with r^2 = (start^2 + change^2)/states, 0 if r < 1
/// (unit: 1); NaN if a norm is.
double null_outside_fraction(double start_norm, double change_norm, int states);

/// Nominal real operations of `spectrum` on the recurrent matrix of a run. A diagonal one costs no iteration and hardly any reduction.
double spectrum_operations(const MarkShape& shape);

}  // namespace polesweep
