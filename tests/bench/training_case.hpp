#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/learners/learner.hpp"

namespace polesweep::bench {

/// One learner on made-up data, as every program that is compared runs it: inputs [steps][inputs], targets [steps], the weights to start
/// from. All lanes of a block hold the same run.
struct TrainingCase {
  std::string rule;
  NetworkShape network;
  Point point;
  bool whole_pass = false;  ///< one update at the end
  bool fixed = false;       ///< the readout, if there is one, learns from the states of a fixed network
  int steps = 0;
  std::vector<double> inputs;
  std::vector<double> targets;
  std::vector<double> weights;  ///< of the network as its forward pass lays them out, then of the readout
};

inline constexpr double step_size = 1e-3;

/// `rule`: forward, a dense tanh network that nobody learns from; rls on n fixed states, n/2 pole pairs; diagonal: RTRL on n pole pairs;
/// rtrl, blocked, tbptt (10 samples) and bptt on a dense tanh network.
inline TrainingCase make_case(const std::string& rule, int n, int steps) {
  const bool pairs = rule == "rls" || rule == "diagonal";
  const int pair_count = rule == "rls" ? n / 2 : n;
  TrainingCase c;
  c.rule = rule;
  c.network = {.diagonal = pairs,
               .states = pairs ? 2 * pair_count : n,
               .inputs = pairs ? 2 : 1,
               .activation = pairs ? Activation::identity : Activation::tanh};
  c.fixed = rule == "rls" || rule == "forward";
  c.whole_pass = rule == "bptt";
  c.steps = steps;
  Member recurrent{rule, {}};
  if (rule == "diagonal") recurrent.kind = "rtrl";
  if (rule == "blocked") recurrent = {"rtrl", {{"update_every", std::int64_t{n}}}};
  if (rule == "tbptt") recurrent.fields["truncation"] = std::int64_t{10};
  c.point.recurrent = c.fixed ? Member{"fixed", {}} : recurrent;
  c.point.readout = rule == "rls" ? Member{"rls", {{"forgetting", 0.999}, {"regularization", 0.01}}} : Member{"gradient", {}};
  if (!c.fixed) c.point.optimizer = {"sgd", {{"step_size", step_size}}};
  if (c.whole_pass) c.point.regime = {"repeat", {{"passes", std::int64_t{1}}}};
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal;
  for (int i = 0; i < steps * c.network.inputs; ++i) c.inputs.push_back(normal(generator));
  for (int i = 0; i < steps; ++i) c.targets.push_back(normal(generator));
  const int states = c.network.states;
  if (pairs) {
    for (int i = 0; i < pair_count; ++i) {
      const double modulus = 0.5 + 0.4 * i / pair_count;
      const double angle = 3.1 * (i + 1) / (pair_count + 1);
      const double re = modulus * std::cos(angle);
      const double im = modulus * std::sin(angle);
      c.weights.insert(c.weights.end(), {re, -im, im, re});
    }
    for (int i = 0; i < states * 2; ++i) c.weights.push_back(normal(generator));
  } else {
    for (int i = 0; i < n * (n + 2); ++i) c.weights.push_back(0.9 * normal(generator) / std::sqrt(static_cast<double>(n)));
  }
  for (int i = 0; i < states; ++i) c.weights.push_back(c.fixed ? 0 : normal(generator) / states);
  return c;
}

/// Operations of a run and step that the textbook's formulas ask for, a multiply-add being two; tanh, quotients and roots count nothing.
/// p = n + 2 weights lead to a unit; blocks and windows are those of `make_case`.
inline double nominal_operations(const std::string& rule, int states) {
  const double n = states;
  const double p = n + 2;
  const double forward = 2 * n * p;
  if (rule == "forward") return forward;
  if (rule == "rls") return 2 * n * n + 4 * n + 8 * n;  // rotations into a triangular factor, and the network
  if (rule == "diagonal") return 76 * n;                // n pole pairs
  if (rule == "rtrl") return 2 * n * n * n * p + 2 * n * n * p + forward;
  if (rule == "blocked") return 2 * n * n * n + 4 * n * n * p + 4 * n * n + forward;
  if (rule == "tbptt") return 9 * 2 * n * n + 10 * 2 * n * p + 2 * forward;
  if (rule == "bptt") return 2 * n * n + 2 * forward + 4 * n;
  return 0;
}

/// A case made for a set of kernels.
class Trained {
 public:
  Trained(const TrainingCase& c, const KernelSet& kernels)
      : case_(c),
        kernels_(kernels),
        seeds_(static_cast<std::size_t>(kernels.lanes), 0),
        learner_(c.rule == "forward" ? Learner{} : make(c)),
        state_(learner_.rule ? learner_.rule->state_size() : 0) {
    weights_ = spread(c.weights);
    inputs_ = spread(c.inputs);
    targets_ = spread(c.targets);
    predictions_ = Arena(c.targets.size() * kernels.lanes);
    states_ = Arena(static_cast<std::size_t>(chunk) * c.network.states * kernels.lanes);
    state_of_network_ = Arena(static_cast<std::size_t>(c.network.states) * kernels.lanes);
    reset();
  }

