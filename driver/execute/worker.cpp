#include "driver/execute/worker.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <map>

#include "core/error.hpp"
#include "core/results/state_files.hpp"
#include "driver/execute/processor_time.hpp"
#include "driver/execute/theory_values.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::execute {

Measurement asked_measurement(const sweep::Sweep& sweep) {
  return {sweep.lengths, sweep.metrics, sweep.evaluation, sweep.iterations, sweep.shadows};
}

Measurement asked_measurement(const sweep::Sweep& sweep, std::size_t lengths) {
  Measurement measurement = asked_measurement(sweep);
  measurement.lengths.resize(lengths);
  return measurement;
}

bool continues(const RunState& state, const Setup& setup, Measurement asked) {
  asked.evaluation = setup.evaluation(asked.evaluation);
  return polesweep::continues(state, asked, setup.regime().kind);
}

Worker::Worker(const Workplace& workplace, results::RecordLog& log, RunKeeper* keeper)
    : workplace_(workplace), log_(log), keeper_(keeper), setups_(workplace.files), costs_(workplace.grid, [this](const Point& point) {
        return run_cost(setups_.of(point), asked_measurement(workplace_.grid.sweep()));
      }) {}

Report Worker::execute(const Assignment& assignment) {
  Report report{.has_unit = true, .unit = assignment.unit, .complete = 0, .diverged = 0, .failed = 0, .values = 0, .fault = {}};
  if (assignment.theory.count > 0) {
    compute_theory(assignment.theory, report);
    return report;
  }
  const sweep::Sweep& sweep = workplace_.grid.sweep();
  const auto seeds = sweep.seeds.begin() + assignment.first_seed;
  // Points that share data and trajectories are computed together.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < assignment.points.size(); ++i) groups[{assignment.points[i].task, assignment.points[i].poles}].push_back(i);
  for (const auto& [shared, members] : groups) {
    RunGroup group;
    std::vector<RunCost> costs;  // of its points
    group.seeds.assign(seeds, seeds + assignment.seeds);
    bool any = false;
    for (const std::size_t i : members) {
      group.points.push_back(workplace_.grid.resolve(assignment.points[i]));
      group.ids.push_back(workplace_.grid.id(assignment.points[i]));
      costs.push_back(cost_of(assignment.points[i]));
      for (std::uint32_t seed = 0; seed < assignment.seeds; ++seed) {
        group.wanted.push_back(assignment.wanted[i * assignment.seeds + seed]);
        any = any || group.wanted.back();
      }
    }
    if (!any) continue;
    group.measurement = asked_measurement(sweep, assignment.lengths);
    if (workplace_.fuses) read_states(assignment, members, group, report);
    std::vector<RunRecord> records = compute_group(std::move(group), costs, report);
    try {
      log_.append(records);
    } catch (const Error& error) {
      report.fault = error.what();
      return report;
    }
    report.interrupted = keeper_ && keeper_->has_stopped();
    if (report.interrupted) return report;
    if (keeper_) keeper_->forget();
  }
  return report;
}

void Worker::compute_theory(const sweep::TheoryUnit& unit, Report& report) {
  const RunRecord record = evaluate(workplace_.grid, unit);
  try {
    log_.append(record);
    if (record.status == Status::complete)
      report.values = unit.count;
    else
      ++report.failed;
  } catch (const Error& error) {
    report.fault = error.what();
  }
}

RunGroup Worker::single_run(const RunGroup& group, std::size_t point, std::size_t seed) const {
  RunGroup single;
  single.points = {group.points[point]};
  single.ids = {group.ids[point]};
  single.seeds = {group.seeds[seed]};
  single.wanted = {true};
  single.measurement = group.measurement;
  single.evaluation_hash = group.evaluation_hash;
  return single;
}

/// The saved states of a group's runs, if they can be read: they may have been merged into another file since.
void Worker::read_states(const Assignment& assignment, const std::vector<std::size_t>& members, RunGroup& group, Report& report) {
  for (const StateReference& reference : assignment.states) {
    const std::size_t point = reference.run / assignment.seeds;
    const auto member = std::find(members.begin(), members.end(), point);
    if (member == members.end()) continue;
    try {
      const std::size_t run = static_cast<std::size_t>(member - members.begin()) * assignment.seeds + reference.run % assignment.seeds;
      auto state = std::make_shared<RunState>(results::read_state({assignment.state_files[reference.file], reference.offset}));
      const Setup setup = setups_.of(group.points[run / assignment.seeds]);
      const Evaluation evaluation = setup.evaluation(group.measurement.evaluation);
      const RecordKey key{group.ids[run / assignment.seeds], group.seeds[run % assignment.seeds],
                          sweep::evaluation_hash(evaluation, group.measurement.shadows)};
      if (state->key != key || !continues(*state, setup, group.measurement)) continue;
      group.states.resize(group.wanted.size());
      ++report.continued;
      report.samples_spared += static_cast<std::uint64_t>(state->position);
      group.states[run] = std::move(state);
    } catch (const std::exception&) {
      continue;  // the run is computed from its start
    }
  }
}

