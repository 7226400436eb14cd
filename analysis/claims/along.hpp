#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace polesweep::analysis {

/// What runs are measured along: numbers of training samples, or numbers of updates of the weights.
enum class Along { lengths, iterations };
inline constexpr std::array every_axis = {Along::lengths, Along::iterations};

/// How one of them is called.
struct AxisWords {
  const char* name;     ///< in questions and tables: "length"
  const char* unit;     ///< "sample"
  const char* units;    ///< "samples"
  const char* label;    ///< of an axis: "training samples N"
  const char* rate;     ///< the convergence rate along it, as a quantity and in /statistics
  const char* plateau;  ///< likewise the longest plateau
};
const AxisWords& words(Along along);

/// "N = 1000", or "500 updates".
std::string place_text(Along along, std::int64_t place);

/// Whether this is the name of one of them.
bool is_axis(const std::string& name);

}  // namespace polesweep::analysis
