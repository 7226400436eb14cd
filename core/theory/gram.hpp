#pragma once

#include <complex>
#include <vector>

/// Gram matrices <u, v> = sum_n conj(u_n) v_n of the sensitivities of an impulse response h[n] = sum_k b_k beta_k^n, n >= 0
/// (arXiv 2602.21454). Poles lie inside the unit circle. Row-major, K x K or 2K x 2K with the gains' columns first.
namespace polesweep::theory {

using Complex = std::complex<double>;
/// The matrices are kept in extended precision: a condition number kappa is then right to about 1e-19 kappa.
using Wide = std::complex<long double>;
using GramMatrix = std::vector<Wide>;

inline Wide wide(Complex z) { return {z.real(), z.imag()}; }

/// Columns beta_k^n: the readout problem of fixed poles (Szego-Pick matrix).
GramMatrix gram_fixed(const std::vector<Complex>& poles);
/// Columns b_k n beta_k^{n-1}: poles learned, gains known.
GramMatrix gram_poles(const std::vector<Complex>& poles, const std::vector<Complex>& gains);
/// Both.
GramMatrix gram_joint(const std::vector<Complex>& poles, const std::vector<Complex>& gains);
/// Poles learned with the gains at their least-squares values for the current poles (variable projection, zero residual): the Schur
/// complement of the joint matrix, in closed form.
GramMatrix gram_projected(const std::vector<Complex>& poles, const std::vector<Complex>& gains);

/// Natural logarithms of the determinants, by the product formulas: no digits are lost as poles collide.
double log_determinant_fixed(const std::vector<Complex>& poles);
double log_determinant_joint(const std::vector<Complex>& poles, const std::vector<Complex>& gains);

/// |u - v| / |1 - conj(v) u|.
double pseudo_hyperbolic_distance(Complex u, Complex v);
/// prod_{l != i} d(beta_i, beta_l)^2.
double separation_squared(const std::vector<Complex>& poles, std::size_t i);

/// Eigenvalues of a Hermitian matrix, ascending, and lambda_max / lambda_min. Error: std::domain_error if the matrix is singular to
/// rounding.
std::vector<double> gram_eigenvalues(const GramMatrix& gram);
double gram_condition(const GramMatrix& gram);
/// Diagonal of the inverse.
std::vector<double> gram_inverse_diagonal(const GramMatrix& gram);

}  // namespace polesweep::theory
