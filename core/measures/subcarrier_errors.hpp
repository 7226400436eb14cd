#pragma once

#include <memory>

#include "core/measures/score.hpp"

namespace polesweep {

/// The share of symbols of the subcarriers that are decided wrongly: whole OFDM symbols of predictions and targets are transformed back,
/// prefix aside, and compared.
std::unique_ptr<Score> make_subcarrier_errors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels);

}  // namespace polesweep
