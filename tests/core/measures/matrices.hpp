#pragma once

#include <Eigen/LU>
#include <Eigen/QR>
#include <vector>

#include "core/block/draws.hpp"
#include "core/members/fields.hpp"

/// Row-major matrices for tests of linear algebra.
namespace polesweep {

using RowMajor = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Map<const RowMajor> map(const std::vector<Complex>& matrix, int rows) {
  return {matrix.data(), rows, std::ssize(matrix) / rows};
}

inline std::vector<Complex> flat(const RowMajor& matrix) { return {matrix.data(), matrix.data() + matrix.size()}; }

/// Independent circular normal entries.
inline std::vector<Complex> draw_matrix(std::uint64_t seed, int rows, int columns) {
  return draw_complex_normals(seed, Role::resampling, 0, std::int64_t{rows} * columns);
}

/// A matrix with orthonormal columns.
inline std::vector<Complex> draw_unitary(std::uint64_t seed, int rows, int columns) {
  const Eigen::HouseholderQR<Eigen::MatrixXcd> qr(map(draw_matrix(seed, rows, columns), rows));
  return flat(qr.householderQ() * Eigen::MatrixXcd::Identity(rows, columns));
}

inline std::vector<Complex> diagonal(const std::vector<Complex>& values) {
  return flat(Eigen::Map<const Eigen::VectorXcd>(values.data(), std::ssize(values)).asDiagonal().toDenseMatrix());
}

/// Of an a [rows x inner] and a b of `inner` rows.
inline std::vector<Complex> product(const std::vector<Complex>& a, const std::vector<Complex>& b, int inner) {
  return flat(map(a, static_cast<int>(std::ssize(a)) / inner) * map(b, inner));
}

inline std::vector<Complex> adjoint(const std::vector<Complex>& a, int rows) { return flat(map(a, rows).adjoint()); }

inline std::vector<Complex> inverse(const std::vector<Complex>& a, int rows) { return flat(map(a, rows).inverse()); }

}  // namespace polesweep
