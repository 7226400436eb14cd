#pragma once

#include <filesystem>
#include <vector>

#include "core/data/data_files.hpp"
#include "driver/sweep/node.hpp"

namespace polesweep::sweep {

/// Where data files are looked for, and where their bytes go under the name that the sweep gives.
struct DataSearch {
  std::vector<std::filesystem::path> folders;
  data::DataFiles& files;
};

/// Reads a file that has not been read yet. If it is not found, reports the places tried.
void load_data(const std::string& name, Where where, const std::string& path, const DataSearch& search, Problems& problems);

}  // namespace polesweep::sweep
