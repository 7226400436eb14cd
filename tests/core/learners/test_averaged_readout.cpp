#include "core/learners/averaged_readout.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "core/measures/measure.hpp"
#include "core/run/run.hpp"
#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

Learner averaged(const Member& member, std::int64_t from, bool complex_valued, const KernelSet& kernels) {
  Learner learner = make_readout_rule(member, 5, 2, complex_valued, kernels);
  learner.rule = averaged_readout(std::move(learner.rule), from, learner.shape, kernels.lanes);
  return learner;
}

/// The average of one run [outputs x regressors].
std::vector<Complex> average_of(const Learner& learner, const Arena& state, const KernelSet& kernels, int lane) {
  const int slots = learner.shape.complex_valued ? 2 : 1;
  Arena all(static_cast<std::size_t>(10 * slots * kernels.lanes));
  EXPECT_TRUE(learner.rule->averaged_weights(state.data(), all.data()));
  std::vector<Complex> average;
  for (int i = 0; i < 10; ++i)
    average.emplace_back(all[i * slots * kernels.lanes + lane], slots == 2 ? all[(i * slots + 1) * kernels.lanes + lane] : 0.0);
  return average;
}

const Member lms{"lms", {{"step_size", 0.03}}};
const Member rls{"rls", {{"forgetting", 0.9}}};

TEST(AveragedReadout, is_the_mean_of_the_weights_that_the_rule_goes_through) {
  for (const Member& member : {lms, rls})
    for (const bool complex_valued : {false, true})
      for (const std::int64_t from : {0, 7, 59}) {
        const RunData data = make_run_data(60, 5, 2, complex_valued, 4);
        BlockData block({data}, kernels());
        const Learner plain = make_readout_rule(member, 5, 2, complex_valued, kernels());
        const Learner learner = averaged(member, from, complex_valued, kernels());
        Arena plain_state(plain.rule->state_size());
        Arena state(learner.rule->state_size());
        plain.rule->reset(plain_state.data(), nullptr);
        learner.rule->reset(state.data(), nullptr);
        std::vector<Complex> mean(10);
        for (int t = 0; t < 60; ++t) {
          plain.rule->advance(plain_state.data(), block.chunk(t, 1));
          const std::vector<Complex> weights = read_weights(plain, plain_state, kernels(), 0);
          for (std::size_t i = 0; i < 10 && t >= from; ++i) mean[i] += weights[i] / static_cast<double>(60 - from);
        }
        const double prediction = block.prediction(59, 1, 0).real();
        for (int begin = 0; begin < 60; begin += 20) learner.rule->advance(state.data(), block.chunk(begin, 20));
        EXPECT_EQ(block.prediction(59, 1, 0).real(), prediction);
        EXPECT_EQ(read_weights(learner, state, kernels(), 0), read_weights(plain, plain_state, kernels(), 0));
        const std::vector<Complex> average = average_of(learner, state, kernels(), 0);
        for (std::size_t i = 0; i < 10; ++i) EXPECT_NEAR(std::abs(average[i] - mean[i]), 0, 1e-13) << member.kind << " " << from;
      }
}

TEST(AveragedReadout, has_no_average_before_it_begins) {
  BlockData block({make_run_data(60, 5, 2, false, 4)}, kernels());
  const Learner learner = averaged(lms, 60, false, kernels());
  Arena state(learner.rule->state_size());
  Arena average(10 * static_cast<std::size_t>(kernels().lanes));
  learner.rule->reset(state.data(), nullptr);
  learner.rule->advance(state.data(), block.chunk(0, 60));
  EXPECT_FALSE(learner.rule->averaged_weights(state.data(), average.data()));
  learner.rule->advance(state.data(), block.chunk(0, 1));
  EXPECT_TRUE(learner.rule->averaged_weights(state.data(), average.data()));
  Arena fresh(state.size());
  learner.rule->reset(state.data(), nullptr);
  learner.rule->reset(fresh.data(), nullptr);
  EXPECT_EQ(std::memcmp(state.data(), fresh.data(), state.size() * sizeof(double)), 0);
}

TEST(AveragedReadout, neighbours_kernels_and_chunks_do_not_matter) {
  for (const bool complex_valued : {false, true}) {
    const RunData run = make_run_data(60, 5, 2, complex_valued, 4);
    std::vector<std::vector<Complex>> found;
    for (const KernelSet* set : vector_kernels())
      for (const int steps : {1, 15, 60}) {
        std::vector<RunData> runs;
        for (int lane = 0; lane < set->lanes; ++lane)
          runs.push_back(lane == set->lanes - 1 ? run : make_run_data(60, 5, 2, complex_valued, 9));
        BlockData block(runs, *set);
        const Learner learner = averaged(rls, 11, complex_valued, *set);
        Arena state(learner.rule->state_size());
        learner.rule->reset(state.data(), nullptr);
        for (int begin = 0; begin < 60; begin += steps) learner.rule->advance(state.data(), block.chunk(begin, steps));
        found.push_back(average_of(learner, state, *set, set->lanes - 1));
      }
    for (const auto& one : found) EXPECT_EQ(one, found.front());
  }
}

// In a run, and after a stop: the metric is that of the average, and saved runs go on with it.
TEST(AveragedReadout, is_what_averaged_risk_is_of) {
  RunGroup group;
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{0.75, 0.8}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 1.0}}};
  for (const std::int64_t from : {-1, 0, 500})
    group.points.push_back({task,
                            {"diagonal", {{"input_weights", std::string("ones")}}},
                            {"explicit", {{"values", std::vector<Complex>{0.75, 0.8}}}},
                            {"fixed", {}},
                            {"nlms", {{"step_size", 0.3}, {"average_from", from}}}});
  for (std::uint64_t i = 0; i < 3; ++i) group.ids.push_back({0, i});
  group.seeds = {0, 1, 2, 3};
  group.wanted.assign(12, true);
  group.measurement = {{400, 20000}, {"averaged_risk"}, {"exact", 0}};
  for (const RunRecord& record : compute(group, {}, kernels())) {
    const std::vector<double>& of_average = record.measures.front().values;
    EXPECT_EQ(of_average.front() == record.risk.front(), record.key.point.low != 1);  // 500 has not begun at 400
    if (record.key.point.low == 0)
      EXPECT_EQ(of_average.back(), record.risk.back());
    else
      EXPECT_LT(of_average.back(), 0.1 * record.risk.back());
  }
}

}  // namespace
}  // namespace polesweep
