#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/block/arena.hpp"
#include "core/measures/exact_risk.hpp"
#include "core/networks/network.hpp"
#include "core/poles/poles.hpp"
#include "tests/core/learners/readouts/long_double_qr.hpp"

/// Linear reservoirs whose states are more or less dependent, and the risk of a readout of them in long double.
namespace polesweep {

struct Reservoir {
  std::string name;
  bool complex_valued;
  Member network;
  Member poles;
};

/// 26 of them: condition numbers of their states from 1 to beyond 2^52.
inline std::vector<Reservoir> reservoirs() {
  const Member diagonal{"diagonal", {}};
  const Member ones{"diagonal", {{"input_weights", std::string("ones")}}};
  const Member dense{"dense", {}};
  const Member first{"dense", {{"input_weights", std::string("first")}}};
  const auto of_radius = [](const char* kind, std::int64_t count, double radius) {
    return Member{kind, {{"count", count}, {"radius", radius}}};
  };
  const auto logarithmic = [](std::int64_t count) { return Member{"real_log", {{"count", count}, {"longest", 100.0}}}; };
  const auto cluster = [](std::int64_t count, double separation) {
    return Member{"cluster", {{"count", count}, {"centre", 0.8}, {"separation", separation}}};
  };
  const auto line = [](std::int64_t count) { return Member{"delay_line", {{"count", count}}}; };
  return {{"ring 8, radius 0.8", false, diagonal, of_radius("ring", 8, 0.8)},
          {"ring 32, radius 0.9", false, diagonal, of_radius("ring", 32, 0.9)},
          {"ring 64, radius 0.95", false, diagonal, of_radius("ring", 64, 0.95)},
          {"ring 32, radius 0.9, dense", false, dense, of_radius("ring", 32, 0.9)},
          {"random 4, radius 0.9, dense", false, dense, of_radius("random", 4, 0.9)},
          {"random 16, radius 0.9, dense", false, dense, of_radius("random", 16, 0.9)},
          {"random 32, radius 0.9, dense", false, dense, of_radius("random", 32, 0.9)},
          {"random 64, radius 0.9, dense", false, dense, of_radius("random", 64, 0.9)},
          {"random 16, radius 0.9, diagonal", false, diagonal, of_radius("random", 16, 0.9)},
          {"real_log 4", false, diagonal, logarithmic(4)},
          {"real_log 8", false, diagonal, logarithmic(8)},
          {"real_log 16", false, ones, logarithmic(16)},
          {"real_log 32", false, ones, logarithmic(32)},
          {"cluster 4, 0.05 apart", false, diagonal, cluster(4, 0.05)},
          {"cluster 8, 0.01 apart", false, diagonal, cluster(8, 0.01)},
          {"cluster 8, 0.001 apart", false, diagonal, cluster(8, 0.001)},
          {"orthogonal 16, radius 0.9", false, dense, of_radius("orthogonal", 16, 0.9)},
          {"orthogonal 64, radius 0.95", false, dense, of_radius("orthogonal", 64, 0.95)},
          {"delay line 16", false, first, line(16)},
          {"delay line 64", false, first, line(64)},
          {"ring 8, radius 0.8, complex", true, diagonal, of_radius("ring", 8, 0.8)},
          {"ring 32, radius 0.9, complex", true, diagonal, of_radius("ring", 32, 0.9)},
          {"random 16, radius 0.9, complex", true, dense, of_radius("random", 16, 0.9)},
          {"random 64, radius 0.9, complex", true, dense, of_radius("random", 64, 0.9)},
          {"cluster 8, 0.01 apart, complex", true, diagonal, cluster(8, 0.01)},
          {"orthogonal 32, radius 0.9, complex", true, dense, of_radius("orthogonal", 32, 0.9)}};
}

/// A reservoir on white noise whose target is the sum of two exponential memories (poles 0.75 and 0.8) and noise of power 0.01.
class ReservoirRun {
 public:
  explicit ReservoirRun(const Reservoir& reservoir)
      : slots_(reservoir.complex_valued ? 2 : 1),
        poles_(make_poles(reservoir.poles)),
        network_(make_network(reservoir.network)
                     ->build(*poles_,
                             {.inputs = 1, .complex_valued = reservoir.complex_valued, .seeds = seeds_, .kernels = portable_kernels()})),
        stride_((poles_->count() + 3) / 4 * 4),
        state_(network_->state_size()),
        input_(static_cast<std::size_t>(slots_)),
        row_(static_cast<std::size_t>(stride_) * slots_),
        target_(static_cast<std::size_t>(slots_)),
        s_(static_cast<std::size_t>(poles_->count())) {
    find_responses();
  }

