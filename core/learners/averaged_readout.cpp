#include "core/learners/averaged_readout.hpp"

#include <algorithm>

namespace polesweep {
namespace {

class AveragedReadout final : public LearningRule {
 public:
  AveragedReadout(std::unique_ptr<LearningRule> rule, std::int64_t average_from, const ReadoutShape& shape, int lanes)
      : rule_(std::move(rule)),
        average_from_(average_from),
        lanes_(static_cast<std::size_t>(lanes)),
        width_(lanes_ * (shape.complex_valued ? 2 : 1)),
        output_row_(width_ * static_cast<std::size_t>(shape.outputs)),
        weight_size_(output_row_ * static_cast<std::size_t>(shape.regressors)) {}

  std::size_t state_size() const override { return count_at() + lanes_ + 2 * weight_size_; }

  void reset(double* state, const double* initial) const override {
    rule_->reset(state, initial);
    std::fill_n(state + count_at(), state_size() - count_at(), 0.0);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    const auto done = static_cast<std::int64_t>(state[count_at()]);  // the same for all runs
    // As it is told until the average begins, then sample by sample.
    const int before = static_cast<int>(std::clamp<std::int64_t>(average_from_ - done, 0, chunk.steps));
    if (before > 0) rule_->advance(state, piece(chunk, 0, before));
    for (int t = before; t < chunk.steps; ++t) {
      rule_->advance(state, piece(chunk, t, 1));
      add_to_average(state, static_cast<double>(done + t + 1 - average_from_));
    }
    std::fill_n(state + count_at(), lanes_, static_cast<double>(done + chunk.steps));
  }

  void restored(double* state) const override { rule_->restored(state); }
  void weights(const double* state, double* out) const override { rule_->weights(state, out); }
  bool factor(const double* state, double* out) const override { return rule_->factor(state, out); }

  bool averaged_weights(const double* state, double* out) const override {
    if (static_cast<std::int64_t>(state[count_at()]) <= average_from_) return false;
    std::copy_n(state + average_at(), weight_size_, out);
    return true;
  }

  double operations_per_sample() const override {
    return rule_->operations_per_sample() + rule_->operations_per_measurement() +
           3 * static_cast<double>(weight_size_) / static_cast<double>(lanes_);
  }
  double operations_per_measurement() const override { return rule_->operations_per_measurement(); }

 private:
  std::size_t count_at() const { return rule_->state_size(); }
  std::size_t average_at() const { return count_at() + lanes_; }

  /// Samples [first, first + steps) of a chunk.
  LearningChunk piece(const LearningChunk& chunk, int first, int steps) const {
    LearningChunk piece = chunk;
    const auto skipped = static_cast<std::size_t>(first);
    piece.steps = steps;
    piece.rows += skipped * static_cast<std::size_t>(chunk.stride) * width_;
    piece.targets += skipped * output_row_;
    piece.predictions += skipped * output_row_;
    return piece;
  }

  void add_to_average(double* state, double count) const {
    double* average = state + average_at();
    double* fresh = average + weight_size_;
    rule_->weights(state, fresh);
    for (std::size_t i = 0; i < weight_size_; ++i) average[i] += (fresh[i] - average[i]) / count;
  }

  const std::unique_ptr<LearningRule> rule_;
  const std::int64_t average_from_;
  const std::size_t lanes_;
  const std::size_t width_;       ///< doubles of one number of the block
  const std::size_t output_row_;  ///< and of a sample's outputs
  const std::size_t weight_size_;
};

}  // namespace

std::unique_ptr<LearningRule> averaged_readout(std::unique_ptr<LearningRule> rule, std::int64_t average_from, const ReadoutShape& shape,
                                               int lanes) {
  return std::make_unique<AveragedReadout>(std::move(rule), average_from, shape, lanes);
}

}  // namespace polesweep
