#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <numeric>

#include "core/learners/block_learner.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "core/linear_algebra/entries.hpp"
#include "core/measures/singular_values.hpp"
#include "tests/core/learners/recurrent/streamed.hpp"

/// What every recurrent rule of the table must keep, whatever it computes.
namespace polesweep {
namespace {

constexpr std::int64_t four = 4;

/// A rule of the table with all of its required fields set to something sensible.
Member example_of(const MemberInfo& info) {
  Member member{info.name, {}};
  for (const FieldSpec& spec : info.fields)
    if (spec.required()) member.fields[spec.name] = spec.type == FieldType::integer ? Value(four) : Value(0.5);
  return member;
}

/// Every rule of the table that follows a gradient sample by sample, then settings under which a rule differs from all of these.
std::vector<Member> rules() {
  std::vector<Member> all;
  for (const MemberInfo& info : recurrent_members())
    if (const RuleNeeds& needs = recurrent_needs(info.name); needs.follows_gradient && needs.streams) all.push_back(example_of(info));
  const Member others[] = {rule("rtrl", {{"update_every", std::int64_t{5}}}),
                           rule("rtrl", {{"update_every", std::int64_t{5}}, {"form", std::string("textbook")}}),
                           rule("tbptt", {{"truncation", four}, {"window", std::string("replay")}}),
                           rule("tbptt", {{"truncation", four}, {"update_every", four}}),
                           rule("tbptt", {{"truncation", std::int64_t{20}}, {"update_every", std::int64_t{3}}}),
                           rule("uoro", {{"epsilon", 0.1}}),
                           rule("kf_rtrl", {{"epsilon", 0.1}, {"normalization", std::string("outside")}}),
                           rule("low_rank_rtrl", {{"rank", std::int64_t{2}}, {"update_every", four}}),
                           rule("rflo", {{"trace_factor", 0.5}, {"feedback_scale", 0.2}}),
                           rule("rflo", {{"trace_factor", 0.5}, {"feedback", std::string("symmetric")}}),
                           rule("eprop", {{"error_filter", 0.3}}),
                           rule("eprop", {{"trace_filter", 0.6}}),
                           rule("eprop", {{"trace_filter", 0.6}, {"feedback", std::string("random")}}),
                           rule("eprop", {{"feedback", std::string("random")}, {"feedback_scale", 0.3}})};
  all.insert(all.end(), std::begin(others), std::end(others));
  return all;
}

std::string name_of(const Member& member) {
  std::string name = member.kind;
  for (const auto& [field, value] : member.fields) name += "_" + canonical(value);
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

bool fits(const Member& member, const TrainingCase& c) {
  const auto leak_on = c.network.fields.find("leak_on");
  const RuleNeeds& needs = recurrent_needs(member.kind);
  if (needs.dense && c.network.kind == "diagonal") return false;
  return !needs.voltage_leak || (leak_on != c.network.fields.end() && std::get<std::string>(leak_on->second) == "voltage");
}

class Rules : public testing::TestWithParam<std::size_t> {
 protected:
  static constexpr int steps = 60;
  Member member() const { return rules()[GetParam()]; }

  template <class Check>
  void for_each_case(const Check& check) const {
    for (const TrainingCase& c : training_cases()) {
      SCOPED_TRACE(c.name);
      if (fits(member(), c)) check(c);
    }
  }

  /// A learner half way, and its weights at the end.
  struct Half {
    Training training;
    Learner learner;
    Arena state;
    Half(const TrainingCase& c, const Member& member, const KernelSet& kernels, std::vector<std::uint64_t> seeds = {4})
        : training(c, kernels, steps, std::move(seeds)),
          learner(training.learner(training.point(member, 0.001, false))),
          state(learner.rule->state_size()) {
      learner.rule->reset(state.data(), training.start(learner).data());
    }
    void advance(int begin, int end) { learner.rule->advance(state.data(), training.chunk(begin, end - begin)); }
    std::vector<double> weights(int lane) {
      Arena all(training.start(learner).size());
      learner.rule->weights(state.data(), all.data());
      return training.lane(all, lane);
    }
  };
};

TEST_P(Rules, moves_every_group_of_parameters) {
  for_each_case([&](const TrainingCase& c) {
    Half run(c, member(), kernels());
    const std::vector<double> before = run.weights(0);
    run.advance(0, steps);
    const std::vector<double> after = run.weights(0);
    for (const Training::Parameter& parameter : run.training.parameters(run.training.start(run.learner)))
      EXPECT_NE(before[parameter.slot], after[parameter.slot]) << parameter.slot;
  });
}

TEST_P(Rules, neighbours_and_kernels_do_not_matter) {
  for_each_case([&](const TrainingCase& c) {
    Half alone(c, member(), portable_kernels());
    alone.advance(0, steps);
    for (const KernelSet* kernels : vector_kernels()) {
      std::vector<std::uint64_t> seeds;
      for (int lane = 0; lane < kernels->lanes; ++lane) seeds.push_back(lane == 2 ? 4 : 100 + static_cast<std::uint64_t>(lane));
      Half block(c, member(), *kernels, seeds);
      block.advance(0, steps);
      EXPECT_EQ(block.weights(2), alone.weights(0)) << kernels->name;
    }
  });
}

TEST_P(Rules, chunks_do_not_matter) {
  for_each_case([&](const TrainingCase& c) {
    Half whole(c, member(), kernels());
    Half pieces(c, member(), kernels());
    whole.advance(0, steps);
    for (int begin = 0, size = 1; begin < steps; begin += size, size = std::min(size + 3, steps - begin))
      pieces.advance(begin, begin + size);
    EXPECT_EQ(whole.weights(0), pieces.weights(0));
    EXPECT_EQ(std::memcmp(whole.state.data(), pieces.state.data(), whole.state.size() * sizeof(double)), 0);
  });
}

TEST_P(Rules, saved_and_restored_continues_to_the_bit) {
  for_each_case([&](const TrainingCase& c) {
    Half run(c, member(), kernels());
    run.advance(0, 37);
    Half other(c, member(), kernels());  // new objects, as in a new process
    std::memcpy(other.state.data(), run.state.data(), run.state.size() * sizeof(double));
    run.advance(37, steps);
    other.advance(37, steps);
    EXPECT_EQ(std::memcmp(run.state.data(), other.state.data(), run.state.size() * sizeof(double)), 0);
  });
}

TEST_P(Rules, reset_equals_new) {
  for_each_case([&](const TrainingCase& c) {
    Half fresh(c, member(), kernels());
    Half used(c, member(), kernels());
    used.advance(0, 41);
    used.learner.rule->reset(used.state.data(), used.training.start(used.learner).data());
    fresh.advance(0, steps);
    used.advance(0, steps);
    EXPECT_EQ(used.weights(0), fresh.weights(0));
  });
}

TEST_P(Rules, segments_do_not_know_each_other) {
  if (recurrent_needs(member().kind).draws || recurrent_settings(member()).update_every > 1) return;
  for_each_case([&](const TrainingCase& c) {
    Training training(c, portable_kernels(), 12);
    Streamed run(training, member(), {4});
    const auto first = run.all(12);
    EXPECT_EQ(run.all(12), first);
  });
}

// The gradient norm is kept on the way that writes gradients; without it, plain descent may skip them.
TEST_P(Rules, descent_in_place_has_the_bits_of_gradient_and_update) {
  for_each_case([&](const TrainingCase& c) {
    Half in_place(c, member(), kernels());
    Half by_gradient(c, member(), kernels());
    const Point point = by_gradient.training.point(member(), 0.001, false);
    std::vector<std::uint64_t> seeds(kernels().lanes, 4);
    by_gradient.learner = make_learner({.points = {&point},
                                        .regime = make_regime(point.regime),
                                        .seeds = seeds,
                                        .network = by_gradient.training.network().shape(),
                                        .outputs = c.outputs,
                                        .measures_gradient = true,
                                        .kernels = kernels()});
    by_gradient.state = Arena(by_gradient.learner.rule->state_size());
    by_gradient.learner.rule->reset(by_gradient.state.data(), by_gradient.training.start(by_gradient.learner).data());
    in_place.advance(0, steps);
    by_gradient.advance(0, steps);
    EXPECT_EQ(in_place.weights(0), by_gradient.weights(0));
  });
}

TEST_P(Rules, shadows_change_no_bit_of_the_run) {
  for_each_case([&](const TrainingCase& c) {
    Half alone(c, member(), kernels());
    alone.advance(0, steps);
    std::vector<Member> all;
    for (const Member& shadow : rules())
      if (fits(shadow, c) && shadow.kind != "rtrl") all.push_back(shadow);
    for (std::size_t first = 0; first < all.size(); first += most_shadows) {
      const std::vector<Member> shadows(all.begin() + static_cast<std::ptrdiff_t>(first),
                                        all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), first + most_shadows)));
      Half watched(c, member(), kernels());
      watched.learner = watched.training.learner(watched.training.point(member(), 0.001, false), true, shadows);
      watched.state = Arena(watched.learner.rule->state_size());
      watched.learner.rule->reset(watched.state.data(), watched.training.start(watched.learner).data());
      watched.advance(0, steps);
      EXPECT_EQ(watched.weights(0), alone.weights(0));
      Arena cosine((most_shadows + 2) * kernels().lanes);
      Arena ratio((most_shadows + 2) * kernels().lanes);
      ASSERT_EQ(watched.learner.rule->alignment(watched.state.data(), cosine.data(), ratio.data()), 1 + shadows.size());
      const bool exact = member().kind == "rtrl" || (member().kind == "snap1" && watched.training.network().shape().diagonal);
      if (exact) EXPECT_NEAR(cosine[0], 1, 1e-9);
      if (exact) EXPECT_NEAR(ratio[0], 1, 1e-9);
      for (std::size_t i = 0; i <= shadows.size(); ++i) EXPECT_LE(std::abs(cosine[i * kernels().lanes]), 1 + 1e-12);
    }
  });
}

