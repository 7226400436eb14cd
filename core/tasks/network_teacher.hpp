#pragma once

#include "core/tasks/series.hpp"

namespace polesweep {

/// A random recurrent network as the teacher: h_t = f(W h_(t-1) + b x_t + c), y*_t = (a . h_t - mean)/deviation. W, b, c and a are normal
/// with the standard deviations recurrent_scale/sqrt(units), input_scale, bias_scale and 1. Mean and deviation are those of a . h over 5000
/// pilot samples, so targets have unit variance but for their error. h is 0 before the first sample.
class NetworkTeacher : public Series {
 public:
  /// Fields: `units`, `recurrent_scale`, `input_scale`, `bias_scale`, `teacher_seed`.
  explicit NetworkTeacher(Fields& fields, double default_recurrent_scale);

  Shape shape() const override;
  void start(std::uint64_t seed, Role role, double* state) const override;
  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override;
  std::optional<double> trivial_risk() const override { return 1; }
  bool differs_by_seed() const override { return teacher_seed_ < 0; }

 protected:
  virtual double activation(double drive) const = 0;
  virtual Shape input_shape() const = 0;  ///< its random numbers and operations, and what it keeps from sample to sample
  virtual void start_input(double /*draw*/, double* /*kept*/) const {}
  virtual double next_input(const SampleDraws& draws, double* kept) const = 0;

 private:
  /// Places in the state of a run: units, their next values, weights, and what the input keeps.
  std::size_t weights_at() const { return 2 * units_; }
  std::size_t kept_at() const { return weights_at() + units_ * (units_ + 3) + 2; }
  double output(double* state, double x) const;

  std::size_t units_;
  double recurrent_scale_;
  double input_scale_;
  double bias_scale_;
  std::int64_t teacher_seed_;
};

}  // namespace polesweep
