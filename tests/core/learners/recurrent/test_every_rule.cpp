#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <limits>
#include <map>

#include "core/error.hpp"
#include "core/learners/block_learner.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "tests/core/learners/recurrent/training_case.hpp"

/// What every rule of the table keeps on every network that it takes: those that learn from whole passes as well, and those that follow no
/// gradient.
namespace polesweep::test_every_rule {
namespace {

constexpr int steps = 40;

/// A rule with all of its required fields set to something sensible, on a network.
struct RuleCase {
  TrainingCase training;
  Member rule;
  RuleNeeds needs;

  /// The rule at work: in its regime, with a readout and an optimizer where it wants them.
  Point point(const Training& made) const {
    Point point = made.point(rule, 1e-3, false);
    if (!needs.follows_gradient) point.optimizer = {};
    if (!needs.moves_network) point.readout = {"rls", {{"initial_readout", std::string("gaussian")}}};
    if (!needs.streams) point.regime = {"repeat", {{"passes", std::int64_t{6}}}};
    return point;
  }
  std::string name() const { return rule.kind + " on " + training.name; }
};

/// With its required fields set to something sensible, real ones to `number`.
Member with_required_fields(const MemberInfo& info, double number) {
  Member member{info.name, {}};
  for (const FieldSpec& spec : info.fields)
    if (spec.required()) member.fields[spec.name] = spec.type == FieldType::integer ? Value(std::int64_t{4}) : Value(number);
  return member;
}

/// Every rule on every network but those that its row refuses, saying why (test_objections.cpp).
std::vector<RuleCase> every_rule() {
  std::vector<RuleCase> all;
  for (const MemberInfo& info : recurrent_members()) {
    if (info.name == "fixed") continue;
    const Member member = with_required_fields(info, 0.5);
    for (const TrainingCase& c : training_cases()) {
      RuleCase one{c, member, recurrent_needs(info.name)};
      if (one.needs.one_output) one.training.outputs = 1;
      const Training made(one.training, portable_kernels(), steps);
      try {
        made.learner(one.point(made));
      } catch (const Error&) {
        continue;
      }
      all.push_back(one);
    }
  }
  return all;
}

/// A run of the rule, through the samples once, or six times where it learns from whole passes.
struct RuleRun {
  Training training;
  Learner learner;
  Arena state;
  int passes;

