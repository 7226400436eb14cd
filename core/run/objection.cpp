#include "core/run/objection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/measures/measure.hpp"
#include "core/networks/aligned_start.hpp"

namespace polesweep {
namespace {

/// What a regime and learned poles ask of the task and the measurement.
std::optional<Objection> training_objection(const Setup& setup, const Measurement& asked) {
  const Regime& regime = setup.regime();
  const TaskFacts& task = setup.ground().facts();
  if (regime.kind == RegimeKind::episodes && !task.restarts)
    return Objection("regime: got 'episodes' (recorded data have no fresh sequences). Did you mean 'repeat'?");
  if (regime.kind == RegimeKind::episodes && asked.iterations.empty())
    return Objection("regime: got 'episodes' (they are measured at iterations, and the sweep has none). Add iterations = [...]?");
  if (regime.kind == RegimeKind::episodes && regime.length < task.least_test)
    return fmt::format("length: got {} (the task asks everything once in {} samples, and an episode begins without memory)", regime.length,
                       task.least_test);
  if (regime.expected && !task.teacher)
    return Objection("expected: the update's expectation is known for linear teachers on white input only. Set expected = false?");
  if (regime.expected && task.washout > 0)
    return Objection(
        "expected: the update's expectation is that of sequences from a zero state, and the task has a washout. Set washout = 0?");
  if (asked.evaluation.kind == "prequential" && regime.kind != RegimeKind::stream)
    return fmt::format(
        "evaluation.kind: got 'prequential' (with regime '{}' a sample is learnt from more than once, or not in turn). Did you mean 'holdout'?",
        setup.point().regime.kind);
  const FieldValues& rule = setup.point().recurrent.fields;
  const auto coordinates = rule.find("coordinates");
  if (coordinates != rule.end() && std::get<std::string>(coordinates->second) == "exp_exp")
    for (const Complex& pole : setup.ground().poles->poles(0, task.complex_valued))
      if (!(pole != 0.0 && linear_algebra::squared_modulus(pole) < 1))
        return fmt::format("coordinates: got 'exp_exp' (pole {} has no such coordinates: its modulus must lie between 0 and 1)",
                           canonical(Value(pole)));
  return std::nullopt;
}

/// Rounding disturbs a stationary covariance by about 2^-52 of the power that the states have if each is driven by noise of its own. A
/// millionth is allowed: sixteen real poles up to 0.95 that are coupled by 0.3 (a power of 1e8) have the exact risk of the identity basis,
/// coupled by 0.5 (7e12) one that is 400 times too large.
std::optional<std::string> rounding_objection(const Ground& ground) {
  constexpr double most_power = 4e9;
  std::optional<LinearSystem> system = ground.network->turned_blocks(*ground.poles, ground.facts().complex_valued);
  if (!system) return std::nullopt;
  const auto states = static_cast<std::size_t>(system->states);
  system->inputs = system->states;
  system->input.resize(states * states);
  for (std::size_t i = 0; i < states; ++i) system->input[i * states + i] = 1;
  const auto factor = covariance_factor(*system);
  if (!factor) return std::nullopt;  // `growth` speaks of poles that are not inside the unit circle
  double power = 0;
  for (const Complex& entry : factor->entries()) power += linear_algebra::squared_modulus(entry);
  if (power <= most_power) return std::nullopt;
  return fmt::format(
      "coupling: with it states have {:.1e} times the power of what drives them (rounding in an orthogonal basis moves their poles). Set "
      "basis = \"identity\", where they stay?",
      power);
}

/// Weights that are recorded at every mark are those of small networks.
std::optional<Objection> size_objection(const Setup& setup, const Measurement& asked) {
  const MeasureSizes sizes = setup.measure_sizes(asked);
  for (const std::string& metric : asked.metrics)
    if (const Measure& measure = known_measure(metric); measure.most > 0 && measure.numbers(sizes) > measure.most)
      return fmt::format(
          "measure.metrics: got '{}' ({} x {} weights at each mark, at most {} are recorded). Leave it out, and see them of single runs by "
          "replay --trace?",
          metric, measure.own.size(sizes), measure.inner.size(sizes), measure.most);
  return std::nullopt;
}

}  // namespace

Objection::Objection(std::string text) : reason(std::move(text)) {
  const std::size_t colon = reason.find(": ");
  if (colon == std::string::npos) return;
  field = reason.substr(0, colon);
  reason.erase(0, colon + 2);
}

std::optional<Objection> objection(const Setups& setups, const Point& point, const Measurement& asked) {
  try {
    const Setup setup = setups.of(point);
    const Ground& ground = setup.ground();
    const TaskFacts& task = ground.facts();
    ground.poles->check(task.complex_valued);
    if (auto text = rounding_objection(ground)) return Objection(*std::move(text));
    if (auto text = alignment_objection(*ground.poles, point.network, task)) return *std::move(text);
    const Learner learner = setup.learner(asked);
    if (auto found = training_objection(setup, asked)) return found;
    if (auto found = size_objection(setup, asked)) return found;
    const Evaluation evaluation = setup.evaluation(asked.evaluation);
    if (evaluation.kind == "exact" && !(task.teacher && ground.network->is_linear()))
      return Objection(
          "evaluation.kind: got 'exact' (no closed form of the risk: the task must be a linear teacher and the network linear). Did you mean 'auto'?");
    if (evaluation.kind == "holdout" && !task.steady)
      return Objection(
          "evaluation.kind: got 'holdout' (the task changes while it is learnt, a test would start again). Did you mean 'prequential'?");
    if (evaluation.kind == "prequential" && !learner.rule->predicts())
      return fmt::format("evaluation.kind: got 'prequential' ({} predicts nothing while it learns)", point.readout.kind);
    if (evaluation.kind == "prequential" && !task.prequential)
      return Objection(
          "evaluation.kind: got 'prequential' (the task's targets lie ahead of what a run that is scored as it learns may know). Did you mean 'holdout'?");
    if (evaluation.kind != "exact" && evaluation.samples < task.least_test)
      return fmt::format("evaluation.samples: got {} (the task asks everything once in {} samples, fewer may hold nothing to be said)",
                         evaluation.samples, task.least_test);
    if (evaluation.kind == "prequential" && !asked.lengths.empty() && asked.lengths.front() < task.least_test)
      return fmt::format("lengths: got {} (a run is scored as it learns, and the task asks everything once in {} samples)",
                         asked.lengths.front(), task.least_test);
    if (!asked.lengths.empty() && asked.lengths.back() > task.longest)
      return fmt::format("lengths: got {} (the data supply at most {} training samples after the washout)", asked.lengths.back(),
                         task.longest);
  } catch (const Error& error) {
    return Objection(error.what());
  }
  return std::nullopt;
}

std::optional<Objection> growth(const Setups& setups, const Point& point, const Measurement& asked) {
  // A leak brings no eigenvalue out of the unit circle, and those of a large matrix take their time.
  const auto given = point.poles.fields.find("radius");
  if (given != point.poles.fields.end() && std::get<double>(given->second) < 1) return std::nullopt;
  const Setup setup = setups.of(point);
  const Ground& ground = setup.ground();
  const NetworkShape& shape = ground.shape;
  const bool linear = ground.network->is_linear();
  if (!linear && shape.activation != Activation::relu && shape.activation != Activation::modrelu) return std::nullopt;
  double radius = 0;  // of the whole step
  for (const Complex& pole : ground.poles->poles(0, ground.facts().complex_valued))
    radius = std::max(radius, linear_algebra::modulus(1 - shape.leak + shape.leak * pole));
  // Eigenvalues that are computed are 1 to rounding.
  constexpr double rounding = 1e-9;
  const bool exact = setup.evaluation(asked.evaluation).kind == "exact";
  if (radius < (exact ? 1 - rounding : 1 + rounding)) return std::nullopt;
  const auto [field, advice] = ground.poles->reach();
  const std::string leak = shape.leak == 1 ? "" : fmt::format(" with leak {}", canonical(shape.leak));
  return fmt::format("{}: the spectral radius of the network's step{} is {:.4g}: {}. {}?", field, leak, radius,
                     linear ? "the states of a linear network have no finite power, and risks become infinite"
                            : "states that nothing bounds may grow for ever, and risks become infinite",
                     advice);
}

}  // namespace polesweep
