#include "driver/sweep/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "driver/sweep/answer_checks.hpp"
#include "driver/sweep/exclusion_hint.hpp"
#include "driver/sweep/problems.hpp"
#include "driver/sweep/questions.hpp"

namespace polesweep::sweep {
namespace {

/// Objections that say the same of many values are cut off here.
constexpr std::size_t most_objections = 5;

struct Blamed {
  Where where;
  std::string path;
  std::string reason;
};

/// The field of a table that an objection names.
std::optional<Blamed> blamed_field(const Table& table, const Objection& objection) {
  for (const ChosenMember& chosen : table.members)
    for (const FieldSpec& spec : chosen.info->fields) {
      if (objection.field != spec.name) continue;
      Blamed blamed{table.where, field_path(chosen.family, spec.name), objection.reason};
      for (const FieldAxis& field : table.fields)
        if (field.path() == blamed.path) blamed.where = field.where;
      return blamed;
    }
  return std::nullopt;
}

/// The first of the tables that has the field, else the first table as a whole.
Blamed blame(const std::vector<const Table*>& tables, const Objection& objection) {
  for (const Table* table : tables)
    if (auto blamed = blamed_field(*table, objection)) return *std::move(blamed);
  return {tables.front()->where, std::string(table_name(tables.front()->kind)), objection.text()};
}

void check_alone(const Grid& grid, const PointList& list, TableKind kind, const Checks& checks, Problems& problems) {
  const Combinations& combinations = grid.combinations(kind);
  std::vector<bool> present(combinations.size());
  for (const PlannedPoint& point : list.points) present[point.ref.of(kind)] = true;
  struct Said {
    std::set<std::tuple<Where, std::string, std::string>> reasons;
    Where last;    ///< where the reason stands that is read last
    int more = 0;  ///< combinations whose reasons are not said
  };
  std::map<std::uint32_t, Said> tables;
  for (std::uint32_t i = 0; i < combinations.size(); ++i) {
    if (!present[i]) continue;
    Point point;
    combinations.fill(i, point);
    const auto objection = checks.alone(kind, point);
    if (!objection) continue;
    const std::uint32_t table = combinations.table(i);
    Said& said = tables[table];
    Blamed blamed = blame({&combinations.grid(table).table()}, *objection);
    if (said.reasons.contains({blamed.where, blamed.path, blamed.reason})) continue;
    if (said.reasons.size() == most_objections) {
      ++said.more;
      continue;
    }
    problems.add(blamed.where, blamed.path, blamed.reason);
    said.last = std::max(said.last, blamed.where);
    said.reasons.emplace(blamed.where, std::move(blamed.path), std::move(blamed.reason));
  }
  // Behind the reasons, which are listed in the order of the file: a number of more combinations means nothing before one was named.
  for (const auto& [table, said] : tables)
    if (said.more > 0) problems.add(said.last, table_name(kind), fmt::format("{} more combinations of this table cannot work", said.more));
}

/// Points that are objected to at one place and for one reason.
struct BadPoints {
  Blamed blamed;
  std::vector<PointRef> refs;  ///< one for each shape

  bool same_as(const Blamed& other) const {
    return blamed.where == other.where && blamed.path == other.path && blamed.reason == other.reason;
  }
};

std::vector<BadPoints> sort_by_reason(const Grid& grid, const std::vector<std::pair<PointRef, Objection>>& bad) {
  std::vector<BadPoints> objections;
  for (const auto& [ref, objection] : bad) {
    Blamed blamed =
        blame({&grid.table(ref, TableKind::learner), &grid.table(ref, TableKind::poles), &grid.table(ref, TableKind::task)}, objection);
    const auto known = std::find_if(objections.begin(), objections.end(), [&](const BadPoints& one) { return one.same_as(blamed); });
    if (known != objections.end())
      known->refs.push_back(ref);
    else
      objections.push_back({std::move(blamed), {ref}});
  }
  return objections;
}

/// The tables of the first of the points, and how many others there are.
std::string tables_text(const Grid& grid, const std::vector<PointRef>& refs, const Problems& problems) {
  const auto tables = [&](PointRef ref) {
    return std::tuple{grid.table(ref, TableKind::learner).where, grid.table(ref, TableKind::poles).where,
                      grid.table(ref, TableKind::task).where};
  };
  std::set<std::tuple<Where, Where, Where>> different;
  for (const PointRef ref : refs) different.insert(tables(ref));
  const auto& [learner, poles, task] = tables(refs.front());
  std::string text = fmt::format(" (with [[learner]] at {}, [[poles]] at {}, [[task]] at {}", problems.place(learner),
                                 problems.place(poles), problems.place(task));
  if (different.size() > 1) text += fmt::format("; {} such combinations of tables", different.size());
  return text + ").";
}

std::string hint_text(const Grid& grid, const std::vector<PointRef>& bad, const std::vector<PointRef>& good) {
  const ExclusionHint hint = good.empty() ? ExclusionHint{} : exclusion_hint(grid, bad, good);
  if (hint.text.empty()) return " Change one of the three?";
  return (hint.left_out == 0 ? " Drop such points?" : fmt::format(" Drop such points ({} more tables are needed)?", hint.left_out)) +
         hint.text;
}

void check_together(const Grid& grid, const PointList& list, const Checks& checks, Problems& problems) {
  std::vector<PointRef> good;
  std::vector<std::pair<PointRef, Objection>> bad;
  std::unordered_set<std::uint64_t> seen;
  for (const PlannedPoint& point : list.points) {
    if (!seen.insert(grid.shape(point.ref)).second) continue;
    if (auto found = checks.together(grid.resolve(point.ref)))
      bad.emplace_back(point.ref, *std::move(found));
    else
      good.push_back(point.ref);
  }
  // In file order, so that the same file has the same messages whatever its ids are.
  std::sort(bad.begin(), bad.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.learner, a.first.poles, a.first.task) < std::tie(b.first.learner, b.first.poles, b.first.task);
  });
  std::map<std::string, std::size_t> places;  // of a reason
  for (const BadPoints& objection : sort_by_reason(grid, bad)) {
    const Blamed& blamed = objection.blamed;
    if (++places[blamed.reason] > most_objections) continue;
    problems.add(blamed.where, blamed.path,
                 blamed.reason + tables_text(grid, objection.refs, problems) + hint_text(grid, objection.refs, good));
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
  if (checks.sizes) check_elements(grid, list, checks.sizes, problems);
  check_answers(grid, list, checks.idle, problems);
  problems.raise();
}

}  // namespace polesweep::sweep
