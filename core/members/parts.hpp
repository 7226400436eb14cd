#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/members/members.hpp"
#include "core/members/point.hpp"

/// The parts of a point in one table: every loop over a point's members runs over it, and every spelling of a field is made here.
namespace polesweep {

/// The three kinds of tables whose products are the grid, and the tables of formulas, each a grid of its own.
enum class TableKind { task, poles, learner, theory };

std::string_view table_name(TableKind kind);

/// A part of a point: the member that was chosen from one family.
struct PointPart {
  Family family;
  Member Point::*member;       ///< nullptr for formulas, which are part of no point
  TableKind table;             ///< where it is chosen
  const char* path;            ///< of its fields: "poles", "learner.readout"
  const char* kind_key;        ///< of the key that chooses the member: "kind", "network"
  const char* kind_if_absent;  ///< if no member is chosen: nullptr if one must be, "" if the point then has none

  /// The key in its table that chooses the member: "kind" in [[task]], "readout" in [[learner]].
  std::string_view table_key() const;
};

/// The seven parts in the order of `Family`.
std::span<const PointPart> point_parts();
/// Throws std::logic_error if the family is chosen in no table.
const PointPart& part_of(Family family);

/// Whether the point has a member of this part.
inline bool has(const Point& point, const PointPart& part) { return !(point.*part.member).kind.empty(); }

/// Dotted paths as in messages, `[[exclude]]` and the identity: "poles.count", "learner.readout.step_size"; and of the key that chooses
/// the member: "poles.network", "learner.readout.kind", "theory.formula".
std::string field_path(Family family, std::string_view field);
std::string kind_path(Family family);

/// The same path as the name of a column in results.h5: "learner_readout_step_size".
std::string column_of(std::string_view path);

}  // namespace polesweep
