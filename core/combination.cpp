#include "core/combination.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/learners/learner.hpp"
#include "core/learners/regime.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/measures/measure.hpp"
#include "core/networks/aligned_start.hpp"
#include "core/networks/network.hpp"

namespace polesweep {
namespace {

/// What is examined is examined for one run.
constexpr std::uint64_t first_seed[] = {0};

/// A text that two equal members share and no two others.
std::string key_of(const Member& member) {
  std::string key = member.kind;
  for (const auto& [name, value] : member.fields) key += "\n" + name + "=" + canonical(value);
  return key;
}

/// What a regime and learned poles ask of the task and the measurement.
std::optional<std::string> training_objection(const Point& point, const TaskFacts& task, const PoleSetting& poles,
                                              const Measurement& asked) {
  const Regime regime = make_regime(point.regime);
  if (regime.kind == RegimeKind::episodes && !task.restarts)
    return "regime: got 'episodes' (recorded data have no fresh sequences). Did you mean 'repeat'?";
  if (regime.kind == RegimeKind::episodes && asked.iterations.empty())
    return "regime: got 'episodes' (they are measured at iterations, and the sweep has none). Add iterations = [...]?";
  if (regime.expected && !task.teacher)
    return "expected: the update's expectation is known for linear teachers on white input only. Set expected = false?";
  if (regime.expected && task.washout > 0)
    return "expected: the update's expectation is that of sequences from a zero state, and the task has a washout. Set washout = 0?";
  if (asked.evaluation.kind == "prequential" && regime.kind != RegimeKind::stream)
    return fmt::format(
        "evaluation.kind: got 'prequential' (with regime '{}' a sample is learnt from more than once, or not in turn). Did you "
        "mean 'holdout'?",
        point.regime.kind);
  const auto coordinates = point.recurrent.fields.find("coordinates");
  if (coordinates != point.recurrent.fields.end() && std::get<std::string>(coordinates->second) == "exp_exp")
    for (const Complex& pole : poles.poles(0, task.complex_valued))
      if (!(pole != 0.0 && linear_algebra::squared_modulus(pole) < 1))
        return fmt::format("coordinates: got 'exp_exp' (pole {} has no such coordinates: its modulus must lie between 0 and 1)",
                           canonical(Value(pole)));
  return std::nullopt;
}

/// Samples that a run learns from for each sample of its longest length (of a sweep without lengths: in all).
double samples_of(const Regime& regime, const TaskFacts& task, const Measurement& asked) {
  const double longest = asked.lengths.empty() ? 1 : static_cast<double>(asked.lengths.back());
  if (regime.kind == RegimeKind::repeat) {
    double sum = 0;  // every length is a run of its own
    for (const std::int64_t length : asked.lengths) sum += static_cast<double>(length);
    return static_cast<double>(regime.passes) * sum / longest;
  }
  if (regime.kind == RegimeKind::stream || asked.iterations.empty()) return 1;
  return static_cast<double>(asked.iterations.back()) * static_cast<double>(regime.expected ? task.inputs : regime.batch) *
         static_cast<double>(regime.length) / longest;
}

/// The field that says how far a pole setting reaches from zero, and what to do about it: of those without a radius.
constexpr std::pair<const char*, std::pair<const char*, const char*>> reaches[] = {
    {"explicit", {"values", "List values inside the unit circle"}},
    {"cluster", {"centre", "Put centre nearer to 0, or make separation smaller"}},
    {"teacher", {"distance", "Make distance smaller"}},
    {"aligned", {"w", "List w inside the unit circle"}}};

std::pair<std::string, std::string> reach_of(const Member& poles) {
  for (const auto& [kind, field] : reaches)
    if (poles.kind == kind) return field;
  return {"radius", "Set radius below 1"};
}

}  // namespace

Combination::Combination(const data::DataFiles& files) : files_(files) {}

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

void Combination::check_network(const Member& network, const Member& poles) { make_network(network)->check_poles(*make_poles(poles)); }

void Combination::check_learner(const Point& point) {
  Fields fields(point.readout.fields);
  describe_readout(fields, {.regressors = 1, .outputs = 1, .complex_valued = true});
  make_regime(point.regime);
}

Learner Combination::learner(const Point& point, const NetworkShape& network, const TaskFacts& task, const AlignedStart& aligned,
                             const Measurement& asked) {
  const MeasureNeeds needs = needs_of(asked.metrics);
  const Regime regime = make_regime(point.regime);
  const std::int64_t length = asked.lengths.empty() ? 1 : asked.lengths.back();
  return make_learner({.points = {&point},
                       .seeds = first_seed,
                       .network = network,
                       .outputs = task.outputs,
                       .longest_segment = regime.kind == RegimeKind::episodes ? regime.length : length,
                       .measures_alignment = needs.exact_gradient,
                       .keeps_average = needs.average,
                       .shadows = asked.shadows,
                       .aligned = &aligned,
                       .kernels = portable_kernels()});
}

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
    const auto poles = make_poles(point.poles, task.teacher_poles());
    poles->poles(0, task.complex_valued);
    const NetworkShape shape = network->shape(poles->count(), task.inputs, task.complex_valued);
    if (const auto text = alignment_objection(*poles, point.network, task)) return text;
    const Learner rule = learner(point, shape, task, aligned_start(*poles, *network, task, first_seed), asked);
    if (const auto text = training_objection(point, task, *poles, asked)) return text;
    const Evaluation evaluation = resolve(point, asked.evaluation);
    if (evaluation.kind == "exact" && !(task.teacher && network->is_linear()))
      return "evaluation.kind: got 'exact' (no closed form of the risk: the task must be a linear teacher and the network linear). Did you "
             "mean 'auto'?";
    if (evaluation.kind == "prequential" && !rule.rule->predicts())
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

std::optional<std::string> Combination::growth(const Point& point, const Measurement& asked) {
  const auto network = make_network(point.network);
  const NetworkShape shape = network->shape(1, 1, false);
  const bool linear = network->is_linear();
  if (!linear && shape.activation != Activation::relu && shape.activation != Activation::modrelu) return std::nullopt;
  // A leak brings no eigenvalue out of the unit circle, and those of a large matrix take their time.
  const auto given = point.poles.fields.find("radius");
  if (given != point.poles.fields.end() && std::get<double>(given->second) < 1) return std::nullopt;
  const TaskFacts& task = facts(point.task);
  double radius = 0;  // of the whole step
  for (const Complex& pole : make_poles(point.poles, task.teacher_poles())->poles(first_seed[0], task.complex_valued))
    radius = std::max(radius, linear_algebra::modulus(1 - shape.leak + shape.leak * pole));
  // Eigenvalues that are computed are 1 to rounding.
  constexpr double rounding = 1e-9;
  const bool exact = resolve(point, asked.evaluation).kind == "exact";
  if (radius < (exact ? 1 - rounding : 1 + rounding)) return std::nullopt;
  const auto [field, advice] = reach_of(point.poles);
  const std::string leak = shape.leak == 1 ? "" : fmt::format(" with leak {}", canonical(shape.leak));
  return fmt::format("{}: the spectral radius of the network's step{} is {:.4g}: {}. {}?", field, leak, radius,
                     linear ? "the states of a linear network have no finite power, and risks become infinite"
                            : "states that nothing bounds may grow for ever, and risks become infinite",
                     advice);
}

Learner Combination::learner(const Point& point, const Measurement& asked) {
  const TaskFacts& task = facts(point.task);
  const auto network = make_network(point.network);
  const auto poles = make_poles(point.poles, task.teacher_poles());
  return learner(point, network->shape(poles->count(), task.inputs, task.complex_valued), task,
                 aligned_start(*poles, *network, task, first_seed), asked);
}

TraceShape Combination::trace_shape(const Point& point, const Measurement& asked) {
  const TaskFacts& task = facts(point.task);
  const int states = make_poles(point.poles, task.teacher_poles())->count();
  const NetworkShape network = make_network(point.network)->shape(states, task.inputs, task.complex_valued);
  return polesweep::trace_shape(learner(point, asked), network, task, make_regime(point.regime));
}

std::int64_t Combination::most_trace_rows(const Point& point, const Measurement& asked) {
  const Regime regime = make_regime(point.regime);
  if (regime.kind == RegimeKind::stream) return asked.lengths.back();
  if (regime.kind == RegimeKind::episodes) return asked.iterations.back();
  const std::int64_t every = learner(point, asked).rule->samples_per_update();
  return every == 0 ? regime.passes : regime.passes * (asked.lengths.back() / every);
}

RunCost Combination::cost(const Point& point, const Measurement& asked) {
  const Known& task = known(point.task);
  const auto network = make_network(point.network);
  const int states = make_poles(point.poles, task.facts.teacher_poles())->count();
  const TaskFacts& facts = task.facts;
  const Learner rule = learner(point, asked);
  const Regime regime = make_regime(point.regime);
  const Evaluation evaluation = resolve(point, asked.evaluation);
  const double numbers = facts.complex_valued ? 2 : 1;
  const double predict = (facts.complex_valued ? 8.0 : 2.0) * rule.shape.regressors * rule.shape.outputs;
  RunCost cost;
  cost.data = task.task->operations_per_sample();
  cost.state = network->operations_per_sample(states, facts.inputs, facts.complex_valued);
  cost.learner = rule.rule->operations_per_sample();
  cost.measurement = rule.rule->operations_per_measurement();
  const double forward = cost.data + cost.state;
  // A network that learns has no states in common with other learners.
  if (rule.trains_network) cost.state = 0;
  if (evaluation.kind == "holdout") {
    const double test = static_cast<double>(evaluation.samples) * forward;
    (rule.trains_network ? cost.measurement : cost.test) += test;
    cost.measurement += static_cast<double>(evaluation.samples) * predict;
  } else if (evaluation.kind == "exact") {
    // Ten doublings of the joint factor (core/block/covariance.hpp), or its closed form, and one product for each tap.
    const double joint = states + static_cast<double>(facts.teacher->poles.size());
    const auto taps = static_cast<double>(facts.teacher->taps.size());
    const bool closed_form = network->shape(1, 1, false).diagonal;
    const double factor = closed_form ? 20.0 * facts.inputs : 10 * 5 * 2 * numbers * numbers * joint;
    (rule.trains_network ? cost.measurement : cost.test) += (factor + 8 * taps) * joint * joint;
    cost.measurement += 8 * joint * (joint + taps);
  }
  cost.learner *= samples_of(regime, facts, asked);
  const double network_weights =
      rule.trains_network ? numbers * states * (network->shape(1, 1, false).diagonal ? 2.0 + facts.inputs : states + facts.inputs + 1.0)
                          : 0;
  const double weights = numbers * rule.shape.regressors * rule.shape.outputs + network_weights;
  const double marks = static_cast<double>(std::max<std::size_t>(1, asked.lengths.size() + asked.iterations.size()));
  const double kept = regime.kind == RegimeKind::repeat && !asked.lengths.empty()
                          ? static_cast<double>(asked.lengths.back()) * numbers * (facts.inputs + facts.outputs)
                          : 0;
  cost.bytes = sizeof(double) *
               (2.0 * static_cast<double>(rule.rule->state_size()) - static_cast<double>(rule.rule->tape_size()) + weights * (1.0 + marks) +
                kept + 64 * numbers * (states + facts.inputs + 3.0 * facts.outputs) + numbers * states * (states + 2.0));
  if (regime.kind == RegimeKind::stream && !asked.lengths.empty())
    cost.state_bytes = sizeof(double) * (static_cast<double>(rule.rule->state_size()) + numbers * (rule.trains_network ? 0 : states) + 32 +
                                         static_cast<double>(asked.lengths.size()) * static_cast<double>(2 + asked.metrics.size()));
  cost.parameters = static_cast<std::int64_t>(weights);
  return cost;
}

}  // namespace polesweep
