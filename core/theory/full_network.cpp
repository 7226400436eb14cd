#include "core/theory/full_network.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <complex>

#include "core/eigenvalues.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/measures/singular_values.hpp"
#include "core/theory/domain.hpp"

namespace polesweep::theory {

std::vector<double> full_network_eigenvalues(const std::vector<double>& recurrent, const std::vector<double>& input,
                                             const std::vector<double>& readout) {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Complex = std::complex<double>;
  const auto k = std::ssize(input);
  in_domain(k > 0 && std::ssize(readout) == k && std::ssize(recurrent) == k * k, "W must be K x K, B and C of K entries");
  const Eigen::MatrixXd w = Eigen::Map<const RowMajor>(recurrent.data(), k, k);
  const Eigen::Map<const Eigen::VectorXd> b(input.data(), k);
  const Eigen::Map<const Eigen::VectorXd> c(readout.data(), k);
  const std::vector<Complex> poles = eigenvalues(std::vector<Complex>(recurrent.begin(), recurrent.end()), static_cast<int>(k), false);
  in_domain(std::all_of(poles.begin(), poles.end(), [](const Complex& pole) { return std::abs(pole) < 1; }),
            "the eigenvalues of W must lie inside the unit circle");

  // The derivatives of h[n] by C, B and W are x = W^n B, z = (W^T)^n C^T and S_n = sum_l (W^T)^{n-1-l} C^T (W^l B)^T: together a state that
  // moves by x <- W x, z <- W^T z, S <- W^T S + C^T x^T. Their Gram matrix is its covariance, taken as a factor to keep small eigenvalues.
  const Eigen::Index size = k * k + 2 * k;
  Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> step;
  step.setZero(size, size);
  step.block(0, 0, k, k) = w.cast<Complex>();
  step.block(k, k, k, k) = w.transpose().cast<Complex>();
  for (Eigen::Index j = 0; j < k; ++j) {
    const Eigen::Index column = 2 * k + j * k;  // S(:, j)
    step.block(column, column, k, k) = w.transpose().cast<Complex>();
    step.block(column, j, k, 1) = c.cast<Complex>();
  }
  std::vector<Complex> start(static_cast<std::size_t>(size));
  for (Eigen::Index i = 0; i < k; ++i) {
    start[static_cast<std::size_t>(i)] = b[i];
    start[static_cast<std::size_t>(k + i)] = c[i];
  }
  const std::vector<Complex> factor =
      covariance_factor({step.data(), static_cast<std::size_t>(step.size())}, start, static_cast<int>(size));
  const int columns = static_cast<int>(std::ssize(factor) / size);
  in_domain(columns >= 2 * k, "fewer than K poles are at work");
  const std::vector<double> values = singular_values(factor, static_cast<int>(size), columns);
  in_domain(values[static_cast<std::size_t>(2 * k - 1)] > 1e-12 * values.front(), "fewer than K poles are at work");
  std::vector<double> eigenvalues;
  for (auto i = static_cast<std::size_t>(2 * k); i-- > 0;) eigenvalues.push_back(2 * values[i] * values[i]);
  return eigenvalues;
}

}  // namespace polesweep::theory
