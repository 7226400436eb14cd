#include <gtest/gtest.h>

#include <functional>

#include "tests/core/learners/recurrent/streamed.hpp"

/// The rules with one trace for each weight, sample by sample against plain loops: the sum over a sequence would not tell when a gradient
/// came.
namespace polesweep::test_local_rules {
namespace {

constexpr int steps = 15;

using Gradients = std::vector<Vector>;

/// What carries a trace of unit i from sample to sample.
using Factor = std::function<double(const PlainStep& step, std::size_t i)>;
Factor constant(double factor) {
  return [=](const PlainStep&, std::size_t) { return factor; };
}
double own(const PlainStep& step, std::size_t i) { return step.jacobian[i * step.q.size() + i]; }

/// How the error gets to the units, of one step: dL/dh in front of the slopes.
using Signal = std::function<Vector(const PlainStep& step)>;
/// By the readout's own weights.
Vector symmetric(const PlainStep& step) {
  Vector signal;
  for (std::size_t i = 0; i < step.q.size(); ++i) signal.push_back(step.q[i] / step.seen[i]);
  return signal;
}

/// `kept` of the signals of the past is added to the signal, `kappa` of the gated traces of the past to these.
Gradients plain_local(const std::vector<PlainStep>& all, const Factor& factor, const Signal& signal = symmetric, double kept = 0,
                      double kappa = 0) {
  const std::size_t n = all[0].q.size();
  const std::size_t p = all[0].v.size();
  Vector trace(n * p, 0.0);
  Vector filtered(n * p, 0.0);
  Vector told(n, 0.0);
  Gradients gradients;
  for (const PlainStep& step : all) {
    const Vector fresh = signal(step);
    Vector gradient(n * p);
    for (std::size_t i = 0; i < n; ++i) {
      told[i] = kept * told[i] + fresh[i];
      for (std::size_t j = 0; j < p; ++j) {
        const std::size_t at = i * p + j;
        trace[at] = factor(step, i) * trace[at] + step.d[i] * step.v[j];
        filtered[at] = kappa * filtered[at] + step.seen[i] * trace[at];
        gradient[at] = told[i] * filtered[at];
      }
    }
    gradients.push_back(gradient);
  }
  return gradients;
}

void expect_same(const Gradients& found, const Gradients& expected, const std::string& what) {
  for (std::size_t t = 0; t < expected.size(); ++t) EXPECT_LT(relative_distance(found[t], expected[t]), 1e-12) << what << ' ' << t;
}

std::vector<TrainingCase> real_cases(bool voltage_alone = false) {
  std::vector<TrainingCase> cases;
  for (const char* name : {"dense_voltage_tanh_real", "dense_tanh_real", "dense_leaky_tanh_real", "dense_linear_real"}) {
    cases.push_back(case_named(name));
    if (voltage_alone) break;
  }
  return cases;
}

const Value random_feedback = std::string("random");
const Value readouts_own = std::string("symmetric");

TEST(LocalRules, differ_in_what_carries_their_traces) {
  for (const TrainingCase& c : real_cases()) {
    Training training(c, portable_kernels(), steps);
    const std::vector<PlainStep> plain = plain_steps(training, steps);
    const double leak = training.network().shape().leak;
    const auto all = [&](const Member& member) { return Streamed(training, member, {4}).all(steps); };
    expect_same(all(rule("immediate")), plain_local(plain, constant(0)), c.name + " immediate");
    expect_same(all(rule("rflo", {{"feedback", readouts_own}})), plain_local(plain, constant(1 - leak)), c.name + " rflo");
    expect_same(all(rule("rflo", {{"feedback", readouts_own}, {"trace_factor", -0.3}})), plain_local(plain, constant(-0.3)),
                c.name + " rflo with a factor");
    expect_same(all(rule("snap1")), plain_local(plain, own), c.name + " snap1");
  }
}

/// B e of the run's own fixed weights, by the scale.
Signal fed_back(const Learner& learner, double scale) {
  const Vector weights(learner.feedback.data(), learner.feedback.data() + learner.feedback.size());
  return [=](const PlainStep& step) {
    const std::size_t outputs = step.error.size();
    Vector signal(step.q.size(), 0.0);
    for (std::size_t i = 0; i < signal.size(); ++i)
      for (std::size_t k = 0; k < outputs; ++k) signal[i] += scale * weights[i * outputs + k] * step.error[k];
    return signal;
  };
}

TEST(LocalRules, with_random_feedback_have_it_in_the_place_of_the_readouts_weights) {
  for (const TrainingCase& c : real_cases()) {
    Training training(c, portable_kernels(), steps);
    const std::vector<PlainStep> plain = plain_steps(training, steps);
    const double leak = training.network().shape().leak;
    const auto compare = [&](const Member& member, const Factor& factor, double scale) {
      Streamed run(training, member, {4});
      const Gradients expected = plain_local(plain, factor, fed_back(run.learner(), scale));
      expect_same(run.all(steps), expected, c.name + " " + member.kind);
      EXPECT_GT(relative_distance(expected[steps - 1], plain_local(plain, factor)[steps - 1]), 0.1) << c.name;
    };
    compare(rule("rflo"), constant(1 - leak), 1);
    compare(rule("rflo", {{"trace_factor", 0.4}, {"feedback_scale", 0.3}}), constant(0.4), 0.3);
    compare(rule("snap1", {{"feedback", random_feedback}, {"feedback_scale", -2.0}}), own, -2);
    if (training.network().shape().leak_on_voltage) compare(rule("eprop", {{"feedback", random_feedback}}), constant(1 - leak), 1);
  }
}

TEST(LocalRules, filter_errors_or_traces_where_asked_to) {
  for (const TrainingCase& c : real_cases(true)) {
    Training training(c, portable_kernels(), steps);
    const std::vector<PlainStep> plain = plain_steps(training, steps);
    const Factor leak = constant(1 - training.network().shape().leak);
    const auto compare = [&](FieldValues fields, double kept, double kappa) {
      expect_same(Streamed(training, rule("eprop", std::move(fields)), {4}).all(steps), plain_local(plain, leak, symmetric, kept, kappa),
                  c.name);
    };
    compare({}, 0, 0);
    compare({{"error_filter", 0.6}}, 0.6, 0);
    compare({{"trace_filter", 0.8}}, 0, 0.8);
    compare({{"error_filter", 0.6}, {"trace_filter", 0.8}}, 0.6, 0.8);
  }
}

/// A dense network whose matrix is that of these poles in the identity basis: real ones on the diagonal, pairs in blocks of two.
TrainingCase in_blocks(const std::string& name, const std::vector<Complex>& poles) {
  TrainingCase c = case_named(name);
  c.poles = {"explicit", {{"values", poles}}};
  c.network.fields["basis"] = std::string("identity");
  return c;
}

TEST(LocalRules, of_which_snap1_is_exact_where_no_unit_drives_another) {
  for (const char* name : {"dense_tanh_real", "dense_leaky_tanh_real", "dense_voltage_tanh_real", "dense_linear_complex",
                           "dense_split_tanh_complex", "dense_split_tanh_voltage_complex", "dense_modrelu_complex"}) {
    Training training(in_blocks(name, {0.8, -0.5, 0.3, 0.6}), portable_kernels(), steps);
    const Gradients exact = Streamed(training, rule("rtrl"), {4}).all(steps);
    expect_same(Streamed(training, rule("snap1"), {4}).all(steps), exact, name);
    const Gradients none = Streamed(training, rule("immediate"), {4}).all(steps);
    EXPECT_GT(relative_distance(none[steps - 1], exact[steps - 1]), 1e-3) << name;
  }
}

// Of a linear network without a leak whose units all keep the same share, e-prop in the sense of arXiv 2606.00243 is RFLO with that share.
TEST(LocalRules, of_which_rflo_with_the_units_own_share_is_snap1) {
  for (const double share : {0.4, -0.6}) {
    TrainingCase c = in_blocks("dense_linear_real", {{share, 0.5}, {share, -0.5}, {share, 0.2}, {share, -0.2}, share});
    Training training(c, portable_kernels(), steps);
    const auto rflo = [&](double factor) {
      return Streamed(training, rule("rflo", {{"feedback", readouts_own}, {"trace_factor", factor}}), {4}).all(steps);
    };
    const Gradients snap1 = Streamed(training, rule("snap1"), {4}).all(steps);
    expect_same(rflo(share), snap1, "share");
    EXPECT_GT(relative_distance(rflo(0.5 * share)[steps - 1], snap1[steps - 1]), 1e-3) << share;
    EXPECT_GT(relative_distance(Streamed(training, rule("rtrl"), {4}).all(steps)[steps - 1], snap1[steps - 1]), 1e-3) << share;
  }
}

}  // namespace
}  // namespace polesweep::test_local_rules
