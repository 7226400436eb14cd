#pragma once

#include "core/block/kernel_set.hpp"
#include "core/learners/learning_rule.hpp"
#include "core/learners/readouts/entry.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "core/learners/rule_card.hpp"

namespace polesweep {

class RecurrentRule;

/// Called now and then on the way through long work, which it may end by throwing. By hand, for block code holds no `std::function`.
struct Rest {
  void (*call)(void* object) = nullptr;
  void* object = nullptr;
};

/// What the trainer of a whole network, poles and readout, is made for.
struct TrainerRequest {
  NetworkShape network;
  double density = 1;  ///< share of the recurrent matrix that is not 0, for costs
  ReadoutShape readout;
  bool widely_linear = false;  ///< regressors: states, their conjugates if so; the inputs if there are that many more; the intercept
  LearningRule* readout_rule = nullptr;  ///< moves the readout at every sample; none: it follows the gradient. Owned by what is made
  OptimizerChoice optimizer;
  bool whole_batches = false;                ///< weights move at the end of a batch only
  bool mean_gradient = false;                ///< a gradient is the mean over its loss terms, else their sum
  bool keeps_average = false;                ///< of the weights over the updates
  bool measures_gradient = false;            ///< loss and gradient norm of the last update are kept
  bool keeps_gradient = false;               ///< the gradient of the last update is kept
  std::int64_t longest_segment = 0;          ///< scored samples between two zero states, where that has an end; else 0
  Rest rest = {};                            ///< on the way back through a batch that is kept as a whole
  const double* feedback = nullptr;          ///< random feedback weights of unit variance [states x outputs], for rules that want them
  const double* aligned_feedback = nullptr;  ///< feed back to each mode of the task its own error; nullptr if it has no modes
  const double* aligned_random_feedback = nullptr;  ///< the same with a random weight of unit variance for each mode
  const std::uint64_t* seeds = nullptr;             ///< of the runs [lanes], for rules that draw numbers; read when the rule is made
  bool measures_alignment = false;
  const RecurrentRule* const* shadows = nullptr;  ///< of rules whose needs allow it
  int shadow_count = 0;
};

/// A recurrent rule with its settings, for the runs of a block.
class RecurrentRule {
 public:
  RecurrentRule() = default;
  RecurrentRule(const RecurrentRule&) = delete;
  RecurrentRule& operator=(const RecurrentRule&) = delete;
  virtual ~RecurrentRule();

  virtual RuleSettings settings() const = 0;
  /// The rule at work on a network and its readout. The caller owns it, and it does not refer to this object.
  virtual LearningRule* make(const TrainerRequest& request) const = 0;
};

/// One row of the table of recurrent rules of a set of kernels.
struct RecurrentEntry {
  RuleCard card;
  RuleNeeds needs;
  RecurrentRule* (*read)(Fields& fields);  ///< reads the rule's fields; the caller owns the result. nullptr: poles stay as they are
};

/// The row of that name. Throws std::logic_error if there is none.
const RecurrentEntry& find_recurrent(const KernelSet& kernels, std::string_view name);

}  // namespace polesweep
