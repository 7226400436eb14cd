#pragma once

#include <filesystem>
#include <string>

/// A checksum after the last byte of an HDF5 file, where the library does not look.
///
/// HDF5 has no checksums of its own in files that every netCDF reads, and damaged bytes can make it crash or run forever. A program that
/// changes the file drops the seal, because HDF5 cuts off what lies after its end; such a file is read unchecked.
namespace polesweep::results {

/// The bytes to append to a file without one. Throws SystemError if it cannot be read.
std::string seal_of(const std::filesystem::path& path);

enum class Seal { none, fits, broken };

/// Whether the file bears a seal, and whether that fits its bytes. Throws SystemError for a file that cannot be read.
Seal look_at_seal(const std::filesystem::path& path);

}  // namespace polesweep::results
