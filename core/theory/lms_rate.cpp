#include "core/theory/lms_rate.hpp"

#include <algorithm>
#include <cmath>

#include "core/theory/domain.hpp"

namespace polesweep::theory {

double lms_rate(std::span<const double> l, double mu, bool complex_valued) {
  in_domain(!l.empty() && *std::min_element(l.begin(), l.end()) > 0, "every eigenvalue of the regressors' covariance must be positive");
  // With d_i = mu l_i (2 - beta mu l_i), an eigenvalue 1 - x of the map solves sum_i (mu l_i)^2/(d_i - x) = 1; the largest has x below all
  // d_i. The sum grows with x and is convex, so that Newton's steps from where it is at least 1 come down to the root without passing it.
  const double beta = complex_valued ? 1 : 2;
  const auto gap = [&](double eigenvalue) { return mu * eigenvalue * (2 - beta * mu * eigenvalue); };
  double x = gap(l[0]) - mu * mu * l[0] * l[0];
  for (const double eigenvalue : l) x = std::min(x, gap(eigenvalue) - mu * mu * eigenvalue * eigenvalue);
  for (int i = 0; i < 100; ++i) {
    double excess = -1;
    double slope = 0;
    for (const double eigenvalue : l) {
      const double part = mu * eigenvalue / (gap(eigenvalue) - x);
      excess += mu * eigenvalue * part;
      slope += part * part;
    }
    const double step = excess / slope;
    x -= step;
    if (!(step > 1e-15 * std::abs(x))) break;
  }
  in_domain(x > 0, "the step size is too large: LMS diverges in mean square");
  return -std::log1p(-x);
}

}  // namespace polesweep::theory
