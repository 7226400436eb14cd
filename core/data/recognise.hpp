#pragma once

#include <string>
#include <string_view>

#include "core/data/format.hpp"

namespace polesweep::data {

/// Throws Error that names what the bytes are, and the format to ask for, if they are of another kind than `format` says. Known are
/// files that begin with a mark of their own (numpy, HDF5, MATLAB, archives, Parquet ...), metadata of SigMF, and text; the bytes of raw
/// numbers tell nothing.
void refuse_another_format(const std::string& path, std::string_view bytes, const Format& format);

/// Whether the file is one of MATLAB v7.3, which is HDF5 behind a header of MATLAB's.
bool is_hdf5(std::string_view bytes);

}  // namespace polesweep::data
