#include "core/measures/lyapunov_exponent.hpp"

#include <cmath>

#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

/// Small enough for a network to be linear in it, and far above the rounding of states of order 1.
constexpr double small_distance = 1e-6;

}  // namespace

CoupledCopies::CoupledCopies(const Network& network, const KernelSet& kernels)
    : network_(network),
      lanes_(static_cast<std::size_t>(kernels.lanes)),
      row_(static_cast<std::size_t>(network.shape().states) * (network.shape().complex_valued ? 2 : 1) * lanes_),
      state_(network.state_size()),
      copy_(network.state_size()),
      activities_(row_),
      sums_(lanes_) {}

void CoupledCopies::advance(const double* weights, const Stream::Piece& piece, const double* inputs) {
  if (piece.starts_segment) part();
  const NetworkShape& shape = network_.shape();
  const std::size_t input_row = static_cast<std::size_t>(shape.inputs) * (shape.complex_valued ? 2 : 1) * lanes_;
  for (int t = 0; t < piece.steps; ++t) {
    for (Arena* one : {&state_, &copy_})
      network_.advance(weights, {.steps = 1,
                                 .inputs = inputs + static_cast<std::size_t>(t) * input_row,
                                 .states = activities_.data(),
                                 .stride = shape.states,
                                 .state = one->data()});
    bring_back(piece.scored);
  }
}

/// No two states get the same share of the distance, so that it has a part in every mode of a network that treats states alike.
void CoupledCopies::part() {
  state_.clear();
  copy_.clear();
  for (std::size_t i = 0; i < row_; ++i) copy_[i] = static_cast<double>(1 + i / lanes_);
  bring_back(false);
}

void CoupledCopies::bring_back(bool counts) {
  if (counts) ++samples_;
  for (std::size_t lane = 0; lane < lanes_; ++lane) {
    double square = 0;
    for (std::size_t i = lane; i < row_; i += lanes_) square += (copy_[i] - state_[i]) * (copy_[i] - state_[i]);
    if (square == 0) {
      if (counts) sums_[lane] = -infinity;
      continue;
    }
    const double distance = std::sqrt(square);
    const double factor = small_distance / distance;
    for (std::size_t i = lane; i < row_; i += lanes_) copy_[i] = state_[i] + (copy_[i] - state_[i]) * factor;
    if (counts) sums_[lane] += std::isfinite(distance) ? portable_logarithm(distance / small_distance) : nan;
  }
}

std::vector<double> CoupledCopies::exponents() const {
  std::vector<double> means;
  for (const double sum : sums_) means.push_back(samples_ > 0 ? sum / samples_ : nan);
  return means;
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
