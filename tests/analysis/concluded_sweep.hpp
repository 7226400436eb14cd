#pragma once

#include "analysis/conclusions/conclusions.hpp"
#include "analysis/statistics/statistics.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {

/// Learners "a" and "b" on two tasks, in this order of points: a, b on noise 0, a, b on noise 1; 12 seeds. The risk is `risk(p)` at length
/// 10 and a tenth of it at 100, times a factor of the seed that all points share.
inline results::Group four_points(const std::vector<double>& level) {
  results::Group root = made_up_sweep({"a", "b", "a", "b"}, 12, {10, 100}, {0.5, 0.1});
  root.variables.push_back({"task_noise", {"point"}, std::vector<double>{0, 0, 1, 1}, "noise", "1", {}, {}});
  values_of<std::string>(root, "learner_readout_kind") = {"lms", "rls", "lms", "rls"};
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 4; ++p)
    for (std::size_t s = 0; s < 12; ++s)
      for (std::size_t l = 0; l < 2; ++l) risk[(p * 12 + s) * 2 + l] = level[p] * (l == 0 ? 1 : 0.1) * (1 + 0.5 * static_cast<double>(s));
  return root;
}

/// With its statistics, and what claims and comparisons say of it.
struct Sweep {
  results::Group root;
  explicit Sweep(results::Group results) : root(std::move(results)) { root.groups.push_back(statistics(root)); }
  std::vector<ClaimVerdict> verdicts(const std::vector<Question>& claims) const {
    return decide(root, Runs(root), PointFields(root), claims);
  }
  ClaimVerdict verdict(const Question& claim) const { return verdicts({claim}).front(); }
  ComparisonTable comparison(const Question& question) const { return compare(root, Runs(root), PointFields(root), {question}).front(); }
};

inline Question ratio(double below) { return {"ratio", {{"statement", "s"}, {"of", "a"}, {"reference", "b"}, {"below", below}}, {}, {}}; }

}  // namespace polesweep::analysis
