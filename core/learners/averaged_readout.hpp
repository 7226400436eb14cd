#pragma once

#include <memory>

#include "core/learners/learning_rule.hpp"
#include "core/learners/readouts/readout.hpp"

namespace polesweep {

/// A readout rule on fixed poles that keeps the Polyak-Ruppert average of its weights: the mean of those after the samples
/// `average_from` + 1, `average_from` + 2, ... It learns what `rule` learns, to the bit, which has this shape in a block of `lanes` runs.
///
/// Keeps: what the rule keeps, the number of samples, the average, scratch of the weights. Cost per sample: the rule's, that of its weights
/// (`operations_per_measurement`) and 3 operations for each number of them.
/// References: Polyak and Juditsky 1992; Ruppert 1988.
std::unique_ptr<LearningRule> averaged_readout(std::unique_ptr<LearningRule> rule, std::int64_t average_from, const ReadoutShape& shape,
                                               int lanes);

}  // namespace polesweep
