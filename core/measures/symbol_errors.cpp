#include <bit>

#include "core/block/arena.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/score.hpp"
#include "core/measures/subcarriers.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

class SymbolErrors final : public Score {
 public:
  SymbolErrors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels)
      : outputs_(shape.outputs),
        decision_(decision),
        kernels_(kernels),
        decided_(static_cast<std::size_t>(shape.lanes)),
        errors_(static_cast<std::size_t>(shape.lanes)),
        lost_(static_cast<std::size_t>(shape.lanes)) {}

  void add(const ScoredSamples& samples) override {
    const std::int64_t count = static_cast<std::int64_t>(samples.steps) * outputs_;
    const auto lanes = static_cast<std::int64_t>(decided_.size());
    count_ += count;
    for (std::int64_t row = 0; row < count; ++row) {
      const double* values = samples.predictions + 2 * row * lanes;
      if (decision_.grid())
        row += kernels_.symbol_errors(*decision_.grid(), values, samples.sent + row * lanes, count - row, errors_.data());
      if (row < count) add_row(samples.predictions + 2 * row * lanes, samples.sent + row * lanes);
    }
  }

  double value(int lane) const override {
    if (count_ == 0) return not_measured;
    if (lost_[static_cast<std::size_t>(lane)]) return infinity;
    return errors_[static_cast<std::size_t>(lane)] / static_cast<double>(count_);
  }

  void archive(RunArchive& archive) override {
    const auto lane = static_cast<std::size_t>(archive.lane());
    archive.shared(count_);
    auto errors = static_cast<std::int64_t>(errors_[lane]);
    archive.integer(errors);
    errors_[lane] = static_cast<double>(errors);
    bool lost = lost_[lane];
    archive.shared(lost);
    lost_[lane] = lost;
  }

 private:
  void add_row(const double* values, const double* sent) {
    decision_.decide(kernels_, values, 1, decided_.data());
    for (std::size_t lane = 0; lane < decided_.size(); ++lane)
      if (decided_[lane] == SymbolDecision::lost)
        lost_[lane] = true;
      else if (decided_[lane] != sent[lane])
        ++errors_[lane];
  }

  int outputs_;
  const SymbolDecision& decision_;
  const KernelSet& kernels_;
  Arena decided_;  ///< of one row
  Arena errors_;   ///< by lane: whole numbers
  std::vector<bool> lost_;
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<Score> make_symbol_errors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels) {
  auto score = std::make_unique<SymbolErrors>(shape, decision, kernels);
  if (shape.subcarriers.count == 0) return score;
  return make_score_of_subcarriers(std::move(score), shape, decision, kernels);
}

double symbol_operations(const MarkShape& shape, double of_symbol) {
  if (shape.task.constellation.empty()) return 0;
  // OFDM is transformed first, predictions and targets: 5 log2 n for each of n samples. Its targets are decided for each learner.
  const auto subcarriers = static_cast<std::uint64_t>(shape.task.subcarriers.count);
  if (subcarriers > 0) of_symbol += 4 + 10 * (static_cast<double>(std::bit_width(subcarriers)) - 1);
  return shape.scored_samples * shape.task.outputs * of_symbol;
}

namespace measures {

extern const Measure symbol_error_rate{
    .name = "symbol_error_rate",
    .summary = "share of symbols decided wrongly, for tasks with a constellation; not measured if the risk is exact",
    .is_error = true,
    .needs = {.symbols = true},
    // Two for the cell of each part; the target's are decided once for all.
    .wants = "targets that are symbols",
    .applies = [](const MarkShape& shape) { return !shape.task.constellation.empty(); },
    .operations = [](const MarkShape& shape) { return symbol_operations(shape, 4); },
    .values = [](const MarkView& at) { return std::vector{at.symbol_error_rate}; },
};

}  // namespace measures

}  // namespace polesweep
