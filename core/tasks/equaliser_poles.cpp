#include "core/tasks/equaliser_poles.hpp"

#include <algorithm>

#include "core/block/kernel_set.hpp"
#include "core/linear_algebra/cholesky.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::product;
using linear_algebra::squared_modulus;

constexpr int channels = 64;
constexpr double largest_modulus = 0.98;
/// Of a state's power: with less of it nearly dependent states would have risks of rounding.
constexpr double ridge = 1e-9;
/// Beyond the arrays of random numbers of every link of a task.
constexpr std::uint32_t first_array = 1'000'000;

Complex quotient(const Complex& a, const Complex& b) { return product(product(a, std::conj(b)), 1 / squared_modulus(b)); }

std::vector<Complex> ring(int count, double radius) {
  std::vector<Complex> poles;
  for (int k = 0; k < count; ++k) {
    const UnitCirclePoint point = portable_point_at(static_cast<double>(k) / count);
    poles.emplace_back(radius * point.cosine, radius * point.sine);
  }
  return poles;
}

/// The mean risk over channels.
class MeanRisk {
 public:
  MeanRisk(const Fading& fading, double noise_power, std::int64_t delay) : delay_(delay) {
    for (int channel = 0; channel < (fading.kind() == Fading::Kind::none ? 1 : channels); ++channel)
      channels_.push_back({.taps = fading.taps(0, first_array + static_cast<std::uint32_t>(channel)), .noise_power = noise_power});
  }

  double operator()(const std::vector<Complex>& poles) const {
    double sum = 0;
    for (const KnownChannel& channel : channels_) sum += readout_risk(poles, channel, delay_);
    return sum / static_cast<double>(channels_.size());
  }

 private:
  std::int64_t delay_;
  std::vector<KnownChannel> channels_;
};

}  // namespace

double readout_risk(const std::vector<Complex>& poles, const KnownChannel& channel, std::int64_t delay) {
  const int count = static_cast<int>(poles.size());
  const auto taps = static_cast<std::int64_t>(channel.taps.size());
  std::vector<Complex> autocorrelation(channel.taps.size());
  for (std::size_t lag = 0; lag < channel.taps.size(); ++lag)
    for (std::size_t k = lag; k < channel.taps.size(); ++k)
      autocorrelation[lag] += product(channel.taps[k], std::conj(channel.taps[k - lag]));
  autocorrelation[0] += channel.noise_power;

  linear_algebra::ComplexMatrix gram(count, count);
  linear_algebra::ComplexMatrix wanted(count, 1);
  std::vector<Complex> sums;  // of lags above 0, by pole
  for (const Complex& pole : poles) {
    if (!(squared_modulus(pole) < 1)) return infinity;
    Complex sum = 0;
    Complex power = pole;
    for (std::size_t lag = 1; lag < autocorrelation.size(); ++lag, power = product(power, pole))
      sum += product(std::conj(autocorrelation[lag]), power);
    sums.push_back(sum);
    // sum_a pole^a tap_(delay - a): the nearest tap to the delay first.
    Complex cross = 0;
    for (std::int64_t k = 0; k <= std::min(delay, taps - 1); ++k) cross = product(cross, pole) + channel.taps[static_cast<std::size_t>(k)];
    for (std::int64_t a = taps - 1; a < delay; ++a) cross = product(cross, pole);
    wanted(static_cast<int>(sums.size()) - 1, 0) = product(cross, std::conj(channel.correlation));
  }
  for (int i = 0; i < count; ++i)
    for (int j = 0; j <= i; ++j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      gram(i, j) = quotient(autocorrelation[0] + sums[a] + std::conj(sums[b]), 1.0 - product(poles[a], std::conj(poles[b])));
      if (i == j) gram(i, i) *= 1 + ridge;
    }
  const linear_algebra::Cholesky<Complex> cholesky(std::move(gram));
  if (!cholesky.is_positive()) return infinity;
  const linear_algebra::ComplexMatrix weights = cholesky.solve(wanted);
  double explained = 0;
  for (int i = 0; i < count; ++i) explained += product(std::conj(wanted(i, 0)), weights(i, 0)).real();
  return 1 - explained;
}

std::vector<Complex> equaliser_poles(const Fading& fading, double noise_power, std::int64_t delay, int count) {
  const MeanRisk mean_risk(fading, noise_power, delay);
  std::vector<Complex> best = ring(count, 0.05);
  double least = mean_risk(best);
  const auto try_poles = [&](const std::vector<Complex>& poles) {
    const double risk = mean_risk(poles);
    if (!(risk < least)) return;
    least = risk;
    best = poles;
  };
  for (int step = 2; step < 20; ++step) try_poles(ring(count, 0.05 * step));
  for (const double distance : {0.1, 0.05, 0.02, 0.01})
    for (int round = 0; round < 2; ++round)
      for (std::size_t i = 0; i < best.size(); ++i)
        for (const Complex& move : {Complex(distance, 0), Complex(-distance, 0), Complex(0, distance), Complex(0, -distance)}) {
          std::vector<Complex> poles = best;
          poles[i] += move;
          if (squared_modulus(poles[i]) < largest_modulus * largest_modulus) try_poles(poles);
        }
  return best;
}

}  // namespace polesweep