/// The part of a group's time that each run of a point takes, by what it would cost alone.
static std::map<PointId, double> shares_of(const RunGroup& group, const std::vector<RunCost>& costs) {
  std::map<PointId, double> shares;
  double total = 0;
  for (std::size_t point = 0; point < group.points.size(); ++point) {
    const double own = operations(costs[point]).total();
    shares[group.ids[point]] = own;
    for (std::size_t seed = 0; seed < group.seeds.size(); ++seed)
      if (group.wanted[point * group.seeds.size() + seed]) total += own;
  }
  for (auto& [id, own] : shares) own /= total;
  return shares;
}

/// `costs`: of the group's points.
std::vector<RunRecord> Worker::compute_group(RunGroup group, const std::vector<RunCost>& costs, Report& report) {
  const std::map<PointId, double> shares = shares_of(group, costs);
  std::vector<RunRecord> records;
  const auto start = std::chrono::steady_clock::now();
  const double processor_start = processor_seconds();
  std::map<RecordKey, std::string> mixed = mixed_numerics(group);
  try {
    group.measurement.evaluation = setups_.evaluation(group.points.front(), group.measurement.evaluation);
    group.evaluation_hash = sweep::evaluation_hash(group.measurement.evaluation, group.measurement.shadows);
    prepare_keeper(group, costs, shares, mixed);
    records = (workplace_.fuses ? compute : compute_unfused)(group, setups_, workplace_.kernels);
  } catch (const std::exception&) {
    records.clear();
    mixed.clear();  // these go on from no state
    for (std::size_t point = 0; point < group.points.size(); ++point)
      for (std::size_t seed = 0; seed < group.seeds.size(); ++seed) {
        if (!group.wanted[point * group.seeds.size() + seed]) continue;
        const RunGroup single = single_run(group, point, seed);
        try {
          for (RunRecord& record : compute(single, setups_, workplace_.kernels)) records.push_back(std::move(record));
        } catch (const std::exception& error) {
          RunRecord failed;
          failed.key = {single.ids.front(), single.seeds.front(), single.evaluation_hash};
          failed.status = Status::failed;
          failed.lengths = single.measurement.lengths;
          failed.message = error.what();
          records.push_back(std::move(failed));
        }
      }
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  const double processor = processor_seconds() - processor_start;
  for (RunRecord& record : records) {
    const double share = shares.at(record.key.point);
    add_time(record, share * elapsed.count(), share * processor);
    const auto chain = mixed.find(record.key);
    record.numerics = chain == mixed.end() ? workplace_.fingerprint : chain->second;
  }
  for (const RunRecord& record : records) {
    report.complete += record.status == Status::complete;
    report.diverged += record.status == Status::diverged;
    report.failed += record.status == Status::failed;
  }
  return records;
}

/// What computes the runs that go on from states of other numerics.
std::map<RecordKey, std::string> Worker::mixed_numerics(const RunGroup& group) const {
  std::map<RecordKey, std::string> mixed;
  for (const std::shared_ptr<const RunState>& state : group.states)
    if (state && state->numerics != workplace_.fingerprint) mixed[state->key] = results::gone_on(state->numerics, workplace_.fingerprint);
  return mixed;
}

/// What one run takes; of a point whose runs will fail with the complaint that shows here, nothing worth a share of the time.
RunCost Worker::cost_of(sweep::PointRef ref) {
  try {
    return costs_.of(ref);
  } catch (const std::exception&) {
    return {.learner = 1};
  }
}

void Worker::prepare_keeper(RunGroup& group, const std::vector<RunCost>& costs, const std::map<PointId, double>& shares,
                            const std::map<RecordKey, std::string>& mixed) {
  if (!keeper_ || !workplace_.fuses) return;
  std::vector<bool> wants_end;
  wants_end.reserve(costs.size());
  // Runs that may go on from the rung of a race have a state there, whatever it takes.
  const bool at_rung = group.measurement.lengths.size() < workplace_.grid.sweep().lengths.size();
  for (const RunCost& cost : costs)
    wants_end.push_back(cost.state_bytes > 0 &&
                        (at_rung || operations(cost).total() >= workplace_.least_operations_per_byte * cost.state_bytes));
  keeper_->begin(shares, std::move(wants_end), mixed);
  group.keeper = keeper_;
}

void work(Worker& worker, const std::function<std::optional<Assignment>(const Report&)>& next) {
  Report report;
  while (const std::optional<Assignment> assignment = next(report)) {
    report = worker.execute(*assignment);
    if (report.fault.empty() && !report.interrupted) continue;
    next(report);
    return;
  }
}

}  // namespace polesweep::execute
