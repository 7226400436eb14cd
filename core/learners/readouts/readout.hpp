#pragma once

namespace polesweep {

/// Sizes of a readout that every run of a block shares.
struct ReadoutShape {
  int regressors = 1;
  int outputs = 1;
  bool complex_valued = false;
  bool has_intercept = false;  ///< the last regressor is the constant 1
};

}  // namespace polesweep
