#include <cmath>

#include "core/measures/score.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

class SquaredError final : public Score {
 public:
  explicit SquaredError(const ScoreShape& shape)
      : values_(shape.outputs * (shape.complex_valued ? 2 : 1)), sums_(static_cast<std::size_t>(shape.lanes)) {}

  void add(const ScoredSamples& samples) override {
    const std::size_t lanes = sums_.size();
    const double* predictions = samples.predictions;
    const double* clean = samples.clean;
    for (std::int64_t row = 0; row < static_cast<std::int64_t>(samples.steps) * values_; ++row, predictions += lanes, clean += lanes)
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const double error = predictions[lane] - clean[lane];
        sums_[lane] += error * error;
      }
    count_ += samples.steps;
  }

  double value(int lane) const override {
    if (count_ == 0) return not_measured;
    const double mean = sums_[static_cast<std::size_t>(lane)] / static_cast<double>(count_);
    return std::isfinite(mean) ? mean : infinity;
  }

  void archive(RunArchive& archive) override {
    archive.shared(count_);
    archive.number(sums_[static_cast<std::size_t>(archive.lane())]);
  }

 private:
  int values_;
  std::vector<double> sums_;
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<Score> make_squared_error(const ScoreShape& shape) { return std::make_unique<SquaredError>(shape); }

}  // namespace polesweep
