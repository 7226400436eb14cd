#include <cmath>

#include "core/tasks/series.hpp"

namespace polesweep {
namespace {

/// Counting as a stream of the symbols a and b: words a^n b^n follow each other, n uniform in 1, ..., `longest`. Inputs: 1 for a and 0 for
/// b, and the other way round. Target: 1 if the next symbol is certain to be an a, that is after the last b of a word, else 0. What comes
/// after an a is open; after a b the count of the a's says it.
///
/// Chance level: trivial risk p - p^2 with p = 1/(longest + 1), the share of last b's, as a word has longest + 1 symbols on average. Best
/// reachable risk: 0, by one counter, not by a linear network; least squares on 21 samples, with words of up to 10: 0.060, an nmse of 0.73.
/// Source: Gers and Schmidhuber, IEEE Transactions on Neural Networks 12 (2001), 1333-1340, there with boundary symbols and several
/// targets.
class Counting final : public Series {
 public:
  explicit Counting(Fields& fields)
      : longest_(fields.integer({.name = "longest", .help = "largest n of the words", .fallback = 10, .range = {.low = 1, .high = 1000}})) {
  }

  Shape shape() const override { return {.inputs = 2, .state = 2, .trial = 2 * longest_, .uniforms = 1, .operations = 4}; }

  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override {
    // Symbols left of this word's a's and b's.
    double& a = state[0];
    double& b = state[1];
    if (a + b == 0) a = b = 1 + std::floor(static_cast<double>(longest_) * draws.uniforms[0]);
    const bool is_a = a > 0;
    --(is_a ? a : b);
    input[0] = is_a ? 1 : 0;
    input[1] = is_a ? 0 : 1;
    *target = a + b == 0 ? 1 : 0;
  }

  std::optional<double> trivial_risk() const override {
    const double share = 1 / (static_cast<double>(longest_) + 1);
    return share - share * share;
  }

 private:
  std::int64_t longest_;
};

}  // namespace

std::unique_ptr<Task> make_counting_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<Counting>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
