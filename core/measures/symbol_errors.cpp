#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/score.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

class SymbolErrors final : public Score {
 public:
  SymbolErrors(const ScoreShape& shape, const SymbolDecision& decision)
      : outputs_(shape.outputs),
        decision_(decision),
        errors_(static_cast<std::size_t>(shape.lanes)),
        lost_(static_cast<std::size_t>(shape.lanes)) {}

  void add(const ScoredSamples& samples) override {
    const std::size_t lanes = errors_.size();
    const std::int64_t count = static_cast<std::int64_t>(samples.steps) * outputs_;
    decided_.resize(static_cast<std::size_t>(count) * lanes);
    decision_.decide(samples.predictions, count, static_cast<int>(lanes), decided_.data());
    const double* sent = samples.sent;
    for (const double* decided = decided_.data(); decided != decided_.data() + decided_.size(); decided += lanes, sent += lanes)
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        lost_[lane] |= decided[lane] == SymbolDecision::lost;
        errors_[lane] += decided[lane] != sent[lane] && decided[lane] != SymbolDecision::lost;
      }
    count_ += count;
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
    bool lost = lost_[lane] != 0;
    archive.shared(lost);
    lost_[lane] = lost;
  }

 private:
  int outputs_;
  const SymbolDecision& decision_;
  std::vector<double> decided_;  ///< of the samples that are added
  std::vector<std::int64_t> errors_;
  std::vector<char> lost_;
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<Score> make_symbol_errors(const ScoreShape& shape, const SymbolDecision& decision) {
  return std::make_unique<SymbolErrors>(shape, decision);
}

namespace measures {

extern const Measure symbol_error_rate{
    .name = "symbol_error_rate",
    .summary = "share of symbols decided wrongly, for tasks with a constellation; not measured if the risk is exact",
    .is_error = true,
    .needs = {.symbols = true},
    // Two for the cell of each part; the target's are decided once for all.
    .operations =
        [](const MarkShape& shape) { return shape.task.constellation.empty() ? 0 : shape.scored_samples * shape.task.outputs * 4; },
    .values = [](const MarkView& at) { return std::vector{at.symbol_error_rate}; },
};

}  // namespace measures

}  // namespace polesweep
