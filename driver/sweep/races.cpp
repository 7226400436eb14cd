#include "driver/sweep/races.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "driver/sweep/zip.hpp"

namespace polesweep::sweep {
namespace {

/// Positions of a table's fields that are not tuned.
std::vector<std::size_t> other_fields(const Table& table) {
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < table.fields.size(); ++i)
    if (std::ranges::find(table.tune, name_in_zip(table.fields[i])) == table.tune.end()) others.push_back(i);
  return others;
}

}  // namespace

std::vector<Race> list_races(const Grid& grid, const PointList& list) {
  const Combinations& learners = grid.learners();
  // Whose settings race: a table of the sweep, and the values of its fields that are not tuned.
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::vector<std::uint32_t>>, Race> races;
  for (std::uint32_t position = 0; position < list.points.size(); ++position) {
    const PointRef ref = list.points[position].ref;
    const std::uint32_t table = learners.table(ref.learner);
    const TableGrid& values = learners.grid(table);
    if (!values.table().race) continue;
    std::vector<std::uint32_t> others;
    for (const std::size_t field : other_fields(values.table()))
      others.push_back(static_cast<std::uint32_t>(values.index(ref.learner - learners.first(table), field)));
    Race& race = races[{ref.task, ref.poles, table, std::move(others)}];
    race.settings.push_back(position);
    race.rules = *values.table().race;
  }
  std::vector<Race> racing;
  for (auto& [whose, race] : races)
    if (race.settings.size() > 1) racing.push_back(std::move(race));
  std::sort(racing.begin(), racing.end(), [](const Race& a, const Race& b) { return a.settings < b.settings; });
  return racing;
}

}  // namespace polesweep::sweep
