#include "driver/sweep/units.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace polesweep::sweep {
namespace {

/// Points with the same task and poles, and what one seed of them costs.
struct Group {
  std::uint32_t first = 0;  ///< in the order of points
  std::uint32_t points = 0;
  std::uint32_t task = 0;
  double data = 0;
  double state = 0;
  double own = 0;
};

class Cutter {
 public:
  Cutter(const Grid& grid, const PointList& list, Costs& costs, double target)
      : points_(list.points),
        costs_(costs),
        target_(target),
        seeds_(static_cast<std::uint32_t>(grid.sweep().seeds.size())),
        extent_(extent_of(grid.sweep().lengths, grid.sweep().iterations)) {
    for (const std::int64_t length : grid.sweep().lengths) total_length_ += static_cast<double>(length);
    if (grid.sweep().lengths.empty()) total_length_ = extent_.samples;
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
        group = {};
      }
      add(i, group);
    }
    place(group);
    flush();
    list_.savings.states = list_.savings.data + saved_data_;
    std::stable_sort(list_.units.begin(), list_.units.end(), [](const Unit& a, const Unit& b) { return a.operations > b.operations; });
    return std::move(list_);
  }

 private:
  PointRef ref_of(std::uint32_t position) const { return points_[list_.order[position]].ref; }

  void add(std::uint32_t position, Group& group) {
    const PointRef ref = ref_of(position);
    const RunCost& cost = costs_.of(ref);
    const RunOperations one = operations(cost, extent_);
    if (group.points++ == 0) group.first = position;
    group.task = ref.task;
    // A learner that moves its poles has no state in common with the others, and says 0.
    group.data = std::max(group.data, one.data);
    group.state = std::max(group.state, one.state);
    group.own += one.own;
    const double seeds = seeds_;
    // Runs of one length each have a test each.
    list_.savings.separate += seeds * (operations(cost, {total_length_, extent_.marks}).total() + cost.test * (extent_.marks - 1));
    list_.savings.lengths += seeds * one.total();
  }

  void place(const Group& group) {
    const double one_seed = group.data + group.state + group.own;
    if (one_seed * seed_group > target_ && group.points > 1) {
      flush();
      cut_learners(group);
    } else if (one_seed * seeds_ > target_) {
      flush();
      cut_seeds(group);
    } else {
      gather(group, one_seed);
    }
  }

  /// Every eight seeds, and of these the learners in stretches that fit. A stretch repeats the data and states that it could share, so it
  /// is not cut before its own work is as large as those.
  void cut_learners(const Group& group) {
    for (std::uint32_t seed = 0; seed < seeds_; seed += seed_group) {
      const std::uint32_t seeds = std::min(seed_group, seeds_ - seed);
      Group part{group.first, 0, group.task, group.data, group.state, 0};
      for (std::uint32_t i = group.first; i < group.first + group.points; ++i) {
        const double more = operations(costs_.of(ref_of(i)), extent_).own;
        const double shared = part.data + part.state;
        if (part.points > 0 && part.own >= shared && (shared + part.own + more) * seed_group > target_) {
          emit(part, seed, seeds);
          part = {i, 0, group.task, group.data, group.state, 0};
        }
        ++part.points;
        part.own += more;
      }
      emit(part, seed, seeds);
    }
  }

  /// All points together, and as many groups of eight seeds as fit.
  void cut_seeds(const Group& group) {
    const double eight = (group.data + group.state + group.own) * seed_group;
    const auto groups = static_cast<std::uint32_t>(std::max(1.0, std::floor(target_ / eight)));
    for (std::uint32_t seed = 0; seed < seeds_; seed += groups * seed_group)
      emit(group, seed, std::min(groups * seed_group, seeds_ - seed));
  }

  /// Joins small groups with all their seeds; those of one task share its data.
  void gather(const Group& group, double one_seed) {
    double shared = open_.points > 0 && open_.task == group.task ? std::min(open_.data, group.data) : 0;
    if (open_.points > 0 && open_operations_ + (one_seed - shared) * seeds_ > target_) {
      flush();
      shared = 0;
    }
    if (open_.points == 0) open_.first = group.first;
    open_.points += group.points;
    open_.data = open_.task == group.task ? std::max(open_.data, group.data) : group.data;
    open_.task = group.task;
    open_operations_ += (one_seed - shared) * seeds_;
    saved_data_ += shared * seeds_;
  }

  void flush() {
    if (open_.points > 0) keep({open_.first, open_.points, 0, seeds_, open_operations_});
    open_ = {};
    open_operations_ = 0;
  }

  void emit(const Group& group, std::uint32_t seed, std::uint32_t seeds) {
    keep({group.first, group.points, seed, seeds, (group.data + group.state + group.own) * seeds});
  }

  void keep(const Unit& unit) {
    list_.units.push_back(unit);
    list_.savings.data += unit.operations;
  }

  const std::vector<PlannedPoint>& points_;
  Costs& costs_;
  double target_;
  std::uint32_t seeds_;
  RunExtent extent_;  ///< of one run
  double total_length_ = 0;
  double saved_data_ = 0;
  Group open_;
  double open_operations_ = 0;
  UnitList list_;
};

}  // namespace

UnitList cut_units(const Grid& grid, const PointList& list, Costs& costs, double target) { return Cutter(grid, list, costs, target).cut(); }

}  // namespace polesweep::sweep
