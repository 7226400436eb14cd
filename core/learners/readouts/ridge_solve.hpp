#pragma once

namespace polesweep {

/// The sums of a block, run index fastest; complex numbers as (re, im).
struct RidgeSums {
  int regressors = 0;
  int outputs = 0;
  bool complex_valued = false;
  bool has_intercept = false;
  int lanes = 1;
  const double* gram = nullptr;   ///< lower triangle by rows
  const double* cross = nullptr;  ///< [outputs][cross_stride]
  int cross_stride = 0;
};

/// Solves V (A + penalty I) = C for the run `lane` and stores V [outputs x regressors] into its lane of `out`. All NaN where the matrix is
/// singular to working precision or not finite.
void solve_ridge(const RidgeSums& sums, int lane, double penalty, double* out);

}  // namespace polesweep
