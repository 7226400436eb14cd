#pragma once

#include <filesystem>
#include <vector>

namespace polesweep::results {

/// The files of a folder that end in ".log", sorted by name; none if there is no such folder. Throws Error if it cannot be listed.
std::vector<std::filesystem::path> list_logs(const std::filesystem::path& folder);

}  // namespace polesweep::results
