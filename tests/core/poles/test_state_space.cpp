#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/poles/poles.hpp"

/// Poles of state-space models: HiPPO-LegS and S4D.
namespace polesweep {
namespace {

std::vector<Complex> poles(const char* kind, FieldValues values) { return make_poles({kind, values})->poles(0, false); }

/// The pole in continuous time that a step of zero-order hold makes this one of.
Complex continuous(const Complex& pole, double step) { return std::log(pole) / step; }

TEST(HippoLegs, frequencies_are_those_of_the_normal_part) {
  for (const int count : {1, 2, 7, 16}) {
    // LegS and the low-rank term that makes it normal, as the sources write them: A = -(...), P_n = (n + 1/2)^(1/2), A + P P^T.
    Eigen::MatrixXd a = Eigen::MatrixXd::Zero(count, count);
    for (int n = 0; n < count; ++n)
      for (int k = 0; k <= n; ++k) a(n, k) = n == k ? -(n + 1.0) : -std::sqrt((2.0 * n + 1) * (2.0 * k + 1));
    Eigen::VectorXd p(count);
    for (int n = 0; n < count; ++n) p(n) = std::sqrt(n + 0.5);
    const Eigen::MatrixXd normal = a + p * p.transpose();
    EXPECT_LT((normal * normal.transpose() - normal.transpose() * normal).norm(), 1e-10 * normal.norm() * normal.norm());
    const Eigen::VectorXcd expected = normal.eigenvalues();
    const auto found = poles("hippo_legs", {{"count", std::int64_t{count}}, {"step", 0.001}});
    ASSERT_EQ(found.size(), static_cast<std::size_t>(count));
    EXPECT_NO_THROW(split_conjugates(found));
    for (const Complex& pole : found) {
      const Complex eigenvalue = continuous(pole, 0.001);
      EXPECT_LT((expected.array() - eigenvalue).abs().minCoeff(), 1e-9 * std::max(1.0, std::abs(eigenvalue))) << count;
    }
    for (const Complex& eigenvalue : expected) {
      double nearest = 1e300;
      for (const Complex& pole : found) nearest = std::min(nearest, std::abs(continuous(pole, 0.001) - eigenvalue));
      EXPECT_LT(nearest, 1e-9 * std::max(1.0, std::abs(eigenvalue))) << count;
    }
  }
}

TEST(S4d, has_the_printed_poles) {
  const auto expect = [](const char* form, std::int64_t count, const std::vector<Complex>& expected) {
    const auto found = poles("s4d", {{"form", std::string(form)}, {"count", count}, {"step", 0.01}});
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) EXPECT_LT(std::abs(continuous(found[k], 0.01) - expected[k]), 1e-11) << form << k;
    EXPECT_NO_THROW(split_conjugates(found));
  };
  expect("lin", 6, {{-0.5, 0}, {-0.5, 0}, {-0.5, M_PI}, {-0.5, -M_PI}, {-0.5, 2 * M_PI}, {-0.5, -2 * M_PI}});
  expect("lin", 3, {{-0.5, 0}, {-0.5, 0}, {-0.5, 0}});
  const auto inverse = [](double count, double n) { return count / M_PI * (count / (2 * n + 1) - 1); };
  expect("inv", 5, {{-0.5, inverse(5, 0)}, {-0.5, -inverse(5, 0)}, {-0.5, inverse(5, 1)}, {-0.5, -inverse(5, 1)}, {-0.5, 0}});
  expect("real", 3, {-1, -2, -3});
}

TEST(S4d, bilinear_poles_are_the_mapped_ones) {
  const auto found = poles("s4d", {{"count", std::int64_t{8}}, {"step", 0.3}, {"discretisation", std::string("bilinear")}});
  for (int n = 0; n < 4; ++n) {
    const Complex scaled = 0.3 * Complex(-0.5, M_PI * n);
    EXPECT_LT(std::abs(found[static_cast<std::size_t>(2 * n)] - (1.0 + scaled / 2.0) / (1.0 - scaled / 2.0)), 1e-15);
    EXPECT_EQ(found[static_cast<std::size_t>(2 * n + 1)], std::conj(found[static_cast<std::size_t>(2 * n)]));
  }
}

TEST(S4d, slow_and_fast_steps_stay_inside_the_unit_circle) {
  for (const double step : {1e-6, 1.0, 100.0})
    for (const std::string form : {"lin", "inv", "real"})
      for (const std::string how : {"zoh", "bilinear"})
        for (const Complex& pole : poles("s4d", {{"count", std::int64_t{64}}, {"step", step}, {"form", form}, {"discretisation", how}}))
          EXPECT_LT(std::abs(pole), 1) << form << how << step;
}

}  // namespace
}  // namespace polesweep
