#include "core/learners/batch_gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/learners/block_learner.hpp"
#include "tests/core/learners/recurrent/training_case.hpp"

namespace polesweep {
namespace {

constexpr int steps = 70;
constexpr int washout = 9;

Learner learner_of(const Training& training) { return training.learner(training.point(rule("rtrl"), 0.01, false)); }

/// Of the samples after the washout, which come in chunks of `chunk`.
std::vector<double> norms_of(Training& training, const Arena& weights, int chunk) {
  BatchGradient gradient(learner_of(training), training.network().shape(), steps, training.kernels());
  gradient.begin(weights.data());
  LearningChunk quiet = training.chunk(0, washout);
  quiet.scored = false;
  gradient.add(quiet);
  for (int begin = washout; begin < steps; begin += chunk) gradient.add(training.chunk(begin, std::min(chunk, steps - begin)));
  std::vector<double> norms(static_cast<std::size_t>(training.kernels().lanes));
  gradient.finish(norms.data());
  return norms;
}

class BatchGradients : public testing::TestWithParam<TrainingCase> {};

TEST_P(BatchGradients, have_the_norm_of_differences_of_the_mean_squared_error) {
  Training training(GetParam(), portable_kernels(), steps);
  const Learner learner = learner_of(training);
  Arena weights = training.start(learner);
  const auto risk = [&] {
    return 2 * (training.loss(weights, learner, 0, steps) - training.loss(weights, learner, 0, washout)) / (steps - washout);
  };
  double square = 0;
  for (const Training::Parameter& parameter : training.parameters(weights)) {
    const auto moved = [&](double distance) {
      for (const auto& [slot, sign] : parameter.moves) Training::put_slot(weights, slot, 1, sign * distance);
      const double value = risk();
      for (const auto& [slot, sign] : parameter.moves) Training::put_slot(weights, slot, 1, -sign * distance);
      return value;
    };
    const double slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
    square += slope * slope;
  }
  ASSERT_GT(square, 1e-2);
  EXPECT_NEAR(norms_of(training, weights, 40).front() / std::sqrt(square), 1, 1e-7);
}

TEST_P(BatchGradients, are_those_of_each_run_on_all_kernels_in_chunks_of_any_size) {
  const std::vector<std::uint64_t> seeds{3, 8, 5};
  for (const KernelSet* kernels : vector_kernels()) {
    Training training(GetParam(), *kernels, steps, seeds);
    const std::vector<double> norms = norms_of(training, training.start(learner_of(training)), 7);
    for (std::size_t lane = 0; lane < norms.size(); ++lane) {
      Training alone(GetParam(), portable_kernels(), steps, {seeds[lane % seeds.size()]});
      EXPECT_EQ(norms[lane], norms_of(alone, alone.start(learner_of(alone)), 61).front()) << kernels->name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, BatchGradients, testing::ValuesIn(training_cases()), [](const auto& info) { return info.param.name; });

TEST(BatchGradient, of_a_bias_that_stays_leaves_it_out) {
  Training training(case_named("dense_tanh_real"), portable_kernels(), steps);
  Learner learner = learner_of(training);
  const Arena weights = training.start(learner);
  const auto norm = [&] {
    BatchGradient gradient(learner, training.network().shape(), steps, portable_kernels());
    gradient.begin(weights.data());
    gradient.add(training.chunk(0, BlockLearner::longest_chunk));
    double value = 0;
    gradient.finish(&value);
    return value;
  };
  const double with = norm();
  learner.moves_bias = false;
  EXPECT_LT(norm(), with);
}

TEST(BatchGradient, begins_anew_and_of_weights_that_are_no_numbers_is_none) {
  Training training(case_named("dense_tanh_real"), portable_kernels(), steps);
  const Learner learner = learner_of(training);
  Arena weights = training.start(learner);
  BatchGradient gradient(learner, training.network().shape(), steps, portable_kernels());
  const auto norm = [&] {
    gradient.begin(weights.data());
    gradient.add(training.chunk(0, 30));
    double value = 0;
    gradient.finish(&value);
    return value;
  };
  const double first = norm();
  const double kept = weights[0];
  weights[0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(norm()));
  weights[0] = kept;
  EXPECT_EQ(norm(), first);
}

// The way back through a test takes as long as the way forward, which is asked at every piece.
TEST(BatchGradient, can_be_ended_on_the_way_back) {
  constexpr int many = 3000;
  struct Ended {};
  for (const char* name : {"dense_tanh_real", "dense_linear_complex"}) {
    Training training(case_named(name), portable_kernels(), many);
    const Learner learner = learner_of(training);
    const Arena weights = training.start(learner);
    int rests = 0;
    int most = many;
    BatchGradient gradient(learner, training.network().shape(), many, portable_kernels(), [&] {
      if (++rests > most) throw Ended();
    });
    const auto norm = [&] {
      gradient.begin(weights.data());
      for (int t = 0; t < many; t += BlockLearner::longest_chunk)
        gradient.add(training.chunk(t, std::min(many - t, int{BlockLearner::longest_chunk})));
      EXPECT_EQ(rests, 0);
      double value = 0;
      gradient.finish(&value);
      return value;
    };
    const double whole = norm();
    EXPECT_EQ(rests, 3) << name;
    rests = 0;
    most = 1;
    EXPECT_THROW(norm(), Ended) << name;
    rests = 0;
    most = many;
    EXPECT_EQ(norm(), whole) << name;
  }
}

}  // namespace
}  // namespace polesweep
