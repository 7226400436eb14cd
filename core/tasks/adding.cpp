#include <cmath>

#include "core/tasks/series.hpp"

namespace polesweep {
namespace {

/// Adding as a stream: trials of `length` samples follow each other. Inputs: a value, independent and uniform in [0, 1), and a marker,
/// which is 1 at two samples of each trial, one drawn uniformly from its first half and one from the rest, and 0 elsewhere. Target: at the
/// last sample of a trial the sum of its two marked values, else 0. A third input is 1 at that last sample, since a stream has no
/// other end of a sequence.
///
/// Chance level: trivial risk 1/(6 length) + 1/length - 1/length^2, of the best constant; to say 1 at the last sample of each trial has
/// 1/(6 length), which is the classical level of 1/6 for the last sample alone. Best reachable risk: 0, not by a linear network.
/// Source: Hochreiter and Schmidhuber, Neural Computation 9 (1997), 1735-1780, experiment 4, there with values in [-1, 1] and lengths that
/// vary; with values in [0, 1]: Le, Jaitly and Hinton, arXiv 1504.00941.
class Adding final : public Series {
 public:
  explicit Adding(Fields& fields)
      : length_(fields.integer(
            {.name = "length", .help = "samples of a trial", .unit = "samples", .fallback = 20, .range = {.low = 2, .high = 10'000}})) {}

  Shape shape() const override { return {.inputs = 3, .state = 3, .trial = length_, .uniforms = 3, .operations = 8}; }

  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override {
    const auto place = static_cast<std::int64_t>(draws.time % static_cast<std::uint64_t>(length_));
    const std::int64_t half = length_ / 2;
    double& first = state[0];
    double& second = state[1];
    double& sum = state[2];
    if (place == 0) {
      first = std::floor(static_cast<double>(half) * draws.uniforms[1]);
      second = static_cast<double>(half) + std::floor(static_cast<double>(length_ - half) * draws.uniforms[2]);
      sum = 0;
    }
    const auto here = static_cast<double>(place);
    const bool marked = here == first || here == second;
    const bool last = place == length_ - 1;
    input[0] = draws.uniforms[0];
    input[1] = marked ? 1 : 0;
    input[2] = last ? 1 : 0;
    if (marked) sum += input[0];
    *target = last ? sum : 0;
  }

  std::optional<double> trivial_risk() const override {
    const auto length = static_cast<double>(length_);
    return (1.0 / 6 + 1) / length - 1 / (length * length);
  }

 private:
  std::int64_t length_;
};

}  // namespace

std::unique_ptr<Task> make_adding_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<Adding>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
