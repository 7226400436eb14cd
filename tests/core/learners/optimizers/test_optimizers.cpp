#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/learners/learner.hpp"
#include "tests/core/learners/readouts/block_data.hpp"

/// Every optimizer against its formula in plain loops, on a complex and on a real readout.
namespace polesweep {
namespace {

constexpr int samples = 40;
constexpr int regressors = 4;

using Weights = std::vector<Complex>;
/// Moves the weights along a gradient; `update` counts from 1.
using Reference = std::function<void(Weights& z, const Weights& g, int update)>;

Weights learned(const FieldValues& fields, const char* kind, const RunData& data) {
  Fields optimizer(fields);
  const Learner learner = make_readout_rule({"gradient", {}}, regressors, 1, data.complex_valued, kernels(), {kind, &optimizer});
  Arena state(learner.rule->state_size());
  learner.rule->reset(state.data(), nullptr);
  BlockData block({data}, kernels());
  learner.rule->advance(state.data(), block.chunk(0, samples));
  return read_weights(learner, state, kernels(), 0);
}

Weights expected(const RunData& data, const Reference& move) {
  Weights z(regressors);
  for (int t = 0; t < samples; ++t) {
    Complex e = -data.d[t];
    for (int j = 0; j < regressors; ++j) e += z[j] * data.s[t * regressors + j];
    Weights g;
    for (int j = 0; j < regressors; ++j) g.push_back(e * std::conj(data.s[t * regressors + j]));
    move(z, g, t + 1);
  }
  return z;
}

void expect_near(const Weights& a, const Weights& b, const char* what) {
  for (int j = 0; j < regressors; ++j) EXPECT_NEAR(std::abs(a[j] - b[j]), 0, 1e-12) << what;
}

void check(const char* kind, const FieldValues& fields, const std::function<Reference()>& reference) {
  for (const bool complex_valued : {false, true}) {
    const RunData data = make_run_data(samples, regressors, 1, complex_valued, 3);
    expect_near(learned(fields, kind, data), expected(data, reference()), kind);
  }
}

Reference descent(const std::function<double(int update)>& rate) {
  return [rate](Weights& z, const Weights& g, int update) {
    for (int j = 0; j < regressors; ++j) z[j] -= rate(update) * g[j];
  };
}

TEST(Optimizers, sgd) {
  check("sgd", {{"step_size", 0.01}}, [] { return descent([](int) { return 0.01; }); });
}

TEST(Optimizers, schedules) {
  check("sgd", {{"step_size", 0.02}, {"schedule", std::string("inverse_time")}, {"schedule_time", 10.0}},
        [] { return descent([](int t) { return 0.02 / (1 + (t - 1) / 10.0); }); });
  check("sgd", {{"step_size", 0.02}, {"schedule", std::string("power")}, {"schedule_time", 10.0}, {"schedule_exponent", 0.6}},
        [] { return descent([](int t) { return 0.02 * std::pow(1 + (t - 1) / 10.0, -0.6); }); });
  check("sgd", {{"step_size", 0.02}, {"schedule", std::string("cosine")}, {"horizon", 30.0}},
        [] { return descent([](int t) { return 0.01 * (1 + std::cos(std::acos(-1.0) * std::min(1.0, (t - 1) / 30.0))); }); });
  check("sgd", {{"step_size", 0.02}, {"warm_up", 8.0}}, [] { return descent([](int t) { return 0.02 * std::min(1.0, t / 8.0); }); });
}

TEST(Optimizers, the_gradient_is_clipped_to_a_norm) {
  check("sgd", {{"step_size", 0.05}, {"clip_norm", 0.7}}, [] {
    return Reference([](Weights& z, const Weights& g, int) {
      double square = 0;
      for (const Complex& one : g) square += std::norm(one);
      const double factor = std::min(1.0, 0.7 / std::sqrt(square));
      for (int j = 0; j < regressors; ++j) z[j] -= 0.05 * factor * g[j];
    });
  });
}

TEST(Optimizers, momentum_and_nesterov) {
  for (const bool looks_ahead : {false, true})
    check(looks_ahead ? "nesterov" : "momentum", {{"step_size", 0.005}, {"momentum", 0.8}}, [looks_ahead] {
      return Reference([u = Weights(regressors), looks_ahead](Weights& z, const Weights& g, int) mutable {
        for (int j = 0; j < regressors; ++j) {
          u[j] = 0.8 * u[j] + g[j];
          z[j] -= 0.005 * (looks_ahead ? g[j] + 0.8 * u[j] : u[j]);
        }
      });
    });
}

/// |g|^2 for both parts, or each part's square by itself.
Complex squares(const Complex& g, bool componentwise) {
  return componentwise ? Complex(g.real() * g.real(), g.imag() * g.imag()) : Complex(std::norm(g), std::norm(g));
}
Complex over_root(const Complex& step, const Complex& v, double epsilon) {
  return {step.real() / (std::sqrt(v.real()) + epsilon), step.imag() / (std::sqrt(v.imag()) + epsilon)};
}

TEST(Optimizers, rmsprop_with_both_second_moments) {
  for (const bool componentwise : {false, true})
    check("rmsprop",
          {{"step_size", 0.01}, {"decay", 0.9}, {"epsilon", 1e-6}, {"second_moment", std::string(componentwise ? "component" : "modulus")}},
          [componentwise] {
            return Reference([v = Weights(regressors), componentwise](Weights& z, const Weights& g, int) mutable {
              for (int j = 0; j < regressors; ++j) {
                v[j] = 0.9 * v[j] + 0.1 * squares(g[j], componentwise);
                z[j] -= 0.01 * over_root(g[j], v[j], 1e-6);
              }
            });
          });
}

TEST(Optimizers, adam_and_adamw_with_both_second_moments) {
  for (const bool decays : {false, true})
    for (const bool componentwise : {false, true}) {
      FieldValues fields{{"step_size", 0.02},
                         {"beta1", 0.8},
                         {"beta2", 0.95},
                         {"epsilon", 1e-6},
                         {"second_moment", std::string(componentwise ? "component" : "modulus")}};
      if (decays) fields["weight_decay"] = 0.1;
      check(decays ? "adamw" : "adam", fields, [=] {
        return Reference(
            [m = Weights(regressors), v = Weights(regressors), decays, componentwise](Weights& z, const Weights& g, int t) mutable {
              for (int j = 0; j < regressors; ++j) {
                m[j] = 0.8 * m[j] + 0.2 * g[j];
                v[j] = 0.95 * v[j] + 0.05 * squares(g[j], componentwise);
                if (decays) z[j] *= 1 - 0.02 * 0.1;
                z[j] -= 0.02 * over_root(m[j] / (1 - std::pow(0.8, t)), v[j] / (1 - std::pow(0.95, t)), 1e-6);
              }
            });
      });
    }
}

// Turning all data by one angle turns the weights of the modulus form, and not those of the component form.
TEST(Optimizers, the_modulus_form_turns_with_the_coordinates) {
  const RunData data = make_run_data(samples, regressors, 1, true, 3);
  RunData turned = data;
  for (Complex& d : turned.d) d *= std::polar(1.0, 0.7);
  for (const char* form : {"modulus", "component"}) {
    const FieldValues fields{{"step_size", 0.02}, {"second_moment", std::string(form)}};
    const Weights straight = learned(fields, "adam", data);
    const Weights rotated = learned(fields, "adam", turned);
    double distance = 0;
    for (int j = 0; j < regressors; ++j) distance = std::max(distance, std::abs(rotated[j] - straight[j] * std::polar(1.0, 0.7)));
    if (std::string(form) == "modulus")
      EXPECT_LT(distance, 1e-12);
    else
      EXPECT_GT(distance, 1e-3);
  }
}

TEST(Optimizers, plain_descent_on_a_readout_is_lms) {
  const RunData data = make_run_data(samples, regressors, 1, true, 5);
  expect_near(learned({{"step_size", 0.01}}, "sgd", data), learn({"lms", {{"step_size", 0.01}}}, data, kernels()), "lms");
}

TEST(Optimizers, lanes_have_their_own_step_sizes) {
  const RunData data = make_run_data(samples, regressors, 1, false, 3);
  const FieldValues small{{"step_size", 0.01}, {"schedule", std::string("power")}, {"schedule_exponent", 0.5}};
  const FieldValues large{{"step_size", 0.03}, {"schedule", std::string("power")}, {"schedule_exponent", 0.9}};
  Fields both(std::vector<const FieldValues*>{&small, &large});
  const Learner learner = make_readout_rule({"gradient", {}}, regressors, 1, false, kernels(), {"sgd", &both});
  Arena state(learner.rule->state_size());
  learner.rule->reset(state.data(), nullptr);
  BlockData block({data}, kernels());
  learner.rule->advance(state.data(), block.chunk(0, samples));
  EXPECT_EQ(read_weights(learner, state, kernels(), 0), learned(small, "sgd", data));
  if (kernels().lanes > 1) EXPECT_EQ(read_weights(learner, state, kernels(), 1), learned(large, "sgd", data));
}

}  // namespace
}  // namespace polesweep
