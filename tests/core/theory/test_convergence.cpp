#include "core/theory/convergence.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/theory/mode_flow.hpp"

namespace polesweep::theory {
namespace {

constexpr Mode teacher{1, 1, 0.8};

Converged share(Rule rule, double scale, std::int64_t runs) {
  return convergence({.rule = rule, .depth = 1, .feedback = 1, .leak = rule == Rule::rflo ? 0.5 : 0}, teacher,
                     {.scale = scale, .runs = runs}, 1e-4, 200);
}

// Shares of 1000 runs with other draws; three standard errors of both.
TEST(Convergence, is_as_frequent_as_in_an_independent_simulation) {
  struct Row {
    Rule rule;
    double scale, all, aligned, opposed;
  };
  for (const Row& row :
       {Row{Rule::rflo, 0.3, 0.971, 0.994, 0.947}, Row{Rule::rflo, 2, 0.649, 0.826, 0.473}, Row{Rule::eprop, 1, 0.723, 0.879, 0.563}}) {
    const std::int64_t runs = 400;
    const Converged found = share(row.rule, row.scale, runs);
    const auto allowed = [&](double p, double count) { return 0.01 + 3 * std::sqrt(p * (1 - p) * (1 / count + 1e-3)); };
    EXPECT_NEAR(found.all, row.all, allowed(row.all, 400)) << row.scale;
    EXPECT_NEAR(found.aligned, row.aligned, allowed(row.aligned, 200)) << row.scale;
    EXPECT_NEAR(found.opposed, row.opposed, allowed(row.opposed, 200)) << row.scale;
  }
}

TEST(Convergence, of_exact_gradients_is_certain) {
  for (const Rule rule : {Rule::bptt, Rule::tbptt}) EXPECT_EQ(share(rule, 1, 100).all, 1);
}

TEST(Convergence, of_rflo_takes_long_with_little_feedback) {
  const RandomStarts starts{.scale = 1, .feedback_scale = 1e-3, .runs = 50};
  EXPECT_LT(convergence({.rule = Rule::rflo, .leak = 0.5}, teacher, starts, 1e-4, 200).all, 0.1);
}

TEST(Convergence, of_a_flow_is_judged_by_time_and_circle) {
  const Mode start{1, 1, 0.6};
  const Algorithm bptt{};
  EXPECT_TRUE(flow_converges(bptt, start, teacher, 1e-6, 1.43));  // it takes 1.4253
  EXPECT_FALSE(flow_converges(bptt, start, teacher, 1e-6, 1.42));
  EXPECT_TRUE(flow_converges({Rule::rflo, 1, -1.0, 0.5}, start, teacher, 1e-6, 200));
  EXPECT_FALSE(flow_converges({Rule::rflo, 1, -1.2, 0.5}, start, teacher, 1e-6, 200));  // |w| = 1 in finite time
}

}  // namespace
}  // namespace polesweep::theory
