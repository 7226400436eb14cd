#include "core/numbers.hpp"
#include "core/run/block_run.hpp"

namespace polesweep {

std::optional<FreeRuns> BlockRun::begin_free_runs(std::vector<Tested>& tested) const {
  if (!needs_.free_runs || setting_.facts().inputs != setting_.facts().outputs) return std::nullopt;
  const ScoreShape shape{setting_.facts().outputs, setting_.facts().complex_valued, setting_.kernels.lanes};
  for (Tested& one : tested)
    if (!one.averaged)
      one.freed = {Arena(network_->state_size()), Arena(static_cast<std::size_t>(setting_.facts().outputs) * number()),
                   make_squared_error(shape)};
  return FreeRuns(setting_.facts(), setting_.kernels.lanes);
}

/// A run begins in the state that true inputs have led to, which the piece is about to change.
void BlockRun::set_free(const Stream::Piece& piece, const Arena& fixed_state, FreeRuns& runs, std::vector<Tested>& tested) const {
  runs.look(piece, inputs_.data(), clean_.data());
  if (!piece.scored || runs.done() > 0) return;
  for (Tested& one : tested) {
    if (!one.freed) continue;
    const Arena& driven = learners_[one.slot].trains_network() ? one.state : fixed_state;
    if (piece.starts_segment)
      one.freed->state.clear();
    else
      one.freed->state.copy_from(driven);
  }
}

void BlockRun::run_freely(const Stream::Piece& piece, FreeRuns& runs, std::vector<Tested>& tested) {
  for (Tested& one : tested) {
    if (!one.freed || !piece.scored) continue;
    const BlockLearner& learner = learners_[one.slot];
    const double* weights = network_weights(one.slot, one.mark, false);
    double* output = one.freed->output.data();
    for (int t = 0; t < piece.steps; ++t) {
      const double* input = runs.done() + t == 0 ? inputs_.data() : output;
      network_->advance(
          weights, {.steps = 1, .inputs = input, .states = rows_->states(), .stride = rows_->stride(), .state = one.freed->state.data()});
      rows_->assemble(1, input);
      learner.predict(one.mark, false, 1, rows_->rows(learner.regressors()), learner.regressors().stride(states_), output);
      if (runs.done() + t + 1 == FreeRuns::length)
        one.freed->squared_error->add(
            {.steps = 1, .predictions = output, .clean = clean_.data() + static_cast<std::size_t>(t) * one.freed->output.size()});
    }
  }
  runs.pass(piece);
}

/// Of runs that were not tested, for they have all diverged, the error is infinite, too.
void BlockRun::keep_free_runs(const FreeRuns& runs, const std::vector<Tested>& tested) {
  const auto lanes = static_cast<std::size_t>(setting_.kernels.lanes);
  for (auto& by_mark : evaluated_)
    for (Evaluated& evaluated : by_mark) {
      evaluated.free_running_error.assign(lanes, infinity);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        if (!runs.apply_to(static_cast<int>(lane))) evaluated.free_running_error[lane] = not_measured;
    }
  for (const Tested& one : tested)
    for (std::size_t lane = 0; one.freed && lane < lanes; ++lane)
      if (runs.apply_to(static_cast<int>(lane)))
        evaluated_[one.slot][one.mark].free_running_error[lane] = one.freed->squared_error->value(static_cast<int>(lane));
}

}  // namespace polesweep
