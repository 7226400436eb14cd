#pragma once

#include "core/learners/learner.hpp"
#include "core/learners/recurrent/needs.hpp"

namespace polesweep {

/// A learner of a network, as far as it is known before its parts are made.
struct AskedLearner {
  const Point& point;
  const RuleNeeds& needs;
  RuleSettings settings;
  const NetworkShape& network;
  const Regime& regime;
  const Learner& learner;       ///< its shape and regressors
  const LearningRule* readout;  ///< the readout's own rule; none if it follows the gradient
};

/// Throws Error if the recurrent rule does not go with the regime, the readout, its own fields or the network.
void check_recurrent(const AskedLearner& asked);

/// Throws Error if a rule that rides along does not go with the network.
void check_shadow(const RuleNeeds& needs, const std::string& rule, const NetworkShape& network);

}  // namespace polesweep
