#pragma once

#include <filesystem>
#include <vector>

#include "core/data/data_files.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::execute {

/// Where the data of stored results are looked for: beside the sweep files of its sessions, the last one's first, which may have moved
/// together with the results or stayed where they were; beside the results; in the folder named by POLESWEEP_DATA.
std::vector<std::filesystem::path> data_folders(const results::Group& root, const std::filesystem::path& results);

/// The data files that are what they were when the results were computed, as far as the results say, from whichever folder has them. The
/// others are for `parse_sweep` to find, which takes the first of their name.
data::DataFiles unchanged_data(const results::Group& root, const std::vector<std::filesystem::path>& folders);

}  // namespace polesweep::execute
