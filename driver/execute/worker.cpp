#include "driver/execute/worker.hpp"

#include <chrono>
#include <cstdlib>
#include <map>

#include "core/error.hpp"
#include "driver/execute/theory_values.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::execute {

Measurement asked_measurement(const sweep::Sweep& sweep) {
  return {sweep.lengths, sweep.metrics, sweep.evaluation, sweep.iterations, sweep.shadows};
}

Worker::Worker(const Workplace& workplace, results::RecordLog& log) : workplace_(workplace), log_(log), combination_(workplace.files) {}

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
    group.seeds.assign(seeds, seeds + assignment.seeds);
    bool any = false;
    for (const std::size_t i : members) {
      group.points.push_back(workplace_.grid.resolve(assignment.points[i]));
      group.ids.push_back(workplace_.grid.id(assignment.points[i]));
      for (std::uint32_t seed = 0; seed < assignment.seeds; ++seed) {
        group.wanted.push_back(assignment.wanted[i * assignment.seeds + seed]);
        any = any || group.wanted.back();
      }
    }
    if (!any) continue;
    group.measurement = asked_measurement(sweep);
    std::vector<RunRecord> records = compute_group(group, report);
    try {
      for (const RunRecord& record : records) log_.append(record);
    } catch (const Error& error) {
      report.fault = error.what();
      return report;
    }
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

std::vector<RunRecord> Worker::compute_group(const RunGroup& asked, Report& report) {
  RunGroup group = asked;
  std::vector<RunRecord> records;
  const auto start = std::chrono::steady_clock::now();
  try {
    group.measurement.evaluation = combination_.resolve(group.points.front(), asked.measurement.evaluation);
    group.evaluation_hash = sweep::evaluation_hash(group.measurement.evaluation, group.measurement.shadows);
    records = (workplace_.fuses ? compute : compute_unfused)(group, workplace_.files, workplace_.kernels);
  } catch (const std::exception&) {
    records.clear();
    for (std::size_t point = 0; point < group.points.size(); ++point)
      for (std::size_t seed = 0; seed < group.seeds.size(); ++seed) {
        if (!group.wanted[point * group.seeds.size() + seed]) continue;
        const RunGroup single = single_run(group, point, seed);
        try {
          for (RunRecord& record : compute(single, workplace_.files, workplace_.kernels)) records.push_back(std::move(record));
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
  share_out(elapsed.count(), group, records);
  for (const RunRecord& record : records) {
    report.complete += record.status == Status::complete;
    report.diverged += record.status == Status::diverged;
    report.failed += record.status == Status::failed;
  }
  return records;
}

/// A group's time divided among its runs by what each would cost alone.
void Worker::share_out(double seconds, const RunGroup& group, std::vector<RunRecord>& records) {
  std::map<PointId, double> cost;
  for (std::size_t point = 0; point < group.points.size(); ++point) {
    try {
      const RunCost each = combination_.cost(group.points[point], group.measurement);
      const double samples = group.measurement.lengths.empty() ? 1 : static_cast<double>(group.measurement.lengths.back());
      cost[group.ids[point]] =
          samples * (each.data + each.state + each.learner) + each.test +
          each.measurement * static_cast<double>(group.measurement.lengths.size() + group.measurement.iterations.size());
    } catch (const std::exception&) {
      cost[group.ids[point]] = 1;  // its runs have failed with the same complaint
    }
  }
  double total = 0;
  for (const RunRecord& record : records) total += cost[record.key.point];
  for (RunRecord& record : records) record.wall_seconds = seconds * cost[record.key.point] / total;
}

void work(Worker& worker, const std::function<std::optional<Assignment>(const Report&)>& next) {
  Report report;
  while (const std::optional<Assignment> assignment = next(report)) {
    report = worker.execute(*assignment);
    if (report.fault.empty()) continue;
    next(report);
    return;
  }
}

}  // namespace polesweep::execute
