#include <algorithm>

#include "core/error.hpp"
#include "core/measures/condition.hpp"
#include "core/numbers.hpp"
#include "core/run/block_run.hpp"

namespace polesweep {
namespace {

constexpr int chunk_steps = BlockLearner::longest_chunk;

/// As in `TestState::tested`.
std::int64_t number_of(std::size_t mark, bool averaged) { return 2 * static_cast<std::int64_t>(mark) + (averaged ? 1 : 0); }

}  // namespace

bool BlockRun::all_diverged(std::size_t slot, std::size_t mark) const {
  for (std::size_t lane = 0; lane < used_lanes(slot); ++lane)
    if (!learners_[slot].diverged_by(mark, static_cast<int>(lane))) return false;
  return true;
}

/// What is known is left out: the errors of runs that have all diverged are infinite. A test that goes on has the weights that it had,
/// whichever runs it had them of.
bool BlockRun::is_tested(std::size_t slot, std::size_t mark, bool averaged) const {
  const std::vector<std::int64_t>& before = schedule_.start.tested;
  if (schedule_.start.test_steps > 0) return std::binary_search(before.begin(), before.end(), number_of(mark, averaged));
  const bool measures_network = learners_[slot].trains_network() && !averaged && (needs_.gram || needs_.coupled_copies);
  return evaluates(slot, mark, averaged) && (measures_network || !all_diverged(slot, mark));
}

std::vector<BlockRun::Tested> BlockRun::weights_to_test() {
  std::vector<Tested> tested;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (const bool averaged : {false, true}) {
        if (!is_tested(slot, i, averaged)) {
          if (!evaluates(slot, i, averaged)) continue;
          Values& values = averaged ? evaluated_[slot][i].average : evaluated_[slot][i].last;
          values.risk.assign(values.risk.size(), infinity);
          if (symbols_ && needs_.symbols) values.symbol_error_rate = values.risk;
          if (symbols_ && needs_.bits) values.bit_error_rate = values.risk;
          continue;
        }
        const bool trains = learners_[slot].trains_network();
        tested.push_back({slot, i, averaged, Arena(trains ? network_->state_size() : 0), make_scores(), {}, {}, {}});
        if (needs_.risk_gradient && !trains && !averaged)
          tested.back().readout_gradient =
              Arena(static_cast<std::size_t>(setting_.facts().outputs * learners_[slot].learner().shape.regressors) * number());
        if (needs_.gram && trains && !averaged)
          tested.back().gram.emplace(*network_, learners_[slot].network_weights(i, false), setting_.kernels);
        if (needs_.coupled_copies && trains && !averaged) tested.back().copies.emplace(*network_, setting_.kernels);
      }
  return tested;
}

void BlockRun::begin_holdout() {
  holdout_ = std::make_unique<Holdout>();
  Holdout& test = *holdout_;
  const auto channels = static_cast<std::size_t>(setting_.facts().inputs);
  test.stream = setting_.task().open(Part::test, lane_seeds_, setting_.kernels);
  test.tested = weights_to_test();
  if (needs_.gram) test.input_gram = Arena(channels * (channels + 1) / 2 * number());
  if (any_fixed_) test.fixed_state = Arena(network_->state_size());
  if (needs_.gram && any_fixed_) test.fixed_gram.emplace(*network_, network_->start().data(), setting_.kernels);
  if (needs_.coupled_copies && any_fixed_) test.fixed_copies.emplace(*network_, setting_.kernels);
  test.free_runs = begin_free_runs(test.tested);
  if (schedule_.start.test_steps > 0) resume_holdout();
}

/// Every learner's weights at every mark on one test stream. Fixed poles have one trajectory for all of their learners and marks; trained
/// networks have one each. The state of training is left alone: runs may go on from it. Between pieces the test can be saved.
void BlockRun::test(const std::function<void()>& rest) {
  begin_holdout();
  const std::int64_t samples = setting_.evaluation().samples;
  Arena predictions(clean_.size());
  while (holdout_->scored < samples) {
    rest();
    const int most = holdout_->free_runs ? holdout_->free_runs->at_most(chunk_steps) : chunk_steps;
    const Stream::Piece piece = read_test(*holdout_->stream, samples - holdout_->scored, most);
    if (piece.steps == 0) break;
    holdout_->steps += piece.steps;
    if (piece.scored) holdout_->scored += piece.steps;
    test_piece(piece, predictions);
  }
  keep_holdout();
}

void BlockRun::test_piece(const Stream::Piece& piece, Arena& predictions) {
  Holdout& test = *holdout_;
  const int channels = setting_.facts().inputs;
  const SampleRows inputs{inputs_.data(), channels, channels};
  const SampleRows states{rows_->states(), states_, rows_->stride()};
  if (piece.scored) decide_sent(piece.steps);
  if (piece.scored && needs_.gram)
    (setting_.facts().complex_valued ? setting_.kernels.add_gram_complex : setting_.kernels.add_gram_real)(inputs, piece.steps,
                                                                                                           test.input_gram.data());
  if (test.free_runs) set_free(piece, test.fixed_state, *test.free_runs, test.tested);
  if (any_fixed_) advance_test(network_->start().data(), piece, test.fixed_state);
  if (test.fixed_gram) test.fixed_gram->add(piece, inputs, states);
  if (test.fixed_copies) test.fixed_copies->advance(network_->start().data(), piece, inputs_.data());
  for (Tested& one : test.tested)
    if (!learners_[one.slot].trains_network() && piece.scored) score(piece.steps, predictions, one);
  for (Tested& one : test.tested) {
    if (!learners_[one.slot].trains_network()) continue;
    advance_test(learners_[one.slot].network_weights(one.mark, one.averaged), piece, one.state);
    if (one.gram) one.gram->add(piece, inputs, states);
    if (one.copies) one.copies->advance(learners_[one.slot].network_weights(one.mark, false), piece, inputs_.data());
    if (piece.scored) score(piece.steps, predictions, one);
  }
  if (test.free_runs) run_freely(piece, *test.free_runs, test.tested);
}

void BlockRun::keep_holdout() {
  const Holdout& test = *holdout_;
  if (test.free_runs) keep_free_runs(*test.free_runs, test.tested);
  if (needs_.risk_gradient) keep_readout_gradients(test.tested, setting_.evaluation().samples);
  // Copies of a seed share a network that does not learn.
  std::vector<double> fixed_conditions;
  if (test.fixed_gram) fixed_conditions = state_conditions(*test.fixed_gram, seeds_.size(), test.input_gram);
  for (std::size_t lane = seeds_.size(); lane < fixed_conditions.size(); ++lane)
    fixed_conditions[lane] = fixed_conditions[static_cast<std::size_t>(seed_of(static_cast<int>(lane)))];
  for (const Tested& one : test.tested) {
    keep_scores(one);
    if (one.gram) evaluated_[one.slot][one.mark].state_condition = state_conditions(*one.gram, used_lanes(one.slot), test.input_gram);
    if (one.copies) evaluated_[one.slot][one.mark].lyapunov_exponent = one.copies->exponents();
  }
  // A network that does not learn is well whatever becomes of its readouts: those that were not tested have its measures, too.
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t mark = 0; !learners_[slot].trains_network() && mark < marks(); ++mark) {
      if (test.fixed_gram) evaluated_[slot][mark].state_condition = fixed_conditions;
      if (test.fixed_copies) evaluated_[slot][mark].lyapunov_exponent = test.fixed_copies->exponents();
    }
}

