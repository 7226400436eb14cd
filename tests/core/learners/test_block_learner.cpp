#include "core/learners/block_learner.hpp"

#include <gtest/gtest.h>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

const std::vector<std::uint64_t> seeds(8, 1);

BlockLearner learner(const Member& readout, int regressors = 5) {
  return {make_readout_rule(readout, regressors, 1, false, kernels()), Arena(), seeds, kernels(), 2, {.average = false, .condition = true}};
}

LearningChunk chunk_of(BlockData& data, int begin, int steps) { return data.chunk(begin, steps); }

TEST(BlockLearner, one_that_follows_another_has_its_own_weights_of_the_same_samples) {
  BlockData data({make_run_data(100, 5, 1, false, 3)}, kernels());
  const Member weak{"ridge", {{"penalty", 1e-3}}};
  const Member strong{"ridge", {{"penalty", 50.0}}};
  BlockLearner first = learner(weak);
  BlockLearner follower = learner(strong);
  BlockLearner alone = learner(strong);
  ASSERT_TRUE(follower.can_follow(first));
  follower.follow(first);
  for (const int begin : {0, 50}) {
    for (BlockLearner* one : {&first, &follower, &alone}) one->learn(chunk_of(data, begin, 50));
    for (BlockLearner* one : {&first, &follower, &alone}) one->measure();
  }
  for (const std::size_t mark : {0, 1}) {
    EXPECT_EQ(follower.readout_weights(mark, false, 0), alone.readout_weights(mark, false, 0));
    EXPECT_NE(follower.readout_weights(mark, false, 0), first.readout_weights(mark, false, 0));
    EXPECT_EQ(follower.condition(mark, 0), alone.condition(mark, 0));
    EXPECT_LT(follower.condition(mark, 0), first.condition(mark, 0));
  }
  EXPECT_EQ(follower.updates(), 100);
}

TEST(BlockLearner, only_what_learns_the_same_follows) {
  const BlockLearner ridge = learner({"ridge", {}});
  EXPECT_FALSE(learner({"ridge", {}}, 6).can_follow(ridge));
  EXPECT_FALSE(learner({"ridge", {{"intercept", true}}}, 4).can_follow(ridge));
  EXPECT_FALSE(learner({"rls", {}}).can_follow(ridge));
  EXPECT_FALSE(learner({"rls", {}}).can_follow(learner({"rls", {}})));
  BlockLearner follower = learner({"ridge", {}});
  follower.follow(ridge);
  EXPECT_FALSE(learner({"ridge", {}}).can_follow(follower));
}

}  // namespace
}  // namespace polesweep
