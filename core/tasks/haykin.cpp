#include <algorithm>
#include <array>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/tasks/equaliser.hpp"
#include "core/tasks/series.hpp"

namespace polesweep {
namespace {

/// Equalisation of a raised-cosine channel: symbols a, independent and +-1 with equal chances, become
///
///   x_t = h_1 a_(t-1) + h_2 a_(t-2) + h_3 a_(t-3) + white normal noise,  h_n = (1 + cos(2 pi (n - 2)/width))/2;
///
/// the network sees x_t and is to name a_(t - delay). Transmission has been going on before the first sample. Haykin's equaliser has 11
/// taps and a delay of 7, his noise the power 0.001; the spread of the eigenvalues of its inputs' correlation is 6.08, 11.1, 21.7 and 46.8
/// for the widths 2.9, 3.1, 3.3 and 3.5.
///
/// Chance level: trivial risk 1. Best reachable risk of a linear equaliser: `equaliser_risk`; with 11 taps at width 2.9 and delay 7:
/// 0.0021. Source: Haykin, Adaptive Filter Theory, 4th edition (2002), sections 5.7 and 9.7.
class Haykin final : public Series {
 public:
  explicit Haykin(Fields& fields)
      : width_(fields.real({.name = "width",
                            .help = "W of the raised cosine: the larger, the more the symbols interfere",
                            .unit = "samples",
                            .fallback = 2.9,
                            .range = {.low = 2, .high = 4}})),
        noise_power_(fields.real({.name = "noise_power", .help = "variance of the channel's noise", .fallback = 0.001, .range = positive})),
        delay_(fields.integer({.name = "delay",
                               .help = "samples from the sending of a symbol to its detection",
                               .unit = "samples",
                               .fallback = 7,
                               .range = {.low = 0, .high = 1000}})),
        side_((1 + portable_point_at(1 / width_).cosine) / 2),
        noise_(std::sqrt(noise_power_)) {}

  Shape shape() const override { return {.state = static_cast<int>(kept()), .uniforms = 1, .normals = 1, .operations = 8}; }

  void start(std::uint64_t seed, Role role, double* state) const override {
    const std::vector<double> draws = draw_start(seed, role, static_cast<int>(kept()));
    std::transform(draws.begin(), draws.end(), state, two_level_symbol);
  }

  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override {
    std::copy_backward(state, state + kept() - 1, state + kept());
    state[0] = two_level_symbol(draws.uniforms[0]);
    *input = side_ * state[1] + state[2] + side_ * state[3] + noise_ * draws.normals[0];
    *target = state[delay_];
  }

  std::optional<double> trivial_risk() const override { return 1; }

  std::optional<Baseline> baseline() const override {
    if (delay_ > 200) return std::nullopt;
    const int taps = 11;
    return Baseline{.taps = taps,
                    .risk = equaliser_risk({.taps = {0.0, side_, 1.0, side_}, .noise_power = noise_power_}, taps, delay_),
                    .symbol_error_rate = std::nullopt};
  }

 private:
  static double two_level_symbol(double uniform) { return uniform < 0.5 ? -1 : 1; }
  std::int64_t kept() const { return std::max<std::int64_t>(4, delay_ + 1); }

  double width_;
  double noise_power_;
  std::int64_t delay_;
  double side_;
  double noise_;
};

}  // namespace

std::unique_ptr<Task> make_haykin_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<Haykin>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
