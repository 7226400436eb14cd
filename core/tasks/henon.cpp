#include "core/tasks/orbit.hpp"

namespace polesweep {
namespace {

class Henon final : public Orbit {
 public:
  int observed() const override { return 1; }
  int state() const override { return 2; }
  double operations() const override { return 5; }

  double left_out() const override { return transient; }
  void start(std::uint64_t seed, Role role, double* state) const override {
    const std::vector<double> draws = draw_start(seed, role, 2);
    for (int i = 0; i < 2; ++i) state[i] = 0.2 * draws[static_cast<std::size_t>(i)] - 0.1;
    for (int i = 0; i < transient; ++i) step(state);
  }

  void advance(double* state, double* observed) const override {
    *observed = state[0];
    step(state);
  }

 private:
  static constexpr int transient = 1000;

  static void step(double* state) {
    const double next = 1 - 1.4 * state[0] * state[0] + 0.3 * state[1];
    state[1] = state[0];
    state[0] = next;
  }
};

}  // namespace

/// The map of Henon, x_(t+1) = 1 - 1.4 x_t^2 + 0.3 x_(t-1): the network sees x_t and is to name x_(t + horizon). Each run, and its test,
/// starts from a point of the square [-0.1, 0.1)^2, which all lie in the basin of the attractor, and leaves out 1000 samples.
///
/// Chance level: trivial risk 0.522. Best reachable risk: 0, by the square of the present input and the input before; least squares on 21
/// inputs at horizon 1: 0.379, an nmse of 0.73.
/// Source: Henon, Communications in Mathematical Physics 50 (1976), 69-77.
std::unique_ptr<Task> make_henon_task(Fields& fields, const data::DataFiles&) {
  const int horizon = read_horizon(fields, 1);
  const SeriesSettings settings(fields);
  return make_series_task(prediction(std::make_unique<Henon>(), horizon), settings);
}

}  // namespace polesweep
