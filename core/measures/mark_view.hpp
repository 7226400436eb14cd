#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/learners/block_learner.hpp"
#include "core/measures/measure.hpp"
#include "core/modes/mode.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// One run at one mark, as measures see it. It refers to the block that the run belongs to.
struct MarkView {
  const TaskFacts& task;
  const Task& problem;  ///< that the facts are of
  const NetworkKind& network_kind;
  const Network& network;
  const BlockLearner& learner;
  const double* network_weights;  ///< in force at the mark
  std::size_t mark;
  int lane;
  std::uint64_t seed;
  std::size_t shadows;
  bool exact;                                          ///< the risk is in closed form
  bool diverged;                                       ///< before the mark
  double risk;                                         ///< +inf once the run has diverged; NaN if not measured
  double averaged_risk;                                ///< of the average of the weights; NaN if not measured
  double symbol_error_rate;                            ///< NaN if not measured
  double bit_error_rate;                               ///< NaN if not measured
  double state_condition;                              ///< over the test; NaN if not measured
  double free_running_error;                           ///< mean squared one at the end of free runs; NaN if not measured
  double risk_gradient_norm;                           ///< of the risk on a test; NaN if not measured
  double lyapunov_exponent;                            ///< under the inputs of a test; NaN if not measured
  double trivial_risk;                                 ///< of the best constant
  const std::vector<theory::Mode>* path;               ///< where theory puts the modes; nullptr if it does not say
  mutable std::vector<Complex> found_spectrum = {};    ///< empty until a measure asks
  mutable std::vector<theory::Mode> found_modes = {};  ///< likewise

  int states() const { return network.shape().states; }
  MeasureSizes sizes() const;
  /// The average of the network's weights, for measures that need it; of a network that does not learn the weights themselves.
  const double* averaged_network_weights() const;
  /// Row-major [states x states], as is the change below.
  std::vector<Complex> recurrent_matrix() const { return network.recurrent_matrix(network_weights, lane); }
  /// Of the recurrent matrix (spectrum.hpp), found once for all measures that ask.
  const std::vector<Complex>& spectrum() const;
  std::vector<Complex> learned_change() const;        ///< of the recurrent matrix since the start
  std::vector<Complex> learned_input_change() const;  ///< of the input weights [states x inputs]
  /// Returns nothing if the network is not linear.
  std::optional<LinearSystem> linear_system() const { return network.linear_system(network_weights, lane); }
  /// Returns nothing, too, if there are more modes than the network has states.
  std::optional<LinearSystem> system_beside(const TeacherModes& modes) const;
  /// The modes of a linear network in the order of those of the task's teacher, found once for all measures that ask. Empty if there are
  /// none (`modes_of_teacher`), or more than states.
  const std::vector<theory::Mode>& modes() const;
  /// Of a run whose risk is exact.
  LinearTeacher teacher() const { return problem.teacher(seed); }
  std::vector<Complex> readout_weights() const { return learner.readout_weights(mark, false, lane); }
};

}  // namespace polesweep
