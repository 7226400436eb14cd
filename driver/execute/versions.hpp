#pragma once

#include <string>
#include <string_view>

namespace polesweep::execute {

/// The versions that enter the identity of points: `core@1` and one line `learner.readout.kind=rls@1` for each member.
std::string current_versions();

/// The canonical text that a point had when `versions` were in force. Members that did not exist then keep their version.
std::string with_versions(std::string_view canonical_text, std::string_view versions);

/// The lines in which two texts of versions differ, as "learner.readout.kind=rls@1 -> rls@2".
std::string version_changes(std::string_view before, std::string_view now);

}  // namespace polesweep::execute
