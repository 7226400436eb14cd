#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

TEST(Cycle, poles_are_the_eigenvalues_of_its_matrix) {
  for (const int count : {1, 2, 5, 8}) {
    const auto setting = make_poles({"cycle", {{"count", std::int64_t{count}}, {"weight", 0.9}}});
    const auto entries = setting->matrix(0, false);
    Eigen::MatrixXcd matrix(count, count);
    for (int i = 0; i < count * count; ++i) matrix(i / count, i % count) = entries[static_cast<std::size_t>(i)];
    EXPECT_EQ(matrix(count > 1 ? 1 : 0, 0), 0.9) << "a state takes what the one before it held";
    const auto poles = setting->poles(0, false);
    ASSERT_EQ(poles.size(), static_cast<std::size_t>(count));
    EXPECT_NO_THROW(split_conjugates(poles));
    Complex product = 1, sum = 0;
    for (const Complex& pole : poles) {
      EXPECT_LT((matrix - pole * Eigen::MatrixXcd::Identity(count, count)).jacobiSvd().singularValues().minCoeff(), 1e-14);
      product *= pole;
      sum += pole;
    }
    EXPECT_LT(std::abs(product - matrix.determinant()), 1e-14);
    EXPECT_LT(std::abs(sum - matrix.trace()), 1e-14);
  }
}

TEST(Cycle, has_the_memory_of_its_closed_form) {
  const int count = 6;
  const double weight = 0.9;
  const auto entries = make_poles({"cycle", {{"count", std::int64_t{count}}, {"weight", weight}}})->matrix(0, false);
  Eigen::MatrixXd matrix(count, count);
  for (int i = 0; i < count * count; ++i) matrix(i / count, i % count) = entries[static_cast<std::size_t>(i)].real();
  Eigen::MatrixXd lags(count, 600);  // the states as sums over past inputs
  lags.col(0) = Eigen::VectorXd::LinSpaced(count, 1, 2.5).array().sin();
  for (int k = 1; k < 600; ++k) lags.col(k) = matrix * lags.col(k - 1);
  const Eigen::MatrixXd inverse = (lags * lags.transpose()).inverse();
  const double forgotten = std::pow(weight, 2 * count);
  double total = 0;
  for (int k = 0; k < 600; ++k) {
    const double memory = lags.col(k).dot(inverse * lags.col(k));
    EXPECT_NEAR(memory, std::pow(forgotten, k / count) * (1 - forgotten), 1e-9) << k;
    total += memory;
  }
  EXPECT_NEAR(total, count, 1e-9);
}

}  // namespace
}  // namespace polesweep