Stream::Piece BlockRun::read_test(Stream& stream, std::int64_t left, int most) {
  return stream.next(static_cast<int>(std::min<std::int64_t>(most, left)), {inputs_.data(), observed_.data(), clean_.data()});
}

void BlockRun::advance_test(const double* weights, const Stream::Piece& piece, Arena& state) {
  if (piece.starts_segment) state.clear();
  network_->advance(
      weights,
      {.steps = piece.steps, .inputs = inputs_.data(), .states = rows_->states(), .stride = rows_->stride(), .state = state.data()});
  if (piece.scored) rows_->assemble(piece.steps, inputs_.data());
}

void BlockRun::score(int steps, Arena& predictions, Tested& one) {
  const BlockLearner& learner = learners_[one.slot];
  learner.predict(one.mark, one.averaged, steps, rows_->rows(learner.regressors()), learner.regressors().stride(states_),
                  predictions.data());
  one.scores.add(scored(predictions.data(), 0, steps));
  if (one.readout_gradient.size() > 0) add_readout_gradient(steps, predictions.data(), one);
}

void BlockRun::keep_scores(const Tested& one) {
  Evaluated& evaluated = evaluated_[one.slot][one.mark];
  Values& values = one.averaged ? evaluated.average : evaluated.last;
  for (int lane = 0; lane < setting_.kernels.lanes; ++lane) {
    values.risk[static_cast<std::size_t>(lane)] = one.scores.squared_error->value(lane);
    keep_decisions(one.scores, lane, values);
  }
}

