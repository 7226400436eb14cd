#include <gtest/gtest.h>

#include <functional>

#include "core/learners/recurrent/needs.hpp"
#include "tests/core/learners/recurrent/streamed.hpp"

/// Networks whose zeros stay, under every rule, and SnAp-n on them.
namespace polesweep::test_snap {
namespace {

constexpr int steps = 12;

Member snap(std::int64_t order) { return rule("snap", {{"order", order}}); }

using Gradients = std::vector<Vector>;

/// RTRL in plain loops, the influence cut after every step to the states that (I + |J|)^(order - 1) reaches.
Gradients plain_snap(const std::vector<PlainStep>& plain, const std::function<bool(std::size_t, std::size_t)>& is_weight, int order) {
  const std::size_t n = plain[0].q.size();
  const std::size_t p = plain[0].v.size();
  std::vector<char> reached(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) reached[i * n + i] = 1;
  for (int step = 1; step < order; ++step) {
    std::vector<char> next = reached;
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t l = 0; l < n; ++l)
        for (std::size_t i = 0; i < n; ++i)
          if (is_weight(k, l) && reached[l * n + i]) next[k * n + i] = 1;
    reached = next;
  }
  Vector influence(n * n * p, 0.0);  // [state][unit][column]
  Gradients all;
  for (const PlainStep& step : plain) {
    Vector next(influence.size(), 0.0);
    Vector gradient(n * p, 0.0);
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < p && reached[k * n + i]; ++j) {
          double sum = k == i ? step.d[k] * step.v[j] : 0;
          for (std::size_t l = 0; l < n; ++l) sum += step.jacobian[k * n + l] * influence[(l * n + i) * p + j];
          next[(k * n + i) * p + j] = sum;
          if (j == p - 1 || is_weight(i, j)) gradient[i * p + j] += step.q[k] * sum;
        }
    influence = next;
    all.push_back(gradient);
  }
  return all;
}

TEST(Snap, cuts_the_influence_to_the_states_that_a_weight_reaches) {
  for (const char* name : {"sparse_tanh_real", "sparse_voltage_tanh_real"}) {
    Training training(case_named(name), portable_kernels(), steps);
    const auto p = static_cast<std::size_t>(training.network().shape().states + training.network().shape().inputs + 1);
    const auto is_weight = [&](std::size_t i, std::size_t j) { return training.network().start()[i * p + j] != 0; };
    const std::vector<PlainStep> plain = plain_steps(training, steps);
    Vector last;
    for (const int order : {1, 2, 3, 5}) {
      const Gradients expected = plain_snap(plain, is_weight, order);
      const Gradients found = Streamed(training, snap(order), {1}).all(steps);
      for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(found[t], expected[t]), 1e-12) << name << order << ' ' << t;
      if (order > 1) EXPECT_GT(relative_distance(found[steps - 1], last), 1e-6) << name << order;
      last = found[steps - 1];
    }
  }
}

TEST(Snap, of_one_step_is_snap1_and_of_all_steps_is_rtrl) {
  for (const TrainingCase& c : training_cases()) {
    Training training(c, kernels(), steps);
    const auto all_of = [&](const Member& member) { return Streamed(training, member, {1}).all(steps); };
    EXPECT_EQ(all_of(snap(1)), all_of(rule("snap1"))) << c.name;
    const Gradients exact = all_of(rule("rtrl"));
    const Gradients whole = all_of(snap(100));
    for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(whole[t], exact[t]), 1e-13) << c.name << t;
    if (!training.network().shape().keeps_zeros) EXPECT_EQ(all_of(snap(2)), exact) << c.name;
  }
}

// Blocks of two states: two steps reach all that there is to reach.
TEST(Snap, of_two_steps_is_rtrl_where_pairs_of_states_keep_apart) {
  TrainingCase c = case_named("dense_leaky_tanh_real");
  c.network.fields["basis"] = std::string("identity");
  c.network.fields["keep_zeros"] = true;
  Training training(c, kernels(), steps);
  const Gradients exact = Streamed(training, rule("rtrl"), {1}).all(steps);
  const Gradients two = Streamed(training, snap(2), {1}).all(steps);
  for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(two[t], exact[t]), 1e-13) << t;
  EXPECT_GT(relative_distance(Streamed(training, snap(1), {1}).all(steps)[steps - 1], exact[steps - 1]), 1e-3);
}

