#include "core/theory/convergence.hpp"

#include <cmath>

#include "core/block/draws.hpp"
#include "core/theory/mode_flow.hpp"

namespace polesweep::theory {

Converged convergence(const Algorithm& algorithm, const Mode& teacher, const RandomStarts& starts, double epsilon, double time) {
  struct Count {
    double runs = 0;
    double converged = 0;
    double share() const { return runs > 0 ? converged / runs : 0; }
  };
  Count aligned;
  Count opposed;
  for (std::int64_t drawn = 0, run = 0; run < starts.runs; ++drawn) {
    const std::vector<double> z = draw_normals(starts.seed, Role::resampling, static_cast<std::uint32_t>(drawn), 4);
    const Mode start{starts.scale * z[0], starts.scale * z[1], starts.pole_scale * z[2]};
    if (std::abs(start.w) >= 1) continue;
    ++run;
    Algorithm with_feedback = algorithm;
    with_feedback.feedback = starts.feedback_scale * z[3];
    Count& count = with_feedback.feedback * start.a > 0 ? aligned : opposed;
    count.runs += 1;
    if (flow_converges(with_feedback, start, teacher, epsilon, time)) count.converged += 1;
  }
  const Count all{aligned.runs + opposed.runs, aligned.converged + opposed.converged};
  return {all.share(), aligned.share(), opposed.share()};
}

}  // namespace polesweep::theory
