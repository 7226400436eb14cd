#include "core/tasks/teacher_task.hpp"

namespace polesweep {

/// White input of unit power, and the input `delay` = d samples back as the target: y*_t = x_(t-d), zero before the first sample. The risk
/// of any linear network is known exactly. Chance level: trivial risk 1. Best reachable risk: 0 by d + 1 states that form a delay line; of
/// a single pole w it is 1 - (1 - w^2) w^(2d), least at w^2 = d/(d + 1). A gradient that is cut after k <= d samples does not see the
/// target at all.
///
/// Source: arXiv 2501.08040 for truncated gradients; `polesweep theory p3.delay_w` is where they stop.
std::unique_ptr<Task> make_delay_task(Fields& fields, const data::DataFiles&) {
  const std::int64_t delay = fields.integer(
      {.name = "delay", .help = "how far back the input lies that is the target", .unit = "samples", .range = {.low = 0, .high = 10'000}});
  const TeacherTaskSettings settings(fields);
  LinearTeacher teacher;
  teacher.taps.assign(static_cast<std::size_t>(delay) + 1, 0.0);
  teacher.taps.back() = 1;
  return make_teacher_task(std::move(teacher), settings);
}

}  // namespace polesweep
