#pragma once

#include <cstddef>

namespace polesweep {

/// Triangular factors [R, Z] of the regressors and targets of a block, row-major [regressors x (regressors + outputs)]; run index fastest,
/// complex numbers as (re, im).
struct RidgeFactor {
  int regressors = 0;
  int outputs = 0;
  bool complex_valued = false;
  int lanes = 1;
  const double* numbers = nullptr;
};

/// The V^T of least norm among those that make |R V^T - Z| least, for the run `lane`: V [outputs x regressors] goes into its lane of `out`.
/// All NaN if a number is not finite. The rank is that of linear_algebra::least_squares_solution.
void solve_ridge(const RidgeFactor& factor, int lane, double* out);

/// Numbers for block code, which allocates nothing by itself.
class RidgeScratch {
 public:
  explicit RidgeScratch(std::size_t size);
  RidgeScratch(const RidgeScratch&) = delete;
  RidgeScratch& operator=(const RidgeScratch&) = delete;
  ~RidgeScratch();

  double* numbers() const { return numbers_; }

 private:
  double* numbers_;
};

}  // namespace polesweep
