#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/tasks/baseline.hpp"
#include "core/tasks/recording.hpp"

namespace polesweep {

/// Predicts the target of a sample as an affine function of its input and the `taps` - 1 inputs before it; of complex data, of their real
/// and imaginary parts ("widely linear"). Fitted by ordinary least squares (normal equations of standardised inputs, with the least norm
/// if they are singular) on the ranges in `training`, measured on those in `test`. The first max(`washout`, `taps` - 1) samples of
/// every range are left out. Returns nothing if there are too few samples for the number of weights, or too many weights to be quick.
std::optional<Baseline> least_squares(const Recording& recording, std::span<const RowRange> training, std::span<const RowRange> test,
                                      std::int64_t washout, int taps);

}  // namespace polesweep
