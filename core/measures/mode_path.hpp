#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/learners/regime.hpp"
#include "core/modes/mode.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// The path that theory predicts for the modes (a, b, w) of a student that starts aligned with its task: theta' = -Delta with the mean
/// updates of one mode, for the sequences of the regime, each parameter at its own step size. Time is counted in updates.
///
/// Integrated by Runge and Kutta's fourth-order steps, two for each update. Along the path training itself is off by a step size times the
/// rates, the integration by the fifth power of that. Cost: 8 x length x modes x updates x 15 operations, shared by all seeds.
/// Source: arXiv 2606.00243, mode equations.
class ModePath {
 public:
  /// Returns nothing if modes do not keep apart under the learner's rule, or are not moved by plain descent. It needs an aligned start of a
  /// dense linear network without leak or trained bias, on at least as many inputs and outputs as modes; episodes; sgd with a constant
  /// step; a rule with mode equations (rflo and e-prop with symmetric or aligned feedback; snap1 in the identity basis alone).
  static std::optional<ModePath> of(const Point& point, const Regime& regime, const TaskFacts& task, const PoleSetting& poles,
                                    const NetworkShape& network);

  /// The modes after each number of updates, ascending.
  std::vector<std::vector<theory::Mode>> at(std::span<const std::int64_t> updates) const;

  /// The rate r at which the risk falls in the end, ~ exp(-r x updates): -2 log of the largest modulus of 1 - l over the modes and the
  /// eigenvalues l of one update's linearisation where training comes to rest, that of moving along the optima of a mode left out.
  /// Negative if the step size is too large for the point that the path leads to. Returns nothing if the path does not come to rest: a mode
  /// reaches the unit circle, does not move at all, or needs more than 10^4 steps of its integration (by step doubling, to 1e-6).
  ///
  /// Of a loss at the last step of long sequences, with equal small step sizes, it is 2 x step size x p2.rate_slow at the s that training
  /// comes to. Cost: some 500 mean updates a mode, each of `length` terms.
  std::optional<double> tail_rate() const;

 private:
  theory::Algorithm algorithm_;
  bool own_feedback_ = false;  ///< the readout's own weight tells a mode its error
  theory::Updates rates_;      ///< step sizes of a, b and w
  std::int64_t length_ = 1;
  theory::LossAt loss_at_ = theory::LossAt::last_step;
  std::vector<theory::Mode> start_;
  std::vector<theory::Mode> teacher_;

  theory::Updates change(const theory::Mode& mode, const theory::Mode& teacher) const;
  theory::Mode advanced(const theory::Mode& mode, const theory::Mode& teacher, double time) const;
  std::optional<theory::Mode> at_rest(const theory::Mode& start, const theory::Mode& teacher) const;
  double contraction(const theory::Mode& optimum, const theory::Mode& teacher) const;
};

/// The largest distance of a trained mode (a, b, w), the diagonals of U^T A P, P^T B V and P^T W P, from its place on the path, over modes.
/// Unit: that of a weight. `basis` is the student's own P [states x states].
/// Source: arXiv 2606.00243.
double mode_path_distance(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                          const std::vector<double>& basis, const std::vector<theory::Mode>& path, std::uint64_t seed);

}  // namespace polesweep
