#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/tasks/network_teacher.hpp"

namespace polesweep {
namespace {

class LogisticTeacher final : public NetworkTeacher {
 public:
  explicit LogisticTeacher(Fields& fields)
      : NetworkTeacher(fields, 2),
        levels_(
            fields.integer({.name = "levels", .help = "values of the input's chain", .fallback = 5, .range = {.low = 2, .high = 1000}})),
        stay_(fields.real({.name = "stay",
                           .help = "chance that the input keeps its value; else the next one is drawn from all, alike",
                           .fallback = 0.5,
                           .range = {.low = 0, .high = 1, .high_allowed = false}})) {}

 private:
  double activation(double drive) const override { return 1 / (1 + portable_exponential(-std::clamp(drive, -700.0, 700.0))); }
  Shape input_shape() const override { return {.state = 1, .uniforms = 1}; }
  void start_input(double draw, double* kept) const override { *kept = value(draw); }
  double next_input(const SampleDraws& draws, double* kept) const override {
    if (draws.uniforms[0] >= stay_) *kept = value((draws.uniforms[0] - stay_) / (1 - stay_));
    return *kept;
  }

  /// Evenly spaced levels of mean 0 and variance 1.
  double value(double uniform) const {
    const auto levels = static_cast<double>(levels_);
    const double level = std::min(std::floor(levels * uniform), levels - 1);
    return (2 * level - (levels - 1)) * std::sqrt(3 / (levels * levels - 1));
  }

  std::int64_t levels_;
  double stay_;
};

}  // namespace

/// A Markov chain x through a random recurrent network of logistic units, h_t = 1/(1 + exp(-(W h_(t-1) + b x_t + c))): the target is a
/// random combination of h_t with unit variance (network_teacher.hpp); the learner sees y*_t + noise. The chain has `levels` evenly spaced
/// values of mean 0 and variance 1, all equally likely; x_t keeps the value of x_(t-1) with the chance `stay` and else draws one of all, so
/// that its autocorrelation at lag k is stay^k. A recurrent_scale that keeps |W| below 4 makes the network a contraction, and input and
/// state jointly ergodic: the data of the convergence theorem for online gradients. The weights are drawn once for all runs, from
/// `teacher_seed`, or for each run.
///
/// Chance level: trivial risk 1, within the error of the pilot's 5000 samples. Best reachable risk: 0, by a network like the teacher; least
/// squares on 21 inputs with the defaults: 0.38.
/// Source: arXiv 2501.08040 (data sequences that are Markov chains and ergodic together with the state).
std::unique_ptr<Task> make_logistic_teacher_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<LogisticTeacher>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
