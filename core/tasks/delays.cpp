#include <fmt/format.h>

#include "core/error.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {

/// White input of unit power, and as targets the input `shortest`, ..., `longest` samples back, each an output: y*_k(t) = x_(t-k). Memory
/// capacity is read off it: MC_k = 1 - risk of output k, so their sum over these lags is the number of outputs less the risk
/// (`memory_capacity`, if the readout is the best one). Of n linear states with poles inside the unit circle the sum over all lags
/// from 0 on is n, exactly; Jaeger's sum begins at lag 1 and lacks MC_0. The risk of linear networks is known exactly. Chance level:
/// trivial risk = the number of outputs. Best reachable risk of n linear states: that less n, if the lags cover their memory; 0 by a delay
/// line of `longest` + 1 states.
///
/// Source: Jaeger, GMD report 152 (2002); Dambre, Verstraeten, Schrauwen and Massar, Scientific Reports 2 (2012), 514.
std::unique_ptr<Task> make_delays_task(Fields& fields, const data::DataFiles&) {
  const std::int64_t longest = fields.integer({.name = "longest",
                                               .help = "how far back the oldest input lies that is a target",
                                               .unit = "samples",
                                               .range = {.low = 0, .high = 1000}});
  const std::int64_t shortest = fields.integer({.name = "shortest",
                                                .help = "how far back the latest input lies that is a target",
                                                .unit = "samples",
                                                .fallback = 0,
                                                .range = {.low = 0, .high = 1000}});
  const TeacherTaskSettings settings(fields);
  if (fields.describing()) return nullptr;
  if (shortest > longest) throw Error(fmt::format("shortest: got {} (must be at most longest = {})", shortest, longest));
  LinearTeacher teacher;
  teacher.outputs = static_cast<int>(longest - shortest + 1);
  teacher.taps.assign(static_cast<std::size_t>(teacher.outputs) * static_cast<std::size_t>(longest + 1), 0.0);
  for (std::int64_t output = 0; output < teacher.outputs; ++output)
    teacher.taps[static_cast<std::size_t>(output * (longest + 1) + shortest + output)] = 1;
  return make_teacher_task(std::move(teacher), settings);
}

}  // namespace polesweep
