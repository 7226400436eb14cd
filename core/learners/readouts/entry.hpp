#pragma once

#include "core/block/kernel_set.hpp"
#include "core/learners/learning_rule.hpp"
#include "core/learners/readouts/readout.hpp"
#include "core/learners/rule_card.hpp"
#include "core/members/fields.hpp"

namespace polesweep {

/// The optimizer that a learner names, for parts that follow a gradient.
struct OptimizerChoice {
  const char* kind = nullptr;  ///< nullptr: none
  Fields* fields = nullptr;
  bool keeps_average = false;  ///< the average of the iterates is asked for
};

/// One row of the table of readout rules of a set of kernels. The caller owns what is made.
struct ReadoutEntry {
  RuleCard card;
  LearningRule* (*make)(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
  bool follows_gradient = false;  ///< the optimizer moves it, together with a network that learns
};

/// The row of that name. Throws std::logic_error if there is none.
const ReadoutEntry& find_readout(const KernelSet& kernels, std::string_view name);

}  // namespace polesweep
