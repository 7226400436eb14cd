#include "driver/sweep/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

#include "driver/sweep/node.hpp"
#include "driver/sweep/problems.hpp"
#include "driver/sweep/questions.hpp"

namespace polesweep::sweep {
namespace {

/// Objections that say the same of many values are cut off here.
constexpr int most_objections = 5;
constexpr std::size_t most_compared_points = 2000;

const Combinations& combinations_of(const Grid& grid, TableKind kind) {
  return kind == TableKind::task ? grid.tasks() : kind == TableKind::poles ? grid.poles() : grid.learners();
}

std::uint32_t combination_of(PointRef ref, TableKind kind) {
  return kind == TableKind::task ? ref.task : kind == TableKind::poles ? ref.poles : ref.learner;
}

struct Blamed {
  Where where;
  std::string path;
  std::string reason;
};

/// The field of a table that an objection "field: reason" begins with.
std::optional<Blamed> blamed_field(const Table& table, const std::string& text) {
  const std::size_t colon = text.find(": ");
  if (colon == std::string::npos) return std::nullopt;
  for (const ChosenMember& chosen : table.members)
    for (const FieldSpec& spec : chosen.info->fields) {
      if (text.compare(0, colon, spec.name) != 0) continue;
      Blamed blamed{table.where, field_path(chosen.family, spec.name), text.substr(colon + 2)};
      for (const FieldAxis& field : table.fields)
        if (field.path() == blamed.path) blamed.where = field.where;
      return blamed;
    }
  return std::nullopt;
}

/// The first of the tables that has the field, else the first table as a whole.
Blamed blame(const std::vector<const Table*>& tables, const std::string& text) {
  for (const Table* table : tables)
    if (auto blamed = blamed_field(*table, text)) return *std::move(blamed);
  return {tables.front()->where, std::string(table_name(tables.front()->kind)), text};
}

void check_alone(const Grid& grid, const PointList& list, TableKind kind, const Checks& checks, Problems& problems) {
  const Combinations& combinations = combinations_of(grid, kind);
  std::vector<bool> present(combinations.size());
  for (const PlannedPoint& point : list.points) present[combination_of(point.ref, kind)] = true;
  std::map<std::uint32_t, int> objections;
  for (std::uint32_t i = 0; i < combinations.size(); ++i) {
    if (!present[i]) continue;
    Point point;
    combinations.fill(i, point);
    const auto text = checks.alone(kind, point);
    const std::uint32_t table = combinations.table(i);
    if (!text || ++objections[table] > most_objections) continue;
    const Blamed blamed = blame({&combinations.grid(table).table()}, *text);
    problems.add(blamed.where, blamed.path, blamed.reason);
  }
  for (const auto& [table, count] : objections)
    if (count > most_objections)
      problems.add(combinations.grid(table).table().where, table_name(kind),
                   fmt::format("{} more combinations of this table cannot work", count - most_objections));
}

/// What tells points of different shapes apart: path to canonical text.
std::map<std::string, std::string> traits(const Grid& grid, PointRef ref) {
  std::map<std::string, std::string> traits;
  const Point point = grid.resolve(ref);
  const auto add = [&](Family family, const Member& member) {
    traits[kind_path(family)] = literal(node_of(member.kind));
    for (const FieldSpec& spec : find_member(family, member.kind)->fields) {
      const auto value = member.fields.find(spec.name);
      if (spec.type == FieldType::real || value == member.fields.end()) continue;
      const std::string text = literal(node_of(value->second));
      traits[field_path(family, spec.name)] = std::holds_alternative<std::vector<double>>(value->second) ||
                                                      std::holds_alternative<std::vector<Complex>>(value->second) ||
                                                      std::holds_alternative<std::vector<std::string>>(value->second)
                                                  ? "[" + text + "]"
                                                  : text;
    }
  };
  add(Family::task, point.task);
  add(Family::network, point.network);
  add(Family::poles, point.poles);
  add(Family::recurrent, point.recurrent);
  add(Family::readout, point.readout);
  if (!point.optimizer.kind.empty()) add(Family::optimizer, point.optimizer);
  add(Family::regime, point.regime);
  return traits;
}

/// An `[[exclude]]` table that drops the point and no point that works, with as few lines as one pass of leaving out finds.
std::string exclusion_for(const Grid& grid, PointRef bad, const std::vector<PointRef>& good) {
  std::map<std::string, std::string> lines = traits(grid, bad);
  std::vector<std::map<std::string, std::string>> kept;
  for (const PointRef ref : good) kept.push_back(traits(grid, ref));
  const auto matches = [&](const std::map<std::string, std::string>& point) {
    for (const auto& [path, text] : lines) {
      const auto trait = point.find(path);
      if (trait == point.end() || trait->second != text) return false;
    }
    return true;
  };
  // Fields before kinds: a kind says more to the reader than one of its fields.
  std::vector<std::string> paths;
  for (const bool kinds : {false, true})
    for (const auto& [path, text] : lines)
      if ((path.ends_with(".kind") || path == "poles.network") == kinds) paths.push_back(path);
  for (const std::string& path : paths) {
    const auto removed = lines.extract(path);
    bool drops_good = lines.empty();
    for (const auto& point : kept) drops_good = drops_good || matches(point);
    if (drops_good) lines.insert({removed.key(), removed.mapped()});
  }
  std::string text = "\n  [[exclude]]";
  for (const auto& [path, value] : lines) text += fmt::format("\n  {} = {}", path, value);
  return text;
}

void check_together(const Grid& grid, const PointList& list, const Checks& checks, Problems& problems) {
  struct Objection {
    PointRef ref;
    std::string text;
  };
  std::vector<PointRef> good;
  std::vector<Objection> bad;
  std::unordered_set<std::uint64_t> seen;
  for (const PlannedPoint& point : list.points) {
    if (!seen.insert(grid.shape(point.ref)).second) continue;
    if (auto text = checks.together(grid.resolve(point.ref)))
      bad.push_back({point.ref, *std::move(text)});
    else if (good.size() < most_compared_points)
      good.push_back(point.ref);
  }
  // In file order, so that the same file has the same messages whatever its ids are.
  std::sort(bad.begin(), bad.end(), [](const Objection& a, const Objection& b) {
    return std::tie(a.ref.learner, a.ref.poles, a.ref.task) < std::tie(b.ref.learner, b.ref.poles, b.ref.task);
  });
  std::map<std::string, int> objections;
  for (const Objection& objection : bad) {
    if (++objections[objection.text] > most_objections) continue;
    const Table& learner = grid.sweep().learners[grid.learners().table(objection.ref.learner)];
    const Table& poles = grid.sweep().poles[grid.poles().table(objection.ref.poles)];
    const Table& task = grid.sweep().tasks[grid.tasks().table(objection.ref.task)];
    const Blamed blamed = blame({&learner, &poles, &task}, objection.text);
    problems.add(blamed.where, blamed.path,
                 fmt::format("{} (with [[learner]] at {}, [[poles]] at {}, [[task]] at {}).{}", blamed.reason,
                             problems.place(learner.where), problems.place(poles.where), problems.place(task.where),
                             good.empty() ? " Change one of the three?" : " Drop such points?" + exclusion_for(grid, objection.ref, good)));
  }
}

}  // namespace

void check_points(const Grid& grid, const PointList& list, const Checks& checks) {
  Problems problems(grid.sweep().source.name, grid.sweep().source.options);
  if (checks.alone)
    for (const TableKind kind : {TableKind::task, TableKind::poles, TableKind::learner}) check_alone(grid, list, kind, checks, problems);
  check_questions(grid, list, problems);
  // Points with a member that cannot be made cannot be asked.
  problems.raise();
  if (checks.together) check_together(grid, list, checks, problems);
  problems.raise();
}

}  // namespace polesweep::sweep
