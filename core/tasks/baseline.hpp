#pragma once

#include <optional>

namespace polesweep {

/// What a linear predictor reaches without a network: on recorded samples by least squares, on synthetic ones by knowing the task.
struct Baseline {
  int taps = 0;
  double risk = 0;                          ///< mean squared error of the test targets, summed over outputs, in the unit of the file
  std::optional<double> symbol_error_rate;  ///< share of wrong symbols; nothing if it is not known
};

}  // namespace polesweep
