#include "core/measures/mode_alignment.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <limits>

namespace polesweep {
namespace {

using Matrix = Eigen::MatrixXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix real_matrix(const std::vector<Complex>& entries, int rows, int columns) {
  const auto stride = static_cast<std::size_t>(std::ssize(entries) / rows);
  Matrix matrix(rows, columns);
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) matrix(i, j) = entries[static_cast<std::size_t>(i) * stride + static_cast<std::size_t>(j)].real();
  return matrix;
}

Matrix basis(const std::vector<double>& entries, int rows) {
  return Eigen::Map<const RowMajor>(entries.data(), rows, std::ssize(entries) / rows);
}

/// The student's basis [states x modes] that goes with inputs B V and outputs A^T U.
Matrix student_basis(const Matrix& inputs, const Matrix& outputs) {
  Matrix directions(inputs.rows(), inputs.cols());
  for (Eigen::Index k = 0; k < inputs.cols(); ++k) {
    const Matrix sum = inputs.col(k) * inputs.col(k).transpose() + outputs.col(k) * outputs.col(k).transpose();
    directions.col(k) = Eigen::SelfAdjointEigenSolver<Matrix>(sum).eigenvectors().rightCols(1);
  }
  const Eigen::JacobiSVD<Matrix> svd(directions, Eigen::ComputeThinU | Eigen::ComputeThinV);
  return svd.matrixU() * svd.matrixV().transpose();
}

/// Share of `matrix` outside left diag(.) right^T.
double outside(const Matrix& matrix, const Matrix& left, const Matrix& right) {
  const Eigen::VectorXd own = (left.transpose() * matrix * right).diagonal();
  return (matrix - left * own.asDiagonal() * right.transpose()).norm() / matrix.norm();
}

}  // namespace

std::array<double, 3> mode_alignment(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                                     std::uint64_t seed) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const Matrix w = real_matrix(system.state, system.states, system.states);
  const Matrix b = real_matrix(system.input, system.states, system.inputs);
  const Matrix a = real_matrix(readout, teacher.outputs, system.states);
  if (!w.allFinite() || !b.allFinite() || !a.allFinite()) return {nan, nan, nan};
  const Matrix u = basis(teacher.output_basis(seed), teacher.outputs);
  const Matrix v = basis(teacher.input_basis(seed), teacher.inputs);
  const Matrix p = student_basis(b * v, a.transpose() * u);
  return {outside(a, u, p), outside(w, p, p), outside(b, p, v)};
}

}  // namespace polesweep
