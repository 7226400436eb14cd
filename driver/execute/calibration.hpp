#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/run/run.hpp"
#include "core/run/setup.hpp"
#include "driver/execute/trial_rank.hpp"
#include "driver/sweep/costs.hpp"
#include "driver/sweep/points.hpp"
#include "driver/sweep/units.hpp"

namespace polesweep::execute {

using CostOfPoint = std::function<RunCost(sweep::PointRef)>;

/// What is timed: the sweep, and what computes it.
struct Timed {
  const sweep::Grid& grid;
  const sweep::PointList& points;
  const sweep::UnitList& units;
  sweep::Costs& costs;
  const data::DataFiles& files;
  const Setups& setups;
  const KernelSet& kernels;
  double least_operations_per_byte;  ///< of runs whose state is kept
};

/// Seconds of a slot (points of one shape that lanes hold beside each other, and a block of seeds) if it is alone on its poles.
struct SlotSeconds {
  double fixed = 0;       ///< however short the runs are
  double per_sample = 0;  ///< of those that a network goes through
  double per_mark = 0;
  double shared = 0;  ///< share of the sum that other points on the same poles have as well: data and states

  double of(const RunCost& cost) const { return fixed + per_sample * cost.advanced + per_mark * cost.extent.marks; }
};

/// Times of points of the sweep itself on this core, from short runs of each shape, the most expensive ones first. Shapes that are left out
/// when `most_seconds` are over get the speed of the measured ones that are most like them.
class Calibration {
 public:
  Calibration(const Timed& timed, double most_seconds);

  const SlotSeconds& of(sweep::PointRef ref) const { return slots_.at(timed_.grid.shape(ref)); }
  /// Seconds of points on the same task and poles for so many seeds. `cost` says how far their runs go.
  double seconds(std::span<const sweep::PointRef> points, std::uint32_t seeds, const CostOfPoint& cost) const;

 private:
  struct Shape;
  std::vector<Shape> shapes() const;
  std::size_t block_width(sweep::PointRef ref) const;
  std::optional<SlotSeconds> measure(const Shape& shape) const;
  void guess_shares(const std::vector<Shape>& measured);
  void guess(const std::vector<Shape>& left_out, const std::vector<Shape>& measured);

  Timed timed_;
  std::unique_ptr<TrialRank> rank_;
  std::map<std::uint64_t, SlotSeconds> slots_;  // by shape
};

}  // namespace polesweep::execute
