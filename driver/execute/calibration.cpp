#include "driver/execute/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <exception>

#include "core/error.hpp"
#include "driver/execute/nearest_work.hpp"
#include "driver/execute/probe.hpp"
#include "driver/execute/processor_time.hpp"
#include "driver/execute/worker.hpp"

namespace polesweep::execute {
namespace {

/// Long enough for the clock and for caches to be warm.
constexpr double probe_seconds = 3e-3;
/// Part of a probe's time by which it has to be longer than one of a quarter of its extent, or that of its samples is not seen for that of
/// its test; but a probe is not longer than this.
constexpr double least_growth = 0.3;
constexpr double most_probe_seconds = 0.05;
constexpr double unknown = -1;
/// Work of a probe's runs beyond which it is not begun: a washout or a test may be longer than anyone waits for a plan.
constexpr double most_probe_operations = 4e9;
/// A slot's own part is not below this: differences of times are noisy.
constexpr double least_own = 0.02;

/// The shorter of two times: what disturbs only lengthens, and the first of them finds no memory of the process to use again.
template <class Trial>
double best(const Trial& trial) {
  const double first = trial();
  return first > most_probe_seconds ? first : std::min(first, trial());
}

double best(const Probe& probe, std::size_t points, std::int64_t extent, int marks) {
  return best([&] { return probe.seconds(points, extent, marks); });
}

/// A processor that has idled takes some milliseconds to its full speed, wide vectors most of all: until then steps take twice as long.
void warm_up(const Probe& probe) {
  constexpr double enough_seconds = 0.03;
  const double end = processor_seconds() + enough_seconds;
  while (processor_seconds() < end) probe.seconds(1, std::min<std::int64_t>(probe.longest(), 64), 1);
}

/// Of one run, with its share of what is made for a block of them: one run after the other, in scalars.
double work(const RunCost& cost, const KernelSet& kernels) {
  const double scalar = 2.0 * kernels.lanes;
  return operations(cost).total() + (scalar * cost.ground + cost.block) / seeds_of_block;
}

/// Time by samples and marks: two extents with one mark, and the shorter one with more. What a sample takes is noise where a
/// washout or a test takes nearly all of both: then operations say which part it is.
SlotSeconds fit(const Probe& probe, std::size_t points, std::int64_t extent, double seconds, const KernelSet& kernels) {
  const std::int64_t shorter = extent / 4;
  if (shorter == 0) return {.fixed = seconds};
  const RunCost low = probe.cost(shorter, 1), high = probe.cost(extent, 1), often = probe.cost(shorter, 4);
  const double at_low = best(probe, points, shorter, 1);
  SlotSeconds slot;
  const double apart = high.advanced - low.advanced;
  const double whole = work(high, kernels);
  slot.per_sample = (seconds - at_low < 0.1 * seconds ? seconds * (whole - work(low, kernels)) / whole : seconds - at_low) / apart;
  if (often.extent.marks > low.extent.marks)
    slot.per_mark = std::clamp((best(probe, points, shorter, 4) - at_low) / (often.extent.marks - low.extent.marks), 0.0, seconds);
  slot.fixed = std::max(0.0, seconds - slot.of(high));
  return slot;
}

/// The same of runs that take `whole` seconds in all: how much of that goes with samples and marks tells what shorter ones take.
SlotSeconds by_extent(SlotSeconds slot, const RunCost& cost, double whole) {
  constexpr double most = 0.95;  // of the whole
  const double growing = slot.of(cost) - slot.fixed;
  const double part = growing > most * whole ? most * whole / growing : 1;
  slot.per_sample *= part;
  slot.per_mark *= part;
  slot.fixed = whole - part * growing;
  return slot;
}

}  // namespace

/// A shape and its points on the task and poles that come first.
struct Calibration::Shape {
  std::uint64_t shape = 0;
  RunCost cost;
  std::vector<sweep::PointRef> points = {};
  double operations = 0;  ///< of all runs