std::vector<double> BlockRun::state_conditions(const StateGram& gram, std::size_t used, const Arena& input_gram) const {
  std::vector<std::vector<Complex>> grams;
  for (std::size_t lane = 0; lane < used; ++lane) grams.push_back(gram.in_some_basis(static_cast<int>(lane), input_gram));
  std::vector<double> conditions =
      polesweep::state_conditions(grams, states_, setting_.facts().complex_valued || network_->shape().diagonal, setting_.kernels);
  conditions.resize(static_cast<std::size_t>(setting_.kernels.lanes), not_measured);
  return conditions;
}

/// What runs of a seed have in common, of one learner's network if that does not learn.
void BlockRun::archive_test_data(std::size_t slot, RunArchive& archive) {
  Holdout& test = *holdout_;
  const auto lanes = static_cast<std::size_t>(setting_.kernels.lanes);
  test.stream->archive(archive);
  archive.shared(test.scored);
  archive.array(test.input_gram.data(), test.input_gram.size() / lanes);
  if (test.free_runs) test.free_runs->archive(archive);
  if (learners_[slot].trains_network()) return;
  archive.array(test.fixed_state.data(), test.fixed_state.size() / lanes);
  if (test.fixed_gram) test.fixed_gram->archive(archive);
  if (test.fixed_copies) test.fixed_copies->archive(archive);
}

void BlockRun::archive_tested(std::size_t slot, RunArchive& archive) {
  const auto lanes = static_cast<std::size_t>(setting_.kernels.lanes);
  const auto whole = [&](Arena& numbers) { archive.array(numbers.data(), numbers.size() / lanes); };
  for (Tested& one : holdout_->tested) {
    if (one.slot != slot) continue;
    whole(one.state);
    one.scores.archive(archive);
    if (one.gram) one.gram->archive(archive);
    if (one.copies) one.copies->archive(archive);
    whole(one.readout_gradient);
    if (!one.freed) continue;
    whole(one.freed->state);
    whole(one.freed->output);
    one.freed->squared_error->archive(archive);
  }
}

/// Leaves a test that cannot be saved to begin again.
void BlockRun::save_holdout(std::size_t slot, int lane, TestState& state) {
  if (!holdout_ || holdout_->steps == 0) return;
  const int lanes = setting_.kernels.lanes;
  RunArchive data = RunArchive::taking(state.trajectory, lane, lanes);
  archive_test_data(slot, data);
  RunArchive sums = RunArchive::taking(state.sums, lane, lanes);
  archive_tested(slot, sums);
  state.steps = holdout_->steps;
  for (const Tested& one : holdout_->tested)
    if (one.slot == slot) state.tested.push_back(number_of(one.mark, one.averaged));
  if (data.refused() || sums.refused()) state = {};
}

void BlockRun::resume_holdout() {
  const int lanes = setting_.kernels.lanes;
  holdout_->steps = schedule_.start.test_steps;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (int lane = 0; lane < lanes; ++lane) {
      const auto [saved, is_of_seed] = saved_for(slot, lane);
      if (!saved) continue;
      TestState state = saved->test;
      bool whole = true;
      if (is_of_seed) {
        RunArchive data = RunArchive::putting_back(state.trajectory, lane, lanes);
        archive_test_data(slot, data);
        whole = data.is_whole();
      }
      RunArchive sums = RunArchive::putting_back(state.sums, lane, lanes);
      archive_tested(slot, sums);
      if (!whole || !sums.is_whole()) throw Error(unfit_state);
    }
}

}  // namespace polesweep