  int states() const { return poles_->count(); }
  bool complex_valued() const { return slots_ == 2; }

  void step() {
    const Complex x = draw();
    memories_[0] = 0.75 * memories_[0] + x;
    memories_[1] = 0.8 * memories_[1] + x;
    d_ = memories_[0] + memories_[1] + 0.1 * draw();
    put(input_, 0, x);
    put(target_, 0, d_);
    network_->advance(network_->start().data(),
                      {.steps = 1, .inputs = input_.data(), .states = row_.data(), .stride = stride_, .state = state_.data()});
    for (std::size_t i = 0; i < s_.size(); ++i) s_[i] = {row_[i * slots_], slots_ == 2 ? row_[i * slots_ + 1] : 0.0};
  }

  const Complex* s() const { return s_.data(); }
  const Complex& d() const { return d_; }
  /// The sample as a block of the portable kernels.
  LearningChunk chunk(double* prediction) const {
    return {.steps = 1, .rows = row_.data(), .stride = stride_, .targets = target_.data(), .predictions = prediction};
  }

  /// E|V s - y*|^2 from the impulse responses.
  template <class Weight>
  long double risk(const std::vector<Weight>& weights) const {
    long double sum = 0;
    for (std::size_t lag = 0; lag < responses_.size(); ++lag) {
      LongComplex error = -(std::pow(0.75L, static_cast<long double>(lag)) + std::pow(0.8L, static_cast<long double>(lag)));
      for (std::size_t i = 0; i < weights.size(); ++i) error += times(LongComplex(weights[i]), responses_[lag][i]);
      sum += square_of(error);
    }
    return sum;
  }
  /// The same as runs are measured.
  double measured_risk(const std::vector<Complex>& weights) const {
    const LinearTeacher teacher{.poles = {0.75, 0.8}, .gains = {1.0, 1.0}};
    return ExactRisk(*network_->linear_system(network_->start().data(), 0), teacher, complex_valued()).risk(weights, {});
  }

 private:
  void put(Arena& array, std::size_t i, const Complex& value) const {
    array[i * slots_] = value.real();
    if (slots_ == 2) array[i * slots_ + 1] = value.imag();
  }
  Complex draw() { return slots_ == 2 ? Complex(normal_(generator_), normal_(generator_)) / std::sqrt(2.0) : Complex(normal_(generator_)); }

  /// The states' responses to an impulse, to the lag where nothing is left of them or of the target's.
  void find_responses() {
    const LinearSystem system = *network_->linear_system(network_->start().data(), 0);
    const auto n = static_cast<std::size_t>(system.states);
    std::vector<LongComplex> h(system.input.begin(), system.input.end());
    const std::size_t target_lags = 250;  // 0.8^250 = 6e-25
    for (long double largest = 1; (largest > 1e-22L || responses_.size() < target_lags) && responses_.size() < 4000;) {
      responses_.push_back(h);
      largest = 0;
      for (std::size_t i = 0; i < n; ++i) {
        LongComplex sum = 0;
        for (std::size_t j = 0; j < n; ++j)
          if (system.state[i * n + j] != 0.0) sum += times(LongComplex(system.state[i * n + j]), responses_.back()[j]);
        h[i] = sum;
        largest = std::max(largest, std::sqrt(square_of(sum)));
      }
    }
  }

  std::vector<std::uint64_t> seeds_{1};
  std::size_t slots_;
  std::unique_ptr<PoleSetting> poles_;
  std::unique_ptr<Network> network_;
  int stride_;
  Arena state_;
  Arena input_;
  Arena row_;
  Arena target_;
  std::vector<Complex> s_;
  Complex d_;
  Complex memories_[2];
  std::vector<std::vector<LongComplex>> responses_;
  std::mt19937_64 generator_{7};
  std::normal_distribution<double> normal_;
};

}  // namespace polesweep
