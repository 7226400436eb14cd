#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/results/dataset.hpp"
#include "core/run/trace.hpp"

namespace polesweep::results {

/// The root group of a trace's file, by the conventions of results.h5: rows along the coordinate `sample`, or `iteration` where they are
/// updates, and `updates` beside it; complex quantities as pairs `_re`, `_im`. Takes the values out of `trace`.
Group trace_group(RunTrace&& trace, std::vector<std::pair<std::string, std::string>> attributes);

}  // namespace polesweep::results
