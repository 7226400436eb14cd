#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/learners/block_learner.hpp"
#include "core/learners/regressor_rows.hpp"
#include "core/measures/lyapunov_exponent.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/score.hpp"
#include "core/measures/state_gram.hpp"
#include "core/modes/mode.hpp"
#include "core/networks/network.hpp"
#include "core/run/free_runs.hpp"
#include "core/run/run.hpp"
#include "core/run/setup.hpp"
#include "core/run/trace.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// Everything the blocks of a group share.
struct Setting {
  const RunGroup& group;
  const KernelSet& kernels;
  const std::vector<Setup>& setups;  ///< of the group's points

  const Ground& ground() const { return setups.front().ground(); }
  const Task& task() const { return ground().task(); }
  const TaskFacts& facts() const { return ground().facts(); }
  const Evaluation& evaluation() const { return group.measurement.evaluation; }
};

/// The points of one learner of a block, which differ in real-valued fields only: they share their lanes' work.
using Slot = std::vector<std::size_t>;  // positions in the group

/// What the learners of a block go through, and when they are measured.
struct Schedule {
  Regime regime;
  std::int64_t length = 0;          ///< repeat: distinct samples
  std::vector<std::int64_t> marks;  ///< stream: lengths; else updates
  bool measures_end = false;        ///< repeat: one more mark at the end
  RunStart start = {};              ///< where its runs go on
  /// Called where runs can be saved, with their position: after a chunk of a stream, else after a batch, and again and again while what was
  /// kept at the marks is evaluated. May throw to end the block.
  std::function<void(std::int64_t position)> on_break = {};
  RunTrace* trace = nullptr;       ///< of the first lane of the first slot
  std::vector<bool> goes_on = {};  ///< by slot: learns to the end even if all of its runs have come to nothing, for their states are kept
};

/// The runs of up to `lanes` seeds and of all points of its slots, from the first sample to the last measure. With few seeds a slot holds
/// several points: lane l runs seed l mod S of point l div S.
class BlockRun {
 public:
  BlockRun(const Setting& setting, std::vector<std::uint64_t> seeds, std::vector<Slot> slots, Schedule schedule);

  /// Restores runs that go on from `start`, [slot][lane]; nullptr if a run is not wanted. Throws Error if a state does not fit.
  void resume(const std::vector<std::vector<const RunState*>>& states);
  /// Returns the position that the runs have come to.
  std::int64_t compute();
  /// The state of a run at a break, or at the end of a stream, into the last fields of `state`; what comes of an evaluation goes on from
  /// there if it is a test, and else begins again. False if the runs cannot be saved.
  bool save(std::size_t slot, int lane, bool at_end, RunState& state);

  int lane(std::size_t seed, std::size_t copy) const { return static_cast<int>(copy * seeds_.size() + seed); }
  std::size_t marks() const { return schedule_.marks.size() + (schedule_.measures_end ? 1 : 0); }
  std::int64_t diverged_at(std::size_t slot, int lane) const { return learners_[slot].diverged_at(lane); }
  /// Whether the mark came before the run ended: updates asked for beyond the last are not measured.
  bool reached(std::size_t slot, std::size_t mark) const { return reached_[slot][mark]; }
  /// A run at a mark, for measures. `trivial_risk` is the run's.
  MarkView view(std::size_t slot, std::size_t mark, int lane, double trivial_risk) const;

