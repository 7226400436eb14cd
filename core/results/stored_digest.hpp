#pragma once

#include <cstdint>

#include "core/data/hdf5_session.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::results {

/// Adds the numbers of an HDF5 dataset to a digest, some megabytes of rows at a time. `memory_type` is HDF5's for the numbers of `kind`.
void add_stored_numbers(hdf5::Hdf5Session& session, std::int64_t dataset, std::int64_t memory_type, const Values& kind, Digest& digest);

}  // namespace polesweep::results
