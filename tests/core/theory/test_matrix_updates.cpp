#include "core/theory/matrix_updates.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include <stdexcept>

#include "core/modes/mode_updates.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

LinearNetwork draw_network(Draws& draws, int n, int m, int o) {
  LinearNetwork net{n, m, o, {}, {}, {}};
  for (int i = 0; i < n * n; ++i) net.recurrent.push_back(draws.uniform(-0.8, 0.8) / n);
  for (int i = 0; i < n * m; ++i) net.input.push_back(draws.uniform(-1, 1));
  for (int i = 0; i < o * n; ++i) net.readout.push_back(draws.uniform(-1, 1));
  return net;
}

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
RowMajor map(const std::vector<double>& values, int rows) {
  return Eigen::Map<const RowMajor>(values.data(), rows, std::ssize(values) / rows);
}

double brute_loss(const LinearNetwork& s, const LinearNetwork& t) {
  RowMajor left = map(s.input, s.states), right = map(t.input, t.states);
  double sum = 0;
  for (int n = 0; n < 300; ++n) {
    sum += 0.5 * (map(s.readout, s.outputs) * left - map(t.readout, t.outputs) * right).squaredNorm();
    left = (map(s.recurrent, s.states) * left).eval();
    right = (map(t.recurrent, t.states) * right).eval();
  }
  return sum;
}

TEST(MatrixLoss, is_the_sum_over_the_impulse_response) {
  Draws draws(1);
  for (int i = 0; i < 5; ++i) {
    const LinearNetwork s = draw_network(draws, 3, 2, 2), t = draw_network(draws, 4, 2, 2);
    EXPECT_NEAR(matrix_loss(s, t), brute_loss(s, t), 1e-12);
  }
}

TEST(MatrixUpdates, of_bptt_are_the_gradient) {
  Draws draws(2);
  const LinearNetwork s = draw_network(draws, 3, 2, 2), t = draw_network(draws, 4, 2, 2);
  const LinearNetwork updates = matrix_updates({Rule::bptt}, s, t, {});
  const double h = 1e-6;
  for (const auto part : {&LinearNetwork::recurrent, &LinearNetwork::input, &LinearNetwork::readout})
    for (std::size_t i = 0; i < (s.*part).size(); ++i) {
      LinearNetwork up = s, down = s;
      (up.*part)[i] += h;
      (down.*part)[i] -= h;
      EXPECT_NEAR((updates.*part)[i], (matrix_loss(up, t) - matrix_loss(down, t)) / (2 * h), 1e-8);
    }
}

TEST(MatrixUpdates, of_one_state_are_those_of_a_mode) {
  const Mode mode{0.7, 1.3, 0.55}, teacher{1.1, 0.9, 0.8};
  const auto network = [](const Mode& m) { return LinearNetwork{1, 1, 1, {m.w}, {m.b}, {m.a}}; };
  for (const Algorithm algorithm : {Algorithm{Rule::bptt}, Algorithm{Rule::tbptt, 1}, Algorithm{Rule::tbptt, 3},
                                    Algorithm{Rule::rflo, 1, -0.8, 0.4}, Algorithm{Rule::eprop, 1, 0.6}}) {
    const LinearNetwork whole = matrix_updates(algorithm, network(mode), network(teacher), std::vector<double>{algorithm.feedback});
    const Updates one = mean_updates(algorithm, mode, teacher);
    EXPECT_NEAR(whole.readout[0], one.a, 1e-12);
    EXPECT_NEAR(whole.input[0], one.b, 1e-12);
    EXPECT_NEAR(whole.recurrent[0], one.w, 1e-12);
  }
}

TEST(MatrixUpdates, of_local_rules_are_expectations_over_a_long_run) {
  // E of (feedback error) x (trace), summed lag by lag: traces p_ij of h_j filtered by leak, inputs filtered by leak.
  Draws draws(3);
  const LinearNetwork s = draw_network(draws, 3, 2, 2), t = draw_network(draws, 4, 2, 2);
  const LinearNetwork r = draw_network(draws, 3, 2, 2);
  for (const Algorithm algorithm : {Algorithm{Rule::rflo, 1, 1, 0.5}, Algorithm{Rule::eprop}}) {
    const LinearNetwork updates = matrix_updates(algorithm, s, t, r.readout);
    for (int i = 0; i < 3; ++i) {
      const double leak = algorithm.rule == Rule::rflo ? 0.5 : s.recurrent[static_cast<std::size_t>(4 * i)];
      RowMajor own = map(s.input, 3), target = map(t.input, 4), trace = RowMajor::Zero(3, 2), filtered = RowMajor::Identity(2, 2);
      Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(3), input = Eigen::RowVectorXd::Zero(2);
      for (int n = 0; n < 200; ++n) {
        const RowMajor error = map(s.readout, 2) * own - map(t.readout, 2) * target;  // response of e to input n steps ago
        const Eigen::RowVectorXd signal = map(r.readout, 2).col(i).transpose() * error;
        row += signal * trace.transpose();
        input += signal * filtered.transpose();
        trace = (leak * trace + own).eval();
        filtered *= leak;
        own = (map(s.recurrent, 3) * own).eval();
        target = (map(t.recurrent, 4) * target).eval();
      }
      EXPECT_LT((map(updates.recurrent, 3).row(i) - row).norm(), 1e-12);
      EXPECT_LT((map(updates.input, 3).row(i) - input).norm(), 1e-12);
    }
  }
}

TEST(MatrixUpdates, refuse_networks_that_grow) {
  Draws draws(4);
  LinearNetwork s = draw_network(draws, 2, 1, 1);
  const LinearNetwork t = s;
  s.recurrent = {1.01, 0, 0, 0.2};
  EXPECT_THROW(matrix_updates({Rule::bptt}, s, t, {}), std::domain_error);
  s.recurrent.pop_back();
  EXPECT_THROW(matrix_updates({Rule::bptt}, s, t, {}), std::domain_error);
}

}  // namespace
}  // namespace polesweep::theory
