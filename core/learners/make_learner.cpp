#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/learners/learner.hpp"
#include "core/learners/recurrent/entry.hpp"

namespace polesweep {
namespace {

/// The values of one member of every lane's point.
Fields lane_fields(const std::vector<const Point*>& points, Member Point::*member) {
  std::vector<const FieldValues*> values;
  for (const Point* point : points) values.push_back(&(point->*member).fields);
  return Fields(std::move(values));
}

const RecurrentEntry& find_rule(const KernelSet& kernels, const std::string& name) {
  for (const RecurrentEntry* entry = kernels.recurrent; entry->card.name; ++entry)
    if (name == entry->card.name) return *entry;
  throw std::logic_error("no recurrent rule is called '" + name + "'");
}

std::int64_t integer_field(const Member& member, const char* name, std::int64_t fallback) {
  const auto found = member.fields.find(name);
  return found == member.fields.end() ? fallback : std::get<std::int64_t>(found->second);
}

/// The value of a text field of a recurrent rule, its default included; "" where it has no such field.
std::string text_field(const Member& rule, std::string_view name) {
  const auto given = rule.fields.find(std::string(name));
  if (given != rule.fields.end()) return std::get<std::string>(given->second);
  for (const MemberInfo& info : recurrent_members())
    for (const FieldSpec& spec : info.fields)
      if (info.name == rule.kind && spec.name == name && spec.fallback) return std::get<std::string>(*spec.fallback);
  return "";
}

bool has_choice(const Member& rule, std::string_view name, std::string_view value) { return text_field(rule, name) == value; }

bool is_nonzero(const Member& member, const char* name) {
  const auto found = member.fields.find(name);
  return found != member.fields.end() && std::get<double>(found->second) != 0;
}

void check_fixed(const Point& point, const Regime& regime) {
  if (regime.kind == RegimeKind::episodes)
    throw Error("regime: got 'episodes' (sequences are for rules that train the network). Did you mean 'stream'?");
  if (point.readout.kind == "gradient" && point.optimizer.kind.empty()) throw std::logic_error("a gradient without an optimizer");
}

/// What a rule needs of the regime and the readout.
void check_rule(const Point& point, const Learner& learner, const Regime& regime) {
  const std::string& rule = point.recurrent.kind;
  if (rule == "bptt" && regime.kind == RegimeKind::stream)
    throw Error("regime: got 'stream' (bptt goes back through a whole pass or sequence). Did you mean 'repeat' or 'episodes', or tbptt?");
  if (rule == "gauss_newton" && regime.kind != RegimeKind::repeat)
    throw Error(
        fmt::format("regime: got '{}' (gauss_newton needs the whole record at every step). Did you mean 'repeat'?", point.regime.kind));
  if (rule == "gauss_newton" && point.readout.kind != "gradient")
    throw Error(
        fmt::format("readout: got '{}' (gauss_newton solves for the readout itself). Did you mean 'gradient'?", point.readout.kind));
  if (rule == "gauss_newton" && (learner.shape.outputs > 1 || learner.regressors.widely_linear))
    throw Error("recurrent: gauss_newton is for one output of the states themselves. Remove widely_linear, or choose another rule?");
  if (point.readout.kind == "ridge")
    throw Error(
        "readout: got 'ridge' (it predicts nothing while it learns, so there is no error to train a network with). Did you mean 'rls'?");
  if (regime.kind == RegimeKind::episodes && point.readout.kind != "gradient")
    throw Error(fmt::format("readout: got '{}' (in episodes everything moves at the end of a batch). Did you mean 'gradient'?",
                            point.readout.kind));
  const std::int64_t every = integer_field(point.recurrent, "update_every", 1);
  if (rule == "tbptt" && integer_field(point.recurrent, "truncation", 1) < every)
    throw Error(fmt::format("truncation: got {} (must be >= update_every, which is {}, or errors in between would be lost)",
                            integer_field(point.recurrent, "truncation", 1), every));
  if (regime.expected && learner.regressors.intercept)
    throw Error("intercept: the update of an intercept has expectation 0 on white input. Remove it, or set expected = false?");
  if (regime.expected && learner.regressors.widely_linear)
    throw Error("regressors: got 'widely_linear' (the expected update is known for the states themselves). Set expected = false?");
  if (regime.expected && is_nonzero(point.recurrent, "error_filter"))
    throw Error("error_filter: the expected update needs errors that are not filtered. Set it to 0, or expected = false?");
  if (regime.expected && rule == "tbptt" && every > 1)
    throw Error("update_every: the expected update needs a rule that treats all samples alike. Set it to 1, or expected = false?");
}

/// What a rule needs of the network.
void check_network(const Point& point, const NetworkShape& network, const Regime& regime) {
  const std::string& rule = point.recurrent.kind;
  const bool exp_exp = has_choice(point.recurrent, "coordinates", "exp_exp");
  if (rule == "gauss_newton" && !network.diagonal)
    throw Error("recurrent: gauss_newton is for diagonal networks, whose poles are parameters. Did you mean network = 'diagonal'?");
  if (rule == "eprop" && !network.leak_on_voltage)
    throw Error("recurrent: eprop needs a dense network with leak_on = 'voltage'. Did you mean rflo with feedback = 'symmetric'?");
  if (exp_exp && !network.diagonal) throw Error("coordinates: got 'exp_exp' (a dense network has no pole coordinates). Remove it?");
  if (exp_exp && network.pole_limit > 0)
    throw Error(
        "coordinates: got 'exp_exp' (its poles stay inside the unit circle by themselves, and pole_limit does not apply). Remove one?");
  if (!regime.expected) return;
  const auto bias = point.recurrent.fields.find("train_bias");
  const bool trains_bias = bias == point.recurrent.fields.end() || std::get<bool>(bias->second);
  if (network.activation != Activation::identity)
    throw Error("expected: the update's expectation is known for linear networks only. Set expected = false?");
  if (is_nonzero(point.network, "bias"))
    throw Error("bias: the update's expectation is known for units without a constant drive. Set bias = 0, or expected = false?");
  if (!network.diagonal && trains_bias)
    throw Error("expected: the update of a bias has expectation 0 on white input. Set train_bias = false?");
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

/// Feedback weights that are aligned with the task's modes, as a block holds them; empty where there are none.
Arena spread_feedback(const LearnerRequest& request) {
  if (!request.aligned || request.aligned->feedback.empty()) return {};
  const auto lanes = static_cast<std::size_t>(request.kernels.lanes);
  Arena feedback(request.aligned->feedback.front().size() * lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane)
    for (std::size_t i = 0; i < request.aligned->feedback[lane].size(); ++i)
      feedback[i * lanes + lane] = request.aligned->feedback[lane][i];
  return feedback;
}

/// The weights that carry the error where they are not the readout's, as a block holds them.
Arena fixed_feedback(const LearnerRequest& request, const Learner& learner) {
  const Member& first = request.points.front()->recurrent;
  const bool is_random = has_choice(first, "feedback", "random");
  if (!is_random && !has_choice(first, "feedback", "aligned")) return {};
  const Arena& unit = is_random ? learner.feedback : learner.aligned_feedback;
  const auto lanes = static_cast<std::size_t>(request.kernels.lanes);
  Arena scaled(unit.size());
  for (std::size_t i = 0; i < unit.size(); ++i) {
    const Member& rule = request.points[std::min(i % lanes, request.points.size() - 1)]->recurrent;
    const auto scale = rule.fields.find("feedback_scale");
    scaled[i] = unit[i] * (scale == rule.fields.end() ? 1 : std::get<double>(scale->second));
  }
  return scaled;
}

/// What is aligned needs something to be aligned with.
void check_aligned(const Point& point, const Learner& learner, const LearnerRequest& request) {
  if (learner.start == ReadoutStart::aligned && learner.aligned_readout.empty())
    throw Error(
        "initial_readout: got 'aligned' (it goes with the pole setting aligned on a task with modes, data_aligned). Did you mean "
        "'gaussian'?");
  std::vector<const Member*> rules{&point.recurrent};
  for (const Member& shadow : request.shadows) rules.push_back(&shadow);
  for (const Member* rule : rules)
    if (has_choice(*rule, "feedback", "aligned") && (!request.aligned || request.aligned->feedback.empty()))
      throw Error(
          "feedback: got 'aligned' (it needs a task with modes, data_aligned, and at least as many states). Did you mean 'random'?");
}

}  // namespace

Learner make_learner(const LearnerRequest& request) {
  const Point& first = *request.points.front();
  Fields optimizer_fields = lane_fields(request.points, &Point::optimizer);
  Fields readout_fields = lane_fields(request.points, &Point::readout);
  const OptimizerChoice optimizer{first.optimizer.kind.empty() ? nullptr : first.optimizer.kind.c_str(), &optimizer_fields,
                                  request.keeps_average};
  const NetworkShape& network = request.network;
  Learner learner = describe_readout(readout_fields,
                                     {.regressors = network.states, .outputs = request.outputs, .complex_valued = network.complex_valued});
  if (request.aligned) learner.aligned_readout = request.aligned->readout;
  check_aligned(first, learner, request);
  const Regime regime = make_regime(first.regime);
  if (first.recurrent.kind == "fixed") {
    check_fixed(first, regime);
    learner.rule = make_readout(first.readout.kind, readout_fields, learner, request.kernels, optimizer);
    return learner;
  }
  check_rule(first, learner, regime);
  check_network(first, network, regime);
  learner.trains_network = true;
  learner.feedback = draw_feedback(request);
  learner.aligned_feedback = spread_feedback(request);
  learner.fixed_feedback = fixed_feedback(request, learner);
  std::vector<Fields> shadow_fields;
  std::vector<Shadow> shadows;
  for (const Member& shadow : request.shadows) shadow_fields.emplace_back(shadow.fields);
  for (std::size_t i = 0; i < request.shadows.size(); ++i) shadows.push_back({request.shadows[i].kind.c_str(), &shadow_fields[i]});
  std::unique_ptr<LearningRule> own_readout;
  if (first.readout.kind != "gradient") own_readout = make_readout(first.readout.kind, readout_fields, learner, request.kernels, optimizer);
  Fields recurrent_fields = lane_fields(request.points, &Point::recurrent);
  const bool compares = request.measures_alignment && first.recurrent.kind != "gauss_newton";
  const TrainerRequest trainer{.network = network,
                               .readout = learner.shape,
                               .widely_linear = learner.regressors.widely_linear,
                               .readout_rule = own_readout.release(),
                               .optimizer = optimizer,
                               .whole_batches = regime.kind == RegimeKind::episodes || first.recurrent.kind == "bptt",
                               .mean_gradient = regime.kind != RegimeKind::stream,
                               .keeps_average = request.keeps_average,
                               .measures_gradient = request.measures_gradient,
                               .keeps_gradient = request.keeps_gradient,
                               .longest_segment = request.longest_segment,
                               .feedback = learner.feedback.data(),
                               .aligned_feedback = learner.aligned_feedback.data(),
                               .measures_alignment = compares,
                               .shadows = shadows.data(),
                               .shadow_count = compares ? static_cast<int>(shadows.size()) : 0};
  learner.rule.reset(find_rule(request.kernels, first.recurrent.kind).make(recurrent_fields, &trainer));
  return learner;
}

}  // namespace polesweep
