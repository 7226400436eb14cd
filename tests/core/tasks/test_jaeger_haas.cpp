#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(JaegerHaas, samples_are_the_same_everywhere) {
  expect_same_samples_everywhere(*make("jaeger_haas", {{"noise", 0.1}, {"washout", 20_n}}));
}

TEST(JaegerHaas, is_the_channel_of_its_source) {
  // At delay -2 the target is the latest symbol of the input; 200 dB leave no noise.
  const Drawn drawn = draw(*make("jaeger_haas", {{"delay", std::int64_t{-2}}, {"snr", 200.0}}), Part::training, 5, 2000);
  const auto d = [&](std::size_t t) { return drawn.clean[t - 2].real(); };  // d_t in the input of sample t - 2 for the first time
  int counts[4] = {};
  for (std::size_t t = 20; t < 1900; ++t) {
    const double q = 0.08 * d(t + 2) - 0.12 * d(t + 1) + d(t) + 0.18 * d(t - 1) - 0.1 * d(t - 2) + 0.091 * d(t - 3) - 0.05 * d(t - 4) +
                     0.04 * d(t - 5) + 0.03 * d(t - 6) + 0.01 * d(t - 7);
    ASSERT_NEAR(drawn.inputs[t].real(), q + 0.036 * q * q - 0.011 * q * q * q, 1e-8) << t;
    ++counts[static_cast<int>((d(t) + 3) / 2)];
  }
  for (const int count : counts) EXPECT_NEAR(count, 470, 4 * std::sqrt(470));
  const Drawn late = draw(*make("jaeger_haas"), Part::training, 5, 2000);
  for (std::size_t t = 4; t < 2000; ++t) ASSERT_EQ(late.clean[t], drawn.clean[t - 4]);
}

TEST(JaegerHaas, the_noise_has_the_power_of_the_ratio) {
  const int samples = 100'000;
  const Drawn clean = draw(*make("jaeger_haas", {{"snr", 200.0}}), Part::test, 5, samples);
  const Drawn noisy = draw(*make("jaeger_haas", {{"snr", 12.0}}), Part::test, 5, samples);
  double signal = 0, noise = 0;
  for (std::size_t t = 0; t < clean.inputs.size(); ++t) {
    signal += std::norm(clean.inputs[t]);
    noise += std::norm(noisy.inputs[t] - clean.inputs[t]);
  }
  EXPECT_NEAR(signal / noise, std::pow(10, 1.2), 0.02 * std::pow(10, 1.2));
}

TEST(JaegerHaas, reaches_the_levels_of_its_docstring) { expect_levels(*make("jaeger_haas"), 5, 0.0547, 0.01); }

}  // namespace
}  // namespace polesweep
