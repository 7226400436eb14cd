#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "driver/execute/trace_file.hpp"

namespace polesweep::execute {

/// Computes one run of stored results again, alone, prints what it gives at each length and whether these are the stored bits. `point` is
/// the id of a point or its beginning, as in `point_id`. The sweep is read from the results; data files are looked for where
/// `data_folders` says, and those that have not changed are preferred.
///
/// With a trace, what the run did on the way is written as well, whether or not the bits are the same; they do not depend on it.
///
/// Returns 0 if the bits are the same, 1 if they differ, and says whose numerics stored them then. Throws Error if the run is not in the
/// results, or its point was computed from other data or by a version that this program is not, and if a trace cannot be written: before
/// anything is computed.
int replay(const std::filesystem::path& results, const std::string& point, std::uint64_t seed, const TraceOptions& trace = {});

}  // namespace polesweep::execute
