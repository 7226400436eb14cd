#pragma once

#include "core/block/number.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// What a gradient estimator sees of one scored sample.
struct StepView {
  const double* theta = nullptr;   ///< parameters in force
  const double* work = nullptr;    ///< what the model derives from them
  const double* row = nullptr;     ///< the step as the model recorded it: what went into it, and its slopes
  const double* carry = nullptr;   ///< the network's state after the step
  const double* signal = nullptr;  ///< dL/dh = V^H e [states], by the readout's weights
  const double* pull = nullptr;    ///< q = dL/dstate [states]: the signal, after the slopes if the state is a voltage
  const double* error = nullptr;   ///< y - d, weighted with the sample's loss weight [outputs]
  const double* mask = nullptr;    ///< 1 for a weight that is trained, 0 for one that stays 0 [parameters], reals; nullptr if all are
};

/// Plain descent in place of a gradient: theta -= rate g as soon as g is known, which saves writing and reading it. Measured with
/// `bench_kernels` on v4, ns per run and step without `descends_` of the trainer and with it: diagonal poles, 16 and 32 pairs, 35 and 80
/// against 28 and 62, a fifth less; tbptt, 16 units, 168 against 155; 32 units, no difference that is larger than the noise.
struct Descent {
  double* theta = nullptr;
  double* work = nullptr;
  Real poles;  ///< step sizes in force
  Real inputs;
};

/// A way to get the gradient of the loss with respect to a network's parameters, exact or not: what the rules differ in.
///
/// The object holds settings only; traces and windows live in `state_size()` doubles. Any number of estimators can follow one trajectory.
class GradientEstimator {
 public:
  GradientEstimator() = default;
  GradientEstimator(const GradientEstimator&) = delete;
  GradientEstimator& operator=(const GradientEstimator&) = delete;
  virtual ~GradientEstimator();

  virtual std::size_t state_size() const = 0;
  /// Doubles at the end of the state that are only added to within a batch.
  virtual std::size_t tape_size() const { return 0; }
  /// The network's state is zero, or has been driven by a washout whose samples do not count.
  virtual void start(double* state) const = 0;
  /// Where the model shall record the next step; `fallback` unless the estimator keeps the records itself.
  virtual double* row(double*, double* fallback) const { return fallback; }
  /// Where the model shall `record` the next steps before they are taken one by one, if the estimator wants them so: then `step` is told
  /// errors alone, and q where the readout moves by a rule of its own.
  virtual double* tape(double*) const { return nullptr; }
  /// Takes one scored sample. Adds to `gradient` [parameters of the network], or overwrites it if `add` is false; an estimator that
  /// looks back from updates only leaves it alone in between.
  virtual void step(double* state, const StepView& view, double* gradient, bool add) const = 0;
  /// Whether a sample can be taken by `descend`: the same parameters, to the bit, as by `step` and plain descent along its gradient.
  virtual bool can_descend() const { return false; }
  /// Whether the state is the model's traces, carried by the network's own poles.
  virtual bool is_exact_trace() const { return false; }
  virtual void descend(double*, const StepView&, const Descent&) const {}
  /// The end of a segment within a batch: what has not been propagated yet is added.
  virtual void finish(double*, const double*, const double*, double*) const {}
  /// The weights that carry the error to the states in place of the readout's [states x outputs]; false if the readout's own do.
  virtual bool fixed_feedback(double*) const { return false; }
  /// Nominal real operations for a sample.
  virtual double operations() const = 0;
};

}  // namespace polesweep::POLESWEEP_KERNELS
