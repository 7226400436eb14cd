#include "driver/rule_needs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "core/learners/recurrent/needs.hpp"

namespace polesweep {

std::string told_needs(const std::string& rule) {
  const RuleNeeds& needs = recurrent_needs(rule);
  std::vector<std::string> told;
  std::vector<std::string> regimes;
  if (needs.streams) regimes.emplace_back("stream");
  if (needs.repeats) regimes.emplace_back("repeat");
  if (needs.plays_episodes) regimes.emplace_back("episodes");
  if (regimes.size() < 3) told.push_back(fmt::format("the regime {}", fmt::join(regimes, " or ")));
  if (needs.dense) told.emplace_back("a dense network");
  if (needs.voltage_leak) told.emplace_back("a dense network with leak_on = 'voltage'");
  if (needs.solves_for_readout) told.emplace_back("readout = 'gradient', which it moves itself, and no optimizer");
  if (!needs.moves_network) told.emplace_back("a readout with a rule of its own");
  if (needs.of_states_alone) told.emplace_back("a readout of the states themselves");
  if (needs.one_output) told.emplace_back("one output of the states themselves");
  return fmt::format("{}", fmt::join(told, "; "));
}

}  // namespace polesweep
