#include "core/learners/block_learner.hpp"

#include <algorithm>
#include <cmath>

namespace polesweep {

BlockLearner::BlockLearner(ReadoutRule rule, std::span<const std::uint64_t> seeds, const KernelSet& kernels, std::size_t lengths,
                           int longest_chunk)
    : rule_(std::move(rule)),
      kernels_(kernels),
      state_(rule_.readout->state_size()),
      before_(state_.size()),
      predictions_(static_cast<std::size_t>(longest_chunk) * rule_.shape.outputs * width()),
      weights_(weight_size()),
      kept_(lengths * weight_size()),
      diverged_at_(static_cast<std::size_t>(kernels.lanes), -1) {
  const int slots = rule_.shape.complex_valued ? 2 : 1;
  if (rule_.gaussian_start)
    for (int lane = 0; lane < kernels.lanes; ++lane) {
      const std::vector<Complex> start = initial_weights(rule_, seeds[static_cast<std::size_t>(lane)]);
      for (std::size_t i = 0; i < start.size(); ++i) {
        weights_[i * width() + lane] = start[i].real();
        if (slots == 2) weights_[i * width() + kernels.lanes + lane] = start[i].imag();
      }
    }
  rule_.readout->reset(state_.data(), rule_.gaussian_start ? weights_.data() : nullptr);
}

void BlockLearner::learn(int steps, const double* regressors, int stride, const double* targets) {
  before_.copy_from(state_);
  rule_.readout->advance(state_.data(),
                         {.steps = steps, .rows = regressors, .stride = stride, .targets = targets, .predictions = predictions_.data()});
  if (predicts() && !all_finite(steps, targets)) find_divergence(steps, regressors, stride, targets);
  samples_ += steps;
}

void BlockLearner::measure() {
  double* kept = kept_.data() + kept_count_ * weight_size();
  rule_.readout->weights(state_.data(), kept);
  ++kept_count_;
  if (!predicts()) return;
  for (int lane = 0; lane < kernels_.lanes; ++lane)
    if (diverged_at(lane) < 0 && !weights_are_finite(kept, lane)) diverged_at_[static_cast<std::size_t>(lane)] = samples_;
}

void BlockLearner::predict(std::size_t length, int steps, const double* regressors, int stride, double* out) const {
  (rule_.shape.complex_valued ? kernels_.predict_complex : kernels_.predict_real)(
      kept_.data() + length * weight_size(), rule_.shape.outputs, rule_.shape.regressors, regressors, stride, steps, out);
}

std::vector<Complex> BlockLearner::weights(std::size_t length, int lane) const {
  std::vector<Complex> weights;
  const double* kept = kept_.data() + length * weight_size();
  for (int i = 0; i < rule_.shape.outputs * rule_.shape.regressors; ++i) {
    const double* number = kept + static_cast<std::size_t>(i) * width();
    weights.emplace_back(number[lane], rule_.shape.complex_valued ? number[kernels_.lanes + lane] : 0.0);
  }
  return weights;
}

bool BlockLearner::loss_is_finite(const double* targets, int step, int lane) const {
  const std::size_t values = rule_.shape.outputs * width() / kernels_.lanes;
  double loss = 0;
  for (std::size_t v = 0; v < values; ++v) {
    const std::size_t at = (step * values + v) * kernels_.lanes + lane;
    const double error = targets[at] - predictions_[at];
    loss += error * error;
  }
  return std::isfinite(loss);
}

bool BlockLearner::weights_are_finite(const double* weights, int lane) const {
  for (std::size_t i = static_cast<std::size_t>(lane); i < weight_size(); i += kernels_.lanes)
    if (!std::isfinite(weights[i])) return false;
  return true;
}

bool BlockLearner::all_finite(int steps, const double* targets) const {
  // A zero times a number that is not finite is NaN, which the sum keeps: one pass without a branch, over all runs that still learn.
  const std::size_t values = rule_.shape.outputs * width() / kernels_.lanes;
  const std::size_t lanes = kernels_.lanes;
  double zeros[8] = {};
  for (std::size_t row = 0; row < steps * values; ++row)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double error = targets[row * lanes + lane] - predictions_[row * lanes + lane];
      zeros[lane] += error * error * 0.0;
    }
  for (std::size_t lane = 0; lane < lanes; ++lane)
    if (zeros[lane] != 0 && diverged_at_[lane] < 0) return false;
  return true;
}

/// Repeats the chunk sample by sample: weights that the update of one sample left infinite show up in the prediction of the next one only.
void BlockLearner::find_divergence(int steps, const double* regressors, int stride, const double* targets) {
  state_.copy_from(before_);
  const auto mark = [&](std::int64_t sample, int step) {
    rule_.readout->weights(state_.data(), weights_.data());
    for (int lane = 0; lane < kernels_.lanes; ++lane) {
      if (diverged_at(lane) >= 0) continue;
      const bool finite = (step < 0 || loss_is_finite(targets, step, lane)) && weights_are_finite(weights_.data(), lane);
      if (!finite) diverged_at_[static_cast<std::size_t>(lane)] = sample;
    }
  };
  mark(samples_, -1);
  const std::size_t row = static_cast<std::size_t>(rule_.shape.outputs) * width();
  for (int t = 0; t < steps; ++t) {
    rule_.readout->advance(state_.data(), {.steps = 1,
                                           .rows = regressors + static_cast<std::size_t>(t) * stride * width(),
                                           .stride = stride,
                                           .targets = targets + t * row,
                                           .predictions = predictions_.data() + t * row});
    mark(samples_ + t + 1, t);
  }
}

}  // namespace polesweep
