#pragma once

#include <cmath>
#include <complex>
#include <random>
#include <vector>

#include "core/block/arena.hpp"
#include "core/learners/learner.hpp"

namespace polesweep {

/// Regressors and targets of one run, and the same spread over the lanes of a block.
struct RunData {
  int samples = 0;
  int regressors = 0;
  int outputs = 1;
  bool complex_valued = false;
  std::vector<Complex> s;  ///< [samples][regressors]
  std::vector<Complex> d;  ///< [samples][outputs]
};

/// Coloured regressors with a planted readout and noise, from a fixed generator.
inline RunData make_run_data(int samples, int regressors, int outputs, bool complex_valued, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  const auto draw = [&] {
    return complex_valued ? Complex(normal(generator), normal(generator)) / std::sqrt(2.0) : Complex(normal(generator));
  };
  RunData data{samples, regressors, outputs, complex_valued, {}, {}};
  std::vector<Complex> planted;
  for (int i = 0; i < regressors * outputs; ++i) planted.push_back(draw());
  std::vector<Complex> state(static_cast<std::size_t>(regressors));
  for (int t = 0; t < samples; ++t) {
    const Complex shared = draw();
    for (int i = 0; i < regressors; ++i) state[i] = 0.5 * state[i] + draw() + 0.5 * shared;
    data.s.insert(data.s.end(), state.begin(), state.end());
    for (int k = 0; k < outputs; ++k) {
      Complex y = 0.1 * draw();
      for (int i = 0; i < regressors; ++i) y += planted[k * regressors + i] * state[i];
      data.d.push_back(y);
    }
  }
  return data;
}

/// A block whose lanes hold `runs` in order, repeated if there are fewer.
class BlockData {
 public:
  BlockData(const std::vector<RunData>& runs, const KernelSet& kernels)
      : lanes_(kernels.lanes),
        slots_(runs.front().complex_valued ? 2 : 1),
        samples_(runs.front().samples),
        outputs_(runs.front().outputs),
        stride_((runs.front().regressors + 3) / 4 * 4),
        regressors_(static_cast<std::size_t>(samples_) * stride_ * width()),
        targets_(static_cast<std::size_t>(samples_) * outputs_ * width()),
        predictions_(targets_.size()) {
    for (int lane = 0; lane < lanes_; ++lane) {
      const RunData& run = runs[static_cast<std::size_t>(lane) % runs.size()];
      for (int t = 0; t < samples_; ++t) {
        for (int i = 0; i < run.regressors; ++i)
          put(regressors_, static_cast<std::size_t>(t) * stride_ + i, lane, run.s[t * run.regressors + i]);
        for (int k = 0; k < outputs_; ++k) put(targets_, static_cast<std::size_t>(t) * outputs_ + k, lane, run.d[t * outputs_ + k]);
      }
    }
  }

  /// Samples [begin, begin + steps).
  LearningChunk chunk(int begin, int steps) {
    return {.steps = steps,
            .rows = regressors_.data() + static_cast<std::size_t>(begin) * stride_ * width(),
            .stride = stride_,
            .targets = targets_.data() + static_cast<std::size_t>(begin) * outputs_ * width(),
            .predictions = predictions_.data() + static_cast<std::size_t>(begin) * outputs_ * width()};
  }
  Complex prediction(int sample, int output, int lane) const {
    const std::size_t at = (static_cast<std::size_t>(sample) * outputs_ + output) * width() + lane;
    return {predictions_[at], slots_ == 2 ? predictions_[at + lanes_] : 0.0};
  }
  std::size_t width() const { return static_cast<std::size_t>(slots_) * lanes_; }

 private:
  void put(Arena& array, std::size_t number, int lane, const Complex& value) const {
    array[number * width() + lane] = value.real();
    if (slots_ == 2) array[number * width() + lanes_ + lane] = value.imag();
  }

  int lanes_;
  int slots_;
  int samples_;
  int outputs_;
  int stride_;
  Arena regressors_;
  Arena targets_;
  Arena predictions_;
};

/// Weights of one run [outputs x regressors] out of a readout's state.
inline std::vector<Complex> read_weights(const Learner& rule, const Arena& state, const KernelSet& kernels, int lane) {
  const std::size_t width = static_cast<std::size_t>(rule.shape.complex_valued ? 2 : 1) * kernels.lanes;
  Arena all(static_cast<std::size_t>(rule.shape.outputs) * rule.shape.regressors * width);
  rule.rule->weights(state.data(), all.data());
  std::vector<Complex> weights;
  for (std::size_t i = 0; i < all.size(); i += width)
    weights.emplace_back(all[i + lane], rule.shape.complex_valued ? all[i + kernels.lanes + lane] : 0.0);
  return weights;
}

/// A readout rule by itself; the one that follows a gradient gets an optimizer of its own.
inline Learner make_readout_alone(const Member& member, int regressors, int outputs, bool complex_valued, const KernelSet& kernels) {
  const FieldValues adam{{"step_size", 0.05}};
  Fields fields(adam);
  return make_readout_rule(member, regressors, outputs, complex_valued, kernels, {"adam", &fields});
}

/// The weights after learning all of `run` alone in a block.
inline std::vector<Complex> learn(const Member& member, const RunData& run, const KernelSet& kernels) {
  const Learner rule = make_readout_alone(member, run.regressors, run.outputs, run.complex_valued, kernels);
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  BlockData block({run}, kernels);
  rule.rule->advance(state.data(), block.chunk(0, run.samples));
  return read_weights(rule, state, kernels, 0);
}

}  // namespace polesweep
