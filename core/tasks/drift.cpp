#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/tasks/series.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {
namespace {

/// White input of unit power through a teacher with real poles that changes while it is learnt: y*_t = sum_k g_k(t) s_k(t),
/// s_k(t) = p_k(t) s_k(t-1) + x_t; the learner sees y*_t + noise. Poles and gains move on a straight line from `poles` and `gains` before
/// sample `at` to `later_poles` and `later_gains` from sample at + over on; with over = 0 they jump. On top of the line each gain has
/// a random walk of its own with steps of the standard deviation `gain_step`, which forgets: d <- persistence d + step; a persistence of 1
/// is a walk without bounds. Samples count from the first one, washout included; a fresh sequence of episodes goes on in time.
///
/// Tracking shows in the errors while learning: the evaluation is prequential, a holdout test is refused.
///
/// Chance level: the power of the teacher as it is at the start, and of the walk once it is stationary: gain_step^2/(1 - persistence^2)
/// times sum_k 1/(1 - p_k^2); with a persistence of 1 the walk is left out. Best reachable risk: 0 without a walk; with one it is above 0,
/// as the next step cannot be known. Source: Haykin, Adaptive Filter Theory, 4th edition (2002), chapter 14 (first-order Markov model of a
/// drifting system).
class Drift final : public Series {
 public:
  explicit Drift(Fields& fields)
      : poles_(list(fields, "poles", "the teacher's poles at the start", inside)),
        gains_(list(fields, "gains", "its gains at the start, one for each pole", any_number)),
        later_poles_(later(fields, "later_poles", "its poles in the end; those of the start if left out", inside)),
        later_gains_(later(fields, "later_gains", "its gains in the end; those of the start if left out", any_number)),
        at_(fields.integer(
            {.name = "at", .help = "sample at which they begin to change", .unit = "samples", .fallback = 0, .range = non_negative})),
        over_(fields.integer(
            {.name = "over", .help = "samples that the change takes; 0: a jump", .unit = "samples", .fallback = 0, .range = non_negative})),
        gain_step_(fields.real({.name = "gain_step",
                                .help = "standard deviation of the steps of each gain's random walk",
                                .fallback = 0,
                                .range = non_negative})),
        persistence_(fields.real({.name = "persistence",
                                  .help = "share of its distance from the line that a gain keeps from sample to sample",
                                  .fallback = 1,
                                  .range = {.low = 0, .high = 1}})) {
    if (fields.describing()) return;
    if (poles_.empty()) throw Error("poles: the list is empty (a teacher needs at least one)");
    for (const auto& [name, values] :
         {std::pair("gains", &gains_), std::pair("later_poles", &later_poles_), std::pair("later_gains", &later_gains_)}) {
      if (values != &gains_ && values->empty()) continue;
      if (values->size() != poles_.size())
        throw Error(fmt::format("{}: {} values for {} poles (one for each)", name, values->size(), poles_.size()));
    }
    const bool changes = !later_poles_.empty() || !later_gains_.empty();
    if (!changes && (at_ > 0 || over_ > 0))
      throw Error(fmt::format("{}: has no effect without later_poles or later_gains", at_ > 0 ? "at" : "over"));
    if (!changes && gain_step_ == 0)
      throw Error("gain_step: got 0 (nothing drifts). Did you mean the task 'linear_teacher', or to give later_poles?");
    if (later_poles_.empty()) later_poles_ = poles_;
    if (later_gains_.empty()) later_gains_ = gains_;
  }

  Shape shape() const override {
    return {.state = static_cast<int>(2 * poles_.size()), .normals = walks() + 1, .operations = 12.0 * static_cast<double>(poles_.size())};
  }

  void advance(const SampleDraws& draws, double* state, double* input, double* target) const override {
    const double x = draws.normals[0];
    const double way = progress(static_cast<std::int64_t>(draws.time));
    double* walk = state + poles_.size();
    double y = 0;
    for (std::size_t k = 0; k < poles_.size(); ++k) {
      if (walks() > 0) walk[k] = persistence_ * walk[k] + gain_step_ * draws.normals[1 + k];
      state[k] = (poles_[k] + way * (later_poles_[k] - poles_[k])) * state[k] + x;
      y += (gains_[k] + way * (later_gains_[k] - gains_[k]) + walk[k]) * state[k];
    }
    *input = x;
    *target = y;
  }

  bool steady() const override { return false; }

  std::optional<double> trivial_risk() const override {
    double power = response_power({{poles_.begin(), poles_.end()}, {gains_.begin(), gains_.end()}});
    if (persistence_ < 1)
      for (const double pole : poles_) power += gain_step_ * gain_step_ / (1 - persistence_ * persistence_) / (1 - pole * pole);
    return power;
  }

 private:
  static constexpr Range inside{.low = -1, .high = 1, .low_allowed = false, .high_allowed = false};

  static std::vector<double> list(Fields& fields, const char* name, const char* help, Range range) {
    return fields.reals({.name = name, .help = help, .range = range});
  }
  static std::vector<double> later(Fields& fields, const char* name, const char* help, Range range) {
    return fields.reals({.name = name, .help = help, .may_be_absent = true, .range = range});
  }

  int walks() const { return gain_step_ > 0 ? static_cast<int>(poles_.size()) : 0; }

  /// 0 at the start, 1 in the end.
  double progress(std::int64_t time) const {
    if (time < at_) return 0;
    if (time - at_ >= over_) return 1;
    return static_cast<double>(time - at_) / static_cast<double>(over_);
  }

  std::vector<double> poles_;
  std::vector<double> gains_;
  std::vector<double> later_poles_;
  std::vector<double> later_gains_;
  std::int64_t at_;
  std::int64_t over_;
  double gain_step_;
  double persistence_;
};

}  // namespace

std::unique_ptr<Task> make_drift_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<Drift>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
