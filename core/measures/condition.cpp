#include "core/measures/condition.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <limits>

#include "core/measures/covariance_factor.hpp"
#include "core/measures/singular_values.hpp"
#include "core/measures/spectrum.hpp"

namespace polesweep {
namespace {

using RowMajor = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr double infinity = std::numeric_limits<double>::infinity();

double ratio(double largest, double smallest, int size) {
  return smallest <= size * std::numeric_limits<double>::epsilon() * largest ? infinity : largest / smallest;
}

}  // namespace

double recurrent_condition(const std::vector<Complex>& matrix, int states) {
  const std::vector<double> values = singular_values(matrix, states, states);
  return ratio(values.front(), values.back(), states);
}

double state_condition(const std::vector<Complex>& gram, int states) {
  const Eigen::MatrixXcd matrix = Eigen::Map<const RowMajor>(gram.data(), states, states);
  if (!matrix.allFinite()) return std::numeric_limits<double>::quiet_NaN();
  const Eigen::VectorXd values = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd>(matrix, Eigen::EigenvaluesOnly).eigenvalues();
  return ratio(values[states - 1], values[0], states);
}

double state_condition(const LinearSystem& system) {
  const int n = system.states;
  const double radius = spectral_radius(system.state, n);
  if (std::isnan(radius)) return radius;
  if (radius >= 1) return infinity;
  const std::vector<Complex> factor = covariance_factor(system.state, system.input, n);
  const int columns = static_cast<int>(std::ssize(factor)) / n;
  // Fewer columns than states leave directions that no input reaches.
  if (columns + 1 < n) return infinity;
  RowMajor moments(n, columns + 1);
  moments.leftCols(columns) = Eigen::Map<const RowMajor>(factor.data(), n, columns);
  const RowMajor memory = RowMajor::Identity(n, n) - Eigen::Map<const RowMajor>(system.state.data(), n, n);
  moments.rightCols(1) = memory.partialPivLu().solve(Eigen::Map<const Eigen::VectorXcd>(system.bias.data(), n));
  const std::vector<double> values = singular_values({moments.data(), moments.data() + moments.size()}, n, columns + 1);
  const double root = ratio(values.front(), values.back(), n);
  return root * root;
}

}  // namespace polesweep
