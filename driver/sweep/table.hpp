#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/estimators/racing.hpp"
#include "core/members/members.hpp"
#include "core/members/parts.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep::sweep {

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
  std::optional<analysis::RaceRules> race;     ///< of a learner with tuned fields: its settings race
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
