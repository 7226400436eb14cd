#include "core/tasks/equaliser.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>

#include <cmath>

namespace polesweep {
namespace {

/// 1 - p^H R^-1 p with the received samples' covariance R and their correlation p with the symbol, entry by entry.
double normal_equations(const KnownChannel& channel, int length, int delay) {
  const int taps = static_cast<int>(channel.taps.size());
  const auto tap = [&](int k) { return k < 0 || k >= taps ? Complex(0) : channel.taps[static_cast<std::size_t>(k)]; };
  Eigen::MatrixXcd covariance = Eigen::MatrixXcd::Zero(length, length);
  Eigen::VectorXcd cross(length);
  for (int i = 0; i < length; ++i) {
    for (int j = 0; j < length; ++j)
      for (int s = 0; s < length + taps; ++s) covariance(i, j) += tap(s - i) * std::conj(tap(s - j));
    covariance(i, i) += channel.noise_power;
    cross[i] = tap(delay - i) * std::conj(channel.correlation);
  }
  return 1 - cross.dot(covariance.inverse() * cross).real();
}

TEST(Equaliser, risk_equals_the_normal_equations) {
  for (const Complex correlation : {Complex(1), Complex(0.9, 0.2)}) {
    const KnownChannel channel{{{0.6, 0.2}, {-0.5, 0.4}, {0, 0.3}}, 0.05, correlation};
    for (const int length : {1, 2, 9})
      for (const int delay : {0, 1, 3, 10, 11, 40})
        EXPECT_NEAR(equaliser_risk(channel, length, delay), normal_equations(channel, length, delay), 1e-13) << length << " " << delay;
  }
}

TEST(Equaliser, flat_channel_has_risk_noise_over_noise_plus_signal) {
  EXPECT_NEAR(equaliser_risk({{Complex(0, 1)}, 0.25, 1}, 5, 3), 0.2, 1e-15);
}

TEST(Equaliser, small_risk_keeps_its_digits) { EXPECT_NEAR(equaliser_risk({{1.0}, 1e-20, 1}, 3, 0) / 1e-20, 1, 1e-12); }

// A first echo alone has the inverse sum_j (-c)^j z^-j: without noise and with `length` taps the risk of the first path is that of the
// tail.
TEST(Equaliser, noiseless_echo_leaves_the_tail_of_the_inverse) {
  const double c = 0.7;
  const int length = 6;
  // With unit first tap: residual impulse in the last symbol only, minimised over the equaliser: (1 - q)/(1 - q^(length + 1)) q^length.
  const double q = c * c;
  const double expected = std::pow(q, length) * (1 - q) / (1 - std::pow(q, length + 1));
  EXPECT_NEAR(equaliser_risk({{1.0, c}, 1e-24, 1}, length, 0), expected, 1e-12);
}

}  // namespace
}  // namespace polesweep