  sweep::PointRef first() const { return points.front(); }
};

Calibration::Calibration(const Timed& timed, double most_seconds) : timed_(timed) {
  try {
    rank_ = std::make_unique<TrialRank>(Workplace{timed.grid, timed.files, timed.kernels, "trial", true, timed.least_operations_per_byte});
  } catch (const Error&) {
    // Without temporary files short runs seem a bit shorter.
  }
  const double end = processor_seconds() + most_seconds;
  std::vector<Shape> measured, left_out;
  for (const Shape& shape : shapes()) {
    const auto slot = measured.empty() || processor_seconds() < end ? measure(shape) : std::nullopt;
    if (slot) slots_[shape.shape] = *slot;
    (slot ? measured : left_out).push_back(shape);
  }
  guess_shares(measured);
  guess(left_out, measured);
}

/// The shapes of the sweep, those with most to do first.
std::vector<Calibration::Shape> Calibration::shapes() const {
  std::map<std::uint64_t, Shape> by_shape;
  for (const std::uint32_t position : timed_.units.order) {
    const sweep::PointRef ref = timed_.points.points[position].ref;
    Shape& shape = by_shape[timed_.grid.shape(ref)];
    if (shape.points.empty()) shape = {.shape = timed_.grid.shape(ref), .cost = timed_.costs.of(ref)};
    shape.operations += work(shape.cost, timed_.kernels);
    const bool is_first_ground = shape.points.empty() || (ref.task == shape.first().task && ref.poles == shape.first().poles);
    // Two slots of points are enough to see what they share.
    if (is_first_ground && shape.points.size() < 2 * static_cast<std::size_t>(timed_.kernels.lanes)) shape.points.push_back(ref);
  }
  std::vector<Shape> shapes;
  shapes.reserve(by_shape.size());
  for (auto& [key, shape] : by_shape) shapes.push_back(std::move(shape));
  std::sort(shapes.begin(), shapes.end(), [](const Shape& a, const Shape& b) { return a.operations > b.operations; });
  return shapes;
}

/// Seeds that are computed beside each other.
std::size_t Calibration::block_width(sweep::PointRef ref) const {
  const Point point = timed_.grid.resolve(ref);
  return timed_.setups.task(point.task).facts.lockstep ? static_cast<std::size_t>(timed_.kernels.lanes) : 1;
}

std::optional<SlotSeconds> Calibration::measure(const Shape& shape) const {
  std::vector<Point> points;
  points.reserve(shape.points.size());
  for (const sweep::PointRef ref : shape.points) points.push_back(timed_.grid.resolve(ref));
  const std::vector<std::uint64_t>& all_seeds = timed_.grid.sweep().seeds;
  const std::size_t seeds = std::min(all_seeds.size(), block_width(shape.first()));
  const std::size_t copies = static_cast<std::size_t>(timed_.kernels.lanes) / seeds;
  const std::size_t one_slot = std::min(points.size(), copies);
  const std::size_t two_slots = std::min(points.size(), 2 * copies);
  try {
    const Probe probe(std::move(points), {all_seeds.begin(), all_seeds.begin() + static_cast<std::ptrdiff_t>(seeds)},
                      asked_measurement(timed_.grid.sweep()), timed_.setups, timed_.kernels);
    std::int64_t extent = std::min<std::int64_t>(probe.longest(), 4);
    const auto is_too_long = [&](const Probe& tried) {
      return static_cast<double>(timed_.kernels.lanes) * work(tried.cost(extent, 1), timed_.kernels) > most_probe_operations;
    };
    if (is_too_long(probe)) {
      const Probe shorter = probe.cut();
      if (is_too_long(shorter)) return std::nullopt;
      const double part = work(shorter.cost(extent, 1), timed_.kernels) / work(shape.cost, timed_.kernels);
      return SlotSeconds{.fixed = best(shorter, 1, extent, 1) / part, .shared = unknown};
    }
    if (slots_.empty()) warm_up(probe);
    double seconds = best(probe, one_slot, extent, 1);
    double before = seconds;
    while (extent < probe.longest() &&
           (seconds < probe_seconds || (seconds - before < least_growth * seconds && seconds < most_probe_seconds))) {
      extent = std::min(probe.longest(), 4 * extent);
      before = seconds;
      seconds = best(probe, one_slot, extent, 1);
    }
    // The own part of a slot, from the time of more of them.
    const auto own_part = [&](double more, std::size_t count, double one) {
      const std::size_t other_slots = (count + copies - 1) / copies - 1;
      return std::clamp((more - one) / static_cast<double>(other_slots) / one, least_own, 1.0);
    };
    SlotSeconds slot{.shared = unknown};
    if (extent == probe.longest() && rank_) {
      // Short runs: as a rank computes them, what it does besides included.
      const auto whole = [&](std::size_t count) {
        return best([&] {
          return rank_->seconds({shape.points.begin(), shape.points.begin() + static_cast<std::ptrdiff_t>(count)}, 0,
                                static_cast<std::uint32_t>(seeds));
        });
      };
      slot = by_extent(fit(probe, one_slot, extent, seconds, timed_.kernels), shape.cost, whole(one_slot));
      slot.shared = unknown;
      if (shape.points.size() > copies) slot.shared = 1 - own_part(whole(shape.points.size()), shape.points.size(), slot.of(shape.cost));
    } else {
      slot = fit(probe, one_slot, extent, seconds, timed_.kernels);
      slot.shared = two_slots > copies ? 1 - own_part(best(probe, two_slots, extent, 1), two_slots, seconds) : unknown;
    }
    return slot;
  } catch (const std::exception&) {
    return std::nullopt;  // its runs fail
  }
}

/// A shape with one point on its poles shows nothing of what it shares: as much as the others there, else as operations say.
void Calibration::guess_shares(const std::vector<Shape>& measured) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> shared;  // by shapes of task and poles: least seconds
  const auto ground = [&](const Shape& shape) {
    return std::pair{timed_.grid.tasks().shape(shape.first().task), timed_.grid.poles().shape(shape.first().poles)};
  };
  for (const Shape& shape : measured) {
    const SlotSeconds& slot = slots_[shape.shape];
    if (slot.shared == unknown || shape.cost.state == 0) continue;
    const double seconds = slot.shared * slot.of(shape.cost);
    const auto found = shared.emplace(ground(shape), seconds).first;
    found->second = std::min(found->second, seconds);
  }
  for (const Shape& shape : measured) {
    SlotSeconds& slot = slots_[shape.shape];
    if (slot.shared != unknown) continue;
    const RunOperations nominal = operations(shape.cost);
    const auto found = shared.find(ground(shape));
    slot.shared = shape.cost.state > 0 && found != shared.end() ? found->second / slot.of(shape.cost)
                                                                : (nominal.data + nominal.state) / nominal.total();
    slot.shared = std::min(slot.shared, 1 - least_own);
  }
}

