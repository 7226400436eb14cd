#pragma once

#include <memory>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/learners/learning_rule.hpp"
#include "core/learners/readouts/entry.hpp"
#include "core/members.hpp"
#include "core/point.hpp"

namespace polesweep {

/// What a readout sees of a network, in this order: the states; their conjugates if widely linear; the constant 1 if there is an intercept.
struct Regressors {
  bool widely_linear = false;
  bool intercept = false;

  bool operator==(const Regressors&) const = default;
  int count(int states) const { return states * (widely_linear ? 2 : 1) + (intercept ? 1 : 0); }
  /// Numbers from one step's regressors to the next: padded to a multiple of 4 with zeros.
  int stride(int states) const { return (count(states) + 3) / 4 * 4; }
};

/// A readout rule with its settings, made for a block of runs.
struct ReadoutRule {
  Regressors regressors;
  bool gaussian_start = false;  ///< weights start as normal numbers with variance 1/regressors, else at zero
  ReadoutShape shape;
  std::unique_ptr<LearningRule> readout;
};

/// Throws Error where settings do not go together or do not go with the data. The readout `gradient` needs an optimizer.
ReadoutRule make_readout_rule(const Member& member, int states, int outputs, bool complex_valued, const KernelSet& kernels,
                              const OptimizerChoice& optimizer = {});

/// Whether a learner with these rules has a part that follows a gradient, and so needs an optimizer.
bool follows_gradient(std::string_view recurrent_kind, std::string_view readout_kind);

/// The start of the weights of one run, row-major [outputs x regressors]; empty for a start at zero.
std::vector<Complex> initial_weights(const ReadoutRule& rule, std::uint64_t seed);

const std::vector<MemberInfo>& readout_members();
const std::vector<MemberInfo>& recurrent_members();
const std::vector<MemberInfo>& optimizer_members();

}  // namespace polesweep
