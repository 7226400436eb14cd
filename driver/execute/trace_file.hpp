#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/run/setup.hpp"
#include "core/run/trace.hpp"

namespace polesweep::execute {

/// Where the trace of a run goes, and how fine it is.
struct TraceOptions {
  std::filesystem::path file;  ///< empty: no trace
  std::int64_t every = 1;      ///< training samples, or updates of regimes that are measured at iterations, between two rows
};

/// Says how large the trace of a run will be. Throws Error if it would be empty, if its file exists already or cannot be written,
/// or if it does not fit into the free space or into memory.
void check_trace(const TraceOptions& options, const Setup& setup, const Measurement& measurement);

/// Writes a trace as netCDF-4, whole or not at all. Throws Error if that fails.
void write_trace(const TraceOptions& options, RunTrace&& trace, std::vector<std::pair<std::string, std::string>> attributes);

}  // namespace polesweep::execute
