#include "core/measures/condition.hpp"

#include "core/learners/readout_condition.hpp"
#include "core/linear_algebra/entries.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/measures/covariance_factor.hpp"
#include "tests/core/measures/matrices.hpp"

namespace polesweep {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

LinearSystem diagonal_system(const std::vector<Complex>& poles) {
  const int n = static_cast<int>(poles.size());
  return {n, 1, diagonal(poles), std::vector<Complex>(poles.size(), 1.0), std::vector<Complex>(poles.size())};
}

std::vector<Complex> ring(int count, double radius) {
  std::vector<Complex> poles;
  for (int k = 0; k < count; ++k) poles.push_back(std::polar(radius, 2 * std::acos(-1.0) * k / count));
  return poles;
}

TEST(CovarianceFactor, solves_the_lyapunov_equation) {
  for (const int inputs : {1, 3}) {
    const int n = 5;
    const RowMajor a = map(draw_matrix(4, n, n), n) * 0.3;
    const std::vector<Complex> b = draw_matrix(5, n, inputs);
    const auto factor = covariance_factor({n, inputs, flat(a), b, {}});
    const RowMajor covariance = map(factor->entries(), n) * map(factor->entries(), n).adjoint();
    const RowMajor left = covariance - a * covariance * a.adjoint() - map(b, n) * map(b, n).adjoint();
    EXPECT_LT(left.norm(), 1e-13 * covariance.norm());
  }
}

TEST(RecurrentCondition, is_the_ratio_of_the_singular_values) {
  const std::vector<Complex> matrix = product(product(draw_unitary(1, 4, 4), diagonal({5, 2, 1, 0.01}), 4), draw_unitary(2, 4, 4), 4);
  EXPECT_NEAR(condition_number(matrix, 4) / 500, 1, 1e-12);
  EXPECT_NEAR(condition_number(draw_unitary(3, 6, 6), 6), 1, 1e-13);
  // Not the ratio of eigenvalues, which is 1: |W|^2 = (3 + sqrt 5)/2 for [1 1; 0 1].
  EXPECT_NEAR(condition_number({1, 1, 0, 1}, 2), (3 + std::sqrt(5.0)) / 2, 1e-14);
}

TEST(RecurrentCondition, is_infinite_for_what_is_singular) {
  EXPECT_EQ(condition_number(product(draw_matrix(1, 5, 2), draw_matrix(2, 2, 5), 2), 5), infinity);
  EXPECT_EQ(condition_number({0, 0, 0, 0}, 2), infinity);
  EXPECT_TRUE(std::isnan(condition_number({0, std::nan(""), 0, 0}, 2)));
}

TEST(ReadoutCondition, is_of_the_square_alone) {
  EXPECT_NEAR(readout_condition({4, 7, 1e9, 0, 0.5, 3}, 2), condition_number({4, 7, 0, 0.5}, 2), 1e-12);
  EXPECT_NEAR(readout_condition({3, 1e9, 2e9}, 1), 1, 0);
  EXPECT_EQ(readout_condition({1, 1, 5, 0, 0, 5}, 2), infinity);
}

// Gram matrix of a ring: circulant, with eigenvalues in the ratio of radius^(2m).
TEST(StateCondition, of_a_ring_is_the_closed_form) {
  for (const int count : {1, 8, 32})
    for (const double radius : {0.5, 0.8, 0.95}) {
      const double expected = std::pow(radius, -2.0 * (count - 1));
      EXPECT_NEAR(state_condition(diagonal_system(ring(count, radius))) / expected, 1, 1e-6) << count << " " << radius;
      if (expected > 1e9) continue;
      std::vector<Complex> gram;
      for (const Complex& a : ring(count, radius))
        for (const Complex& b : ring(count, radius)) gram.push_back(1.0 / (1.0 - a * std::conj(b)));
      EXPECT_NEAR(state_condition(gram, count) / expected, 1, 1e-5) << count << " " << radius;
    }
}

// Two close poles c, d: kappa = 4 (1 - p)^2/delta^2 + 2 p with p = the squared mean, to second order in their distance.
TEST(StateCondition, of_two_near_poles_is_the_asymptotic_form) {
  const double m = 0.7;
  const double delta = 1e-4;
  const double p = m * m;
  const double expected = 4 * (1 - p) * (1 - p) / (delta * delta) + 2 * p;
  EXPECT_NEAR(state_condition(diagonal_system({m + delta / 2, m - delta / 2})) / expected, 1, 1e-7);
}

TEST(StateCondition, of_a_system_equals_that_of_its_gram_matrix_with_inputs_and_bias) {
  const int n = 4;
  const RowMajor a = map(draw_matrix(4, n, n), n) * 0.3;
  LinearSystem system{n, 2, flat(a), draw_matrix(5, n, 2), draw_matrix(6, n, 1)};
  RowMajor second_moments = RowMajor::Zero(n, n);
  RowMajor response = map(system.input, n);
  Eigen::VectorXcd mean = Eigen::VectorXcd::Zero(n);
  for (int step = 0; step < 2000; ++step) {
    second_moments += response * response.adjoint();
    response = a * response;
    mean = a * mean + map(system.bias, n);
  }
  const double without_mean = state_condition(flat(second_moments), n);
  second_moments += mean * mean.adjoint();
  EXPECT_NEAR(state_condition(system) / state_condition(flat(second_moments), n), 1, 1e-10);
  EXPECT_GT(std::abs(state_condition(system) / without_mean - 1), 0.01);
}

TEST(StateCondition, is_infinite_where_states_are_copies_or_unstable) {
  EXPECT_EQ(state_condition(diagonal_system({0.5, 0.5})), infinity);
  EXPECT_EQ(state_condition(diagonal_system({1.0, 0.5})), infinity);
  LinearSystem nilpotent{3, 1, std::vector<Complex>(9), {1, 0, 0}, std::vector<Complex>(3)};
  EXPECT_EQ(state_condition(nilpotent), infinity);  // no input ever reaches two of the states
  nilpotent.bias = {0, 1, 0};
  EXPECT_EQ(state_condition(nilpotent), infinity);
  nilpotent.bias = {0, 0, 0};
  nilpotent.state[1 * 3 + 0] = nilpotent.state[2 * 3 + 1] = 1;
  EXPECT_NEAR(state_condition(nilpotent), 1, 1e-14);  // a delay line
  EXPECT_EQ(state_condition({1, 1, 1, 1}, 2), infinity);
  EXPECT_TRUE(std::isnan(state_condition({1, 0, 0, std::nan("")}, 2)));
  EXPECT_TRUE(std::isnan(state_condition(diagonal_system({std::nan(""), 0.5}))));
}

}  // namespace
}  // namespace polesweep