// On a cycle of n units one step back is one unit further: what the last of n steps reaches is all that was missing.
TEST(Snap, of_a_cycle_is_rtrl_from_as_many_steps_as_units_on) {
  for (const bool complex_valued : {false, true}) {
    TrainingCase c = case_named(complex_valued ? "sparse_split_tanh_complex" : "sparse_tanh_real");
    constexpr std::int64_t units = 6;
    c.poles = {"cycle", {{"count", units}, {"weight", 0.9}}};
    Training training(c, kernels(), steps);
    const Gradients exact = Streamed(training, rule("rtrl"), {1}).all(steps);
    double before = 1;
    for (std::int64_t order = 1; order < units; ++order) {
      const double error = relative_distance(Streamed(training, snap(order), {1}).all(steps)[steps - 1], exact[steps - 1]);
      EXPECT_LT(error, before) << order;
      EXPECT_GT(error, 1e-6) << order;
      before = error;
    }
    const Gradients whole = Streamed(training, snap(units), {1}).all(steps);
    for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(whole[t], exact[t]), 1e-13) << t;
  }
}

TEST(Snap, errors_fall_with_the_steps) {
  for (const char* name : {"sparse_tanh_real", "sparse_voltage_tanh_real", "sparse_split_tanh_complex"}) {
    Training training(case_named(name), kernels(), steps);
    const Vector exact = training.gradient(rule("rtrl"), steps);
    const auto error = [&](std::int64_t order) { return relative_distance(training.gradient(snap(order), steps), exact); };
    EXPECT_LT(error(4), error(1) / 2) << name;
    EXPECT_LT(error(6), error(4)) << name;
    EXPECT_GT(error(1), 0.01) << name;
  }
}

/// Weights after 60 samples with a rule and an optimizer in the regime that the rule allows.
Arena learned(Training& training, const Member& member, const char* optimizer) {
  Point point = training.point(member, 0.01, !recurrent_needs(member.kind).streams, optimizer);
  const Learner learner = training.learner(point);
  Arena state(learner.rule->state_size());
  Arena weights(training.start(learner).size());
  learner.rule->reset(state.data(), training.start(learner).data());
  learner.rule->advance(state.data(), training.chunk(0, training.steps()));
  if (!recurrent_needs(member.kind).streams) learner.rule->finish_batch(state.data(), training.steps());
  learner.rule->weights(state.data(), weights.data());
  return weights;
}

TEST(KeepZeros, weights_that_start_at_zero_stay_there_under_every_rule_and_optimizer) {
  int compared = 0;
  for (TrainingCase c : training_cases()) {
    if (!c.network.fields.contains("keep_zeros")) continue;
    if (c.name == "sparse_tanh_real") c.network.fields["bias"] = 0.0;  // biases are trained wherever they start
    for (const MemberInfo& info : recurrent_members()) {
      const RuleNeeds& needs = recurrent_needs(info.name);
      if (!needs.follows_gradient) continue;
      if (needs.voltage_leak && c.name != "sparse_voltage_tanh_real") continue;
      Member member{info.name, {}};
      for (const FieldSpec& spec : info.fields)
        if (spec.required()) member.fields[spec.name] = std::int64_t{3};
      for (const MemberInfo& optimizer : optimizer_members()) {
        Training training(c, kernels(), 60);
        const Arena& start = training.network().start();
        const Arena after = learned(training, member, optimizer.name.c_str());
        const std::size_t columns = training.network().shape().states + training.network().shape().inputs + 1;
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < start.size(); ++i) {
          const bool bias = i / training.width() % columns == columns - 1;
          if (start[i] == 0 && !bias) {
            EXPECT_EQ(after[i], 0) << c.name << member.kind << optimizer.name << i;
            ++zeros;
          } else {
            EXPECT_NE(after[i], start[i]) << c.name << member.kind << optimizer.name << i;
          }
        }
        EXPECT_GT(zeros, start.size() / 4);
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 150);
}

TEST(KeepZeros, weights_are_trained_without_it) {
  TrainingCase c = case_named("sparse_tanh_real");
  c.network.fields["keep_zeros"] = false;
  Training training(c, kernels(), 60);
  const Arena after = learned(training, rule("rtrl"), "sgd");
  for (std::size_t i = 0; i < training.network().start().size(); ++i) EXPECT_NE(after[i], training.network().start()[i]) << i;
}

}  // namespace
}  // namespace polesweep::test_snap
