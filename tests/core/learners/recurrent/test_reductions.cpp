#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "core/linear_algebra/entries.hpp"
#include "core/measures/singular_values.hpp"
#include "tests/core/learners/recurrent/streamed.hpp"

/// What the approximate rules are: RTRL with another matrix in the place of its Jacobian.
namespace polesweep::test_reductions {
namespace {

constexpr int steps = 15;

/// RTRL of a real dense network in plain loops, with a Jacobian of one's choice: for (i, k), from the exact one; the derivatives of the
/// activities filtered before they meet the error.
std::vector<double> reference_gradient(Training& training, const std::function<double(int i, int k, double exact, double leak)>& jacobian,
                                       double kappa = 0) {
  const NetworkShape shape = training.network().shape();
  const int n = shape.states;
  const int m = shape.inputs;
  const int p = n + m + 1;
  const int outputs = training.example().outputs;
  const Learner learner = training.learner(training.point(rule("rtrl"), 1, true));
  const Arena weights = training.start(learner);
  const double* v = weights.data() + n * p;
  const int regressors = learner.shape.regressors;
  const auto f = [&](double a) { return shape.activation == Activation::tanh ? std::tanh(a) : a; };
  const auto slope = [&](double a) { return shape.activation == Activation::tanh ? 1 - std::tanh(a) * std::tanh(a) : 1.0; };
  const double leak = shape.leak;
  std::vector<double> u(n, 0.0);
  std::vector<double> h(n, 0.0);
  std::vector<double> influence(static_cast<std::size_t>(n) * n * p, 0.0);  // [state][unit][column]
  std::vector<double> filtered(influence.size(), 0.0);
  std::vector<double> gradient(weights.size(), 0.0);
  LearningChunk chunk = training.chunk(0, steps);
  for (int t = 0; t < steps; ++t) {
    std::vector<double> row(h);
    for (int j = 0; j < m; ++j) row.push_back(chunk.rows[t * m + j]);
    row.push_back(1);
    std::vector<double> a(n, 0.0);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < p; ++j) a[i] += weights[i * p + j] * row[j];
    const std::vector<double> old_u = u;
    for (int i = 0; i < n; ++i) {
      u[i] = (1 - leak) * u[i] + leak * a[i];
      h[i] = shape.leak_on_voltage ? f(u[i]) : (1 - leak) * h[i] + leak * f(a[i]);
    }
    std::vector<double> next(influence.size(), 0.0);
    for (int i = 0; i < n; ++i)
      for (int unit = 0; unit < n; ++unit)
        for (int j = 0; j < p; ++j) {
          double sum = 0;
          for (int k = 0; k < n; ++k) {
            const double w = weights[i * p + k];
            const double exact = (i == k ? 1 - leak : 0) + leak * (shape.leak_on_voltage ? w * slope(old_u[k]) : slope(a[i]) * w);
            sum += jacobian(i, k, exact, leak) * influence[(static_cast<std::size_t>(k) * n + unit) * p + j];
          }
          if (i == unit) sum += leak * (shape.leak_on_voltage ? 1 : slope(a[i])) * row[j];
          next[(static_cast<std::size_t>(i) * n + unit) * p + j] = sum;
        }
    influence = next;
    std::vector<double> s = h;
    if (learner.regressors.intercept) s.push_back(1);
    std::vector<double> signal(n, 0.0);
    for (int k = 0; k < outputs; ++k) {
      double e = -chunk.targets[t * outputs + k];
      for (int j = 0; j < regressors; ++j) e += v[k * regressors + j] * s[j];
      for (int j = 0; j < regressors; ++j) gradient[n * p + k * regressors + j] += e * s[j];
      for (int i = 0; i < n; ++i) signal[i] += v[k * regressors + i] * e;
    }
    for (int i = 0; i < n; ++i)
      for (int unit = 0; unit < n; ++unit)
        for (int j = 0; j < p; ++j) {
          const std::size_t at = (static_cast<std::size_t>(i) * n + unit) * p + j;
          filtered[at] = kappa * filtered[at] + (shape.leak_on_voltage ? slope(u[i]) : 1) * influence[at];
          gradient[unit * p + j] += signal[i] * filtered[at];
        }
  }
  return gradient;
}

std::vector<TrainingCase> real_dense_cases() {
  std::vector<TrainingCase> cases;
  for (const TrainingCase& c : training_cases())
    if (c.name == "dense_tanh_real" || c.name == "dense_leaky_tanh_real" || c.name == "dense_voltage_tanh_real" ||
        c.name == "dense_linear_real")
      cases.push_back(c);
  return cases;
}

bool leaks_on_voltage(const TrainingCase& c) {
  const auto leak_on = c.network.fields.find("leak_on");
  return leak_on != c.network.fields.end() && std::get<std::string>(leak_on->second) == "voltage";
}

TEST(Reductions, rtrl_is_what_the_plain_loops_say) {
  for (const TrainingCase& c : real_dense_cases()) {
    Training training(c, portable_kernels(), steps);
    EXPECT_LT(relative_distance(training.gradient(rule("rtrl"), steps),
                                reference_gradient(training, [](int, int, double exact, double) { return exact; })),
              1e-12)
        << c.name;
  }
}

TEST(Reductions, snap1_keeps_the_diagonal_of_the_jacobian) {
  for (const TrainingCase& c : real_dense_cases()) {
    Training training(c, portable_kernels(), steps);
    const auto diagonal = [](int i, int k, double exact, double) { return i == k ? exact : 0; };
    EXPECT_LT(relative_distance(training.gradient(rule("snap1"), steps), reference_gradient(training, diagonal)), 1e-12) << c.name;
  }
}

TEST(Reductions, rflo_with_the_readouts_weights_keeps_the_leak_alone) {
  for (const TrainingCase& c : real_dense_cases()) {
    Training training(c, portable_kernels(), steps);
    const auto leak = [](int i, int k, double, double leak) { return i == k ? 1 - leak : 0; };
    const Member rflo = rule("rflo", {{"feedback", std::string("symmetric")}});
    EXPECT_LT(relative_distance(training.gradient(rflo, steps), reference_gradient(training, leak)), 1e-12) << c.name;
    const auto factor = [](int i, int k, double, double) { return i == k ? 0.7 : 0; };
    const Member fixed = rule("rflo", {{"feedback", std::string("symmetric")}, {"trace_factor", 0.7}});
    EXPECT_LT(relative_distance(training.gradient(fixed, steps), reference_gradient(training, factor)), 1e-12) << c.name;
  }
}

TEST(Reductions, eprop_is_rflo_with_the_readouts_weights_where_the_voltage_leaks) {
  for (const TrainingCase& c : training_cases()) {
    if (!leaks_on_voltage(c)) continue;
    Training training(c, portable_kernels(), steps);
    EXPECT_LT(relative_distance(training.gradient(rule("eprop"), steps),
                                training.gradient(rule("rflo", {{"feedback", std::string("symmetric")}}), steps)),
              1e-14)
        << c.name;
  }
}

TEST(Reductions, filtered_eprop_is_what_the_plain_loops_say) {
  int compared = 0;
  for (const TrainingCase& c : real_dense_cases()) {
    if (!leaks_on_voltage(c)) continue;
    Training training(c, portable_kernels(), steps);
    const auto leak = [](int i, int k, double, double leak) { return i == k ? 1 - leak : 0; };
    EXPECT_LT(relative_distance(training.gradient(rule("eprop", {{"trace_filter", 0.8}}), steps), reference_gradient(training, leak, 0.8)),
              1e-12)
        << c.name;
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

// Complex networks as well, whose slopes are matrices: a filter that forgets at once is none.
TEST(Reductions, eprop_with_a_filter_of_almost_nothing_is_eprop) {
  for (const TrainingCase& c : training_cases()) {
    if (!leaks_on_voltage(c)) continue;
    Training training(c, portable_kernels(), steps);
    EXPECT_LT(
        relative_distance(training.gradient(rule("eprop", {{"trace_filter", 1e-30}}), steps), training.gradient(rule("eprop"), steps)),
        1e-12)
        << c.name;
  }
}

TEST(Reductions, the_immediate_rule_carries_nothing) {
  for (const TrainingCase& c : real_dense_cases()) {
    Training training(c, portable_kernels(), steps);
    EXPECT_LT(relative_distance(training.gradient(rule("immediate"), steps),
                                reference_gradient(training, [](int, int, double, double) { return 0.0; })),
              1e-12)
        << c.name;
  }
}

TEST(Reductions, snap1_is_exact_on_diagonal_networks) {
  for (const TrainingCase& c : training_cases()) {
    if (std::get<0>(std::pair(c.network.kind, 0)) != "diagonal") continue;
    Training training(c, portable_kernels(), steps);
    EXPECT_LT(relative_distance(training.gradient(rule("snap1"), steps), training.gradient(rule("rtrl"), steps)), 1e-14) << c.name;
  }
}

// Without recurrent weights the Jacobian is the leak, for every activation and complex numbers as well.
TEST(Reductions, rflo_is_exact_without_recurrent_weights) {
  for (TrainingCase c : training_cases()) {
    if (c.network.kind != "dense") continue;
    c.poles = {"explicit", {{"values", std::vector<Complex>(4, 0.0)}}};
    Training training(c, portable_kernels(), steps);
    EXPECT_LT(relative_distance(training.gradient(rule("rflo", {{"feedback", std::string("symmetric")}}), steps),
                                training.gradient(rule("rtrl"), steps)),
              1e-12)
        << c.name;
  }
}

// All rows of the trace are equal in a linear network, so G = B (sum e E^T): the low-rank claim of arXiv 2606.00243.
TEST(Reductions, the_change_by_rflo_has_no_more_directions_than_outputs) {
  TrainingCase c{"linear", {"dense", {}}, {"random", {{"count", std::int64_t{8}}, {"radius", 0.8}}}, false};
  Training training(c, portable_kernels(), 200);
  const auto ranks = [&](const Member& member) {
    const Learner learner = training.learner(training.point(member, 1e-5, false));
    Arena state(learner.rule->state_size());
    Arena all(training.start(learner).size());
    learner.rule->reset(state.data(), training.start(learner).data());
    learner.rule->advance(state.data(), training.chunk(0, 200));
    learner.rule->weights(state.data(), all.data());
    std::vector<Complex> change;
    for (int i = 0; i < 8; ++i)
      for (int j = 0; j < 8; ++j) change.emplace_back(all[i * 11 + j] - training.network().start()[i * 11 + j]);
    return singular_values(change, 8, 8);
  };
  const std::vector<double> rflo = ranks(rule("rflo", {{"trace_factor", 0.5}}));
  EXPECT_LT(rflo[2], 1e-12 * rflo[0]);
  EXPECT_GT(rflo[1], 1e-3 * rflo[0]);
  EXPECT_GT(ranks(rule("rtrl"))[2], 1e-3 * ranks(rule("rtrl"))[0]);
}

// In exp-exp coordinates the gradient is that of the poles through the chain rule: in nu and theta of every pole.
TEST(Coordinates, exp_exp_gradients_equal_finite_differences) {
  for (const TrainingCase& c : training_cases()) {
    if (c.network.kind != "diagonal") continue;
    Training training(c, portable_kernels(), steps);
    Streamed run(training, rule("rtrl", {{"coordinates", std::string("exp_exp")}, {"update_every", std::int64_t{steps}}}), {4});
    const Arena start = training.start(run.learner());
    const Arena kept = run.weights();
    for (std::size_t i = 0; i < start.size(); ++i) EXPECT_NEAR(kept[i], start[i], 1e-14) << c.name;  // the coordinates' own poles
    const Vector gradient = run.all(steps).back();
    double size = 0;
    for (const double g : gradient) size = std::max(size, std::abs(g));
    ASSERT_GT(size, 1e-3) << c.name;
    Arena moved(start.size());
    std::copy_n(start.data(), start.size(), moved.data());
    const auto loss_with = [&](const std::vector<std::pair<std::size_t, double>>& values) {
      for (const auto& [slot, value] : values) moved[slot] = value;
      const double loss = training.loss(moved, run.learner(), 0, steps);
      for (const auto& [slot, value] : values) moved[slot] = start[slot];
      return loss;
    };
    const std::vector<Training::Parameter> parameters = training.parameters(start);
    const int n = training.network().shape().states;
    const auto poles = static_cast<std::size_t>(c.complex_valued ? 2 * n : n);
    constexpr double h = 1e-5;
    for (std::size_t i = 0; i < poles * static_cast<std::size_t>(1 + c.inputs); ++i) {
      const bool is_pole = i < poles;
      const bool is_pair = is_pole && (c.complex_valued || parameters[i].moves.size() == 2);
      const auto shifted = [&](double sign) -> double {
        const Training::Parameter& parameter = parameters[i];
        if (!is_pole) return loss_with({{parameter.slot, start[parameter.slot] + sign * h}});
        if (!is_pair) {
          const double pole = start[parameter.slot];
          const double nu = std::log(-std::log(std::abs(pole))) + sign * h;
          return loss_with({{parameter.slot, std::copysign(std::exp(-std::exp(nu)), pole)}});
        }
        const Training::Parameter& first = parameters[i / 2 * 2];
        const Complex pole(start[first.slot], start[parameters[i / 2 * 2 + 1].slot]);
        const double turn = std::arg(pole) > 0 ? std::arg(pole) : std::arg(pole) + 2 * std::acos(-1.0);
        const double nu = std::log(-std::log(std::abs(pole))) + (i % 2 == 0 ? sign * h : 0);
        const double theta = std::log(turn) + (i % 2 == 1 ? sign * h : 0);
        const Complex fresh = std::polar(std::exp(-std::exp(nu)), std::exp(theta));
        if (c.complex_valued) return loss_with({{first.slot, fresh.real()}, {first.slot + 1, fresh.imag()}});
        return loss_with(
            {{first.slot, fresh.real()}, {first.slot + 1, -fresh.imag()}, {first.slot + 2, fresh.imag()}, {first.slot + 3, fresh.real()}});
      };
      EXPECT_NEAR(gradient[i], (shifted(1) - shifted(-1)) / (2 * h), 1e-6 * size) << c.name << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace polesweep::test_reductions
