#include "core/theory/gram.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <cmath>

#include "core/theory/domain.hpp"

namespace polesweep::theory {
namespace {

using WideMatrix = Eigen::Matrix<Wide, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Wide one_minus(Complex a, Complex b) { return 1.0L - std::conj(wide(a)) * wide(b); }

WideMatrix matrix(const GramMatrix& gram) {
  const auto n = static_cast<Eigen::Index>(std::lround(std::sqrt(static_cast<double>(gram.size()))));
  return Eigen::Map<const WideMatrix>(gram.data(), n, n);
}

/// sum n^2 z^{n-1}, times conj(b_i) b_j.
Wide pole_entry(Complex pole_i, Complex pole_j, Complex gain_i, Complex gain_j) {
  const Wide rest = one_minus(pole_i, pole_j);
  return std::conj(wide(gain_i)) * wide(gain_j) * (2.0L - rest) / (rest * rest * rest);
}

}  // namespace

GramMatrix gram_fixed(const std::vector<Complex>& poles) {
  GramMatrix gram;
  for (const Complex row : poles)
    for (const Complex column : poles) gram.push_back(1.0L / one_minus(row, column));
  return gram;
}

GramMatrix gram_poles(const std::vector<Complex>& poles, const std::vector<Complex>& gains) {
  GramMatrix gram;
  for (std::size_t i = 0; i < poles.size(); ++i)
    for (std::size_t j = 0; j < poles.size(); ++j) gram.push_back(pole_entry(poles[i], poles[j], gains[i], gains[j]));
  return gram;
}

GramMatrix gram_joint(const std::vector<Complex>& poles, const std::vector<Complex>& gains) {
  const std::size_t k = poles.size();
  GramMatrix gram(4 * k * k);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      const Wide rest = one_minus(poles[i], poles[j]);
      const Wide mixed = wide(gains[j]) * std::conj(wide(poles[i])) / (rest * rest);
      gram[2 * k * i + j] = 1.0L / rest;
      gram[2 * k * i + k + j] = mixed;
      gram[2 * k * (k + j) + i] = std::conj(mixed);
      gram[2 * k * (k + i) + k + j] = pole_entry(poles[i], poles[j], gains[i], gains[j]);
    }
  return gram;
}

GramMatrix gram_projected(const std::vector<Complex>& poles, const std::vector<Complex>& gains) {
  const std::size_t k = poles.size();
  std::vector<Wide> scale(k);
  for (std::size_t i = 0; i < k; ++i) {
    // Derivative at beta_i of the Blaschke product that vanishes at all poles.
    scale[i] = wide(gains[i]) / one_minus(poles[i], poles[i]);
    for (std::size_t l = 0; l < k; ++l)
      if (l != i) scale[i] *= (wide(poles[i]) - wide(poles[l])) / one_minus(poles[l], poles[i]);
  }
  GramMatrix gram = gram_fixed(poles);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j) gram[i * k + j] *= std::conj(scale[i]) * scale[j];
  return gram;
}

double log_determinant_fixed(const std::vector<Complex>& poles) {
  double sum = 0;
  for (std::size_t i = 0; i < poles.size(); ++i) {
    sum -= std::log1p(-std::norm(poles[i]));
    for (std::size_t j = 0; j < i; ++j) sum += 2 * std::log(pseudo_hyperbolic_distance(poles[i], poles[j]));
  }
  return sum;
}

double log_determinant_joint(const std::vector<Complex>& poles, const std::vector<Complex>& gains) {
  double sum = 4 * log_determinant_fixed(poles);
  for (const Complex gain : gains) sum += 2 * std::log(std::abs(gain));
  return sum;
}

double pseudo_hyperbolic_distance(Complex u, Complex v) { return std::abs(u - v) / std::abs(1.0 - std::conj(v) * u); }

double separation_squared(const std::vector<Complex>& poles, std::size_t i) {
  double product = 1;
  for (std::size_t l = 0; l < poles.size(); ++l)
    if (l != i) product *= std::pow(pseudo_hyperbolic_distance(poles[i], poles[l]), 2);
  return product;
}

std::vector<double> gram_eigenvalues(const GramMatrix& gram) {
  const Eigen::SelfAdjointEigenSolver<WideMatrix> solver(matrix(gram), Eigen::EigenvaluesOnly);
  std::vector<double> values;
  for (const long double value : solver.eigenvalues()) values.push_back(static_cast<double>(value));
  return values;
}

double gram_condition(const GramMatrix& gram) {
  const std::vector<double> values = gram_eigenvalues(gram);
  in_domain(values.front() > 1e-17 * values.back(), "poles too close: the matrix is singular to rounding");
  return values.back() / values.front();
}

std::vector<double> gram_inverse_diagonal(const GramMatrix& gram) {
  const WideMatrix inverse = matrix(gram).fullPivLu().inverse();
  std::vector<double> values;
  for (Eigen::Index i = 0; i < inverse.rows(); ++i) values.push_back(static_cast<double>(inverse(i, i).real()));
  return values;
}

}  // namespace polesweep::theory
