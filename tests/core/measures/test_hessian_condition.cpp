#include "core/measures/hessian_condition.hpp"

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>

#include "core/run/run.hpp"
#include "core/theory/gram.hpp"
#include "tests/core/run/group_of.hpp"

namespace polesweep {
namespace {

LinearSystem of_poles(const std::vector<Complex>& poles, const std::vector<Complex>& input) {
  const auto n = poles.size();
  LinearSystem system{static_cast<int>(n), static_cast<int>(input.size() / n), std::vector<Complex>(n * n), input, std::vector<Complex>(n)};
  for (std::size_t i = 0; i < n; ++i) system.state[i * n + i] = poles[i];
  return system;
}

double condition(const std::vector<Complex>& poles, const std::vector<Complex>& gains, bool moves_poles = true) {
  return hessian_condition(of_poles(poles, std::vector<Complex>(poles.size(), 1.0)), gains, {}, 1, moves_poles);
}

std::vector<Complex> ring(double radius, int count) {
  std::vector<Complex> poles;
  for (int k = 0; k < count; ++k) poles.push_back(std::polar(radius, 2 * M_PI * k / count));
  return poles;
}

// The oracles p1.kappa_joint (gains 1 and 0.6) and p1.ring_kappa_joint of the reference, and p1's table of rings.
TEST(HessianCondition, of_the_papers_examples_is_theirs) {
  EXPECT_NEAR(condition({0.5, 0.8}, {1.0, 0.6}) / 2863.34689678, 1, 1e-11);
  EXPECT_NEAR(condition(ring(0.9, 8), std::vector<Complex>(8, 1.0)) / 658.897470248, 1, 1e-11);
  EXPECT_NEAR(condition(ring(0.9, 16), std::vector<Complex>(16, 1.0)) / 1.209e4, 1, 1e-3);
  EXPECT_NEAR(condition(ring(0.8, 8), std::vector<Complex>(8, 1.0), false) / std::pow(0.8, -14), 1, 1e-12);
}

// Extended precision gives the condition of the joint matrix itself to 1e-19 times that.
TEST(HessianCondition, of_poles_that_nearly_collide_has_its_digits) {
  for (const double apart : {0.2, 0.1, 0.03}) {
    const std::vector<Complex> poles = {{0.7, 0.1}, {0.7 + apart, 0.1}, {-0.3, 0.5}};
    const std::vector<Complex> gains = {1.0, {0.2, -0.8}, {0, 0.4}};
    const double joint = theory::gram_condition(theory::gram_joint(poles, gains));
    EXPECT_NEAR(condition(poles, gains) / joint, 1, 1e-12 + 1e-18 * joint) << apart;
  }
}

/// Impulse responses [outputs x inputs x lags] of a real system.
Eigen::VectorXd responses(const LinearSystem& system, const std::vector<Complex>& weights, const Regressors& regressors, int outputs) {
  constexpr int lags = 300;
  const int n = system.states;
  const int m = system.inputs;
  const int count = static_cast<int>(weights.size()) / outputs;
  Eigen::VectorXd all(outputs * m * lags);
  for (int j = 0; j < m; ++j) {
    std::vector<double> state(static_cast<std::size_t>(n));
    for (int lag = 0; lag < lags; ++lag) {
      std::vector<double> next(state.size());
      for (int i = 0; i < n; ++i) {
        if (lag == 0) next[i] = system.input[static_cast<std::size_t>(i * m + j)].real();
        for (int k = 0; k < n; ++k) next[i] += system.state[static_cast<std::size_t>(i * n + k)].real() * state[k];
      }
      state = next;
      for (int o = 0; o < outputs; ++o) {
        double y = regressors.inputs > 0 && lag == 0 ? weights[static_cast<std::size_t>(o * count + n + j)].real() : 0;
        for (int i = 0; i < n; ++i) y += weights[static_cast<std::size_t>(o * count + i)].real() * state[i];
        all[(o * m + j) * lags + lag] = y;
      }
    }
  }
  return all;
}

/// By differences of the impulse responses along each weight that a real network with poles 0.6 +- 0.3i, 0.8 and -0.4 has.
double by_differences(LinearSystem system, std::vector<Complex> weights, const Regressors& regressors, int outputs) {
  std::vector<std::function<void(double)>> moves;
  for (Complex& weight : weights) moves.emplace_back([&weight](double by) { weight += by; });
  auto& state = system.state;
  moves.emplace_back([&state](double by) { state[0] += by, state[5] += by; });
  moves.emplace_back([&state](double by) { state[4] += by, state[1] -= by; });
  moves.emplace_back([&state](double by) { state[10] += by; });
  moves.emplace_back([&state](double by) { state[15] += by; });
  Eigen::MatrixXd jacobian(responses(system, weights, regressors, outputs).size(), static_cast<Eigen::Index>(moves.size()));
  for (std::size_t i = 0; i < moves.size(); ++i) {
    moves[i](1e-5);
    const Eigen::VectorXd above = responses(system, weights, regressors, outputs);
    moves[i](-2e-5);
    jacobian.col(static_cast<Eigen::Index>(i)) = (above - responses(system, weights, regressors, outputs)) / 2e-5;
    moves[i](1e-5);
  }
  const Eigen::VectorXd values = jacobian.jacobiSvd().singularValues();
  return std::pow(values[0] / values[values.size() - 1], 2);
}

TEST(HessianCondition, of_real_networks_is_that_of_the_derivatives_by_their_weights) {
  LinearSystem system{4, 2, std::vector<Complex>(16), {1, 0.3, -0.5, 0.7, 0.2, 1.1, 0.9, -0.6}, std::vector<Complex>(4)};
  system.state[0] = system.state[5] = 0.6;
  system.state[4] = 0.3;
  system.state[1] = -0.3;
  system.state[10] = 0.8;
  system.state[15] = -0.4;
  const std::vector<Complex> alone = {1, -0.4, 0.6, 0.9};
  const std::vector<Complex> both = {1, -0.4, 0.6, 0.9, 0.3, 0.8, -0.7, 0.5};
  const std::vector<Complex> with_inputs = {1, -0.4, 0.6, 0.9, 0.3, 0.8};
  EXPECT_NEAR(hessian_condition(system, alone, {}, 1, true) / by_differences(system, alone, {}, 1), 1, 1e-7);
  EXPECT_NEAR(hessian_condition(system, both, {}, 2, true) / by_differences(system, both, {}, 2), 1, 1e-7);
  const Regressors seen{.inputs = 2};
  EXPECT_NEAR(hessian_condition(system, with_inputs, seen, 1, true) / by_differences(system, with_inputs, seen, 1), 1, 1e-7);
}

TEST(HessianCondition, knows_an_intercept_by_its_value_one) {
  // Of a pole 0.5 that stays: the states' power 4/3, and 1.
  const LinearSystem system = of_poles({0.5}, {1.0});
  EXPECT_NEAR(hessian_condition(system, {1.0, 0.0}, {.intercept = true}, 1, false), 4.0 / 3, 1e-15);
  EXPECT_EQ(hessian_condition(system, {1.0}, {}, 1, false), 1);
}

TEST(HessianCondition, is_infinite_without_rank_and_no_number_where_it_does_not_apply) {
  EXPECT_TRUE(std::isinf(condition({0.5, 0.8}, {1.0, 0.0})));  // a pole that nothing reads
  EXPECT_TRUE(std::isinf(condition({0.5, 0.5}, {1.0, 1.0})));
  EXPECT_TRUE(std::isinf(condition({0.5, 1.0}, {1.0, 1.0})));
  EXPECT_TRUE(std::isnan(condition({0.5, std::nan("")}, {1.0, 1.0})));
  EXPECT_TRUE(std::isnan(hessian_condition(of_poles({0.5}, {1.0}), {1.0, 1.0}, {.widely_linear = true}, 1, true)));
  EXPECT_TRUE(std::isnan(hessian_condition({3, 1, std::vector<Complex>(9, 0.1), {1, 1, 1}, {0, 0, 0}}, {1, 1, 1}, {}, 1, true)));
}

// At the teacher's own poles and gains, with unit input weights, runs hold what theory says of the optimum.
TEST(HessianCondition, of_runs_is_with_the_poles_where_they_learn) {
  const std::vector<Complex> poles = {0.5, 0.8};
  Point point{{"linear_teacher", {{"poles", poles}, {"gains", std::vector<Complex>{1.0, 0.6}}, {"noise", 0.0}}},
              {"diagonal", {{"input_weights", std::string("ones")}}},
              {"teacher", {}},
              {"rtrl", {}},
              {"gradient", {{"initial_readout", std::string("listed")}, {"initial_weights", std::vector<Complex>{1.0, 0.6}}}},
              {"sgd", {{"step_size", 1e-12}}}};
  const Measurement asked{{10}, {"hessian_condition"}, {"exact", 0}};
  const auto measured = [&] {
    return compute(group_of({point}, 1, asked), {}, portable_kernels()).front().measures.front().values.front();
  };
  EXPECT_NEAR(measured() / 2863.34689678, 1, 1e-9);
  point.recurrent = {"fixed", {}};
  const double fixed = theory::gram_condition(theory::gram_fixed(poles));
  EXPECT_NEAR(measured() / fixed, 1, 1e-9);
  point.network = {"dense", {}};
  EXPECT_TRUE(std::isnan(measured()));
}

}  // namespace
}  // namespace polesweep