TEST_P(Rules, divergence_is_found_at_its_sample) {
  const TrainingCase c = training_cases()[recurrent_needs(member().kind).voltage_leak ? 8 : 5];
  Training training(c, kernels(), 64);
  // A target that is not finite makes the loss so, at that sample and no other.
  for (const int bad : {0, 17, 63}) {
    Learner learner = training.learner(training.point(member(), 1e-3, false));
    BlockLearner block(std::move(learner), training.network().start(), std::vector<std::uint64_t>(kernels().lanes, 4), kernels(), 1,
                       BlockLearner::Kept{});
    LearningChunk chunk = training.chunk(0, 64);
    Arena targets(64 * static_cast<std::size_t>(c.outputs) * training.width());
    std::memcpy(targets.data(), chunk.targets, targets.size() * sizeof(double));
    targets[static_cast<std::size_t>(bad) * c.outputs * training.width() + 1] = std::numeric_limits<double>::infinity();
    chunk.targets = targets.data();
    block.learn(chunk);
    EXPECT_EQ(block.diverged_at(1), bad + 1);
    EXPECT_EQ(block.diverged_at(0), -1);
  }
}

TEST_P(Rules, costs_are_declared) {
  Training training(training_cases()[8], kernels(), 4);
  EXPECT_GT(training.learner(training.point(member(), 0.1, false)).rule->operations_per_sample(), 0);
}

