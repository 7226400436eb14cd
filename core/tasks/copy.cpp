#include <algorithm>

#include "core/tasks/series.hpp"

namespace polesweep {
namespace {

/// Copying as a stream: a trial is `length` symbols, `pause` samples of silence, and `length` samples in which the symbols are to be named
/// in their order. Inputs: a symbol, +-1 with equal chances, or 0; and a marker, 1 in the samples of recall and 0 before. Target: the
/// symbol in recall, else 0. Trials follow each other without end, so a trial lasts 2 length + pause samples.
///
/// Chance level: trivial risk length/(2 length + pause), which is also the least risk of a network that has forgotten the symbols. Best
/// reachable risk: 0, by a line of length + pause delays, as the input of so many samples before is the target, always.
/// Source: Hochreiter and Schmidhuber, Neural Computation 9 (1997), 1735-1780; Graves, Wayne and Danihelka, arXiv 1410.5401; as a stream
/// with two symbols here, where they have eight-bit vectors and blank symbols.
class Copy final : public Series {
 public:
  explicit Copy(Fields& fields)
      : length_(fields.integer(
            {.name = "length", .help = "symbols to be copied", .unit = "samples", .fallback = 5, .range = {.low = 1, .high = 1000}})),
        pause_(fields.integer(
            {.name = "pause", .help = "silence before recall", .unit = "samples", .fallback = 5, .range = {.low = 0, .high = 10'000}})) {}

  Shape shape() const override {
    return {.inputs = 2, .state = static_cast<int>(length_), .trial = trial(), .uniforms = 1, .operations = 4};
  }

  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override {
    const auto place = static_cast<std::int64_t>(draws.time % static_cast<std::uint64_t>(trial()));
    const std::int64_t recalled = place - length_ - pause_;
    if (place < length_) state[place] = draws.uniforms[0] < 0.5 ? -1 : 1;
    input[0] = place < length_ ? state[place] : 0;
    input[1] = recalled >= 0 ? 1 : 0;
    *target = recalled >= 0 ? state[recalled] : 0;
  }

  std::optional<double> trivial_risk() const override { return static_cast<double>(length_) / static_cast<double>(trial()); }

 private:
  std::int64_t trial() const { return 2 * length_ + pause_; }

  std::int64_t length_;
  std::int64_t pause_;
};

}  // namespace

std::unique_ptr<Task> make_copy_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<Copy>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
