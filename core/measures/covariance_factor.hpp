#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/linear_algebra/matrix.hpp"
#include "core/networks/network.hpp"

/// F with the stationary covariance F F^H = sum_k A^k B B^H (A^k)^H of linear networks s_t = A s_(t-1) + B x_t on white x of unit power.
/// Does not exist if an eigenvalue of A lies on or outside the unit circle, or an entry is not finite. The bias is ignored.
namespace polesweep {

/// A linear system in coordinates in which A is diagonal, where a unitary change of basis leads there: of diagonal A, and of real A of
/// rotations of two states.
struct DiagonalForm {
  std::vector<Complex> poles;           ///< [states]
  linear_algebra::ComplexMatrix input;  ///< [states x inputs]
  std::vector<bool> begins_pair;        ///< [states]: this coordinate and the next stand for two real states

  static std::optional<DiagonalForm> of(const LinearSystem& system);

  /// Whether all poles lie inside the unit circle.
  bool is_stable() const;

  /// Rows [states x ...] of the system's own states become those in these coordinates, and
  void to_coordinates(linear_algebra::ComplexMatrix& rows) const;
  /// rows [states x ...] in these coordinates become those of the system's own states.
  void to_states(linear_algebra::ComplexMatrix& rows) const;

  /// F [states x inputs states] in these coordinates, lower triangular for each input, in closed form: column k is the response of the
  /// states to the k-th orthonormal basis function with these poles. Every entry is a product of differences of poles, so that even the
  /// smallest singular values keep their digits. Cost: 20 inputs states^2.
  /// Source: Takenaka and Malmquist (1925).
  std::optional<linear_algebra::ComplexMatrix> covariance_factor() const;
};

/// [states x columns] of each of the systems, which have one shape and, if `complex_valued` is false, no imaginary parts. Those without
/// a diagonal form go side by side through the kernels. Cost: `KernelSet::covariance_real`.
std::vector<std::optional<linear_algebra::ComplexMatrix>> covariance_factors(std::span<const LinearSystem> systems, bool complex_valued,
                                                                             const KernelSet& kernels);

/// Returns the factor of one system, or nothing if it does not exist.
std::optional<linear_algebra::ComplexMatrix> covariance_factor(const LinearSystem& system);

/// P = F F^H itself [states x states], by which small singular values of F drown in the rounding of large ones; of a diagonal system entry
/// by entry, sum_m b_im conj(b_jm)/(1 - a_i conj(a_j)). Nothing if it does not exist.
std::optional<linear_algebra::ComplexMatrix> stationary_covariance(const LinearSystem& system);

/// The mean of the states [states] of a stable system, (I - A)^-1 bias.
std::vector<Complex> stationary_mean(const LinearSystem& system);

}  // namespace polesweep
