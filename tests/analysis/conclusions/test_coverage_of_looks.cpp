#include <gtest/gtest.h>

#include <random>

#include "analysis/conclusions/answers.hpp"
#include "analysis/conclusions/take_look.hpp"
#include "analysis/estimators/looks.hpp"
#include "tests/analysis/made_up_sweep.hpp"

/// How often the interval that a page gives holds the truth when seeds were added until it was narrow: whole sweeps, with settings that are
/// chosen on half of the seeds, through the code that decides and the code that reports.
namespace polesweep::analysis {
namespace {

constexpr std::size_t most = 256;

/// A run finds the good poles or not, evenly; between lies the median, 2. Whoever stops at a narrow interval stops where it lies on one
/// side.
double risk_of_a_run(std::mt19937_64& random) {
  const double which = std::uniform_real_distribution<double>()(random);
  if (which < 0.49) return 1 + 0.01 * which;
  if (which > 0.51) return 3 + 0.01 * which;
  return 2 + 50 * (which - 0.5);
}

/// One learner with two settings that are equally good, on the first seeds of all.
results::Group sweep_of(const std::vector<double>& risks, std::size_t seeds) {
  results::Group root = made_up_sweep({"a", "a"}, seeds, {10}, {0.5});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 2; ++p)
    for (std::size_t s = 0; s < seeds; ++s) risk[p * seeds + s] = risks[p * most + s];
  root.variables.push_back({"learner_optimizer_step_size", {"point"}, std::vector<double>{0.1, 1}, "step size", "1", {}, {}});
  root.variables.push_back({"tuned_fields", {"point"}, std::vector<std::string>(2, "learner_optimizer_step_size"), "", "", {}, {}});
  return root;
}

Estimate reported(const results::Group& root) {
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  return answer(runs, fields, cells, 0).list.front().contenders.front().risk;
}

/// Part of the sweeps whose reported interval holds the median.
double coverage(bool paid) {
  constexpr int sweeps = 3000;
  std::mt19937_64 random(5);
  Looks looks{0.1, "risks", {}};
  for (const std::size_t seeds : seeds_at_looks(16, most)) looks.list.push_back({static_cast<std::int64_t>(seeds)});
  double held = 0;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    std::vector<double> risks(2 * most);
    for (double& risk : risks) risk = risk_of_a_run(random);
    results::Group root;
    for (const Look& possible : looks.list) {
      root = sweep_of(risks, static_cast<std::size_t>(possible.seeds));
      if (paid) root.groups.push_back(looks_group(looks));
      if (take_look(root, looks).is_enough()) break;
    }
    const Estimate risk = reported(root);
    held += risk.low <= 2 && 2 <= risk.high ? 1.0 / sweeps : 0;
  }
  return held;
}

TEST(CoverageOfLooks, is_what_the_page_says) { EXPECT_GE(coverage(true), 0.95); }

TEST(CoverageOfLooks, would_be_less_without_the_payment) { EXPECT_LT(coverage(false), 0.93); }

}  // namespace
}  // namespace polesweep::analysis
