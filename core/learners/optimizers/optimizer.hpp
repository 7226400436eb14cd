#pragma once

#include "core/block/elementary.hpp"
#include "core/block/number.hpp"
#include "core/learners/lane_fields.hpp"
#include "core/learners/optimizers/parameters.hpp"
#include "core/learners/rule_card.hpp"
#include "core/members/fields.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// The step size of each group of parameters over the updates t = 0, 1, ...
class StepSizes {
 public:
  explicit StepSizes(Fields& fields);
  /// The step size of a group at update t. Poles, inputs and readout share one schedule.
  POLESWEEP_INLINE Real at(ParameterGroup group, Real factor) const { return sizes_[static_cast<int>(group)] * factor; }
  Real factor(double update) const;

 private:
  enum class Schedule { constant, inverse_time, power, cosine };

  Real sizes_[parameter_groups];
  Schedule schedule_;
  Real time_;
  Real exponent_;
  Real horizon_;
  Real warm_up_;
  bool warms_up_;
};

/// Moves the parameters of the runs of a block against their gradient, g = dL/dRe + i dL/dIm for complex ones.
///
/// The object holds settings only; the number of updates and the moments live in `state_size()` doubles that the caller owns.
class Optimizer {
 public:
  Optimizer(Fields& fields, const ParameterLayout& layout);
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer();

  std::size_t state_size() const { return lanes + moments() * layout_.size * slots_ * lanes; }
  void reset(double* state) const;

  /// One update. `gradient` is left scaled: divided by `divisor` (the number of loss terms if a mean is wanted) and clipped.
  void update(double* state, double* parameters, double* gradient, double divisor) const;

  /// Whether an update is parameters -= step size x gradient and nothing else, so that whoever computes the gradient may do it in place.
  virtual bool is_plain() const { return false; }
  /// In-place updates: the step sizes in force, by group, and the count of an update done.
  struct Rates {
    Real of[parameter_groups];
  };
  Rates rates(const double* state) const;
  void count_update(double* state) const { store(state, 0, load(state, 0) + broadcast(1.0)); }
  double updates(const double* state) const { return state[0]; }

  /// Nominal real operations of an update, divisions and square roots aside.
  double operations() const { return static_cast<double>(layout_.size) * slots_ * (operations_per_number() + (clips_ ? 3 : 0)); }

  /// Updates whose iterates do not enter the average of iterates.
  double average_from() const { return average_from_; }

 protected:
  /// Numbers kept for each parameter.
  virtual int moments() const = 0;
  /// For every real number among the parameters.
  virtual double operations_per_number() const = 0;
  /// Moves one block of parameters; `update` counts from 1.
  virtual void move(double* moments, double* parameters, const double* gradient, const ParameterBlock& block, Real rate,
                    double update) const = 0;
  bool clips() const { return clips_; }

  const ParameterLayout layout_;
  const int slots_;

 private:
  void clip(double* gradient) const;

  StepSizes step_sizes_;
  Real clip_norm_;
  bool clips_;
  double average_from_;
};

/// Runs `move_one(index)` over the numbers of a block.
template <class Function>
POLESWEEP_INLINE void for_each_parameter(const ParameterBlock& block, const Function& move_one) {
  for (std::int64_t r = 0; r < block.rows; ++r)
    for (std::int64_t c = 0; c < block.columns; ++c) move_one(block.first + r * block.stride + c);
}

/// A rule is a template over the number type; the layout says which of the two is wanted.
template <template <class> class Rule>
Optimizer* make_optimizer_of(Fields& fields, const ParameterLayout& layout) {
  if (layout.complex_valued) return new Rule<Complex>(fields, layout);
  return new Rule<Real>(fields, layout);
}

/// One row of the table of optimizers.
struct OptimizerEntry {
  RuleCard card;
  Optimizer* (*make)(Fields& fields, const ParameterLayout& layout);  ///< the caller owns the result
};
extern const OptimizerEntry optimizers[];

/// The optimizer of that name, which the caller owns; `name` is one of the table.
Optimizer* make_optimizer(const char* name, Fields& fields, const ParameterLayout& layout);

/// Lists the fields of the optimizer at a position of the table and returns its card; nullptr past the end.
const RuleCard* describe_optimizer(int position, Fields& fields);

}  // namespace polesweep::POLESWEEP_KERNELS
