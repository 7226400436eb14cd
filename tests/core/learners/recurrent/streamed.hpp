#pragma once

#include <functional>

#include "tests/core/learners/recurrent/training_case.hpp"

namespace polesweep {

/// Gradients of a network sample by sample as a stream computes them, with weights that stand still unless a step size is given: of every
/// lane's run, whose network is that of the training and whose learner has a seed of its own.
class Streamed {
 public:
  Streamed(Training& training, const Member& recurrent, std::vector<std::uint64_t> seeds, double step_size = 1e-300)
      : training_(training), point_(training.point(recurrent, step_size, false)), seeds_(std::move(seeds)) {
    seeds_.resize(static_cast<std::size_t>(training.kernels().lanes), seeds_.back());
    learner_ = make_learner({.points = {&point_},
                             .regime = make_regime(point_.regime),
                             .seeds = seeds_,
                             .network = training.network().shape(),
                             .outputs = training.example().outputs,
                             .keeps_gradient = true,
                             .kernels = training.kernels()});
    state_ = Arena(learner_.rule->state_size());
    learner_.rule->reset(state_.data(), training.start(learner_).data());
  }

  /// Reals of a network's parameters.
  std::size_t size() const { return training_.network().start().size() / static_cast<std::size_t>(training_.kernels().lanes); }

  const Learner& learner() const { return learner_; }

  /// The weights in force, and the same learner from other ones: of the network, then of the readout.
  Arena weights() const {
    Arena all(training_.start(learner_).size());
    learner_.rule->weights(state_.data(), all.data());
    return all;
  }
  void start_from(const Arena& weights) { learner_.rule->reset(state_.data(), weights.data()); }

  /// Takes sample t and returns its gradient by the network's weights [size()][lanes]; sample 0 starts from a zero state.
  const double* next(int t) {
    learner_.rule->advance(state_.data(), training_.chunk(t, 1));
    return learner_.rule->last_gradient(state_.data());
  }

  /// The same of one lane over the first `steps` samples [steps][size()].
  std::vector<std::vector<double>> all(int steps, int lane = 0) {
    std::vector<std::vector<double>> gradients;
    for (int t = 0; t < steps; ++t) {
      const double* gradient = next(t);
      std::vector<double>& one = gradients.emplace_back();
      for (std::size_t i = 0; i < size(); ++i)
        one.push_back(gradient[i * static_cast<std::size_t>(training_.kernels().lanes) + static_cast<std::size_t>(lane)]);
    }
    return gradients;
  }

 private:
  Training& training_;
  Point point_;
  std::vector<std::uint64_t> seeds_;
  Learner learner_;
  Arena state_;
};

using Vector = std::vector<double>;

/// What RTRL needs of one step of a real dense network: v, the slopes D, the Jacobian J [n x n] and q = dL/dstate; and what q is made of,
/// the errors [outputs] and the slopes dh/dstate.
struct PlainStep {
  Vector v, d, jacobian, q, error, seen;
};

/// The steps of a training's stream in plain loops, with the weights of the start.
inline std::vector<PlainStep> plain_steps(Training& training, int steps) {
  const NetworkShape shape = training.network().shape();
  const auto n = static_cast<std::size_t>(shape.states);
  const auto m = static_cast<std::size_t>(shape.inputs);
  const std::size_t p = n + m + 1;
  const auto outputs = static_cast<std::size_t>(training.example().outputs);
  const Learner learner = training.learner(training.point(rule("rtrl"), 1, true));
  const auto regressors = static_cast<std::size_t>(learner.shape.regressors);
  const Arena weights = training.start(learner);
  const double* readout = weights.data() + n * p;
  const auto f = [&](double a) { return shape.activation == Activation::tanh ? std::tanh(a) : a; };
  const auto slope = [&](double a) { return shape.activation == Activation::tanh ? 1 - std::tanh(a) * std::tanh(a) : 1.0; };
  const double leak = shape.leak;
  const LearningChunk chunk = training.chunk(0, steps);
  Vector u(n, 0.0);
  Vector h(n, 0.0);
  std::vector<PlainStep> all;
  for (std::size_t t = 0; t < static_cast<std::size_t>(steps); ++t) {
    PlainStep step{h, Vector(n), Vector(n * n), Vector(n, 0.0), {}, {}};
    step.v.insert(step.v.end(), chunk.rows + t * m, chunk.rows + (t + 1) * m);
    step.v.push_back(1);
    Vector a(n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < p; ++j) a[i] += weights[i * p + j] * step.v[j];
    for (std::size_t i = 0; i < n; ++i) {
      step.d[i] = leak * (shape.leak_on_voltage ? 1 : slope(a[i]));
      for (std::size_t k = 0; k < n; ++k)
        step.jacobian[i * n + k] = (i == k ? 1 - leak : 0) + step.d[i] * weights[i * p + k] * (shape.leak_on_voltage ? slope(u[k]) : 1);
    }
    for (std::size_t i = 0; i < n; ++i) {
      u[i] = (1 - leak) * u[i] + leak * a[i];
      h[i] = shape.leak_on_voltage ? f(u[i]) : (1 - leak) * h[i] + leak * f(a[i]);
    }
    for (std::size_t i = 0; i < n; ++i) step.seen.push_back(shape.leak_on_voltage ? slope(u[i]) : 1);
    Vector s = h;
    if (learner.regressors.intercept) s.push_back(1);
    for (std::size_t k = 0; k < outputs; ++k) {
      double e = -chunk.targets[t * outputs + k];
      for (std::size_t j = 0; j < regressors; ++j) e += readout[k * regressors + j] * s[j];
      for (std::size_t i = 0; i < n; ++i) step.q[i] += readout[k * regressors + i] * e * step.seen[i];
      step.error.push_back(e);
    }
    all.push_back(std::move(step));
  }
  return all;
}

}  // namespace polesweep
