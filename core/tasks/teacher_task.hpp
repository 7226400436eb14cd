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

/// Its samples; `teacher` outlives the stream.
std::unique_ptr<Stream> open_teacher_stream(const LinearTeacher& teacher, const TeacherTaskSettings& settings, Part part,
                                            std::span<const std::uint64_t> seeds, const KernelSet& kernels);

}  // namespace polesweep
