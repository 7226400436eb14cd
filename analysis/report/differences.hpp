#pragma once

#include <string>

#include "core/results/dataset.hpp"

namespace polesweep::analysis {

/// What two results data sets conclude differently, in lines for the terminal; "" if they say the same. Told are settings and versions that
/// differ, points that one of them lacks, verdicts and winners that turned over, and values at the same points and places whose intervals
/// no longer overlap: numbers that moved within their intervals are no difference. Both hold /statistics.
std::string differences(const results::Group& before, const results::Group& after);

}  // namespace polesweep::analysis
