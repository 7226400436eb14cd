#include "core/theory/gram.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <stdexcept>

#include "core/theory/conditioning.hpp"
#include "core/theory/ring.hpp"
#include "core/theory/two_poles.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

using Matrix = Eigen::MatrixXcd;

/// Columns beta^n, then b n beta^{n-1}.
Matrix columns(const std::vector<Complex>& poles, const std::vector<Complex>& gains, int count = 1500) {
  const auto k = std::ssize(poles);
  Matrix all(count, 2 * k);
  for (Eigen::Index j = 0; j < k; ++j) {
    Complex power = 1, previous = 0;
    for (int n = 0; n < count; ++n) {
      all(n, j) = power;
      all(n, k + j) = gains[static_cast<std::size_t>(j)] * static_cast<double>(n) * previous;
      previous = power;
      power *= poles[static_cast<std::size_t>(j)];
    }
  }
  return all;
}

Matrix matrix(const GramMatrix& gram) {
  const auto n = static_cast<Eigen::Index>(std::lround(std::sqrt(static_cast<double>(gram.size()))));
  Matrix out(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) out(i, j) = Complex(gram[static_cast<std::size_t>(i * n + j)]);
  return out;
}

double condition(const Matrix& gram) {
  const Eigen::VectorXd values = Eigen::SelfAdjointEigenSolver<Matrix>(gram, Eigen::EigenvaluesOnly).eigenvalues();
  return values.tail(1)[0] / values[0];
}

TEST(Gram, matrices_are_sums_over_the_columns) {
  Draws draws(1);
  for (int i = 0; i < 20; ++i) {
    const int k = 1 + i % 3;
    const auto poles = draws.poles(k, 0.9);
    const auto gains = draws.gains(k);
    const Matrix c = columns(poles, gains);
    const Matrix gram = c.adjoint() * c;
    EXPECT_LT((matrix(gram_fixed(poles)) - gram.topLeftCorner(k, k)).norm(), 1e-12 * gram.norm());
    EXPECT_LT((matrix(gram_poles(poles, gains)) - gram.bottomRightCorner(k, k)).norm(), 1e-12 * gram.norm());
    EXPECT_LT((matrix(gram_joint(poles, gains)) - gram).norm(), 1e-12 * gram.norm());
    const Matrix a = gram.topLeftCorner(k, k), b = gram.topRightCorner(k, k);
    const Matrix schur = gram.bottomRightCorner(k, k) - b.adjoint() * a.ldlt().solve(b);
    EXPECT_LT((matrix(gram_projected(poles, gains)) - schur).norm(), 1e-10 * gram.norm());
  }
}

TEST(Gram, determinants_are_the_product_formulas) {
  Draws draws(2);
  for (int i = 0; i < 20; ++i) {
    const int k = 1 + i % 3;
    const auto poles = draws.poles(k, 0.9);
    const auto gains = draws.gains(k);
    const Matrix c = columns(poles, gains);
    const Matrix gram = c.adjoint() * c;
    EXPECT_NEAR(log_determinant_fixed(poles), std::log(gram.topLeftCorner(k, k).determinant().real()), 1e-8);
    EXPECT_NEAR(log_determinant_joint(poles, gains), std::log(gram.determinant().real()), 1e-5);
  }
}

TEST(Gram, condition_is_that_of_the_columns) {
  Draws draws(3);
  const auto poles = draws.poles(2, 0.8);
  const auto gains = draws.gains(2);
  const Eigen::VectorXd values = columns(poles, gains).jacobiSvd().singularValues();
  EXPECT_NEAR(gram_condition(gram_joint(poles, gains)) / std::pow(values[0] / values[3], 2), 1, 1e-8);
}

TEST(Ring, eigenvalues_are_those_of_its_gram_matrices) {
  for (const int k : {1, 2, 5, 8})
    for (const double rho : {0.3, 0.8, 0.95}) {
      std::vector<Complex> poles;
      for (int j = 0; j < k; ++j) poles.push_back(std::polar(rho, 2 * std::acos(-1.0) * j / k));
      const std::vector<Complex> gains(poles.size(), 1.0);
      const auto expect = [&](const std::vector<double>& closed, const GramMatrix& gram) {
        const auto values = gram_eigenvalues(gram);
        ASSERT_EQ(values.size(), closed.size());
        for (std::size_t i = 0; i < values.size(); ++i)
          EXPECT_NEAR(closed[i], values[i], 1e-12 * values[i] + 1e-15 * values.back()) << k << " " << rho;  // the poles are rounded
      };
      expect(ring_eigenvalues_fixed(rho, k), gram_fixed(poles));
      expect(ring_eigenvalues_poles(rho, k), gram_poles(poles, gains));
      expect(ring_eigenvalues_joint(rho, k), gram_joint(poles, gains));
      EXPECT_NEAR(ring_eigenvalues_fixed(rho, k).back() / ring_eigenvalues_fixed(rho, k).front() / std::pow(rho, -2.0 * (k - 1)), 1, 1e-12);
    }
}

