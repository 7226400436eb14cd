#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <string>
#include <tuple>
#include <vector>

#include "core/learners/block_learner.hpp"
#include "tests/core/learners/readouts/block_data.hpp"

/// What every readout rule of the table must keep, whatever it computes.
namespace polesweep {
namespace {

/// A member with all of its required fields set to something sensible.
Member example_of(const MemberInfo& info) {
  Member member{info.name, {}};
  for (const FieldSpec& spec : info.fields)
    if (!spec.fallback && spec.type == FieldType::real)
      member.fields[spec.name] = 0.05;
    else if (!spec.fallback && spec.type == FieldType::integer)
      member.fields[spec.name] = std::int64_t{5};
  return member;
}

class Conformance : public testing::TestWithParam<std::tuple<std::size_t, bool>> {
 protected:
  Member member() const { return example_of(readout_members()[std::get<0>(GetParam())]); }
  bool complex_valued() const { return std::get<1>(GetParam()); }
  Learner rule(const KernelSet& kernels) const { return make_readout_alone(member(), 7, 2, complex_valued(), kernels); }
  RunData run(unsigned seed) const { return make_run_data(200, 7, 2, complex_valued(), seed); }
};

TEST_P(Conformance, learns_something) {
  const std::vector<Complex> weights = learn(member(), run(1), kernels());
  double size = 0;
  for (const Complex& weight : weights) size += std::norm(weight);
  EXPECT_GT(size, 1e-3);
  EXPECT_EQ(weights.size(), 14u);
}

TEST_P(Conformance, neighbours_and_lanes_do_not_matter) {
  const std::vector<Complex> alone = learn(member(), run(1), portable_kernels());
  for (const KernelSet* kernels : vector_kernels()) {
    for (const int place : {0, kernels->lanes - 1}) {
      std::vector<RunData> runs;
      for (int lane = 0; lane < kernels->lanes; ++lane) runs.push_back(run(lane == place ? 1 : 100 + lane));
      const Learner rule = this->rule(*kernels);
      Arena state(rule.rule->state_size());
      rule.rule->reset(state.data(), nullptr);
      BlockData block(runs, *kernels);
      rule.rule->advance(state.data(), block.chunk(0, 200));
      EXPECT_EQ(read_weights(rule, state, *kernels, place), alone) << kernels->name << " lane " << place;
    }
  }
}

TEST_P(Conformance, chunks_do_not_matter) {
  const Learner rule = this->rule(kernels());
  BlockData block({run(3)}, kernels());
  Arena whole(rule.rule->state_size());
  Arena pieces(rule.rule->state_size());
  rule.rule->reset(whole.data(), nullptr);
  rule.rule->reset(pieces.data(), nullptr);
  rule.rule->advance(whole.data(), block.chunk(0, 200));
  for (int begin = 0, steps = 1; begin < 200; begin += steps, steps = std::min(steps + 6, 200 - begin))
    rule.rule->advance(pieces.data(), block.chunk(begin, steps));
  EXPECT_EQ(std::memcmp(whole.data(), pieces.data(), whole.size() * sizeof(double)), 0);
}

TEST_P(Conformance, saved_and_restored_continues_to_the_bit) {
  const Learner rule = this->rule(kernels());
  BlockData block({run(3)}, kernels());
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  rule.rule->advance(state.data(), block.chunk(0, 90));
  Arena saved(state.size());
  saved.copy_from(state);
  rule.rule->advance(state.data(), block.chunk(90, 110));
  const Learner other = this->rule(kernels());  // a new object, as in a new process
  other.rule->advance(saved.data(), block.chunk(90, 110));
  EXPECT_EQ(std::memcmp(state.data(), saved.data(), state.size() * sizeof(double)), 0);
}

TEST_P(Conformance, reset_equals_new) {
  const Learner rule = this->rule(kernels());
  BlockData block({run(3)}, kernels());
  Arena fresh(rule.rule->state_size());
  Arena used(rule.rule->state_size());
  rule.rule->reset(fresh.data(), nullptr);
  rule.rule->advance(used.data(), block.chunk(0, 50));
  rule.rule->reset(used.data(), nullptr);
  EXPECT_EQ(std::memcmp(fresh.data(), used.data(), fresh.size() * sizeof(double)), 0);
}

TEST_P(Conformance, measuring_does_not_touch_the_run) {
  const Learner rule = this->rule(kernels());
  BlockData block({run(3)}, kernels());
  Arena measured(rule.rule->state_size());
  Arena left_alone(rule.rule->state_size());
  rule.rule->reset(measured.data(), nullptr);
  rule.rule->reset(left_alone.data(), nullptr);
  rule.rule->advance(measured.data(), block.chunk(0, 60));
  rule.rule->advance(left_alone.data(), block.chunk(0, 60));
  read_weights(rule, measured, kernels(), 0);
  EXPECT_EQ(std::memcmp(measured.data(), left_alone.data(), measured.size() * sizeof(double)), 0);
}

TEST_P(Conformance, predicts_before_it_learns) {
  const Learner rule = this->rule(kernels());
  if (!rule.rule->predicts()) GTEST_SKIP() << "this rule predicts nothing while it learns";
  const RunData data = run(3);
  BlockData block({data}, kernels());
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  rule.rule->advance(state.data(), block.chunk(0, 99));
  const std::vector<Complex> weights = read_weights(rule, state, kernels(), 0);
  rule.rule->advance(state.data(), block.chunk(99, 1));
  for (int k = 0; k < 2; ++k) {
    Complex expected = 0;
    for (int i = 0; i < 7; ++i) expected += weights[k * 7 + i] * data.s[99 * 7 + i];
    EXPECT_NEAR(std::abs(block.prediction(99, k, 0) - expected), 0, 1e-12);
  }
}

TEST_P(Conformance, divergence_is_found_at_its_sample) {
  Learner rule = this->rule(kernels());
  if (!rule.rule->predicts()) GTEST_SKIP() << "this rule predicts nothing while it learns";
  RunData bad = run(3);
  bad.d[100 * 2 + 1] = 1e200;  // its square is no number
  BlockData block({run(1), bad}, kernels());
  const std::vector<std::uint64_t> seeds(static_cast<std::size_t>(kernels().lanes), 1);
  BlockLearner learner(std::move(rule), Arena(), seeds, kernels(), 1, {});
  for (int begin = 0; begin < 200; begin += 40) learner.learn(block.chunk(begin, 40));
  EXPECT_EQ(learner.diverged_at(0), -1);
  EXPECT_EQ(learner.diverged_at(1), 101);
  // The other lane has the weights that it has without such a neighbour.
  learner.measure();
  EXPECT_EQ(learner.readout_weights(0, false, 0), learn(member(), run(1), kernels()));
}

TEST_P(Conformance, costs_are_declared) { EXPECT_GT(rule(kernels()).rule->operations_per_sample(), 0); }

std::string name_of(const testing::TestParamInfo<std::tuple<std::size_t, bool>>& info) {
  return readout_members()[std::get<0>(info.param)].name + (std::get<1>(info.param) ? "_complex" : "_real");
}

INSTANTIATE_TEST_SUITE_P(Readouts, Conformance, testing::Combine(testing::Range<std::size_t>(0, readout_members().size()), testing::Bool()),
                         name_of);

/// Whether `make` throws, as a maker does that meets a value of another type.
template <class Make>
bool stumbles(const Make& make) {
  try {
    make();
    return false;
  } catch (const std::exception&) {
    return true;
  }
}

// Fields are listed by makers that are given no values. They look for each of them where there are some, and stumble over a list.
TEST(Readouts, read_the_fields_that_they_list) {
  const Value wrong = std::vector<std::string>{"no", "such", "value"};
  for (const MemberInfo& info : readout_members()) {
    const auto make = [&](const Member& member) { return make_readout_alone(member, 4, 1, true, portable_kernels()); };
    EXPECT_FALSE(stumbles([&] { make(example_of(info)); })) << info.name;
    for (const FieldSpec& spec : info.fields) {
      Member member = example_of(info);
      member.fields[spec.name] = wrong;
      EXPECT_TRUE(stumbles([&] { make(member); })) << info.name << "." << spec.name;
    }
  }
  for (const MemberInfo& info : optimizer_members()) {
    const auto make = [&](const FieldValues& values) {
      Fields fields(values);
      return make_readout_rule({"gradient", {}}, 4, 1, true, portable_kernels(), {info.name.c_str(), &fields});
    };
    const FieldValues sound{{"step_size", 0.1}};
    EXPECT_FALSE(stumbles([&] { make(sound); })) << info.name;
    for (const FieldSpec& spec : info.fields) {
      FieldValues values = sound;
      values[spec.name] = wrong;
      EXPECT_TRUE(stumbles([&] { make(values); })) << info.name << "." << spec.name;
    }
  }
}

TEST(Readouts, no_two_rules_agree) {
  const RunData data = make_run_data(100, 7, 1, false, 5);
  for (std::size_t i = 0; i < readout_members().size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const std::vector<Complex> a = learn(example_of(readout_members()[i]), data, kernels());
      const std::vector<Complex> b = learn(example_of(readout_members()[j]), data, kernels());
      double distance = 0;
      for (std::size_t k = 0; k < a.size(); ++k) distance += std::norm(a[k] - b[k]);
      EXPECT_GT(std::sqrt(distance), 1e-6) << readout_members()[i].name << " and " << readout_members()[j].name;
    }
}

}  // namespace
}  // namespace polesweep
