#pragma once

#include <cstddef>

namespace polesweep {

class Fields;

/// Sizes that every run of a block shares.
struct ReadoutShape {
  int regressors = 1;
  int outputs = 1;
  bool complex_valued = false;
  bool has_intercept = false;  ///< the last regressor is the constant 1
};

/// Some steps of a block in time order. Numbers are real or complex after the shape, run index fastest.
struct ReadoutChunk {
  int steps = 0;
  const double* regressors = nullptr;  ///< [steps][stride], zero from `regressors` to the next multiple of 4
  int stride = 0;                      ///< numbers from one step's regressors to the next; a multiple of 4
  const double* targets = nullptr;     ///< [steps][outputs]
  double* predictions = nullptr;       ///< [steps][outputs], written: what was predicted before the target was seen
};

/// A readout rule for a block of runs: y = V s. The object holds settings only; everything that changes lives in `state_size()` doubles
/// that the caller owns, so that saving, restoring, resetting and comparing are copies.
///
/// Within a step: predict, error, update. Error e = d - y (target minus prediction).
class Readout {
 public:
  Readout() = default;
  Readout(const Readout&) = delete;
  Readout& operator=(const Readout&) = delete;
  virtual ~Readout();

  virtual std::size_t state_size() const = 0;
  /// Starts all runs of the block from the weights `initial` [outputs x regressors] (nullptr: zero).
  virtual void reset(double* state, const double* initial) const = 0;
  virtual void advance(double* state, const ReadoutChunk& chunk) const = 0;
  /// The weights V in force [outputs x regressors]; ridge solves for them here and leaves the state as it is.
  virtual void weights(const double* state, double* out) const = 0;
  /// Whether `advance` predicts before it sees a target. Without that there is no prequential risk and no initial readout.
  virtual bool predicts() const;
  /// Nominal real operations of one run, excluding tanh, division and square root.
  virtual double operations_per_sample() const = 0;
  virtual double operations_per_measurement() const;
};

}  // namespace polesweep
