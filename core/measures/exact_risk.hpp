#pragma once

#include <memory>
#include <vector>

#include "core/learners/learner.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// E|y - y*|^2, summed over outputs, of a linear network with a fixed readout on the white inputs of a linear teacher, in closed form.
///
/// Student and teacher are one linear system z with stationary covariance P = F F^H; with the readout V and the teacher's gains C the risk
/// is |[V, -C] F|^2, plus the squared mean where units have a bias. F comes from `covariance_factor`, never from P: P would leave an error
/// of 1e-16 |V|^2 in the risk, F leaves its square.
/// Source: arXiv 2602.21454 for the impulse-response loss.
class ExactRisk {
 public:
  ExactRisk(const LinearSystem& system, const LinearTeacher& teacher, bool complex_valued);
  ~ExactRisk();
  ExactRisk(ExactRisk&&) noexcept;

  /// Whether every eigenvalue of the network lies inside the unit circle. If not, the risk of any readout is +inf.
  bool stable() const;

  /// `weights` [outputs x regressors], row-major; +inf where a weight is not finite or the network is not stable.
  double risk(const std::vector<Complex>& weights, const Regressors& regressors) const;

 private:
  struct Factors;
  std::unique_ptr<Factors> factors_;
};

}  // namespace polesweep