INSTANTIATE_TEST_SUITE_P(Table, Rules, testing::Range<std::size_t>(0, rules().size()),
                         [](const auto& info) { return std::to_string(info.param) + "_" + name_of(rules()[info.param]); });

TEST(Averages, are_the_mean_of_the_weights_after_every_update) {
  for (const char* coordinates : {"cartesian", "exp_exp"}) {
    Training training(training_cases()[3], kernels(), 30);
    Point point = training.point(rule("rtrl", {{"coordinates", std::string(coordinates)}}), 0.01, false);
    point.optimizer.fields["average_from"] = std::int64_t{10};
    const std::vector<std::uint64_t> seeds(kernels().lanes, 4);
    const Learner learner = make_learner({.points = {&point},
                                          .regime = make_regime(point.regime),
                                          .seeds = seeds,
                                          .network = training.network().shape(),
                                          .outputs = 2,
                                          .keeps_average = true,
                                          .kernels = kernels()});
    Arena state(learner.rule->state_size());
    Arena weights(training.start(learner).size());
    learner.rule->reset(state.data(), training.start(learner).data());
    std::vector<double> mean(weights.size(), 0.0);
    for (int t = 0; t < 30; ++t) {
      learner.rule->advance(state.data(), training.chunk(t, 1));
      learner.rule->weights(state.data(), weights.data());
      for (std::size_t i = 0; t >= 10 && i < mean.size(); ++i) mean[i] += weights[i] / 20;
    }
    ASSERT_TRUE(learner.rule->averaged_weights(state.data(), weights.data()));
    for (std::size_t i = 0; i < mean.size(); ++i) EXPECT_NEAR(weights[i], mean[i], 1e-13) << coordinates;
  }
}

TEST(RuleTable, rules_that_follow_a_gradient_by_samples_are_in_these_tests) {
  const std::vector<Member> all = rules();
  for (const char* name : {"rtrl", "tbptt", "immediate", "rflo", "eprop", "snap1", "snap", "uoro", "kf_rtrl", "r_kf_rtrl", "low_rank_rtrl"})
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const Member& member) {
      return member.kind == name && member.fields == example_of(*find_member(Family::recurrent, name)).fields;
    })) << name;
}

