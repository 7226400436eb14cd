#pragma once

#include <span>
#include <vector>

#include "core/modes/mode.hpp"

/// Mean updates of whole matrices, not aligned with the data: h_t = W h_{t-1} + B x_t, y_t = A h_t, population, T -> infinity
/// (arXiv 2606.00243, before alignment is assumed). Covariances by Lyapunov's and Sylvester's equations. Spectral radii below 1.
namespace polesweep::theory {

/// Row-major; n states, m inputs, o outputs.
struct LinearNetwork {
  int states = 0;
  int inputs = 0;
  int outputs = 0;
  std::vector<double> recurrent;  ///< n x n
  std::vector<double> input;      ///< n x m
  std::vector<double> readout;    ///< o x n
};

/// `feedback` R (o x n) serves rflo and e-prop; `algorithm.feedback` is not used. Error: std::domain_error if a spectral radius is not
/// below 1, or shapes do not match.
LinearNetwork matrix_updates(const Algorithm& algorithm, const LinearNetwork& student, const LinearNetwork& teacher,
                             std::span<const double> feedback);
/// 1/2 E |y - y*|^2.
double matrix_loss(const LinearNetwork& student, const LinearNetwork& teacher);

}  // namespace polesweep::theory
