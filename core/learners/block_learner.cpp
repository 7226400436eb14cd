#include "core/learners/block_learner.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/learners/readout_condition.hpp"
#include "core/learners/recurrent/needs.hpp"

namespace polesweep {
namespace {

constexpr std::size_t most_rules = most_shadows + 1;  // that a trainer compares with the exact one

}  // namespace

BlockLearner::BlockLearner(Learner learner, const Arena& network_start, std::span<const std::uint64_t> seeds, const KernelSet& kernels,
                           std::size_t marks, Kept kept)
    : learner_(std::move(learner)),
      kernels_(kernels),
      keeps_(kept),
      network_size_(learner_.trains_network ? network_start.size() : 0),
      state_(std::make_shared<Arena>(learner_.rule->state_size())),
      before_(learner_.rule->predicts() ? saved_size() : 0),
      predictions_(static_cast<std::size_t>(longest_chunk) * learner_.shape.outputs * width()),
      weights_(weight_size()),
      kept_(marks * weight_size() * (kept.average ? 2 : 1)),
      told_(marks * told_each * lanes(), not_measured),
      conditions_(kept.condition ? marks * lanes() : 0, not_measured),
      diverged_at_(lanes(), -1) {
  const int slots = learner_.shape.complex_valued ? 2 : 1;
  if (learner_.trains_network) std::copy_n(network_start.data(), network_size_, weights_.data());
  if (learner_.start != ReadoutStart::zero)
    for (int lane = 0; lane < kernels.lanes; ++lane) {
      const std::vector<Complex> start = initial_weights(learner_, seeds[static_cast<std::size_t>(lane)], lane);
      for (std::size_t i = 0; i < start.size(); ++i) {
        double* number = weights_.data() + network_size_ + i * width() + lane;
        number[0] = start[i].real();
        if (slots == 2) number[kernels.lanes] = start[i].imag();
      }
    }
  learner_.rule->reset(state_->data(), learner_.trains_network || learner_.start != ReadoutStart::zero ? weights_.data() : nullptr);
}

bool BlockLearner::can_follow(const BlockLearner& other) const {
  const ReadoutShape& a = learner_.shape;
  const ReadoutShape& b = other.learner_.shape;
  return learner_.rule->shares_state() && other.learner_.rule->shares_state() && !other.follows_ && a.regressors == b.regressors &&
         a.outputs == b.outputs && a.complex_valued == b.complex_valued && regressors() == other.regressors();
}

void BlockLearner::follow(const BlockLearner& other) {
  state_ = other.state_;
  follows_ = true;
}

void BlockLearner::learn(LearningChunk chunk) {
  chunk.predictions = predictions_.data();
  if (!chunk.scored) return learner_.rule->advance(state_->data(), chunk);
  std::copy_n(state_->data(), before_.size(), before_.data());
  if (!follows_) learner_.rule->advance(state_->data(), chunk);
  if (learner_.rule->predicts() && !all_finite(chunk.steps, chunk.targets)) find_divergence(chunk);
  samples_ += chunk.steps;
}

void BlockLearner::measure() {
  double* kept = kept_.data() + at(measured(), false);
  learner_.rule->weights(state_->data(), kept);
  if (keeps_.average && !learner_.rule->averaged_weights(state_->data(), kept + weight_size()))
    std::copy_n(kept, weight_size(), kept + weight_size());
  double* told = told_.data() + told_each * measured() * lanes();
  learner_.rule->last_update(state_->data(), told, told + lanes());
  Arena cosine(most_rules * lanes());
  Arena ratio(most_rules * lanes());
  rules_ = static_cast<std::int64_t>(learner_.rule->alignment(state_->data(), cosine.data(), ratio.data()));
  for (std::size_t rule = 0; rule < static_cast<std::size_t>(rules_); ++rule)
    for (const Arena* values : {&cosine, &ratio}) {
      const double* first = values->data() + rule * lanes();
      aligned_.insert(aligned_.end(), first, first + kernels_.lanes);
    }
  if (keeps_.condition) measure_condition();
  ++marks_;
  for (int lane = 0; lane < kernels_.lanes; ++lane) {
    if (learner_.rule->predicts() && diverged_at(lane) < 0 && !weights_are_finite(kept, lane))
      diverged_at_[static_cast<std::size_t>(lane)] = samples_;
    told[2 * lanes() + static_cast<std::size_t>(lane)] = diverged_at(lane) < 0 ? 0 : 1;
  }
}

void BlockLearner::measure_condition() {
  const auto n = static_cast<std::size_t>(learner_.shape.regressors);
  Arena factor(n * (n + static_cast<std::size_t>(learner_.shape.outputs)) * width());
  if (!learner_.rule->factor(state_->data(), factor.data())) return;
  readout_conditions(factor, learner_.shape, kernels_, conditions_.data() + measured() * lanes());
}

double BlockLearner::aligned(std::size_t mark, std::size_t rule, int which, int lane) const {
  const auto rules = static_cast<std::size_t>(rules_);
  return rule < rules ? aligned_[((mark * rules + rule) * 2 + which) * lanes() + lane] : not_measured;
}

void BlockLearner::archive(RunArchive& archive) {
  archive.array(state_->data(), saved_size() / lanes());
  archive.shared(samples_);
  archive.integer(diverged_at_[static_cast<std::size_t>(archive.lane())]);
}

void BlockLearner::archive_marks(RunArchive& archive, std::int64_t count) {
  archive.shared(count);
  archive.shared(rules_);
  const auto marks = static_cast<std::size_t>(count);
  archive.array(kept_.data(), std::min(at(marks, false), kept_.size()) / lanes());
  archive.array(told_.data(), std::min(told_each * marks * lanes(), told_.size()) / lanes());
  archive.array(conditions_.data(), std::min(marks * lanes(), conditions_.size()) / lanes());
  if (archive.puts_back()) {
    marks_ = count;
    aligned_.resize(static_cast<std::size_t>(marks_ * rules_) * 2 * lanes());
  }
  archive.array(aligned_.data(), static_cast<std::size_t>(count * rules_) * 2);
}

void BlockLearner::predict(std::size_t mark, bool averaged, int steps, const double* regressors, int stride, double* out) const {
  (learner_.shape.complex_valued ? kernels_.predict_complex : kernels_.predict_real)(
      kept_.data() + at(mark, averaged) + network_size_, learner_.shape.outputs, learner_.shape.regressors, regressors, stride, steps, out);
}

bool BlockLearner::average_differs(std::size_t mark) const {
  return std::memcmp(kept_.data() + at(mark, false), kept_.data() + at(mark, true), weight_size() * sizeof(double)) != 0;
}

std::vector<Complex> BlockLearner::readout_weights(std::size_t mark, bool averaged, int lane) const {
  std::vector<Complex> weights;
  const double* kept = kept_.data() + at(mark, averaged) + network_size_;
  for (int i = 0; i < learner_.shape.outputs * learner_.shape.regressors; ++i) {
    const double* number = kept + static_cast<std::size_t>(i) * width();
    weights.emplace_back(number[lane], learner_.shape.complex_valued ? number[kernels_.lanes + lane] : 0.0);
  }
  return weights;
}

bool BlockLearner::loss_is_finite(const double* targets, int step, int lane) const {
  const std::size_t values = learner_.shape.outputs * width() / kernels_.lanes;
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
  const std::size_t values = learner_.shape.outputs * width() / kernels_.lanes;
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

bool BlockLearner::is_over(int used) {
  if (!learner_.rule->predicts()) return false;
  for (int lane = 0; lane < used; ++lane)
    if (diverged_at(lane) < 0) return false;
  const auto all = [&](std::size_t count, const auto& holds) {
    for (std::size_t i = 0; i < count; ++i)
      for (int lane = 0; lane < used; ++lane)
        if (!holds(i * lanes() + static_cast<std::size_t>(lane))) return false;
    return true;
  };
  const auto is_lost = [](const double* numbers) { return [=](std::size_t i) { return std::isnan(numbers[i]); }; };
  learner_.rule->weights(state_->data(), weights_.data());
  if (!all(readout_size() / lanes(), is_lost(weights_.data() + network_size_))) return false;
  // The error of such a readout is NaN, and so is what an update adds to any weight; the others are constants of their network.
  if (lost_.size() > 0 && updates() == lost_updates_) return false;
  const bool is_same = lost_.size() > 0 && all(weight_size() / lanes(), [&](std::size_t i) {
                         return (std::isnan(weights_[i]) && std::isnan(lost_[i])) || weights_[i] == lost_[i];
                       });
  if (lost_.size() == 0) lost_ = Arena(weight_size());
  lost_.copy_from(weights_);
  lost_updates_ = updates();
  if (!is_same) return false;
  Arena last(2 * lanes());
  return !learner_.rule->last_update(state_->data(), last.data(), last.data() + lanes()) || all(2, is_lost(last.data()));
}

void BlockLearner::give_up() { std::fill_n(predictions_.data(), predictions_.size(), not_measured); }

/// Repeats the chunk sample by sample: weights that the update of one sample left infinite show up in the prediction of the next one only.
void BlockLearner::find_divergence(const LearningChunk& chunk) {
  std::memcpy(state_->data(), before_.data(), before_.size() * sizeof(double));
  const auto mark = [&](std::int64_t sample, int step) {
    learner_.rule->weights(state_->data(), weights_.data());
    for (int lane = 0; lane < kernels_.lanes; ++lane) {
      if (diverged_at(lane) >= 0) continue;
      const bool finite = (step < 0 || loss_is_finite(chunk.targets, step, lane)) && weights_are_finite(weights_.data(), lane);
      if (!finite) diverged_at_[static_cast<std::size_t>(lane)] = sample;
    }
  };
  mark(samples_, -1);
  const std::size_t row = static_cast<std::size_t>(learner_.shape.outputs) * width();
  for (int t = 0; t < chunk.steps; ++t) {
    LearningChunk one = chunk;
    one.steps = 1;
    one.rows += static_cast<std::size_t>(t) * chunk.stride * width();
    one.targets += t * row;
    one.predictions += t * row;
    one.starts_segment = chunk.starts_segment && t == 0;
    if (one.loss_weights) one.loss_weights += t;
    learner_.rule->advance(state_->data(), one);
    mark(samples_ + t + 1, t);
  }
}

}  // namespace polesweep
