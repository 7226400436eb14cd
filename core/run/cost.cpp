#include "core/run/cost.hpp"

#include <algorithm>

#include "core/learners/batch_gradient.hpp"
#include "core/learners/readouts/entry.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "core/measures/measure.hpp"

namespace polesweep {
namespace {

/// What is paid for a run however short it is, in operations of the time that it takes: a point is made into objects, a record is kept.
constexpr double run_overhead = 4e4;
/// The same of poles, network and data of a block of seeds.
constexpr double ground_overhead = 2e5;
/// What a record holds besides its numbers: key, status, frame, names of metrics.
constexpr double record_overhead_bytes = 200;

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

/// Adds what the risk of the learner's weights takes: of a network that learns at every mark, else its states once for all marks. Returns
/// the operations at a mark.
double add_risk(const Ground& ground, const Learner& learner, const Evaluation& evaluation, RunCost& cost) {
  const TaskFacts& facts = ground.facts();
  const double numbers = facts.complex_valued ? 2 : 1;
  double network = 0;
  double readout = 0;
  if (evaluation.kind == "holdout") {
    const auto samples = static_cast<double>(evaluation.samples + facts.washout);
    network = samples * (cost.data + ground.network->operations_per_sample(ground.poles->count(), facts.inputs, facts.complex_valued));
    readout =
        static_cast<double>(evaluation.samples) * (facts.complex_valued ? 8.0 : 2.0) * learner.shape.regressors * learner.shape.outputs;
  } else if (evaluation.kind == "exact") {
    // Ten doublings of the joint factor (core/block/covariance.hpp), or its closed form, and one product for each tap.
    const double joint = ground.poles->count() + static_cast<double>(facts.teacher->poles.size());
    const auto taps = static_cast<double>(facts.teacher->lags());
    const double factor = ground.shape.diagonal ? 20.0 * facts.inputs : 10 * 5 * 2 * numbers * numbers * joint;
    network = (factor + 8 * taps) * joint * joint;
    readout = 8 * joint * (joint + taps) * (taps > 0 ? facts.outputs : 1);
  }
  (learner.trains_network ? cost.measurement : cost.test) += network;
  cost.measurement += readout;
  return readout + (learner.trains_network ? network : 0);
}

/// Numbers that the learner trains; a complex one counts twice.
double trained_numbers(const Ground& ground, const Learner& learner, bool moves_network) {
  const TaskFacts& facts = ground.facts();
  const double states = ground.poles->count();
  const double network = states * (ground.shape.diagonal ? 2.0 + facts.inputs : states + facts.inputs + 1.0);
  return (facts.complex_valued ? 2 : 1) *
         (static_cast<double>(learner.shape.regressors) * learner.shape.outputs + (moves_network ? network : 0));
}

/// Sums of what a run goes through: all lengths of one that repeats its samples are runs of their own, each drawn twice. Before every pass,
/// and every episode, comes a washout.
void add_extent(const Setup& setup, const Measurement& asked, double learned, RunCost& cost) {
  const Regime& regime = setup.regime();
  const auto lengths = static_cast<double>(asked.lengths.size());
  const auto iterations = static_cast<double>(asked.iterations.size());
  const double longest = asked.lengths.empty() ? 1 : static_cast<double>(asked.lengths.back());
  cost.extent = {longest, std::max(1.0, lengths)};
  const auto washout = static_cast<double>(setup.ground().facts().washout);
  cost.drawn = cost.advanced = longest + washout;
  if (regime.kind == RegimeKind::stream) return;
  cost.advanced = learned * longest;
  if (regime.kind == RegimeKind::episodes) {
    cost.extent.marks = std::max(1.0, iterations);
    if (iterations > 0) cost.advanced += static_cast<double>(asked.iterations.back()) * static_cast<double>(regime.batch) * washout;
    cost.drawn = regime.expected ? 0 : cost.advanced;
    return;
  }
  cost.extent.marks = lengths * (iterations + 1);
  cost.advanced += lengths * static_cast<double>(regime.passes) * washout;
  cost.drawn = 2 * cost.advanced / static_cast<double>(regime.passes);
  cost.tests = lengths;
}

/// Bytes of the working memory of a run.
double memory(const Setup& setup, const Learner& learner, double weights, const Measurement& asked, const Evaluation& evaluation) {
  const TaskFacts& facts = setup.ground().facts();
  const double numbers = facts.complex_valued ? 2 : 1;
  const double states = setup.ground().poles->count();
  const bool repeats = setup.regime().kind == RegimeKind::repeat && !asked.lengths.empty();
  const double kept = repeats ? static_cast<double>(asked.lengths.back()) * numbers * (facts.inputs + facts.outputs) : 0;
  double gradient = 0;
  if (needs_of(asked.metrics).risk_gradient && evaluation.kind == "holdout" && learner.moves_network)
    gradient =
        static_cast<double>(BatchGradient(learner, setup.ground().shape, evaluation.samples + facts.washout, portable_kernels()).size());
  const auto marks =
      static_cast<double>(std::max<std::size_t>(1, repeats ? 1 + asked.iterations.size() : asked.lengths.size() + asked.iterations.size()));
  return sizeof(double) *
         (2.0 * static_cast<double>(learner.rule->state_size()) - static_cast<double>(learner.rule->tape_size()) + weights * (1.0 + marks) +
          kept + gradient + 64 * numbers * (states + facts.inputs + 3.0 * facts.outputs) + numbers * states * (states + 2.0));
}

}  // namespace

RunCost run_cost(const Setup& setup, const Measurement& asked) {
  const Ground& ground = setup.ground();
  const TaskFacts& facts = ground.facts();
  const Regime& regime = setup.regime();
  const int states = ground.poles->count();
  const Learner learner = setup.learner(asked);
  const Evaluation evaluation = setup.evaluation(asked.evaluation);
  const double weights = trained_numbers(ground, learner, learner.trains_network);
  RunCost cost;
  cost.data = ground.task().operations_per_sample();
  // A network that learns has no states in common with other learners.
  cost.state = learner.trains_network ? 0 : ground.network->operations_per_sample(states, facts.inputs, facts.complex_valued);
  const double learned = samples_of(regime, facts, asked);
  cost.learner = learner.rule->operations_per_sample() * learned;
  add_extent(setup, asked, learned, cost);
  cost.measurement = learner.rule->operations_per_measurement();
  const double risk = add_risk(ground, learner, evaluation, cost);
  const bool has_episodes = regime.kind == RegimeKind::episodes && !asked.iterations.empty();
  const MarkShape shape{
      .task = facts,
      .states = states,
      .regressors = learner.shape.regressors,
      .diagonal = ground.shape.diagonal,
      .linear = ground.network->is_linear(),
      .trains_network = learner.trains_network,
      .averages = learner.trains_network || find_readout(portable_kernels(), setup.point().readout.kind).follows_gradient,
      .marks = static_cast<int>(cost.extent.marks),
      .exact = evaluation.kind == "exact",
      .holdout = evaluation.kind == "holdout",
      .scored_samples = static_cast<double>(evaluation.samples),
      .risk_operations = risk,
      .episode_steps = has_episodes ? static_cast<double>(regime.length) * static_cast<double>(asked.iterations.back()) : 0};
  cost.measures = operations_of(asked.metrics, shape);
  cost.idle_metrics = idle_metrics(asked.metrics, shape);
  cost.once = run_overhead;
  cost.block = operations_for_all_seeds(asked.metrics, shape);
  const double tests = evaluation.kind == "holdout" ? cost.tests : 0;
  cost.ground = ground_overhead + seeds_of_block * (ground.poles->operations(facts.complex_valued) +
                                                    ground.network->operations_to_build(states, facts.complex_valued) +
                                                    (1 + tests) * ground.task().operations_to_open());
  cost.bytes = memory(setup, learner, weights, asked, evaluation);
  if (regime.kind == RegimeKind::stream && !asked.lengths.empty())
    cost.state_bytes = sizeof(double) * (static_cast<double>(learner.rule->state_size()) +
                                         (facts.complex_valued ? 2.0 : 1.0) * (learner.trains_network ? 0 : states) + 32 +
                                         static_cast<double>(asked.lengths.size()) * static_cast<double>(2 + asked.metrics.size()));
  const MeasureSizes sizes = setup.measure_sizes(asked);
  for (const std::string& metric : asked.metrics) cost.values += known_measure(metric).width(sizes);
  // What the network of a rule that leaves it alone holds is kept all the same, but not trained.
  const bool moves_network = learner.trains_network && recurrent_needs(setup.point().recurrent.kind).moves_network;
  cost.parameters = static_cast<std::int64_t>(trained_numbers(ground, learner, moves_network));
  return cost;
}

RunOperations operations(const RunCost& cost, const RunExtent& extent) {
  return {.data = cost.data * extent.samples,
          .state = cost.state * extent.samples + cost.test,
          .own = cost.learner * extent.samples + cost.measurement * extent.marks};
}

RunOperations operations(const RunCost& cost) {
  return {.data = cost.data * cost.drawn,
          .state = cost.state * cost.advanced + cost.test * cost.tests,
          .own = cost.learner * cost.extent.samples + (cost.measurement + cost.measures) * cost.extent.marks + cost.once};
}

double record_bytes(const RunCost& cost) { return record_overhead_bytes + sizeof(double) * cost.values * cost.extent.marks; }

}  // namespace polesweep
