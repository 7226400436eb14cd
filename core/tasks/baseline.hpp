#pragma once

#include <optional>

namespace polesweep {

/// What least squares on recorded samples reach without a network.
struct Baseline {
  int taps = 0;
  double risk = 0;                          ///< mean squared error of the test targets, summed over outputs, in the unit of the file
  std::optional<double> symbol_error_rate;  ///< share of wrong symbols; none where targets are no symbols
};

}  // namespace polesweep
