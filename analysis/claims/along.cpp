#include "analysis/claims/along.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace polesweep::analysis {

const AxisWords& words(Along along) {
  static const AxisWords lengths{"length", "sample", "samples", "training samples N", "convergence_rate", "plateau_length"};
  static const AxisWords iterations{"iteration", "update", "updates", "updates", "update_rate", "plateau_updates"};
  return along == Along::lengths ? lengths : iterations;
}

std::string place_text(Along along, std::int64_t place) {
  return along == Along::lengths ? fmt::format("N = {}", place) : fmt::format("{} updates", place);
}

bool is_axis(const std::string& name) {
  return std::any_of(every_axis.begin(), every_axis.end(), [&](Along along) { return name == words(along).name; });
}

}  // namespace polesweep::analysis
