#include "driver/execute/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/results/results_builder.hpp"
#include "driver/execute/worker.hpp"

namespace polesweep::execute {
namespace {

using sweep::PointRef;

/// Calls `visit` with each stretch of points on the same task and poles.
template <class Visit>
void for_each_ground(const std::vector<PointRef>& points, const Visit& visit) {
  for (std::size_t begin = 0, end = 0; begin < points.size(); begin = end) {
    while (end < points.size() && points[end].task == points[begin].task && points[end].poles == points[begin].poles) ++end;
    visit(std::span(points).subspan(begin, end - begin));
  }
}

/// Stored runs of a point.
struct Stored {
  double seconds = 0;
  std::uint32_t seeds = 0;
  Measurement measurement;
};

/// How many times as long as by the calibration runs take.
class Corrections {
 public:
  Corrections(const Timed& timed, const Calibration& calibration, const results::Group* stored) : timed_(timed), calibration_(calibration) {
    if (!stored) return;
    std::map<PointRef, Stored> runs;
    results::visit_runs(*stored, [&](const RunRecord& record) { add(record, runs); });
    std::vector<PointRef> points;
    points.reserve(runs.size());
    for (const auto& [ref, run] : runs) points.push_back(ref);
    for_each_ground(points, [&](std::span<const PointRef> ground) { compare(ground, runs); });
  }

  double of(PointRef ref) const {
    if (const auto found = by_point_.find(ref); found != by_point_.end()) return found->second;
    if (const auto found = by_shape_.find(timed_.grid.shape(ref)); found != by_shape_.end()) return found->second.ratio();
    if (const auto found = by_learner_.find(timed_.grid.learners().shape(ref.learner)); found != by_learner_.end())
      return found->second.ratio();
    return all_.ratio();
  }

 private:
  /// Runs that went less far than is asked for say what that part of them takes; the rest is as the calibration says.
  struct Times {
    double taken = 0;
    double predicted = 0;
    double asked = 0;  ///< predicted for the same runs as far as is asked for, or as they went if that is farther
    double ratio() const { return asked > 0 ? 1 + (taken - predicted) / asked : 1; }
    void add(const Times& more) {
      taken += more.taken;
      predicted += more.predicted;
      asked += more.asked;
    }
  };

  void add(const RunRecord& record, std::map<PointRef, Stored>& runs) const {
    if (record.status == Status::failed || !(record.wall_seconds > 0)) return;
    const auto& points = timed_.points.points;
    const auto found = std::lower_bound(points.begin(), points.end(), record.key.point,
                                        [](const auto& point, const PointId& id) { return point.id < id; });
    if (found == points.end() || found->id != record.key.point) return;
    Stored& run = runs[found->ref];
    // Logs and files from before have no processor time.
    run.seconds += record.processor_seconds > 0 ? record.processor_seconds : record.wall_seconds;
    ++run.seeds;
    if (run.seeds > 1) return;
    run.measurement = asked_measurement(timed_.grid.sweep());
    run.measurement.lengths = record.lengths;
    if (!record.iterations.empty()) run.measurement.iterations = record.iterations;
  }

  /// Runs of other lengths tell how wrong the calibration is about a kind of learner, not about a point: their start and their marks are
  /// another share of their time, and they diverge elsewhere.
  bool goes_as_far(const Measurement& stored) const {
    const Measurement asked = asked_measurement(timed_.grid.sweep());
    return stored.lengths == asked.lengths && stored.iterations == asked.iterations;
  }

  /// Runs that were computed together have times in proportion to their operations. What they took together is compared.
  void compare(std::span<const PointRef> ground, const std::map<PointRef, Stored>& runs) {
    std::map<PointRef, RunCost> costs;
    std::vector<std::pair<double, PointRef>> by_speed;
    for (const PointRef ref : ground) {
      const Stored& run = runs.at(ref);
      costs[ref] = run_cost(timed_.setups.of(timed_.grid.resolve(ref)), run.measurement);
      const double speed = run.seconds / (operations(costs[ref]).total() * run.seeds);
      if (std::isfinite(speed)) by_speed.emplace_back(speed, ref);  // a file may hold any number
    }
    std::sort(by_speed.begin(), by_speed.end());
    for (std::size_t begin = 0, end = 0; begin < by_speed.size(); begin = end) {
      std::vector<PointRef> together;
      double taken = 0;
      for (; end < by_speed.size() && by_speed[end].first <= by_speed[begin].first * (1 + 1e-9); ++end) {
        together.push_back(by_speed[end].second);
        taken += runs.at(by_speed[end].second).seconds;
      }
      const double predicted = calibration_.seconds(together, runs.at(together.front()).seeds, [&](PointRef ref) { return costs.at(ref); });
      if (!(predicted > 0)) continue;
      const double asked =
          calibration_.seconds(together, runs.at(together.front()).seeds, [&](PointRef ref) { return timed_.costs.of(ref); });
      const Times times{taken, predicted, std::max(predicted, asked)};
      all_.add(times);
      for (const PointRef ref : together) {
        by_learner_[timed_.grid.learners().shape(ref.learner)].add(times);
        if (!goes_as_far(runs.at(ref).measurement)) continue;
        by_point_[ref] = taken / predicted;
        by_shape_[timed_.grid.shape(ref)].add({taken, predicted, predicted});
      }
    }
  }

  Timed timed_;
  const Calibration& calibration_;
  std::map<PointRef, double> by_point_;
  std::map<std::uint64_t, Times> by_shape_;
  std::map<std::uint64_t, Times> by_learner_;  ///< by shape of the learner, of whatever lengths
  Times all_;
};

}  // namespace

std::vector<double> unit_seconds(const Timed& timed, const Calibration& calibration, const results::Group* stored) {
  const Corrections corrections(timed, calibration, stored);
  std::vector<double> seconds;
  for (const sweep::Unit& unit : timed.units.units) {
    std::vector<PointRef> points;
    for (const std::uint32_t point : timed.units.points(unit)) points.push_back(timed.points.points[point].ref);
    double sum = 0;
    for_each_ground(points, [&](std::span<const PointRef> ground) {
      double correction = 0;  // of its points, by what each takes alone
      double weight = 0;
      for (const PointRef ref : ground) {
        const double alone = calibration.of(ref).of(timed.costs.of(ref));
        correction += corrections.of(ref) * alone;
        weight += alone;
      }
      const double predicted = calibration.seconds(ground, unit.seeds, [&](PointRef ref) { return timed.costs.of(ref); });
      sum += weight > 0 ? predicted * correction / weight : predicted;
    });
    seconds.push_back(sum);
  }
  return seconds;
}

}  // namespace polesweep::execute