  RuleRun(const RuleCase& one, const KernelSet& kernels, std::vector<std::uint64_t> seeds = {4})
      : training(one.training, kernels, steps, std::move(seeds)),
        learner(training.learner(one.point(training))),
        state(learner.rule->state_size()),
        passes(one.needs.streams ? 1 : 6) {
    reset();
  }
  void reset() { learner.rule->reset(state.data(), training.start(learner).data()); }
  void advance(int begin, int end) {
    learner.rule->advance(state.data(), training.chunk(begin, end - begin));
    if (end == steps && learner.rule->samples_per_update() == 0) learner.rule->finish_batch(state.data(), steps);
  }
  void finish(int from = 0) {
    advance(from, steps);
    for (int pass = 1; pass < passes; ++pass) advance(0, steps);
  }
  std::vector<double> weights(int lane) {
    Arena all(training.start(learner).size());
    learner.rule->weights(state.data(), all.data());
    return training.lane(all, lane);
  }
};

TEST(EveryRule, is_on_several_networks_here) {
  std::map<std::string, int> networks;
  for (const RuleCase& one : every_rule()) ++networks[one.rule.kind];
  for (const MemberInfo& info : recurrent_members())
    if (info.name != "fixed") EXPECT_GE(networks[info.name], 3) << info.name;
}

TEST(EveryRule, does_not_depend_on_neighbours_kernels_or_being_copied_half_way) {
  for (const RuleCase& one : every_rule()) {
    RuleRun alone(one, portable_kernels());
    const std::vector<double> start = alone.weights(0);
    alone.finish();
    if (one.needs.streams) EXPECT_NE(alone.weights(0), start) << one.name();
    for (const KernelSet* kernels : vector_kernels()) {
      std::vector<std::uint64_t> seeds;
      for (int lane = 0; lane < kernels->lanes; ++lane) seeds.push_back(lane == 2 ? 4 : 100 + static_cast<std::uint64_t>(lane));
      RuleRun block(one, *kernels, seeds);
      block.advance(0, 23);
      RuleRun other(one, *kernels, seeds);  // new objects, as in a new process
      std::memcpy(other.state.data(), block.state.data(), block.state.size() * sizeof(double));
      other.learner.rule->restored(other.state.data());
      block.finish(23);
      other.finish(23);
      EXPECT_EQ(std::memcmp(block.state.data(), other.state.data(), block.state.size() * sizeof(double)), 0) << one.name();
      EXPECT_EQ(block.weights(2), alone.weights(0)) << one.name() << ", " << kernels->name;
    }
  }
}

/// Another value of every real setting that a rule, a readout or an optimizer reads.
void change_settings(Member& member, const std::vector<MemberInfo>& members) {
  const auto info = std::find_if(members.begin(), members.end(), [&](const MemberInfo& one) { return one.name == member.kind; });
  if (info == members.end()) return;
  for (const FieldSpec& spec : info->fields) {
    if (spec.type != FieldType::real || spec.name == "initial_scale") continue;  // that of the start is given here
    const auto given = member.fields.find(spec.name);
    const double now = given != member.fields.end() ? std::get<double>(given->second)
                       : spec.fallback              ? std::get<double>(*spec.fallback)
                                                    : 1;
    for (const double other : {0.75 * now, 0.3, 3.0})
      if (other != now && !problem_with(spec, Value(other))) {
        member.fields[spec.name] = other;
        break;
      }
  }
}

/// A run beside others of its block that have another value of every real setting.
void expect_to_be_as_if_alone(RuleRun& run, const Point& own, const std::string& what) {
  std::vector<std::vector<double>> weights;
  Point other = own;
  change_settings(other.recurrent, recurrent_members());
  change_settings(other.readout, readout_members());
  change_settings(other.optimizer, optimizer_members());
  for (const bool has_neighbours : {false, true}) {
    std::vector<const Point*> points(static_cast<std::size_t>(run.training.kernels().lanes), has_neighbours ? &other : &own);
    points[1] = &own;
    run.learner = run.training.learner(points);
    run.state = Arena(run.learner.rule->state_size());
    run.reset();
    run.finish();
    weights.push_back(run.weights(1));
    if (has_neighbours && run.learner.rule->samples_per_update() > 0 && own.readout.kind != "ridge")
      EXPECT_NE(run.weights(0), run.weights(1)) << what;
  }
  EXPECT_EQ(weights[0], weights[1]) << what << ", " << run.training.kernels().name;
}

// Points that differ in real settings alone share a block.
TEST(EveryRule, does_not_depend_on_the_settings_of_neighbours) {
  for (const RuleCase& one : every_rule())
    for (const KernelSet* kernels : vector_kernels()) {
      RuleRun run(one, *kernels);
      expect_to_be_as_if_alone(run, one.point(run.training), one.name());
    }
}

TEST(EveryOptimizer, does_not_depend_on_the_settings_of_neighbours) {
  for (const char* network : {"dense_voltage_tanh_real", "diagonal_complex"})
    for (const MemberInfo& info : optimizer_members())
      for (const KernelSet* kernels : vector_kernels()) {
        const RuleCase one{case_named(network), rule("rtrl"), recurrent_needs("rtrl")};
        RuleRun run(one, *kernels);
        Point own = one.point(run.training);
        own.optimizer = with_required_fields(info, 0.01);
        expect_to_be_as_if_alone(run, own, info.name + " on " + network);
      }
}

TEST(EveryReadout, does_not_depend_on_the_settings_of_neighbours) {
  for (const char* network : {"dense_voltage_tanh_real", "dense_linear_complex"})
    for (const MemberInfo& info : readout_members())
      for (const KernelSet* kernels : vector_kernels()) {
        if (info.name == "gradient") continue;
        const RuleCase one{case_named(network), rule("output_feedback", {{"feed_back", std::string("target")}}),
                           recurrent_needs("output_feedback")};
        RuleRun run(one, *kernels);
        Point own = one.point(run.training);
        own.readout = with_required_fields(info, 0.01);
        expect_to_be_as_if_alone(run, own, info.name + " on " + network);
      }
}

TEST(EveryRule, that_is_reset_is_new) {
  for (const RuleCase& one : every_rule()) {
    RuleRun fresh(one, kernels());
    fresh.finish();
    RuleRun used(one, kernels());
    used.advance(0, 29);
    used.reset();
    used.finish();
    EXPECT_EQ(used.weights(0), fresh.weights(0)) << one.name();
  }
}

// A target that is not finite makes the loss so, at that sample and no other, and in that run alone.
TEST(EveryRule, that_learns_sample_by_sample_tells_where_it_diverged) {
  const auto lanes = static_cast<std::size_t>(kernels().lanes);
  if (lanes == 1) GTEST_SKIP() << "a run has no neighbour here";
  for (const RuleCase& one : every_rule()) {
    if (!one.needs.streams) continue;
    RuleRun sound(one, kernels());
    sound.finish();
    const std::vector<double> expected = sound.weights(0);
    for (const int bad : {0, 17, steps - 1}) {
      Training training(one.training, kernels(), steps);
      BlockLearner block(training.learner(one.point(training)), training.network().start(), std::vector<std::uint64_t>(lanes, 4), kernels(),
                         1, BlockLearner::Kept{});
      LearningChunk chunk = training.chunk(0, steps);
      const std::size_t row = static_cast<std::size_t>(one.training.outputs) * training.width();
      Arena targets(steps * row);
      std::memcpy(targets.data(), chunk.targets, targets.size() * sizeof(double));
      targets[static_cast<std::size_t>(bad) * row + 1] = std::numeric_limits<double>::infinity();
      chunk.targets = targets.data();
      block.learn(chunk);
      EXPECT_EQ(block.diverged_at(1), bad + 1) << one.name();
      EXPECT_EQ(block.diverged_at(0), -1) << one.name();
      Arena weights(block.weight_size());
      block.weights_in_force(weights.data());
      std::vector<double> found;
      for (std::size_t i = 0; i < weights.size(); i += lanes) found.push_back(weights[i]);
      EXPECT_EQ(found, expected) << one.name() << ", " << bad;
    }
  }
}

// Fields are listed by a maker that is given no values. It looks for each of them where there are some, and stumbles over a list.
TEST(EveryRule, reads_the_fields_that_it_lists) {
  std::map<std::string, RuleCase> first;
  for (const RuleCase& one : every_rule()) first.emplace(one.rule.kind, one);
  const auto stumbles = [](const RuleCase& one) {
    try {
      const Training training(one.training, portable_kernels(), 8);
      training.learner(one.point(training));
      return false;
    } catch (const std::exception&) {
      return true;
    }
  };
  for (const MemberInfo& info : recurrent_members()) {
    if (info.name == "fixed") continue;
    EXPECT_FALSE(stumbles(first.at(info.name))) << info.name;
    for (const FieldSpec& spec : info.fields) {
      RuleCase one = first.at(info.name);
      one.rule.fields[spec.name] = std::vector<std::string>{"no", "such", "value"};
      EXPECT_TRUE(stumbles(one)) << info.name << "." << spec.name;
    }
  }
}

}  // namespace
}  // namespace polesweep::test_every_rule
