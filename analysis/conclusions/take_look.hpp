#pragma once

#include <string>

#include "analysis/results/looks.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::analysis {

/// Looks at the answers of a data set whose runs are all there, as the page gives them: of "risks" the median risk at the last place of
/// every learner in every cell, with its best setting (`Contender::risk`); of "claims" all `[[claim]]`s about runs, of which one that is
/// decided needs no more seeds, however wide it is. An answer whose interval is NaN does not count: its runs are no independent draws, so
/// that more of them would not make it narrower. `root` holds /looks, and of claims /statistics.
Look take_look(const results::Group& root, const Looks& looks);

}  // namespace polesweep::analysis
