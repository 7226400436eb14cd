#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {

/// White input of unit power through a sum of real exponentials: y*_t = sum_n (sum_i weight_i decay_i^n) x_(t-n). It is the linear teacher
/// with real poles by another name, for mismatch: students with fewer poles than the mixture has exponentials cannot reach it, and rules
/// that differ in bias stop at different poles. Two exponentials at least, which differ; all weights 1 unless given. The risk of any linear
/// network is known exactly. Chance level: trivial risk sum_ij weight_i weight_j/(1 - decay_i decay_j); best reachable risk: 0, by as many
/// poles as exponentials.
///
/// Source: arXiv 2501.08040 (single pole under mismatch); `polesweep theory p3.w_twoexp` is where truncated gradients of one pole stop.
std::unique_ptr<Task> make_mixture_task(Fields& fields, const data::DataFiles&) {
  const std::vector<double> decays =
      fields.reals({.name = "decays",
                    .help = "factors by which the exponentials fall from sample to sample: two or more that differ",
                    .range = {.low = -1, .high = 1, .low_allowed = false, .high_allowed = false}});
  const std::vector<double> weights = fields.reals(
      {.name = "weights", .help = "sizes of the exponentials at lag 0, one for each; all 1 if left out", .may_be_absent = true});
  const TeacherTaskSettings settings(fields);
  if (fields.describing()) return nullptr;
  if (decays.size() < 2)
    throw Error(fmt::format("decays: got {} (a mixture has two or more). Did you mean the task 'leaky_memory'?", decays.size()));
  for (std::size_t i = 0; i < decays.size(); ++i)
    if (std::find(decays.begin(), decays.begin() + static_cast<std::ptrdiff_t>(i), decays[i]) !=
        decays.begin() + static_cast<std::ptrdiff_t>(i))
      throw Error(fmt::format("decays: {} is listed twice (equal exponentials are one). Leave one out?", canonical(decays[i])));
  if (!weights.empty() && weights.size() != decays.size())
    throw Error(fmt::format("weights: {} weights for {} decays (one for each, or none)", weights.size(), decays.size()));
  LinearTeacher teacher{{decays.begin(), decays.end()}, {weights.begin(), weights.end()}};
  if (weights.empty()) teacher.gains.assign(decays.size(), 1.0);
  return make_teacher_task(std::move(teacher), settings);
}

}  // namespace polesweep
