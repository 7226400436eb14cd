#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "core/results/dataset.hpp"
#include "core/results/durable_file.hpp"

/// The steps of `write_netcdf` and `read_netcdf`.
namespace polesweep::results {

/// Builds the bytes of a netCDF-4 file in memory, so that a full disk cannot strike inside the HDF5 library, and hands them to `take`,
/// after which they are gone. The same group always gives the same bytes. `shown` is the path that errors name.
void make_netcdf_image(const Group& root, const std::filesystem::path& shown, const std::function<void(std::string_view)>& take);

/// Replaces the file at `path` by what `write` writes, after reading it back from the disk and comparing it with `root`.
void publish_netcdf(const std::filesystem::path& path, const std::function<void(NewFile&)>& write, const Group& root);

/// Reads `file`; errors name `shown`.
Group read_netcdf_file(const std::filesystem::path& file, const std::filesystem::path& shown);

/// As `same_data` of groups.
bool same_variable(const Variable& a, const Variable& b);

/// Whether `file` reads as `root`, without there being a second one in memory.
bool holds(const std::filesystem::path& file, const Group& root, const std::filesystem::path& shown);

/// The start of the scale name by which netCDF marks a dimension that has no coordinate variable; its size follows, ten places wide.
inline constexpr std::string_view bare_dimension = "This is a netCDF dimension but not a netCDF variable.";

}  // namespace polesweep::results
