#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/core/learners/recurrent/training_case.hpp"

/// Backpropagation through whole segments of dense networks whose states tell all takes chunks at once from a tape (SegmentTape). Where
/// alignment is measured as well it goes by the records of single steps (Window). Both have the same bits.
namespace polesweep::test_segment_tape {
namespace {

constexpr int steps = 45;

struct Case {
  TrainingCase training;
  bool own_readout = false;
};

Member dense(const char* activation) { return {"dense", {{"activation", std::string(activation)}, {"bias", 0.3}, {"leak", 1.0}}}; }

Member poles(std::int64_t count) { return {"random", {{"count", count}, {"radius", 0.9}}}; }

/// Small networks of each activation, then sizes that are packed by 2, 4 and 8 rows to a vector of eight runs, with rows left over.
std::vector<Case> cases() {
  const FieldValues wide{{"regressors", std::string("widely_linear")}, {"intercept", true}};
  std::vector<Case> all{{{"tanh", dense("tanh"), poles(5), false, {{"intercept", true}}}},
                        {{"tanh_rls", dense("tanh"), poles(5), false}, true},
                        {{"identity", dense("identity"), poles(6), false}},
                        {{"logistic", dense("logistic"), poles(7), false}},
                        {{"relu", dense("relu"), poles(8), false}},
                        {{"split_tanh", dense("split_tanh"), poles(5), true, wide}}};
  for (const std::int64_t n : {29, 32, 41, 53}) all.push_back({{"tanh_" + std::to_string(n), dense("tanh"), poles(n), false}});
  all.push_back({{"tanh_rls_29", dense("tanh"), poles(29), false}, true});
  for (const std::int64_t n : {21, 27}) all.push_back({{"split_tanh_" + std::to_string(n), dense("split_tanh"), poles(n), true, wide}});
  return all;
}

struct Outcome {
  std::vector<double> weights;
  std::vector<double> predictions;
  bool operator==(const Outcome&) const = default;
};

/// Lane `lane` after two updates, each of a segment taken in chunks of `chunk` samples.
Outcome train(const Case& c, const KernelSet& kernels, const std::vector<std::uint64_t>& seeds, int lane, int chunk, bool step_by_step) {
  Training training(c.training, kernels, steps, seeds);
  Point point = training.point(rule("bptt"), 0.01, false);
  point.regime = {"repeat", {{"passes", std::int64_t{2}}}};
  if (c.own_readout) point.readout = {"rls", {{"forgetting", 0.99}, {"regularization", 0.1}}};
  const Learner learner = training.learner(point, step_by_step);
  Arena state(learner.rule->state_size());
  learner.rule->reset(state.data(), training.start(learner).data());
  for (int pass = 0; pass < 2; ++pass) {
    for (int begin = 0; begin < steps; begin += chunk)
      learner.rule->advance(state.data(), training.chunk(begin, std::min(chunk, steps - begin)));
    learner.rule->finish_batch(state.data(), steps);
  }
  Arena weights(training.start(learner).size());
  learner.rule->weights(state.data(), weights.data());
  return {training.lane(weights, lane), training.lane(training.predictions(), lane)};
}

TEST(SegmentTape, has_the_bits_of_single_steps_on_all_kernels) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.training.name);
    const Outcome alone = train(c, portable_kernels(), {4}, 0, 1, true);
    EXPECT_EQ(train(c, portable_kernels(), {4}, 0, steps, false), alone);
    for (const KernelSet* kernels : vector_kernels()) {
      std::vector<std::uint64_t> seeds;
      for (int lane = 0; lane < kernels->lanes; ++lane) seeds.push_back(lane == 2 ? 4 : 100 + static_cast<std::uint64_t>(lane));
      for (const int chunk : {1, 13, steps})
        EXPECT_EQ(train(c, *kernels, seeds, 2, chunk, false), alone) << kernels->name << ", chunks of " << chunk;
    }
  }
}

}  // namespace
}  // namespace polesweep::test_segment_tape
