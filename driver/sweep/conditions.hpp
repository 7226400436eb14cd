#pragma once

#include <map>
#include <string>
#include <vector>

#include "driver/sweep/node.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// The path of a learner's label, which is no field of a member.
inline constexpr const char* label_path = "learner.label";

/// The fields that points can be selected by: by path the fields of that path, of all members, that differ in type or range. Kinds are
/// texts with choices, labels any texts.
const std::map<std::string, std::vector<FieldSpec>>& known_paths();

/// A path as it may be written: `learner.readout` is short for `learner.readout.kind`, `label` for `learner.label`. "" if it is unknown.
std::string full_path(const std::string& path);
/// What a message says after an unknown path.
std::string known_paths_text(const std::string& path);

/// The conditions of a table, as in `poles.count = 32`, from its entries `task`, `poles` and `learner`, each of which is a table. A path
/// must name a field of some member, and each of its values must suit one of the fields so named. `subject` is the name of the table in
/// messages.
std::vector<Condition> read_conditions(const NodeTable& entries, const std::string& subject, Problems& problems);

}  // namespace polesweep::sweep
