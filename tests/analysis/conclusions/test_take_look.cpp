#include "analysis/conclusions/take_look.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/analysis/concluded_sweep.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t seeds = 40;

/// Learner "a", whose risks are within 4 % of 1, and "b", whose risks are 2 to 6; at the first of two lengths all are far apart.
results::Group narrow_and_wide() {
  results::Group root = made_up_sweep({"a", "b"}, seeds, {10, 100}, {0.5});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < seeds; ++s) {
    const double part = static_cast<double>((s * 7) % seeds) / seeds;
    risk[2 * s] = 1 + 10 * part;
    risk[2 * s + 1] = 0.96 + 0.08 * part;
    risk[2 * (seeds + s)] = 1 + 10 * part;
    risk[2 * (seeds + s) + 1] = 2 + 4 * part;
  }
  return root;
}

Look look_at(results::Group root, const std::string& of, double until, const std::vector<Question>& claims = {}) {
  const Looks looks{until, of, {{static_cast<std::int64_t>(seeds)}, {2 * static_cast<std::int64_t>(seeds)}}};
  root.groups.push_back(looks_group(looks));
  if (!claims.empty()) root.groups.push_back(questions_group({{}, claims}));
  root.groups.push_back(statistics(root));
  return take_look(root, looks);
}

TEST(TakeLook, sees_the_answers_of_the_page) {
  const results::Group root = narrow_and_wide();
  const Look look = look_at(root, "risks", 0.1);
  EXPECT_EQ(look.seeds, 40);
  EXPECT_EQ(look.answers, 2);
  EXPECT_EQ(look.narrow, 1);
  EXPECT_FALSE(look.is_enough());
  // Of 40 runs X(13) and X(28) enclose the median at 97.5 %, which each of two looks has: 3.2 and 4.7 around 3.95.
  EXPECT_NEAR(look.width, (4.7 - 3.95) / 3.95, 1e-12);
  EXPECT_TRUE(look_at(root, "risks", 0.3).is_enough());
}

TEST(TakeLook, waits_for_no_answer_without_an_interval) {
  results::Group root = narrow_and_wide();
  values_of<std::int32_t>(root, "task_recorded") = {1, 1};
  values_of<std::int64_t>(root, "distinct_runs") = {1, 1};
  std::vector<double>& risk = values_of<double>(root, "risk");
  std::fill(risk.begin(), risk.end(), 1.0);
  const Look look = look_at(root, "risks", 0.1);
  EXPECT_EQ(look.answers, 0);
  EXPECT_TRUE(look.is_enough());
}

TEST(TakeLook, is_content_with_certain_divergence) {
  results::Group root = narrow_and_wide();
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < seeds; ++s) risk[2 * (seeds + s) + 1] = INFINITY;
  EXPECT_EQ(look_at(root, "risks", 0.1).narrow, 2);
  for (std::size_t s = 0; s < seeds / 2; ++s) risk[2 * (seeds + s) + 1] = 1;
  EXPECT_EQ(look_at(root, "risks", 0.1).narrow, 1);
}

TEST(TakeLook, is_content_with_a_claim_that_is_decided_or_narrow) {
  const results::Group root = narrow_and_wide();
  Question claim = ratio(0);
  const auto look_below = [&](double below, double until) {
    claim.fields["below"] = below;
    return look_at(root, "claims", until, {claim});
  };
  // a / b is from 0.17 to 0.49, its median 0.25.
  EXPECT_TRUE(look_below(0.5, 0.001).is_enough());
  EXPECT_EQ(look_below(0.5, 0.001).width, 0);
  EXPECT_TRUE(look_below(0.1, 0.001).is_enough());
  EXPECT_EQ(look_below(0.1, 0.001).answers, 1);
  EXPECT_FALSE(look_below(0.25, 0.01).is_enough());
  EXPECT_EQ(look_below(0.25, 0.01).answers, 1);
  EXPECT_GT(look_below(0.25, 0.01).width, 0.1);
  EXPECT_TRUE(look_below(0.25, 0.5).is_enough());
}

}  // namespace
}  // namespace polesweep::analysis
