#pragma once

#include "core/results/dataset.hpp"

namespace polesweep::results {

/// Throws Error unless the data set is as `variable_rows` say: a variable of a known name has its type and its dimensions, and a dimension
/// that stands in the root too has the same size in inner groups. What reads results counts on it, and a file of somebody else's may be
/// otherwise. What is missing is left to whoever looks for it, and names that are not known are nobody's.
void require_described(const Group& root);

}  // namespace polesweep::results
