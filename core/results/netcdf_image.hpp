#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string_view>

#include "core/results/dataset.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"

/// The steps of `write_netcdf` and `read_netcdf`.
namespace polesweep::results {

/// Of the variables whose values were made to be written, and are gone: what they were.
using Digests = std::map<const Variable*, std::uint64_t>;

/// Writes the bytes of a netCDF-4 file, without its seal, and returns their number with the digests. The same group always gives the same
/// bytes. Errors name `shown`. Throws std::logic_error if values that are made now are of another type or number than their variable says.
struct Image {
  std::uint64_t size = 0;
  Digests digests = {};
};
Image write_netcdf_image(const Group& root, NewFile& file, const std::filesystem::path& shown);

/// Replaces the file at `path` by what `write` writes, after reading it back from the disk and comparing it with `root`, and with what
/// `write` returns of values that it made.
void publish_netcdf(const std::filesystem::path& path, const std::function<Digests(NewFile&)>& write, const Group& root);

/// Reads `file`; errors name `shown`.
Group read_netcdf_file(const std::filesystem::path& file, const std::filesystem::path& shown, const Wanted& wanted);

/// As `same_data` of groups.
bool same_variable(const Variable& a, const Variable& b);

/// Whether `file` reads as `root`, without there being a second one in memory. Values that are gone are compared by their digests.
bool holds(const std::filesystem::path& file, const Group& root, const Digests& digests, const std::filesystem::path& shown);

/// The start of the scale name by which netCDF marks a dimension that has no coordinate variable; its size follows, ten places wide.
inline constexpr std::string_view bare_dimension = "This is a netCDF dimension but not a netCDF variable.";

}  // namespace polesweep::results
