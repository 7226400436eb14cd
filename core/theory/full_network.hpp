#pragma once

#include <vector>

/// A linear network with every weight learned, h[n] = C W^n B, n >= 0, real, one input and one output (arXiv 2602.21454, full network).
namespace polesweep::theory {

/// The eigenvalues, ascending, of the Hessian 2 J^T J of sum_n (h - h*)^2 over (W, B, C) at h = h* that are not zero: 2K for K states. The
/// other K^2 belong to changes of basis W -> T W T^-1, B -> T B, C -> C T^-1, which leave h as it is, so that the condition number of the
/// whole matrix is infinite for every network and bounds from parts of it say nothing.
///
/// `recurrent` W [K x K] is row-major with its eigenvalues inside the unit circle, `input` B and `readout` C have K entries. Error:
/// std::domain_error if shapes do not match, W is not stable, or the network has fewer than K poles at work (to rounding).
std::vector<double> full_network_eigenvalues(const std::vector<double>& recurrent, const std::vector<double>& input,
                                             const std::vector<double>& readout);

}  // namespace polesweep::theory
