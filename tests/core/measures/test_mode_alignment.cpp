#include "core/measures/mode_alignment.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "core/block/draws.hpp"
#include "core/poles/random_orthogonal.hpp"

namespace polesweep::test_mode_alignment {
namespace {

using Matrix = Eigen::MatrixXd;

Matrix real_basis(std::uint64_t seed, int n) {
  const std::vector<Complex> entries = random_orthogonal(seed, Role::order, 0, n, false);
  Matrix basis(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) basis(i, j) = entries[static_cast<std::size_t>(i) * n + j].real();
  return basis;
}

std::vector<Complex> flat(const Matrix& matrix) {
  std::vector<Complex> entries;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i)
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) entries.emplace_back(matrix(i, j));
  return entries;
}

Matrix matrix(const std::vector<double>& entries, int rows) {
  return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(entries.data(), rows,
                                                                                                  std::ssize(entries) / rows);
}

/// A student of five states for a teacher of three modes; its readout has an intercept, which is not looked at.
class ModeAlignment : public testing::Test {
 protected:
  const TeacherModes teacher{.modes = {{1, 1, 0.9}, {1, 1, 0.5}, {1, 1, -0.2}}, .inputs = 4, .outputs = 3, .random_bases = true};
  const Matrix u = matrix(teacher.output_basis(6), 3);
  const Matrix v = matrix(teacher.input_basis(6), 4);
  const Matrix p = real_basis(2, 5).leftCols(3);
  // Readout and input weights of a mode may have either sign, and one of them may be small.
  const Eigen::Vector3d a{1.5, -0.7, 1e-3}, b{0.2, 0.9, -0.4}, w{0.3, -0.6, 0.1};

  std::array<double, 3> shares(const Matrix& readout, const Matrix& recurrent, const Matrix& input) const {
    Matrix rows(3, 6);
    rows << readout, Eigen::Vector3d(5, 6, 7);
    return mode_alignment({5, 4, flat(recurrent), flat(input), std::vector<Complex>(5)}, flat(rows), teacher, 6);
  }
};

TEST_F(ModeAlignment, of_an_aligned_network_nothing_lies_outside) {
  for (const double share :
       shares(u * a.asDiagonal() * p.transpose(), p * w.asDiagonal() * p.transpose(), p * b.asDiagonal() * v.transpose()))
    EXPECT_LT(share, 1e-13);
}

TEST_F(ModeAlignment, of_a_known_disturbance_its_share_is_found) {
  // A perturbation between two modes of W leaves P, which readout and inputs fix, as it is.
  Matrix recurrent = p * w.asDiagonal() * p.transpose();
  const double before = recurrent.squaredNorm();
  recurrent += 0.25 * p.col(0) * p.col(1).transpose();
  const auto found = shares(u * a.asDiagonal() * p.transpose(), recurrent, p * b.asDiagonal() * v.transpose());
  EXPECT_LT(found[0], 1e-13);
  EXPECT_NEAR(found[1], 0.25 / std::sqrt(before + 0.0625), 1e-12);
  EXPECT_LT(found[2], 1e-13);
}

TEST_F(ModeAlignment, does_not_depend_on_the_coordinates_of_the_states) {
  const Matrix turn = real_basis(9, 5);
  const Matrix recurrent = matrix(draw_normals(1, Role::order, 1, 25), 5), input = matrix(draw_normals(1, Role::order, 2, 20), 5),
               readout = matrix(draw_normals(1, Role::order, 3, 15), 3);
  const auto one = shares(readout, recurrent, input);
  const auto turned = shares(readout * turn.transpose(), turn * recurrent * turn.transpose(), turn * input);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(one[i], turned[i], 1e-12);
    EXPECT_GT(one[i], 0.3);
    EXPECT_LT(one[i], 1);
  }
}

TEST_F(ModeAlignment, does_not_depend_on_the_sign_of_the_readout) {
  const Matrix recurrent = matrix(draw_normals(1, Role::order, 1, 25), 5), input = matrix(draw_normals(1, Role::order, 2, 20), 5),
               readout = matrix(draw_normals(1, Role::order, 3, 15), 3);
  for (const double size : {0.1, 1.0, 10.0}) {
    const auto one = shares(size * readout, recurrent, input);
    const auto other = shares(-size * readout, recurrent, input);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(one[i], other[i], 1e-14) << size;
  }
}

TEST_F(ModeAlignment, of_nothing_is_not_a_number) {
  EXPECT_TRUE(std::isnan(shares(Matrix::Zero(3, 5), Matrix::Identity(5, 5), Matrix::Ones(5, 4))[0]));
  EXPECT_TRUE(std::isnan(shares(Matrix::Constant(3, 5, INFINITY), Matrix::Identity(5, 5), Matrix::Ones(5, 4))[1]));
}

}  // namespace
}  // namespace polesweep::test_mode_alignment
