#include "core/linear_algebra/eigenvalues.hpp"

#include <gtest/gtest.h>

#include "tests/core/linear_algebra/matrices.hpp"

namespace polesweep::linear_algebra {
namespace {

/// The distance, in the 2-norm, from A to the next matrix with this eigenvalue, in units of 10 n 2^-52 |A|.
template <class Number>
double backward_error(const Matrix<Number>& a, Complex value) {
  Eigen::MatrixXcd shifted = to_eigen(a).template cast<Complex>();
  const double size = shifted.cwiseAbs().maxCoeff();
  if (size == 0) return std::abs(value) == 0 ? 0 : std::numeric_limits<double>::infinity();
  shifted *= 1 / size;  // Eigen divides by squares
  const double norm = shifted.norm();
  shifted.diagonal().array() -= Complex(value.real() / size, value.imag() / size);
  const Eigen::VectorXd values = Eigen::JacobiSVD<Eigen::MatrixXcd>(shifted).singularValues();
  return values[values.size() - 1] / (10 * static_cast<double>(a.rows()) * unit_roundoff * norm);
}

template <class Number>
void check_backward_errors() {
  for_each_matrix<Number>(100, 20, true, [](const std::string& name, const Matrix<Number>& a) {
    const auto values = eigenvalues(a);
    ASSERT_TRUE(values) << name;
    ASSERT_EQ(std::ssize(*values), a.rows()) << name;
    Complex sum = 0;
    for (const Complex& value : *values) {
      EXPECT_LT(backward_error(a, value), 1) << name;
      sum += value;
    }
    // All of them, and none twice: their sum is the trace.
    const EigenMatrix<Number> e = to_eigen(a);
    const double size = std::max(e.cwiseAbs().maxCoeff(), std::numeric_limits<double>::min());
    EXPECT_LT(std::abs(sum / size - Complex(e.trace() / size)), 100 * a.rows() * a.rows() * unit_roundoff) << name;
  });
}
TEST(Eigenvalues, are_those_of_a_matrix_next_to_it) {
  check_backward_errors<double>();
  check_backward_errors<Complex>();
}

TEST(Eigenvalues, of_real_matrices_come_in_exact_pairs_side_by_side) {
  for_each_matrix<double>(100, 20, true, [](const std::string& name, const RealMatrix& a) {
    const auto values = *eigenvalues(a);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].imag() == 0) continue;
      ASSERT_LT(i + 1, values.size()) << name;
      EXPECT_GT(values[i].imag(), 0) << name;
      EXPECT_EQ(values[i + 1], std::conj(values[i])) << name;
      ++i;
    }
  });
}

/// The largest distance of sorted lists, relative to the largest value.
double distance(std::vector<Complex> a, std::vector<Complex> b) {
  double largest = 0;
  double size = 0;
  for (const Complex& value : a) {
    const auto next = std::min_element(b.begin(), b.end(), [&](Complex x, Complex y) { return std::abs(x - value) < std::abs(y - value); });
    largest = std::max(largest, std::abs(*next - value));
    size = std::max(size, std::abs(value));
    b.erase(next);
  }
  return largest / size;
}

TEST(Eigenvalues, of_random_matrices_are_those_that_eigen_finds) {
  for (int i = 0; i < 300; ++i) {
    Draws<double> reals(static_cast<unsigned>(i));
    const RealMatrix a = reals.matrix(1 + i % 40, 1 + i % 40);
    const Eigen::VectorXcd expected = Eigen::EigenSolver<Eigen::MatrixXd>(to_eigen(a), false).eigenvalues();
    EXPECT_LT(distance(*eigenvalues(a), {expected.begin(), expected.end()}), 1e-10) << i;
    Draws<Complex> draws(static_cast<unsigned>(i));
    const ComplexMatrix b = draws.matrix(1 + i % 40, 1 + i % 40);
    const Eigen::VectorXcd others = Eigen::ComplexEigenSolver<Eigen::MatrixXcd>(to_eigen(b), false).eigenvalues();
    EXPECT_LT(distance(*eigenvalues(b), {others.begin(), others.end()}), 1e-10) << i;
  }
}

TEST(Eigenvalues, of_two_rows_are_those_of_the_formula) {
  using Values = std::vector<Complex>;
  EXPECT_EQ(*eigenvalues(RealMatrix(2, 2, {0.6, -0.5, 0.5, 0.6})), (Values{{0.6, 0.5}, {0.6, -0.5}}));
  EXPECT_EQ(*eigenvalues(RealMatrix(2, 2, {2, 0, 0, 3})), (Values{3.0, 2.0}));
  EXPECT_EQ(*eigenvalues(RealMatrix(2, 2, {1, 1, 1, 1})), (Values{2.0, 0.0}));
}

TEST(Eigenvalues, of_what_is_not_finite_are_none) {
  EXPECT_FALSE(eigenvalues(RealMatrix(2, 2, {1, std::nan(""), 0, 1})));
  EXPECT_FALSE(eigenvalues(ComplexMatrix(1, 1, {{0, std::numeric_limits<double>::infinity()}})));
}

}  // namespace
}  // namespace polesweep::linear_algebra
