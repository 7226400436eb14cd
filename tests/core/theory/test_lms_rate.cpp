#include "core/theory/lms_rate.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

namespace polesweep::theory {
namespace {

double by_matrix(const std::vector<double>& l, double mu, double beta) {
  const Eigen::VectorXd v = Eigen::Map<const Eigen::VectorXd>(l.data(), static_cast<Eigen::Index>(l.size()));
  Eigen::MatrixXd map = mu * mu * v * v.transpose();
  map.diagonal().array() += 1 - 2 * mu * v.array() + beta * mu * mu * v.array().square();
  return -std::log(Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(map).eigenvalues().maxCoeff());
}

TEST(LmsRate, is_the_largest_eigenvalue_of_the_map) {
  for (const std::vector<double>& l : {std::vector<double>{0.7}, {1.0, 1.0, 1.0}, {0.01, 0.5, 3.0}, {1e-5, 2.0, 2.0, 2.5}})
    for (const double mu : {1e-4, 0.01, 0.08})
      for (const bool complex_valued : {false, true}) {
        const double expected = by_matrix(l, mu, complex_valued ? 1 : 2);
        EXPECT_NEAR(lms_rate(l, mu, complex_valued) / expected, 1, 1e-6) << l.size() << " " << mu;
      }
}

TEST(LmsRate, refuses_what_diverges_and_what_is_not_driven) {
  EXPECT_THROW(lms_rate(std::vector<double>{1, 2}, 0.9, false), std::domain_error);
  EXPECT_NO_THROW(lms_rate(std::vector<double>{1, 2}, 0.9 / 3, false));
  EXPECT_THROW(lms_rate(std::vector<double>{1, 0}, 0.1, false), std::domain_error);
  EXPECT_THROW(lms_rate(std::vector<double>{}, 0.1, false), std::domain_error);
}

// Independent Gaussian regressors, as the formula assumes: the mean of |v|^2 over many runs.
TEST(LmsRate, of_simulated_lms) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  const std::vector<double> l = {0.5, 2};
  const double mu = 0.1;
  constexpr int runs = 20000;
  double early = 0;
  double late = 0;
  for (int run = 0; run < runs; ++run) {
    double v[2] = {1, 1};
    for (int n = 1; n <= 50; ++n) {
      const double s[2] = {std::sqrt(l[0]) * normal(random), std::sqrt(l[1]) * normal(random)};
      const double error = s[0] * v[0] + s[1] * v[1];
      for (int i = 0; i < 2; ++i) v[i] -= mu * error * s[i];
      (n == 20 ? early : late) += n == 20 || n == 50 ? l[0] * v[0] * v[0] + l[1] * v[1] * v[1] : 0;
    }
  }
  EXPECT_NEAR(std::log(early / late) / 30 / lms_rate(l, mu, false), 1, 0.03);
}

}  // namespace
}  // namespace polesweep::theory
