#include "core/theory/cramer_rao.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/theory/gram.hpp"

namespace polesweep::theory {

std::vector<double> bound_poles(const std::vector<Complex>& poles, const std::vector<Complex>& gains) {
  std::vector<double> bounds;
  for (std::size_t i = 0; i < poles.size(); ++i)
    bounds.push_back(std::pow(1 - std::norm(poles[i]), 3) / (std::norm(gains[i]) * std::pow(separation_squared(poles, i), 2)));
  return bounds;
}

std::vector<double> bound_poles_known_gains(const std::vector<Complex>& poles, const std::vector<Complex>& gains) {
  return gram_inverse_diagonal(gram_poles(poles, gains));
}

std::vector<double> bound_gains(const std::vector<Complex>& poles) {
  std::vector<double> bounds;
  for (std::size_t i = 0; i < poles.size(); ++i) {
    const double d = 1 / (1 - std::norm(poles[i]));
    Complex slope = std::conj(poles[i]) * d;  // of the logarithm of the separation, by the pole
    for (std::size_t l = 0; l < poles.size(); ++l)
      if (l != i) slope += 2 * (1 - std::norm(poles[l])) / ((poles[i] - poles[l]) * (1.0 - std::conj(poles[l]) * poles[i]));
    bounds.push_back((std::norm(slope) + d * d) / (std::pow(separation_squared(poles, i), 2) * d * d * d));
  }
  return bounds;
}

std::vector<double> bound_gains_known_poles(const std::vector<Complex>& poles) {
  std::vector<double> bounds;
  for (std::size_t i = 0; i < poles.size(); ++i) bounds.push_back((1 - std::norm(poles[i])) / separation_squared(poles, i));
  return bounds;
}

double samples_to_resolve(const std::vector<Complex>& poles, const std::vector<Complex>& gains, bool gains_known) {
  const std::vector<double> bounds = gains_known ? bound_poles_known_gains(poles, gains) : bound_poles(poles, gains);
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < poles.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) nearest = std::min(nearest, std::norm(poles[i] - poles[j]));
  return 4 * *std::max_element(bounds.begin(), bounds.end()) / nearest;
}

}  // namespace polesweep::theory
