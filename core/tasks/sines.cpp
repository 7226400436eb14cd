#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/tasks/series.hpp"

namespace polesweep {
namespace {

/// A sum of sines in noise, to be foretold: x_t = sum_k amplitude_k sin(2 pi (t/period_k + phase_k)) + input_noise n_t with white normal n;
/// the network sees x_t and is to name the sum of the sines at t + horizon, without the noise. Phases are drawn uniformly for each run and
/// its test. Amplitudes are 1 unless given.
///
/// Chance level: trivial risk sum_k amplitude_k^2/2. Best reachable risk without input noise: 0, by linear recursion over twice as many
/// samples as there are sines.
/// Source: the classical problem of line spectra (Prony); Stoica and Moses, Spectral Analysis of Signals (2005), chapter 4.
class Sines final : public Series {
 public:
  explicit Sines(Fields& fields)
      : periods_(fields.reals({.name = "periods",
                               .help = "periods of the sines; more than 2",
                               .unit = "samples",
                               .range = {.low = 2, .high = 1e6, .low_allowed = false}})),
        amplitudes_(fields.reals(
            {.name = "amplitudes", .help = "amplitudes of the sines, one for each; all 1 if left out", .may_be_absent = true})),
        horizon_(fields.integer({.name = "horizon",
                                 .help = "how far ahead the target lies",
                                 .unit = "samples",
                                 .fallback = 1,
                                 .range = {.low = 0, .high = 10'000}})),
        noise_(fields.real({.name = "input_noise",
                            .help = "standard deviation of the noise in the input",
                            .unit = "input",
                            .fallback = 0,
                            .range = non_negative})) {
    if (fields.describing()) return;
    if (periods_.empty()) throw Error("periods: the list is empty (a sum has at least one sine)");
    if (!amplitudes_.empty() && amplitudes_.size() != periods_.size())
      throw Error(fmt::format("amplitudes: {} amplitudes for {} periods (one for each, or none)", amplitudes_.size(), periods_.size()));
    if (amplitudes_.empty()) amplitudes_.assign(periods_.size(), 1.0);
  }

  Shape shape() const override {
    return {.state = static_cast<int>(periods_.size()),
            .normals = noise_ > 0 ? 1 : 0,
            .operations = 80.0 * static_cast<double>(periods_.size())};
  }

  void start(std::uint64_t seed, Role role, double* state) const override {
    const std::vector<double> phases = draw_start(seed, role, static_cast<int>(periods_.size()));
    std::copy(phases.begin(), phases.end(), state);
  }

  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override {
    const auto sum = [&](double time) {
      double x = 0;
      for (std::size_t k = 0; k < periods_.size(); ++k) {
        const double turns = time / periods_[k] + state[k];
        x += amplitudes_[k] * portable_point_at(turns - std::floor(turns)).sine;
      }
      return x;
    };
    const auto time = static_cast<double>(draws.time);
    *input = sum(time) + (noise_ > 0 ? noise_ * draws.normals[0] : 0);
    *target = sum(time + static_cast<double>(horizon_));
  }

  std::optional<double> trivial_risk() const override {
    double power = 0;
    for (const double amplitude : amplitudes_) power += amplitude * amplitude / 2;
    return power;
  }

 private:
  std::vector<double> periods_;
  std::vector<double> amplitudes_;
  std::int64_t horizon_;
  double noise_;
};

}  // namespace

std::unique_ptr<Task> make_sines_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<Sines>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
