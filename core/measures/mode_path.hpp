#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"
#include "core/theory/mode.hpp"

namespace polesweep {

/// The path that theory predicts for the modes (a, b, w) of a student that starts aligned with its task: theta' = -Delta with the mean
/// updates of one mode, for the sequences of the regime, each parameter at its own step size. Time is counted in updates.
///
/// Integrated by Runge and Kutta's fourth-order steps, two for each update. Along the path training itself is off by a step size times the
/// rates, the integration by the fifth power of that. Cost: 8 x length x modes x updates x 15 operations, shared by all seeds.
/// Source: arXiv 2606.00243, mode equations.
class ModePath {
 public:
  /// None where modes do not keep apart under the learner's rule, or what moves them is not plain descent: it needs an aligned start of a
  /// dense linear network without leak or trained bias, on at least as many inputs and outputs as modes; episodes; sgd with a constant
  /// step; a rule with mode equations (rflo and e-prop with symmetric or aligned feedback; snap1 in the identity basis alone).
  static std::optional<ModePath> of(const Point& point, const TaskFacts& task, const PoleSetting& poles, const NetworkShape& network);

  /// The modes after each number of updates, ascending.
  std::vector<std::vector<theory::Mode>> at(std::span<const std::int64_t> updates) const;

 private:
  theory::Algorithm algorithm_;
  bool own_feedback_ = false;  ///< the readout's own weight tells a mode its error
  theory::Updates rates_;      ///< step sizes of a, b and w
  std::int64_t length_ = 1;
  theory::LossAt loss_at_ = theory::LossAt::last_step;
  std::vector<theory::Mode> start_;
  std::vector<theory::Mode> teacher_;

  theory::Updates change(const theory::Mode& mode, const theory::Mode& teacher) const;
  theory::Mode advanced(const theory::Mode& mode, const theory::Mode& teacher) const;
};

/// The largest distance of a trained mode (a, b, w), the diagonals of U^T A P, P^T B V and P^T W P, from its place on the path, over modes.
/// Unit: that of a weight. `basis` is the student's own P [states x states].
/// Source: arXiv 2606.00243.
double mode_path_distance(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                          const std::vector<double>& basis, const std::vector<theory::Mode>& path, std::uint64_t seed);

}  // namespace polesweep
