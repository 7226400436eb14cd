#include "driver/execute/probe.hpp"

#include <algorithm>
#include <chrono>

#include "driver/execute/processor_time.hpp"

namespace polesweep::execute {
namespace {

/// `count` numbers from 1 to `last`, evenly; all of them if there are fewer.
std::vector<std::int64_t> evenly(std::int64_t last, std::int64_t count) {
  std::vector<std::int64_t> numbers;
  const std::int64_t most = std::min(count, last);
  for (std::int64_t i = 1; i <= most; ++i) numbers.push_back(last * i / most);
  return numbers;
}

}  // namespace

Probe::Probe(std::vector<Point> points, std::vector<std::uint64_t> seeds, Measurement asked, const Setups& setups, const KernelSet& kernels)
    : points_(std::move(points)), seeds_(std::move(seeds)), asked_(std::move(asked)), setups_(setups), kernels_(kernels) {
  const Setup setup = setups_.of(points_.front());
  asked_.evaluation = setup.evaluation(asked_.evaluation);
  regime_ = setup.regime();
  switch (regime_.kind) {
    case RegimeKind::stream: longest_ = asked_.lengths.back(); break;
    case RegimeKind::repeat: longest_ = regime_.passes; break;
    case RegimeKind::episodes: longest_ = asked_.iterations.back(); break;
  }
}

Probe Probe::cut() const {
  constexpr std::int64_t most = 20'000;
  Probe shorter(*this);
  shorter.asked_.evaluation.samples = std::min(most, asked_.evaluation.samples);
  for (Point& point : shorter.points_)
    if (const auto washout = point.task.fields.find("washout"); washout != point.task.fields.end())
      washout->second = std::min(most, std::get<std::int64_t>(washout->second));
  return shorter;
}

RunGroup Probe::group(std::size_t points, std::int64_t extent, int marks) const {
  RunGroup group;
  group.points.assign(points_.begin(), points_.begin() + static_cast<std::ptrdiff_t>(points));
  group.ids.resize(points);
  group.seeds = seeds_;
  group.wanted.assign(points * seeds_.size(), true);
  group.measurement = asked_;
  const std::vector<std::int64_t> at = evenly(extent, marks);
  if (regime_.kind == RegimeKind::stream) {
    group.measurement.lengths = at;
    group.measurement.iterations.clear();
    return group;
  }
  group.measurement.iterations = at;
  if (regime_.kind == RegimeKind::repeat)
    for (Point& point : group.points) point.regime.fields["passes"] = extent;
  else
    group.measurement.lengths.clear();
  return group;
}

RunCost Probe::cost(std::int64_t extent, int marks) const {
  const RunGroup probe = group(1, extent, marks);
  return run_cost(setups_.of(probe.points.front()), probe.measurement);
}

double Probe::seconds(std::size_t points, std::int64_t extent, int marks) const {
  const RunGroup probe = group(points, extent, marks);
  const double start = processor_seconds();
  compute(probe, setups_, kernels_);
  return processor_seconds() - start;
}

double probe_rate(const KernelSet& kernels) {
  RunGroup group;
  group.points = {{{"linear_teacher", {{"poles", std::vector<Complex>{0.8}}, {"gains", std::vector<Complex>{1.0}}, {"noise", 0.1}}},
                   {"diagonal", {}},
                   {"ring", {{"count", std::int64_t{16}}, {"radius", 0.9}}},
                   {"fixed", {}},
                   {"rls", {}}}};
  group.ids.resize(1);
  group.seeds = {0, 1, 2, 3, 4, 5, 6, 7};
  group.wanted.assign(8, true);
  group.measurement = {{4000}, {}, {"exact", 0}};
  const data::DataFiles no_files;
  const Setups setups(no_files);
  const RunCost cost = run_cost(setups.of(group.points.front()), group.measurement);
  const auto start = std::chrono::steady_clock::now();
  compute(group, setups, kernels);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return 8 * operations(cost).total() / elapsed.count();
}

}  // namespace polesweep::execute
