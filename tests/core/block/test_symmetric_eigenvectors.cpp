#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "core/block/arena.hpp"
#include "tests/core/block/probe.hpp"

/// Eigenvectors of symmetric matrices by run, on matrices that methods go wrong on.
namespace polesweep {
namespace {

constexpr int n = 21;
using Matrix = Eigen::MatrixXd;

Matrix symmetric(int rank, double scale) {
  Matrix factor(n, rank);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < rank; ++j) factor(i, j) = std::sin(1.0 + 3.7 * i + 1.3 * j + 0.9 * i * j);
  return scale * factor * factor.transpose();
}

std::vector<Matrix> matrices() {
  Matrix path = Matrix::Zero(n, n);  // nothing on the diagonal: the first pivot of the value 0 is none
  for (int i = 0; i + 1 < n; ++i) path(i, i + 1) = path(i + 1, i) = 1;
  Matrix blocks = Matrix::Zero(n, n);  // falls apart, with every eigenvalue but one three times or more
  for (int i = 0; i + 2 < n; i += 3) blocks.block(i, i, 3, 3).setOnes();
  Matrix wilkinson = path;  // W21+: pairs of eigenvalues that agree to 14 digits
  for (int i = 0; i < n; ++i) wilkinson(i, i) = std::abs(i - 10);
  Matrix graded = path;
  for (int i = 0; i < n; ++i) graded.row(i) *= std::pow(10.0, -i), graded.col(i) *= std::pow(10.0, -i);
  Matrix halves = Matrix::Zero(n, n);  // eigenvalues that bisection hits
  for (int i = 0; i < n; ++i) halves(i, i) = std::pow(-0.5, i);
  Matrix near = Matrix::Identity(n, n) + 1e-13 * symmetric(n, 1);
  return {symmetric(n, 1),
          symmetric(3, 1),
          Matrix::Zero(n, n),
          Matrix::Identity(n, n),
          path,
          blocks,
          symmetric(n, 1e-150),
          near,
          symmetric(n, -1),
          symmetric(1, 1e150),
          wilkinson,
          graded,
          halves};
}

/// Of one matrix in every lane, or of one in the last lane and others before it, all of one size.
struct Found {
  Found(const Probe& probe, const std::vector<Matrix>& lane, int wanted)
      : values(static_cast<std::size_t>(wanted * probe.lanes)),
        vectors(static_cast<std::size_t>(wanted * lane.front().rows() * probe.lanes)) {
    const auto size = static_cast<int>(lane.front().rows());
    Arena matrix(static_cast<std::size_t>(size * size * probe.lanes));
    Arena scratch(static_cast<std::size_t>(5 * size * probe.lanes));
    for (int i = 0; i < size * size; ++i)
      for (int l = 0; l < probe.lanes; ++l)
        matrix[static_cast<std::size_t>(i * probe.lanes + l)] = lane[static_cast<std::size_t>(l) % lane.size()](i / size, i % size);
    probe.eigenvectors(matrix.data(), size, wanted, values.data(), vectors.data(), scratch.data());
  }
  std::vector<double> of_lane(const Probe& probe, int lane) const {
    std::vector<double> all;
    for (const Arena* array : {&values, &vectors})
      for (std::size_t i = static_cast<std::size_t>(lane); i < array->size(); i += static_cast<std::size_t>(probe.lanes))
        all.push_back((*array)[i]);
    return all;
  }
  Arena values;
  Arena vectors;
};

/// The largest of |V^T V - 1|, and of |A V - V L| over the size of A, its greatest sum of a row's moduli.
struct Errors {
  double orthonormality;
  double residual;
};
Errors errors_of(const Probe& probe, const Matrix& matrix, int wanted) {
  const std::vector<double> found = Found(probe, {matrix}, wanted).of_lane(probe, 0);
  const Eigen::Map<const Eigen::VectorXd> values(found.data(), wanted);
  const Eigen::Map<const Matrix> vectors(found.data() + wanted, matrix.rows(), wanted);
  return {(vectors.transpose() * vectors - Matrix::Identity(wanted, wanted)).cwiseAbs().maxCoeff(),
          (matrix * vectors - vectors * values.asDiagonal()).cwiseAbs().maxCoeff() / matrix.cwiseAbs().rowwise().sum().maxCoeff()};
}

// Blocks that are hardly linked and have eigenvalues in common. Each of these was got wrong by a way that does not do: with rows exchanged
// in elimination (the first four), with one pass of making vectors orthogonal (the next two), from starting vectors whose entries were
// equal steps apart (the last).
TEST(SymmetricEigenvectors, of_matrices_that_nearly_fall_apart_are_orthonormal_too) {
  const std::pair<std::vector<double>, std::vector<double>> diagonals[] = {{{1, -1, 1, 0, 1}, {1, 1e-4, 1e-16, 1e-12}},
                                                                           {{0, 0, -1, -1, 1, 1, -1}, {1, 1e-16, 1, 1e-16, 0, 1e-8}},
                                                                           {{1, 0, 1, 1, 0, -1, 0}, {1e-16, 1, 1e-16, 1e-8, 1e-16, 0}},
                                                                           {{2, 1, 2, 0, 2, 1}, {1e-8, 0, 1e-8, 1e-4, 1e-16}},
                                                                           {{1, 1, 0, 1, 2}, {1, 1e-8, 1e-8, 1e-12}},
                                                                           {{1, 1, 0, -1, 2}, {1, 1e-8, 1e-4, 1e-8}},
                                                                           {{0, 0, 0, 0, 0}, {1e-16, 1, 0, 1}}};
  for (const Probe& probe : probes())
    for (const auto& [diagonal, beside] : diagonals) {
      const auto size = static_cast<Eigen::Index>(diagonal.size());
      Matrix matrix = Matrix::Zero(size, size);
      for (Eigen::Index i = 0; i < size; ++i) {
        matrix(i, i) = diagonal[static_cast<std::size_t>(i)];
        if (i + 1 < size) matrix(i, i + 1) = matrix(i + 1, i) = beside[static_cast<std::size_t>(i)];
      }
      const Errors errors = errors_of(probe, matrix, static_cast<int>(size));
      EXPECT_LT(errors.orthonormality, 1e-14) << probe.name << matrix;
      EXPECT_LT(errors.residual, 1e-13) << probe.name << matrix;
    }
}

TEST(SymmetricEigenvectors, are_those_of_the_greatest_eigenvalues_and_orthonormal) {
  for (const Probe& probe : probes())
    for (std::size_t which = 0; which < matrices().size(); ++which)
      for (const int wanted : {1, 6, n}) {
        SCOPED_TRACE(std::string(probe.name) + " " + std::to_string(which) + " " + std::to_string(wanted));
        const Matrix matrix = matrices()[which];
        const double size = matrix.cwiseAbs().rowwise().sum().maxCoeff();
        const Eigen::VectorXd exact = Eigen::SelfAdjointEigenSolver<Matrix>(matrix).eigenvalues().reverse();
        const std::vector<double> found = Found(probe, {matrix}, wanted).of_lane(probe, 0);
        const Eigen::Map<const Eigen::VectorXd> values(found.data(), wanted);
        const Eigen::Map<const Matrix> vectors(found.data() + wanted, n, wanted);
        EXPECT_LE((values - exact.head(wanted)).cwiseAbs().maxCoeff(), 1e-14 * size);
        EXPECT_LE((vectors.transpose() * vectors - Matrix::Identity(wanted, wanted)).cwiseAbs().maxCoeff(), 1e-14);
        EXPECT_LE((matrix * vectors - vectors * values.asDiagonal()).cwiseAbs().maxCoeff(), 1e-13 * size);
      }
}

TEST(SymmetricEigenvectors, of_a_run_do_not_depend_on_neighbours_or_kernels) {
  const std::vector<Matrix> all = matrices();
  const Probe portable = probes().front();
  for (const Probe& probe : probes()) {
    const Found together(probe, all, 5);
    for (int lane = 0; lane < probe.lanes; ++lane)
      EXPECT_EQ(together.of_lane(probe, lane), Found(portable, {all[static_cast<std::size_t>(lane) % all.size()]}, 5).of_lane(portable, 0))
          << probe.name << lane;
  }
}

}  // namespace
}  // namespace polesweep
