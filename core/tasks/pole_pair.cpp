#include <fmt/format.h>

#include "core/error.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {

/// White input of unit power through two real poles of unit gain, given by their centre and separation, which can thus be axes: centre +-
/// separation/2; the learner sees y*_t + noise. It is the linear teacher with these poles by another name. How badly conditioned the
/// poles are goes as separation^-2. The risk of any linear network is known exactly. Chance level: trivial risk
/// 1/(1 - p^2) + 1/(1 - q^2) + 2/(1 - p q); best reachable risk: 0, by both poles.
///
/// Source: arXiv 2602.21454; `polesweep theory p1.kappa_pole` is the condition number at the optimum.
std::unique_ptr<Task> make_pole_pair_task(Fields& fields, const data::DataFiles&) {
  const double centre = fields.real(
      {.name = "centre", .help = "mean of the poles", .range = {.low = -1, .high = 1, .low_allowed = false, .high_allowed = false}});
  const double separation = fields.real(
      {.name = "separation", .help = "distance of the poles", .range = {.low = 0, .high = 2, .low_allowed = false, .high_allowed = false}});
  const TeacherTaskSettings settings(fields);
  if (fields.describing()) return nullptr;
  const double low = centre - separation / 2;
  const double high = centre + separation / 2;
  if (!(low > -1 && high < 1))
    throw Error(fmt::format("separation: got {} (with centre = {} a pole lies at {}; they lie between -1 and 1)", canonical(separation),
                            canonical(centre), canonical(high < 1 ? low : high)));
  return make_teacher_task({{low, high}, {1.0, 1.0}}, settings);
}

}  // namespace polesweep
