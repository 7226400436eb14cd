#include "core/tasks/delay.hpp"

#include "core/tasks/teacher_task.hpp"

namespace polesweep {

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