 private:
  /// The scores of one learner's weights at one mark.
  struct Scores {
    std::unique_ptr<Score> squared_error;
    std::unique_ptr<Score> symbol_errors;  ///< nullptr if symbols are not asked for
    std::unique_ptr<Score> bit_errors;     ///< nullptr if bits are not
    void add(const ScoredSamples& samples);
    void archive(RunArchive& archive);
  };
  /// A network that goes on by itself.
  struct Freed {
    Arena state;
    Arena output;  ///< its last one
    std::unique_ptr<Score> squared_error;
  };
  /// Weights of a learner on the test stream.
  struct Tested {
    std::size_t slot;
    std::size_t mark;
    bool averaged;
    Arena state;  ///< of a network that learns; empty of a fixed one
    Scores scores;
    std::optional<StateGram> gram;             ///< of a network that learns, if it is asked for
    std::optional<CoupledCopies> copies = {};  ///< likewise
    std::optional<Freed> freed;                ///< if it is asked for
    Arena readout_gradient = {};  ///< of a network that does not learn, if it is asked for: sums of e conj(r) [outputs x regressors]
  };
  /// A test under way: how far its stream has come, and the sums of all that is on it.
  struct Holdout {
    std::unique_ptr<Stream> stream;
    std::int64_t steps = 0;  ///< of the stream so far, washout included
    std::int64_t scored = 0;
    std::vector<Tested> tested;
    Arena input_gram;  ///< empty unless asked for
    Arena fixed_state;
    std::optional<StateGram> fixed_gram;
    std::optional<CoupledCopies> fixed_copies;
    std::optional<FreeRuns> free_runs;
  };
  struct Values {
    std::vector<double> risk;               ///< by lane
    std::vector<double> symbol_error_rate;  ///< by lane; NaN if there are no symbols
    std::vector<double> bit_error_rate;
  };
  struct Evaluated {
    Values last;
    Values average;
    std::vector<double> state_condition;     ///< by lane; empty unless asked for
    std::vector<double> free_running_error;  ///< likewise
    std::vector<double> risk_gradient_norm;  ///< likewise
    std::vector<double> lyapunov_exponent;   ///< likewise
  };
  /// Where theory puts the modes of one point at each mark; empty if it does not say.
  using ModePlaces = std::vector<std::vector<theory::Mode>>;
  /// One piece of the data of a pass, kept to be gone through again.
  struct KeptPiece {
    Stream::Piece piece;
    std::size_t at = 0;  ///< step of the kept arrays
  };
  struct KeptData {
    std::vector<KeptPiece> pieces;
    Arena inputs;  ///< as samples are laid out
    Arena observed;
  };

  // Training (block_training.cpp). Slots whose runs have all come to nothing learn no more.
  std::int64_t train();
  void look_for_an_end();
  bool all_over() const { return std::find(over_.begin(), over_.end(), false) == over_.end(); }
  void build_learners();
  Stream::Piece read(Stream& stream, int most);
  void learn(const Stream::Piece& piece, const double* inputs, const double* observed, const double* loss_weights);
  // Each returns the position that it has come to.
  std::int64_t stream();
  std::int64_t repeat();
  KeptData keep_data();
  std::int64_t episodes();
  std::int64_t expected_episodes();
  void finish_batch(std::int64_t updates, int last_steps, double terms);
  void score_windows(std::int64_t done, int steps);
  void mark(std::size_t index);

  // A trace (block_tracing.cpp).
  void begin_trace();
  /// Whether the next scored sample, which then stands in a piece of its own, is to be traced; else cuts a piece of `steps` in front of the
  /// one that is, the `ahead`-th from here.
  bool cut_for_trace(std::int64_t ahead, int& steps);
  void keep_traced_weights();
  /// The row of the last sample of a piece that has been learnt from, with the weights kept before.
  void trace(std::int64_t position, int steps, const double* inputs, const double* observed, const double* clean);
  void end_trace();
  TracedMoment traced_moment(const double* weights) const;

