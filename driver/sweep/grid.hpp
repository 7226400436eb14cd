#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/sweep/sweep.hpp"
#include "driver/sweep/table_grid.hpp"

namespace polesweep::sweep {

/// A point as its three combinations, each numbered through all tables of its kind: what a plan holds a million of and what travels.
struct PointRef {
  std::uint32_t task = 0;
  std::uint32_t poles = 0;
  std::uint32_t learner = 0;

  std::uint32_t of(TableKind kind) const { return kind == TableKind::task ? task : kind == TableKind::poles ? poles : learner; }

  auto operator<=>(const PointRef&) const = default;
};

/// The combinations of all tables of one kind.
class Combinations {
 public:
  Combinations(const std::vector<Table>& tables, const std::vector<Exclusion>& exclusions, const data::DataFiles& files);

  std::uint32_t size() const { return first_.back(); }
  /// The position of a combination's table, and the number that it has within.
  std::uint32_t table(std::uint32_t combination) const;
  const TableGrid& grid(std::uint32_t table) const { return grids_[table]; }
  std::uint32_t first(std::uint32_t table) const { return first_[table]; }
  /// Equal for combinations of one table that differ in nothing but real-valued fields; a number below `shapes()`.
  std::uint32_t shape(std::uint32_t combination) const;
  std::uint32_t shapes() const { return first_shape_.back(); }

  void append_text(std::uint32_t combination, std::string& text) const;
  void fill(std::uint32_t combination, Point& point) const;
  bool matches(std::size_t exclusion, std::uint32_t combination) const;
  /// The same of an exclusion that the sweep need not hold: by table what of it is matched, and whether a combination is.
  std::vector<TableGrid::Match> match(const Exclusion& exclusion) const;
  bool matches(const std::vector<TableGrid::Match>& by_table, std::uint32_t combination) const;

 private:
  std::vector<TableGrid> grids_;
  std::vector<std::uint32_t> first_;  ///< by table, and then the total
  std::vector<std::uint32_t> first_shape_;
};

/// Every combination of the tables of a sweep. Small enough for every rank: it keeps the sweep's values, not its points.
class Grid {
 public:
  /// Throws Error if a sweep has more than 10^8 combinations of tables, or of parameters of formulas. `files` is read here only.
  Grid(Sweep sweep, const data::DataFiles& files);
  Grid(const Grid&) = delete;
  Grid& operator=(const Grid&) = delete;

  const Sweep& sweep() const { return sweep_; }
  const Combinations& tasks() const { return tasks_; }
  const Combinations& poles() const { return poles_; }
  const Combinations& learners() const { return learners_; }
  const Combinations& theories() const { return theories_; }
  const Combinations& combinations(TableKind kind) const;

  /// The point with every field, defaults included.
  Point resolve(PointRef ref) const;
  std::string text(PointRef ref) const;
  PointId id(PointRef ref) const;
  /// The first `[[exclude]]` table that drops the point.
  std::optional<std::size_t> exclusion(PointRef ref) const;
  /// The table of a kind that the point was made from.
  const Table& table(PointRef ref, TableKind kind) const;
  /// Equal for points of the same tables that differ in nothing but real-valued fields: they cost the same and go together or do not.
  std::uint64_t shape(PointRef ref) const;

 private:
  Sweep sweep_;
  Combinations tasks_;
  Combinations poles_;
  Combinations learners_;
  Combinations theories_;
};

}  // namespace polesweep::sweep
