#pragma once

#include <optional>
#include <vector>

#include "core/learners/learner.hpp"
#include "core/linear_algebra/matrix.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// Gradient of the exact risk (exact_risk.hpp) of a linear network, dR/dRe + i dR/dIm of each weight.
struct RiskGradient {
  linear_algebra::ComplexMatrix readout;  ///< [outputs x regressors]
  linear_algebra::ComplexMatrix state;    ///< by the matrix that carries the states on [states x states]
  linear_algebra::ComplexMatrix input;    ///< [states x inputs]
  std::vector<Complex> bias;              ///< [states]
};

/// Of the readout `weights` [outputs x regressors], row-major. With student and teacher as one system z_t = A z_(t-1) + B x_t whose error
/// is D z, P the covariance of z and Q = sum_k (A^k)^H D^H D A^k that of the adjoint system, it is 2 D P, 2 Q A P and 2 Q B by D, A and B;
/// a teacher's taps are gone back through one by one. Nothing if the network is not stable or a weight is not finite.
/// Cost: P and Q (`stationary_covariance`), and some states^3 multiply-adds.
std::optional<RiskGradient> risk_gradient(const LinearSystem& system, const std::vector<Complex>& weights, const Regressors& regressors,
                                          const LinearTeacher& teacher, bool complex_valued);

}  // namespace polesweep
