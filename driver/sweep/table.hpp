#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/members.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep::sweep {

/// The three kinds of tables whose products are the grid, and the tables of formulas, each a grid of its own.
enum class TableKind { task, poles, learner, theory };

std::string_view table_name(TableKind kind);

/// Which table chooses the members of a family.
TableKind table_of(Family family);

/// Dotted paths as in messages, `[[exclude]]` and the identity: "poles.count", "learner.readout.step_size"; and of the key that chooses
/// the member: "poles.network", "learner.readout.kind", "theory.formula".
std::string field_path(Family family, std::string_view field);
std::string kind_path(Family family);

/// A field that a table sets, and the values it steps through.
struct FieldAxis {
  Family family = Family::task;
  const FieldSpec* spec = nullptr;
  Where where;
  std::vector<Value> values;
  bool is_axis = false;  ///< written as a list or range, which may hold one value only

  std::string path() const { return field_path(family, spec->name); }
};

/// A member that a table has chosen.
struct ChosenMember {
  Family family = Family::task;
  const MemberInfo* info = nullptr;
};

/// A `[[task]]`, `[[poles]]`, `[[learner]]` or `[[theory]]` table. A list of kinds makes several.
struct Table {
  TableKind kind = TableKind::task;
  Where where;
  std::string label;                           ///< of a learner, for legends; of a formula, for figures and as the name of its group
  std::string beside;                          ///< of a formula: the figure of measured values that it is drawn into, or empty
  std::vector<std::string> tune;               ///< of a learner: fields, as in `optimizer.step_size`, whose best value is chosen
  std::vector<ChosenMember> members;           ///< in the order of `Family`
  std::vector<FieldAxis> fields;               ///< sorted by path, so that combinations do not depend on the order of lines
  std::vector<std::vector<std::size_t>> axes;  ///< positions in `fields` that step together; the last axis is the fastest

  /// Number of values of an axis.
  std::size_t length(const std::vector<std::size_t>& axis) const { return fields[axis.front()].values.size(); }
  /// Number of combinations; a double, because a mistyped range overflows anything else.
  double combinations() const;
  const MemberInfo& member(Family family) const;
  bool has(Family family) const;
};

}  // namespace polesweep::sweep
