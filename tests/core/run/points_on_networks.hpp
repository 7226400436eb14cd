#pragma once

#include <vector>

#include "core/members/point.hpp"

namespace polesweep {

inline Member two_pole_teacher(bool complex_valued) {
  return {"linear_teacher",
          {{"poles", std::vector<Complex>{0.75, 0.8}},
           {"gains", std::vector<Complex>{1.0, 1.0}},
           {"noise", 0.1},
           {"washout", std::int64_t{20}},
           {"complex", complex_valued}}};
}

/// What of a point learns.
struct LearningPart {
  Member recurrent;
  Member readout;
  Member optimizer;
  Member regime;
};

/// Learners in turn on diagonal and dense networks with these poles, of real data, then of complex.
inline std::vector<Point> on_all_networks(const Member& poles, const std::vector<LearningPart>& learners) {
  std::vector<Point> points;
  for (const bool complex_valued : {false, true})
    for (const char* network : {"diagonal", "dense"})
      for (const LearningPart& learner : learners)
        points.push_back({two_pole_teacher(complex_valued),
                          {network, {}},
                          poles,
                          learner.recurrent,
                          learner.readout,
                          learner.optimizer,
                          learner.regime});
  return points;
}

}  // namespace polesweep
