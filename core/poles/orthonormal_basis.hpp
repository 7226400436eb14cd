#pragma once

#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// A linear network s_t = matrix s_(t-1) + input x_t whose states are uncorrelated and of unit power on white input of unit power, whatever
/// its poles: their Gram matrix is the identity, so nothing about poles makes a readout ill-conditioned. A chain of all-pass sections, each
/// an orthogonal matrix [A B; C D] whose output is the input of the next.
struct OrthonormalBasis {
  std::vector<Complex> matrix;  ///< [poles x poles], row-major, lower block-triangular
  std::vector<Complex> input;   ///< [poles]
};

/// Of the poles in their order; a real one has a section of two states for each conjugate pair, pairs first. Throws Error if a pole does
/// not lie inside the unit circle or, of a real network, has no conjugate. Source: Takenaka (1925), Malmquist (1926); as all-pass sections
/// Heuberger, Van den Hof and Wahlberg, Modelling and Identification with Rational Orthogonal Basis Functions (2005), chapter 2.
OrthonormalBasis orthonormal_basis(const std::vector<Complex>& poles, bool complex_valued);

}  // namespace polesweep