  void reset() {
    if (learner_.rule) learner_.rule->reset(state_.data(), case_.fixed ? nullptr : weights_.data());
    state_of_network_.clear();
  }

  /// All samples once.
  void run() {
    for (int t = 0; t < case_.steps; t += chunk) {
      const int steps = std::min(chunk, case_.steps - t);
      LearningChunk piece{.steps = steps,
                          .rows = inputs_.data() + static_cast<std::size_t>(t) * case_.network.inputs * kernels_.lanes,
                          .stride = case_.network.inputs,
                          .targets = targets_.data() + static_cast<std::size_t>(t) * kernels_.lanes,
                          .predictions = predictions_.data() + static_cast<std::size_t>(t) * kernels_.lanes,
                          .starts_segment = t == 0};
      if (case_.fixed) {
        const int n = case_.network.states;
        const ForwardChunk forward{
            .steps = steps, .inputs = piece.rows, .states = states_.data(), .stride = n, .state = state_of_network_.data()};
        if (case_.network.diagonal)
          kernels_.diagonal_real({.states = n,
                                  .inputs = 2,
                                  .poles = weights_.data(),
                                  .input = weights_.data() + static_cast<std::size_t>(2) * n * kernels_.lanes},
                                 forward);
        else
          kernels_.dense_real({case_.network, weights_.data()}, forward);
        piece.rows = states_.data();
        piece.stride = n;
      }
      if (learner_.rule) learner_.rule->advance(state_.data(), piece);
    }
    if (case_.whole_pass) learner_.rule->finish_batch(state_.data(), case_.steps);
  }

  /// Mean squared a-priori error of the last run.
  double loss() const {
    double sum = 0;
    for (int t = 0; t < case_.steps; ++t) {
      const double e = predictions_[static_cast<std::size_t>(t) * kernels_.lanes] - case_.targets[static_cast<std::size_t>(t)];
      sum += e * e;
    }
    return sum / case_.steps;
  }

 private:
  static constexpr int chunk = 64;

  Learner make(const TrainingCase& c) const {
    return make_learner({.points = {&c.point},
                         .regime = make_regime(c.point.regime),
                         .seeds = seeds_,
                         .network = c.network,
                         .longest_segment = c.steps,
                         .kernels = kernels_});
  }
  Arena spread(const std::vector<double>& values) const {
    Arena array(values.size() * kernels_.lanes);
    for (std::size_t i = 0; i < array.size(); ++i) array[i] = values[i / kernels_.lanes];
    return array;
  }

  const TrainingCase& case_;
  const KernelSet& kernels_;
  std::vector<std::uint64_t> seeds_;
  Learner learner_;
  Arena state_;
  Arena weights_;
  Arena inputs_;
  Arena targets_;
  Arena predictions_;
  Arena states_;
  Arena state_of_network_;
};

}  // namespace polesweep::bench
