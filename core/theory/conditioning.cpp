#include "core/theory/conditioning.hpp"

#include <cmath>

#include "core/theory/domain.hpp"
#include "core/theory/gram.hpp"
#include "core/theory/two_poles.hpp"

namespace polesweep::theory {

double conjugate_pair_condition(double modulus, double angle) {
  const Complex pole = std::polar(modulus, angle);
  const double q = modulus * modulus;
  const double mean = (1 + q) / std::pow(1 - q, 3);
  const Complex square = pole * pole;
  const double split = std::abs((1.0 + square) / std::pow(1.0 - square, 3));
  in_domain(mean > split, "the pair must not lie on the real line");
  return (mean + split) / (mean - split);
}

std::array<double, 2> collision_conditions(double c, double d) {
  in_domain(c != d, "c and d must differ");
  const double p = std::pow(0.5 * (c + d), 2);
  const double delta_squared = std::pow(c - d, 2);
  const double t = 1 / (1 - p) + (1 + p) / std::pow(1 - p, 3);
  const double lambda = t + std::sqrt(t * t - 4 / std::pow(1 - p, 4));
  return {4 * std::pow(1 - p, 2) / delta_squared + 2 * p, 8 * std::pow(1 - p, 7) * lambda / std::pow(delta_squared, 3)};
}

std::array<double, 4> pair_conditions(double centre, double separation) {
  const double c = centre - 0.5 * separation;
  const double d = centre + 0.5 * separation;
  in_domain(std::abs(c) < 1 && std::abs(d) < 1, "both poles must lie inside the unit circle");
  const std::vector<Complex> poles{c, d}, gains{1.0, 1.0};
  const std::vector<double> joint = gram_eigenvalues(gram_joint(poles, gains));
  const double smallest = std::exp(log_determinant_joint(poles, gains)) / (joint[1] * joint[2] * joint[3]);
  return {pole_condition(c, d), gram_condition(gram_fixed(poles)), joint[3] / smallest, coefficient_condition(c, d)};
}

std::array<double, 3> descent_steps(double kappa, double epsilon) {
  const double decades = -std::log(epsilon);
  // log((kappa+1)/(kappa-1)) for large kappa is a difference of nearly equal logarithms.
  return {decades / std::log1p(2 / (kappa - 1)), kappa * decades, 0.5 * std::sqrt(kappa) * decades};
}

std::vector<double> real_hessian_eigenvalues(const std::vector<Complex>& poles, const std::vector<Complex>& gains) {
  std::vector<double> values;
  for (const double value : gram_eigenvalues(gram_joint(poles, gains))) values.insert(values.end(), 2, 2 * value);
  return values;
}

}  // namespace polesweep::theory
