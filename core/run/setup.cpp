#include "core/run/setup.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/measures/measure.hpp"
#include "core/networks/aligned_start.hpp"

namespace polesweep {
namespace {

/// A learner is asked what it takes as of one run.
constexpr std::uint64_t first_seed[] = {0};

const data::DataFiles no_files;

Evaluation evaluation_on(const TaskFacts& task, const NetworkKind& network, const Evaluation& asked) {
  const bool exact = task.teacher && network.is_linear();
  const std::string kind = asked.kind != "auto" ? asked.kind : exact ? "exact" : task.steady ? "holdout" : "prequential";
  if (kind == "exact") return {kind, 0};
  return {kind, kind == "holdout" ? std::min(asked.samples, task.longest_test) : asked.samples};
}

std::shared_ptr<const Ground> make_ground(const Point& point, std::shared_ptr<const MadeTask> task, const PolesOfTask& of_task) {
  auto ground = std::make_shared<Ground>();
  ground->made_task = std::move(task);
  const TaskFacts& facts = ground->facts();
  ground->network = make_network(point.network);
  ground->network->check(facts.complex_valued);
  ground->poles = make_poles(point.poles, of_task);
  ground->network->check_poles(*ground->poles);
  if (ground->poles->has_own_input() && facts.inputs != 1)
    throw Error("poles: their basis is for one input (the task has " + std::to_string(facts.inputs) + ")");
  ground->shape = ground->network->shape(ground->poles->count(), facts.inputs, facts.complex_valued);
  return ground;
}

}  // namespace

Setup::Setup(std::shared_ptr<const Point> point, std::shared_ptr<const Ground> ground)
    : point_(std::move(point)), ground_(std::move(ground)), regime_(make_regime(point_->regime)) {}

Evaluation Setup::evaluation(const Evaluation& asked) const { return evaluation_on(ground().facts(), *ground().network, asked); }

Learner Setup::learner(const Measurement& asked) const {
  const MeasureNeeds needs = needs_of(asked.metrics);
  const AlignedStart aligned = aligned_start(*ground().poles, *ground().network, ground().facts(), first_seed);
  const std::int64_t length = asked.lengths.empty() ? 1 : asked.lengths.back();
  return make_learner({.points = {point_.get()},
                       .regime = regime_,
                       .seeds = first_seed,
                       .network = ground().shape,
                       .density = ground().poles->density(),
                       .outputs = ground().facts().outputs,
                       .longest_segment = regime_.kind == RegimeKind::episodes ? regime_.length : length,
                       .measures_alignment = needs.exact_gradient,
                       .keeps_average = needs.average,
                       .shadows = asked.shadows,
                       .aligned = &aligned,
                       .kernels = portable_kernels()});
}

MeasureSizes Setup::measure_sizes(const Measurement& asked) const {
  const TaskFacts& facts = ground().facts();
  Fields fields(point_->readout.fields);
  const ReadoutShape states{.regressors = ground().poles->count(), .outputs = facts.outputs, .complex_valued = facts.complex_valued};
  return {.states = states.regressors,
          .inputs = facts.inputs,
          .outputs = states.outputs,
          .regressors = describe_readout(fields, states, facts.inputs).shape.regressors,
          .shadows = static_cast<int>(asked.shadows.size())};
}

TraceShape Setup::trace_shape(const Measurement& asked) const {
  return polesweep::trace_shape(learner(asked), ground().shape, ground().facts(), regime_);
}

std::int64_t Setup::most_trace_rows(const Measurement& asked) const {
  if (regime_.kind == RegimeKind::stream) return asked.lengths.back();
  if (regime_.kind == RegimeKind::episodes) return asked.iterations.back();
  const std::int64_t every = learner(asked).rule->samples_per_update();
  return every == 0 ? regime_.passes : regime_.passes * (asked.lengths.back() / every);
}

Setups::Setups() : Setups(no_files) {}

const std::shared_ptr<const MadeTask>& Setups::made_task(const Member& member) const {
  const std::string key = key_of(member);
  auto found = tasks_.find(key);
  if (found == tasks_.end()) {
    auto fresh = std::make_shared<MadeTask>();
    fresh->task = make_task(member, files_);
    fresh->facts = fresh->task->facts();
    found = tasks_.emplace(key, std::move(fresh)).first;
  }
  return found->second;
}

const std::shared_ptr<const Ground>& Setups::ground_of(const Point& point) const {
  if (!last_.ground || last_.poles != point.poles || last_.network != point.network || last_.task != point.task) {
    last_.ground = nullptr;  // making one may throw
    const std::shared_ptr<const MadeTask>& task = made_task(point.task);
    last_ = {point.task, point.network, point.poles, make_ground(point, task, poles_of(*task))};
  }
  return last_.ground;
}

PolesOfTask Setups::poles_of(const MadeTask& made) const {
  PolesOfTask of_task{.teacher = made.facts.teacher_poles()};
  if (made.task->knows_equalisers())
    of_task.equalisers = [this, &made](int count) {
      const std::pair<const MadeTask*, int> key(&made, count);
      auto found = equalisers_.find(key);
      if (found == equalisers_.end()) found = equalisers_.emplace(key, made.task->equaliser_poles(count)).first;
      return found->second;
    };
  return of_task;
}

Setup Setups::of(Point point) const {
  auto kept = std::make_shared<const Point>(std::move(point));
  const std::shared_ptr<const Ground>& ground = ground_of(*kept);
  return {std::move(kept), ground};
}

std::vector<Setup> Setups::of_group(const std::vector<Point>& points) const {
  const std::shared_ptr<const Ground>& ground = ground_of(points.front());
  std::vector<Setup> setups;
  setups.reserve(points.size());
  for (const Point& point : points) setups.emplace_back(std::shared_ptr<const Point>(std::shared_ptr<void>(), &point), ground);
  return setups;
}

Evaluation Setups::evaluation(const Point& point, const Evaluation& asked) const {
  return evaluation_on(task(point.task).facts, *make_network(point.network), asked);
}

void Setups::check_network(const Member& network, const Member& poles) { make_network(network)->check_poles(*make_poles(poles)); }

void Setups::check_learner(const Point& point) {
  Fields fields(point.readout.fields);
  describe_readout(fields, {.regressors = 1, .outputs = 1, .complex_valued = true}, 1);
  make_regime(point.regime);
}

}  // namespace polesweep