TEST(RuleTable, every_rule_names_its_formula_cost_and_source) {
  for (const std::vector<MemberInfo>* table : {&recurrent_members(), &readout_members(), &optimizer_members()})
    for (const MemberInfo& info : *table) {
      EXPECT_FALSE(info.formula.empty()) << info.name;
      EXPECT_FALSE(info.cost.empty()) << info.name;
      EXPECT_FALSE(info.source.empty()) << info.name;
    }
}

// On a network that keeps zeros every two rules differ; on another SnAp-n is RTRL, and on a diagonal one SnAp-1.
TEST(RuleTable, no_two_rules_agree_and_all_of_them_move_the_network) {
  Training training(case_named("sparse_voltage_tanh_real"), portable_kernels(), 40);
  std::vector<std::vector<double>> gradients;
  std::vector<std::string> names;
  for (const Member& member : rules()) {
    const auto form = member.fields.find("form");
    const bool repeats = member.kind == "rtrl" && !member.fields.empty();  // the same gradient in other forms
    const bool replays = member.fields.contains("window");                 // the same while weights stand still
    if (repeats || replays || form != member.fields.end()) continue;
    gradients.push_back(training.gradient(member, 40));
    names.push_back(name_of(member));
    const std::vector<double> of_network(gradients.back().data(), gradients.back().data() + training.network().start().size());
    EXPECT_GT(std::sqrt(std::inner_product(of_network.begin(), of_network.end(), of_network.begin(), 0.0)), 1e-3) << names.back();
  }
  for (std::size_t i = 0; i < gradients.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_GT(relative_distance(gradients[i], gradients[j]), 1e-6) << names[i] << " and " << names[j];
}

/// Of network and readout, after 40 samples.
std::vector<double> weights_after_40(Training& training, const Point& point) {
  const Learner learner = training.learner(point);
  Arena state(learner.rule->state_size());
  Arena all(training.start(learner).size());
  learner.rule->reset(state.data(), training.start(learner).data());
  learner.rule->advance(state.data(), training.chunk(0, 40));
  learner.rule->weights(state.data(), all.data());
  return {all.data(), all.data() + all.size()};
}

// With a regularisation of 1e30, rls stays where it starts: the network moves as under a readout that does not learn.
TEST(RuleTable, the_error_comes_back_through_the_weights_of_rls) {
  for (const TrainingCase& c : training_cases()) {
    Training training(c, kernels(), 40);
    Point still = training.point(rule("rtrl"), 0.003, false);
    still.optimizer.fields["step_size_readout"] = 0.0;
    Point rls = still;
    rls.readout.kind = "rls";
    rls.readout.fields["regularization"] = 1e30;
    const std::vector<double> moved = weights_after_40(training, rls);
    EXPECT_LT(relative_distance(moved, weights_after_40(training, still)), 1e-12) << c.name;
    still.optimizer.fields["step_size"] = 1e-300;
    EXPECT_GT(relative_distance(moved, weights_after_40(training, still)), 1e-3) << c.name;
  }
}

// From zero weights the first error moves the readout alone: it goes back through the weights that it was made with.
TEST(RuleTable, the_error_comes_back_through_the_weights_from_before_the_step_of_rls) {
  for (const TrainingCase& c : training_cases()) {
    Training training(c, kernels(), 2);
    Point point = training.point(rule("rtrl"), 0.003, false);
    point.readout.kind = "rls";
    point.readout.fields.erase("initial_readout");
    const Learner learner = training.learner(point);
    const Arena& start = training.network().start();
    Arena state(learner.rule->state_size());
    Arena all(training.start(learner).size());
    learner.rule->reset(state.data(), training.start(learner).data());
    const auto network_stands_still = [&] {
      learner.rule->weights(state.data(), all.data());
      return std::equal(start.data(), start.data() + start.size(), all.data());
    };
    learner.rule->advance(state.data(), training.chunk(0, 1));
    EXPECT_TRUE(network_stands_still()) << c.name;
    EXPECT_TRUE(std::any_of(all.data() + start.size(), all.data() + all.size(), [](double number) { return number != 0; })) << c.name;
    learner.rule->advance(state.data(), training.chunk(1, 1));
    EXPECT_FALSE(network_stands_still()) << c.name;
  }
}

TEST(RuleTable, replayed_windows_differ_once_weights_move) {
  const TrainingCase c = training_cases()[7];
  Training training(c, portable_kernels(), 40);
  const auto weights = [&](const char* window) {
    const Member member = rule("tbptt", {{"truncation", four}, {"window", std::string(window)}});
    return weights_after_40(training, training.point(member, 0.001, false));
  };
  const double distance = relative_distance(weights("replay"), weights("stored"));
  EXPECT_GT(distance, 1e-7);
  EXPECT_LT(distance, 0.05);
}

}  // namespace
}  // namespace polesweep
