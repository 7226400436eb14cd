#include "core/linear_algebra/qr.hpp"

#include <gtest/gtest.h>

#include "tests/core/linear_algebra/matrices.hpp"

namespace polesweep::linear_algebra {
namespace {

/// Largest |a - b|, in units of 10 n 2^-52 times the largest entry of `like`: the textbook's bound is 1.
template <class Number>
double error(const EigenMatrix<Number>& a, const EigenMatrix<Number>& b, const EigenMatrix<Number>& like) {
  const double scale = like.cwiseAbs().maxCoeff();
  const double largest = scale == 0 ? (a - b).cwiseAbs().maxCoeff() : ((a - b) / scale).cwiseAbs().maxCoeff();
  return largest / (10 * static_cast<double>(std::max(like.rows(), like.cols())) * unit_roundoff);
}

template <class Number>
void check_factors() {
  for_each_matrix<Number>(100, 24, false, [](const std::string& name, const Matrix<Number>& a) {
    for (const Pivoting pivoting : {Pivoting::none, Pivoting::columns}) {
      const Qr<Number> qr(a, pivoting);
      const Matrix<Number> q = qr.q();
      const EigenMatrix<Number> eigen_q = to_eigen(q);
      const EigenMatrix<Number> identity = EigenMatrix<Number>::Identity(q.columns(), q.columns());
      EXPECT_LT(error<Number>(eigen_q.adjoint() * eigen_q, identity, identity), 1) << name;
      EigenMatrix<Number> permuted(a.rows(), a.columns());
      for (int j = 0; j < a.columns(); ++j) permuted.col(j) = to_eigen(a).col(qr.order()[static_cast<std::size_t>(j)]);
      EXPECT_LT(error<Number>(eigen_q * to_eigen(qr.r()), permuted, permuted), 1) << name;
      // What is applied is what is written out.
      Matrix<Number> applied = a;
      qr.apply_adjoint(applied);
      qr.apply(applied);
      EXPECT_LT(error<Number>(to_eigen(applied), to_eigen(a), to_eigen(a)), 1) << name;
    }
  });
}
TEST(Qr, is_backward_stable) {
  check_factors<double>();
  check_factors<Complex>();
}

template <class Number>
void check_pivots() {
  for_each_matrix<Number>(40, 16, false, [](const std::string& name, const Matrix<Number>& a) {
    const Matrix<Number> r = Qr<Number>(a, Pivoting::columns).r();
    for (int k = 0; k + 1 < r.rows(); ++k) EXPECT_GE(modulus(r(k, k)) * (1 + 1e-12), modulus(r(k + 1, k + 1))) << name;
  });
}
TEST(Qr, with_pivoting_has_a_diagonal_that_falls) {
  check_pivots<double>();
  check_pivots<Complex>();
}

template <class Number>
void check_least_squares() {
  for (int i = 0; i < 300; ++i) {
    Draws<Number> draws(static_cast<unsigned>(i));
    const int rows = 1 + draws.below(12);
    const int columns = 1 + draws.below(12);
    const int rank = 1 + draws.below(std::min(rows, columns));
    const Matrix<Number> left = draws.matrix(rows, rank);
    const Matrix<Number> a = multiply(left, draws.matrix(rank, columns));
    const Matrix<Number> b = draws.matrix(rows, 2);
    const EigenMatrix<Number> expected = to_eigen(a).completeOrthogonalDecomposition().solve(to_eigen(b));
    const EigenMatrix<Number> found = to_eigen(least_squares_solution(a, b));
    const double condition = [&] {
      const Eigen::VectorXd values = Eigen::JacobiSVD<EigenMatrix<Number>>(to_eigen(a)).singularValues();
      return values[0] / values[rank - 1];
    }();
    if (condition > 1e4) continue;
    EXPECT_LT((found - expected).norm(), 1e-14 * condition * condition * (1 + expected.norm())) << i << " rank " << rank;
  }
}
TEST(LeastSquares, of_any_rank_is_the_shortest_solution) {
  check_least_squares<double>();
  check_least_squares<Complex>();
}

TEST(LeastSquares, of_columns_that_are_copies_shares_the_weight) {
  const RealMatrix a(3, 2, {1, 1, 2, 2, 3, 3});
  const RealMatrix x = least_squares_solution(a, RealMatrix(3, 1, {2, 4, 6}));
  EXPECT_NEAR(x(0, 0), 1, 1e-15);
  EXPECT_NEAR(x(1, 0), 1, 1e-15);
  const RealMatrix none = least_squares_solution(RealMatrix(2, 2), RealMatrix(2, 1, {1, 1}));
  EXPECT_EQ(none(0, 0), 0);
}

}  // namespace
}  // namespace polesweep::linear_algebra
