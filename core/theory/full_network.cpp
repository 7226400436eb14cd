#include "core/theory/full_network.hpp"

#include <algorithm>
#include <complex>

#include "core/linear_algebra/entries.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/theory/domain.hpp"

namespace polesweep::theory {

std::vector<double> full_network_eigenvalues(const std::vector<double>& recurrent, const std::vector<double>& input,
                                             const std::vector<double>& readout) {
  using Complex = std::complex<double>;
  const auto k = std::ssize(input);
  in_domain(k > 0 && std::ssize(readout) == k && std::ssize(recurrent) == k * k, "W must be K x K, B and C of K entries");
  const std::vector<Complex> poles = eigenvalues(std::vector<Complex>(recurrent.begin(), recurrent.end()), static_cast<int>(k), false);
  in_domain(std::all_of(poles.begin(), poles.end(), [](const Complex& pole) { return std::abs(pole) < 1; }),
            "the eigenvalues of W must lie inside the unit circle");

  // The derivatives of h[n] by C, B and W are x = W^n B, z = (W^T)^n C^T and S_n = sum_l (W^T)^{n-1-l} C^T (W^l B)^T: together a state that
  // moves by x <- W x, z <- W^T z, S <- W^T S + C^T x^T. Their Gram matrix is its covariance, taken as a factor to keep small eigenvalues.
  const auto size = static_cast<int>(k * k + 2 * k);
  LinearSystem system{
      size, 1, std::vector<Complex>(static_cast<std::size_t>(size) * size), std::vector<Complex>(static_cast<std::size_t>(size)), {}};
  const auto entry = [&](std::ptrdiff_t i, std::ptrdiff_t j) -> Complex& { return system.state[static_cast<std::size_t>(i * size + j)]; };
  const auto w = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return recurrent[static_cast<std::size_t>(i * k + j)]; };
  for (std::ptrdiff_t i = 0; i < k; ++i) {
    system.input[static_cast<std::size_t>(i)] = input[static_cast<std::size_t>(i)];
    system.input[static_cast<std::size_t>(k + i)] = readout[static_cast<std::size_t>(i)];
    for (std::ptrdiff_t l = 0; l < k; ++l) {
      entry(i, l) = w(i, l);
      entry(k + i, k + l) = w(l, i);
      // S(:, j) begins at 2 K + j K.
      for (std::ptrdiff_t j = 0; j < k; ++j) entry((2 + j) * k + i, (2 + j) * k + l) = w(l, i);
    }
    for (std::ptrdiff_t j = 0; j < k; ++j) entry((2 + j) * k + i, j) = readout[static_cast<std::size_t>(i)];
  }
  const auto factor = covariance_factor(system);
  in_domain(factor.has_value(), "the eigenvalues of W must lie inside the unit circle, by 4e-14 and more");
  const std::vector<double> values = singular_values(factor->entries(), size, factor->columns());
  in_domain(values[static_cast<std::size_t>(2 * k - 1)] > 1e-12 * values.front(), "fewer than K poles are at work");
  std::vector<double> eigenvalues;
  for (auto i = static_cast<std::size_t>(2 * k); i-- > 0;) eigenvalues.push_back(2 * values[i] * values[i]);
  return eigenvalues;
}

}  // namespace polesweep::theory
