#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/results/trace_rows.hpp"
#include "core/run/setup.hpp"
#include "core/run/trace.hpp"

namespace polesweep::execute {

/// Where the trace of a run goes, and how fine it is.
struct TraceOptions {
  std::filesystem::path file;  ///< empty: no trace
  std::int64_t every = 1;      ///< training samples, or updates of regimes that are measured at iterations, between two rows
};

/// Says how large the trace of a run will be. Throws Error if it would be empty, if its file exists already or cannot be written,
/// or if it does not fit into the free space.
void check_trace(const TraceOptions& options, const Setup& setup, const Measurement& measurement);

/// A trace on its way to its file.
class TraceFile {
 public:
  /// Makes the folder. Throws Error if that fails.
  explicit TraceFile(const TraceOptions& options);

  /// For the run.
  RunTrace& trace() { return trace_; }
  /// Writes it as netCDF-4, whole or not at all. Throws Error if that fails.
  void write(std::vector<std::pair<std::string, std::string>> attributes) const;

 private:
  std::filesystem::path file_;
  results::TraceRows rows_;
  RunTrace trace_;
};

}  // namespace polesweep::execute
