#include "core/theory/prony.hpp"

#include <Eigen/LU>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "core/linear_algebra/entries.hpp"
#include "core/theory/domain.hpp"

namespace polesweep::theory {

using Complex = std::complex<double>;

PoleSystem prony(const std::vector<Complex>& samples) {
  constexpr std::size_t most = 8192;
  in_domain(samples.size() <= most,
            "at most 8192 samples are taken: the work grows with the cube of their number, to minutes and a gigabyte");
  in_domain(!samples.empty() && samples.size() % 2 == 0, "an even number of samples is needed");
  const auto k = static_cast<Eigen::Index>(samples.size() / 2);
  const Eigen::Map<const Eigen::VectorXcd> h(samples.data(), 2 * k);
  Eigen::MatrixXcd hankel(k, k);
  for (Eigen::Index i = 0; i < k; ++i) hankel.row(i) = h.segment(i, k).transpose();
  const Eigen::FullPivLU<Eigen::MatrixXcd> lu(hankel);
  in_domain(lu.isInvertible(), "the Hankel matrix is singular: poles coincide or gains are zero");
  Eigen::MatrixXcd companion = Eigen::MatrixXcd::Zero(k, k);
  companion.diagonal(-1).setOnes();
  companion.col(k - 1) = lu.solve(h.tail(k));

  PoleSystem system;
  const Eigen::MatrixXcd rows = companion.transpose();
  system.poles = eigenvalues({rows.data(), static_cast<std::size_t>(rows.size())}, static_cast<int>(k), true);
  // By real parts, and where rounding would decide by imaginary parts.
  std::sort(system.poles.begin(), system.poles.end(), [](Complex a, Complex b) { return a.real() < b.real(); });
  for (auto begin = system.poles.begin(); begin != system.poles.end();) {
    const auto end = std::find_if(begin, system.poles.end(), [&](Complex pole) { return pole.real() > begin->real() + 1e-9; });
    std::sort(begin, end, [](Complex a, Complex b) { return a.imag() < b.imag(); });
    begin = end;
  }
  Eigen::MatrixXcd powers(2 * k, k);
  powers.row(0).setOnes();
  for (Eigen::Index n = 1; n < 2 * k; ++n)
    for (Eigen::Index j = 0; j < k; ++j) powers(n, j) = powers(n - 1, j) * system.poles[static_cast<std::size_t>(j)];
  const Eigen::VectorXcd gains = powers.colPivHouseholderQr().solve(h);
  system.gains.assign(gains.begin(), gains.end());
  return system;
}

std::vector<Complex> impulse_response(const PoleSystem& system, int count) {
  std::vector<Complex> terms = system.gains;
  std::vector<Complex> response;
  for (int n = 0; n < count; ++n) {
    Complex sum = 0;
    for (std::size_t k = 0; k < terms.size(); ++k) {
      sum += terms[k];
      terms[k] *= system.poles[k];
    }
    response.push_back(sum);
  }
  return response;
}

Complex hankel_determinant(const PoleSystem& system) {
  Complex product = 1;
  for (std::size_t i = 0; i < system.poles.size(); ++i) {
    product *= system.gains[i];
    for (std::size_t j = 0; j < i; ++j) product *= std::pow(system.poles[i] - system.poles[j], 2);
  }
  return product;
}

double identification_determinant(const PoleSystem& system) {
  double product = 1;
  for (std::size_t i = 0; i < system.poles.size(); ++i) {
    product *= std::abs(system.gains[i]);
    for (std::size_t j = 0; j < i; ++j) product *= std::pow(std::norm(system.poles[i] - system.poles[j]), 2);
  }
  return product;
}

}  // namespace polesweep::theory
