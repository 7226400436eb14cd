#include <Eigen/Eigenvalues>
#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(Haykin, samples_are_the_same_everywhere) { expect_same_samples_everywhere(*make("haykin", {{"noise", 0.1}, {"washout", 20_n}})); }

TEST(Haykin, is_the_channel_of_its_source) {
  const Drawn drawn = draw(*make("haykin", {{"width", 3.3}, {"delay", 0_n}, {"noise_power", 1e-20}}), Part::training, 5, 1000);
  const double side = (1 + std::cos(2 * std::acos(-1.0) / 3.3)) / 2;
  for (std::size_t t = 3; t < 1000; ++t) {
    const auto a = [&](std::size_t lag) { return drawn.clean[t - lag].real(); };
    ASSERT_EQ(std::abs(a(0)), 1);
    ASSERT_NEAR(drawn.inputs[t].real(), side * a(1) + a(2) + side * a(3), 1e-9);
  }
  const Drawn late = draw(*make("haykin", {{"width", 3.3}}), Part::training, 5, 1000);
  for (std::size_t t = 7; t < 1000; ++t) ASSERT_EQ(late.clean[t], drawn.clean[t - 7]);
}

TEST(Haykin, eigenvalues_spread_as_in_its_source) {
  // Haykin's table, for the correlation matrix of 11 samples, here as the samples say it.
  const double spreads[][2] = {{2.9, 6.0782}, {3.1, 11.1238}, {3.3, 21.7132}, {3.5, 46.8216}};
  for (const auto& [width, spread] : spreads) {
    const Drawn drawn = draw(*make("haykin", {{"width", width}}), Part::training, 5, 200'000);
    Eigen::MatrixXd correlation = Eigen::MatrixXd::Zero(11, 11);
    double lagged[11] = {};
    for (std::size_t t = 11; t < drawn.inputs.size(); ++t)
      for (std::size_t k = 0; k < 11; ++k) lagged[k] += drawn.inputs[t].real() * drawn.inputs[t - k].real();
    for (int i = 0; i < 11; ++i)
      for (int j = 0; j < 11; ++j) correlation(i, j) = lagged[std::abs(i - j)];
    const Eigen::VectorXd values = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(correlation).eigenvalues();
    EXPECT_NEAR(values[10] / values[0] / spread, 1, 0.05) << width;
  }
}

TEST(Haykin, reaches_the_levels_of_its_docstring) {
  expect_levels(*make("haykin"), 1, 0.001376, 0.001);
  EXPECT_EQ(make("haykin")->comparable_baseline()->taps, 11);
}

}  // namespace
}  // namespace polesweep
