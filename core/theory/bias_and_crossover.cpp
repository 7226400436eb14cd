#include "core/theory/bias_and_crossover.hpp"

#include <algorithm>

#include "core/theory/domain.hpp"

namespace polesweep::theory {

using Complex = std::complex<double>;

double bias_of_fixed_poles(const std::vector<Complex>& fixed_poles, const std::vector<Complex>& poles, const std::vector<Complex>& gains) {
  std::vector<Complex> left;  // gain times the part of each exponential that is orthogonal to all fixed ones
  for (std::size_t k = 0; k < poles.size(); ++k) {
    Complex product = gains[k];
    for (const Complex fixed : fixed_poles) product *= (poles[k] - fixed) / (1.0 - std::conj(fixed) * poles[k]);
    left.push_back(product);
  }
  Complex sum = 0;
  for (std::size_t k = 0; k < poles.size(); ++k)
    for (std::size_t l = 0; l < poles.size(); ++l) sum += left[k] * std::conj(left[l]) / (1.0 - poles[k] * std::conj(poles[l]));
  return std::max(0.0, sum.real());
}

double risk_of_fixed_poles(double bias, int fixed_count, double noise_variance, double samples) {
  return bias + (noise_variance + bias) * fixed_count / samples;
}

double risk_of_learned_poles(int count, double noise_variance, double samples) { return 2 * count * noise_variance / samples; }

double crossover(double bias, int fixed_count, int count, double noise_variance) {
  in_domain(fixed_count < 2 * count, "with 2K or more fixed poles there is no crossover");
  in_domain(bias > 0, "the fixed poles represent the teacher exactly: fixed poles win at every N");
  return noise_variance * (2 * count - fixed_count) / bias;
}

}  // namespace polesweep::theory
