#include "core/theory/full_network.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <stdexcept>

#include "core/theory/two_poles.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

double condition(const std::vector<double>& eigenvalues) { return eigenvalues.back() / eigenvalues.front(); }

double response(const Eigen::MatrixXd& w, const Eigen::VectorXd& b, const Eigen::VectorXd& c, int n) {
  Eigen::VectorXd state = b;
  for (int i = 0; i < n; ++i) state = w * state;
  return c.dot(state);
}

/// 2 J^T J over (W, B, C) by central differences.
Eigen::MatrixXd hessian(const Eigen::MatrixXd& w, const Eigen::VectorXd& b, const Eigen::VectorXd& c, int lags) {
  const auto k = b.size();
  const double h = 1e-5;
  Eigen::MatrixXd jacobian(lags, k * k + 2 * k);
  for (Eigen::Index parameter = 0; parameter < jacobian.cols(); ++parameter)
    for (int n = 0; n < lags; ++n) {
      double change = 0;
      for (const double sign : {1.0, -1.0}) {
        Eigen::MatrixXd w1 = w;
        Eigen::VectorXd b1 = b, c1 = c;
        if (parameter < k * k)
          w1(parameter / k, parameter % k) += sign * h;
        else
          (parameter < k * k + k ? b1[parameter - k * k] : c1[parameter - k * k - k]) += sign * h;
        change += sign * response(w1, b1, c1, n);
      }
      jacobian(n, parameter) = change / (2 * h);
    }
  return 2 * jacobian.transpose() * jacobian;
}

TEST(FullNetwork, eigenvalues_are_those_of_the_hessian_that_are_not_zero) {
  Draws draws(5);
  for (const int k : {1, 2, 3}) {
    Eigen::MatrixXd w(k, k);
    Eigen::VectorXd b(k), c(k);
    for (int i = 0; i < k * k; ++i) w(i / k, i % k) = draws.normal();
    for (int i = 0; i < k; ++i) {
      b[i] = draws.normal();
      c[i] = draws.normal();
    }
    w *= 0.8 / w.eigenvalues().cwiseAbs().maxCoeff();
    const Eigen::MatrixXd transposed = w.transpose();  // column by column: W row by row
    const auto found = full_network_eigenvalues({transposed.data(), transposed.data() + k * k}, {b.begin(), b.end()}, {c.begin(), c.end()});
    ASSERT_EQ(found.size(), static_cast<std::size_t>(2 * k));
    const Eigen::VectorXd all = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(hessian(w, b, c, 150)).eigenvalues();
    for (int i = 0; i < k * k; ++i) EXPECT_LT(all[i], 1e-9 * all[all.size() - 1]) << k;
    for (int i = 0; i < 2 * k; ++i)
      EXPECT_NEAR(found[static_cast<std::size_t>(i)], all[k * k + i], 1e-8 * all[all.size() - 1]) << k << " " << i;
  }
}

TEST(FullNetwork, of_colliding_poles_diverges_unless_they_are_coupled) {
  const auto diagonal = [](double delta) {
    return condition(full_network_eigenvalues({0.775 - delta / 2, 0, 0, 0.775 + delta / 2}, {1, 1}, {1, 1}));
  };
  EXPECT_NEAR(diagonal(0.05) / 1.12e5, 1, 0.005);
  EXPECT_NEAR(std::log2(diagonal(0.005) / diagonal(0.01)), 4, 0.01);
  const auto coupled = [](double delta) {
    return condition(full_network_eigenvalues({0.775 - delta / 2, 0.5, 0, 0.775 + delta / 2}, {1, 1}, {1, 1}));
  };
  EXPECT_NEAR(coupled(1e-5) / 4.17e3, 1, 0.01);
  EXPECT_NEAR(coupled(0) / coupled(1e-5), 1, 1e-3);
}

TEST(FullNetwork, is_refused_without_all_its_poles) {
  EXPECT_THROW(full_network_eigenvalues({0.5, 0, 0, 0.5}, {1, 1}, {1, 1}), std::domain_error);
  EXPECT_THROW(full_network_eigenvalues({0.5, 0, 0, 0.7}, {1, 0}, {1, 1}), std::domain_error);
  EXPECT_THROW(full_network_eigenvalues({0.5, 0, 0, 1.0}, {1, 1}, {1, 1}), std::domain_error);
  EXPECT_THROW(full_network_eigenvalues({0.5, 0, 0}, {1, 1}, {1, 1}), std::domain_error);
}

}  // namespace
}  // namespace polesweep::theory
