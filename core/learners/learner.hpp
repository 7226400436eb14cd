#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/learners/learning_rule.hpp"
#include "core/learners/readouts/entry.hpp"
#include "core/learners/regime.hpp"
#include "core/members/members.hpp"
#include "core/members/point.hpp"
#include "core/networks/aligned_start.hpp"

namespace polesweep {

/// What a readout sees, in this order: the states; their conjugates if widely linear; the inputs of the same sample, if any; the constant 1
/// if there is an intercept.
struct Regressors {
  bool widely_linear = false;
  int inputs = 0;  ///< channels that are seen: all or none
  bool intercept = false;

  bool operator==(const Regressors&) const = default;
  int count(int states) const { return states * (widely_linear ? 2 : 1) + inputs + (intercept ? 1 : 0); }
  /// Numbers from one step's regressors to the next: padded to a multiple of 4 with zeros.
  int stride(int states) const { return (count(states) + 3) / 4 * 4; }
};

/// Readout weights at the start: zero; normal numbers with variance 1/regressors; in the modes that the pole setting starts in; all 1;
/// those of a list. In the order of the field's choices.
enum class ReadoutStart { zero, gaussian, aligned, ones, listed };

/// A learner with its settings, made for a block of runs: a readout on fixed poles, or a network that learns together with its readout.
struct Learner {
  Regressors regressors;
  ReadoutStart start = ReadoutStart::zero;
  std::vector<double> start_scale;                   ///< by lane, a factor of the weights at the start
  std::vector<Complex> start_weights;                ///< [outputs x regressors] of a start that is listed
  std::vector<std::vector<double>> aligned_readout;  ///< by lane [outputs x states], for a start that is aligned
  std::int64_t average_from = -1;  ///< samples whose weights do not enter the average of a readout on fixed poles; -1: there is none
  ReadoutShape shape;
  bool trains_network = false;    ///< its rows are inputs, and its weights the network's, then the readout's; else rows are regressors
  bool moves_network = false;     ///< and the network's own weights learn,
  bool moves_bias = false;        ///< those of a dense one's bias among them
  Arena feedback;                 ///< random feedback weights [states x outputs] of rules that use them
  Arena aligned_feedback;         ///< those aligned with the task's modes, where it has some
  Arena aligned_random_feedback;  ///< and those with a random weight for each mode
  Arena fixed_feedback;           ///< of the two what the rule uses, times its scale; empty if the readout's own weights carry the error
  std::unique_ptr<LearningRule> rule;
};

/// A readout alone, of a task with one input. Throws Error if settings do not go together or do not go with the data. The readout
/// `gradient` needs an optimizer.
Learner make_readout_rule(const Member& member, int states, int outputs, bool complex_valued, const KernelSet& kernels,
                          const OptimizerChoice& optimizer = {});

/// The parts of the above. `network` counts states as regressors, `inputs` those of the task; the learner has no rule yet.
Learner describe_readout(Fields& fields, const ReadoutShape& network, int inputs);
std::unique_ptr<LearningRule> make_readout(const std::string& kind, Fields& fields, const Learner& learner, const KernelSet& kernels,
                                           const OptimizerChoice& optimizer);

/// What a learner is made for.
struct LearnerRequest {
  std::vector<const Point*> points;      ///< of the lanes in turn, the last for all further lanes; they differ in real-valued fields only
  Regime regime = {};                    ///< that they share
  std::span<const std::uint64_t> seeds;  ///< one for each lane of `kernels`
  NetworkShape network;
  double density = 1;  ///< of its recurrent matrix, the share that is not 0: some costs go by it, and nothing else
  int outputs = 1;
  std::int64_t longest_segment = 0;  ///< scored samples between two zero states, where that has an end; else 0
  bool measures_alignment = false;
  bool keeps_average = false;
  bool measures_gradient = false;
  bool keeps_gradient = false;
  std::vector<Member> shadows = {};
  const AlignedStart* aligned = nullptr;  ///< by lane; nullptr if the task is not known
  const KernelSet& kernels;
};

/// Throws Error if the listed weights at the start are not [outputs x regressors], or complex where the data are real.
void check_listed_start(const Learner& learner);

/// Throws Error as `make_readout_rule` does, and if a recurrent rule does not go with the network or the regime.
Learner make_learner(const LearnerRequest& request);

/// Whether a learner with these rules has a part that follows a gradient, and so needs an optimizer.
bool follows_gradient(std::string_view recurrent_kind, std::string_view readout_kind);

/// The start of the readout's weights of the run of a lane, row-major [outputs x regressors]; empty for a start at zero.
std::vector<Complex> initial_weights(const Learner& learner, std::uint64_t seed, int lane = 0);

const std::vector<MemberInfo>& readout_members();
const std::vector<MemberInfo>& recurrent_members();
const std::vector<MemberInfo>& optimizer_members();

}  // namespace polesweep
