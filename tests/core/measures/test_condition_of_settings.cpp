#include <gtest/gtest.h>

#include <cmath>

#include "core/poles/poles.hpp"
#include "core/run/run.hpp"
#include "core/theory/conditioning.hpp"
#include "core/theory/gram.hpp"
#include "core/theory/ring.hpp"

/// The measure of a run against the closed forms for the poles that its setting placed.
namespace polesweep::test_condition_of_settings {
namespace {

const Member task{"linear_teacher", {{"poles", std::vector<Complex>{0.5}}, {"gains", std::vector<Complex>{1.0}}, {"complex", true}}};

double measured(const Member& poles, Evaluation evaluation = {"exact", 0}) {
  RunGroup group;
  group.points = {{task, {"diagonal", {{"input_weights", std::string("ones")}}}, poles, {"fixed", {}}, {"ridge", {}}}};
  group.ids = {{}};
  group.seeds = {0};
  group.wanted = {true};
  group.measurement = {{10}, {"state_condition"}, std::move(evaluation)};
  return compute(group, {}, kernels()).front().measures.front().values.at(0);
}

Member ring(std::int64_t count, double radius) { return {"ring", {{"count", count}, {"radius", radius}}}; }

Member cluster(std::int64_t count, double separation) {
  return {"cluster", {{"count", count}, {"centre", 0.775}, {"separation", separation}}};
}

TEST(ConditionOfSettings, rings_have_the_closed_form) {
  for (const std::int64_t count : {4, 16, 32})
    for (const double radius : {0.8, 0.9, 0.99}) {
      const std::vector<double> eigenvalues = theory::ring_eigenvalues_fixed(radius, static_cast<int>(count));
      EXPECT_NEAR(measured(ring(count, radius)) / (eigenvalues.back() / eigenvalues.front()), 1, 1e-6) << count << " " << radius;
    }
}

TEST(ConditionOfSettings, clusters_have_that_of_their_gram_matrix) {
  for (const std::int64_t count : {2, 3, 4})
    for (const double separation : {0.02, 0.05, 0.1}) {
      const double expected = theory::gram_condition(theory::gram_fixed(make_poles(cluster(count, separation))->poles(0, true)));
      EXPECT_NEAR(measured(cluster(count, separation)) / expected, 1, 1e-6) << count << " " << separation;
    }
  EXPECT_NEAR(measured(cluster(2, 0.001)) / theory::collision_conditions(0.7745, 0.7755)[0], 1, 1e-5);
  // K poles: like separation^(-2 (K-1)).
  for (const std::int64_t count : {2, 3, 4})
    EXPECT_NEAR(std::log2(measured(cluster(count, 0.002)) / measured(cluster(count, 0.004))), 2.0 * static_cast<double>(count - 1), 0.01);
}

TEST(ConditionOfSettings, a_long_test_finds_the_same) {
  for (const Member& poles : {ring(8, 0.8), cluster(2, 0.1)}) EXPECT_NEAR(measured(poles, {"holdout", 50000}) / measured(poles), 1, 0.05);
}

}  // namespace
}  // namespace polesweep::test_condition_of_settings
