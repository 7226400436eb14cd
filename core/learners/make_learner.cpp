#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/learners/averaged_readout.hpp"
#include "core/learners/learner.hpp"
#include "core/learners/objections.hpp"
#include "core/learners/recurrent/entry.hpp"

namespace polesweep {
namespace {

/// The values of one member of every lane's point.
Fields lane_fields(const std::vector<const Point*>& points, Member Point::*member) {
  std::vector<const FieldValues*> values;
  for (const Point* point : points) values.push_back(&(point->*member).fields);
  return Fields(std::move(values));
}

/// Rules with their settings, of which a trainer is made.
using Rules = std::vector<std::unique_ptr<RecurrentRule>>;

Rules read_shadows(const LearnerRequest& request) {
  Rules shadows;
  for (const Member& shadow : request.shadows) {
    const RecurrentEntry& entry = find_recurrent(request.kernels, shadow.kind);
    if (!entry.needs.may_be_shadow) throw std::logic_error("the rule '" + shadow.kind + "' cannot be a shadow");
    check_shadow(entry.needs, shadow.kind, request.network);
    Fields fields(shadow.fields);
    shadows.emplace_back(entry.read(fields));
  }
  return shadows;
}

/// Random feedback weights of unit variance [states x outputs] for every lane.
Arena draw_feedback(const LearnerRequest& request) {
  const std::int64_t size = static_cast<std::int64_t>(request.network.states) * request.outputs;
  const int slots = request.network.complex_valued ? 2 : 1;
  Arena feedback(static_cast<std::size_t>(size) * slots * request.kernels.lanes);
  for (int lane = 0; lane < request.kernels.lanes; ++lane) {
    const std::uint64_t seed = request.seeds[static_cast<std::size_t>(lane)];
    const auto at = [&](std::int64_t i, int slot) -> double& {
      return feedback[static_cast<std::size_t>(i * slots + slot) * request.kernels.lanes + lane];
    };
    if (slots == 2) {
      const std::vector<Complex> draws = draw_complex_normals(seed, Role::feedback_weights, 0, size);
      for (std::int64_t i = 0; i < size; ++i) {
        at(i, 0) = draws[static_cast<std::size_t>(i)].real();
        at(i, 1) = draws[static_cast<std::size_t>(i)].imag();
      }
    } else {
      const std::vector<double> draws = draw_normals(seed, Role::feedback_weights, 0, size);
      for (std::int64_t i = 0; i < size; ++i) at(i, 0) = draws[static_cast<std::size_t>(i)];
    }
  }
  return feedback;
}

/// Feedback weights that are aligned with the task's modes, as a block holds them; empty if there are none.
Arena spread_feedback(const LearnerRequest& request, std::vector<std::vector<double>> AlignedStart::*weights) {
  if (!request.aligned || (request.aligned->*weights).empty()) return {};
  const std::vector<std::vector<double>>& by_lane = request.aligned->*weights;
  const auto lanes = static_cast<std::size_t>(request.kernels.lanes);
  Arena feedback(by_lane.front().size() * lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane)
    for (std::size_t i = 0; i < by_lane[lane].size(); ++i) feedback[i * lanes + lane] = by_lane[lane][i];
  return feedback;
}

/// The weights that carry the error where they are not the readout's, as a block holds them.
Arena fixed_feedback(const LearnerRequest& request, const LearningRule& rule) {
  const int slots = request.network.complex_valued ? 2 : 1;
  Arena weights(static_cast<std::size_t>(request.network.states) * request.outputs * slots * request.kernels.lanes);
  return rule.fixed_feedback(weights.data()) ? std::move(weights) : Arena();
}

/// What is aligned needs something to be aligned with.
void check_aligned(const Learner& learner, const LearnerRequest& request, const RecurrentRule* rule, const Rules& shadows) {
  if (learner.start == ReadoutStart::aligned && learner.aligned_readout.empty())
    throw Error(
        "initial_readout: got 'aligned' (it goes with the pole setting aligned on a task with modes, data_aligned). Did you mean 'gaussian'?");
  if (request.aligned && !request.aligned->feedback.empty()) return;
  for (const Feedback feedback : {Feedback::aligned, Feedback::aligned_random}) {
    const auto asks = [&](const auto& one) { return one->settings().feedback == feedback; };
    if ((rule && asks(rule)) || std::any_of(shadows.begin(), shadows.end(), asks))
      throw Error(fmt::format(
          "feedback: got 'aligned{}' (it needs a task with modes, data_aligned, and at least as many states). Did you mean 'random'?",
          feedback == Feedback::aligned ? "" : "_random"));
  }
}

/// A readout on poles that stay.
void check_fixed(const Point& point, const Regime& regime, const ReadoutEntry& readout) {
  if (regime.kind == RegimeKind::episodes)
    throw Error("regime: got 'episodes' (sequences are for rules that train the network). Did you mean 'stream'?");
  if (readout.follows_gradient && point.optimizer.kind.empty()) throw std::logic_error("a gradient without an optimizer");
}

}  // namespace

Learner make_learner(const LearnerRequest& request) {
  const Point& first = *request.points.front();
  Fields optimizer_fields = lane_fields(request.points, &Point::optimizer);
  Fields readout_fields = lane_fields(request.points, &Point::readout);
  const OptimizerChoice optimizer{first.optimizer.kind.empty() ? nullptr : first.optimizer.kind.c_str(), &optimizer_fields,
                                  request.keeps_average};
  const NetworkShape& network = request.network;
  Learner learner = describe_readout(
      readout_fields, {.regressors = network.states, .outputs = request.outputs, .complex_valued = network.complex_valued}, network.inputs);
  check_listed_start(learner);
  if (request.aligned) learner.aligned_readout = request.aligned->readout;
  const RecurrentEntry& recurrent = find_recurrent(request.kernels, first.recurrent.kind);
  const ReadoutEntry& readout = find_readout(request.kernels, first.readout.kind);
  Fields recurrent_fields = lane_fields(request.points, &Point::recurrent);
  const std::unique_ptr<RecurrentRule> rule(recurrent.read ? recurrent.read(recurrent_fields) : nullptr);
  const Rules shadows = read_shadows(request);
  check_aligned(learner, request, rule.get(), shadows);
  const Regime& regime = request.regime;
  if (!rule) {
    check_fixed(first, regime, readout);
    learner.rule = make_readout(first.readout.kind, readout_fields, learner, request.kernels, optimizer);
    if (request.keeps_average && learner.average_from >= 0)
      learner.rule = averaged_readout(std::move(learner.rule), learner.average_from, learner.shape, request.kernels.lanes);
    return learner;
  }
  std::unique_ptr<LearningRule> own_readout;
  if (!readout.follows_gradient) own_readout = make_readout(first.readout.kind, readout_fields, learner, request.kernels, optimizer);
  check_recurrent({first, recurrent.needs, rule->settings(), network, regime, learner, own_readout.get()});
  learner.trains_network = true;
  learner.moves_network = recurrent.needs.moves_network;
  learner.moves_bias = learner.moves_network && !network.diagonal && rule->settings().trains_bias;
  learner.feedback = draw_feedback(request);
  learner.aligned_feedback = spread_feedback(request, &AlignedStart::feedback);
  learner.aligned_random_feedback = spread_feedback(request, &AlignedStart::random_feedback);
  std::vector<const RecurrentRule*> followers;
  if (request.measures_alignment && recurrent.needs.follows_gradient)
    for (const auto& shadow : shadows) followers.push_back(shadow.get());
  learner.rule.reset(rule->make({.network = network,
                                 .density = request.density,
                                 .readout = learner.shape,
                                 .widely_linear = learner.regressors.widely_linear,
                                 .readout_rule = own_readout.release(),
                                 .optimizer = optimizer,
                                 .whole_batches = regime.kind == RegimeKind::episodes,
                                 .mean_gradient = regime.kind != RegimeKind::stream,
                                 .keeps_average = request.keeps_average,
                                 .measures_gradient = request.measures_gradient,
                                 .keeps_gradient = request.keeps_gradient,
                                 .longest_segment = request.longest_segment,
                                 .feedback = learner.feedback.data(),
                                 .aligned_feedback = learner.aligned_feedback.data(),
                                 .aligned_random_feedback = learner.aligned_random_feedback.data(),
                                 .seeds = request.seeds.data(),
                                 .measures_alignment = request.measures_alignment,
                                 .shadows = followers.data(),
                                 .shadow_count = static_cast<int>(followers.size())}));
  learner.fixed_feedback = fixed_feedback(request, *learner.rule);
  return learner;
}

}  // namespace polesweep
