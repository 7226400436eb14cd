#include "core/linear_algebra/cholesky.hpp"

#include <gtest/gtest.h>

#include "tests/core/linear_algebra/matrices.hpp"

namespace polesweep::linear_algebra {
namespace {

template <class Number>
void check_solutions() {
  for (int i = 0; i < 2000; ++i) {
    Draws<Number> draws(static_cast<unsigned>(i));
    const int n = 1 + draws.below(20);
    const Matrix<Number> half = draws.matrix(n, n + 2);
    Matrix<Number> a = multiply(half, adjoint(half));
    if (i % 2 == 1)  // of unlike size, so that the order of the pivots counts
      for (int r = 0; r < n; ++r)
        for (int c = 0; c < n; ++c) a(r, c) = product(a(r, c), Number(std::ldexp(1.0, (7 * r) % 23 + (7 * c) % 23)));
    Matrix<Number> lower = a;
    for (int r = 0; r < n; ++r)
      for (int c = r + 1; c < n; ++c) lower(r, c) = 1e9;  // not read
    const Matrix<Number> b = draws.matrix(n, 2);
    const Cholesky<Number> factor(lower);
    ASSERT_TRUE(factor.is_positive()) << i;
    const EigenMatrix<Number> x = to_eigen(factor.solve(b));
    const EigenMatrix<Number> e = to_eigen(a);
    const double residual = (e * x - to_eigen(b)).cwiseAbs().maxCoeff();
    const double bound = (e.cwiseAbs() * x.cwiseAbs()).maxCoeff() + 1;
    EXPECT_LT(residual, 10 * n * unit_roundoff * bound) << i;
  }
}
TEST(Cholesky, is_backward_stable) {
  check_solutions<double>();
  check_solutions<Complex>();
}

TEST(Cholesky, of_what_is_not_positive_definite_says_so) {
  EXPECT_FALSE(Cholesky<double>(RealMatrix(2, 2, {1, 0, 2, 1})).is_positive());
  EXPECT_FALSE(Cholesky<double>(RealMatrix(2, 2, {1, 0, 1, 1})).is_positive());
  EXPECT_FALSE(Cholesky<double>(RealMatrix(1, 1, {0})).is_positive());
  EXPECT_FALSE(Cholesky<double>(RealMatrix(1, 1, {std::nan("")})).is_positive());
  EXPECT_FALSE(Cholesky<double>(RealMatrix(2, 2, {1, 0, std::nan(""), 1})).is_positive());
  EXPECT_FALSE(Cholesky<double>(RealMatrix(1, 1, {std::numeric_limits<double>::infinity()})).is_positive());
  EXPECT_TRUE(Cholesky<double>(RealMatrix(2, 2, {1, 0, 0.5, 1})).is_positive());
}

}  // namespace
}  // namespace polesweep::linear_algebra
