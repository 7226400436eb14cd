#include "core/linear_algebra/entries.hpp"
#include "core/measures/singular_values.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/core/measures/matrices.hpp"

namespace polesweep {
namespace {

TEST(SingularValues, are_those_the_matrix_was_made_of) {
  const std::vector<Complex> values = {3, 1, 0.01, 1e-6};
  const std::vector<Complex> left = product(draw_unitary(1, 6, 4), diagonal(values), 4);
  const std::vector<Complex> matrix = product(left, adjoint(draw_unitary(2, 5, 4), 5), 4);
  const std::vector<double> found = singular_values(matrix, 6, 5);
  ASSERT_EQ(found.size(), 5u);
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(found[i], values[i].real(), 1e-14);
  EXPECT_LT(found[4], 1e-14);
  const std::vector<double> transposed = singular_values(adjoint(matrix, 6), 5, 6);
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(transposed[i], found[i], 1e-14);
}

TEST(SingularValues, of_a_real_matrix_known_by_hand) {
  // [3 0; 4 5]: the product with its transpose has the eigenvalues 45 and 5.
  const std::vector<double> found = singular_values({3, 0, 4, 5}, 2, 2);
  EXPECT_NEAR(found[0], std::sqrt(45.0), 1e-14);
  EXPECT_NEAR(found[1], std::sqrt(5.0), 1e-14);
}

TEST(EffectiveRank, of_equal_values_is_their_number_and_of_rank_one_is_one) {
  EXPECT_NEAR(entropy_rank(std::vector<double>(7, 0.3)), 7, 1e-12);
  EXPECT_NEAR(entropy_rank(std::vector<double>{0.3, 0, 0}), 1, 1e-15);
  const std::vector<Complex> outer = product(draw_matrix(1, 5, 1), draw_matrix(2, 1, 5), 1);
  EXPECT_NEAR(entropy_rank(singular_values(outer, 5, 5)), 1, 1e-12);
  EXPECT_EQ(entropy_rank(std::vector<double>{0, 0}), 0);
  EXPECT_TRUE(std::isnan(entropy_rank(std::vector<double>{1, std::nan("")})));
  EXPECT_TRUE(std::isnan(entropy_rank(std::vector<double>{std::numeric_limits<double>::infinity(), 1})));
}

TEST(EffectiveRank, of_two_values_follows_the_formulas) {
  const std::vector<double> values = {3, 1};
  EXPECT_NEAR(entropy_rank(values), std::exp(-0.75 * std::log(0.75) - 0.25 * std::log(0.25)), 1e-14);
}

TEST(ParticipationRatio, of_values_known_by_hand) {
  EXPECT_NEAR(participation_ratio(std::vector<double>{3, 1}), 1.6, 1e-15);
  EXPECT_NEAR(participation_ratio(std::vector<double>(7, 0.3)), 7, 1e-14);
  EXPECT_EQ(participation_ratio(std::vector<double>{0.3, 0, 0}), 1);
  EXPECT_EQ(participation_ratio(std::vector<double>{0, 0}), 0);
  EXPECT_TRUE(std::isnan(participation_ratio(std::vector<double>{1, std::nan("")})));
  EXPECT_TRUE(std::isnan(participation_ratio(std::vector<double>(3, std::nan("")))));
  EXPECT_TRUE(std::isnan(participation_ratio(std::vector<double>{std::numeric_limits<double>::infinity(), 1})));
  for (const double scale : {1e-200, 1e200}) EXPECT_NEAR(participation_ratio(std::vector<double>{3 * scale, scale}), 1.6, 1e-15);
}

// Of a matrix with singular values s: the squares of the trace norm and of the Frobenius norm.
TEST(ParticipationRatio, lies_between_one_and_the_effective_rank) {
  for (int seed = 1; seed < 20; ++seed) {
    const std::vector<Complex> matrix = draw_matrix(seed, 5, 5);
    const std::vector<double> values = singular_values(matrix, 5, 5);
    double squares = 0;
    for (const Complex& entry : matrix) squares += std::norm(entry);
    double trace = 0;
    for (const double value : values) trace += value;
    const double ratio = participation_ratio(values);
    EXPECT_NEAR(ratio, trace * trace / squares, 1e-13);
    EXPECT_GT(ratio, 1);
    EXPECT_LT(ratio, entropy_rank(values));
  }
}

TEST(EffectiveRank, does_not_depend_on_the_scale) {
  for (const double scale : {1e-200, 1e200})
    EXPECT_NEAR(entropy_rank(std::vector<double>{3 * scale, scale}), entropy_rank(std::vector<double>{3, 1}), 1e-13);
}

TEST(SingularValues, of_what_is_not_finite_are_not_numbers) {
  for (const double value : singular_values({1, std::nan(""), 0, 1, 2, 3}, 2, 3)) EXPECT_TRUE(std::isnan(value));
}

}  // namespace
}  // namespace polesweep
