#include "core/measures/lyapunov_exponent.hpp"

#include <algorithm>
#include <cmath>

#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

/// By the norm of the states, if that is above 1: small enough for a network to be linear in it, and far above their rounding.
constexpr double small_part = 1e-6;
/// A distance that is less of their norm is lost in their rounding, or soon will be.
constexpr double lost_part = 1e-12;

}  // namespace

CoupledCopies::CoupledCopies(const Network& network, const KernelSet& kernels)
    : network_(network),
      lanes_(static_cast<std::size_t>(kernels.lanes)),
      row_(static_cast<std::size_t>(network.shape().states) * (network.shape().complex_valued ? 2 : 1) * lanes_),
      state_(network.state_size()),
      copy_(network.state_size()),
      activities_(row_),
      distances_(lanes_),
      sums_(lanes_),
      samples_(lanes_) {}

void CoupledCopies::advance(const double* weights, const Stream::Piece& piece, const double* inputs) {
  if (piece.starts_segment) {
    state_.clear();
    copy_.clear();
    for (std::size_t lane = 0; lane < lanes_; ++lane) part(lane, 0);
  }
  const NetworkShape& shape = network_.shape();
  const std::size_t input_row = static_cast<std::size_t>(shape.inputs) * (shape.complex_valued ? 2 : 1) * lanes_;
  for (int t = 0; t < piece.steps; ++t) {
    for (Arena* one : {&state_, &copy_})
      network_.advance(weights, {.steps = 1,
                                 .inputs = inputs + static_cast<std::size_t>(t) * input_row,
                                 .states = activities_.data(),
                                 .stride = shape.states,
                                 .state = one->data()});
    for (std::size_t lane = 0; lane < lanes_; ++lane) bring_back(lane, piece.scored);
  }
}

/// No two states get the same share of the distance, so that it has a part in every mode of a network that treats states alike.
void CoupledCopies::part(std::size_t lane, double norm) {
  double square = 0;
  for (std::size_t i = 0; i < row_ / lanes_; ++i) square += static_cast<double>((1 + i) * (1 + i));
  distances_[lane] = small_part * std::max(1.0, norm);
  for (std::size_t i = 0; i < row_ / lanes_; ++i)
    copy_[i * lanes_ + lane] = state_[i * lanes_ + lane] + static_cast<double>(1 + i) * (distances_[lane] / std::sqrt(square));
}

void CoupledCopies::bring_back(std::size_t lane, bool counts) {
  double square = 0;
  double size = 0;
  for (std::size_t i = lane; i < row_; i += lanes_) {
    square += (copy_[i] - state_[i]) * (copy_[i] - state_[i]);
    size += state_[i] * state_[i];
  }
  const double norm = std::sqrt(size);
  const double distance = std::sqrt(square);
  if (!std::isfinite(norm) || !std::isfinite(distance)) {
    if (counts) sums_[lane] = nan;
    return;
  }
  if (distances_[lane] < lost_part * norm) return part(lane, norm);  // states have grown by far: what the sample did is not seen
  if (counts) ++samples_[lane];
  if (square == 0) {
    if (counts) sums_[lane] = -infinity;
    return;
  }
  if (counts) sums_[lane] += portable_logarithm(distance / distances_[lane]);
  distances_[lane] = small_part * std::max(1.0, norm);
  const double factor = distances_[lane] / distance;
  for (std::size_t i = lane; i < row_; i += lanes_) copy_[i] = state_[i] + (copy_[i] - state_[i]) * factor;
}

std::vector<double> CoupledCopies::exponents() const {
  std::vector<double> means;
  for (std::size_t lane = 0; lane < lanes_; ++lane)
    means.push_back(std::isnan(sums_[lane]) || samples_[lane] == 0 ? nan : sums_[lane] / samples_[lane]);
  return means;
}

void CoupledCopies::archive(RunArchive& archive) {
  for (Arena* one : {&state_, &copy_}) archive.array(one->data(), one->size() / lanes_);
  const auto lane = static_cast<std::size_t>(archive.lane());
  for (std::vector<double>* one : {&distances_, &sums_, &samples_}) archive.number((*one)[lane]);
}

namespace measures {

extern const Measure lyapunov_exponent{
    .name = "lyapunov_exponent",
    .summary =
        "largest Lyapunov exponent of the network under the inputs of a holdout test, in nats a sample: mean logarithm of the factor by which a sample changes the distance of two copies that began in different states (Benettin et al. 1980); negative where states forget their start, of a linear network the logarithm of the largest modulus of its poles, leak included; -inf once copies have met",
    .of_network = true,
    .needs = {.coupled_copies = true},
    .wants = "a holdout test",
    .applies = [](const MarkShape& shape) { return shape.holdout; },
    // Two networks, and the distance of their states.
    .operations =
        [](const MarkShape& shape) {
          if (!shape.holdout) return 0.0;
          const double step = shape.states * ((shape.diagonal ? 2.0 : shape.states) + shape.task.inputs);
          return shape.scored_samples * shape.operations(2 * step + 2.0 * shape.states);
        },
    .values = [](const MarkView& at) { return std::vector{at.lyapunov_exponent}; },
};

}  // namespace measures

}  // namespace polesweep
