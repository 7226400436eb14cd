#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/learners/recurrent/training_case.hpp"

/// The exact rules against each other and against finite differences, for every network and every parameter.
namespace polesweep::test_gradients {
namespace {

constexpr int steps = 12;

class Gradients : public testing::TestWithParam<std::size_t> {
 protected:
  TrainingCase example() const { return training_cases()[GetParam()]; }
};

TEST_P(Gradients, rtrl_equals_finite_differences_in_every_parameter) {
  Training training(example(), portable_kernels(), steps);
  const std::vector<double> gradient = training.gradient(rule("rtrl"), steps);
  const Learner learner = training.learner(training.point(rule("rtrl"), 1, true));
  Arena weights = training.start(learner);
  double size = 0;
  for (const double g : gradient) size = std::max(size, std::abs(g));
  ASSERT_GT(size, 1e-3);
  for (const Training::Parameter& parameter : training.parameters(weights)) {
    constexpr double h = 1e-5;
    const auto moved = [&](double step) {
      for (const auto& [slot, sign] : parameter.moves) weights[slot] += sign * step;
      const double loss = training.loss(weights, learner, 0, steps);
      for (const auto& [slot, sign] : parameter.moves) weights[slot] -= sign * step;
      return loss;
    };
    const double difference = (moved(h) - moved(-h)) / (2 * h);
    EXPECT_NEAR(gradient[parameter.slot], difference, 1e-6 * size) << example().name << " slot " << parameter.slot;
  }
}

TEST_P(Gradients, bptt_equals_rtrl) {
  Training training(example(), portable_kernels(), steps);
  const std::vector<double> exact = training.gradient(rule("rtrl"), steps);
  EXPECT_LT(relative_distance(training.gradient(rule("bptt"), steps), exact), 1e-12);
  EXPECT_LT(
      relative_distance(
          training.gradient(rule("tbptt", {{"truncation", std::int64_t{steps}}, {"update_every", std::int64_t{steps}}}), steps), exact),
      1e-12);
}

TEST_P(Gradients, blocked_rtrl_equals_the_textbook) {
  Training training(example(), portable_kernels(), steps);
  const std::vector<double> exact = training.gradient(rule("rtrl"), steps);
  // Blocks that fill the sequence, that leave a rest, and one that is longer than the sequence.
  for (const std::int64_t every : {2, 4, 5, 20})
    EXPECT_LT(relative_distance(training.gradient(rule("rtrl", {{"update_every", every}}), steps), exact), 1e-12) << every;
}

// Compared sample by sample: the gradient of a whole sequence would hide what a rule adds when.
TEST_P(Gradients, rolling_truncation_that_reaches_back_to_the_start_equals_rtrl_at_every_step) {
  Training training(example(), portable_kernels(), steps);
  std::vector<double> before_exact;
  std::vector<double> before_rolling;
  for (int t = 1; t <= steps; ++t) {
    std::vector<double> exact = training.gradient(rule("rtrl"), t);
    std::vector<double> rolling = training.gradient(rule("tbptt", {{"truncation", std::int64_t{steps}}}), t);
    std::vector<double> exact_step = exact;
    std::vector<double> rolling_step = rolling;
    for (std::size_t i = 0; t > 1 && i < exact.size(); ++i) {
      exact_step[i] -= before_exact[i];
      rolling_step[i] -= before_rolling[i];
    }
    EXPECT_LT(relative_distance(rolling_step, exact_step), 1e-11) << t;
    before_exact = std::move(exact);
    before_rolling = std::move(rolling);
  }
}

TEST_P(Gradients, shorter_truncations_give_something_else) {
  Training training(example(), portable_kernels(), steps);
  const std::vector<double> exact = training.gradient(rule("rtrl"), steps);
  std::vector<double> last = exact;
  for (const std::int64_t truncation : {8, 4, 2, 1}) {
    const std::vector<double> truncated = training.gradient(rule("tbptt", {{"truncation", truncation}}), steps);
    EXPECT_GT(relative_distance(truncated, last), 1e-6) << truncation;
    last = truncated;
  }
  EXPECT_LT(relative_distance(last, training.gradient(rule("immediate"), steps)), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Networks, Gradients, testing::Range<std::size_t>(0, training_cases().size()),
                         [](const auto& info) { return training_cases()[info.param].name; });

}  // namespace
}  // namespace polesweep::test_gradients
