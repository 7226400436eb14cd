#pragma once

#include <memory>

#include "core/measures/score.hpp"

namespace polesweep {

/// Whole OFDM symbols of predictions and targets, transformed back, prefix aside, as samples of a score: one of each subcarrier. What is
/// missing of the last OFDM symbol does not count.
std::unique_ptr<Score> make_score_of_subcarriers(std::unique_ptr<Score> score, const ScoreShape& shape, const SymbolDecision& decision,
                                                 const KernelSet& kernels);

}  // namespace polesweep
