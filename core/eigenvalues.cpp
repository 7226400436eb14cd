#include "core/eigenvalues.hpp"

#include <Eigen/Eigenvalues>
#include <limits>

namespace polesweep {
namespace {

std::vector<Complex> none(int size) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return std::vector<Complex>(static_cast<std::size_t>(size), Complex(nan, nan));
}

template <class Solver>
std::vector<Complex> values_of(const Solver& solver, int size) {
  if (solver.info() != Eigen::Success) return none(size);
  return {solver.eigenvalues().begin(), solver.eigenvalues().end()};
}

}  // namespace

std::vector<Complex> eigenvalues(std::span<const Complex> matrix, int size, bool complex_valued) {
  using RowMajor = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::MatrixXcd entries = Eigen::Map<const RowMajor>(matrix.data(), size, size);
  if (!entries.allFinite()) return none(size);
  if (complex_valued) return values_of(Eigen::ComplexEigenSolver<Eigen::MatrixXcd>(entries, false), size);
  return values_of(Eigen::EigenSolver<Eigen::MatrixXd>(entries.real(), false), size);
}

}  // namespace polesweep
