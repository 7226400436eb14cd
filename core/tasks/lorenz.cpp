#include <fmt/format.h>

#include <array>

#include "core/error.hpp"
#include "core/tasks/orbit.hpp"

namespace polesweep {
namespace {

using Place = std::array<double, 3>;

Place lorenz_slope(const Place& p) { return {10 * (p[1] - p[0]), p[0] * (28 - p[2]) - p[1], p[0] * p[1] - 8.0 / 3.0 * p[2]}; }

Place moved(const Place& p, double step, const Place& slope) {
  return {p[0] + step * slope[0], p[1] + step * slope[1], p[2] + step * slope[2]};
}

class Lorenz final : public Orbit {
 public:
  Lorenz(double interval, std::int64_t substeps)
      : interval_(interval), substeps_(substeps), step_(interval / static_cast<double>(substeps)) {}

  int observed() const override { return 3; }
  int state() const override { return 3; }
  double operations() const override { return 75.0 * static_cast<double>(substeps_); }

  double left_out() const override { return transient / interval_; }
  void start(std::uint64_t seed, Role role, double* state) const override {
    const std::vector<double> draws = draw_start(seed, role, 3);
    for (int i = 0; i < 3; ++i) state[i] = 20 * draws[static_cast<std::size_t>(i)] - 10 + (i == 2 ? 25 : 0);
    for (double time = 0; time < transient; time += interval_) go_on(state);
  }

  void advance(double* state, double* observed) const override {
    for (int i = 0; i < 3; ++i) observed[i] = state[i];
    go_on(state);
  }

 private:
  static constexpr double transient = 50;  // units of time

  void go_on(double* state) const {
    Place p = {state[0], state[1], state[2]};
    for (std::int64_t i = 0; i < substeps_; ++i) {
      const Place k1 = lorenz_slope(p);
      const Place k2 = lorenz_slope(moved(p, step_ / 2, k1));
      const Place k3 = lorenz_slope(moved(p, step_ / 2, k2));
      const Place k4 = lorenz_slope(moved(p, step_, k3));
      for (std::size_t j = 0; j < 3; ++j) p[j] += step_ / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
    }
    for (std::size_t j = 0; j < 3; ++j) state[j] = p[j];
  }

  double interval_;
  std::int64_t substeps_;
  double step_;
};

std::vector<int> components(int choice) {
  if (choice < 3) return {choice};
  return {0, 1, 2};
}

}  // namespace

/// The system of Lorenz, dx/dt = 10 (y - x), dy/dt = x (28 - z) - y, dz/dt = x y - 8/3 z, sampled every `interval`: the network sees the
/// components `observe` at sample t, and is to name the components `target` at t + horizon; observe = "x", target = "z" and horizon 0
/// is an observer. Solved by the classical Runge-Kutta method of order 4 with the step interval/substeps. Each run, and its test, starts
/// from a point of the cube |x|, |y|, |z - 25| < 10 and leaves out 50 units of time.
///
/// Chance level: trivial risk 62.8 for x, 81.2 for y, 74.4 for z, their sum for all. Best reachable risk: 0, as the system has no noise;
/// least squares on 21 inputs at interval 0.02 and horizon 1 from x to x: 3.3e-7; from x to z at horizon 0, where the sign of x says
/// nothing: chance level.
/// Source: Lorenz, Journal of the Atmospheric Sciences 20 (1963), 130-141; sampled every 0.02: Pathak et al., Chaos 27 (2017), 121102.
std::unique_ptr<Task> make_lorenz_task(Fields& fields, const data::DataFiles&) {
  const int observe = fields.choice({.name = "observe", .help = "the components that are inputs", .choices = "x|y|z|all", .fallback = "x"});
  const int target = fields.choice({.name = "target", .help = "the components that are targets", .choices = "x|y|z|all", .fallback = "x"});
  const double interval = fields.real(
      {.name = "interval", .help = "time from sample to sample", .unit = "time", .fallback = 0.02, .range = {.low = 1e-4, .high = 10}});
  const std::int64_t substeps =
      fields.integer({.name = "substeps", .help = "Runge-Kutta steps for a sample", .fallback = 2, .range = {.low = 1, .high = 1000}});
  const int horizon = read_horizon(fields, 1);
  const SeriesSettings settings(fields);
  if (fields.describing()) return nullptr;
  if (interval / static_cast<double>(substeps) > 0.05)
    throw Error(fmt::format("substeps: got {} for the interval {} (a step of more than 0.05 may run away). Did you mean {}?", substeps,
                            canonical(interval), static_cast<std::int64_t>(interval / 0.05) + 1));
  return make_series_task(prediction(std::make_unique<Lorenz>(interval, substeps), horizon, components(observe), components(target)),
                          settings);
}

}  // namespace polesweep
