#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/learners/learner.hpp"
#include "core/linear_algebra/matrix.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// E|y - y*|^2, summed over outputs, of a linear network with a fixed readout on the white inputs of a linear teacher, in closed form.
///
/// Student and teacher are one linear system z with stationary covariance P = F F^H; with the readout V and the teacher's gains C the risk
/// is |[V, -C] F|^2, plus the squared mean where units have a bias. F comes from `covariance_factors`, never from P: P would leave an error
/// of 1e-16 |V|^2 in the risk, F leaves its square.
/// Source: arXiv 2602.21454 for the impulse-response loss.
class ExactRisk {
 public:
  ExactRisk(const LinearSystem& system, const LinearTeacher& teacher, bool complex_valued);

  /// Takes the runs of a block, which share a shape: `systems` and `teachers` [runs]. They go side by side through `kernels`.
  static std::vector<ExactRisk> of_block(std::span<const LinearSystem> systems, std::span<const LinearTeacher> teachers,
                                         bool complex_valued, const KernelSet& kernels);

  /// Whether every eigenvalue of the network lies inside the unit circle; of a dense one: 4e-14 inside. If not, the risk of any readout is
  /// +inf.
  bool stable() const { return factor_.has_value(); }

  /// `weights` [outputs x regressors], row-major; inputs that the readout sees are states of the system (`with_inputs_as_states`). +inf if
  /// a weight is not finite or the network is not stable.
  double risk(const std::vector<Complex>& weights, const Regressors& regressors) const;

 private:
  ExactRisk() = default;

  int states_ = 0;                                       ///< of the student
  linear_algebra::ComplexMatrix gains_;                  ///< [outputs x teacher states]
  std::optional<linear_algebra::ComplexMatrix> factor_;  ///< F of (student states, teacher states, of a teacher with taps their sums)
  std::vector<Complex> mean_;                            ///< of the student's states
};

}  // namespace polesweep
