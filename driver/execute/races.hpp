#pragma once

#include <vector>

#include "analysis/conclusions/answers.hpp"
#include "core/results/results_builder.hpp"
#include "driver/sweep/races.hpp"

/// Races of settings over the lengths of a sweep. A race is decided by the sweep and by complete rungs alone, so that ranks, the order in
/// which runs end, and restarts do not matter: nothing is remembered of it but the runs.
namespace polesweep::execute {

/// A race, and which seeds decide it. The others are computed for the settings that won at some length.
struct SeededRace {
  sweep::Race race;
  analysis::Halves seeds;
};

/// Asks for as much of the runs that race as is known to be needed: on the choosing seeds the settings that are left, to the next rung; and
/// when all rungs are complete, on all other seeds each setting to the last length at which it is the best.
void ask_of_races(const std::vector<SeededRace>& races, results::ResultsBuilder& runs);

}  // namespace polesweep::execute