  // Evaluation (block_evaluation.cpp). Where `rest` is called runs can be saved: it may throw to end the block.
  Scores make_scores() const;
  void decide_sent(int steps);
  /// Steps [first, end) of the piece at hand.
  ScoredSamples scored(const double* predictions, int first, int end) const;
  void evaluate(const std::function<void()>& rest);
  bool evaluates(std::size_t slot, std::size_t mark, bool averaged) const {
    return reached_[slot][mark] && (!averaged || (needs_.averaged_risk && learners_[slot].average_differs(mark)));
  }
  static void keep_decisions(const Scores& scores, int lane, Values& values);
  /// Where the average of the weights is the weights themselves, they have one risk.
  void copy_risks_of_averages();
  void solve(const std::function<void()>& rest);
  void find_mode_paths();
  const double* network_weights(std::size_t slot, std::size_t mark, bool averaged) const;
  // A holdout test (block_holdout.cpp).
  bool all_diverged(std::size_t slot, std::size_t mark) const;
  bool is_tested(std::size_t slot, std::size_t mark, bool averaged) const;
  std::vector<Tested> weights_to_test();
  void begin_holdout();
  void test(const std::function<void()>& rest);
  void test_piece(const Stream::Piece& piece, Arena& predictions);
  void keep_holdout();
  /// By lane, of the first `used` of them.
  std::vector<double> state_conditions(const StateGram& gram, std::size_t used, const Arena& input_gram) const;
  void archive_test_data(std::size_t slot, RunArchive& archive);
  void archive_tested(std::size_t slot, RunArchive& archive);
  void save_holdout(std::size_t slot, int lane, TestState& state);
  void resume_holdout();
  /// The next piece of a test of which so many samples are left, of at most `most` steps.
  Stream::Piece read_test(Stream& stream, std::int64_t left, int most = BlockLearner::longest_chunk);
  void advance_test(const double* weights, const Stream::Piece& piece, Arena& state);
  void score(int steps, Arena& predictions, Tested& one);
  void keep_scores(const Tested& one);
  // Gradients of the risk on a test (block_gradients.cpp).
  void add_readout_gradient(int steps, const double* predictions, Tested& one);
  void keep_readout_gradients(const std::vector<Tested>& tested, std::int64_t samples);
  void find_risk_gradients(const std::function<void()>& rest);
  // Networks left to themselves (block_free_runs.cpp).
  std::optional<FreeRuns> begin_free_runs(std::vector<Tested>& tested) const;
  void set_free(const Stream::Piece& piece, const Arena& fixed_state, FreeRuns& runs, std::vector<Tested>& tested) const;
  void run_freely(const Stream::Piece& piece, FreeRuns& runs, std::vector<Tested>& tested);
  void keep_free_runs(const FreeRuns& runs, const std::vector<Tested>& tested);

  // Saving (block_saving.cpp).
  static constexpr const char* unfit_state = "a saved state does not fit its run. Made by another version?";
  struct Saved {
    const RunState* state = nullptr;  ///< nullptr if another slot may have put back the lane
    bool is_of_seed = false;          ///< else it only fills the lane
  };
  Saved saved_for(std::size_t slot, int lane) const;
  bool save_training(std::size_t slot, int lane, bool at_end, RunState& state);
  BlockRun& in_full(std::size_t slot, std::int64_t position);
  const RunState* nearest(const std::vector<const RunState*>& states, int lane) const;
  int seed_of(int lane) const;

  /// Lanes that hold a run of their own: the first ones.
  std::size_t used_lanes(std::size_t slot) const { return slots_[slot].size() * seeds_.size(); }
  std::size_t number() const { return static_cast<std::size_t>(setting_.facts().complex_valued ? 2 : 1) * setting_.kernels.lanes; }

  const Setting& setting_;
  MeasureNeeds needs_;
  std::vector<std::uint64_t> seeds_;
  std::vector<Slot> slots_;
  Schedule schedule_;
  int states_;
  std::vector<std::uint64_t> lane_seeds_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Stream> stream_;  ///< of the training samples; nullptr if they are kept or not drawn
  std::unique_ptr<RegressorRows> rows_;
  bool any_fixed_ = false;
  Arena state_;
  Arena inputs_;
  Arena observed_;
  Arena clean_;
  std::optional<SymbolDecision> symbols_;  ///< of the task, if they are asked for
  Arena sent_;                             ///< decisions on the clean targets
  std::vector<BlockLearner> learners_;
  std::vector<bool> over_;                           ///< by slot
  Arena traced_weights_;                             ///< of a trace's next row
  std::vector<std::vector<bool>> reached_;           // [slot][mark]
  std::vector<std::vector<Scores>> prequential_;     // [slot][mark]
  std::unique_ptr<Holdout> holdout_;                 ///< nullptr before it
  std::vector<std::vector<Evaluated>> evaluated_;    // [slot][mark]
  std::vector<std::vector<ModePlaces>> mode_paths_;  // [slot][copy]; empty unless asked for
  // To save runs that learn no more.
  std::vector<std::vector<const RunState*>> resumed_;  // [slot][lane]; empty if the runs began anew
  std::map<std::size_t, std::unique_ptr<BlockRun>> in_full_;
  std::int64_t in_full_at_ = -1;
};

}  // namespace polesweep
