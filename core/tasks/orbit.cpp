#include "core/tasks/orbit.hpp"

#include <algorithm>

namespace polesweep {
namespace {

/// The orbit runs ahead by the horizon; what has been observed of it waits in a line until it is an input.
class Prediction final : public Series {
 public:
  Prediction(std::unique_ptr<Orbit> orbit, int horizon, std::vector<int> inputs, std::vector<int> targets)
      : orbit_(std::move(orbit)), horizon_(horizon), inputs_(std::move(inputs)), targets_(std::move(targets)) {}

  Shape shape() const override {
    return {.inputs = static_cast<int>(inputs_.size()),
            .outputs = static_cast<int>(targets_.size()),
            .state = orbit_->state() + (horizon_ + 1) * orbit_->observed(),
            .operations = orbit_->operations() + horizon_ * orbit_->observed() * 0.25,
            .at_start = (orbit_->left_out() + horizon_) * orbit_->operations()};
  }

  void start(std::uint64_t seed, Role role, double* state) const override {
    orbit_->start(seed, role, state);
    double* line = state + orbit_->state();
    for (int ahead = 1; ahead <= horizon_; ++ahead) orbit_->advance(state, line + ahead * orbit_->observed());
  }

  void advance(const SampleDraws&, double* state, double* input, double* target) const override {
    const int observed = orbit_->observed();
    double* line = state + orbit_->state();
    double* last = line + horizon_ * observed;
    std::copy(line + observed, last + observed, line);
    orbit_->advance(state, last);
    for (std::size_t i = 0; i < inputs_.size(); ++i) input[i] = line[inputs_[i]];
    for (std::size_t i = 0; i < targets_.size(); ++i) target[i] = last[targets_[i]];
  }

 private:
  std::unique_ptr<Orbit> orbit_;
  int horizon_;
  std::vector<int> inputs_;
  std::vector<int> targets_;
};

}  // namespace

int read_horizon(Fields& fields, std::int64_t fallback) {
  return static_cast<int>(fields.integer({.name = "horizon",
                                          .help = "how far ahead the target lies",
                                          .unit = "samples",
                                          .fallback = fallback,
                                          .range = {.low = 0, .high = 10'000}}));
}

std::unique_ptr<Series> prediction(std::unique_ptr<Orbit> orbit, int horizon, std::vector<int> inputs, std::vector<int> targets) {
  return std::make_unique<Prediction>(std::move(orbit), horizon, std::move(inputs), std::move(targets));
}

}  // namespace polesweep
