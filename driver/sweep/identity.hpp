#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/data_files.hpp"
#include "core/members/members.hpp"
#include "core/members/point.hpp"

/// The identity of a point: the 128-bit XXH3 hash of its canonical text. Results of years are found by it, so nothing here may change
/// for a point that has once been released; tests hold golden ids.
namespace polesweep::sweep {

/// Raised when block, networks or run change the results of runs; the first line of every canonical text.
inline constexpr int core_version = 2;

/// One line for each field, `path=value`, sorted, each with its line end. Fields at their default are left out; a data file stands as the
/// hash of its bytes.
std::string canonical_text(const Point& point, const data::DataFiles& files);
PointId identify(std::string_view canonical_text);

/// The parts of a canonical text, for a grid that makes millions of them. `field_line` is empty for a default, `kind_line` for the
/// member that a point has if none is chosen.
std::string core_line();
std::string kind_line(Family family, const MemberInfo& info);
std::string field_line(Family family, const FieldSpec& spec, const Value& value, const data::DataFiles& files);

/// Hash of the text of an evaluation in a record's key; "auto" must have been resolved. Shadows are part of it, in their order: a stored
/// alignment has a number for each and does not say whose.
std::uint64_t evaluation_hash(const Evaluation& evaluation, const std::vector<Member>& shadows = {});

}  // namespace polesweep::sweep
