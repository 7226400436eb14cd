#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "analysis/results/runs.hpp"

/// The numbers that the explorer of the page draws.
namespace polesweep::analysis {

struct ExplorerValues {
  nlohmann::json quantities;
  std::string left_out;  ///< a sentence on what did not fit; "" if everything did
};

/// Every median, quantile, mean and rate of /statistics, medians along iterations, and costs, of the first `points` points in at most about
/// `most_bytes` of JSON. Those that come first have their curves, further ones their last place alone, the last of all nothing.
///
/// A quantity is an object: `name` as in results.h5, `label` in words, `unit`, `dimension` ("" for one value a point), `places` (of the
/// dimension), `interval` (whether bounds follow each value), `data` and, of a quantity that is made of runs, `finite` (how many are):
/// base64 of little-endian doubles [point][place][value, low, high] and 32-bit integers [point][place].
ExplorerValues explorer_values(const results::Group& root, const Runs& runs, std::size_t points, std::size_t most_bytes);

/// Base64 (RFC 4648) with padding.
std::string base64(std::string_view bytes);

}  // namespace polesweep::analysis
