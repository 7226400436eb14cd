#pragma once

#include <map>
#include <string>

#include "core/data/data_files.hpp"
#include "core/results/dataset.hpp"
#include "driver/sweep/points.hpp"

namespace polesweep::execute {

/// A line for each data file, its hash and its name: what results say of the data.
std::string data_lines(const data::DataFiles& files);

/// The same of stored results: hashes by name; none of results that do not say so.
std::map<std::string, std::string> stored_hashes(const results::Group& root);

/// Why a point of stored results is not among those that the stored sweep has today: data files that have changed since, versions, or both,
/// as far as the results say.
std::string why_not_found(const results::Group& root, const sweep::Grid& grid, const sweep::PointList& points, const data::DataFiles& files,
                          const PointId& id);

}  // namespace polesweep::execute
