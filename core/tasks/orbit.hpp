#pragma once

#include <memory>
#include <span>

#include "core/tasks/series.hpp"

/// Tasks of prediction: what they share is the wait for the target.
namespace polesweep {

/// A series that is observed, to be foretold: a system that goes its way.
class Orbit {
 public:
  virtual ~Orbit() = default;
  virtual int observed() const = 0;  ///< numbers that are observed of it
  virtual int state() const = 0;     ///< numbers that change
  virtual double operations() const = 0;
  virtual double left_out() const = 0;  ///< samples before the first
  virtual void start(std::uint64_t seed, Role role, double* state) const = 0;
  /// Writes what is observed now [observed], then goes one sample on.
  virtual void advance(double* state, double* observed) const = 0;
};

/// Field `horizon`: how far ahead the target lies.
int read_horizon(Fields& fields, std::int64_t fallback);

/// The network sees the components `inputs` of the orbit at sample t, and is to name the components `targets` at t + horizon.
std::unique_ptr<Series> prediction(std::unique_ptr<Orbit> orbit, int horizon, std::vector<int> inputs = {0},
                                   std::vector<int> targets = {0});

}  // namespace polesweep
