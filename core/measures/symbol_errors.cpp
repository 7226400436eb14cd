#include <cmath>

#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/score.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

class SymbolErrors final : public Score {
 public:
  SymbolErrors(const ScoreShape& shape, std::vector<Complex> constellation)
      : outputs_(shape.outputs),
        constellation_(std::move(constellation)),
        errors_(static_cast<std::size_t>(shape.lanes)),
        lost_(static_cast<std::size_t>(shape.lanes)) {}

  void add(const double* predictions, const double* clean, int steps) override {
    const std::size_t lanes = errors_.size();
    for (std::int64_t row = 0; row < static_cast<std::int64_t>(steps) * outputs_; ++row, predictions += 2 * lanes, clean += 2 * lanes)
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const Complex predicted(predictions[lane], predictions[lanes + lane]);
        if (!std::isfinite(predicted.real()) || !std::isfinite(predicted.imag()))
          lost_[lane] = true;
        else if (nearest(predicted) != nearest({clean[lane], clean[lanes + lane]}))
          ++errors_[lane];
      }
    count_ += static_cast<std::int64_t>(steps) * outputs_;
  }

  double value(int lane) const override {
    if (count_ == 0) return not_measured;
    if (lost_[static_cast<std::size_t>(lane)]) return infinity;
    return static_cast<double>(errors_[static_cast<std::size_t>(lane)]) / static_cast<double>(count_);
  }

  void archive(RunArchive& archive) override {
    const auto lane = static_cast<std::size_t>(archive.lane());
    archive.shared(count_);
    archive.integer(errors_[lane]);
    bool lost = lost_[lane];
    archive.shared(lost);
    lost_[lane] = lost;
  }

 private:
  std::size_t nearest(const Complex& value) const {
    std::size_t best = 0;
    double smallest = infinity;
    for (std::size_t i = 0; i < constellation_.size(); ++i) {
      const double re = value.real() - constellation_[i].real();
      const double im = value.imag() - constellation_[i].imag();
      const double distance = re * re + im * im;
      if (distance < smallest) {
        smallest = distance;
        best = i;
      }
    }
    return best;
  }

  int outputs_;
  std::vector<Complex> constellation_;
  std::vector<std::int64_t> errors_;
  std::vector<bool> lost_;
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<Score> make_symbol_errors(const ScoreShape& shape, const std::vector<Complex>& constellation) {
  return std::make_unique<SymbolErrors>(shape, constellation);
}

namespace measures {

extern const Measure symbol_error_rate{
    .name = "symbol_error_rate",
    .summary = "share of symbols decided wrongly, for tasks with a constellation; not measured if the risk is exact",
    .is_error = true,
    .needs = {.symbols = true},
    // Five for the distance to each symbol, of the prediction and of the target.
    .operations =
        [](const MarkShape& shape) {
          return shape.scored_samples * shape.task.outputs * 2 * 5 * static_cast<double>(shape.task.constellation.size());
        },
    .values = [](const MarkView& at) { return std::vector{at.symbol_error_rate}; },
};

}  // namespace measures

}  // namespace polesweep
