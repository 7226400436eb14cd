#include "core/tasks/leaky_memory.hpp"

#include <cmath>

#include "core/tasks/teacher_task.hpp"

namespace polesweep {

std::unique_ptr<Task> make_leaky_memory_task(Fields& fields, const data::DataFiles&) {
  const double decay = fields.real({.name = "decay",
                                    .help = "share of the integral that is kept from sample to sample",
                                    .range = {.low = 0, .high = 1, .high_allowed = false}});
  const double gain =
      fields.real({.name = "gain", .help = "weight of a new input in the integral", .range = positive, .follows = "sqrt(1 - decay^2)"});
  const TeacherTaskSettings settings(fields);
  return make_teacher_task({{decay}, {std::isnan(gain) ? std::sqrt(1 - decay * decay) : gain}}, settings);
}

}  // namespace polesweep
