#include <algorithm>

#include "core/error.hpp"
#include "core/run/block_run.hpp"

namespace polesweep {

/// Position of the seed that a lane computes; lanes that no copy fills repeat the last one that does.
int BlockRun::seed_of(int lane) const {
  const auto seeds = static_cast<int>(seeds_.size());
  return std::min(lane, setting_.kernels.lanes / seeds * seeds - 1) % seeds;
}

/// Returns the state for a lane: its run's own, else that of a run of the same seed, which shares the data; nullptr if there is neither.
const RunState* BlockRun::nearest(const std::vector<const RunState*>& states, int lane) const {
  const auto own = static_cast<std::size_t>(lane);
  if (states[own]) return states[own];
  for (std::size_t other = 0; other < states.size(); ++other)
    if (states[other] && seed_of(static_cast<int>(other)) == seed_of(lane)) return states[other];
  return nullptr;
}

void BlockRun::Scores::archive(RunArchive& archive) {
  squared_error->archive(archive);
  if (symbol_errors) symbol_errors->archive(archive);
  if (bit_errors) bit_errors->archive(archive);
}

/// The state to put back into a lane. One that nobody wants still has to hold something: any run of this learner.
BlockRun::Saved BlockRun::saved_for(std::size_t slot, int lane) const {
  const std::vector<const RunState*>& states = resumed_[slot];
  if (const RunState* same_seed = nearest(states, lane)) return {same_seed, true};
  if (learners_[slot].follows()) return {};
  return {*std::find_if(states.begin(), states.end(), [](const RunState* state) { return state != nullptr; }), false};
}

/// Runs that learn no more are computed once more, to the end or to the break at a position, as if they did: what is saved of them is what
/// it would have been.
BlockRun& BlockRun::in_full(std::size_t slot, std::int64_t position) {
  struct Reached {};
  if (in_full_at_ != position) in_full_.clear();
  in_full_at_ = position;
  std::unique_ptr<BlockRun>& run = in_full_[slot];
  if (run) return *run;
  Schedule schedule = schedule_;
  schedule.goes_on = {true};
  schedule.on_break = [&](std::int64_t at) {
    if (at == position) throw Reached();
  };
  run = std::make_unique<BlockRun>(setting_, seeds_, std::vector<Slot>{slots_[slot]}, std::move(schedule));
  if (!resumed_.empty()) run->resume({resumed_[slot]});
  try {
    run->train();
  } catch (const Reached&) {
  }
  run->schedule_.on_break = nullptr;
  return *run;
}

bool BlockRun::save(std::size_t slot, int lane, bool at_end, RunState& state) {
  const bool saved =
      over_[slot] ? in_full(slot, state.position).save_training(0, lane, at_end, state) : save_training(slot, lane, at_end, state);
  if (saved && !at_end) save_holdout(slot, lane, state.test);
  return saved;
}

bool BlockRun::save_training(std::size_t slot, int lane, bool at_end, RunState& state) {
  const int lanes = setting_.kernels.lanes;
  BlockLearner& learner = learners_[slot];
  if (schedule_.regime.kind == RegimeKind::stream && learner.learner().rule->tape_size() > 0) return false;
  state.at_end = at_end;
  // The end of a run that repeats is a mark too, but not one of these: it is measured again.
  const auto marks = static_cast<std::ptrdiff_t>(schedule_.marks.size());
  const auto reached = std::find(reached_[slot].begin(), reached_[slot].begin() + marks, false) - reached_[slot].begin();
  state.marks.assign(schedule_.marks.begin(), schedule_.marks.begin() + (at_end ? 0 : reached));
  RunArchive trajectory = RunArchive::taking(state.trajectory, lane, lanes);
  if (stream_) stream_->archive(trajectory);
  if (stream_ && !learner.trains_network()) trajectory.array(state_.data(), state_.size() / static_cast<std::size_t>(lanes));
  RunArchive of_learner = RunArchive::taking(state.learner, lane, lanes);
  learner.archive(of_learner);
  if (!at_end) learner.archive_marks(of_learner, reached);
  if (!at_end && !prequential_[slot].empty()) {
    RunArchive scores = RunArchive::taking(state.scores, lane, lanes);
    for (std::size_t i = 0; i < schedule_.marks.size(); ++i) prequential_[slot][i].archive(scores);
    state.scored = schedule_.marks;
  }
  return !trajectory.refused();
}

void BlockRun::resume(const std::vector<std::vector<const RunState*>>& states) {
  const int lanes = setting_.kernels.lanes;
  resumed_ = states;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    for (int lane = 0; lane < lanes; ++lane) {
      const auto [saved, is_of_seed] = saved_for(slot, lane);
      if (!saved) continue;
      RunState state = *saved;
      bool whole = true;
      if (is_of_seed) {
        RunArchive trajectory = RunArchive::putting_back(state.trajectory, lane, lanes);
        if (stream_) stream_->archive(trajectory);
        if (stream_ && !learners_[slot].trains_network()) trajectory.array(state_.data(), state_.size() / static_cast<std::size_t>(lanes));
        whole = trajectory.is_whole();
      }
      RunArchive of_learner = RunArchive::putting_back(state.learner, lane, lanes);
      learners_[slot].archive(of_learner);
      if (!state.at_end) learners_[slot].archive_marks(of_learner, 0);
      whole = whole && of_learner.is_whole();
      for (std::size_t i = 0; i < prequential_[slot].size(); ++i) {
        const auto known = std::find(state.scored.begin(), state.scored.end(), schedule_.marks[i]);
        if (known == state.scored.end()) continue;
        const auto size = static_cast<std::ptrdiff_t>(state.scores.size() / state.scored.size());
        const auto first = state.scores.begin() + (known - state.scored.begin()) * size;
        std::vector<double> part(first, first + size);
        RunArchive scores = RunArchive::putting_back(part, lane, lanes);
        prequential_[slot][i].archive(scores);
        whole = whole && scores.is_whole();
      }
      if (!whole) throw Error(unfit_state);
    }
    learners_[slot].restored();
    std::fill_n(reached_[slot].begin(), schedule_.start.marks.size(), true);
  }
}

}  // namespace polesweep
