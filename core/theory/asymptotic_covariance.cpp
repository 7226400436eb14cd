#include "core/theory/asymptotic_covariance.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/theory/domain.hpp"
#include "core/theory/truncation.hpp"

namespace polesweep::theory {
namespace {

using Filter = std::vector<double>;

/// E u_t v_{t+lag} of two filters of the same white input.
double correlation(const Filter& u, const Filter& v, std::ptrdiff_t lag) {
  const std::ptrdiff_t size = std::ssize(u);
  double sum = 0;
  for (std::ptrdiff_t n = std::max<std::ptrdiff_t>(0, -lag); n < std::min(size, size - lag); ++n)
    sum += u[static_cast<std::size_t>(n)] * v[static_cast<std::size_t>(n + lag)];
  return sum;
}

}  // namespace

std::array<double, 3> asymptotic_covariance(std::int64_t delay, std::int64_t depth, double noise_variance) {
  const double w = delay_pole(delay, depth, Cut::rolling);
  in_domain(w <= 0.995, "the stationary pole is too near 1 (|w| > 0.995)");
  const double q = w * w;
  const double d = static_cast<double>(delay);
  const double a = (1 - q) * std::pow(w, d);
  const bool cut = depth != 0;
  const double k = static_cast<double>(depth);

  // Jacobian of (E g_a, E g_w): g_a = a/(1-q) - w^d, g_w = a (a x - y) with x = w (1-q^k)/(1-q)^2 and y = d w^{d-1}.
  const double power = cut ? std::pow(q, k) : 0;
  const double rest = 1 - q;
  const double x = w * (1 - power) / (rest * rest);
  const double slope_x = (1 - (cut ? (2 * k + 1) * power : 0)) / (rest * rest) + 4 * q * (1 - power) / (rest * rest * rest);
  const double slope_y = d * (d - 1) * std::pow(w, d - 2);
  const double aa = 1 / rest;
  const double aw = 2 * a * w / (rest * rest) - d * std::pow(w, d - 1);
  const double wa = a * x;
  const double ww = a * a * slope_x - a * slope_y;

  // How e and the two gradients' factors depend on past input.
  const auto length = static_cast<std::size_t>(std::ceil(-42 / std::log(w)) + d + 8);
  Filter error(length), by_a(length), by_w(length);
  for (std::size_t n = 0; n < length; ++n) {
    const double lag = static_cast<double>(n);
    error[n] = a * std::pow(w, lag) - (n == static_cast<std::size_t>(delay) ? 1 : 0);
    by_a[n] = std::pow(w, lag);
    by_w[n] = a * (cut ? std::min(lag, k) : lag) * (n > 0 ? std::pow(w, lag - 1) : 0);
  }
  const Filter* factors[2] = {&by_a, &by_w};
  double s[2][2] = {};
  for (std::ptrdiff_t lag = 1 - std::ssize(error); lag < std::ssize(error); ++lag) {
    const double ee = correlation(error, error, lag) + (lag == 0 ? noise_variance : 0);
    double later[2], earlier[2];
    for (int i = 0; i < 2; ++i) {
      later[i] = correlation(error, *factors[i], lag);
      earlier[i] = correlation(error, *factors[i], -lag);
    }
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) s[i][j] += ee * correlation(*factors[i], *factors[j], lag) + later[j] * earlier[i];
  }

  const double determinant = aa * ww - aw * wa;
  const double inverse[2][2] = {{ww / determinant, -aw / determinant}, {-wa / determinant, aa / determinant}};
  double v[2][2] = {};
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j)
      for (int l = 0; l < 2; ++l)
        for (int n = 0; n < 2; ++n) v[i][j] += inverse[i][l] * s[l][n] * inverse[j][n];
  return {v[0][0], v[0][1], v[1][1]};
}

}  // namespace polesweep::theory
