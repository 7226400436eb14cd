#include "core/combination.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/eigen_blocking.hpp"
#include "core/error.hpp"
#include "core/learners/learner.hpp"
#include "core/networks/network.hpp"

namespace polesweep {
namespace {

/// A text that two equal members share and no two others.
std::string key_of(const Member& member) {
  std::string key = member.kind;
  for (const auto& [name, value] : member.fields) key += "\n" + name + "=" + canonical(value);
  return key;
}

}  // namespace

Combination::Combination(const data::DataFiles& files) : files_(files) { fix_eigen_blocking(); }

const Combination::Known& Combination::known(const Member& member) {
  const std::string key = key_of(member);
  auto found = tasks_.find(key);
  if (found == tasks_.end()) {
    Known fresh{make_task(member, files_), {}};
    fresh.facts = fresh.task->facts();
    found = tasks_.emplace(key, std::move(fresh)).first;
  }
  return found->second;
}

const Task& Combination::task(const Member& member) { return *known(member).task; }
const TaskFacts& Combination::facts(const Member& member) { return known(member).facts; }

void Combination::check_task(const Member& task) { known(task); }

void Combination::check_network(const Member& network, const Member& poles) {
  make_network(network);
  make_poles(poles);
}

void Combination::check_learner(const Member& readout) { make_readout_rule(readout, 1, 1, true, portable_kernels()); }

Evaluation Combination::resolve(const Point& point, const Evaluation& asked) {
  const TaskFacts& task = facts(point.task);
  const bool exact = task.teacher && make_network(point.network)->is_linear();
  const std::string kind = asked.kind != "auto" ? asked.kind : exact ? "exact" : "holdout";
  if (kind == "exact") return {kind, 0};
  return {kind, kind == "holdout" ? std::min(asked.samples, task.longest_test) : asked.samples};
}

std::optional<std::string> Combination::objection(const Point& point, const Measurement& asked) {
  try {
    const TaskFacts& task = facts(point.task);
    const auto network = make_network(point.network);
    network->check(task.complex_valued);
    const auto poles = make_poles(point.poles);
    poles->poles(0, task.complex_valued);
    const ReadoutRule rule = make_readout_rule(point.readout, poles->count(), task.outputs, task.complex_valued, portable_kernels());
    const Evaluation evaluation = resolve(point, asked.evaluation);
    if (evaluation.kind == "exact" && !(task.teacher && network->is_linear()))
      return "evaluation.kind: got 'exact' (no closed form of the risk: the task must be a linear teacher and the network linear). Did you "
             "mean 'auto'?";
    if (evaluation.kind == "prequential" && !rule.readout->predicts())
      return fmt::format("evaluation.kind: got 'prequential' ({} predicts nothing while it learns)", point.readout.kind);
    if (evaluation.kind == "prequential" && !task.prequential)
      return "evaluation.kind: got 'prequential' (the task's targets lie ahead of what a run that is scored as it learns may know). Did "
             "you "
             "mean 'holdout'?";
    if (!asked.lengths.empty() && asked.lengths.back() > task.longest)
      return fmt::format("lengths: got {} (the data supply at most {} training samples after the washout)", asked.lengths.back(),
                         task.longest);
  } catch (const Error& error) {
    return error.what();
  }
  return std::nullopt;
}

RunCost Combination::cost(const Point& point, const Measurement& asked) {
  const Known& task = known(point.task);
  const auto network = make_network(point.network);
  const auto poles = make_poles(point.poles);
  const int states = poles->count();
  const TaskFacts& facts = task.facts;
  const ReadoutRule rule = make_readout_rule(point.readout, states, facts.outputs, facts.complex_valued, portable_kernels());
  const Evaluation evaluation = resolve(point, asked.evaluation);
  const double numbers = facts.complex_valued ? 2 : 1;
  const double predict = (facts.complex_valued ? 8.0 : 2.0) * rule.shape.regressors * rule.shape.outputs;
  RunCost cost;
  cost.data = task.task->operations_per_sample();
  cost.state = network->operations_per_sample(states, facts.inputs, facts.complex_valued);
  cost.learner = rule.readout->operations_per_sample();
  cost.measurement = rule.readout->operations_per_measurement();
  if (evaluation.kind == "holdout") {
    cost.test = static_cast<double>(evaluation.samples) * (cost.data + cost.state);
    cost.measurement += static_cast<double>(evaluation.samples) * predict;
  } else if (evaluation.kind == "exact") {
    // Twelve doublings of a QR of the joint factor (core/measures/exact_risk.cpp), in complex numbers.
    const double joint = states + (facts.teacher ? static_cast<double>(facts.teacher->poles.size()) : 0);
    cost.test = 12 * 8 * 4 * joint * joint * joint;
    cost.measurement += 8 * joint * joint;
  }
  const double weights = numbers * rule.shape.regressors * rule.shape.outputs;
  cost.bytes = sizeof(double) *
               (2.0 * static_cast<double>(rule.readout->state_size()) + weights * (1.0 + static_cast<double>(asked.lengths.size())) +
                64 * numbers * (states + facts.inputs + 3.0 * facts.outputs) + numbers * states * (states + 2.0));
  cost.parameters = static_cast<std::int64_t>(weights);
  return cost;
}

}  // namespace polesweep
