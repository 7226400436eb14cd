#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/tasks/orbit.hpp"

namespace polesweep {
namespace {

double slope(double now, double late) {
  const double square = late * late;
  const double fourth = square * square;
  return 0.2 * late / (1 + fourth * fourth * square) - 0.1 * now;
}

/// dx/dt = 0.2 x(t - tau)/(1 + x(t - tau)^10) - 0.1 x(t), observed once in a unit of time. State: x at the last `lag` + 1 places of the
/// grid, the latest last, with room for a sample's steps, then x halfway between them, likewise.
class MackeyGlass final : public Orbit {
 public:
  MackeyGlass(double tau, std::int64_t substeps)
      : substeps_(substeps), step_(1 / static_cast<double>(substeps)), lag_(std::lround(tau * static_cast<double>(substeps))) {}

  int observed() const override { return 1; }
  int state() const override { return static_cast<int>(2 * (lag_ + substeps_) + 1); }
  double operations() const override { return 110.0 * static_cast<double>(substeps_) + 0.5 * static_cast<double>(lag_); }

  double left_out() const override { return transient; }
  void start(std::uint64_t seed, Role role, double* state) const override {
    std::fill_n(state, this->state(), 0.5 + draw_start(seed, role, 1)[0]);
    for (std::int64_t i = 0; i < transient; ++i) go_on(state);
  }

  void advance(double* state, double* observed) const override {
    *observed = state[lag_];
    go_on(state);
  }

 private:
  static constexpr std::int64_t transient = 1000;  // units of time

  void go_on(double* state) const {
    double* at = state;
    double* halfway = state + lag_ + substeps_ + 1;
    for (std::int64_t i = 0; i < substeps_; ++i) step(at + i, halfway + i);
    std::copy(at + substeps_, at + substeps_ + lag_ + 1, at);
    std::copy(halfway + substeps_, halfway + substeps_ + lag_, halfway);
  }

  /// One step from at[lag]: halfway[i] lies between at[i] and at[i + 1].
  void step(double* at, double* halfway) const {
    const double x = at[lag_];
    const double k1 = slope(x, at[0]);
    const double k2 = slope(x + step_ / 2 * k1, halfway[0]);
    const double k3 = slope(x + step_ / 2 * k2, halfway[0]);
    const double k4 = slope(x + step_ * k3, at[1]);
    const double next = x + step_ / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    at[lag_ + 1] = next;
    // Hermite's cubic through both ends and their slopes is of the order of the method, so that the late value costs none of it.
    halfway[lag_] = (x + next) / 2 + step_ / 8 * (k1 - slope(next, at[1]));
  }

  std::int64_t substeps_;
  double step_;
  std::int64_t lag_;  // of tau, in steps
};

}  // namespace

/// The Mackey-Glass equation dx/dt = 0.2 x(t - tau)/(1 + x(t - tau)^10) - 0.1 x(t), sampled once in a unit of time: the network sees x_t
/// and is to name x_(t + horizon). Solved by the classical Runge-Kutta method of order 4 with the step 1/substeps; the late value at half
/// steps comes from Hermite's cubic, which keeps the order. Each run, and its test, starts from a constant history drawn uniformly from
/// [0.5, 1.5) and leaves out 1000 units of time. tau = 17 is mildly chaotic (largest Lyapunov exponent 0.007), tau = 30 more so.
///
/// Chance level: trivial risk 0.0511 for tau = 17, 0.078 for tau = 30. Best reachable risk: 0, as the equation has no noise; least squares
/// on 21 inputs for tau = 17: 1.5e-8 at horizon 1, 0.015 at horizon 84 (an nmse of 0.30).
/// Source: Mackey and Glass, Science 197 (1977), 287-289; horizon 84: Jaeger and Haas, Science 304 (2004), 78-80.
std::unique_ptr<Task> make_mackey_glass_task(Fields& fields, const data::DataFiles&) {
  const double tau = fields.real({.name = "tau",
                                  .help = "the delay of the equation; a multiple of 1/substeps",
                                  .unit = "samples",
                                  .fallback = 17,
                                  .range = {.low = 1, .high = 1000}});
  const std::int64_t substeps =
      fields.integer({.name = "substeps", .help = "Runge-Kutta steps for a sample", .fallback = 10, .range = {.low = 1, .high = 100}});
  const int horizon = read_horizon(fields, 1);
  const SeriesSettings settings(fields);
  if (fields.describing()) return nullptr;
  const double steps = tau * static_cast<double>(substeps);
  if (std::abs(steps - std::floor(steps + 0.5)) > 1e-9 * steps)
    throw Error(
        fmt::format("tau: got {} (must be a multiple of 1/substeps = {})", canonical(tau), canonical(1 / static_cast<double>(substeps))));
  return make_series_task(prediction(std::make_unique<MackeyGlass>(tau, substeps), horizon), settings);
}

}  // namespace polesweep
