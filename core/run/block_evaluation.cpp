#include <algorithm>
#include <map>

#include "core/measures/condition.hpp"
#include "core/measures/exact_risk.hpp"
#include "core/measures/mode_path.hpp"
#include "core/numbers.hpp"
#include "core/run/block_run.hpp"

namespace polesweep {
namespace {

constexpr int chunk_steps = BlockLearner::longest_chunk;

}  // namespace

void BlockRun::Scores::add(const ScoredSamples& samples) {
  squared_error->add(samples);
  if (symbol_errors) symbol_errors->add(samples);
  if (bit_errors) bit_errors->add(samples);
}

BlockRun::Scores BlockRun::make_scores() const {
  const ScoreShape shape{setting_.facts().outputs, setting_.facts().complex_valued, setting_.kernels.lanes, setting_.facts().subcarriers};
  return {make_squared_error(shape), symbols_ && needs_.symbols ? make_symbol_errors(shape, *symbols_, setting_.kernels) : nullptr,
          symbols_ && needs_.bits ? make_bit_errors(shape, *symbols_, setting_.kernels) : nullptr};
}

/// The symbols of the clean targets of a piece, for all scores that it is added to.
void BlockRun::decide_sent(int steps) {
  if (symbols_ && setting_.facts().subcarriers.count == 0)
    symbols_->decide(setting_.kernels, clean_.data(), static_cast<std::int64_t>(steps) * setting_.facts().outputs, sent_.data());
}

ScoredSamples BlockRun::scored(const double* predictions, int first, int end) const {
  const std::size_t row = static_cast<std::size_t>(first) * setting_.facts().outputs;
  return {.steps = end - first,
          .predictions = predictions + row * number(),
          .clean = clean_.data() + row * number(),
          .sent = symbols_ ? sent_.data() + row * setting_.kernels.lanes : nullptr};
}

const double* BlockRun::network_weights(std::size_t slot, std::size_t mark, bool averaged) const {
  return learners_[slot].trains_network() ? learners_[slot].network_weights(mark, averaged) : network_->start().data();
}

void BlockRun::evaluate(const std::function<void()>& rest) {
  const std::vector<double> nothing(static_cast<std::size_t>(setting_.kernels.lanes), not_measured);
  evaluated_.assign(slots_.size(), {});
  for (auto& by_mark : evaluated_)
    for (std::size_t i = 0; i < marks(); ++i) by_mark.push_back({{nothing, nothing, nothing}, {nothing, nothing, nothing}, {}, {}, {}, {}});
  if (needs_.mode_path) find_mode_paths();
  if (setting_.evaluation().kind == "holdout") {
    test(rest);
    if (needs_.risk_gradient) find_risk_gradients(rest);
  }
  if (setting_.evaluation().kind == "exact") solve(rest);
  if (setting_.evaluation().kind != "prequential") return copy_risks_of_averages();
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (int lane = 0; lane < setting_.kernels.lanes; ++lane) {
        Values& values = evaluated_[slot][i].last;
        values.risk[static_cast<std::size_t>(lane)] = prequential_[slot][i].squared_error->value(lane);
        keep_decisions(prequential_[slot][i], lane, values);
      }
}

void BlockRun::keep_decisions(const Scores& scores, int lane, Values& values) {
  const auto at = static_cast<std::size_t>(lane);
  if (scores.symbol_errors) values.symbol_error_rate[at] = scores.symbol_errors->value(lane);
  if (scores.bit_errors) values.bit_error_rate[at] = scores.bit_errors->value(lane);
}

void BlockRun::copy_risks_of_averages() {
  for (std::size_t slot = 0; needs_.averaged_risk && slot < slots_.size(); ++slot)
    for (std::size_t mark = 0; mark < marks(); ++mark)
      if (!learners_[slot].average_differs(mark)) evaluated_[slot][mark].average = evaluated_[slot][mark].last;
}

bool BlockRun::all_diverged(std::size_t slot, std::size_t mark) const {
  for (std::size_t lane = 0; lane < used_lanes(slot); ++lane)
    if (!learners_[slot].diverged_by(mark, static_cast<int>(lane))) return false;
  return true;
}

/// Leaves out what is known: the errors of runs that have all diverged are infinite.
std::vector<BlockRun::Tested> BlockRun::weights_to_test() {
  std::vector<Tested> tested;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (const bool averaged : {false, true}) {
        if (!evaluates(slot, i, averaged)) continue;
        const bool trains = learners_[slot].trains_network();
        const bool needs_gram = needs_.gram && trains && !averaged;
        const bool needs_copies = needs_.coupled_copies && trains && !averaged;
        if (all_diverged(slot, i) && !needs_gram && !needs_copies) {
          Values& values = averaged ? evaluated_[slot][i].average : evaluated_[slot][i].last;
          values.risk.assign(values.risk.size(), infinity);
          if (symbols_ && needs_.symbols) values.symbol_error_rate = values.risk;
          if (symbols_ && needs_.bits) values.bit_error_rate = values.risk;
          continue;
        }
        tested.push_back({slot, i, averaged, Arena(trains ? network_->state_size() : 0), make_scores(), {}, {}, {}});
        if (needs_.risk_gradient && !trains && !averaged)
          tested.back().readout_gradient =
              Arena(static_cast<std::size_t>(setting_.facts().outputs * learners_[slot].learner().shape.regressors) * number());
        if (needs_gram) tested.back().gram.emplace(*network_, learners_[slot].network_weights(i, false), setting_.kernels);
        if (needs_copies) tested.back().copies.emplace(*network_, setting_.kernels);
      }
  return tested;
}

/// Every learner's weights at every mark on one test stream. Fixed poles have one trajectory for all of their learners and marks; trained
/// networks have one each. The state of training is left alone: runs may go on from it.
void BlockRun::test(const std::function<void()>& rest) {
  std::vector<Tested> tested = weights_to_test();
  const std::unique_ptr<Stream> stream = setting_.task().open(Part::test, lane_seeds_, setting_.kernels);
  const int channels = setting_.facts().inputs;
  const SampleRows inputs{inputs_.data(), channels, channels};
  const SampleRows states{rows_->states(), states_, rows_->stride()};
  Arena input_gram(static_cast<std::size_t>(channels * (channels + 1) / 2) * number());
  Arena predictions(clean_.size());
  Arena fixed_state(any_fixed_ ? network_->state_size() : 0);
  std::optional<StateGram> fixed_gram;
  if (needs_.gram && any_fixed_) fixed_gram.emplace(*network_, network_->start().data(), setting_.kernels);
  std::optional<CoupledCopies> fixed_copies;
  if (needs_.coupled_copies && any_fixed_) fixed_copies.emplace(*network_, setting_.kernels);
  std::optional<FreeRuns> free_runs = begin_free_runs(tested);
  for (std::int64_t left = setting_.evaluation().samples; left > 0;) {
    const Stream::Piece piece = read_test(*stream, left, free_runs ? free_runs->at_most(chunk_steps) : chunk_steps);
    if (piece.steps == 0) break;
    if (piece.scored) left -= piece.steps;
    if (piece.scored) decide_sent(piece.steps);
    if (piece.scored && needs_.gram)
      (setting_.facts().complex_valued ? setting_.kernels.add_gram_complex : setting_.kernels.add_gram_real)(inputs, piece.steps,
                                                                                                             input_gram.data());
    if (free_runs) set_free(piece, fixed_state, *free_runs, tested);
    if (any_fixed_) advance_test(network_->start().data(), piece, fixed_state);
    if (fixed_gram) fixed_gram->add(piece, inputs, states);
    if (fixed_copies) fixed_copies->advance(network_->start().data(), piece, inputs_.data());
    for (Tested& one : tested) {
      if (learners_[one.slot].trains_network() || !piece.scored) continue;
      rest();
      score(piece.steps, predictions, one);
    }
    for (Tested& one : tested) {
      if (!learners_[one.slot].trains_network()) continue;
      rest();
      advance_test(learners_[one.slot].network_weights(one.mark, one.averaged), piece, one.state);
      if (one.gram) one.gram->add(piece, inputs, states);
      if (one.copies) one.copies->advance(learners_[one.slot].network_weights(one.mark, false), piece, inputs_.data());
      if (piece.scored) score(piece.steps, predictions, one);
    }
    if (free_runs) run_freely(piece, *free_runs, tested, rest);
  }
  if (free_runs) keep_free_runs(*free_runs, tested);
  if (needs_.risk_gradient) keep_readout_gradients(tested, setting_.evaluation().samples);
  // Copies of a seed share a network that does not learn.
  std::vector<double> fixed_conditions;
  if (fixed_gram) fixed_conditions = state_conditions(*fixed_gram, seeds_.size(), input_gram);
  for (std::size_t lane = seeds_.size(); lane < fixed_conditions.size(); ++lane)
    fixed_conditions[lane] = fixed_conditions[static_cast<std::size_t>(seed_of(static_cast<int>(lane)))];
  for (const Tested& one : tested) {
    rest();
    keep_scores(one);
    if (one.gram) evaluated_[one.slot][one.mark].state_condition = state_conditions(*one.gram, used_lanes(one.slot), input_gram);
    if (one.copies) evaluated_[one.slot][one.mark].lyapunov_exponent = one.copies->exponents();
  }
  // A network that does not learn is well whatever becomes of its readouts: those that were not tested have its measures, too.
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t mark = 0; !learners_[slot].trains_network() && mark < marks(); ++mark) {
      if (fixed_gram) evaluated_[slot][mark].state_condition = fixed_conditions;
      if (fixed_copies) evaluated_[slot][mark].lyapunov_exponent = fixed_copies->exponents();
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

void BlockRun::solve(const std::function<void()>& rest) {
  const auto used = static_cast<int>(static_cast<std::size_t>(setting_.kernels.lanes) / seeds_.size() * seeds_.size());
  std::vector<LinearTeacher> teachers;
  teachers.reserve(static_cast<std::size_t>(used));
  for (int lane = 0; lane < used; ++lane) teachers.push_back(setting_.task().teacher(lane_seeds_[static_cast<std::size_t>(lane)]));
  const auto of_weights = [&](const double* weights, const Regressors& seen) {
    std::vector<LinearSystem> systems;
    systems.reserve(static_cast<std::size_t>(used));
    for (int lane = 0; lane < used; ++lane) {
      const LinearSystem system = *network_->linear_system(weights, lane);
      systems.push_back(seen.inputs > 0 ? with_inputs_as_states(system) : system);
    }
    return ExactRisk::of_block(systems, teachers, setting_.facts().complex_valued, setting_.kernels);
  };
  std::map<bool, std::vector<ExactRisk>> fixed;  // by whether the readout sees the inputs
  for (const BlockLearner& learner : learners_)
    if (const bool sees = learner.regressors().inputs > 0; !learner.trains_network() && !fixed.contains(sees))
      fixed[sees] = of_weights(network_->start().data(), learner.regressors());
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (const bool averaged : {false, true}) {
        if (!evaluates(slot, i, averaged)) continue;
        rest();
        const BlockLearner& learner = learners_[slot];
        std::vector<ExactRisk> trained;
        if (learner.trains_network()) trained = of_weights(learner.network_weights(i, averaged), learner.regressors());
        const std::vector<ExactRisk>& risks = learner.trains_network() ? trained : fixed[learner.regressors().inputs > 0];
        Values& values = averaged ? evaluated_[slot][i].average : evaluated_[slot][i].last;
        for (int lane = 0; lane < used; ++lane)
          values.risk[static_cast<std::size_t>(lane)] =
              risks[static_cast<std::size_t>(lane)].risk(learner.readout_weights(i, averaged, lane), learner.regressors());
      }
}

void BlockRun::find_mode_paths() {
  for (const Slot& slot : slots_) {
    mode_paths_.emplace_back();
    for (const std::size_t point : slot) {
      const Setup& setup = setting_.setups[point];
      const auto path = ModePath::of(setup.point(), setup.regime(), setting_.facts(), *setting_.ground().poles, network_->shape());
      mode_paths_.back().push_back(path ? path->at(schedule_.marks) : ModePlaces());
    }
  }
}

MarkView BlockRun::view(std::size_t slot, std::size_t mark, int lane, double trivial_risk) const {
  const auto at = static_cast<std::size_t>(lane);
  const BlockLearner& learner = learners_[slot];
  const Evaluated& evaluated = evaluated_[slot][mark];
  const bool diverged = learner.diverged_by(mark, lane);
  const ModePlaces* path = mode_paths_.empty() ? nullptr : &mode_paths_[slot][at / seeds_.size()];
  return {.task = setting_.facts(),
          .problem = setting_.task(),
          .network_kind = *setting_.ground().network,
          .network = *network_,
          .learner = learner,
          .network_weights = network_weights(slot, mark, false),
          .mark = mark,
          .lane = lane,
          .seed = lane_seeds_[at],
          .shadows = setting_.group.measurement.shadows.size(),
          .exact = setting_.evaluation().kind == "exact",
          .diverged = diverged,
          .risk = diverged ? infinity : evaluated.last.risk[at],
          .averaged_risk = evaluated.average.risk[at],
          .symbol_error_rate = evaluated.last.symbol_error_rate[at],
          .bit_error_rate = evaluated.last.bit_error_rate[at],
          .state_condition = evaluated.state_condition.empty() ? not_measured : evaluated.state_condition[at],
          .free_running_error = evaluated.free_running_error.empty() ? not_measured : evaluated.free_running_error[at],
          .risk_gradient_norm = evaluated.risk_gradient_norm.empty() ? not_measured : evaluated.risk_gradient_norm[at],
          .lyapunov_exponent = evaluated.lyapunov_exponent.empty() ? not_measured : evaluated.lyapunov_exponent[at],
          .trivial_risk = trivial_risk,
          .path = path && !path->empty() ? &(*path)[mark] : nullptr};
}

}  // namespace polesweep
