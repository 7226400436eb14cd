#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "core/results/dataset.hpp"

namespace polesweep::results {

/// Writes a netCDF-4 file that xarray (h5netcdf and netcdf4), ncdump, h5py, Julia and R open with named dimensions and coordinates.
///
/// Written under a temporary name in the same folder, every HDF5 close checked, read back and compared, fsynced, renamed over `path`, the
/// folder fsynced: afterwards there is either the old or the new file. The same group gives the same bytes; a checksum follows them
/// (`seal_of`). netCDF-C shows a dimension of size 0 as unlimited. Throws Error if the folder or disk does not allow it or a text holds
/// a NUL byte, std::invalid_argument for a group that contradicts itself (`require_consistent`).
void write_netcdf(const std::filesystem::path& path, const Group& root);

/// Whether a variable is to be read; `group` is a path without a leading slash, "" for the root. Empty: everything is. Columns of very many
/// runs that nobody looks at need not be in memory.
using Wanted = std::function<bool(std::string_view group, std::string_view variable)>;

/// Reads a file written by `write_netcdf`. Throws Error with the path and the reason for a file that is missing, damaged or foreign.
Group read_netcdf(const std::filesystem::path& path, const Wanted& wanted = {});

/// Reads results, also those of an earlier schema, in the form of this one (`to_current_schema`). Throws Error also for a file whose
/// variables do not fit each other (`require_described`).
Group read_results(const std::filesystem::path& path, const Wanted& wanted = {});

}  // namespace polesweep::results
