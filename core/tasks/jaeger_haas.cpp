#include <algorithm>
#include <array>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/numbers.hpp"
#include "core/tasks/series.hpp"

namespace polesweep {
namespace {

/// Of d_(t+2), d_(t+1), ..., d_(t-7).
constexpr std::array<double, 10> echoes = {0.08, -0.12, 1, 0.18, -0.1, 0.091, -0.05, 0.04, 0.03, 0.01};

double distorted(double q) { return q + 0.036 * q * q - 0.011 * q * q * q; }

double four_level_symbol(double uniform) { return 2 * std::floor(4 * uniform) - 3; }

/// E[distorted(q)^2], from the moments of the sum q, which symbol after symbol joins: E[(q + w d)^k] = sum_j C(k, j) E[q^j] w^(k-j)
/// E[d^(k-j)].
double received_power() {
  constexpr std::array<double, 7> symbol = {1, 0, 5, 0, 41, 0, 365};
  std::array<double, 7> moments = {1, 0, 0, 0, 0, 0, 0};
  for (const double weight : echoes) {
    std::array<double, 7> joined = {};
    for (std::size_t k = 0; k < 7; ++k) {
      double chosen = 1;  // C(k, j)
      for (std::size_t j = 0; j <= k; ++j) {
        double term = chosen * moments[j] * symbol[k - j];
        for (std::size_t i = 0; i < k - j; ++i) term *= weight;
        joined[k] += term;
        chosen = chosen * static_cast<double>(k - j) / static_cast<double>(j + 1);
      }
    }
    moments = joined;
  }
  const double a = 0.036, b = -0.011;
  return moments[2] + 2 * a * moments[3] + (a * a + 2 * b) * moments[4] + 2 * a * b * moments[5] + b * b * moments[6];
}

/// Equalisation of a nonlinear channel: symbols d, independent and uniform on {-3, -1, 1, 3}, become
///
///   q_t = 0.08 d_(t+2) - 0.12 d_(t+1) + d_t + 0.18 d_(t-1) - 0.1 d_(t-2) + 0.091 d_(t-3) - 0.05 d_(t-4) + 0.04 d_(t-5) + 0.03 d_(t-6) +
///   0.01 d_(t-7),  u_t = q_t + 0.036 q_t^2 - 0.011 q_t^3 + white normal noise;
///
/// the network sees u_t and is to name d_(t - delay). The noise has the power E[(u_t without noise)^2] 10^(-snr/10). Transmission has been
/// going on before the first sample. Jaeger and Haas have delay 2 and add 30 to u_t, which a bias does; others (Rodan and Tino) delay 0.
///
/// Chance level: trivial risk 5. Reference: least squares on 21 inputs, at 32 dB and delay 2: 0.055.
/// Source: Jaeger and Haas, Science 304 (2004), 78-80; the channel: Mathews and Lee, Proc. SPIE 2296 (1994), 317-327.
class JaegerHaas final : public Series {
 public:
  explicit JaegerHaas(Fields& fields)
      : snr_(fields.real({.name = "snr",
                          .help = "mean received signal power over noise power",
                          .unit = "dB",
                          .fallback = 32,
                          .range = {.low = -100, .high = 200}})),
        delay_(fields.integer(
            {.name = "delay",
             .help = "samples from the arrival of a symbol's main path to its detection; two further ones are in the input by then",
             .unit = "samples",
             .fallback = 2,
             .range = {.low = -2, .high = 1000}})),
        noise_(std::sqrt(received_power() * portable_exponential(-snr_ * log_of_10 / 10))) {}

  Shape shape() const override { return {.state = static_cast<int>(kept()), .uniforms = 1, .normals = 1, .operations = 28}; }

  void start(std::uint64_t seed, Role role, double* state) const override {
    const std::vector<double> draws = draw_start(seed, role, static_cast<int>(kept()));
    std::transform(draws.begin(), draws.end(), state, four_level_symbol);
  }

  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override {
    // d_(t+2), d_(t+1), ...
    std::copy_backward(state, state + kept() - 1, state + kept());
    state[0] = four_level_symbol(draws.uniforms[0]);
    double q = 0;
    for (std::size_t k = 0; k < echoes.size(); ++k) q += echoes[k] * state[k];
    *input = distorted(q) + noise_ * draws.normals[0];
    *target = state[delay_ + 2];
  }

  std::optional<double> trivial_risk() const override { return 5; }

 private:
  std::int64_t kept() const { return std::max<std::int64_t>(std::ssize(echoes), delay_ + 3); }

  double snr_;
  std::int64_t delay_;
  double noise_;
};

}  // namespace

std::unique_ptr<Task> make_jaeger_haas_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<JaegerHaas>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
