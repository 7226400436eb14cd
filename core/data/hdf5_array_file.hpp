#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/data/array_file.hpp"

namespace polesweep::hdf5 {

/// The arrays in an HDF5 file, whose bytes must outlive this: datasets of numbers, of complex numbers (pairs of reals called r and i, real
/// and imag, or re and im, as h5py, MATLAB and Octave write them, or of the type that HDF5 has since 2.0) and the numeric fields of records
/// (data:field). Names are paths with '/' between their parts. Arrays of MATLAB v7.3 and of Octave have the order of axes that they have
/// there; so have all if `is_matlab`. What a _FillValue or missing_value marks is missing.
///
/// Nothing is read from other files: links to them are passed over, and datasets that lie elsewhere are refused, as are arrays that claim
/// far more elements than the file stores, and what the library cannot open. Throws Error that begins with `path` for a file that is
/// damaged as a whole. The library itself is not proof against files that were made to break it.
std::unique_ptr<data::ArrayFile> open_arrays(const std::string& path, std::string_view bytes, bool is_matlab);

}  // namespace polesweep::hdf5
