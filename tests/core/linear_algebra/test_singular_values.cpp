#include "core/linear_algebra/singular_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/linear_algebra/matrices.hpp"

namespace polesweep::linear_algebra {
namespace {

template <class Number, class Find>
void check_against_eigen(int count, int largest, const Find& find) {
  for_each_matrix<Number>(count, largest, false, [&](const std::string& name, const Matrix<Number>& a) {
    const std::optional<std::vector<double>> found = find(a);
    ASSERT_TRUE(found) << name;
    const EigenMatrix<Number> e = to_eigen(a);
    const double size = std::max(e.cwiseAbs().maxCoeff(), std::numeric_limits<double>::min());
    const Eigen::VectorXd expected = Eigen::JacobiSVD<EigenMatrix<Number>>(e / size).singularValues();
    ASSERT_EQ(std::ssize(*found), expected.size()) << name;
    EXPECT_TRUE(std::is_sorted(found->rbegin(), found->rend())) << name;
    for (int i = 0; i < expected.size(); ++i)
      EXPECT_LE(std::abs((*found)[static_cast<std::size_t>(i)] / size - expected[i]), 10 * largest * unit_roundoff * expected[0]) << name;
  });
}
TEST(SingularValues, are_those_of_a_matrix_next_to_it) {
  const auto find = [](const auto& a) { return singular_values(a); };
  check_against_eigen<double>(100, 20, find);
  check_against_eigen<Complex>(100, 20, find);
}
TEST(NormwiseSingularValues, are_those_of_a_matrix_next_to_it) {
  const auto find = [](const auto& a) { return normwise_singular_values(a); };
  check_against_eigen<double>(100, 20, find);
  check_against_eigen<Complex>(100, 20, find);
}

template <class Number>
void check_large_ones() {
  for_each_matrix<Number>(4, 70, false, [](const std::string& name, const Matrix<Number>& a) {
    const std::vector<double> found = normwise_singular_values(a).value();
    const std::vector<double> expected = singular_values(a).value();
    ASSERT_EQ(found.size(), expected.size()) << name;
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_LE(std::abs(found[i] - expected[i]), 10 * 70 * unit_roundoff * expected[0]) << name;
  });
}
TEST(NormwiseSingularValues, of_large_matrices_are_those_by_rotations) {
  check_large_ones<double>();
  check_large_ones<Complex>();
}

// Bidiagonal already, with a zero within, and the small end first.
TEST(NormwiseSingularValues, of_bidiagonal_matrices_by_hand) {
  const double golden = (1 + std::sqrt(5.0)) / 2;
  EXPECT_NEAR((*normwise_singular_values(RealMatrix(2, 2, {1, 1, 0, 1})))[0], golden, 1e-15);
  EXPECT_NEAR((*normwise_singular_values(RealMatrix(2, 2, {1, 1, 0, 1})))[1], 1 / golden, 1e-15);
  const std::vector<double> singular = *normwise_singular_values(RealMatrix(3, 3, {3, 4, 0, 0, 0, 12, 0, 0, 5}));
  EXPECT_NEAR(singular[0], 13, 1e-14);
  EXPECT_NEAR(singular[1], 5, 1e-14);
  EXPECT_NEAR(singular[2], 0, 1e-15);
  const std::vector<double> graded = *normwise_singular_values(RealMatrix(3, 3, {1e-6, 1e-8, 0, 0, 1e-3, 1e-5, 0, 0, 1}));
  EXPECT_NEAR(graded[0], 1, 1e-9);
  EXPECT_NEAR(graded[1] * 1e3, 1, 1e-9);
  EXPECT_NEAR(graded[2] * 1e6, 1, 1e-9);
}

// Columns of unlike size: the product D of sizes leaves relative errors that the orthonormal part alone decides.
TEST(SingularValues, small_ones_of_graded_columns_keep_their_digits) {
  for (int i = 0; i < 200; ++i) {
    Draws<Complex> draws(static_cast<unsigned>(i));
    const int n = 2 + draws.below(10);
    const Eigen::HouseholderQR<Eigen::MatrixXcd> qr(to_eigen(draws.matrix(n, n)));
    Eigen::MatrixXcd q = qr.householderQ();
    // The longest column first and last in turn.
    for (int j = 0; j < n; ++j) q.col(i % 2 == 0 ? j : n - 1 - j) *= std::ldexp(1.0, -20 * j);
    const auto found = *singular_values(from_eigen<Complex>(q));
    for (int j = 0; j < n; ++j) EXPECT_NEAR(found[static_cast<std::size_t>(j)] * std::ldexp(1.0, 20 * j), 1, 1e-13) << i;
  }
}

TEST(SingularValues, of_what_is_not_finite_are_none) {
  EXPECT_FALSE(singular_values(RealMatrix(1, 2, {1, std::nan("")})));
  EXPECT_FALSE(singular_values(ComplexMatrix(1, 1, {std::numeric_limits<double>::infinity()})));
  EXPECT_FALSE(normwise_singular_values(RealMatrix(1, 2, {1, std::nan("")})));
  EXPECT_FALSE(normwise_singular_values(ComplexMatrix(1, 1, {std::numeric_limits<double>::infinity()})));
}

TEST(OrthonormalPart, is_that_of_the_polar_decomposition) {
  for (int i = 0; i < 300; ++i) {
    Draws<double> draws(static_cast<unsigned>(i));
    const int columns = 1 + draws.below(8);
    const RealMatrix a = draws.matrix(columns + draws.below(6), columns);
    const EigenMatrix<double> u = to_eigen(orthonormal_part(a));
    EXPECT_LT((u.transpose() * u - EigenMatrix<double>::Identity(columns, columns)).norm(), 1e-13) << i;
    // U^T A is the symmetric positive half.
    const EigenMatrix<double> half = u.transpose() * to_eigen(a);
    EXPECT_LT((half - half.transpose()).norm(), 1e-13 * half.norm()) << i;
    EXPECT_GT(Eigen::SelfAdjointEigenSolver<EigenMatrix<double>>(half).eigenvalues()[0], 0) << i;
  }
}

}  // namespace
}  // namespace polesweep::linear_algebra
