#include "driver/sweep/units.hpp"

#include <algorithm>
#include <numeric>

namespace polesweep::sweep {
namespace {

std::uint32_t blocks_of(std::uint32_t seeds) { return (seeds + seeds_of_block - 1) / seeds_of_block; }

/// What points on the same task and poles take together.
struct Load {
  double data = 0;     ///< for a seed
  double state = 0;    ///< likewise
  double own = 0;      ///< likewise
  double ground = 0;   ///< for a block of seeds
  double block = 0;    ///< likewise
  double bytes = 0;    ///< working memory of a seed
  double records = 0;  ///< bytes of a seed's

  void add(const RunCost& cost) {
    const RunOperations one = operations(cost);
    // A learner that moves its poles has no state in common with the others, and says 0.
    data = std::max(data, one.data);
    state = std::max(state, one.state);
    own += one.own;
    ground = std::max(ground, cost.ground);
    block += cost.block;
    bytes += cost.bytes;
    records += record_bytes(cost);
  }
  double shared() const { return data + state + ground / seeds_of_block; }
  double operations_of(std::uint32_t seeds) const { return (data + state + own) * seeds + (ground + block) * blocks_of(seeds); }
  double bytes_of(std::uint32_t seeds) const { return bytes * std::min(seeds, seeds_of_block) + records * seeds; }
};

/// Points with the same task and poles.
struct Group {
  std::uint32_t first = 0;  ///< in the order of points
  std::uint32_t points = 0;
  Load load;
};

class Cutter {
 public:
  Cutter(const Grid& grid, const PointList& list, Costs& costs, const UnitBounds& bounds)
      : points_(list.points), costs_(costs), bounds_(bounds), seeds_(static_cast<std::uint32_t>(grid.sweep().seeds.size())) {
    // Of settings that race, the seeds that choose are not computed with the others: half of a stretch fills a block.
    if (std::ranges::any_of(grid.sweep().learners, [](const Table& learner) { return learner.race.has_value(); })) stretch_ *= 2;
    for (const std::int64_t length : grid.sweep().lengths) total_length_ += static_cast<double>(length);
    list_.order.resize(points_.size());
    std::iota(list_.order.begin(), list_.order.end(), std::uint32_t{0});
    std::sort(list_.order.begin(), list_.order.end(), [&](std::uint32_t a, std::uint32_t b) { return points_[a].ref < points_[b].ref; });
  }

  UnitList cut() {
    Group group;
    for (std::uint32_t i = 0; i < list_.order.size(); ++i) {
      const PointRef ref = ref_of(i);
      if (i > 0 && (ref.task != ref_of(i - 1).task || ref.poles != ref_of(i - 1).poles)) {
        place(group);
        group = {i, 0, {}};
      }
      ++group.points;
      group.load.add(costs_.of(ref));
      count_savings(costs_.of(ref));
    }
    place(group);
    flush();
    std::stable_sort(list_.units.begin(), list_.units.end(), [](const Unit& a, const Unit& b) { return a.operations > b.operations; });
    return std::move(list_);
  }

 private:
  PointRef ref_of(std::uint32_t position) const { return points_[list_.order[position]].ref; }

  void count_savings(const RunCost& cost) {
    const double seeds = seeds_;
    const double overhead = seeds * cost.once + (cost.block + cost.ground) * blocks_of(seeds_);
    const double one = seeds * (operations(cost).total() - cost.once) + overhead;
    list_.savings.lengths += one;
    list_.savings.separate += one;
    // Only of a stream are all lengths read off one run. Runs of one length each have a test each.
    if (cost.state_bytes == 0) return;
    list_.savings.separate += seeds * (cost.data + cost.state + cost.learner) * (total_length_ - cost.extent.samples) +
                              (seeds * cost.test + overhead) * (cost.extent.marks - 1);
  }

  bool is_beyond(const Load& load, std::uint32_t points, std::uint32_t seeds) const {
    return load.operations_of(seeds) > bounds_.operations || std::uint64_t{points} * seeds > bounds_.runs ||
           load.bytes_of(seeds) > bounds_.bytes;
  }

  void place(const Group& group) {
    if (is_beyond(group.load, group.points, std::min(seeds_, stretch_)) && group.points > 1) {
      flush();
      cut_learners(group);
    } else if (is_beyond(group.load, group.points, seeds_)) {
      flush();
      cut_seeds(group);
    } else {
      gather(group);
    }
  }

  /// Every stretch of seeds, and of these the learners in stretches that fit. A stretch repeats the data and states that it could share, so
  /// it is not cut for its operations before its own work is as large as those.
  void cut_learners(const Group& group) {
    for (std::uint32_t seed = 0; seed < seeds_; seed += stretch_) {
      const std::uint32_t seeds = std::min(stretch_, seeds_ - seed);
      Group part{group.first, 0, {}};
      for (std::uint32_t i = group.first; i < group.first + group.points; ++i) {
        Load more = part.load;
        more.add(costs_.of(ref_of(i)));
        const bool is_worth_it = part.load.own >= part.load.shared() || more.bytes_of(seeds) > bounds_.bytes;
        if (part.points > 0 && is_worth_it && is_beyond(more, part.points + 1, seeds)) {
          emit(part, seed, seeds);
          part = {i, 0, {}};
          more = {};
          more.add(costs_.of(ref_of(i)));
        }
        ++part.points;
        part.load = more;
      }
      emit(part, seed, seeds);
    }
  }

  /// All points together, and as many blocks of seeds as fit.
  void cut_seeds(const Group& group) {
    std::uint32_t most = stretch_;
    while (most < seeds_ && !is_beyond(group.load, group.points, most + stretch_)) most += stretch_;
    for (std::uint32_t seed = 0; seed < seeds_; seed += most) emit(group, seed, std::min(most, seeds_ - seed));
  }

  /// Joins small groups with all their seeds. They are computed one after another, so that bytes do not add up.
  void gather(const Group& group) {
    const double more = group.load.operations_of(seeds_);
    if (open_.points > 0 &&
        (open_.operations + more > bounds_.operations || std::uint64_t{open_.points + group.points} * seeds_ > bounds_.runs))
      flush();
    if (open_.points == 0) open_ = {group.first, 0, 0, seeds_, 0};
    open_.points += group.points;
    open_.operations += more;
  }

  void flush() {
    if (open_.points > 0) keep(open_);
    open_ = {};
  }

  void emit(const Group& group, std::uint32_t seed, std::uint32_t seeds) {
    keep({group.first, group.points, seed, seeds, group.load.operations_of(seeds)});
  }

  void keep(const Unit& unit) {
    list_.units.push_back(unit);
    list_.savings.fused += unit.operations;
  }

  const std::vector<PlannedPoint>& points_;
  Costs& costs_;
  UnitBounds bounds_;
  std::uint32_t seeds_;
  std::uint32_t stretch_ = seeds_of_block;  ///< the fewest seeds that a unit has, if there are as many
  double total_length_ = 0;
  Unit open_;
  UnitList list_;
};

}  // namespace

UnitList cut_units(const Grid& grid, const PointList& list, Costs& costs, const UnitBounds& bounds) {
  return Cutter(grid, list, costs, bounds).cut();
}

}  // namespace polesweep::sweep