/// The time by operations of the measured shape that is most like it: of the same learner if there is one, and of nearly as much work. If
/// none could be measured, of a usual run.
void Calibration::guess(const std::vector<Shape>& left_out, const std::vector<Shape>& measured) {
  if (left_out.empty()) return;
  const auto learner = [&](const Shape& shape) { return timed_.grid.learners().shape(shape.first().learner); };
  NearestWork nearest;
  for (const Shape& shape : measured) nearest.add(learner(shape), work(shape.cost, timed_.kernels));
  for (const Shape& shape : left_out) {
    const double whole = work(shape.cost, timed_.kernels);
    SlotSeconds& slot = slots_[shape.shape];
    const std::optional<std::size_t> like = nearest.find(learner(shape), whole);
    if (!like) {
      slot.fixed = static_cast<double>(timed_.kernels.lanes) * whole / probe_rate(timed_.kernels);
      continue;
    }
    const Shape& found = measured[*like];
    slot.fixed = slots_.at(found.shape).of(found.cost) * whole / work(found.cost, timed_.kernels);
    slot.shared = slots_.at(found.shape).shared;
  }
}

double Calibration::seconds(std::span<const sweep::PointRef> points, std::uint32_t seeds, const CostOfPoint& cost) const {
  std::map<std::uint64_t, std::pair<sweep::PointRef, std::size_t>> shapes;
  for (const sweep::PointRef ref : points) ++shapes.try_emplace(timed_.grid.shape(ref), ref, 0).first->second.second;
  const std::size_t width = block_width(points.front());
  double sum = 0;
  for (std::size_t first = 0; first < seeds; first += width) {
    const std::size_t copies = static_cast<std::size_t>(timed_.kernels.lanes) / std::min(width, seeds - first);
    double shared = 0;
    for (const auto& [shape, members] : shapes) {
      const SlotSeconds& slot = slots_.at(shape);
      const double alone = slot.of(cost(members.first));
      shared = std::max(shared, slot.shared * alone);
      const std::size_t slots = (members.second + copies - 1) / copies;
      sum += (1 - slot.shared) * alone * static_cast<double>(slots);
    }
    sum += shared;
  }
  return sum;
}

}  // namespace polesweep::execute
