#pragma once

#include <cstdint>
#include <string_view>

namespace polesweep {

struct Member;

/// Most rules that ride along on a trajectory: their gradients are compared with the exact one and move nothing.
inline constexpr int most_shadows = 16;

/// The mean updates of one mode (core/modes/mode_updates.hpp) that a rule makes where modes keep apart.
enum class ModeEquations {
  none,
  exact,        ///< of the exact gradient
  truncated,    ///< of errors that go back through a few samples
  fixed_trace,  ///< of traces that one factor carries for all units
  own_trace     ///< of traces that each unit carries by its weight to itself
};

/// What a recurrent rule asks of the rest of its learner and what it is fit for: data, so that no other place asks for its name.
struct RuleNeeds {
  bool streams = true;               ///< runs in the regime stream,
  bool repeats = true;               ///< in repeat,
  bool plays_episodes = true;        ///< and in episodes
  const char* regime_reason = "";    ///< why it does not run in the others, as the rest of a sentence that starts with its name
  const char* regimes_instead = "";  ///< what to choose there
  bool solves_for_readout = false;   ///< moves the readout itself, which must then be one that follows the gradient
  bool moves_network = true;         ///< else the network stays as it is, and the readout must have a rule of its own
  bool of_states_alone = false;      ///< the readout must see the states, and no conjugates or inputs
  bool one_output = false;           ///< of the states themselves, without their conjugates
  bool dense = false;                ///< the network must be dense
  const char* on_diagonal = "";      ///< why it makes no sense on a diagonal one, as the rest of a sentence, and what to choose there
  const char* diagonal_instead = "";
  bool draws = false;                 ///< its gradient holds noise with mean 0, from the run's own stream
  bool voltage_leak = false;          ///< the network must leak on its voltage
  const char* without_leak = "";      ///< what to choose where it does not
  bool follows_gradient = true;       ///< an optimizer moves the network
  bool may_be_shadow = true;          ///< its gradient can be compared with that of another rule, sample by sample
  ModeEquations mode_equations = {};  ///< on a linear network without leak
};

/// What carries the error to the states, in the order of the field's choices: the readout's own weights, random ones, or ones that are
/// aligned with the task's modes, all of one weight or each of a random one.
enum class Feedback { symmetric, random, aligned, aligned_random };

/// What a rule's settings mean for the rest of its learner.
struct RuleSettings {
  bool exp_exp = false;           ///< poles have coordinates that keep them inside the unit circle
  bool trains_bias = true;        ///< of a dense network
  std::int64_t update_every = 1;  ///< scored samples between two updates; 0: at the end of a batch
  std::int64_t reach = 0;         ///< samples that an error is propagated through, its own included; 0 if nothing cuts there
  Feedback feedback = Feedback::symmetric;
  bool filters_errors = false;    ///< a state's error holds those of earlier samples
  bool filters_traces = false;    ///< the error meets traces that are filtered once more
  bool needs_predictions = true;  ///< what the readout predicts before it learns
};

/// Returns the needs of the recurrent rule of that name. Throws std::logic_error if there is none.
const RuleNeeds& recurrent_needs(std::string_view rule);

/// Returns the needs of a recurrent rule with its fields; fields that are not given have their defaults.
RuleSettings recurrent_settings(const Member& rule);

}  // namespace polesweep
