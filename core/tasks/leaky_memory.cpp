#include <cmath>

#include "core/tasks/teacher_task.hpp"

namespace polesweep {

/// White input of unit power, and its leaky integral as the target: y*_t = decay y*_(t-1) + gain x_t. With the gain left out its power is 1
/// for every decay, so that noise and risks compare between memories of different length; the memory is 1/(1 - decay) samples long. The
/// risk of a linear network is known exactly; others are tested. Chance level: trivial risk gain^2/(1 - decay^2); best reachable risk: 0,
/// by one linear unit.
///
/// Source: a common test of recurrent memory; arXiv 2501.08040 for the question which rules need the long dependency.
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
