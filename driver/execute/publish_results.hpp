#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/results/dataset.hpp"
#include "core/theory/predicted_rates.hpp"
#include "driver/execute/stored_sweep.hpp"

namespace polesweep::execute {

struct PublishRules {
  std::string session = {};                                      ///< of whoever publishes; empty: it has written no log
  bool mixes_numerics = false;                                   ///< runs of several numerics may be mixed
  double most_state_bytes = 1e12;                                ///< for the states of finished runs
  std::function<theory::PredictedRates()> predicted_rates = {};  ///< of the points in their order; empty: nothing is predicted
  bool keeps_values = false;  ///< all that is written is in the root that is returned; else columns of runs are gone
};

struct Published {
  results::Group root;
  std::vector<std::string> warnings;
};

/// Writes the results file, with statistics and provenance, from what has been read. If every run is there, keeps the states of finished
/// runs beside it and deletes the logs whose records are all in it; damaged logs are renamed `*.damaged`, and logs with runs that the sweep
/// does not ask for stay. What runs have but their status is given away (`StoredSweep::take_runs`). Throws MixtureError if runs of several
/// numerics are there and may not be.
Published publish_results(StoredSweep& stored, const PublishRules& rules);

}  // namespace polesweep::execute