TEST(Conditioning, leading_orders_hold_at_collision) {
  const double delta = 0.003;
  const double c = 0.6 - delta / 2, d = 0.6 + delta / 2;
  const auto [fixed, joint] = collision_conditions(c, d);
  const std::vector<Complex> poles{c, d}, gains{1.0, 1.0};
  EXPECT_NEAR(gram_condition(gram_fixed(poles)) / fixed, 1, 1e-8);
  EXPECT_NEAR(gram_condition(gram_joint(poles, gains)) / joint, 1, 1e-3);
}

TEST(Conditioning, of_a_pair_is_that_of_its_four_problems) {
  for (const double separation : {0.3, 0.05}) {
    const double c = 0.775 - separation / 2, d = 0.775 + separation / 2;
    const std::vector<Complex> poles{c, d}, gains{1.0, 1.0};
    const auto all = pair_conditions(0.775, separation);
    EXPECT_NEAR(all[0] / pole_condition(c, d), 1, 1e-12);
    EXPECT_NEAR(all[0] / gram_condition(gram_poles(poles, gains)), 1, 1e-10);
    EXPECT_NEAR(all[1] / gram_condition(gram_fixed(poles)), 1, 1e-12);
    EXPECT_NEAR(all[2] / gram_condition(gram_joint(poles, gains)), 1, 1e-9);
    EXPECT_NEAR(all[3] / coefficient_condition(c, d), 1, 1e-12);
  }
  // Where the eigenvalues themselves have lost their digits: to leading order.
  EXPECT_NEAR(pair_conditions(0.775, 1e-4)[2] / collision_conditions(0.775 - 5e-5, 0.775 + 5e-5)[1], 1, 1e-5);
  EXPECT_THROW(pair_conditions(0.9, 0.3), std::domain_error);
}

TEST(Conditioning, real_hessian_is_that_of_finite_differences) {
  Draws draws(4);
  const auto poles = draws.poles(2, 0.7);
  const auto gains = draws.gains(2);
  // Parameters: Re and Im of gains and poles; the Hessian of sum |h - h*|^2 at zero residual, by second differences.
  const auto value = [&](const Eigen::VectorXd& move) {
    auto p = poles;
    auto b = gains;
    for (int i = 0; i < 2; ++i) {
      b[static_cast<std::size_t>(i)] += Complex(move[i], move[4 + i]);
      p[static_cast<std::size_t>(i)] += Complex(move[2 + i], move[6 + i]);
    }
    double sum = 0;
    for (int n = 0; n < 200; ++n) {
      Complex e = 0;
      for (std::size_t i = 0; i < 2; ++i) e += b[i] * std::pow(p[i], n) - gains[i] * std::pow(poles[i], n);
      sum += std::norm(e);
    }
    return sum;
  };
  const double h = 1e-4;
  Eigen::MatrixXd hessian(8, 8);
  for (int i = 0; i < 8; ++i)
    for (int j = 0; j < 8; ++j) {
      const Eigen::VectorXd u = h * Eigen::VectorXd::Unit(8, i), v = h * Eigen::VectorXd::Unit(8, j);
      hessian(i, j) = (value(u + v) - value(u - v) - value(v - u) + value(-u - v)) / (4 * h * h);
    }
  const Eigen::VectorXd values = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(hessian).eigenvalues();
  const auto closed = real_hessian_eigenvalues(poles, gains);
  for (int i = 0; i < 8; ++i) EXPECT_NEAR(closed[static_cast<std::size_t>(i)], values[i], 1e-4 * values[7]);
}

TEST(Conditioning, conjugate_pair_is_a_sum_over_its_columns) {
  for (const double angle : {0.1, 0.4, 2.0}) {
    const Complex pole = std::polar(0.7, angle), gain(0.4, 1.1);
    Matrix gram = Matrix::Zero(2, 2);
    for (int n = 1; n < 400; ++n) {
      const Complex slope = 2.0 * gain * static_cast<double>(n) * std::pow(pole, n - 1);
      const double re = slope.real(), im = -slope.imag();
      gram(0, 0) += re * re;
      gram(0, 1) += re * im;
      gram(1, 0) += re * im;
      gram(1, 1) += im * im;
    }
    EXPECT_NEAR(conjugate_pair_condition(0.7, angle) / condition(gram), 1, 1e-10);
  }
}

}  // namespace
}  // namespace polesweep::theory
