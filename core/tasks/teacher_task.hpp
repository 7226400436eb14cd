#pragma once

#include <memory>
#include <span>

#include "core/tasks/task.hpp"

/// What the tasks share whose target is a linear teacher's response to white input: their data, their trivial risk and their facts.
namespace polesweep {

/// The fields of such a task besides its teacher.
struct TeacherTaskSettings {
  explicit TeacherTaskSettings(Fields& fields);

  double noise;         ///< standard deviation of what is added to the targets that a learner sees (complex: of its modulus)
  bool complex_valued;  ///< circular complex input and noise
  std::int64_t washout;
};

/// White input of unit power, y*_t the teacher's response to it, and targets y*_t + noise for the learner. The risk of any linear network
/// is known exactly. Trivial risk: the power of the response. `teacher` has its poles inside the unit circle; of a real task they and the
/// gains are closed under conjugation together and the taps are real.
std::unique_ptr<Task> make_teacher_task(LinearTeacher teacher, const TeacherTaskSettings& settings);

/// The power of a teacher's response, summed over outputs: sum_kl g_k conj(g_l) (b_k . conj(b_l))/(1 - p_k conj(p_l)), and what taps f_n
/// add: sum_n |f_n|^2 + 2 Re conj(f_n) sum_k g_k p_k^n.
double response_power(const LinearTeacher& teacher);

/// The share of that power which the targets from sample `first` on, `samples` of them, lack in the mean if the teacher begins from rest:
/// what the response would remember of earlier input. Taps and poles are counted apart. 0 if a pole lies on or outside the unit circle.
double power_missing_from_rest(const LinearTeacher& teacher, std::int64_t first, std::int64_t samples);

/// Samples of a block; `teachers` holds one for each lane. They have the same poles and taps.
std::unique_ptr<Stream> open_teacher_stream(const std::vector<LinearTeacher>& teachers, const TeacherTaskSettings& settings, Part part,
                                            std::span<const std::uint64_t> seeds, const KernelSet& kernels);

}  // namespace polesweep
