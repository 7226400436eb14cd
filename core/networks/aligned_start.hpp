#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

/// Weights of a student that starts in the modes of the task's teacher (arXiv 2606.00243). P is the student's basis, U and V the teacher's.
namespace polesweep {

/// P diag(b) V^T [states x inputs], row-major, of the run with a seed; `basis` P [states x states].
std::vector<double> aligned_input(const std::vector<theory::Mode>& start, const TeacherModes& teacher, const std::vector<double>& basis,
                                  int states, std::uint64_t seed);

/// What learners of a block can start from, by lane. Empty if the task has no modes or the network has fewer states than modes.
struct AlignedStart {
  std::vector<std::vector<double>> readout;          ///< U diag(a) P^T [outputs x states]; none unless the pole setting starts in modes
  std::vector<std::vector<double>> feedback;         ///< P U^T [states x outputs]: each mode gets its own error with weight 1
  std::vector<std::vector<double>> random_feedback;  ///< P diag(r) U^T, r normal with variance 1, one for each mode
};
AlignedStart aligned_start(const PoleSetting& poles, const NetworkKind& network, const TaskFacts& task,
                           std::span<const std::uint64_t> seeds);

/// Returns why a pole setting that starts in modes does not go with the task or the network, or nothing if it does or has no modes.
std::optional<std::string> alignment_objection(const PoleSetting& poles, const Member& network, const TaskFacts& task);

}  // namespace polesweep
