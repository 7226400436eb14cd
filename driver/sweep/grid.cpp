#include "driver/sweep/grid.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::sweep {
namespace {

constexpr double most_points = 1e8;

double count_combinations(const std::vector<Table>& tables) {
  double sum = 0;
  for (const Table& table : tables) sum += table.combinations();
  return sum;
}

/// Checked before the numbers are narrowed to 32 bits.
Sweep checked(Sweep sweep) {
  const double points = count_combinations(sweep.tasks) * count_combinations(sweep.poles) * count_combinations(sweep.learners);
  if (points > most_points)
    throw Error(fmt::format("{}: {:.3g} points (at most {:.0g} before exclusions and duplicates). Split the sweep?", sweep.source.name,
                            points, most_points));
  const double values = count_combinations(sweep.theories);
  if (values > most_points)
    throw Error(
        fmt::format("{}: {:.3g} values of formulas (at most {:.0g}). Make an axis shorter?", sweep.source.name, values, most_points));
  return sweep;
}

}  // namespace

Combinations::Combinations(const std::vector<Table>& tables, const std::vector<Exclusion>& exclusions, const data::DataFiles& files)
    : first_{0}, first_shape_{0} {
  for (const Table& table : tables) {
    grids_.emplace_back(table, exclusions, files);
    first_.push_back(first_.back() + grids_.back().size());
    first_shape_.push_back(first_shape_.back() + grids_.back().shapes());
  }
}

std::uint32_t Combinations::table(std::uint32_t combination) const {
  return static_cast<std::uint32_t>(std::upper_bound(first_.begin(), first_.end(), combination) - first_.begin() - 1);
}

std::uint32_t Combinations::shape(std::uint32_t combination) const {
  const std::uint32_t table = this->table(combination);
  return first_shape_[table] + grids_[table].shape(combination - first_[table]);
}

void Combinations::append_text(std::uint32_t combination, std::string& text) const {
  const std::uint32_t table = this->table(combination);
  grids_[table].append_text(combination - first_[table], text);
}

void Combinations::fill(std::uint32_t combination, Point& point) const {
  const std::uint32_t table = this->table(combination);
  grids_[table].fill(combination - first_[table], point);
}

bool Combinations::matches(std::size_t exclusion, std::uint32_t combination) const {
  const std::uint32_t table = this->table(combination);
  return grids_[table].matches(exclusion, combination - first_[table]);
}

std::vector<TableGrid::Match> Combinations::match(const Exclusion& exclusion) const {
  std::vector<TableGrid::Match> by_table;
  for (const TableGrid& grid : grids_) by_table.push_back(grid.match(exclusion));
  return by_table;
}

bool Combinations::matches(const std::vector<TableGrid::Match>& by_table, std::uint32_t combination) const {
  const std::uint32_t table = this->table(combination);
  return grids_[table].matches(by_table[table], combination - first_[table]);
}

Grid::Grid(Sweep sweep, const data::DataFiles& files)
    : sweep_(checked(std::move(sweep))),
      tasks_(sweep_.tasks, sweep_.exclusions, files),
      poles_(sweep_.poles, sweep_.exclusions, files),
      learners_(sweep_.learners, sweep_.exclusions, files),
      theories_(sweep_.theories, {}, files) {}

Point Grid::resolve(PointRef ref) const {
  Point point;
  tasks_.fill(ref.task, point);
  poles_.fill(ref.poles, point);
  learners_.fill(ref.learner, point);
  return point;
}

std::string Grid::text(PointRef ref) const {
  // The three blocks of lines are sorted among themselves: learner, poles, task.
  std::string text = core_line();
  learners_.append_text(ref.learner, text);
  poles_.append_text(ref.poles, text);
  tasks_.append_text(ref.task, text);
  return text;
}

PointId Grid::id(PointRef ref) const { return identify(text(ref)); }

std::optional<std::size_t> Grid::exclusion(PointRef ref) const {
  for (std::size_t i = 0; i < sweep_.exclusions.size(); ++i)
    if (tasks_.matches(i, ref.task) && poles_.matches(i, ref.poles) && learners_.matches(i, ref.learner)) return i;
  return std::nullopt;
}

const Combinations& Grid::combinations(TableKind kind) const {
  switch (kind) {
    case TableKind::task: return tasks_;
    case TableKind::poles: return poles_;
    case TableKind::learner: return learners_;
    case TableKind::theory: return theories_;
  }
  throw std::logic_error("unknown kind of table");
}

const Table& Grid::table(PointRef ref, TableKind kind) const {
  const Combinations& made = combinations(kind);
  return made.grid(made.table(ref.of(kind))).table();
}

std::uint64_t Grid::shape(PointRef ref) const {
  // There are no more shapes than points, so the product cannot overflow.
  return (std::uint64_t{tasks_.shape(ref.task)} * poles_.shapes() + poles_.shape(ref.poles)) * learners_.shapes() +
         learners_.shape(ref.learner);
}

}  // namespace polesweep::sweep
