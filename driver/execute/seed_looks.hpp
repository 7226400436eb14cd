#pragma once

#include <functional>

#include "analysis/results/looks.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::execute {

class Preparation;

/// How a sweep decides whether its answers need more seeds. A look is decided by the sweep and by all runs of its seeds alone, so that
/// ranks, the order in which runs end, and restarts do not matter: nothing is remembered of it but the runs.
struct SeedLooks {
  analysis::Looks looks;  ///< none of them taken; the list is empty if the number of seeds is given
  /// Looks at the results of all runs of some seeds.
  std::function<analysis::Look(results::Group root, const analysis::Looks& looks)> take = {};
};

/// Those of a sweep, which must outlive them.
SeedLooks seed_looks(const Preparation& preparation);

}  // namespace polesweep::execute
