#pragma once

#include <vector>

/// K poles evenly on a circle, rho e^{2 pi i k/K}, unit gains: circulant Gram matrices, so all eigenvalues are closed (arXiv 2602.21454,
/// the fixed-pole choice). 0 < rho < 1, K >= 1. Ascending.
namespace polesweep::theory {

std::vector<double> ring_eigenvalues_fixed(double radius, int count);
std::vector<double> ring_eigenvalues_poles(double radius, int count);
std::vector<double> ring_eigenvalues_joint(double radius, int count);

}  // namespace polesweep::theory
